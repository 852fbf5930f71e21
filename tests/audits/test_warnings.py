"""The register of warnings: nobody opens or answers one, so it goes on; nothing in it changes or goes away."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from audits import actions
from audits.models import Attendance, OversightEntry, RaisedWarning
from audits.models.warnings import TIERS
from audits.presenters.practice import warning_row
from audits.views.warnings import clocks_of
from councils.models import Message
from referrals.refusals import NotPossible
from tests.audits.house import HOUR, send
from tests.referrals.pages import signed_in, text_of
from tests.world import MONDAY, World, at
from timers.calendar import end_of
from timers.models import Alert, Timer
from timers.sweep import sweep
from work import telling

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


def clocks(warning: RaisedWarning) -> dict[str, Timer]:
    found = Timer.objects.running().filter(about_label=warning.pair[0], about_id=warning.pk)
    return {one.kind: one for one in found}


def test_read_and_not_answered_it_goes_up_to_the_members_each_tier_with_its_own_time(world: World) -> None:
    """Croydon, 2016 to 2017: opened, and not a word for 19 months (STATUTE 3, fault 95)."""
    warning, now = raised(world, to="team_manager"), MONDAY
    first = clocks(warning)["warning_answer"]
    seen = []
    for tier in TIERS:
        warning.standing.refresh_from_db()
        assert warning.standing.tier == tier
        holder = world.person("kent", tier)
        assert actions.open_warning(by=holder, warning=warning, at=now + HOUR, now=now + HOUR)
        theirs = clocks(warning).get("warning_answer_again", first)
        assert theirs.due_at is not None
        seen.append(working_days(now.date(), theirs.due_at.astimezone(MONDAY.tzinfo).date()))
        now = theirs.due_at + timedelta(minutes=1)
        look(warning, now)
    assert seen == [20, 10, 10, 10, 10]
    # At the last tier it stays, read and late, and climbs the ladder; the first clock has run all the while.
    for days in (5, 400):
        look(warning, now + timedelta(days=days))
    assert (warning.standing.tier, warning.standing.answered_at) == ("councillor", None)
    left = clocks(warning)
    assert left["warning_answer"].pk == first.pk and set(left) == {"warning_answer", "warning_answer_again"}
    raised_for = Alert.objects.filter(timer=left["warning_answer_again"]).values_list("level", flat=True)
    assert set(raised_for) == {"due_soon", "missed", "service_manager", "head_of_service"}
    passed = OversightEntry.objects.filter(verb="pass_warning_on", about_id=warning.pk).order_by("pk")
    assert [(one.facts["to"], one.facts["because"]) for one in passed] == [(tier, "unanswered") for tier in TIERS[1:]]
    row = warning_row(warning, clocks_of([warning]), now + timedelta(days=400))
    assert row["band"] == "missed" and row["headline"].startswith("Missed")


def working_days(since: date, until: date) -> int:
    """Whole days from Monday to Friday after `since`, without the bank holidays of that winter and spring."""
    off = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)}
    days = (since + timedelta(days=number) for number in range(1, (until - since).days + 1))
    return sum(day.weekday() < 5 and day not in off for day in days)


def test_two_clocks_missed_at_one_look_pass_nobody_over(world: World) -> None:
    """The engine stood for months; unopened and unanswered are found at once, and the next tier has its own time."""
    warning = raised(world, to="team_manager")
    look(warning, MONDAY + timedelta(days=100))
    assert warning.standing.tier == "service_manager"
    assert set(clocks(warning)) == {"warning_read", "warning_answer", "warning_answer_again"}
    assert OversightEntry.objects.filter(verb="pass_warning_on", about_id=warning.pk).count() == 1


def test_nobody_is_told_that_what_was_passed_on_has_been_done(world: World) -> None:
    for role in TIERS:
        world.person("kent", role)
    warning = raised(world)
    for now in (at(24, 9), at(24, 9) + timedelta(days=40), at(24, 9) + timedelta(days=80)):
        look(warning, now)
        telling.tell(now=now)
    bodies = list(Message.objects.filter(key__startswith="alert:").values_list("body", flat=True))
    assert bodies and not [body for body in bodies if "It has been done since" in body]


@pytest.mark.parametrize("tier", TIERS)
def test_the_holder_of_a_tier_opens_and_answers_what_is_addressed_to_it(tier: str, world: World) -> None:
    warning = raised(world, to=tier)
    client = signed_in(world.person("kent", tier))
    there = f"/warnings/{warning.reference}/"
    assert "I have asked twice." in text_of(client.get(there))
    assert warning.about in text_of(client.get("/warnings/"))
    warning.standing.refresh_from_db()
    assert warning.standing.read_at is not None
    assert "Answer the warning" in text_of(client.get(there))
    assert send(client, f"{there}answer/", answer="We agree.", what_changes="Figures each month.").status_code == 302
    warning.standing.refresh_from_db()
    assert warning.standing.answered_by == world.person("kent", tier)


def test_a_team_manager_does_not_see_what_was_never_addressed_to_them(world: World) -> None:
    manager = signed_in(world.person("kent", "team_manager"))
    mine, others = raised(world, to="team_manager", about="For us"), []
    for tier in TIERS[1:]:
        others.append(raised(world, to=tier, about=f"For {tier}"))
    words = text_of(manager.get("/warnings/"))
    assert "For us" in words and not [one for one in others if one.about in words]
    for one in others:
        for address in (f"/warnings/{one.reference}/", f"/warnings/{one.reference}/answer/"):
            assert manager.get(address).status_code == 404, address
    elsewhere = signed_in(world.person("croydon", "team_manager"))
    assert elsewhere.get(f"/warnings/{mine.reference}/").status_code == 404
    worker = signed_in(world.person("kent"))
    assert worker.get(f"/warnings/{mine.reference}/").status_code == 404
    # Passed on, they still see what came of it, and do not answer any more.
    look(mine, at(24, 9))
    assert mine.standing.tier == "service_manager"
    page = text_of(manager.get(f"/warnings/{mine.reference}/"))
    assert "I have asked twice." in page and "Answer the warning" not in page


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("role", [*TIERS, "auditor", "social_worker"])
def test_only_the_tier_it_is_addressed_to_or_one_above_answers(tier: str, role: str, world: World) -> None:
    warning, by = raised(world, to=tier), world.person("kent", role)
    answer = {"warning": warning, "answer": "We agree.", "what_changes": "Figures.", "at": at(17), "now": at(17)}
    with pytest.raises(NotPossible, match="addressed now to"):
        actions.answer_warning(by=world.person("croydon", tier), **answer)
    if role in TIERS and TIERS.index(role) >= TIERS.index(tier):
        assert actions.answer_warning(by=by, **answer).answered_by == by
    else:
        with pytest.raises(NotPossible, match="addressed now to"):
            actions.answer_warning(by=by, **answer)
        warning.standing.refresh_from_db()
        assert warning.standing.answered_at is None


def test_the_page_offers_no_answer_to_those_below_and_says_why(world: World) -> None:
    warning, manager = raised(world, to="councillor"), signed_in(world.person("kent", "service_manager"))
    there = f"/warnings/{warning.reference}/"
    assert "Answer the warning" not in text_of(manager.get(there))
    refused = send(manager, f"{there}answer/", answer="All is well.", what_changes="Nothing.")
    assert "addressed now to: Councillors, scrutiny and the safeguarding chair" in text_of(refused)
    warning.standing.refresh_from_db()
    assert warning.standing.answered_at is None


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
