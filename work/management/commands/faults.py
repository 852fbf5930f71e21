"""Write docs/faults.md from work/faults.toml and the code it names."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from work import faults


class Command(BaseCommand):
    help = "Write docs/faults.md: every fault, its control, where it is and which tests prove it."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = []
        for fault in faults.read():
            for control in fault.by:
                try:
                    faults.resolve(control)
                except LookupError as error:
                    wrong.append(f"Fault {fault.number}: {control}: {error.args[0]}")
        if wrong:
            raise CommandError("\n".join(wrong))
        faults.DOCUMENT.write_text(faults.document(), encoding="utf-8")
        self.stdout.write(f"{faults.DOCUMENT.name}: {len(faults.read())} faults")
