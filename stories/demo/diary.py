"""What the demo plans to do and when: acts are sorted by when they were written down, then taken in that order."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.acting import acting_for
from accounts.models import User
from timers.calendar import Calendar, local, start_of
from timers.sweep import sweep
from work import telling

OPENS, CLOSES = timedelta(hours=9), timedelta(hours=17)
#: How often the engine looked in the past weeks, as the demo tells it.
LOOK_EVERY = timedelta(hours=2)


@dataclass(order=True)
class Act:
    """One act: when it was written, when it happened, by whom, and what it does with (by, at, now)."""

    written: datetime
    number: int
    at: datetime = field(compare=False)
    by: User = field(compare=False)
    do: Callable[..., Any] = field(compare=False)


class Diary:
    """Collects acts and takes them in order, with the engine looking now and then in between."""

    def __init__(self, *, now: datetime, calendar: Calendar, random: Random) -> None:
        self.now = now
        self.calendar = calendar
        self.random = random
        self.acts: list[Act] = []
        self.abouts: list[tuple[str, int]] = []

    def plan(self, by: User, at: datetime, do: Callable[..., Any], *, keyed_after: timedelta | None = None) -> bool:
        """Plan an act; False when it would be written later than now, and so is not planned at all."""
        written = at + (keyed_after if keyed_after is not None else timedelta(minutes=self.random.randint(1, 25)))
        if written >= self.now:
            return False
        self.acts.append(Act(written, len(self.acts), at, by, do))
        return True

    def run(self, tell: Callable[[int, int], None]) -> None:
        """Take every act; `tell` is called with how many are done and how many there are."""
        looked = None
        for done, act in enumerate(sorted(self.acts)):
            if looked is None or act.written - looked >= LOOK_EVERY:
                looked = act.written
                self.look(looked)
            with acting_for(act.by, act.by.council):
                act.do(by=act.by, at=act.at, now=act.written)
            if done % 50 == 0:
                tell(done, len(self.acts))
        self.look(self.now)
        tell(len(self.acts), len(self.acts))

    def look(self, at: datetime) -> None:
        """The engine's look at that instant, for the demo's clocks alone, and the messages that it led to."""
        if self.abouts and sweep(now=at, about=self.abouts).alerts:
            telling.tell(now=at)

    def office(self, at: datetime) -> datetime:
        """The instant itself within office hours, else early on the next working day."""
        here = local(at)
        since = here - start_of(here.date())
        jitter = timedelta(minutes=self.random.randint(3, 55))
        if self.calendar.is_working_day(here.date()):
            if OPENS <= since < CLOSES:
                return here
            if since < OPENS:
                return start_of(here.date()) + OPENS + jitter
        return start_of(self.calendar.working_day(here.date(), 1)) + OPENS + jitter

    def working_moment(self, days_ago: int) -> datetime:
        """Some time in office hours on the working day so many working days before today (0: today, before now).

        On a day without office hours yet behind it, 0 is some time in the last hours, day or night.
        """
        today = local(self.now).date()
        if days_ago:
            on = self.calendar.working_day(today, -days_ago)
            return start_of(on) + OPENS + timedelta(minutes=self.random.randint(4, 7 * 60 + 50))
        opened = start_of(today) + OPENS
        if self.calendar.is_working_day(today) and self.now > opened + timedelta(minutes=90):
            span = min(self.now, start_of(today) + CLOSES) - opened - timedelta(minutes=40)
            return opened + span * self.random.random()
        return self.now - timedelta(minutes=self.random.randint(45, 420))

    def is_office(self, at: datetime) -> bool:
        here = local(at)
        since = here - start_of(here.date())
        return self.calendar.is_working_day(here.date()) and OPENS <= since < CLOSES
