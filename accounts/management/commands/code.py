"""`manage.py code NAME`: the code that somebody's authenticator app would show now. In the demonstration only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone

from accounts import codes
from accounts.models import Factor


class Command(BaseCommand):
    help = "Print the present second-factor code of a demonstration person, by name or e-mail address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="+", help="the name or the e-mail address, or the beginning of one")

    def handle(self, *args: Any, name: list[str], **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Codes are printed in the demonstration only. Set DEMO=1 on a machine without real data."
            )
        asked = " ".join(name)
        found = list(
            Factor.objects.select_related("user")
            .filter(Q(user__name__istartswith=asked) | Q(user__email__istartswith=asked))
            .order_by("user__name")[:10]
        )
        if not found:
            raise CommandError(f"Nobody called “{asked}” has a second factor.")
        now = timezone.now()
        left = codes.STEP - int(now.timestamp()) % codes.STEP
        for factor in found:
            self.stdout.write(f"{codes.code_at(factor, now)}  {factor.user.name} <{factor.user.email}>, {left} s left")
