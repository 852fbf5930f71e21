"""The file of a child in a real browser: notes and chronology, warnings and tasks, people, documents, needs, handing
over, and the privacy officer’s page; wide and narrow, by names alone, and nothing that axe finds fault with."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from referrals import actions
from referrals.models import CaseHandover, CaseNote, ChronologyEntry, Document, Need, Person, PersonMerge, Task
from tests.referrals.files import samples
from tests.referrals.test_pages_browser import house, let_in, logged
from tests.referrals.test_pages_browser import shown as looked_at
from tests.world import World

__all__ = ["house"]
pytestmark = pytest.mark.browser


def shown(page: Any, name: str) -> None:
    """As everywhere, once the page that a press led to is whole."""
    page.wait_for_load_state("load")
    page.locator("h1").wait_for(state="attached")
    looked_at(page, name)


def manager_of(house: World) -> Any:
    return house.person("kent", "team_manager", team=house.team("kent"))


def date_in(page: Any, legend: str, ahead: int = 0) -> None:
    on = timezone.localdate() + timedelta(days=ahead)
    group = page.get_by_role("group", name=legend)
    for label, value in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
        group.get_by_label(label).fill(str(value))


def test_a_note_is_written_corrected_and_put_into_the_chronology(site: str, page: Any, house: World) -> None:
    referral = logged(house)
    let_in(page, manager_of(house))
    address = f"{site}/referrals/{referral.reference}/"
    page.goto(address)
    page.get_by_role("navigation", name="The file").get_by_role("link", name="Notes").click()
    shown(page, "file-notes-empty")
    page.get_by_role("button", name="Write a case note").click()
    page.get_by_label("Visit", exact=True).check()
    page.get_by_label("What was the visit for?").fill("To hear from him where he sleeps")
    page.get_by_label("What happened?").fill("He showed us his room.\nHis aunt was in the kitchen.")
    page.get_by_label("What did the child say?").fill("I like the blue bed.")
    page.get_by_label("Every council on this referral").check()
    shown(page, "file-note-write")
    page.get_by_role("button", name="Add it to the file").click()
    page.get_by_role("link", name="Correct").first.click()
    page.get_by_label("What should it say?").fill("He showed us his room. His grandmother was in the kitchen.")
    page.get_by_label("Why is it corrected?").fill("It was his grandmother")
    shown(page, "file-note-correct")
    page.get_by_role("button", name="Add the correction").click()
    expect(page.get_by_text("As corrected")).to_be_visible()
    expect(page.get_by_text("As first written")).to_be_visible()
    shown(page, "file-notes")
    page.get_by_role("link", name="Put into the chronology").first.click()
    page.get_by_label("What happened, in a sentence?").fill("Seen at his aunt's: he feels safe there")
    page.get_by_label("Made the child safer").check()
    page.get_by_role("button", name="Put it in").click()
    page.get_by_role("button", name="Choose from what happened").click()
    page.get_by_role("heading", name="What matters for the chronology?").wait_for()
    shown(page, "file-chronology-choose")
    page.get_by_role("link", name=re.compile("Put into the chronology.*Logged as a referral")).click()
    page.get_by_role("button", name="Put it in").click()
    with transaction.atomic():
        now = timezone.now()
        actions.add_to_chronology(
            by=house.person("havering", "team_manager", team=house.team("havering")),
            referral=referral,
            significance="context",
            words="Moved in with his aunt after his mother was in hospital",
            why="He changed school and knew nobody there.",
            day_only=True,
            at=now - timedelta(days=900),
            now=now,
        )
    page.reload()
    shown(page, "file-chronology")
    assert CaseNote.objects.count() == 2 and ChronologyEntry.objects.count() == 3


def test_a_warning_a_flag_and_a_task(site: str, page: Any, house: World) -> None:
    referral = logged(house)
    let_in(page, manager_of(house))
    address = f"{site}/referrals/{referral.reference}/"
    page.goto(f"{address}warnings/")
    shown(page, "file-warnings-empty")
    page.get_by_role("button", name="Give a warning").click()
    page.get_by_label("Visit in pairs").check()
    page.get_by_label("The household, or nobody in particular").check()
    page.get_by_label("What must whoever visits or rings know?").fill("Zed has threatened a worker at the door")
    date_in(page, "When is it looked at again?", 60)
    shown(page, "file-warn")
    page.get_by_role("button", name="Give the warning").click()
    page.get_by_role("link", name="Raise a flag").click()
    page.get_by_label("At risk of exploitation").check()
    page.get_by_role("group", name="Whom is it about?").get_by_label("Yusuf Adeyemi").check()
    shown(page, "file-flag")
    page.get_by_role("button", name="Raise the flag").click()
    shown(page, "file-warnings")
    page.goto(f"{address}set-task/")
    page.get_by_label("What is to be done?").fill("Ask the GP for the letters of last winter")
    date_in(page, "By when?")
    shown(page, "file-set-task")
    page.get_by_role("button", name="Set the task").click()
    shown(page, "file-tasks")
    page.goto(address)
    expect(page.get_by_text("Visit in pairs.")).to_be_visible()
    shown(page, "referral-with-file")
    page.goto(f"{address}tasks/")
    page.get_by_role("link", name="It is done").click()
    page.get_by_label("What was done, and what came of it?").fill("They sent three letters")
    page.get_by_role("button", name="Record it").click()
    assert Task.objects.get().end == "done"


def test_people_belong_together_and_two_records_become_one(site: str, page: Any, house: World) -> None:
    referral = logged(house)
    with transaction.atomic():
        other = house.logged("kent", timezone.now(), said=house.said(house.child(given_name="Yussuf", born_on=None)))
    let_in(page, manager_of(house))
    address = f"{site}/referrals/{referral.reference}/"
    page.goto(f"{address}relate/")
    page.get_by_role("group", name="Who?").get_by_label("Sade Adeyemi").check()
    page.get_by_label("Mother", exact=True).check()
    page.get_by_role("group", name="Do they have parental responsibility?").get_by_label("Yes").check()
    page.get_by_label("Only when supervised").check()
    page.get_by_label("If it is restricted").fill("Court order of 3 March, until further notice")
    shown(page, "file-relate")
    page.get_by_role("button", name="Record it").click()
    shown(page, "file-people")
    page.get_by_role("link", name="Recorded twice? Yusuf Adeyemi").click()
    page.get_by_label("Name, NHS number or postcode").fill("adeyemi")
    page.get_by_role("button", name="Search", exact=True).last.click()
    shown(page, "file-find")
    page.get_by_role("link", name=re.compile("Compare the two records.*Yussuf")).click()
    page.get_by_role("group", name="Which record goes on?").get_by_role("radio").first.check()
    page.get_by_label("How do you know that they are one person?").fill("Same mother, same school, same class")
    shown(page, "file-merge")
    page.get_by_role("button", name="Bring them together").click()
    assert Person.objects.get(pk=other.first_child_id).merged_into_id == referral.first_child_id
    page.get_by_role("link", name="Part them again").click()
    page.get_by_label("Why are they two people after all?").fill("Two cousins")
    shown(page, "file-unmerge")
    page.get_by_role("button", name="Part them").click()
    assert PersonMerge.objects.get().undone_at is not None


def test_a_document_is_added_opened_and_a_harmful_one_refused(
    site: str, page: Any, house: World, tmp_path: Path
) -> None:
    referral = logged(house)
    good, bad = tmp_path / "Letter of the GP.pdf", tmp_path / "drawing.svg"
    good.write_bytes(samples.PDF)
    bad.write_text("<svg/>")
    let_in(page, manager_of(house))
    page.goto(f"{site}/referrals/{referral.reference}/documents/")
    page.get_by_role("button", name="Add a document").click()
    page.get_by_label("Which file?").set_input_files(bad)
    page.get_by_label("Our council only").check()
    page.get_by_role("button", name="Add the document").click()
    expect(page.get_by_role("link", name="Files of this kind are not kept")).to_be_visible()
    shown(page, "file-attach-refused")
    page.get_by_label("Which file?").set_input_files(good)
    page.get_by_role("button", name="Add the document").click()
    shown(page, "file-documents")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Letter of the GP.pdf", exact=True).click()
    assert waiting.value.suggested_filename == "Letter of the GP.pdf"
    assert Path(waiting.value.path()).read_bytes() == samples.PDF
    assert Document.objects.count() == 1


def test_needs_from_what_was_asked_to_what_was_offered(site: str, page: Any, house: World) -> None:
    referral = logged(house)
    let_in(page, manager_of(house))
    page.goto(f"{site}/referrals/{referral.reference}/needs/")
    page.get_by_role("button", name="Write down what was asked for").click()
    page.get_by_label("The parent or carer").check()
    page.get_by_label("What was asked for?").fill("Somebody she can ring at night")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_role("link", name="Offer support").click()
    page.get_by_label("What is offered, by whom and from when?").fill("A course for parents from May")
    page.get_by_role("group", name="Is it what is needed?").get_by_label("No").check()
    page.get_by_label("They do not think it fits").check()
    page.get_by_role("button", name="Record the offer").click()
    shown(page, "file-offer-refused")
    assert Need.objects.get().offered == ""
    page.goto(f"{site}/referrals/{referral.reference}/needs/")
    page.get_by_role("link", name="Say what is needed").click()
    page.get_by_label("What is needed, and how do you know?").fill("Help at night, says the health visitor too")
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("link", name="Somebody asks for an assessment").click()
    page.get_by_label("Who asks?").fill("Ms Field, teacher")
    page.get_by_label("What do they ask for, and why?").fill("He does not sleep")
    page.get_by_role("button", name="Record the request").click()
    shown(page, "file-needs")


def test_a_leavers_cases_are_handed_over_and_taken_over(site: str, page: Any, house: World) -> None:
    referral = logged(house)
    leaver = house.person("kent", name="Grace Obi", team=house.team("kent"))
    taker = house.person("kent", name="Sam Hill", team=house.team("kent"))
    let_in(page, manager_of(house))
    page.goto(f"{site}/referrals/hand-over/")
    shown(page, "hand-over-whose")
    page.get_by_role("link", name="Grace Obi").click()
    page.get_by_label("Why they change hands").fill("Leaves on Friday")
    page.get_by_label("Who takes it?").select_option(label="Sam Hill")
    shown(page, "hand-over")
    page.get_by_role("button", name="Hand them over").click()
    expect(page.get_by_text("Nothing is left to hand over")).to_be_visible()
    assert CaseHandover.objects.get().before == leaver
    let_in(page, taker)
    page.goto(f"{site}/referrals/{referral.reference}/")
    page.get_by_role("button", name="Read what is unanswered").or_(
        page.get_by_role("link", name="Read what is unanswered")
    ).first.click()
    shown(page, "take-over")
    page.get_by_role("button", name="I have read it and go on with it").click()
    assert CaseHandover.objects.get().acknowledged_at is not None


def test_the_print_and_who_read_what(site: str, page: Any, house: World) -> None:
    referral = logged(house)
    let_in(page, manager_of(house))
    page.goto(f"{site}/referrals/{referral.reference}/print/")
    shown(page, "print-whole")
    let_in(page, house.person("kent", "privacy_officer"))
    page.goto(f"{site}/reads/")
    expect(page.get_by_text("Printed or copied").first).to_be_visible()
    shown(page, "who-read-what")
