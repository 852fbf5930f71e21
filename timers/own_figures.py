"""A council's own figure for a clock, where no national source sets one (PRODUCT, invariant 10)."""

from datetime import date, datetime

from django.db import transaction

from timers.actions import ActionRefused
from timers.held import may_set_own_figure
from timers.models import Rule
from timers.words import day


def set_own_figure(
    *, rule: Rule, council_id: int, amount: int, source: str, from_on: date, by_id: int, now: datetime
) -> Rule:
    """Let a council count a clock by its own length, in the unit of the common rule, from a day on.

    `rule` is the common one, in force. Clocks that run keep the rule that dated them. Raises ActionRefused, with a
    sentence for the person who asked, where the length is national, for a day that has passed, or without a source.
    """
    if not may_set_own_figure(rule):
        raise ActionRefused("This length comes from a national source. A council cannot set its own.")
    if not 1 <= amount <= 100:
        raise ActionRefused("Enter a whole number from 1 to 100.")
    if not source.strip():
        raise ActionRefused("Say where the figure comes from: the procedure or decision, and its date.")
    if from_on < now.date():
        raise ActionRefused(
            f"Choose today, {day(now.date())}, or a later day: cases are judged by the rule of their day."
        )
    same = Rule.objects.filter(
        kind=rule.kind, variant=rule.variant, nation=rule.nation, council_id=council_id, in_force_from=from_on
    )
    with transaction.atomic(savepoint=False):
        versions = list(same.select_for_update().order_by("version"))
        same.filter(current=True).update(current=False)
        return Rule.objects.create(
            kind=rule.kind,
            variant=rule.variant,
            number=rule.number,
            title=rule.title,
            measures=rule.measures,
            starts=rule.starts,
            stops=rule.stops,
            applies=rule.applies,
            amount=amount,
            unit=rule.unit,
            due_soon_amount=rule.due_soon_amount,
            due_soon_unit=rule.due_soon_unit,
            ladder=rule.ladder,
            source=source.strip(),
            confidence="L",
            in_force_from=from_on,
            nation=rule.nation,
            council_id=council_id,
            consequence=rule.consequence,
            version=versions[-1].version + 1 if versions else 1,
            added_at=now,
            added_by_id=by_id,
        )
