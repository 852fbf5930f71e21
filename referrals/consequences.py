"""What follows by itself when a clock of a referral passes the rung that its rule names (`consequence`, clocks.toml).

Above `deadlines.py`, which only says when clocks start: what follows is done by the room's own actions. The engine
finds this module by its name at start-up.
"""

from datetime import datetime

from councils.models import Council
from referrals import prompts
from referrals.actions.disagreeing import WHO_CALLS, open_disagreement, open_for_silence
from referrals.actions.sharing import anything_shared
from referrals.models import CouncilMessage, NamedCouncil, Part, Referral, Sending
from referrals.parties import lock
from timers.models import Timer
from timers.registry import register


def _disagree(part: Part, *, timer: Timer, level: str, now: datetime) -> None:
    """Nobody agreed in time who calls the strategy discussion: the disagreement opens by itself (fault 79)."""
    open_disagreement(part, about=WHO_CALLS, opened_by=None, at=now, now=now)


def _ask_about_sharing(named: NamedCouncil, *, timer: Timer, level: str, now: datetime) -> None:
    """A working day has passed without a call: where nothing was shared either, that is asked (fault 38)."""
    if not anything_shared(named.referral, timer.council_id, named.council_id):
        prompts.ask(named.referral, timer.council_id, "nothing_shared", at=now, facts={"with": named.council_id})


def _not_acknowledged(sending: Sending, *, timer: Timer, level: str, now: datetime) -> None:
    """Sent, chased, and still silent: that is a disagreement, and opens as one (fault 79)."""
    if sending.acknowledged_at is None:
        _silent(sending.referral, sending.sender_id, sending.to, since=timer.started_at, now=now)


def _not_answered(message: CouncilMessage, *, timer: Timer, level: str, now: datetime) -> None:
    """The same for what a council was asked in writing."""
    if message.answered_at is None:
        _silent(message.referral, message.council_id, message.to, since=timer.started_at, now=now)


def _silent(referral: Referral, waiting: int, silent: Council, *, since: datetime, now: datetime) -> None:
    """One that has closed its part, or given it back, meanwhile waits for nobody."""
    part = Part.objects.filter(referral=referral, council_id=waiting, closed_at=None, returned_at=None).first()
    if part is not None:
        open_for_silence(part, silent, since=since, at=now, now=now)


def _lock_sending(sending_id: int) -> Sending:
    # The referral first, as whoever acknowledges it does; then the sending as it stands by now.
    lock(Sending.objects.values_list("referral_id", flat=True).get(pk=sending_id))
    return Sending.objects.select_related("referral", "to").get(pk=sending_id)


def _lock_message(message_id: int) -> CouncilMessage:
    lock(CouncilMessage.objects.values_list("referral_id", flat=True).get(pk=message_id))
    return CouncilMessage.objects.select_related("referral", "to").get(pk=message_id)


def _lock_named(named_id: int) -> NamedCouncil:
    return NamedCouncil.objects.select_for_update(of=("self",)).select_related("referral").get(pk=named_id)


def _lock(part_id: int) -> Part:
    # The referral before the part, as whoever acts on it does (parties.part_of).
    locked = Part.objects.select_for_update(of=("referral", "self"), no_key=True)
    return locked.select_related("referral").get(pk=part_id)


register("lead_agreed", lock=_lock, act=_disagree)
register("council_contact", lock=_lock_named, act=_ask_about_sharing)
register("outbound_acknowledgement", lock=_lock_sending, act=_not_acknowledged)
register("message_chased", lock=_lock_message, act=_not_answered)
