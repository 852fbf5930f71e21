from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Complaints through their stages."""

    name = "complaints"

    def ready(self) -> None:
        from complaints import checks  # noqa: F401  (they register themselves)
