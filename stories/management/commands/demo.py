"""Make the living demo, or print who can sign in to it."""

import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from stories.demo import making, staff


class Command(BaseCommand):
    help = "Fill an empty database with three councils at work. Made once; run again, it says that it is there."
    # Pages are checked where they are served; this fills tables.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sign-ins", action="store_true", help="print one ready-made sign-in per role")

    def handle(self, *args: Any, sign_ins: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration is made only where DEMO=1 is set, on a machine without real data.")
        if sign_ins:
            if not staff.is_there():
                raise CommandError("There is no demonstration here yet. Make it with: python3 dev manage demo")
            self.stdout.write(staff.sign_ins())
            return
        began = time.monotonic()
        if making.make(now=timezone.now(), tell=self._tell):
            self.stdout.write(f"The demonstration is ready after {time.monotonic() - began:.0f} s.")
        else:
            self.stdout.write("The demonstration is there already.")

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        sys.stdout.flush()
