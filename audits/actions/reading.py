"""Who reads which file, what is kept as it is read, the locking of findings, and a child found at risk on the way."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from accounts.people import people_with
from audits import deadlines, messages
from audits.actions.concluding import open_full_audit
from audits.auditing import journal
from audits.auditing.figures import rule_of
from audits.auditing.grounds import INDEPENDENCE, no_reasons
from audits.auditing.independence import barred
from audits.auditing.points import ANSWERS, CANNOT_TELL, NO, POINTS, YES
from audits.models import Audit, Finding, FoundAtRisk, Reading, SampleCase
from councils.models import Team
from referrals import actions as referral_actions
from referrals.drafts import legible
from referrals.models import Concern, Referral
from referrals.parties import require_past
from referrals.refusals import Ground, NotPossible, Refused
from referrals.said import PersonSaid, ReferralSaid, ReferrerSaid
from timers.calendar import local

if TYPE_CHECKING:
    from accounts.models import User

#: What is found on a file and goes to the duty desk. Each starts a decision of its own (STATUTE 3, faults 11 and 12).
AT_RISK = {
    Concern.Kind.NEW_DISCLOSURE: "The file shows harm, or a risk of it, that nobody has looked at",
    Concern.Kind.SELF_HARM: "The child has harmed themselves",
    Concern.Kind.SUICIDE_ATTEMPT: "The child has tried to take their own life",
}


#: What is asked at each point. Words of one's own go with the answer: the evidence of a yes, why not, what is missing.
FIELDS = ("answer", "evidence", "file", "why", "gap")
WORDS_OF = {YES: "evidence", NO: "why", CANNOT_TELL: "gap"}


class Unfinished(NotPossible):
    """A reading that cannot be locked yet: {field: what is missing there}; fields are answer_1, evidence_1 …"""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("Not yet: some points are not answered, or a yes has no evidence.")
        self.fields = dict(fields)


def readers_of(council_id: int, on: date) -> list["User"]:
    """Who in the council may read files for an audit."""
    return people_with("audits.read_case", council_id, day=on)


def assign(
    *,
    by: "User",
    audit: Audit,
    given: Mapping[int, tuple["User | None", "User | None"]],
    at: datetime,
    now: datetime,
) -> list[SampleCase]:
    """Give cases to readers: {position: (reader, second reader or None)}.

    Raises Refused for somebody who worked on a case or supervised it, naming whom; NotPossible for somebody who may not
    read, for one person twice, and for a case that has been begun by another.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_concluded(audit)
    allowed = {one.pk for one in readers_of(audit.council_id, local(at).date())}
    cases = list(
        SampleCase.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__imported")
        .filter(audit=audit, position__in=given, left_at=None)
        .order_by("position")
    )
    people = {one.pk: one for pair in given.values() for one in pair if one is not None}
    out = barred(cases, people.values())
    begun = _begun(cases)
    had_before = {(one.pk, person) for one in cases for person in (one.reader_id, one.second_reader_id)}
    for one in cases:
        reader, second = given[one.position]
        for person in (reader, second):
            if person is None:
                continue
            if person.pk not in allowed:
                raise NotPossible(f"{person.name} does not read files for audits.", "reader")
            if person.pk in out[one.pk]:
                raise Refused([_not_independent(one, person)])
        if reader is not None and reader == second:
            raise NotPossible(f"Case {one.position}: the second reader must be somebody else.", "reader")
        for person, is_second in ((reader, False), (second, True)):
            had = begun.get((one.pk, is_second))
            if had is not None and (person is None or person.pk != had):
                raise NotPossible(f"Case {one.position} has been begun by its reader.", "reader")
        one.reader, one.second_reader = reader, second
    SampleCase.objects.bulk_update(cases, ["reader", "second_reader"])
    told = {str(one.position): [one.reader_id, one.second_reader_id] for one in cases}
    entry = journal.write("assign", audit=audit, by=by, at=at, now=now, facts={"given": told})
    fresh = Counter(
        (person.pk, is_second)
        for one in cases
        for person, is_second in ((one.reader, False), (one.second_reader, True))
        if person is not None and (one.pk, person.pk) not in had_before
    )
    messages.files_given(audit, fresh, by=by, act=entry.pk, now=now)
    deadlines.follow_readers(audit, by_id=by.pk, at=at, now=now)
    return cases


