"""Statements that are planned once for each connection, and from then on only carried out.

Of what a page costs the database, more than half was reading the same statement again and working out the same plan
(measured: 4.1 of 9 ms for a list, 2.1 with this). A statement whose text is fixed is therefore prepared on its first
use. Its plan is the general one (settings: plan_cache_mode), the same whatever the values, so that a test can look at
it (tests/stories/test_plans.py).

Write such a statement so that one plan is right for all values: what is looked for comes by an index, and a LIMIT is a
number in the text. Where the values decide the plan (words looked for, filters) use a plain cursor.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection, models

M = TypeVar("M", bound=models.Model)
Values = Mapping[str, Any] | Sequence[Any]
_PLACEHOLDER = re.compile(r"%(?:\((\w+)\)s|s|%)")

#: What each connection has prepared. Forgotten with the connection, as the server forgets it.
_ready: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared:
    """One statement with psycopg's placeholders, `%s` or `%(name)s`.

    `name` says in the server's own lists what it is for. Through a pool that shares connections between transactions
    (settings: PGBOUNCER) nothing can be kept, and the statement is sent as it stands.
    """

    def __init__(self, name: str, sql: str) -> None:
        self.sql = sql
        # The text is part of the name: two editions of a statement never meet under one.
        self.name = f"{name}_{sha256(sql.encode()).hexdigest()[:12]}"
        self._order: list[str] = []
        self._given = 0
        self.prepare = f"PREPARE {self.name} AS {_PLACEHOLDER.sub(self._number, sql)}"
        marks = ", ".join(["%s"] * (len(self._order) or self._given))
        self.execute = f"EXECUTE {self.name} ({marks})" if marks else f"EXECUTE {self.name}"

    def _number(self, found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%"
        name = found.group(1)
        if name is None:
            self._given += 1
            return f"${self._given}"
        if name not in self._order:
            self._order.append(name)
        return f"${self._order.index(name) + 1}"

    def rows(self, values: Values = ()) -> list[tuple[Any, ...]]:
        """Every row of the answer."""
        with connection.cursor() as cursor:
            self._run(cursor, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def row(self, values: Values = ()) -> tuple[Any, ...] | None:
        """The first row of the answer, or None."""
        with connection.cursor() as cursor:
            self._run(cursor, values)
            found: tuple[Any, ...] | None = cursor.fetchone()
            return found

    def one(self, values: Values = ()) -> tuple[Any, ...]:
        """The row of a statement that always answers with one."""
        (found,) = self.rows(values)
        return found

    def named_rows(self, values: Values = ()) -> list[dict[str, Any]]:
        """Every row of the answer by the names of its columns."""
        with connection.cursor() as cursor:
            self._run(cursor, values)
            return _named(cursor)

    def run(self, values: Values = ()) -> int:
        """Carry it out; how many rows it wrote."""
        with connection.cursor() as cursor:
            self._run(cursor, values)
            return int(cursor.rowcount)

    def _run(self, cursor: Any, values: Values) -> None:
        if connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            cursor.execute(self.sql, values)
            return
        ready = _ready.setdefault(connection.connection, set())
        if self.name not in ready:
            cursor.execute(self.prepare)
            ready.add(self.name)  # kept by the server even if this transaction is rolled back
        cursor.execute(self.execute, self.in_order(values))

    def in_order(self, values: Values) -> Sequence[Any]:
        """The values as `execute` wants them."""
        return [values[name] for name in self._order] if isinstance(values, Mapping) else values


class PreparedObjects(Prepared, Generic[M]):
    """A statement that reads whole objects of one model, which is `t` in what follows its FROM.

    For the few reads that nearly every act begins with: compiling them anew took as long as carrying them out.
    """

    def __init__(self, name: str, model: type[M], rest: str) -> None:
        self.model = model
        fields = model._meta.concrete_fields
        self._names = [field.attname for field in fields]
        # JSON and the like: fields whose values are not those that the driver gives.
        self._read = [(n, read) for n, one in enumerate(fields) if (read := getattr(one, "from_db_value", None))]
        columns = ", ".join(f"t.{connection.ops.quote_name(str(field.column))}" for field in fields)
        super().__init__(name, f"SELECT {columns} FROM {model._meta.db_table} t {rest}")  # noqa: S608 - our own tables

    def all(self, values: Values = ()) -> list[M]:
        """The objects, as a query set would give them."""
        return [self._object(list(row)) for row in self.rows(values)]

    def _object(self, row: list[Any]) -> M:
        for place, read in self._read:
            row[place] = read(row[place], None, connection)
        return self.model.from_db(connection.alias, self._names, row)


@lru_cache(maxsize=256)
def prepared(name: str, sql: str) -> Prepared:
    """A statement put together from constants by what is asked (a filter more, a branch less), each text once."""
    return Prepared(name, sql)


def read_named(sql: str, values: Values) -> list[dict[str, Any]]:
    """Rows by the names of their columns, of a statement whose plan depends on the values."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return _named(cursor)


def _named(cursor: Any) -> list[dict[str, Any]]:
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
