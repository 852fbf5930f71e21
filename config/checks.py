"""What must hold before a child's record is shown: asked of the database itself, when a program starts to serve.

Run them by hand with `manage.py check --database default`.
"""

import logging
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunSQL

log = logging.getLogger(__name__)

# Power loss or a crash must cost nothing that was acknowledged, and a broken disk must be noticed (RELIABILITY 3.3).
SAFE_VALUES = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "local", "remote_write", "remote_apply"},
    "data_checksums": {"on"},
}
_SEALED = re.compile(r'CREATE TRIGGER append_only .*? ON "(?P<table>[a-z0-9_]+)"', re.DOTALL)


def durable(settings: dict[str, str]) -> list[Error]:
    """Errors for settings of PostgreSQL under which an acknowledged write may be lost."""
    return [
        Error(
            f"PostgreSQL runs with {name} = {settings.get(name)}, so what it has acknowledged may be lost.",
            hint=(
                "Stop the server and run pg_checksums --enable on its data directory."
                if name == "data_checksums"
                else f"Set {name} = on in postgresql.conf, or run ALTER SYSTEM SET {name} = on; then restart it."
            ),
            id="holdfast.E001",
        )
        for name, safe in SAFE_VALUES.items()
        if settings.get(name) not in safe
    ]


def plain(role: str, *, superuser: bool, bypasses: bool, owns: int) -> list[Error]:
    """An error when the role that serves would pass the walls inside the database."""
    why = (
        "is a superuser"
        if superuser
        else "bypasses row-level security"
        if bypasses
        else f"owns {owns} of the tables"
        if owns
        else ""
    )
    if not why:
        return []
    return [
        Error(
            f"The pages would be served as {role}, which {why}: it could change what is append-only.",
            hint="Let DATABASE_URL name the role holdfast_app, and DATABASE_OWNER_URL holdfast_owner for migrate only.",
            id="holdfast.E002",
        )
    ]


def right_driver(name: str) -> list[Error]:
    """An error when Django took psycopg 3, which it prefers silently whenever something has installed it."""
    if name == "psycopg2":
        return []
    return [
        Error(
            f"Django uses {name}; Holdfast is tested with psycopg2 only.",
            hint="pip uninstall psycopg, or make the environment again from the lock: python3 dev help.",
            id="holdfast.E003",
        )
    ]


def sealed(expected: Iterable[str], found: Iterable[str]) -> list[Error]:
    """An error for tables that a migration made append-only and that have lost the trigger."""
    missing = sorted(set(expected) - set(found))
    if not missing:
        return []
    return [
        Error(
            f"These tables should refuse changes and do not: {', '.join(missing)}.",
            hint="Run manage.py migrate --database owner. If they were migrated, somebody dropped or disabled the "
            "trigger append_only: find out who, restore from backup what was changed, and create it again.",
            id="holdfast.E004",
        )
    ]


def tables_to_be_sealed() -> set[str]:
    """The tables our migrations declare append-only, read from the migrations so that none can be forgotten here."""
    tables: set[str] = set()
    for migration in MigrationLoader(None).disk_migrations.values():
        for operation in migration.operations:
            if isinstance(operation, RunSQL) and isinstance(operation.sql, str):
                tables |= set(_SEALED.findall(operation.sql))
    return tables


def _rows(cursor: Any, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    cursor.execute(query, values)
    return list(cursor.fetchall())


@register(Tags.database)
def database_is_safe(databases: Sequence[str] | None = None, **_: Any) -> list[Error]:
    """Every check of this module against the alias `default`; raises OperationalError when it does not answer."""
    if not databases or "default" not in databases:
        return []
    connection = connections["default"]
    errors = right_driver(connection.Database.__name__)  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        names = list(SAFE_VALUES)
        settings = dict(_rows(cursor, "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names]))
        role, superuser, bypasses, owns = _rows(
            cursor,
            """
            SELECT rolname, rolsuper, rolbypassrls,
                   (SELECT count(*) FROM pg_class
                     WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p')
                       AND relnamespace = 'public'::regnamespace)
              FROM pg_roles WHERE rolname = current_user
            """,
        )[0]
        triggers = _rows(
            cursor,
            "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE tgname = 'append_only' AND tgenabled = 'A'",
        )
    errors += durable(settings)
    errors += plain(role, superuser=superuser, bypasses=bypasses, owns=owns)
    errors += sealed(tables_to_be_sealed(), [row[0] for row in triggers])
    return errors


def refuse_unsafe() -> None:
    """Raise ImproperlyConfigured, with every finding and how to mend it, unless the database is safe to serve from."""
    errors = database_is_safe(databases=["default"])
    connections["default"].close()  # before the server forks: two processes must not share one connection
    if errors:
        found = "\n".join(f"- {error.msg}\n  {error.hint}" for error in errors)
        raise ImproperlyConfigured(f"Holdfast refuses to serve:\n{found}")


class SafeToServe:
    """The WSGI application behind a gate that opens once the database has been found safe.

    At start an unsafe database ends the process, with words. One that does not answer yet does not: it may be
    recovering, and the balancer's question must still be answered; then the gate asks again with the next request.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self._lock = threading.Lock()
        self._passed = False
        self._look()

    def _look(self) -> None:
        with self._lock:
            if self._passed:
                return
            try:
                refuse_unsafe()
            except OperationalError:
                log.warning("The database does not answer yet; asking again with the next request.")
            else:
                self._passed = True

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not self._passed:
            try:
                self._look()
            except ImproperlyConfigured as reason:
                log.critical("%s", reason)
                start_response("503 Service Unavailable", [("Content-Type", "text/plain; charset=utf-8")])
                return [b"Holdfast refuses to serve: its database is not set up safely. The log says how to mend it.\n"]
        return self.application(environ, start_response)
