"""New rows of several tables, each with the first history of what keeps one, written in one statement.

Logging a referral writes twenty rows in a dozen tables. A statement for each table, compiled for the call, was most of
what it cost (PERFORMANCE, goal 3). Here the rows travel as JSON, so that one statement, planned once, serves any number
of them; what else the act writes can ride on it (database/together.py). Foreign keys are checked at the end of the
transaction, so the order of the tables does not matter.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

from database.together import Piece, together

Rows = Sequence[models.Model]


def give_keys(*batches: Rows) -> None:
    """Give every unsaved row its key, so that rows which name each other can be written together. One statement."""
    together("keys", keys_for(*batches))


def keys_for(*batches: Rows) -> Piece:
    """As `give_keys`, to be asked together with something else. Afterwards the rows also hold each other's keys."""
    filled = [batch for batch in batches if batch]

    def give(found: list[int]) -> None:
        keys = iter(found)
        for batch in filled:
            for row in batch:
                row.pk = next(keys)
        for batch in filled:
            _name_by_key(batch)

    values = {f"n{place}": len(batch) for place, batch in enumerate(filled)}
    return Piece("keys", _keys(tuple(type(batch[0]) for batch in filled)), values, read=give)


def insert_together(*batches: Rows, by: Any = None, now: datetime | None = None, because: str = "") -> None:
    """Insert the rows of each batch (one table each, unsaved) in one statement; every row has its key afterwards.

    A table whose model keeps a history gets the first line of each row's: `by` (None: the engine), at `now`, `because`.
    Raises ValueError when such a batch comes without `now`. No signals are sent.
    """
    if any(batches):
        together("insert_together", rows_of(*batches, by=by, now=now, because=because))


def rows_of(*batches: Rows, by: Any = None, now: datetime | None = None, because: str = "") -> Piece:
    """As `insert_together`, to be written together with something else."""
    filled = [batch for batch in batches if batch]
    tables = tuple((type(batch[0]), batch[0].pk is not None) for batch in filled)
    if now is None and any(_history_of(model) for model, _ in tables):
        raise ValueError("What keeps a history is written at an instant: pass now")
    values: dict[str, Any] = {"by": getattr(by, "pk", None), "now": now, "because": because[:100]}
    for place, (batch, (model, keyed)) in enumerate(zip(filled, tables, strict=True)):
        _name_by_key(batch)
        values[f"rows{place}"] = _as_json(batch, _columns(model, keyed))

    def written(found: list[int]) -> None:
        keys = iter(found)
        for batch, (_, keyed) in zip(filled, tables, strict=True):
            for row in batch:
                if not keyed:
                    row.pk = next(keys)
                row._state.adding = False
                row._state.db = connection.alias

    items, answer = _inserting(tables)
    return Piece("rows", answer, values, items=items, read=written)


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
def _relations(model: type[models.Model]) -> list[tuple[str, str]]:
    return [(field.name, field.attname) for field in model._meta.local_concrete_fields if field.is_relation]


@cache
def _keys(tables: tuple[type[models.Model], ...]) -> str:
    """Asks for as many keys of each table as `n0`, `n1` … say: one array of all, in the order of the tables."""
    with connection.cursor() as cursor:
        # Their names are looked up once: asking for them with every key took longer than the keys.
        asked = ", ".join(["pg_get_serial_sequence(%s, 'id')"] * len(tables))
        cursor.execute(f"SELECT {asked}", [model._meta.db_table for model in tables])  # noqa: S608 - values are parameters
        sequences = cursor.fetchone()
    return " || ".join(
        f"ARRAY(SELECT nextval('{one}') FROM generate_series(1, %(n{place})s::int))"  # noqa: S608 - our own sequences
        for place, one in enumerate(sequences)
    )


@cache
def _inserting(tables: tuple[tuple[type[models.Model], bool], ...]) -> tuple[str, str]:
    """What writes rows of these tables, in this order, each with or without keys of its own; and their new keys."""
    quote = connection.ops.quote_name
    parts = []
    for place, (model, keyed) in enumerate(tables):
        table = quote(model._meta.db_table)
        names = ", ".join(quote(field.column) for field in _columns(model, keyed))
        past = _history_of(model)
        kept = ", ".join(quote(field.column) for field in past.tracked_fields) if past else quote("id")
        returning = f" RETURNING {kept}" if past or not keyed else ""
        parts.append(
            f"w{place} AS (INSERT INTO {table} ({names}) SELECT {names}"  # noqa: S608 - names of our own models
            f" FROM jsonb_populate_recordset(NULL::{table}, %(rows{place})s::jsonb){returning})"
        )
        if past:
            own = "history_user_id, history_date, history_change_reason, history_type"
            parts.append(
                f"h{place} AS (INSERT INTO {quote(past._meta.db_table)} ({kept}, {own})"  # noqa: S608
                f" SELECT {kept}, %(by)s::bigint, %(now)s::timestamptz, %(because)s, '+' FROM w{place})"
            )
    keys = [f"ARRAY(SELECT id FROM w{place})" for place, (_, keyed) in enumerate(tables) if not keyed]  # noqa: S608
    return ", ".join(parts), " || ".join(keys) or "ARRAY[]::bigint[]"


def _name_by_key(rows: Rows) -> None:
    """Rows that were named before they had their keys are known by them now.

    Unsaved rows hold every field themselves, so that nothing need ask the fields for them, nor tell them.
    """
    relations = _relations(type(rows[0])) if rows else ()
    for row in rows:
        values, cached = row.__dict__, row._state.fields_cache
        for name, attname in relations:
            if values[attname] is None and cached.get(name) is not None:
                values[attname] = cached[name].pk


def _as_json(rows: Rows, fields: list[Any]) -> str:
    """The rows by their columns; what is left out is null."""
    named = [(field.column, field.attname) for field in fields]
    return _encode(
        [
            {column: value for column, attname in named if (value := values[attname]) is not None}
            for values in (row.__dict__ for row in rows)
        ]
    )


def _as_text(value: Any) -> str:
    """What JSON has no form for, as PostgreSQL reads it."""
    if isinstance(value, date | UUID | Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written to a column")


_encode = json.JSONEncoder(default=_as_text, separators=(",", ":"), check_circular=False).encode
