"""Three journeys in a real browser: an officer, a parent on a telephone without script, a panel member. Each page is
checked with axe and at 320 pixels."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from complaints import actions
from complaints.models import Appointment, Complaint
from complaints.said import AppointmentSaid
from tests.browser import picture
from tests.complaints.conftest import Desk
from tests.referrals.test_pages_browser import let_in, shown
from tests.world import make_world

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(clone: str) -> Desk:
    return Desk(make_world())


def test_an_officer_decides_the_route_tells_the_complainant_and_answers(site: str, page: Any, desk: Desk) -> None:
    complaint = desk.complaint("early_help", "strategy_discussion", when=timezone.now(), adjustments="Large print")
    let_in(page, desk.officer)
    page.goto(f"{site}/complaints/")
    shown(page, "complaints-list")
    page.get_by_role("link", name="Rhian Bell").click()
    shown(page, "complaint")
    page.get_by_role("button", name="Decide the route, point by point").click()
    page.get_by_role("group", name="Was an assessment of the child’s needs").get_by_label("Yes").check()
    page.get_by_role("button", name="Save, and see where it belongs").click()
    expect(page.get_by_text("This point belongs to the statutory procedure of the Children Act").first).to_be_visible()
    page.get_by_label("Accept: Children Act statutory procedure").check()
    shown(page, "route")
    if page.get_by_label("Why, where the sources conflict").count():
        page.get_by_label("Why, where the sources conflict").fill("She asked for an assessment in March.")
    page.get_by_role("button", name="Decide the route of this point").click()
    expect(page.get_by_text("The sources conflict. The other view:")).to_be_visible()
    page.get_by_label("Accept: Corporate complaints procedure").check()
    page.get_by_role("button", name="Decide the route of this point").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    shown(page, "route-refused")
    page.get_by_label("Why, where the sources conflict").fill("It is about whether the meeting was held.")
    page.get_by_role("button", name="Decide the route of this point").click()
    page.get_by_role("button", name="Tell the complainant").click()
    assert "This point belongs to" in page.get_by_label("The letter").input_value()
    shown(page, "letter-write")
    page.get_by_role("button", name="Save, and see it as a letter").click()
    shown(page, "letter")
    page.get_by_role("button", name="Send it").click()
    page.get_by_label("By post").check()
    shown(page, "letter-send")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_text("It is recorded that the complainant was told")).to_be_visible()
    page.goto(f"{site}/complaints/{complaint.reference}/respond/")
    shown(page, "respond")
    for address in ("route-record/", "print/", "history/", "letters/", "refuse-stage/", "appoint/", "extend/"):
        page.goto(f"{site}/complaints/{complaint.reference}/{address}")
        shown(page, f"complaint-{address.strip('/')}")
    for address in ("receive/", "reports/", "search/", "learning/"):
        page.goto(f"{site}/complaints/{address}")
        if address != "learning/":
            shown(page, f"complaints-{address.strip('/')}")


def test_a_parent_complains_on_a_telephone_without_script(site: str, new_page: Any, desk: Desk) -> None:
    desk.world.council("kent")
    page = new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    looked = new_page(viewport={"width": 1280, "height": 900})

    def seen(name: str) -> None:
        looked.goto(page.url)
        shown(looked, name)

    page.goto(f"{site}/complain/")
    seen("public-begin")
    page.goto(f"{site}/complain/child-at-risk/")
    seen("public-risk")
    page.goto(f"{site}/complain/")
    page.get_by_label("No, go on to the complaint").check()
    page.get_by_role("button", name="Continue").click()
    seen("public-council")
    page.get_by_label("Or the council’s name").select_option(label="Kent")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Choose who you are to the child").first).to_be_visible()
    page.get_by_label("I am a parent", exact=True).check()
    page.get_by_label("Your name").fill("Rhian Bell")
    page.get_by_label("How is it safe to reach you?").fill("Ring before 3pm")
    seen("public-you")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("First name").fill("Cara")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What went wrong?").fill("Nobody came when I asked.")
    page.get_by_role("button", name="Add another point").click()
    page.get_by_label("Point 2: what went wrong?").fill("Nobody rang back.")
    seen("public-points")
    page.get_by_role("button", name="Continue").click()
    seen("public-want")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Continue to check your answers").click()
    expect(page.get_by_text("Nobody came when I asked.")).to_be_visible()
    seen("public-check")
    page.get_by_role("link", name="Change What went wrong").click()
    assert page.get_by_label("Point 1: what went wrong?").input_value() == "Nobody came when I asked."
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send my complaint").click()
    complaint = Complaint.objects.get()
    expect(page.get_by_text(complaint.reference)).to_be_visible()
    seen("public-sent")
    page.go_back()
    page.reload()
    assert "Nobody came" not in page.content()
    assert Complaint.objects.count() == 1


def test_what_a_parent_types_is_saved_while_they_type_and_not_in_the_browser(site: str, page: Any, desk: Desk) -> None:
    page.goto(f"{site}/complain/")
    page.get_by_label("No, go on to the complaint").check()
    page.get_by_role("button", name="Continue").click()
    points = re.sub(r"council/$", "points/", page.url)
    page.goto(points)
    page.get_by_label("What went wrong?").fill("Nobody ca")
    page.get_by_text("Saved ", exact=False).filter(has_text=re.compile(r"^Saved \d")).wait_for(timeout=9000)
    page.goto(points)
    assert page.get_by_label("What went wrong?").input_value() == "Nobody ca"
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0


def test_a_panel_member_sees_one_complaint_and_records_the_panel(site: str, page: Any, desk: Desk) -> None:
    now = timezone.now()
    complaint, other = desk.answered(when=now), desk.complaint(when=now, complainant_name="Somebody Else")
    desk.do("request_stage", complaint, now, stage=2, procedure="statutory")
    for whose in ("investigator", "independent"):
        desk.do("receive_report", complaint, now, whose=whose)
    desk.do("adjudicate", complaint, now, adjudicator="The Director")
    desk.do("request_stage", complaint, now, stage=3, procedure="statutory", words="I want the panel")
    member = desk.world.person("kent", "investigator", "Gwen Parry")
    for role, name, user in (
        (Appointment.As.PANEL_CHAIR, "Ann Tebbit", None),
        (Appointment.As.PANEL_MEMBER, "Gwen Parry", member),
        (Appointment.As.PANEL_MEMBER, "Rashid Karim", None),
    ):
        said = AppointmentSaid(
            role=role,
            name=name,
            user_id=user.pk if user else None,
            stage_number=3,
            is_member=False,
            is_officer=False,
            is_partner_of_one=False,
        )
        desk.do("appoint", complaint, now, said=said)
    desk.do("plan_panel", complaint, now, on=timezone.localdate())
    let_in(page, member)
    page.goto(f"{site}/")
    page.goto(f"{site}/complaints/")
    expect(page.get_by_role("heading", name="Complaints you are appointed to")).to_be_visible()
    assert page.get_by_text("Somebody Else").count() == 0
    shown(page, "panel-list")
    page.get_by_role("link", name="Rhian Bell").click()
    shown(page, "panel-complaint")
    page.get_by_role("button", name="Record that the panel met").click()
    page.get_by_label("Upheld", exact=True).check()
    page.get_by_label("Why, for point 1?").fill("Nobody assessed her.")
    shown(page, "panel-held")
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("button", name="Send the panel’s report").click()
    page.get_by_role("button", name="Record it").click()
    complaint.refresh_from_db()
    assert complaint.stages.get(number=3).panel_report_sent_at is not None
    answer = page.goto(f"{site}/complaints/{other.reference}/")
    assert answer.status == 404
    with transaction.atomic():
        for one in complaint.appointments.filter(user=member):
            actions.end_appointment(by=desk.officer, appointment=one, because="over", at=now, now=timezone.now())
    assert page.goto(f"{site}/complaints/{complaint.reference}/").status == 404
    picture(page, "panel-over")
