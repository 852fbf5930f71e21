"""The pages of complaints through the test client: who sees what, what each says, what is kept when it is refused."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from complaints import actions
from complaints.models import Appointment, Complaint
from complaints.said import AppointmentSaid
from complaints.views.act_table import TABLE
from referrals import handles
from referrals.models import Draft
from tests.complaints.conftest import Desk
from tests.complaints.pages import act, count, decide, read
from tests.referrals.pages import signed_in, text_of, token_in
from trail.models import Entry

pytestmark = pytest.mark.django_db


# Who sees what


@pytest.mark.parametrize("role", ["social_worker", "screener", "emergency_duty", "adult_social_care", "councillor"])
def test_somebody_who_works_on_cases_never_sees_a_complaint(desk: Desk, role: str, now: Any) -> None:
    complaint = desk.complaint("needs_assessment", when=now)
    client = signed_in(desk.world.person("kent", role))
    assert client.get("/complaints/").status_code == 403
    for page in ("", "print/", "route-record/", *(f"{one.slug}/" for one in TABLE)):
        answer = client.get(f"/complaints/{complaint.reference}/{page}")
        assert answer.status_code in {403, 404}
        assert complaint.complainant_name not in answer.content.decode()


def test_a_manager_sees_a_complaint_only_while_appointed_to_it(desk: Desk, now: Any) -> None:
    complaint, other = desk.complaint(when=now), desk.complaint(when=now, complainant_name="Somebody Else")
    manager = desk.world.person("kent", "team_manager")
    client = signed_in(manager)
    assert client.get(f"/complaints/{complaint.reference}/").status_code == 404
    said = AppointmentSaid(role=Appointment.As.RESPONDER, name=manager.name, user_id=manager.pk)
    appointment = desk.do("appoint", complaint, now, said=said)
    assert "Rhian Bell" in read(client, complaint)
    assert client.get(f"/complaints/{other.reference}/").status_code == 404
    listed = text_of(client.get("/complaints/"))
    assert "Rhian Bell" in listed
    assert "Somebody Else" not in listed
    actions.end_appointment(by=desk.officer, appointment=appointment, because="answered", at=now, now=now)
    assert client.get(f"/complaints/{complaint.reference}/").status_code == 404


def test_an_independent_person_sees_their_one_complaint_and_only_acts_that_are_theirs(desk: Desk, now: Any) -> None:
    complaint = desk.answered(when=now)
    desk.do("request_stage", complaint, now, stage=2, procedure="statutory")
    independent = desk.world.person("kent", "investigator", "Gwen Parry")
    said = AppointmentSaid(
        role=Appointment.As.INDEPENDENT_PERSON,
        name="Gwen Parry",
        user_id=independent.pk,
        stage_number=2,
        is_member=False,
        is_officer=False,
        is_partner_of_one=False,
    )
    desk.do("appoint", complaint, now, said=said)
    client = signed_in(independent)
    page = client.get(f"/complaints/{complaint.reference}/")
    assert "Record the reports as they come in" in text_of(page)
    links = set(re.findall(rf'href="(/complaints/{complaint.reference}/[a-z-]+/)', page.content.decode()))
    for link in links:
        assert client.get(link).status_code == 200, link
    assert client.get(f"/complaints/{complaint.reference}/adjudicate/").status_code == 403
    assert client.get(f"/complaints/{complaint.reference}/letters/").status_code == 403


def test_somebody_complained_of_sees_nothing_even_as_a_complaints_officer(desk: Desk, now: Any) -> None:
    complaint = desk.complaint(when=now, by=desk.colleague, complained_of_ids=(desk.officer.pk,))
    client = signed_in(desk.officer)
    assert client.get(f"/complaints/{complaint.reference}/").status_code == 404
    assert "Rhian Bell" not in text_of(client.get("/complaints/"))


def test_another_councils_complaint_is_simply_not_there(desk: Desk, now: Any) -> None:
    complaint = desk.complaint(when=now)
    client = signed_in(desk.other_council)
    assert client.get(f"/complaints/{complaint.reference}/").status_code == 404
    assert client.get("/complaints/7KQ2-M9XD-4/").status_code == 404


def test_each_reading_leaves_one_line_in_the_trail(desk: Desk, now: Any) -> None:
    complaint = desk.complaint(when=now)
    client = signed_in(desk.officer)
    before = Entry.objects.filter(action="read", about_id=complaint.pk, about_label="complaints.complaint").count()
    read(client, complaint)
    after = Entry.objects.filter(action="read", about_id=complaint.pk, about_label="complaints.complaint").count()
    assert after == before + 1


# The list


def test_the_list_puts_what_is_late_first_and_says_how_late(desk: Desk, now: Any) -> None:
    desk.complaint(when=now, complainant_name="New Person")
    desk.complaint(when=now - timedelta(days=40), complainant_name="Old Person")
    text = text_of(signed_in(desk.officer).get("/complaints/"))
    assert text.index("Old Person") < text.index("New Person")
    assert "Missed by" in text


def test_filters_are_in_the_address_and_an_empty_list_says_what_that_means(desk: Desk, now: Any) -> None:
    desk.complaint(when=now)
    client = signed_in(desk.officer)
    assert "Nothing is late" in text_of(client.get("/complaints/?band=missed"))
    assert "Rhian Bell" in text_of(client.get("/complaints/?stage=undecided&whose=nobody"))
    assert "Rhian Bell" not in text_of(client.get("/complaints/?stage=statutory+2"))
    assert client.get("/complaints/?stage=%00&band=x&after=zzz").status_code == 200


def test_the_list_goes_on_by_pages_and_each_complaint_is_on_one_of_them(desk: Desk, now: Any) -> None:
    for number in range(30):
        desk.complaint(when=now - timedelta(days=number), complainant_name=f"Person {number:02}")
    client = signed_in(desk.officer)
    first = client.get("/complaints/")
    found = set(re.findall(r"Person \d\d", text_of(first)))
    assert len(found) == 25
    after = re.search(r'href="(/complaints/\?[^"]*after=[^"]+)"', first.content.decode())
    assert after
    second = set(re.findall(r"Person \d\d", text_of(client.get(after[1].replace("&amp;", "&")))))
    assert len(second) == 5
    assert not found & second


def test_search_finds_by_reference_and_by_name_and_only_ones_own(desk: Desk, now: Any) -> None:
    complaint = desk.complaint(when=now)
    client = signed_in(desk.officer)
    assert client.post("/complaints/search/", {"q": complaint.reference}).status_code == 302
    assert "Rhian Bell" in text_of(client.post("/complaints/search/", {"q": "bell"}))
    assert "No complaint here" in text_of(client.post("/complaints/search/", {"q": "Nobody\x00Here"}))
    other = signed_in(desk.other_council)
    assert other.post("/complaints/search/", {"q": complaint.reference}).status_code == 200


def test_the_list_asks_the_same_number_of_statements_however_many_complaints_there_are(desk: Desk, now: Any) -> None:
    client = signed_in(desk.officer)
    desk.complaint(when=now)
    few = count(client, "/complaints/")
    for _ in range(12):
        desk.complaint("needs_assessment", "delay", when=now)
    assert count(client, "/complaints/") == few
    assert few <= 14


def test_a_complaint_asks_the_same_number_of_statements_however_much_happened(desk: Desk, now: Any) -> None:
    client = signed_in(desk.officer)
    one = desk.complaint(when=now)
    many = desk.answered("needs_assessment", "delay", "support", "quality", when=now)
    for _ in range(6):
        desk.do("record_remedy", many, now, kind="apology", words="Sorry")
    few = count(client, f"/complaints/{one.reference}/")
    assert count(client, f"/complaints/{many.reference}/") <= few + 1
    assert few <= 32


# One complaint


def test_the_page_says_what_comes_first_and_what_is_blocked_and_the_way_there(desk: Desk, now: Any) -> None:
    complaint = desk.complaint("needs_assessment", when=now, adjustments="A Welsh interpreter")
    text = read(signed_in(desk.officer), complaint)
    assert "They need: A Welsh interpreter" in text
    assert "Decide the route, point by point" in text
    assert "Not yet: the complainant has not been told which procedure, and why." in text
    assert "Statutory stage 1: answer" in text


def test_every_page_of_a_complaint_at_a_late_stage_opens(desk: Desk, now: Any) -> None:
    complaint = desk.answered("needs_assessment", "strategy_discussion", when=now)
    desk.do("request_stage", complaint, now, stage=2, procedure="statutory", words="I am not satisfied")
    desk.do("agree_statement", complaint, now, on=now.date())
    client = signed_in(desk.officer)
    for page in ("", "print/", "history/", "route/", "route/?point=2", "route-record/", "letters/"):
        read(client, complaint, page)
    for one in TABLE:
        read(client, complaint, f"{one.slug}/")
    assert "I am not satisfied" in read(client, complaint)
    assert "The stricter date" in read(client, complaint)


def test_a_question_beside_a_complaint_is_settled_with_words(desk: Desk, now: Any) -> None:
    complaint = desk.complaint(when=now, relationship="child")
    client = signed_in(desk.officer)
    prompt = complaint.prompts.get(code="offer_advocate")
    address = f"/complaints/{complaint.reference}/prompts/{handles.handle('complaint-prompt', prompt.pk)}/"
    assert client.post(address, {"because": ""}).status_code == 422
    assert client.post(address, {"because": "Offered by telephone"}).status_code == 302
    prompt.refresh_from_db()
    assert prompt.settled_because == "Offered by telephone"


# Acts


def test_one_page_acts_once_however_often_it_is_sent(desk: Desk, now: Any) -> None:
    complaint = desk.complaint(when=now)
    client = signed_in(desk.officer)
    address = f"/complaints/{complaint.reference}/add-point/"
    typed = {"token": token_in(client.get(address)), "words": "Nobody rang back", "about": "delay"}
    assert client.post(address, typed).status_code == 302
    assert client.post(address, typed).status_code == 302
    assert complaint.heads.count() == 2


def test_a_refusal_keeps_every_word_and_says_the_way_there(desk: Desk, now: Any) -> None:
    complaint = desk.complaint(when=now)
    client = signed_in(desk.officer)
    answer = act(client, complaint, "respond", finding_1="upheld", reasons_1="We did not assess", responder="Dee Lowe")
    assert answer.status_code == 422
    text = text_of(answer)
    assert "Not yet:" in text
    assert "Tell the complainant which procedure, and why" in text
    assert "We did not assess" in answer.content.decode()
    again = client.get(f"/complaints/{complaint.reference}/respond/").content.decode()
    assert "We did not assess" in again
    assert complaint.stages.get().responded_at is None


def test_what_is_typed_is_saved_and_listed_and_can_be_discarded(desk: Desk, now: Any) -> None:
    complaint = desk.complaint(when=now)
    client = signed_in(desk.officer)
    token = token_in(client.get(f"/complaints/{complaint.reference}/pause/"))
    page = f"/complaints/{complaint.reference}/pause/?keep"
    typed = {"token": token, "because": "A trial at Maidstone"}
    assert client.post(page, typed).json()["saved"]
    assert "Pause during proceedings" in text_of(client.get("/complaints/"))
    assert "A trial at Maidstone" in client.get(f"/complaints/{complaint.reference}/pause/").content.decode()
    assert client.post(f"/referrals/drafts/{token}/discard/").status_code == 302
    assert not Draft.objects.filter(token=token).exists()
    stranger = signed_in(desk.other_council)
    assert stranger.post(page, typed).status_code == 404


def test_what_is_no_lawful_ground_is_said_in_advance_and_never_offered(desk: Desk, now: Any) -> None:
    complaint = desk.answered(when=now)
    desk.do("request_stage", complaint, now, stage=2, procedure="statutory")
    page = signed_in(desk.officer).get(f"/complaints/{complaint.reference}/refuse-stage/")
    assert "nothing more we can add" in text_of(page)
    offered = re.findall(r'name="ground" value="([a-z_]+)"', page.content.decode().replace('type="radio" ', ""))
    assert not {"nothing_to_add", "point_of_law", "resolved_in_our_view"} & set(offered)


def test_a_complaint_goes_to_its_end_page_by_page(desk: Desk, now: Any) -> None:
    """Every act of a statutory complaint, through its page alone."""
    complaint = desk.complaint("needs_assessment", when=now)
    client = signed_in(desk.officer)

    def done(slug: str, **typed: Any) -> None:
        answer = act(client, complaint, slug, **typed)
        assert answer.status_code == 302, (slug, text_of(answer)[:1500])

    officer = re.search(r'value="([^"]+)"[^>]*>\s*<label[^>]*>\s*Hanna', _of(client, complaint, "take-on"))
    assert officer
    done("take-on", officer=officer[1])
    decide(client, complaint, 1, decision="accept")
    done("acknowledge", stage="1")
    done("told", next_steps="An answer in ten working days, then stage 2.")
    done("respond", finding_1="not_upheld", reasons_1="We assessed.", resolved="no")
    done("request-stage", stage="statutory 2", words="I am not satisfied")
    done("appoint", role="investigating_officer", name="Ola Marsh", stage_number="2")
    done(
        "appoint",
        role="independent_person",
        name="Gwen Parry",
        stage_number="2",
        is_member="no",
        is_officer="no",
        is_partner_of_one="no",
    )
    today = timezone.localdate()
    day = {"agreed_on-day": today.day, "agreed_on-month": today.month, "agreed_on-year": today.year}
    done("agree-statement", summary_1="No assessment was made.", **day)
    done("receive-report", whose="investigator", finding_1="upheld", reasons_1="None was made.")
    done("receive-report", whose="independent", finding_1="upheld")
    done("adjudicate", finding_1="upheld", reasons_1="We accept it.", adjudicator="Sir Head")
    done("remedy", kind="payment", words="For time and trouble", pounds="£150", for_whom="Ms Bell")
    done("remedy-done", remedy="1", proof="Paid, reference 4471")
    done("learning", words="Assess when asked.", theme="needs_assessment", teams=["1"])
    done("ombudsman", their_reference="19 010 981", asked="Please send the file")
    done("ombudsman-answered", enquiry="1")
    when = {"decided_on-day": today.day, "decided_on-month": today.month, "decided_on-year": today.year}
    done("ombudsman-decided", enquiry="1", decision="no_fault", **when)
    text = read(client, complaint)
    for words in ("Adjudicated", "£150.00", "No fault", "Assess when asked.", "Ola Marsh"):
        assert words in text, words


def _of(client: Any, complaint: Complaint, slug: str) -> str:
    body: str = client.get(f"/complaints/{complaint.reference}/{slug}/").content.decode()
    return body


# Intake


def test_whoever_writes_a_complaint_down_gets_a_reference_and_never_sees_it_again(desk: Desk) -> None:
    client = signed_in(desk.world.person("kent", "screener"))
    page = client.get("/complaints/receive/")
    typed = {"token": token_in(page), "points": "1", "risk": "no", "came": "call", "words_1": "Nobody came"}
    assert client.post("/complaints/receive/", typed)["Location"] == "/complaints/received/"
    complaint = Complaint.objects.get()
    done = text_of(client.get("/complaints/received/"))
    assert complaint.reference in done
    assert "You will not see it again" in done
    assert client.get(f"/complaints/{complaint.reference}/").status_code in {403, 404}
    assert client.post("/complaints/receive/", typed).status_code == 302
    assert Complaint.objects.count() == 1


def test_another_point_is_added_without_loss(desk: Desk) -> None:
    client = signed_in(desk.officer)
    typed = {"token": token_in(client.get("/complaints/receive/")), "points": "1", "words_1": "First", "do": "add"}
    body = client.post("/complaints/receive/", typed).content.decode()
    assert "First" in body
    assert 'name="words_2"' in body


def test_a_child_at_risk_opens_a_referral_before_anything_else(desk: Desk) -> None:
    client = signed_in(desk.officer)
    typed = {
        "token": token_in(client.get("/complaints/receive/")),
        "points": "1",
        "risk": "yes",
        "came": "call",
        "risk_words": "He is with the man now",
        "child_given": "Cal",
    }
    client.post("/complaints/receive/", typed)
    complaint = Complaint.objects.get()
    assert complaint.opened_referral is not None
    assert complaint.opened_referral.reference in text_of(client.get("/complaints/received/"))
    assert "A child may be at risk now." in read(client, complaint)
