"""Rows of several tables in one statement: keys first, then all of them with their first history."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.models import Council, Team
from trail.writing import _as_text, give_keys, insert_together

NOW = datetime(2026, 11, 25, 10, 0, 0, 123456, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def council(name: str) -> Council:
    return Council(name=name, short_name=name, nation="England", is_invented=True)


def test_rows_that_name_each_other_are_written_in_one_statement_with_their_history() -> None:
    councils = [council("Alpha"), council("Beta")]
    teams = [Team(council=one, name="Front Door", is_front_door=True) for one in councils]
    assert teams[0].council_id is None  # named before the council has its key
    give_keys(councils, teams)
    assert [team.council_id for team in teams] == [one.pk for one in councils]
    insert_together(councils, teams, now=NOW, because="A test")
    assert [Team.objects.get(pk=team.pk).council for team in teams] == councils
    assert not councils[0]._state.adding
    first = councils[0].history.get()
    assert (first.history_type, first.history_date, first.history_change_reason) == ("+", NOW, "A test")
    with CaptureQueriesContext(connection) as queries:
        again = [council("Gamma")]
        give_keys(again)
        insert_together(again, [Team(council=again[0], name="North")], now=NOW)
    assert len([one for one in queries if one["sql"].startswith("EXECUTE insert_together")]) == 1


def test_rows_without_keys_are_given_theirs_in_order() -> None:
    made = [council(f"c{number}") for number in range(5)]
    insert_together(made, [], now=NOW)
    assert [Council.objects.get(pk=one.pk).name for one in made] == [one.name for one in made]


def test_a_row_that_names_one_without_a_key_is_written_with_the_key_it_was_given() -> None:
    new = council("Epsilon")
    team = Team(council=new, name="Front Door")
    give_keys([new])
    insert_together([new], [team], now=NOW)
    assert Team.objects.get(pk=team.pk).council == new


def test_nothing_is_nothing() -> None:
    insert_together([], [])


def test_a_history_is_written_at_an_instant() -> None:
    with pytest.raises(ValueError, match="pass now"):
        insert_together([council("Delta")])


def test_instants_keep_their_microseconds_and_nothing_is_turned_to_text_by_chance() -> None:
    assert _as_text(NOW) == "2026-11-25 10:00:00.123456+00:00"
    assert _as_text(Decimal("1.10")) == "1.10"
    with pytest.raises(TypeError):
        _as_text(object())
