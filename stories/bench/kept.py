"""The databases of a run: made anew, or copies of loaded ones that stay for the next run.

A run changes what it measures (it logs, sweeps and freezes an audit), so what is kept is never measured itself: each
run copies it first, file by file. A kept database is used again while it was made by today's files of the loader, less
than a day ago, since its clocks lie ahead of the hour of loading; migrations that came since are applied to it.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg2
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from psycopg2 import sql

from stories.bench.serve import of_database

HERE = Path(__file__).parent
#: The loader's clocks begin to fall due a day after it ran.
MOST_AGE = timedelta(hours=20)
Say = Callable[[str], None]


def make(superuser: str, name: str, template: str = "template0") -> None:
    """The database anew: an earlier run's may have other tables than today's."""
    connections.close_all()
    with _autocommit(superuser) as cursor:
        cursor.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        # File by file: written through the log, a copy of gigabytes takes several times as long.
        cursor.execute(
            sql.SQL("create database {} template {} strategy file_copy").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def use(name: str) -> None:
    """Point this process at another database of the same server."""
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name


def copy(
    superuser: str, source: str, name: str, load: Callable[[str, str], None], say: Say, *, migrate: bool = False
) -> None:
    """Make `name` a copy of `source`, which `load(superuser, source)` fills unless it is kept from an earlier run."""
    loaded_at = _loaded_at(superuser, source)
    if loaded_at is None:
        say(f"{source}: loading")
        load(superuser, source)
        loaded_at = datetime.now(UTC)
        with _autocommit(superuser) as cursor:
            # In words of its own, so that a database that was half loaded is never taken for a whole one.
            cursor.execute(
                sql.SQL("comment on database {} is %s").format(sql.Identifier(source)),
                [f"{_edition()} {loaded_at.isoformat()}"],
            )
    if migrate and _is_behind(source):
        say(f"{source}: the migrations that came since")
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        connections.close_all()
        with _autocommit(of_database(superuser, source)) as cursor:
            cursor.execute("vacuum analyze")
    started = time.monotonic()
    make(superuser, name, template=source)
    with _autocommit(superuser) as cursor:
        cursor.execute("checkpoint")
    say(f"{name}: a copy of what was loaded at {loaded_at:%d %B %H:%M} UTC, {time.monotonic() - started:.0f} s")


def _is_behind(source: str) -> bool:
    """True when there are migrations that the database does not have; this process then uses it."""
    use(source)
    executor = MigrationExecutor(connections["owner"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _loaded_at(superuser: str, source: str) -> datetime | None:
    """When the kept database was loaded; None when there is none that may be used."""
    with _autocommit(superuser) as cursor:
        cursor.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s",
            [source],
        )
        found = cursor.fetchone()
    edition, _, moment = ((found and found[0]) or "").partition(" ")
    if edition != _edition():
        return None
    loaded_at = datetime.fromisoformat(moment)
    return loaded_at if datetime.now(UTC) - loaded_at < MOST_AGE else None


def _edition() -> str:
    """Says by which files a database was loaded."""
    text = b"".join((HERE / name).read_bytes() for name in ("fill.sql", "floor.sql"))
    return hashlib.sha256(text).hexdigest()[:16]


@contextmanager
def _autocommit(dsn: str) -> Iterator[Any]:
    connection = psycopg2.connect(dsn)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()
