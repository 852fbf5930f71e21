"""Reading a file that was drawn: what is kept meanwhile, the locking of findings, a child found at risk on the way."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from audits import messages
from audits.actions.concluding import open_full_audit_if_due
from audits.actions.sharing import not_independent
from audits.auditing import journal
from audits.auditing.grounds import no_reasons
from audits.auditing.independence import barred
from audits.auditing.points import ANSWERS, CANNOT_TELL, NO, POINTS, YES
from audits.models import Finding, FoundAtRisk, Reading, SampleCase
from councils.models import Team
from referrals import actions as referral_actions
from referrals.drafts import legible
from referrals.models import Concern, Referral
from referrals.parties import require_past
from referrals.refusals import Ground, NotPossible, Refused
from referrals.said import PersonSaid, ReferralSaid, ReferrerSaid

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


def begin(*, by: "User", sample_case: SampleCase, at: datetime, now: datetime) -> Reading:
    """Open a file that was given to one, declaring that one neither worked on it nor supervised it.

    The record is asked as well: Refused where it says otherwise. Opening it again is the same reading. Raises
    NotPossible for a file that was not given to `by` or has left the sample, and once the audit is over.
    """
    require_past(at, now)
    audit = journal.locked(sample_case.audit, by)  # first, as everywhere: the audit, then its case, then the reading
    journal.not_over(audit)
    one = (
        SampleCase.objects.select_for_update(of=("self",), no_key=True)
        .select_related("audit", "case__imported")
        .get(pk=sample_case.pk)
    )
    is_second = _which(one, by)
    if one.left_at is not None:
        raise NotPossible("This case has left the sample.")
    reading = Reading.objects.standing().filter(sample_case=one, is_second=is_second).first()
    if reading is not None:
        return reading
    if barred([one], [by])[one.pk]:
        raise Refused([not_independent(one, by)])
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
    """Save what has been answered so far, whole or not, as the page is filled in.

    That a yes was among it is kept, though it is taken back: such a file no longer leaves the sample. Raises
    NotPossible once it is locked, or handed on to somebody else.
    """
    found = Reading.objects.select_for_update(no_key=True).get(pk=reading.pk)
    _still_open(found)
    wanted = {f"{what}_{point.number}" for point in POINTS for what in FIELDS}
    found.kept = {name: legible(value)[:10_000] for name, value in answers.items() if name in wanted and value.strip()}
    found.saved_at = now
    # Of a case that has left the sample the words are kept, and count for nothing.
    counts = SampleCase.objects.filter(pk=found.sample_case_id, left_at=None, audit__ended_at=None).exists()
    if (
        counts
        and found.yes_seen_at is None
        and any(found.kept.get(f"answer_{point.number}") == YES for point in POINTS)
    ):
        found.yes_seen_at = now
    found.save(update_fields=["kept", "saved_at", "yes_seen_at"])
    return found


def _still_open(reading: Reading) -> None:
    if reading.locked_at is not None:
        raise NotPossible("The findings are locked already. Nothing was changed.")
    if reading.handed_on_at is not None:
        raise NotPossible("Somebody else reads this file now. What you had answered is kept with the audit.")


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
    journal.not_over(audit)
    found = (
        Reading.objects.select_for_update(of=("self",), no_key=True).select_related("sample_case").get(pk=reading.pk)
    )
    if found.reader_id != by.pk:
        raise NotPossible("Only its reader locks a reading.")
    _still_open(found)
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
    open_full_audit_if_due(by=by, audit=audit, at=at, now=now)
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
