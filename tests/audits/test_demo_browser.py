"""The demo's audit of fifty in a real browser: the line at 12 of 50, who reads what, the figures so far."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

import councils.reference
from audits.auditing.figures import rule_of
from stories.demo import auditing, staff
from tests.audits.test_audit_pages_browser import looked_at
from tests.referrals.test_pages_browser import let_in
from timers.held import calendar_for

pytestmark = pytest.mark.browser


def test_the_demos_audit(site: str, page: Any) -> None:
    now = timezone.now()
    councils.reference.load(now - timedelta(days=900))
    with transaction.atomic():
        staffed = staff.make(now)
        audit = auditing.make(staffed, now=now, calendar=calendar_for("England"), random=Random(7))
    let_in(page, staffed["kent"].one("auditor"))
    home = f"{site}/audits/closed-cases/{audit.reference}/"
    page.goto(home)
    rule = rule_of(audit)
    expect(page.get_by_text("The line stands at 12 of 50: 13 starts the full audit")).to_be_visible()
    expect(page.get_by_text(f"{rule.read} of 50 read")).to_be_visible()
    looked_at(page, "audits-demo")
    for name in ("cases", "draw", "report", "committee-pack", "actions"):
        page.goto(f"{home}{name}/")
        looked_at(page, f"audits-demo-{name}")
