"""A bank holiday proclaimed late, or a calendar lengthened: open clocks are dated again by the rule they started under.

Only the law's calendar moves a due instant, never trouble in the engine. The database writes the old and the new
instant into ``TimerChange`` by itself. Alerts already raised stand: what was said was true when it was said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction

from timers import held as holding
from timers.calendar import NATIONS, local
from timers.dating import Dating, date_clock
from timers.held import Held, NoRule
from timers.models import Holiday, Rule, Timer

_CHUNK = 1000
_CHANGED = ["due_at", "ladder", "ladder_at", "calendar_version", "error", "rule", "consequence"]


def _open(nation: str, using: str) -> Iterator[list[Timer]]:
    """Open clocks of a nation, locked, a chunk at a time in the order of their ids."""
    last = 0
    while True:
        rows = list(
            Timer.objects.using(using)
            .running()
            .filter(nation=nation, id__gt=last)
            .select_for_update(of=("self",))
            .order_by("id")[:_CHUNK]
        )
        if not rows:
            return
        yield rows
        last = rows[-1].pk


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _dated_again(timer: Timer, rule: Rule, held: Held) -> Dating:
    on = timer.inputs.get("on")
    return date_clock(
        rule,
        held.calendar(timer.nation),
        at=timer.started_at,
        on=date.fromisoformat(on) if on else None,
        due_at=_instant(timer.inputs.get("due_at")),
    )


def _move(timer: Timer, held: Held, rules: dict[int, Rule]) -> bool:
    """Date one clock again, in memory; whether anything about it changed."""
    try:
        rule = rules.get(timer.rule_id or 0) or held.rule_for(
            timer.kind, timer.variant, timer.council_id, local(timer.started_at).date(), timer.nation
        )
    except NoRule:
        return False
    dating = _dated_again(timer, rule, held)
    # A calendar that has become shorter by mistake must not take a legal date away.
    if dating.due_at is None and timer.due_at is not None:
        return False
    new: dict[str, Any] = {
        "due_at": dating.due_at,
        "ladder": dating.ladder,
        "ladder_at": dating.ladder_at,
        "error": dating.error,
        "rule": rule,
        "consequence": rule.consequence,
    }
    if all(getattr(timer, field) == value for field, value in new.items()):
        return False
    for field, value in new.items():
        setattr(timer, field, value)
    timer.calendar_version = held.calendar(timer.nation).version
    return True


def recompute_open(nation: str, *, now: datetime, using: str = DEFAULT_DB_ALIAS) -> int:
    """Date every open clock of ``nation`` again by its own rule and the calendar as it stands; how many moved.

    Clocks are locked, so a stop at the same time waits. All in one transaction: half a country never counts otherwise.
    """
    moved = 0
    with transaction.atomic(using=using):
        held = holding.held(using, fresh=True)
        for chunk in _open(nation, using):
            ids = {timer.rule_id for timer in chunk if timer.rule_id}
            rules = {rule.pk: rule for rule in Rule.objects.using(using).filter(pk__in=ids)}
            changed = [timer for timer in chunk if _move(timer, held, rules)]
            Timer.objects.using(using).bulk_update(changed, _CHANGED, batch_size=_CHUNK)
            moved += len(changed)
    return moved


def add_holiday(nation: str, *, on: date, name: str, source: str, now: datetime) -> int:
    """Add a proclaimed day and re-date the open clocks it concerns; how many moved. Adding it twice changes nothing.

    Raises ValueError for an unknown nation or without a source: a day off is a legal fact and is cited.
    """
    if nation not in NATIONS or not source.strip():
        raise ValueError("A bank holiday is of England or Wales and names the source that made it one")
    with transaction.atomic():
        _, created = Holiday.objects.get_or_create(
            nation=nation, on=on, defaults={"name": name, "source": source.strip(), "added_at": now}
        )
        return recompute_open(nation, now=now) if created else 0
