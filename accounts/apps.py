from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    """People, membership, roles, sign-in, the permission backend."""

    name = "accounts"

    def ready(self) -> None:
        # Django's own would save the whole person at each sign-in and so add a line to the history that says nothing.
        user_logged_in.disconnect(dispatch_uid="update_last_login")
