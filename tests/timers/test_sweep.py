import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, connections, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plans import plan_of
from tests.timers.clocks import ARRIVED, DUE, HAVERING, INSTANT, levels, running, stopped
from timers import registry
from timers import sweep as sweeping
from timers.actions import Start, start_many
from timers.models import Alert, FollowUp, Look, Rule, Timer
from timers.sweep import next_instant, sweep

ALL = ["due_soon", "missed", "service_manager", "head_of_service"]
LONG_AFTER = DUE + timedelta(days=300)


def until_alone() -> None:
    """Wait until the server has ended what killed processes had asked of it: they do not take it with them."""
    others = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.05)
    raise AssertionError("the server still works for a process that was killed ten seconds ago")


def many(count: int, about: int = 0) -> list[Timer]:
    return start_many(
        [
            Start("decision", HAVERING, ("referrals.part", n), ("referrals.referral", about or n), ARRIVED)
            for n in range(count)
        ],
        now=ARRIVED,
    )


@pytest.mark.django_db
class TestOneSweep:
    def test_each_rung_is_raised_once_a_microsecond_after_its_instant(self):
        timer = running()
        for level, at in zip(timer.ladder, timer.ladder_at, strict=True):
            assert not sweep(now=at).alerts
            assert sweep(now=at + INSTANT).alerts == 1
            assert levels(timer)[-1] == level
            assert not sweep(now=at + INSTANT).alerts
        assert levels(timer) == ALL and not Look.objects.exists()

    def test_rungs_passed_long_ago_get_their_one_alert_each_with_their_own_instants(self):
        timer = running(team_id=3, owner_id=9, towards_id=16)
        assert sweep(now=LONG_AFTER).alerts == 4
        raised = Alert.objects.order_by("due_at")
        assert [alert.due_at for alert in raised] == timer.ladder_at
        assert {(a.timer_due_at, a.raised_at, a.team_id, a.owner_id, a.towards_id, a.kind) for a in raised} == {
            (DUE, LONG_AFTER, 3, 9, 16, "decision")
        }

    def test_the_due_instant_never_moves(self):
        timer = running()
        sweep(now=LONG_AFTER)
        timer.refresh_from_db()
        assert timer.due_at == DUE

    def test_a_clock_that_jumps_back_takes_nothing_back(self):
        timer = running()
        sweep(now=DUE + INSTANT)
        sweep(now=DUE - timedelta(days=1))
        assert levels(timer) == ["due_soon", "missed"]
        assert sweep(now=LONG_AFTER).alerts == 2

    def test_alerts_raised_while_the_clock_is_in_doubt_say_so(self):
        running()
        sweep(now=DUE + INSTANT, clock_fault=True)
        assert all(Alert.objects.values_list("during_clock_fault", flat=True))

    def test_batches_go_on_until_nothing_is_due(self):
        many(25)
        swept = sweep(now=DUE + INSTANT, batch=10)
        assert (swept.clocks, swept.alerts, swept.batches) == (25, 50, 3)

    def test_a_story_sweeps_its_own_subjects_only(self):
        mine, other = running(), running()
        assert sweep(now=LONG_AFTER, about=[mine.about]).alerts == 4
        assert not levels(other)
        assert not sweep(now=LONG_AFTER, about=[]).alerts

    def test_a_story_knows_when_it_must_sweep_next(self):
        mine, other = running(), running(at=ARRIVED - timedelta(days=30))
        assert next_instant([mine.about]) == mine.ladder_at[0]
        sweep(now=mine.ladder_at[0] + INSTANT, about=[mine.about])
        assert next_instant([mine.about]) == DUE
        stopped(mine, DUE)
        assert next_instant([mine.about]) is None and next_instant([other.about]) is not None

    def test_nothing_due_costs_one_statement_on_indexes(self):
        many(3)
        with CaptureQueriesContext(connection) as queries:
            sweep(now=ARRIVED)
        assert len(queries) == 1

    def test_the_number_of_statements_does_not_grow_with_what_is_due(self):
        many(200)
        with CaptureQueriesContext(connection) as queries:
            sweep(now=DUE + INSTANT)
        assert len(queries) == 2