def assign_evenly(*, by: "User", audit: Audit, readers: Iterable["User"], at: datetime, now: datetime) -> int:
    """Share out every case that nobody has among these readers, each to whoever has fewest and is independent of it.

    The first cases drawn get a second reader too, as many as the draw said; being drawn first, they are a random part.
    Returns how many cases are left for which none of them is independent.
    """
    people = list(readers)
    if not people:
        raise NotPossible("Choose who is to read.", "readers")
    audit = journal.locked(audit, by)
    cases = list(
        SampleCase.objects.select_related("case__imported").filter(audit=audit, left_at=None).order_by("position")
    )
    out = barred(cases, people)
    load: Counter[int] = Counter({person.pk: 0 for person in people})
    load.update(one.reader_id for one in cases if one.reader_id in load)
    load.update(one.second_reader_id for one in cases if one.second_reader_id in load)
    given: dict[int, tuple[User | None, User | None]] = {}
    left = 0
    for place, one in enumerate(cases):
        free = [person for person in people if person.pk not in out[one.pk]]
        reader = one.reader or _least(free, load, besides=one.second_reader)
        second = one.second_reader
        if reader is None:
            left += 1
            continue
        if second is None and place < audit.twice:
            second = _least(free, load, besides=reader)
        if (reader, second) != (one.reader, one.second_reader):
            given[one.position] = (reader, second)
    if given:
        assign(by=by, audit=audit, given=given, at=at, now=now)
    return left


def _least(people: list["User"], load: Counter[int], *, besides: "User | None") -> "User | None":
    found = min((person for person in people if person != besides), key=lambda one: load[one.pk], default=None)
    if found is not None:
        load[found.pk] += 1
    return found


def _begun(cases: Iterable[SampleCase]) -> dict[tuple[int, bool], int]:
    readings = Reading.objects.filter(sample_case__in=cases)
    return {
        (case, second): reader for case, second, reader in readings.values_list("sample_case", "is_second", "reader")
    }


def _not_independent(one: SampleCase, person: "User") -> Ground:
    return Ground(
        INDEPENDENCE.code,
        INDEPENDENCE.strength,
        INDEPENDENCE.field,
        f"Not yet: {person.name} worked on case {one.position} or supervised it.",
        INDEPENDENCE.why,
        INDEPENDENCE.source,
        INDEPENDENCE.instead,
    )


def begin(*, by: "User", sample_case: SampleCase, at: datetime, now: datetime) -> Reading:
    """Open a file that was given to one, declaring that one neither worked on it nor supervised it.

    The record is asked as well: Refused where it says otherwise. Opening it again is the same reading. Raises
    NotPossible for a file that was not given to `by` or has left the sample.
    """
    require_past(at, now)
    journal.locked(sample_case.audit, by)  # first, as everywhere: the audit, then its case, then the reading
    one = (
        SampleCase.objects.select_for_update(of=("self",), no_key=True)
        .select_related("audit", "case__imported")
        .get(pk=sample_case.pk)
    )
    is_second = _which(one, by)
    if one.left_at is not None:
        raise NotPossible("This case has left the sample.")
    reading = Reading.objects.filter(sample_case=one, is_second=is_second).first()
    if reading is not None:
        return reading
    if barred([one], [by])[one.pk]:
        raise Refused([_not_independent(one, by)])
    reading = Reading.objects.create(sample_case=one, reader=by, is_second=is_second, declared_at=at)
    facts = {"position": one.position, "second": is_second, "declared": True}
    journal.write("begin_reading", audit=one.audit, by=by, at=at, now=now, facts=facts)
    return reading


