"""Agreeing who holds what, and saying what one intends."""

from datetime import datetime
from typing import TYPE_CHECKING

from councils.models import Council
from referrals import agreeing, duties, journal, prompts, reaching
from referrals.actions.disagreeing import WHO_CALLS, end_silence, open_disagreement
from referrals.grounds import GROUNDS
from referrals.models import Duty, DutyAnswer, Holding, Intention, LeadProposal, Part, Referral, Sending
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible, raise_unless_overridden
from referrals.wording import only_elsewhere

if TYPE_CHECKING:
    from accounts.models import User


def propose_lead(
    *,
    by: "User",
    referral: Referral,
    duty: str,
    lead: Council,
    at: datetime,
    now: datetime,
    attending: list[Council] | None = None,
) -> LeadProposal:
    """Propose which council holds a responsibility and who takes part; the proposer has agreed with it.

    In force when every council that has the referral has agreed, and the one that is to hold it; the same proposal from
    the other council is its agreement. Until then everybody goes on holding what they hold. Raises NotPossible for a
    responsibility that the referral does not carry, a council that does not have it, what is agreed already, or from a
    part that is closed.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if part.closed_at is not None:
        raise NotPossible("This council's part is closed. Reopen it to propose who holds this.")
    _carried(referral, duty)
    if not Part.objects.filter(referral=referral, council=lead, returned_at=None).exists():
        raise NotPossible(f"{lead.short_name} does not have this referral yet. Send it to them first.", "council")
    live = LeadProposal.objects.select_for_update().filter(referral=referral, duty=duty, ended_at=None).first()
    same = live is not None and live.lead_id == lead.pk
    if live is not None and same and live.in_force_at is not None and _only(lead, referral, duty):
        raise NotPossible(f"It is agreed already that {lead.short_name} holds this.", "council")
    if live is not None and same and live.in_force_at is None and live.council_id != part.council_id:
        _answer(by, referral, duty, live, accepted=True, reason="", at=at, now=now)
        _in_force_when_agreed(live, by=by, at=at, now=now)
        facts = {"duty": duty, "reason": "", "lead": lead.pk}
        journal.write("accept_duty", referral=part.referral, by=by, at=at, now=now, facts=facts)
        end_silence(part.referral, part.council_id, by_id=by.pk, at=at, now=now)
        return live
    if live is not None:
        live.ended_at = at
        live.save(update_fields=["ended_at"])
    proposal = LeadProposal.objects.create(
        referral=referral,
        council_id=part.council_id,
        duty=duty,
        lead=lead,
        attending=[one.pk for one in attending or []],
        by=by,
        at=at,
        recorded_at=now,
    )
    _in_force_when_agreed(proposal, by=by, at=at, now=now)
    if proposal.in_force_at is None:
        reaching.on_proposed(proposal, others=_others(part), by=by, now=now)
    journal.write(
        "propose_lead",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"duty": duty, "lead": lead.pk, "in_force": proposal.in_force_at is not None},
    )
    end_silence(part.referral, part.council_id, by_id=by.pk, at=at, now=now)
    return proposal


def accept_duty(
    *, by: "User", referral: Referral, duty: str, at: datetime, now: datetime, reason: str = ""
) -> DutyAnswer:
    """Accept in writing: the proposal that waits for this council, or a responsibility that was passed on to it.

    What was passed on leaves the councils that sent it at this instant and not before (PRODUCT, invariant 1). Raises
    NotPossible for a council whose part is closed: what nobody works on would be nobody's.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if part.closed_at is not None:
        raise NotPossible("This council's part is closed. Reopen it to take this over.")
    carried = _carried(referral, duty)
    live = LeadProposal.objects.select_for_update().filter(referral=referral, duty=duty, ended_at=None).first()
    waits = live is not None and live.in_force_at is None
    answer = _answer(by, referral, duty, live if waits else None, accepted=True, reason=reason, at=at, now=now)
    if live is not None and waits:
        _in_force_when_agreed(live, by=by, at=at, now=now)
    else:
        senders = Sending.objects.filter(referral=referral, to_id=part.council_id, at__lte=at)
        duties.hand_to(
            carried,
            part.council,
            at=at,
            because=f"{part.council.short_name} accepted it in writing",
            releasing=set(senders.values_list("sender_id", flat=True)),
        )
        if live is not None and live.lead_id != part.council_id:
            live.ended_at = at  # no longer what all of them agreed
            live.save(update_fields=["ended_at"])
        duties.move_discussion_clock(carried, part.council, by_id=by.pk, at=at, now=now, because="accepted in writing")
        if duty == Duty.Code.STRATEGY_DISCUSSION and len(duties.holders_at(referral, duty, at)) == 1:
            agreeing.stop_agreeing(referral, by_id=by.pk, at=at, now=now, because="accepted in writing")
    journal.write("accept_duty", referral=part.referral, by=by, at=at, now=now, facts={"duty": duty, "reason": reason})
    end_silence(part.referral, part.council_id, by_id=by.pk, at=at, now=now)
    return answer


