import doctest
from datetime import datetime, timedelta

import pytest

from timers import words
from timers.calendar import LONDON

NOW = datetime(2026, 11, 20, 16, 45, tzinfo=LONDON)


def test_the_examples_in_the_words_are_true():
    results = doctest.testmod(words)
    assert results.attempted > 15 and not results.failed


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "Missed by less than a minute"), (1, "Missed by 1 day"), (13, "Missed by 13 days"), (14, "Missed by 2 weeks")],
)
def test_how_late_something_is_grows_with_time(days, said):
    assert words.late(NOW - timedelta(days=days), NOW) == said


def test_midnight_and_midday_are_never_twelve_oclock():
    assert words.moment(datetime(2026, 11, 22, 0, 0, tzinfo=LONDON)) == "22 November 2026 at midnight"
    assert words.weekday_moment(datetime(2026, 11, 22, 12, 0, tzinfo=LONDON)) == "Sunday 22 November, midday"


def test_an_instant_is_read_on_the_clocks_of_london_in_summer():
    assert words.moment(datetime.fromisoformat("2026-07-01T12:15:00+00:00")) == "1 July 2026 at 1:15pm"
