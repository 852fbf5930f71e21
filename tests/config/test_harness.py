"""The harness itself: if these walls are not there, other tests prove less than they say."""

import socket
import threading

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError


@pytest.mark.django_db
def test_the_driver_is_psycopg2() -> None:
    assert connection.Database.__name__ == "psycopg2"


@pytest.mark.django_db
def test_tests_run_as_the_plain_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("holdfast_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE rolname = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_plain_role_may_not_change_the_schema() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mine (id int)")


def test_a_clone_commits_for_other_threads(clone: str) -> None:
    from django.contrib.auth.models import Group

    Group.objects.create(name="seen from a thread")
    seen: list[int] = []

    def look() -> None:
        seen.append(Group.objects.filter(name="seen from a thread").count())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]
    assert connection.settings_dict["NAME"] == clone


@pytest.mark.django_db
def test_what_a_clone_committed_is_gone() -> None:
    from django.contrib.auth.models import Group

    assert not Group.objects.filter(name="seen from a thread").exists()


def test_no_connection_leaves_this_machine() -> None:
    with pytest.raises(RuntimeError, match="may not open a connection"), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))
