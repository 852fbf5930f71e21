"""What leaders were sent stays what it was, a missed month is sent late, and no list or number is cut unsaid."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from audits import actions
from audits.models import FigureRun, FigureSnapshot, Pack
from audits.oversight import figure, snapshots, table
from councils.models import Council
from referrals import references
from tests.referrals.pages import signed_in, text_of
from tests.world import MONDAY, World, make_world

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 31)
DAY = timedelta(days=1)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def kent(world: World) -> Council:
    council = world.council("kent")
    council.takes_part = True
    council.save()
    return council


def kept(council: Council, month: date, version: int, hits: int, code: str = "drift") -> None:
    run, _ = FigureRun.objects.get_or_create(
        period="month", on=month, edition=f"edition {version}", computed_at=MONDAY, computed_by="a test"
    )
    FigureSnapshot.objects.create(
        run=run, council=council, code=code, version=version, period="month", on=month, hits=hits, of=100
    )


def drift_of(pack: Pack) -> tuple[str, int, int | None]:
    [trend] = [one for one in snapshots.of_pack(pack, months=12) if one.figure.code == "drift"]
    return trend.figure.definition, trend.figure.version, trend.today.hits if trend.today else None


def test_a_pack_shows_what_was_sent_after_a_definition_has_changed(world: World, kent: Council) -> None:
    now = table.BY_CODE["drift"]
    then = replace(now, version=now.version - 1, definition="Open cases as they were counted when this was sent.")
    kept(kent, OCTOBER, then.version, 17)
    kept(kent, OCTOBER, now.version, 61)
    sent = Pack.objects.create(
        reference=references.new(), council=kent, month=OCTOBER, made_at=MONDAY, figures=[then.kept()]
    )
    assert drift_of(sent) == (then.definition, then.version, 17)
    page = signed_in(world.person("kent", "councillor")).get(f"/leaders/packs/{sent.reference}/")
    words = text_of(page)
    assert then.definition in words and now.definition not in words
    assert [it["number"] for it in page.context["figures"]] == ["17"]


def test_a_pack_keeps_the_definitions_of_the_day_it_is_made(world: World, kent: Council) -> None:
    kept(kent, OCTOBER, table.BY_CODE["drift"].version, 61)
    pack = actions.make_pack(council=kent, month=OCTOBER, by=None, now=MONDAY)
    assert pack is not None
    assert [one["code"] for one in Pack.objects.get(pk=pack.pk).figures] == [one.code for one in table.LEADERS]
    one = table.BY_CODE["drift"]
    assert drift_of(Pack.objects.get(pk=pack.pk)) == (one.definition, one.version, 61)


def test_what_is_kept_of_a_definition_is_read_as_it_was() -> None:
    for one in table.LEADERS:
        again = figure.Figure.of_kept(one.kept())
        assert replace(again, sql=one.sql, leaders=True, said=one.said, split=one.split) == one


def looked(now: datetime) -> None:
    snapshots.forget()
    for _ in range(60):
        snapshots.look(now=now)


def test_a_month_that_was_missed_while_the_engine_stood_still_is_sent_late(world: World, kent: Council) -> None:
    world.logged("kent", MONDAY - 60 * DAY)
    reader = world.person("kent", "councillor")
    looked(MONDAY)
    assert [str(one.month) for one in Pack.objects.all()] == ["2026-10-31"], "none of the months before the first"
    again = MONDAY + 80 * DAY  # in February
    looked(again)
    packs = Pack.objects.filter(council=kent).order_by("pk")
    assert [str(one.month) for one in packs] == ["2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31"]
    assert all(one.deliveries.filter(person=reader).exists() for one in packs)
    looked(again + DAY)
    assert packs.count() == 4
