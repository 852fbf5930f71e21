"""What several rooms ask or write in one statement: each its own values, each its own answer."""

from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from database.together import Piece, together
from trail.models import Submission


def named(name: str, number: int) -> Piece:
    """Two of these call their value by one word."""
    return Piece(name, "%(number)s::int * 10", {"number": number})


def writing(name: str, token: UUID | None) -> Piece:
    insert = (
        "INSERT INTO trail_submission (token, by_id, at, answer) VALUES (%(token)s, 1, now(), '{}') RETURNING token"
    )
    return Piece(name, f"(SELECT token::text FROM {name})", {"token": token}, items=f"{name} AS ({insert})")


@pytest.mark.django_db
def test_each_piece_has_its_own_values_and_its_own_answer_in_order() -> None:
    assert together("test", named("one", 1), named("other", 2)) == [10, 20]


@pytest.mark.django_db
def test_what_a_piece_makes_of_its_answer_is_what_the_act_gets() -> None:
    keys = Piece("keys", "ARRAY(SELECT generate_series(1, %(n)s::int))", {"n": 3}, read=sum)
    assert together("test", keys, Piece("nothing", "NULL", {})) == [6, None]


@pytest.mark.django_db
def test_pieces_are_one_statement_planned_once() -> None:
    together("test", named("one", 1), named("other", 2))
    with CaptureQueriesContext(connection) as queries:
        together("test", named("one", 3), named("other", 4))
    assert [one["sql"].split("_")[0] for one in queries] == ["EXECUTE test"]


@pytest.mark.django_db
def test_what_pieces_write_is_written_whole_or_not_at_all() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert together("test", writing("a", one), writing("b", other)) == [str(one), str(other)]
    with pytest.raises(IntegrityError), transaction.atomic():
        together("test", writing("a", UUID(int=3)), writing("b", None))
    assert set(Submission.objects.values_list("token", flat=True)) == {one, other}
