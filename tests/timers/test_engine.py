"""The engine: the database's clock, the heartbeat, what pages and alarms are told, the loop without a broker."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from tests.timers.clocks import london, running
from timers import registry
from timers.engine import Watch, database_now, engine_state, tick
from timers.management.commands.sweep import Command
from timers.models import Alert, EngineFault, SweepBeat
from timers.tasks import look_now


@pytest.fixture(autouse=True)
def no_hooks(monkeypatch):
    monkeypatch.setattr(registry, "_after_sweep", [])


@pytest.mark.django_db
class TestTick:
    def test_a_look_raises_by_the_databases_clock_and_beats(self):
        timer = running(at=database_now() - timedelta(days=30))
        assert tick(Watch("test")).alerts == 4
        state = engine_state(database_now())
        assert state.since_sweep < timedelta(seconds=20) and state.is_well and state.words == ""
        assert timer.alerts.count() == 4

    def test_hooks_of_the_rooms_above_run_after_it_and_one_that_fails_holds_back_no_other(self):
        ran = []

        @registry.after_sweep
        def broken(*, now):
            raise RuntimeError("outbox away")

        @registry.after_sweep
        def fine(*, now):
            ran.append(now)

        tick(Watch("test"))
        assert len(ran) == 1
        assert EngineFault.objects.get().what == "after_sweep_failed"

    def test_a_quiet_look_costs_few_statements_and_writes_at_most_every_few_seconds(self):
        watch = Watch("test")
        tick(watch)
        with CaptureQueriesContext(connection) as queries:
            tick(watch)
        assert len(queries) == 2
        assert SweepBeat.objects.count() == 1

    def test_the_task_and_the_command_do_the_same(self, capsys):
        running(at=database_now() - timedelta(days=30))
        assert look_now()["alerts"] == 4
        running(at=database_now() - timedelta(days=30))
        call_command("sweep", "--once")
        assert "4 alerts raised" in capsys.readouterr().out


@pytest.mark.django_db
class TestClocks:
    NOW = london("2026-11-20T10:00")

    @pytest.mark.parametrize(
        ("moved", "elapsed", "doubt"),
        [
            pytest.param(15, 15, False, id="as time did"),
            pytest.param(70, 15, False, id="a little ahead"),
            pytest.param(15 + 3600, 15, True, id="an hour forward"),
            pytest.param(15 - 3600, 15, True, id="an hour back"),
            pytest.param(7200, 7200, False, id="a long sleep is no jump"),
        ],
    )
    def test_a_jump_of_the_databases_clock_is_kept_and_marks_the_alerts(self, moved, elapsed, doubt):
        watch = Watch("test")
        assert not watch.jumped(self.NOW, 100.0, self.NOW)
        later = self.NOW + timedelta(seconds=moved)
        assert watch.jumped(later, 100.0 + elapsed, later) is doubt
        assert EngineFault.objects.filter(what="database_clock_jumped").count() == doubt

    def test_clocks_that_differ_are_reported_once_until_they_agree_again(self):
        watch = Watch("test")
        for n, skew in enumerate((61, 61, 0, -61)):
            at = self.NOW + timedelta(seconds=15 * n)
            watch.jumped(at, 15.0 * n, at + timedelta(seconds=skew))
        assert EngineFault.objects.filter(what="clocks_differ").count() == 2


@pytest.mark.django_db
class TestState:
    NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)

    def beat(self, ago: timedelta) -> None:
        SweepBeat.objects.create(by_what="test", finished_at=self.NOW - ago)

    @pytest.mark.parametrize(
        ("seconds", "said"),
        [
            (0, ""),
            (120, ""),
            (121, "Deadlines have not been checked for 2 minutes. "),
            (200, "Deadlines have not been checked for 3 minutes. "),
        ],
    )
    def test_after_two_minutes_every_page_says_so(self, seconds, said):
        self.beat(timedelta(seconds=seconds))
        state = engine_state(self.NOW)
        assert state.words.startswith(said) and bool(state.words) == bool(said)

    def test_an_engine_that_never_ran_is_not_well(self):
        assert engine_state(self.NOW).words.startswith("Deadlines have not been checked yet.")

    def test_an_engine_that_beats_but_leaves_rungs_behind_is_not_well(self):
        self.beat(timedelta(seconds=1))
        running(at=self.NOW - timedelta(days=30))
        state = engine_state(self.NOW)
        assert state.is_stale and state.oldest > timedelta(days=20)

    def test_undated_clocks_raise_the_alarm_without_stopping_the_pages(self):
        self.beat(timedelta(seconds=1))
        running(at=london("2028-12-29T10:00"))
        state = engine_state(self.NOW)
        assert state.undated == 1 and not state.is_well and not state.is_stale

    def test_asking_costs_one_statement(self):
        with CaptureQueriesContext(connection) as queries:
            engine_state(self.NOW)
        assert len(queries) == 1


class TestLoop:
    def test_a_database_that_is_away_ends_no_loop(self, monkeypatch, capsys):
        def away(watch):
            raise OperationalError("gone")

        monkeypatch.setattr("timers.management.commands.sweep.tick", away)
        monkeypatch.setattr(
            "timers.management.commands.sweep.connection", type("C", (), {"close": lambda self: None})()
        )
        assert Command()._look(Watch("test")) is False
        assert "Not looked: OperationalError" in capsys.readouterr().err

    def test_a_pause_of_nothing_is_refused(self):
        with pytest.raises(CommandError, match="above 0"):
            call_command("sweep", every=0.0)

    @pytest.mark.clone
    def test_the_loop_survives_a_lost_connection_and_ends_cleanly_when_told(self, clone):
        program = (
            "import django; django.setup()\n"
            "from django.db import connections\n"
            f"connections.settings['default']['NAME'] = {clone!r}\n"
            "connections['default'].settings_dict['NAME'] = connections.settings['default']['NAME']\n"
            "from django.core.management import call_command\n"
            "call_command('sweep', every=0.2)\n"
        )
        loop = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        try:
            self.until(lambda: SweepBeat.objects.exists())
            with connection.cursor() as cursor:
                cursor.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid() and usename = current_user"
                )
            running(at=database_now() - timedelta(days=30))
            self.until(lambda: Alert.objects.count() == 4)
            loop.send_signal(signal.SIGTERM)
            assert loop.wait(timeout=10) == 0
        finally:
            loop.kill()
            loop.wait()
            loop.stdout.close()

    def until(self, true, seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "waited too long"
            time.sleep(0.1)


def test_the_beat_names_machine_and_process():
    assert Watch("sweep").by_what.startswith("sweep ")
