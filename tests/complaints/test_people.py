"""4d: independence, three on a panel, nobody in two parts, and a different officer at corporate stage 2."""

from datetime import date
from typing import Any

import pytest

from complaints.models import Appointment, Complaint
from complaints.said import AppointmentSaid
from referrals.refusals import NotPossible, Refused
from tests.complaints.conftest import Desk, asked, on, table

EXAMPLES = table("appointing")
TRUTH = {"yes": True, "no": False, "": None}
TUESDAY = on("2026-11-17")
FREE: dict[str, Any] = {"is_member": False, "is_officer": False, "is_partner_of_one": False}


@pytest.mark.parametrize("row", EXAMPLES, ids=[f"{one['role']} {one['why'] or one['outcome']}" for one in EXAMPLES])
def test_who_may_take_which_part(desk: Desk, row: dict[str, str]) -> None:
    officer = desk.world.person("kent", "service_manager", "Pat Lowe")
    complaint = desk.told(complained_of_ids=(officer.pk,) if row["account"] == "complained_of" else ())
    if row["took_part"]:
        desk.do("appoint", complaint, TUESDAY, said=AppointmentSaid(row["took_part"], "Pat Lowe", **FREE))
    said = AppointmentSaid(
        row["role"],
        "Pat Lowe",
        user_id=officer.pk if row["account"] else None,
        is_member=TRUTH[row["is_member"]],
        is_officer=TRUTH[row["is_officer"]],
        is_partner_of_one=TRUTH[row["is_partner_of_one"]],
    )
    if row["outcome"] == "accepted":
        assert desk.do("appoint", complaint, TUESDAY, said=said).role == row["role"]
        return
    with pytest.raises(Refused) as refused:
        desk.do("appoint", complaint, TUESDAY, said=said)
    assert refused.value.codes == row["outcome"].split(), row["why"]


def test_every_part_has_an_example() -> None:
    assert {one["role"] for one in EXAMPLES} >= set(Appointment.As.values) - {"second_person"}


def at_panel(desk: Desk) -> Complaint:
    complaint = desk.adjudicated(asked=on("2026-11-17"), at=on("2026-11-24"))
    desk.do("request_stage", complaint, on("2026-11-25"))
    return complaint


def sit(desk: Desk, complaint: Complaint, *names: str) -> None:
    for number, name in enumerate(names):
        role = "panel_member" if number else "panel_chair"
        desk.do("appoint", complaint, on("2026-11-26"), said=AppointmentSaid(role, name, **FREE))


def test_a_panel_of_two_is_no_panel(desk: Desk) -> None:
    complaint = at_panel(desk)
    sit(desk, complaint, "Ann", "Bo")
    with pytest.raises(Refused) as refused:
        desk.do("plan_panel", complaint, on("2026-11-27"), on=date(2026, 12, 10))
    assert refused.value.codes == ["complaint.panel_not_three"]
    desk.do("appoint", complaint, on("2026-11-27"), said=AppointmentSaid("panel_member", "Cy", **FREE))
    desk.do("plan_panel", complaint, on("2026-11-27"), on=date(2026, 12, 10))
    assert complaint.stages.get(number=3).panel_on == date(2026, 12, 10)


def test_three_members_without_a_chair_are_no_panel(desk: Desk) -> None:
    complaint = at_panel(desk)
    for name in ("Ann", "Bo", "Cy"):
        desk.do("appoint", complaint, on("2026-11-26"), said=AppointmentSaid("panel_member", name, **FREE))
    with pytest.raises(Refused):
        desk.do("plan_panel", complaint, on("2026-11-27"), on=date(2026, 12, 10))


def test_a_panel_that_met_is_a_fact_and_below_standard_where_it_fell_short(desk: Desk) -> None:
    complaint = at_panel(desk)
    sit(desk, complaint, "Ann", "Bo")
    desk.do("hold_panel", complaint, on("2026-12-10"))
    entry = complaint.journal.get(verb="hold_panel")
    assert (entry.below_standard, entry.facts["fell_short"]) == (True, ["complaint.panel_not_three"])
    unknown = at_panel(desk)
    desk.do("hold_panel", unknown, on("2026-12-10"))
    assert not unknown.journal.get(verb="hold_panel").below_standard
    assert "panel_not_on_record" in asked(unknown)


def test_somebody_else_answers_corporate_stage_2(desk: Desk) -> None:
    manager = desk.world.person("kent", "team_manager", "Del Moss")
    complaint = desk.told("ehc_delay")
    desk.do("respond_stage", complaint, TUESDAY, responder="Del Moss", responder_user=manager)
    desk.do("request_stage", complaint, on("2026-11-18"))
    with pytest.raises(Refused) as refused:
        desk.do("respond_stage", complaint, on("2026-11-20"), responder_user=manager)
    assert refused.value.codes == ["complaint.same_officer"]
    desk.do("respond_stage", complaint, on("2026-11-20"), responder_user=desk.world.person("kent", "service_manager"))


def test_nobody_complained_of_answers_or_adjudicates(desk: Desk) -> None:
    manager = desk.world.person("kent", "team_manager", "Del Moss")
    complaint = desk.told(complained_of_ids=(manager.pk,))
    with pytest.raises(Refused) as refused:
        desk.do("respond_stage", complaint, TUESDAY, responder_user=manager)
    assert refused.value.codes == ["complaint.complained_of"]
    desk.do("respond_stage", complaint, TUESDAY)
    assert "responder_not_named" in asked(complaint)
    desk.do("request_stage", complaint, on("2026-11-18"))
    investigator = desk.world.person("kent", "service_manager", "Pat Lowe")
    desk.do(
        "appoint",
        complaint,
        on("2026-11-18"),
        said=AppointmentSaid("investigating_officer", "Pat Lowe", investigator.pk),
    )
    for who, code in ((manager, "complaint.complained_of"), (investigator, "complaint.adjudicator_investigated")):
        with pytest.raises(Refused) as refused:
            desk.do("adjudicate", complaint, on("2026-12-01"), adjudicator_user=who)
        assert refused.value.codes == [code]


def test_an_account_of_another_council_cannot_be_appointed(desk: Desk) -> None:
    with pytest.raises(NotPossible):
        desk.do(
            "appoint",
            desk.told(),
            TUESDAY,
            said=AppointmentSaid("advocate", "Mara Singh", user_id=desk.other_council.pk),
        )
