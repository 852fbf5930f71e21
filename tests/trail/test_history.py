"""The guard that keeps the history whole, and the one in the database that keeps it as it was."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from simple_history.models import HistoricalChanges

from councils.models import Council
from tests.councils import at, council, new_person
from trail.append_only import append_only
from trail.history import TrackedQuerySet, Unrecorded, delete_as, save_as

pytestmark = pytest.mark.django_db

NOW = at("2026-11-22T10:00")
HISTORIES = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
TRACKED = [
    model for model in apps.get_models() if hasattr(model, "history") and not issubclass(model, HistoricalChanges)
]


def kent() -> Council:
    return council("Kent")


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
def test_every_tracked_model_has_the_guard(model) -> None:
    assert isinstance(model._default_manager.all(), TrackedQuerySet)


@pytest.mark.parametrize("model", HISTORIES, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("statement", ["update {} set history_type = '-'", "delete from {}", "truncate {}"])
def test_no_history_can_be_changed(model, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(model._meta.db_table))


@pytest.mark.parametrize("model", HISTORIES, ids=lambda model: model._meta.label)
def test_every_history_refuses_the_owner_as_well(model) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgenabled, has_table_privilege('holdfast_app', tgrelid, 'update')"
            " or has_table_privilege('holdfast_app', tgrelid, 'delete')"
            " or has_table_privilege('holdfast_app', tgrelid, 'truncate')"
            " from pg_trigger where tgname = 'append_only' and tgrelid = %s::regclass",
            [model._meta.db_table],
        )
        assert cursor.fetchall() == [("A", False)]  # A: always, also while replicating


@pytest.mark.parametrize(
    "write",
    [
        lambda: Council.objects.filter(short_name="Kent").update(region="x"),
        lambda: Council.objects.bulk_create([Council(name="x", short_name="x", nation="England")]),
        lambda: Council.objects.bulk_update([kent()], ["region"]),
        lambda: Council.objects.update(unrecorded=" ", region="x"),
    ],
    ids=["update", "bulk_create", "bulk_update", "an empty reason"],
)
def test_a_mass_write_is_refused_without_a_reason(write) -> None:
    with pytest.raises(Unrecorded):
        write()


def test_a_mass_write_with_a_reason_passes() -> None:
    assert Council.objects.filter(short_name="Kent").update(region="x", unrecorded="a test") == 1
    one = kent()
    one.region = "y"
    assert Council.objects.bulk_update([one], ["region"], unrecorded="a test") == 1
    assert kent().region == "y"


def test_saving_says_who_when_and_why_once() -> None:
    one, jo = kent(), new_person()
    one.region = "y"
    save_as(one, by=jo, now=NOW, because="Because", fields=["region"])
    latest = one.history.latest("history_id")  # the reference data was loaded today, after NOW
    assert (latest.history_user_id, latest.history_date, latest.history_change_reason) == (jo.pk, NOW, "Because")
    assert not hasattr(one, "_history_user")  # or the next plain save would be put down to Jo


def test_many_are_created_with_their_histories_in_one_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        made = Council.objects.create_many(
            [Council(name=f"c{n}", short_name=f"c{n}", nation="England", is_invented=True) for n in range(3)],
            now=NOW,
            because="Three at once",
        )
    assert len([query for query in queries if "INSERT" in query["sql"]]) == 1
    assert [one.history.get().history_type for one in made] == ["+", "+", "+"]


def test_what_is_deleted_leaves_its_last_state() -> None:
    [one] = Council.objects.create_many(
        [Council(name="c", short_name="c", nation="England", is_invented=True)], now=NOW
    )
    number = one.pk
    delete_as(one, by=new_person(), now=NOW, because="Made by mistake")
    assert [row.history_type for row in Council.history.filter(id=number)] == ["-", "+"]


@pytest.mark.parametrize("name", ['x"; drop table y', "Upper", "", "a b", "1a"])
def test_only_a_plain_table_name_becomes_append_only(name: str) -> None:
    with pytest.raises(ValueError, match="plain table name"):
        append_only(name)
