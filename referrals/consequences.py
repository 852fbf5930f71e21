"""What follows by itself when a clock of a referral passes the rung that its rule names (`consequence`, clocks.toml).

Above `deadlines.py`, which only says when clocks start: what follows is done by the room's own actions. The engine
finds this module by its name at start-up.
"""

from datetime import datetime

from referrals import prompts
from referrals.actions.disagreeing import WHO_CALLS, open_disagreement
from referrals.actions.sharing import anything_shared
from referrals.models import NamedCouncil, Part
from timers.models import Timer
from timers.registry import register


def _disagree(part: Part, *, timer: Timer, level: str, now: datetime) -> None:
    """Nobody agreed in time who calls the strategy discussion: the disagreement opens by itself (fault 79)."""
    open_disagreement(part, about=WHO_CALLS, opened_by=None, at=now, now=now)


def _ask_about_sharing(named: NamedCouncil, *, timer: Timer, level: str, now: datetime) -> None:
    """A working day has passed without a call: where nothing was shared either, that is asked (fault 38)."""
    if not anything_shared(named.referral, timer.council_id, named.council_id):
        prompts.ask(named.referral, timer.council_id, "nothing_shared", at=now, facts={"with": named.council_id})


def _lock_named(named_id: int) -> NamedCouncil:
    return NamedCouncil.objects.select_for_update(of=("self",)).select_related("referral").get(pk=named_id)


def _lock(part_id: int) -> Part:
    # The referral before the part, as whoever acts on it does (parties.part_of).
    locked = Part.objects.select_for_update(of=("referral", "self"), no_key=True)
    return locked.select_related("referral").get(pk=part_id)


register("lead_agreed", lock=_lock, act=_disagree)
register("council_contact", lock=_lock_named, act=_ask_about_sharing)
