"""Working days and the counting of time limits, on Europe/London wall clocks.

Everything here is pure: a ``Calendar`` is handed in (``timers.held`` keeps the ones this process holds), no function
reads a database or a clock. Instants are aware; results are aware in Europe/London. Counting is done on the local wall
clock, so a working day across a change of clocks is 23 or 25 elapsed hours and ends at the same time of day.

Sources: working day, SI 2006/1738 reg 2; day 0 is the trigger date, as an LGSCO worked example counts it; months
"beginning with the date" are inclusive, LGA 1974 s31.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
NATIONS = ("England", "Wales")
Nation = Literal["England", "Wales"]

#: The last instant of a day that PostgreSQL can hold: it keeps microseconds.
LAST = time(23, 59, 59, 999999)
DAY = timedelta(days=1)
OPENS, CLOSES = time(9), time(17)


class CalendarEnds(Exception):
    """A count reached a day for which no holidays are held, so nobody can say whether it is a working day."""

    def __init__(self, nation: str, on: date):
        self.nation, self.on = nation, on
        super().__init__(f"No bank holidays are held for {nation} on {on.isoformat()}")


@dataclass(frozen=True)
class Calendar:
    """The bank holidays of one nation from ``covers_from`` to ``covers_until``, both included.

    ``version`` says which edition of the table it was read from; a clock keeps it beside its due instant.
    """

    nation: str
    version: int
    covers_from: date
    covers_until: date
    holidays: frozenset[date]

    def is_working_day(self, on: date) -> bool:
        """Whether ``on`` is Monday to Friday and no bank holiday. Raises CalendarEnds outside the days held."""
        if not self.covers_from <= on <= self.covers_until:
            raise CalendarEnds(self.nation, on)
        return on.weekday() < 5 and on not in self.holidays

    def working_day(self, start: date, n: int) -> date:
        """The date of working day ``n``, day 0 being ``start`` whether or not it is a working day itself.

        ``n`` may be negative, which counts backwards. Raises CalendarEnds.
        """
        step = DAY if n >= 0 else -DAY
        on, left = start, abs(n)
        while left:
            on += step
            if self.is_working_day(on):
                left -= 1
        return on


def local(instant: datetime) -> datetime:
    """The instant on the wall clocks of Europe/London. Raises ValueError for a naive one: it names no instant."""
    if instant.tzinfo is None:
        raise ValueError("A naive datetime names no instant")
    return instant.astimezone(LONDON)


def end_of(on: date) -> datetime:
    """The last microsecond of a local day."""
    return datetime.combine(on, LAST, LONDON)


def start_of(on: date) -> datetime:
    """The first instant of a local day."""
    return datetime.combine(on, time(0), LONDON)


def add_working_days(start: datetime, n: int, calendar: Calendar, *, to_the_minute: bool = False) -> datetime:
    """When ``n`` working days after ``start`` have passed. Raises CalendarEnds.

    ``to_the_minute``: the same time of day on working day ``n``; what arrives on a day that is no working day counts as
    arriving at the last instant of that day, and so falls due at the end of a day. Otherwise day 0 is the local date of
    ``start`` and the result is the end of working day ``n``.
    """
    at = local(start)
    day = at.date()
    on = calendar.working_day(day, n)
    if not to_the_minute or not calendar.is_working_day(day):
        return end_of(on)
    # Arithmetic within one zone is on the wall clock. Clocks change on Sundays, so the time exists on any working day.
    return at + (on - day)


def add_calendar_days(start: datetime, n: int) -> datetime:
    """The end of the ``n``-th day after the local date of ``start``."""
    return end_of(local(start).date() + n * DAY)


def add_hours(start: datetime, n: int) -> datetime:
    """``n`` elapsed hours after ``start``, whatever the wall clocks do in between."""
    return local(start.astimezone(UTC) + timedelta(hours=n))


def _month_day(on: date, n: int) -> tuple[date, bool]:
    """The same day of the month ``n`` months later, or that month's last day; and whether the same day existed."""
    year, month = divmod(on.year * 12 + on.month - 1 + n, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last)), on.day <= last


def add_months(start: datetime, n: int) -> datetime:
    """The end of the corresponding day ``n`` months on; where there is none, of that month's last day."""
    return end_of(_month_day(local(start).date(), n)[0])


def add_months_beginning_with(start: datetime, n: int) -> datetime:
    """The end of ``n`` months "beginning with the date", which counts: 26 November plus 3 ends on 25 February."""
    on, exists = _month_day(local(start).date(), n)
    return end_of(on - DAY if exists else on)


def before_date(at: datetime, on: date) -> datetime:
    """The end of the day before ``on``; at once, that is ``at``, when ``on`` may be within 24 hours of ``at``.

    A contact is known by its date, not its hour, so one tomorrow may be within 24 hours and counts as such.
    """
    if on <= local(at).date() + DAY:
        return local(at)
    return end_of(on - DAY)


def back_working_hours(end: datetime, n: int, calendar: Calendar) -> datetime:
    """The instant ``n`` office hours (working days, 09:00 to 17:00) before ``end``. Raises CalendarEnds."""
    at = local(end)
    left = timedelta(hours=n)
    on, until = at.date(), at.time()
    while True:
        if calendar.is_working_day(on):
            upto = max(OPENS, min(CLOSES, until))
            worked = datetime.combine(on, upto) - datetime.combine(on, OPENS)
            if worked >= left:
                return datetime.combine(on, upto, LONDON) - left
            left -= worked
        on, until = on - DAY, CLOSES
