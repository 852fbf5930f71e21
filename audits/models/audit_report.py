"""What is to be different for children because of an audit, and whether it is."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from audits.models.audit import Audit


def _person(name: str = "+", **options: Any) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name=name, **options)


class PlanAction(models.Model):
    """An action with its owner, its day and the outcome for children that it is to change (Ombudsman and STATUTE 3,
    faults 94 and 105): a measure with its baseline and target, and the day on which it is measured again.

    First it is done, then it is measured, then it is complete: each of the two days is a clock (audits/deadlines.py).
    """

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    points = ArrayField(models.PositiveSmallIntegerField(), default=list)  # which of the fourteen it answers
    what = models.TextField()
    owner = _person()
    due_on = models.DateField()
    outcome = models.TextField(help_text="What will be different for children")
    measure = models.CharField(max_length=200)
    baseline = models.DecimalField(max_digits=9, decimal_places=2)
    target = models.DecimalField(max_digits=9, decimal_places=2)
    remeasure_on = models.DateField()
    added_by = _person()
    added_at = models.DateTimeField()
    done_on = models.DateField(null=True)
    done_by = _person(null=True)
    done_words = models.TextField(blank=True)
    completed_at = models.DateTimeField(null=True)
    completed_by = _person(null=True)
    completed_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "number"], name="one_action_a_number"),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None)
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(done_words="")),
                name="an_action_is_done_whole",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None, completed_by=None)
                | (Q(completed_at__isnull=False, completed_by__isnull=False) & ~Q(completed_words="")),
                name="an_action_is_completed_whole",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(done_on__isnull=False),
                name="an_action_is_done_before_it_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.number} of audit {self.audit_id}"

    @property
    def pair(self) -> tuple[str, int]:
        return "audits.planaction", self.pk


class ActionChange(models.Model):
    """A day or the owner of an action was changed, and why. Append-only: the first day stays to be seen."""

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="changes")
    due_on_was = models.DateField()
    due_on = models.DateField()
    remeasure_on_was = models.DateField()
    remeasure_on = models.DateField()
    owner_was = _person()
    owner = _person()
    reason = models.TextField()
    by = _person()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="an_action_is_changed_for_a_reason"),
            models.CheckConstraint(
                condition=~Q(due_on=F("due_on_was"), remeasure_on=F("remeasure_on_was"), owner=F("owner_was")),
                name="a_change_of_an_action_changes_something",
            ),
        ]

    def __str__(self) -> str:
        return f"change {self.pk} of action {self.action_id}"


class Remeasure(models.Model):
    """The measure of an action, taken again. Append-only: a poor figure is not replaced by a better one."""

    action = models.ForeignKey(PlanAction, on_delete=models.PROTECT, related_name="remeasures")
    value = models.DecimalField(max_digits=9, decimal_places=2)
    measured_on = models.DateField()
    words = models.TextField(help_text="How it was measured, and over which cases")
    by = _person()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"measure {self.pk} of action {self.action_id}"


class NoAction(models.Model):
    """Somebody decided that a fault which was found needs no action of its own, and why (STATUTE 3, fault 99).
    Append-only; an action may still be added."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="no_actions")
    point = models.PositiveSmallIntegerField()
    reason = models.TextField()
    by = _person()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "point"], name="one_decision_a_point"),
            models.CheckConstraint(condition=~Q(reason=""), name="no_action_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"no action on point {self.point} of audit {self.audit_id}"
