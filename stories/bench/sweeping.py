"""Goal 4: the sweep in process, with none, a hundred and ten thousand clocks due among all that run."""

import statistics
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg2
from django.db import connection, connections

from stories.bench.report import Line
from timers.models import Alert, Look
from timers.sweep import sweep

# The floor of the same work: one statement that claims a batch, marks it and writes an alert row for each.
CLAIM = """
with due as (
    select id from floor_clock where raised_at is null and due_at < now() order by due_at limit 500
       for update skip locked
), marked as (
    update floor_clock c set raised_at = now() from due where c.id = due.id returning c.id
)
insert into floor_raised (clock_id) select id from marked
"""


def sweeps(label: str, floor: str, say: Callable[[str], None]) -> list[Line]:
    """0, 100 and 10,000 due, ours beside the floor's; and two sweepers at once."""
    lines = []
    for due, goal in ((0, None), (100, 10.0), (10_000, 5.0)):
        if due and Look.objects.count() <= 6 * due:
            continue  # a small database has fewer clocks ahead than that
        say(f"{label}: 4 sweep, {due:,} due")
        rounds = 1 if due > 100 else 5
        pairs = [(_ours(_when_passed(due)), _floor(floor, due)) for _ in range(rounds)]
        ours = statistics.median(took for (took, _), _ in pairs)
        least = statistics.median(took for _, took in pairs)
        ratio = statistics.median(took / low for (took, _), low in pairs)
        raised = sum(alerts for (_, alerts), _ in pairs) // rounds
        note = f"{raised:,} alerts"
        kept = raised == due
        if due == 0:
            kept, note = kept and ours <= 1.0, "goal: at most 1.0 ms in process"
        else:
            kept = kept and goal is not None and ratio <= goal
            note += f", {ours * 1000 / due:.0f} µs each"
        lines.append(Line(label, f"4 sweep, {due:,} due", ours, least, ratio, goal, note, kept))
    if Look.objects.count() < 10_000:
        return lines  # too few clocks run to be divided between two
    say(f"{label}: 4 sweep, two at once")
    alone = lines[-1].p50 or 0.0
    together, raised = _two(_when_passed(10_000))
    lines.append(
        Line(
            label,
            "4 sweep, two at once",
            together,
            alone,
            together / alone,
            1.2,
            f"{raised:,} alerts for 10,000 due",
            raised == 10_000 and together <= 1.2 * alone,
        )
    )
    return lines


def _when_passed(count: int) -> datetime:
    """The first instant at which exactly that many rungs are passed: sweeping as of then finds them due."""
    ahead = Look.objects.order_by("next_at").values_list("next_at", flat=True)
    return ahead[count - 1] + timedelta(microseconds=1) if count else ahead[0] - timedelta(days=1)


def _ours(now: datetime) -> tuple[float, int]:
    before = Alert.objects.count()
    started = time.perf_counter()
    sweep(now=now)
    took = (time.perf_counter() - started) * 1000
    return took, Alert.objects.count() - before


def _floor(dsn: str, due: int) -> float:
    database = psycopg2.connect(dsn)
    database.autocommit = True
    try:
        with database.cursor() as cursor:
            if due:
                cursor.execute(
                    "update floor_clock set due_at = now() - interval '1 minute' where id in"
                    " (select id from floor_clock where raised_at is null order by due_at limit %s)",
                    [due],
                )
            started = time.perf_counter()
            while True:
                cursor.execute(CLAIM)
                if cursor.rowcount < 500:
                    return (time.perf_counter() - started) * 1000
    finally:
        database.close()


def _two(now: datetime) -> tuple[float, int]:
    before = Alert.objects.count()

    def one() -> None:
        try:
            sweep(now=now)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(2)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = (time.perf_counter() - started) * 1000
    connection.close()
    return took, Alert.objects.count() - before
