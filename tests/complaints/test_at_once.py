"""Two officers at the same moment: one after the other, and never half of each."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.models import User
from complaints import actions, intake
from complaints.models import Complaint, RouteTold, Stage
from complaints.said import HeadSaid
from referrals.refusals import NotPossible, Refused
from tests.complaints.conftest import Desk, on
from tests.world import make_world
from timers.models import Timer
from timers.sweep import sweep

pytestmark = pytest.mark.clone
TUESDAY = on("2026-11-17")


def both(*acts: Callable[[], Any]) -> list[Exception]:
    """Run acts at once, each in its transaction; what went wrong."""
    return together(*(transaction.atomic(act) for act in acts))


def together(*acts: Callable[[], Any]) -> list[Exception]:
    """The same, without a transaction around: the sweep has its own."""
    ready, went_wrong = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            ready.wait()
            act()
        except Exception as error:
            went_wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return went_wrong


@pytest.fixture
def desk_(clone: str) -> Desk:
    with transaction.atomic():
        return Desk(make_world(on("2018-01-02")))


def act(verb: str, **more: Any) -> Callable[[], Any]:
    return lambda: getattr(actions, verb)(at=TUESDAY, now=TUESDAY, **more)


def test_two_requests_for_stage_2_are_one_stage_and_one_clock(desk_: Desk) -> None:
    complaint = desk_.answered()
    officers = [desk_.officer, desk_.colleague]
    wrong = both(*(act("request_stage", by=one, complaint=complaint) for one in officers))
    assert wrong == []
    assert Stage.objects.filter(complaint=complaint, number=2).count() == 1
    assert Timer.objects.running().filter(kind="statutory_stage_2").count() == 1


def test_answered_and_withdrawn_at_once_leave_no_clock_and_no_half(desk_: Desk) -> None:
    complaint = desk_.told()
    wrong = both(
        act("respond_stage", by=desk_.officer, complaint=complaint),
        act("withdraw_complaint", by=desk_.colleague, complaint=complaint, because="sorted out"),
    )
    assert all(isinstance(error, NotPossible) for error in wrong)
    assert Complaint.objects.get(pk=complaint.pk).withdrawn_at == TUESDAY
    assert not Timer.objects.running().filter(about_label="complaints.complaint").exists()


def test_one_chooses_while_another_signs(desk_: Desk) -> None:
    complaint = desk_.complaint()
    chosen = {"head": 1, "route": "corporate", "reason": "out_of_scope", "rationale": "a grant scheme"}
    desk_.do("choose_route", complaint, TUESDAY, **chosen)
    wrong = both(
        act("sign_route", by=desk_.colleague, complaint=complaint, head=1, agrees=True),
        act("choose_route", by=desk_.officer, complaint=complaint, head=1, route="statutory"),
    )
    assert all(isinstance(error, NotPossible | Refused) for error in wrong)
    head = complaint.heads.get()
    assert head.route_in_force == "statutory"
    assert head.second_by is None
    kinds = set(Timer.objects.running().filter(about_label="complaints.complaint").values_list("kind", flat=True))
    assert kinds == {"route_told", "statutory_stage_1"}


def test_two_who_tell_the_route_tell_it_twice_and_stop_one_clock(desk_: Desk) -> None:
    complaint = desk_.complaint()
    wrong = both(*(act("tell_route", by=one, complaint=complaint) for one in (desk_.officer, desk_.colleague)))
    assert wrong == []
    assert RouteTold.objects.count() == 2
    assert Timer.objects.get(kind="route_told").stopped_at == TUESDAY


def test_two_new_points_have_two_numbers(desk_: Desk) -> None:
    complaint = desk_.complaint()
    said = HeadSaid(words="And another thing", about="delay")
    wrong = both(*(act("add_head", by=one, complaint=complaint, said=said) for one in (desk_.officer, desk_.colleague)))
    assert wrong == []
    assert sorted(complaint.heads.values_list("number", flat=True)) == [1, 2, 3]


def test_the_missed_acknowledgement_is_followed_while_somebody_acknowledges(desk_: Desk) -> None:
    complaint = desk_.told("ehc_delay", when=on("2026-11-16"))
    late = on("2026-11-24")

    def acknowledge() -> None:
        actions.acknowledge_complaint(by=desk_.officer, complaint=complaint, at=late, now=late)

    wrong = together(transaction.atomic(acknowledge), lambda: sweep(now=late + timedelta(minutes=1)))
    assert wrong == []
    running = Timer.objects.running().get(kind="corporate_stage_1")
    assert running.started_at == late


def test_the_first_two_complaints_by_the_form_at_once_are_both_received(desk_: Desk) -> None:
    council = desk_.world.council("kent")

    def send() -> None:
        account = intake.form_account(council, now=TUESDAY)
        actions.complain(by=account, council=council, said=desk_.said(came="form"), at=TUESDAY, now=TUESDAY)

    assert both(send, send) == []
    assert Complaint.objects.filter(came="form").count() == 2
    assert User.objects.filter(name="Public complaint form").count() == 1
