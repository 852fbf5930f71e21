"""Reports and decisions of the Ombudsman, what they recommend, whom that binds, and how far each council has come."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.standing import Standing
from councils.models import Council


class OmbudsmanReport(models.Model):
    """A report under section 31 of the Local Government Act 1974, or a decision with agreed actions.

    One row for every council it binds. `about_label` and `about_id` name the complaint it came from, where that is
    here.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "Public interest report"
        DECISION = "decision", "Decision with agreed actions"

    reference = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=40, blank=True, help_text="The Ombudsman's own")
    title = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    about_label = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(about_label="", about_id=None) | (~Q(about_label="") & Q(about_id__isnull=False)),
                name="a_report_names_its_complaint_whole",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def pair(self) -> tuple[str, int]:
        """What its lines in the journal are about."""
        return "audits.ombudsmanreport", self.pk

    @property
    def clocks_about(self) -> tuple[str, int]:
        """What its clocks are about: the complaint it came from, where there is one here, else the report."""
        return (self.about_label, self.about_id) if self.about_id is not None else self.pair

    def access(self) -> Standing:
        """Every council that it binds sees all of it: the promises are made to the same family."""
        return Standing(council_ids=frozenset(one.council_id for one in self.councils.all()))


class ReportCouncil(models.Model):
    """One council's answer to a report: what it has done of what the law asks, and when (STATUTE T70 to T72, T75)."""

    report = models.ForeignKey(OmbudsmanReport, on_delete=models.PROTECT, related_name="councils")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    # Who of the council said so; empty: it is held to the day of the council that recorded the report.
    receipt_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField(help_text="Last day for members to consider it and for the answer (T70)")
    members_body = models.CharField(max_length=200, blank=True)
    members_on = models.DateField(null=True)
    members_minute = models.CharField(max_length=300, blank=True)
    answered_on = models.DateField(null=True)  # the Ombudsman was told what was done or is proposed
    confirmed_on = models.DateField(null=True)  # the Ombudsman was told that it is done (T71)
    published_on = models.DateField(null=True)
    published_where = models.CharField(max_length=300, blank=True)
    copies_from = models.DateField(null=True, help_text="From when copies are open to the public")
    copies_until = models.DateField(null=True, help_text="The last day of their three weeks")
    ofsted_on = models.DateField(null=True)
    monitoring_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "council"], name="one_answer_a_council"),
            models.CheckConstraint(
                condition=Q(members_on=None, members_body="", members_minute="")
                | (Q(members_on__isnull=False) & ~Q(members_body="") & ~Q(members_minute="")),
                name="members_considered_whole",
            ),
            models.CheckConstraint(condition=Q(published_on=None) ^ ~Q(published_where=""), name="published_somewhere"),
            models.CheckConstraint(
                condition=Q(copies_from=None, copies_until=None)
                | Q(copies_until__gte=F("copies_from"), published_on__isnull=False),
                name="copies_are_open_for_a_time",
            ),
        ]
        indexes = [models.Index(fields=["council", "-received_on", "-id"], name="report_of_council")]

    def __str__(self) -> str:
        return f"{self.council_id} on {self.report_id}"

    @property
    def pair(self) -> tuple[str, int]:
        return "audits.reportcouncil", self.pk


class Recommendation(models.Model):
    """One thing the Ombudsman recommends or that was agreed. Its limit stands as the Ombudsman put it."""

    class Kind(models.TextChoices):
        APOLOGY = "apology", "Apology"
        PAYMENT = "payment", "Payment"
        REMINDER = "reminder", "Reminder to staff"
        LEARNING = "learning", "Share the learning"
        TRAINING = "training", "Training"
        PROCEDURE = "procedure", "Procedure"
        APPROACH = "approach", "Joint approach"
        AUDIT = "audit", "Audit of cases"
        OTHER = "other", "Something else"

    class Limit(models.TextChoices):
        MONTHS_BEGINNING_WITH = "months_beginning_with", "Months, the first day counted"
        MONTHS = "months", "Months"
        WEEKS = "weeks", "Weeks"
        DATE = "date", "A date"

    report = models.ForeignKey(OmbudsmanReport, on_delete=models.PROTECT, related_name="recommendations")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.TextField()
    paragraph = models.CharField(max_length=60, blank=True)
    limit = models.CharField(max_length=24, choices=Limit)
    limit_amount = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField()
    after = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="waiting")
    payee = models.CharField(max_length=60, blank=True, help_text="As the Ombudsman calls them: never a name")
    pounds = models.PositiveIntegerField(null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_recommendation_a_number"),
            models.CheckConstraint(condition=Q(limit="date") ^ Q(limit_amount__gt=0), name="a_limit_has_its_length"),
            models.CheckConstraint(condition=Q(after=None) | ~Q(after=F("id")), name="nothing_waits_for_itself"),
        ]

    def __str__(self) -> str:
        return f"recommendation {self.number} of {self.report_id}"


class Binding(models.Model):
    """A recommendation binds a council: whether it has said yes, what it did, with what evidence (STATUTE 3, 50,
    52)."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="bindings")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    accepted = models.BooleanField(null=True)
    accepted_on = models.DateField(null=True)
    reason = models.TextField(blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    done_on = models.DateField(null=True)
    evidence = models.TextField(blank=True)
    # What answers a recommended audit: one that the council has concluded, or why it was done by other means.
    audit = models.ForeignKey("audits.Audit", null=True, on_delete=models.PROTECT, related_name="answers")
    other_means = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "council"], name="bound_once"),
            models.CheckConstraint(condition=Q(accepted=None) ^ Q(accepted_on__isnull=False), name="accepted_on_a_day"),
            models.CheckConstraint(condition=~Q(accepted=False) | ~Q(reason=""), name="declined_with_a_reason"),
            models.CheckConstraint(condition=Q(done_on=None) ^ ~Q(evidence=""), name="done_with_evidence"),
            models.CheckConstraint(condition=Q(audit=None) | Q(other_means=""), name="an_audit_or_other_means"),
        ]
        indexes = [
            models.Index(fields=["council", "id"], condition=Q(done_on=None), name="binding_open"),
        ]

    def __str__(self) -> str:
        return f"{self.council_id} bound by {self.recommendation_id}"

    @property
    def pair(self) -> tuple[str, int]:
        return "audits.binding", self.pk

    def access(self) -> Standing:
        """Its council's; of those who see to such things, the one it was given to."""
        owners = frozenset({self.owner_id}) if self.owner_id is not None else frozenset()
        return Standing(council_ids=frozenset({self.council_id}), worker_ids=owners)
