"""An officer in a real browser: what is due, what was missed and seen, and the whole complaint for the Ombudsman."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.complaints.conftest import Desk
from tests.referrals.test_pages_browser import let_in, shown
from tests.world import make_world
from timers.models import AlertAnswer
from timers.sweep import sweep

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(clone: str) -> Desk:
    return Desk(make_world())


def test_an_officer_sees_what_is_late_and_exports_the_whole(site: str, page: Any, desk: Desk) -> None:
    now = timezone.now()
    complaint = desk.complaint("needs_assessment", when=now - timedelta(days=40))
    desk.do("take_on", complaint, now - timedelta(days=40), officer=desk.officer)
    desk.do("receive_enquiry", complaint, now, their_reference="26 004 117", asked="All papers")
    sweep(now=now)
    let_in(page, desk.officer)
    page.goto(f"{site}/my-work/")
    expect(page.get_by_role("link", name="Answer at statutory stage 1")).to_be_visible()
    shown(page, "complaints-my-work")
    page.get_by_role("link", name="Notifications").click()
    expect(page.get_by_role("heading", name="Complaint of Rhian Bell")).to_have_count(2)
    shown(page, "complaints-notifications")
    page.get_by_role("button", name="I have seen it").first.click()
    expect(page.get_by_text("Marked as seen.")).to_be_visible()
    expect(page.get_by_role("heading", name="Complaint of Rhian Bell")).to_have_count(1)
    assert AlertAnswer.objects.exists()
    page.get_by_role("link", name="Complaint of Rhian Bell").first.click()
    page.get_by_role("link", name="Export the whole for the Ombudsman").click()
    expect(page.get_by_label("What is it for?")).to_have_value("Enquiry of the Ombudsman 26 004 117")
    shown(page, "complaints-export")
    page.get_by_role("button", name="Show the whole complaint").click()
    expect(page.get_by_role("heading", name="What happened, oldest first")).to_be_visible()
    shown(page, "complaints-bundle")
    page.goto(f"{site}/complaints/{complaint.reference}/looked/")
    expect(page.get_by_role("cell", name="Exported")).to_be_visible()
    shown(page, "complaints-looked")
