from django.apps import AppConfig


class WorkConfig(AppConfig):
    """My work, inbox, dashboards: what is due across the rooms."""

    name = "work"
