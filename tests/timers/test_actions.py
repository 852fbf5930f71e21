from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from database.together import together
from tests.timers.clocks import ARRIVED, DUE, HAVERING, INSTANT, KENT, levels, london, running, stopped
from tests.timers.test_calendar import rows
from timers import actions
from timers.actions import Start, Stop
from timers.held import NoRule, held
from timers.models import Alert, AlertAnswer, Holiday, Look, Rule, Timer
from timers.sweep import sweep

pytestmark = pytest.mark.django_db

LADDER = {"due soon": "due_soon", "service manager": "service_manager", "head of service": "head_of_service"}


@pytest.mark.parametrize("row", rows("clocks.csv"), ids=lambda row: row["what happened"])
def test_a_clock_is_due_and_climbs_its_ladder_when_the_table_says(row):
    on = date.fromisoformat(row["about date"]) if row["about date"] else None
    timer = running(row["clock"], variant=row["variant"], at=london(row["at"]), on=on)
    assert timer.due_at == london(row["due"])
    expected = {"missed": london(row["due"])}
    expected |= {level: london(row[column]) for column, level in LADDER.items() if row[column]}
    assert dict(zip(timer.ladder, timer.ladder_at, strict=True)) == expected
    assert timer.ladder_at == sorted(timer.ladder_at)


def test_starting_twice_gives_the_clock_that_is_open():
    first = running(subject=("referrals.part", 1))
    again = running(subject=("referrals.part", 1), at=ARRIVED + timedelta(hours=3))
    assert again.pk == first.pk and again.due_at == DUE
    assert Timer.objects.count() == 1


def test_a_stopped_clock_makes_room_for_a_new_one():
    first = running(subject=("referrals.part", 1))
    stopped(first, DUE)
    assert running(subject=("referrals.part", 1)).pk != first.pk


def test_the_same_subject_has_a_clock_for_each_kind_and_council():
    part = ("referrals.part", 1)
    clocks = [running(subject=part), running(subject=part, council_id=KENT), running("parent_told", subject=part)]
    assert len({clock.pk for clock in clocks}) == 3


def test_six_clocks_start_in_one_statement_in_the_order_asked():
    kinds = ["parent_told", "decision", "family_contact", "assessment", "referrer_feedback", "known_contact"]
    part, referral = ("referrals.part", 1), ("referrals.referral", 1)
    specs = [Start(kind, HAVERING, part, referral, ARRIVED, on=date(2019, 5, 3)) for kind in kinds]
    held()
    with CaptureQueriesContext(connection) as queries:
        clocks = actions.start_many(specs, now=ARRIVED)
    assert len(queries) == 1
    assert [clock.kind for clock in clocks] == kinds
    assert all(clock.inputs["at"] == ARRIVED.isoformat() for clock in clocks)
    kept = {clock.pk: clock for clock in Timer.objects.all()}
    for clock in clocks:
        for field in Timer._meta.concrete_fields:
            assert getattr(clock, field.attname) == getattr(kept[clock.pk], field.attname), field.attname


def test_asking_twice_in_one_breath_makes_one_clock():
    spec = Start("decision", HAVERING, ("referrals.part", 1), ("referrals.referral", 1), ARRIVED)
    first, second = actions.start_many([spec, spec], now=ARRIVED)
    assert first.pk == second.pk


SPEC = Start("decision", HAVERING, ("referrals.part", 1), ("referrals.referral", 1), ARRIVED)


def test_clocks_that_begin_with_the_rest_of_an_act_are_the_same_clocks():
    apart = running(subject=("referrals.part", 2), about=("referrals.referral", 2))
    together("act", actions.beginning([SPEC], now=ARRIVED))
    together("act", actions.beginning([], now=ARRIVED))
    begun = Timer.objects.get(subject_id=1)
    for field in Timer._meta.concrete_fields:
        if field.name not in ("id", "subject_id", "about_id"):
            assert getattr(begun, field.attname) == getattr(apart, field.attname), field.attname
    assert Look.objects.get(timer=begun).next_at == begun.ladder_at[0]
    # One that is open runs on as it is.
    together("act", actions.beginning([SPEC], now=ARRIVED + timedelta(hours=1)))
    assert Timer.objects.get(subject_id=1).started_at == ARRIVED


def test_clocks_that_begin_with_the_rest_of_an_act_go_by_the_calendar_of_that_moment():
    held()
    beginning = actions.beginning([SPEC], now=ARRIVED)
    # By another process, since these were dated.
    Holiday.objects.create(nation="England", on=date(2019, 4, 18), name="Invented", source="test", added_at=ARRIVED)
    together("act", beginning)
    assert Timer.objects.get().due_at == london("2019-04-23T11:00")


def test_a_kind_that_was_loaded_since_is_known_when_clocks_begin_with_the_rest_of_an_act():
    held()
    row = Rule.objects.filter(kind="decision").values().get(current=True, council_id=None)
    Rule.objects.create(**{**row, "id": None, "kind": "newly_thought_of", "number": "T99"})
    together("act", actions.beginning([replace(SPEC, kind="newly_thought_of")], now=ARRIVED))
    assert Timer.objects.get().kind == "newly_thought_of"
    with pytest.raises(NoRule, match="no clock called decison"):
        actions.beginning([replace(SPEC, kind="decison")], now=ARRIVED)


