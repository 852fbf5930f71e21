from django.apps import AppConfig


class AuditsConfig(AppConfig):
    """Reviews of practice."""

    name = "audits"
