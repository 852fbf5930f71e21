"""Where the rooms above tell the engine what follows a missed clock, and what to do after each look.

``timers`` names nobody: each room registers from its own ``deadlines.py``, or from a ``consequences.py`` above it where
its actions need the former; both are found by name at start-up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


class AfterSweep(Protocol):
    def __call__(self, *, now: datetime) -> Any: ...


@dataclass(frozen=True)
class Handler:
    """What follows when a clock of ``kind`` passes the rung its rule names as ``consequence``.

    ``lock(subject_id)`` locks the subject's row, before anything else is locked, and returns it. ``act(subject, timer=,
    level=, now=)`` does what follows, through the room's own action. Both run in one transaction with the claim.
    """

    kind: str
    lock: Callable[[int], Any]
    act: Callable[..., None]


_handlers: dict[str, Handler] = {}
_after_sweep: list[AfterSweep] = []


def register(kind: str, *, lock: Callable[[int], Any], act: Callable[..., None]) -> None:
    """Say what follows for one kind. Raises ValueError when the kind has a handler already."""
    if kind in _handlers:
        raise ValueError(f"{kind} has a handler already")
    _handlers[kind] = Handler(kind, lock, act)


def handler_for(kind: str) -> Handler | None:
    return _handlers.get(kind)


def after_sweep(hook: AfterSweep) -> AfterSweep:
    """Register ``hook(*, now)`` to run after every look of the engine, never in a replay. Usable as a decorator.

    Hooks run in the order registered, outside any transaction; one that fails is recorded and the others still run.
    """
    if hook not in _after_sweep:
        _after_sweep.append(hook)
    return hook


def hooks() -> tuple[AfterSweep, ...]:
    return tuple(_after_sweep)