def _which(one: SampleCase, by: "User") -> bool:
    """Whether somebody is the second reader of a case. Raises NotPossible for a person who is neither."""
    if one.reader_id == by.pk:
        return False
    if one.second_reader_id == by.pk:
        return True
    raise NotPossible("This file was not given to you to read.")


def keep(*, reading: Reading, answers: Mapping[str, str], now: datetime) -> Reading:
    """Save what has been answered so far, whole or not, as the page is filled in. Raises NotPossible once locked."""
    found = Reading.objects.select_for_update(no_key=True).get(pk=reading.pk)
    if found.locked_at is not None:
        raise NotPossible("The findings are locked. Nothing was changed.")
    wanted = {f"{what}_{point.number}" for point in POINTS for what in FIELDS}
    found.kept = {name: legible(value)[:10_000] for name, value in answers.items() if name in wanted and value.strip()}
    found.saved_at = now
    found.save(update_fields=["kept", "saved_at"])
    return found


def missing(answers: Mapping[str, str]) -> dict[str, str]:
    """What stops a reading from being locked, by field: each point answered; each yes with evidence and where it is."""
    found: dict[str, str] = {}
    for point in POINTS:
        given = answers.get(f"answer_{point.number}", "")
        if given not in dict(ANSWERS):
            found[f"answer_{point.number}"] = f"Point {point.number}: choose yes, no or cannot tell"
        elif given == YES:
            if not answers.get(f"evidence_{point.number}", "").strip():
                found[f"evidence_{point.number}"] = f"Point {point.number}: say what on the file shows it"
            if not answers.get(f"file_{point.number}", "").strip():
                found[f"file_{point.number}"] = f"Point {point.number}: say where on the file it stands"
    return found


def lock(*, by: "User", reading: Reading, answers: Mapping[str, str], at: datetime, now: datetime) -> Reading:
    """Lock the findings of a file. They are never changed afterwards; the rule is applied at once.

    When more than a quarter of the sample is certain to show a fault, the full audit is opened here (paragraph 74).
    Raises Unfinished for what is missing, Refused where an inspection grade or a good outcome is given as the reason
    for an answer (paragraph 69; 19 011 816, findings 3 and 4), NotPossible for what is locked already or not one's own.
    """
    require_past(at, now)
    audit = journal.locked(reading.sample_case.audit, by)
    journal.not_concluded(audit)
    found = (
        Reading.objects.select_for_update(of=("self",), no_key=True).select_related("sample_case").get(pk=reading.pk)
    )
    if found.reader_id != by.pk:
        raise NotPossible("Only its reader locks a reading.")
    if found.locked_at is not None:
        raise NotPossible("The findings are locked already. Nothing was changed.")
    if found.sample_case.left_at is not None:
        raise NotPossible("This case has left the sample.")
    tidy = {name: legible(value).strip() for name, value in answers.items()}
    if lacking := missing(tidy):
        raise Unfinished(lacking)
    grounds: list[Ground] = []
    for point in POINTS:
        name = f"{WORDS_OF[tidy[f'answer_{point.number}']]}_{point.number}"
        if not name.startswith("evidence"):
            grounds += _beside(no_reasons(tidy.get(name, "")), name, point.number)
    if grounds:
        raise Refused(grounds)
    Finding.objects.bulk_create([_finding(found, point.number, tidy, by=by, at=at) for point in POINTS])
    found.has_fault = any(tidy[f"answer_{point.number}"] == YES for point in POINTS)
    found.kept, found.locked_at = {}, now
    found.save(update_fields=["has_fault", "kept", "locked_at"])
    facts = {"position": found.sample_case.position, "second": found.is_second, "has_fault": found.has_fault}
    journal.write("lock_reading", audit=audit, by=by, at=at, now=now, facts=facts)
    if not found.is_second:
        messages.second_reading_waits(audit, found.sample_case, now=now)
    if not audit.is_full and rule_of(audit).trips and not audit.full_audits.exists():
        open_full_audit(by=by, audit=audit, at=at, now=now)
    return found


