"""The strategy discussion and what follows it: section 47 enquiries and the initial conference (STATUTE 1e)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from councils.models import Council
from referrals.models.acts import Act
from referrals.models.parts import Part
from referrals.models.referral import Referral


class Agency(models.TextChoices):
    CHILDRENS_SOCIAL_CARE = "childrens_social_care", "Children's social care"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"
    OTHER_COUNCIL = "other_council", "The other council"
    REFERRER = "referrer", "Whoever referred"
    EDUCATION = "education", "School or nursery"
    LADO = "lado", "LADO"
    ADULT_SOCIAL_CARE = "adult_social_care", "Adult social care"


class StrategyDiscussion(Act):
    """One that was called (`at`), then held. A discussion held below standard is still recorded, and marked."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="strategy_discussions")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")  # who called it
    planned_for = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    held_recorded_at = models.DateTimeField(null=True)
    held_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    attended = ArrayField(models.CharField(max_length=30, choices=Agency), default=list)
    section_47 = models.BooleanField(null=True)
    other_children_considered = models.BooleanField(null=True)
    risk_apart_from_police_considered = models.BooleanField(null=True)
    rationale = models.TextField(blank=True)
    below_standard = ArrayField(models.CharField(max_length=60), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(held_at=None, held_recorded_at=None)
                | Q(held_at__isnull=False, held_recorded_at__isnull=False),
                name="a_held_discussion_has_both_times",
            )
        ]

    def __str__(self) -> str:
        return f"strategy discussion {self.pk}"


class Invitation(models.Model):
    """Somebody asked to a strategy discussion; a council answers as itself."""

    discussion = models.ForeignKey(StrategyDiscussion, on_delete=models.PROTECT, related_name="invitations")
    agency = models.CharField(max_length=30, choices=Agency)
    council = models.ForeignKey(Council, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, blank=True, choices=[("accept", "Comes"), ("decline", "Does not come")])
    reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["discussion", "agency", "council"], nulls_distinct=False, name="invited_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="an_answer_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class NoStrategyDiscussion(Act):
    """A manager decides not to hold one, for one of the few reasons that count."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="no_strategy_discussion")
    reason = models.CharField(max_length=30)
    rationale = models.TextField()

    def __str__(self) -> str:
        return f"no strategy discussion {self.pk}"


class Circulation(Act):
    """The record of a discussion was sent."""

    discussion = models.ForeignKey(StrategyDiscussion, on_delete=models.PROTECT, related_name="circulations")
    to = ArrayField(models.CharField(max_length=60), default=list)

    def __str__(self) -> str:
        return f"circulation {self.pk}"


class Section47(Act):
    """Section 47 enquiries, begun (`at`) and ended."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="section_47s")
    joint_with_police = models.BooleanField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_recorded_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part"], condition=Q(ended_at=None), name="one_enquiry_under_way")
        ]

    def __str__(self) -> str:
        return f"section 47 {self.pk}"


class Conference(Act):
    """The initial child protection conference, or a transfer-in conference, was held (`at`)."""

    part = models.ForeignKey(Part, on_delete=models.PROTECT, related_name="conferences")
    kind = models.CharField(
        max_length=12, default="initial", choices=[("initial", "Initial"), ("transfer_in", "Transfer-in")]
    )

    def __str__(self) -> str:
        return f"conference {self.pk}"
