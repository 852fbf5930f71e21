"""The append-only journal of a complaint, and the questions the product puts about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from complaints.models.complaint import Complaint
from councils.models import Council


class ComplaintEntry(models.Model):
    """What happened, when, and when it was written down."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="journal")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    below_standard = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "complaint entries"
        indexes = [models.Index(fields=["complaint", "-at", "-id"], name="complaint_journal_newest")]
        constraints = [models.CheckConstraint(condition=Q(at__lte=F("recorded_at")), name="no_entry_is_written_early")]

    def __str__(self) -> str:
        return f"{self.verb} on complaint {self.complaint_id}"


class ComplaintPrompt(models.Model):
    """A question put to the council about a complaint. It asks; it never blocks."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="prompts")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "code"], condition=Q(settled_at=None), name="one_open_complaint_prompt_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} on complaint {self.complaint_id}"
