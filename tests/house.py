"""The whole product on durable services of its own, as many copies of each program as a test wants, to be killed."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connections

from config.local import places, supervisor, valkey
from config.local.postgres import OWNER, Postgres
from config.local.processes import Child


@dataclass
class House:
    """PostgreSQL (fsync on), a broker and programs named like web-1, web-2, worker-1, beat-1, sweep-1."""

    home: Path
    server: Postgres
    env: dict[str, str]
    broker_port: int
    children: dict[str, Child] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    def manage(self, *arguments: str, owner: bool = False) -> str:
        """A Django command in the house; `owner`: with the owner's address too. Returns what it printed."""
        env = self.env | ({"DATABASE_OWNER_URL": self.server.url(OWNER)} if owner else {})
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=places.ROOT, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_services(self) -> None:
        self.children["postgres"] = self.server.start()
        password = self.server.passwords["broker"]
        broker = valkey.child(
            self.home / "valkey",
            self.home / "valkey.log",
            password,
            self.broker_port,
            self.server.who,
            self.home,
            self.home / "children",
        )
        broker.start()
        self.children["valkey"] = broker
        supervisor.wait_for(lambda: valkey.ready(password, self.broker_port), broker, 30, "The broker")

    def start(self, copies: int = 1) -> None:
        """The product's programs, `copies` of each, by the same command lines as `dev up`."""
        for number in range(1, copies + 1):
            port = supervisor.free_port(20_000 + os.getpid() % 10_000 + 10 * number)
            for child in supervisor.programs(self.home, port, self.env):
                kind = child.name
                child.name = f"{kind}-{number}"
                child.log = self.home / "log" / f"{child.name}.log"
                child.records = None
                child.start()
                self.children[child.name] = child
                if kind == "web":
                    self.ports[child.name] = port
        for name, port in self.ports.items():
            supervisor.wait_for(lambda port=port: supervisor.answers(port), self.children[name], 90, name)

    def address(self, name: str = "web-1") -> str:
        return f"http://localhost:{self.ports[name]}"

    def get(self, path: str, name: str = "web-1") -> tuple[int, str]:
        """Status and body of a page, as anybody sees it."""
        try:
            with urllib.request.urlopen(self.address(name) + path, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.read().decode()

    def kill(self, name: str) -> None:
        """SIGKILL to the program and everything in its group, without a word of warning."""
        process = self.children[name].process
        assert process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def revive(self, name: str) -> None:
        """Start again what was killed, as a supervisor would."""
        if name == "postgres":
            self.children[name] = self.server.start()
        else:
            self.children[name].start()

    def stop(self) -> None:
        order = ("beat", "sweep", "worker", "web", "valkey", "postgres")
        for kind in order:
            some = [child for name, child in self.children.items() if name.split("-")[0] == kind]
            for child in some:
                child.ask_to_stop()
            for child in some:
                child.stop()

    def logs(self) -> str:
        """The last lines of every program, for the message of a failed test."""
        return "\n".join(f"--- {name}\n{child.last_words(15)}" for name, child in self.children.items())


def until(true: Callable[[], Any], seconds: float, what: str) -> None:
    """Wait until `true()`; fail with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.2)


@contextlib.contextmanager
def pointed_at(server: Postgres) -> Iterator[None]:
    """Let this process's Django use that server's database, as the plain role, in every thread."""
    connections.close_all()
    before = {alias: dict(connections.settings[alias]) for alias in connections}
    for alias in connections:
        there = {"HOST": str(server.sockets), "NAME": "holdfast", "PASSWORD": server.passwords["app"]}
        if alias == "owner":
            there["PASSWORD"] = server.passwords["owner"]
        connections.settings[alias].update(there)
    try:
        yield
    finally:
        connections.close_all()
        for alias, old in before.items():
            connections.settings[alias].update(old)


@contextlib.contextmanager
def house(*, pages: bool = True) -> Iterator[House]:
    """Services up and migrated, reference data loaded, no program started yet; everything gone afterwards.

    `pages`: also collect the files that pages name, without which a page is an error.
    """
    with tempfile.TemporaryDirectory(prefix="holdfast-house-", dir="/tmp", ignore_cleanup_errors=True) as name:
        home = Path(name)
        home.chmod(0o711)
        passwords = {role: f"{role}-in-a-test" for role in ("superuser", "owner", "app", "broker")}
        server = Postgres(
            data=home / "data",
            sockets=home / "s",
            log=home / "log" / "postgres.log",
            passwords=passwords,
            who=places.account(),
            home=home,
        )
        broker_port = valkey.free_port()
        env = {key: value for key, value in os.environ.items() if not key.startswith(("HOLDFAST_TEST", "PYTEST"))}
        env.pop("DATABASE_OWNER_URL", None)
        env |= {
            "DATABASE_URL": server.url(),
            "REDIS_URL": valkey.url(passwords["broker"], broker_port),
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(home / "mail"),
            "STATIC_ROOT": str(home / "static"),
            "CONN_MAX_AGE": "60",
            "WEB_WORKERS": "1",
        }
        built = House(home, server, env, broker_port)
        server.initialise()
        try:
            built.start_services()
            server.make_roles()
            server.make_database()
            built.manage("migrate", "--database", "owner", "--no-input", "--verbosity", "0", owner=True)
            built.manage("load_reference")
            if pages:
                built.manage("collectstatic", "--no-input", "--verbosity", "0")
            with pointed_at(server):
                yield built
        finally:
            built.stop()
