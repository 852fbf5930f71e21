from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    """People, membership, roles, sign-in, the permission backend."""

    name = "accounts"

    def ready(self) -> None:
        from accounts.sessions import begin_at_sign_in

        user_logged_in.connect(begin_at_sign_in, dispatch_uid="accounts.begin_at_sign_in")