def test_a_kind_nobody_knows_is_refused_by_name():
    with pytest.raises(NoRule, match="no clock called decison"):
        running("decison")


def test_a_clock_about_a_date_asks_for_it():
    with pytest.raises(ValueError, match="needs the date"):
        running("known_contact")


@pytest.mark.parametrize(
    ("at", "why"),
    [
        pytest.param(
            "2028-12-29T10:00", "No bank holidays are held for England on 2029-01-01", id="calendar too short"
        ),
        pytest.param("2009-06-01T10:00", "No rule for decision was in force on 2009-06-01", id="before any rule"),
    ],
)
def test_what_cannot_be_dated_is_kept_undated_and_alarmed_never_refused(at, why):
    timer = running(at=london(at))
    assert timer.due_at is None and timer.error == why and timer.ladder == []
    assert list(Timer.objects.undated()) == [timer]
    assert not Look.objects.exists()


def test_a_nation_without_a_calendar_leaves_its_clocks_undated():
    assert "Scotland" in running(nation="Scotland").error


def test_a_ladder_beyond_the_calendar_is_cut_short_and_says_so():
    timer = running(at=london("2028-12-27T10:00"))
    assert timer.due_at == london("2028-12-28T10:00")
    assert timer.ladder == ["due_soon", "missed"] and "No bank holidays" in timer.error


def test_a_due_instant_that_people_set_is_taken_as_it_is():
    visit = london("2019-04-17T18:00")
    timer = running(due_at=visit)
    assert timer.due_at == visit and timer.inputs["due_at"] == visit.isoformat()


def test_a_stop_at_the_due_instant_is_in_time():
    timer = running()
    done = stopped(timer, DUE)
    sweep(now=DUE + timedelta(days=30))
    assert not done.is_missed(DUE + timedelta(days=1)) and levels(timer) == ["due_soon"]


def test_a_microsecond_later_is_missed_even_if_nobody_had_looked():
    timer = running()
    done = stopped(timer, DUE + INSTANT)
    assert done.is_missed(DUE + timedelta(days=1)) and levels(timer) == ["due_soon", "missed"]
    assert not sweep(now=DUE + timedelta(days=30)).alerts


def test_a_stop_keyed_late_keeps_when_it_happened_and_the_alerts_raised_meanwhile():
    timer = running()
    sweep(now=DUE + timedelta(days=9))
    keyed = DUE + timedelta(days=10)
    done = stopped(timer, DUE - timedelta(hours=1), now=keyed)
    assert (done.stopped_at, done.stop_recorded_at) == (DUE - timedelta(hours=1), keyed)
    assert not done.is_missed(keyed)
    assert levels(timer) == ["due_soon", "missed", "service_manager", "head_of_service"]
    assert not Look.objects.exists()


def test_an_act_before_the_start_stops_the_clock_at_its_start():
    timer = running()
    assert stopped(timer, ARRIVED - timedelta(hours=2), now=ARRIVED).stopped_at == ARRIVED


def test_stopping_what_is_not_open_answers_none():
    timer = running()
    stopped(timer, DUE)
    assert stopped(timer, DUE) is None


def test_a_stop_says_why():
    with pytest.raises(ValueError, match="Say what stopped"):
        stopped(running(), DUE, because="")


def test_both_sides_stop_in_one_statement():
    kent = running("council_contact", council_id=KENT, towards_id=HAVERING)
    havering = running("council_contact", towards_id=KENT)
    keys = [Stop(clock.kind, clock.council_id, clock.subject) for clock in (kent, havering)]
    with CaptureQueriesContext(connection) as queries:
        done = actions.stop_many(keys, at=DUE, now=DUE, by_id=7, because="spoke")
    assert len(queries) == 1 and {clock.pk for clock in done} == {kent.pk, havering.pk}
    assert all(clock.stopped_by_id == 7 and clock.because == "spoke" for clock in done)


def test_a_councils_open_clocks_about_a_referral_stop_together():
    referral = ("referrals.referral", 99)
    mine = [running(kind, about=referral) for kind in ("decision", "parent_told", "assessment")]
    theirs = running(council_id=KENT, about=referral)
    gone = {"at": DUE, "now": DUE, "by_id": None, "because": "closed", "about": referral}
    assert actions.stop_open(council_id=HAVERING, kinds=["assessment"], **gone) == 1
    assert actions.stop_open(council_id=HAVERING, **gone) == 2
    assert list(Timer.objects.running().about(referral)) == [theirs]
    assert actions.stop_open(council_id=None, **gone) == 1
    assert Timer.objects.about(referral).stopped().count() == len(mine) + 1


