"""The living demo: the same on any day, with something of everything, made once, and no bar to replays beside it."""

from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings

from accounts.models import Factor, User
from accounts.roles import Role
from complaints.models import Complaint
from councils.models import Council, Desk, Message, Team
from referrals.models import Involvement, JournalEntry, Part, Person, PersonMerge, Prompt, Referral
from stories.casefile import load
from stories.demo import making, staff
from stories.demo.moving import moved
from stories.running import run_and_forget
from timers.calendar import LONDON, local
from timers.held import calendar_for
from timers.models import Alert, Timer

SUNDAY_NIGHT = datetime(2026, 11, 22, 3, 10, tzinfo=LONDON)
MONDAY_EARLY = datetime(2026, 11, 23, 7, 5, tzinfo=LONDON)
WEDNESDAY = datetime(2026, 11, 25, 14, 30, tzinfo=LONDON)
CASES = Path(__file__).parents[2] / "stories" / "cases"


def quiet(line: str) -> None:
    """Progress is for people."""


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.parametrize("now", [SUNDAY_NIGHT, MONDAY_EARLY], ids=lambda at: f"{at:%a_%H}")
def test_there_is_something_of_everything_on_any_day(now: datetime) -> None:
    assert making.make(now=now, tell=quiet)
    assert Referral.objects.count() >= 60
    assert not Referral.objects.filter(received_at__gt=now).exists()
    assert not JournalEntry.objects.filter(recorded_at__gt=now).exists()

    late_today = Timer.objects.missed(now).filter(
        due_at__gte=datetime.combine(local(now).date(), datetime.min.time(), LONDON)
    )
    assert late_today.exists()
    assert Timer.objects.running().filter(due_at__gt=now, due_at__lt=now + timedelta(days=5)).count() >= 10
    assert Timer.objects.missed(now).exists()
    assert 10 <= Part.objects.filter(worker=None).count() <= Part.objects.count() / 2
    assert Person.objects.exclude(expected_on=None).exists()
    assert Person.objects.filter(address_protected=True).exists()
    assert Person.objects.filter(family_name__contains="’").exists()
    assert Referral.objects.exclude(repeats=None).exists()
    assert Referral.objects.filter(children_count__gte=3).exists()
    assert Referral.objects.filter(kind="contact").exists()
    asked = set(Prompt.objects.values_list("code", flat=True))
    assert asked >= {"live_elsewhere", "repeat_referral", "late_entry", "tell_childrens_services", "unanswered_items"}
    assert set(Alert.objects.values_list("level", flat=True)) == {
        "due_soon",
        "missed",
        "service_manager",
        "head_of_service",
    }
    assert not Alert.objects.filter(told_at=None).exists()
    assert not Message.objects.filter(state="waiting", written_at__lt=now - timedelta(hours=1)).exists()

    the_file_of_one_referral_of_each_council_is_kept()
    # What lay in the tray for a working day has a worker; two are left in it on purpose.
    old = now - timedelta(days=6)
    lying = Part.objects.filter(worker=None, closed_at=None, received_at__lt=old, council__takes_part=True)
    assert not lying.exists(), list(lying)

    assert not making.make(now=now, tell=quiet)


def the_file_of_one_referral_of_each_council_is_kept() -> None:
    for short in ("Kent", "Havering", "Croydon"):
        files = Referral.objects.filter(council__short_name=short, warnings__isnull=False).distinct()
        assert files.exists(), f"{short}: no file is kept"
        for one in files:
            ours = one.parts.get(council=one.council)
            assert one.notes.filter(council=one.council, corrects=None).count() >= 2
            assert one.notes.exclude(corrects=None).exists(), "a correction"
            assert one.notes.exclude(council=one.council).exists(), "the other council's"
            assert one.chronology.count() >= 3
            assert one.tasks.filter(ended_at=None).exists() and one.tasks.exclude(ended_at=None).exists()
            assert one.documents.filter(withdrawn_at=None).count() == 2
            assert one.documents.exclude(withdrawn_at=None).exists()
            assert one.flags.exists() and one.relationships.count() >= 2
            assert ours.needs.exclude(offered_at=None).exists() and ours.needs.filter(offered_at=None).exists()
            assert ours.consent_changes.exists() and ours.assessment_requests.exists()
            assert ours.supervisions.exists()
            assert one.strategy_discussions.exclude(held_at=None).exists()
    assert PersonMerge.objects.filter(undone_at=None).count() >= 3


