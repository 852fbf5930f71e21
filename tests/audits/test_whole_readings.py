"""A yes is never lost: not with a second reader, not with a file that leaves, not with an audit that ends."""

import re
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from audits import actions as audits
from audits.auditing.figures import rule_of
from audits.models import Audit, Reading, SampleCase
from referrals.refusals import NotPossible, Refused
from tests.audits.house import answers, give, of_imported, opened, planned, read, read_all
from tests.referrals.pages import signed_in, text_of
from tests.world import MONDAY, World
from timers.models import Timer

pytestmark = pytest.mark.django_db
USUAL: dict[str, Any] = {"at": MONDAY, "now": MONDAY}


@pytest.fixture
def auditor(world: World) -> Any:
    return world.person("kent", "auditor")


@pytest.fixture
def other(world: World) -> Any:
    return world.person("kent", "auditor", name="Other Reader")


def case(audit: Audit, position: int = 1) -> SampleCase:
    return SampleCase.objects.get(audit=audit, position=position)


def draft(audit: Audit, reader: Any, *, yes: tuple[int, ...] = (), position: int = 1) -> Reading:
    """A file begun, with answers kept and nothing locked."""
    reading = audits.begin(by=reader, sample_case=case(audit, position), **USUAL)
    return audits.keep(reading=reading, answers=answers(yes), now=MONDAY)


def conclude(by: Any, audit: Audit) -> Audit:
    said = {"themes": "Nobody rang", "method": "", "conclusion": "Case 1 shows it.", "for_members": "Few rang."}
    return audits.conclude(by=by, audit=audit, **said, **USUAL)


# ---------------------------------------------------------------------------------------------------------- concluding
def test_it_is_not_concluded_while_a_second_reader_has_not_locked(world: World, auditor: Any, other: Any) -> None:
    """A yes of either reader is a yes: the thirteenth of fifty may be in a draft."""
    audit = of_imported(world, 50)
    give(world, audit, auditor, other)
    read_all(audit, auditor, yes=12)
    planned(world, audit, points=[3])
    draft(audit, other, yes=(3,), position=40)
    for position in range(1, 51):
        if position not in (40, 41):
            read(case(audit, position), other)
    with pytest.raises(NotPossible, match="case 40, case 41"):
        conclude(auditor, audit)
    given = {41: (auditor, None)}
    audits.assign(by=auditor, audit=audit, given=given, **USUAL)  # not begun: nobody reads it a second time
    with pytest.raises(NotPossible, match=r"case 40\."):
        conclude(auditor, audit)
    reading = Reading.objects.get(sample_case=case(audit, 40), reader=other)
    audits.lock(by=other, reading=reading, answers=answers([3]), **USUAL)
    assert rule_of(audit).yes == 13 and audit.full_audits.exists()
    assert conclude(auditor, audit).yes == 13


def test_the_report_says_whom_it_waits_for(world: World, auditor: Any, other: Any) -> None:
    audit = of_imported(world, 5)
    give(world, audit, auditor, other)
    read_all(audit, auditor, yes=0)
    words = text_of(signed_in(auditor).get(f"/audits/closed-cases/{audit.reference}/report/"))
    assert "by everybody who was given it: case 1, case 2, case 3, case 4, case 5" in words
    assert "Conclude the audit" not in words


