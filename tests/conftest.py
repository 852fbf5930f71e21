"""The database of each process, and fresh clones of it for tests that really commit."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from tests import plugin

pytest_plugins = ["tests.browser"]


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """This process's database: cloned from the template, not made by Django, since the plain role may make none."""
    plugin.server.clone(plugin.TEMPLATE, plugin.WORKER_DATABASE)


def _point_at(name: str) -> None:
    """Let both aliases use database `name`, in every thread: new connections read the same settings."""
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
        connections.settings[alias]["NAME"] = name


@pytest.fixture
def clone(django_db_blocker: Any) -> Iterator[str]:
    """A database of the test's own with real commits, for threads and live servers; gone afterwards.

    Use this instead of a transactional `db`: the plain role cannot TRUNCATE, and append-only tables refuse it anyway.
    Gives the database's name.
    """
    name = f"holdfast_clone_{secrets.token_hex(6)}"
    plugin.server.clone(plugin.TEMPLATE, name)
    before = connections.settings["default"]["NAME"]
    with django_db_blocker.unblock():
        _point_at(name)
        try:
            yield name
        finally:
            _point_at(before)
    plugin.server.drop(name)


@pytest.fixture(autouse=True)
def _own_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = request.node.get_closest_marker("browser")
    if browser:
        # Playwright's loop runs in this thread, so Django would take every query here for one in async code.
        monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    if browser or request.node.get_closest_marker("clone"):
        request.getfixturevalue("clone")
