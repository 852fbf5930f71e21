"""Each figure against its rows, counted a second time by other means; what a definition counts cannot change unseen."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.models import FigureRun, FigureSnapshot
from audits.oversight import counting, snapshots
from audits.oversight.table import BY_CODE, FAMILIES, FIGURES, LEADERS, of_family
from referrals import actions
from referrals.models import Part
from tests.audits.recount import RECOUNT
from tests.audits.town import BEGAN, Town
from tests.world import MONDAY, World

DEFINITIONS = Path(__file__).with_name("figures.csv")
NOW = MONDAY.replace(hour=15)
#: A Saturday, a day in spring, and now.
MOMENTS = (NOW, NOW - timedelta(days=16), NOW - timedelta(days=220))


def test_what_a_definition_counts_changes_only_with_its_version() -> None:
    """`python -m tests.audits.test_figures` writes the file anew, after a version was raised on purpose."""
    with DEFINITIONS.open(encoding="utf-8", newline="") as file:
        held = {(row["code"], row["version"]): row["digest"] for row in csv.DictReader(file)}
    for one in FIGURES:
        assert held.get((one.code, str(one.version))) == counting.digest(one), (
            f"{one.code}: raise its version when what it counts changes, so that its trend holds one definition"
        )


def test_every_figure_says_what_it_counts_and_where_that_comes_from() -> None:
    codes = [one.code for one in FIGURES]
    assert len(set(codes)) == len(codes)
    assert {one.family for one in FIGURES} == {one.code for one in FAMILIES}
    for one in FIGURES:
        assert len(one.definition) > 40 and one.definition.endswith(".") and one.source, one.code
    assert len(LEADERS) == 6
    assert set(RECOUNT) == set(codes)


@pytest.mark.django_db
def test_every_number_is_the_rows_counted_again(world: World) -> None:
    Town(world, seed=19_011_816, size=60)
    told = set()
    for alias in ("kent", "havering"):
        council = world.council(alias)
        for until in MOMENTS:
            for figure in FIGURES:
                found = counting.count(figure, council.pk, until)
                assert (found.hits, found.of) == RECOUNT[figure.code](council, until), (figure.code, alias, until)
                if found.hits:
                    told.add(figure.code)
    # A figure that never counted anything was never tested.
    assert told >= set(BY_CODE) - {"caseload"}, set(BY_CODE) - told


@pytest.mark.django_db
def test_the_rows_behind_a_number_are_as_many_as_it_says(world: World) -> None:
    Town(world, seed=7, size=45)
    council = world.council("kent")
    for figure in FIGURES:
        counted = counting.count(figure, council.pk, NOW)
        if figure.by_worker:
            workers = counting.by_worker(figure, council.pk, NOW)
            assert len(workers) == counted.of and sum(one["hit"] for one in workers) == counted.hits
            continue
        seen, after = counting.rows(figure, council.pk, NOW)
        while after is not None:
            page, after = counting.rows(figure, council.pk, NOW, after=after)
            seen += page
        assert len(seen) == len({one["key"] for one in seen}) == counted.hits, figure.code
        assert [one["since"] for one in seen] == sorted(one["since"] for one in seen)
        assert sum(one["hits"] for one in counting.by_team(figure, council.pk, NOW)) == counted.hits


@pytest.mark.django_db
def test_more_than_twenty_cases_of_one_worker_count(world: World) -> None:
    town = Town(world, seed=1, size=2)
    for number in range(21):
        referral = world.logged("kent", BEGAN + timedelta(days=400, minutes=number))
        when = BEGAN + timedelta(days=401)
        actions.allocate(by=town.manager, referral=referral, worker=town.workers[0], reason="x", at=when, now=when)
    council = world.council("kent")
    found = counting.count(BY_CODE["caseload"], council.pk, NOW)
    assert (found.hits, found.of) == RECOUNT["caseload"](council, NOW)
    assert found.hits == 1


@pytest.mark.django_db
def test_a_past_month_counts_today_as_it_did_then(world: World) -> None:
    """Cases closed or opened again since do not change what was so at the time."""
    town = Town(world, seed=3, size=30)
    then, council = NOW - timedelta(days=45), world.council("kent")
    before = {one.code: counting.count(one, council.pk, then) for one in FIGURES}
    closed = list(Part.objects.filter(council=council, closed_at__lt=then, referral__kind="referral").order_by("pk"))
    for part in closed:
        when = NOW - timedelta(days=2)
        actions.reopen(by=town.manager, referral=part.referral, reason="It goes on", at=when, now=when)
    assert len(closed) > 3
    town.random.seed(1)
    for part in Part.objects.filter(closed_at=None, council=council).order_by("pk"):
        town.closed(part, NOW - timedelta(days=1))
    assert {one.code: counting.count(one, council.pk, then) for one in FIGURES} == before
    assert counting.count(BY_CODE["drift"], council.pk, NOW).of < before["drift"].of


@pytest.mark.django_db
def test_snapshots_keep_today_and_the_months_once(world: World) -> None:
    Town(world, seed=5, size=25)
    council = world.council("kent")
    council.takes_part = True
    council.save()
    first = min(Part.objects.values_list("received_at", flat=True)).date()
    snapshots.forget()
    for _ in range(40):
        snapshots.look(now=NOW)
    months = list(FigureRun.objects.filter(period="month").order_by("on").values_list("on", flat=True))
    assert FigureRun.objects.filter(period="day").count() == 1
    assert months == [day for day in counting.month_ends(NOW, 36) if day >= first]
    assert len(months) >= 12, "as far back as there is anything to count"
    kept = FigureSnapshot.objects.filter(council=council, period="day")
    assert {(one.code, one.hits, one.of) for one in kept} == {
        (one.code, (c := counting.count(one, council.pk, NOW)).hits, c.of) for one in FIGURES
    }
    before = FigureSnapshot.objects.count()
    snapshots.forget()
    snapshots.look(now=NOW + timedelta(hours=3))
    assert FigureSnapshot.objects.count() == before


@pytest.mark.django_db
def test_a_day_that_is_done_costs_the_engine_nothing(world: World) -> None:
    snapshots.forget()
    for _ in range(3):
        snapshots.look(now=NOW)
    with CaptureQueriesContext(connection) as asked:
        snapshots.look(now=NOW + timedelta(minutes=1))
    assert len(asked) == 0


@pytest.mark.django_db
def test_a_trend_is_drawn_from_one_version_of_the_definition(world: World) -> None:
    council = world.council("kent")
    run = FigureRun.objects.create(
        period="month", on=date(2026, 10, 31), edition="x", computed_at=NOW, computed_by="a test"
    )
    present = BY_CODE["drift"].version
    for version, hits in ((present - 1, 3), (present, 7), (present + 1, 900)):
        FigureSnapshot.objects.create(
            run=run, council=council, code="drift", version=version, period="month", on=run.on, hits=hits, of=1000
        )
    [trend] = [
        one
        for one in snapshots.trends(of_family("oversight"), council.pk, now=NOW, months=12)
        if one.figure.code == "drift"
    ]
    assert [point.hits for point in trend.months if point] == [7]


@pytest.mark.django_db
def test_trends_are_read_with_two_queries_whatever_their_length(world: World) -> None:
    council = world.council("kent")
    for months in (12, 36):
        with CaptureQueriesContext(connection) as asked:
            snapshots.trends(list(FIGURES), council.pk, now=NOW, months=months)
        assert len(asked) == 2


if __name__ == "__main__":
    with DEFINITIONS.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["code", "version", "digest"])
        writer.writerows([one.code, one.version, counting.digest(one)] for one in FIGURES)
