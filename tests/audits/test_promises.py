"""What is promised after a report: each council's own day of receipt, who sees to what, copies kept open, and the audit
that answers an audit."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from audits import actions
from audits.models import Binding, OmbudsmanReport, OversightEntry, ReportCouncil
from complaints import actions as complaints
from referrals.refusals import NotPossible, Refused
from tests.audits.house import give, of_imported, on, read_all, send
from tests.audits.test_ombudsman import accepted, binding, clock, received, recommended
from tests.complaints.conftest import Desk
from tests.referrals.pages import signed_in, text_of
from tests.world import MONDAY, World
from timers.calendar import end_of
from timers.models import Timer
from timers.sweep import sweep
from timers.words import day
from work import notices, telling

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
CAME = TODAY - timedelta(days=7)  # as `received` records it for both


@pytest.fixture
def report(world: World) -> OmbudsmanReport:
    return received(world, decided_on=TODAY - timedelta(days=20))


def officer(world: World, alias: str = "kent") -> User:
    return world.person(alias, "monitoring_officer")


def answer(world: World, report: OmbudsmanReport, alias: str = "kent") -> ReportCouncil:
    return report.councils.get(council=world.council(alias))


def due(world: World, alias: str) -> dict[str, Any]:
    found = Timer.objects.running().filter(council_id=world.council(alias).pk, subject_label="audits.reportcouncil")
    return {one.kind.removeprefix("ombudsman_"): one.due_at for one in found}


def came(world: World, report: OmbudsmanReport, day_of: date, alias: str = "croydon") -> ReportCouncil:
    by = officer(world, alias)
    return actions.record_receipt(by=by, report=report, on=day_of, at=MONDAY, now=MONDAY)


# Each council's own receipt (T70 to T72)


def test_the_other_council_is_held_to_our_day_until_it_says_its_own(world: World, report: OmbudsmanReport) -> None:
    assert answer(world, report).receipt_by == officer(world)
    assert answer(world, report, "croydon").receipt_by is None
    ours = due(world, "kent")
    theirs = came(world, report, TODAY - timedelta(days=2))
    assert (theirs.received_on, theirs.receipt_by) == (date(2026, 11, 14), officer(world, "croydon"))
    assert due(world, "croydon") == {
        "report": end_of(date(2027, 2, 13)),
        "answer": end_of(date(2027, 2, 13)),
        "confirmation": end_of(date(2027, 5, 13)),
        "publication": end_of(date(2026, 11, 28)),
    }
    assert theirs.answer_by == date(2027, 2, 13)
    assert due(world, "kent") == ours, "each for itself"
    line = OversightEntry.objects.get(verb="record_receipt")
    assert line.council == world.council("croydon")
    assert line.facts == {
        "on": "2026-11-14",
        "before": "2026-11-09",
        "answer_by": "2027-02-13",
        "answer_by_before": "2027-02-08",
    }


def test_a_day_of_receipt_is_corrected_and_what_is_done_stays_done(world: World, report: OmbudsmanReport) -> None:
    by = officer(world)
    step = {"by": by, "report": report, "at": MONDAY, "now": MONDAY}
    actions.take_step(**step, step="publish_report", on=TODAY, words="kent.example")
    came(world, report, CAME - timedelta(days=3), "kent")
    assert set(due(world, "kent")) == {"report", "answer", "confirmation"}
    assert due(world, "kent")["report"] == end_of(date(2027, 2, 5))
    for wrong, says in (
        (TODAY + timedelta(days=1), "still to come"),
        (report.decided_on - timedelta(days=1), "was made on"),
    ):
        with pytest.raises(NotPossible, match=says):
            came(world, report, wrong, "kent")
    actions.members_considered(**step, body="Cabinet", on=CAME, minute="61")
    with pytest.raises(NotPossible, match="Something was done about it on 9 November 2026"):
        came(world, report, TODAY, "kent")
    with pytest.raises(NotPossible, match="does not bind"):
        came(world, report, TODAY, "medway")


def test_a_later_day_agreed_with_the_ombudsman_stands(world: World, report: OmbudsmanReport) -> None:
    until = date(2027, 3, 31)
    actions.agree_longer(by=officer(world), report=report, until=until, evidence="Letter", at=MONDAY, now=MONDAY)
    assert came(world, report, TODAY, "kent").answer_by == until
    assert due(world, "kent")["report"] == end_of(until)
    assert due(world, "kent")["publication"] == end_of(date(2026, 11, 30))


def test_that_it_came_on_the_same_day_is_said_and_moves_nothing(world: World, report: OmbudsmanReport) -> None:
    before = set(Timer.objects.values_list("pk", flat=True))
    assert came(world, report, CAME).receipt_by is not None
    assert set(Timer.objects.values_list("pk", flat=True)) == before


def test_any_number_of_councils_is_bound(world: World, report: OmbudsmanReport) -> None:
    for alias in ("medway", "havering"):
        add = {"by": officer(world), "report": report, "council": world.council(alias), "at": MONDAY, "now": MONDAY}
        made = actions.bind_council(**add)
        assert (made.received_on, made.receipt_by) == (CAME, None)
        assert due(world, alias) == due(world, "kent")
        with pytest.raises(NotPossible, match="already"):
            actions.bind_council(**add)
    assert report.councils.count() == 4
    recommended(world, report, councils=[world.council("havering")])


def test_receipt_and_councils_by_their_pages(world: World, report: OmbudsmanReport) -> None:
    client, there = signed_in(officer(world, "croydon")), f"/ombudsman/{report.reference}/"
    assert "your council is held to the day on which that one received it" in text_of(client.get(there))
    page = send(client, f"{there}receipt/", **on(TODAY - timedelta(days=2)))
    assert page["Location"] == there
    words = text_of(client.get(there))
    assert "is held to the day" not in words and f"as {day(CAME)}" in words
    other = text_of(signed_in(officer(world)).get(there))
    assert "is held to the day" not in other and day(TODAY - timedelta(days=2)) in other
    medway = world.council("medway")
    assert send(client, f"{there}councils/", council=str(medway.pk)).status_code == 302
    assert answer(world, report, "medway").receipt_by is None
    for address in (f"{there}receipt/", f"{there}councils/"):
        assert signed_in(world.person("kent", "service_manager")).get(address).status_code == 403
        assert signed_in(officer(world, "havering")).get(address).status_code == 404


# Whoever sees to a recommendation


def owned(world: World, report: OmbudsmanReport, role: str = "service_manager", **more: Any) -> Binding:
    one = binding(recommended(world, report, **more), world)
    owner = world.person("kent", role)
    return actions.accept_recommendation(
        by=officer(world), binding=one, accepted=True, on=TODAY, owner=owner, at=MONDAY, now=MONDAY
    )


def test_on_acceptance_the_clock_is_the_owners(world: World, report: OmbudsmanReport) -> None:
    one = owned(world, report)
    kept = clock("ombudsman_recommendation", world)
    assert (kept.owner_id, kept.stopped_at) == (one.owner_id, None)
    assert {one.owner_id for one in Timer.objects.running().filter(subject_label="audits.reportcouncil")} == {None}
    # Given to somebody else, it is theirs; declined, nobody's.
    head = world.person("kent", "head_of_service")
    say = {"by": officer(world), "binding": one, "on": TODAY, "at": MONDAY, "now": MONDAY}
    actions.accept_recommendation(**say, accepted=True, owner=head)
    assert clock("ombudsman_recommendation", world).owner_id == head.pk
    actions.accept_recommendation(**say, accepted=False, reason="Not ours to do")
    assert clock("ombudsman_recommendation", world).owner_id is None


def test_it_is_in_the_owners_work_and_alerts_and_theirs_to_say_done(world: World, report: OmbudsmanReport) -> None:
    one = owned(world, report, words="Train the front door.")
    colleague = world.person("kent", "service_manager", name="Colleague")
    page = text_of(signed_in(one.owner).get("/my-work/"))
    assert "Training: Train the front door." in page and "You see to it: recommendation 1" in page
    assert "Train the front door." not in text_of(signed_in(colleague).get("/my-work/"))
    soon = clock("ombudsman_recommendation", world).due_at - timedelta(days=3)
    sweep(now=soon)
    telling.tell(now=soon)
    mine, _ = notices.mine(User.objects.get(pk=one.owner_id), answered=False, after=None, now=soon)
    assert [row["what"] for row in mine if row["href"] == f"/ombudsman/{report.reference}/"] == [
        "Do what the Ombudsman recommended"
    ]
    theirs, _ = notices.mine(User.objects.get(pk=colleague.pk), answered=False, after=None, now=soon)
    assert not [row for row in theirs if row["what"] == "Do what the Ombudsman recommended"]
    there = f"/ombudsman/{report.reference}/1/done/"
    assert signed_in(colleague).get(there).status_code == 403
    client = signed_in(one.owner)
    assert "Record as done" in text_of(client.get(f"/ombudsman/{report.reference}/"))
    assert send(client, there, evidence="A register", **on(TODAY)).status_code == 302
    one.refresh_from_db()
    assert one.done_on == TODAY


def test_whoever_could_not_open_it_is_not_given_it(world: World, report: OmbudsmanReport) -> None:
    with pytest.raises(NotPossible, match="could not open it") as refused:
        owned(world, report, role="social_worker")
    assert refused.value.field == "owner"
    with pytest.raises(NotPossible, match="could not open it"):
        one = binding(recommended(world, report), world)
        actions.accept_recommendation(
            by=officer(world),
            binding=one,
            accepted=True,
            on=TODAY,
            owner=world.person("croydon", "head_of_service"),
            at=MONDAY,
            now=MONDAY,
        )


def test_a_complaint_that_changes_hands_leaves_the_promise_with_its_owner(world: World) -> None:
    desk = Desk(world)
    complaint = desk.told(when=MONDAY)
    report = received(world, about=("complaints.complaint", complaint.pk))
    one = owned(world, report)
    complaints.take_on(by=desk.officer, complaint=complaint, officer=desk.officer, at=MONDAY, now=MONDAY)
    assert clock("ombudsman_recommendation", world).owner_id == one.owner_id
    assert clock("ombudsman_report", world).owner_id is None


# Copies open to the public (T72)


def test_copies_are_open_for_three_weeks_and_until_when_is_shown(world: World, report: OmbudsmanReport) -> None:
    step = {"by": officer(world), "report": report, "step": "publish_report", "at": MONDAY, "now": MONDAY}
    own = actions.take_step(**step, on=TODAY, words="kent.example")
    assert (own.copies_from, own.copies_until) == (TODAY, date(2026, 12, 6))
    own = actions.take_step(**step, on=TODAY, words="kent.example", copies_from=TODAY + timedelta(days=9))
    assert own.copies_until == date(2026, 12, 15)
    page = text_of(signed_in(officer(world)).get(f"/ombudsman/{report.reference}/"))
    assert (
        "kent.example. Copies open from 25 November 2026, later than the week that the law allows, until "
        "15 December 2026." in page
    )


# The audit that answers an audit


def concluded(world: World, *, yes: int = 0) -> Any:
    audit, auditor = of_imported(world, 8, wanted=4), world.person("kent", "auditor")
    give(world, audit, auditor)
    read_all(audit, auditor, yes=yes)
    if yes:
        usual = {"by": auditor, "audit": audit, "at": MONDAY, "now": MONDAY}
        actions.decide_no_action(**usual, point=3, reason="Settled in the procedures already.")
    return actions.conclude(
        by=auditor,
        audit=audit,
        themes="None",
        for_members="One in four.",
        method="",
        conclusion="Case 1 shows it.",
        at=MONDAY,
        now=MONDAY,
    )


def test_an_audit_that_was_asked_for_is_done_by_an_audit(world: World, report: OmbudsmanReport) -> None:
    one = owned(world, report, kind="audit", words="Audit 50 cases.")
    done = {"by": officer(world), "binding": one, "evidence": "The report", "at": MONDAY, "now": MONDAY}
    open_, audit = of_imported(world, 5), concluded(world)
    for named, day_of in ((None, TODAY), (open_, TODAY), (audit, TODAY - timedelta(days=1))):
        with pytest.raises(Refused) as refused:
            actions.complete_recommendation(**done, audit=named, on=day_of)
        assert refused.value.codes == ["recommendation.audit_missing"], named
    made = actions.complete_recommendation(**done, audit=audit, on=TODAY)
    assert (made.audit, made.other_means, made.done_on) == (audit, "", TODAY)
    page = text_of(signed_in(officer(world)).get(f"/ombudsman/{report.reference}/"))
    assert f"Audit {audit.reference}" in page


def test_an_audit_before_the_ombudsman_asked_answers_nothing(world: World) -> None:
    audit = concluded(world)
    later = MONDAY + timedelta(days=30)
    report = actions.record_report(
        by=officer(world),
        kind="report",
        councils=[world.council("kent")],
        received_on=later.date(),
        at=later,
        now=later,
    )
    made = actions.recommend(
        by=officer(world),
        report=report,
        recommended=actions.Recommended(
            kind="audit", words="Audit 50 cases.", councils=[world.council("kent")], limit="months", amount=3
        ),
        at=later,
        now=later,
    )
    usual = {"by": officer(world), "binding": binding(made, world), "on": later.date(), "at": later, "now": later}
    actions.accept_recommendation(**usual, accepted=True, owner=officer(world))
    with pytest.raises(Refused):
        actions.complete_recommendation(**usual, evidence="The report", audit=audit)
    made_otherwise = actions.complete_recommendation(**usual, evidence="e", other_means="By the partnership, 60 files.")
    assert (made_otherwise.audit, made_otherwise.other_means) == (None, "By the partnership, 60 files.")


def test_more_than_a_quarter_asks_for_the_full_audit_too(world: World, report: OmbudsmanReport) -> None:
    one = owned(world, report, kind="audit", words="Audit 50 cases.")
    audit = concluded(world, yes=2)
    with pytest.raises(Refused) as refused:
        actions.complete_recommendation(
            by=officer(world), binding=one, evidence="e", audit=audit, on=TODAY, at=MONDAY, now=MONDAY
        )
    assert refused.value.codes == ["recommendation.full_audit_open"]


def test_anything_else_needs_no_audit(world: World, report: OmbudsmanReport) -> None:
    one = accepted(world, binding(recommended(world, report), world))
    made = actions.complete_recommendation(
        by=officer(world), binding=one, evidence="e", other_means="x", on=TODAY, at=MONDAY, now=MONDAY
    )
    assert (made.audit, made.other_means) == (None, "")


def test_the_page_offers_the_councils_concluded_audits(world: World, report: OmbudsmanReport) -> None:
    owned(world, report, kind="audit", words="Audit 50 cases.")
    client, there = signed_in(officer(world)), f"/ombudsman/{report.reference}/1/done/"
    assert "no audit of your council is concluded" in text_of(client.get(there))
    audit, unfinished = concluded(world), of_imported(world, 5)
    words = text_of(client.get(there))
    assert audit.reference in words and unfinished.reference not in words
    refused = send(client, there, answered_by="other", evidence="e", **on(TODAY))
    assert "Say by what other means it was done" in text_of(refused)
    assert send(client, there, answered_by=audit.reference, evidence="The report", **on(TODAY)).status_code == 302
    assert Binding.objects.get(recommendation__report=report).audit == audit
