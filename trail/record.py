"""Writing the trail: one INSERT an act or a reading, in the transaction of the act or the page it tells of.

Nothing here catches a failed insert. The exception rolls the act back and turns the page into an error page, because
a record that cannot be logged as seen is not shown (RELIABILITY 4.4, point 8).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

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


class Told(TypedDict):
    """Who did or saw what. `subject` and `about` are (label, id), as ("referrals.part", 12); `at` is aware.

    `action` is "read", "list", "search", "export" or a room's verb. A list page names every record it showed in
    `ids`, with the subject's id left None: ("referrals.part", None). `reason` must hold no personal data.
    """

    by_id: int | None
    council_id: int | None
    action: str
    subject: Key
    at: datetime
    about: NotRequired[Key | None]
    ids: NotRequired[Sequence[int] | None]
    reason: NotRequired[str]
    facts: NotRequired[Mapping[str, Any] | None]


# One row; `subject_id` and `source` let it ride on the statement that writes what it tells of (referrals/journal.py).
INSERT = """
    INSERT INTO trail_entry (at, by_id, council_id, action, subject_label, subject_id, ids, about_label, about_id,
                             reason, request, digest)
    SELECT %(at)s::timestamptz, %(by_id)s::bigint, %(council_id)s::bigint, %(action)s, %(subject_label)s,
           {subject_id}, %(ids)s::bigint[], %(about_label)s, %(about_id)s::bigint, %(reason)s, %(request)s, %(digest)s
      {source}
"""
_INSERT = Prepared("trail_entry", INSERT.format(subject_id="%(subject_id)s::bigint", source=""))


def columns(told: Told) -> dict[str, Any]:
    """What is told as the columns of its row."""
    about_label, about_id = told.get("about") or ("", None)
    ids = told.get("ids")
    return {
        "at": told["at"],
        "by_id": told["by_id"],
        "council_id": told["council_id"],
        "action": told["action"],
        "subject_label": told["subject"][0],
        "subject_id": told["subject"][1],
        "ids": None if ids is None else list(ids),
        "about_label": about_label,
        "about_id": about_id,
        "reason": told.get("reason", ""),
        "request": request_id.get(),
        "digest": digest(told.get("facts")),
    }


def record(**told: Unpack[Told]) -> None:
    """Write who did or saw what; one INSERT."""
    _INSERT.run(columns(told))


def record_many(rows: Iterable[Told]) -> None:
    """Write several rows with one INSERT; each row holds the keyword arguments of `record`."""
    Entry.objects.bulk_create([Entry(**columns(row)) for row in rows])
