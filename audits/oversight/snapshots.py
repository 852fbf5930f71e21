"""Figures kept as they stood: every day once, and at the end of every month, by whoever of the engine comes first.

A look of the engine calls `look` (audits/deadlines.py). It costs nothing on a day that is done, and computes at most
one period a look otherwise, so that a table of figures that has changed is counted again for the past 36 months without
holding up the deadlines. Who computed, when and by which version stands in the rows.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Min

from audits.models import FigureRun, FigureSnapshot, Pack
from audits.oversight.counting import edition, month_ends, parameters
from audits.oversight.figure import Figure
from audits.oversight.table import FIGURES
from councils.models import Council
from timers.calendar import end_of, local

MONTHS = 36
#: Packs made in one look, and how many months back a missing one is still made.
MOST_PACKS = 20
MISSED = 12
#: Only one process counts at a time; the others leave it to that one.
LOCK = 0x666967757265

_COUNT = """
insert into audits_figuresnapshot (run_id, council_id, code, version, period, "on", hits, "of")
select %(run)s, c.id, %(code)s, %(version)s, %(period)s, %(on)s, coalesce(n.hits, 0), coalesce(n.whole, 0)
  from councils_council c
  left join (select f.council_id, count(*) filter (where f.hit) as hits, count(*) as whole
               from ({sql}) f group by 1) n on n.council_id = c.id
 where c.takes_part or n.whole > 0
    on conflict (council_id, code, version, period, "on") do nothing
"""


@dataclass
class _Done:
    """What this process knows to be finished: (day, edition)."""

    day: tuple[date, str] | None = None


_done = _Done()


def look(*, now: datetime) -> None:
    """What the engine does after each look: today's figures, a month that is missing, packs that are."""
    today, which = local(now).date(), edition()
    if _done.day == (today, which):
        return
    if compute("day", today, until=now, now=now, by="the engine"):
        return
    if _one_month(now=now):
        return
    if _packs(now=now):
        return
    _done.day = (today, which)


def forget() -> None:
    """Look again as a process that has just started would."""
    _done.day = None


def compute(period: str, on: date, *, until: datetime, now: datetime, by: str) -> bool:
    """Count every figure of every council for a day and keep it; False when that was done or another process does it.

    One transaction: killed in the middle, nothing was kept and the next look does it.
    """
    which = edition()
    if FigureRun.objects.filter(period=period, on=on, edition=which).exists():
        return False
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return False
        if FigureRun.objects.filter(period=period, on=on, edition=which).exists():
            return False
        run = FigureRun.objects.create(period=period, on=on, edition=which, computed_at=now, computed_by=by)
        values = parameters(None, until)
        with connection.cursor() as cursor:
            for figure in FIGURES:
                cursor.execute(
                    _COUNT.format(sql=figure.sql),
                    {
                        **values,
                        "run": run.pk,
                        "code": figure.code,
                        "version": figure.version,
                        "period": period,
                        "on": on,
                    },
                )
    return True


def _one_month(*, now: datetime) -> bool:
    """The latest month of the past 36 that has not been counted, back to the first referral; False when none is
    left."""
    first = _first_received()
    if first is None:
        return False
    wanted = [day for day in month_ends(now, MONTHS) if day >= first]
    held = set(FigureRun.objects.filter(period="month", edition=edition(), on__in=wanted).values_list("on", flat=True))
    missing = [day for day in wanted if day not in held]
    if not missing:
        return False
    return compute("month", missing[-1], until=end_of(missing[-1]), now=now, by="the engine")


# One look into an index for each council: the earliest of a million would be read in full otherwise.
_FIRST = """
select min(f.received_at) from councils_council c cross join lateral (
    select p.received_at from referrals_part p where p.council_id = c.id order by p.received_at, p.id limit 1) f
"""


def _first_received() -> date | None:
    """The day of the earliest referral: before it there is nothing to count."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST)
        first = cursor.fetchone()[0]
    return local(first).date() if first is not None else None


def _packs(*, now: datetime) -> bool:
    """The packs that are missing, the oldest first; False when every one is made.

    Last month's of every council that takes part, and every month of the past year since a council's first pack: while
    the engine stood still none was made, and leaders are owed each.
    """
    from audits.actions import make_pack

    ends = month_ends(now, MISSED)
    made = set(Pack.objects.filter(month__in=ends).values_list("council_id", "month"))
    first = dict(Pack.objects.values_list("council_id").annotate(Min("month")))
    counted = FigureSnapshot.objects.filter(period="month", on__in=ends).values_list("council_id", "on").distinct()
    councils = {one.pk: one for one in Council.objects.filter(takes_part=True)}
    left = [
        (month, council_id)
        for council_id, month in counted
        if council_id in councils
        and (council_id, month) not in made
        and (month == ends[-1] or month > first.get(council_id, month))
    ]
    for month, council_id in sorted(left)[:MOST_PACKS]:
        with transaction.atomic():
            make_pack(council=councils[council_id], month=month, by=None, now=now)
    return bool(left)


@dataclass(frozen=True)
class Point:
    """A figure on a day: how many, out of how many."""

    on: date
    hits: int
    of: int


@dataclass(frozen=True)
class Trend:
    """One figure of a council: as it stands (None until the engine has counted) and month by month, earliest first."""

    figure: Figure
    today: Point | None
    months: tuple[Point | None, ...]
    ends: tuple[date, ...]
    counted_at: datetime | None


Key = tuple[str, int, date]


def trends(figures: list[Figure], council_id: int, *, now: datetime, months: int) -> list[Trend]:
    """The figures as they stood at the latest look of the past week, and their months, by the present version of each
    definition alone; two queries."""
    ends = tuple(month_ends(now, months))
    monthly = _monthly(figures, council_id, ends)
    since = local(now).date() - timedelta(days=7)
    found = FigureSnapshot.objects.filter(
        council_id=council_id, code__in=[one.code for one in figures], period="day", on__gte=since
    )
    latest = {(one.code, one.version): one for one in found.select_related("run").order_by("on")}
    made = []
    for figure in figures:
        today = latest.get((figure.code, figure.version))
        made.append(
            Trend(
                figure,
                Point(today.on, today.hits, today.of) if today else None,
                tuple(monthly.get((figure.code, figure.version, end)) for end in ends),
                ends,
                today.run.computed_at if today else None,
            )
        )
    return made


def of_pack(pack: Pack, *, months: int) -> list[Trend]:
    """The figures that a pack was sent with, by the definitions it keeps, as they stood at the end of its month, with
    the months before it; one query."""
    figures = [Figure.of_kept(one) for one in pack.figures]
    ends = tuple(month_ends(end_of(pack.month) + timedelta(days=1), months))
    monthly = _monthly(figures, pack.council_id, ends)
    points = [tuple(monthly.get((one.code, one.version, end)) for end in ends) for one in figures]
    return [Trend(one, some[-1], some, ends, end_of(pack.month)) for one, some in zip(figures, points, strict=True)]


def _monthly(figures: list[Figure], council_id: int, ends: tuple[date, ...]) -> dict[Key, Point]:
    found = FigureSnapshot.objects.filter(
        council_id=council_id,
        code__in=[one.code for one in figures],
        period="month",
        on__gte=ends[0],
        on__lte=ends[-1],
    )
    return {(one.code, one.version, one.on): Point(one.on, one.hits, one.of) for one in found}
