"""Keeping the child safe meanwhile, and what our own records say."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from referrals import deadlines, journal
from referrals.models import Part, Prompt, Referral, SafetyPlan
from referrals.parties import part_of, require_past
from referrals.prompts import settle
from referrals.refusals import NotPossible
from timers import actions as clocks
from timers.actions import Stop

if TYPE_CHECKING:
    from accounts.models import User


def record_safety_plan(
    *, by: "User", referral: Referral, plan: str, at: datetime, now: datetime, before: date | None = None
) -> SafetyPlan:
    """Record what keeps the child safe at the next contact with the person alleged to have caused harm.

    Stops this council's `known_contact`, unless the plan is for an earlier contact than the one that is counted to.
    Raises NotPossible without words: a plan that says nothing protects nobody.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if not plan.strip():
        raise NotPossible("Say what keeps the child safe: who does what, from when.", "plan")
    made = SafetyPlan.objects.create(part=part, by=by, before=before, plan=plan, at=at, recorded_at=now)
    if not _for_an_earlier_one(part, before, at):
        deadlines.stop("known_contact", part, by_id=by.pk, at=at, now=now, because="a safety plan is in place")
    journal.write(
        "record_safety_plan",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"plan": made.pk, "before": str(before)},
    )
    return made


def _for_an_earlier_one(part: Part, before: date | None, at: datetime) -> bool:
    """True for a plan before another contact than is known of now, or from before this one was known."""
    on = part.referral.next_contact_on
    if before is not None and on is not None and before < on:
        return True
    running = clocks.open_clocks([Stop("known_contact", part.council_id, deadlines.subject(part))])
    return any(one.started_at.replace(second=0, microsecond=0) > at for one in running)


def check_own_records(
    *, by: "User", referral: Referral, found: bool, at: datetime, now: datetime, number: str = "", words: str = ""
) -> None:
    """Children's services say what their own case system holds about the child, after adult social care referred.

    Settles the prompt `tell_childrens_services`; keeps the number so that nothing is asked twice.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if found and not number.strip() and not words.strip():
        raise NotPossible("Give the number in your own case system, or say what it holds.", "number")
    if number.strip():
        part.own_number = number.strip()[:40]
        part.save(update_fields=["own_number"])
    asked = Prompt.objects.filter(
        referral=referral, council_id=part.council_id, code="tell_childrens_services", settled_at=None
    ).first()
    if asked is not None:
        settle(asked, by=by, now=now, because=f"Own case system checked by {by.name}: {number or words or 'not known'}")
    journal.write(
        "check_own_records",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"found": found, "number": number, "words": words},
    )


def set_own_number(*, by: "User", referral: Referral, number: str, at: datetime, now: datetime) -> Part:
    """Keep the case number of our own system, so that the paper of both councils carries both; "" takes it away."""
    require_past(at, now)
    part = part_of(by, referral)
    number = " ".join(number.split())[:40]
    if number != part.own_number:
        part.own_number = number
        part.save(update_fields=["own_number"])
        facts = {"number": number}
        journal.write("set_own_number", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return part
