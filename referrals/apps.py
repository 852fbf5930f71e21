from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """A child-protection referral from originating to receiving council."""

    name = "referrals"
