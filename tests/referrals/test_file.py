"""The rules of notes, the chronology, warnings, flags and tasks, and two people at once."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from referrals import actions
from referrals.models import (
    CaseNote,
    ChronologyEntry,
    Flag,
    JournalEntry,
    Prompt,
    Referral,
    Task,
)
from referrals.refusals import NotPossible
from referrals.said import PersonSaid
from tests.world import World, at, make_world
from timers.models import Timer


@pytest.fixture
def referral(world: World) -> Referral:
    found = world.logged("kent", at(16))
    world.sent(found, "kent", "havering", at(16, 12))
    return found


def usual(world: World, referral: Referral, council: str = "kent", role: str = "social_worker") -> dict[str, Any]:
    return {"by": world.person(council, role), "referral": referral, "at": at(17), "now": at(17)}


def asked(referral: Referral, code: str) -> bool:
    return Prompt.objects.filter(referral=referral, code=code).exists()


def test_no_note_is_ever_changed_or_deleted(world: World, referral: Referral) -> None:
    note = actions.write_note(**usual(world, referral), kind="call", words="Rang.")
    for wrong in (lambda: CaseNote.objects.filter(pk=note.pk).update(words="x"), note.delete):
        with pytest.raises(DatabaseError, match="append-only|permission denied"), transaction.atomic():
            wrong()


@pytest.mark.parametrize(
    ("kind", "role", "words", "child_words", "good"),
    [
        ("call", "social_worker", "Rang.", "", True),
        ("call", "social_worker", "", "I want to go home.", True),
        ("call", "social_worker", " ", " ", False),
        ("no such kind", "social_worker", "Rang.", "", False),
        ("management_oversight", "social_worker", "Read it.", "", False),
        ("management_oversight", "team_manager", "Read it.", "", True),
    ],
)
def test_what_a_note_needs(
    world: World, referral: Referral, kind: str, role: str, words: str, child_words: str, good: bool
) -> None:
    given = {**usual(world, referral, role=role), "kind": kind, "words": words, "child_words": child_words}
    if good:
        actions.write_note(**given)
    else:
        with pytest.raises(NotPossible):
            actions.write_note(**given)
    assert CaseNote.objects.exists() is good


@pytest.mark.parametrize(("purpose", "below"), [("To see his room", False), ("  ", True)])
@pytest.mark.parametrize("shared", [True, False])
def test_a_visit_without_its_purpose_is_kept_below_standard(
    world: World, referral: Referral, purpose: str, below: bool, shared: bool
) -> None:
    actions.write_note(**usual(world, referral), kind="visit", words="Went.", purpose=purpose, shared=shared)
    assert asked(referral, "below_standard") is below
    assert JournalEntry.objects.filter(verb="write_note").exists() is shared


@pytest.mark.parametrize("shared", [True, False])
def test_a_note_written_late_says_so(world: World, referral: Referral, shared: bool) -> None:
    late = {**usual(world, referral), "at": at(17), "now": at(20)}
    actions.write_note(**late, kind="call", words="Rang.", shared=shared)
    assert asked(referral, "late_entry")
    clock = Timer.objects.get(kind="record_written")
    assert (clock.started_at, clock.stopped_at) == (at(17), at(20))


def test_one_note_stands_on_the_files_of_brothers_and_sisters(world: World, referral: Referral) -> None:
    sister = world.logged("kent", at(16), said=world.said(world.child(given_name="Amira")))
    elsewhere = world.logged("havering", at(16), said=world.said(world.child(given_name="Noor")))
    children = [referral.first_child, sister.first_child]
    note = actions.write_note(
        **usual(world, referral), kind="visit", purpose="Both", words="Both seen.", about=children, also_on=[sister]
    )
    assert {one.referral_id for one in note.on.all()} == {referral.pk, sister.pk}
    with pytest.raises(NotPossible, match="no part"):
        actions.write_note(**usual(world, referral), kind="call", words="x", also_on=[elsewhere])
    with pytest.raises(NotPossible, match="not on this referral"):
        actions.write_note(**usual(world, referral), kind="call", words="x", about=[sister.first_child])
    correction = actions.correct_note(
        by=world.person("kent"), note=note, words="Both seen, apart.", because="Left out", now=at(18)
    )
    assert {one.referral_id for one in correction.on.all()} == {referral.pk, sister.pk}
    again = actions.correct_note(
        by=world.person("kent"), note=correction, words="Seen one by one.", because="Clearer", now=at(19)
    )
    assert again.corrects == note


@pytest.mark.parametrize(("words", "because"), [("", "Why"), ("Words", "")])
def test_a_correction_has_words_and_a_reason(world: World, referral: Referral, words: str, because: str) -> None:
    note = actions.write_note(**usual(world, referral), kind="call", words="Rang.")
    with pytest.raises(NotPossible):
        actions.correct_note(by=world.person("kent"), note=note, words=words, because=because, now=at(18))


def test_each_council_chooses_for_itself_and_only_once(world: World, referral: Referral) -> None:
    entry = referral.journal.get(verb="log_referral")
    kept = actions.add_to_chronology(**usual(world, referral), words="Told", significance="risk", entry=entry)
    assert kept.at == entry.at
    with pytest.raises(NotPossible, match="already"):
        actions.add_to_chronology(**usual(world, referral), words="Told", significance="risk", entry=entry)
    actions.add_to_chronology(**usual(world, referral, "havering"), words="Told", significance="context", entry=entry)
    with pytest.raises(NotPossible, match="Another council"):
        actions.take_out_of_chronology(by=world.person("havering"), kept=kept, because="Wrong", now=at(18))
    actions.take_out_of_chronology(by=world.person("kent"), kept=kept, because="Wrong", now=at(18))
    actions.add_to_chronology(**usual(world, referral), words="Told anew", significance="risk", entry=entry)
    assert ChronologyEntry.objects.count() == 3


def test_a_private_note_does_not_reach_the_other_council_by_the_chronology(world: World, referral: Referral) -> None:
    note = actions.write_note(**usual(world, referral), kind="call", words="Ours.")
    kept = actions.add_to_chronology(
        **usual(world, referral), words="Ours", significance="risk", note=note, shared=True
    )
    assert kept.shared is False
    assert not JournalEntry.objects.filter(verb="add_to_chronology").exists()
    with pytest.raises(NotPossible, match="no such note"):
        actions.add_to_chronology(**usual(world, referral, "havering"), words="x", significance="risk", note=note)


@pytest.mark.parametrize(
    ("on", "good"), [(date(2026, 11, 16), False), (date(2026, 11, 17), True), (date(2028, 1, 1), False)]
)
def test_a_warning_is_looked_at_again_within_a_year(world: World, referral: Referral, on: date, good: bool) -> None:
    given = {**usual(world, referral), "kind": "staff_safety", "words": "Dog", "review_on": on}
    if not good:
        with pytest.raises(NotPossible):
            actions.warn(**given)
        return
    warning = actions.warn(**given)
    clock = Timer.objects.running().get(kind="warning_review")
    assert (clock.subject_id, clock.council_id) == (warning.pk, world.council("kent").pk)


def test_a_warning_that_stands_starts_its_clock_anew_and_one_that_ended_does_not(
    world: World, referral: Referral
) -> None:
    warning = actions.warn(**usual(world, referral), kind="other", words="Dog", review_on=date(2026, 11, 20))
    review = {"by": world.person("kent"), "warning": warning, "words": "Still there", "at": at(18), "now": at(18)}
    with pytest.raises(NotPossible, match="when"):
        actions.review_warning(**review, stands=True)
    actions.review_warning(**review, stands=True, review_on=date(2026, 12, 20))
    assert Timer.objects.running().filter(kind="warning_review").count() == 1
    actions.review_warning(**review, stands=False)
    assert not Timer.objects.running().filter(kind="warning_review").exists()
    with pytest.raises(NotPossible, match="ended"):
        actions.review_warning(**review, stands=False)
    assert warning.reviews.count() == 2


def test_a_flag_raised_twice_is_one_and_any_council_on_the_referral_may_end_it(
    world: World, referral: Referral
) -> None:
    child = referral.first_child
    flag = actions.raise_flag(**usual(world, referral), person=child, kind="missing")
    again = actions.raise_flag(**usual(world, referral, "havering"), person=child, kind="missing")
    assert again == flag
    with pytest.raises(NotPossible):
        actions.end_flag(by=world.person("havering"), flag=flag, because=" ", at=at(18), now=at(18))
    with pytest.raises(NotPossible, match="before it began"):
        actions.end_flag(
            by=world.person("kent"), flag=flag, because="x", until=date(2026, 11, 1), at=at(18), now=at(18)
        )
    actions.end_flag(by=world.person("havering"), flag=flag, because="Home", at=at(18), now=at(18))
    assert Flag.objects.get().until == date(2026, 11, 18)


def test_a_second_plan_asks_about_legal_planning(world: World, referral: Referral) -> None:
    child = referral.first_child
    plan = actions.raise_flag(**usual(world, referral), person=child, kind="protection_plan")
    assert not asked(referral, "second_plan")
    actions.end_flag(by=world.person("kent"), flag=plan, because="The risk is less", at=at(18), now=at(18))
    again = world.logged("kent", at(19), said=world.said(PersonSaid(role="child", person=child)))
    later = {"by": world.person("kent"), "referral": again, "person": child, "at": at(20), "now": at(20)}
    actions.raise_flag(**later, kind="disability")
    assert not asked(again, "second_plan")
    actions.raise_flag(**later, kind="protection_plan")
    assert asked(again, "second_plan")


@pytest.mark.parametrize(("kind", "is_asked"), [("looked_after", True), ("missing", False)])
def test_a_child_no_longer_looked_after_is_asked_about_at_home(
    world: World, referral: Referral, kind: str, is_asked: bool
) -> None:
    flag = actions.raise_flag(**usual(world, referral), person=referral.first_child, kind=kind)
    assert not asked(referral, "going_home")
    actions.end_flag(by=world.person("kent"), flag=flag, because="Home with Gran", at=at(18), now=at(18))
    assert asked(referral, "going_home") is is_asked


def test_a_decision_that_names_what_is_next_sets_the_task(world: World, referral: Referral) -> None:
    manager = usual(world, referral, role="team_manager")
    actions.decide(**manager, outcome="section_47", next_action="")
    assert asked(referral, "next_action_missing")
    actions.decide(**manager, outcome="section_47", next_action="See him at school", next_action_on=date(2026, 11, 18))
    task = Task.objects.get()
    assert (task.what, task.due_on, task.decision.outcome) == (
        "See him at school",
        date(2026, 11, 18),
        "section_47",
    )
    assert Timer.objects.running().get(kind="task").due_at.date() == date(2026, 11, 18)


def test_a_task_goes_with_the_case_unless_it_is_somebody_elses(world: World, referral: Referral) -> None:
    first, second, third = (world.person("kent", name=name) for name in ("Grace Obi", "Sam Hill", "Ana Ruiz"))
    manager = usual(world, referral, role="team_manager")
    actions.allocate(**manager, worker=first)
    mine = actions.set_task(**manager, what="Ring the GP", due_on=date(2026, 11, 20))
    hers = actions.set_task(**manager, what="Book a room", due_on=date(2026, 11, 20), owner=third)
    actions.allocate(**manager, worker=second, reason="Leaves")
    for task, owner in ((mine, second), (hers, third)):
        task.refresh_from_db()
        assert task.owner == owner
        assert Timer.objects.running().get(kind="task", subject_id=task.pk).owner_id == owner.pk


def test_tasks_end_with_the_part_and_warnings_are_looked_at_again_when_it_opens(
    world: World, referral: Referral
) -> None:
    from referrals import watched

    part = referral.parts.get(council=world.council("kent"))
    by = world.person("kent")
    task = actions.set_task(**usual(world, referral), what="Ring", due_on=date(2026, 11, 20))
    actions.warn(**usual(world, referral), kind="other", words="Dog", review_on=date(2026, 12, 1))
    watched.on_closed(part, by_id=by.pk, at=at(18), now=at(18))
    task.refresh_from_db()
    assert (task.end, task.ended_words) == ("cancelled", "Our part was closed")
    assert [one.kind for one in watched.anew(part, at=at(19))] == ["warning_review"]


@pytest.mark.parametrize("words", ["", "  "])
def test_a_task_ends_only_with_words(world: World, referral: Referral, words: str) -> None:
    task = actions.set_task(**usual(world, referral), what="Ring", due_on=date(2026, 11, 20))
    for end in ({"words": words}, {"because": words}):
        act = actions.finish_task if "words" in end else actions.cancel_task
        with pytest.raises(NotPossible):
            act(by=world.person("kent"), task=task, at=at(18), now=at(18), **end)
    with pytest.raises(NotPossible, match="past"):
        actions.set_task(**usual(world, referral), what="Ring", due_on=date(2026, 11, 16))
    assert Timer.objects.running().filter(kind="task").count() == 1


@pytest.mark.clone
def test_of_two_who_finish_one_task_at_once_the_second_is_told(clone: str) -> None:
    with transaction.atomic():
        world = make_world()
        referral = world.logged("kent")
        task = actions.set_task(**usual(world, referral), what="Ring", due_on=date(2026, 11, 20))
        people = [world.person("kent", name=name) for name in ("Grace Obi", "Sam Hill")]
    ready, told = threading.Barrier(2), []

    def finish(person: Any) -> None:
        try:
            ready.wait()
            with transaction.atomic():
                actions.finish_task(by=person, task=task, words=f"{person.name} rang", at=at(18), now=at(18))
        except NotPossible as refusal:
            told.append(refusal.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=finish, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ended = Task.objects.get()
    assert ended.ended_by is not None
    assert told == [f"{ended.ended_by.name} has ended this task already: {ended.ended_words}"]
    assert JournalEntry.objects.filter(verb="finish_task").count() == 1
