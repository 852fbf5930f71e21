"""Pausing for proceedings, going on after them, and freezing a decision under complaint."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from complaints import deadlines, journal, prompts, stages
from complaints.grounds import ground
from complaints.models import Complaint, FreezingConsidered, Pause
from complaints.parties import locked, require_words
from referrals.refusals import NotPossible, Refused
from timers.actions import Stop
from timers.calendar import add_months, local, start_of
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User

RESUBMIT_WITHIN_MONTHS = 12  # 4c, as recalled


def pause(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    because: str,
    prejudice: str,
    heads: Sequence[int] = (),
    proceedings_end_on: date | None = None,
    look_again_on: date | None = None,
) -> Pause:
    """Decline for now what would prejudice proceedings, say how, and from when to resubmit (4c). Stage clocks stop.

    With `heads`, only those points wait and the rest goes on. Confirms a pause that only followed from a case said to
    be running. Raises Refused (complaint.pause_reason_missing) without saying how it would prejudice them.
    """
    complaint = locked(by, complaint, at=at, now=now)
    if not prejudice.strip() or not because.strip():
        raise Refused([ground("complaint.pause_reason_missing")])
    numbers = {head.number for head in complaint.heads.all()}
    if unknown := set(heads) - numbers:
        raise NotPossible(f"There is no point {min(unknown)}.", "heads")
    found = stages.pause_of(complaint) or Pause(complaint=complaint, since=at, recorded_at=now, by=by)
    found.because, found.prejudice_words = because, prejudice
    found.heads = [] if set(heads) == numbers else sorted(heads)
    found.confirmed_at, found.confirmed_by = at, by
    found.look_again_on = look_again_on
    _put_end(found, proceedings_end_on)
    found.save()
    _look_again(found, complaint, by=by, at=at, now=now)
    stages.follow(complaint, by=by, at=at, now=now, because="paused")
    prompts.answered(complaint, "confirm_pause", by=by, now=now, because="confirmed")
    facts = {"pause": found.pk, "heads": found.heads, "look_again": look_again_on and look_again_on.isoformat()}
    journal.write("pause", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return found


def _put_end(pause: Pause, on: date | None) -> None:
    """The day the proceedings end or are expected to: the complainant may resubmit from then on, for a year."""
    if on is not None:
        pause.proceedings_end_on = on
        pause.resubmit_until = add_months(start_of(on), RESUBMIT_WITHIN_MONTHS).date()


def _look_again(pause: Pause, complaint: Complaint, *, by: "User", at: datetime, now: datetime) -> None:
    key = Stop("pause_look_again", complaint.council_id, ("complaints.pause", pause.pk))
    clocks.stop_many([key], at=at, now=now, by_id=by.pk, because="looked at again")
    if pause.look_again_on is not None and pause.ended_at is None:
        clocks.start_many([deadlines.look_again(pause, complaint, pause.look_again_on, at=at)], now=now)


def resume(*, by: "User", complaint: Complaint, at: datetime, now: datetime, because: str) -> Pause:
    """The proceedings are over, nothing is prejudiced after all, or the complainant resubmits.

    Stages go on where they were, their clocks anew from `at`. Raises NotPossible when nothing is paused or `because` is
    empty.
    """
    require_words(because, "Say why it goes on.", "because")
    complaint = locked(by, complaint, at=at, now=now)
    found = stages.pause_of(complaint)
    if found is None:
        raise NotPossible("Nothing is paused.")
    found.ended_at, found.ended_by, found.ended_because = at, by, because
    if found.proceedings_end_on is None or found.proceedings_end_on > local(at).date():
        _put_end(found, local(at).date())
    found.save()
    _look_again(found, complaint, by=by, at=at, now=now)
    if complaint.proceedings_live:
        complaint.proceedings_live = False
        save_as(complaint, by=by, now=now, because="the pause ended", fields=["proceedings_live"])
    prompts.answered(complaint, "confirm_pause", by=by, now=now, because=because)
    stages.follow(complaint, by=by, at=at, now=now, because="resumed", since=at)
    journal.write("resume", complaint=complaint, by=by, at=at, now=now, facts={"pause": found.pk})
    return found


def tell_pause(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    proceedings_end_on: date | None = None,
) -> Pause:
    """The complainant was told of the pause and from when to resubmit. Raises NotPossible when nothing is paused."""
    complaint = locked(by, complaint, at=at, now=now)
    found = stages.pause_of(complaint)
    if found is None:
        raise NotPossible("Nothing is paused.")
    found.complainant_told_at = at
    _put_end(found, proceedings_end_on)
    found.save()
    journal.write("tell_pause", complaint=complaint, by=by, at=at, now=now, facts={"pause": found.pk})
    return found


def consider_freezing(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    decision: str,
    frozen: bool,
    reasons: str = "",
    decided_by: str = "",
) -> FreezingConsidered:
    """A decision under complaint is about to change a plan, placement or service: freeze it, or say why not.

    Raises Refused (complaint.freezing_reason_missing) when it is not frozen and nothing says why: freezing is presumed.
    """
    complaint = locked(by, complaint, at=at, now=now)
    require_words(decision, "Say what would change, and when.", "decision")
    if not frozen and not reasons.strip():
        raise Refused([ground("complaint.freezing_reason_missing")])
    made = FreezingConsidered.objects.create(
        complaint=complaint,
        by=by,
        at=at,
        recorded_at=now,
        decision=decision,
        frozen=frozen,
        reasons=reasons,
        decided_by=decided_by[:120],
    )
    prompts.answered(complaint, "consider_freezing", by=by, now=now, because="considered")
    journal.write(
        "consider_freezing", complaint=complaint, by=by, at=at, now=now, facts={"frozen": frozen, "freezing": made.pk}
    )
    return made
