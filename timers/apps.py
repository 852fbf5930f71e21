from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class TimersConfig(AppConfig):
    name = "timers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from timers import checks, loading  # noqa: F401  (checks register themselves)

        autodiscover_modules("deadlines", "consequences")
        # Whoever migrates also loads the calendars and rules, so no database is ever served, or tested, without them.
        post_migrate.connect(loading.after_migrate, sender=self, dispatch_uid="timers.loading")
