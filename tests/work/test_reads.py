"""The privacy officer's page, the count beside Notifications, and drafts that are emptied."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.acting import acting_request
from referrals import actions, drafts
from referrals.models import Draft, Referral
from tests.referrals.pages import Desk, text_of
from tests.world import World, at, make_world
from timers.engine import Watch, tick
from trail.models import Entry
from work import notices


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def officer(world: World) -> Desk:
    world.council("kent")
    return Desk(world, world.person("kent", "privacy_officer"))


@pytest.fixture
def referral(world: World) -> Referral:
    return world.logged("kent", at(16))


def manager(world: World, council: str = "kent") -> Desk:
    return Desk(world, world.person(council, "team_manager", team=world.team(council)))


def test_it_says_who_opened_which_referral_and_never_what_it_says(
    world: World, officer: Desk, referral: Referral
) -> None:
    manager(world).get(f"/referrals/{referral.reference}/")
    page = text_of(officer.get("/reads/"))
    assert "Team Manager of Kent Opened" in page and referral.reference in page
    for secret in ("Yusuf", "Adeyemi", "Zed", "Ms Field"):
        assert secret not in page
    assert Entry.objects.filter(action="review", by_id=officer.user.pk).exists()


def test_only_their_own_councils_people(world: World, officer: Desk, referral: Referral) -> None:
    world.sent(referral, "kent", "havering", at(16, 12))
    manager(world, "havering").get(f"/referrals/{referral.reference}/")
    assert "Havering" not in text_of(officer.get("/reads/", reference=referral.reference)).split("Latest first")[-1]


def test_it_narrows_to_a_person_a_referral_a_kind_and_a_time(world: World, officer: Desk, referral: Referral) -> None:
    desk = manager(world)
    other = world.logged("kent", at(17))
    desk.get(f"/referrals/{referral.reference}/")
    desk.get(f"/referrals/{other.reference}/print/")
    by_person = text_of(officer.get("/reads/", person=str(desk.user.reference)))
    assert referral.reference in by_person and other.reference in by_person
    assert other.reference not in text_of(officer.get("/reads/", reference=referral.reference)).split("Latest")[-1]
    paper = text_of(officer.get("/reads/", show="paper"))
    assert other.reference in paper and "Printed or copied" in paper and referral.reference not in paper
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert "Nobody of your council read anything" in text_of(officer.get("/reads/", to=yesterday))
    assert officer.get("/reads/", **{"from": "nonsense", "after": "x", "show": "y"}).status_code == 200


def test_pages_follow_each_other_and_each_costs_the_same(world: World, officer: Desk, referral: Referral) -> None:
    rows: dict[str, Any] = {"council_id": world.council("kent").pk, "action": "read", "at": timezone.now()}
    rows |= {"subject_label": "referrals.referral", "subject_id": referral.pk, "by_id": officer.user.pk}

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert officer.client.get(address).status_code == 200
        return len(asked)

    Entry.objects.bulk_create([Entry(**rows)])
    cost("/reads/")
    few = cost("/reads/")
    Entry.objects.bulk_create([Entry(**rows) for _ in range(120)])
    assert cost("/reads/") == few
    following = officer.get("/reads/").context["next"]
    assert cost(f"/reads/{following}") == few


@pytest.mark.parametrize("role", ["team_manager", "head_of_service", "administrator", "social_worker"])
def test_nobody_else_opens_it(world: World, role: str) -> None:
    world.council("kent")
    assert Desk(world, world.person("kent", role)).get("/reads/").status_code == 403


@pytest.mark.parametrize("role", ["social_worker", "team_manager", "service_manager", "head_of_service"])
def test_the_count_beside_notifications_is_what_the_page_lists(world: World, role: str) -> None:
    worker = world.person("kent", team=world.team("kent"))
    for _ in range(2):
        referral = world.logged("kent", at(2))
        actions.allocate(
            by=world.person("kent", "head_of_service"),
            referral=referral,
            worker=worker,
            team=world.team("kent"),
            at=at(2),
            now=at(2),
        )
    tick(Watch("test"))
    team = world.team("kent") if role == "team_manager" else None
    person = worker if role == "social_worker" else world.person("kent", role, team=team)
    listed, _ = notices.mine(person, answered=False, after=None, now=timezone.now())
    assert acting_request(person).also["notices"] == len(listed) > 0
    page = Desk(world, person).get("/account/").content.decode()
    assert f'Notifications <span class="hf-count">{len(listed)}<' in page


def test_what_is_left_of_sent_drafts_is_emptied_after_two_weeks(world: World) -> None:
    user, now = world.person("kent"), timezone.now()
    ages = {"sent": [15, 13], "log": [400], "decide": [30]}
    for form, days in ages.items():
        for age in days:
            when = now - timedelta(days=age)
            Draft.objects.create(user=user, form=form, data={}, started_at=when, saved_at=when)
    assert drafts.forget_sent(now=now) == 1
    assert sorted(Draft.objects.values_list("form", flat=True)) == ["decide", "log", "sent"]
    assert drafts.forget_sent(now=now) == 0
