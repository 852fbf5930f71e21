"""Runs before pytest-django reads the settings (`-p tests.plugin` in pyproject.toml): names the test database.

The server itself is started in pytest_configure, once, by the process that leads the run; xdist's workers find it in
the environment they inherit. Each has a database of its own, cloned from one migrated template.
"""

import atexit
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from config.local import places
from config.local.postgres import APP, DATABASE, OWNER, Postgres
from config.local.processes import Child

TEMPLATE = "holdfast_template"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
LEADS = not WORKER
# What differs between the processes of one run: never the server, always the database.
WORKER_DATABASE = f"{DATABASE}_{WORKER or 'lead'}"


def _describe() -> Postgres:
    """The throw-away server: made by the lead, described alike in every process."""
    if LEADS:
        home = Path(tempfile.mkdtemp(prefix="holdfast-test-", dir="/tmp"))  # noqa: S108  sockets need a short path
        home.chmod(0o711)
        atexit.register(shutil.rmtree, home, ignore_errors=True)  # also when the settings do not even load
        passwords = {name: secrets.token_urlsafe(16) for name in ("superuser", "owner", "app")}
        os.environ["HOLDFAST_TEST_SERVER"] = json.dumps({"home": str(home), "passwords": passwords})
    told = json.loads(os.environ["HOLDFAST_TEST_SERVER"])
    home = Path(told["home"])
    return Postgres(
        data=home / "data",
        sockets=home / "s",
        log=home / "postgres.log",
        passwords=told["passwords"],
        who=places.account(),
        home=home,
        durable=False,
    )


server = _describe()
os.environ.update(
    {
        "DATABASE_URL": server.url(APP, WORKER_DATABASE),
        "DATABASE_OWNER_URL": server.url(OWNER, WORKER_DATABASE),
        "REDIS_URL": "redis://127.0.0.1:1/0",  # no broker: nothing may need one to be right
        "SECRET_KEY": "only-for-tests-" + "x" * 50,
        "DEBUG": "0",
        "DEMO": "1",
        "SCANNER": "development",
        "CONN_MAX_AGE": "0",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "STATIC_ROOT": str(server.home / "static"),
        "EMAIL_FILE_PATH": str(server.home / "mail"),
    }
)
os.environ.pop("PGBOUNCER", None)

_child: Child | None = None
_override: Any = None
_browser_tests: Counter[str] = Counter()
_figures: list[str] = []


def _migrate() -> None:
    """Fill the template as the owner, by the same command as in production."""
    server.make_database(TEMPLATE)
    environment = os.environ | {
        "DATABASE_URL": server.url(OWNER, TEMPLATE),
        "DATABASE_OWNER_URL": server.url(OWNER, TEMPLATE),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--database", "owner", "--no-input", "--verbosity", "0"],
        cwd=places.ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise pytest.UsageError(f"The test database could not be migrated:\n{done.stdout}{done.stderr}")


def only_loopback() -> None:
    """Refuse every network connection but to this machine: a test that needs the world is not a test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if not (host in {"localhost", "::1"} or host.startswith("127.")):
                raise RuntimeError(f"Tests may not open a connection to {host}.")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]


def pytest_configure(config: pytest.Config) -> None:
    global _child, _override
    collecting_only = config.option.collectonly or config.option.help
    if LEADS and not collecting_only:
        server.initialise()
        _child = server.start()
        server.make_roles()
        (server.home / "static").mkdir(exist_ok=True)  # WhiteNoise warns about a missing one, and warnings are errors
        _migrate()
    only_loopback()

    from django.test import override_settings

    _override = override_settings(
        # Argon2 is slow on purpose; here it would only be slow.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        # No manifest: tests need no collectstatic. A test of its own checks that collectstatic passes.
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    )
    _override.enable()


def pytest_unconfigure() -> None:
    if _override is not None:
        _override.disable()
    if _child is not None:
        _child.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright leaves a running loop in the thread, which Django's guard would then refuse.

    Slow ones first, so that no process ends up alone with a long one.
    """
    items.sort(key=lambda item: (bool(item.get_closest_marker("browser")), not item.get_closest_marker("slow")))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if LEADS and "browser" in report.keywords and (report.when == "call" or report.failed):
        _browser_tests[report.outcome] += 1
    if LEADS and report.when == "call":
        _figures.extend(str(value) for name, value in report.user_properties if name == "figures")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    ran = sum(_browser_tests.values())
    for line in _figures:
        terminalreporter.write_line(line)
    terminalreporter.write_line(f"browser tests run: {ran}")
