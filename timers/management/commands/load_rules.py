from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from timers.loading import BadRules, load_calendars, load_rules


class Command(BaseCommand):
    help = (
        "Load the committed bank holidays and every room's clocks.toml. `migrate` does so too; again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS)

    def handle(self, *args: Any, database: str, **options: Any) -> None:
        now = timezone.now()
        days = load_calendars(now=now, using=database)
        try:
            rules = load_rules(now=now, using=database)
        except BadRules as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Bank holidays: {days.added} added, {days.moved} open clocks moved")
        self.stdout.write(f"Rules: {rules.added} added, {rules.changed} changed")
