"""Making the databases that are compared: the product's with n referrals and n open clocks, and the floor's."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg2

HERE = Path(__file__).parent


def statements(path: Path) -> list[str]:
    """The statements of a file, each without the comments before it."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("--")]
    return [one.strip() for one in "\n".join(lines).split(";\n") if one.strip()]


def run(dsn: str, path: Path, values: dict[str, Any], say: Callable[[str], None]) -> None:
    """Run a file's statements in one transaction, then vacuum; `values` fill its %(name)s."""
    connection = psycopg2.connect(dsn)
    try:
        with connection, connection.cursor() as cursor:
            # A load of millions of rows: nothing is kept if it fails, so nothing needs to be synced on the way.
            cursor.execute("set local synchronous_commit = off; set local maintenance_work_mem = '512MB'")
            cursor.execute("set local session_replication_role = 'origin'")
            for one in statements(path):
                started = time.monotonic()
                cursor.execute(one, values)
                if time.monotonic() - started > 2:
                    say(f"  {one.split()[2]:28} {cursor.rowcount:>9,} rows  {time.monotonic() - started:5.1f} s")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze")
    finally:
        connection.close()
