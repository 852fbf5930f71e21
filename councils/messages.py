"""The outbox as a table: what leaves for a desk or a person, and what became of it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self, now: datetime) -> "MessageQuerySet":
        """Not sent, not given up, and not leased to a sender who may still be at it."""
        return self.filter(state="waiting", next_try_at__lte=now)

    def not_delivered(self) -> "MessageQuerySet":
        """Given up, and nobody has said yet that they told the recipient in another way."""
        return self.filter(state="failed", seen_at=None)


class Message(models.Model):
    """The outbox: written with the act that needs it, sent after the commit by whoever leases it first.

    `council` is the one whose message it is and whose people must act when it cannot be delivered; the recipient is
    `desk` or `person`. `attempt` is the fence: only the sender that holds the current attempt may mark the message
    sent, so one that was paused past its lease cannot overwrite its successor (RELIABILITY 3.2). It only ever grows;
    `tries` counts what came back with an error, which is what giving up goes by. The Message-ID is made from `key`, so
    a repeat after a crash is recognised as the same message.
    """

    key = models.CharField(max_length=120, unique=True)
    council = models.ForeignKey("councils.Council", null=True, on_delete=models.PROTECT, related_name="messages")
    desk = models.ForeignKey("councils.Desk", null=True, on_delete=models.PROTECT, related_name="messages")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="messages")
    about_label = models.CharField(max_length=60, default="")
    about_id = models.BigIntegerField(null=True)
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    is_private = models.BooleanField(
        default=False, help_text="For the recipient's eyes: not shown here, and wiped once sent or given up."
    )
    written_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, default="waiting", choices=[("waiting", "Waiting"), ("sent", "Sent"), ("failed", "Failed")]
    )
    attempt = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, default="")
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="failures_seen"
    )
    seen_at = models.DateTimeField(null=True)
    seen_note = models.CharField(max_length=200, default="")

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            # The sweep asks only for what waits; sent rows, nearly all of them, stay out of it.
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="message_waiting"),
            models.Index(fields=["council", "-id"], condition=Q(state="failed"), name="message_failed"),
            models.Index(fields=["about_label", "about_id"], name="message_about"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state="sent") ^ Q(sent_at=None), name="message_sent_has_its_time"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="message_failed_says_why"),
            models.CheckConstraint(
                condition=Q(seen_by=None, seen_at=None)
                | Q(seen_by__isnull=False, seen_at__isnull=False, state="failed"),
                name="message_seen_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def recipient(self) -> str:
        """Who it was for, in words: the desk, the person, or the bare address."""
        return str(self.desk or self.person or self.address or "somebody whose address is not held")
