"""Who holds what, a strategy discussion and a closing that is not possible yet, in a real browser, wide and narrow."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from referrals import actions
from tests.referrals.test_pages_browser import house, let_in, logged, shown
from tests.world import World

__all__ = ["house"]
pytestmark = pytest.mark.browser


def test_who_holds_what_and_what_is_left(site: str, page: Any, house: World) -> None:
    referral = logged(house)
    worker = house.person("kent", name="Grace Obi", team=house.team("kent"))
    manager = house.person("kent", "team_manager", team=house.team("kent"))
    havering = house.person("havering", "team_manager", team=house.team("havering"))
    now = timezone.now()
    with transaction.atomic():
        actions.convene_strategy_discussion(
            by=worker, referral=referral, invited=["police", "health", "other_council"], at=now, now=now
        )
        actions.propose_lead(
            by=manager, referral=referral, duty="support_child", lead=house.council("havering"), at=now, now=now
        )
        actions.decline_duty(
            by=havering, referral=referral, duty="section_47", reason="He is with his father.", at=now, now=now
        )
    let_in(page, manager)
    address = f"{site}/referrals/{referral.reference}/"
    page.goto(address)
    page.get_by_text("Support the child").first.click()
    expect(page.get_by_text("has not answered: a written answer decides it")).to_be_visible()
    shown(page, "who-holds-what")
    for slug in ("close", "hold-discussion", "lado", "answer-invitation"):
        page.goto(f"{address}{slug}/")
        shown(page, f"act-{slug}")


def test_whoever_was_rung_records_it_and_a_child_who_moved_is_accepted(site: str, page: Any, house: World) -> None:
    """Havering is named and was sent nothing; then it has the referral, and only the address tells of the move."""
    referral = house.logged("kent", timezone.now() - timedelta(hours=2))
    havering = house.person("havering", "team_manager", team=house.team("havering"))
    let_in(page, havering)
    page.goto(f"{site}/referrals/rung/")
    shown(page, "rung")
    page.get_by_label("Reference of the referral").fill(referral.reference)
    page.get_by_label("Which council?").select_option(label="Kent")
    page.get_by_text("Yes, we spoke").click()
    page.get_by_role("button", name="Record the call").click()
    expect(page.get_by_text("you cannot read it before they do")).to_be_visible()
    now = timezone.now()
    with transaction.atomic():
        actions.send_referral(
            by=house.person("kent"),
            referral=referral,
            to=house.council("havering"),
            at=now,
            now=now,
            address_source="the school",
        )
    page.goto(f"{site}/referrals/{referral.reference}/accept-transfer/")
    expect(page.get_by_text("Nobody recorded a move: accepting does.")).to_be_visible()
    shown(page, "act-accept-transfer")
