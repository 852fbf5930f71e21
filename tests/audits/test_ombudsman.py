"""Reports and decisions of the Ombudsman: whom they bind, what is refused and why, which act stops which clock."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audits import actions
from audits.models import Binding, OmbudsmanReport, OversightEntry, ReportCouncil
from referrals.refusals import NotPossible, Refused
from tests.referrals.pages import signed_in, text_of
from tests.world import MONDAY, World
from timers.calendar import end_of
from timers.models import Alert, Timer
from timers.sweep import sweep

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def report(world: World) -> OmbudsmanReport:
    """A report that binds Kent and Croydon, received on the day before yesterday's week."""
    return received(world)


def received(world: World, **more: Any) -> OmbudsmanReport:
    given = {
        "kind": "report",
        "number": "19 010 981",
        "councils": [world.council("kent"), world.council("croydon")],
        "received_on": TODAY - timedelta(days=7),
    }
    return actions.record_report(by=world.person("kent", "monitoring_officer"), at=MONDAY, now=MONDAY, **(given | more))


def recommended(world: World, report: OmbudsmanReport, *, by: str = "kent", **more: Any) -> Any:
    given = {
        "kind": "training",
        "words": "Train the staff.",
        "councils": [world.council("kent")],
        "limit": "weeks",
        "amount": 6,
    }
    return actions.recommend(
        by=world.person(by, "monitoring_officer"),
        report=report,
        recommended=actions.Recommended(**(given | more)),
        at=MONDAY,
        now=MONDAY,
    )


def binding(recommendation: Any, world: World, alias: str = "kent") -> Binding:
    return Binding.objects.get(recommendation=recommendation, council=world.council(alias))


def accepted(world: World, one: Binding, alias: str = "kent") -> Binding:
    by = world.person(alias, "monitoring_officer")
    return actions.accept_recommendation(by=by, binding=one, accepted=True, on=TODAY, owner=by, at=MONDAY, now=MONDAY)


def done(world: World, one: Binding, on: date = TODAY, evidence: str = "A register", alias: str = "kent") -> Binding:
    return actions.complete_recommendation(
        by=world.person(alias, "monitoring_officer"), binding=one, on=on, evidence=evidence, at=MONDAY, now=MONDAY
    )


def clock(kind: str, world: World, alias: str = "kent") -> Timer:
    return Timer.objects.filter(kind=kind, council_id=world.council(alias).pk).latest("pk")


def test_each_council_that_it_binds_owes_all_that_the_law_asks(world: World, report: OmbudsmanReport) -> None:
    for alias in ("kent", "croydon"):
        due = {
            one.kind: one.due_at
            for one in Timer.objects.running().filter(council_id=world.council(alias).pk, about_id=report.pk)
        }
        three_months = end_of(date(2027, 2, 8))  # received on 9 November 2026
        assert due == {
            "ombudsman_report": three_months,
            "ombudsman_answer": three_months,
            "ombudsman_confirmation": end_of(date(2027, 5, 8)),
            "ombudsman_publication": end_of(date(2026, 11, 23)),
        }


def test_a_decision_with_agreed_actions_has_no_limit_for_members(world: World) -> None:
    received(world, kind="decision", number="19 011 816")
    assert not Timer.objects.filter(about_label="audits.ombudsmanreport").exists()


@pytest.mark.parametrize(
    ("body", "on", "minute", "codes"),
    [
        ("", TODAY, "Minute 3", ["members.body_missing"]),
        ("Cabinet", None, "Minute 3", ["members.date_missing"]),
        ("Cabinet", TODAY, "  ", ["members.minute_missing"]),
        (" ", None, "", ["members.body_missing", "members.date_missing", "members.minute_missing"]),
    ],
    ids=["no body", "no date", "no minute", "nothing"],
)
def test_members_consideration_needs_body_date_and_minute(
    body: str, on: date | None, minute: str, codes: list[str], world: World, report: OmbudsmanReport
) -> None:
    with pytest.raises(Refused) as refused:
        actions.members_considered(
            by=world.person("kent", "monitoring_officer"),
            report=report,
            body=body,
            on=on,
            minute=minute,
            at=MONDAY,
            now=MONDAY,
        )
    assert refused.value.codes == codes
    for ground in refused.value.grounds:
        assert ground.sentence.startswith("Not yet: ") and ground.why and ground.instead
        assert "31(2)" in ground.source
    assert clock("ombudsman_report", world).stopped_at is None


def considered(world: World, report: OmbudsmanReport, on: date = TODAY, alias: str = "kent") -> ReportCouncil:
    return actions.members_considered(
        by=world.person(alias, "monitoring_officer"),
        report=report,
        body="Cabinet",
        on=on,
        minute="Minute 61",
        at=MONDAY,
        now=MONDAY,
    )


