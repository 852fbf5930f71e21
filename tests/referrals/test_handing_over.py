"""A case changes hands: what is unanswered is acknowledged; all the cases of a leaver go at once or not at all."""

import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from referrals import actions
from referrals.actions.handing_over import Move
from referrals.handles import handle
from referrals.models import Allocation, CaseHandover, Part, Prompt, Referral
from referrals.refusals import NotPossible
from tests.referrals.pages import Desk, text_of
from tests.world import World, at, make_world
from timers.models import Timer
from trail.models import Entry


def people(world: World) -> tuple[Any, Any, Any, Any]:
    team = world.team("kent")
    names = ("Grace Obi", "Sam Hill", "Ana Ruiz")
    return (
        world.person("kent", "team_manager", team=team),
        *(world.person("kent", name=name, team=team) for name in names),
    )


def allocated(world: World, worker: Any, number: int = 0) -> Referral:
    manager, *_ = people(world)
    referral = world.logged("kent", at(16), said=world.said(world.child(given_name=f"Child{number}")))
    actions.allocate(by=manager, referral=referral, worker=worker, team=world.team("kent"), at=at(16), now=at(16))
    return referral


def part(referral: Referral) -> Part:
    return Part.objects.get(referral=referral, council__short_name="Kent")


def test_the_new_worker_and_nobody_else_acknowledges_what_is_unanswered(world: World) -> None:
    manager, first, second, third = people(world)
    referral = allocated(world, first)
    actions.allocate(by=manager, referral=referral, worker=second, reason="Leave", at=at(17), now=at(17))
    waiting = CaseHandover.objects.get()
    assert {one["what"] for one in waiting.items} >= {"parent_told", "referrer_feedback", "council_contact"}
    for other in (third, manager, first):
        with pytest.raises(NotPossible, match="Sam Hill took this case over"):
            actions.acknowledge_handover(by=other, referral=referral, at=at(17), now=at(17))
    page = Desk(world, second)
    assert "and take it over" in text_of(page.get(f"/referrals/{referral.reference}/"))
    list_page = text_of(page.get(f"/referrals/{referral.reference}/take-over/"))
    assert "Grace Obi had this case until" in list_page and "Direct contact with Havering" in list_page
    actions.acknowledge_handover(by=second, referral=referral, at=at(17), now=at(17))
    assert not Prompt.objects.filter(code="unanswered_items", settled_at=None).exists()
    with pytest.raises(NotPossible, match="Nothing"):
        actions.acknowledge_handover(by=second, referral=referral, at=at(17), now=at(17))


def test_an_older_list_gives_way_when_the_case_goes_on(world: World) -> None:
    manager, first, second, third = people(world)
    referral = allocated(world, first)
    for number, worker in enumerate((second, third)):
        actions.allocate(
            by=manager, referral=referral, worker=worker, reason="Leave", at=at(17 + number), now=at(17 + number)
        )
    assert CaseHandover.objects.get(acknowledged_at=None, superseded_at=None).to == third


def test_all_the_cases_of_a_leaver_go_with_their_clocks_and_tasks(world: World) -> None:
    manager, leaver, second, third = people(world)
    referrals = [allocated(world, leaver, number) for number in range(3)]
    task = actions.set_task(by=leaver, referral=referrals[0], what="Ring", due_on=at(20).date(), at=at(16), now=at(16))
    moves = [
        Move(part(referrals[0]).pk, second, "Knows the school"),
        Move(part(referrals[1]).pk, third, "Knows the family"),
        Move(part(referrals[2]).pk, second, "Has room"),
    ]
    actions.hand_over_cases(by=manager, leaver=leaver, moves=moves, at=at(17), now=at(17))
    assert [part(one).worker for one in referrals] == [second, third, second]
    owners = {one.owner_id for one in Timer.objects.running().filter(about_id=referrals[1].pk)}
    assert owners == {third.pk}
    task.refresh_from_db()
    assert task.owner == second
    assert Timer.objects.running().get(kind="task").owner_id == second.pk
    present = Allocation.objects.filter(part__referral__in=referrals, until=None)
    assert {one.reason for one in present} == {"Knows the school", "Knows the family", "Has room"}
    assert CaseHandover.objects.filter(acknowledged_at=None).count() == 3
    assert Entry.objects.filter(action="allocate", at=at(17)).count() == 3


