"""A manager looks a council up, writes its desk down and deals with a message, in Chromium."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Factor, User
from councils import actions, outbox
from councils.outbox import Letter
from tests.accounts.people import PASSWORD, code_of, person
from tests.browser import axe, fits, picture
from tests.councils import council

pytestmark = pytest.mark.browser


def sign_in(page: Any, user: User) -> None:
    page.goto("/sign-in/")
    page.fill("input[name=username]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    Factor.objects.filter(user=user).update(last_step=0)
    page.fill("input[name=code]", code_of(user))
    page.click("main button[type=submit]")


def desks(by: Any) -> None:
    now = timezone.now()
    common = {"by": by, "at": now, "now": now}
    for service, hours, name, phone in [
        ("childrens", "office", "Multi-agency safeguarding hub", "01632 960 001"),
        ("childrens", "out_of_hours", "Emergency duty team", "01632 960 002"),
        ("adults", "office", "Adult contact centre", "01632 960 003"),
    ]:
        actions.change_desk(
            council=council("Havering"), service=service, hours=hours, name=name, phone=phone,
            email=f"{hours}.{service}@havering.example".replace("_", "-"), **common,
        )  # fmt: skip
    old = council("Havering").desks.get(service="childrens", hours="out_of_hours")
    old.verified_on -= timedelta(days=120)
    old.save()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_manager_finds_a_council_and_keeps_its_desk(new_page: Any, scripts: bool) -> None:
    manager = person("team_manager", name="Jo Marsh")
    desks(manager)
    page = new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
    sign_in(page, manager)
    page.goto("/councils/")
    page.get_by_label("Find a council").fill("haver")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Havering").click()
    expect(page.get_by_role("heading", name="Ring now")).to_be_visible()
    page.get_by_role("link", name="Change Children's services, office hours").click()
    page.get_by_label("Telephone number").fill("01632 960 777")
    page.get_by_label("Yes, today").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("saved.")).to_be_visible()
    page.get_by_role("button", name="I have checked this today for Children's services, out of hours").click()
    assert council("Havering").desks.get(service="childrens", hours="office").phone == "01632 960 777"
    assert not council("Havering").desks.get(service="childrens", hours="out_of_hours").is_stale(timezone.localdate())


def test_the_pages_are_accessible_narrow_and_wide(page: Any) -> None:
    manager = person("team_manager", name="Jo Marsh")
    desks(manager)
    kent = council("Kent").pk
    old = council("Havering").desks.get(service="adults")
    letters = [
        Letter(key="a", subject="Kent asks you to acknowledge a referral", body="Ring Kent.", council_id=kent),
        Letter(
            key="b", subject="A decision falls due at 4:45pm", body="Open it.", council_id=kent, desk=old, address=""
        ),
    ]
    outbox.post_many(letters, now=timezone.now())
    sign_in(page, manager)
    for name, path in [
        ("directory", "/councils/"),
        ("nothing-found", "/councils/?q=atlantis"),
        ("council", "/councils/E09000016/"),
        ("council-without-desks", "/councils/E10000030/"),
        ("desk", "/councils/E09000016/desks/childrens/office/"),
        ("undelivered", "/councils/messages/"),
    ]:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(path)
        axe(page)
        picture(page, f"councils-{name}")
        fits(page)
        axe(page)
        picture(page, f"councils-{name}-320")
    page.goto("/councils/E09000016/desks/adults/out-of-hours/")
    page.get_by_role("button", name="Save").click()
    axe(page)
    picture(page, "councils-desk-errors")
    page.goto("/councils/messages/")
    page.get_by_role("button", name="I have told them").first.click()
    axe(page)
    picture(page, "councils-undelivered-errors")
