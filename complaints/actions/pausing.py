"""Pausing for proceedings, going on after them, and freezing a decision under complaint."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint, FreezingConsidered, Pause

if TYPE_CHECKING:
    from accounts.models import User


def pause(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    because: str,
    prejudice: str,
    heads: Sequence[int] = (),
    proceedings_end_on: date | None = None,
    look_again_on: date | None = None,
) -> Pause:
    """Decline for now what would prejudice proceedings, say how, and from when to resubmit (4c).

    Stage clocks stop.

    With `heads`, only those points wait and the rest goes on. Confirms a pause that only followed from a case said to
    be running. Raises Refused (complaint.pause_reason_missing) without saying how it would prejudice them.
    """
    raise NotImplementedError


def resume(*, by: User, complaint: Complaint, at: datetime, now: datetime, because: str) -> Pause:
    """The proceedings are over, nothing is prejudiced after all, or the complainant resubmits: stage clocks start
    anew from `at`.

    Raises NotPossible when nothing is paused or `because` is empty.
    """
    raise NotImplementedError


def tell_pause(
    *, by: User, complaint: Complaint, at: datetime, now: datetime, proceedings_end_on: date | None = None
) -> Pause:
    """The complainant was told of the pause and from when to resubmit."""
    raise NotImplementedError


def consider_freezing(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    decision: str,
    frozen: bool,
    reasons: str = "",
    decided_by: str = "",
) -> FreezingConsidered:
    """A decision under complaint is about to change a plan, placement or service: freeze it, or say why not.

    Raises Refused (complaint.freezing_reason_missing) when it is not frozen and nothing says why: freezing is
    presumed.
    """
    raise NotImplementedError
