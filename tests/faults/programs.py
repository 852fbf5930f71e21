"""The product's programs as they run in a council's data centre, and every way in which the fault run ends them."""

import contextlib
import heapq
import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from config.local import places, supervisor, valkey
from config.local.postgres import APP
from config.local.processes import Child
from tests.house import House

HOOK = Path(__file__).parent / "hook"
#: How long a supervisor waits before it starts again what ended.
RESTART_AFTER = 1.0

# What is killed in the short run of RELIABILITY 3.3, and how often: twenty kills, the broker among the killed.
TWENTY = {
    "web child": 3,
    "web parent": 2,
    "worker child": 2,
    "one worker": 2,
    "all workers": 1,
    "sweep loop": 3,
    "beat": 1,
    "database backend": 2,
    "database": 2,
    "broker": 2,
}
# Stopped for longer than its lease, then let go on as if nothing had happened.
PAUSES = ("sweep loop", "worker child")


@dataclass(frozen=True)
class Fault:
    """What happens, and how many seconds after the run began."""

    after: float
    kind: str
    paused: bool = False


def plan(seed: int, first: float = 6.0, last: float = 104.0) -> list[Fault]:
    """The faults of a run: the same for the same seed, evenly spread with some jitter between two seconds."""
    chance = random.Random(seed)
    kinds = [(kind, False) for kind, times in TWENTY.items() for _ in range(times)] + [(kind, True) for kind in PAUSES]
    chance.shuffle(kinds)
    step = (last - first) / len(kinds)
    return [
        Fault(round(first + step * place + chance.uniform(0, step * 0.8), 1), kind, paused)
        for place, (kind, paused) in enumerate(kinds)
    ]


