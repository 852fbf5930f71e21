"""Seeing the child, and the child and family assessment."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from referrals import deadlines, journal, prompts
from referrals.grounds import GROUNDS
from referrals.models import Assessment, ChildSeen, Involvement, Part, Person, Prompt, Referral
from referrals.models.evidence import CHECKLIST
from referrals.parties import is_manager, part_of, require_past
from referrals.refusals import NotPossible, raise_unless_overridden
from referrals.said import Override

if TYPE_CHECKING:
    from accounts.models import User


def see_child(
    *,
    by: "User",
    referral: Referral,
    at: datetime,
    now: datetime,
    person: Person | None = None,
    alone: bool | None = None,
    words: str = "",
) -> ChildSeen:
    """Record that the child was seen and heard; it serves every council on the referral."""
    require_past(at, now)
    part = part_of(by, referral)
    if person is not None and not _is_child_of(referral, person):
        raise NotPossible("This person is not a child of this referral.", "person")
    seen = ChildSeen.objects.create(part=part, by=by, person=person, alone=alone, words=words, at=at, recorded_at=now)
    deadlines.stop_for_all(
        "child_seen", part.referral, by_id=by.pk, at=at, now=now, because="the child was seen and heard"
    )
    journal.write("see_child", referral=part.referral, by=by, at=at, now=now, facts={"seen": seen.pk, "alone": alone})
    return seen


def start_assessment(*, by: "User", referral: Referral, at: datetime, now: datetime) -> Assessment:
    """Begin the child and family assessment; its clock has run since the referral was received (T16)."""
    require_past(at, now)
    part = part_of(by, referral)
    if part.closed_at is not None:
        raise NotPossible("This council's part is closed. Reopen it to assess.")
    if part.assessments.filter(completed_at=None).exists():
        raise NotPossible("An assessment is under way already.")
    begun = Assessment.objects.create(part=part, by=by, at=at, recorded_at=now)
    clocks.start_many([deadlines.assessment(part, part.referral)], now=now)
    journal.write("start_assessment", referral=part.referral, by=by, at=at, now=now, facts={"assessment": begun.pk})
    return begun


def complete_assessment(
    *,
    by: "User",
    referral: Referral,
    at: datetime,
    now: datetime,
    child_seen: bool | None = None,
    child_seen_alone: bool | None = None,
    parent_needs_assessed: bool | None = None,
    consent_withdrawn: bool | None = None,
    parent_needs_words: str = "",
    covered: Collection[str] | None = None,
    rationale: str = "",
    override: Override | None = None,
) -> Assessment:
    """Complete the assessment under way. That the child was seen is taken from the shared record as well.

    One whose beginning nobody recorded is begun and completed at once. Raises Refused (assessment.child_not_seen,
    assessment.parent_needs_missing; a team manager may override), NotPossible when it is complete already.
    """
    require_past(at, now)
    part = part_of(by, referral)
    assessment = part.assessments.select_for_update().filter(completed_at=None).first()
    if assessment is None:
        if part.assessments.exists():
            raise NotPossible("The assessment is complete. Begin another one if the child's needs have changed.")
        # Nobody wrote down when it was begun; that it was completed is a fact all the same.
        assessment = Assessment(part=part, by=by, at=at, recorded_at=now)
    seen = bool(child_seen) or bool(child_seen_alone) or _seen(part, since=assessment.at)
    grounds = []
    if not seen and not _unborn(referral, at):
        grounds.append(GROUNDS["assessment.child_not_seen"])
    if not parent_needs_assessed:
        grounds.append(GROUNDS["assessment.parent_needs_missing"])
    overrode = raise_unless_overridden(grounds, override)
    assessment.completed_at, assessment.completed_recorded_at, assessment.completed_by = at, now, by
    assessment.child_seen, assessment.child_seen_alone = seen, child_seen_alone
    assessment.parent_needs_assessed, assessment.consent_withdrawn = parent_needs_assessed, consent_withdrawn
    assessment.parent_needs_words, assessment.covered = parent_needs_words, sorted(covered or ())
    assessment.rationale, assessment.overrode = rationale, overrode
    assessment.override_reason = override.reason if override and overrode else ""
    assessment.override_by_id = override.by_id if override and overrode else None
    assessment.save()
    deadlines.stop("assessment", part, by_id=by.pk, at=at, now=now, because="the assessment was completed")
    _ask(part, assessment, covered, at=now)
    journal.write(
        "complete_assessment",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"assessment": assessment.pk, "overrode": overrode},
    )
    return assessment


def sign_assessment(*, by: "User", referral: Referral, words: str, at: datetime, now: datetime) -> Assessment:
    """A manager has read the completed assessment and signs it, with what they make of it (STATUTE T16, fault 20).

    Raises NotPossible when none waits, for somebody who is no manager or who completed it, or without words.
    """
    require_past(at, now)
    part = part_of(by, referral)
    waiting = part.assessments.select_for_update().filter(completed_at__isnull=False, signed_at=None)
    assessment = waiting.order_by("-completed_at", "-id").first()
    if assessment is None:
        raise NotPossible("No completed assessment waits to be signed.")
    if not is_manager(by) or assessment.completed_by_id == by.pk:
        raise NotPossible("Another manager, who did not complete it, reads and signs it.")
    if not words.strip():
        raise NotPossible("Say what you make of it: what is good enough, and what is to be done.", "words")
    assessment.signed_at, assessment.signed_by, assessment.signed_words = at, by, words
    assessment.save(update_fields=["signed_at", "signed_by", "signed_words"])
    asked = Prompt.objects.filter(
        referral_id=part.referral_id, council_id=part.council_id, code="assessment_not_signed", settled_at=None
    ).first()
    if asked is not None:
        prompts.settle(asked, by=by, now=now, because=f"Signed by {by.name}.")
    facts = {"assessment": assessment.pk, "words": words}
    journal.write("sign_assessment", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return assessment


def _ask(part: Part, assessment: Assessment, covered: Collection[str] | None, *, at: datetime) -> None:
    """A manager reads it; what it does not cover is asked; consent taken back is weighed against the threshold."""
    facts: dict[str, object] = {"assessment": assessment.pk}
    codes = ["assessment_not_signed"]
    missing = [code for code, _ in CHECKLIST if code not in assessment.covered]
    if covered is not None and missing:
        codes.append("assessment_not_covered")
    weighed = part.consent_changes.filter(goes_on__isnull=False).exclude(threshold_words="")
    if assessment.consent_withdrawn and not weighed.exists():
        codes.append("consent_threshold")
    prompts.ask_many([(part.referral, part.council_id, code, {**facts, "missing": missing}) for code in codes], at=at)


def _seen(part: Part, *, since: datetime) -> bool:
    return ChildSeen.objects.filter(part__referral_id=part.referral_id, at__gte=min(since, part.received_at)).exists()


def _unborn(referral: Referral, at: datetime) -> bool:
    """True when every child on the referral is still to be born: nobody can be seen."""
    children = [
        one.person
        for one in Involvement.objects.filter(referral=referral, role=Involvement.As.CHILD)
        .select_related("person")
        .order_by("id")
    ]
    today = deadlines.local_day(at)
    return bool(children) and all(
        child.born_on is None and child.expected_on is not None and child.expected_on > today for child in children
    )


def _is_child_of(referral: Referral, person: Person) -> bool:
    return Involvement.objects.filter(referral=referral, person=person, role=Involvement.As.CHILD).exists()
