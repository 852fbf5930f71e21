"""What script adds: drafts that save themselves, a region that refreshes, a guard against sending twice."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
FORM = '<form method="post" action="/gallery/" novalidate'


def with_draft(page: Any, answers: list[tuple[int, str]]) -> list[str]:
    """The gallery with a form that keeps drafts; `answers` are what the server says in turn. Gives what was sent."""
    sent: list[str] = []

    def gallery(route: Any) -> None:
        answer = route.fetch()
        body = answer.text().replace(FORM, FORM + ' data-draft-url="/drafts/7/"')
        assert "data-draft-url" in body
        route.fulfill(response=answer, body=body)

    def draft(route: Any) -> None:
        sent.append(route.request.post_data)
        status, body = answers[min(len(sent), len(answers)) - 1]
        route.fulfill(status=status, content_type="application/json", body=body)

    page.route("**/gallery/", gallery)
    page.route("**/drafts/7/", draft)
    page.goto("/gallery/")
    return sent


def test_a_draft_is_saved_within_eight_seconds_of_typing_without_pause(page: Any) -> None:
    sent = with_draft(page, [(200, '{"saved": "4:12pm"}')])
    box = page.get_by_label("Child’s first name")
    page.locator("#id_password").fill("never in a draft")
    for _ in range(8):
        box.press_sequentially("Y")
        page.wait_for_timeout(1000)
    assert sent
    assert 'name="first_name"\r\n\r\nY' in sent[0]
    assert "never in a draft" not in sent[0]
    page.get_by_text("Saved 4:12pm").wait_for()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_draft_that_was_not_saved_says_why_and_keeps_the_words(page: Any) -> None:
    with_draft(page, [(409, '{"problem": "somebody else changed this page."}'), (403, "")])
    box = page.get_by_label("Child’s first name")
    box.fill("Yusuf")
    page.get_by_text("Not saved: somebody else changed this page.").wait_for()
    box.press_sequentially("!")
    page.get_by_text("Not saved: you have been signed out.").wait_for()
    assert box.input_value() == "Yusuf!"
    assert page.locator("[data-saved]").get_attribute("role") == "status"


def test_pressing_twice_sends_once(page: Any) -> None:
    page.goto("/gallery/")
    sent: list[str] = []

    def hold(route: Any) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/gallery/", hold)
    button = page.get_by_role("button", name="Save and continue")
    button.dblclick()
    button.click()
    page.wait_for_timeout(300)
    assert len(sent) == 1


def test_a_region_refreshes_in_place_but_not_under_somebodys_hands(page: Any) -> None:
    times = iter(["4:12pm", "4:13pm", "4:14pm", "4:15pm"])
    asked: list[str | None] = []

    def gallery(route: Any) -> None:
        asked.append(route.request.header_value("x-refresh"))
        answer = route.fetch()
        route.fulfill(
            response=answer, body=re.sub(r"Shown as at [\d:pm]+", f"Shown as at {next(times)}", answer.text())
        )

    page.clock.install()
    page.route("**/gallery/", gallery)
    page.goto("/gallery/")
    page.evaluate("document.activeElement.blur()")
    page.get_by_text("Shown as at 4:12pm").wait_for()
    page.clock.run_for(61_000)
    page.get_by_text("Shown as at 4:13pm").wait_for()
    # Somebody has reached a button in it: nothing moves.
    page.get_by_role("button", name="Record the call").focus()
    page.clock.run_for(61_000)
    expect(page.get_by_text("Shown as at 4:13pm")).to_be_visible()
    assert page.evaluate("document.activeElement.textContent").startswith("Record the call")
    # The server must be able to tell a refresh from a person, or a lonely screen never times out.
    assert asked == [None, "1"]


def test_a_region_that_cannot_be_refreshed_says_that_it_may_be_old(page: Any) -> None:
    page.clock.install()
    page.goto("/gallery/")
    page.evaluate("document.activeElement.blur()")
    page.route("**/gallery/", lambda route: route.abort())
    page.clock.run_for(61_000)
    page.get_by_text("Not refreshed: no connection. What you see may be old.").wait_for()