def test_a_clock_known_only_after_it_ended_raises_what_it_passed():
    happened, written = london("2019-04-26T15:00"), london("2019-05-02T09:00")
    timer = actions.lapse(
        "record_written",
        council_id=HAVERING,
        subject=("referrals.family_contact", 5),
        about=("referrals.referral", 5),
        started_at=happened,
        stopped_at=written,
        now=written,
        by_id=7,
        because="written",
    )
    assert levels(timer) == ["due_soon", "missed"]
    assert timer.stopped_at == written and timer.is_missed(written)
    assert not Look.objects.exists()


def test_a_record_written_within_a_day_raises_nothing():
    timer = actions.lapse(
        "record_written",
        council_id=HAVERING,
        subject=("referrals.family_contact", 6),
        about=("referrals.referral", 6),
        started_at=ARRIVED,
        stopped_at=ARRIVED + timedelta(hours=24),
        now=ARRIVED + timedelta(hours=24),
        because="written",
    )
    assert levels(timer) == []


def test_handing_over_moves_open_clocks_and_leaves_who_held_them_when_an_alert_was_raised():
    referral = ("referrals.referral", 99)
    timer = running(about=referral, team_id=1, owner_id=11)
    done = running("parent_told", about=referral, team_id=1, owner_id=11)
    stopped(done, DUE)
    sweep(now=DUE + INSTANT)
    assert actions.hand_over(about=referral, council_id=HAVERING, team_id=2, owner_id=22) == 1
    timer.refresh_from_db()
    assert (timer.team_id, timer.owner_id) == (2, 22)
    assert set(Alert.objects.values_list("owner_id", flat=True)) == {11}


def missed_alert():
    timer = running()
    sweep(now=DUE + INSTANT)
    return timer.alerts.get(level="missed")


def test_an_acknowledged_alert_is_answered_until_the_next_rung():
    alert, now = missed_alert(), DUE + timedelta(hours=1)
    actions.acknowledge(alert, by_id=7, now=now, note="on it")
    assert "missed" not in Alert.objects.unanswered(now).values_list("level", flat=True)
    sweep(now=DUE + timedelta(days=8))
    assert "service_manager" in Alert.objects.unanswered(now).values_list("level", flat=True)


def test_a_snoozed_alert_comes_back():
    alert, now = missed_alert(), DUE + timedelta(hours=1)
    actions.snooze(alert, by_id=7, now=now, until=now + timedelta(hours=2), reason="mother rings at two")
    assert alert not in Alert.objects.unanswered(now)
    assert alert in Alert.objects.unanswered(now + timedelta(hours=3))


@pytest.mark.parametrize(
    ("hours", "reason"),
    [(0, "later"), (-1, "later"), (24 * 7, "later"), (2, "  ")],
    ids=["now", "past", "week", "no reason"],
)
def test_an_alert_is_put_off_only_with_a_reason_and_for_one_working_day_at_most(hours, reason):
    alert, now = missed_alert(), DUE + timedelta(hours=1)
    with pytest.raises(actions.ActionRefused, match="Not yet"):
        actions.snooze(alert, by_id=7, now=now, until=now + timedelta(hours=hours), reason=reason)
    assert not AlertAnswer.objects.exists()


def test_a_warning_can_wait_until_its_clock_is_due_and_no_longer():
    timer = running()
    sweep(now=DUE - timedelta(hours=1))
    alert = timer.alerts.get(level="due_soon")
    now = DUE - timedelta(minutes=30)
    with pytest.raises(actions.ActionRefused, match="no later than 18 April 2019 at 11:00am"):
        actions.snooze(alert, by_id=7, now=now, until=DUE + INSTANT, reason="soon")
    actions.snooze(alert, by_id=7, now=now, until=DUE, reason="soon")


def test_alerts_are_told_once():
    alert = missed_alert()
    ids = list(Alert.objects.untold().values_list("id", flat=True))
    assert actions.told(ids, now=DUE + timedelta(hours=1)) == 2 and actions.told(ids, now=DUE) == 0
    alert.refresh_from_db()
    assert alert.told_at == DUE + timedelta(hours=1)


def test_a_second_open_clock_cannot_be_written_by_any_door():
    timer = running()
    values = Timer.objects.filter(pk=timer.pk).values().get()
    values.pop("id")
    with pytest.raises(IntegrityError), transaction.atomic():
        Timer.objects.create(**values)


def test_rules_or_holidays_changed_by_another_process_are_seen_at_once():
    running()
    before = held()
    # Written past every cache, as another web copy or a person at the database would.
    Holiday.objects.create(nation="England", on=date(2019, 4, 18), name="Invented", source="test", added_at=ARRIVED)
    assert held() is before
    timer = running()
    assert timer.due_at == london("2019-04-23T11:00")
    assert timer.calendar_version == held().calendar("England").version != before.calendar("England").version


def test_a_kind_loaded_after_this_process_read_its_rules_can_be_started():
    running()
    rule = Rule.objects.get(kind="decision", current=True)
    values = {
        field.attname: getattr(rule, field.attname) for field in Rule._meta.concrete_fields if field.attname != "id"
    }
    Rule.objects.create(**(values | {"kind": "newly_made"}))
    assert running("newly_made").due_at == DUE
