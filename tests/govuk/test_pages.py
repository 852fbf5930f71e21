"""The gallery in a real browser: everything that a page can be made of, at desk and telephone width."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import axe, fits, picture

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["/gallery/", "/gallery/?errors", "/accessibility/", "/privacy/"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Any, address: str) -> None:
    page.goto(address)
    axe(page)
    fits(page, 320)
    axe(page)


def test_the_summary_has_the_focus_and_its_links_move_it(page: Any) -> None:
    page.goto("/gallery/?errors")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.get_by_role("link", name="The date must include a year").click()
    assert page.evaluate("document.activeElement.id") == "id_rang_at-year"
    page.get_by_role("link", name="Select what may have happened").click()
    assert page.evaluate("document.activeElement.id") == "id_harm"


def test_an_option_opens_its_question(page: Any) -> None:
    page.goto("/gallery/")
    inner = page.get_by_label("How do you know?")
    expect(inner).not_to_be_visible()
    page.get_by_label("Yes", exact=True).check()
    expect(inner).to_be_visible()


def test_without_script_every_question_and_every_case_note_can_be_reached(new_page: Callable[..., Any]) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page.goto("/gallery/")
    expect(page.get_by_label("How do you know?")).to_be_visible()
    page.get_by_text("Case note text").first.click()
    expect(page.get_by_label("Case note:")).to_be_visible()
    expect(page.get_by_role("button", name="Copy as case note")).not_to_be_visible()
    expect(page.get_by_text("Waiting for them").last).to_be_visible()
    picture(page, "gallery-without-script")


def test_one_press_copies_a_case_note(new_page: Callable[..., Any]) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/gallery/")
    page.get_by_role("button", name="Copy as case note").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert "Left word for the manager" in page.evaluate("navigator.clipboard.readText()")


def test_the_keyboard_reaches_the_main_part_first(page: Any) -> None:
    page.goto("/gallery/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_paper_shows_the_case_and_not_the_frame(page: Any) -> None:
    page.goto("/gallery/")
    page.emulate_media(media="print")
    expect(page.get_by_text("Yusuf Adeyemi-Clarke").first).to_be_visible()
    expect(page.get_by_text("Address not to be disclosed.")).to_be_visible()
    for frame in (".hf-header", ".govuk-service-navigation", ".hf-copy", ".govuk-pagination"):
        expect(page.locator(frame).first).not_to_be_visible()
    expect(page.get_by_text("Confidential: about a child.")).to_be_visible()
