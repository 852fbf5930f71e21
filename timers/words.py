"""Dates, times and how late something is, in words. Plain functions: pages, e-mails, API and replay say the same.

Instants are aware and read on Europe/London wall clocks. The last microsecond of a day, where limits in whole days end,
is read as the end of that day.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from timers.calendar import LAST, LONDON, end_of, local  # noqa: F401 - LONDON in doctests

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

MISSED, DUE_TODAY, DUE_SOON, LATER = "Missed", "Due today", "Due soon", "Later"
MET, MET_LATE, NO_DATE = "Met in time", "Met late", "No date yet"
BANDS = (MISSED, DUE_TODAY, DUE_SOON, LATER)

#: "Due soon" on lists reaches this many days past today, so that on a Friday it holds Monday.
SOON_DAYS = 3


def day(on: date | datetime) -> str:
    """
    >>> day(date(2026, 11, 22))
    '22 November 2026'
    """
    on = local(on).date() if isinstance(on, datetime) else on
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def clock_time(at: time) -> str:
    """
    >>> [clock_time(time(h, m)) for h, m in ((16, 15), (0, 5), (0, 0), (12, 0), (12, 30))]
    ['4:15pm', '12:05am', 'midnight', 'midday', '12:30pm']
    """
    if at.minute == 0 and at.hour in (0, 12):
        return "midday" if at.hour else "midnight"
    return f"{at.hour % 12 or 12}:{at.minute:02}{'am' if at.hour < 12 else 'pm'}"


def moment(at: datetime) -> str:
    """
    >>> moment(datetime(2026, 11, 22, 16, 15, tzinfo=LONDON))
    '22 November 2026 at 4:15pm'
    >>> moment(end_of(date(2019, 4, 18)))
    'end of 18 April 2019'
    """
    at = local(at)
    return f"end of {day(at)}" if at.time() == LAST else f"{day(at)} at {clock_time(at.time())}"


def weekday_day(on: date, now: datetime | None = None) -> str:
    """The day with its weekday; the year only when ``now`` is given and lies in another.

    >>> weekday_day(date(2019, 4, 18)), weekday_day(date(2019, 4, 18), end_of(date(2020, 1, 1)))
    ('Thursday 18 April', 'Thursday 18 April 2019')
    """
    text = f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]}"
    return text if now is None or local(now).year == on.year else f"{text} {on.year}"


def weekday_moment(at: datetime, now: datetime | None = None) -> str:
    """
    >>> weekday_moment(datetime(2019, 4, 18, 11, tzinfo=LONDON))
    'Thursday 18 April, 11:00am'
    >>> weekday_moment(end_of(date(2019, 4, 18)))
    'end of Thursday 18 April'
    """
    at = local(at)
    on = weekday_day(at.date(), now)
    return f"end of {on}" if at.time() == LAST else f"{on}, {clock_time(at.time())}"


def by(at: datetime, now: datetime) -> str:
    """When something is due, as one would say it: the weekday alone within the coming six days, else with its date.

    >>> now = datetime(2026, 11, 20, 16, 45, tzinfo=LONDON)
    >>> by(datetime(2026, 11, 23, 16, 45, tzinfo=LONDON), now), by(end_of(date(2026, 11, 23)), now)
    ('by Monday 4:45pm', 'by end of Monday')
    >>> by(datetime(2026, 11, 20, 17, tzinfo=LONDON), now), by(end_of(date(2026, 11, 20)), now)
    ('by 5:00pm today', 'by end of today')
    >>> by(end_of(date(2027, 1, 8)), now)
    'by end of Friday 8 January 2027'
    """
    at, today = local(at), local(now).date()
    ends = at.time() == LAST
    if at.date() == today:
        return "by end of today" if ends else f"by {clock_time(at.time())} today"
    if timedelta(0) < at.date() - today < timedelta(days=7):
        weekday = WEEKDAYS[at.weekday()]
        return f"by end of {weekday}" if ends else f"by {weekday} {clock_time(at.time())}"
    return f"by {weekday_moment(at, now)}"


def span(length: timedelta) -> str:
    """An elapsed time in its largest whole unit; negative ones count as none.

    >>> [span(timedelta(minutes=m)) for m in (0, 1, 59, 60, 1439, 1440, 2880)]
    ['less than a minute', '1 minute', '59 minutes', '1 hour', '23 hours', '1 day', '2 days']
    >>> span(timedelta(days=20)), span(timedelta(days=700))
    ('2 weeks', '22 months')
    """
    minutes = max(0, int(length.total_seconds() // 60))
    days = minutes // 1440
    for n, unit in (
        (int(days / 30.4375) if days >= 61 else 0, "month"),
        (days // 7 if days >= 14 else 0, "week"),
        (days, "day"),
        (minutes // 60, "hour"),
        (minutes, "minute"),
    ):
        if n:
            return f"{n} {unit}{'' if n == 1 else 's'}"
    return "less than a minute"


def late(due: datetime, now: datetime) -> str:
    """
    >>> late(datetime(2019, 4, 18, 11, tzinfo=LONDON), datetime(2019, 4, 20, 12, tzinfo=LONDON))
    'Missed by 2 days'
    """
    return f"Missed by {span(now - due)}"


def left(due: datetime, now: datetime) -> str:
    """
    >>> left(datetime(2019, 4, 18, 11, tzinfo=LONDON), datetime(2019, 4, 18, 7, tzinfo=LONDON))
    '4 hours left'
    """
    return f"{span(due - now)} left"


def today_until(now: datetime) -> datetime:
    """The last instant of the band "Due today"."""
    return end_of(local(now).date())


def soon_until(now: datetime) -> datetime:
    """The last instant of the band "Due soon"."""
    return end_of(local(now).date() + timedelta(days=SOON_DAYS))


def band(due: datetime | None, now: datetime, stopped: datetime | None = None) -> str:
    """Which band a clock stands in. An act at the due instant is in time.

    >>> now = datetime(2026, 11, 20, 16, 45, tzinfo=LONDON)
    >>> band(now, now), band(now - timedelta(seconds=1), now), band(None, now)
    ('Due today', 'Missed', 'No date yet')
    >>> band(datetime(2026, 11, 23, 16, tzinfo=LONDON), now), band(datetime(2026, 11, 24, 9, tzinfo=LONDON), now)
    ('Due soon', 'Later')
    >>> band(now, now, stopped=now), band(now, now, stopped=now + timedelta(microseconds=1))
    ('Met in time', 'Met late')
    """
    if stopped is not None:
        return MET_LATE if due is not None and due < stopped else MET
    if due is None:
        return NO_DATE
    if due < now:
        return MISSED
    if due <= today_until(now):
        return DUE_TODAY
    return DUE_SOON if due <= soon_until(now) else LATER
