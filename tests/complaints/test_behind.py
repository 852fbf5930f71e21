"""What stands behind a complaint: who has looked at it, and the whole of it for an enquiry of the Ombudsman."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints import actions
from complaints.models import Complaint
from complaints.said import FindingSaid, HeadSaid
from tests.complaints.conftest import Desk
from tests.referrals.pages import signed_in, text_of
from trail.models import Entry

pytestmark = pytest.mark.django_db
PURPOSE = "Enquiry of the Ombudsman 26 004 117"


def whole(desk: Desk, now: Any) -> Complaint:
    """One with two points, a route chosen against the proposal, a letter, a finding and a remedy."""
    heads = [HeadSaid("She was never assessed", "needs_assessment"), HeadSaid("Nobody rang me back", "staff_attitude")]
    complaint = desk.complaint(heads=heads, when=now)
    desk.do("choose_route", complaint, now, head=1, route="statutory", rationale="It is about her assessment")
    letter = desk.do("draft_letter", complaint, now, kind="route", subject="Your complaint", body="We split it in two.")
    actions.send_letter(
        by=desk.officer, letter=letter, how="post", to="1 High Street", proof="RM 12345", at=now, now=now
    )
    desk.do("tell_route", complaint, now)
    findings = [FindingSaid(1, "upheld", "No assessment was made"), FindingSaid(2, "not_upheld", "She was rung twice")]
    desk.do("respond_stage", complaint, now, stage=1, findings=findings)
    desk.do("record_remedy", complaint, now, kind="apology", words="An apology by the director")
    desk.do("request_stage", complaint, now)
    words = "The same points were looked into in 2024"
    desk.do("refuse_stage", complaint, now, stage=2, ground="already_considered", rationale=words)
    desk.do("receive_enquiry", complaint, now, their_reference="26 004 117", asked="All papers, please")
    return complaint


def export(client: Any, complaint: Complaint, purpose: str = PURPOSE) -> Any:
    return client.post(f"/complaints/{complaint.reference}/export/", {"purpose": purpose})


def test_the_whole_complaint_is_one_document(desk: Desk, now: Any) -> None:
    complaint = whole(desk, now)
    client = signed_in(desk.officer)
    asked = client.get(f"/complaints/{complaint.reference}/export/")
    assert PURPOSE in asked.content.decode(), "the enquiry that waits is offered as the purpose"
    page = text_of(export(client, complaint))
    for words in (
        "She was never assessed",
        "Nobody rang me back",
        "It is about her assessment",
        "We split it in two.",
        "Proof: RM 12345",
        "No assessment was made",
        "She was rung twice",
        "An apology by the director",
        "Ground: The same matter was fully considered before",
        "The same points were looked into in 2024",
        "All papers, please",
        "What happened, oldest first",
        f"Exported by Hanna Cole: {PURPOSE}",
    ):
        assert words in page, words
    head = complaint.heads.get(number=1)
    assert head.proposed_source in page and head.proposed_reason in page


def test_an_export_is_in_the_trail_with_what_it_was_for(desk: Desk, now: Any) -> None:
    complaint = whole(desk, now)
    client = signed_in(desk.officer)
    assert export(client, complaint, " ").status_code == 422
    assert not Entry.objects.filter(action="export").exists()
    export(client, complaint)
    entry = Entry.objects.get(action="export")
    assert (entry.subject_id, entry.by_id, entry.reason) == (complaint.pk, desk.officer.pk, PURPOSE)
    looked = text_of(client.get(f"/complaints/{complaint.reference}/looked/"))
    assert f"Hanna Cole Kent Exported {PURPOSE}" in looked and "Opened" in looked


def test_only_complaints_officers_of_the_council_look_behind_and_export(desk: Desk, now: Any) -> None:
    complaint = whole(desk, now)
    barred = desk.colleague
    Complaint.objects.filter(pk=complaint.pk).update(complained_of_ids=[barred.pk], unrecorded="a test")
    roles = ("head_of_service", "team_manager", "social_worker", "monitoring_officer", "investigator")
    for person in (barred, desk.other_council, *(desk.world.person("kent", role) for role in roles)):
        client = signed_in(person)
        assert client.get(f"/complaints/{complaint.reference}/looked/").status_code in (403, 404), person
        answer = export(client, complaint)
        assert answer.status_code in (403, 404) and "never assessed" not in answer.content.decode(), person


def test_an_export_costs_the_same_with_more_behind_it(desk: Desk, now: Any) -> None:
    complaint = whole(desk, now)
    client = signed_in(desk.officer)

    def cost() -> int:
        export(client, complaint)
        with CaptureQueriesContext(connection) as asked:
            assert export(client, complaint).status_code == 200
        return len(asked)

    few = cost()
    for number in range(4):
        desk.do("draft_letter", complaint, now, kind="other", subject=f"Letter {number}", body="And one thing more.")
        desk.do("record_remedy", complaint, now, kind="action", words=f"Action {number}")
        desk.do(
            "consider_freezing", complaint, now, decision="A plan would change", frozen=False, reasons="It is urgent"
        )
    assert cost() == few


def test_the_privacy_officer_finds_readings_of_a_complaint_by_its_reference(desk: Desk, now: Any) -> None:
    complaint = desk.complaint(when=now)
    signed_in(desk.officer).get(f"/complaints/{complaint.reference}/")
    privacy = signed_in(desk.world.person("kent", "privacy_officer"))
    page = text_of(privacy.get("/reads/", {"reference": complaint.reference}))
    assert f"Hanna Cole Opened Complaint {complaint.reference}" in page
    assert "Bell" not in page
