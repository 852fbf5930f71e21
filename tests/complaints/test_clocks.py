"""Clocks of 1c on real calendars: Easter, Christmas, a bank holiday announced a week before; what stops each."""

from datetime import date, timedelta
from typing import Any

import pytest

from complaints.models import Complaint, Stage
from referrals.refusals import NotPossible, Refused
from tests.complaints.conftest import Desk, asked, clock, fresh, on, runs, table
from timers.calendar import end_of
from timers.models import Alert, Timer
from timers.sweep import sweep

EXAMPLES = table("clocks")
POINTS = {"corporate": "ehc_delay", "adult": "adult_social_care"}


def take(desk: Desk, complaint: Complaint, act: str) -> None:
    """One act of the table: its word, a stage or a day."""
    word, *rest = act.split()
    days = [one for one in rest if "-" in one]
    stage = next((int(one) for one in rest if "-" not in one), None)
    when = on(days[0]) if days else complaint.received_at
    if word in ("extend", "told"):  # on the day the clock began; told: the letter had gone
        more: dict[str, Any] = {"new_date": date.fromisoformat(days[0])} if days else {}
        more["told_already"] = word == "told"
        running = Timer.objects.running().about(("complaints.complaint", complaint.pk)).filter(kind__contains="stage")
        when = min(one.started_at for one in running)
        desk.do("extend_stage", complaint, when, stage=stage, reasons=["people to speak to"], **more)
        return
    verbs = {
        "answer": "respond_stage",
        "ask": "request_stage",
        "agree": "agree_statement",
        "acknowledge": "acknowledge_complaint",
        "adjudicate": "adjudicate",
        "panel": "hold_panel",
        "report": "send_panel_report",
    }
    desk.do(verbs[word], complaint, when, **({"on": when.date()} if word == "agree" else {}))


@pytest.mark.parametrize("row", EXAMPLES, ids=[f"{one['clock']} {one['due']}" for one in EXAMPLES])
def test_a_clock_is_due_on_the_day_of_the_table(desk: Desk, row: dict[str, str]) -> None:
    point = POINTS.get(row["clock"].split("_")[0], "needs_assessment")
    complaint = desk.told(point, when=on(row["begins"]))
    for act in filter(None, row["acts"].split("; ")):
        take(desk, complaint, act)
    assert clock(complaint, row["clock"]).due_at == end_of(date.fromisoformat(row["due"])), row["why"]


def test_every_clock_of_this_room_has_an_example() -> None:
    from complaints import deadlines

    named = {one["clock"] for one in EXAMPLES}
    assert named >= {*deadlines.OF_STAGES, "route_told"}


def test_the_stricter_start_of_stage_2_is_due_and_the_other_is_kept(desk: Desk) -> None:
    complaint = desk.answered(when=on("2026-11-16"), at=on("2026-11-20"))
    desk.do("request_stage", complaint, on("2026-11-23"))
    desk.do("agree_statement", complaint, on("2026-12-04"), on=date(2026, 12, 4), summaries={1: "As agreed."})
    stage = complaint.stages.get(number=2)
    assert clock(complaint, "statutory_stage_2").due_at == end_of(date(2026, 12, 30))
    assert stage.due_by_agreement == end_of(date(2027, 1, 13))
    assert complaint.heads.get().summary == "As agreed."
    assert complaint.heads.get().words == "About needs_assessment"


def test_only_the_answer_stops_stage_1_and_never_the_acknowledgement(desk: Desk) -> None:
    complaint = desk.told()
    desk.do("acknowledge_complaint", complaint, on("2026-11-17"))
    assert "statutory_stage_1" in runs(complaint)
    desk.do("respond_stage", complaint, on("2026-11-24"))
    assert clock(complaint, "statutory_stage_1").stopped_at == on("2026-11-24")


def test_only_adjudication_stops_stage_2(desk: Desk) -> None:
    complaint = desk.answered()
    desk.do("request_stage", complaint, on("2026-11-23"))
    desk.do("receive_report", complaint, on("2026-12-10"), whose="investigator")
    desk.do("receive_report", complaint, on("2026-12-11"), whose="independent")
    desk.do("respond_stage", complaint, on("2026-12-14"), stage=2)
    assert "statutory_stage_2" in runs(complaint)
    desk.do("adjudicate", complaint, on("2026-12-18"))
    assert "statutory_stage_2" not in runs(complaint)
    assert "reports_missing" not in asked(complaint)


