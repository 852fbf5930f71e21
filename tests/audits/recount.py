"""Every figure counted a second time, by loops over rows in Python: written from the definitions, not from the SQL."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from complaints.models import Complaint
from councils.models import Council
from referrals.models import (
    Allocation,
    Assessment,
    Concern,
    CouncilContact,
    Decision,
    DutyAnswer,
    JournalEntry,
    NamedCouncil,
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
        for one in Part.objects.select_related("referral").filter(council=council)
        if one.referral.kind == "referral"
    ]


def open_parts(council: Council, until: datetime) -> list[Part]:
    return [
        one
        for one in parts(council)
        if one.received_at <= until
        and not (one.closed_at and one.closed_at <= until)
        and not (one.returned_at and one.returned_at <= until)
    ]


def worker_of(part: Part, until: datetime) -> int | None:
    for one in Allocation.objects.filter(part=part):
        if one.worker_id and one.since <= until and (one.until is None or one.until > until):
            return one.worker_id
    return None


def entries(part: Part, until: datetime) -> list[JournalEntry]:
    return [
        one
        for one in JournalEntry.objects.filter(referral=part.referral, council=part.council)
        if one.recorded_at <= until
    ]


def tally(answers: list[bool]) -> Answer:
    return sum(answers), len(answers)


def no_decision(council: Council, until: datetime) -> Answer:
    def late(part: Part) -> bool:
        clocks = Timer.objects.filter(kind="decision", council_id=council.pk, about_id=part.referral_id)
        return any(one.due_at < until and not (one.stopped_at and one.stopped_at <= until) for one in clocks)

    return tally([late(one) for one in open_parts(council, until)])


def supervision_gap(council: Council, until: datetime) -> Answer:
    since = until - 42 * DAY

    def gap(part: Part) -> bool:
        first = min(one.since for one in Allocation.objects.filter(part=part) if one.worker_id)
        sessions = [
            one
            for one in Supervision.objects.filter(part=part)
            if one.reflection and one.actions and since < one.at <= until
        ]
        return part.received_at < since and first < since and not sessions

    return tally([gap(one) for one in open_parts(council, until) if worker_of(one, until)])


def _still(council: Council, until: datetime, days: int, kept: Callable[[Part], bool]) -> Answer:
    since = working_days_before(until, days)
    return tally(
        [
            one.received_at <= since and all(entry.at <= since for entry in entries(one, until))
            for one in open_parts(council, until)
            if kept(one)
        ]
    )


def drift(council: Council, until: datetime) -> Answer:
    return _still(council, until, 10, lambda part: True)


def untouched_risk(council: Council, until: datetime) -> Answer:
    def worst(part: Part) -> bool:
        return bool(part.referral.significant_harm) or bool({"sexual", "physical"} & set(part.referral.harm))

    return _still(council, until, 2, worst)


def no_worker(council: Council, until: datetime) -> Answer:
    since = working_days_before(until, 1)
    return tally([one.received_at <= since and not worker_of(one, until) for one in open_parts(council, until)])


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
    sent = [
        one
        for one in Sending.objects.filter(sender=council)
        if one.referral_id in mine and until - 90 * DAY < one.at <= until
    ]
    return tally([one.at <= since and not (one.acknowledged_at and one.acknowledged_at <= until) for one in sent])


def _received(council: Council, until: datetime, days: int) -> list[Part]:
    return [one for one in parts(council) if until - days * DAY < one.received_at <= until]


def bounced(council: Council, until: datetime) -> Answer:
    return tally(
        [
            any(not one.accepted and one.at <= until for one in DutyAnswer.objects.filter(referral=part.referral))
            for part in _received(council, until, 90)
        ]
    )


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
    def early(part: Part) -> bool:
        begun = [one.at for model in (Assessment, Section47) for one in model.objects.filter(part=part)]
        begun += [one.held_at for one in StrategyDiscussion.objects.filter(referral=part.referral) if one.held_at]
        return all(at > part.closed_at for at in begun)

    return tally([early(one) for one in parts(council) if one.closed_at and until - 90 * DAY < one.closed_at <= until])


def _of_parts(council: Council, until: datetime, model: type) -> list:
    mine = {one.pk for one in parts(council)}
    return [one for one in model.objects.all() if one.part_id in mine and until - 90 * DAY < one.at <= until]


def no_further_action(council: Council, until: datetime) -> Answer:
    return tally([one.outcome == "no_further_action" for one in _of_parts(council, until, Decision)])


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
        if one.referral_id in mine and until - 90 * DAY < one.recorded_at <= until
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
    def workers(part: Part) -> int:
        return len(
            {one.worker_id for one in Allocation.objects.filter(part=part) if one.worker_id and one.since <= until}
        )

    return tally([workers(one) >= 3 for one in open_parts(council, until)])


RECOUNT: dict[str, Callable[[Council, datetime], Answer]] = {
    one.__name__: one
    for one in (
        *(no_decision, supervision_gap, drift, untouched_risk, no_worker),
        *(no_council_contact, silent_councils, bounced, rules_conflict),
        *(re_referral, closed_early, no_further_action, consent_withdrawn, assessed_after_complaint),
        *(return_interview, interview_not_held, late_entry, caseload, worker_changes),
    )
}
