"""The Ombudsman's limits, from a table that anybody can check with a calendar."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from audits.deadlines import answer_by, due_on

ROWS = list(csv.DictReader(Path(__file__).with_name("limits.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=[row["what"] for row in ROWS])
def test_a_limit_ends_on_its_day(row: dict[str, str]) -> None:
    since, due = date.fromisoformat(row["since"]), date.fromisoformat(row["due"])
    assert due_on(row["limit"], int(row["amount"]), since=since) == due
    if (row["limit"], row["amount"]) == ("months_beginning_with", "3"):
        assert answer_by(since) == due


def test_a_day_that_the_council_set_is_that_day() -> None:
    assert due_on("date", 0, since=date(2026, 1, 1), on=date(2026, 9, 1)) == date(2026, 9, 1)
    with pytest.raises(ValueError, match="needs the date"):
        due_on("date", 0, since=date(2026, 1, 1))


def test_inclusive_is_never_later_than_exclusive_and_never_earlier_by_more_than_a_day() -> None:
    day = date(2023, 1, 1)
    while day < date(2028, 3, 1):
        gap = due_on("months", 3, since=day) - due_on("months_beginning_with", 3, since=day)
        assert timedelta(0) <= gap <= timedelta(days=1), day
        day += timedelta(days=1)
