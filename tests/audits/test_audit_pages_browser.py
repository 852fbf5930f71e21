"""A full audit in a real browser: from the filter over the draw and the reading to the committee's pack, wide and
narrow, with scripts and without, and nothing that axe finds fault with."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from audits import actions as audits
from audits.models import Audit, Finding, Reading, SampleCase
from referrals.models import Part
from tests.audits.house import answers, closed_case, csv_of, drawn, give, opened
from tests.browser import axe, fits, picture
from tests.referrals.test_pages_browser import house, let_in
from tests.world import World

__all__ = ["house"]
pytestmark = pytest.mark.browser
FIGURES = "Cases in which each fault was found"


def looked_at(page: Any, name: str) -> None:
    """Nothing for axe, nothing wider than the window at 320 px; a picture of both."""
    axe(page)
    picture(page, f"{name}-1280")
    fits(page)
    picture(page, f"{name}-320")
    page.set_viewport_size({"width": 1280, "height": 900})


def fill_day(page: Any, name: str, day: Any) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#id_{name}-{part}").fill(str(value))


def read_the_rest(audit: Audit, first: SampleCase, now: Any) -> None:
    """Every file but the first, by its readers; five of them show a fault. And the first by its second reader."""
    for number, case in enumerate(SampleCase.objects.filter(audit=audit).exclude(pk=first.pk).order_by("position")):
        for reader in filter(None, (case.reader, case.second_reader)):
            reading = audits.begin(by=reader, sample_case=case, at=now, now=now)
            given = answers([1, 3, 10] if number < 5 else [])
            audits.lock(by=reader, reading=reading, answers=given, at=now, now=now)
    if first.second_reader is not None:
        reading = audits.begin(by=first.second_reader, sample_case=first, at=now, now=now)
        audits.lock(by=first.second_reader, reading=reading, answers=answers([3]), at=now, now=now)


def test_an_audit_from_the_filter_to_the_committees_pack(site: str, page: Any, house: World, tmp_path: Any) -> None:
    now = timezone.now()
    for number in range(4):
        closed_case(house, when=now - timedelta(days=300 + number))
    list_file = tmp_path / "other system.csv"
    list_file.write_bytes(csv_of(56))
    bad_file = tmp_path / "bad.csv"
    bad_file.write_bytes(b"Case number,Closed on\n=1+1,yesterday\n")
    auditor = house.person("kent", "auditor", name="Stephen Loy")
    house.person("kent", "auditor", name="Meera Shah")
    let_in(page, auditor)

    page.goto(f"{site}/audits/")
    looked_at(page, "audits-empty")
    page.get_by_role("button", name="Open an audit").click()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    looked_at(page, "audits-open")
    page.get_by_label("The Ombudsman recommended it").check()
    page.get_by_label("What shall it be called?").fill("Cases closed in similar circumstances")
    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_label("Harm is alleged in another council’s area")).to_be_checked()
    page.get_by_label("How many cases are to be read?").fill("8")
    looked_at(page, "audits-define")
    page.get_by_role("button", name="Keep and count").click()
    expect(page.get_by_text("4 cases", exact=True)).to_be_visible()
    page.get_by_role("link", name="Import them from a list").click()
    page.get_by_label("The list, as a CSV file").set_input_files(bad_file)
    page.get_by_role("button", name="Import the list").click()
    expect(page.get_by_text("is not a case number").first).to_be_visible()
    looked_at(page, "audits-import")
    page.get_by_label("The list, as a CSV file").set_input_files(list_file)
    page.get_by_role("button", name="Import the list").click()
    expect(page.get_by_text("60 cases", exact=True)).to_be_visible()
    looked_at(page, "audits-list")
    page.get_by_role("button", name="Freeze the list").click()
    page.get_by_label("How many of them are to be read by a second person too?").fill("2")
    looked_at(page, "audits-draw")
    page.get_by_role("button", name="Draw the cases").click()
    expect(page.get_by_text("Drawn again just now: the same 8 cases.")).to_be_visible()
    looked_at(page, "audits-drawn")

    audit = Audit.objects.get()
    page.goto(f"{site}/audits/closed-cases/{audit.reference}/")
    page.get_by_role("button", name="Share out the files").click()
    page.get_by_label("Stephen Loy").check()
    page.get_by_label("Meera Shah").check()
    page.get_by_role("button", name="Share out the files").click()
    expect(page.get_by_text("Every file has a reader.")).to_be_visible()
    looked_at(page, "audits-cases")

    mine = SampleCase.objects.filter(audit=audit, reader=auditor).order_by("position")
    first = mine[0]
    page.goto(f"{site}/audits/closed-cases/{audit.reference}/cases/{first.position}/")
    page.get_by_label("I neither worked on this case").check()
    looked_at(page, "audits-declare")
    page.get_by_role("button", name="Open the file").click()
    point = page.locator(".govuk-form-group", has=page.locator("#id_answer_3")).first
    point.get_by_label("Yes").first.check()
    page.locator("#id_evidence_3").fill("Nobody rang the other council.")
    page.get_by_text("Saved", exact=False).first.wait_for()
    page.wait_for_function("document.querySelector('[data-saved]').textContent.startsWith('Saved')")
    assert Reading.objects.get(sample_case=first).kept["evidence_3"] == "Nobody rang the other council."
    page.get_by_role("button", name="Lock the findings").click()
    expect(page.get_by_text("Point 3: say where on the file it stands").first).to_be_visible()
    looked_at(page, "audits-read-refused")
    page.locator("#id_file_3").fill("Contact record, 4 May")
    for number in (one for one in range(1, 15) if one != 3):
        page.locator(f"input[name=answer_{number}][value=no]").check()
    page.locator("#id_why_5").fill("Ofsted rated the service good.")
    page.get_by_role("button", name="Lock the findings").click()
    expect(page.get_by_text("no reason to set aside what the files show").first).to_be_visible()
    page.locator("#id_why_5").fill("The child was seen on 6 May.")
    page.get_by_role("button", name="Lock the findings").click()
    expect(page.get_by_text("findings locked.")).to_be_visible()
    assert Finding.objects.filter(reading__sample_case=first).count() == 14
    looked_at(page, "audits-reading")

    with transaction.atomic():
        read_the_rest(audit, first, now)
    home = f"{site}/audits/closed-cases/{audit.reference}/"
    page.goto(home)
    expect(page.get_by_text("The full audit is open")).to_be_visible()
    expect(page.get_by_text("6 of 8 is 75%: 4 × 6 = 24 is more than 8.")).to_be_visible()
    looked_at(page, "audits-tripped")

    page.goto(f"{home}report/")
    page.get_by_label("Themes").fill("Nobody rang the other council")
    page.get_by_role("textbox", name="Conclusion").fill("We were judged good by Ofsted.")
    page.get_by_label("What members read of it").fill("The two councils did not speak.")
    page.get_by_role("button", name="Conclude the audit").click()
    expect(page.get_by_text("the conclusion names no case").first).to_be_visible()
    looked_at(page, "audits-report")
    page.get_by_role("textbox", name="Conclusion").fill(
        f"As case {first.position} shows, the two councils did not speak."
    )
    page.get_by_role("button", name="Conclude the audit").click()
    expect(page.get_by_text("nothing follows from what was found at 1. Passed on").first).to_be_visible()
    looked_at(page, "audits-report-nothing-follows")

    page.get_by_role("link", name="Add an action on 3. No contact with the other council").click()
    expect(page.get_by_label("3. No contact with the other council")).to_be_checked()
    page.get_by_label("1. Passed on, with no owner").check()
    page.get_by_label("What is to be done?").fill("Ring the other council the same day")
    page.get_by_label("Who owns it?").select_option(label="Stephen Loy")
    page.get_by_label("What will be different for children?").fill("One council speaks to the child within a day")
    page.get_by_label("What is measured to see it?").fill("Cases in which the councils spoke within a day, per cent")
    page.get_by_label("Where it stands now").fill("25%")
    page.get_by_label("What it is to become").fill("90")
    for name, day in (("due_on", now + timedelta(days=30)), ("remeasure_on", now + timedelta(days=120))):
        fill_day(page, name, day)
    page.get_by_role("button", name="Add the action").click()
    expect(page.get_by_text("Baseline 25, target 90")).to_be_visible()
    looked_at(page, "audits-actions")
    page.goto(f"{home}report/")
    page.get_by_role("link", name="decide that none is needed for 10. Risk to other children").click()
    page.get_by_label("Why does this fault need no action?").fill("No harm resulted.")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("does not undo a fault").first).to_be_visible()
    looked_at(page, "audits-no-action-refused")
    page.get_by_label("Why does this fault need no action?").fill("Action 1 asks about them in the same call")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_text("Faults for which no action is needed")).to_be_visible()
    page.goto(f"{home}report/")
    page.get_by_role("button", name="Conclude the audit").click()
    expect(page.get_by_text("Concluded", exact=True).first).to_be_visible()

    page.goto(f"{home}actions/")
    page.get_by_role("link", name="Say how far it is").click()
    looked_at(page, "audits-action")
    page.get_by_role("link", name="Change its days or its owner").click()
    fill_day(page, "due_on", now + timedelta(days=60))
    page.get_by_label("Why is it changed?").fill("The supplier is late")
    looked_at(page, "audits-action-change")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_text("The supplier is late")).to_be_visible()
    page.get_by_label("What shows that it is done?").fill("The desk script of today")
    page.get_by_role("button", name="It is done").click()
    page.get_by_label("What it is now").fill("62.5")
    page.get_by_label("How it was measured").fill("All forty referrals of one month")
    looked_at(page, "audits-action-measure")
    page.get_by_role("button", name="Write the measure down").click()
    page.get_by_label("What does the new measure show?").fill("Desk script in use; up from 25 to 62.5")
    looked_at(page, "audits-action-complete")
    page.get_by_role("button", name="Complete the action").click()
    expect(page.get_by_text("now 62.5")).to_be_visible()
    page.goto(f"{home}faults/3/")
    looked_at(page, "audits-no-action-settled")

    page.goto(f"{home}committee-pack/")
    expect(page.get_by_role("img", name=FIGURES)).to_be_visible()
    words = page.locator("main").inner_text()
    assert "Yusuf" not in words and "Adeyemi" not in words
    assert "More than 3 of 8 cases show similar faults" in words, "2 without a fault are too few to be told"
    assert "“c” stands for a number" in words
    looked_at(page, "audits-committee")
    page.goto(f"{home}evidence-pack/")
    looked_at(page, "audits-evidence")
    page.goto(f"{home}findings/")
    looked_at(page, "audits-findings")
    full = Audit.objects.get(full_of=audit)
    page.goto(f"{site}/audits/closed-cases/{full.reference}/")
    looked_at(page, "audits-full")
    page.goto(f"{site}/audits/closed-cases/{full.reference}/plan/")
    looked_at(page, "audits-plan")
    page.goto(f"{site}/audits/")
    looked_at(page, "audits")


def test_a_file_is_read_without_script_saved_and_gone_on_with(
    site: str, new_page: Callable[..., Any], house: World
) -> None:
    """The file of a case of this system on the left; one press saves, the words are there on coming back."""
    now = timezone.now()
    for number in range(2):
        closed_case(house, when=now - timedelta(days=300 + number))
    auditor = house.person("kent", "auditor", name="Stephen Loy")
    with transaction.atomic():
        audit = drawn(house, opened(house, by=auditor, now=now), by=auditor)
        give(house, audit, auditor)
    page = new_page(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    let_in(page, auditor)
    address = f"{site}/audits/closed-cases/{audit.reference}/cases/1/"
    page.goto(address)
    page.get_by_label("I neither worked on this case").check()
    page.get_by_role("button", name="Open the file").click()
    expect(page.get_by_text("The record says: nobody saw the child.")).to_be_visible()
    picture(page, "audits-read-here-1280")
    page.locator("input[name=answer_5][value=yes]").check()
    page.locator("#id_evidence_5").fill("Nobody saw him.")
    page.get_by_role("button", name="Save and go on later").click()
    expect(page.get_by_text("Nothing is locked yet")).to_be_visible()
    expect(page.locator("#id_evidence_5")).to_have_value("Nobody saw him.")
    page.get_by_role("link", name="A child may be at risk now").click()
    page.get_by_label("The file shows harm, or a risk of it").check()
    page.get_by_label("What worries you").fill("He goes back there at Easter.")
    page.get_by_role("button", name="Send to the duty desk now").click()
    expect(page.get_by_text("The duty desk has it now")).to_be_visible()
    part = Part.objects.get(pk=SampleCase.objects.get(audit=audit, position=1).case.part_id)
    assert part.closed_at is None and part.worker_id is None


def test_the_reading_page_with_script_has_no_fault(site: str, page: Any, house: World) -> None:
    now = timezone.now()
    closed_case(house, when=now - timedelta(days=300))
    auditor = house.person("kent", "auditor", name="Stephen Loy")
    with transaction.atomic():
        audit = drawn(house, opened(house, by=auditor, now=now), by=auditor)
        give(house, audit, auditor)
    case = SampleCase.objects.get(audit=audit, position=1)
    with transaction.atomic():
        audits.begin(by=auditor, sample_case=case, at=now, now=now)
    let_in(page, auditor)
    page.goto(f"{site}/audits/closed-cases/{audit.reference}/cases/1/")
    looked_at(page, "audits-read-here-script")
    page.goto(f"{site}/audits/closed-cases/{audit.reference}/cases/1/at-risk/")
    looked_at(page, "audits-at-risk")
    page.goto(f"{site}/audits/closed-cases/{audit.reference}/cases/1/replace/")
    looked_at(page, "audits-replace")
    page.goto(f"{site}/audits/closed-cases/{audit.reference}/cases/1/reader/")
    looked_at(page, "audits-reader")
