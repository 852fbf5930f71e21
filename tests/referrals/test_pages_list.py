"""The list of referrals and the search: who sees which rows, at what cost, and that no name is in an address."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals import actions
from referrals.models import Referral
from tests.referrals.pages import Desk, text_of
from tests.world import World, at
from trail.models import Entry


@pytest.fixture
def screener(world: World) -> Desk:
    return Desk(world, world.person("kent", "screener"))


def test_rows_are_prepared_and_the_reading_written(screener: Desk, world: World) -> None:
    referral = world.logged("kent", at(16))
    page = text_of(screener.get("/referrals/"))
    assert "1 referral" in page and "Yusuf Adeyemi, 14" in page and "With: Havering" in page
    entry = Entry.objects.filter(action="list").latest("pk")
    assert entry.ids == [referral.pk]


def test_six_statements_in_all(screener: Desk, world: World) -> None:
    for day in (16, 17, 18):
        world.logged("kent", at(day))
    screener.get("/referrals/")
    with CaptureQueriesContext(connection) as queries:
        screener.get("/referrals/?state=all&outcome=none&kind=referral")
    asked = [one["sql"] for one in queries.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 6, "\n".join(sql[:100] for sql in asked)


@pytest.mark.parametrize(
    ("alias", "role", "rows"),
    [
        ("kent", "screener", 1),
        ("kent", "head_of_service", 1),
        ("kent", "team_manager", 1),
        ("kent", "social_worker", 0),
        ("havering", "screener", 0),
    ],
)
def test_whose_rows(world: World, alias: str, role: str, rows: int) -> None:
    world.logged("kent", at(16))
    desk = Desk(world, world.person(alias, role, name="Somebody New"))
    assert desk.get("/referrals/").content.decode().count('class="hf-row ') == rows


def test_what_one_logged_has_a_list_of_its_own(world: World) -> None:
    world.logged("kent", at(16))
    desk = Desk(world, world.person("kent"))
    assert "No referral here" in text_of(desk.get("/referrals/"))
    assert "Yusuf Adeyemi" in text_of(desk.get("/referrals/?logged=me"))


def test_filters_are_chips_in_the_address(screener: Desk, world: World) -> None:
    referral = world.logged("kent", at(16))
    havering = world.council("havering").pk
    team = world.team("kent").pk
    for query, rows in (
        ("worker=0", 1),
        ("outcome=none", 1),
        ("outcome=early_help", 0),
        (f"other={havering}", 1),
        (f"other={world.council('croydon').pk}", 0),
        (f"team={team}", 1),
        ("state=closed", 0),
        ("kind=contact", 0),
        ("sort=oldest", 1),
    ):
        html = screener.get(f"/referrals/?{query}").content.decode()
        assert html.count('class="hf-row ') == rows, query
        assert ("Remove this filter" in html) == (not query.startswith("sort")), query
    assert referral.reference in screener.get("/referrals/").content.decode()


@pytest.mark.parametrize(
    "query", ["after=%00", "after=zzzz", "team=x", "team=99999999999999999999", "state=%00&kind='", "other=-1"]
)
def test_nonsense_in_the_address_is_not_asked(screener: Desk, query: str) -> None:
    assert screener.get(f"/referrals/?{query}").status_code == 200


def test_pages_follow_each_other(screener: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("referrals.views.listing.ROWS", 2)
    for day in (16, 17, 18, 19, 20):
        world.logged("kent", at(day))
    seen: list[str] = []
    address = "/referrals/"
    for _ in range(3):
        page = screener.get(address)
        html = page.content.decode()
        seen += [one.reference for one in Referral.objects.order_by("-received_at") if one.reference in html]
        address = html.split('rel="next"')[0].rsplit('href="', 1)[-1].split('"')[0].replace("&amp;", "&")
    assert seen == [one.reference for one in Referral.objects.order_by("-received_at")]


def test_search_by_name_reference_and_number(screener: Desk, world: World) -> None:
    referral = world.logged("kent", at(16), world.said(world.child(nhs_number="9991234567")))
    world.logged("havering", at(16))
    for typed in ("Adeyemi", "yussuf adeyemi", "999 123 4567"):
        page = screener.post("/referrals/search/", {"q": typed})
        assert referral.reference in page.content.decode(), typed
        assert page.content.decode().count('class="hf-row ') == 1
    found = screener.post("/referrals/search/", {"q": referral.reference.lower().replace("-", " ")})
    assert found["Location"] == f"/referrals/{referral.reference}/"
    assert Entry.objects.filter(action="search").count() == 3
    for nothing in ("", "Nobody Here", "\x00", "' OR 1=1 --", "a:* & !b", "0000-0000-0"):
        assert screener.post("/referrals/search/", {"q": nothing}).status_code == 200


def test_another_councils_referral_is_not_found(screener: Desk, world: World) -> None:
    theirs = world.logged("havering", at(16))
    page = screener.post("/referrals/search/", {"q": theirs.reference})
    assert page.status_code == 200 and "No referral of ours matches" in text_of(page)


def test_a_closed_door_for_those_who_see_figures_only(world: World) -> None:
    councillor = Desk(world, world.person("kent", "councillor"))
    assert councillor.get("/referrals/").status_code == 403
    assert councillor.post("/referrals/search/", {"q": "Adeyemi"}).status_code == 403


def test_an_allocated_worker_sees_theirs(world: World) -> None:
    referral = world.logged("kent", at(16))
    worker = world.person("kent", name="Ann Able")
    manager = world.person("kent", "team_manager", team=world.team("kent"))
    actions.allocate(by=manager, referral=referral, worker=worker, at=at(16, 12), now=at(16, 12))
    assert referral.reference in Desk(world, worker).get("/referrals/").content.decode()
