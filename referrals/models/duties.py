"""Who holds which responsibility, from when to when, and what the councils agreed about it (STATUTE 2a, 2b)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from councils.models import Council
from referrals.models.acts import Act
from referrals.models.referral import Referral


class Duty(models.Model):
    """One responsibility on one referral: begun when a council received it, ended when done, decided against with
    reasons, or carried to its end elsewhere. While it has not ended it is held: migration 0006 sees to that in the
    database itself (PRODUCT, invariant 1)."""

    class Code(models.TextChoices):
        ANSWER_REFERRAL = "answer_referral", "Answer the referral"
        STRATEGY_DISCUSSION = "strategy_discussion", "Call the strategy discussion"
        SECTION_47 = "section_47", "Make section 47 enquiries"
        SUPPORT_CHILD = "support_child", "Support the child"
        SUPPORT_FAMILY = "support_family", "Support the family"
        OTHER_CHILDREN = "other_children", "Consider risk to other children"
        LADO = "lado", "Consider an allegation against somebody who works with children"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="duties", db_index=False)
    code = models.CharField(max_length=30, choices=Code)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(fields=["referral", "code"], name="one_duty_of_a_code"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="") | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="an_ended_duty_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} on {self.referral_id}"


class Holding(models.Model):
    """A council holds a responsibility from an instant to an instant; several at once share it."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="holdings")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    because = models.CharField(max_length=300)
    until_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "council"], condition=Q(until=None), name="held_once_at_a_time"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="a_holding_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council_id} holds {self.duty_id}"


class LeadProposal(Act):
    """Who is to hold a responsibility, and who takes part: in force when every council involved has agreed."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="lead_proposals")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")  # whose proposal
    duty = models.CharField(max_length=30, choices=Duty.Code)
    lead = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    attending = ArrayField(models.BigIntegerField(), default=list)  # councils that take part
    in_force_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # declined, replaced, or the responsibility itself ended

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "duty"], condition=Q(ended_at=None), name="one_live_proposal"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class DutyAnswer(Act):
    """A council's written answer: it accepts a responsibility, or declines it with a reason."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="duty_answers")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=30, choices=Duty.Code)
    proposal = models.ForeignKey(LeadProposal, null=True, on_delete=models.PROTECT, related_name="answers")
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Intention(Act):
    """What a council intends to do, on the shared record: without it nobody closes in the dark."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="intentions")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    action = models.TextField()

    def __str__(self) -> str:
        return f"intention {self.pk}"


class Disagreement(models.Model):
    """A professional disagreement between councils: opened by hand, or by itself on conflict or silence.

    `silent` is the council whose silence opened it, `silent_since` when it was last sent or asked something by then:
    its answer closes it, and nothing older does.
    """

    class Stage(models.TextChoices):
        WORKERS = "workers", "Between the workers"
        MANAGERS = "managers", "Between their team managers"
        SENIOR = "senior", "Between senior managers"
        HEADS = "heads", "Between the heads of service"

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="disagreements")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    silent = models.ForeignKey(Council, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    silent_since = models.DateTimeField(null=True)
    about = models.CharField(max_length=300)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.WORKERS)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolution = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "council", "about"], condition=Q(resolved_at=None), name="one_open_disagreement"
            ),
            models.UniqueConstraint(
                fields=["referral", "silent"],
                condition=Q(resolved_at=None, silent__isnull=False),
                name="one_open_silence",
            ),
        ]

    def __str__(self) -> str:
        return f"disagreement {self.pk}"
