"""The loop that needs no broker: it keeps the promise when Valkey, the worker and beat are all gone."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError, connection

from timers.engine import Watch, tick

#: After a look that failed for want of a database: soon again, since 60 seconds is the promise.
RETRY_SECONDS = 1.0


class Command(BaseCommand):
    help = "Raise what was missed, again and again, by the database's clock and without a broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=15.0, help="seconds between two looks (default 15)")
        parser.add_argument("--once", action="store_true", help="look once and say what was done")

    def handle(self, *args: Any, every: float, once: bool, **options: Any) -> None:
        if every <= 0:
            raise CommandError("--every takes a number of seconds above 0")
        watch = Watch("once" if once else "sweep")
        if once:
            swept = tick(watch)
            self.stdout.write(f"{swept.alerts} alerts raised, {swept.followed} followed up, {swept.failed} failed")
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        self.stdout.write(f"Looking every {every:g} seconds")
        while not stop.is_set():
            stop.wait(every if self._look(watch) else min(every, RETRY_SECONDS))

    def _look(self, watch: Watch) -> bool:
        """One look; False when the database was away: then the connection is made anew and the loop lives on."""
        try:
            swept = tick(watch)
        except (DatabaseError, InterfaceError) as error:
            self.stderr.write(f"Not looked: {type(error).__name__}. Trying again.")
            connection.close()
            return False
        if swept.alerts or swept.failed:
            self.stdout.write(f"{swept.alerts} alerts raised, {swept.followed} followed up, {swept.failed} failed")
        return True
