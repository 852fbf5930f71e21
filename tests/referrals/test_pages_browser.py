"""Logging and deciding in a real browser: scripts and none, narrow and wide, and nothing that axe finds fault with."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from councils import actions as desks
from referrals import actions
from referrals.models import Decision, Draft, Part, Referral
from tests.browser import axe, fits, picture
from tests.referrals.pages import last_referral, signed_in
from tests.world import World, make_world

pytestmark = pytest.mark.browser
HOME = "RM1 3BB"


@pytest.fixture
def house(site: str) -> World:
    """Kent and Havering with desks and people; what is written here is really committed."""
    world = make_world(timezone.now() - timedelta(days=30))
    now = timezone.now()
    for alias in ("kent", "havering"):
        by = world.person(alias, "screener", name=f"Desk of {alias}")
        for hours, name, phone in (
            ("office", "Multi-agency safeguarding hub", "01632 960 001"),
            ("out_of_hours", "Emergency duty team", "01632 960 002"),
        ):
            desks.change_desk(
                council=world.council(alias),
                service="childrens",
                hours=hours,
                name=name,
                phone=phone,
                by=by,
                at=now,
                now=now,
            )
    return world


def let_in(page: Any, user: User) -> Client:
    client = signed_in(user)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": settings.SITE_ADDRESS}])
    return client


def shown(page: Any, name: str) -> None:
    """Nothing for axe, nothing wider than the window at 320 px; a picture of both to be looked at."""
    axe(page)
    picture(page, f"{name}-1280")
    fits(page)
    picture(page, f"{name}-320")
    page.set_viewport_size({"width": 1280, "height": 900})


@transaction.atomic
def logged(world: World) -> Referral:
    """Logged by Kent two days ago, sent to Havering and spoken about, allocated."""
    when = timezone.now() - timedelta(days=2)
    worker = world.person("kent", name="Grace Obi", team=world.team("kent"))
    manager = world.person("kent", "team_manager", team=world.team("kent"))
    referral = actions.log_referral(
        by=worker,
        said=world.said(
            world.child(staff_warning="Large dog in the yard: ring before you visit"),
            world.mother(phone="01622 000 000"),
            world.harmer(),
            said="He told Ms Field that Zed hurts him when he stays in Kent.\nMs Field wrote it down at once.",
            next_contact_on=timezone.localdate() + timedelta(days=2),
            told_to_expect_contact=True,
            police_involved=True,
            police_reference="46/12345/26",
        ),
        at=when,
        now=when,
    )
    world.sent(referral, "kent", "havering", when + timedelta(hours=1))
    actions.allocate(
        by=manager, referral=referral, worker=worker, at=when + timedelta(hours=2), now=when + timedelta(hours=2)
    )
    actions.contact_council(
        by=worker,
        referral=referral,
        to=world.council("havering"),
        two_way=False,
        words="Rang the duty desk, left a message.",
        at=when + timedelta(hours=3),
        now=when + timedelta(hours=30),
    )
    actions.contact_family(
        by=world.person("havering"),
        referral=referral,
        channel="voicemail",
        words="Left a message.",
        at=when + timedelta(hours=5),
        now=when + timedelta(hours=5),
    )
    return referral


def test_logging_a_referral(page: Any, house: World) -> None:
    let_in(page, house.person("kent", team=house.team("kent")))
    house.council("havering")
    page.goto("/referrals/log/")
    shown(page, "log-begin")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_label("Child’s name").fill("Amy Hall")
    page.get_by_label("Postcode where the child lives").fill(HOME)
    shown(page, "log-1-search")
    page.get_by_role("button", name="Search and continue").click()
    page.get_by_label("Referral", exact=True).check()
    page.get_by_label("School, college or nursery").check()
    page.get_by_label("Their name").fill("Ms Field")
    shown(page, "log-2-teller")
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_role("group", name="Is the child safe now?").get_by_label("Yes").check()
    page.get_by_label("I know about how old").check()
    page.get_by_label("About how old?").fill("12")
    page.get_by_role("button", name="Add another child").click()
    expect(page.get_by_role("heading", name="Child 2")).to_be_visible()
    page.get_by_label("First name").nth(1).fill("Ben")
    shown(page, "log-3-children")
    page.get_by_role("button", name="Continue", exact=True).click()
    assert page.get_by_label("Postcode of home").first.input_value() == HOME
    page.get_by_label("At home").first.check()
    page.get_by_label("In the same place as the first child, and is there now too").check()
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_text("A postcode has found a council").wait_for()
    shown(page, "log-4-places")
    page.get_by_role("button", name="Continue", exact=True).click()
    with page.expect_response("**/referrals/drafts/**", timeout=9_500):
        page.get_by_label("What was said, and by whom?").fill("Her uncle hit her in Maidstone. She told Ms Field.")
    assert "Her uncle hit her" in str(Draft.objects.get().data["steps"]["happened"]["said"])
    page.get_by_label("Physical abuse").check()
    page.get_by_label("Council where harm happened or may happen").select_option(label="Kent")
    shown(page, "log-5-happened")
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_label("Who are they to the child?").fill("uncle")
    shown(page, "log-6-harmer")
    page.get_by_role("button", name="Continue", exact=True).click()
    shown(page, "log-7-family")
    page.go_back()
    assert page.get_by_label("Who are they to the child?").input_value() == "uncle"
    page.go_forward()
    page.get_by_role("button", name="Continue", exact=True).click()
    shown(page, "log-8-check")
    page.get_by_role("link", name="Change Who are they to the child?").click()
    page.get_by_role("button", name="Save and go back to check").click()
    page.get_by_role("button", name="Log this referral").dblclick()
    page.get_by_role("heading", name="Referral logged").wait_for()
    shown(page, "log-9-done")
    assert Referral.objects.count() == 1
    assert last_referral().children_count == 2
    storage = page.evaluate("[localStorage.length, sessionStorage.length]")
    assert storage == [0, 0]


def test_logging_without_script(new_page: Callable[..., Any], house: World) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    let_in(page, house.person("kent", team=house.team("kent")))
    page.goto("/referrals/log/")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Search and continue").click()
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_label("About how old?").fill("12")  # the option above it is not chosen: the words choose it
    page.get_by_role("button", name="Save and come back later").click()
    page.get_by_role("button", name="Check and log now").click()
    page.get_by_role("button", name="Log this referral").click()
    child = last_referral().first_child
    assert child is not None and child.age_said == "12"


def test_the_referral_and_its_acts(page: Any, house: World) -> None:
    referral = logged(house)
    let_in(page, house.person("kent", "team_manager", team=house.team("kent")))
    address = f"/referrals/{referral.reference}/"
    page.goto(address)
    shown(page, "referral")
    for slug in (
        "send",
        "contact-council",
        "contact-family",
        "wait",
        "feedback",
        "allocate",
        "correct",
        "print",
        "looked",
        "history",
        "place",
        "assessment",
    ):
        page.goto(f"{address}{slug}/")
        shown(page, f"act-{slug}")
    page.goto(f"{address}print/")
    page.emulate_media(media="print")
    picture(page, "on-paper")
    page.emulate_media(media="screen")
    page.goto("/referrals/")
    shown(page, "list")
    page.goto("/referrals/search/")
    page.get_by_label("Name, reference or NHS number").last.fill("Yussuf Adeyemi")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    shown(page, "search")


def test_deciding(page: Any, house: World) -> None:
    referral = logged(house)
    let_in(page, house.person("kent", "team_manager", team=house.team("kent")))
    page.goto(f"/referrals/{referral.reference}/decide/")
    shown(page, "decide")
    page.get_by_label("No further action").check()
    page.get_by_label("Something else: the rationale says what").check()
    page.get_by_label("Why is this right for the child?").fill("The police have it.")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_role("heading", name="Not yet: say whether a strategy discussion was considered.").wait_for()
    assert page.get_by_label("Why is this right for the child?").input_value() == "The police have it."
    shown(page, "decide-not-yet")
    page.get_by_label("Strategy discussion", exact=True).check()
    page.get_by_role("button", name="Record the decision").dblclick()
    page.get_by_text("The decision is recorded").wait_for()
    shown(page, "decided")
    assert Decision.objects.get().outcome == "strategy_discussion"


def test_the_other_council_acknowledges_in_one_press(page: Any, house: World) -> None:
    referral = logged(house)
    let_in(page, house.person("havering", "screener"))
    page.goto(f"/referrals/{referral.reference}/")
    shown(page, "referral-theirs")
    page.get_by_role("button", name="Acknowledge: I have it").click()
    page.get_by_text("Acknowledged. The other council").wait_for()
    assert Part.objects.filter(referral=referral).count() == 2


def test_a_colleague_is_asked_why(page: Any, house: World) -> None:
    referral = logged(house)
    let_in(page, house.person("kent", name="Colleague One", team=house.team("kent")))
    page.goto(f"/referrals/{referral.reference}/")
    page.get_by_role("heading", name=f"Open {referral.reference}").wait_for()
    shown(page, "why")
