"""`dev bench`: the measurements, on a durable server of their own beside the demo's."""

import os
import subprocess
import sys
from dataclasses import replace

from config.local import places
from config.local.services import Lock, django_environment, embedded_postgres, say


def bench(arguments: list[str]) -> int:
    """Start a server in `.run/bench`, migrate it, and run `manage.py bench` on it.

    Its settings are those of production (fsync on); HOLDFAST_BENCH_SUPERUSER_URL lets the command load data in bulk and
    make the databases it compares. Returns the command's exit code.
    """
    run = places.run_directory()
    lock = Lock(run / "bench.lock")
    if not lock.take(wait=False):
        say("A bench is already running from this checkout.")
        return 1
    ordinary = embedded_postgres(run)
    server = replace(
        ordinary,
        data=ordinary.home / "bench",
        sockets=places.private_directory(ordinary.sockets.with_name(ordinary.sockets.name + "-bench"), ordinary.who),
        log=run / "log" / "bench-postgres.log",
        records=None,
    )
    server.initialise()
    child = server.start(say)
    try:
        server.make_roles()
        server.make_database()
        environment = django_environment(run, server, owner=True)
        environment["HOLDFAST_BENCH_SUPERUSER_URL"] = server.url("postgres")
        environment["PATH"] = f"{server.programs}{os.pathsep}{environment.get('PATH', '')}"
        manage = [sys.executable, "manage.py"]
        subprocess.run(
            [*manage, "migrate", "--database", "owner", "--no-input", "--verbosity", "0"],
            cwd=places.ROOT,
            env=environment,
            check=True,
        )
        return subprocess.run([*manage, "bench", *arguments], cwd=places.ROOT, env=environment).returncode
    finally:
        child.stop()
        lock.release()
