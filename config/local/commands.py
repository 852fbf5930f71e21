"""What `python3 dev COMMAND` runs inside the environment that `dev` made."""

import os
import subprocess
import sys

from config.local import places
from config.local.places import CannotStart

# Commands that somebody runs first of all, as the README shows them: our own database is made ready for them.
READ_FIRST = {"replay"}


def manage(arguments: list[str]) -> int:
    """A Django command with the database up, as a child in our own session so that a shell works."""
    from config.local.preparing import make_ready
    from config.local.services import database_up, django_environment

    run = places.run_directory()
    with database_up(run) as server:
        environment = django_environment(run, server, owner=True)
        if server is not None and READ_FIRST.intersection(arguments[:1]):
            make_ready(run, server, environment)
        child = subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=places.ROOT, env=environment)
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue  # the terminal told the child too; its answer is the answer


def main() -> int:
    command, arguments = sys.argv[1], sys.argv[2:]
    try:
        if command == "manage":
            return manage(arguments)
        if command == "up":
            from config.local.supervisor import up

            return up(arguments)
        if command == "test":
            from config.local.testing import test

            return test(arguments)
        if command == "bench":
            from config.local.bench import bench

            return bench(arguments)
        from config.local import quality

        return quality.check() if command == "check" else quality.fix()
    except CannotStart as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main())
