from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.acting import acting_request
from accounts.roles import Role
from config import context
from tests.accounts.people import person, sign_in
from timers.engine import engine_state
from timers.models import SweepBeat

pytestmark = pytest.mark.django_db


def frame(user):
    request = RequestFactory().get("/account/")
    request.acting = acting_request(user)
    return context.page(request)


@pytest.mark.parametrize("ago", [None, timedelta(seconds=60), timedelta(minutes=3), timedelta(hours=5)])
def test_the_warning_is_the_engines_own(ago):
    now = timezone.now()
    if ago is not None:
        SweepBeat.objects.create(by_what="test", finished_at=now - ago)
    read = acting_request(None).also
    assert context.engine_warning(read, now) == engine_state(now).words
    assert bool(context.engine_warning(read, now)) is (ago != timedelta(seconds=60))


def test_the_frame_costs_no_query_beyond_the_one_that_sets_who_acts(django_assert_num_queries):
    user = person("team_manager")
    user.held(), user.council
    with django_assert_num_queries(1):
        frame(user)


@pytest.mark.parametrize("role", [role for role in Role.values if role != "system"])
def test_no_menu_has_more_than_six_entries_and_each_may_be_opened(role):
    user = person(role)
    menu = context.menu_of(user)
    assert len(menu) <= 6
    assert all(context.may_open(user, link.href) for link in menu)
    assert context.home_of(user)


def test_every_page_says_so_when_nothing_sweeps(client: Client):
    assert "Deadlines have not been checked" in client.get("/sign-in/").content.decode()
    SweepBeat.objects.create(by_what="test", finished_at=timezone.now())
    assert "Deadlines have not been checked" not in client.get("/sign-in/").content.decode()


def test_the_frame_says_who_acts_and_for_whom(client: Client):
    user = person("screener", name="Jo Marlowe")
    sign_in(client, user)
    page = client.get("/account/").content.decode()
    assert "Jo Marlowe" in page and "Kent" in page and "nobody here is real" in page


def test_a_visitor_is_told_nothing_but_the_engines_state():
    told = frame(None)
    assert set(told) == {"demo", "footer_links", "engine_warning"}
