"""Counting, against rows a social worker can check and against what must hold for any date."""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timers import calendar as counting
from timers.calendar import LONDON, Calendar, CalendarEnds, end_of
from timers.loading import DATA

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def committed(nation: str) -> Calendar:
    with (DATA / "holidays.csv").open(encoding="utf-8", newline="") as file:
        days = frozenset(date.fromisoformat(row["on"]) for row in csv.DictReader(file) if row["nation"] == nation)
    return Calendar(nation, 1, date(2010, 1, 1), date(2028, 12, 31), days)


CALENDARS = {nation: committed(nation) for nation in counting.NATIONS}
ENGLAND = CALENDARS["England"]


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize("row", rows("working_days.csv"), ids=lambda row: f"{row['start']}+{row['working_days']}")
def test_working_days_fall_on_the_day_the_table_says(row):
    calendar = CALENDARS[row["nation"]]
    start = datetime.combine(date.fromisoformat(row["start"]), datetime.min.time(), LONDON) + timedelta(hours=15)
    due = counting.add_working_days(start, int(row["working_days"]), calendar)
    assert due == end_of(date.fromisoformat(row["falls_on"]))


@pytest.mark.parametrize("row", rows("to_the_minute.csv"), ids=lambda row: row["what happened"])
def test_one_working_day_to_the_minute(row):
    due = counting.add_working_days(london(row["arrived"]), 1, ENGLAND, to_the_minute=True)
    assert due.replace(tzinfo=None) == datetime.fromisoformat(row["due"])
    # Arriving is an instant: the zone it was written in changes nothing.
    assert counting.add_working_days(london(row["arrived"]).astimezone(UTC), 1, ENGLAND, to_the_minute=True) == due


def test_a_working_day_over_a_change_of_clocks_is_not_a_number_of_hours():
    for arrived, hours in (("2026-03-27T10:00:00", 71), ("2026-10-23T10:00:00", 73)):
        start = london(arrived)
        due = counting.add_working_days(start, 1, ENGLAND, to_the_minute=True)
        assert due.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.parametrize("nation", counting.NATIONS)
def test_past_the_calendar_held_nothing_is_guessed(nation):
    calendar = CALENDARS[nation]
    assert counting.add_working_days(london("2028-12-28T10:00"), 1, calendar) == end_of(date(2028, 12, 29))
    with pytest.raises(CalendarEnds, match="No bank holidays are held for"):
        counting.add_working_days(london("2028-12-29T10:00"), 1, calendar)
    with pytest.raises(CalendarEnds):
        counting.add_working_days(london("2010-01-01T10:00"), -1, calendar)


def test_a_naive_instant_is_refused():
    with pytest.raises(ValueError, match="naive"):
        counting.add_working_days(datetime(2026, 11, 20, 10), 1, ENGLAND)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("received", "months", "last_day"),
    [
        pytest.param("2020-11-26", 3, "2021-02-25", id="the Ombudsman's report of 2020"),
        pytest.param("2021-01-01", 1, "2021-01-31", id="a calendar month"),
        pytest.param("2021-03-01", 3, "2021-05-31", id="from the first of a month"),
        pytest.param("2021-11-30", 3, "2022-02-28", id="no such day in February"),
        pytest.param("2023-11-30", 3, "2024-02-29", id="no such day in a leap February"),
        pytest.param("2021-01-31", 1, "2021-02-28", id="end of January"),
        pytest.param("2020-12-15", 12, "2021-12-14", id="a year"),
    ],
)
def test_months_beginning_with_the_date_include_it(received, months, last_day):
    due = counting.add_months_beginning_with(london(f"{received}T14:00"), months)
    assert due == end_of(date.fromisoformat(last_day))


def test_other_months_end_on_the_corresponding_day():
    assert counting.add_months(london("2020-11-26T09:00"), 3) == end_of(date(2021, 2, 26))
    assert counting.add_months(london("2021-11-30T09:00"), 3) == end_of(date(2022, 2, 28))


def test_hours_are_elapsed_and_days_are_calendar_days():
    assert counting.add_hours(london("2018-11-23T08:00"), 72) == london("2018-11-26T08:00")
    forward = counting.add_hours(london("2026-03-28T12:00"), 24)
    assert forward.replace(tzinfo=None) == datetime(2026, 3, 29, 13)  # noqa: DTZ001
    assert counting.add_calendar_days(london("2026-03-28T12:00"), 3) == end_of(date(2026, 3, 31))


@pytest.mark.parametrize(
    ("end", "hours", "warned"),
    [
        ("2026-11-23T16:45", 4, "2026-11-23T12:45"),
        ("2026-11-23T10:00", 4, "2026-11-20T14:00"),
        ("2026-11-23T09:00", 4, "2026-11-20T13:00"),
        ("2026-11-23T08:00", 4, "2026-11-20T13:00"),
        ("2026-11-23T23:59:59.999999", 4, "2026-11-23T13:00"),
        ("2026-12-29T10:00", 4, "2026-12-24T14:00"),
        ("2026-11-22T23:59:59.999999", 8, "2026-11-20T09:00"),
        ("2026-11-23T17:00", 20, "2026-11-19T13:00"),
    ],
)
def test_working_hours_are_counted_back_through_office_days_only(end, hours, warned):
    assert counting.back_working_hours(london(end), hours, ENGLAND) == london(warned)


moments = st.datetimes(datetime(2010, 2, 1), datetime(2028, 6, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@given(moments, st.integers(1, 65), st.sampled_from(counting.NATIONS))
def test_the_due_day_is_a_working_day_and_exactly_n_working_days_lie_behind_it(start, n, nation):
    calendar = CALENDARS[nation]
    due = counting.add_working_days(start, n, calendar)
    day, first = due.date(), start.astimezone(LONDON).date()
    passed = sum(calendar.is_working_day(first + timedelta(days=k)) for k in range(1, (day - first).days + 1))
    assert calendar.is_working_day(day) and passed == n


@given(moments, moments, st.integers(1, 10))
def test_what_starts_later_is_never_due_earlier(one, other, n):
    first, second = sorted((one, other))
    for exact in (True, False):
        due = [counting.add_working_days(at, n, ENGLAND, to_the_minute=exact) for at in (first, second)]
        assert due[0] <= due[1]
        assert due[0] > first


@given(moments, st.integers(1, 24))
def test_a_warning_lies_before_what_it_warns_of(end, hours):
    warned = counting.back_working_hours(end, hours, ENGLAND)
    assert end - warned >= timedelta(hours=hours)
    assert ENGLAND.is_working_day(warned.date()) and 9 <= warned.hour < 17


@given(moments, st.integers(-5, 60))
def test_before_a_date_is_never_after_it_and_never_before_the_start(at, days):
    on = at.astimezone(LONDON).date() + timedelta(days=days)
    due = counting.before_date(at, on)
    assert due == at if days <= 1 else due < counting.start_of(on)
    assert due >= at
