"""A stage of a procedure and its dates; what stops it, refuses it or puts it off."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from complaints.models.complaint import Complaint
from referrals.models.acts import Act
from trail.history import TrackedQuerySet


class Procedure(models.TextChoices):
    STATUTORY = "statutory", "Statutory"
    CORPORATE = "corporate", "Corporate"
    ADULT_SOCIAL_CARE = "adult_social_care", "Adult social care"


class Stage(models.Model):
    """One stage of one procedure of one complaint. Due instants are clocks about it ("complaints.stage", id).

    statutory 1   local resolution: answered
    statutory 2   investigation: requested, statement agreed, reports in, adjudicated (which is what ends it)
    statutory 3   review panel: requested, held, report sent, answered
    corporate 1   acknowledged, answered         corporate 2   requested, acknowledged, answered
    adult social care 1   acknowledged, answered
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="stages")
    procedure = models.CharField(max_length=20, choices=Procedure)
    number = models.PositiveSmallIntegerField()
    requested_at = models.DateTimeField()  # stage 1: when the complaint was received
    request_words = models.TextField(blank=True)
    assumed = models.BooleanField(default=False, help_text="From a complaint that came when stages were done already")
    started_at = models.DateTimeField()  # what the council's clock counts from
    acknowledged_at = models.DateTimeField(null=True)
    # The other convention for stage 2: from the day the written statement was agreed (STATUTE T45).
    statement_agreed_on = models.DateField(null=True)
    due_by_agreement = models.DateTimeField(null=True)
    investigation_received_at = models.DateTimeField(null=True)
    independent_report_received_at = models.DateTimeField(null=True)
    extended_to = models.DateTimeField(null=True)
    extended_at = models.DateTimeField(null=True)
    extension_reasons = models.TextField(blank=True)
    responded_at = models.DateTimeField(null=True)
    responder = models.CharField(max_length=120, blank=True)
    responder_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved = models.BooleanField(null=True, help_text="The complainant agrees that it is settled, on written terms")
    terms = models.TextField(blank=True)
    adjudicated_at = models.DateTimeField(null=True)
    adjudicator = models.CharField(max_length=120, blank=True)
    panel_on = models.DateField(null=True)
    panel_held_at = models.DateTimeField(null=True)
    panel_report_sent_at = models.DateTimeField(null=True)
    considered_with_independent = models.BooleanField(null=True)
    refused_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=60, blank=True)

    objects = TrackedQuerySet.as_manager()
    history = HistoricalRecords(history_user_id_field=models.BigIntegerField(null=True))

    class Meta:
        ordering = ["complaint_id", "procedure", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "procedure", "number"],
                condition=Q(refused_at=None, ended_because__in=["", "answered"]),
                name="one_stage_of_a_number_at_a_time",
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=3), name="a_stage_is_1_to_3"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} stage {self.number} of complaint {self.complaint_id}"

    @property
    def answered_at(self) -> datetime | None:
        """What ended the stage for the complainant: the adjudication at statutory stage 2, else the answer."""
        if self.procedure == Procedure.STATUTORY and self.number == 2:
            return self.adjudicated_at
        return self.responded_at

    @property
    def is_running(self) -> bool:
        return self.ended_at is None and self.refused_at is None


class StageRefusal(Act):
    """A stage was refused, on a ground that counts, with reasons and the complainant's way to the Ombudsman."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="refusals")
    procedure = models.CharField(max_length=20, choices=Procedure)
    number = models.PositiveSmallIntegerField()
    ground = models.CharField(max_length=30)
    rationale = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"refusal {self.pk}"


class EarlyReferral(Act):
    """Both sides agree to go to the Ombudsman after stage 2 without a panel; the conditions as they were found."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="early_referrals")
    complainant_agrees = models.BooleanField()
    robust_report = models.BooleanField()
    complete_adjudication = models.BooleanField()
    significant_heads_upheld = models.BooleanField()
    clear_action_plan = models.BooleanField()
    most_outcomes_accepted = models.BooleanField()
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"early referral {self.pk}"


class Pause(models.Model):
    """The council declines, for now, what would prejudice proceedings; the complainant is told from when to resubmit.

    `confirmed_at` is null while it only follows from a case said to be running: an officer then confirms it with
    whoever runs those proceedings, or lifts it.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="pauses")
    heads = ArrayField(models.PositiveSmallIntegerField(), default=list, help_text="Numbers of points; empty: all")
    because = models.TextField()
    since = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    prejudice_words = models.TextField(blank=True, help_text="How it would prejudice them, and who said so")
    look_again_on = models.DateField(null=True)
    proceedings_end_on = models.DateField(null=True, help_text="Ended, or expected to end: resubmit from this day")
    resubmit_until = models.DateField(null=True, help_text="A year after they end")
    complainant_told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(ended_at=None), name="a_complaint_is_paused_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"pause {self.pk}"
