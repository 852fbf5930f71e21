"""Where procedures conflict or are silent: reported to the partnership, owned, due, and settled one way or another."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.standing import Standing
from councils.models import Council


class RuleGap(models.Model):
    """A gap in a council's procedures (STATUTE 3, faults 78 and 110). Each change is a line in the journal."""

    class Kind(models.TextChoices):
        CONFLICT = "conflict", "Procedures conflict"
        SILENT = "silent", "Procedures are silent"

    reference = models.CharField(max_length=14, unique=True)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    about = models.CharField(max_length=200)
    words = models.TextField()
    reported_to = models.CharField(max_length=200, help_text="The partnership and its subgroup")
    reported_on = models.DateField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    outcome = models.TextField(blank=True)
    settled_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(settled_on=None) ^ ~Q(outcome=""), name="a_gap_is_settled_with_outcome")
        ]
        indexes = [
            models.Index(fields=["council", "due_on"], condition=Q(settled_on=None), name="gap_open"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def pair(self) -> tuple[str, int]:
        return "audits.rulegap", self.pk

    def access(self) -> Standing:
        return Standing(council_ids=frozenset({self.council_id}))
