"""The append-only journal of a complaint, and the questions the product puts about it: made as those of a referral."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from complaints.models.complaint import Complaint
from referrals.models.journal import NOT_EARLY, Line, Question


class ComplaintEntry(Line):
    """What happened on a complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="journal", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name_plural = "complaint entries"
        indexes = [models.Index(fields=["complaint", "-at", "-id"], name="complaint_journal_newest")]
        constraints = [models.CheckConstraint(condition=NOT_EARLY, name="no_entry_is_written_early")]

    def __str__(self) -> str:
        return f"{self.verb} on complaint {self.complaint_id}"


class ComplaintPrompt(Question):
    """A question about a complaint, to the council that has it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="prompts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "code"], condition=Q(settled_at=None), name="one_open_complaint_prompt_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} on complaint {self.complaint_id}"
