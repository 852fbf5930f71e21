"""People appointed to a complaint for a time: they see that one complaint, and only while it lasts."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from complaints.models.complaint import Complaint


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def in_force(self, on: date) -> "AppointmentQuerySet":
        """Those that have begun and not ended on the day."""
        return self.filter(Q(until=None) | Q(until__gte=on), ended_at=None, since__lte=on)


class Appointment(models.Model):
    """Somebody's part in one complaint, from a day to a day. Independence is declared, and checked where it can be."""

    class As(models.TextChoices):
        RESPONDER = "responder", "Manager who answers"
        INVESTIGATING_OFFICER = "investigating_officer", "Investigating officer"
        INDEPENDENT_PERSON = "independent_person", "Independent person"
        ADJUDICATOR = "adjudicator", "Adjudicating officer"
        PANEL_CHAIR = "panel_chair", "Chair of the review panel"
        PANEL_MEMBER = "panel_member", "Member of the review panel"
        ADVOCATE = "advocate", "Advocate"
        SUPPORTER = "supporter", "Somebody the complainant brings"
        SECOND_PERSON = "second_person", "Second person, who signs a choice of route"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=24, choices=As)
    stage_number = models.PositiveSmallIntegerField(null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="appointments")
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=200, blank=True)
    # Null: not declared yet. Regulation 2: neither a member nor an officer, nor the spouse or civil partner of one.
    is_member = models.BooleanField(null=True)
    is_officer = models.BooleanField(null=True)
    is_partner_of_one = models.BooleanField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_because = models.TextField(blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "complaint"], condition=Q(ended_at=None), name="appointed_now")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="an_appointment_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ended_appointment_says_who_ended_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of complaint {self.complaint_id}"