@pytest.mark.parametrize("wrong", ["no_reason", "not_theirs", "leaver", "another_council", "closed_account", "none"])
def test_all_go_or_none(world: World, wrong: str) -> None:
    manager, leaver, second, third = people(world)
    mine, other = allocated(world, leaver), allocated(world, third, 1)
    moves = [Move(part(mine).pk, second, "Leaves")]
    match wrong:
        case "no_reason":
            moves = [Move(part(mine).pk, second, " ")]
        case "not_theirs":
            moves.append(Move(part(other).pk, second, "Leaves"))
        case "leaver":
            moves = [Move(part(mine).pk, leaver, "Leaves")]
        case "another_council":
            moves = [Move(part(mine).pk, world.person("havering"), "Leaves")]
        case "closed_account":
            second.is_active = False
        case "none":
            moves = []
    with pytest.raises(NotPossible):
        actions.hand_over_cases(by=manager, leaver=leaver, moves=moves, at=at(17), now=at(17))
    assert part(mine).worker == leaver
    assert not CaseHandover.objects.exists()


def test_twenty_cases_cost_as_many_statements_as_two(world: World) -> None:
    manager, leaver, second, _ = people(world)

    def cost(many: int, start: int) -> int:
        parts = [part(allocated(world, leaver, start + number)) for number in range(many)]
        moves = [Move(one.pk, second, "Leaves") for one in parts]
        with CaptureQueriesContext(connection) as asked:
            actions.hand_over_cases(by=manager, leaver=leaver, moves=moves, at=at(17), now=at(17))
        return len(asked)

    few = cost(2, 0)
    assert cost(8, 10) == few


def test_the_page_lists_what_is_unanswered_and_hands_over(world: World) -> None:
    manager, leaver, second, _ = people(world)
    referral, other = allocated(world, leaver), allocated(world, leaver, 1)
    desk = Desk(world, manager)
    assert "Grace Obi 2 open cases" in text_of(desk.get("/referrals/hand-over/"))
    address = f"/referrals/hand-over/{leaver.reference}/"
    page = text_of(desk.get(address))
    assert "Unanswered:" in page and "Direct contact with Havering" in page
    one, two = (handle("part", part(each).pk) for each in (referral, other))
    empty = desk.post(address, {"reason": "Leaves"})
    assert empty.status_code == 422 and "Choose who takes at least one case" in text_of(empty)
    bare = desk.post(address, {f"to-{one}": str(second.reference)})
    assert bare.status_code == 422 and "Say why" in text_of(bare)
    sent = desk.post(
        address,
        {"reason": "Leaves", f"to-{one}": str(second.reference), f"to-{two}": str(second.reference)}
        | {f"reason-{two}": "Knows the family"},
    )
    assert sent.status_code == 302
    assert {part(each).worker for each in (referral, other)} == {second}
    assert "Nothing is left to hand over" in text_of(desk.get(address))
    stranger = Desk(world, world.person("havering", "team_manager"))
    assert stranger.get(address).status_code == 404


@pytest.mark.clone
def test_of_two_who_hand_over_the_same_cases_at_once_the_second_is_told(clone: str) -> None:
    with transaction.atomic():
        world = make_world()
        manager, leaver, second, third = people(world)
        parts = [part(allocated(world, leaver, number)) for number in range(2)]
        head = world.person("kent", "head_of_service")
    ready, told = threading.Barrier(2), []

    def give(by: Any, to: Any) -> None:
        try:
            ready.wait()
            with transaction.atomic():
                moves = [Move(one.pk, to, "Leaves") for one in parts]
                actions.hand_over_cases(by=by, leaver=leaver, moves=moves, at=at(17), now=at(17))
        except NotPossible as refusal:
            told.append(refusal.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=give, args=pair) for pair in ((manager, second), (head, third))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1 and "no longer Grace Obi’s" in told[0]
    assert len({Part.objects.get(pk=one.pk).worker_id for one in parts}) == 1
