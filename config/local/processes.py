"""Child processes that never outlive us, whatever ends us, and never take us with them."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.local.places import Account

PR_SET_PDEATHSIG = 1
# Loaded before any fork: a child between fork and exec must not import.
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _end_with_parent(parent: int, number: int) -> Callable[[], None] | None:
    """What a child does just before its program: ask Linux to signal it when we die, even by SIGKILL."""
    if LIBC is None:
        return None

    def ask() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # we died in between, so the signal will never come
            os._exit(1)

    return ask


def birth(pid: int) -> str | None:
    """When process `pid` began, as the system writes it, or None if there is none: a pid alone is used again."""
    if sys.platform == "linux":
        try:
            after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if after_name[0] == "Z" else after_name[19]
    shown = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True)
    return shown.stdout.strip() or None


def command_of(pid: int) -> str:
    """The command line of process `pid`, or an empty text."""
    return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout.strip()


@dataclass
class Child:
    """One program that we keep running. `grace`: seconds it gets to stop by itself before its group is killed."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    log: Path
    cwd: Path = Path("/")
    who: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    records: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own: the terminal's Ctrl-C reaches us alone, and we stop things in order."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as sink:
            os.chmod(self.log, 0o600)
            self.process = subprocess.Popen(
                list(self.argv),
                env=dict(self.env),
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent(os.getpid(), self.stop_signal),  # noqa: PLW1509
                **(self.who.switch if self.who else {}),  # type: ignore[call-overload]
            )
        self.started = time.monotonic()
        if self.records:
            self.records.mkdir(exist_ok=True)
            note = {"pid": self.process.pid, "birth": birth(self.process.pid), "signal": int(self.stop_signal)}
            (self.records / f"{self.name}.json").write_text(json.dumps(note))

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.process is not None and self.running:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask, wait for `grace` seconds, then kill its whole group."""
        if self.process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.grace)
        # Also after a clean end: what it left behind in its group (a worker's child) must not go on alone.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.records:
            (self.records / f"{self.name}.json").unlink(missing_ok=True)

    def last_words(self, lines: int = 25) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def end_leftovers(records: Path, patience: float = 15.0) -> list[str]:
    """End what an earlier run, killed outright, left running; returns the names. Never touches a process of others.

    On Linux the children were signalled when their parent died and are on their way out; elsewhere this is what ends
    them. A recorded pid counts only if the process began when ours did.
    """
    found: list[tuple[str, int, str]] = []
    for note_file in sorted(records.glob("*.json")):
        try:
            note = json.loads(note_file.read_text())
            pid, born, number = int(note["pid"]), note["birth"], int(note["signal"])
        except (OSError, ValueError, KeyError, TypeError):
            note_file.unlink(missing_ok=True)
            continue
        if born and birth(pid) == born:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            found.append((note_file.stem, pid, born))
        note_file.unlink(missing_ok=True)
    deadline = time.monotonic() + patience
    for _, pid, born in found:
        while birth(pid) == born and time.monotonic() < deadline:
            time.sleep(0.05)
        if birth(pid) == born:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
    return [name for name, _, _ in found]
