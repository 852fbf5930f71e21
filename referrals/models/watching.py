"""What must be seen before anything else is done: warnings with a day to look again, flags; and tasks."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from councils.models import Council
from referrals.models.acts import Act, Decision
from referrals.models.people import Person
from referrals.models.referral import Referral


class WarningNote(Act):
    """A warning for whoever visits or rings, seen by every council on the referral, looked at again by a day.

    An address not to be disclosed is no warning note: it has its own mark on the person (`address_protected`).
    """

    class Kind(models.TextChoices):
        STAFF_SAFETY = "staff_safety", "Staff safety"
        VISIT_IN_PAIRS = "visit_in_pairs", "Visit in pairs"
        NO_MESSAGES = "no_messages", "Leave no messages"
        INFECTION = "infection", "Health risk to visitors"
        OTHER = "other", "Something else"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="warnings")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.CharField(max_length=300)
    source = models.TextField(blank=True)
    review_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | (Q(ended_by__isnull=False) & ~Q(ended_because="")),
                name="a_warning_ends_with_a_reason",
            )
        ]
        indexes = [models.Index(fields=["referral"], condition=Q(ended_at=None), name="warning_open")]

    def __str__(self) -> str:
        return f"warning {self.pk}"


class WarningReview(Act):
    """Somebody looked at a warning again: it stands until a new day, or it ended."""

    warning = models.ForeignKey(WarningNote, on_delete=models.PROTECT, related_name="reviews")
    stands = models.BooleanField()
    words = models.TextField(blank=True)
    review_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"review of warning {self.warning_id}"


class Flag(Act):
    """Something about a child that changes how everybody works with them, from a day until it ends."""

    class Kind(models.TextChoices):
        EXPLOITATION = "exploitation", "At risk of exploitation"
        MISSING = "missing", "Missing"
        INTERPRETER = "interpreter", "Interpreter needed"
        COMMUNICATION = "communication", "Communicates in another way"
        DISABILITY = "disability", "Disabled child"
        PLAN = "protection_plan", "Child protection plan"
        LOOKED_AFTER = "looked_after", "Looked after"
        ALONE = "unaccompanied", "Here without parents"
        DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse at home"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="flags")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    since = models.DateField()
    words = models.TextField(blank=True)
    until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "person", "kind"], condition=Q(ended_at=None), name="one_flag_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="a_flag_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, until=None)
                | (Q(ended_by__isnull=False, until__isnull=False) & ~Q(ended_because="")),
                name="a_flag_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"flag {self.pk}"


class Task(Act):
    """What a council set itself to do, who does it and by when; done with words or given up with a reason."""

    class End(models.TextChoices):
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="tasks")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    what = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="+")
    end = models.CharField(max_length=10, choices=End, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_recorded_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end="", ended_at=None, ended_by=None)
                | (~Q(end="") & Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_words="")),
                name="a_task_ends_with_words",
            )
        ]
        indexes = [models.Index(fields=["referral"], condition=Q(ended_at=None), name="task_open")]

    def __str__(self) -> str:
        return f"task {self.pk}"
