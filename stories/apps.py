from django.apps import AppConfig


class StoriesConfig(AppConfig):
    """Replay of case files and the living demo."""

    name = "stories"
