"""What a figure must not lose: what opened again, what waits longest, what nobody did, and rows of one instant."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from audits.oversight import counting
from audits.oversight.counting import Counted
from audits.oversight.table import BY_CODE
from councils.models import Council
from referrals import actions, journal
from referrals.models import (
    Assessment,
    CaseNote,
    Closing,
    Decision,
    DutyAnswer,
    JournalEntry,
    NamedCouncil,
    NoteOn,
    Part,
    Referral,
    Supervision,
)
from referrals.said import PersonSaid
from tests.audits.recount import RECOUNT
from tests.world import MONDAY, World

pytestmark = pytest.mark.django_db
NOW = MONDAY.replace(hour=15)
DAY = timedelta(days=1)


def counted(world: World, code: str, until: datetime = NOW, alias: str = "kent") -> Counted:
    """The figure, which is also what its rows say when they are counted by hand."""
    council = world.council(alias)
    found = counting.count(BY_CODE[code], council.pk, until)
    assert (found.hits, found.of) == RECOUNT[code](council, until)
    return found


def every_row(world: World, code: str, until: datetime = NOW) -> list[dict[str, Any]]:
    """The rows of all pages, one page after the other."""
    found, after = counting.rows(BY_CODE[code], world.council("kent").pk, until)
    while after is not None:
        page, after = counting.rows(BY_CODE[code], world.council("kent").pk, until, after=after)
        found += page
    return found


def part_of(referral: Referral, world: World, alias: str = "kent") -> Part:
    return Part.objects.get(referral=referral, council=world.council(alias))


def allocated(world: World, referral: Referral, when: datetime, name: str) -> None:
    worker = world.person("kent", name=name, team=world.team("kent"))
    manager = world.person("kent", "team_manager")
    actions.allocate(by=manager, referral=referral, worker=worker, reason="x", at=when, now=when)


def closed(world: World, part: Part, when: datetime) -> None:
    asks, signs = world.person("kent"), world.person("kent", "team_manager")
    Closing.objects.create(part=part, by=asks, at=when, recorded_at=when, signed_at=when, signed_by=signs)
    Part.objects.filter(pk=part.pk).update(closed_at=when)


def reopened(world: World, referral: Referral, when: datetime) -> None:
    by = world.person("kent", "team_manager")
    actions.reopen(by=by, referral=referral, reason="It goes on", at=when, now=when)


# What nobody did


@pytest.mark.parametrize(("code", "days"), [("drift", 20), ("untouched_risk", 6)])
def test_what_the_product_does_by_itself_is_nobodys_touch(world: World, code: str, days: int) -> None:
    """A disagreement that opens by itself on silence is written in the council's journal; nobody there did anything."""
    logged = NOW - days * DAY
    referral = world.logged("kent", logged)
    [before] = every_row(world, code)
    journal.write_by_itself(
        "raise_disagreement",
        referral=referral,
        council_id=world.council("kent").pk,
        at=NOW - DAY,
        now=NOW - DAY,
    )
    assert counted(world, code) == Counted(1, 1)
    assert [one["since"] for one in every_row(world, code)] == [before["since"]] == [logged]


def test_what_the_product_writes_by_itself_is_no_late_entry(world: World) -> None:
    referral = world.logged("kent", NOW - 20 * DAY)
    before = counted(world, "late_entry")
    journal.write_by_itself(
        "raise_disagreement", referral=referral, council_id=world.council("kent").pk, at=NOW - 5 * DAY, now=NOW
    )
    assert counted(world, "late_entry") == before


def test_a_note_that_only_its_own_council_reads_ends_drift(world: World) -> None:
    referral = world.logged("kent", NOW - 20 * DAY)
    assert counted(world, "drift").hits == 1
    actions.write_note(
        by=world.person("kent"), referral=referral, kind="call", words="Rang the school.", at=NOW - DAY, now=NOW - DAY
    )
    assert counted(world, "drift").hits == 0


# Rows of one instant


def test_every_row_of_one_case_and_one_instant_is_on_some_page(world: World) -> None:
    """One case that names sixty councils, none of which was spoken to."""
    referral = world.logged("kent", NOW - 20 * DAY)
    named = Council.objects.exclude(pk__in=NamedCouncil.objects.filter(referral=referral).values("council_id"))
    for council in named.exclude(pk=world.council("kent").pk).order_by("pk")[:60]:
        NamedCouncil.objects.create(referral=referral, council=council, because="is_in", named_at=referral.received_at)
    hits = counted(world, "no_council_contact").hits
    rows = every_row(world, "no_council_contact")
    assert len(rows) == hits >= 60
    assert len({one["said"] for one in rows}) == hits


