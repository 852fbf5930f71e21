"""Messages: written with the act, sent after the commit, at least once, and never lost without a person knowing.

The order is RELIABILITY 3.2's: lease in one short transaction, send outside of any, then mark, if the lease is still
ours. A crash before the mark sends the message again under the same Message-ID; marking first would lose it.
"""

import hashlib
import logging
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, TextField, Value, When

from councils.models import Desk, Message
from councils.senders import Mail, NotSent, NoWayOut, Refused, Sender, sender
from trail.record import record

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
#: The pause after the first, second, … failed try; the last one holds for all that follow.
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60)]
TRIES = 8
#: Taken up so often without ever coming to an end: the message itself may be what kills its senders.
TAKEN_UP = 40

#: The gaps between two side effects, in order: "leased" (nothing sent yet), "sent" (not marked yet).
GAPS = ("leased", "sent")


class NameInMessage(ValueError):
    """A message held a word that must not leave the app. The message says which, the log does not."""


@dataclass(frozen=True)
class Letter:
    """One message to write. Give `desk`, or `person_id` with `address`, or a bare `address`.

    `key` makes it unique: posting the same key again writes nothing. `council_id` is the council whose people must act
    if it cannot be delivered. `about` is (label, id) of what it concerns. `never` are words, names above all, that
    neither subject nor body may hold. `private`: the body holds a key to something, such as a link to choose a new
    password; it is shown to nobody here and wiped once the message has left or was given up.
    """

    key: str
    subject: str
    body: str
    council_id: int | None
    desk: Desk | None = None
    person_id: int | None = None
    address: str = ""
    about: tuple[str, int] | None = None
    never: Sequence[str] = field(default=())
    private: bool = False


@dataclass(frozen=True)
class Delivered:
    """What one call of `deliver` did: messages sent, put off after an error, and given up."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0


def post(letter: Letter, *, now: datetime) -> None:
    """Write one message in the caller's transaction; `now` is aware. Raises NameInMessage."""
    post_many([letter], now=now)


def post_many(letters: Iterable[Letter], *, now: datetime, never: Sequence[str] = ()) -> None:
    """Write messages with one INSERT in the caller's transaction; keys that exist already are left as they are.

    A message for which no address is held is written as failed at once, so that a person sees that somebody must ring.
    Raises NameInMessage when a letter holds one of its own `never`, or of those given for all.
    """
    rows = []
    for letter in letters:
        _refuse_names(letter, [*letter.never, *never])
        address = letter.address or (letter.desk.email if letter.desk else "")
        about_label, about_id = letter.about or ("", None)
        rows.append(
            Message(
                key=letter.key,
                council_id=letter.council_id,
                desk=letter.desk,
                person_id=letter.person_id,
                about_label=about_label,
                about_id=about_id,
                address=address,
                subject=letter.subject,
                body=letter.body if address or not letter.private else "",
                is_private=letter.private,
                written_at=now,
                next_try_at=now,
                state="waiting" if address else "failed",
                error="" if address else "No e-mail address is held for them.",
            )
        )
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).replace("’", "'").split())


def _refuse_names(letter: Letter, never: Sequence[str]) -> None:
    """The whole of a forbidden name in any spelling of case; a part of it of three letters or more as it is written."""
    text = _folded(f"{letter.subject}\n{letter.body}")
    for name in filter(None, map(_folded, never)):
        whole = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        # As written: the surname May is no reason to refuse "may".
        part = any(len(word) >= 3 and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) for word in name.split())
        if whole or part:
            raise NameInMessage(f"The message {letter.key} would take the words {name!r} out of the app.")


def message_id(key: str) -> str:
    """The Message-ID of a key, the same for every repeat: a hash, since keys hold our own ids."""
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


# Short, and nothing in it but this table: whoever holds a row is skipped, never waited for.
_LEASE_SQL = """
    WITH due AS (
        SELECT id FROM councils_message
        WHERE state = 'waiting' AND next_try_at <= %(now)s
        ORDER BY next_try_at, id
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    )
    UPDATE councils_message AS message
    SET attempt = message.attempt + 1, next_try_at = %(until)s
    FROM due WHERE message.id = due.id
    RETURNING message.id, message.attempt, message.tries, message.key, message.address, message.subject, message.body
"""


@dataclass(frozen=True)
class _Leased:
    id: int
    attempt: int
    tries: int
    key: str
    address: str
    subject: str
    body: str


def _lease(now: datetime, limit: int) -> list[_Leased]:
    # durable: inside somebody's transaction the lease would be seen by nobody, and sending would hold it open.
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(_LEASE_SQL, {"now": now, "until": now + LEASE, "limit": limit})
        return sorted((_Leased(*row) for row in cursor.fetchall()), key=lambda one: one.id)


def _nothing(gap: str) -> None:
    pass