def test_adjudicated_without_both_reports_is_recorded_and_asked(desk: Desk) -> None:
    complaint = desk.adjudicated(asked=on("2026-11-23"), at=on("2026-12-18"))
    assert "reports_missing" in asked(complaint)


def test_telling_the_route_stops_its_clock_and_says_what_happens_next(desk: Desk) -> None:
    complaint = desk.complaint("needs_assessment", "court_report")
    told = desk.do("tell_route", complaint, on("2026-11-18"))
    assert clock(complaint, "route_told").stopped_at == on("2026-11-18")
    assert [one["route"] for one in told.routes] == ["statutory", "court"]
    assert all(one["reason"] for one in told.routes)
    assert "30 November 2026" in told.next_steps
    assert "Ombudsman" in told.next_steps
    assert "lawyer" in told.next_steps


def test_without_an_acknowledgement_the_answer_counts_from_when_that_fell_due(desk: Desk) -> None:
    complaint = desk.told("ehc_delay", when=on("2026-11-16"))
    assert "corporate_stage_1" not in runs(complaint)
    sweep(now=end_of(date(2026, 11, 23)) + timedelta(microseconds=1))
    assert clock(complaint, "corporate_stage_1").due_at == end_of(date(2026, 12, 7))
    desk.do("acknowledge_complaint", complaint, on("2026-11-25"))
    assert clock(complaint, "corporate_stage_1").due_at == end_of(date(2026, 12, 9))
    assert Alert.objects.filter(kind="corporate_acknowledgement", level="missed").count() == 1


def test_an_overrun_asks_that_the_complainant_be_told_of_their_right(desk: Desk) -> None:
    complaint = desk.told(when=on("2026-11-16"))
    sweep(now=end_of(date(2026, 11, 30)) + timedelta(microseconds=1))
    assert "stage_overrun" in asked(complaint)
    stage_2 = desk.do("request_stage", complaint, on("2026-12-01"))[0]
    assert (stage_2.number, stage_2.procedure) == (2, "statutory")
    assert runs(complaint) == {"statutory_stage_2"}
    assert Stage.objects.get(complaint=complaint, number=1).ended_because.startswith("overtaken")


def test_asking_before_the_limit_leaves_both_running(desk: Desk) -> None:
    complaint = desk.told(when=on("2026-11-16"))
    desk.do("request_stage", complaint, on("2026-11-18"))
    assert runs(complaint) == {"statutory_stage_1", "statutory_stage_2"}
    assert "stage_1_not_answered" in asked(complaint)


def test_a_late_request_is_taken_and_asked_about_but_not_refused(desk: Desk) -> None:
    complaint = desk.answered(when=on("2026-08-03"), at=on("2026-08-10"))
    desk.do(
        "request_stage", complaint, on("2026-09-08")
    )  # 20 working days: 7 September, after the bank holiday on 31 August
    assert "late_request" not in asked(complaint)
    later = desk.answered(when=on("2026-08-03"), at=on("2026-08-10"))
    desk.do("request_stage", later, on("2026-09-09"))
    assert "late_request" in asked(later)
    assert "statutory_stage_2" in runs(later)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"when": "2026-12-01"}, "complaint.extension_late"),
        ({"reasons": [" "]}, "complaint.extension_reasons_missing"),
        ({"new_date": date(2026, 12, 15)}, "complaint.extension_too_long"),
        ({"new_date": date(2026, 11, 30)}, "complaint.extension_too_long"),
    ],
)
def test_more_time_is_told_in_time_with_reasons_and_within_the_most(
    desk: Desk, more: dict[str, Any], code: str
) -> None:
    complaint = desk.told(when=on("2026-11-16"))
    when = on(more.pop("when", "2026-11-25"))
    asked_for = {"reasons": ["complex"], **more}
    with pytest.raises(Refused) as refused:
        desk.do("extend_stage", complaint, when, **asked_for)
    assert refused.value.codes == [code]
    assert clock(complaint, "statutory_stage_1").due_at == end_of(date(2026, 11, 30))


def test_at_the_due_instant_it_is_still_in_time(desk: Desk) -> None:
    complaint = desk.told(when=on("2026-11-16"))
    desk.do("extend_stage", complaint, end_of(date(2026, 11, 30)), reasons=["an advocate is sought"])
    assert clock(complaint, "statutory_stage_1").due_at == end_of(date(2026, 12, 14))
    assert not Alert.objects.filter(kind="statutory_stage_1", level="missed").exists()