@pytest.mark.django_db
class TestPlans:
    @pytest.mark.parametrize(
        ("asking", "index"),
        [
            pytest.param(sweeping.ANYTHING, "timers_look_next", id="is anything due"),
            pytest.param(sweeping.claim(500), "timers_look_next", id="claim"),
            pytest.param(sweeping.claim(500, story=True), "Index", id="claim of a story"),
        ],
    )
    def test_no_look_reads_a_whole_table(self, asking, index):
        many(50)
        values = {"now": DUE + INSTANT, "clock_fault": False, "labels": [], "ids": []}
        plan = plan_of(asking, values)
        assert index in plan and "Seq Scan" not in plan

    @pytest.mark.parametrize(
        ("index", "clocks"),
        [
            ("timers_council_due", lambda: Timer.objects.of_council(HAVERING).missed(DUE)),
            ("timers_team_due", lambda: Timer.objects.of_council(HAVERING).filter(team_id=3).missed(DUE)),
            ("timers_owner_due", lambda: Timer.objects.of_owner(9).missed(DUE)),
        ],
    )
    def test_lists_worst_first_come_out_of_an_index_in_order(self, index, clocks):
        many(50)
        sql, parameters = clocks().worst_first()[:25].query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute("analyze timers_timer")  # unknown, every index costs the same
            cursor.execute("set local enable_seqscan = off")
            cursor.execute("explain " + sql, parameters)
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert index in plan and "Sort" not in plan


@pytest.fixture
def following(monkeypatch):
    """A decision that, when missed, has a consequence; gives the list of what was done."""
    monkeypatch.setattr(registry, "_handlers", {})
    rule = Rule.objects.get(kind="decision", current=True)
    values = {
        field.attname: getattr(rule, field.attname) for field in Rule._meta.concrete_fields if field.attname != "id"
    }
    Rule.objects.create(**(values | {"kind": "with_consequence", "consequence": "missed"}))
    done = []

    def act(subject, *, timer, level, now):
        if subject in failing:
            raise RuntimeError("no")
        done.append((subject, level))

    failing: set[int] = set()
    registry.register("with_consequence", lock=lambda id_: id_, act=act)
    return SimpleNamespace(done=done, failing=failing)


@pytest.mark.django_db
class TestFollowUps:
    def test_what_follows_is_done_once_at_the_rung_that_the_rule_names(self, following):
        timer = running("with_consequence")
        sweep(now=timer.ladder_at[0] + INSTANT)
        assert following.done == []
        for _ in range(2):
            sweep(now=LONG_AFTER)
        assert following.done == [(timer.subject_id, "missed")]

    def test_one_that_fails_is_put_off_with_its_error_and_the_others_go_on(self, following):
        bad, good = running("with_consequence"), running("with_consequence")
        following.failing.add(bad.subject_id)
        swept = sweep(now=DUE + INSTANT)
        assert (swept.followed, swept.failed) == (1, 1) and following.done == [(good.subject_id, "missed")]
        row = FollowUp.objects.get(timer=bad)
        assert row.error == "RuntimeError: no" and row.tries == 1 and row.next_try_at > DUE
        assert not sweep(now=DUE + timedelta(seconds=1)).failed
        following.failing.clear()
        assert sweep(now=DUE + timedelta(minutes=5)).followed == 1
        bad.refresh_from_db()
        assert bad.due_at == DUE and FollowUp.objects.get(timer=bad).error == ""

    def test_pauses_grow_to_an_hour_and_it_is_never_given_up(self, following):
        timer = running("with_consequence")
        following.failing.add(timer.subject_id)
        now = DUE + INSTANT
        pauses = []
        for _ in range(10):
            sweep(now=now)
            next_try = FollowUp.objects.get(timer=timer).next_try_at
            pauses.append(next_try - now)
            now = next_try
        assert pauses == sorted(pauses) and pauses[-1] == timedelta(hours=1)

    def test_a_clock_answered_late_still_has_its_consequence(self, following):
        timer = running("with_consequence")
        stopped(timer, DUE + timedelta(hours=1))
        sweep(now=LONG_AFTER)
        assert following.done == [(timer.subject_id, "missed")]

    def test_nobody_registered_is_an_error_that_is_kept(self, following, monkeypatch):
        timer = running("with_consequence")
        monkeypatch.setattr(registry, "_handlers", {})
        assert sweep(now=DUE + INSTANT).failed == 1
        assert "Nothing is registered" in FollowUp.objects.get(timer=timer).error

    def test_a_kind_has_one_handler(self, following):
        with pytest.raises(ValueError, match="handler already"):
            registry.register("with_consequence", lock=int, act=print)


