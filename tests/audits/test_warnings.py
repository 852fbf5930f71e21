"""The register of warnings: nobody opens or answers one, so it goes on; nothing in it changes or goes away."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from audits import actions
from audits.models import Attendance, OversightEntry, RaisedWarning
from councils.models import Message
from referrals.refusals import NotPossible
from tests.world import MONDAY, World, at
from timers.calendar import end_of
from timers.models import Timer
from timers.sweep import sweep

pytestmark = pytest.mark.django_db


def raised(world: World, *, to: str = "service_manager", **more: Any) -> RaisedWarning:
    given = {
        "source": "chair",
        "raised_by": "Chair of the partnership",
        "about": "No figures on children across the border",
        "words": "I have asked twice.",
    }
    by = world.person("kent", "monitoring_officer")
    return actions.raise_warning(by=by, to=to, at=MONDAY, now=MONDAY, **(given | more))


def look(warning: RaisedWarning, now: Any) -> None:
    sweep(now=now, about=[warning.pair])
    warning.standing.refresh_from_db()


def told(warning: RaisedWarning, tier: str) -> list[int | None]:
    found = Message.objects.filter(key__startswith=f"warning:{warning.reference}:{tier}")
    return sorted(one.person_id for one in found)


def test_it_is_due_to_be_opened_in_five_days_and_answered_in_twenty(world: World) -> None:
    warning = raised(world)
    due = dict(Timer.objects.filter(about_id=warning.pk, about_label=warning.pair[0]).values_list("kind", "due_at"))
    assert due == {"warning_read": end_of(date(2026, 11, 23)), "warning_answer": end_of(date(2026, 12, 14))}


def test_those_it_is_addressed_to_are_told_that_there_is_one_and_not_what_it_says(world: World) -> None:
    managers = [world.person("kent", "service_manager", name=name) for name in ("Sam Lowe", "Ada Rook")]
    warning = raised(world)
    assert told(warning, "service_manager") == sorted(one.pk for one in managers)
    for message in Message.objects.filter(key__startswith="warning:"):
        assert warning.reference in message.subject
        assert "asked twice" not in message.body and "border" not in message.subject + message.body


def test_unopened_it_goes_to_the_next_tier_and_the_next(world: World) -> None:
    head = world.person("kent", "head_of_service")
    warning = raised(world)
    look(warning, at(24, 9))
    assert (warning.standing.tier, warning.standing.read_at) == ("head_of_service", None)
    assert told(warning, "head_of_service") == [head.pk]
    look(warning, at(24, 9) + timedelta(days=8))
    assert warning.standing.tier == "monitoring_officer"
    look(warning, at(24, 9) + timedelta(days=60))
    assert warning.standing.tier == "councillor", "the last tier, where it stays"
    for days in (90, 200):
        look(warning, at(24, 9) + timedelta(days=days))
    assert warning.standing.tier == "councillor"


def test_opened_by_those_it_is_addressed_to_it_stays_there_until_it_is_not_answered(world: World) -> None:
    warning, manager = raised(world), world.person("kent", "service_manager")
    assert actions.open_warning(by=manager, warning=warning, at=at(18), now=at(18))
    look(warning, at(25))
    assert warning.standing.tier == "service_manager"
    look(warning, at(30) + timedelta(days=15))
    assert warning.standing.tier == "head_of_service", "nobody answered in twenty working days"


def test_somebody_else_opening_it_is_kept_and_stops_nothing(world: World) -> None:
    warning, councillor = raised(world), world.person("kent", "councillor")
    assert actions.open_warning(by=councillor, warning=warning, at=at(17), now=at(17))
    assert not actions.open_warning(by=councillor, warning=warning, at=at(18), now=at(18)), "once is enough"
    warning.standing.refresh_from_db()
    assert warning.standing.read_at is None
    assert OversightEntry.objects.filter(verb="open_warning", by=councillor).count() == 1
    assert Timer.objects.running().filter(kind="warning_read").count() == 1


def test_an_answer_says_what_changes_and_stops_both_clocks(world: World) -> None:
    warning, manager = raised(world), world.person("kent", "service_manager")
    answer = {"by": manager, "warning": warning, "at": at(19), "now": at(19)}
    with pytest.raises(NotPossible, match="what changes"):
        actions.answer_warning(**answer, answer="We agree.", what_changes=" ")
    with pytest.raises(NotPossible, match="Write the answer"):
        actions.answer_warning(**answer, answer="", what_changes="x")
    actions.answer_warning(**answer, answer="We agree.", what_changes="Figures from December.")
    assert not Timer.objects.running().filter(about_label="audits.raisedwarning").exists()
    with pytest.raises(NotPossible, match="has been answered"):
        actions.answer_warning(**answer, answer="Again", what_changes="x")
    look(warning, at(30) + timedelta(days=100))
    assert warning.standing.tier == "service_manager"


@pytest.mark.parametrize("field", ["raised_by", "about", "words"])
def test_a_warning_says_who_raised_it_about_what(field: str, world: World) -> None:
    with pytest.raises(NotPossible) as refused:
        raised(world, **{field: "  "})
    assert refused.value.field == field


def test_nothing_of_a_warning_can_be_changed_or_removed(world: World) -> None:
    warning = raised(world)
    for change in (
        lambda: RaisedWarning.objects.filter(pk=warning.pk).update(words="Nothing was raised."),
        lambda: RaisedWarning.objects.filter(pk=warning.pk).delete(),
        lambda: type(warning.standing).objects.filter(pk=warning.standing.pk).delete(),
        lambda: OversightEntry.objects.filter(about_id=warning.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    warning.refresh_from_db()
    assert warning.words == "I have asked twice."


def test_who_came_and_who_did_not_is_kept(world: World) -> None:
    by = world.person("kent", "monitoring_officer")
    meeting = {"by": by, "board": "Safeguarding board", "held_on": MONDAY.date(), "at": MONDAY, "now": MONDAY}
    actions.record_attendance(
        **meeting, came={"Chair": True, "Cabinet member": False}, reasons={"Cabinet member": "ill"}
    )
    assert set(Attendance.objects.values_list("name", "attended", "reason")) == {
        ("Chair", True, ""),
        ("Cabinet member", False, "ill"),
    }
    for more, says in (
        ({"came": {"Chair": True}}, "on record already"),
        ({"came": {}, "board": "Other"}, "Name who was expected"),
        ({"came": {"Chair": True}, "held_on": at(17).date()}, "when it has been held"),
    ):
        with pytest.raises(NotPossible, match=says):
            actions.record_attendance(**(meeting | more))