def test_an_extension_told_too_late_is_kept_below_standard_and_moves_nothing(desk: Desk) -> None:
    complaint = desk.told(when=on("2026-11-16"))
    desk.do("extend_stage", complaint, on("2026-12-02"), reasons=["busy"], told_already=True)
    assert clock(complaint, "statutory_stage_1").due_at == end_of(date(2026, 11, 30))
    assert complaint.journal.get(verb="extend_stage").below_standard
    assert "below_standard" in asked(complaint)


def test_a_panel_is_not_extended(desk: Desk) -> None:
    complaint = desk.adjudicated(asked=on("2026-11-18"), at=on("2026-11-25"))
    desk.do("request_stage", complaint, on("2026-11-26"))
    with pytest.raises(Refused) as refused:
        desk.do("extend_stage", complaint, on("2026-11-27"), reasons=["no date"])
    assert refused.value.codes == ["complaint.no_extension"]


def test_the_panel_runs_to_the_council_s_letter(desk: Desk) -> None:
    complaint = desk.adjudicated(asked=on("2026-11-18"), at=on("2026-11-25"))
    desk.do("request_stage", complaint, on("2026-11-26"))
    assert runs(complaint) == {"statutory_panel"}
    with pytest.raises(NotPossible):
        desk.do("send_panel_report", complaint, on("2026-11-27"))
    desk.do("hold_panel", complaint, on("2026-12-10"))
    assert runs(complaint) == {"panel_report"}
    desk.do("send_panel_report", complaint, on("2026-12-14"))
    assert runs(complaint) == {"panel_response"}
    desk.do("respond_stage", complaint, on("2026-12-22"))
    assert runs(complaint) == set()
    assert "consider_with_independent" in asked(complaint)
    with pytest.raises(NotPossible, match="Ombudsman"):
        desk.do("request_stage", complaint, on("2027-01-04"))


def test_an_answer_keyed_late_stops_the_clock_when_it_was_given(desk: Desk) -> None:
    complaint = desk.told(when=on("2026-11-16"))
    desk.do("respond_stage", complaint, on("2026-11-27"), now=on("2026-12-03"))
    assert clock(complaint, "statutory_stage_1").stopped_at == on("2026-11-27")
    assert "late_entry" in asked(complaint)
    assert not Alert.objects.filter(kind="statutory_stage_1", level="missed").exists()


def test_clocks_go_with_the_officer_who_takes_it_on(desk: Desk) -> None:
    complaint = desk.told()
    desk.do("take_on", complaint, on("2026-11-17"), officer=desk.colleague)
    assert clock(complaint, "statutory_stage_1").owner_id == desk.colleague.pk
    assert fresh(complaint).officer_id == desk.colleague.pk


def test_beyond_the_holidays_held_nothing_is_refused_and_the_clock_is_undated(desk: Desk) -> None:
    complaint = desk.told(when=on("2098-03-04"))
    found = clock(complaint, "statutory_stage_1")
    assert found.due_at is None
    assert found.error
    desk.do("extend_stage", complaint, on("2098-03-05"), reasons=["complex"])
    desk.do("respond_stage", complaint, on("2098-03-06"))
    assert runs(complaint) == set()


def test_what_was_done_without_a_request_on_record_counts_as_asked_for_then(desk: Desk) -> None:
    complaint = desk.answered()
    desk.do("adjudicate", complaint, on("2026-12-01"))
    desk.do("hold_panel", complaint, on("2026-12-10"))
    assert [(one.number, one.requested_at) for one in complaint.stages.order_by("pk")][1:] == [
        (2, on("2026-12-01")),
        (3, on("2026-12-10")),
    ]
    with pytest.raises(NotPossible):
        desk.do("adjudicate", desk.told(), on("2026-12-01"))  # stage 1 has not been answered


def test_an_answer_given_while_it_is_paused_is_a_fact(desk: Desk) -> None:
    complaint = desk.told(proceedings_live=True)
    desk.do("respond_stage", complaint, on("2026-11-20"))
    assert complaint.stages.get().ended_because == "answered"
    assert runs(complaint) == set()


def test_where_every_point_goes_elsewhere_an_answer_has_no_stage(desk: Desk) -> None:
    complaint = desk.told("court_report")
    assert desk.do("respond_stage", complaint, on("2026-11-20")) == []
    assert complaint.journal.filter(verb="respond_stage").exists()
