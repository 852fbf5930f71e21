"""What lists are filtered by stands where their order does: the database keeps it, whichever way rows are written."""

import pytest
from django.db import IntegrityError, connection, transaction

from referrals import actions
from referrals.models import NamedCouncil, Part, Referral, SharedWith
from tests.referrals.pages import Desk
from tests.world import World, at


def told(world: World) -> set[tuple[str, str, bool]]:
    """Whose part, with whom, and whether it is open."""
    names = {world.council(alias).pk: alias for alias in ("kent", "havering", "croydon")}
    return {(names[row.council_id], names[row.other_id], row.live) for row in SharedWith.objects.all()}


def computed(world: World) -> set[tuple[str, str, bool]]:
    """The same from the parts and the names themselves."""
    names = {world.council(alias).pk: alias for alias in ("kent", "havering", "croydon")}
    return {
        (names[part.council_id], names[named.council_id], part.closed_at is None and part.returned_at is None)
        for part in Part.objects.all()
        for named in NamedCouncil.objects.filter(referral_id=part.referral_id)
        if named.council_id != part.council_id
    }


def test_logged_then_sent_then_named(world: World) -> None:
    referral = world.logged("kent", at(16))
    assert told(world) == computed(world) == {("kent", "havering", True)}
    world.sent(referral, "kent", "havering", at(16, 11))
    assert told(world) == computed(world) == {("kent", "havering", True), ("havering", "kent", True)}
    world.sent(referral, "kent", "croydon", at(16, 12))
    assert told(world) == computed(world)
    assert len(told(world)) == 6, "each of three with the two others"


def test_what_changes_on_a_part_is_followed(world: World) -> None:
    referral = world.logged("kent", at(16))
    world.sent(referral, "kent", "havering", at(16, 11))
    parts = Part.objects.filter(referral=referral)
    parts.filter(council=world.council("kent")).update(closed_at=at(17))
    assert told(world) == computed(world) == {("kent", "havering", False), ("havering", "kent", True)}
    parts.filter(council=world.council("kent")).update(closed_at=None)
    parts.filter(council=world.council("havering")).update(returned_at=at(17))
    assert told(world) == computed(world) == {("kent", "havering", True), ("havering", "kent", False)}
    parts.filter(council=world.council("kent")).update(received_at=at(17))
    assert SharedWith.objects.get(council_id=world.council("kent").pk).received_at == at(17)
    parts.filter(council=world.council("havering")).update(council=world.council("croydon"))
    NamedCouncil.objects.filter(council=world.council("havering")).update(council=world.council("croydon"))
    assert told(world) == computed(world) == {("kent", "croydon", True), ("croydon", "kent", False)}
    NamedCouncil.objects.filter(council=world.council("croydon")).delete()
    assert told(world) == computed(world) == {("croydon", "kent", False)}


def test_a_contact_that_becomes_a_referral_leaves_their_list(world: World) -> None:
    contact = world.logged("kent", at(16), world.said(world.child(), kind="contact"))
    desk = Desk(world, world.person("kent", "screener"))
    rows = {query: desk.get(f"/referrals/?kind={query}").content.decode() for query in ("contact", "referral")}
    assert contact.reference in rows["contact"] and contact.reference not in rows["referral"]
    by = world.person("kent", "team_manager")
    actions.accept_as_referral(by=by, referral=contact, reason="More is known", at=at(17), now=at(17))
    rows = {query: desk.get(f"/referrals/?kind={query}").content.decode() for query in ("contact", "referral")}
    assert contact.reference in rows["referral"] and contact.reference not in rows["contact"]


def test_a_part_is_of_its_referrals_kind(world: World) -> None:
    referral = world.logged("kent", at(16))
    with pytest.raises(IntegrityError, match="part_of_its_referrals_kind"), transaction.atomic():
        Part.objects.filter(referral=referral).update(kind=Referral.Kind.CONTACT)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="part_of_its_referrals_kind"), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(unrecorded="a test", kind=Referral.Kind.CONTACT)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("sort", ["", "oldest"])
def test_pages_of_what_is_shared_follow_each_other(world: World, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr("referrals.views.listing.ROWS", 2)
    desk = Desk(world, world.person("kent", "screener"))
    shared = [world.logged("kent", at(day)) for day in (16, 17, 18, 19, 20)]
    own = world.logged("kent", at(18), world.said(world.child("kent"), happened_in=world.place("kent")))
    expected = [one.reference for one in (shared if sort else reversed(shared))]
    address = f"/referrals/?other={world.council('havering').pk}&sort={sort}"
    seen: list[str] = []
    for _ in range(3):
        html = desk.get(address).content.decode()
        assert "5 referrals" in html and own.reference not in html
        seen += sorted((one for one in expected if one in html), key=html.index)
        address = html.split('rel="next"')[0].rsplit('href="', 1)[-1].split('"')[0].replace("&amp;", "&")
    assert seen == expected
