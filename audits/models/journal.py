"""The append-only line of everything done about a report, a warning, a gap, a learning item or a pack."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from councils.models import Council


class OversightEntry(models.Model):
    """What was done, when, and when it was written down. Migration 0011 lets nobody change or delete one.

    `about` is the thing whose page shows the line, as ("audits.ombudsmanreport", 7); `by` None: the engine.
    """

    about_label = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "oversight entries"
        indexes = [models.Index(fields=["about_label", "about_id", "-at", "-id"], name="oversight_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(at__lte=F("recorded_at")), name="oversight_is_not_written_early")
        ]

    def __str__(self) -> str:
        return f"{self.verb} on {self.about_label} {self.about_id}"
