"""The append-only journal of a referral, one line for everything that happened, and the prompts it raised.

The lines and the questions of a complaint are made alike: complaints.models.journal.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from councils.models import Council
from referrals.models.referral import Referral

#: Nothing is written down before it happened.
NOT_EARLY = Q(at__lte=F("recorded_at"))


class Line(models.Model):
    """What happened, when, and when it was written down. Each room says itself who may have done it: `by`."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    below_standard = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Question(models.Model):
    """A question that the product puts to a council. It asks; it never blocks."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=40)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settled_because = models.TextField(blank=True)

    class Meta:
        abstract = True


class JournalEntry(Line):
    """What happened on a referral. Both councils read the same line (PRODUCT, invariant 4).

    `by` is empty where nobody did it: a deadline passed, and the product did what follows from that by itself, for the
    council whose deadline it was.
    """

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="journal", db_index=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name_plural = "journal entries"
        indexes = [models.Index(fields=["referral", "-at", "-id"], name="journal_newest")]
        constraints = [models.CheckConstraint(condition=NOT_EARLY, name="nothing_is_written_early")]

    def __str__(self) -> str:
        return f"{self.verb} on {self.referral_id}"


class Prompt(Question):
    """A question about a referral, to one of its councils."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="prompts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "council", "code"], condition=Q(settled_at=None), name="one_open_prompt_each"
            )
        ]
        indexes = [
            # The inbox begins with these, of the whole council.
            models.Index(
                fields=["council", "-at", "-id"],
                condition=Q(code="live_elsewhere", settled_at=None),
                name="prompt_live_elsewhere",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} on {self.referral_id}"
