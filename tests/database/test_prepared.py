"""Statements that are planned once: what they ask, when they are prepared, and what they do without a session."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from councils.models import Council, RuleSet
from database.prepared import Prepared, PreparedObjects, prepared, read_named


def sent(act) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        act()
    return [one["sql"].split()[0] for one in queries]


@pytest.mark.parametrize(
    ("sql", "values", "answer"),
    [
        ("SELECT %s::int + %s::int", [1, 2], (3,)),
        ("SELECT %(a)s::int * %(a)s::int + %(b)s::int", {"b": 1, "a": 3, "more": 0}, (10,)),
        ("SELECT 7 %% 4", [], (3,)),
        ("SELECT 'a' LIKE 'a%%' AND %s::text = 'it''s'", ["it's"], (True,)),
        ("SELECT %(ids)s::bigint[]", {"ids": [1, 2]}, ([1, 2],)),
    ],
)
@pytest.mark.django_db
def test_it_asks_what_the_plain_statement_asks(sql, values, answer) -> None:
    assert Prepared("test", sql).one(values) == answer
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.fetchone() == answer


@pytest.mark.django_db
def test_it_is_prepared_once_for_a_connection_and_outlives_a_rollback() -> None:
    asking = Prepared("test", "SELECT %s::int")
    with transaction.atomic():
        assert sent(lambda: asking.one([1])) == ["PREPARE", "EXECUTE"]
        transaction.set_rollback(True)
    assert sent(lambda: asking.one([2])) == ["EXECUTE"]


@pytest.mark.django_db
def test_a_text_has_one_name_and_another_text_another() -> None:
    assert prepared("test", "SELECT 1") is prepared("test", "SELECT 1")
    assert Prepared("test", "SELECT 1").name != Prepared("test", "SELECT 2").name


@pytest.mark.django_db
def test_a_pool_that_shares_connections_is_sent_the_statement_itself(monkeypatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", True)
    asking = Prepared("test", "SELECT %(a)s::int")
    assert sent(lambda: asking.one({"a": 1})) == ["SELECT"]
    assert asking.one({"a": 4}) == (4,)


@pytest.mark.django_db
def test_plans_do_not_depend_on_values() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW plan_cache_mode")
        assert cursor.fetchone() == ("force_generic_plan",)


@pytest.mark.django_db
def test_objects_come_as_a_query_set_gives_them() -> None:
    by_code = PreparedObjects("test", Council, "WHERE t.gss_code = ANY(%s) ORDER BY t.id")
    codes = ["E10000016", "E09000016"]
    assert by_code.all([codes]) == list(Council.objects.filter(gss_code__in=codes).order_by("id"))
    (found,) = PreparedObjects("test", RuleSet, "WHERE t.id = %s").all([RuleSet.objects.latest("pk").pk])
    assert isinstance(found.leads, dict)
    assert found.leads == RuleSet.objects.get(pk=found.pk).leads


@pytest.mark.django_db
def test_rows_by_name() -> None:
    assert Prepared("test", "SELECT 1 AS a, 'x' AS b").named_rows() == [{"a": 1, "b": "x"}]
    assert read_named("SELECT %s::int AS a", [5]) == [{"a": 5}]
