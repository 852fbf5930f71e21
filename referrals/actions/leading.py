"""Agreeing who holds what, saying what one intends, and disagreeing in the open."""

from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from councils.models import Council
from referrals import deadlines, duties, journal, reaching
from referrals.grounds import GROUNDS
from referrals.models import (
    Disagreement,
    Duty,
    DutyAnswer,
    Holding,
    Intention,
    LeadProposal,
    Part,
    Referral,
    Sending,
)
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible, raise_unless_overridden
from timers.actions import Start, Stop

if TYPE_CHECKING:
    from accounts.models import User

WHO_CALLS = "Who calls the strategy discussion"
STAGES = list(Disagreement.Stage)


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
        duties.move_discussion_clock(carried, part.council, by_id=by.pk, at=at, now=now, because="accepted in writing")
        if duty == Duty.Code.STRATEGY_DISCUSSION and len(duties.holders_at(referral, duty, at)) == 1:
            duties.stop_agreeing(referral, by_id=by.pk, at=at, now=now, because="accepted in writing")
    journal.write("accept_duty", referral=part.referral, by=by, at=at, now=now, facts={"duty": duty, "reason": reason})
    return answer


def decline_duty(
    *, by: "User", referral: Referral, duty: str, at: datetime, now: datetime, reason: str = ""
) -> DutyAnswer:
    """Decline with a reason: whoever holds it goes on holding it, and the councils disagree in the open.

    Raises Refused (duty.decline_needs_reason) without a reason.
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
    about = WHO_CALLS if duty == Duty.Code.STRATEGY_DISCUSSION else f"Who holds: {Duty.Code(duty).label.lower()}"
    open_disagreement(part, about=about, opened_by=by, at=at, now=now)
    journal.write("decline_duty", referral=part.referral, by=by, at=at, now=now, facts={"duty": duty, "reason": reason})
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
    return stated


def raise_disagreement(
    *, by: "User", referral: Referral, about: str, at: datetime, now: datetime, level: str | int | None = None
) -> Disagreement:
    """Open a professional disagreement, or take the open one to its next stage. Everything else goes on meanwhile."""
    require_past(at, now)
    part = part_of(by, referral)
    stage = _stage(level)
    open_one = (
        Disagreement.objects.select_for_update()
        .filter(referral=referral, resolved_at=None)
        .order_by("opened_at", "id")
        .first()
    )
    if open_one is not None:
        index = STAGES.index(Disagreement.Stage(open_one.stage))
        open_one.stage = stage or STAGES[min(index + 1, len(STAGES) - 1)]
        open_one.save(update_fields=["stage"])
        _restart(referral, by_id=by.pk, at=at, now=now, variant="later_stage")
        found = open_one
    else:
        found = open_disagreement(part, about=about or "A professional disagreement", opened_by=by, at=at, now=now)
        if stage is not None and stage != found.stage:
            found.stage = stage
            found.save(update_fields=["stage"])
    journal.write(
        "raise_disagreement",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"disagreement": found.pk, "about": about, "stage": found.stage},
    )
    return found


def resolve_disagreement(
    *, by: "User", referral: Referral, resolution: str, at: datetime, now: datetime
) -> list[Disagreement]:
    """Settle what the councils disagreed about, with what was agreed. Raises NotPossible when nothing is open."""
    require_past(at, now)
    part = part_of(by, referral)
    open_ones = list(Disagreement.objects.select_for_update().filter(referral=referral, resolved_at=None))
    if not open_ones:
        raise NotPossible("No disagreement is open on this referral.")
    for one in open_ones:
        one.resolved_at, one.resolved_by, one.resolution = at, by, resolution
        one.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    _stop(referral, by_id=by.pk, at=at, now=now, because="settled")
    journal.write(
        "resolve_disagreement", referral=part.referral, by=by, at=at, now=now, facts={"resolution": resolution}
    )
    return open_ones


def open_disagreement(part: Part, *, about: str, opened_by: "User | None", at: datetime, now: datetime) -> Disagreement:
    """Open one, by a person or by itself (`opened_by` None, and the journal says so); one about the same thing that is
    open stays as it is, whichever council opened it."""
    referral = Referral.objects.select_for_update().get(pk=part.referral_id)
    found = Disagreement.objects.filter(referral=referral, about=about[:300], resolved_at=None).first()
    if found is None:
        found = Disagreement.objects.create(
            referral=referral,
            council_id=part.council_id,
            about=about[:300],
            opened_by=opened_by,
            opened_at=at,
            recorded_at=now,
        )
        if opened_by is None:
            facts = {"disagreement": found.pk, "about": found.about, "stage": found.stage}
            journal.write_by_itself(
                "raise_disagreement", referral=referral, council_id=part.council_id, at=at, now=now, facts=facts
            )
    clocks.start_many(_clocks(referral, at=at), now=now)
    return found


def _clocks(referral: Referral, *, at: datetime, variant: str = "") -> list[Start]:
    parts = (
        Part.objects.filter(referral=referral, closed_at=None, returned_at=None)
        .select_related("council")
        .order_by("id")
    )
    return [
        Start(
            kind="disagreement",
            variant=variant,
            council_id=part.council_id,
            subject=deadlines.subject(part),
            about=deadlines.about(referral),
            at=at,
            team_id=part.team_id,
            owner_id=part.worker_id,
            nation=part.council.nation,
        )
        for part in parts
    ]


def _restart(referral: Referral, *, by_id: int, at: datetime, now: datetime, variant: str) -> None:
    _stop(referral, by_id=by_id, at=at, now=now, because="taken to the next stage")
    clocks.start_many(_clocks(referral, at=at, variant=variant), now=now)


def _stop(referral: Referral, *, by_id: int, at: datetime, now: datetime, because: str) -> None:
    parts = Part.objects.filter(referral=referral)
    clocks.stop_many(
        [Stop("disagreement", part.council_id, deadlines.subject(part)) for part in parts],
        at=at,
        now=now,
        by_id=by_id,
        because=because,
    )


def _stage(level: str | int | None) -> str | None:
    if level is None or level == "":
        return None
    if str(level) in Disagreement.Stage.values:
        return str(level)
    number = int(level) if str(level).isdecimal() else 1
    return STAGES[max(0, min(number, len(STAGES)) - 1)]


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
        duties.stop_agreeing(proposal.referral, by_id=by.pk, at=at, now=now, because="agreed by every council")
