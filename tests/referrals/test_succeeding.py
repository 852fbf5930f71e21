"""Surrey ends on 31 March 2027: its open work goes to East or West Surrey by where the child lives, by a person."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from councils.models import Council, Desk, Team
from referrals import actions, duties
from referrals.actions import succeeding
from referrals.models import Duty, JournalEntry, NamedCouncil, Part, Place, Referral
from referrals.refusals import NotPossible
from tests.referrals.pages import signed_in
from tests.world import LONDON, MONDAY, World, at
from timers.models import Timer

BEFORE = datetime(2027, 3, 31, 12, tzinfo=LONDON)
AFTER = datetime(2027, 4, 1, 9, tzinfo=LONDON)
GUILDFORD, REDHILL = "GU1 4AF", "RH1 1LY"


@pytest.fixture
def surrey(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    from tests import world as known

    monkeypatch.setitem(known.GSS, "surrey", "E10000030")
    world.council("surrey")
    return world


def case(world: World, postcode: str, when: datetime = MONDAY) -> Referral:
    child = replace(world.child(), lives_in=world.place("surrey", postcode=postcode, source="school"))
    said = world.said(child, world.mother(), world.harmer("kent"), happened_in=world.place("kent"))
    return world.logged("surrey", when=when, said=said)


def named(name: str) -> Council:
    return Council.objects.get(short_name=name)


def hand(world: World, referral: Referral, to: str, when: datetime = AFTER) -> Any:
    with transaction.atomic():
        part = actions.hand_to_successor(
            by=world.person("surrey", "head_of_service"), referral=referral, to=named(to), at=when, now=when
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return part


def test_each_child_goes_to_the_council_where_they_live(surrey: World) -> None:
    west, east, nowhere = case(surrey, GUILDFORD), case(surrey, REDHILL, at(17)), case(surrey, "", at(18))
    rows, more = succeeding.preview(surrey.council("surrey"), on=AFTER.date())
    assert not more
    assert [(one.part.referral, one.council and one.council.short_name) for one in rows] == [
        (west, "West Surrey"),
        (east, "East Surrey"),
        (nowhere, None),
    ]


def test_everything_open_passes_on_and_nothing_is_unheld(surrey: World) -> None:
    referral = case(surrey, GUILDFORD)
    old, west = surrey.council("surrey"), named("West Surrey")
    surrey.sent(referral, "surrey", "kent", at(16, 11))
    running = {
        (one.kind, one.subject_id): (one.started_at, one.due_at) for one in Timer.objects.running().of_council(old.pk)
    }
    kept = {one.pk for one in Timer.objects.running().filter(towards_id=old.pk)}
    assert running and kept
    part = hand(surrey, referral, "West Surrey")
    assert part.council == west and Part.objects.filter(referral=referral, council=old).count() == 0
    for duty in Duty.objects.filter(referral=referral, ended_at=None):
        holders = duties.holders_at(referral, duty.code, AFTER + timedelta(minutes=1))
        assert old not in holders and holders
    now_running = {
        (one.kind, one.subject_id): (one.started_at, one.due_at) for one in Timer.objects.running().of_council(west.pk)
    }
    assert now_running == running, "the same clocks, from when they began, due when they were due"
    assert not Timer.objects.running().of_council(old.pk).exists()
    assert set(Timer.objects.filter(pk__in=kept).values_list("towards_id", flat=True)) == {west.pk}
    assert NamedCouncil.objects.filter(referral=referral, council=west).exists()
    lives = Place.objects.get(referral=referral, what="lives_in", superseded_at=None, council=west)
    assert lives.source == succeeding.SOURCE
    assert JournalEntry.objects.get(verb="hand_to_successor").facts["to"] == west.pk


@pytest.mark.parametrize(
    ("to", "when", "says"),
    [("West Surrey", BEFORE, "is in being"), ("Kent", AFTER, "does not follow")],
    ids=["a day too soon", "a stranger"],
)
def test_not_before_the_day_and_to_nobody_else(surrey: World, to: str, when: datetime, says: str) -> None:
    with pytest.raises(NotPossible, match=says):
        hand(surrey, case(surrey, GUILDFORD), to, when)


def test_desks_and_a_front_door_are_there_and_nobody_has_verified_them(surrey: World) -> None:
    old = surrey.council("surrey")
    Desk.objects.filter(council=old).delete()
    Desk.objects.create(council=old, service="childrens", hours="office", name="C-SPA", phone="0300 470 9100")
    made = actions.hand_desks(by=surrey.person("surrey", "head_of_service"), at=AFTER, now=AFTER)
    assert {(one.council.short_name, one.phone, one.verified_on) for one in made} == {
        ("East Surrey", "0300 470 9100", None),
        ("West Surrey", "0300 470 9100", None),
    }
    assert Team.objects.filter(council__short_name="West Surrey", is_front_door=True).exists()
    assert actions.hand_desks(by=surrey.person("surrey", "head_of_service"), at=AFTER, now=AFTER) == []


def test_the_page_shows_first_and_hands_over_on_one_press(surrey: World) -> None:
    referral, unknown = case(surrey, GUILDFORD), case(surrey, "", at(17))
    head = surrey.person("surrey", "head_of_service")
    page = signed_in(head).get("/service/successors/").content.decode()
    assert "is in being until then" in page and "Hand these over" not in page
    today = timezone.localdate()
    Council.objects.filter(pk=head.council_id).update(valid_until=today - timedelta(days=1), unrecorded="for a test")
    Council.objects.filter(predecessors=head.council_id).update(valid_from=today, unrecorded="for a test")
    client = signed_in(User.objects.get(pk=head.pk))
    assert "/service/successors/" in client.get("/service/").content.decode()
    assert "A person has to choose" not in client.get("/service/successors/").content.decode()
    answer = client.post(
        "/service/successors/", {f"to-{referral.reference}": "west-surrey", f"to-{unknown.reference}": ""}
    )
    assert answer.status_code == 302
    assert Part.objects.get(referral=referral).council == named("West Surrey")
    assert Part.objects.get(referral=unknown).council_id == head.council_id


def test_a_council_that_nobody_follows_has_no_such_page(world: World) -> None:
    client = signed_in(world.person("kent", "head_of_service"))
    assert client.get("/service/successors/").status_code == 404
    assert "/service/successors/" not in client.get("/service/").content.decode()
