"""An administrator sets the council's own figure on the rules page, where no national source sets one."""

import pytest
from django.test import Client

from tests.world import World, make_world
from timers.models import Rule


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def signed_in(world: World, role: str) -> Client:
    client = Client()
    client.force_login(world.person("kent", role), backend="accounts.backend.AccessBackend")
    return client


def rule(kind: str) -> Rule:
    return Rule.objects.get(kind=kind, variant="", council_id=None, current=True)


def test_an_administrator_sets_it_and_everybody_reads_it(world: World) -> None:
    admin = signed_in(world, "administrator")
    address = f"/rules/{rule('council_contact').pk}/own/"
    assert address in admin.get("/rules/").content.decode()
    answer = admin.post(
        address,
        {"amount": "2", "source": "Practice note", "from_on-day": "1", "from_on-month": "6", "from_on-year": "2028"},
    )
    assert answer.status_code == 302
    assert "Practice note" not in Client().get("/rules/").content.decode()
    assert "Kent: Within 2 working days" in Client().get("/rules/").content.decode()


def test_a_mistake_keeps_what_was_typed(world: World) -> None:
    admin = signed_in(world, "administrator")
    answer = admin.post(f"/rules/{rule('council_contact').pk}/own/", {"amount": "2", "source": "Practice note"})
    assert answer.status_code == 422 and "Practice note" in answer.content.decode()


def test_a_national_figure_has_no_such_page_and_a_social_worker_no_such_right(world: World) -> None:
    assert signed_in(world, "administrator").get(f"/rules/{rule('decision').pk}/own/").status_code == 404
    assert signed_in(world, "social_worker").get(f"/rules/{rule('council_contact').pk}/own/").status_code == 403
