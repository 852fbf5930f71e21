"""Rows of several tables that belong together, written in one statement."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models.sql import InsertQuery


def insert_together(*batches: Sequence[models.Model]) -> None:
    """Insert the rows of each batch (one table each, unsaved) in a single statement, and give every row its key.

    Logging a referral writes a dozen rows; one round trip instead of one a table keeps it within its budget of
    statements (PERFORMANCE, goal 3). Foreign keys are checked at the end of the transaction, so the order does not
    matter; a key that another row needs must be there already. No signals, hence not for models with a history.
    """
    filled = [list(batch) for batch in batches if batch]
    if not filled:
        return
    parts, parameters = [], []
    for place, batch in enumerate(filled):
        sql, values = _insert(batch)
        parts.append(f"w{place} AS ({sql} RETURNING id)")
        parameters += values
    keys = ", ".join(f"ARRAY(SELECT id FROM w{place})" for place in range(len(filled)))  # noqa: S608 - our own numbers
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT {keys}", parameters)  # noqa: S608 - Django's own insert statements
        found = cursor.fetchone()
    for batch, ids in zip(filled, found, strict=True):
        for row, key in zip(batch, ids, strict=True):
            row.pk = key
            row._state.adding = False
            row._state.db = connection.alias


def _insert(batch: list[models.Model]) -> tuple[str, list[Any]]:
    model = type(batch[0])
    query = InsertQuery(model)
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key and not field.generated]
    query.insert_values(fields, batch)
    [(sql, values)] = query.get_compiler(connection=connection).as_sql()
    return sql, list(values)