def in_threads(work, count: int) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


@pytest.mark.clone
class TestAtOnce:
    def test_several_sweepers_raise_each_rung_exactly_once(self, clone):
        many(400)
        in_threads(lambda: sweep(now=LONG_AFTER, batch=20), 4)
        # Whoever found a batch locked passed it by; the holder finished it. Nothing is left and nothing is double.
        assert Alert.objects.count() == 1600 and not Look.objects.exists()

    def test_starting_at_once_makes_one_clock(self, clone):
        found = []
        barrier = threading.Barrier(4)

        def start() -> None:
            barrier.wait()
            found.append(many(1)[0].pk)

        in_threads(start, 4)
        assert len(found) == 4 and len(set(found)) == 1 and Timer.objects.count() == 1

    def test_stops_and_sweeps_at_once_agree(self, clone):
        timers = many(200)
        turns = iter(timers)
        lock = threading.Lock()

        def stop() -> None:
            while True:
                with lock:
                    timer = next(turns, None)
                if timer is None:
                    return
                stopped(timer, DUE + timedelta(hours=1))

        work = iter([stop, stop, lambda: [sweep(now=DUE + INSTANT, batch=7) for _ in range(40)]])
        in_threads(lambda: next(work)(), 3)
        sweep(now=LONG_AFTER)
        assert Timer.objects.running().count() == 0 and not Look.objects.exists()
        # Each was answered an hour late: missed, once, and nothing above it, whoever came first.
        assert {tuple(levels(timer)) for timer in timers} == {("due_soon", "missed")}

    def test_a_sweeper_killed_at_any_moment_loses_and_doubles_nothing(self, clone):
        many(300)
        script = (
            "import django; django.setup()\n"
            "from datetime import datetime\n"
            "from django.db import connections\n"
            "from timers.sweep import sweep\n"
            f"connections.settings['default']['NAME'] = {clone!r}\n"
            "connections['default'].settings_dict['NAME'] = connections.settings['default']['NAME']\n"
            "print('ready', flush=True)\n"
            f"sweep(now=datetime.fromisoformat('{LONG_AFTER.isoformat()}'), batch=1)\n"
        )
        for delay in (0.0, 0.05, 0.15):
            child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
            child.stdout.readline()
            try:
                child.wait(timeout=delay)
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
                child.wait()
            child.stdout.close()
            until_alone()
            # Whatever was committed is whole: a rung is either raised and climbed, or neither.
            for look in Look.objects.annotate(raised=Count("timer__alerts")):
                assert look.rung == look.raised
        sweep(now=LONG_AFTER)
        assert Alert.objects.count() == 1200 and not Look.objects.exists()

    def test_a_subject_that_somebody_holds_does_not_hold_up_the_alerts(self, clone):
        timer, other = many(2)
        with transaction.atomic():
            Look.objects.select_for_update().get(timer=timer)
            in_threads(lambda: sweep(now=DUE + INSTANT), 1)
        assert levels(other) == ["due_soon", "missed"] and levels(timer) == []
        sweep(now=DUE + INSTANT)
        assert levels(timer) == ["due_soon", "missed"]


#: A story of one clock: looks at these hours after its start, and perhaps an act at one hour that is keyed at another.
hours = st.integers(0, 24 * 14)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(looks=st.lists(hours, max_size=6), act=st.none() | st.tuples(hours, hours))
def test_whatever_the_order_each_rung_passed_unmet_is_raised_once_and_each_met_one_is_not(looks, act):
    timer_at = [ARRIVED + timedelta(hours=n) for n in sorted(looks)]
    acted, keyed = (ARRIVED + timedelta(hours=min(act)), ARRIVED + timedelta(hours=max(act))) if act else (None, None)
    with transaction.atomic():
        timer = running()
        before_key = [at for at in timer_at if keyed is None or at < keyed]
        for at in before_key:
            sweep(now=at)
        if keyed:
            stopped(timer, acted, now=keyed)
        for at in timer_at:
            sweep(now=at)
        # Raised: what a look passed while nobody had told us of the act, and what was passed before the act itself.
        told_until = max([*before_key, *([acted] if acted else [])], default=ARRIVED)
        assert levels(timer) == [
            level for level, at in zip(timer.ladder, timer.ladder_at, strict=True) if at < told_until
        ]
        transaction.set_rollback(True)