@dataclass
class Programs:
    """Programs on one database of a house. Everything here is called from one thread: children end with their starter.

    `every`: seconds between two looks of the broker-free loop, shorter than the product's 15 for a run of two minutes.
    `killed` counts faults by kind; `events` says when each happened and when what ended was started again; in `outages`
    nothing was there that could sweep.
    """

    house: House
    database: str
    folder: Path
    env: dict[str, str]
    chance: random.Random
    every: str = "2"
    children: dict[str, Child] = field(default_factory=dict)
    port: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    events: list[str] = field(default_factory=list)
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    _paused: set[int] = field(default_factory=set)
    _out_since: datetime | None = None
    _ended: dict[str, float] = field(default_factory=dict)
    _later: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _tie: itertools.count = field(default_factory=itertools.count)  # type: ignore[type-arg]

    def start(self, **copies: int) -> None:
        """Start `web`, `worker`, `beat`, `sweep`: so many of each, by the command lines of `dev up`."""
        port = supervisor.free_port(21_000 + os.getpid() % 9_000)
        for child in supervisor.programs(self.folder, port, self.env):
            for number in range(1, copies.get(child.name, 0) + 1):
                argv = list(child.argv)
                if child.name == "sweep":
                    argv[-1] = self.every
                if child.name == "worker":
                    argv += ["--hostname", f"w{number}@%h"]
                name = f"{child.name}-{number}"
                one = Child(name, argv, self.env, self.folder / f"{name}.log", cwd=places.ROOT, grace=8)
                one.start()
                self.children[name] = one
        if "web-1" in self.children:
            self.port = port
            supervisor.wait_for(lambda: supervisor.answers(self.port), self.children["web-1"], 90, "The web server")

    def stop(self) -> None:
        for kind in ("beat", "sweep", "worker", "web"):
            some = [child for name, child in self.children.items() if name.startswith(kind)]
            for child in some:
                child.ask_to_stop()
            for child in some:
                child.stop()

    def watch(self) -> None:
        """Start again what ended a second ago or more; let go on what was paused long enough."""
        now = time.monotonic()
        while self._later and self._later[0][0] <= now:
            heapq.heappop(self._later)[2]()
        self._mark_outage()
        services = {name: self.house.children[name] for name in ("postgres", "valkey")}
        for name, child in {**services, **self.children}.items():
            if child.running:
                continue
            if name not in self._ended:
                child.stop()  # what it left in its group, such as web children on the port
                self._ended[name] = now
            elif now - self._ended[name] >= RESTART_AFTER:
                del self._ended[name]
                self._note(f"{name} started again")
                if name == "postgres":
                    self.house.children[name] = self.house.server.start()
                else:
                    child.start()
        self._mark_outage()

    def can_sweep(self) -> bool:
        """Whether a loop runs, or beat, broker and a worker do; and the database."""

        def runs(kind: str) -> bool:
            return any(self.children[name].running and self._process(name) not in self._paused
                       for name in self._names(kind))  # fmt: skip

        told = runs("worker") and runs("beat") and self.house.children["valkey"].running
        return self.house.children["postgres"].running and (runs("sweep") or told)

    def _mark_outage(self) -> None:
        if self.can_sweep():
            if self._out_since is not None:
                self.outages.append((self._out_since, datetime.now(UTC)))
                self._out_since = None
        elif self._out_since is None:
            self._out_since = datetime.now(UTC)

    def all_up(self) -> bool:
        """Nothing killed or paused any more, and the pages answer."""
        return not self._later and not self._ended and (not self.port or supervisor.answers(self.port))

    # The faults.

    def _let_go(self, pid: int) -> None:
        self._signal(pid, signal.SIGCONT)
        self._paused.discard(pid)

    def has(self, kind: str) -> bool:
        """Whether there is something of the kind to hit: a kill of what is down already would count for nothing."""
        services = {"database": "postgres", "database backend": "postgres", "broker": "valkey"}
        if kind in services:
            return self.house.children[services[kind]].running
        some = [self.children[name] for name in self._names(_program(kind))]
        return bool(some) and all(child.running for child in some)

    def inflict(self, fault: Fault, pause: float) -> None:
        """One fault of the plan; a paused process goes on after `pause` seconds."""
        if fault.paused:
            pid = self._pid_of(fault.kind)
            self._signal(pid, signal.SIGSTOP)
            self._paused.add(pid)
            heapq.heappush(self._later, (time.monotonic() + pause, next(self._tie), lambda: self._let_go(pid)))
            self._note(f"{fault.kind} paused for {pause:g} s")
            self.killed[f"{fault.kind} paused"] += 1
            return
        self.kill(fault.kind)

    def kill(self, kind: str) -> None:
        """SIGKILL, without a word of warning, to what `kind` names."""
        self._note(f"{kind} killed")
        match kind:
            case "all workers":
                for name in self._names("worker"):
                    self._kill_tree(name)
            case "one worker":
                self._kill_tree(self.chance.choice(self._names("worker")))
            case "database":
                self._kill_database()
            case "broker":
                self._signal(self._process("valkey"), signal.SIGKILL)
            case _:
                self._signal(self._pid_of(kind), signal.SIGKILL)
        self.killed[kind] += 1
        if kind in ("sweep loop", "beat", "web parent", "broker", "database"):
            self._gone(kind)

    def _gone(self, kind: str) -> None:
        """Wait until the system has ended it too: a moment later it would still count as running."""
        services = {"database": "postgres", "broker": "valkey"}
        names = [services[kind]] if kind in services else self._names(_program(kind))
        children = [self.children.get(name) or self.house.children[name] for name in names]
        deadline = time.monotonic() + 10
        while all(child.running for child in children) and time.monotonic() < deadline:
            time.sleep(0.01)

    def _pid_of(self, kind: str) -> int:
        match kind:
            case "web child" | "worker child":
                name = self.chance.choice(self._names(_program(kind)))
                below = children_of(self._process(name))
                return self.chance.choice(below) if below else self._process(name)
            case "database backend":
                return self._backend()
        return self._process(self.chance.choice(self._names(_program(kind))))

    def _backend(self) -> int:
        with self.house.server.superuser() as cursor:
            cursor.execute(
                "select pid from pg_stat_activity where usename = %s and datname = %s order by backend_start, pid",
                [APP, self.database],
            )
            pids = [row[0] for row in cursor.fetchall()]
        return int(self.chance.choice(pids))

    def _kill_database(self) -> None:
        """The postmaster first, so that it restarts nothing, then every process of it: no flush, no shutdown."""
        parent = self._process("postgres")
        below = children_of(parent)
        for pid in [parent, *below]:
            self._signal(pid, signal.SIGKILL)

    def _kill_tree(self, name: str) -> None:
        process = self._process(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)

    def _names(self, kind: str) -> list[str]:
        return sorted(name for name in self.children if name.startswith(kind))

    def _process(self, name: str) -> int:
        process = (self.children.get(name) or self.house.children[name]).process
        assert process is not None
        return process.pid

    @staticmethod
    def _signal(pid: int, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)

    def _note(self, what: str) -> None:
        self.events.append(f"{datetime.now(UTC):%H:%M:%S} {what}")

    def logs(self) -> str:
        """The last lines of every program, for the message of a failed test."""
        return "\n".join(f"--- {name}\n{child.last_words(12)}" for name, child in self.children.items())


def _program(kind: str) -> str:
    return next(name for name in ("web", "worker", "sweep", "beat") if name in kind)


def children_of(pid: int) -> list[int]:
    """The processes that `pid` started and that live."""
    shown = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return sorted(int(word) for word in shown.stdout.split())


def environment(house: House, database: str, mail_port: int, *, fault: str = "", lease: float = 0) -> dict[str, str]:
    """What the programs are told: their database, our mail server, and through the hook what is to be changed."""
    env = house.env | {
        "DATABASE_URL": house.server.url(APP, database),
        "REDIS_URL": valkey.url(house.server.passwords["broker"], house.broker_port),
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_port),
        "WEB_WORKERS": "2",
        "PYTHONUNBUFFERED": "1",
    }
    env["HOLDFAST_SEEDED_FAULT"], env["HOLDFAST_SEEDED_LEASE"] = fault, f"{lease:g}" if lease else ""
    return env


def hook_is_found(env: dict[str, str]) -> bool:
    """Whether Python's own start-up takes our hook, so that a seeded fault is really there."""
    asked = [sys.executable, "-c", "import sitecustomize; print(sitecustomize.__file__)"]
    return str(HOOK) in subprocess.run(asked, env=env, capture_output=True, text=True).stdout
