"""Writing the trail: one INSERT an act or a reading, in the transaction of the act or the page it tells of.

Nothing here catches a failed insert. The exception rolls the act back and turns the page into an error page, because
a record that cannot be logged as seen is not shown (RELIABILITY 4.4, point 8).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from database.prepared import Prepared
from trail.models import Entry

Key = tuple[str, int | None]

# Set by the middleware for the length of one request, so that every row the request writes can be found together.
request_id: ContextVar[str] = ContextVar("request_id", default="")


def digest(facts: Mapping[str, Any] | None) -> str:
    """SHA-256, in hex, of the facts as canonical JSON; "" without facts.

    The trail keeps this instead of the facts, so that destroying a record leaves nothing of it here and breaks no seal
    (DECISIONS, Data). Canonical: keys sorted, no spaces, no escapes; dates and other values by `str`.

    >>> digest({"b": 1, "a": "é"}) == digest({"a": "é", "b": 1})
    True
    >>> digest(None)
    ''
    """
    if not facts:
        return ""
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def entry(
    *,
    by_id: int | None,
    council_id: int | None,
    action: str,
    subject: Key,
    at: datetime,
    about: Key | None = None,
    ids: Sequence[int] | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """An unsaved row. `subject` and `about` are (label, id), as ("referrals.part", 12); `at` is aware."""
    about_label, about_id = about or ("", None)
    return Entry(
        at=at,
        by_id=by_id,
        council_id=council_id,
        action=action,
        subject_label=subject[0],
        subject_id=subject[1],
        ids=None if ids is None else list(ids),
        about_label=about_label,
        about_id=about_id,
        reason=reason,
        request=request_id.get(),
        digest=digest(facts),
    )


# A plain statement: every page that shows a record pays for it.
_INSERT = Prepared(
    "trail_entry",
    """
    INSERT INTO trail_entry (at, by_id, council_id, action, subject_label, subject_id, ids, about_label, about_id,
                             reason, request, digest)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    """,
)


def record(
    *,
    by_id: int | None,
    council_id: int | None,
    action: str,
    subject: Key,
    at: datetime,
    about: Key | None = None,
    ids: Sequence[int] | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write who did or saw what; one INSERT.

    `action` is "read", "list", "search", "export" or a room's verb. A list page names every record it showed in
    `ids`, with the subject's id left None: ("referrals.part", None). `reason` must hold no personal data.
    """
    about_label, about_id = about or ("", None)
    values = (
        at,
        by_id,
        council_id,
        action,
        *subject,
        None if ids is None else list(ids),
        about_label,
        about_id,
        reason,
        request_id.get(),
        digest(facts),
    )
    _INSERT.run(values)


def record_many(rows: Iterable[Mapping[str, Any]]) -> None:
    """Write several rows with one INSERT; each row holds the keyword arguments of `record`."""
    Entry.objects.bulk_create([entry(**row) for row in rows])