def test_members_consideration_stops_its_own_clock_and_only_ones_own(world: World, report: OmbudsmanReport) -> None:
    considered(world, report)
    assert clock("ombudsman_report", world).stopped_at == MONDAY
    assert clock("ombudsman_answer", world).stopped_at is None, "the Ombudsman has not been told"
    assert clock("ombudsman_report", world, "croydon").stopped_at is None


def test_members_cannot_have_considered_it_tomorrow_or_before_it_came(world: World, report: OmbudsmanReport) -> None:
    for on in (TODAY + timedelta(days=1), TODAY - timedelta(days=8)):
        with pytest.raises(NotPossible) as refused:
            considered(world, report, on=on)
        assert refused.value.field == "on"


def test_told_published_and_confirmed_each_stop_their_own_clock(world: World, report: OmbudsmanReport) -> None:
    by = world.person("kent", "monitoring_officer")
    for step, kind, words in (
        ("answer_ombudsman", "ombudsman_answer", ""),
        ("publish_report", "ombudsman_publication", "kent.example/ombudsman"),
        ("confirm_to_ombudsman", "ombudsman_confirmation", ""),
    ):
        actions.take_step(by=by, report=report, step=step, on=TODAY, words=words, at=MONDAY, now=MONDAY)
        stopped = clock(kind, world)
        # A clock that would only have begun after T70 ends is stopped at its own start.
        assert stopped.stopped_at == max(MONDAY, stopped.started_at), step
    with pytest.raises(NotPossible, match="where the public can read it"):
        actions.take_step(by=by, report=report, step="publish_report", on=TODAY, at=MONDAY, now=MONDAY)


@pytest.mark.parametrize("kind", ["report", "decision"])
def test_sharing_with_ofsted_is_recorded_by_each_council_with_its_day(world: World, kind: str) -> None:
    """Fault 51: the Ombudsman shares what concerns children's services with Ofsted."""
    report = received(world, kind=kind, number=f"a {kind}")
    by = world.person("kent", "monitoring_officer")
    step = {"by": by, "report": report, "step": "share_with_ofsted", "at": MONDAY, "now": MONDAY}
    client = signed_in(by)
    there = f"/ombudsman/{report.reference}/"
    assert "Record that it was shared with Ofsted" in text_of(client.get(there))
    for on in (TODAY + timedelta(days=1), report.decided_on - timedelta(days=1)):
        with pytest.raises(NotPossible):
            actions.take_step(**step, on=on)
    actions.take_step(**step, on=TODAY)
    assert report.councils.get(council=world.council("kent")).ofsted_on == TODAY
    assert report.councils.get(council=world.council("croydon")).ofsted_on is None
    assert "Record that it was shared with Ofsted" not in text_of(client.get(there))


def test_done_is_not_confirmed_while_something_is_not_done(world: World, report: OmbudsmanReport) -> None:
    one = accepted(world, binding(recommended(world, report), world))
    by = world.person("kent", "monitoring_officer")
    confirm = {"by": by, "report": report, "step": "confirm_to_ombudsman", "on": TODAY, "at": MONDAY, "now": MONDAY}
    with pytest.raises(NotPossible, match="recommendation 1"):
        actions.take_step(**confirm)
    done(world, one)
    actions.take_step(**confirm)


def test_done_needs_evidence_and_an_acceptance(world: World, report: OmbudsmanReport) -> None:
    one = binding(recommended(world, report), world)
    with pytest.raises(Refused) as refused:
        done(world, one, evidence="  ")
    assert refused.value.codes == ["recommendation.evidence_missing", "recommendation.not_accepted"]
    accepted(world, one)
    done(world, one)
    stopped = clock("ombudsman_recommendation", world)
    assert stopped.stopped_at == MONDAY
    assert stopped.due_at == end_of(report.decided_on + timedelta(weeks=6))
    with pytest.raises(NotPossible, match="recorded as done"):
        done(world, one)


def test_training_waits_until_every_council_has_agreed_the_approach(world: World) -> None:
    report = received(
        world,
        kind="decision",
        number="19 011 816",
        decided_on=TODAY - timedelta(days=30),
        received_on=TODAY - timedelta(days=30),
    )
    both = [world.council("kent"), world.council("croydon")]
    approach = recommended(
        world, report, kind="approach", words="Agree an approach.", councils=both, limit="months", amount=3
    )
    training = recommended(world, report, after=1, limit="months", amount=6)
    ours = accepted(world, binding(training, world))
    for alias in ("kent", "croydon"):
        with pytest.raises(Refused) as refused:
            done(world, ours)
        assert refused.value.codes == ["recommendation.approach_not_agreed"]
        assert "19 011 816" in refused.value.grounds[0].source
        done(world, accepted(world, binding(approach, world, alias), alias), TODAY - timedelta(days=2), alias=alias)
    with pytest.raises(Refused):
        done(world, ours, on=TODAY - timedelta(days=3))
    assert done(world, ours).done_on == TODAY