def test_every_entry_of_one_minute_is_on_some_page(world: World) -> None:
    referral = world.logged("kent", NOW - 20 * DAY)
    part = part_of(referral, world)
    JournalEntry.objects.bulk_create(
        JournalEntry(
            referral=referral,
            council=part.council,
            by=world.person("kent"),
            verb="see_child",
            at=NOW - 9 * DAY,
            recorded_at=NOW - DAY,
        )
        for _ in range(60)
    )
    rows = every_row(world, "late_entry")
    assert len(rows) == counted(world, "late_entry").hits == 60
    assert len({one["key"] for one in rows}) == 60


# What was opened again


def test_a_case_closed_at_once_and_opened_again_was_closed_early(world: World) -> None:
    referral = world.logged("kent", NOW - 60 * DAY)
    part = part_of(referral, world)
    closed(world, part, NOW - 59 * DAY)
    assert counted(world, "closed_early") == Counted(1, 1)
    reopened(world, referral, NOW - 40 * DAY)
    Assessment.objects.create(
        part=part, by=world.person("kent"), at=NOW - 35 * DAY, recorded_at=NOW - 35 * DAY, consent_withdrawn=None
    )
    assert counted(world, "closed_early") == Counted(1, 1)
    closed(world, part, NOW - 5 * DAY)
    assert counted(world, "closed_early") == Counted(1, 2), "the second closing came after an assessment"


def test_a_case_opened_again_was_not_open_while_it_was_closed(world: World) -> None:
    referral = world.logged("kent", NOW - 60 * DAY)
    closed(world, part_of(referral, world), NOW - 50 * DAY)
    reopened(world, referral, NOW - 20 * DAY)
    days = {55: 1, 45: 0, 21: 0, 19: 1, 0: 1}
    for code in ("no_worker", "no_council_contact", "drift", "worker_changes"):
        assert {ago: counted(world, code, NOW - ago * DAY).of for ago in days} == days, code


def test_a_case_just_opened_again_has_not_drifted(world: World) -> None:
    """Another council opens it again by giving it back: no line of this council's own, and no fault of its either."""
    referral = world.logged("kent", NOW - 90 * DAY)
    part = part_of(referral, world)
    closed(world, part, NOW - 80 * DAY)
    with_other = world.person("havering", "team_manager")
    Closing.objects.filter(part=part).update(withdrawn_at=NOW - 2 * DAY)
    Part.objects.filter(pk=part.pk).update(closed_at=None)
    journal.write("reopen", referral=referral, by=with_other, at=NOW - 2 * DAY, now=NOW - 2 * DAY)
    assert counted(world, "drift") == Counted(0, 1)
    assert counted(world, "supervision_gap") == Counted(0, 1)
    assert counted(world, "drift", NOW + 20 * DAY) == Counted(1, 1)


# What waits longest


def test_the_longest_silence_stays_in_the_figure(world: World) -> None:
    referral = world.logged("kent", NOW - 200 * DAY)
    world.sent(referral, "kent", "havering", NOW - 199 * DAY)
    assert counted(world, "silent_councils") == Counted(1, 1)
    actions.acknowledge(by=world.person("havering"), referral=referral, at=NOW - DAY, now=NOW - DAY)
    assert counted(world, "silent_councils") == Counted(0, 0), "answered, and sent longer ago than the figure looks"
    assert counted(world, "silent_councils", NOW - 2 * DAY) == Counted(1, 1)


def answered(world: World, referral: Referral, alias: str, when: datetime, *, accepted: bool) -> None:
    DutyAnswer.objects.create(
        referral=referral,
        council=world.council(alias),
        duty="section_47",
        accepted=accepted,
        reason="x",
        by=world.person(alias),
        at=when,
        recorded_at=when,
    )


def test_a_responsibility_declined_long_ago_counts_until_somebody_accepts_it(world: World) -> None:
    referral = world.logged("kent", NOW - 200 * DAY)
    answered(world, referral, "havering", NOW - 190 * DAY, accepted=False)
    assert counted(world, "bounced") == Counted(1, 1)
    assert every_row(world, "bounced")[0]["since"] == NOW - 190 * DAY
    answered(world, referral, "kent", NOW - 10 * DAY, accepted=True)
    assert counted(world, "bounced") == Counted(0, 1)
    answered(world, referral, "havering", NOW - DAY, accepted=False)
    assert counted(world, "bounced") == Counted(1, 1), "declined again, on a referral of long ago"


# What nobody looked at


def test_a_case_allocated_yesterday_after_months_was_not_supervised(world: World) -> None:
    referral = world.logged("kent", NOW - 100 * DAY)
    assert counted(world, "supervision_gap") == Counted(1, 1), "nobody holds it, so nobody is supervised on it"
    allocated(world, referral, NOW - DAY, "Worker")
    assert counted(world, "supervision_gap") == Counted(1, 1)
    when = NOW - timedelta(hours=2)
    Supervision.objects.create(
        part=part_of(referral, world),
        by=world.person("kent", "team_manager"),
        reflection="r",
        actions="a",
        at=when,
        recorded_at=when,
    )
    assert counted(world, "supervision_gap") == Counted(0, 1)


