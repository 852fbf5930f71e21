"""Stage 2 and findings: the statement agreed, the reports, what was found on each point, adjudication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint, Finding, Stage
from complaints.said import FindingSaid

if TYPE_CHECKING:
    from accounts.models import User


def agree_statement(
    *, by: User, complaint: Complaint, at: datetime, now: datetime, on: date, summaries: Mapping[int, str] | None = None
) -> Stage:
    """The written statement of complaint was agreed on a day: the other convention's due date is stored (T45).

    The clock goes on from the request, which is stricter. Raises NotPossible when no statutory stage 2 runs.
    """
    raise NotImplementedError


def receive_report(
    *, by: User, complaint: Complaint, at: datetime, now: datetime, whose: str, findings: Sequence[FindingSaid] = ()
) -> Stage:
    """The report of the investigating officer (`whose` "investigator") or of the independent person ("independent")
    is in.
    """
    raise NotImplementedError


def find(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    findings: Sequence[FindingSaid],
    given_by: str,
    stage: int | None = None,
) -> list[Finding]:
    """Record what was found on points: upheld, partly, not upheld, no finding, withdrawn; the latest is the point's.

    `given_by` is a word of Finding.From. Raises NotPossible for a point that is not there.
    """
    raise NotImplementedError


def adjudicate(
    *,
    by: User,
    complaint: Complaint,
    at: datetime,
    now: datetime,
    findings: Sequence[FindingSaid] = (),
    adjudicator: str = "",
    adjudicator_user: User | None = None,
    statement_agreed: date | None = None,
) -> Stage:
    """The letter of adjudication went out: statutory stage 2 is answered and its clock stops.

    Raises Refused: complaint.complained_of, complaint.adjudicator_investigated; asks for the reports when one is
    missing. NotPossible when no statutory stage 2 runs.
    """
    raise NotImplementedError
