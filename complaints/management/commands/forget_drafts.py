"""Destroys public complaint forms that nobody has touched for 28 days: by hand what the engine does by itself."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from complaints.public import forget


class Command(BaseCommand):
    help = "Destroy public complaint forms not touched for 28 days, 500 at a time. The engine does it after every look."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{forget(now=timezone.now())} forgotten")
