"""A clock as a row: what names an open one, and how rows are read back, whichever verb wrote them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from timers.models import Timer

Pair = tuple[str, int]

FIELDS: list[str] = [str(field.column) for field in Timer._meta.concrete_fields]
COLUMNS = ", ".join(FIELDS)
RETURNED = ", ".join(f"t.{column}" for column in FIELDS)
WRITTEN = ", ".join(column for column in FIELDS if column != "id")
_INPUTS_AT = FIELDS.index("inputs")


@dataclass(frozen=True)
class Stop:
    """Names one open clock by what is unique about it."""

    kind: str
    council_id: int
    subject: Pair


def timer_of(row: Sequence[Any]) -> Timer:
    """A Timer from a row of FIELDS; the driver hands JSON over as text."""
    values = list(row)
    if isinstance(values[_INPUTS_AT], str):
        values[_INPUTS_AT] = json.loads(values[_INPUTS_AT])
    return Timer.from_db("default", [field.attname for field in Timer._meta.concrete_fields], values)


def key_of(timer: Timer) -> tuple[str, int, str, int]:
    return timer.kind, timer.council_id, timer.subject_label, timer.subject_id


_OPEN = f"""
select {RETURNED} from timers_timer t
  join jsonb_to_recordset(%(keys)s::jsonb) as k(kind text, council_id bigint, subject_label text, subject_id bigint)
       using (kind, council_id, subject_label, subject_id)
 where t.stopped_at is null
"""  # noqa: S608


def open_clocks(keys: Iterable[Stop]) -> list[Timer]:
    """The open ones among the clocks named, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"keys": keys_of(keys)})
        return [timer_of(row) for row in cursor.fetchall()]


def keys_of(keys: Iterable[Stop]) -> str:
    return json.dumps(
        [
            {"kind": k.kind, "council_id": k.council_id, "subject_label": k.subject[0], "subject_id": k.subject[1]}
            for k in keys
        ]
    )
