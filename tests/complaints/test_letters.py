"""Letters: written from the record, versioned, sent or printed, and never a word of them in an e-mail."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from complaints.letters import drafts as texts
from complaints.models import Complaint, Letter, LetterLink
from complaints.models.links import MOST_TRIES
from complaints.reading import Case
from complaints.said import FindingSaid
from councils.models import Message
from tests.complaints.conftest import Desk
from tests.referrals.pages import signed_in, text_of, token_in

pytestmark = pytest.mark.django_db


def write(client: Client, complaint: Complaint, kind: str, **typed: Any) -> str:
    """Write a letter as it is drafted; the address of its page."""
    address = f"/complaints/{complaint.reference}/letters/new/?kind={kind}"
    page = client.get(address)
    form = page.context["form"]
    subject, body = form["subject"].value(), form["body"].value()
    answer = client.post(address, {"token": token_in(page), "subject": subject, "body": body, **typed})
    assert answer.status_code == 302, text_of(answer)[:800]
    return str(answer["Location"])


def send(client: Client, letter: str, expect: int = 302, **typed: Any) -> Any:
    token = token_in(client.get(f"{letter}send/"))
    answer = client.post(f"{letter}send/", {"token": token, "how": "post", "to": "1 High Street", **typed})
    assert answer.status_code == expect, text_of(answer)[:800]
    return answer


def test_the_route_letter_says_for_each_point_which_procedure_why_and_what_next(desk: Desk) -> None:
    complaint = desk.complaint("needs_assessment", "strategy_discussion", when=timezone.now())
    case = Case(complaint, user=desk.officer, now=timezone.now())
    _, body = texts.draft(Letter.Kind.ROUTE, case)
    assert "Point 1: “About needs_assessment”" in body
    assert "This point belongs to the statutory procedure of the Children Act." in body
    assert "This point belongs to the council’s corporate complaints procedure." in body
    assert "What happens next" in body
    assert texts.names_ombudsman(body)


def test_sending_the_route_letter_records_that_the_complainant_was_told(desk: Desk) -> None:
    complaint = desk.complaint(when=timezone.now())
    client = signed_in(desk.officer)
    letter = write(client, complaint, "route")
    send(client, letter, proof="RX 1")
    told = complaint.routes_told.get()
    assert told.letter == Letter.objects.get()
    text = text_of(client.get(letter))
    assert "Sent" in text
    assert "RX 1" in text


def test_no_answer_goes_before_the_route_was_told_and_the_words_stay(desk: Desk) -> None:
    complaint = desk.complaint(when=timezone.now())
    client = signed_in(desk.officer)
    letter = write(client, complaint, "response")
    answer = send(client, letter, expect=422)
    assert "Not yet:" in text_of(answer)
    assert f"/complaints/{complaint.reference}/tell/" in answer.content.decode()
    assert Letter.objects.get().sent_at is None


def test_each_text_is_kept_and_a_sent_one_stands(desk: Desk) -> None:
    complaint = desk.complaint(when=timezone.now())
    client = signed_in(desk.officer)
    letter = write(client, complaint, "acknowledgement", body="First text")
    page = client.get(f"{letter}change/")
    assert "First text" in page.content.decode()
    client.post(f"{letter}change/", {"token": token_in(page), "subject": "Yours", "body": "Second text"})
    assert Letter.objects.get().versions.count() == 2
    send(client, letter)
    text = text_of(client.get(letter))
    assert "Second text" in text
    assert "First text" in text  # among the earlier ones
    assert client.get(f"{letter}change/").status_code == 302
    assert client.get(f"{letter}send/").status_code == 302
    assert complaint.stages.get().acknowledged_at is not None


def test_what_was_typed_of_one_stages_answer_does_not_come_up_at_the_next(desk: Desk) -> None:
    complaint = desk.told("needs_assessment", when=timezone.now())
    client = signed_in(desk.officer)
    address = f"/complaints/{complaint.reference}/letters/new/?kind=response"
    token = token_in(client.get(address))
    typed = {"token": token, "subject": "Stage 1", "body": "We think that the first stage"}
    assert client.post(f"{address}&keep", typed).json()["saved"]
    assert "We think that the first stage" in client.get(address).content.decode()
    desk.do("respond_stage", complaint, timezone.now(), stage=1, findings=[FindingSaid(1, "not_upheld", "No.")])
    desk.do("request_stage", complaint, timezone.now())
    assert "We think that the first stage" not in client.get(address).content.decode()
    [link] = re.findall(r'href="(/complaints/[^"]*kind=response[^"]*)"', client.get("/complaints/").content.decode())
    assert "We think that the first stage" in client.get(link.replace("&amp;", "&")).content.decode(), "nothing is lost"


def test_an_answer_is_drafted_point_by_point_with_finding_and_the_ombudsman(desk: Desk) -> None:
    complaint = desk.told("needs_assessment", "delay", when=timezone.now())
    findings = [FindingSaid(1, "upheld", "We did not assess."), FindingSaid(2, "not_upheld", "Two days is no delay.")]
    desk.do("respond_stage", complaint, timezone.now(), stage=1, findings=findings)
    desk.do("record_remedy", complaint, timezone.now(), kind="apology", words="A letter of apology", head=1)
    _, body = texts.draft(Letter.Kind.RESPONSE, Case(complaint, user=desk.officer, now=timezone.now()))
    assert "What we found: upheld. We did not assess." in body
    assert "What we will do: apology. A letter of apology" in body
    assert "We are sorry for this." in body
    assert "What we found: not upheld. Two days is no delay." in body
    assert "ask us for stage 2 within 20 working days" in body
    assert texts.names_ombudsman(body)


@pytest.mark.parametrize("kind", Letter.Kind.values)
def test_every_kind_of_letter_can_be_drafted_at_any_time(desk: Desk, kind: str) -> None:
    complaint = desk.complaint(when=timezone.now(), relationship="child", adjustments="Easy words")
    client = signed_in(desk.officer)
    page = client.get(f"/complaints/{complaint.reference}/letters/new/?kind={kind}")
    assert page.status_code == 200
    assert f"Dear {complaint.complainant_name}" in page.context["form"]["body"].value()


def test_an_email_holds_a_link_and_no_word_of_the_letter(desk: Desk) -> None:
    complaint = desk.complaint(when=timezone.now())
    client = signed_in(desk.officer)
    letter = write(client, complaint, "route")
    assert "Enter an e-mail address" in text_of(send(client, letter, expect=422, how="email", address="nowhere"))
    send(client, letter, how="email", address="rhian@example.org")
    message = Message.objects.get()
    assert message.address == "rhian@example.org"
    words = f"{message.subject} {message.body}"
    for secret in ("Rhian", "Cara", complaint.reference, "complaint", "needs_assessment", "statutory"):
        assert secret not in words, secret
    link = LetterLink.objects.get()
    assert str(link.token) in message.body
    found = re.search(r"https?://[^/\s]+(/complain/letter/[0-9a-f-]+/)", message.body)
    assert found
    stranger = Client()
    assert "needs_assessment" not in text_of(stranger.get(found[1]))
    assert stranger.post(found[1], {"reference": "7KQ2-M9XD-4"}).status_code == 422
    opened = stranger.post(found[1], {"reference": complaint.reference.lower().replace("-", " ")})
    assert "About needs_assessment" in text_of(opened)
    link.refresh_from_db()
    assert link.opened_at is not None
    assert "Opened" in text_of(client.get(letter))


def test_a_link_dies_after_too_many_wrong_references_and_after_its_time(desk: Desk) -> None:
    complaint = desk.complaint(when=timezone.now())
    client = signed_in(desk.officer)
    letter = write(client, complaint, "acknowledgement")
    send(client, letter, how="email", address="rhian@example.org")
    link = LetterLink.objects.get()
    stranger, address = Client(), f"/complain/letter/{link.token}/"
    for _ in range(MOST_TRIES):
        stranger.post(address, {"reference": "\x00"})
    assert stranger.post(address, {"reference": complaint.reference}).status_code == 404
    LetterLink.objects.update(tries=0, ends_at=timezone.now())
    assert stranger.get(address).status_code == 404


def test_the_same_letter_is_sent_once_however_often_the_page_is(desk: Desk) -> None:
    complaint = desk.complaint(when=timezone.now())
    client = signed_in(desk.officer)
    letter = write(client, complaint, "acknowledgement")
    typed = {"token": token_in(client.get(f"{letter}send/")), "how": "email", "address": "a@example.org"}
    for _ in range(3):
        assert client.post(f"{letter}send/", typed).status_code == 302
    assert Message.objects.count() == 1
