"""A council that a referral names, and that was sent nothing: whoever is rung up writes it down and sees nothing."""

import json
from typing import Any

import pytest

from referrals import actions, references
from referrals.models import CouncilContact, JournalEntry, Part, Prompt, Referral
from referrals.refusals import NotPossible
from tests.referrals.pages import Desk, text_of, token_in
from tests.referrals.test_api import System
from tests.world import World, at
from timers.models import Timer

ADDRESS = "/referrals/rung/"


@pytest.fixture
def referral(world: World) -> Referral:
    """Logged by Kent; the child lives in Havering, which was sent nothing."""
    return world.logged("kent")


@pytest.fixture
def havering(world: World) -> Desk:
    return Desk(world, world.person("havering", "screener"))


def send(desk: Desk, reference: str, to: str = "kent", **more: str) -> Any:
    page = desk.get(ADDRESS)
    assert page.status_code == 200
    typed = {
        "reference": reference,
        "to": str(desk.world.council(to).pk),
        "two_way": "yes",
        "their_service": "childrens",
        "worker_there": "Priya Shah",
        "words": "They will send it today.",
    }
    return desk.post(ADDRESS, {"token": token_in(page), **typed, **more})


def owed(council_id: int) -> bool:
    return Timer.objects.running().filter(kind="council_contact", council_id=council_id).exists()


def test_the_one_who_was_rung_records_it_and_the_clock_stops(world: World, referral: Referral, havering: Desk) -> None:
    kent = world.council("kent").pk
    assert owed(kent)
    answer = send(havering, referral.reference)
    assert answer.status_code == 302
    contact = CouncilContact.objects.get()
    assert (contact.council, contact.to, contact.worker_there) == (
        world.council("havering"),
        world.council("kent"),
        "Priya Shah",
    )
    assert not owed(kent)
    assert JournalEntry.objects.filter(referral=referral, council=world.council("havering")).count() == 1


def test_they_see_nothing_of_it_before_it_is_sent(world: World, referral: Referral, havering: Desk) -> None:
    send(havering, referral.reference)
    page = text_of(havering.get(ADDRESS))
    assert "Ask them to send you the referral: you cannot read it before they do." in page
    for word in ("Yusuf", "Adeyemi", "Zed"):
        assert word not in page
    assert havering.get(f"/referrals/{referral.reference}/").status_code == 404
    assert not Part.objects.filter(council=world.council("havering")).exists()
    kent = Desk(world, world.person("kent", "team_manager"))
    page = text_of(kent.get(f"/referrals/{referral.reference}/"))
    assert "Spoke to Kent" in page and "They will send it today." in page
    assert "Send it to Havering" in page  # and it is still to be sent


def test_sent_later_it_owes_no_second_call(world: World, referral: Referral, havering: Desk) -> None:
    send(havering, referral.reference)
    world.sent(referral, "kent", "havering", at(30))
    assert not owed(world.council("havering").pk)


@pytest.mark.parametrize("which", ["another's", "nobody's", "no reference", "given back"])
def test_a_reference_that_does_not_concern_us_is_as_one_that_there_is_not(
    world: World, referral: Referral, havering: Desk, which: str
) -> None:
    reference = references.new()
    if which == "another's":
        elsewhere = world.said(world.child(lives_in="croydon"), world.mother(), happened_in=world.place("croydon"))
        reference = world.logged("croydon", said=elsewhere).reference
    elif which == "given back":
        world.sent(referral, "kent", "havering", at(16, 11))
        Part.objects.filter(council=world.council("havering")).update(returned_at=at(17))
        reference = referral.reference
    elif which == "no reference":
        reference = "7KQ2"
    answer = send(havering, reference)
    assert answer.status_code == 422
    says = "not a whole reference" if which == "no reference" else "No referral with this reference names your council"
    assert says in text_of(answer)
    assert not CouncilContact.objects.exists()


def test_one_that_we_have_is_recorded_there(world: World, referral: Referral, havering: Desk) -> None:
    world.sent(referral, "kent", "havering", at(16, 11))
    assert "Your council has this referral" in text_of(send(havering, referral.reference))


def test_only_with_a_council_that_has_it(world: World, referral: Referral, havering: Desk) -> None:
    answer = send(havering, referral.reference, to="croydon")
    assert "Choose the council that has this referral" in text_of(answer)
    assert not CouncilContact.objects.exists()


def test_a_council_that_is_not_concerned_records_nothing(world: World, referral: Referral) -> None:
    with pytest.raises(NotPossible):
        actions.contact_council(
            by=world.person("croydon"), referral=referral, to=world.council("kent"), two_way=True, at=at(17), now=at(17)
        )


def test_written_down_late_it_asks_nothing_of_those_who_cannot_open_it(world: World, referral: Referral) -> None:
    actions.contact_council(
        by=world.person("havering"), referral=referral, to=world.council("kent"), two_way=True, at=at(17), now=at(27)
    )
    assert not Prompt.objects.filter(council=world.council("havering")).exists()
    assert not Timer.objects.filter(council_id=world.council("havering").pk).exists()


def test_a_councils_own_system_may_say_so_too_and_reads_nothing_by_it(world: World, referral: Referral) -> None:
    system = System(world, "havering")
    said: dict[str, Any] = {"to": "E10000016", "two_way": True, "worker_there": "Priya Shah"}
    said |= dict.fromkeys(("their_service", "own_service"), "childrens") | {"channel": "call", "words": ""}
    address = f"referrals/{referral.reference}/contacts/"
    assert system.post(address, said).status_code == 201
    assert CouncilContact.objects.get().council == world.council("havering")
    assert system.get(address).status_code == 404
    assert System(world, "croydon").post(address, said).status_code == 404
    assert "Yusuf" not in json.dumps(system.post(address, said).json())


def test_the_way_there_stands_in_the_inbox_and_the_list(havering: Desk) -> None:
    for address in ("/inbox/", "/referrals/"):
        assert f'href="{ADDRESS}"' in havering.get(address).content.decode(), address
