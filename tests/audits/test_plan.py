"""The plan of an audit: an action has a clock, keeps its first day, is done, measured and complete in that order; and
no audit is concluded while nothing follows from a fault that it found."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from audits import actions as audits
from audits.actions.planning import left_open
from audits.models import ActionChange, Audit, NoAction, PlanAction
from councils.models import Message
from referrals.refusals import NotPossible, Refused
from tests.audits.house import give, of_imported, planned, read, read_all
from tests.audits.plan import DUE, MEASURED, changed, clocks, complete, done, later, measured, running
from tests.referrals.pages import signed_in
from tests.referrals.pages import text_of as shown
from tests.world import MONDAY, World
from timers.calendar import end_of
from timers.models import Alert
from timers.sweep import sweep
from work import telling

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return shown(answer).lower()


def look(now: Any) -> None:
    sweep(now=now)
    telling.tell(now=now)


def told(level: str) -> list[str]:
    found = Message.objects.filter(about_label="audits.audit", key__startswith="alert:", key__endswith=level)
    return sorted(one.person.email if one.person else "nobody" for one in found)


# ---------------------------------------------------------------------------------------------------------- its clock
def test_the_day_of_an_action_is_a_clock_of_its_owners(world: World) -> None:
    action = planned(world, of_imported(world, 60))
    assert running(action) == [("audit_action", end_of(DUE), action.owner_id)]


def test_overdue_it_is_told_to_the_owner_then_upward(world: World) -> None:
    audit = of_imported(world, 60)
    action = planned(world, audit)
    give(world, audit, world.person("kent", "auditor"))  # so that no clock of readers speaks here
    auditor, head = world.person("kent", "auditor"), world.person("kent", "head_of_service")
    look(end_of(DUE) - timedelta(days=3))
    assert told("due_soon") == [action.owner.email]
    look(end_of(DUE) + timedelta(hours=1))
    assert told("missed") == sorted([action.owner.email, auditor.email])
    look(end_of(DUE) + timedelta(days=20))
    assert told("service_manager") == [action.owner.email], "the owner is the service manager"
    assert told("head_of_service") == [head.email]
    message = Message.objects.filter(key__endswith="head_of_service").get()
    assert audit.reference in message.subject and f"/audits/closed-cases/{audit.reference}/" in message.body
    assert action.what not in message.subject + message.body, "nothing that somebody typed leaves the app"


def test_done_stops_it_and_the_day_of_measuring_runs(world: World) -> None:
    action = planned(world, of_imported(world, 60))
    measured(world, action, days=3)
    assert [kind for kind, *_ in running(action)] == ["audit_action"], "measured before it was done"
    done(world, action)
    assert running(action) == [("audit_measure", end_of(MEASURED), action.owner_id)]
    measured(world, action, days=12)
    assert running(action) == []


def test_a_move_with_a_reason_moves_the_clock_and_keeps_the_first_day(world: World) -> None:
    action = planned(world, of_imported(world, 60))
    first = DUE
    for days in (40, 60):
        changed(world, action, due_on=later(days).date())
    assert [due for _, due, _ in running(action)] == [end_of(later(60).date())]
    assert [one.due_at for one in clocks(action)] == [end_of(first), end_of(later(40).date()), end_of(later(60).date())]
    assert ActionChange.objects.filter(action=action).order_by("id")[0].due_on_was == first
    words = text_of(signed_in(world.person("kent", "auditor")).get(page_of(action)))
    assert f"at first {first.day} " in words and words.count("the supplier is late") == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        ActionChange.objects.filter(action=action).update(due_on_was=DUE + timedelta(days=9))


def test_what_was_missed_before_a_move_stays_missed(world: World) -> None:
    action = planned(world, of_imported(world, 60))
    sweep(now=later(31))
    changed(world, action, days=31, due_on=later(60).date())
    old, new = clocks(action)
    assert old.stopped_at and Alert.objects.filter(timer=old, level="missed").exists()
    assert not Alert.objects.filter(timer=new).exists()


def test_given_to_somebody_else_its_clock_is_theirs(world: World) -> None:
    action = planned(world, of_imported(world, 60))
    head = world.person("kent", "head_of_service")
    changed(world, action, owner=head)
    assert running(action) == [("audit_action", end_of(DUE), head.pk)]
    done(world, action)
    changed(world, action, days=11, owner=world.person("kent", "auditor"), remeasure_on=MEASURED + timedelta(days=7))
    assert running(action) == [
        ("audit_measure", end_of(MEASURED + timedelta(days=7)), world.person("kent", "auditor").pk)
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": " ", "due_on": DUE + timedelta(days=1)}, "reason"),
        ({}, "due_on"),
        ({"due_on": later(2).date()}, "due_on"),
        ({"remeasure_on": later(2).date()}, "remeasure_on"),
        ({"due_on": MEASURED + timedelta(days=1)}, "remeasure_on"),
    ],
    ids=["no reason", "nothing", "a past day", "measured in the past", "measured before it is done"],
)
def test_a_change_that_is_none(world: World, given: dict[str, Any], field: str) -> None:
    action = planned(world, of_imported(world, 60))
    with pytest.raises(NotPossible) as refused:
        changed(world, action, **given)
    assert refused.value.field == field and not ActionChange.objects.exists()


def test_done_its_day_stands_and_complete_nothing_moves(world: World) -> None:
    action = planned(world, of_imported(world, 60))
    done(world, action)
    with pytest.raises(NotPossible, match="stays as it was"):
        changed(world, action, days=11, due_on=DUE + timedelta(days=1))
    measured(world, action, days=12)
    complete(world, action)
    with pytest.raises(NotPossible, match="complete already"):
        changed(world, action, days=13, owner=world.person("kent", "head_of_service"))


def test_only_somebody_who_may_carry_an_action_owns_it(world: World) -> None:
    action = planned(world, of_imported(world, 60))
    with pytest.raises(NotPossible, match="cannot carry"):
        changed(world, action, owner=world.person("kent", "social_worker"))


# -------------------------------------------------------------------------------------------- done, measured, complete
def test_an_action_is_not_complete_before_it_was_measured_again(world: World) -> None:
    action = planned(world, of_imported(world, 60))
    measured(world, action, days=3)
    with pytest.raises(NotPossible, match="first that it is done"):
        complete(world, action)
    done(world, action)
    with pytest.raises(NotPossible, match="measure it again first"):
        complete(world, action)
    measured(world, action, days=12, value=20)
    with pytest.raises(NotPossible, match="what the new measure shows"):
        complete(world, action, words=" ")
    assert complete(world, action, words="Down from 25 to 20").completed_at, "a poor figure completes it all the same"


@pytest.mark.parametrize(
    ("given", "match"), [({"words": " "}, "what shows"), ({"done_on": later(99).date()}, "lies ahead")]
)
def test_done_is_shown_and_lies_in_the_past(world: World, given: dict[str, Any], match: str) -> None:
    action = planned(world, of_imported(world, 60))
    with pytest.raises(NotPossible, match=match):
        done(world, action, **given)
    done(world, action)
    with pytest.raises(NotPossible, match="already"):
        done(world, action)


@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({"outcome": " "}, "outcome"),
        ({"target": 25}, "target"),
        ({"measure": ""}, "measure"),
        ({"points": [15]}, "points"),
    ],
)
def test_an_action_about_process_alone_is_not_taken(world: World, lacking: dict[str, Any], field: str) -> None:
    with pytest.raises(NotPossible) as refused:
        planned(world, of_imported(world, 60), **lacking)
    assert refused.value.field == field


def page_of(action: PlanAction, *more: str) -> str:
    return f"/audits/closed-cases/{action.audit.reference}/actions/{action.number}/" + "".join(
        f"{one}/" for one in more
    )


def as_day(name: str, day: date) -> dict[str, str]:
    return {f"{name}-{part}": str(getattr(day, part)) for part in ("day", "month", "year")}


def test_the_pages_take_an_action_from_done_to_complete(world: World) -> None:
    action, manager = planned(world, of_imported(world, 60)), world.person("kent", "service_manager")
    client = signed_in(manager)
    page = page_of(action)
    assert "measure again" not in text_of(client.get(page)).replace("measured again", ""), "one thing at a time"
    answer = client.post(page, {"do": "complete", "complete-words": "Everybody was trained."})
    assert answer.status_code == 422 and "record first that it is done" in text_of(answer)
    given = {"do": "done", "done-words": "The script", **as_day("done-done_on", MONDAY.date())}
    assert client.post(page, given).status_code == 302
    given = {"do": "measure", "value": "40 %", "words": "All of one month", **as_day("measured_on", MONDAY.date())}
    assert client.post(page, given).status_code == 302
    assert client.post(page, {"do": "complete", "complete-words": "Up from 25 to 40"}).status_code == 302
    action.refresh_from_db()
    assert action.completed_by == manager and action.remeasures.get().value == 40
    assert "what it changed up from 25 to 40" in text_of(client.get(page))


def test_the_page_of_a_change_asks_for_the_reason(world: World) -> None:
    action = planned(world, of_imported(world, 60), due_on=date(2099, 1, 5), remeasure_on=date(2099, 2, 2))
    client, page = signed_in(world.person("kent", "head_of_service")), page_of(action, "change")
    given = {**as_day("due_on", date(2099, 1, 9)), **as_day("remeasure_on", date(2099, 2, 2)), "owner": action.owner_id}
    answer = client.post(page, given)
    assert answer.status_code == 422 and "say why it is changed" in text_of(answer)
    assert client.post(page, given | {"reason": "The supplier is late"}).status_code == 302
    action.refresh_from_db()
    assert action.due_on == date(2099, 1, 9)
    for role in ("monitoring_officer", "councillor", "social_worker"):
        assert signed_in(world.person("kent", role)).get(page).status_code in {403, 404}


# ------------------------------------------------------------------------------------ what follows from each fault
def read_audit(world: World, *, yes: list[int]) -> Audit:
    """Five files, the first of which shows these faults."""
    audit, auditor = of_imported(world, 5), world.person("kent", "auditor")
    give(world, audit, auditor)
    read(audit.sample.get(position=1), auditor, yes=yes)
    read_all(audit, auditor, yes=0)
    return audit


def conclude(world: World, audit: Audit) -> Audit:
    return audits.conclude(
        by=world.person("kent", "auditor"),
        audit=audit,
        themes="Nobody rang",
        method="",
        conclusion="Case 1 shows it.",
        for_members="The councils seldom rang each other",
        at=MONDAY,
        now=MONDAY,
    )


def no_action(world: World, audit: Audit, point: int, reason: str = "Action 1 changes the form for both") -> NoAction:
    by = world.person("kent", "head_of_service")
    return audits.decide_no_action(by=by, audit=audit, point=point, reason=reason, at=MONDAY, now=MONDAY)


def test_it_is_not_concluded_while_nothing_follows_from_a_fault(world: World) -> None:
    audit = read_audit(world, yes=[3, 7])
    with pytest.raises(Refused) as refused:
        conclude(world, audit)
    assert refused.value.codes == ["audit.fault_without_action"]
    assert "3. No contact with the other council; 7. Level" in refused.value.grounds[0].sentence
    planned(world, audit, points=[3])
    assert left_open(audit) == [7]
    with pytest.raises(Refused):
        conclude(world, audit)
    no_action(world, audit, 7)
    assert conclude(world, audit).concluded_at


def test_without_a_fault_it_is_concluded_without_an_action(world: World) -> None:
    assert conclude(world, read_audit(world, yes=[])).concluded_at


def test_that_no_action_is_needed_has_a_reason_that_is_one(world: World) -> None:
    audit = read_audit(world, yes=[3, 7])
    for reason, error in ((" ", NotPossible), ("Ofsted rated us good.", Refused), ("No harm resulted.", Refused)):
        with pytest.raises(error):
            no_action(world, audit, 3, reason)
    with pytest.raises(NotPossible, match="No file"):
        no_action(world, audit, 5)
    no_action(world, audit, 3)
    with pytest.raises(NotPossible, match="already"):
        no_action(world, audit, 3)
    with pytest.raises(DatabaseError), transaction.atomic():
        NoAction.objects.all().delete()


def test_the_full_audit_counts_what_its_sample_settled(world: World) -> None:
    audit, auditor = of_imported(world, 6, wanted=4), world.person("kent", "auditor")
    give(world, audit, auditor)
    read_all(audit, auditor, yes=4)
    planned(world, audit, points=[3])
    full = Audit.objects.get(full_of=audit)
    give(world, full, auditor)
    for case in full.sample.all():
        read(case, auditor, yes=[3, 5])
    assert left_open(full) == [5]


def test_the_report_and_the_pack_show_what_follows_from_each_fault(world: World) -> None:
    audit = read_audit(world, yes=[3, 7, 9])
    client = signed_in(world.person("kent", "auditor"))
    home = f"/audits/closed-cases/{audit.reference}/"
    planned(world, audit, points=[3])
    assert client.post(f"{home}faults/7/", {"reason": "Sade was not rung, and we were judged good"}).status_code == 422
    assert client.post(f"{home}faults/7/", {"reason": "The new form of October asks for it"}).status_code == 302
    words = text_of(client.get(f"{home}report/"))
    assert words.count("nothing yet") == 1 and "no action is needed: the new form of october" in words
    sent = {"do": "conclude", "themes": "x", "conclusion": "Case 1 shows it.", "for_members": "x"}
    answer = client.post(f"{home}report/", sent)
    assert answer.status_code == 422
    assert "nothing follows from what was found at 9. lado raised" in text_of(answer)
    pack = text_of(client.get(f"{home}committee-pack/"))
    assert "faults for which no action is needed" in pack and "answers 3. no contact" in pack
    offered = text_of(client.get(f"{home}actions/?point=9"))
    assert "9. lado raised" in offered and "8. parent" not in offered, "only what was found is offered"
