"""Figures as they stood on a day, what was sent to leaders, and what they did with it. No child in any of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.standing import Standing
from audits.oversight.table import as_defined
from councils.models import Council


class FigureRun(models.Model):
    """One computing of every figure for a day: claimed by whoever comes first, so that it is done once."""

    class Period(models.TextChoices):
        DAY = "day", "Day"
        MONTH = "month", "Month"

    period = models.CharField(max_length=5, choices=Period)
    on = models.DateField(help_text="The day whose end (a month) or whose first look (a day) the figures tell")
    edition = models.CharField(max_length=16, help_text="Digest of the table of figures that was used")
    computed_at = models.DateTimeField()
    computed_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["period", "on", "edition"], name="figures_computed_once")]

    def __str__(self) -> str:
        return f"{self.period} {self.on}"


class FigureSnapshot(models.Model):
    """One figure of one council on one day, by one version of its definition. Append-only."""

    run = models.ForeignKey(FigureRun, on_delete=models.PROTECT, related_name="snapshots")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=5, choices=FigureRun.Period)
    on = models.DateField()
    hits = models.PositiveIntegerField(help_text="How many it counts")
    of = models.PositiveIntegerField(help_text="Out of how many; the same as `hits` where the figure is a count")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "code", "version", "period", "on"], name="one_figure_a_day"),
            models.CheckConstraint(condition=Q(hits__lte=F("of")), name="figures_count_within_the_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.council_id} on {self.on}"


class Pack(models.Model):
    """The performance pack of a month for a council's leaders: the figures of that month, sent as a link.

    It keeps the definitions in force when it was made, so that it always shows what was sent: the numbers are those
    that were kept of the month by these versions.
    """

    reference = models.CharField(max_length=14, unique=True)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    month = models.DateField(help_text="Its last day")
    figures = models.JSONField(default=as_defined, help_text="audits.oversight.figure.Figure.kept of each")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "month"], name="one_pack_a_month")]

    def __str__(self) -> str:
        return self.reference

    @property
    def pair(self) -> tuple[str, int]:
        return "audits.pack", self.pk

    def access(self) -> Standing:
        return Standing(council_ids=frozenset({self.council_id}))


class Delivery(models.Model):
    """What somebody was sent, when they first opened it, what they answered (STATUTE 3, faults 96 and 97)."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    message_key = models.CharField(max_length=200)
    sent_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["pack", "person"], name="one_delivery_each"),
            models.CheckConstraint(condition=Q(answered_at=None) ^ ~Q(answer=""), name="answered_with_words"),
        ]

    def __str__(self) -> str:
        return f"pack {self.pack_id} to {self.person_id}"
