"""Who acts, for which council, told to the database for the length of one transaction.

Row policies read it with `holdfast_person()` and `holdfast_council()` (migration 0002). Unset is null and sees nothing.
`set_config(…, true)` ends with the transaction, so nothing leaks to whoever gets the connection next.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from database.prepared import Prepared

_TELL = "SELECT set_config('holdfast.person', %(person)s, true), set_config('holdfast.council', %(council)s, true)"
_PLAIN = Prepared("who_acts", _TELL)


@dataclass(frozen=True, slots=True)
class Acting:
    """The person and council told to the database, and what was read on the way."""

    person: Any
    council_id: int | None
    also: dict[str, Any] = field(default_factory=dict)


@cache
def also() -> Mapping[str, str]:
    """What every page wants to know besides, by name (settings.ACTING_ALSO names the mapping, of a higher room).

    Each is a scalar subselect that rides on the statement which tells the database who acts, so that it costs no round
    trip. In it `{person}` is the id of whoever asks (null for a visitor), `%(now)s` the instant and `%(tomorrow)s` the
    midnight at which the local day ends.
    """
    path = getattr(settings, "ACTING_ALSO", "")
    return dict(import_string(path)) if path else {}


def also_columns(person: str) -> str:
    """The subselects as further columns of a statement in which `person` is the id of whoever asks."""
    return "".join(f", ({sql.format(person=person)})" for sql in also().values())


def also_values(now: datetime) -> dict[str, datetime]:
    """The values that the subselects may use."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return {"now": now, "tomorrow": midnight + timedelta(days=1)}


@cache
def _telling() -> Prepared:
    return Prepared("who_acts_and_also", _TELL + also_columns("nullif(%(person)s, '')::bigint"))


def tell_database(person: Any, council_id: int | None, *, telling: Prepared = _PLAIN, **values: Any) -> tuple[Any, ...]:
    """One statement inside the open transaction: sets who acts; what else it answers."""
    told = {"person": str(getattr(person, "pk", None) or ""), "council": str(council_id or "")}
    return telling.one({**told, **values})[2:]


@contextmanager
def acting_for(person: Any, council: Any = None) -> Iterator[Acting]:
    """A transaction in which the database knows who acts: for requests, tasks, replay and tests alike.

    `person` is a User or None (the engine itself), `council` a Council, its id, or None for the person's own.
    Inside an outer transaction it is a savepoint, and what was told before is told again at its end.
    """
    council_id = getattr(council, "pk", council) or getattr(person, "council_id", None)
    outer = _told() if connection.in_atomic_block else None
    with transaction.atomic():
        tell_database(person, council_id)
        yield Acting(person, council_id)
    # A savepoint's release keeps the setting: an act within another's transaction must not leave its name behind.
    if outer is not None and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('holdfast.person', %s, true), set_config('holdfast.council', %s, true)", outer
            )


def _told() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('holdfast.person', true), ''),"
            " coalesce(current_setting('holdfast.council', true), '')"
        )
        return cursor.fetchone()


def acting_request(person: Any) -> Acting:
    """For the middleware, inside its transaction: tells the database and reads what every page wants to know.

    Somebody whom this request has just read was told of in the same statement (accounts/people.py).
    """
    council_id = getattr(person, "council_id", None)
    told = getattr(person, "told", None)
    if told is None:
        answer = tell_database(person, council_id, telling=_telling(), **also_values(timezone.now()))
        told = dict(zip(also(), answer, strict=True))
    return Acting(person, council_id, told)


def streamed(person: Any, council: Any, content: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of a streaming answer, made inside a transaction of their own, after the request's has closed."""
    with acting_for(person, council):
        yield from content
