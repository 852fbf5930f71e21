"""Letters, remedies, learning, the Ombudsman, two councils, and closing."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from complaints import actions
from complaints.models import Complaint
from complaints.said import AppointmentSaid, FindingSaid
from referrals.refusals import NotPossible, Refused
from tests.complaints.conftest import Desk, clock, fresh, head, on, runs
from timers.calendar import end_of

TUESDAY = on("2026-11-17")
FRIDAY = on("2026-11-20")


def act(verb: str, **more: Any) -> Any:
    with transaction.atomic():
        return getattr(actions, verb)(now=more["at"], **more)


def letter(desk: Desk, complaint: Complaint, kind: str = "final", **more: Any) -> Any:
    made = desk.do("draft_letter", complaint, FRIDAY, kind=kind, body="We are sorry.", **more)
    return act("send_letter", by=desk.officer, letter=made, how="post", to="1 High Street", proof="AB 123", at=FRIDAY)


def test_closing_names_everything_that_is_missing_and_then_closes(desk: Desk) -> None:
    complaint = desk.told("support", "court_report")
    desk.do("appoint", complaint, TUESDAY, said=AppointmentSaid("advocate", "Ada Finch"))
    with pytest.raises(Refused) as refused:
        desk.do("close_complaint", complaint, FRIDAY, summary="Answered.")
    assert refused.value.codes == [
        "complaint.final_letter_missing",
        "complaint.finding_missing",
        "complaint.stage_running",
    ]
    desk.do("respond_stage", complaint, TUESDAY, findings=[FindingSaid(1, "upheld", "it came six months late")])
    letter(desk, complaint, names_ombudsman=True)
    with pytest.raises(Refused) as refused:
        desk.do("close_complaint", complaint, FRIDAY, summary="Answered.")
    assert refused.value.codes == ["complaint.learning_missing"]
    desk.do("record_learning", complaint, FRIDAY, words="Short-break panels met too rarely.", head=1)
    remedy = desk.do("record_remedy", complaint, FRIDAY, kind="apology", words="Apologise", due_on=date(2026, 12, 4))
    desk.do("close_complaint", complaint, FRIDAY, summary="Answered.")
    assert fresh(complaint).closed_by == desk.officer
    assert runs(complaint) == {"remedy"}  # what was promised stays due
    assert not complaint.appointments.filter(ended_at=None).exists()
    act("complete_remedy", by=desk.officer, remedy=remedy, proof="letter of 30 November", at=on("2026-11-30"))
    assert runs(complaint) == set()
    with pytest.raises(NotPossible):
        desk.do("respond_stage", complaint, FRIDAY)


def test_opened_again_it_goes_on_at_the_next_stage(desk: Desk) -> None:
    complaint = desk.answered("support")
    desk.do("find", complaint, TUESDAY, findings=[FindingSaid(1, "not_upheld")], given_by="response", stage=1)
    letter(desk, complaint, names_ombudsman=True)
    desk.do("close_complaint", complaint, FRIDAY, summary="Answered.")
    with pytest.raises(NotPossible):
        desk.do("adjudicate", complaint, FRIDAY)
    desk.do("reopen_complaint", complaint, on("2026-11-24"), because="she asks for stage 2")
    desk.do("request_stage", complaint, on("2026-11-24"))
    assert runs(complaint) == {"statutory_stage_2"}


def test_points_can_be_withdrawn_one_by_one(desk: Desk) -> None:
    complaint = desk.told("support", "ehc_delay")
    desk.do("withdraw_complaint", complaint, TUESDAY, because="sorted out", heads=[2])
    assert (head(complaint, 2).finding, fresh(complaint).is_open) == ("withdrawn", True)
    assert runs(complaint) == {"statutory_stage_1"}
    desk.do("withdraw_complaint", complaint, FRIDAY, because="all of it", heads=[1])
    assert (fresh(complaint).withdrawn_at, runs(complaint)) == (FRIDAY, set())


def test_two_reports_are_opinions_and_adjudication_finds(desk: Desk) -> None:
    complaint = desk.answered()
    desk.do("request_stage", complaint, TUESDAY)
    desk.do("receive_report", complaint, FRIDAY, whose="investigator", findings=[FindingSaid(1, "upheld")])
    desk.do("receive_report", complaint, FRIDAY, whose="independent", findings=[FindingSaid(1, "partly")])
    assert head(complaint).finding == ""
    desk.do("adjudicate", complaint, on("2026-11-25"), findings=[FindingSaid(1, "partly", "both in part")])
    assert head(complaint).finding == "partly"
    assert head(complaint).findings.count() == 3
    with pytest.raises(NotPossible):
        desk.do("find", complaint, on("2026-11-25"), findings=[FindingSaid(9, "upheld")], given_by="final")
    with pytest.raises(NotPossible):
        desk.do("find", complaint, on("2026-11-25"), findings=[FindingSaid(1, "maybe")], given_by="final")


def test_a_letter_keeps_every_version_and_stands_once_sent(desk: Desk) -> None:
    complaint = desk.told()
    first = desk.do("draft_letter", complaint, TUESDAY, kind="route", subject="Your complaint", body="Dear Ms Bell")
    same = desk.do("draft_letter", complaint, TUESDAY, kind="route", body="Dear Rhian Bell", letter=first)
    assert same.pk == first.pk
    sent = act("send_letter", by=desk.officer, letter=first, how="email", to="rhian@example.org", at=TUESDAY)
    assert (sent.sent_version, sent.versions.count()) == (2, 2)
    with pytest.raises(NotPossible):
        desk.do("draft_letter", complaint, TUESDAY, kind="route", body="Changed", letter=first)
    with pytest.raises(NotPossible):
        act("send_letter", by=desk.officer, letter=first, how="email", to="x", at=TUESDAY)


def test_a_payment_has_a_sum_and_a_dated_remedy_a_clock(desk: Desk) -> None:
    complaint = desk.told()
    with pytest.raises(NotPossible):
        desk.do("record_remedy", complaint, TUESDAY, kind="payment", words="For the delay")
    remedy = desk.do(
        "record_remedy",
        complaint,
        TUESDAY,
        kind="payment",
        words="For the delay",
        for_whom="Rhian Bell",
        pounds=Decimal("150"),
        due_on=date(2026, 12, 29),
    )
    assert clock(complaint, "remedy").due_at == end_of(date(2026, 12, 29))
    with pytest.raises(NotPossible):
        act("complete_remedy", by=desk.officer, remedy=remedy, proof=" ", at=TUESDAY)


def test_learning_reaches_teams_and_comes_back_with_what_was_done(desk: Desk) -> None:
    complaint = desk.answered("support")
    team = desk.world.team("kent")
    item = desk.do("record_learning", complaint, TUESDAY, words="Tell families when.", head=1, teams=[team])
    assert item.theme == "support"
    receipt = item.receipts.get()
    manager = desk.world.person("kent", "team_manager", "Del Moss", team=team)
    elsewhere = desk.world.person("kent", "team_manager", "Ros Dean", team=desk.world.team("kent", "West"))
    assert manager.has_perm("complaints.learn", receipt)
    assert not elsewhere.has_perm("complaints.learn", receipt)
    with pytest.raises(NotPossible):
        act("receive_learning", by=desk.other_council, receipt=receipt, words="x", at=FRIDAY)
    act("receive_learning", by=manager, receipt=receipt, words="In the team meeting of 19 November.", at=FRIDAY)
    receipt.refresh_from_db()
    assert (receipt.received_by, receipt.received_at) == (manager, FRIDAY)
    with pytest.raises(NotPossible):
        act("receive_learning", by=manager, receipt=receipt, words="again", at=FRIDAY)
    with pytest.raises(NotPossible):
        desk.do("record_learning", complaint, TUESDAY, words="x", teams=[desk.world.team("croydon")])


def test_the_ombudsman_asks_is_answered_and_decides(desk: Desk) -> None:
    complaint = desk.answered()
    enquiry = desk.do(
        "receive_enquiry", complaint, TUESDAY, their_reference="26 001 002", due_on=date(2026, 12, 15), asked="The file"
    )
    assert clock(complaint, "ombudsman_enquiry").due_at == end_of(date(2026, 12, 15))
    act("answer_enquiry", by=desk.officer, enquiry=enquiry, at=FRIDAY)
    assert runs(complaint) == set()
    with pytest.raises(NotPossible):
        act("answer_enquiry", by=desk.officer, enquiry=enquiry, at=FRIDAY)
    act(
        "record_ombudsman_decision",
        by=desk.officer,
        enquiry=enquiry,
        decision="fault_injustice",
        decided_on=date(2027, 2, 1),
        at=on("2027-02-02"),
    )
    enquiry.refresh_from_db()
    assert (enquiry.decision, enquiry.decided_on) == ("fault_injustice", date(2027, 2, 1))


def test_two_councils_answer_together_and_each_keeps_its_own_clocks(desk: Desk) -> None:
    ours = desk.complaint("needs_assessment")
    theirs = desk.complaint("strategy_discussion", by=desk.other_council)
    kent, croydon = desk.world.council("kent"), desk.world.council("croydon")
    asked: dict[str, Any] = {"council": croydon, "lead": kent, "reference": theirs.reference.lower()}
    with pytest.raises(Refused) as refused:
        desk.do("propose_link", ours, TUESDAY, complainant_agrees=False, **asked)
    assert refused.value.codes == ["complaint.link_needs_agreement"]
    link = desk.do("propose_link", ours, TUESDAY, complainant_agrees=True, **asked)
    assert (link.other, link.other_reference) == (None, theirs.reference)
    with pytest.raises(NotPossible):
        desk.do("propose_link", ours, TUESDAY, complainant_agrees=True, **asked)
    with pytest.raises(NotPossible):
        act("accept_link", by=desk.officer, link=link, complaint=ours, at=TUESDAY)
    act("accept_link", by=desk.other_council, link=link, complaint=theirs, at=FRIDAY)
    link.refresh_from_db()
    assert (link.other, link.lead) == (theirs, kent)
    assert not desk.other_council.has_perm("complaints.read", ours)
    desk.do("tell_route", ours, FRIDAY)
    desk.do("respond_stage", ours, FRIDAY)
    assert "corporate_acknowledgement" in runs(theirs)
    act("end_link", by=desk.other_council, link=link, because="the family asks for two answers", at=on("2026-11-23"))
    link.refresh_from_db()
    assert link.ended_at == on("2026-11-23")


@pytest.mark.parametrize("lead", ["medway"])
def test_a_third_council_leads_nothing(desk: Desk, lead: str) -> None:
    with pytest.raises(NotPossible):
        desk.do(
            "propose_link",
            desk.complaint(),
            TUESDAY,
            council=desk.world.council("croydon"),
            lead=desk.world.council(lead),
            complainant_agrees=True,
        )
