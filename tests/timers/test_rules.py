"""Rules as data: dated, cited, versioned, and each case judged by the one in force on its day."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction

from tests.timers.clocks import ARRIVED, DUE, HAVERING, KENT, london, running
from timers import loading
from timers.held import NoRule, held, may_set_own_figure, rule_for
from timers.loading import BadRules, load_calendars, load_rules, read_rules, rule_files
from timers.models import Holiday, Rule

pytestmark = pytest.mark.django_db
NOW = london("2026-11-20T10:00")
TODAY = NOW.date()


def copy_of(kind: str, **changes) -> Rule:
    rule = Rule.objects.get(kind=kind, variant="", current=True, council_id=None)
    values = {
        field.attname: getattr(rule, field.attname) for field in Rule._meta.concrete_fields if field.attname != "id"
    }
    return Rule(**(values | changes))


def test_migrating_leaves_the_rules_and_calendars_loaded_and_loading_again_changes_nothing(capsys):
    before = Rule.objects.count()
    assert before >= 10 and Holiday.objects.count() == 314
    call_command("load_rules")
    assert "0 added, 0 changed" in capsys.readouterr().out
    assert Rule.objects.count() == before


@pytest.mark.parametrize(
    ("kind", "number", "length", "confidence"),
    [
        ("decision", "T01", "1 working day, to the minute", "S"),
        ("referrer_feedback", "T02", "1 working day, to the minute", "S"),
        ("family_contact", "T04", "1 working day, to the minute", "D"),
        ("assessment", "T16", "45 working days", "V"),
        ("parent_told", "T18", "1 working day, to the minute", "D"),
        ("known_contact", "T19", "before the date", "D"),
        ("record_written", "T20", "3 working days", "D"),
        ("council_contact", "T30", "1 working day, to the minute", "D"),
        ("outbound_acknowledgement", "T31", "1 working day, to the minute", "D"),
    ],
)
def test_each_clock_says_how_long_where_from_and_how_sure(kind, number, length, confidence):
    rule = rule_for(kind, "", None, TODAY)
    assert (rule.number, rule.length, rule.confidence) == (number, length, confidence)
    assert rule.source and rule.measures and rule.starts and rule.stops and rule.applies


@pytest.mark.parametrize("kind", ["referrer_feedback", "record_written"])
def test_two_clocks_stop_at_the_team_manager(kind):
    assert rule_for(kind, "", None, TODAY).ladder == {"missed": 0}


def test_a_changed_row_becomes_a_new_version_and_running_clocks_keep_theirs(monkeypatch):
    timer = running()
    old = timer.rule
    rows = [row for path in rule_files() for row in read_rules(path)]
    wanted = [{**row, "amount": 2} if row["kind"] == "decision" else row for row in rows]
    monkeypatch.setattr(loading, "rule_files", lambda: ["one"])
    monkeypatch.setattr(loading, "read_rules", lambda path: wanted)
    changes = load_rules(now=NOW)
    assert (changes.added, changes.changed) == (0, 1)
    new = running().rule
    assert (old.version, new.version, new.amount) == (1, 2, 2)
    timer.refresh_from_db()
    assert timer.rule_id == old.pk and timer.due_at == DUE
    old.refresh_from_db()
    assert old.amount == 1 and not old.current


def test_a_case_is_judged_by_the_rule_in_force_on_the_day_it_started():
    copy_of("decision", amount=3, in_force_from=date(2019, 4, 18), version=1).save()
    assert running().due_at == DUE
    assert running(at=ARRIVED + timedelta(days=1)).due_at == london("2019-04-25T11:00")


def test_a_rule_ends():
    copy_of("decision", variant="old", in_force_until=date(2019, 4, 16)).save()
    assert rule_for("decision", "old", None, date(2019, 4, 16)).amount == 1
    with pytest.raises(NoRule, match=r"No rule for decision \(old\) was in force on 2019-04-17"):
        rule_for("decision", "old", None, date(2019, 4, 17))


def test_a_nations_own_rule_goes_before_the_common_one():
    copy_of("decision", nation="Wales", amount=2).save()
    assert rule_for("decision", "", None, TODAY, "Wales").amount == 2
    assert rule_for("decision", "", None, TODAY, "England").amount == 1


def test_a_council_may_set_its_own_figure_where_no_national_source_sets_one():
    copy_of("parent_told", council_id=KENT, amount=2).save()
    assert rule_for("parent_told", "", KENT, TODAY).amount == 2
    assert rule_for("parent_told", "", HAVERING, TODAY).amount == 1
    assert may_set_own_figure(rule_for("parent_told", "", None, TODAY))


@pytest.mark.parametrize("confidence", ["S", "D"], ids=["named as it is", "passed off as a default"])
def test_a_national_figure_is_read_never_set_by_a_council(confidence):
    assert not may_set_own_figure(rule_for("decision", "", None, TODAY))
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        copy_of("decision", council_id=KENT, amount=5, confidence=confidence).save()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('source = "s"', "", r"missing \['source'\]"),
        ('source = "s"', 'source = "s"\ncolour = "red"', r"not understood \['colour'\]"),
        ('unit = "hours"', 'unit = "moons"', "unit is one of"),
        ("missed = 0", "missed = 1", "a ladder starts with missed = 0"),
        ('confidence = "D"', 'confidence = "D"\nconsequence = "due_soon"', "names a rung"),
        ("[[clock]]", "[[clock", "clocks.toml"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_what_was_expected(tmp_path, old, new, said):
    good = (
        '[[clock]]\nkind = "x"\nnumber = "T99"\ntitle = "t"\nmeasures = "m"\nstarts = "a"\nstops = "b"\napplies = "c"\n'
        'amount = 1\nunit = "hours"\nladder = { missed = 0 }\nsource = "s"\nconfidence = "D"\n'
        "in_force_from = 2010-01-01\n"
    )
    path = tmp_path / "clocks.toml"
    path.write_text(good)
    assert read_rules(path)[0]["due_soon_unit"] == ""
    path.write_text(good.replace(old, new))
    with pytest.raises(BadRules, match=said):
        read_rules(path)


def test_two_rows_for_the_same_thing_are_refused(monkeypatch):
    monkeypatch.setattr(loading, "rule_files", lambda: ["one", "two"])
    row = {"kind": "x", "variant": "", "nation": "", "in_force_from": TODAY}
    monkeypatch.setattr(loading, "read_rules", lambda path: [row])
    with pytest.raises(BadRules, match="Two rows"):
        load_rules(now=NOW)


def test_a_clock_with_a_consequence_needs_somebody_who_does_it(monkeypatch, tmp_path):
    from timers import checks

    room = tmp_path / "someroom"
    room.mkdir()
    monkeypatch.setattr(checks, "rule_files", lambda: [room / "clocks.toml"])
    monkeypatch.setattr(checks, "read_rules", lambda path: [{"kind": "nobodys", "consequence": "missed"}])
    (error,) = checks.rules_can_be_read()
    assert error.id == "timers.E002" and "someroom/deadlines.py" in error.hint


def test_loading_a_longer_calendar_dates_what_was_undated(monkeypatch):
    timer = running(at=london("2028-12-29T10:00"))
    assert timer.due_at is None
    real = loading._rows
    longer = [{"nation": "England", "covers_from": "2010-01-01", "covers_until": "2029-12-31"}]
    new_year = {"nation": "England", "on": "2029-01-01", "name": "New Year’s Day", "source": "1971 Act"}
    monkeypatch.setattr(
        loading, "_rows", lambda name: longer if name == "calendars.csv" else [*real("holidays.csv"), new_year]
    )
    loaded = load_calendars(now=NOW)
    timer.refresh_from_db()
    assert timer.due_at == london("2029-01-02T10:00") and not timer.error and loaded.moved == 1
    assert timer.look.next_at == timer.ladder_at[0]
    assert held(fresh=True).calendar("England").covers_until == date(2029, 12, 31)
