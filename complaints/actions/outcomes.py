"""Remedies and learning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from complaints.models import Complaint, LearningItem, LearningReceipt, Remedy
from councils.models import Team

if TYPE_CHECKING:
    from accounts.models import User


def record_remedy(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    kind: str,
    words: str,
    head: int | None = None,
    for_whom: str = "",
    owner: str = "",
    pounds: Decimal | None = None,
    due_on: date | None = None,
) -> Remedy:
    """Something promised: an apology, an action, a payment, a change of service. Dated, it has a clock (`remedy`).

    Raises NotPossible for a payment without a sum.
    """
    raise NotImplementedError


def complete_remedy(*, by: User, remedy: Remedy, proof: str, at: datetime, now: datetime) -> Remedy:
    """It was done, with the proof. Raises NotPossible when done before or without proof."""
    raise NotImplementedError


def record_learning(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    words: str,
    theme: str = "",
    head: int | None = None,
    teams: Sequence[Team] = (),
) -> LearningItem:
    """What was learnt, and the teams it goes to. Write no name: it is read beyond the complaint."""
    raise NotImplementedError


def receive_learning(*, by: User, receipt: LearningReceipt, words: str, at: datetime, now: datetime) -> LearningReceipt:
    """Somebody of the team took it in and says what they did. Raises NotPossible when it was received before."""
    raise NotImplementedError
