"""A form or call that is sent twice is carried out once.

A page that was cut off may well have saved (RELIABILITY 0.4), so people press again. The token rides in the form, or is
made from an API caller's key; the row is written in the act's own transaction, so a token exists exactly when its act
does. A second sending that arrives while the first is still being saved waits for it.
"""

from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import connection

from trail.models import Submission


def claim(token: UUID, *, by_id: int, now: datetime) -> dict[str, Any] | None:
    """Take the token for this transaction: None when it was free, else the first sending's answer.

    Raises NotYours for a token that somebody else used. One statement when free, two when not.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO trail_submission (token, by_id, at, answer) VALUES (%s, %s, %s, '{}')"
            " ON CONFLICT (token) DO NOTHING",
            [token, by_id, now],
        )
        if cursor.rowcount:
            return None
    first = Submission.objects.get(pk=token)
    if first.by_id != by_id:
        raise NotYours(token)
    return first.answer


def answered(token: UUID, answer: dict[str, Any]) -> None:
    """Keep what the first sending was answered: keys and addresses, nothing that was typed."""
    Submission.objects.filter(pk=token).update(answer=answer)


def token_of(*, by_id: int, verb: str, key: str) -> UUID:
    """The token of an API caller's own idempotency key.

    >>> token_of(by_id=1, verb="send", key="a") == token_of(by_id=1, verb="send", key="b")
    False
    """
    return uuid5(NAMESPACE_URL, f"holdfast:{by_id}:{verb}:{key}")


class NotYours(Exception):
    """A token that another person's form carried."""
