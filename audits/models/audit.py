"""An audit of closed cases: what it is of, the list it draws from, and the cases that were drawn."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.standing import Standing
from audits.sample import WANTED
from councils.models import Council
from referrals.models import Part


class Audit(models.Model):
    """One council's audit of cases closed in similar circumstances (Ombudsman 19 010 981, paragraph 74).

    It is defined, its list is counted and frozen, cases are drawn from a seed, read, and concluded upon. A full audit
    is one of its own, `full_of` the first: it reads what the sample left. Migration 0002 keeps what was frozen frozen.
    """

    class Origin(models.TextChoices):
        OMBUDSMAN = "ombudsman", "The Ombudsman recommended it"
        INSPECTION = "inspection", "An inspection found it"
        REVIEW = "review", "A learning or practice review"
        OWN = "own", "Our own concern"
        FULL = "full", "The rule of an earlier audit"

    reference = models.CharField(max_length=14, unique=True)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="audits")
    title = models.CharField(max_length=120)
    origin = models.CharField(max_length=12, choices=Origin)
    origin_words = models.TextField(blank=True)
    since = models.DateField()  # cases closed from this day
    until = models.DateField()  # to this day, both included
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    definition = models.TextField(blank=True, help_text="What counts as similar circumstances, in the words used")
    similar = models.JSONField(default=dict)  # the filter (auditing/similar.py)
    strata = models.CharField(max_length=8, blank=True)
    wanted = models.PositiveIntegerField(default=WANTED)

    population = models.PositiveIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the frozen list as it is downloaded
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    seed = models.CharField(max_length=32, blank=True)
    drawn_at = models.DateTimeField(null=True)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    twice = models.PositiveIntegerField(default=0)  # how many of the cases are to have a second reader

    full_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="full_audits")
    cases_a_day = models.PositiveSmallIntegerField(default=3)  # how many files a reader reads in a day
    plan = models.TextField(blank=True)

    kept = models.JSONField(default=dict)  # what has been typed of the report so far
    themes = models.TextField(blank=True)
    method = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)  # with the cases it rests on; never shown to members
    for_members = models.TextField(blank=True)  # what members read: no single case
    concluded_at = models.DateTimeField(null=True)
    concluded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    read = models.PositiveIntegerField(null=True)  # n and k as concluded
    yes = models.PositiveIntegerField(null=True)

    # An audit that came to nothing: no closed case met the definition, or it was opened by mistake.
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="audit_period_is_one"),
            models.CheckConstraint(
                condition=Q(frozen_at=None, population=None, frozen_by=None, digest="")
                | (
                    Q(frozen_at__isnull=False, population__isnull=False, frozen_by__isnull=False)
                    & ~Q(digest="")
                    & ~Q(definition="")
                ),
                name="audit_is_frozen_whole",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None, drawn_by=None)
                | Q(drawn_at__isnull=False, drawn_by__isnull=False, frozen_at__isnull=False),
                name="audit_is_drawn_from_a_frozen_list",
            ),
            models.CheckConstraint(
                condition=Q(concluded_at=None, concluded_by=None, read=None, yes=None)
                | (
                    Q(concluded_at__isnull=False, concluded_by__isnull=False, read__isnull=False, yes__isnull=False)
                    & ~Q(conclusion="")
                ),
                name="audit_is_concluded_whole",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_words="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False, concluded_at=None) & ~Q(ended_words="")),
                name="audit_ends_with_a_reason",
            ),
            # However many readers lock the finding that trips the rule at once, one full audit is opened.
            models.UniqueConstraint(fields=["full_of"], name="one_full_audit"),
        ]
        indexes = [models.Index(fields=["council", "-opened_at", "-id"], name="audit_newest")]

    def __str__(self) -> str:
        return f"audit {self.reference}"

    def access(self) -> Standing:
        return Standing(council_ids=frozenset({self.council_id}))

    @property
    def pair(self) -> tuple[str, int]:
        return "audits.audit", self.pk

    @property
    def is_full(self) -> bool:
        return self.full_of_id is not None

    @property
    def is_over(self) -> bool:
        """Concluded, or ended without a finding: nothing of it is read or changed any more."""
        return self.concluded_at is not None or self.ended_at is not None


class ImportedCase(models.Model):
    """A closed case that lives in the council's other case system, as the auditor's list gives it: no name, no child.

    `people` are those who worked on or supervised it, folded: none of them may read it.
    """

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="imported", db_index=False)
    number = models.CharField(max_length=40)
    closed_on = models.DateField()
    source = models.CharField(max_length=60, blank=True)
    team = models.CharField(max_length=80, blank=True)
    other_council = models.CharField(max_length=120, blank=True)
    people = ArrayField(models.CharField(max_length=400), default=list)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audit", "number"], name="imported_once")]

    def __str__(self) -> str:
        return f"imported case {self.pk}"


class PopulationCase(models.Model):
    """One case of the frozen list: its number on the list, its group and its place in the group.

    The index on (audit, group, place) is what makes a draw cost the same from a million cases as from fifty.
    """

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="cases", db_index=False)
    number = models.PositiveIntegerField()
    group = models.CharField(max_length=80)
    place = models.PositiveIntegerField()
    part = models.ForeignKey(Part, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    imported = models.ForeignKey(ImportedCase, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    closed_on = models.DateField()
    label = models.CharField(max_length=40)  # the reference, or the case number in the other system

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "group", "place"], name="one_case_a_place"),
            models.CheckConstraint(
                condition=Q(part__isnull=True, imported__isnull=False) | Q(part__isnull=False, imported__isnull=True),
                name="a_listed_case_lives_in_one_system",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.number} of audit {self.audit_id}"


class SampleCase(models.Model):
    """A case that was drawn: whose turn it was, who reads it, and why it left the sample if it did.

    Foreign keys that another index begins with, or that nothing is looked up by, have no index of their own: fifty rows
    are written in one statement.
    """

    class Left(models.TextChoices):
        MISSING = "missing", "The file cannot be found"
        UNREADABLE = "unreadable", "The file cannot be read"
        WITHDRAWN = "withdrawn", "The file is held for proceedings, or its reading was objected to"
        OUTSIDE = "outside", "It does not meet the definition"

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="sample", db_index=False)
    position = models.PositiveIntegerField()  # what it is called in the audit: "case 7"
    case = models.ForeignKey(PopulationCase, on_delete=models.PROTECT, related_name="drawn", db_index=False)
    turn = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    left_at = models.DateTimeField(null=True)
    left_because = models.CharField(max_length=12, choices=Left, blank=True)
    left_words = models.TextField(blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="to_read")
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="to_read_second"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "position"], name="one_case_a_position"),
            models.UniqueConstraint(fields=["audit", "case"], name="drawn_once"),
            models.CheckConstraint(
                condition=Q(left_at=None, left_because="", left_by=None)
                | (Q(left_at__isnull=False, left_by__isnull=False) & ~Q(left_because="") & ~Q(left_words="")),
                name="a_case_leaves_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(second_reader=None) | ~Q(second_reader=F("reader")), name="the_second_reader_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.position} of audit {self.audit_id}"

    def access(self) -> Standing:
        """Its readers, for the permissions of the scope "own": nobody else opens the file through the audit."""
        readers = {self.reader_id, self.second_reader_id} - {None}
        return Standing(
            council_ids=frozenset({self.audit.council_id}),
            worker_ids=frozenset(reader for reader in readers if reader is not None),
        )


class AuditEntry(models.Model):
    """What was done in an audit, by whom, when: append-only, so that the method can be shown step by step."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="entries", db_index=False)
    verb = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["audit", "-id"], name="audit_entry_newest")]

    def __str__(self) -> str:
        return f"{self.verb} of audit {self.audit_id}"
