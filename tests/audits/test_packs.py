"""What leaders were sent stays what it was, a missed month is sent late, and no list or number is cut unsaid."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from audits import actions
from audits.models import FigureRun, FigureSnapshot, Pack, RaisedWarning
from audits.oversight import figure, snapshots, table
from audits.presenters import leaders as told
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


def raised(world: World, number: int, *, at: datetime, answered: bool = False) -> None:
    by = world.person("kent", "head_of_service")
    for one in range(number):
        # Several of one instant, so that a page ends among them.
        when = at + (one // 10) * timedelta(minutes=1)
        warning = actions.raise_warning(
            by=by,
            source="staff",
            raised_by="A team",
            about=f"{'Answered' if answered else 'Waiting'} matter {one:03}",
            words="Look.",
            to="head_of_service",
            at=when,
            now=when,
        )
        if answered:
            actions.answer_warning(by=by, warning=warning, answer="Yes", what_changes="x", at=when, now=when)


def test_leaders_are_told_the_true_number_of_what_nobody_answered(world: World, kent: Council) -> None:
    raised(world, 45, at=timezone.now() - DAY)
    page = signed_in(world.person("kent", "councillor")).get("/leaders/")
    assert "45 warnings not answered, none of them late" in text_of(page)
    assert len(page.context["warnings"]["rows"]) == 45 and not page.context["warnings"]["cut"]


def test_more_than_is_listed_is_said_to_be_more(world: World, kent: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "MOST", 20)
    monkeypatch.setattr(told, "READ", 21)
    raised(world, 30, at=timezone.now() - DAY)
    page = signed_in(world.person("kent", "councillor")).get("/leaders/")
    words = text_of(page)
    assert "More than 20 warnings not answered, none of them late" in words
    assert "The 20 that have waited longest are shown here." in words
    assert len(page.context["warnings"]["rows"]) == 20


def turned(client: Any, address: str, name: str) -> list[str]:
    """What one list of the register holds, page after page."""
    found: list[str] = []
    while address:
        page = client.get(address)
        found += [row["act"] for row in page.context[name]]
        following = page.context[f"{name}_next"].split("#")[0]
        if following:
            assert following.replace("&", "&amp;") in page.content.decode()
        address = f"/warnings/{following}" if following else ""
    return found


def test_every_warning_is_on_some_page_of_the_register(world: World, kent: Council) -> None:
    now = timezone.now()
    raised(world, 110, at=now - 3 * DAY)
    raised(world, 60, at=now - 2 * DAY, answered=True)
    client = signed_in(world.person("kent", "councillor"))
    waiting, answered = (turned(client, "/warnings/", name) for name in ("waiting", "answered"))
    assert waiting == [f"Waiting matter {one:03}" for one in range(110)], "the longest first"
    assert answered == [f"Answered matter {one:03}" for one in reversed(range(60))], "the newest first"
    assert RaisedWarning.objects.count() == 170


def test_one_list_of_the_register_keeps_its_place_while_the_other_is_turned(world: World, kent: Council) -> None:
    now = timezone.now()
    raised(world, 30, at=now - 3 * DAY)
    raised(world, 30, at=now - 2 * DAY, answered=True)
    client = signed_in(world.person("kent", "councillor"))
    first = client.get("/warnings/")
    second = client.get("/warnings/" + first.context["waiting_next"].split("#")[0])
    assert [row["act"] for row in second.context["waiting"]] == [f"Waiting matter {one:03}" for one in range(25, 30)]
    both = client.get("/warnings/" + second.context["answered_next"].split("#")[0])
    assert [row["act"] for row in both.context["waiting"]] == [row["act"] for row in second.context["waiting"]]
    assert len(both.context["answered"]) == 5
    words = re.sub(r"\s+", " ", text_of(both))
    assert words.count("Previous page") == 2
