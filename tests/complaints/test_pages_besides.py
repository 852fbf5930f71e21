"""Pages of complaints besides one complaint: between councils, learning, reports, my work."""

from typing import Any

import pytest

from complaints.models import Appointment, ComplaintLink, LearningReceipt
from complaints.said import AppointmentSaid, FindingSaid, HeadSaid
from referrals import handles
from tests.complaints.conftest import Desk
from tests.complaints.pages import act, count, read
from tests.referrals.pages import signed_in, text_of

pytestmark = pytest.mark.django_db


# Between councils, and teams


def test_two_councils_link_their_complaints_and_see_only_stage_and_dates(desk: Desk, now: Any) -> None:
    ours = desk.complaint(when=now)
    theirs = desk.complaint(when=now, by=desk.other_council, complainant_name="Their Complainant")
    client, other = signed_in(desk.officer), signed_in(desk.other_council)
    croydon = desk.world.council("croydon")
    answer = act(
        client, ours, "link", council=str(croydon.pk), lead="ours", complainant_agrees="yes", words="One answer"
    )
    assert answer.status_code == 302, text_of(answer)[:800]
    link = ComplaintLink.objects.get()
    listed = text_of(other.get("/complaints/"))
    assert "Kent proposes to answer a complaint together with us" in listed
    assert "Rhian Bell" not in listed
    address = f"/complaints/links/{handles.handle('complaint-link', link.pk)}/"
    assert other.post(address, {"answer": "accept", "reference": "7KQ2-M9XD-4"}).status_code == 422
    assert other.post(address, {"answer": "accept", "reference": theirs.reference}).status_code == 302
    text = read(client, ours)
    assert "Together with Croydon" in text
    assert "Statutory stage 1" in text
    assert "Their Complainant" not in text
    assert other.get(address).status_code == 404


def test_learning_reaches_a_team_manager_who_may_not_see_the_complaint(desk: Desk, now: Any) -> None:
    complaint = desk.answered(when=now)
    team = desk.world.team("kent")
    desk.do("record_learning", complaint, now, words="Ring back the same day.", teams=[team])
    manager = desk.world.person("kent", "team_manager", "Tess Moor", team=team)
    client = signed_in(manager)
    text = text_of(client.get("/complaints/learning/"))
    assert "Ring back the same day." in text
    assert "Rhian" not in text
    receipt = LearningReceipt.objects.get()
    address = f"/complaints/learning/{handles.handle('learning', receipt.pk)}/"
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(address, {"words": "Discussed on Monday"}).status_code == 302
    receipt.refresh_from_db()
    assert receipt.words == "Discussed on Monday"
    stranger = signed_in(desk.world.person("croydon", "service_manager"))
    assert stranger.get(address).status_code == 404


# Reports


def test_reports_count_what_was_received_and_hide_small_figures_from_others(desk: Desk, now: Any) -> None:
    for _ in range(6):
        desk.complaint("delay", when=now)
    upheld = desk.complaint("needs_assessment", heads=[HeadSaid(words="x", about="quality")], when=now)
    desk.do("tell_route", upheld, now)
    desk.do("respond_stage", upheld, now, stage=1, findings=[FindingSaid(1, "upheld", "Yes")])
    officer = text_of(signed_in(desk.officer).get("/complaints/reports/"))
    assert "Received 7" in officer
    assert "Statutory stage 1: answer" in officer
    councillor = text_of(signed_in(desk.world.person("kent", "councillor")).get("/complaints/reports/"))
    assert "not shown" in councillor
    assert "Figures under five are not shown" in councillor
    assert "Rhian" not in officer + councillor


def test_reports_ask_the_same_number_of_statements_however_many_complaints_there_are(desk: Desk, now: Any) -> None:
    client = signed_in(desk.officer)
    few = count(client, "/complaints/reports/")
    for _ in range(5):
        desk.complaint("delay", when=now)
    assert count(client, "/complaints/reports/") == few


# My work, and the way in


def test_a_managers_own_page_lists_complaints_they_answer_and_learning_that_waits(desk: Desk, now: Any) -> None:
    complaint = desk.answered(when=now)
    team = desk.world.team("kent")
    manager = desk.world.person("kent", "team_manager", "Tess Moor", team=team)
    client = signed_in(manager)
    assert "Complaints I am appointed to" not in text_of(client.get("/my-work/"))
    said = AppointmentSaid(role=Appointment.As.RESPONDER, name=manager.name, user_id=manager.pk)
    desk.do("appoint", complaint, now, said=said)
    desk.do("record_learning", complaint, now, words="Ring back.", teams=[team])
    text = text_of(client.get("/my-work/"))
    assert "Complaints I am appointed to Rhian Bell" in text
    assert "1 to answer for your team" in text


def test_a_complaints_officer_starts_with_what_is_due_and_goes_on_to_complaints(desk: Desk) -> None:
    page = signed_in(desk.officer).get("/complaints/")
    assert [one["text"] for one in page.context["navigation"]][:2] == ["My work", "Complaints"]
    assert page.context["home_href"] == "/"
    assert page.context["search_href"] == "/complaints/search/"
