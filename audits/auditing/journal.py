"""Writing down what was done in an audit: its own line, and the trail's, together."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from audits.models import Audit, AuditEntry
from referrals.refusals import NotPossible
from trail.record import record

if TYPE_CHECKING:
    from accounts.models import User


def write(
    verb: str, *, audit: Audit, by: "User", at: datetime, now: datetime, facts: dict[str, Any] | None = None
) -> AuditEntry:
    """Leave the audit's line for an act and the trail's entry for the same act. `facts`: keys and plain values."""
    entry = AuditEntry.objects.create(audit=audit, verb=verb, by=by, at=at, recorded_at=now, facts=facts or {})
    record(
        by_id=by.pk,
        council_id=by.council_id,
        action=verb,
        subject=("audits.auditentry", entry.pk),
        about=("audits.audit", audit.pk),
        at=now,
        facts=facts,
    )
    return entry


def locked(audit: Audit, by: "User") -> Audit:
    """The audit, locked for the rest of the transaction. Raises NotPossible for another council's."""
    found = (
        Audit.objects.select_for_update(of=("self",), no_key=True).select_related("council", "full_of").get(pk=audit.pk)
    )
    if by.council_id != found.council_id:
        raise NotPossible("This is another council’s audit.")
    return found


def not_over(audit: Audit) -> None:
    """Raises NotPossible for an audit that is concluded or was ended."""
    if audit.concluded_at is not None:
        raise NotPossible("This audit is concluded. What it found is not changed; a new audit can look again.")
    if audit.ended_at is not None:
        raise NotPossible("This audit was ended. Open another to look again.")
