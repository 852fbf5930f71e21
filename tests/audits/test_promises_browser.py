"""What is promised, passed on and learnt in a real browser: wide, narrow, clean for axe."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from audits import actions
from audits.models import Binding, LearningReceipt, OmbudsmanReport, RaisedWarning
from audits.oversight.counting import month_ends
from councils.models import Message
from tests.audits.test_oversight_pages_browser import fill_date
from tests.referrals.test_pages_browser import let_in, shown
from tests.world import World, make_world
from timers.models import Timer
from timers.sweep import sweep

pytestmark = pytest.mark.browser


@pytest.fixture
def house(site: str) -> World:
    return make_world(timezone.now() - timedelta(days=60))


@transaction.atomic
def report_of_two(world: World) -> OmbudsmanReport:
    """Recorded by Kent for Croydon too; Kent has accepted an audit and published."""
    now, today = timezone.now(), timezone.localdate()
    by = world.person("kent", "monitoring_officer")
    usual = {"by": by, "at": now, "now": now}
    report = actions.record_report(
        **usual,
        kind="report",
        number="19 010 981",
        title="Neither council took it on for two years",
        councils=[world.council("kent"), world.council("croydon")],
        decided_on=today - timedelta(days=20),
        received_on=today - timedelta(days=12),
    )
    made = actions.recommend(
        **usual,
        report=report,
        recommended=actions.Recommended(
            kind="audit",
            words="Audit 50 cases closed in similar circumstances.",
            councils=[world.council("kent"), world.council("croydon")],
            limit="months",
            amount=3,
            paragraph="paragraph 74",
        ),
    )
    actions.accept_recommendation(
        **usual,
        binding=Binding.objects.get(recommendation=made, council=world.council("kent")),
        accepted=True,
        on=today,
        owner=world.person("kent", "service_manager"),
    )
    actions.take_step(**usual, report=report, step="publish_report", on=today, words="kent.example/ombudsman")
    return report


def test_the_other_council_records_its_own_day_of_receipt(site: str, page: Any, house: World) -> None:
    report = report_of_two(house)
    let_in(page, house.person("croydon", "monitoring_officer"))
    page.goto(f"{site}/ombudsman/{report.reference}/")
    shown(page, "receipt-not-said")
    page.get_by_role("link", name="Record our day of receipt").first.click()
    shown(page, "receipt-form")
    fill_date(page, "on", timezone.localdate() - timedelta(days=3))
    page.get_by_role("button", name="Record our day of receipt").click()
    expect(page.get_by_text("Recorded. What your council owes about it is dated from that day.")).to_be_visible()
    page.get_by_text("Record something else about it").click()
    page.get_by_role("link", name="Add a council that it binds").click()
    shown(page, "bind-council")
    page.get_by_label("Which council does it bind too?").select_option(label="Medway")
    page.get_by_role("button", name="Add the council").click()
    expect(page.get_by_role("columnheader", name="Medway")).to_be_visible()
    shown(page, "receipt-said")


def test_whoever_sees_to_it_finds_it_in_their_work_and_says_it_is_done(site: str, page: Any, house: World) -> None:
    report = report_of_two(house)
    let_in(page, house.person("kent", "service_manager"))
    page.goto(f"{site}/my-work/")
    shown(page, "my-work-promised")
    page.get_by_role("link", name="Audit of cases: Audit 50 cases").click()
    shown(page, "report-owner")
    page.get_by_role("link", name="Record as done").click()
    page.get_by_label("By other means").check()
    shown(page, "audit-done")
    page.get_by_label("Where and how was it made?").fill("By the partnership: 50 files, drawn by lot.")
    fill_date(page, "on", timezone.localdate())
    page.get_by_role("textbox", name="What shows that it was done").fill("The partnership’s report")
    page.get_by_role("button", name="Record it as done").click()
    expect(page.get_by_text("Done by other means: By the partnership")).to_be_visible()
    assert Binding.objects.get(recommendation__report=report, council=house.council("kent")).done_on is not None


@transaction.atomic
def passed_on(world: World) -> RaisedWarning:
    """Raised to team managers two months ago, opened by nobody and answered by nobody."""
    when = timezone.now() - timedelta(days=50)
    return actions.raise_warning(
        by=world.person("kent", "monitoring_officer"),
        source="chair",
        raised_by="Chair of the partnership",
        about="No figures on children across the border",
        words="I have asked twice.",
        to="team_manager",
        at=when,
        now=when,
    )


def test_a_warning_that_was_passed_on_is_late_and_answered_by_those_who_have_it(
    site: str, page: Any, house: World
) -> None:
    warning = passed_on(house)
    for role in ("team_manager", "service_manager"):
        house.person("kent", role)
    sweep(now=timezone.now(), about=[warning.pair])
    let_in(page, house.person("kent", "team_manager"))
    page.goto(f"{site}/warnings/{warning.reference}/")
    expect(page.get_by_role("button", name="Answer the warning")).to_have_count(0)
    let_in(page, house.person("kent", "service_manager"))
    page.goto(f"{site}/warnings/{warning.reference}/")
    expect(page.get_by_text("The first time for an answer has gone by.")).to_be_visible()
    shown(page, "warning-passed-on")
    page.get_by_role("button", name="Answer the warning").click()
    page.get_by_label("Your answer").fill("You will have them.")
    page.get_by_label("What changes because of it").fill("A pack each month.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("A pack each month.")).to_be_visible()
    assert not Timer.objects.running().filter(about_label=warning.pair[0]).exists()


def test_learning_is_read_and_whoever_has_not_is_reminded(site: str, page: Any, house: World) -> None:
    now, team = timezone.now(), house.team("kent")
    reader, head = house.person("kent", name="Grace Obi", team=team), house.person("kent", "head_of_service")
    house.person("kent", name="Ada Rook", team=team)
    with transaction.atomic():
        item = actions.send_learning(
            by=head,
            kind="learning",
            title="Ring the other council the same day",
            words="Passing a referral on ends nothing.",
            teams=[team],
            read_by=timezone.localdate() + timedelta(days=5),
            at=now,
            now=now,
        )
    let_in(page, reader)
    page.goto(f"{site}/my-work/")
    shown(page, "my-work-learning")
    page.get_by_role("link", name="Read: Ring the other council the same day").click()
    page.get_by_role("button", name="I have read it").click()
    expect(page.get_by_text("It is on record that you have read it.")).to_be_visible()
    assert LearningReceipt.objects.filter(item=item, person=reader).count() == 1
    let_in(page, head)
    page.goto(f"{site}/learning/{item.reference}/")
    shown(page, "learning-sent")
    page.get_by_role("button", name="Remind those who have not read it").click()
    expect(page.get_by_text("Reminded: 1 who has not read it.")).to_be_visible()


def test_the_log_of_packs_says_what_became_of_each(site: str, page: Any, house: World) -> None:
    head, now = house.person("kent", "head_of_service"), timezone.now()
    people = [house.person("kent", "councillor", name=name) for name in ("Ola Member", "Pat Member")]
    with transaction.atomic():
        actions.make_pack(council=house.council("kent"), month=month_ends(now, 1)[0], by=head, now=now)
        error = "The mailbox does not exist."
        Message.objects.filter(person=people[0]).update(state="failed", error=error)
        Message.objects.filter(person=people[1]).update(state="sent", sent_at=now)
    let_in(page, head)
    page.goto(f"{site}/leaders/")
    expect(page.get_by_text("The mailbox does not exist. Tell them in another way.")).to_be_visible()
    shown(page, "log-of-packs")
