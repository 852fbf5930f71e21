"""New rows of several tables, each with the first history of what keeps one, written in one statement.

Logging a referral writes twenty rows in a dozen tables. A statement for each table, compiled for the call, was most of
what it cost (PERFORMANCE, goal 3). Here the rows travel as JSON, so that one statement, planned once, serves any number
of them. Foreign keys are checked at the end of the transaction, so the order of the tables does not matter.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from database.prepared import Prepared

Rows = Sequence[models.Model]


def give_keys(*batches: Rows) -> None:
    """Give every unsaved row its key, so that rows which name each other can be written together. One statement."""
    filled = [list(batch) for batch in batches if batch]
    found = _keys(tuple(type(batch[0]) for batch in filled)).one([len(batch) for batch in filled])
    for batch, keys in zip(filled, found, strict=True):
        for row, key in zip(batch, keys, strict=True):
            row.pk = key


def insert_together(*batches: Rows, by: Any = None, now: datetime | None = None, because: str = "") -> None:
    """Insert the rows of each batch (one table each, unsaved) in one statement; every row has its key afterwards.

    A table whose model keeps a history gets the first line of each row's: `by` (None: the engine), at `now`, `because`.
    Raises ValueError when such a batch comes without `now`. No signals are sent.
    """
    filled = [list(batch) for batch in batches if batch]
    if not filled:
        return
    tables = tuple((type(batch[0]), batch[0].pk is not None) for batch in filled)
    if now is None and any(_history_of(model) for model, _ in tables):
        raise ValueError("What keeps a history is written at an instant: pass now")
    values: dict[str, Any] = {"by": getattr(by, "pk", None), "now": now, "because": because[:100]}
    for place, (batch, (model, keyed)) in enumerate(zip(filled, tables, strict=True)):
        values[f"rows{place}"] = _as_json(batch, _columns(model, keyed))
    found = _inserting(tables).one(values)
    for batch, keys in zip(filled, found, strict=True):
        for row, key in zip(batch, keys, strict=True):
            row.pk = key
            row._state.adding = False
            row._state.db = connection.alias


def _history_of(model: type[models.Model]) -> Any:
    """The model of the history that simple-history keeps of this one, or None."""
    manager = getattr(model, "history", None)
    return getattr(manager, "model", None)


@cache
def _columns(model: type[models.Model], keyed: bool) -> list[Any]:
    """The fields that are written: all but generated ones, and the key only where the rows have theirs."""
    return [
        field for field in model._meta.local_concrete_fields if not field.generated and (keyed or not field.primary_key)
    ]


@cache
def _keys(tables: tuple[type[models.Model], ...]) -> Prepared:
    with connection.cursor() as cursor:
        # Their names are looked up once: asking for them with every key took longer than the keys.
        asked = ", ".join(["pg_get_serial_sequence(%s, 'id')"] * len(tables))
        cursor.execute(f"SELECT {asked}", [model._meta.db_table for model in tables])  # noqa: S608 - values are parameters
        sequences = cursor.fetchone()
    series = (f"ARRAY(SELECT nextval('{one}') FROM generate_series(1, %s::int))" for one in sequences)  # noqa: S608
    return Prepared("keys", f"SELECT {', '.join(series)}")


@cache
def _inserting(tables: tuple[tuple[type[models.Model], bool], ...]) -> Prepared:
    """The statement for rows of these tables, in this order; each with or without keys of its own."""
    quote = connection.ops.quote_name
    parts = []
    for place, (model, keyed) in enumerate(tables):
        table = quote(model._meta.db_table)
        names = ", ".join(quote(field.column) for field in _columns(model, keyed))
        past = _history_of(model)
        kept = ", ".join(quote(field.column) for field in past.tracked_fields) if past else quote("id")
        parts.append(
            f"w{place} AS (INSERT INTO {table} ({names}) SELECT {names}"  # noqa: S608 - names of our own models
            f" FROM jsonb_populate_recordset(NULL::{table}, %(rows{place})s::jsonb) RETURNING {kept})"
        )
        if past:
            own = "history_user_id, history_date, history_change_reason, history_type"
            parts.append(
                f"h{place} AS (INSERT INTO {quote(past._meta.db_table)} ({kept}, {own})"  # noqa: S608
                f" SELECT {kept}, %(by)s::bigint, %(now)s::timestamptz, %(because)s, '+' FROM w{place})"
            )
    keys = ", ".join(f"ARRAY(SELECT id FROM w{place})" for place in range(len(tables)))  # noqa: S608
    return Prepared("insert_together", f"WITH {', '.join(parts)} SELECT {keys}")  # noqa: S608


def _as_json(rows: Rows, fields: list[Any]) -> str:
    named = [(field.column, field.attname) for field in fields]
    relations = [(field.name, field.attname) for field in fields if field.is_relation]
    found = []
    for row in rows:
        # Unsaved rows hold every field themselves, so that nothing need ask the fields for them.
        values, cached = row.__dict__, row._state.fields_cache
        for name, attname in relations:
            # Named before the other row had its key.
            if values[attname] is None and cached.get(name) is not None:
                setattr(row, name, cached[name])
        found.append({column: values[attname] for column, attname in named})
    return _encode(found)


def _as_text(value: Any) -> str:
    """What JSON has no form for, as PostgreSQL reads it."""
    if isinstance(value, date | UUID | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written to a column")


_encode = json.JSONEncoder(default=_as_text, separators=(",", ":"), check_circular=False).encode
