"""The product beside the floor: short series of each by turns, so that whatever else runs on the machine meets both."""

import math
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from stories.bench.load import Figures, Request, series
from stories.bench.serve import Served

#: Many short series rather than a few long ones: the middle of many ratios hardly moves when a neighbour wakes up.
BLOCKS, IN_A_BLOCK = 9, 16


@dataclass(frozen=True)
class Servers:
    """The two web servers and the process whose children carry out the statements of both."""

    ours: Served
    theirs: Served
    database: int


@dataclass
class Pair:
    """What was measured of one request and of the floor's.

    `ratio` is of the medians of time; `cpu` of processor time for an answer, of web and database together, which waits
    for nobody and so tells the same on a busy machine (NaN where the system does not say).
    """

    ours: float
    floor: float
    ratio: float
    cpu: float
    many: float
    many_floor: float
    size: int
    wrong: dict[int, int] = field(default_factory=dict)


def compare(servers: Servers, product: Request, least: Request, *, eight: bool = True) -> Pair:
    """One client by turns; then, where asked, eight at once, first of the one and then of the other.

    Before that, unmeasured, eight ask each: every thread of a server then has its connection, its statements planned
    and its templates read, as in the middle of a working day.
    """
    for request in (least, product):
        series(request, count=32, clients=8)
    blocks: list[tuple[Figures, Figures]] = []
    spent = [0.0, 0.0]
    for _ in range(BLOCKS):
        found = []
        for which, (request, server) in enumerate(((least, servers.theirs), (product, servers.ours))):
            before = cpu_seconds(server.pid) + cpu_seconds(servers.database)
            found.append(series(request, count=IN_A_BLOCK))
            spent[which] += cpu_seconds(server.pid) + cpu_seconds(servers.database) - before
        blocks.append((found[0], found[1]))
    many = series(product, count=200, clients=8, seconds=5) if eight else None
    many_floor = series(least, count=200, clients=8, seconds=5) if eight else None
    wrong: dict[int, int] = {}
    for figures in (*(ours for _, ours in blocks), *([many] if many else [])):
        for status, count in figures.wrong.items():
            wrong[status] = wrong.get(status, 0) + count
    return Pair(
        ours=statistics.median(ours.p50 for _, ours in blocks),
        floor=statistics.median(floor.p50 for floor, _ in blocks),
        ratio=statistics.median(ours.p50 / floor.p50 for floor, ours in blocks),
        cpu=spent[1] / spent[0] if spent[0] else float("nan"),
        many=many.per_second if many else float("nan"),
        many_floor=many_floor.per_second if many_floor else float("nan"),
        size=blocks[-1][1].size,
        wrong=wrong,
    )


def settle(*servers: Served) -> None:
    """Wait, a minute at most, until servers that have just started no longer work: each of their processes reads the
    whole application first, and the one that came second must not be doing so while the first is measured."""
    until = time.monotonic() + 60
    before, now = float("nan"), sum(cpu_seconds(one.pid) for one in servers)
    while now != before and not math.isnan(now) and time.monotonic() < until:
        time.sleep(1)
        before, now = now, sum(cpu_seconds(one.pid) for one in servers)


def cpu_seconds(pid: int) -> float:
    """Processor time that a process and its children have used, in seconds; NaN where the system does not say."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ticks = sum(_ticks(one, ended=one == str(pid)) for one in (str(pid), *children))
    except OSError:
        return float("nan")
    return ticks / 100


def _ticks(pid: str, *, ended: bool) -> int:
    """Hundredths of a second; with what children that have ended had used."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0  # it has ended since it was named
    return sum(map(int, after_name[11:15] if ended else after_name[11:13]))


def postmaster(cursor: Any) -> int:
    """The process whose children serve this database connection; 0 where it is not on this machine."""
    cursor.execute("select pg_backend_pid()")
    try:
        return int(Path(f"/proc/{cursor.fetchone()[0]}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
