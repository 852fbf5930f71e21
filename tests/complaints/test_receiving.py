"""A complaint arrives: from anybody, late, for a child at risk now, twice by one form; and who may see it."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import Error
from django.test.utils import CaptureQueriesContext

from complaints import actions, intake
from complaints.models import Complaint, ComplaintEntry, Stage
from complaints.said import AppointmentSaid, ChildSaid, ComplaintSaid, FindingSaid, HeadSaid
from referrals import references
from referrals.models import JournalEntry, Referral
from referrals.refusals import NotPossible, Refused
from tests.complaints.conftest import Desk, asked, fresh, head, on, runs
from tests.world import MONDAY
from timers.models import Timer
from trail.models import Entry

TUESDAY = on("2026-11-17")


def test_it_has_a_reference_that_can_be_read_out(desk: Desk) -> None:
    complaint = desk.complaint()
    assert references.tidy(complaint.reference.lower()) == complaint.reference


def test_it_begins_with_its_journal_its_trail_and_its_clocks(desk: Desk) -> None:
    complaint = desk.complaint()
    assert runs(complaint) == {"route_told", "statutory_stage_1"}
    entry = ComplaintEntry.objects.get(complaint=complaint)
    assert (entry.verb, entry.by, entry.facts["routes"]) == ("complain", desk.officer, ["statutory"])
    assert Entry.objects.filter(about_label="complaints.complaint", about_id=complaint.pk, action="complain").exists()
    assert complaint.history.count() == 1
    assert head(complaint).history.count() == 1


def test_the_journal_cannot_be_changed(desk: Desk) -> None:
    complaint = desk.complaint()
    for wrong in ("update complaints_complaintentry set verb = 'x'", "delete from complaints_finding"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(wrong)
    assert complaint.journal.count() == 1


def test_sent_twice_by_one_form_it_is_one_complaint(desk: Desk) -> None:
    token = uuid4()
    first, second = desk.complaint(form_token=token), desk.complaint(form_token=token)
    assert first.pk == second.pk


def test_nothing_is_asked_of_it_but_one_point(desk: Desk) -> None:
    bare = desk.complaint(
        heads=[HeadSaid(words="You never rang.")],
        children=[],
        complainant_name="",
        complainant_reach="",
        relationship="",
    )
    point = head(bare)
    assert (point.proposed_route, point.check_needed) == ("statutory", True)
    assert bare.eligibility == "sufficient_interest_decision"
    with pytest.raises(NotPossible):
        actions.complain(by=desk.officer, council=bare.council, said=ComplaintSaid(heads=[]), at=MONDAY, now=MONDAY)


def test_the_public_form_has_an_account_of_its_own_that_reads_nothing(desk: Desk) -> None:
    council = desk.world.council("kent")
    with transaction.atomic():
        account = intake.form_account(council, now=MONDAY)
        assert intake.form_account(council, now=MONDAY) == account
        complaint = actions.complain(by=account, council=council, said=desk.said(came="form"), at=MONDAY, now=MONDAY)
    assert not account.has_usable_password()
    assert account.has_perm("complaints.receive")
    assert not account.has_perm("complaints.read", complaint)


def test_a_child_at_risk_now_is_a_referral_at_the_front_door_at_once(desk: Desk) -> None:
    complaint = desk.complaint(
        heads=[
            HeadSaid(words="He is back in the house tonight.", about="child_at_risk_now"),
            HeadSaid(words="You never assessed her.", about="needs_assessment"),
        ]
    )
    referral = complaint.opened_referral
    assert referral is not None
    assert (referral.kind, referral.safe_now, referral.said) == ("referral", False, "He is back in the house tonight.")
    assert referral.referrer_name == "Rhian Bell"
    assert Timer.objects.running().about(("referrals.referral", referral.pk)).filter(kind="decision").exists()
    assert runs(complaint) == {"route_told", "statutory_stage_1"}
    assert not desk.officer.has_perm("referrals.read", referral)
    assert not desk.world.person("kent", "social_worker").has_perm("complaints.read", complaint)


def test_without_a_childs_name_a_child_at_risk_is_referred_all_the_same(desk: Desk) -> None:
    complaint = desk.complaint("child_at_risk_now", children=[])
    assert complaint.opened_referral is not None


def test_withdrawn_the_referral_goes_on(desk: Desk) -> None:
    complaint = desk.complaint("child_at_risk_now")
    desk.do("withdraw_complaint", complaint, TUESDAY, because="I spoke to somebody")
    assert runs(complaint) == set()
    assert "child_still_at_risk" in asked(complaint)
    assert Timer.objects.running().filter(about_id=complaint.opened_referral_id, kind="decision").exists()


def test_a_child_who_complains_is_offered_an_advocate(desk: Desk) -> None:
    complaint = desk.complaint(relationship="child")
    assert "offer_advocate" in asked(complaint)
    desk.do("offer_advocate", complaint, TUESDAY, wanted=True)
    assert (fresh(complaint).advocate_offered_on, fresh(complaint).advocate_wanted) == (date(2026, 11, 17), True)
    assert "offer_advocate" not in asked(complaint)


def test_a_theme_upheld_before_is_said(desk: Desk) -> None:
    earlier = desk.answered("support", when=on("2026-03-02"))
    desk.do(
        "find", earlier, on("2026-03-10"), findings=[FindingSaid(1, "upheld", "six months late")], given_by="response"
    )
    assert "repeats_upheld_theme" in asked(desk.complaint("support"))
    assert "repeats_upheld_theme" not in asked(desk.complaint("short_breaks"))
    assert "repeats_upheld_theme" not in asked(desk.complaint("support", by=desk.other_council))


@pytest.mark.parametrize(
    ("decision", "decided_on", "says"),
    [
        ("fault_injustice", date(2025, 4, 1), True),
        ("remedied", date(2025, 4, 1), True),
        ("no_fault", date(2025, 4, 1), False),
        ("fault_injustice", date(2022, 4, 1), False),
    ],
)
def test_a_theme_in_which_the_ombudsman_found_fault_is_said(
    desk: Desk, decision: str, decided_on: date, says: bool
) -> None:
    """Also where the council itself had upheld nothing."""
    earlier = desk.answered("support", when=on("2021-03-02"))
    enquiry = desk.do("receive_enquiry", earlier, on("2021-06-01"), asked="The file")
    with transaction.atomic():
        actions.record_ombudsman_decision(
            by=desk.officer,
            enquiry=enquiry,
            decision=decision,
            decided_on=decided_on,
            at=on("2025-04-02"),
            now=on("2025-04-02"),
        )
    assert ("repeats_upheld_theme" in asked(desk.complaint("support"))) is says


def test_what_was_told_late_keeps_both_times(desk: Desk) -> None:
    council = desk.world.council("kent")
    with transaction.atomic():
        complaint = actions.complain(
            by=desk.officer, council=council, said=desk.said(), at=on("2026-11-10"), now=on("2026-11-13")
        )
    assert (complaint.received_at, complaint.recorded_at) == (on("2026-11-10"), on("2026-11-13"))
    assert "late_entry" in asked(complaint)
    due = Timer.objects.get(kind="route_told", about_id=complaint.pk).due_at
    assert due is not None and due.date() == date(2026, 11, 13)


def test_another_council_s_complaint_is_not_ours_to_write_down_or_act_on(desk: Desk) -> None:
    kent = desk.world.council("kent")
    with pytest.raises(NotPossible):
        actions.complain(by=desk.other_council, council=kent, said=desk.said(), at=MONDAY, now=MONDAY)
    with pytest.raises(NotPossible):
        desk.do("tell_route", desk.complaint(), TUESDAY, by=desk.other_council)


def test_seen_by_complaints_officers_of_the_council_and_by_nobody_else(desk: Desk) -> None:
    complaint = desk.complaint()
    assert desk.officer.has_perm("complaints.read", complaint)
    assert desk.colleague.has_perm("complaints.read", complaint)
    assert not desk.other_council.has_perm("complaints.read", complaint)
    for role in (
        "social_worker",
        "team_manager",
        "service_manager",
        "head_of_service",
        "screener",
        "lado",
        "auditor",
        "administrator",
        "councillor",
    ):
        assert not desk.world.person("kent", role).has_perm("complaints.read", complaint), role
    assert list(Complaint.objects.within(desk.officer)) == [complaint]
    assert not Complaint.objects.within(desk.other_council).exists()
    assert not Complaint.objects.within(desk.world.person("kent", "team_manager")).exists()


def test_somebody_complained_of_sees_and_does_nothing_whatever_their_role(desk: Desk) -> None:
    complaint = desk.complaint(complained_of_ids=(desk.colleague.pk,))
    assert not desk.colleague.has_perm("complaints.read", complaint)
    assert not Complaint.objects.within(desk.colleague).exists()
    for verb, more in (("tell_route", {}), ("take_on", {"officer": desk.officer})):
        with pytest.raises(Refused) as refused:
            desk.do(verb, complaint, TUESDAY, by=desk.colleague, **more)
        assert refused.value.codes == ["complaint.complained_of"]
    with pytest.raises(Refused):
        desk.do("take_on", complaint, TUESDAY, officer=desk.colleague)


def test_an_appointed_person_sees_one_complaint_for_its_time_only(desk: Desk) -> None:
    mine, other = desk.told(), desk.told()
    investigator = desk.world.person("kent", "investigator", "Olwen Parry")
    today = datetime.now().date()
    appointment = desk.do(
        "appoint",
        mine,
        TUESDAY,
        said=AppointmentSaid(
            "independent_person",
            "Olwen Parry",
            user_id=investigator.pk,
            is_member=False,
            is_officer=False,
            is_partner_of_one=False,
            since=today - timedelta(days=3),
            until=today + timedelta(days=3),
        ),
    )
    assert investigator.has_perm("complaints.read", mine)
    assert not investigator.has_perm("complaints.read", other)
    assert list(Complaint.objects.within(investigator)) == [mine]
    with transaction.atomic():
        actions.end_appointment(by=desk.officer, appointment=appointment, because="done", at=TUESDAY, now=TUESDAY)
    assert not investigator.has_perm("complaints.read", mine)
    assert not Complaint.objects.within(investigator).exists()


def test_linked_only_by_somebody_who_may_open_the_referral(desk: Desk) -> None:
    complaint, referral = desk.complaint(), desk.world.logged("kent")
    with pytest.raises(NotPossible):
        desk.do("link_referral", complaint, TUESDAY, referral=referral)
    both = desk.world.person("kent", "head_of_service")
    desk.do("link_referral", complaint, TUESDAY, referral=referral, by=both)
    assert fresh(complaint).referral == referral
    assert JournalEntry.objects.filter(referral=referral).count() == 1  # nothing of the complaint is on the case


def test_going_on_from_a_stage_done_before_counts_from_receipt_until_asked_expressly(desk: Desk) -> None:
    complaint = desk.complaint("child_protection_enquiry", already_at_stage=1)
    assert runs(complaint) == {"route_told", "statutory_stage_2"}
    assert Stage.objects.get(complaint=complaint).assumed
    desk.do("request_stage", complaint, on("2026-11-20"))
    stage = Stage.objects.get(complaint=complaint, ended_at=None)
    assert (stage.number, stage.started_at, stage.assumed) == (2, on("2026-11-20"), False)
    done = desk.complaint(already_at_stage=3)
    assert runs(done) == {"route_told"}


def test_receiving_costs_a_bounded_number_of_statements(desk: Desk) -> None:
    desk.complaint()
    counts = []
    for points in (1, 8):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            desk.complaint(*(["needs_assessment"] * points))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_two_children_are_on_one_complaint(desk: Desk) -> None:
    complaint = desk.complaint(children=[ChildSaid("Cara", "Bell"), ChildSaid("", "", age_said="about 3")])
    assert [one.name for one in complaint.children.order_by("pk")] == ["Cara Bell", "No name given"]
    assert Referral.objects.count() == 0
