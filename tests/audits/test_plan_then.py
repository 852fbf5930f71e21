"""How an action stood at an instant: the pack of a month says nothing that came later."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from audits.auditing.standing import Standing, standing
from audits.forms.audit_plan import as_number
from audits.models import PlanAction
from audits.presenters import leaders as told
from govuk import forms
from tests.audits.house import of_imported, planned
from tests.audits.plan import DUE, MEASURED, changed, complete, done, later, measured, running
from tests.world import World
from timers import actions as clocks
from timers.calendar import end_of

pytestmark = pytest.mark.django_db

MOVED = DUE + timedelta(days=40)


@pytest.fixture
def life(world: World) -> PlanAction:
    """Agreed; moved after 35 days; done after 50 by a day; measured after 60; complete after 70."""
    action = planned(world, of_imported(world, 60))
    changed(world, action, days=5, remeasure_on=MEASURED + timedelta(days=1))
    changed(world, action, days=28, due_on=MOVED)
    done(world, action, days=50)
    measured(world, action, days=60)
    return complete(world, action, days=70)


@pytest.mark.parametrize(
    ("days", "due_on", "step"),
    [
        (1, DUE, "done"),
        (27, DUE, "done"),
        (29, MOVED, "done"),
        (49, MOVED, "done"),
        (51, MOVED, "measure"),
        (61, MOVED, "complete"),
        (71, MOVED, ""),
    ],
)
def test_its_days_and_what_came_next_are_those_of_the_instant(
    life: PlanAction, days: int, due_on: date, step: str
) -> None:
    remeasure_on = MEASURED if days < 5 else MEASURED + timedelta(days=1)
    assert standing(life, later(days)) == Standing(due_on, remeasure_on, DUE, step)


def rows(world: World, days: int) -> list[dict[str, Any]]:
    as_of = end_of(later(days).date())
    return [one for one in told.promises(world.council("kent").pk, as_of=as_of) if "Action" in one["act"]]


def test_leaders_are_told_what_was_promised_then(world: World, life: PlanAction) -> None:
    [then] = rows(world, 20)
    assert then["on"] == DUE and then["act"].endswith("to be done") and then["detail"] == ""
    [then] = rows(world, 30)
    assert then["on"] == MOVED and then["detail"].startswith("At first due")
    assert [one["act"].split(": ")[1] for one in rows(world, 55)] == ["to be measured again"]
    assert rows(world, 71) == []


def test_what_was_measured_is_late_no_more(world: World) -> None:
    """Nobody has said yet what the measure shows: that is told as it is, and is not a day that was missed."""
    action = planned(world, of_imported(world, 60))
    done(world, action, days=20)
    days = (MEASURED - later(0).date()).days
    [before] = rows(world, days + 2)
    assert before["band"] == "missed"
    measured(world, action, days=days + 3)
    [after] = rows(world, days + 4)
    assert after["band"] == "waiting" and after["headline"] == "Measured again"


def test_measured_before_it_was_written_down_as_done_starts_no_clock(world: World) -> None:
    action = planned(world, of_imported(world, 60))
    measured(world, action, days=12)
    done(world, action, days=15, done_on=later(10).date())
    assert running(action) == []
    changed(world, action, days=16, remeasure_on=MEASURED + timedelta(days=9))
    assert running(action) == [], "it was measured: moving the day starts nothing"


def test_an_action_without_a_clock_has_one_once_it_is_moved(world: World) -> None:
    """An action from before plans had clocks."""
    action = planned(world, of_imported(world, 60))
    forget(action, later(1))
    assert running(action) == []
    changed(world, action, due_on=MOVED)
    assert [(kind, due) for kind, due, _ in running(action)] == [("audit_action", end_of(MOVED))]


def forget(action: PlanAction, at: datetime) -> None:
    """Stop its clock by no act of its own."""
    clocks.stop(
        "audit_action",
        council_id=action.audit.council_id,
        subject=action.pair,
        at=at,
        now=at,
        by_id=None,
        because="there was none",
    )


@pytest.mark.parametrize("typed", ["9999999.999", "1e400", "NaN", "inf", "-10000000", "", "6 2", "sixty"])
def test_what_is_no_number_that_can_be_kept_is_said_so(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="Enter a number"):
        as_number(typed)


def test_a_number_is_taken_with_its_percent_sign_and_commas() -> None:
    assert [as_number(one) for one in ("62.5 %", "1,062", "-3")] == [Decimal("62.50"), Decimal("1062.00"), Decimal(-3)]
