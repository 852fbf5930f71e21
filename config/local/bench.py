"""`dev bench`: the measurements, on a durable server of their own beside the demo's."""

import argparse
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from config.local import places
from config.local.services import Lock, django_environment, embedded_postgres, say


def bench(arguments: list[str]) -> int:
    """Start a server in `.run/bench`, or in the folder of `--keep`, migrate it, and run `manage.py bench` on it.

    Its settings are those of production (fsync on); HOLDFAST_BENCH_SUPERUSER_URL lets the command load data in bulk and
    make the databases it compares. Returns the command's exit code.
    """
    run = places.run_directory()
    lock = Lock(run / "bench.lock")
    if not lock.take(wait=False):
        say("A bench is already running from this checkout.")
        return 1
    ordinary = embedded_postgres(run)
    kept = _kept(arguments)
    server = replace(
        ordinary,
        data=kept / "postgres" if kept else ordinary.home / "bench",
        sockets=places.private_directory(ordinary.sockets.with_name(ordinary.sockets.name + "-bench"), ordinary.who),
        # With the data, so that another checkout can take up what this one kept.
        passwords=places.keep_secrets(kept) if kept else ordinary.passwords,
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


def _kept(arguments: list[str]) -> Path | None:
    """The folder of `--keep`, made if need be; the command itself reads the rest."""
    reader = argparse.ArgumentParser(add_help=False)
    reader.add_argument("--keep", type=Path)
    folder: Path | None = reader.parse_known_args(arguments)[0].keep
    if folder is None:
        return None
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # the database's own account passes through; its directory inside is its own
    return folder
