"""The route of each point: proposed, chosen by an officer, signed by a second person, told to the complainant."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from complaints.models import Complaint, Head, Letter, RouteTold

if TYPE_CHECKING:
    from accounts.models import User


def choose_route(
    *,
    by: User,
    complaint: Complaint,
    head: int,
    route: str,
    at: datetime,
    now: datetime,
    reason: str = "",
    rationale: str = "",
) -> Head:
    """The officer's decision on point number `head`.

    With the proposal, or towards more independence, it is in force at once.

    Against the proposal it needs `reason` (a word of ROUTE_REASONS) or `rationale`; the corporate procedure over what
    points to the statutory one also needs a second person (`sign_route`): until then the proposal is in force and
    both procedures' clocks run. Raises Refused: complaint.child_consent_not_needed, complaint.interest_not_decided,
    complaint.residence_is_no_reason, complaint.route_reason_missing, complaint.statutory_begun; NotPossible for a
    point or a route that is not there.
    """
    raise NotImplementedError


def sign_route(
    *, by: User, complaint: Complaint, head: int, agrees: bool, at: datetime, now: datetime, words: str = ""
) -> Head:
    """A second person agrees with a choice against the proposal, or not: then the proposal stands again.

    Raises Refused: complaint.own_route (whoever chose it signs it), complaint.route_reason_missing (no rationale
    yet); NotPossible when nothing waits.
    """
    raise NotImplementedError


def take_whole_as_statutory(*, by: User, complaint: Complaint, at: datetime, now: datetime, because: str) -> Complaint:
    """Points that cannot be separated are all answered under the statutory procedure (STATUTE 4a, 15).

    Points that belong to a court, the LADO, data protection and the like stay where they are. Raises NotPossible when
    no point is statutory or `because` is empty.
    """
    raise NotImplementedError


def tell_route(
    *, by: User, complaint: Complaint, at: datetime, now: datetime, next_steps: str = "", letter: Letter | None = None
) -> RouteTold:
    """The complainant is told which procedure each point goes by, why, and what happens next (T42).

    Stops `route_told`.

    A point without a choice is told as proposed, which adopts the proposal. Without `next_steps` those of the
    procedures stand, with their dates (`wording.next_steps`). May be told again after a change.
    """
    raise NotImplementedError
