from django.apps import AppConfig


class TrailConfig(AppConfig):
    """Append-only record: who did or saw what, when, why."""

    name = "trail"
