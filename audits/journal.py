"""Writing down what was done in this room: the journal's line and the trail's entry, together."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from audits.models import OversightEntry
from trail.record import record

if TYPE_CHECKING:
    from accounts.models import User

Pair = tuple[str, int]


def write(
    verb: str,
    *,
    about: Pair,
    council_id: int,
    by: "User | None",
    at: datetime,
    now: datetime,
    subject: Pair | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Leave a line about `about`; `by` None is the engine. `facts` holds plain values that JSON can hold."""
    subject = subject or about
    OversightEntry.objects.create(
        about_label=about[0],
        about_id=about[1],
        subject_label=subject[0],
        subject_id=subject[1],
        council_id=council_id,
        by=by,
        verb=verb,
        at=at,
        recorded_at=now,
        facts=facts or {},
    )
    record(
        by_id=by.pk if by else None,
        council_id=council_id,
        action=verb,
        subject=subject,
        about=about,
        at=now,
        facts=facts,
    )
