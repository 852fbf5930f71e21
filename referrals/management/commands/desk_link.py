"""Print a link to a council's duty desk, and the code that was sent there: only in the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.acting import acting_for
from councils.models import Council
from referrals import references
from referrals.actions import linking
from referrals.models import DeskLink, Referral
from referrals.reaching import address_of
from referrals.refusals import NotPossible


class Command(BaseCommand):
    help = (
        "Demonstration only. Print a new link with which the duty desk of a council without accounts answers a "
        "referral that was sent to it, or (--code) a new code for its latest link."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reference", nargs="?", default="", help="left out: the latest that was sent to a desk")
        parser.add_argument("council", nargs="?", default="", help="its name or code; left out: the one it was sent to")
        parser.add_argument("--code", action="store_true", help="print a code for the latest link instead")

    def handle(self, *args: Any, reference: str, council: str, code: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("A link is printed only where DEMO=1 is set, on a machine without real data.")
        links = DeskLink.objects.select_related("referral", "to", "council", "made_by").order_by("-pk")
        if reference:
            found = Referral.objects.filter(reference=references.tidy(reference) or "").first()
            if found is None:
                raise CommandError(f"There is no referral {reference}.")
            links = links.filter(referral=found)
        if council:
            to = Council.objects.called(council).order_by("pk").first()
            if to is None:
                raise CommandError(f"No council is called {council}.")
            links = links.filter(to=to)
        link = links.first()
        if link is None:
            raise CommandError("No link was sent yet. Send a referral to a council that has no accounts.")
        now = timezone.now()
        if code:
            self._print_code(link, now)
            return
        with transaction.atomic(), acting_for(link.made_by, link.council_id):
            try:
                again, token = linking.send_link_again(by=link.made_by, link=link, now=now)
            except NotPossible as refusal:
                raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            f"{again.to.short_name}, reference {again.referral.reference} ({again.get_purpose_display()})"
        )
        self.stdout.write(address_of(token))
        self.stdout.write("The code that is asked before reading: python3 dev manage desk_link --code")

    def _print_code(self, link: DeskLink, now: Any) -> None:
        with transaction.atomic():
            self.stdout.write(linking.demonstration_code(link, now=now))
