"""Reports, warnings, figures and the leaders' page in a real browser: wide, narrow, without scripts, clean for axe."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from audits import actions
from audits.models import Binding, OmbudsmanReport, RaisedWarning
from tests.audits.test_leaders import practice, with_children
from tests.browser import axe, fits
from tests.referrals.test_pages_browser import let_in, shown
from tests.world import World, make_world

pytestmark = pytest.mark.browser


@pytest.fixture
def house(site: str) -> World:
    return make_world(timezone.now() - timedelta(days=30))


def fill_date(page: Any, name: str, day: Any) -> None:
    for part in ("day", "month", "year"):
        page.fill(f'input[name="{name}-{part}"]', str(getattr(day, part)))


def test_a_report_from_its_receipt_to_the_members_minute(site: str, page: Any, house: World) -> None:
    officer = house.person("kent", "monitoring_officer")
    today = timezone.localdate()
    let_in(page, officer)
    page.goto(f"{site}/ombudsman/")
    shown(page, "ombudsman-empty")
    page.get_by_role("button", name="Record a report or decision").click()
    shown(page, "ombudsman-record")
    page.get_by_label("Public interest report").check()
    page.get_by_label("What it is about, in a line").fill("Neither council took it on for two years")
    page.get_by_label("The Ombudsman’s reference").fill("19 010 981")
    page.get_by_label("Another council that it binds too").select_option(label="Croydon")
    for name in ("decided_on", "received_on"):
        fill_date(page, name, today - timedelta(days=20))
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Missed by").first).to_be_visible()
    page.get_by_role("button", name="Add a recommendation").click()
    shown(page, "ombudsman-recommend")
    page.get_by_label("Audit of cases").check()
    page.get_by_label("What is recommended or agreed").fill("Audit 50 cases closed in similar circumstances.")
    page.get_by_label("Kent").check()
    page.get_by_label("Croydon").check()
    page.get_by_label("A date").check()
    fill_date(page, "on", today + timedelta(days=60))
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("link", name="Say whether we accept it").click()
    page.get_by_label("Yes").check()
    page.get_by_label("Who sees to it").select_option(label=officer.name)
    fill_date(page, "on", today)
    page.get_by_role("button", name="Record the answer").click()
    page.get_by_role("link", name="Record as done").click()
    page.get_by_label("By other means: no audit of your council is concluded").check()
    page.get_by_label("Where and how was it made?").fill("By the partnership: 50 files, drawn by lot.")
    fill_date(page, "on", today)
    page.get_by_role("button", name="Record it as done").click()
    expect(page.get_by_role("heading", name="Not yet: say what shows that it was done.")).to_be_visible()
    shown(page, "ombudsman-not-yet")
    page.get_by_role("textbox", name="What shows that it was done").fill(
        "The audit’s report, in the committee’s papers"
    )
    page.get_by_role("button", name="Record it as done").click()
    expect(page.get_by_text("Done in time")).to_be_visible()
    page.get_by_role("link", name="Record that members considered it").click()
    page.get_by_label("Which body of elected members considered it?").fill("Cabinet")
    fill_date(page, "on", today)
    page.get_by_label("Where is the minute?").fill("Minute 61")
    page.get_by_role("button", name="Record it").click()
    shown(page, "ombudsman-report")
    report = OmbudsmanReport.objects.get()
    assert report.councils.get(council=house.council("kent")).members_minute == "Minute 61"
    assert Binding.objects.get(council=house.council("croydon")).accepted is None


def test_a_warning_is_raised_and_answered_without_scripts(
    site: str, new_page: Callable[..., Any], house: World
) -> None:
    page = new_page(java_script_enabled=False)
    let_in(page, house.person("kent", "councillor"))
    page.goto(f"{site}/warnings/raise/")
    page.get_by_label("The safeguarding chair or partnership").check()
    page.get_by_label("Who raised it, in their role").fill("Chair of the partnership")
    page.get_by_label("What it is about, in a line").fill("No figures")
    page.get_by_label("The warning", exact=True).fill("I have asked twice.")
    page.get_by_label("Service managers").check()
    page.get_by_role("button", name="Raise the warning").click()
    warning = RaisedWarning.objects.get()
    other = new_page(java_script_enabled=False)
    let_in(other, house.person("kent", "service_manager"))
    other.goto(f"{site}/warnings/{warning.reference}/")
    other.get_by_role("button", name="Answer the warning").click()
    other.get_by_label("Your answer").fill("You will have them.")
    other.get_by_label("What changes because of it").fill("A pack each month.")
    other.get_by_role("button", name="Send the answer").click()
    page.reload()
    expect(page.get_by_text("A pack each month.")).to_be_visible()


def test_every_page_of_figures_warnings_and_learning(site: str, page: Any, house: World) -> None:
    with_children(house)
    with transaction.atomic():
        made = practice(house)
    now, head = timezone.now(), house.person("kent", "head_of_service")
    with transaction.atomic():
        item = actions.send_learning(
            by=head,
            kind="training",
            title="Ring first",
            words="Ring the other council on the day.",
            teams=[house.team("kent")],
            read_by=timezone.localdate() + timedelta(days=5),
            at=now,
            now=now,
        )
        actions.record_attendance(
            by=head, board="Board", held_on=timezone.localdate(), came={"Chair": True, "Member": False}, at=now, now=now
        )
    let_in(page, head)
    for address, name in (
        ("/oversight/", "oversight"),
        ("/oversight/border/?months=36", "oversight-border"),
        ("/oversight/oversight/no_worker/", "oversight-rows"),
        ("/oversight/workers/caseload/", "oversight-caseload"),
        ("/oversight/gaps/", "gaps"),
        ("/oversight/gaps/report/", "gap-report"),
        (f"/oversight/gaps/{made['gap'].reference}/", "gap"),
        ("/warnings/", "warnings"),
        (f"/warnings/{made['warning'].reference}/", "warning"),
        ("/attendance/", "attendance"),
        ("/attendance/record/", "attendance-record"),
        ("/learning/", "learning"),
        ("/learning/send/", "learning-send"),
        (f"/learning/{item.reference}/", "learning-item"),
        (f"/learning/{item.reference}/training/", "learning-training"),
        ("/leaders/", "leaders"),
        (f"/leaders/packs/{made['pack'].reference}/", "pack"),
        ("/service/", "service-with-practice"),
    ):
        page.goto(f"{site}{address}")
        shown(page, f"practice-{name}")


def test_what_a_councillor_sees_reads_by_keyboard_and_prints(site: str, page: Any, house: World) -> None:
    with_children(house)
    with transaction.atomic():
        practice(house)
    let_in(page, house.person("kent", "councillor"))
    page.goto(f"{site}/leaders/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    for summary in page.locator("summary").all():
        summary.click()
    axe(page)
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="What we promised, and by when")).to_be_visible()
