"""Who acts, for which council, told to the database for the length of one transaction.

Row policies read it with `holdfast_person()` and `holdfast_council()` (migration 0002). Unset is null and sees nothing.
`set_config(…, true)` ends with the transaction, so nothing leaks to whoever gets the connection next.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

# name -> (a scalar subselect, its parameters); see `also`.
Extras = Mapping[str, tuple[str, tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Acting:
    """The person and council told to the database, and what was read on the way."""

    person: Any
    council_id: int | None
    also: dict[str, Any] = field(default_factory=dict)


@cache
def _extras() -> Callable[[Any], Extras] | None:
    """settings.ACTING_ALSO names a function of a higher room: person -> what every page wants to know besides.

    Each is a scalar subselect that rides on the statement which sets who acts, so that it costs no round trip.
    """
    path = getattr(settings, "ACTING_ALSO", "")
    return import_string(path) if path else None


def tell_database(person: Any, council_id: int | None, *, extras: Extras | None = None) -> dict[str, Any]:
    """One statement inside the open transaction: sets who acts, answers the extras as {name: value}."""
    extras = extras or {}
    columns = "".join(f", ({sql})" for sql, _ in extras.values())
    values: list[Any] = [str(getattr(person, "pk", None) or ""), str(council_id or "")]
    for _, parameters in extras.values():
        values += parameters
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('holdfast.person', %s, true), set_config('holdfast.council', %s, true)" + columns,
            values,
        )
        row = cursor.fetchone()
    return dict(zip(extras, row[2:], strict=True))


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
    """For the middleware, inside its transaction: tells the database and reads what every page wants to know."""
    council_id = getattr(person, "council_id", None)
    find = _extras()
    return Acting(person, council_id, tell_database(person, council_id, extras=find(person) if find else None))


def streamed(person: Any, council: Any, content: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of a streaming answer, made inside a transaction of their own, after the request's has closed."""
    with acting_for(person, council):
        yield from content
