"""`dev up`: everything that runs, in order, for as long as this command does."""

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NoReturn

from config.local import places, valkey
from config.local.places import CannotStart
from config.local.postgres import Postgres
from config.local.processes import Child, end_leftovers
from config.local.services import Lock, django_environment, embedded_postgres, say

# After the schema, before the pages: what fills the database. (what people read, the command)
PREPARATIONS = [
    ("councils, rules and holidays", ["load_reference"]),
    ("the demo", ["demo"]),
]
PAUSES = (0.5, 1, 2, 4, 8, 15, 30)
# A child that ran this long was well; its next end is a new trouble and restarts at once.
WELL = 60.0
# Stopped from top to bottom: first what makes work, last what keeps it.
ORDER = (("beat",), ("sweep", "worker", "web"), ("valkey",), ("postgres",))


class Stop(Exception):
    """Ctrl-C or SIGTERM came."""


@dataclass
class Kept:
    """A child that is to be running, and when to try again after it ended."""

    child: Child
    failures: int = 0
    retry_at: float | None = None


@dataclass
class Supervisor:
    run: Path
    kept: dict[str, Kept] = field(default_factory=dict)
    step: Child | None = None
    postgres: Postgres | None = None

    def keep(self, child: Child) -> None:
        self.kept[child.name] = Kept(child)

    def watch(self) -> NoReturn:
        """Restart what ends, with growing pauses, until Stop is raised."""
        while True:
            now = time.monotonic()
            for name, kept in self.kept.items():
                if kept.child.running:
                    continue
                if kept.retry_at is None:
                    code = kept.child.process.returncode if kept.child.process else "?"
                    kept.child.stop()  # what it leaves in its group, such as web children on our port
                    if now - kept.child.started > WELL:
                        kept.failures = 0
                    pause = PAUSES[min(kept.failures, len(PAUSES) - 1)]
                    say(f"  {name} ended ({code}); starting it again in {pause:g} s. See {kept.child.log}")
                    kept.failures += 1
                    kept.retry_at = now + pause
                elif now >= kept.retry_at:
                    kept.retry_at = None
                    if name == "postgres" and self.postgres:
                        self.postgres.clear_the_way()
                    kept.child.start()
            time.sleep(0.2)

    def do(self, words: str, name: str, argv: list[str], env: dict[str, str]) -> None:
        """One step before the start, shown with its time; raises CannotStart with its last words if it fails."""
        print(f"  {words} … ", end="", flush=True)
        started = time.monotonic()
        log = self.run / "log" / f"{name}.log"
        log.unlink(missing_ok=True)
        self.step = Child(name, argv, env, log, cwd=places.ROOT, records=self.run / "children", grace=5)
        self.step.start()
        process = self.step.process
        assert process is not None  # noqa: S101  start() has just made it
        shown = 10.0
        while process.poll() is None:
            time.sleep(0.05)
            if time.monotonic() - started > shown:
                print(f"{shown:.0f} s … ", end="", flush=True)
                shown += 10
        code, last = process.returncode, self.step.last_words(40)
        self.step.stop()
        self.step = None
        if code:
            say("failed")
            raise CannotStart(f"“manage.py {' '.join(argv[2:])}” ended with {code}:\n{last}")
        say(f"{time.monotonic() - started:.1f} s")

    def stop(self) -> None:
        """Everything down, in order; the children of one tier together."""
        if self.step:
            self.step.stop()
        for tier in ORDER:
            children = [self.kept[name].child for name in self.kept if name.split("-")[0] in tier]
            for child in children:
                child.ask_to_stop()
            for child in children:
                child.stop()
        if self.postgres:
            with contextlib.suppress(OSError):  # not empty: somebody uses it, so it stays
                self.postgres.sockets.rmdir()


def free_port(wanted: int) -> int:
    """`wanted`, or the next port nobody listens on."""
    for port in range(wanted, min(wanted + 100, 65_536)):
        with socket.socket() as probe:
            # As gunicorn does it: a port in TIME_WAIT is free, one with a listener is not.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise CannotStart(f"No free port from {wanted} to {wanted + 99}. Set PORT to another.")


def static_changed(run: Path) -> str | None:
    """The fingerprint of all files to serve, when it is not the one last collected; else None."""
    known = hashlib.sha256((places.ROOT / "requirements.lock").read_bytes())
    for folder in sorted([places.ROOT / "static", *places.ROOT.glob("*/static")]):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                seen = path.stat()
                known.update(f"{path}|{seen.st_size}|{seen.st_mtime_ns}\n".encode())
    fingerprint = known.hexdigest()
    stamp = run / "static.sha256"
    return None if stamp.exists() and stamp.read_text() == fingerprint else fingerprint


def programs(run: Path, port: int, env: dict[str, str]) -> list[Child]:
    """The four programs of the product itself; the compose file starts the same ones."""
    python, log, records = sys.executable, run / "log", run / "children"
    celery = [python, "-m", "celery", "-A", "config", "--quiet"]
    argvs = {
        "web": [python, "-m", "gunicorn", "-c", "python:config.gunicorn", "-b", f"127.0.0.1:{port}", "config.wsgi"],
        "worker": [
            *celery,
            "worker",
            "--concurrency",
            "2",
            "--loglevel",
            "WARNING",
            "--without-gossip",
            "--without-mingle",
        ],
        "beat": [*celery, "beat", "--scheduler", "celery.beat.Scheduler", "--pidfile=", "--loglevel", "WARNING"],
        "sweep": [python, "manage.py", "sweep", "--every", "15"],
    }
    return [
        Child(name, argv, env, log / f"{name}.log", cwd=places.ROOT, records=records) for name, argv in argvs.items()
    ]


