"""The reference data: what is in it, and that loading it again is harmless. It is there after `migrate`."""

import json
from datetime import date

import pytest
from django.core.management import call_command

from councils import actions, reference
from councils.models import Council, District, RuleSet
from tests.councils import at, council

pytestmark = pytest.mark.django_db

NOW = at("2026-11-22T10:00")


def test_every_authority_of_england_and_wales_is_there() -> None:
    on = date(2026, 11, 22)
    kinds = Council.objects.real().in_being(on).values_list("nation", "type")
    counts = {kind: list(kinds).count(kind) for kind in set(kinds)}
    assert counts == {
        ("England", "london_borough"): 33,
        ("England", "metropolitan"): 36,
        ("England", "county"): 21,
        ("England", "unitary"): 63,
        ("Wales", "unitary"): 22,
    }
    assert District.objects.values("gss_code").distinct().count() == 164


def test_loading_twice_changes_nothing() -> None:
    before = Council.history.count(), RuleSet.history.count(), District.objects.count()
    again = reference.load(NOW)
    assert (again.made, again.changed) == ({}, {})
    assert (Council.history.count(), RuleSet.history.count(), District.objects.count()) == before


def test_the_command_says_that_nothing_changed(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_reference")
    assert "Councils, districts and rule sets: nothing to change." in capsys.readouterr().out


def test_a_row_that_was_altered_is_put_right_with_a_history() -> None:
    Council.objects.filter(short_name="Kent").update(region="Nowhere", unrecorded="the test's own mischief")
    assert reference.load(NOW).changed == {"councils": 1}
    assert council("Kent").region == "South East"
    latest = council("Kent").history.latest("history_id")  # the reference data was loaded today, after NOW
    assert (latest.history_change_reason, latest.history_date, latest.history_user_id) == ("Reference data", NOW, None)


def test_a_rule_set_that_a_person_chose_survives_the_next_load(person) -> None:
    actions.choose_rule_set(
        council=council("Durham"), code="place_of_harm", by=person(), at=NOW, now=NOW, because="Durham SCP, read today"
    )
    reference.load(NOW)
    assert council("Durham").rule_set_code == "place_of_harm"


def test_surrey_ends_and_two_councils_without_a_code_follow() -> None:
    surrey = council("Surrey")
    assert surrey.valid_until == date(2027, 3, 31)
    after = surrey.successors.order_by("name")
    assert [(one.name, one.gss_code, one.valid_from) for one in after] == [
        ("East Surrey", None, date(2027, 4, 1)),
        ("West Surrey", None, date(2027, 4, 1)),
    ]
    assert not any(one.is_invented for one in after)
    names = set(Council.objects.real().in_being(date(2027, 4, 1)).values_list("name", flat=True))
    assert {"East Surrey", "West Surrey"} <= names
    assert "Surrey" not in names
    east = District.objects.filter(council__name="East Surrey").values_list("name", flat=True)
    assert sorted(east) == ["Elmbridge", "Epsom and Ewell", "Mole Valley", "Reigate and Banstead", "Tandridge"]


def test_former_codes_are_understood_and_never_written() -> None:
    assert Council.objects.with_code("E08000016").get().gss_code == "E08000038"  # Barnsley
    assert Council.objects.with_code(" e08000019 ").get().name == "Sheffield"
    assert Council.objects.with_code("311").get().short_name == "Havering"
    assert not Council.objects.with_code("").exists()


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Bristol, City of", "Bristol"),
        ("Kingston upon Hull, City of", "Hull"),
        ("Herefordshire, County of", "Herefordshire"),
        ("County Durham", "Durham"),
        ("Kent", "Kent"),
    ],
)
def test_short_names_are_the_plain_ones(name: str, short: str) -> None:
    assert Council.objects.get(name=name).short_name == short


def test_every_rule_set_speaks_or_is_silent_on_every_responsibility() -> None:
    codes = set(Council.objects.values_list("rule_set_code", flat=True))
    sets = {one.code: one for one in RuleSet.objects.in_force(date(2026, 11, 22))}
    assert codes <= set(sets)
    for one in sets.values():
        assert set(one.leads) == set(reference.RESPONSIBILITIES), one.code
        assert set(one.notes) == set(reference.RESPONSIBILITIES), one.code
        assert one.source
        assert one.confidence in set("SVLRD")
    assert sets["kent_medway"].leads["strategy_discussion"] is None
    assert sets["london"].leads["strategy_discussion"] == "happened_in"


def test_who_follows_which_rule_set() -> None:
    assert {council(name).rule_set_code for name in ("Kent", "Medway")} == {"kent_medway"}
    assert Council.objects.filter(rule_set_code="london").count() == 33
    assert set(Council.objects.filter(nation="Wales").values_list("rule_set_code", flat=True)) == {"wales"}


def test_a_rule_set_that_names_an_unknown_place_is_not_loaded(monkeypatch, tmp_path) -> None:
    for name in ("councils.csv", "districts.csv"):
        (tmp_path / name).write_text((reference.DATA / name).read_text())
    wrong = (reference.DATA / "rule_sets.toml").read_text().replace('"works_in"', '"plays_in"', 1)
    (tmp_path / "rule_sets.toml").write_text(wrong)
    monkeypatch.setattr(reference, "DATA", tmp_path)
    with pytest.raises(ValueError, match="plays_in"):
        reference.load(NOW)


def test_leads_survive_the_database_as_json() -> None:
    assert (
        json.dumps(RuleSet.objects.get(code="london").leads["other_children"]) == '["harmer_lives_in", "happened_in"]'
    )
