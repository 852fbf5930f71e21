"""Every figure counted a second time, by loops over rows in Python: written from the definitions, not from the SQL."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from complaints.models import Complaint
from councils.models import Council
from referrals.models import (
    Assessment,
    CaseNote,
    Concern,
    CouncilContact,
    Decision,
    DutyAnswer,
    JournalEntry,
    NamedCouncil,
    NoteOn,
    Part,
    Prompt,
    ReturnInterview,
    Section47,
    Sending,
    StrategyDiscussion,
    Supervision,
)
from timers.models import Holiday, Timer

Answer = tuple[int, int]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def working_days_before(until: datetime, days: int) -> datetime:
    """So many working days back, at the same time of day."""
    at = until.astimezone(ZoneInfo("Europe/London"))
    closed = set(Holiday.objects.filter(nation="England").values_list("on", flat=True))
    while days:
        at -= DAY
        if at.weekday() < 5 and at.date() not in closed:
            days -= 1
    return at


def parts(council: Council) -> list[Part]:
    return [
        one
        for one in Part.objects.select_related("referral")
        .prefetch_related("closings", "allocations", "referral__journal", "referral__involvements")
        .filter(council=council)
        if one.referral.kind == "referral"
    ]


def moves(part: Part, until: datetime) -> list[tuple[datetime, bool]]:
    """When it became open or closed (True: open), earliest first: from its closings, never from what the part says."""
    found = [(part.received_at, True)]
    for one in part.closings.all():
        if one.signed_at is None:
            continue
        found.append((one.signed_at, False))
        if one.withdrawn_at:
            found.append((one.withdrawn_at, True))
    return sorted(move for move in found if move[0] <= until)


def open_since(part: Part, until: datetime) -> datetime:
    return moves(part, until)[-1][0]


def open_parts(council: Council, until: datetime) -> list[Part]:
    return [
        one
        for one in parts(council)
        if (gone := moves(one, until)) and gone[-1][1] and not (one.returned_at and one.returned_at <= until)
    ]


def worker_of(part: Part, until: datetime) -> int | None:
    for one in part.allocations.all():
        if one.worker_id and one.since <= until and (one.until is None or one.until > until):
            return one.worker_id
    return None


def entries(part: Part, until: datetime) -> list[JournalEntry]:
    """What people of this council did; not what the product did by itself."""
    return [
        one
        for one in part.referral.journal.all()
        if one.council_id == part.council_id and one.recorded_at <= until and one.by_id is not None
    ]


def notes(part: Part, until: datetime) -> list[CaseNote]:
    """What people of this council wrote on its file, most of which leaves no line in the journal."""
    placed = NoteOn.objects.filter(referral=part.referral).select_related("note")
    return [one.note for one in placed if one.note.council_id == part.council_id and one.note.recorded_at <= until]


def tally(answers: list[bool]) -> Answer:
    return sum(answers), len(answers)


def no_decision(council: Council, until: datetime) -> Answer:
    def late(part: Part) -> bool:
        clocks = Timer.objects.filter(kind="decision", council_id=council.pk, about_id=part.referral_id)
        return any(one.due_at < until and not (one.stopped_at and one.stopped_at <= until) for one in clocks)

    return tally([late(one) for one in open_parts(council, until)])


def no_oversight(council: Council, until: datetime) -> Answer:
    since = until - 28 * DAY
    looks = {"decide", "decide_not_to_tell", "refuse_strategy_discussion", "supervise", "send_back"}
    looks |= {"sign_assessment", "sign_closing", "countersign_message"}

    def unseen(part: Part) -> bool:
        seen = [one.at for one in entries(part, until) if one.verb in looks]
        seen += [one.at for one in notes(part, until) if one.kind == CaseNote.Kind.OVERSIGHT]
        return open_since(part, until) <= since and not [at for at in seen if at > since]

    return tally([unseen(one) for one in open_parts(council, until)])


def supervision_gap(council: Council, until: datetime) -> Answer:
    since = until - 42 * DAY

    def gap(part: Part) -> bool:
        sessions = [
            one
            for one in Supervision.objects.filter(part=part)
            if one.reflection and one.actions and since < one.at <= until
        ]
        return open_since(part, until) < since and not sessions

    return tally([gap(one) for one in open_parts(council, until)])


def _still(council: Council, until: datetime, days: int, kept: Callable[[Part], bool]) -> Answer:
    since = working_days_before(until, days)

    def still(part: Part) -> bool:
        done = [one.at for one in (*entries(part, until), *notes(part, until))]
        return open_since(part, until) <= since and all(at <= since for at in done)

    return tally([still(one) for one in open_parts(council, until) if kept(one)])


def drift(council: Council, until: datetime) -> Answer:
    return _still(council, until, 10, lambda part: True)


def untouched_risk(council: Council, until: datetime) -> Answer:
    def worst(part: Part) -> bool:
        return bool(part.referral.significant_harm) or bool({"sexual", "physical"} & set(part.referral.harm))

    return _still(council, until, 2, worst)


def no_worker(council: Council, until: datetime) -> Answer:
    since = working_days_before(until, 1)
    return tally([open_since(one, until) <= since and not worker_of(one, until) for one in open_parts(council, until)])


def no_council_contact(council: Council, until: datetime) -> Answer:
    since, found = working_days_before(until, 1), []
    for part in open_parts(council, until):
        for named in NamedCouncil.objects.filter(referral=part.referral).exclude(council=council):
            if named.named_at > until:
                continue
            spoke = [
                one
                for one in CouncilContact.objects.filter(referral=part.referral)
                if one.stops_the_clock
                and one.at <= until
                and {one.council_id, one.to_id} == {council.pk, named.council_id}
            ]
            found.append(max(named.named_at, part.received_at) <= since and not spoke)
    return tally(found)


def silent_councils(council: Council, until: datetime) -> Answer:
    since = working_days_before(until, 1)
    mine = {one.referral_id for one in parts(council)}
    sent = [one for one in Sending.objects.filter(sender=council) if one.referral_id in mine and one.at <= until]
    waiting = [one for one in sent if not (one.acknowledged_at and one.acknowledged_at <= until)]
    whole = [one for one in sent if one.at > until - 90 * DAY or one in waiting]
    return tally([one in waiting and one.at <= since for one in whole])


def _received(council: Council, until: datetime, days: int) -> list[Part]:
    return [one for one in parts(council) if until - days * DAY < one.received_at <= until]


def bounced(council: Council, until: datetime) -> Answer:
    def stands(part: Part) -> bool:
        answers = [one for one in DutyAnswer.objects.filter(referral=part.referral) if one.at <= until]
        for no in (one for one in answers if not one.accepted):
            taken = [one for one in answers if one.accepted and one.duty == no.duty and one.at > no.at]
            if no.at > until - 90 * DAY or not taken:
                return True
        return False

    whole = {one.pk: one for one in (*open_parts(council, until), *_received(council, until, 90))}
    return tally([stands(one) for one in whole.values()])


def rules_conflict(council: Council, until: datetime) -> Answer:
    return tally(
        [
            any(
                one.code == "rule_sets_conflict" and one.at <= until
                for one in Prompt.objects.filter(referral=part.referral, council=council)
            )
            for part in _received(council, until, 90)
        ]
    )


def re_referral(council: Council, until: datetime) -> Answer:
    every = parts(council)
    children = {
        part.pk: {one.person_id for one in part.referral.involvements.all() if one.role == "child"} for part in every
    }
    by_referral = {part.referral_id: part for part in Part.objects.filter(council=council)}

    def year_before(part: Part, other: Part) -> bool:
        if other.received_at >= part.received_at:
            return False
        try:
            start = part.received_at.replace(year=part.received_at.year - 1)
        except ValueError:
            start = part.received_at.replace(year=part.received_at.year - 1, day=28)
        return other.received_at >= start

    def again(part: Part) -> bool:
        if any(children[part.pk] & children[one.pk] and year_before(part, one) for one in every if one.pk != part.pk):
            return True
        repeated = by_referral.get(part.referral.repeats_id or 0)
        return repeated is not None and year_before(part, repeated)

    return tally([again(one) for one in _received(council, until, 365)])


def closed_early(council: Council, until: datetime) -> Answer:
    def early(part: Part, closed_at: datetime) -> bool:
        begun = [one.at for model in (Assessment, Section47) for one in model.objects.filter(part=part)]
        begun += [one.held_at for one in StrategyDiscussion.objects.filter(referral=part.referral) if one.held_at]
        return all(at > closed_at for at in begun)

    return tally(
        [
            early(one, at)
            for one in parts(council)
            for at, opened in moves(one, until)
            if not opened and at > until - 90 * DAY
        ]
    )


def _of_parts(council: Council, until: datetime, model: type) -> list:
    mine = {one.pk for one in parts(council)}
    return [one for one in model.objects.all() if one.part_id in mine and until - 90 * DAY < one.at <= until]


def no_further_action(council: Council, until: datetime) -> Answer:
    return tally([one.outcome == "no_further_action" for one in _of_parts(council, until, Decision)])


def referred_on(council: Council, until: datetime) -> Answer:
    return tally([one.outcome == "refer_on" for one in _of_parts(council, until, Decision)])


def consent_withdrawn(council: Council, until: datetime) -> Answer:
    return tally([bool(one.consent_withdrawn) for one in _of_parts(council, until, Assessment)])


def assessed_after_complaint(council: Council, until: datetime) -> Answer:
    def about(part: Part) -> list[Complaint]:
        found = []
        for one in Complaint.objects.filter(council=council, referral=part.referral):
            links = [entry for entry in one.journal.all() if entry.verb == "link_referral"]
            said = [entry for entry in links if entry.facts["referral"] == part.referral_id]
            if one.recorded_at <= until and (not links or any(entry.recorded_at <= until for entry in said)):
                found.append(one)
        return found

    answers = []
    for part in parts(council):
        begun = min((one.at for one in Assessment.objects.filter(part=part)), default=None)
        if begun is not None and until - 365 * DAY < begun <= until:
            answers.append(any(part.received_at < one.received_at < begun for one in about(part)))
    return tally(answers)


def interview_not_held(council: Council, until: datetime) -> Answer:
    return tally([not one.held for one in _of_parts(council, until, ReturnInterview)])


def return_interview(council: Council, until: datetime) -> Answer:
    back = [one for one in _of_parts(council, until, Concern) if one.kind == "returned" and one.at + 72 * HOUR <= until]
    return tally(
        [
            any(
                i.held and timedelta(0) <= i.at - one.at <= 72 * HOUR
                for i in ReturnInterview.objects.filter(part=one.part)
            )
            for one in back
        ]
    )


def late_entry(council: Council, until: datetime) -> Answer:
    mine = {one.referral_id for one in parts(council)}
    written = [
        one
        for one in JournalEntry.objects.filter(council=council)
        if one.referral_id in mine and one.by_id and until - 90 * DAY < one.recorded_at <= until
    ]
    return tally([one.recorded_at - one.at > 24 * HOUR for one in written])


def caseload(council: Council, until: datetime) -> Answer:
    held: dict[int, int] = defaultdict(int)
    for part in open_parts(council, until):
        worker = worker_of(part, until)
        if worker:
            held[worker] += 1
    return tally([cases > 20 for cases in held.values()])


def worker_changes(council: Council, until: datetime) -> Answer:
    both = Part.objects.prefetch_related("allocations", "referral__involvements")
    files = {one.referral_id: one for one in both.filter(council=council)}
    held = {
        key: {one.worker_id for one in part.allocations.all() if one.worker_id and one.since <= until}
        for key, part in files.items()
    }
    children = {
        key: {one.person_id for one in part.referral.involvements.all() if one.role == "child"}
        for key, part in files.items()
    }

    def most(part: Part) -> int:
        about = [
            set().union(*(held[key] for key in files if child in children[key])) for child in children[part.referral_id]
        ]
        return max(len(some) for some in (held[part.referral_id], *about))

    return tally([most(one) >= 3 for one in open_parts(council, until)])


RECOUNT: dict[str, Callable[[Council, datetime], Answer]] = {
    one.__name__: one
    for one in (
        *(no_decision, no_oversight, supervision_gap, drift, untouched_risk, no_worker),
        *(no_council_contact, silent_councils, bounced, rules_conflict),
        *(re_referral, closed_early, no_further_action, referred_on, consent_withdrawn, assessed_after_complaint),
        *(return_interview, interview_not_held, late_entry, caseload, worker_changes),
    )
}