def there_is_a_complaint_at_each_interesting_state() -> None:
    complaints = Complaint.objects.filter(council__short_name="Kent")
    assert complaints.count() >= 10
    assert complaints.filter(heads__check_needed=True, heads__route="").exists()
    late = Timer.objects.missed(WEDNESDAY).filter(kind="statutory_stage_2", about_label="complaints.complaint")
    assert complaints.filter(pk__in=late.values("about_id")).exists()
    assert complaints.filter(stages__procedure="corporate", stages__acknowledged_at__isnull=False).exists()
    assert complaints.filter(pauses__ended_at=None, pauses__confirmed_at__isnull=False).exists()
    assert complaints.filter(links__accepted_at__isnull=False, links__other__council__short_name="Croydon").exists()
    assert complaints.filter(stages__number=3, stages__panel_on__gt=WEDNESDAY.date()).exists()
    assert complaints.filter(heads__second_needed=True, heads__second_at=None).exists()
    assert complaints.filter(came="form", officer=None).exists()
    assert complaints.filter(closed_at__isnull=False, letters__names_ombudsman=True).exists()
    assert complaints.filter(complainant_name="Bridget Brook").exists(), "the published story's own complaint"
    for role in ("investigator", "advocate"):
        appointed = complaints.filter(appointments__user__memberships__role=role, appointments__ended_at=None)
        assert appointed.exists(), role


@pytest.mark.django_db
@pytest.mark.slow
def test_its_people_can_sign_in_are_invented_and_do_not_disturb_a_replay() -> None:
    path = CASES / "havering-19-011-816.toml"
    _, alone = run_and_forget(load(path))
    making.make(now=WEDNESDAY, tell=quiet)
    kent = Council.objects.get(gss_code="E10000016")
    for role in Role.values:
        if role not in {Role.SYSTEM, Role.DESK}:
            assert User.objects.filter(council=kent, memberships__role=role).exists(), role
    someone = User.objects.get(email="grace.adeyemi@kent.example")
    assert someone.check_password(staff.PASSWORD)
    assert Factor.objects.get(user=someone).confirmed_at is not None
    assert Team.objects.filter(council__takes_part=True, is_front_door=True).count() == 3
    assert Desk.objects.count() == 9
    assert Desk.objects.stale(WEDNESDAY.date()).count() == 1
    numbers = set(Person.objects.exclude(nhs_number="").values_list("nhs_number", flat=True))
    assert all(number.startswith("999") for number in numbers)
    # Desks that answer by link, and the public complaint form, have accounts that nobody can sign in with or write to.
    ends = (".example", "@holdfast.invalid")
    assert all(email.endswith(ends) for email in User.objects.values_list("email", flat=True))
    there_is_a_complaint_at_each_interesting_state()
    out = StringIO()
    call_command("demo", "--sign-ins", stdout=out)
    assert "grace.adeyemi@kent.example" in out.getvalue()
    assert staff.PASSWORD in out.getvalue()
    assert out.getvalue().count("@kent.example") == len(Role.values) - 2

    before = [model.objects.count() for model in (Person, Timer, Alert, Prompt, Involvement)]
    _, beside = run_and_forget(load(path))
    assert [one.met for one in beside] == [one.met for one in alone]
    assert [model.objects.count() for model in (Person, Timer, Alert, Prompt, Involvement)] == before


def test_a_published_story_is_moved_whole_to_recent_working_days(db: None) -> None:
    calendar = calendar_for("England")
    told = moved(load(CASES / "croydon-19-020-914.toml"), now=WEDNESDAY, calendar=calendar, ends_before=3)
    days = [local(step.at).date() for step in told.steps]
    assert days == sorted(days)
    assert days[-1] == date(2026, 11, 20)
    assert all(calendar.is_working_day(day) for day in days)
    assert days[0] > date(2026, 10, 1)
    assert [step.do for step in told.steps][:2] == ["log_referral", "log_referral"]
    assert all(not step.refused for step in told.steps)


@override_settings(DEMO=False)
def test_no_demo_where_data_may_be_real() -> None:
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("demo")
