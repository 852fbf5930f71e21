from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    """Authorities, teams, duty desks, messages to them."""

    name = "councils"
