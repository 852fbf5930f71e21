"""The list as a file: what the list shows and no more, no child's name, every record on the trail."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals.models import Part
from referrals.views import exporting
from tests.referrals.pages import signed_in, text_of
from tests.world import MONDAY, World
from trail.models import Entry

pytestmark = pytest.mark.django_db
ADDRESS = "/referrals/list.csv"


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_it_holds_what_the_list_asks_for_and_no_child(world: World) -> None:
    mine = [world.logged("kent", MONDAY - timedelta(hours=hours)) for hours in (1, 3, 2)]
    world.logged("havering", MONDAY)
    closed = world.logged("kent", MONDAY - timedelta(days=2))
    Part.objects.filter(referral=closed).update(closed_at=MONDAY)
    client = signed_in(world.person("kent", "service_manager"))
    page = client.get("/referrals/")
    assert f'href="{ADDRESS}"' in page.content.decode()
    rows = rows_of(client.get(ADDRESS))
    assert [row["Reference"] for row in rows] == [mine[0].reference, mine[2].reference, mine[1].reference]
    assert [row["Reference"] for row in rows_of(client.get(f"{ADDRESS}?state=closed"))] == [closed.reference]
    said = b"".join(client.get(ADDRESS).streaming_content).decode()
    for one in mine[0].involvements.select_related("person"):
        for name in (one.person.given_name, one.person.family_name, one.person.nhs_number):
            assert not name or name not in said
    assert rows[0]["Next deadline"] and rows[0]["Due"] and rows[0]["Decision"] == ""


def test_the_trail_names_every_record_that_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    mine = {world.logged("kent", MONDAY - timedelta(hours=hours)).pk for hours in range(5)}
    manager = world.person("kent", "head_of_service")
    assert len(rows_of(signed_in(manager).get(ADDRESS))) == 5
    told = Entry.objects.filter(by_id=manager.pk, action="export").values_list("ids", flat=True)
    assert sorted(key for ids in told for key in ids) == sorted(mine) and len(told) == 3


def test_what_leaves_is_on_the_trail_before_a_line_does(world: World) -> None:
    """Whoever hangs up, and a worker that is killed, undo nothing of it."""
    world.logged("kent", MONDAY)
    manager = world.person("kent", "head_of_service")
    signed_in(manager).get(ADDRESS)
    assert Entry.objects.filter(by_id=manager.pk, action="export").count() == 1


def test_a_page_of_it_costs_the_same_whatever_its_length(world: World) -> None:
    manager = world.person("kent", "service_manager")
    client = signed_in(manager)
    world.logged("kent", MONDAY)
    rows_of(client.get(ADDRESS))
    asked = []
    for _ in range(2):
        for hours in range(4):
            world.logged("kent", MONDAY - timedelta(hours=hours))
        with CaptureQueriesContext(connection) as seen:
            rows_of(client.get(ADDRESS))
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_who_may_not_export_is_not_offered_it_and_gets_nothing(world: World) -> None:
    world.logged("kent", MONDAY)
    for role in ("social_worker", "team_manager", "auditor", "councillor"):
        client = signed_in(world.person("kent", role))
        assert client.get(ADDRESS).status_code in {403, 404}
        assert "Download this list" not in text_of(client.get("/referrals/"))


def test_no_cell_is_a_formula(world: World) -> None:
    world.logged("kent", MONDAY)
    part = Part.objects.get()
    part.worker = world.person("kent", name='=HYPERLINK("x")')
    part.save()
    [row] = rows_of(signed_in(world.person("kent", "service_manager")).get(ADDRESS))
    assert row["Worker"] == '\'=HYPERLINK("x")'