@pytest.mark.parametrize("look", ["decide", "supervise", "note of oversight"])
def test_a_case_counts_until_a_manager_looks_at_it(world: World, look: str) -> None:
    referral = world.logged("kent", NOW - 27 * DAY)
    assert counted(world, "no_oversight") == Counted(0, 1), "four weeks have not passed"
    assert counted(world, "no_oversight", NOW + 2 * DAY) == Counted(1, 1)
    allocated(world, referral, NOW - 2 * DAY, "Worker")
    actions.write_note(
        by=world.person("kent"), referral=referral, kind="call", words="Rang.", at=NOW - 2 * DAY, now=NOW - 2 * DAY
    )
    assert counted(world, "no_oversight", NOW + 2 * DAY) == Counted(1, 1), "neither says that a manager looked"
    usual = {"by": world.person("kent", "team_manager"), "referral": referral, "at": NOW - DAY, "now": NOW - DAY}
    if look == "decide":
        actions.decide(outcome="section_47", **usual)
    elif look == "supervise":
        actions.supervise(reflection="Where is the risk?", **usual)
    else:
        actions.write_note(kind=CaseNote.Kind.OVERSIGHT, words="Read the file.", **usual)
        assert NoteOn.objects.filter(referral=referral).count() == 2
    assert counted(world, "no_oversight", NOW + 2 * DAY) == Counted(0, 1)
    assert counted(world, "no_oversight", NOW + 30 * DAY) == Counted(1, 1)


# Whose they are, and out of how many


def test_workers_are_counted_for_the_child_over_every_referral(world: World) -> None:
    first = world.logged("kent", NOW - 90 * DAY)
    child = first.involvements.get(role="child").person
    said = world.said(PersonSaid(role="child", person=child), world.mother())
    second = world.logged("kent", NOW - 60 * DAY, said)
    for referral, names in ((first, "AB"), (second, "CA")):
        for day, name in enumerate(names):
            allocated(world, referral, NOW - (50 - day) * DAY, f"Worker {name}")
    other = world.logged("kent", NOW - 60 * DAY, world.said(world.child(given_name="Ola", nhs_number="")))
    allocated(world, other, NOW - 50 * DAY, "Worker A")
    assert counted(world, "worker_changes") == Counted(2, 3)
    assert [one["said"] for one in every_row(world, "worker_changes")] == ["3", "3"], "A was with both"


def test_a_reason_is_out_of_all_that_the_team_decided(world: World) -> None:
    east, west = world.team("kent"), world.team("kent", "West")
    decided = [(east, "no_further_action", "needs")] * 5 + [(east, "section_47", "")] * 4
    decided += [(east, "refer_on", "other")] * 2 + [(west, "no_further_action", "needs"), (west, "early_help", "needs")]
    for number, (team, outcome, reason) in enumerate(decided):
        when = NOW - 20 * DAY + timedelta(minutes=number)
        part = part_of(world.logged("kent", when), world)
        Part.objects.filter(pk=part.pk).update(team=team)
        Decision.objects.create(
            part=part, by=world.person("kent"), outcome=outcome, reason=reason, at=when, recorded_at=when
        )

    def told(code: str) -> list[tuple[str, str, int, int]]:
        found = counting.by_team(BY_CODE[code], world.council("kent").pk, NOW)
        return [(one["team"], one["said"], one["hits"], one["of"]) for one in found]

    assert told("no_further_action") == [(east.name, "needs", 5, 11), (west.name, "needs", 1, 2)]
    assert told("referred_on") == [(east.name, "other", 2, 11)]
    assert counted(world, "referred_on") == Counted(2, 13)


def test_a_council_that_does_not_answer_is_out_of_what_it_was_sent(world: World) -> None:
    for number, to in enumerate(["havering", "havering", "croydon"]):
        referral = world.logged("kent", NOW - 20 * DAY)
        world.sent(referral, "kent", to, NOW - 19 * DAY + timedelta(minutes=number))
        if number == 0:
            when = NOW - 18 * DAY
            actions.acknowledge(by=world.person("havering"), referral=referral, at=when, now=when)
    found = counting.by_team(BY_CODE["silent_councils"], world.council("kent").pk, NOW)
    # What is sent to Croydon goes to Havering as well, where the child lives.
    assert sorted((one["said"], one["hits"], one["of"]) for one in found) == [("Croydon", 1, 1), ("Havering", 2, 3)]
