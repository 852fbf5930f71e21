"""Kent logs and sends; Havering answers by link, with no account; both agree who calls the strategy discussion."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from referrals import actions, duties
from referrals.models import CouncilMessage, Sending
from tests.referrals.desks import address_in, latest_code, letters, mailbox
from tests.referrals.test_pages_browser import house, let_in, shown
from tests.world import World

__all__ = ["house"]
pytestmark = pytest.mark.browser


def send_by_page(page: Any, site: str, reference: str) -> None:
    """Kent's worker sends it to Havering on the page."""
    page.goto(f"{site}/referrals/{reference}/send/")
    page.get_by_label("Send to which council?").select_option(label="Havering")
    page.get_by_label("How do we know where the child lives?").fill("the school’s register, checked today")
    page.get_by_label("What do you ask of them?").fill("Please see him before Friday.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Sent. Ring them as well").wait_for()


def test_from_kents_log_to_an_agreed_lead(site: str, page: Any, new_page: Callable[..., Any], house: World) -> None:
    with transaction.atomic():
        mailbox(house, "havering")
        mailbox(house, "havering", "out_of_hours")
        worker = house.person("kent", name="Grace Obi", team=house.team("kent"))
        referral = actions.log_referral(by=worker, said=house.said(), at=timezone.now(), now=timezone.now())
        actions.allocate(
            by=house.person("kent", "team_manager", team=house.team("kent")),
            referral=referral,
            worker=worker,
            at=timezone.now(),
            now=timezone.now(),
        )
    let_in(page, worker)
    send_by_page(page, site, referral.reference)

    # The desk: no account, no script, the first press is the link and the second says that they have it.
    desk = new_page(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    desk.goto(site + address_in(letters()[-1]))
    assert "key=" not in desk.url
    assert "Yusuf" not in desk.content()
    desk.get_by_label("Your name and job").fill("Priya Shah, duty social worker")
    desk.get_by_label("Your direct telephone line").fill("01708 111 222")
    desk.get_by_role("button", name="We have it").click()
    desk.get_by_text("The other council can see who has it").first.wait_for()
    assert Sending.objects.get().acknowledged_by == "Priya Shah, duty social worker"

    # Kent sees who, when and on what line, and proposes that Havering calls the discussion.
    page.goto(f"{site}/referrals/{referral.reference}/between/")
    expect(page.get_by_text("01708 111 222").first).to_be_visible()
    shown(page, "between-the-councils")
    page.goto(f"{site}/referrals/{referral.reference}/propose-lead/")
    page.get_by_role("radio", name="Call the strategy discussion").check()
    page.get_by_role("radio", name="Havering", exact=True).check()
    page.get_by_role("button", name="Propose").click()
    page.get_by_text("Strategy discussion").first.wait_for()

    # Another worker of the desk reads it after a code, and accepts in writing.
    asked = new_page(viewport={"width": 1280, "height": 900})
    asked.goto(site + address_in(letters()[-1]))
    shown(asked, "desk-link-before-the-code")
    asked.get_by_role("link", name="have a code sent to your desk").click()
    shown(asked, "desk-link-send-a-code")
    asked.get_by_role("radio").first.check()
    asked.get_by_role("button", name="Send the code").click()
    shown(asked, "desk-link-enter-the-code")
    asked.get_by_label("Code", exact=True).fill(latest_code())
    asked.get_by_label("Your name and job").fill("Priya Shah, duty social worker")
    asked.get_by_role("button", name="Read it").click()
    asked.get_by_text("Yusuf Adeyemi").first.wait_for()
    shown(asked, "desk-link-after-the-code")
    asked.get_by_role("button", name="Accept a responsibility").click()
    asked.get_by_role("radio").first.check()
    shown(asked, "desk-link-accept")
    asked.get_by_role("button", name="Accept in writing").click()
    asked.get_by_text("Both councils see it").wait_for()
    assert duties.holders_at(referral, "strategy_discussion", timezone.now()) == [house.council("havering")]

    page.goto(f"{site}/referrals/{referral.reference}/")
    page.get_by_text("Call the strategy discussion").first.click()
    expect(page.get_by_text("Held by Havering").first).to_be_visible()


def test_a_message_asks_is_answered_and_stands_in_both_inboxes(
    site: str, page: Any, new_page: Callable[..., Any], house: World
) -> None:
    with transaction.atomic():
        for alias in ("kent", "havering"):
            council = house.council(alias)
            council.takes_part = True
            council.save(update_fields=["takes_part"])
        referral = house.logged("kent", when=timezone.now())
        house.sent(referral, "kent", "havering", timezone.now())
    let_in(page, house.person("kent", "service_manager"))
    page.goto(f"{site}/referrals/{referral.reference}/message/")
    page.get_by_label("To ask for information").check()
    page.get_by_label("Why do you ask?").fill("We plan a visit.")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Your message").fill("Is he on a plan with you?")
    shown(page, "act-message")
    page.get_by_role("button", name="Send", exact=True).click()
    page.goto(f"{site}/inbox/")
    expect(page.get_by_role("link", name="our message about Yusuf is not answered")).to_be_visible()
    shown(page, "inbox-with-a-message")
    page.goto(f"{site}/service/answers/")
    shown(page, "how-councils-answer")
    page.get_by_role("link", name="2 not answered by Havering").click()
    shown(page, "what-havering-has-not-answered")

    there = new_page(viewport={"width": 1280, "height": 900})
    let_in(there, house.person("havering", "service_manager"))
    there.goto(f"{site}/inbox/")
    there.get_by_role("button", name="Answer").first.click()
    expect(there.get_by_text("Is he on a plan with you?")).to_be_visible()
    there.get_by_label("Your answer").fill("He is not.")
    shown(there, "act-answer-message")
    there.get_by_role("button", name="Send the answer").click()
    there.goto(f"{site}/referrals/{referral.reference}/between/")
    shown(there, "between-answered")
    assert CouncilMessage.objects.get(kind="answer").words == "He is not."


def test_giving_back_and_handing_over_are_readable_at_any_width(site: str, page: Any, house: World) -> None:
    with transaction.atomic():
        referral = house.logged("kent", when=timezone.now())
        house.sent(referral, "kent", "croydon", timezone.now())
        manager = house.person("croydon", "team_manager", team=house.team("croydon"))
    let_in(page, manager)
    page.goto(f"{site}/referrals/{referral.reference}/give-back/")
    page.get_by_label("Why is our council no place of this referral?").fill("He lives in Havering.")
    page.get_by_role("button", name="Give it back").click()
    page.get_by_text("say what you checked").first.wait_for()
    shown(page, "give-back-not-yet")
    page.get_by_label("What was checked, and what was found?").fill("Our records and the postcode.")
    page.get_by_role("button", name="Give it back").click()
    page.get_by_text("gave this referral back to Kent").wait_for()
    shown(page, "returned")
