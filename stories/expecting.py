"""Whether what a case file expects came about, and what was found where it did not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stories import rooms
from stories.replay import Replay
from stories.story import Expectation
from timers import words
from timers.calendar import local
from timers.held import held
from timers.models import LEVEL_WORDS, Alert, Timer

NOT_BUILT = "not built yet"
_KEYS = {
    "council": "council",
    "towards": "council",
    "among": "councils",
    "is": "holder",
}


@dataclass(frozen=True)
class Checked:
    """One expectation and what came of it; `found` says what there was when it is not met."""

    expectation: Expectation
    words: str
    met: bool
    found: str = ""


def check_all(replay: Replay) -> list[Checked]:
    """Every expectation of the story, in the file's order, against the database as the story left it."""
    return [_check(replay, one) for one in replay.story.expectations]


def _check(replay: Replay, expectation: Expectation) -> Checked:
    said = describe(expectation)
    clocks = expectation.kind in ("alert", "no_alert")
    check = rooms.check(expectation.kind)
    if check is None and not clocks:
        return Checked(expectation, said, False, f"{expectation.kind}: {NOT_BUILT}")
    kind = str(expectation.keys.get(expectation.kind, ""))
    if clocks and not _is_built(kind):
        return Checked(expectation, said, False, f"{kind}: this clock is {NOT_BUILT}")
    name = expectation.keys.get("on")
    if name is not None and name not in replay.things:
        return Checked(expectation, said, False, f"{name} was never made: the step that names it was not taken")
    keys = _resolved(replay, expectation.keys)
    if check is None:
        met, found = (_alert if expectation.kind == "alert" else _no_alert)(replay, keys)
        return Checked(expectation, said, met, "" if met else found)
    met, found = check(keys)
    return Checked(expectation, said, met, "" if met else found)


def describe(expectation: Expectation) -> str:
    """An expectation in one line, as the file says it.

    >>> describe(Expectation(1, 1, "alert", {"alert": "decision", "council": "kent", "on": "r1"}))
    'alert decision, council kent, on r1'
    """
    return ", ".join(f"{key} {_shown(value)}" for key, value in expectation.keys.items())


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return local(value).replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, tuple):
        return " to ".join(map(str, value))
    if isinstance(value, list):
        return " and ".join(map(str, value))
    return str(value)


def _resolved(replay: Replay, keys: Mapping[str, Any]) -> dict[str, Any]:
    resolved = dict(keys)
    for key, kind in _KEYS.items():
        if key in resolved and kind == "council":
            resolved[key] = replay.councils[resolved[key]]
        elif key in resolved and kind == "holder":
            resolved[key] = replay.councils.get(resolved[key], resolved[key])
        elif key in resolved:
            resolved[key] = [replay.councils[alias] for alias in resolved[key]]
    if "on" in resolved:
        resolved["on"] = replay.things[resolved["on"]]
    return resolved


def _clocks(replay: Replay, keys: Mapping[str, Any], kind: str) -> list[Timer]:
    """The story's clocks of the name, council, other council and thing that the expectation names."""
    pairs = replay.abouts
    if "on" in keys:
        pair = rooms.about(keys["on"])
        pairs = [*([pair] if pair is not None else []), *rooms.also_about(keys["on"])]
    if not pairs:
        return []
    clocks = Timer.objects.about(*pairs).filter(kind=kind)
    if "council" in keys:
        clocks = clocks.of_council(keys["council"].pk)
    if "towards" in keys:
        clocks = clocks.filter(towards_id=keys["towards"].pk)
    return list(clocks.order_by("started_at", "id"))


def _is_built(kind: str) -> bool:
    return any(one == kind for one, _ in held().rules)


def _alert(replay: Replay, keys: Mapping[str, Any]) -> tuple[bool, str]:
    kind = keys["alert"]
    clocks = _clocks(replay, keys, kind)
    level = keys.get("level", "missed")
    alerts = {
        (alert.timer_id, alert.level): alert
        for alert in Alert.objects.filter(timer__in=[clock.pk for clock in clocks]).order_by("pk")
    }
    if any(_fits(clock, alerts.get((clock.pk, level)), keys) for clock in clocks):
        return True, ""
    if not clocks:
        return False, "there is no such clock"
    raised = {clock.pk: [alert for (timer, _), alert in alerts.items() if timer == clock.pk] for clock in clocks}
    return False, "; ".join(_found(replay, clock, raised[clock.pk]) for clock in clocks)


def _fits(clock: Timer, alert: Alert | None, keys: Mapping[str, Any]) -> bool:
    if alert is None:
        return False
    if "due" in keys and clock.due_at != keys["due"]:
        return False
    if "raised_between" in keys:
        first, last = keys["raised_between"]
        if not first <= local(alert.raised_at).date() <= last:
            return False
    if "stopped" in keys:
        stopped = keys["stopped"]
        return clock.stopped_at is None if stopped is False else clock.stopped_at == stopped
    return True


def _no_alert(replay: Replay, keys: Mapping[str, Any]) -> tuple[bool, str]:
    kind = keys["no_alert"]
    clocks = _clocks(replay, keys, kind)
    raised = list(Alert.objects.filter(timer__in=[clock.pk for clock in clocks]).missed_or_above().order_by("pk"))
    found = "; ".join(
        _found(replay, clock, own)
        for clock in clocks
        if (own := [alert for alert in raised if alert.timer_id == clock.pk])
    )
    return not raised, found


def _found(replay: Replay, clock: Timer, alerts: list[Alert]) -> str:
    """A clock as it stands and what it raised, in words."""
    towards = f" towards {replay.council_name(clock.towards_id)}" if clock.towards_id else ""
    due = f"due {_exact(clock.due_at)}" if clock.due_at else "undated"
    stopped = f"stopped {_exact(clock.stopped_at)} ({clock.because})" if clock.stopped_at else "still running"
    raised = ", ".join(f"{LEVEL_WORDS[alert.level].lower()} on {words.moment(alert.raised_at)}" for alert in alerts)
    who = replay.council_name(clock.council_id)
    return f"{clock.kind} of {who}{towards}: {due}, {stopped}; raised: {raised or 'nothing'}"


def _exact(at: datetime) -> str:
    return local(at).replace(tzinfo=None).isoformat()
