"""A child moves: where they are, who is told, who holds the transfer-in conference, and who holds what until then."""

import pytest

from referrals import actions, duties
from referrals.models import Conference, Move, Part, Person, Place, Referral
from referrals.refusals import NotPossible
from referrals.said import PlaceSaid
from tests.world import World, at
from timers.models import Timer


def kent_case(world: World) -> tuple[Referral, Person]:
    """A case of Kent's alone: the child lives and was harmed there."""
    said = world.said(world.child("kent"), world.mother(), world.harmer("kent"), happened_in=world.place("kent"))
    referral = world.logged("kent", said=said)
    return referral, referral.involvements.get(role="child").person


def move(world: World, child: Person, by: str = "kent", to: str = "medway", **more: bool | None) -> list[Move]:
    return actions.move_child(
        by=world.person(by), child=child, to=world.council(to), at=at(17), now=at(17), **({"on_plan": True} | more)
    )


def running(kind: str, world: World, council: str) -> bool:
    return Timer.objects.running().of_council(world.council(council).pk).filter(kind=kind).exists()


@pytest.mark.parametrize(("permanent", "lives_in"), [(True, "medway"), (None, "medway"), (False, "kent")])
def test_where_the_child_is_and_lives(world: World, permanent: bool | None, lives_in: str) -> None:
    referral, child = kent_case(world)
    move(world, child, permanent=permanent)
    now = {place.what: place.council for place in Place.objects.filter(referral=referral, superseded_at=None)}
    assert now[Place.What.IS_IN] == world.council("medway")
    assert now[Place.What.LIVES_IN] == world.council(lives_in)
    assert referral.named_councils.filter(council=world.council("medway")).exists()


def test_the_council_they_leave_owes_notice_until_the_referral_is_sent_there(world: World) -> None:
    referral, child = kent_case(world)
    move(world, child)
    notice = Timer.objects.get(kind="moved_child_notice")
    assert (notice.council_id, notice.towards_id) == (world.council("kent").pk, world.council("medway").pk)
    assert not running("transfer_conference", world, "medway")
    world.sent(referral, "kent", "medway", at(18))
    notice.refresh_from_db()
    assert notice.stopped_at == at(18)
    assert Timer.objects.get(kind="transfer_conference").started_at == at(18)
    assert running("transfer_conference", world, "medway")


def test_sent_to_a_third_council_the_notice_is_still_owed(world: World) -> None:
    said = world.said(world.child("kent"), world.mother(), world.harmer("croydon"), happened_in=world.place("kent"))
    referral = world.logged("kent", said=said)
    move(world, referral.involvements.get(role="child").person)
    world.sent(referral, "kent", "croydon", at(18))
    assert running("moved_child_notice", world, "kent")


@pytest.mark.parametrize(
    ("told", "conference"),
    [
        ({"on_plan": True, "permanent": True}, True),
        ({"on_plan": None, "permanent": None}, True),
        ({"on_plan": False, "permanent": True}, False),
        ({"on_plan": True, "permanent": False}, False),
    ],
)
def test_a_conference_is_owed_unless_there_is_no_plan_or_it_is_a_stay(
    world: World, told: dict[str, bool | None], conference: bool
) -> None:
    referral, child = kent_case(world)
    move(world, child, **told)
    world.sent(referral, "kent", "medway", at(18))
    assert running("transfer_conference", world, "medway") is conference


def test_a_council_that_has_it_already_needs_no_notice(world: World) -> None:
    referral, child = kent_case(world)
    world.sent(referral, "kent", "medway", at(16, 15))
    move(world, child, by="medway")
    assert not running("moved_child_notice", world, "kent")
    assert Timer.objects.get(kind="transfer_conference").started_at == at(17)


def test_nobody_lets_go_before_the_transfer_is_accepted(world: World) -> None:
    referral, child = kent_case(world)
    move(world, child)
    world.sent(referral, "kent", "medway", at(18))
    kent, medway = world.council("kent"), world.council("medway")
    for code in ("support_child", "support_family", "answer_referral"):
        assert kent in duties.holders_at(referral, code, at(19))
    actions.accept_transfer(by=world.person("medway"), referral=referral, at=at(20), now=at(20))
    for code in ("support_child", "support_family", "answer_referral"):
        assert kent in duties.holders_at(referral, code, at(20, 9, 59))
        assert duties.holders_at(referral, code, at(20)) == [medway]
    assert Conference.objects.get().kind == "transfer_in"
    assert not running("transfer_conference", world, "medway")
    assert Move.objects.get().accepted_at == at(20)
    assert Part.objects.get(referral=referral, council=kent).closed_at is None


def test_there_is_nothing_to_accept_without_a_move_here(world: World) -> None:
    referral, child = kent_case(world)
    world.sent(referral, "kent", "medway", at(16, 15))
    with pytest.raises(NotPossible):
        actions.accept_transfer(by=world.person("medway"), referral=referral, at=at(18), now=at(18))
    move(world, child)
    actions.accept_transfer(by=world.person("medway"), referral=referral, at=at(18), now=at(18))
    with pytest.raises(NotPossible):
        actions.accept_transfer(by=world.person("medway"), referral=referral, at=at(19), now=at(19))


def test_a_transfer_is_accepted_where_only_the_address_tells_of_the_move(world: World) -> None:
    """Invariant 7: the conference was held, and nobody used the form for a move."""
    referral, child = kent_case(world)
    place = PlaceSaid(world.council("medway"), "confirmed", "the school")
    actions.record_address(by=world.person("kent"), person=child, lives_in=place, at=at(17), now=at(17))
    world.sent(referral, "kent", "medway", at(18))
    actions.accept_transfer(by=world.person("medway"), referral=referral, at=at(20), now=at(20))
    assert duties.holders_at(referral, "support_child", at(20)) == [world.council("medway")]
    taken = Move.objects.get()
    assert (taken.at, taken.accepted_at, taken.permanent, taken.on_plan) == (at(17), at(20), None, None)
    with pytest.raises(NotPossible):
        actions.accept_transfer(by=world.person("medway"), referral=referral, at=at(21), now=at(21))


def test_a_child_of_no_open_referral_here_cannot_be_moved(world: World) -> None:
    _, child = kent_case(world)
    with pytest.raises(NotPossible):
        move(world, child, by="croydon", to="croydon")
