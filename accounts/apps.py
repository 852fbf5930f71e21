from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, membership, roles, sign-in, the permission backend."""

    name = "accounts"
