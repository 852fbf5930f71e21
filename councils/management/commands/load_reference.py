"""Loads what every council shares: bank holidays, the clocks' rules, councils, districts and rule sets."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from councils import reference


class Command(BaseCommand):
    help = "Load the reference data: holidays, rules, councils, districts, rule sets. Loading twice changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = reference.load(timezone.now())
        for word, counts in (("new", loaded.made), ("changed", loaded.changed)):
            if counts:
                self.stdout.write(f"{word}: " + ", ".join(f"{n} {kind}" for kind, n in counts.items()))
        if not loaded.made and not loaded.changed:
            self.stdout.write("Councils, districts and rule sets: nothing to change.")
        call_command("load_rules", stdout=self.stdout)
