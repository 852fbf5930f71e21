"""What was raised, recommended, counted or said is never changed, by anybody; where something stands never goes."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connections, transaction

# The owner too: a trigger holds for everybody; the plain role has not even the right.
GROWS = (
    *("attendance", "boardmeeting", "figurerun", "figuresnapshot", "learningitem", "learningreceipt", "learningteam"),
    *("ombudsmanreport", "oversightentry", "pack", "raisedwarning", "recommendation", "trainingheld"),
)
STAYS = ("binding", "delivery", "reportcouncil", "rulegap", "warningstanding")

pytestmark = pytest.mark.clone


def refused(alias: str, sql: str) -> bool:
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute(sql)
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("alias", ["default", "owner"])
def test_tables_that_only_grow_refuse_everything_else(alias: str) -> None:
    for table in GROWS:
        column = apps.get_model("audits", table)._meta.get_fields()
        name = next(one.column for one in column if getattr(one, "column", None) and one.name != "id")
        assert refused(alias, f'update "audits_{table}" set "{name}" = "{name}"'), table
        assert refused(alias, f'delete from "audits_{table}"'), table
        assert refused(alias, f'truncate "audits_{table}" cascade'), table


@pytest.mark.parametrize("alias", ["default", "owner"])
def test_where_something_stands_is_never_deleted(alias: str) -> None:
    for table in STAYS:
        assert refused(alias, f'delete from "audits_{table}"'), table
        assert refused(alias, f'truncate "audits_{table}" cascade'), table


def test_every_table_of_these_models_is_guarded() -> None:
    mine = {
        model._meta.model_name
        for model in apps.get_app_config("audits").get_models()
        if model.__module__.rsplit(".", 1)[-1] in {"figures", "gaps", "journal", "learning", "ombudsman", "warnings"}
    }
    assert mine == {*GROWS, *STAYS}
