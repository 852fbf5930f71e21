"""Every minute of 2022 to 2028 in each nation, against an oracle that shares neither our data nor our way of counting.

The oracle takes its holidays from the `holidays` package and never counts days forward: it walks the years once,
backwards, noting for every day the next working day after it, and works on clock faces without any time zone.
"""

import csv
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from tests.timers.test_calendar import CALENDARS
from timers.calendar import NATIONS, add_working_days
from timers.loading import DATA

SUBDIVISION = {"England": "ENG", "Wales": "WLS"}
DAY = timedelta(days=1)


def oracle_holidays(nation: str, years: range) -> set[date]:
    # Without `subdiv` the package knows only the days common to the whole kingdom.
    return set(holidays.UK(subdiv=SUBDIVISION[nation], years=years))


def next_working_days(nation: str) -> dict[date, tuple[bool, date | None]]:
    """For every day: whether it is worked, and the first day worked after it."""
    closed = oracle_holidays(nation, range(2021, 2029))
    known, following = {}, None
    on = date(2028, 12, 31)
    while on >= date(2021, 12, 30):
        worked = on.strftime("%a") not in ("Sat", "Sun") and on not in closed
        known[on] = (worked, following)
        following = on if worked else following
        on -= DAY
    return known


@pytest.mark.slow
@pytest.mark.parametrize("nation", NATIONS)
def test_every_minute_of_seven_years_falls_due_when_the_oracle_says(nation):
    calendar, known = CALENDARS[nation], next_working_days(nation)
    wall, minutes = ZoneInfo("Europe/London"), [timedelta(minutes=n) for n in range(60)]
    last = time(23, 59, 59, 999999)
    checked = 0
    # In UTC, so that both hours of 01:00 in October are walked through and the missing one in March is not. Clocks
    # change on the hour, so every minute of one hour shares a day and a distance to UTC.
    at, end = datetime(2022, 1, 1, tzinfo=UTC), datetime(2028, 12, 29, tzinfo=UTC)
    while at < end:
        face = at.astimezone(wall).replace(tzinfo=None)
        worked, following = known[face.date()]
        first = datetime.combine(following, face.time()) if worked else datetime.combine(following, last)  # noqa: DTZ001
        expected = [first + n for n in minutes] if worked else [first] * 60
        due = [add_working_days(at + n, 1, calendar, to_the_minute=True).replace(tzinfo=None) for n in minutes]
        assert due == expected, at
        checked += 60
        at += timedelta(hours=1)
    assert checked == 2554 * 24 * 60


@pytest.mark.parametrize("nation", NATIONS)
def test_the_committed_weekday_holidays_are_the_oracles(nation):
    with (DATA / "holidays.csv").open(encoding="utf-8", newline="") as file:
        ours = {date.fromisoformat(row["on"]) for row in csv.DictReader(file) if row["nation"] == nation}
    theirs = {on for on in oracle_holidays(nation, range(2010, 2029)) if on.weekday() < 5}
    assert ours == theirs


@pytest.mark.parametrize(
    ("on", "closed"),
    [
        ("2011-04-29", True),
        ("2012-06-04", True),
        ("2012-06-05", True),
        ("2012-05-28", False),
        ("2020-05-08", True),
        ("2020-05-04", False),
        ("2022-06-02", True),
        ("2022-06-03", True),
        ("2022-05-30", False),
        ("2022-09-19", True),
        ("2023-05-08", True),
        ("2026-12-28", True),
        ("2027-12-27", True),
        ("2027-12-28", True),
        ("2028-01-03", True),
        ("2026-06-15", False),
    ],
)
def test_days_given_and_moved_by_proclamation(on, closed):
    for calendar in CALENDARS.values():
        assert calendar.is_working_day(date.fromisoformat(on)) is not closed
