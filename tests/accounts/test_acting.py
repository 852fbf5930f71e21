import pytest
from django.db import connection

from accounts.acting import acting_for, streamed
from tests.accounts.people import council, person

in_database = pytest.mark.django_db


def told() -> tuple[int | None, int | None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT holdfast_person(), holdfast_council()")
        return cursor.fetchone()


@in_database
def test_the_database_knows_who_acts_and_forgets_it():
    user = person()
    with acting_for(user) as acting:
        assert told() == (user.pk, user.council_id)
        assert acting.council_id == user.council_id
    assert told() == (None, None)


@in_database
def test_an_act_within_anothers_leaves_no_name_behind():
    one, other = person(), person(of="Havering")
    with acting_for(one):
        with acting_for(other):
            assert told() == (other.pk, other.council_id)
        assert told() == (one.pk, one.council_id)
        with pytest.raises(RuntimeError), acting_for(other):
            raise RuntimeError
        assert told() == (one.pk, one.council_id)


@in_database
def test_the_engine_acts_for_a_council_without_a_person():
    with acting_for(None, council("Kent")):
        assert told() == (None, council("Kent").pk)


@in_database
def test_a_stream_makes_its_lines_inside_a_transaction_of_its_own():
    user = person()

    def lines():
        yield str(told()).encode()

    assert b"".join(streamed(user, None, lines())).decode() == str((user.pk, user.council_id))
    assert told() == (None, None)


@pytest.mark.clone
def test_nothing_is_left_on_the_connection_for_whoever_gets_it_next():
    with acting_for(person()):
        assert told() != (None, None)
    assert told() == (None, None)
