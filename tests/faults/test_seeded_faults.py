"""The fault run can fail: five faults of our own making, each of which breaks the invariant that is there to catch it.

They are put into the child processes by `hook/sitecustomize.py`; the product has no switch for them.
"""

import random
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from councils.models import Message
from tests.faults.clients import crew
from tests.faults.programs import Fault
from tests.faults.running import Run, run
from tests.faults.town import Town
from tests.house import House, until
from timers.models import Alert, SweepBeat

pytestmark = [pytest.mark.slow, pytest.mark.faults]

SEED = 7


@pytest.fixture
def keeps(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Notes what caught the fault, for the summary."""
    return lambda line: record_property("figures", line)


def _kill_as_it_works(running: Run, kills: int, works: Callable[[], object], within: tuple[float, float]) -> None:
    """Kill the sweep loop so often, each time while it does what is asked for, whatever its start took."""
    chance = random.Random(SEED)
    for _ in range(kills):
        until(lambda: running.programs.watch() or running.programs.all_up(), 30, "the loop is up again")
        before = works()
        until(lambda before=before: works() != before, 30, "the loop works")
        time.sleep(chance.uniform(*within))
        running.programs.kill("sweep loop")


def test_marking_before_sending_loses_messages(home: tuple[House, Town], keeps: Callable[[str], None]) -> None:
    with run(
        *home, name="mark_then_send", seed=SEED, lasts=20, fault="mark_then_send", lease=3, every="0.3"
    ) as running:
        soon = timezone.now() + timedelta(seconds=3)
        running.log_ahead(40, lambda number: soon, "hours")
        running.programs.start(sweep=1)
        _kill_as_it_works(running, 3, lambda: len(running.sink.arrived()), (0.2, 0.6))
        until(lambda: running.programs.watch() or not Message.objects.filter(state="waiting"), 60, "all taken up")
        time.sleep(3)  # the last ones count as sent and are on their way
        broken = running.judged(running.calm([], patience=20))
    assert set(broken) == {"I4"}, broken
    assert all("(sent) never arrived" in wrong for wrong in broken["I4"])
    keeps(f"seeded fault, sent before it was sent: I4 caught it, {len(broken['I4'])} messages lost")


def test_two_commits_for_one_lose_alerts(home: tuple[House, Town], keeps: Callable[[str], None]) -> None:
    with run(*home, name="two_commits", seed=SEED, lasts=20, fault="two_commits", every="0.3") as running:
        running.log_ahead(28, lambda number: timezone.now(), "hours")
        running.programs.start(sweep=1)
        _kill_as_it_works(running, 3, Alert.objects.count, (0.05, 0.3))
        broken = running.judged(running.calm([], patience=20))
    # The look has moved on without its alert: the same fault seen from the other side.
    assert {"I3"} <= set(broken) <= {"I3", "I6"}, broken
    assert all(": 0 alerts" in wrong for wrong in broken["I3"])
    keeps(f"seeded fault, two commits for one: I3 caught it, {len(broken['I3'])} alerts lost")


def test_without_lock_and_constraint_alerts_are_doubled(home: tuple[House, Town], keeps: Callable[[str], None]) -> None:
    with run(
        *home, name="no_constraint", seed=SEED, lasts=20, fault="no_constraint", every="0.05", mail_takes=0.01
    ) as running:
        with running.house.server.superuser("no_constraint") as cursor:
            cursor.execute("alter table timers_alert drop constraint timers_alert_once")
        running.programs.start(sweep=3)
        until(lambda: SweepBeat.objects.count() == 3, 60, "three loops look")
        begins = timezone.now() + timedelta(seconds=4)
        running.log_ahead(40, lambda number: begins + timedelta(seconds=number // 4 * 0.4), "hours")
        running.suffer([], [], pause=0, until=(begins - timezone.now()).total_seconds() + 5)
        broken = running.judged(running.calm([], patience=20))
    assert "I3" in broken, broken
    assert any(": 2 alerts" in wrong or ": 3 alerts" in wrong for wrong in broken["I3"])
    keeps(f"seeded fault, neither lock nor constraint: I3 caught it, {len(broken['I3'])} alerts doubled")


def test_an_ignored_key_doubles_what_was_asked_once(home: tuple[House, Town], keeps: Callable[[str], None]) -> None:
    with run(*home, name="key_ignored", seed=SEED, lasts=20, fault="key_ignored", mail_takes=0.01) as running:
        running.programs.start(web=1, sweep=1)
        clients = crew(running.shared, SEED, pace=0.2, readers=False, hangs_up=0.5)
        running.suffer([Fault(3, "web child"), Fault(6, "web child")], clients, pause=0, until=9)
        broken = running.judged(running.calm(clients, patience=20))
    assert broken.keys() & {"I1", "I2"}, broken
    doubled = [wrong for name in ("I1", "I2") for wrong in broken.get(name, []) if "is there 2 times" in wrong]
    assert doubled, broken
    keeps(f"seeded fault, key ignored: I1 and I2 caught it, {len(doubled)} acts doubled")


def test_a_trail_written_later_loses_readings(home: tuple[House, Town], keeps: Callable[[str], None]) -> None:
    with run(*home, name="lossy_trail", seed=SEED, lasts=20, fault="lossy_trail", mail_takes=0.01) as running:
        running.programs.start(web=1, sweep=1)
        clients = crew(running.shared, SEED, pace=0.2)
        faults = [Fault(3, "web child"), Fault(5, "web child"), Fault(7, "web child"), Fault(9, "web parent")]
        running.suffer(faults, clients, pause=0, until=10)
        broken = running.judged(running.calm(clients, patience=20))
    assert set(broken) == {"I9"}, broken
    keeps(f"seeded fault, trail written later: I9 caught it, {len(broken['I9'])} readings of a child unlogged")