def wait_for(ready: Callable[[], bool], child: Child, seconds: float, what: str) -> None:
    """Wait until `ready`; raises CannotStart with the child's last words when it ends or takes too long."""
    deadline = time.monotonic() + seconds
    while not ready():
        if not child.running or time.monotonic() > deadline:
            raise CannotStart(f"{what} does not start ({child.log}):\n{child.last_words()}")
        time.sleep(0.05)


def answers(port: int) -> bool:
    """Whether the pages are there: any answer counts but the server's own failure."""
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/health/live", timeout=10):  # noqa: S310
            return True
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False


def start(supervisor: Supervisor) -> None:
    """Bring everything up, in order, telling each step."""
    run = supervisor.run
    for name in end_leftovers(run / "children"):
        say(f"  {name}: left over from a run that was killed; ended")
    server: Postgres | None = None
    if os.environ.get("DATABASE_URL"):
        say("  database: the one DATABASE_URL names")
    else:
        server = supervisor.postgres = embedded_postgres(run)
        started = time.monotonic()
        print("  database … ", end="", flush=True)
        server.initialise()
        supervisor.keep(server.start(say))
        server.make_roles()
        server.make_database()
        say(f"{time.monotonic() - started:.1f} s")
    extra: dict[str, str] = {}
    if os.environ.get("REDIS_URL"):
        say("  broker: the one REDIS_URL names")
    else:
        started = time.monotonic()
        print("  broker … ", end="", flush=True)
        who = places.account()
        home = places.service_home(run, who)
        password, broker_port = places.keep_secrets(home)["broker"], valkey.free_port()
        child = valkey.child(
            home / "valkey", run / "log" / "valkey.log", password, broker_port, who, home, run / "children"
        )
        child.start()
        supervisor.keep(child)
        wait_for(lambda: valkey.ready(password, broker_port), child, 30, "The broker")
        extra["REDIS_URL"] = valkey.url(password, broker_port)
        say(f"{time.monotonic() - started:.1f} s")

    wanted = int(os.environ.get("PORT") or 8000)
    port = free_port(wanted)
    extra["SITE_ADDRESS"] = os.environ.get("SITE_ADDRESS") or f"http://localhost:{port}"
    env = django_environment(run, server, owner=False) | extra
    manage = [sys.executable, "manage.py"]
    as_owner = django_environment(run, server, owner=True) | extra
    supervisor.do("schema", "migrate", [*manage, "migrate", "--database", "owner", "--no-input"], as_owner)
    for words, command in PREPARATIONS:
        supervisor.do(words, command[0], [*manage, *command], env)
    if fingerprint := static_changed(run):
        collect = [*manage, "collectstatic", "--no-input", "--clear", "--verbosity", "0"]
        supervisor.do("files to serve", "collectstatic", collect, env)
        (run / "static.sha256").write_text(fingerprint)

    print("  web, worker, beat, sweep … ", end="", flush=True)
    started = time.monotonic()
    for child in programs(run, port, env):
        child.start()
        supervisor.keep(child)
    wait_for(lambda: answers(port), supervisor.kept["web"].child, 60, "The web server")
    say(f"{time.monotonic() - started:.1f} s")
    if port != wanted:
        say(f"\n  Port {wanted} is taken, so this is on {port}.")
    say(f"\n  Holdfast: http://localhost:{port}/      (logs in {run / 'log'}; Ctrl-C stops everything)\n")
    signs = subprocess.run([*manage, "demo", "--sign-ins"], cwd=places.ROOT, env=env, capture_output=True, text=True)
    say(signs.stdout.rstrip() or signs.stderr.rstrip())


def up(arguments: list[str]) -> int:
    """Start everything, keep it running, stop it on Ctrl-C or SIGTERM. Returns the exit code."""
    run = places.run_directory()
    lock, database_lock = Lock(run / "up.lock"), Lock(run / "postgres.lock")
    if not lock.take(wait=False):
        say(f"Holdfast is already running from this checkout (its logs: {run / 'log'}). Stop that one first.")
        return 1
    if not database_lock.take(wait=False):
        say("Another `dev` command has the database open; waiting until it has finished …")
        database_lock.take()

    def stop_now(number: int, frame: FrameType | None) -> None:
        # Only the first counts: a second Ctrl-C must not tear the orderly stop apart.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise Stop

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_now)
    log = run / "log"
    log.mkdir(mode=0o700, exist_ok=True)
    for old in log.glob("*.log"):
        old.rename(old.with_suffix(".log.1"))
    say("Starting Holdfast")
    supervisor = Supervisor(run)
    try:
        start(supervisor)
        supervisor.watch()
    except Stop:
        say("\nStopping …")
        return 0
    finally:
        began = time.monotonic()
        supervisor.stop()
        say(f"Everything stopped after {time.monotonic() - began:.1f} s.")
        database_lock.release()
        lock.release()
