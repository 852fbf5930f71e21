"""The access table: what it says for every role, and what it must never say."""

import csv
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.access import SCOPES, TABLE, scopes, table
from accounts.models import Deputy, Membership, User
from accounts.people import people_with
from accounts.people import person as read_person
from accounts.standing import NOWHERE, Reach, Standing
from tests.accounts.people import Thing, council, person, team
from tests.accounts.who_may_what import EXPECTED, matrix

CASE = [permission for permission in table() if permission.startswith("referrals.")]


def test_the_table_is_the_one_that_was_signed():
    """Turned round, role by role, it is kept a second time: whoever changes a right changes both, knowingly."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        assert matrix() == list(csv.reader(file)), (
            "If it is meant: python -m tests.accounts.who_may_what writes it anew."
        )


def test_every_line_says_its_right_in_a_sentence():
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["sentence"].endswith(".") and len(row["sentence"]) > 20, row
            assert row["permission"].count(".") == 1, row


@pytest.mark.parametrize("role", ["administrator", "councillor", "privacy_officer", "monitoring_officer"])
def test_some_never_reach_a_case(role):
    assert [permission for permission in CASE if role in scopes(permission)] == []


def test_an_adult_social_care_worker_reaches_what_they_or_their_service_brought():
    held = {
        permission: scopes(permission)["adult_social_care"]
        for permission in CASE
        if "adult_social_care" in scopes(permission)
    }
    assert held == {
        "referrals.log": {"council"},
        "referrals.read": {"logged", "adults"},
        "referrals.search": {"council"},
        "referrals.send": {"logged"},
        "referrals.contact": {"logged"},
        "referrals.draft": {"own"},
    }


def test_a_protected_address_is_shown_to_few():
    assert scopes("referrals.protected_address") == {
        "social_worker": {"own"},
        "team_manager": {"team"},
        "emergency_duty": {"council"},
    }


def test_only_a_system_has_the_api_and_it_has_nothing_that_a_page_needs():
    assert scopes("api.read").keys() == scopes("api.write").keys() == {"system"}


pytestmark = pytest.mark.django_db


def standing(**ids) -> Thing:
    return Thing(
        Standing(**{name: frozenset(value) if isinstance(value, set) else value for name, value in ids.items()})
    )


def test_council_scope_asks_for_a_live_part():
    user = person("screener")
    kent, havering = council("Kent").pk, council("Havering").pk
    assert user.has_perm("referrals.read", standing(council_ids={kent, havering}))
    assert not user.has_perm("referrals.read", standing(council_ids={havering}))
    assert not user.has_perm("referrals.read", standing())


def test_team_scope_takes_in_what_no_team_holds_yet():
    east, west = team("East"), team("West")
    user = person("team_manager", in_team=east)
    kent = council().pk
    assert user.has_perm("referrals.decide", standing(council_ids={kent}, team_ids={east.pk}))
    assert not user.has_perm("referrals.decide", standing(council_ids={kent}, team_ids={west.pk}))
    assert user.has_perm("referrals.decide", standing(council_ids={kent}, unplaced_council_ids={kent}))
    everywhere = person("team_manager")
    assert everywhere.has_perm("referrals.decide", standing(council_ids={kent}, team_ids={west.pk}))


def test_own_scope_is_what_is_allocated_to_one():
    user, colleague = person("social_worker"), person("social_worker")
    kent = council().pk
    mine = standing(council_ids={kent}, worker_ids={user.pk})
    assert user.has_perm("referrals.read", mine)
    assert not colleague.has_perm("referrals.read", mine)
    assert colleague.has_perm("referrals.read_with_reason", mine)
    assert colleague.has_perm("referrals.read", standing(council_ids={kent}, logged_by_id=colleague.pk))


@pytest.mark.parametrize("role", ["screener", "team_manager", "service_manager", "head_of_service"])
def test_a_council_that_returned_a_referral_keeps_only_that_it_did(role):
    user = person(role)
    kent = council().pk
    returned = standing(returned_council_ids={kent}, logged_by_id=user.pk, council_ids={council("Havering").pk})
    allowed = {permission for permission in table() if user.has_perm(permission, returned)}
    assert {permission for permission in allowed if permission.startswith("referrals.")} == {"referrals.read_returned"}


def test_a_council_that_handed_over_reads_what_it_held_and_no_more():
    user = person("service_manager")
    former = standing(former_council_ids={council().pk}, council_ids={council("Havering").pk})
    allowed = {permission for permission in CASE if user.has_perm(permission, former)}
    assert allowed == {"referrals.read_held"}


def test_a_restriction_holds_against_every_role():
    boss, worker, allowed = person("head_of_service"), person("social_worker"), person("service_manager")
    kent = council().pk
    thing = standing(council_ids={kent}, worker_ids={worker.pk}, allowed_ids={allowed.pk}, restricted=True)
    assert not boss.has_perm("referrals.read", thing)
    assert worker.has_perm("referrals.read", thing)
    assert allowed.has_perm("referrals.read", thing)


def test_a_conflict_of_interest_bars_even_the_worker():
    worker = person("social_worker")
    thing = standing(council_ids={council().pk}, worker_ids={worker.pk}, barred_ids={worker.pk})
    assert not worker.has_perm("referrals.read", thing)
    assert not worker.has_perm("referrals.read_with_reason", thing)


def test_a_permission_outside_the_table_is_denied():
    user = person("head_of_service")
    assert not user.has_perm("referrals.destroy")
    assert not user.has_perm("")
    assert not user.has_perm("referrals.delete_referral")
    assert user.reach("referrals.destroy") == NOWHERE


def test_roles_are_dated():
    today = timezone.localdate()
    assert not person("screener", since=today + timedelta(days=1)).has_perm("referrals.read")
    assert not person("screener", until=today - timedelta(days=1)).has_perm("referrals.read")
    assert person("screener", since=today, until=today).has_perm("referrals.read")


def test_a_deputy_has_the_colleagues_roles_and_cases_for_the_time():
    today = timezone.localdate()
    boss, deputy = person("team_manager", in_team=team()), person("social_worker")
    Deputy.objects.create(user=boss, deputy=deputy, since=today, until=today)
    deputy = User.objects.get(pk=deputy.pk)
    assert deputy.has_perm("referrals.decide", standing(council_ids={council().pk}, team_ids={team().pk}))
    assert deputy.reach("work.my").own == {boss.pk, deputy.pk}
    assert deputy.reach("referrals.allocate").team_ids == {team().pk}
    assert not read_person(deputy.pk, day=today + timedelta(days=1)).has_perm("referrals.decide")


def test_a_deputy_of_a_social_worker_sees_the_cases_they_cover():
    today = timezone.localdate()
    away, cover = person("social_worker"), person("social_worker")
    Deputy.objects.create(user=away, deputy=cover, since=today, until=today + timedelta(days=5))
    cover = User.objects.get(pk=cover.pk)
    assert cover.reach("referrals.read").own == {away.pk, cover.pk}
    assert cover.has_perm("referrals.read", standing(council_ids={council().pk}, worker_ids={away.pk}))


def test_a_role_in_another_council_counts_for_nothing_here():
    """One acts for one council; a second membership must not widen what its people see."""
    user = person("social_worker")
    Membership.objects.create(user=user, council=council("Havering"), role="head_of_service", since=date(2020, 1, 1))
    user = User.objects.get(pk=user.pk)
    assert user.reach("referrals.read").council_ids == frozenset()
    assert not user.has_perm("referrals.read", standing(council_ids={council("Havering").pk}))


def test_reach_says_for_lists_what_has_perm_says_for_one():
    user = person("team_manager", in_team=team())
    assert user.reach("referrals.read") == Reach(
        team_ids=frozenset({team().pk}),
        unplaced_council_ids=frozenset({council().pk}),
        logged_by_ids=frozenset({user.pk}),
    )
    assert user.reach("timers.rules").everything
    assert person("councillor").reach("work.figures").aggregates
    assert not person("councillor").reach("referrals.read")


def test_one_query_reads_a_person_and_what_they_are(django_assert_num_queries):
    east = team()
    user = person("team_manager", in_team=east)
    with django_assert_num_queries(1):
        read = read_person(user.pk, day=timezone.localdate())
        assert read.has_perm("referrals.read")
        assert read.reach("referrals.decide").team_ids == {east.pk}
        assert read.council.short_name == "Kent"
        assert read.name == user.name
        assert read.roles == {"team_manager"}


def test_nobody_acts_once_suspended_even_in_hand():
    user = person("screener")
    user.is_active = False
    assert not user.has_perm("referrals.read")


def test_who_holds_a_permission_in_a_council():
    boss, worker = person("service_manager", name="Boss"), person("social_worker", name="Worker")
    assert people_with("referrals.override", council().pk, day=timezone.localdate()) == [boss]
    assert worker not in people_with("accounts.people", council().pk, day=timezone.localdate())


def test_djangos_own_names_count_as_administration():
    administrator, other = person("administrator"), person("head_of_service")
    assert administrator.has_perm("councils.change_desk") and administrator.is_staff
    assert administrator.has_module_perms("timers") and not administrator.has_module_perms("referrals")
    for perm in ("councils.delete_desk", "referrals.view_referral", "referrals.change_referral", "trail.view_entry"):
        assert not administrator.has_perm(perm), perm
    assert not other.has_perm("councils.change_desk") and not other.is_staff and not other.is_superuser


def test_every_scope_of_the_table_is_explained():
    used = {scope for roles in table().values() for found in roles.values() for scope in found}
    assert used == set(SCOPES)