def decline_duty(
    *, by: "User", referral: Referral, duty: str, at: datetime, now: datetime, reason: str = ""
) -> DutyAnswer:
    """Decline with a reason: whoever holds it goes on holding it, and the councils disagree in the open.

    A reason that says only that it is elsewhere is kept, since the other council must read it, and answered with what
    the law says (`elsewhere_is_no_reason`). Raises Refused (duty.decline_needs_reason) without a reason.
    """
    require_past(at, now)
    part = part_of(by, referral)
    _carried(referral, duty)
    if not reason.strip():
        raise_unless_overridden([GROUNDS["duty.decline_needs_reason"]])
    live = LeadProposal.objects.select_for_update().filter(referral=referral, duty=duty, ended_at=None).first()
    waits = live is not None and live.in_force_at is None
    answer = _answer(by, referral, duty, live if waits else None, accepted=False, reason=reason, at=at, now=now)
    if live is not None and waits:
        live.ended_at = at
        live.save(update_fields=["ended_at"])
    if only_elsewhere(reason):
        facts = {"duty": duty, "answer": answer.pk}
        prompts.ask(part.referral, part.council_id, "elsewhere_is_no_reason", at=now, facts=facts)
    about = WHO_CALLS if duty == Duty.Code.STRATEGY_DISCUSSION else f"Who holds: {Duty.Code(duty).label.lower()}"
    open_disagreement(part, about=about, opened_by=by, at=at, now=now)
    journal.write("decline_duty", referral=part.referral, by=by, at=at, now=now, facts={"duty": duty, "reason": reason})
    end_silence(part.referral, part.council_id, by_id=by.pk, at=at, now=now)
    return answer


def state_intention(*, by: "User", referral: Referral, action: str, at: datetime, now: datetime) -> Intention:
    """Say on the shared record what this council intends to do. Raises NotPossible without words."""
    require_past(at, now)
    part = part_of(by, referral)
    if not action.strip():
        raise NotPossible("Say what your council will do, who does it and by when.", "action")
    stated = Intention.objects.create(
        referral=referral, council_id=part.council_id, action=action, by=by, at=at, recorded_at=now
    )
    journal.write(
        "state_intention",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"intention": stated.pk, "action": action},
    )
    end_silence(part.referral, part.council_id, by_id=by.pk, at=at, now=now)
    return stated


def _only(council: Council, referral: Referral, code: str) -> bool:
    """True while this council, and no other, holds the responsibility."""
    held = Holding.objects.filter(duty__referral=referral, duty__code=code, until=None)
    return set(held.values_list("council_id", flat=True)) == {council.pk}


def _others(part: Part) -> list[Council]:
    """The councils whose answer a proposal waits for."""
    parts = (
        Part.objects.filter(referral=part.referral_id, closed_at=None, returned_at=None)
        .exclude(pk=part.pk)
        .order_by("id")
    )
    return [one.council for one in parts.select_related("council").order_by("pk")]


def _carried(referral: Referral, code: str) -> Duty:
    found = Duty.objects.select_for_update().filter(referral=referral, code=code).first()
    if found is None:
        raise NotPossible("This referral does not carry that responsibility.", "duty")
    if found.ended_at is not None:
        raise NotPossible(f"That responsibility has ended: {found.ended_because}.", "duty")
    return found


def _answer(
    by: "User",
    referral: Referral,
    duty: str,
    proposal: LeadProposal | None,
    *,
    accepted: bool,
    reason: str,
    at: datetime,
    now: datetime,
) -> DutyAnswer:
    return DutyAnswer.objects.create(
        referral=referral,
        council_id=by.council_id,
        duty=duty,
        proposal=proposal,
        accepted=accepted,
        reason=reason,
        by=by,
        at=at,
        recorded_at=now,
    )


def _in_force_when_agreed(proposal: LeadProposal, *, by: "User", at: datetime, now: datetime) -> None:
    involved = set(
        Part.objects.filter(referral=proposal.referral, closed_at=None, returned_at=None).values_list(
            "council_id", flat=True
        )
    )
    agreed = {proposal.council_id} | set(proposal.answers.filter(accepted=True).values_list("council_id", flat=True))
    # Whoever is to hold it has agreed too, its part closed or not: nothing goes to a council that did not accept it.
    if (involved | {proposal.lead_id}) - agreed:
        return
    proposal.in_force_at = at
    proposal.save(update_fields=["in_force_at"])
    duty = Duty.objects.get(referral=proposal.referral, code=proposal.duty)
    duties.hand_to(duty, proposal.lead, at=at, because="agreed by every council on the referral")
    duties.move_discussion_clock(
        duty, proposal.lead, by_id=by.pk, at=at, now=now, because="agreed by every council on the referral"
    )
    if proposal.duty == Duty.Code.STRATEGY_DISCUSSION:
        agreeing.stop_agreeing(proposal.referral, by_id=by.pk, at=at, now=now, because="agreed by every council")
