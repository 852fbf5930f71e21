"""Choosing a route, the second person, telling it: what is refused, what is in force meanwhile, which clocks run."""

from typing import Any

import pytest

from complaints import actions
from complaints.said import HeadSaid
from referrals.refusals import NotPossible, Refused
from tests.complaints.conftest import Desk, asked, fresh, head, on, runs

TUESDAY = on("2026-11-17")


def codes(desk: Desk, verb: str, complaint: Any, when: Any = TUESDAY, **more: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        desk.do(verb, complaint, when, **more)
    return refused.value.codes


@pytest.mark.parametrize("reason", ["no_child_consent", "no_parental_responsibility"])
@pytest.mark.parametrize("relationship", ["parent", "parental_responsibility", "foster_carer", "child"])
def test_who_complains_is_no_reason_against_a_right_of_their_own(desk: Desk, reason: str, relationship: str) -> None:
    complaint = desk.complaint(relationship=relationship)
    found = codes(
        desk, "choose_route", complaint, head=1, route="corporate", reason=reason, rationale="she did not sign"
    )
    assert found == ["complaint.child_consent_not_needed"]
    assert head(complaint).route == ""


def test_the_reason_is_wrong_even_where_the_route_is_the_one_proposed(desk: Desk) -> None:
    complaint = desk.complaint("strategy_discussion")
    assert codes(desk, "choose_route", complaint, head=1, route="corporate", reason="no_child_consent") == [
        "complaint.child_consent_not_needed"
    ]


def test_a_grandparents_interest_is_decided_before_the_route(desk: Desk) -> None:
    complaint = desk.complaint("support", relationship="grandparent")
    found = codes(desk, "choose_route", complaint, head=1, route="corporate", reason="no_parental_responsibility")
    assert found == ["complaint.interest_not_decided"]
    assert codes(desk, "choose_route", complaint, head=1, route="not_eligible", reason="other", rationale="x") == [
        "complaint.interest_not_decided"
    ]


@pytest.mark.parametrize(
    ("relationship", "reason", "found"),
    [
        ("representative", "no_child_consent", []),  # 4b: check that the child is content; this one is not
        ("representative", "no_parental_responsibility", ["complaint.interest_not_decided"]),
        ("partner_without_responsibility", "no_child_consent", ["complaint.interest_not_decided"]),
        ("grandparent", "no_child_consent", ["complaint.interest_not_decided"]),
    ],
)
def test_the_childs_agreement_counts_only_with_who_speaks_for_the_child(
    desk: Desk, relationship: str, reason: str, found: list[str]
) -> None:
    complaint = desk.complaint("support", relationship=relationship)
    words = {"route": "corporate", "reason": reason, "rationale": "we asked her: she does not want it"}
    if found:
        assert codes(desk, "choose_route", complaint, head=1, **words) == found
    else:
        desk.do("choose_route", complaint, TUESDAY, head=1, **words)
        assert head(complaint).waits_for_second


def test_where_the_family_lives_is_no_reason(desk: Desk) -> None:
    complaint = desk.complaint()
    found = codes(
        desk, "choose_route", complaint, head=1, route="corporate", reason="not_resident", rationale="in Medway"
    )
    assert found == ["complaint.residence_is_no_reason"]


def test_against_the_proposal_says_why(desk: Desk) -> None:
    complaint = desk.complaint()
    for reason in ("", "other"):
        found = codes(desk, "choose_route", complaint, head=1, route="corporate", reason=reason)
        assert found == ["complaint.route_reason_missing"]


def test_more_independence_needs_nobody_else_and_is_in_force_at_once(desk: Desk) -> None:
    complaint = desk.complaint("strategy_discussion")
    assert runs(complaint) >= {"corporate_acknowledgement"}
    desk.do("choose_route", complaint, TUESDAY, head=1, route="statutory")
    assert head(complaint).route_in_force == "statutory"
    assert runs(complaint) == {"route_told", "statutory_stage_1"}


def test_the_corporate_one_over_a_part_3_function_takes_two(desk: Desk) -> None:
    complaint = desk.complaint()
    desk.do("choose_route", complaint, TUESDAY, head=1, route="corporate", reason="out_of_scope")
    point = head(complaint)
    assert point.waits_for_second
    assert point.route_in_force == "statutory"
    assert runs(complaint) == {"route_told", "statutory_stage_1", "corporate_acknowledgement"}
    assert "route_signature" in asked(complaint)
    assert codes(desk, "sign_route", complaint, head=1, agrees=True) == [
        "complaint.own_route",
        "complaint.route_reason_missing",
    ]
    assert codes(desk, "sign_route", complaint, head=1, agrees=True, by=desk.colleague) == [
        "complaint.route_reason_missing"
    ]
    desk.do(
        "choose_route", complaint, TUESDAY, head=1, route="corporate", reason="out_of_scope", rationale="a grant scheme"
    )
    desk.do("sign_route", complaint, TUESDAY, head=1, agrees=True, by=desk.colleague)
    assert head(complaint).route_in_force == "corporate"
    assert runs(complaint) == {"route_told", "corporate_acknowledgement"}
    assert "route_signature" not in asked(complaint)


def test_a_second_person_who_does_not_agree_lets_the_proposal_stand(desk: Desk) -> None:
    complaint = desk.complaint()
    desk.do(
        "choose_route", complaint, TUESDAY, head=1, route="corporate", reason="out_of_scope", rationale="a grant scheme"
    )
    desk.do("sign_route", complaint, TUESDAY, head=1, agrees=False, by=desk.colleague, words="It was an assessment.")
    point = head(complaint)
    assert (point.route, point.waits_for_second, point.second_words) == ("statutory", False, "It was an assessment.")
    assert runs(complaint) == {"route_told", "statutory_stage_1"}
    with pytest.raises(NotPossible):
        desk.do("sign_route", complaint, TUESDAY, head=1, agrees=True, by=desk.colleague)


def test_once_begun_the_statutory_procedure_is_finished(desk: Desk) -> None:
    complaint = desk.answered()
    found = codes(
        desk,
        "choose_route",
        complaint,
        head=1,
        route="corporate",
        reason="out_of_scope",
        rationale="after all",
        when=TUESDAY,
    )
    assert found == ["complaint.statutory_begun"]
    begun_elsewhere = desk.complaint("child_protection_enquiry", already_at_stage=1)
    assert (head(begun_elsewhere).proposed_route, head(begun_elsewhere).check_needed) == ("statutory", True)
    assert codes(
        desk, "choose_route", begun_elsewhere, head=1, route="corporate", reason="out_of_scope", rationale="section 47"
    ) == ["complaint.statutory_begun"]


def test_mixed_points_are_split_and_the_whole_can_be_taken_under_the_statutory_one(desk: Desk) -> None:
    complaint = desk.complaint("needs_assessment", "information_sharing", "court_report", "lado_handling")
    assert [one.proposed_route for one in complaint.heads.all()] == ["statutory", "corporate", "court", "corporate"]
    assert "offer_whole_statutory" in asked(complaint)
    desk.do("take_whole_as_statutory", complaint, TUESDAY, because="one story, and the mother wants one answer")
    assert [one.route_in_force for one in complaint.heads.all()] == ["statutory", "statutory", "court", "statutory"]
    assert runs(complaint) == {"route_told", "statutory_stage_1"}
    assert fresh(complaint).whole_statutory_at == TUESDAY


def test_the_whole_is_not_statutory_where_nothing_is(desk: Desk) -> None:
    with pytest.raises(NotPossible):
        desk.do("take_whole_as_statutory", desk.complaint("ehc_delay"), TUESDAY, because="why not")


def test_how_a_complaint_was_handled_joins_the_complaint_it_concerns(desk: Desk) -> None:
    statutory = desk.complaint("support", "complaint_handling")
    assert [one.proposed_route for one in statutory.heads.all()] == ["statutory", "statutory"]
    corporate = desk.complaint("complaint_handling", "strategy_discussion")
    assert [one.proposed_route for one in corporate.heads.all()] == ["corporate", "corporate"]
    desk.do("choose_route", corporate, TUESDAY, head=2, route="statutory")
    assert head(corporate, 1).proposed_route == "statutory"
    earlier = desk.complaint("ehc_delay")
    later = desk.complaint(heads=[HeadSaid(about="complaint_handling", joins=earlier)])
    assert head(later).proposed_route == "corporate"
    assert head(desk.complaint("complaint_handling")).proposed_route == "statutory"


def test_new_facts_propose_anew_and_a_choice_waits_again_for_its_second_person(desk: Desk) -> None:
    complaint = desk.complaint(heads=[HeadSaid(words="nobody helped", about="early_help", assessment_requested=False)])
    desk.do("choose_route", complaint, TUESDAY, head=1, route="corporate")
    assert head(complaint).route_in_force == "corporate"
    desk.do(
        "record_facts",
        complaint,
        TUESDAY,
        head=1,
        said=HeadSaid(about="early_help", assessment_requested=True),
    )
    point = head(complaint)
    assert (point.proposed_route, point.route, point.waits_for_second) == ("statutory", "corporate", True)
    assert point.words == "nobody helped"
    assert "statutory_stage_1" in runs(complaint)


def test_no_answer_goes_out_before_the_route_was_told_and_an_acknowledgement_does(desk: Desk) -> None:
    complaint = desk.complaint()
    desk.do("acknowledge_complaint", complaint, TUESDAY)
    assert codes(desk, "respond_stage", complaint, stage=1) == ["complaint.route_not_told"]
    letter = desk.do("draft_letter", complaint, TUESDAY, kind="response", body="We find …")
    with pytest.raises(Refused) as refused:
        actions.send_letter(by=desk.officer, letter=letter, how="email", to="x", at=TUESDAY, now=TUESDAY)
    assert refused.value.codes == ["complaint.route_not_told"]
    desk.do("tell_route", complaint, TUESDAY)
    desk.do("respond_stage", complaint, TUESDAY, stage=1)


def test_telling_adopts_the_proposals_and_tells_a_choice_with_its_own_reasons(desk: Desk) -> None:
    complaint = desk.complaint("needs_assessment", "strategy_discussion")
    desk.do("choose_route", complaint, TUESDAY, head=2, route="statutory", rationale="one story with the assessment")
    told = desk.do("tell_route", complaint, TUESDAY)
    assert head(complaint, 1).route_reason == "as_proposed"
    assert told.routes[1]["reason"] == "one story with the assessment"
    assert "check_route" not in asked(complaint)


def test_a_point_to_check_stays_asked_until_somebody_gave_reasons(desk: Desk) -> None:
    complaint = desk.told("strategy_discussion")
    assert "check_route" in asked(complaint)


def test_a_route_that_is_none_and_a_point_that_is_not_there(desk: Desk) -> None:
    complaint = desk.complaint()
    for wrong in (
        {"head": 1, "route": "elsewhere"},
        {"head": 2, "route": "statutory"},
        {"head": 0, "route": "statutory"},
    ):
        with pytest.raises(NotPossible):
            desk.do("choose_route", complaint, TUESDAY, **wrong)


def test_rules_of_the_day_it_was_received_are_kept_on_the_record(desk: Desk) -> None:
    point = head(desk.complaint("support", when=on("2019-04-15")))
    assert (point.proposed_row, point.proposed_confidence) == ("9-help", "S")
    assert "paragraphs 15" in point.proposed_source
    assert point.proposed_at == on("2019-04-15")


def test_not_eligible_leaves_only_what_is_open_to_anybody(desk: Desk) -> None:
    complaint = desk.complaint("support", "ehc_delay", relationship="member_of_public")
    desk.do("decide_eligibility", complaint, TUESDAY, eligible=False, matters_weighed=["lives two streets away"])
    assert runs(complaint) == {"route_told", "corporate_acknowledgement"}
    desk.do("choose_route", complaint, TUESDAY, head=1, route="corporate", reason="no_parental_responsibility")
    assert head(complaint).waits_for_second
