"""A responsibility that has not ended is held by somebody: the database itself refuses anything else."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.world import MONDAY, World

BREAKING = {
    "let go by whoever holds it": "UPDATE referrals_holding SET until = since",
    "begun without a holder": (
        "INSERT INTO referrals_duty (referral_id, code, began_at, ended_because)"
        " SELECT id, 'lado', now(), '' FROM referrals_referral"
    ),
    "who held it deleted": "DELETE FROM referrals_holding",
    "the responsibility deleted": "DELETE FROM referrals_duty",
    "emptied": "TRUNCATE referrals_holding CASCADE",
}


@pytest.mark.parametrize("sql", BREAKING.values(), ids=BREAKING.keys())
def test_no_statement_leaves_a_responsibility_with_nobody(world: World, sql: str) -> None:
    world.logged("kent", MONDAY)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_is_logged_is_held_from_the_first(world: World) -> None:
    referral = world.logged("kent", MONDAY)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert referral.duties.exists()
    assert all(duty.holdings.filter(until=None).exists() for duty in referral.duties.all())
