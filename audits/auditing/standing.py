"""Where an action of a plan stood at an instant: its days as they then were, and what came next of it.

The pack of a month says how things stood when the month ended, so what was moved, done or measured since is left out.
"""

from dataclasses import dataclass
from datetime import date, datetime

from audits.models import PlanAction
from timers.calendar import local


@dataclass(frozen=True)
class Standing:
    due_on: date
    remeasure_on: date
    first_due_on: date  # another day than `due_on` where that was moved
    step: str  # what comes next: "done", "measure", "complete" or "" when it is complete

    @property
    def next_on(self) -> date:
        """The day of what comes next."""
        return self.due_on if self.step == "done" else self.remeasure_on

    def late(self, as_of: datetime) -> bool:
        """Whether a day has passed on which something was to be there: done, or measured again. What was measured is
        late no more, though nobody has said yet what it shows."""
        return self.step in ("done", "measure") and local(as_of).date() > self.next_on


def standing(action: PlanAction, as_of: datetime) -> Standing:
    """How an action stood at `as_of`; reads its `changes` and `remeasures`, which a list fetches with it."""
    changes = sorted(action.changes.all(), key=lambda one: one.pk)
    since = next((one for one in changes if one.recorded_at > as_of), None)
    due_on, remeasure_on = (since.due_on_was, since.remeasure_on_was) if since else (action.due_on, action.remeasure_on)
    first_due_on = changes[0].due_on_was if changes else due_on
    return Standing(due_on, remeasure_on, first_due_on, _step(action, as_of))


def _step(action: PlanAction, as_of: datetime) -> str:
    on = local(as_of).date()
    if action.completed_at is not None and action.completed_at <= as_of:
        return ""
    if action.done_on is None or action.done_on > on:
        return "done"
    measured = any(action.done_on <= one.measured_on <= on for one in action.remeasures.all())
    return "complete" if measured else "measure"
