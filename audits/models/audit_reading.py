"""A file read for an audit: what is typed until it is locked, and the findings that nobody changes afterwards."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from audits.auditing.points import ANSWERS, YES
from audits.models.audit import Audit, SampleCase
from referrals.models import Referral


class ReadingQuerySet(models.QuerySet["Reading"]):
    def standing(self) -> "ReadingQuerySet":
        """Those that were not handed on: at most one first and one second of a case."""
        return self.filter(handed_on_at=None)


class Reading(models.Model):
    """One reader's reading of one case. `kept` is what has been answered so far; locking turns it into findings.

    The reader declares that they neither worked on nor supervised the case. Once locked, or handed on to another who
    reads the file afresh, the database refuses every change (migrations 0002 and 0008).
    """

    sample_case = models.ForeignKey(SampleCase, on_delete=models.PROTECT, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="readings")
    is_second = models.BooleanField(default=False)
    declared_at = models.DateTimeField()
    kept = models.JSONField(default=dict)
    saved_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    has_fault = models.BooleanField(null=True)  # any point answered yes: set when locked
    yes_seen_at = models.DateTimeField(null=True)  # the first yes that was kept, though it is taken back: it stays
    handed_on_at = models.DateTimeField(null=True)
    handed_on_because = models.TextField(blank=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sample_case", "is_second"], condition=Q(handed_on_at=None), name="one_reading_each"
            ),
            models.CheckConstraint(
                condition=Q(handed_on_at=None, handed_on_because="")
                | (Q(handed_on_at__isnull=False, locked_at=None) & ~Q(handed_on_because="")),
                name="a_reading_is_handed_on_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(locked_at=None, has_fault=None) | Q(locked_at__isnull=False, has_fault__isnull=False),
                name="a_locked_reading_says_what_it_found",
            ),
        ]
        indexes = [models.Index(fields=["reader", "locked_at"], name="reading_of_reader")]

    def __str__(self) -> str:
        return f"reading {self.pk}"

    @property
    def answered(self) -> int:
        """How many of the points have an answer so far."""
        return sum(name.startswith("answer_") for name in self.kept)


class Finding(models.Model):
    """The answer to one point, with the evidence for a yes and where on the file it stands. Append-only."""

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="findings")
    point = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=12, choices=ANSWERS)
    evidence = models.TextField(blank=True)
    file_reference = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "point"], name="one_finding_a_point"),
            models.CheckConstraint(
                condition=~Q(answer=YES) | (~Q(evidence="") & ~Q(file_reference="")), name="a_yes_has_its_evidence"
            ),
            models.CheckConstraint(condition=Q(point__gte=1, point__lte=14), name="a_finding_is_on_the_list"),
        ]

    def __str__(self) -> str:
        return f"finding {self.pk}"


class FoundAtRisk(models.Model):
    """A child found at risk while a file was read: handed to the duty desk the same day. Append-only.

    `referral` is the one opened again with a new concern, or the one logged for a case of another system.
    """

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="found_at_risk")
    sample_case = models.ForeignKey(SampleCase, on_delete=models.PROTECT, related_name="found_at_risk")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"child found at risk {self.pk}"
