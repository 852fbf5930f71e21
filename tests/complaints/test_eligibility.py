"""Every row of 4b, and what a person decides beside it."""

from datetime import date
from typing import Any

import pytest

from complaints.eligibility import is_late, standing
from complaints.routes import Facts, propose
from referrals.refusals import NotPossible, Refused
from stories import choices
from tests.complaints.conftest import Desk, asked, clock, fresh, on, runs, table

EXAMPLES = table("eligibility")
TRUTH = {"yes": True, "no": False, "": None, None: None}
WEIGHED = ["sees the child every week", "the child’s wishes", "what the mother says"]


@pytest.mark.parametrize(
    "row", EXAMPLES, ids=[f"{one['relationship']} {one['abouts']} {one['why'][:30]}" for one in EXAMPLES]
)
def test_who_may_complain(row: dict[str, str]) -> None:
    abouts = row["abouts"].split()
    proposals = [propose(Facts(one, relationship=row["relationship"]), on=date(2026, 11, 16)) for one in abouts]
    found = standing(
        row["relationship"],
        parent_consents=TRUTH[row["parent_consents"]],
        child_content=TRUTH[row["child_content"]],
        abouts=abouts,
        proposals=proposals,
    )
    assert (found.eligible, found.settled) == (row["eligible"], row["settled"] == "yes"), row["why"]
    assert found.source


def test_every_relationship_of_a_case_file_has_an_example() -> None:
    assert {one["relationship"] for one in EXAMPLES} == {*choices.RELATIONSHIPS, ""}


@pytest.mark.parametrize(
    ("arose", "received", "late"),
    [
        (date(2018, 6, 25), date(2019, 6, 25), False),
        (date(2018, 6, 25), date(2019, 6, 26), True),
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
        (None, date(2026, 1, 1), False),
    ],
)
def test_late_is_more_than_twelve_months(arose: date | None, received: date, late: bool) -> None:
    assert is_late(arose, received) is late


def test_a_late_complaint_is_received_like_any_other_and_asks_to_be_weighed(desk: Desk) -> None:
    complaint = desk.complaint(grounds_arose_on=date(2024, 1, 10))
    assert "weigh_lateness" in asked(complaint)
    assert "statutory_stage_1" in runs(complaint)


def test_a_grandparent_is_turned_away_only_with_what_was_weighed(desk: Desk) -> None:
    complaint = desk.complaint("support", relationship="grandparent")
    assert (complaint.eligibility, complaint.eligible) == ("sufficient_interest_decision", None)
    assert "decide_interest" in asked(complaint)
    for matters in (
        [],
        ["She has no parental responsibility"],
        ["no consent", "without parental responsibility"],
        [" "],
    ):
        with pytest.raises(Refused) as refused:
            desk.do(
                "decide_eligibility",
                complaint,
                on("2026-11-17"),
                eligible=False,
                reason="no PR",
                matters_weighed=matters,
            )
        assert refused.value.codes == ["complaint.interest_not_weighed"], matters
    assert complaint.eligibility_decisions.count() == 0
    desk.do("decide_eligibility", complaint, on("2026-11-17"), eligible=False, matters_weighed=WEIGHED)
    assert fresh(complaint).eligible is False
    assert "statutory_stage_1" not in runs(complaint)
    assert clock(complaint, "eligibility_decision").stopped_at == on("2026-11-17")
    assert "offer_other_procedure" in asked(complaint)


def test_a_grandparent_whose_interest_is_sufficient_goes_on(desk: Desk) -> None:
    complaint = desk.complaint("support", relationship="grandparent")
    desk.do("decide_eligibility", complaint, on("2026-11-17"), eligible=True, reason="brought the child up")
    assert fresh(complaint).eligible is True
    assert "statutory_stage_1" in runs(complaint)
    assert "decide_interest" not in asked(complaint)


@pytest.mark.parametrize(
    "relationship", ["child", "parent", "parental_responsibility", "foster_carer", "special_guardian"]
)
def test_nobody_with_a_right_of_their_own_is_turned_away(desk: Desk, relationship: str) -> None:
    complaint = desk.complaint(relationship=relationship)
    with pytest.raises(Refused) as refused:
        desk.do("decide_eligibility", complaint, on("2026-11-17"), eligible=False, reason="x", matters_weighed=WEIGHED)
    assert refused.value.codes == ["complaint.child_consent_not_needed"]


def test_a_representative_waits_for_the_child_and_the_points_do_not(desk: Desk) -> None:
    complaint = desk.complaint(relationship="representative")
    assert (complaint.eligibility, complaint.eligible) == ("consent_needed", None)
    assert "ask_agreement" in asked(complaint)
    assert "statutory_stage_1" in runs(complaint)
    desk.do("correct_complaint", complaint, on("2026-11-17"), changes={"child_content": True}, because="asked her")
    assert (fresh(complaint).eligibility, fresh(complaint).eligible) == ("own_right", True)


def test_lateness_is_declined_only_when_it_was_weighed_whole(desk: Desk) -> None:
    complaint = desk.complaint(grounds_arose_on=date(2024, 1, 10), late_reasons="I was in hospital")
    part: dict[str, Any] = {"accepted": False, "why_late": "in hospital", "rationale": "files are gone"}
    with pytest.raises(Refused) as refused:
        desk.do("weigh_lateness", complaint, on("2026-11-17"), **part)
    assert refused.value.codes == ["complaint.lateness_not_weighed"]
    desk.do(
        "weigh_lateness",
        complaint,
        on("2026-11-17"),
        adjustments_weighed="none needed",
        fair_to_investigate=False,
        **part,
    )
    assert "statutory_stage_1" not in runs(complaint)
    assert complaint.refusals.get().ground == "late"


def test_what_is_not_late_cannot_be_weighed_as_late(desk: Desk) -> None:
    with pytest.raises(NotPossible):
        desk.do("weigh_lateness", desk.complaint(grounds_arose_on=date(2026, 1, 10)), on("2026-11-17"), accepted=True)
