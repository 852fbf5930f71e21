"""What was asked for, what is needed, what was offered and the family's view; consent; requests to assess."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from referrals.models.acts import Act
from referrals.models.parts import Part


class Need(Act):
    """One need: asked for (`at`), then assessed, then met by an offer, each with who and when (STATUTE 3, fault 17)."""

    class Whose(models.TextChoices):
        CHILD = "child", "The child"
        PARENT = "parent", "The parent or carer"
        FAMILY = "family", "The whole family"

    class View(models.TextChoices):
        AGREES = "agrees", "They think it fits"
        DISAGREES = "disagrees", "They do not think it fits"
        NOT_ASKED = "not_asked", "They were not asked yet"

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="needs")
    whose = models.CharField(max_length=10, choices=Whose)
    asked = models.TextField(help_text="What was asked for, in their words")
    asked_by = models.CharField(max_length=200, blank=True)
    assessed = models.TextField(blank=True)
    assessed_at = models.DateTimeField(null=True)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    offered = models.TextField(blank=True)
    offered_at = models.DateTimeField(null=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    matches = models.BooleanField(null=True)
    mismatch_reason = models.TextField(blank=True)
    family_view = models.CharField(max_length=10, choices=View, blank=True)
    family_words = models.TextField(blank=True)
    review_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(offered_at=None) | Q(matches=True) | ~Q(mismatch_reason=""),
                name="an_offer_that_differs_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(family_view="disagrees") | Q(review_on__isnull=False),
                name="a_family_that_disagrees_is_heard_again",
            ),
        ]

    def __str__(self) -> str:
        return f"need {self.pk}"


class FamilyView(Act):
    """What the family thinks of what was offered, each time they were asked; the latest stands on the need."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="views")
    view = models.CharField(max_length=10, choices=Need.View)
    words = models.TextField(blank=True)
    review_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"view of need {self.need_id}"


class ConsentChange(Act):
    """The family gives, refuses or takes back consent, and what this council makes of it (faults 15 and 26)."""

    class State(models.TextChoices):
        GIVEN = "given", "They agree"
        REFUSED = "refused", "They do not agree"
        WITHDRAWN = "withdrawn", "They agreed, and have taken it back"

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="consent_changes")
    state = models.CharField(max_length=10, choices=State)
    words = models.TextField(blank=True, help_text="Why, in their words")
    goes_on = models.BooleanField(null=True, help_text="Whether we go on without it")
    threshold_words = models.TextField(blank=True, help_text="Why the threshold allows that, or does not")
    other_worker_offered = models.BooleanField(null=True)

    def __str__(self) -> str:
        return f"consent change {self.pk}"


class AssessmentRequest(Act):
    """Somebody asks for an assessment; it is answered, whatever the answer is (fault 40)."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="assessment_requests")
    asker = models.CharField(max_length=200)
    words = models.TextField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    agreed = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | (Q(agreed__isnull=False) & ~Q(answer="")),
                name="an_answer_says_what_and_why",
            )
        ]

    def __str__(self) -> str:
        return f"request for assessment {self.pk}"


class CaseHandover(Act):
    """A case went from one worker to another with things unanswered; whoever has it now acknowledges the list."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="case_handovers")
    before = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    items = models.JSONField(default=list)  # as actions.allocating.unanswered gives them
    acknowledged_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)  # it went on to somebody else first

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part"],
                condition=Q(acknowledged_at=None, superseded_at=None),
                name="one_handover_waits_on_a_part",
            )
        ]

    def __str__(self) -> str:
        return f"handover of part {self.part_id}"


CHECKLIST = [
    ("child_words", "The child was heard, and the child’s own words are written down"),
    ("parent_needs", "What the parent or carer needs to support the child"),
    ("history", "What our records and the other council’s say"),
    ("other_children", "Other children who may be at risk"),
    ("own_judgement", "Our own judgement of the risk, apart from what the police decided"),
    ("agencies", "School, health and everybody else who knows the child were asked"),
]
