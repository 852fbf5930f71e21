"""Supervision: what was thought about, and what is to be done by when."""

from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from referrals import deadlines, following, journal
from referrals.models import Part, Referral, Supervision
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible
from timers.actions import Stop

if TYPE_CHECKING:
    from accounts.models import User


def supervise(
    *, by: "User", referral: Referral, at: datetime, now: datetime, reflection: str = "", actions: str = ""
) -> Supervision:
    """Record a session. With reflection and actions it stops T83 and starts the next; with one of the two it is kept as
    it was, below standard, and the clock goes on (STATUTE 3, fault 83). So it does where the session, written late, is
    older than the last one, or than when the worker was given the case. Raises NotPossible with neither.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if not reflection.strip() and not actions.strip():
        raise NotPossible("Say what was reflected on, and who does what by when.", "reflection")
    session = Supervision.objects.create(
        part=part, by=by, reflection=reflection, actions=actions, at=at, recorded_at=now
    )
    whole = bool(reflection.strip()) and bool(actions.strip())
    if whole and not _counted_from_later(part, at):
        deadlines.stop("supervision", part, by_id=by.pk, at=at, now=now, because="supervised")
        following.supervise_from(part, at=at, now=now)
    journal.write(
        "supervise",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"supervision": session.pk},
        below_standard=not whole,
    )
    return session


def _counted_from_later(part: Part, at: datetime) -> bool:
    """True while T83 runs from something newer than `at`."""
    running = clocks.open_clocks([Stop("supervision", part.council_id, deadlines.subject(part))])
    return any(one.started_at > at for one in running)
