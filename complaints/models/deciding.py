"""Decisions about a complaint and what the complainant was told: each a fact, none changed afterwards."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from complaints.models.complaint import Complaint
from complaints.models.stages import Stage
from referrals.models.acts import Act


class EligibilityDecision(Act):
    """A reasoned decision on sufficient interest, or on whose agreement was needed; notice of a refusal is given."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="eligibility_decisions")
    eligible = models.BooleanField()
    reason = models.TextField(blank=True)
    matters_weighed = ArrayField(models.TextField(), default=list)
    child_view = models.TextField(blank=True)
    notified_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"eligibility decision {self.pk}"


class LatenessDecision(Act):
    """A complaint more than a year after its grounds arose: weighed, and accepted or declined with reasons."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="lateness_decisions")
    accepted = models.BooleanField()
    why_late = models.TextField(blank=True)
    adjustments_weighed = models.TextField(blank=True)
    fair_to_investigate = models.BooleanField(null=True)
    rationale = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"lateness decision {self.pk}"


class RouteTold(Act):
    """The complainant was told, for each point, which procedure and why, and what happens next (STATUTE T42)."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="routes_told")
    routes = models.JSONField(help_text="One object a point: number, route, reason, source")
    next_steps = models.TextField()
    letter = models.ForeignKey("Letter", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "routes told"

    def __str__(self) -> str:
        return f"route told {self.pk}"


class FreezingConsidered(Act):
    """A decision under complaint is about to change a plan, placement or service: freeze it, or say why not."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="freezings")
    decision = models.TextField(help_text="What would change, and when")
    frozen = models.BooleanField()
    reasons = models.TextField(blank=True)
    decided_by = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name_plural = "freezings considered"

    def __str__(self) -> str:
        return f"freezing {self.pk}"


class Letter(models.Model):
    """A letter or e-mail to the complainant. Its text is in versions; once sent, the version sent stands."""

    class Kind(models.TextChoices):
        ACKNOWLEDGEMENT = "acknowledgement", "Acknowledgement"
        ROUTE = "route", "Which procedure, and why"
        ELIGIBILITY = "eligibility", "Who may complain"
        EXTENSION = "extension", "More time"
        PAUSE = "pause", "Pause during proceedings"
        RESPONSE = "response", "Response"
        ADJUDICATION = "adjudication", "Adjudication"
        PANEL_RESPONSE = "panel_response", "Response to the panel"
        REFUSAL = "refusal", "A stage refused"
        FINAL = "final", "Final letter, with the Ombudsman’s details"
        OTHER = "other", "Something else"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="letters")
    stage = models.ForeignKey(Stage, null=True, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=16, choices=Kind)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    names_ombudsman = models.BooleanField(default=False, help_text="Says how to complain to the Ombudsman, by when")
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_version = models.PositiveSmallIntegerField(null=True)
    sent_how = models.CharField(max_length=20, blank=True)  # post, email, by_hand, collected
    sent_to = models.TextField(blank=True)
    proof = models.TextField(blank=True, help_text="Of sending: a post number, a receipt, who handed it over")

    class Meta:
        indexes = [models.Index(fields=["complaint", "-made_at"], name="letter_newest")]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class LetterVersion(models.Model):
    """One text of a letter as it was saved."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "number"], name="letter_versions_are_numbered_once")]

    def __str__(self) -> str:
        return f"version {self.number} of letter {self.letter_id}"