def test_each_council_says_for_itself_whether_it_accepts(world: World, report: OmbudsmanReport) -> None:
    both = [world.council("kent"), world.council("croydon")]
    made = recommended(world, report, councils=both)
    accepted(world, binding(made, world))
    assert binding(made, world, "croydon").accepted is None
    with pytest.raises(NotPossible, match="answers for itself"):
        accepted(world, binding(made, world, "croydon"))
    by = world.person("croydon", "monitoring_officer")
    decline = {
        "by": by,
        "binding": binding(made, world, "croydon"),
        "accepted": False,
        "on": TODAY,
        "at": MONDAY,
        "now": MONDAY,
    }
    with pytest.raises(NotPossible, match="why"):
        actions.accept_recommendation(**decline)
    declined = actions.accept_recommendation(**decline, reason="We have audited them already.")
    assert declined.accepted is False
    assert clock("ombudsman_recommendation", world, "croydon").stopped_at is None, "declining ends no deadline"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"words": " "}, "what is recommended"),
        ({"councils": []}, "councils that it binds"),
        ({"limit": "date"}, "set one"),
        ({"limit": "weeks", "amount": 0}, "how many weeks"),
        ({"after": 9}, "no recommendation of that number"),
    ],
    ids=["no words", "binds nobody", "no day set", "no length", "waits for nothing"],
)
def test_a_recommendation_is_whole(more: dict[str, Any], says: str, world: World, report: OmbudsmanReport) -> None:
    with pytest.raises(NotPossible, match=says):
        recommended(world, report, **more)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"received_on": TODAY + timedelta(days=1)}, "still to come"),
        ({"decided_on": TODAY}, "before it was decided"),
        ({"number": "19 010 981"}, "on record already"),
    ],
    ids=["tomorrow", "before it was decided", "twice"],
)
def test_a_report_that_cannot_be_so(more: dict[str, Any], says: str, world: World, report: OmbudsmanReport) -> None:
    with pytest.raises(NotPossible, match=says):
        received(world, **({"number": "another"} | more))


def test_another_council_cannot_record_for_those_it_binds(world: World, report: OmbudsmanReport) -> None:
    with pytest.raises(NotPossible, match="does not bind"):
        recommended(world, report, by="medway")
    with pytest.raises(NotPossible, match="does not bind"):
        considered(world, report, alias="medway")


def test_a_later_day_needs_the_ombudsmans_own_writing(world: World, report: OmbudsmanReport) -> None:
    by, until = world.person("kent", "monitoring_officer"), date(2027, 3, 31)
    longer = {"by": by, "report": report, "until": until, "at": MONDAY, "now": MONDAY}
    with pytest.raises(NotPossible, match="letter or message"):
        actions.agree_longer(**longer, evidence=" ")
    actions.agree_longer(**longer, evidence="Letter of 12 November")
    assert clock("ombudsman_report", world).due_at == end_of(until)
    assert clock("ombudsman_confirmation", world).due_at == end_of(date(2027, 6, 30))
    assert clock("ombudsman_report", world, "croydon").due_at == end_of(date(2027, 2, 8))
    with pytest.raises(NotPossible, match="the present one"):
        actions.agree_longer(**longer, evidence="x")


def test_what_is_not_done_goes_up_the_ladder(world: World, report: OmbudsmanReport) -> None:
    due = clock("ombudsman_publication", world).due_at
    for later, levels in (
        (timedelta(microseconds=1), {"due_soon", "missed"}),
        (timedelta(days=9), {"due_soon", "missed", "service_manager", "head_of_service"}),
    ):
        sweep(now=due + later, about=[report.pair])
        raised = Alert.objects.filter(kind="ombudsman_publication", council_id=world.council("kent").pk)
        assert {one.level for one in raised} == levels


def test_everything_done_is_a_line_that_says_who_and_when(world: World, report: OmbudsmanReport) -> None:
    one = accepted(world, binding(recommended(world, report), world))
    done(world, one)
    considered(world, report)
    label, key = report.pair
    verbs = [line.verb for line in OversightEntry.objects.filter(about_label=label, about_id=key).order_by("pk")]
    assert verbs == [
        *("record_ombudsman_report", "recommend", "accept_recommendation", "complete_recommendation"),
        "members_considered",
    ]


def test_the_database_keeps_a_meeting_whole(world: World, report: OmbudsmanReport) -> None:
    own = report.councils.get(council=world.council("kent"))
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportCouncil.objects.filter(pk=own.pk).update(members_on=TODAY)
    one = binding(recommended(world, report), world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Binding.objects.filter(pk=one.pk).update(done_on=TODAY)


def test_numbers_are_given_in_turn(world: World, report: OmbudsmanReport) -> None:
    assert [recommended(world, report).number for _ in range(3)] == [1, 2, 3]