# -------------------------------------------------------------------------------------------- a file that was begun
def test_a_file_on_which_a_fault_was_seen_stays_in_the_count(world: World, auditor: Any, other: Any) -> None:
    """Taken back again, the yes was seen all the same: whoever wishes to stop at twelve cannot."""
    audit = of_imported(world, 60)
    give(world, audit, other)
    reading = draft(audit, other, yes=(3,))
    audits.keep(reading=reading, answers=answers(), now=MONDAY)
    with pytest.raises(NotPossible, match="answered yes to a point"):
        leave(auditor, audit)
    with pytest.raises(DatabaseError), transaction.atomic():
        SampleCase.objects.filter(audit=audit, position=1).update(
            left_at=MONDAY, left_because="missing", left_words="x", left_by=auditor
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.filter(pk=reading.pk).update(yes_seen_at=None)


def leave(by: Any, audit: Audit, position: int = 1) -> SampleCase | None:
    words = "The archive was asked twice"
    return audits.replace(by=by, sample_case=case(audit, position), because="missing", words=words, **USUAL)


def test_who_began_a_file_does_not_take_it_out(world: World, auditor: Any, other: Any) -> None:
    audit = of_imported(world, 60)
    give(world, audit, auditor)
    draft(audit, auditor)
    with pytest.raises(NotPossible, match="You have begun to read this file"):
        leave(auditor, audit)
    assert leave(other, audit)
    words = text_of(signed_in(auditor).get(f"/audits/closed-cases/{audit.reference}/evidence-pack/"))
    assert "It had been begun: 14 of 14 points answered, no yes among them." in words


def test_a_file_that_was_begun_is_handed_on_with_the_reason(world: World, auditor: Any, other: Any) -> None:
    audit = of_imported(world, 60)
    give(world, audit, other)
    begun = draft(audit, other, yes=(3,))
    given = {1: (auditor, None)}
    with pytest.raises(NotPossible, match="Say why somebody else is to read it") as asked:
        audits.assign(by=auditor, audit=audit, given=given, **USUAL)
    assert asked.value.field == "reason"
    with pytest.raises(NotPossible, match="Give it to somebody else"):
        audits.assign(by=auditor, audit=audit, given={1: (None, None)}, reason="She left", **USUAL)
    with pytest.raises(NotPossible, match="Somebody else hands it on"):
        audits.assign(by=other, audit=audit, given=given, reason="I am away", **USUAL)
    page = f"/audits/closed-cases/{audit.reference}/cases/1/reader/"
    answer = signed_in(auditor).post(page, {"reader": auditor.pk, "second": "", "reason": "She left the council"})
    assert answer.status_code == 302
    begun.refresh_from_db()
    assert begun.handed_on_because == "She left the council" and begun.answered == 14, "what was typed is kept"
    with pytest.raises(NotPossible, match="Somebody else reads this file now"):
        audits.lock(by=other, reading=begun, answers=answers(), **USUAL)
    with pytest.raises(NotPossible, match="answered yes to a point"):
        leave(auditor, audit)
    fresh = audits.begin(by=auditor, sample_case=case(audit), **USUAL)
    assert fresh.kept == {} and fresh.pk != begun.pk, "the other reads it afresh"
    audits.lock(by=auditor, reading=fresh, answers=answers(), **USUAL)
    with pytest.raises(NotPossible, match="findings are locked"):
        audits.assign(by=auditor, audit=audit, given={1: (other, None)}, reason="x", **USUAL)
    pack = text_of(signed_in(auditor).get(f"/audits/closed-cases/{audit.reference}/evidence-pack/"))
    assert "Case 1, first reader" in pack and "a yes among them: She left the council" in pack


def test_whoever_had_the_page_open_is_shown_what_they_typed(world: World, auditor: Any, other: Any) -> None:
    audit = of_imported(world, 60)
    give(world, audit, other)
    draft(audit, other)
    page = f"/audits/closed-cases/{audit.reference}/cases/1/"
    client = signed_in(other)
    audits.assign(by=auditor, audit=audit, given={1: (auditor, None)}, reason="She is away", **USUAL)
    sent = {"do": "lock", "answer_3": "yes", "evidence_3": "The desk rang nobody on 4 May"}
    answer = client.post(page, sent)
    assert answer.status_code == 409 and "The desk rang nobody on 4 May" in text_of(answer)
    assert client.post(f"{page}keep/", sent).status_code == 409
    assert client.get(page).status_code == 404, "the file itself is not theirs to open any more"


def test_a_yes_that_was_handed_on_and_not_found_again_is_read_by_two(world: World, auditor: Any, other: Any) -> None:
    third = world.person("kent", "auditor", name="Third Reader")
    audit = of_imported(world, 5)
    give(world, audit, auditor)
    audits.assign(by=auditor, audit=audit, given={1: (other, None)}, **USUAL)
    draft(audit, other, yes=(3,))
    audits.assign(by=auditor, audit=audit, given={1: (auditor, None)}, reason="She left", **USUAL)
    read_all(audit, auditor, yes=0)
    read(case(audit), auditor)
    with pytest.raises(NotPossible, match="had answered yes, and one other found no fault: case 1"):
        conclude(auditor, audit)
    audits.assign(by=auditor, audit=audit, given={1: (auditor, third)}, **USUAL)
    read(case(audit), third)
    assert conclude(auditor, audit).yes == 0
    pack = text_of(signed_in(auditor).get(f"/audits/closed-cases/{audit.reference}/evidence-pack/"))
    assert "14 of 14 points answered, a yes among them: She left" in pack


def test_what_is_kept_of_a_case_that_has_left_counts_for_nothing(world: World, auditor: Any, other: Any) -> None:
    audit = of_imported(world, 60)
    give(world, audit, other)
    reading = draft(audit, other)
    assert leave(auditor, audit)
    audits.keep(reading=reading, answers=answers([3]), now=MONDAY)
    reading.refresh_from_db()
    assert reading.yes_seen_at is None and reading.kept["answer_3"] == "yes"
    pack = text_of(signed_in(auditor).get(f"/audits/closed-cases/{audit.reference}/evidence-pack/"))
    assert "It had been begun: 14 of 14 points answered, no yes among them." in pack


def test_the_reason_is_asked_only_where_a_file_was_begun(world: World, auditor: Any, other: Any) -> None:
    audit = of_imported(world, 60)
    give(world, audit, other)
    draft(audit, other)
    client = signed_in(auditor)
    asked = [text_of(client.get(f"/audits/closed-cases/{audit.reference}/cases/{one}/reader/")) for one in (1, 2)]
    assert ["its reader has begun it" in words for words in asked] == [True, False]


# ------------------------------------------------------------------------------------------- after the rule has tripped
def test_after_the_rule_tripped_no_case_is_read_twice_over(world: World, auditor: Any, other: Any) -> None:
    """The rest of the list is the full audit's already: nothing of it takes another's place in the sample."""
    audit = of_imported(world, 60)
    give(world, audit, auditor)
    cases = SampleCase.objects.filter(audit=audit).order_by("position")
    for one in cases[:13]:
        read(one, auditor, yes=[3])
    full = audit.full_audits.get()
    assert leave(other, audit, position=50) is None
    assert rule_of(audit).size == 49 and rule_of(full).size == 59
    drawn = list(SampleCase.objects.filter(audit__in=[audit, full], left_at=None).values_list("case", flat=True))
    assert len(drawn) == len(set(drawn)) == 59


def test_a_case_that_leaves_can_trip_the_rule(world: World, auditor: Any, other: Any) -> None:
    """12 of 48 is not more than a quarter; 12 of 47 is."""
    audit = of_imported(world, 48)
    give(world, audit, auditor)
    for one in SampleCase.objects.filter(audit=audit).order_by("position")[:12]:
        read(one, auditor, yes=[3])
    assert not audit.full_audits.exists()
    assert leave(other, audit, position=48) is None
    assert audit.full_audits.exists()


# --------------------------------------------------------------------------------------------------- what a reader sees
def test_a_reader_is_not_told_on_the_findings_page_what_the_other_found(world: World, auditor: Any, other: Any) -> None:
    audit = of_imported(world, 5)
    give(world, audit, other, auditor)
    read(case(audit), other, yes=[3])
    page = f"/audits/closed-cases/{audit.reference}/findings/"
    assert "Nobody rang the other council." not in text_of(signed_in(auditor).get(page))
    read(case(audit), auditor)
    assert "Nobody rang the other council." in text_of(signed_in(auditor).get(page))


def test_once_it_is_over_no_file_is_opened_for_it(world: World, auditor: Any, other: Any) -> None:
    audit = of_imported(world, 5)
    give(world, audit, auditor)
    read_all(audit, auditor, yes=0)
    conclude(auditor, audit)
    SampleCase.objects.filter(audit=audit, position=2).update(second_reader=other)
    with pytest.raises(NotPossible, match="concluded"):
        audits.begin(by=other, sample_case=case(audit, 2), **USUAL)
    there = signed_in(other).get(f"/audits/closed-cases/{audit.reference}/cases/2/", follow=True)
    assert "no longer opened for the audit" in text_of(there)


def test_what_was_typed_of_a_file_that_left_meanwhile_is_kept(world: World, auditor: Any, other: Any) -> None:
    audit = of_imported(world, 60)
    give(world, audit, other)
    reading = draft(audit, other)
    assert leave(auditor, audit)
    sent = {"do": "lock", "answer_1": "no", "why_1": "The sender rang"}
    answer = signed_in(other).post(f"/audits/closed-cases/{audit.reference}/cases/1/", sent, follow=True)
    assert "Case 1 has left the sample. What you had answered is kept with it." in text_of(answer)
    reading.refresh_from_db()
    assert reading.kept == {"answer_1": "no", "why_1": "The sender rang"} and reading.locked_at is None


# ------------------------------------------------------------------------------------------------- come to nothing
def test_an_audit_that_came_to_nothing_is_ended_and_its_clock_stops(world: World, auditor: Any) -> None:
    audit = opened(world)
    client = signed_in(auditor)
    home = f"/audits/closed-cases/{audit.reference}/"
    assert "End this audit" in text_of(client.get(home))
    assert client.post(f"{home}end/", {"words": " "}).status_code == 422
    assert client.post(f"{home}end/", {"words": "No closed case met the definition"}).status_code == 302
    assert not Timer.objects.filter(subject_label="audits.audit", subject_id=audit.pk, stopped_at=None).exists()
    words = text_of(client.get(home))
    assert "Ended" in words and "No closed case met the definition" in words and "End this audit" not in words
    assert "Ended without a finding" in text_of(client.get(reverse("audits:audits")))
    with pytest.raises(NotPossible, match="was ended"):
        audits.freeze(by=auditor, audit=audit, **USUAL)
    with pytest.raises(DatabaseError), transaction.atomic():
        Audit.objects.filter(pk=audit.pk).update(ended_words="")


def test_an_audit_of_which_a_file_showed_something_is_finished(world: World, auditor: Any, other: Any) -> None:
    audit = of_imported(world, 60)
    give(world, audit, auditor)
    with pytest.raises(Refused):
        audits.end_audit(by=auditor, audit=audit, words="No harm resulted in any case", **USUAL)
    draft(audit, auditor, yes=(3,))
    with pytest.raises(NotPossible, match="what they show counts"):
        audits.end_audit(by=auditor, audit=audit, words="By mistake", **USUAL)
    with pytest.raises(DatabaseError), transaction.atomic():
        Audit.objects.filter(pk=audit.pk).update(ended_at=MONDAY, ended_by=other, ended_words="x")


def test_an_audit_with_actions_that_are_not_complete_is_not_ended(world: World, auditor: Any) -> None:
    audit = of_imported(world, 60)
    planned(world, audit)
    with pytest.raises(NotPossible, match="actions that are not complete"):
        audits.end_audit(by=auditor, audit=audit, words="By mistake", **USUAL)


def test_the_full_audit_is_finished_not_ended(world: World, auditor: Any) -> None:
    audit = of_imported(world, 60)
    give(world, audit, auditor)
    read_all(audit, auditor, yes=13)
    full = audit.full_audits.get()
    with pytest.raises(NotPossible, match="finished, not ended"):
        audits.end_audit(by=auditor, audit=full, words="Enough", **USUAL)


def test_a_period_that_lies_ahead_is_not_audited(world: World, auditor: Any) -> None:
    with pytest.raises(NotPossible, match="lies ahead") as refused:
        audits.open_audit(
            by=auditor,
            title="x",
            origin="own",
            since=MONDAY.date(),
            until=MONDAY.date().replace(year=MONDAY.year + 1),
            **USUAL,
        )
    assert refused.value.field == "until"


# -------------------------------------------------------------------------------------------------- two packs together
def test_the_two_packs_together_tell_no_small_number(world: World, auditor: Any) -> None:
    """13 of 50, then 15 of 60: two of ten could be had by subtraction, in all and point by point."""
    audit = of_imported(world, 60)
    give(world, audit, auditor)
    read_all(audit, auditor, yes=13)
    full = audit.full_audits.get()
    give(world, full, auditor)
    read_all(full, auditor, yes=2)
    for one in (audit, full):
        planned(world, one, points=[3])
        conclude(auditor, one)
    member = signed_in(world.person("kent", "councillor"))
    sample, whole = (
        text_of(member.get(f"/audits/closed-cases/{one.reference}/committee-pack/")) for one in (audit, full)
    )
    assert "13 of 50 is 26%" in sample
    assert "Of 60 cases, c show similar faults" in whole
    assert not re.search(r"\b(15|45) (of|with|cases)", whole)


# ------------------------------------------------------------------------------------------------------- second readers
def test_what_could_not_be_given_to_a_second_reader_is_said(world: World, auditor: Any, other: Any) -> None:
    audit = of_imported(world, 12, wanted=12, twice=10)
    assert audits.assign_evenly(by=auditor, audit=audit, readers=[auditor], **USUAL) == (0, 10)
    client, page = signed_in(auditor), f"/audits/closed-cases/{audit.reference}/cases/"
    assert "Share out the files" in text_of(client.get(page)), "sharing stays open"
    answer = client.post(page, {"readers": [auditor.pk]}, follow=True)
    assert "10 cases of those to be read twice could not be given" in text_of(answer)
    assert audits.assign_evenly(by=auditor, audit=audit, readers=[auditor, other], **USUAL) == (0, 0)
    assert "Share out the files" not in text_of(client.get(page))
