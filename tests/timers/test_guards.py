"""What the database itself refuses, whoever asks."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.timers.clocks import ARRIVED, DUE, INSTANT, running, stopped
from timers import actions
from timers.models import Alert, Look, Timer, TimerChange
from timers.sweep import sweep

pytestmark = pytest.mark.django_db


def refused(sql: str) -> str:
    connection.check_constraints()  # else what is still to be checked at commit would refuse a TRUNCATE first
    with pytest.raises(DatabaseError) as failure, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    return str(failure.value)


@pytest.fixture
def missed() -> Timer:
    timer = running()
    sweep(now=DUE + INSTANT)
    actions.acknowledge(timer.alerts.get(level="missed"), by_id=1, now=DUE + INSTANT)
    return timer


@pytest.mark.parametrize(
    "sql",
    [
        "update timers_alert set raised_at = now()",
        "update timers_alert set level = 'missed'",
        "delete from timers_alert",
        "truncate timers_alert cascade",
        "update timers_alertanswer set note = 'never mind'",
        "delete from timers_alertanswer",
        "truncate timers_alertanswer",
        "delete from timers_timer",
        "truncate timers_timer cascade",
        "update timers_timer set started_at = started_at - interval '1 day'",
        "update timers_timer set council_id = 3",
        "update timers_timer set subject_id = 3",
        "delete from timers_rule",
        "truncate timers_rule cascade",
        "update timers_rule set amount = 2 where kind = 'decision'",
        "update timers_rule set source = 'hearsay' where kind = 'decision'",
    ],
)
def test_the_past_is_not_rewritten(missed, sql):
    said = refused(sql)
    assert any(word in said for word in ("never", "does not change", "stands", "Append-only", "permission denied"))


def test_when_an_alert_was_told_is_said_once(missed):
    assert actions.told([missed.alerts.get(level="missed").pk], now=DUE + INSTANT) == 1
    assert "told may be added, once" in refused("update timers_alert set told_at = now() where told_at is not null")


def test_a_stopped_clock_stays_as_it_is(missed):
    stopped(missed, DUE + INSTANT)
    assert "stopped clock does not change" in refused("update timers_timer set because = 'other'")


def test_a_due_instant_moved_by_hand_leaves_its_history(missed):
    Timer.objects.filter(pk=missed.pk).update(due_at=ARRIVED)
    change = TimerChange.objects.get()
    assert (change.old_due_at, change.new_due_at) == (DUE, ARRIVED)
    for sql in ("update timers_timerchange set old_due_at = null", "delete from timers_timerchange"):
        refused(sql)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"stopped_at": DUE}, id="stopped without when it was written"),
        pytest.param({"because": "x"}, id="a reason without a stop"),
        pytest.param(
            {"stopped_at": ARRIVED.replace(year=2018), "stop_recorded_at": DUE, "because": "x"}, id="before start"
        ),
        pytest.param({"ladder": ["missed"]}, id="a ladder without its instants"),
        pytest.param({"due_at": None}, id="undated without a word"),
    ],
)
def test_half_a_clock_cannot_be_written(changes):
    timer = running()
    with pytest.raises(IntegrityError), transaction.atomic():
        Timer.objects.filter(pk=timer.pk).update(**changes)


def test_no_clock_can_be_written_without_being_looked_at():
    timer = running()
    values = Timer.objects.filter(pk=timer.pk).values().get() | {"subject_id": 987_654}
    values.pop("id")
    by_hand = Timer.objects.create(**values)
    assert Look.objects.get(timer=by_hand).next_at == by_hand.ladder_at[0]
    Alert.objects.all()
    assert sweep(now=DUE + INSTANT).alerts == 4
