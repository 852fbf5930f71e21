"""What was done, as facts: each row says when it happened (`at`) and when it was written down (`recorded_at`).

None is changed afterwards; migration 0002 makes the tables append-only, but for the two columns on a sending that its
acknowledgement fills in and the completion of an assessment.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from councils.models import Council
from referrals.models.parts import Part
from referrals.models.people import Person
from referrals.models.referral import Referral


class Act(models.Model):
    """Who did it, when it happened, when it was written."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


class Sending(Act):
    """A referral sent to another council. The sender keeps its own duties until the other accepts in writing."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="sendings")
    sender = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=10, default="childrens")  # of the person who sent it
    address_source = models.TextField(blank=True)
    words = models.TextField(blank=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sender", "-at"], name="sending_latest_of")]

    def __str__(self) -> str:
        return f"sending {self.pk}"


class CouncilContact(Act):
    """Direct contact between two councils; one record serves both."""

    class Service(models.TextChoices):
        CHILDRENS = "childrens", "Children's services"
        ADULTS = "adults", "Adult social care"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="council_contacts")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    our_service = models.CharField(max_length=10, choices=Service)
    their_service = models.CharField(max_length=10, choices=Service)
    worker_there = models.CharField(max_length=120, blank=True)
    two_way = models.BooleanField(null=True)
    channel = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"council contact {self.pk}"

    @property
    def stops_the_clock(self) -> bool:
        """Only two-way contact between the two children's services does (STATUTE T30; S004 FD¶6-7)."""
        return bool(self.two_way) and self.our_service == self.their_service == self.Service.CHILDRENS


class FamilyContact(Act):
    """An attempt to reach the family; only a live conversation counts."""

    class Channel(models.TextChoices):
        VISIT = "visit", "Visit"
        CALL = "call", "Telephone call"
        VOICEMAIL = "voicemail", "Voicemail"
        TEXT = "text", "Text message"
        LETTER = "letter", "Letter"
        EMAIL = "email", "E-mail"

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="family_contacts")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    live = models.BooleanField(default=False)
    number_verified = models.BooleanField(null=True)
    told_of_risk = models.BooleanField(null=True)
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"family contact {self.pk}"

    @property
    def was_conversation(self) -> bool:
        """A voicemail, text, letter or e-mail is never one (STATUTE T04, T18)."""
        return self.live and self.channel in {self.Channel.VISIT, self.Channel.CALL}


class WaitToTell(Act):
    """A reasoned decision to wait before telling somebody, or not to tell them, with the day to look again."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="waits")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    officer = models.CharField(max_length=120, blank=True)
    officer_reference = models.CharField(max_length=60, blank=True)
    look_again_on = models.DateField(null=True)
    by_manager = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"wait {self.pk}"


class Decision(Act):
    """The decision on next steps, by a named decision-maker (T01)."""

    class Outcome(models.TextChoices):
        SECTION_47 = "section_47", "Section 47 enquiry"
        STRATEGY_DISCUSSION = "strategy_discussion", "Strategy discussion"
        CHILD_IN_NEED_ASSESSMENT = "child_in_need_assessment", "Child in need assessment"
        EARLY_HELP = "early_help", "Early help"
        REFER_ON = "refer_on", "Send to another service"
        INFORMATION_ONLY = "information_only", "Information only"
        NO_FURTHER_ACTION = "no_further_action", "No further action"

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=30, choices=Outcome)
    reason = models.CharField(max_length=30, blank=True)
    rationale = models.TextField(blank=True)
    strategy_discussion_considered = models.BooleanField(null=True)
    strategy_discussion_words = models.TextField(blank=True)
    police_words = models.TextField(
        blank=True, help_text="What the police are doing: kept apart from our own judgement"
    )
    police_look_again_on = models.DateField(null=True)
    evidence = models.TextField(blank=True, help_text="What shows that this is enough: sources, and who was asked")
    change_evidence = models.TextField(blank=True, help_text="What is better for the child, where help is reduced")
    next_action = models.TextField(blank=True)
    next_action_on = models.DateField(null=True)
    overrode = ArrayField(models.CharField(max_length=60), default=list)
    override_reason = models.TextField(blank=True)
    override_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(overrode=[]) | (~Q(override_reason="") & ~Q(override_by=None)),
                name="an_override_has_its_reason_and_its_person",
            )
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Feedback(Act):
    """What the referrer was told of the decision (T02)."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="feedback")
    to = models.CharField(max_length=200, blank=True)
    to_council = models.ForeignKey(Council, null=True, on_delete=models.PROTECT, related_name="+")
    to_referrer = models.BooleanField(default=True)
    channel = models.CharField(max_length=12, blank=True)
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class SafetyPlan(Act):
    """What keeps the child safe at the next contact with the person alleged to have caused harm (T19)."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="safety_plans")
    before = models.DateField(null=True)
    plan = models.TextField()

    def __str__(self) -> str:
        return f"safety plan {self.pk}"


class ChildSeen(Act):
    """The child was seen and heard; serves every council on the referral."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="seen")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    alone = models.BooleanField(null=True)
    words = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"child seen {self.pk}"


class Assessment(Act):
    """The child and family assessment: begun (`at`) and completed, with the child seen and the parent's needs."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="assessments")
    completed_at = models.DateTimeField(null=True)
    completed_recorded_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    child_seen = models.BooleanField(null=True)
    child_seen_alone = models.BooleanField(null=True)
    parent_needs_assessed = models.BooleanField(null=True)
    consent_withdrawn = models.BooleanField(null=True)
    parent_needs_words = models.TextField(blank=True)
    covered = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_words = models.TextField(blank=True)
    rationale = models.TextField(blank=True)
    overrode = ArrayField(models.CharField(max_length=60), default=list)
    override_reason = models.TextField(blank=True)
    override_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part"], condition=Q(completed_at=None), name="one_assessment_under_way"),
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=models.F("completed_by")),
                name="nobody_signs_their_own_assessment",
            ),
        ]

    def __str__(self) -> str:
        return f"assessment {self.pk}"
