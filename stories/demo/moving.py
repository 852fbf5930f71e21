"""A published story moved to recent weeks: same order, same weekdays' rhythm, long silences shortened."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from stories import rooms
from stories.story import PersonTold, Step, Story
from timers.calendar import Calendar, local

#: A silence of months is told as one of so many working days: long enough for every level of the ladder.
LONGEST = 5


def moved(story: Story, *, now: datetime, calendar: Calendar, ends_before: int) -> Story:
    """The story with its last step `ends_before` working days before today, and closing now.

    Steps that no room acts on yet, and those that a good system refuses, are left out: nothing of them would remain.
    Times of day stay. Dates that a step names keep their distance from it; people keep their ages.
    """
    steps = [step for step in story.steps if rooms.verb(step.do) is not None and not step.refused]
    days = sorted({local(at).date() for step in steps for at in (step.at, step.now)})
    new = dict(zip(days, _recent(days, now=now, calendar=calendar, ends_before=ends_before), strict=True))
    years = local(now).year - days[-1].year
    return replace(
        story,
        closing=now,
        steps=[_step(step, new) for step in steps],
        people={alias: _person(person, years) for alias, person in story.people.items()},
        expectations=(),
    )


def _recent(days: list[date], *, now: datetime, calendar: Calendar, ends_before: int) -> list[date]:
    """The new days, in order, all of them working days."""
    last = calendar.working_day(local(now).date(), -ends_before)
    recent = [last]
    for earlier, later in reversed(list(zip(days, days[1:], strict=False))):
        recent.append(calendar.working_day(recent[-1], -min(LONGEST, _working_days(earlier, later, calendar))))
    return list(reversed(recent))


def _working_days(earlier: date, later: date, calendar: Calendar) -> int:
    """How many working days lie after `earlier` up to `later`; at least 1, so that no two days become one."""
    span = (later - earlier).days
    return max(1, sum(calendar.is_working_day(earlier + timedelta(days=n)) for n in range(1, span + 1)))


def _step(step: Step, new: Mapping[date, date]) -> Step:
    at, now = _moved(step.at, new), _moved(step.now, new)
    apart = local(at).date() - local(step.at).date()
    return replace(step, at=at, now=now, fields={key: _value(value, apart) for key, value in step.fields.items()})


def _moved(at: datetime, new: Mapping[date, date]) -> datetime:
    here = local(at)
    return datetime.combine(new[here.date()], here.time(), here.tzinfo)


def _value(value: Any, apart: timedelta) -> Any:
    return value + apart if isinstance(value, date) else value


def _person(person: PersonTold, years: int) -> PersonTold:
    if person.born is None:
        return person
    # The first of a month exists in every year; any day is moved by whole years but the 29th of February.
    day = 28 if (person.born.month, person.born.day) == (2, 29) else person.born.day
    return replace(person, born=person.born.replace(year=person.born.year + years, day=day))
