"""`dev up` as its user meets it: from nothing to pages, twice, through a kill, and down again."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local import places
from config.local.processes import birth
from config.local.supervisor import free_port
from tests.house import until

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="asks /proc about the children")]
NAMES = {"postgres", "valkey", "web", "worker", "beat", "sweep"}


class Up:
    """One `dev up` on a run directory of its own; what it printed is in `said`."""

    def __init__(self, run: Path) -> None:
        self.run = run
        self.output = run.with_suffix(f".{time.monotonic_ns()}.out")
        env = {name: value for name, value in os.environ.items() if not name.startswith(("HOLDFAST_TEST", "PYTEST"))}
        for ours in (
            "DATABASE_URL",
            "DATABASE_OWNER_URL",
            "REDIS_URL",
            "STATIC_ROOT",
            "EMAIL_FILE_PATH",
            "CONN_MAX_AGE",
        ):
            env.pop(ours, None)
        env |= {"HOLDFAST_RUN": str(run), "PORT": str(free_port(18_000 + os.getpid() % 2_000))}
        with self.output.open("w") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.local.commands", "up"],
                cwd=places.ROOT,
                env=env,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def children(self) -> dict[str, int]:
        notes = (self.run / "children").glob("*.json")
        return {note.stem: json.loads(note.read_text())["pid"] for note in notes}

    def wait(self) -> str:
        """Until it serves; returns its address."""
        until(lambda: "Ctrl-C" in self.said or self.process.poll() is not None, 300, f"up\n{self.said}")
        found = re.search(r"http://localhost:\d+", self.said)
        assert found and self.process.poll() is None, self.said
        return found[0]

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(120)


@pytest.fixture
def run() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="holdfast-up-", dir="/tmp", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o711)
        yield Path(name) / "run"


def replay_a_story(run: Path) -> subprocess.CompletedProcess[str]:
    """The README's first command, on the run directory."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HOLDFAST_TEST", "PYTEST"))}
    for ours in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        env.pop(ours, None)
    story = "stories/cases/havering-19-011-816.toml"
    return subprocess.run(
        [sys.executable, "-m", "config.local.commands", "manage", "replay", story, "--json"],
        cwd=places.ROOT,
        env=env | {"HOLDFAST_RUN": str(run)},
        capture_output=True,
        text=True,
    )


def test_it_starts_once_survives_and_leaves_nothing_behind(run: Path) -> None:
    # Before anything was started: the tables and the councils are made, which is said apart from the answer; once.
    replayed, again = replay_a_story(run), replay_a_story(run)
    assert json.loads(replayed.stdout)["exit"] == replayed.returncode == 0, replayed.stderr
    assert "An empty database" in replayed.stderr
    assert again.returncode == 0
    assert "An empty database" not in again.stderr

    first = Up(run)
    try:
        with urllib.request.urlopen(first.wait() + "/health/live", timeout=20) as answer:
            assert answer.status == 200
        children = first.children()
        assert set(children) == NAMES

        second = Up(run)
        assert second.process.wait(60) == 1
        assert "already running" in second.said

        # What ends is started again.
        os.kill(children["sweep"], signal.SIGKILL)
        until(lambda: first.children().get("sweep") not in (None, children["sweep"]), 30, f"sweep again\n{first.said}")

        # Killed outright, it takes its children along, and the next one starts as if nothing had been.
        children = first.children()
        assert first.end(signal.SIGKILL) == -signal.SIGKILL
        until(lambda: not any(birth(pid) for pid in children.values()), 60, "the children of a killed run end")
    finally:
        if first.process.poll() is None:
            first.end(signal.SIGTERM)

    third = Up(run)
    try:
        third.wait()
        children = third.children()
    finally:
        code = third.end(signal.SIGTERM)
    assert code == 0, third.said
    assert "Everything stopped" in third.said
    assert not any(birth(pid) for pid in children.values())
    assert third.children() == {}
