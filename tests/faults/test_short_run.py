"""The short fault run of RELIABILITY 3.3: two minutes of work, twenty kills, and nothing lost, doubled or late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.faults import invariants
from tests.faults.clients import crew
from tests.faults.programs import TWENTY, plan
from tests.faults.running import run
from tests.faults.town import Town
from tests.house import House

pytestmark = [pytest.mark.slow, pytest.mark.faults]

SEED = 20261122
#: Seconds in which deadlines fall and faults happen.
LASTS = 112
#: The lease here, in seconds, so that several end within the run; a paused process sleeps longer than that.
LEASE, PAUSE = 8.0, 11.0


def test_twenty_kills_lose_and_double_nothing(
    home: tuple[House, Town], record_property: Callable[[str, object], None]
) -> None:
    house, town = home
    with run(house, town, name="short_run", seed=SEED, lasts=LASTS, lease=LEASE) as running:
        begins = timezone.now() + timedelta(seconds=20)
        running.log_ahead(30, lambda number: begins + timedelta(seconds=number * 3))
        running.programs.start(web=1, worker=2, beat=1, sweep=1)
        clients = crew(running.shared, SEED, pace=1.3)
        running.suffer(plan(SEED), clients, pause=PAUSE, until=LASTS)
        after = running.calm(clients)
        broken, figures = running.judged(after), after.figures()
        line = summary(running.programs.killed, figures)
        record_property("figures", line)
        print(line, *invariants.latest(), *running.programs.events, sep="\n")
        told = {name: wrong[:8] for name, wrong in broken.items()}
        assert not broken, f"seed {SEED}: {told}\n{line}\n{running.programs.logs()}"
        kills = sum(running.programs.killed[kind] for kind in TWENTY)
        # Else the run has proved less than it says.
        assert kills == sum(TWENTY.values()) == 20
        assert figures["deadlines"] >= 300 and figures["met"] >= 20 and figures["readings"] >= 50, line
        assert any(act.answered for act in running.ledger.of("page")), "no page was read"


def summary(killed: dict[str, int], figures: dict[str, Any]) -> str:
    """The run in one line."""
    kills = ", ".join(f"{kind} {times}" for kind, times in sorted(killed.items()))
    return (
        f"fault run: {sum(killed[kind] for kind in TWENTY)} kills and {len(killed) - len(TWENTY)} pauses ({kills}); "
        f"{figures['requests']} requests, {figures['unanswered']} unanswered; {figures['referrals']} referrals, "
        f"{figures['deadlines']} deadlines passed, {figures['met']} met; {figures['alerts']} alerts, "
        f"{figures['messages']} messages, {figures['repeats']} repeats; {figures['readings']} readings; "
        f"worst lateness of an alert {figures['worst']:.1f} s"
    )


def test_the_same_seed_gives_the_same_faults() -> None:
    assert plan(SEED) == plan(SEED) != plan(SEED + 1)
    kills = [fault for fault in plan(SEED) if not fault.paused]
    assert len(kills) == 20 and {fault.kind for fault in kills} == set(TWENTY)
