"""The embedded server's life: what it survives, whom it leaves alone, whom it lets in."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from config.local import places
from config.local.postgres import APP, OWNER, PORT, Postgres
from tests import plugin

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[Postgres]:
    """A durable server of the test's own, not started."""
    with tempfile.TemporaryDirectory(prefix="holdfast-own-", dir="/tmp") as name:
        home = Path(name)
        home.chmod(0o711)
        yield Postgres(
            data=home / "data",
            sockets=home / "s",
            log=home / "postgres.log",
            passwords={"superuser": "s", "owner": "o", "app": "a"},
            who=places.account(),
            home=home,
        )


def _count(server: Postgres) -> int:
    with server.superuser() as cursor:
        cursor.execute("SELECT count(*) FROM kept")
        return int(cursor.fetchone()[0])


def test_what_was_acknowledged_survives_a_kill(server: Postgres) -> None:
    server.initialise()
    child = server.start()
    with server.superuser() as cursor:
        cursor.execute("CREATE TABLE kept (id int)")
    for killed in range(1, 4):
        with server.superuser() as cursor:
            cursor.execute("INSERT INTO kept VALUES (%s)", [killed])
        assert child.process is not None
        child.process.kill()
        child.process.wait()
        child = server.start()
        assert _count(server) == killed
    child.stop()
    assert not child.running


def test_a_stale_pid_file_harms_no_stranger_and_does_not_stand_in_the_way(server: Postgres) -> None:
    server.initialise()
    # Of the same user as the server, which is when PostgreSQL itself would refuse to start.
    switch = dict(server.who.switch) if server.who else {}
    stranger = subprocess.Popen(["sleep", "60"], cwd="/", **switch)  # type: ignore[call-overload]
    try:
        (server.data / "postmaster.pid").write_text(f"{stranger.pid}\n{server.data}\n1\n{PORT}\n")
        child = server.start()
        assert server.ready()
        child.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_half_written_pid_file_does_not_stand_in_the_way(server: Postgres) -> None:
    server.initialise()
    (server.data / "postmaster.pid").write_text("")
    child = server.start()
    assert server.ready()
    child.stop()


def test_initialising_twice_keeps_what_is_there(server: Postgres) -> None:
    assert server.initialise()
    assert not server.initialise()


def test_a_cut_off_initialisation_is_made_again(server: Postgres) -> None:
    (server.data.parent / "data.new").mkdir()
    (server.data.parent / "data.new" / "PG_VERSION").write_text("18")
    assert server.initialise()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_it_ends_with_a_parent_that_was_killed(server: Postgres) -> None:
    server.initialise()
    script = f"""
import json, sys, time
from pathlib import Path
from config.local import places
from config.local.postgres import Postgres
home = Path({str(server.home)!r})
server = Postgres(data=home / "data", sockets=home / "s", log=home / "postgres.log",
                  passwords={server.passwords!r}, who=places.account(), home=home)
server.start()
print("up", flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=places.ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        assert parent.stdout.readline() == "up\n"
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    child = server.start()  # waits for the old one's end, then starts
    assert server.ready()
    child.stop()


# The rest asks the throw-away server that is running anyway.


@pytest.mark.parametrize("user", ["postgres", OWNER, APP])
def test_nobody_gets_in_without_a_password(user: str) -> None:
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(host=str(plugin.server.sockets), port=PORT, user=user, password="guess", dbname="postgres")


def test_only_its_own_user_enters_the_socket_directory() -> None:
    seen = plugin.server.sockets.stat()
    assert seen.st_mode & 0o777 == 0o700
    assert seen.st_uid == (plugin.server.who.uid if plugin.server.who else os.geteuid())


def test_it_sorts_and_compares_as_production_does() -> None:
    with plugin.server.superuser() as cursor:
        cursor.execute(
            "SELECT datlocprovider::text, datlocale, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = %s",
            [plugin.TEMPLATE],
        )
        assert cursor.fetchone() == ("b", "C.UTF-8", "UTF8")
    compose = (places.ROOT / "docker-compose.yml").read_text()
    assert "--locale-provider=builtin --locale=C.UTF-8 --encoding=UTF8 --data-checksums" in compose


def test_no_migration_made_an_extension() -> None:
    """The embedded build has none, so production must not come to need one."""
    with plugin.server.superuser(plugin.TEMPLATE) as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        assert [row[0] for row in cursor.fetchall()] == ["plpgsql"]


def test_the_roles_are_plain() -> None:
    with plugin.server.superuser() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'holdfast%' AND NOT "
            "(rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls) ORDER BY rolname"
        )
        assert [row[0] for row in cursor.fetchall()] == [APP, OWNER]
