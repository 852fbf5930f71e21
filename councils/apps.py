from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.signals import post_migrate
from django.utils import timezone


class CouncilsConfig(AppConfig):
    """Authorities, teams, duty desks, messages to them."""

    name = "councils"

    def ready(self) -> None:
        # As with calendars and rules: no database is ever served, or tested, without the councils.
        post_migrate.connect(load_after_migrate, sender=self, dispatch_uid="councils.reference")


def load_after_migrate(sender: AppConfig, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Signal handler: once this room's tables stand in full, load what belongs in them, as the plain role."""
    from councils import reference

    with connections[using].cursor() as cursor:
        cursor.execute(
            "select exists (select from pg_trigger where tgname = 'append_only'"
            " and tgrelid = to_regclass('councils_historicalcouncil'))"
        )
        stands = cursor.fetchone()[0]
    if stands:
        reference.load(timezone.now())
