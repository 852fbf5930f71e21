"""Who is told of a complaint's deadlines: its officer, every complaints officer, late the head of service; no team."""

from datetime import date, timedelta

import pytest

from councils.models import Message
from referrals.models import DutyHandover
from tests.complaints.conftest import Desk, on
from timers.calendar import end_of
from timers.models import Alert
from timers.sweep import sweep
from work import desk_close, telling
from work.models import MissedWeek

JUST_AFTER = timedelta(minutes=1)


@pytest.fixture
def staffed(desk: Desk) -> Desk:
    for role in ("team_manager", "service_manager", "head_of_service", "social_worker", "emergency_duty"):
        desk.world.person("kent", role)
    assert desk.officer and desk.colleague
    return desk


def told(level: str) -> dict[str, str]:
    """Who has a message of the level about a complaint, and its text."""
    found = Message.objects.filter(about_label="complaints.complaint", key__endswith=level).select_related("person")
    return {one.person.name if one.person else "nobody": f"{one.subject}\n{one.body}" for one in found}


def test_the_ladder_of_a_complaint(staffed: Desk) -> None:
    complaint = staffed.told(when=on("2026-11-16"))
    staffed.do("take_on", complaint, on("2026-11-16"), officer=staffed.officer)
    due = end_of(date(2026, 11, 30))
    for now in (due - timedelta(days=1), due + JUST_AFTER, on("2026-12-03"), on("2026-12-05")):
        sweep(now=now)
        telling.tell(now=now)
    assert set(told("due_soon")) == {"Hanna Cole"}
    assert set(told("missed")) == {"Hanna Cole", "Ifan Rees"}
    assert set(told("service_manager")) == {"Hanna Cole", "Ifan Rees"}
    assert set(told("head_of_service")) == {"Head Of Service of Kent"}
    missed = told("missed")["Ifan Rees"]
    assert f"Missed: Statutory stage 1: answer ({complaint.reference})" in missed
    assert "Missed on complaint" in missed and "Open the complaint:" in missed
    assert "you are a complaints officer of the council" in missed
    assert "Bell" not in missed and "referral" not in missed
    assert "stays with the complaints officers" in told("head_of_service")["Head Of Service of Kent"]


def test_with_nobody_s_name_on_it_every_complaints_officer_is_told_early(staffed: Desk) -> None:
    staffed.told(when=on("2026-11-16"))
    now = end_of(date(2026, 11, 29))
    sweep(now=now)
    telling.tell(now=now)
    assert set(told("due_soon")) == {"Hanna Cole", "Ifan Rees"}


def test_a_complaint_is_no_team_s_figure_and_no_emergency_duty_team_s_work(staffed: Desk) -> None:
    staffed.told(when=on("2026-11-16"))
    sweep(now=end_of(date(2026, 11, 30)) + JUST_AFTER)
    telling.tell(now=end_of(date(2026, 11, 30)) + JUST_AFTER)
    assert Alert.objects.filter(kind="statutory_stage_1", level="missed").exists()
    assert not MissedWeek.objects.exists()
    kent = staffed.world.council("kent")
    kent.takes_part = True
    kent.save()
    desk_close.look(now=on("2026-11-30", 20))
    assert not DutyHandover.objects.filter(council=kent).exists()