def _finding(reading: Reading, number: int, answers: Mapping[str, str], *, by: "User", at: datetime) -> Finding:
    given = answers[f"answer_{number}"]
    return Finding(
        reading=reading,
        point=number,
        answer=given,
        evidence=answers.get(f"{WORDS_OF[given]}_{number}", ""),
        file_reference=answers.get(f"file_{number}", "")[:200] if given == YES else "",
        by=by,
        at=at,
    )


def _beside(grounds: Iterable[Ground], field: str, number: int) -> list[Ground]:
    """The same grounds, at the point's own question."""
    return [
        Ground(g.code, g.strength, field, f"{g.sentence} (point {number})", g.why, g.source, g.instead) for g in grounds
    ]


def report_child_at_risk(
    *,
    by: "User",
    sample_case: SampleCase,
    kind: str,
    words: str,
    at: datetime,
    now: datetime,
    given_name: str = "",
    family_name: str = "",
    born_on: date | None = None,
) -> FoundAtRisk:
    """Hand a child found at risk to the duty desk at once; never refused for what is missing.

    A case of this system gets a new concern, which opens it again with a decision due, and goes into the front door's
    tray. For a case of the other system a referral is logged with its case number. Raises NotPossible without words of
    what was found, or for a file that is not one's own.
    """
    require_past(at, now)
    one = SampleCase.objects.select_related("audit", "case__part__referral", "case__imported").get(pk=sample_case.pk)
    _which(one, by)
    if kind not in AT_RISK:
        raise NotPossible("Say what the file shows.", "kind")
    if not words.strip():
        raise NotPossible("Say what on the file worries you, so that the duty desk can act on it today.", "words")
    if one.case.part is not None:
        referral = _opened_again(one, by=by, kind=kind, words=words, at=at, now=now)
    else:
        child = PersonSaid(
            role="child",
            given_name=given_name.strip(),
            family_name=family_name.strip(),
            born_on=born_on,
            own_number=one.case.label,
        )
        said = ReferralSaid(
            people=[child],
            referrer=ReferrerSaid(
                kind="other", name=by.name, agency="Audit of closed cases", reach=by.phone or by.email
            ),
            harm=["other"],
            significant_harm=True,
            said=f"{AT_RISK[Concern.Kind(kind)]}. {words.strip()}",
        )
        referral = referral_actions.log_referral(by=by, said=said, at=at, now=now)
        if kind != Concern.Kind.NEW_DISCLOSURE:
            referral_actions.record_concern(by=by, referral=referral, kind=kind, words=words, at=at, now=now)
    risk = FoundAtRisk.objects.create(
        audit=one.audit, sample_case=one, referral=referral, by=by, at=at, recorded_at=now
    )
    facts = {"position": one.position, "referral": referral.pk}
    journal.write("report_child_at_risk", audit=one.audit, by=by, at=at, now=now, facts=facts)
    return risk


def _opened_again(one: SampleCase, *, by: "User", kind: str, words: str, at: datetime, now: datetime) -> Referral:
    part = one.case.part
    assert part is not None  # noqa: S101 - for the type checker: asked by the caller
    referral_actions.record_concern(by=by, referral=part.referral, kind=kind, words=words.strip(), at=at, now=now)
    desk = Team.objects.filter(council_id=part.council_id, is_front_door=True, ended_on=None).first()
    referral_actions.allocate(
        by=by,
        referral=part.referral,
        team=desk,
        reason="A child at risk was found while a closed file was read for an audit: for the duty desk today.",
        at=at,
        now=now,
    )
    return part.referral
