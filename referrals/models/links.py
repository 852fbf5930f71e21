"""Links with which a council that has no accounts takes part: what each is for, what became of it, who used it.

A token is shown once, in the message that carries it; here lies only its hash. `DeskLinkEvent` is append-only.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.standing import Standing
from councils.models import Council, Desk
from referrals.models.acts import Sending
from referrals.models.duties import LeadProposal
from referrals.models.referral import Referral
from referrals.models.strategy import StrategyDiscussion
from referrals.models.talks import CouncilMessage


class DeskLink(models.Model):
    """The right of a duty desk to do a few things about one referral, for some days.

    `actor` is the account in whose name the desk acts (accounts.Role.DESK): nobody signs in with it, and it may do what
    the access table gives a desk, about its own links and nothing else.
    """

    class Purpose(models.TextChoices):
        REFERRAL = "referral", "A referral that was sent"
        LEAD = "lead", "A proposal who holds a responsibility"
        INVITATION = "invitation", "An invitation to a strategy discussion"
        MESSAGE = "message", "A message"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="desk_links")
    purpose = models.CharField(max_length=12, choices=Purpose)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")  # who asks
    to = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sending = models.ForeignKey(Sending, null=True, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(LeadProposal, null=True, on_delete=models.PROTECT, related_name="+")
    discussion = models.ForeignKey(StrategyDiscussion, null=True, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(CouncilMessage, null=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    sent_times = models.PositiveSmallIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_because = models.CharField(max_length=200, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["referral", "-id"], name="desk_link_of_referral")]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="desk_link_revoked_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"desk link {self.pk}"

    def is_live(self, now: datetime) -> bool:
        """True until it is revoked or has run out."""
        return self.revoked_at is None and now < self.expires_at

    def access(self) -> Standing:
        """For `has_perm(permission, link)`: it is its own desk's, while nobody has taken it back."""
        if self.revoked_at is not None:
            return Standing()
        return Standing(council_ids=frozenset({self.to_id}), worker_ids=frozenset({self.actor_id}))


class DeskSitting(models.Model):
    """A worker at a desk has given the code that was sent there: for a while this browser may read."""

    link = models.ForeignKey(DeskLink, on_delete=models.CASCADE, related_name="sittings")
    digest = models.CharField(max_length=64, unique=True)
    worker = models.CharField(max_length=120)
    line = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"sitting {self.pk}"


class DeskLinkEvent(models.Model):
    """What happened to a link: sent, opened, a code asked for, right or wrong, an act, revoked."""

    class What(models.TextChoices):
        SENT = "sent", "Sent"
        OPENED = "opened", "Opened"
        CODE_SENT = "code_sent", "Code sent"
        CODE_WRONG = "code_wrong", "Wrong code"
        READ = "read", "Read"
        ACTED = "acted", "Answered"
        REVOKED = "revoked", "Revoked"

    link = models.ForeignKey(DeskLink, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(max_length=12, choices=What)
    verb = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    named = models.CharField(max_length=120, blank=True)
    line = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["link", "id"], name="desk_link_event_order")]

    def __str__(self) -> str:
        return f"{self.what} of desk link {self.link_id}"
