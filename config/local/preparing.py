"""A database that nobody has started `dev up` on yet, made ready for a command that only needs councils and rules."""

import subprocess
import sys
from pathlib import Path

import psycopg2

from config.local import places
from config.local.places import CannotStart
from config.local.postgres import OWNER, Postgres
from config.local.services import Lock

# The schema, then what it is filled with; the demonstration is left to `dev up`, which does these two as well.
STEPS = (
    ("migrate", "--database", "owner", "--no-input", "--verbosity", "0"),
    ("load_reference",),
)


def is_ready(server: Postgres) -> bool:
    """True when the councils are there: what is loaded last (`migrate` itself loads the rules and the holidays)."""
    connection = psycopg2.connect(server.url(OWNER))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('public.councils_council') IS NOT NULL")
            if not cursor.fetchone()[0]:
                return False
            cursor.execute("SELECT EXISTS (SELECT 1 FROM councils_council)")
            return bool(cursor.fetchone()[0])
    finally:
        connection.close()


def make_ready(run: Path, server: Postgres, environment: dict[str, str]) -> None:
    """Make the schema and load councils, rules and holidays unless they are there. Raises CannotStart when it fails.

    What is said goes to the error output: the command's own output may be JSON.
    """
    if is_ready(server):
        return
    lock = Lock(run / "up.lock")
    if not lock.take(wait=False):
        raise CannotStart("`dev up` is just making the database ready. Try again once it has printed the address.")
    try:
        print("An empty database: making its tables and loading the councils and rules, once …", file=sys.stderr)
        for step in STEPS:
            done = subprocess.run(
                [sys.executable, "manage.py", *step],
                cwd=places.ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            if done.returncode:
                last = "\n".join(done.stdout.splitlines()[-40:])
                raise CannotStart(f"“manage.py {' '.join(step)}” ended with {done.returncode}:\n{last}")
    finally:
        lock.release()
