"""The register of warnings: what was raised, by whom, to whom, and whether anybody answered. Nothing in it goes
away."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.standing import Standing
from councils.models import Council

#: Who is warned, and to whom a warning goes on that nobody reads or answers, in this order (STATUTE 3, fault 95).
TIERS = ("team_manager", "service_manager", "head_of_service", "monitoring_officer", "councillor")
TIER_WORDS = {
    "team_manager": "Team managers",
    "service_manager": "Service managers",
    "head_of_service": "The head of service",
    "monitoring_officer": "The monitoring officer",
    "councillor": "Councillors, scrutiny and the safeguarding chair",
}


def from_on(tier: str) -> tuple[str, ...]:
    """The tier and those above it, in order.

    >>> from_on("monitoring_officer")
    ('monitoring_officer', 'councillor')
    """
    return TIERS[TIERS.index(tier) :]


def up_to(tier: str) -> tuple[str, ...]:
    """The tier and those below it, in order.

    >>> up_to("service_manager")
    ('team_manager', 'service_manager')
    """
    return TIERS[: TIERS.index(tier) + 1]


class RaisedWarning(models.Model):
    """A warning as it was raised: append-only, and seen by scrutiny whatever became of it (STATUTE 3, 95 and 107)."""

    class Source(models.TextChoices):
        STAFF = "staff", "Somebody who works here"
        WHISTLEBLOWER = "whistleblower", "Somebody who raised it in confidence"
        CHAIR = "chair", "The safeguarding chair or partnership"
        INSPECTION = "inspection", "An inspection"
        OWN_CHECK = "own_check", "Our own check of practice"
        AUDIT = "audit", "An audit"
        OMBUDSMAN = "ombudsman", "The Ombudsman"
        COUNCILLOR = "councillor", "A councillor"
        OTHER = "other", "Somebody else"

    reference = models.CharField(max_length=14, unique=True)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=14, choices=Source)
    raised_by = models.CharField(max_length=120, help_text="Who raised it, in their role")
    about = models.CharField(max_length=200)
    words = models.TextField()
    first_to = models.CharField(max_length=20, choices=list(TIER_WORDS.items()))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["council", "-raised_at", "-id"], name="warning_newest")]

    def __str__(self) -> str:
        return self.reference

    @property
    def pair(self) -> tuple[str, int]:
        return "audits.raisedwarning", self.pk

    def access(self) -> Standing:
        """Its council's; of the tiers, those that it was addressed to until now and no other."""
        been = [tier for tier in from_on(self.first_to) if tier in up_to(self.standing.tier)]
        return Standing(
            council_ids=frozenset({self.council_id}),
            logged_by_id=self.recorded_by_id,
            addressed=frozenset((self.council_id, tier) for tier in been),
        )


class WarningStanding(models.Model):
    """Where a warning stands now; every change of it is a line in the journal as well."""

    warning = models.OneToOneField(RaisedWarning, on_delete=models.PROTECT, related_name="standing")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=20, choices=list(TIER_WORDS.items()))
    tier_since = models.DateTimeField()
    read_at = models.DateTimeField(null=True, help_text="First opened by somebody to whom it is addressed now")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    what_changes = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="a_warning_is_answered_whole",
            )
        ]
        indexes = [models.Index(fields=["council"], condition=Q(answered_at=None), name="warning_unanswered")]

    def __str__(self) -> str:
        return f"standing of warning {self.warning_id}"

    @property
    def pair(self) -> tuple[str, int]:
        return "audits.warningstanding", self.pk

    @property
    def may_answer(self) -> frozenset[str]:
        """The roles that may answer it: the tier it is addressed to now, and those above."""
        return frozenset(from_on(self.tier))


class BoardMeeting(models.Model):
    """A meeting at which practice was overseen: a safeguarding board, a scrutiny committee (STATUTE 3, fault 100)."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    board = models.CharField(max_length=120)
    held_on = models.DateField()
    minute = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "board", "held_on"], name="one_meeting_a_day")]

    def __str__(self) -> str:
        return f"{self.board} on {self.held_on}"


class Attendance(models.Model):
    """Whether somebody who was expected came."""

    meeting = models.ForeignKey(BoardMeeting, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    attended = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "name"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.name} at {self.meeting_id}"
