"""What must refuse to serve, and with which words."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection

from config import checks

SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on"}


def test_safe_settings_pass() -> None:
    assert checks.durable(SAFE) == []


@pytest.mark.parametrize("setting", sorted(SAFE))
def test_each_unsafe_setting_is_named_with_its_cure(setting: str) -> None:
    (error,) = checks.durable(SAFE | {setting: "off"})
    assert setting in error.msg
    assert error.hint


def test_a_replica_that_writes_is_as_safe_as_a_disk() -> None:
    assert checks.durable(SAFE | {"synchronous_commit": "remote_apply"}) == []


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ({"superuser": True, "bypasses": True, "owns": 0}, "is a superuser"),
        ({"superuser": False, "bypasses": True, "owns": 0}, "bypasses row-level security"),
        ({"superuser": False, "bypasses": False, "owns": 3}, "owns 3 of the tables"),
    ],
)
def test_a_role_that_passes_the_walls_may_not_serve(role: dict[str, Any], words: str) -> None:
    (error,) = checks.plain("somebody", **role)
    assert words in error.msg


def test_the_plain_role_may_serve() -> None:
    assert checks.plain("holdfast_app", superuser=False, bypasses=False, owns=0) == []


def test_psycopg_3_may_not_slip_in() -> None:
    assert checks.right_driver("psycopg2") == []
    assert checks.right_driver("psycopg")


def test_a_lost_trigger_names_its_table() -> None:
    assert checks.sealed({"trail_entry"}, ["trail_entry", "another"]) == []
    (error,) = checks.sealed({"trail_entry", "trail_b"}, ["trail_b"])
    assert "trail_entry" in error.msg
    assert "trail_b" not in error.msg


def test_the_migrations_say_which_tables_are_sealed() -> None:
    assert "trail_entry" in checks.tables_to_be_sealed()


@pytest.mark.django_db
def test_here_only_the_throw_away_settings_are_refused() -> None:
    """The real role, driver and triggers of the test database pass; its server is fast and unsafe on purpose."""
    found = {error.id for error in checks.database_is_safe(databases=["default"])}
    assert found == {"holdfast.E001"}
    assert connection.settings_dict["USER"] == "holdfast_app"


def test_the_owner_alias_is_not_asked() -> None:
    assert checks.database_is_safe(databases=["owner"]) == []


def _page(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"page"]


def _ask(gate: checks.SafeToServe) -> tuple[str, bytes]:
    said: list[str] = []
    body = b"".join(gate({}, lambda status, headers: said.append(status)))
    return said[0], body


def test_an_unsafe_database_ends_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsafe() -> None:
        raise ImproperlyConfigured("fsync")

    monkeypatch.setattr(checks, "refuse_unsafe", unsafe)
    with pytest.raises(ImproperlyConfigured):
        checks.SafeToServe(_page)


def test_a_database_that_is_away_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Exception | None] = [OperationalError("starting"), OperationalError("starting"), None]

    def look() -> None:
        answer = answers.pop(0)
        if answer:
            raise answer

    monkeypatch.setattr(checks, "refuse_unsafe", look)
    gate = checks.SafeToServe(_page)
    assert _ask(gate) == ("200 OK", b"page")  # the page says itself that the database is away
    assert _ask(gate) == ("200 OK", b"page")
    assert answers == []
    assert _ask(gate) == ("200 OK", b"page")  # and having passed, it is not asked any more


def test_one_that_comes_back_unsafe_serves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Exception] = [OperationalError("starting"), ImproperlyConfigured("fsync")]

    def look() -> None:
        raise answers.pop(0)

    monkeypatch.setattr(checks, "refuse_unsafe", look)
    status, body = _ask(checks.SafeToServe(_page))
    assert status.startswith("503")
    assert b"page" not in body
