"""The pages of a child's file: what they show to whom, that each act on them works, and what each costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referrals import actions
from referrals.handles import handle
from referrals.models import CaseNote, ChronologyEntry, Flag, Person, PersonMerge, Referral, Task, WarningNote
from tests.referrals.pages import Desk, text_of
from tests.world import World, at
from trail.models import Entry

PAGES = ["notes", "chronology", "chronology/choose", "people", "people/find", "warnings", "tasks"]


@pytest.fixture
def referral(world: World) -> Referral:
    found = world.logged("kent", at(16))
    world.sent(found, "kent", "havering", at(16, 12))
    return found


@pytest.fixture
def manager(world: World) -> Desk:
    return Desk(world, world.person("kent", "team_manager", team=world.team("kent")))


@pytest.fixture
def theirs(world: World) -> Desk:
    return Desk(world, world.person("havering", "team_manager", team=world.team("havering")))


def url(referral: Referral, rest: str = "") -> str:
    return f"/referrals/{referral.reference}/{rest}"


def day(name: str, ahead: int = 0) -> dict[str, str]:
    on = timezone.localdate() + timedelta(days=ahead)
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_with_the_child_first_and_is_written_down(manager: Desk, referral: Referral, page: str) -> None:
    answer = manager.get(url(referral, f"{page}/"))
    assert answer.status_code == 200
    assert "Yusuf Adeyemi , 14" in text_of(answer)
    assert Entry.objects.filter(about_id=referral.pk, by_id=manager.user.pk, action="read").exists()


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_finds_it(world: World, referral: Referral, page: str) -> None:
    world.council("croydon")
    stranger = Desk(world, world.person("croydon", "team_manager"))
    assert stranger.get(url(referral, f"{page}/")).status_code == 404


def test_a_note_of_ours_is_read_by_us_alone(manager: Desk, theirs: Desk, referral: Referral) -> None:
    sent = manager.act(referral, "write-note", kind="call", words="Rang the school about Yusuf.", reads="ours")
    assert sent["Location"] == url(referral, "notes/")
    assert "Rang the school about Yusuf." in text_of(manager.get(url(referral, "notes/")))
    for page in ("notes/", "", "chronology/choose/"):
        assert "Rang the school" not in text_of(theirs.get(url(referral, page)))
    note = CaseNote.objects.get()
    assert theirs.get(url(referral, f"notes/{handle('note', note.pk)}/text/")).status_code == 404


def test_a_shared_note_stands_on_both_timelines(manager: Desk, theirs: Desk, referral: Referral) -> None:
    manager.act(
        referral,
        "write-note",
        kind="visit",
        purpose="To see where he sleeps",
        words="Saw his room.",
        child_words="I like the blue bed.",
        whom=[str(referral.first_child_id)],
        reads="all",
    )
    for desk in (manager, theirs):
        timeline = text_of(desk.get(url(referral)))
        assert "Note: visit" in timeline and "The child’s own words: I like the blue bed." in timeline
    assert "Yusuf Adeyemi" in text_of(theirs.get(url(referral, "notes/")))


def test_a_correction_is_read_first_and_both_stay(manager: Desk, referral: Referral) -> None:
    manager.act(referral, "write-note", kind="call", words="He said Tuesday.", reads="ours")
    note = CaseNote.objects.get()
    of = handle("note", note.pk)
    page = manager.get(url(referral, f"correct-note/?of={of}"))
    assert "He said Tuesday." in page.content.decode()
    sent = manager.post(
        url(referral, "correct-note/"), {"of": of, "words": "He said Thursday.", "because": "Misheard", "token": ""}
    )
    assert sent.status_code == 302
    words = text_of(manager.get(url(referral, "notes/")))
    assert words.index("He said Thursday.") < words.index("He said Tuesday.")
    text = manager.get(url(referral, f"notes/{of}/text/")).content.decode()
    assert "He said Thursday." in text and "He said Tuesday." in text and referral.reference in text


def test_words_about_one_note_do_not_come_up_over_another(manager: Desk, referral: Referral) -> None:
    for words in ("First note.", "Second note."):
        manager.act(referral, "write-note", kind="call", words=words, reads="ours")
    first, second = (handle("note", one.pk) for one in CaseNote.objects.order_by("pk"))
    token = "11111111-1111-4111-8111-111111111111"
    saved = manager.post(
        url(referral, "correct-note/?keep"), {"token": token, "of": first, "words": "Half a correction"}
    )
    assert saved.status_code == 200
    assert "Half a correction" not in manager.get(url(referral, f"correct-note/?of={second}")).content.decode()
    assert "Half a correction" in manager.get(url(referral, f"correct-note/?of={first}")).content.decode()


def test_another_councils_note_cannot_be_corrected(manager: Desk, theirs: Desk, referral: Referral) -> None:
    manager.act(referral, "write-note", kind="call", words="Ours to correct.", reads="all")
    of = handle("note", CaseNote.objects.get().pk)
    sent = theirs.post(url(referral, "correct-note/"), {"of": of, "words": "Changed", "because": "Because"})
    assert sent.status_code == 422
    assert CaseNote.objects.count() == 1


def test_the_chronology_is_made_of_what_happened_and_of_before(manager: Desk, theirs: Desk, referral: Referral) -> None:
    page = manager.get(url(referral, "chronology/choose/"))
    assert "Often: turning point" in text_of(page)
    entry = referral.journal.get(verb="log_referral")
    of = handle("entry", entry.pk)
    sent = manager.post(
        url(referral, "keep-entry/"), {"of": of, "words": "The school tells us", "significance": "turning_point"}
    )
    assert sent.status_code == 302, text_of(sent)
    again = manager.post(url(referral, "keep-entry/"), {"of": of, "words": "Again", "significance": "risk"})
    assert again.status_code == 422
    before = {"happened-day": "3", "happened-month": "3", "happened-year": "2019"}
    theirs.act(referral, "add-event", words="Moved in with his aunt", significance="context", reads="all", **before)
    words = text_of(manager.get(url(referral, "chronology/")))
    assert words.index("Moved in with his aunt") < words.index("The school tells us")
    assert "3 March 2019" in words
    only = text_of(manager.get(url(referral, "chronology/"), significance="context"))
    assert "The school tells us" not in only and "Moved in" in only
    late = text_of(manager.get(url(referral, "chronology/"), **{"from": "2020-01-01"}))
    assert "Moved in" not in late
    kept = ChronologyEntry.objects.get(words="The school tells us")
    out = manager.post(url(referral, "take-out/"), {"of": handle("kept", kept.pk), "because": "Twice"})
    assert out.status_code == 302
    assert "The school tells us" not in text_of(theirs.get(url(referral, "chronology/")))


def test_what_comes_from_our_own_note_stays_ours(manager: Desk, theirs: Desk, referral: Referral) -> None:
    manager.act(referral, "write-note", kind="call", words="A private note.", reads="ours")
    of = handle("note", CaseNote.objects.get().pk)
    sent = manager.post(url(referral, "keep-note/"), {"of": of, "words": "Something private", "significance": "risk"})
    assert sent.status_code == 302
    assert "Something private" in text_of(manager.get(url(referral, "chronology/")))
    for page in ("chronology/", ""):
        assert "Something private" not in text_of(theirs.get(url(referral, page)))


def test_a_warning_stands_first_everywhere_in_both_councils(manager: Desk, theirs: Desk, referral: Referral) -> None:
    manager.act(
        referral,
        "warn",
        kind="staff_safety",
        person="all",
        words="Large dog in the yard",
        **day("review_on", 60),
    )
    for desk in (manager, theirs):
        for page in ("", "notes/", "chronology/", "people/", "warnings/", "tasks/", "contact-family/", "print/"):
            assert "Staff safety. Large dog in the yard" in text_of(desk.get(url(referral, page))), page
    for page in ("history/", "looked/", "correct/"):
        assert "Staff safety. Large dog in the yard" in text_of(manager.get(url(referral, page))), page
    warning = WarningNote.objects.get()
    of = handle("warning", warning.pk)
    assert theirs.post(url(referral, "review-warning/"), {"of": of, "stands": "no", "words": "x"}).status_code == 422
    sent = manager.post(url(referral, "review-warning/"), {"of": of, "stands": "no", "words": "The dog has gone"})
    assert sent.status_code == 302
    assert "Staff safety." not in text_of(theirs.get(url(referral)))
    assert "The dog has gone" in text_of(theirs.get(url(referral, "warnings/")))


def test_a_flag_is_a_badge_from_a_day_until_it_ends(manager: Desk, theirs: Desk, referral: Referral) -> None:
    manager.act(referral, "flag", kind="exploitation", person=str(referral.first_child_id), words="Seen with older men")
    assert "At risk of exploitation since" in text_of(theirs.get(url(referral)))
    flag = Flag.objects.get()
    sent = theirs.post(url(referral, "end-flag/"), {"of": handle("flag", flag.pk), "because": "A year without signs"})
    assert sent.status_code == 302
    assert "At risk of exploitation since" not in text_of(manager.get(url(referral)))


def test_a_task_stands_under_next_until_it_is_done(manager: Desk, theirs: Desk, referral: Referral) -> None:
    manager.act(referral, "set-task", what="Ask the GP for the letters", **day("due_on"))
    assert "Ask the GP for the letters" in text_of(manager.get(url(referral)))
    assert "Ask the GP for the letters" in text_of(manager.get(url(referral, "tasks/")))
    assert "Ask the GP for the letters" not in text_of(theirs.get(url(referral, "tasks/")))
    of = handle("task", Task.objects.get().pk)
    sent = manager.post(url(referral, "finish-task/"), {"of": of, "words": "They sent three letters"})
    assert sent.status_code == 302
    assert "They sent three letters" in text_of(manager.get(url(referral, "tasks/")))
    again = manager.post(url(referral, "finish-task/"), {"of": of, "words": "Twice"})
    assert again.status_code == 422
    assert "Somebody may have ended it" in text_of(again)


def test_how_people_belong_together_stands_on_their_cards(manager: Desk, referral: Referral) -> None:
    mother = referral.involvements.get(role="parent").person
    manager.act(
        referral,
        "relate",
        person=str(mother.pk),
        kind="mother",
        parental_responsibility="yes",
        lives_with="yes",
        contact="supervised",
        contact_words="Court order of 3 March until further notice",
    )
    manager.act(referral, "safe-contact", person=str(mother.pk), words="Ring between 10 and 2 only")
    words = text_of(manager.get(url(referral, "people/")))
    assert "Mother of Yusuf Adeyemi" in words and "Parental responsibility: yes" in words
    assert "Contact: only when supervised. Court order of 3 March" in words
    family = text_of(manager.get(url(referral, "contact-family/")))
    assert "Ring between 10 and 2 only" in family and "only when supervised" in family


def test_somebody_on_record_is_found_and_added_under_the_one_record(
    world: World, manager: Desk, referral: Referral
) -> None:
    other = world.logged("kent", at(17), said=world.said(world.child(given_name="Amina", family_name="Okoro")))
    found = manager.post(url(referral, "people/find/"), {"q": "amina okoro"})
    assert "same name: amina, okoro" in text_of(found)
    of = handle("person", other.first_child_id)
    sent = manager.post(url(referral, "add-person/"), {"of": of, "role": "other_child", "words": "His cousin"})
    assert sent.status_code == 302, text_of(sent)
    assert referral.involvements.get(role="other_child").person_id == other.first_child_id
    assert Entry.objects.filter(action="search", ids__contains=[other.first_child_id]).exists()


def test_one_person_recorded_twice_is_brought_together_and_parted(
    world: World, manager: Desk, referral: Referral
) -> None:
    child = world.child(given_name="Yussuf", family_name="Adeyemy")
    other = world.logged("kent", at(17), said=world.said(child))
    of = f"{handle('person', referral.first_child_id)}.{handle('person', other.first_child_id)}"
    page = manager.get(url(referral, f"merge/?of={of}"))
    assert "The two records" in text_of(page) and "Adeyemy" in text_of(page)
    sent = manager.post(
        url(referral, "merge/"), {"of": of, "kept": str(referral.first_child_id), "because": "Same mother, same school"}
    )
    assert sent.status_code == 302, text_of(sent)
    other.refresh_from_db()
    assert other.first_child_id == referral.first_child_id
    assert "Yussuf Adeyemy (name on the other record)" in text_of(manager.get(url(referral, "people/")))
    found = text_of(manager.post("/referrals/search/", {"q": "adeyemy"}))
    assert referral.reference in found and other.reference in found
    merge = PersonMerge.objects.get()
    sent = manager.post(
        url(referral, "unmerge/"), {"of": handle("merge", merge.pk), "because": "Two cousins of nearly one name"}
    )
    assert sent.status_code == 302, text_of(sent)
    other.refresh_from_db()
    assert other.first_child_id == merge.gone_id
    assert Person.objects.get(pk=merge.gone_id).merged_into_id is None


@pytest.mark.parametrize("page", ["notes", "chronology", "tasks", "warnings", "people"])
def test_a_page_costs_the_same_however_much_is_on_file(
    world: World, manager: Desk, referral: Referral, page: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert manager.get(url(referral, f"{page}/")).status_code == 200
        return len(asked)

    _fill(world, referral, 1)
    cost()
    few = cost()
    _fill(world, referral, 6)
    assert cost() <= few


def _fill(world: World, referral: Referral, times: int) -> None:
    by, child, now = world.person("kent"), referral.first_child, timezone.now()
    assert child is not None
    usual: dict[str, Any] = {"by": by, "referral": referral, "at": now, "now": now}
    for number in range(times):
        note = actions.write_note(**usual, kind="call", words=f"Note {number}", about=[child])
        actions.correct_note(by=by, note=note, words="Better", because="Misheard", now=now)
        actions.add_to_chronology(**usual, words=f"Event {number}", significance="risk", note=note)
        task = actions.set_task(**usual, what=f"Task {number}", due_on=timezone.localdate())
        actions.finish_task(by=by, task=task, words="Done", at=now, now=now)
        actions.set_task(**usual, what=f"Task {number}", due_on=timezone.localdate())
        actions.warn(**usual, kind="other", words=f"Warning {number}", review_on=timezone.localdate(), person=child)


def test_the_print_holds_the_whole_file_and_both_councils_numbers(
    world: World, manager: Desk, theirs: Desk, referral: Referral
) -> None:
    _fill(world, referral, 1)
    manager.act(referral, "own-number", number="LCS 4711")
    theirs.act(referral, "own-number", number="MOS-88")
    manager.act(referral, "write-note", kind="call", words="Shared words.", reads="all")
    theirs.act(referral, "write-note", kind="call", words="Havering's own words.", reads="ours")
    paper = text_of(manager.get(url(referral, "print/")))
    for words in (
        "Holdfast " + referral.reference,
        "Kent LCS 4711",
        "Havering MOS-88",
        "Who holds what",
        "Held by",
        "Tasks of our council",
        "Chronology",
        "Event 0",
        "Corrected by Social Worker of Kent",
        "Shared words.",
        "Warning 0",
    ):
        assert words in paper, words
    assert "Havering's own words." not in paper
    assert "Own case number: MOS-88" in text_of(manager.get(url(referral)))


@pytest.mark.parametrize(
    "slug", ["write-note", "add-event", "warn", "set-task", "safe-contact", "add-alias", "ask-need"]
)
def test_naughty_words_are_kept_as_they_are_and_run_nowhere(manager: Desk, referral: Referral, slug: str) -> None:
    naughty = "<script>alert(1)</script> {{7*7}} %s ${7*7} ' OR 1=1 -- Siobhán 李 \u202etxt \u200d ‮ '"
    child = str(referral.first_child_id)
    typed = {
        "write-note": {"kind": "call", "words": naughty, "child_words": naughty, "reads": "all"},
        "add-event": {
            "words": naughty,
            "why": naughty,
            "significance": "risk",
            "reads": "all",
            "happened-day": "1",
            "happened-month": "1",
            "happened-year": "2020",
        },
        "warn": {"kind": "other", "person": child, "words": naughty, **day("review_on", 9)},
        "set-task": {"what": naughty, **day("due_on")},
        "safe-contact": {"person": child, "words": naughty},
        "add-alias": {"person": child, "name": naughty, "kind": "also"},
        "ask-need": {"whose": "child", "asked": naughty, "asked_by": naughty},
    }[slug]
    sent = manager.act(referral, slug, **typed)
    assert sent.status_code == 302, text_of(sent)
    for page in ("", "notes/", "chronology/", "people/", "warnings/", "tasks/", "needs/", "print/"):
        answer = manager.get(url(referral, page))
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content
    shown = {"write-note": "notes/", "add-event": "chronology/", "set-task": "tasks/", "ask-need": "needs/"}
    assert "7*7" in text_of(manager.get(url(referral, shown.get(slug, "warnings/" if slug == "warn" else "people/"))))


def test_what_the_database_cannot_hold_is_taken_out_and_said(manager: Desk, referral: Referral) -> None:
    sent = manager.act(referral, "write-note", kind="call", words="O\x00Brien", reads="ours")
    assert sent.status_code == 422
    assert "were taken out" in text_of(sent)
    assert not CaseNote.objects.exists()
