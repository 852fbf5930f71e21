"""Fixtures for tests in a real Chromium, against a live server on a freshly cloned database."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.local.testing import find_browser

AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for the process. Fails, never skips, when there is none: a skipped check looks like a passed one."""
    program = find_browser()
    if program is None:
        pytest.fail(
            "No Chromium for the browser tests. Install it (Debian: apt-get install chromium), or name one in "
            'BROWSER_PATH, or leave these tests out on purpose with: python3 dev test -m "not browser"'
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _server() -> Iterator[Any]:
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("localhost:0")
    yield server
    server.stop()


@pytest.fixture
def site(clone: str, _server: Any, settings: Any) -> str:
    """The address of a live server on this test's own database; rows made in the test are really committed."""
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.SITE_ADDRESS = _server.url
    return str(_server.url)


@pytest.fixture
def new_page(chromium: Any, site: str) -> Iterator[Callable[..., Any]]:
    """A function that opens a page in a browser context of its own; options go to `new_context`.

    For example `new_page(java_script_enabled=False)` or `new_page(viewport={"width": 320, "height": 640})`. Relative
    addresses are of `site`. At the end the test fails on script errors and on anything the security policy refused.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(**options: Any) -> Any:
        context = chromium.new_context(base_url=site, locale="en-GB", timezone_id="Europe/London", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                complaints.append(f"{page.url}: {message.text}")
                if "Content Security Policy" in message.text or "Uncaught" in message.text
                else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "The browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """A page at desk size, with scripts."""
    return new_page(viewport={"width": 1280, "height": 900})


def axe(page: Any, *, within: str | None = None) -> None:
    """Fail with a readable list when axe-core finds any accessibility fault on `page` (or in the selector `within`).

    One rule on one element is allowed: GOV.UK's own script puts aria-expanded on radios that reveal a question, and
    keeps it there on purpose (govuk-frontend issues 979 and 1972).
    """
    page.wait_for_load_state()
    # Evaluated, not added as a tag: the page's security policy rightly refuses injected scripts.
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "(root) => axe.run(root || document, {resultTypes: ['violations']}).then(r => r.violations)", within
    )
    faults = []
    for violation in found:
        for node in violation["nodes"]:
            html = node["html"]
            if violation["id"] == "aria-allowed-attr" and "govuk-radios__input" in html and "aria-expanded" in html:
                continue
            faults.append(f"{violation['id']}: {violation['help']}\n    {html[:300]}\n    {node.get('failureSummary')}")
    assert not faults, f"axe found {len(faults)} on {page.url}:\n" + "\n".join(faults)


def fits(page: Any, width: int = 320) -> None:
    """Fail when the page, `width` pixels wide, must be scrolled sideways (WCAG 1.4.10)."""
    page.wait_for_load_state()
    page.set_viewport_size({"width": width, "height": 640})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{page.url} is {wide} px wide at {width} px"


def picture(page: Any, name: str) -> Path:
    """Save a picture of the whole page under tests/.output, to be looked at; returns its path."""
    path = Path(os.environ.get("HOLDFAST_PICTURES") or Path(__file__).parent / ".output") / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(path), full_page=True)
    return path
