"""What was learnt, to which teams it went, who has read it; reminders and training with their evidence."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.standing import Standing
from audits.models.ombudsman import Recommendation
from councils.models import Council, Team


class LearningItem(models.Model):
    """A learning point, a reminder or a training, for teams of one council (STATUTE 3, faults 46, 47 and 80)."""

    class Kind(models.TextChoices):
        LEARNING = "learning", "Learning point"
        REMINDER = "reminder", "Reminder"
        TRAINING = "training", "Training"

    reference = models.CharField(max_length=14, unique=True)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    words = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    recommendation = models.ForeignKey(Recommendation, null=True, on_delete=models.PROTECT, related_name="learning")
    read_by = models.DateField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["council", "-sent_at", "-id"], name="learning_newest")]

    def __str__(self) -> str:
        return self.reference

    @property
    def pair(self) -> tuple[str, int]:
        return "audits.learningitem", self.pk

    def access(self) -> Standing:
        return Standing(council_ids=frozenset({self.council_id}))


class LearningTeam(models.Model):
    """A team that an item went to."""

    item = models.ForeignKey(LearningItem, on_delete=models.PROTECT, related_name="teams")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "team"], name="learning_sent_once")]

    def __str__(self) -> str:
        return f"{self.item_id} to {self.team_id}"


class LearningReceipt(models.Model):
    """Somebody says that they have read it, and what they will do differently."""

    item = models.ForeignKey(LearningItem, on_delete=models.PROTECT, related_name="receipts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="one_receipt_each")]

    def __str__(self) -> str:
        return f"receipt {self.pk}"


class TrainingHeld(models.Model):
    """A training that took place: for whom, how many came of how many, and the evidence of it."""

    item = models.ForeignKey(LearningItem, on_delete=models.PROTECT, related_name="held")
    held_on = models.DateField()
    audience = models.CharField(max_length=200)
    came = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    evidence = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(came__lte=models.F("of")), name="no_more_came_than_were_asked"),
            models.CheckConstraint(condition=~Q(evidence=""), name="training_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"training {self.pk}"
