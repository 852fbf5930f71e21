"""What is left before our part can close, on the page of the referral itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.actions import change_desk
from referrals import actions, gate
from referrals.models import Part, Referral
from tests.referrals.pages import Desk, text_of
from tests.referrals.test_closing import ALL, close, shared, sign
from tests.world import World, at


def but_for(world: World, *left: str) -> Referral:
    referral = shared(world)
    for code, step in ALL.items():
        if code not in left:
            step(world, referral)
    return referral


def page_of(world: World, referral: Referral, role: str = "service_manager") -> str:
    return text_of(Desk(world, world.person("kent", role)).get(f"/referrals/{referral.reference}/"))


def test_one_thing_left_with_the_number_beside_it(world: World) -> None:
    referral = but_for(world, "closure.no_council_contact")
    for hours in ("office", "out_of_hours"):
        change_desk(
            by=world.person("havering"),
            council=world.council("havering"),
            service="childrens",
            hours=hours,
            name="Havering MASH",
            phone="01708 555 0100",
            at=at(9),
            now=at(9),
        )
    assert "One thing left: Ring Havering Havering: Havering MASH, 01708 555 0100" in page_of(world, referral)


def test_a_case_that_is_only_beginning_has_its_list_folded(world: World) -> None:
    assert "Five things left" in page_of(world, shared(world))


def test_nothing_left_leads_to_asking(world: World) -> None:
    assert "Nothing is left. Ask to close our part ; a second person signs." in page_of(world, but_for(world))


@pytest.mark.parametrize("role", ["screener", "emergency_duty"])
def test_nobody_is_shown_it_who_cannot_ask_to_close(world: World, role: str) -> None:
    assert "Closing our part" not in page_of(world, shared(world), role)


def test_a_closed_part_is_not_asked_about(world: World) -> None:
    referral = but_for(world)
    close(world, referral)
    sign(world, referral)
    assert "Closing our part" not in page_of(world, referral)


def test_the_gate_reads_the_record_in_one_statement(world: World) -> None:
    referral = shared(world)
    actions.send_referral(
        by=world.person("kent"), referral=referral, to=world.council("croydon"), at=at(17), now=at(17)
    )
    part = Part.objects.select_related("referral", "council").get(referral=referral, council=world.council("kent"))
    with CaptureQueriesContext(connection) as queries:
        found = gate.missing(part, at=at(18))
    assert len(queries) == 1
    both = {world.council("havering").pk, world.council("croydon").pk}
    assert {one.ground.code: set(one.councils) for one in found}["closure.no_council_contact"] == both