def deliver(
    *,
    now: datetime,
    limit: int = 200,
    batch: int = 20,
    seconds: float = 20,
    by: Sender | None = None,
    at_gap: Callable[[str], None] = _nothing,
) -> Delivered:
    """Send what is due, at most `limit` messages and for about `seconds`; any number of processes may do so at once.

    `now` is the aware present. It must be called outside of a transaction (RuntimeError). `by` is the sender, that of
    MESSAGE_SENDER if left out. `at_gap` is called at each of GAPS: the tests crash there.
    """
    began = time.monotonic()

    def moment() -> datetime:
        return now + timedelta(seconds=time.monotonic() - began)

    sent = put_off = 0
    given_up = _give_up_on_the_endless(now)
    out = by or sender()
    try:
        while limit > 0 and time.monotonic() - began < seconds:
            leased_at = time.monotonic()
            leased = _lease(moment(), min(batch, limit))
            if not leased:
                break
            limit -= len(leased)
            at_gap("leased")
            closed = ""  # why nothing can leave at all; the rest of the batch need not wait for the same time-out
            for one in leased:
                if time.monotonic() - leased_at > LEASE.total_seconds() / 3:
                    break  # too near the end of the lease: the rest goes to whoever takes it up next
                try:
                    if closed:
                        raise NoWayOut(closed)
                    out.send(Mail(message_id(one.key), one.address, one.subject, one.body))
                except NotSent as error:
                    closed = str(error) if isinstance(error, NoWayOut) else ""
                    final = isinstance(error, Refused) or one.tries + 1 >= TRIES
                    if _failed(one, str(error), moment(), final):
                        put_off, given_up = put_off + (not final), given_up + final
                    continue
                except Exception as error:
                    # A message that breaks its sender must not keep the others waiting (RELIABILITY 3.2).
                    final = one.tries + 1 >= TRIES
                    if _failed(one, f"{type(error).__name__}: {error}", moment(), final):
                        put_off, given_up = put_off + (not final), given_up + final
                    continue
                at_gap("sent")
                sent += _sent(one, moment())
    finally:
        out.close()
    return Delivered(sent, put_off, given_up)


# A key must not lie about in the table, nor reach a manager's page, once it is no more use for sending.
_WIPED = Case(When(is_private=True, then=Value("")), default=F("body"), output_field=TextField())


def _mine(one: _Leased) -> Any:
    """The row, while the lease is still ours: the fence of RELIABILITY 3.2."""
    return Message.objects.filter(id=one.id, attempt=one.attempt, state="waiting")


def _sent(one: _Leased, at: datetime) -> int:
    return _mine(one).update(state="sent", sent_at=at, error="", body=_WIPED)


def _failed(one: _Leased, error: str, at: datetime, final: bool) -> int:
    words = " ".join(error.split())[:300] or "It did not leave, and nothing said why."
    # Ids only: the error may hold an address.
    log.warning("message %s did not leave, try %s%s", one.id, one.tries + 1, ": given up" if final else "")
    if final:
        return _mine(one).update(state="failed", error=words, tries=F("tries") + 1, body=_WIPED)
    pause = PAUSES[min(one.tries, len(PAUSES) - 1)]
    return _mine(one).update(error=words, tries=F("tries") + 1, next_try_at=at + pause)


def _give_up_on_the_endless(now: datetime) -> int:
    return (
        Message.objects.waiting(now)
        .filter(attempt__gte=TAKEN_UP)
        .update(
            state="failed", error="It was taken up again and again, and nobody came to an end with it.", body=_WIPED
        )
    )


def acknowledge(*, message: Message, by: Any, at: datetime, now: datetime, note: str) -> None:
    """Somebody takes on a message that could not be delivered: "I have rung them". `note` says whom and how.

    The first to say so stays: raises AlreadySeen, naming them, for a second; ValueError for one that has not failed.
    """
    with transaction.atomic():
        locked = Message.objects.select_for_update(of=("self",)).select_related("seen_by").get(pk=message.pk)
        if locked.state != "failed":
            raise ValueError("Only a message that could not be delivered can be taken on.")
        if locked.seen_by is not None:
            raise AlreadySeen(f"{locked.seen_by} has dealt with this already.")
        Message.objects.filter(pk=locked.pk).update(seen_by=by, seen_at=at, seen_note=note[:200])
        record(
            by_id=by.pk,
            council_id=locked.council_id,
            action="acknowledge_message",
            subject=("councils.message", locked.pk),
            about=(locked.about_label, locked.about_id) if locked.about_label else None,
            at=now,
            facts={"note": note, "at": at},
        )


class AlreadySeen(Exception):
    """Somebody else took the failed message on first."""


def try_again(*, message: Message, by: Any, now: datetime) -> bool:
    """Send a failed message once more from the start, to the address held now; False when it had not failed.

    A desk's or person's corrected address is used. Raises ValueError where still none is held, and for a private
    message, whose words are gone.
    """
    with transaction.atomic():
        locked = Message.objects.select_for_update(of=("self",)).select_related("desk", "person").get(pk=message.pk)
        if locked.state != "failed":
            return False
        if locked.is_private:
            raise ValueError("This message was for its recipient alone and is not kept. They can ask for a new one.")
        held = locked.desk or locked.person
        address = getattr(held, "email", "") or locked.address
        if not address:
            raise ValueError("No e-mail address is held for them yet.")
        Message.objects.filter(pk=locked.pk).update(
            state="waiting", tries=0, attempt=F("attempt") + 1, error="", address=address, next_try_at=now,
            seen_by=None, seen_at=None, seen_note="",
        )  # fmt: skip
        record(
            by_id=by.pk,
            council_id=locked.council_id,
            action="resend_message",
            subject=("councils.message", locked.pk),
            about=(locked.about_label, locked.about_id) if locked.about_label else None,
            at=now,
        )
    return True
