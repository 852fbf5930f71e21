"""Alerts about no case reach those who answer for the council: a report, a warning, a gap in the procedures."""

from datetime import timedelta
from typing import Any

import pytest

from audits import actions
from councils.models import Message
from tests.world import MONDAY, World, at, make_world
from timers.sweep import sweep
from work import telling
from work.models import MissedWeek

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    world = make_world()
    for role in ("monitoring_officer", "head_of_service", "service_manager", "team_manager", "councillor"):
        world.person("kent", role)
    return world


def told(level: str, about: str) -> list[str]:
    found = Message.objects.filter(about_label=about, key__startswith="alert:", key__endswith=level)
    return sorted(one.person.name.rsplit(" of ", 1)[0] if one.person else "nobody" for one in found)


def look(now: Any) -> None:
    sweep(now=now)
    telling.tell(now=now)


def report(world: World) -> Any:
    by = world.person("kent", "monitoring_officer")
    return actions.record_report(
        by=by,
        kind="report",
        number="19 010 981",
        councils=[world.council("kent")],
        received_on=at(2).date(),
        at=MONDAY,
        now=MONDAY,
    )


def test_a_report_is_the_monitoring_officers_and_then_the_head_of_services(world: World) -> None:
    report(world)  # publication was due by the end of Monday 16 November
    look(at(17, 0, 1))
    assert told("missed", "audits.ombudsmanreport") == ["Monitoring Officer"]
    look(at(24))
    assert told("service_manager", "audits.ombudsmanreport") == ["Head Of Service"]
    assert told("head_of_service", "audits.ombudsmanreport") == ["Head Of Service"]


def test_without_a_monitoring_officer_somebody_is_told_all_the_same(db: None) -> None:
    world = make_world()
    head = world.person("kent", "head_of_service")
    actions.record_report(
        by=head, kind="report", councils=[world.council("kent")], received_on=at(2).date(), at=MONDAY, now=MONDAY
    )
    look(at(17, 0, 1))
    assert told("missed", "audits.ombudsmanreport") == ["Head Of Service"]


def test_the_message_names_the_report_and_what_is_due_and_leads_to_it(world: World) -> None:
    made = report(world)
    look(at(17, 0, 1))
    message = Message.objects.get(about_label="audits.ombudsmanreport", key__endswith="missed")
    assert message.subject == f"Missed: Tell the public of the Ombudsman's report ({made.reference})"
    assert f"/ombudsman/{made.reference}/" in message.body
    assert "you are monitoring officer" in message.body
    assert "Mark it as seen, or put it off with a reason" in message.body and "/notifications/" in message.body


def test_two_things_due_at_once_are_one_message(world: World) -> None:
    report(world)
    look(at(16) + timedelta(days=80))
    due_together = Message.objects.filter(about_label="audits.ombudsmanreport", subject__contains="Members consider")
    assert {one.subject.split(":")[1].split("(")[0].strip() for one in due_together} == {
        "Members consider the Ombudsman's report and 1 more"
    }


def test_a_warning_is_for_the_tier_it_is_addressed_to(world: World) -> None:
    by = world.person("kent", "monitoring_officer")
    actions.raise_warning(
        by=by, source="chair", raised_by="Chair", about="a", words="w", to="service_manager", at=MONDAY, now=MONDAY
    )
    look(at(20, 23) + timedelta(hours=2))
    assert told("due_soon", "audits.raisedwarning") == ["Service Manager"]


def test_a_missed_report_is_not_counted_among_missed_deadlines_of_cases(world: World) -> None:
    report(world)
    look(at(17, 0, 1))
    assert not MissedWeek.objects.exists()
