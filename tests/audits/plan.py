"""What becomes of an action of an audit's plan, for tests: done, measured, moved, complete; and its clocks."""

from datetime import timedelta
from typing import Any

from audits import actions as audits
from audits.models import PlanAction
from tests.world import MONDAY, World
from timers.models import Timer

DUE, MEASURED = MONDAY.date() + timedelta(days=30), MONDAY.date() + timedelta(days=90)


def later(days: int) -> Any:
    return MONDAY + timedelta(days=days)


def clocks(action: PlanAction) -> list[Timer]:
    return list(Timer.objects.filter(subject_label="audits.planaction", subject_id=action.pk).order_by("id"))


def running(action: PlanAction) -> list[tuple[str, Any, int | None]]:
    return [(one.kind, one.due_at, one.owner_id) for one in clocks(action) if one.stopped_at is None]


def done(world: World, action: PlanAction, *, days: int = 10, **more: Any) -> PlanAction:
    given = {"done_on": later(days).date(), "words": "The desk script of 1 December asks for it"} | more
    by = world.person("kent", "service_manager")
    return audits.carry_out_action(by=by, action=action, at=later(days), now=later(days), **given)


def measured(world: World, action: PlanAction, *, days: int, value: int = 60) -> None:
    audits.remeasure(
        by=world.person("kent", "service_manager"),
        action=action,
        value=value,  # type: ignore[arg-type]
        measured_on=later(days).date(),
        words="All of one month",
        at=later(days),
        now=later(days),
    )


def changed(world: World, action: PlanAction, *, days: int = 5, **more: Any) -> PlanAction:
    action.refresh_from_db()
    given = {
        "due_on": action.due_on,
        "remeasure_on": action.remeasure_on,
        "owner": action.owner,
        "reason": "The supplier is late",
    } | more
    by = world.person("kent", "auditor")
    return audits.change_action(by=by, action=action, at=later(days), now=later(days), **given)


def complete(world: World, action: PlanAction, words: str = "Up from 25 to 60", days: int = 13) -> PlanAction:
    by = world.person("kent", "service_manager")
    return audits.complete_action(by=by, action=action, words=words, at=later(days), now=later(days))
