"""What is to be different for children because of an audit, and whether it is."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from audits.models.audit import Audit


class PlanAction(models.Model):
    """An action with its owner, its day and the outcome for children that it is to change (Ombudsman and STATUTE 3,
    faults 94 and 105): a measure with its baseline and target, and the day on which it is measured again."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    what = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    outcome = models.TextField(help_text="What will be different for children")
    measure = models.CharField(max_length=200)
    baseline = models.DecimalField(max_digits=9, decimal_places=2)
    target = models.DecimalField(max_digits=9, decimal_places=2)
    remeasure_on = models.DateField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    completed_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "number"], name="one_action_a_number"),
            models.CheckConstraint(
                condition=Q(completed_at=None, completed_by=None)
                | (Q(completed_at__isnull=False, completed_by__isnull=False) & ~Q(completed_words="")),
                name="an_action_is_completed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.number} of audit {self.audit_id}"


class Remeasure(models.Model):
    """The measure of an action, taken again. Append-only: a poor figure is not replaced by a better one."""

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="remeasures")
    value = models.DecimalField(max_digits=9, decimal_places=2)
    measured_on = models.DateField()
    words = models.TextField(help_text="How it was measured, and over which cases")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"measure {self.pk} of action {self.action_id}"
