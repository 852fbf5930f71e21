"""4c: on what ground a stage may be refused, put off or declined, and what cannot be."""

from datetime import date
from typing import Any

import pytest

from complaints.models import Complaint
from complaints.said import EarlyReferralSaid, FindingSaid
from referrals.refusals import Refused
from stories import choices
from tests.complaints.conftest import Desk, asked, fresh, on, runs, table

EXAMPLES = table("refusing")
MET = EarlyReferralSaid(True, True, True, True, True, True, "agreed by letter")
UNMET = EarlyReferralSaid(True, True, True, False, True, True)


def brought(desk: Desk, circumstances: list[str]) -> tuple[Complaint, dict[str, Any]]:
    """A complaint as the table's words say, and what else is handed to the act."""
    more: dict[str, Any] = {}
    if "late" in circumstances:
        more["grounds_arose_on"] = date(2024, 6, 1)
    if "no_proceedings" in circumstances:
        more["proceedings_live"] = False
    complaint = desk.told(when=on("2026-08-03"), **more)
    stage = next((one for one in circumstances if one.split("_")[0] in ("answered", "adjudicated", "asked")), "")
    if stage:
        desk.do("respond_stage", complaint, on("2026-08-10"))
        desk.do("request_stage", complaint, on("2026-10-05" if stage == "asked_late" else "2026-08-17"))
    if stage.startswith("adjudicated"):
        finding = {"adjudicated_upheld": "upheld", "adjudicated_not_upheld": "not_upheld"}.get(stage)
        found = [FindingSaid(1, finding)] if finding else []
        desk.do("adjudicate", complaint, on("2026-09-01"), findings=found)
        desk.do("request_stage", complaint, on("2026-10-19" if stage.endswith("late") else "2026-09-07"))
    early = MET if "conditions" in circumstances else UNMET if "some_conditions" in circumstances else None
    return complaint, {"early_referral": early}


@pytest.mark.parametrize(
    "row",
    EXAMPLES,
    ids=[f"stage {one['stage']} {one['ground']} {one['circumstances']} {one['rationale']}" for one in EXAMPLES],
)
def test_a_stage_is_refused_only_on_a_ground_that_counts(desk: Desk, row: dict[str, str]) -> None:
    complaint, more = brought(desk, row["circumstances"].split())
    number = int(row["stage"])
    rationale = "weighed against what was said" if row["rationale"] == "yes" else ""
    before = runs(complaint)

    def refuse() -> None:
        desk.do(
            "refuse_stage", complaint, on("2026-10-20"), stage=number, ground=row["ground"], rationale=rationale, **more
        )

    if row["outcome"] == "accepted":
        refuse()
        assert complaint.refusals.get().ground == row["ground"]
        assert not any(stage.is_running and stage.number == number for stage in complaint.stages.all())
    else:
        with pytest.raises(Refused) as refused:
            refuse()
        assert refused.value.codes == row["outcome"].split(), row["why"]
        assert runs(complaint) == before
        assert complaint.refusals.count() == 0
        for one in refused.value.grounds:
            assert one.sentence.startswith("Not yet: ") and one.why and one.source and one.instead and one.settled_by


def test_every_ground_of_a_case_file_has_an_example_at_stages_2_and_3() -> None:
    for stage in ("2", "3"):
        assert {one["ground"] for one in EXAMPLES if one["stage"] == stage} == set(choices.STAGE_GROUNDS)


def test_refused_for_proceedings_it_is_put_off_and_can_be_taken_up_again(desk: Desk) -> None:
    complaint, _ = brought(desk, ["answered"])
    desk.do(
        "refuse_stage",
        complaint,
        on("2026-08-20"),
        stage=2,
        ground="proceedings",
        rationale="would prejudice the trial",
    )
    assert complaint.pauses.get().confirmed_by == desk.officer
    assert runs(complaint) == set()
    desk.do("resume", complaint, on("2026-11-02"), because="the trial is over")
    assert runs(complaint) == {"statutory_stage_2"}
    stage = complaint.stages.get(number=2, ended_at=None)
    assert stage.started_at == on("2026-11-02")


def test_without_the_conditions_one_by_one_they_are_asked_for(desk: Desk) -> None:
    complaint, _ = brought(desk, ["adjudicated_upheld"])
    desk.do(
        "refuse_stage", complaint, on("2026-09-10"), stage=3, ground="early_referral_agreed", rationale="both agree"
    )
    assert "early_referral_conditions" in asked(complaint)
    desk.do("agree_early_referral", complaint, on("2026-09-11"), said=MET)
    assert "early_referral_conditions" not in asked(complaint)


def test_early_referral_needs_every_condition(desk: Desk) -> None:
    complaint, _ = brought(desk, ["adjudicated_upheld"])
    with pytest.raises(Refused) as refused:
        desk.do("agree_early_referral", complaint, on("2026-09-10"), said=UNMET)
    assert refused.value.codes == ["complaint.early_referral_conditions"]


def test_proceedings_pause_everything_that_waits_for_an_answer_and_not_the_telling(desk: Desk) -> None:
    complaint = desk.complaint("needs_assessment", "ehc_delay", proceedings_live=True)
    assert runs(complaint) == {"route_told"}
    assert "confirm_pause" in asked(complaint)
    told = desk.do("tell_route", complaint, on("2026-11-17"))
    assert "From the day it ends you can send it to us again" in told.next_steps
    desk.do("request_stage", complaint, on("2026-11-18"))
    assert runs(complaint) == set()


def test_a_pause_needs_to_say_what_it_would_prejudice(desk: Desk) -> None:
    complaint = desk.told()
    with pytest.raises(Refused) as refused:
        desk.do("pause", complaint, on("2026-11-17"), because="care proceedings", prejudice=" ")
    assert refused.value.codes == ["complaint.pause_reason_missing"]


def test_only_the_points_that_would_be_prejudiced_wait(desk: Desk) -> None:
    complaint = desk.told("needs_assessment", "ehc_delay")
    desk.do(
        "pause",
        complaint,
        on("2026-11-17"),
        because="care proceedings",
        prejudice="the court decides on the assessment",
        heads=[1],
        look_again_on=date(2026, 12, 14),
    )
    assert runs(complaint) == {"corporate_acknowledgement", "pause_look_again"}
    desk.do("resume", complaint, on("2026-12-10"), because="the order was made")
    assert runs(complaint) == {"corporate_acknowledgement", "statutory_stage_1"}
    pause = complaint.pauses.get()
    assert (pause.proceedings_end_on, pause.resubmit_until) == (date(2026, 12, 10), date(2027, 12, 10))
    assert fresh(complaint).is_open


def test_not_freezing_says_why(desk: Desk) -> None:
    complaint = desk.told("disputed_decision")
    assert "consider_freezing" in asked(complaint)
    with pytest.raises(Refused) as refused:
        desk.do(
            "consider_freezing", complaint, on("2026-11-17"), decision="the placement moves on Friday", frozen=False
        )
    assert refused.value.codes == ["complaint.freezing_reason_missing"]
    desk.do("consider_freezing", complaint, on("2026-11-17"), decision="the placement moves on Friday", frozen=True)
    assert "consider_freezing" not in asked(complaint)
