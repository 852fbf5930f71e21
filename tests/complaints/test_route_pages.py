"""The route page of a complaint: what is asked, what is proposed and why, the decision, and its record."""

from typing import Any

import pytest

from complaints.models import About, Head
from tests.complaints.conftest import Desk
from tests.complaints.pages import act, decide, read
from tests.referrals.pages import signed_in, text_of

pytestmark = pytest.mark.django_db


def test_the_route_page_ends_in_one_sentence_with_source_and_certainty(desk: Desk, now: Any) -> None:
    complaint = desk.complaint("needs_assessment", when=now)
    text = read(signed_in(desk.officer), complaint, "route/")
    assert "This point belongs to the statutory procedure of the Children Act, because:" in text
    assert "Source:" in text
    assert "How sure:" in text
    assert "What the complainant will read about this point" in text


def test_where_sources_conflict_both_sides_are_shown_and_reasons_are_needed(desk: Desk, now: Any) -> None:
    complaint = desk.complaint("strategy_discussion", when=now)
    client = signed_in(desk.officer)
    assert "The sources conflict. The other view:" in read(client, complaint, "route/")
    answer = decide(client, complaint, 1, expect=422, decision="accept")
    assert "write your reasons" in text_of(answer)
    decide(client, complaint, 1, decision="accept", why_accept="No assessment was in play.")
    assert Head.objects.get(complaint=complaint).route == "corporate"


@pytest.mark.parametrize("about", About.values)
def test_at_most_seven_questions_are_asked_of_any_point_and_each_says_why(desk: Desk, about: str, now: Any) -> None:
    complaint = desk.complaint(about, when=now)
    page = signed_in(desk.officer).get(f"/complaints/{complaint.reference}/route/")
    fields = page.context["facts"].fields
    assert 1 <= len(fields) <= 7
    text = text_of(page)
    assert text.count("Asked because: ") == len(fields)
    assert all(str(field.label) in text and len(str(field.help_text)) > 35 for field in fields.values())


def test_a_fact_changes_the_proposal_and_is_asked_only_where_it_can(desk: Desk, now: Any) -> None:
    complaint = desk.complaint("early_help", when=now)
    client = signed_in(desk.officer)
    address = f"/complaints/{complaint.reference}/route/"
    assert "Was an assessment of the child’s needs" in text_of(client.get(address))
    answer = client.post(address, {"point": 1, "do": "facts", "about": "early_help", "assessment_requested": "yes"})
    assert answer.status_code == 302
    head = Head.objects.get(complaint=complaint)
    assert head.assessment_requested is True
    assert head.proposed_route == "statutory"


def test_corporate_over_a_part_3_point_waits_for_a_second_person(desk: Desk, now: Any) -> None:
    complaint = desk.complaint("needs_assessment", when=now)
    client = signed_in(desk.officer)
    decide(
        client, complaint, 1, decision="other", route="corporate", reason="other", rationale="It was only about letters"
    )
    head = Head.objects.get(complaint=complaint)
    assert head.waits_for_second
    assert head.route_in_force == "statutory"
    assert "somebody else than whoever chose it signs" in read(client, complaint)
    own = act(client, complaint, "sign-route", point="1", agrees="yes", words="Yes")
    assert own.status_code == 422
    colleague = signed_in(desk.colleague)
    assert act(colleague, complaint, "sign-route", point="1", agrees="no", words="It is Part 3").status_code == 302
    head.refresh_from_db()
    assert head.route == "statutory"


def test_a_wrong_reason_is_refused_with_the_words_kept(desk: Desk, now: Any) -> None:
    complaint = desk.complaint("needs_assessment", when=now)
    answer = decide(
        signed_in(desk.officer),
        complaint,
        1,
        expect=422,
        decision="other",
        route="corporate",
        reason="other",
        rationale="",
    )
    assert "Not yet:" in text_of(answer)


def test_the_record_of_the_route_holds_who_decided_why_and_what_was_told(desk: Desk, now: Any) -> None:
    complaint = desk.told("needs_assessment", when=now)
    text = read(signed_in(desk.officer), complaint, "route-record/")
    for words in ("Proposed", "Source", "Decision", "The complainant was told", "About needs_assessment"):
        assert words in text, words
