"""Agreeing who calls the strategy discussion: the question to the councils that share it, and its clock (T32)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import timers.actions as clocks
from referrals import by_rule, deadlines, prompts
from referrals.models import Duty, Holding, LeadProposal, Part, Referral
from timers.actions import Start, Stop
from timers.models import Timer

KIND = "lead_agreed"
CODE = Duty.Code.STRATEGY_DISCUSSION


def sharers(referral: Referral) -> set[int]:
    """The councils that hold the strategy discussion and work on the referral: two of them have to agree."""
    held = Holding.objects.filter(duty__referral=referral, duty__code=CODE, duty__ended_at=None, until=None)
    open_ones = Part.objects.filter(referral=referral, closed_at=None, returned_at=None)
    return set(held.filter(council_id__in=open_ones.values("council_id")).values_list("council_id", flat=True))


def look(referral: Referral, *, at: datetime, now: datetime) -> None:
    """A fact has come to the record that may change who shares it: where councils do and somebody's clock of agreeing
    does not run, they are asked and it starts (docs/decisions/0051)."""
    sharing = sharers(referral)
    if len(sharing) < 2:
        return
    running = Timer.objects.running().about(deadlines.about(referral)).filter(kind=KIND)
    if sharing - set(running.values_list("council_id", flat=True)):
        ask_where_rules_conflict(referral, sorted(sharing), at=at, now=now)


def ask_where_rules_conflict(referral: Referral, council_ids: Iterable[int], *, at: datetime, now: datetime) -> None:
    """Put the question to the councils where the rules name nobody alone for the strategy discussion, and start the
    clock of agreeing once two of them have the referral (STATUTE 2b.4, T32)."""
    begun = Duty.objects.filter(referral=referral, code=CODE, ended_at=None).exists()
    if not begun or len(by_rule.involved_ids(referral)) < 2:
        return
    proposal = by_rule.propose_all(referral, [CODE], at=at)[CODE]
    if proposal.why not in by_rule.SHARED_BY_RULE:
        return
    facts: dict[str, Any] = {"why": proposal.why}
    prompts.ask_many([(referral, one, "rule_sets_conflict", facts) for one in council_ids], at=now)
    open_ones = Part.objects.filter(referral=referral, closed_at=None, returned_at=None)
    parts = list(open_ones.select_related("council").order_by("received_at", "pk"))
    if len(parts) > 1 and not agreed(referral, CODE):
        clocks.start_many([_agreeing(part, referral, at) for part in parts], now=now)


def _agreeing(part: Part, referral: Referral, at: datetime) -> Start:
    return Start(
        kind=KIND,
        council_id=part.council_id,
        subject=deadlines.subject(part),
        about=deadlines.about(referral),
        at=max(at, part.received_at),
        team_id=part.team_id,
        owner_id=part.worker_id,
        nation=part.council.nation,
    )


def agreed(referral: Referral, code: str) -> bool:
    """True when a joint decision on the responsibility is in force."""
    return LeadProposal.objects.filter(referral=referral, duty=code, ended_at=None, in_force_at__isnull=False).exists()


def stop_agreeing(referral: Referral, *, by_id: int, at: datetime, now: datetime, because: str) -> None:
    """The clock of agreeing stops for every council on the referral."""
    parts = Part.objects.filter(referral=referral)
    clocks.stop_many(
        [Stop(KIND, part.council_id, deadlines.subject(part)) for part in parts],
        at=at,
        now=now,
        by_id=by_id,
        because=because,
    )


def stop_when_alone(referral: Referral, *, by_id: int, at: datetime, now: datetime) -> None:
    """A council has closed its part or given it back: where only one works on it now, there is nobody to agree with."""
    if Part.objects.filter(referral=referral, closed_at=None, returned_at=None).count() < 2:
        stop_agreeing(referral, by_id=by_id, at=at, now=now, because="no other council works on it now")
