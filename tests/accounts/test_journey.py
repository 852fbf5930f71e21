"""Signing in for the first time, one's own account, and an administrator at work, in Chromium."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts import codes
from accounts.models import Factor, SystemToken, User
from tests.accounts.people import PASSWORD, code_of, person, team
from tests.browser import axe, fits, picture

pytestmark = pytest.mark.browser


def password(page: Any, user: User) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def good(page: Any, name: str) -> None:
    axe(page)
    picture(page, f"accounts-{name}")
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_first_sign_in_and_ones_own_account(new_page: Any, scripts: bool) -> None:
    user = person("screener", name="Nia Okafor", enrolled=False)
    page = new_page(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
    page.goto("/account/")
    assert "/sign-in/?next=" in page.url
    if scripts:
        good(page, "sign-in")
    password(page, user)
    page.get_by_label("Code", exact=True).fill("000000")
    page.get_by_role("button", name="Continue").click()
    if scripts:
        good(page, "enrol")
    page.get_by_label("Code", exact=True).fill(code_of(user))
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".hf-codes li")).to_have_count(10)
    if scripts:
        good(page, "recovery-codes")
    page.get_by_role("button", name="I have kept them").click()
    page.goto("/account/")
    expect(page.get_by_text("This device")).to_be_visible()
    if scripts:
        good(page, "account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.go_back()
    page.reload()
    assert "/sign-in/" in page.url


def test_an_administrator_looks_after_people_and_tokens(page: Any) -> None:
    administrator, east = person("administrator", name="Ada Minton"), team("Front Door East")
    password(page, administrator)
    Factor.objects.filter(user=administrator).update(last_step=0)
    page.get_by_label("Code", exact=True).fill(codes.code_at(administrator.factor, timezone.now()))
    page.get_by_role("button", name="Sign in").click()
    page.goto("/people/add/")
    good(page, "add")
    page.get_by_label("Name").fill("Tom Ashby")
    page.get_by_label("Work e-mail address").fill("tom.ashby@example.org")
    page.get_by_role("button", name="Add the person").click()
    page.locator("#id_role-role").select_option("social_worker")
    page.locator("#id_role-team").select_option(str(east.pk))
    page.get_by_role("button", name="Give the role").click()
    expect(page.get_by_text("Social worker, Front Door East")).to_be_visible()
    good(page, "person")
    page.goto("/people/")
    good(page, "people")
    page.goto("/people/tokens/")
    page.get_by_label("Which system").fill("Mosaic, live")
    page.get_by_role("button", name="Make a token").click()
    expect(page.get_by_text("It is not shown again")).to_be_visible()
    assert SystemToken.objects.count() == 1
    good(page, "tokens")
    page.goto("/admin/")
    expect(page.get_by_role("link", name="Desks")).to_be_visible()
