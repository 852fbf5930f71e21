"""Children that end when they should."""

import os
import signal
import time
from pathlib import Path

from config.local.processes import Child, birth, end_leftovers


def _child(tmp_path: Path, script: str, **more: object) -> Child:
    return Child("one", ["sh", "-c", script], dict(os.environ), tmp_path / "one.log", **more)  # type: ignore[arg-type]


def _wait_for(log: Path, words: str) -> None:
    for _ in range(200):
        if log.exists() and words in log.read_text():
            return
        time.sleep(0.02)
    raise AssertionError(f"never said {words}")


def test_one_that_will_not_stop_is_killed_with_its_group(tmp_path: Path) -> None:
    child = _child(tmp_path, "trap '' TERM; sleep 60 & echo $! ready; wait; wait", grace=0.3)
    child.start()
    _wait_for(child.log, "ready")
    grandchild = int(child.log.read_text().split()[0])
    child.stop()
    assert not child.running
    for _ in range(100):
        if birth(grandchild) is None:
            break
        time.sleep(0.02)
    assert birth(grandchild) is None


def test_what_a_killed_run_left_is_ended(tmp_path: Path) -> None:
    records = tmp_path / "children"
    child = _child(tmp_path, "echo ready; exec sleep 60", records=records)
    child.start()
    _wait_for(child.log, "ready")
    assert child.process is not None
    assert end_leftovers(records) == ["one"]
    assert child.process.wait(5) == -signal.SIGTERM
    assert end_leftovers(records) == []
    child.stop()


def test_a_pid_used_again_by_a_stranger_is_left_alone(tmp_path: Path) -> None:
    records = tmp_path / "children"
    child = _child(tmp_path, "echo ready; exec sleep 60", records=records)
    child.start()
    _wait_for(child.log, "ready")
    note = records / "one.json"
    note.write_text(note.read_text().replace('"birth": "', '"birth": "9'))
    assert end_leftovers(records) == []
    assert child.running
    child.stop()


def test_notes_that_cannot_be_read_are_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    assert end_leftovers(tmp_path) == []
    assert not (tmp_path / "broken.json").exists()
