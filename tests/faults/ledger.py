"""What clients asked for and what they were told, on disk before and after: the memory that no kill may take away."""

import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Attempt:
    """One request: when it was sent, and the status and canaries of its answer; no status: none came."""

    sent_at: float
    status: int | None = None
    canaries: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


@dataclass
class Act:
    """One thing somebody wanted, under one key, however often it was asked for."""

    key: str
    verb: str
    by_id: int
    facts: dict[str, Any]
    attempts: list[Attempt] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        return any(attempt.succeeded for attempt in self.attempts)

    @property
    def refused(self) -> list[int]:
        return [attempt.status for attempt in self.attempts if attempt.status and 400 <= attempt.status < 500]


class Ledger:
    """Every act of every client; each line reaches the disk before its writer goes on."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()
        self._acts: dict[str, Act] = {}

    def __iter__(self) -> Iterator[Act]:
        with self._lock:
            return iter(list(self._acts.values()))

    def of(self, verb: str) -> list[Act]:
        return [act for act in self if act.verb == verb]

    def asking(self, key: str, verb: str, by_id: int, **facts: Any) -> Attempt:
        """A request is about to be sent."""
        attempt = Attempt(time.time())
        with self._lock:
            self._acts.setdefault(key, Act(key, verb, by_id, facts)).attempts.append(attempt)
            self._write({"asking": key, "verb": verb, "by": by_id, **facts})
        return attempt

    def told(self, key: str, attempt: Attempt, status: int, *, canaries: tuple[str, ...] = (), **answer: Any) -> None:
        """Its answer came whole."""
        with self._lock:
            attempt.status, attempt.canaries = status, canaries
            if attempt.succeeded:
                self._acts[key].answer |= answer
            self._write({"told": key, "status": status, "canaries": canaries, **answer})

    def close(self) -> None:
        self._file.close()

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, default=str) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())
