"""The database and the broker that a command uses: those the environment names, or our own embedded ones."""

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.local import places, postgres


def say(text: str) -> None:
    print(text, flush=True)


def secrets(run: Path) -> dict[str, str]:
    """The passwords and the signing key of this checkout."""
    return places.keep_secrets(places.service_home(run, places.account()))


def embedded_postgres(run: Path) -> postgres.Postgres:
    """The description of this checkout's own server; starts nothing."""
    who = places.account()
    home = places.service_home(run, who)
    return postgres.Postgres(
        data=home / "postgres",
        sockets=places.socket_directory(run, who),
        log=run / "log" / "postgres.log",
        passwords=places.keep_secrets(home),
        who=who,
        home=home,
        records=run / "children",
    )


def django_environment(run: Path, server: postgres.Postgres | None, *, owner: bool) -> dict[str, str]:
    """The environment for Django's programs on this machine.

    `owner`: also name the owner's role, which only commands that change the schema may know; pages never do.
    What the user has set stands.
    """
    environment = dict(os.environ)
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    environment.setdefault("PYTHONUNBUFFERED", "1")
    environment.setdefault("SECRET_KEY", secrets(run)["signing"])
    environment.setdefault("DEMO", "1")
    environment.setdefault("STATIC_ROOT", str(run / "static"))
    if environment["DEMO"] == "1":
        # Nothing that the demo "sends" leaves the machine.
        environment.setdefault("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
        environment.setdefault("EMAIL_FILE_PATH", str(run / "mail"))
        # The demo says so on every page: nobody's real file is put here, and the EICAR test file is refused.
        environment.setdefault("SCANNER", "development")
    if server:
        environment["DATABASE_URL"] = server.url()
        environment["DATABASE_OWNER_URL"] = server.url(postgres.OWNER)
    else:
        environment.setdefault("DATABASE_OWNER_URL", environment["DATABASE_URL"])
    if not owner:
        del environment["DATABASE_OWNER_URL"]
    return environment


class Lock:
    """An advisory lock on a file in the run directory; the system drops it when we end, however we end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self, *, shared: bool = False, wait: bool = True) -> bool:
        """True when it is ours. Taking it again changes between shared and exclusive."""
        if self._file is None:
            self._file = self.path.open("a+")
        how = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
        try:
            fcntl.flock(self._file, how)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


@contextmanager
def database_up(run: Path, tell: Callable[[str], None] = say) -> Iterator[postgres.Postgres | None]:
    """The embedded database for the length of one command, or None when DATABASE_URL names another.

    A server that `up` or another command runs is shared; otherwise one is started, and stopped afterwards once nobody
    else uses it.
    """
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    server = embedded_postgres(run)
    users, runner = Lock(run / "users.lock"), Lock(run / "postgres.lock")
    users.take(shared=True)
    try:
        while not server.ready():
            if runner.take(wait=False):
                break
            time.sleep(0.2)  # somebody else is just starting or stopping it
        else:
            yield server
            return
        server.initialise()
        child = server.start(tell)
        try:
            server.make_roles()
            server.make_database()
            yield server
        finally:
            users.release()
            if not users.take(wait=False):
                print("Waiting for other commands that use the database to finish …", file=sys.stderr)
                users.take()
            child.stop()
    finally:
        users.release()
        runner.release()
