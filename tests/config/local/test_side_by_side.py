"""Two of everything at once, some of them killed: each clock still gets each of its alerts exactly once."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.house import House, house, until

pytestmark = pytest.mark.slow


@pytest.fixture
def two(django_db_blocker: Any) -> Iterator[House]:
    with django_db_blocker.unblock(), house(pages=False) as built:
        built.start(copies=2)
        yield built


def _start_clocks(first: int, last: int) -> None:
    """Feedback clocks (one level, no consequence) that were missed days ago, so one alert each is due at once."""
    from councils.models import Council
    from timers.actions import start

    council = Council.objects.order_by("id")[0]
    now = timezone.now()
    for number in range(first, last):
        start(
            "referrer_feedback",
            council_id=council.pk,
            subject=("referrals.part", 1_000_000 + number),
            about=("referrals.referral", 1_000_000 + number),
            at=now - timedelta(days=20),
            now=now,
        )


def _alerts() -> Counter[tuple[int, str]]:
    from timers.models import Alert

    return Counter(Alert.objects.filter(timer__subject_id__gte=1_000_000).values_list("timer_id", "level"))


def _all_alerted(clocks: int) -> bool:
    from timers.models import Timer

    mine = Timer.objects.filter(subject_id__gte=1_000_000)
    return mine.count() == clocks and len({timer for timer, _ in _alerts()}) == clocks


def test_two_of_everything_raise_each_alert_once(two: House) -> None:
    for web in ("web-1", "web-2"):
        assert two.get("/health/live", web)[0] == 200

    _start_clocks(0, 200)
    until(lambda: _all_alerted(200), 60, f"200 alerts\n{two.logs()}")

    # One of each is lost, and with it nothing.
    for name in ("web-1", "worker-1", "beat-1", "sweep-1"):
        two.kill(name)
    _start_clocks(200, 300)
    until(lambda: _all_alerted(300), 60, f"alerts with one of each\n{two.logs()}")
    assert two.get("/health/live", "web-2")[0] == 200

    # Broker, workers and beats all gone: the loop that needs none of them keeps the promise.
    for name in ("worker-2", "beat-2", "valkey"):
        two.kill(name)
    _start_clocks(300, 400)
    until(lambda: _all_alerted(400), 60, f"alerts without a broker\n{two.logs()}")

    # And the other way round: everything back, the loop gone, the database killed in between.
    two.kill("sweep-2")
    two.kill("postgres")
    for name in ("postgres", "valkey", "worker-1", "beat-1"):
        two.revive(name)
    from django.db import connections

    connections.close_all()
    _start_clocks(400, 450)
    until(lambda: _all_alerted(450), 90, f"alerts after everything came back\n{two.logs()}")

    assert set(_alerts().values()) == {1}
