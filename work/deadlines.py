"""What this room does after each look of the engine, found by name at start-up (timers.registry)."""

from datetime import datetime

from referrals import drafts
from timers.registry import after_sweep
from work import desk_close, telling


@after_sweep
def hand_over_at_desk_close(*, now: datetime) -> None:
    """What falls due before a desk reopens goes to its emergency duty team, and on if nobody accepts it."""
    desk_close.look(now=now)


@after_sweep
def tell_people(*, now: datetime) -> None:
    """Write the messages of what was just raised, before the outbox delivers."""
    telling.tell(now=now)


@after_sweep
def forget_sent_drafts(*, now: datetime) -> None:
    """What is left of forms that were sent long ago is emptied a little at every look."""
    drafts.forget_sent(now=now)
