from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Complaints through their stages."""

    name = "complaints"
