"""A bank holiday proclaimed late moves what the law moves, keeps the old instant, and takes no alert back."""

from datetime import date, timedelta

import pytest
from django.db import connection

from tests.timers.clocks import ARRIVED, DUE, INSTANT, levels, london, running, stopped
from timers.calendar import end_of
from timers.models import Holiday, TimerChange
from timers.recompute import add_holiday, recompute_open
from timers.sweep import sweep

pytestmark = pytest.mark.django_db
MOVED = london("2019-04-23T11:00")


def proclaim(**changes) -> int:
    day = {"on": date(2019, 4, 18), "name": "An invented day", "source": "test proclamation", "now": ARRIVED} | changes
    return add_holiday(day.pop("nation", "England"), **day)


def test_open_clocks_move_and_old_and_new_are_kept():
    timer = running()
    old_version = timer.calendar_version
    assert proclaim() == 1
    timer.refresh_from_db()
    assert timer.due_at == MOVED and timer.calendar_version > old_version
    change = TimerChange.objects.get(timer=timer)
    assert (change.old_due_at, change.new_due_at) == (DUE, MOVED)
    assert (change.old_calendar_version, change.new_calendar_version) == (old_version, timer.calendar_version)


def test_stopped_clocks_other_nations_and_dates_set_by_people_stay():
    done = running()
    stopped(done, ARRIVED + timedelta(hours=1))
    wales, visit = running(nation="Wales"), running(due_at=DUE)
    proclaim()
    for timer in (done, wales, visit):
        timer.refresh_from_db()
        assert timer.due_at == DUE
    assert not TimerChange.objects.exists()
    # What was counted from it in working days does move: it now lies on a day off, so on the last instant of that day.
    assert visit.ladder_at[-1] == end_of(date(2019, 4, 26))


def test_an_alert_that_was_true_when_it_was_raised_stands_and_is_not_raised_again():
    timer = running()
    sweep(now=DUE + INSTANT)
    proclaim()
    timer.refresh_from_db()
    assert timer.look.next_at == timer.ladder_at[2] > MOVED
    sweep(now=MOVED + timedelta(days=30))
    assert levels(timer).count("missed") == 1 and len(levels(timer)) == 4


def test_adding_a_day_twice_or_without_its_source_changes_nothing():
    timer = running()
    proclaim()
    assert proclaim() == 0 and recompute_open("England", now=ARRIVED) == 0
    with pytest.raises(ValueError, match="names the source"):
        proclaim(on=date(2019, 5, 20), source=" ")
    assert TimerChange.objects.filter(timer=timer).count() == 1


def test_a_calendar_that_lost_its_days_takes_no_date_away():
    timer = running()
    with connection.cursor() as cursor:
        cursor.execute("update timers_edition set covers_until = '2019-04-17' where name = 'England'")
    assert recompute_open("England", now=ARRIVED) == 0
    timer.refresh_from_db()
    assert timer.due_at == DUE


def test_a_thousand_clocks_move_in_few_statements(django_assert_max_num_queries):
    for _ in range(40):
        running()
    Holiday.objects.create(nation="England", on=date(2019, 4, 18), name="Invented", source="test", added_at=ARRIVED)
    with django_assert_max_num_queries(12):
        assert recompute_open("England", now=ARRIVED) == 40
