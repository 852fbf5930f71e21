"""A complaint: who complains to which council about what was done for which child, and where it stands."""

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from accounts.standing import Reach, Standing
from councils.models import Council
from referrals.models import Person, Referral
from trail.history import TrackedQuerySet

if TYPE_CHECKING:
    from accounts.models import User


class Relationship(models.TextChoices):
    """Who the complainant is to the child (STATUTE 4b)."""

    CHILD = "child", "The child or young person"
    PARENT = "parent", "A parent"
    PARENTAL_RESPONSIBILITY = "parental_responsibility", "Somebody else with parental responsibility"
    FOSTER_CARER = "foster_carer", "The council’s foster carer"
    CARE_LEAVER = "care_leaver", "A care leaver"
    SPECIAL_GUARDIAN = "special_guardian", "A special guardian"
    ADOPTER = "adopter", "An adopter, or somebody about to adopt"
    GRANDPARENT = "grandparent", "A grandparent"
    OTHER_RELATIVE = "other_relative", "Another relative"
    PARTNER_WITHOUT_RESPONSIBILITY = "partner_without_responsibility", "A parent’s partner, for the parent"
    REPRESENTATIVE = "representative", "Somebody who speaks for the child"
    PROFESSIONAL = "professional", "A professional"
    MEMBER_OF_PUBLIC = "member_of_public", "A friend, a neighbour or anybody else"


class Eligibility(models.TextChoices):
    """What 4b says of somebody who complains under the statutory procedure."""

    OWN_RIGHT = "own_right", "May complain in their own right"
    SUFFICIENT_INTEREST = "sufficient_interest_decision", "The council decides whether their interest is sufficient"
    CONSENT_NEEDED = "consent_needed", "Somebody else’s agreement is needed first"
    NOT_ELIGIBLE = "not_eligible", "Not by this procedure"


class ComplaintQuerySet(TrackedQuerySet["Complaint"]):
    """Complaints in the words of the people who work on them."""

    def within(self, user: "User", permission: str = "complaints.read") -> "ComplaintQuerySet":
        """Those that the access table lets this person see: their council's, or theirs for as long as it lasts.

        A person complained of never sees the complaint, whatever their role.
        """
        from complaints.models.people import Appointment

        reach: Reach = user.reach(permission)
        mine = Q(council_id__in=reach.council_ids)
        if reach.own:
            today = timezone.localdate()
            held = Appointment.objects.in_force(today).filter(user_id__in=reach.own)
            mine |= Q(pk__in=held.values("complaint_id")) | Q(officer_id__in=reach.own)
        found = self.filter(mine, council_id=user.council_id) if reach else self.none()
        return found.exclude(complained_of_ids__contains=[user.pk])

    def in_hand(self) -> "ComplaintQuerySet":
        """Neither closed nor withdrawn."""
        return self.filter(closed_at=None, withdrawn_at=None)

    def with_reference(self, reference: str) -> "ComplaintQuerySet":
        return self.filter(reference=reference)


class Complaint(models.Model):
    """What reached one council. Another council's complaint about the same matter is linked (ComplaintLink)."""

    class Came(models.TextChoices):
        FORM = "form", "The public form"
        LETTER = "letter", "Letter"
        EMAIL = "email", "E-mail"
        CALL = "call", "Telephone"
        IN_PERSON = "in_person", "In person"
        COUNCIL = "council", "Another council sent it on"

    reference = models.CharField(max_length=14, unique=True)
    form_token = models.UUIDField(unique=True, null=True, editable=False)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="complaints")
    came = models.CharField(max_length=10, choices=Came, blank=True)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    complainant_name = models.CharField(max_length=200, blank=True)
    complainant_reach = models.TextField(blank=True, help_text="How to reach them safely")
    relationship = models.CharField(max_length=40, choices=Relationship, blank=True)
    relationship_words = models.TextField(blank=True)
    parent_consents = models.BooleanField(null=True, help_text="The parent for whom somebody complains agrees")
    child_content = models.BooleanField(null=True, help_text="The child is content with what is said for them")

    grounds_arose_on = models.DateField(null=True)
    late_reasons = models.TextField(blank=True)
    desired_outcome = models.TextField(blank=True)
    adjustments = models.TextField(blank=True, help_text="What the complainant needs so that they can take part")
    advocate_offered_on = models.DateField(null=True)
    advocate_wanted = models.BooleanField(null=True)
    proceedings_live = models.BooleanField(null=True)
    proceedings_words = models.TextField(blank=True)
    already_at_stage = models.PositiveSmallIntegerField(null=True)
    complained_of_ids = ArrayField(
        models.BigIntegerField(), default=list, help_text="People here complained of: they see and decide nothing"
    )

    # By 4b from what is known, as data decides; what a person decided is in EligibilityDecision and settles it.
    eligibility = models.CharField(max_length=40, choices=Eligibility)
    eligibility_reason = models.TextField(blank=True)
    eligible = models.BooleanField(null=True, help_text="True or false once settled, by data or by a decision")
    whole_statutory_at = models.DateTimeField(null=True, help_text="The whole is answered under the statutory one")
    whole_statutory_because = models.TextField(blank=True)

    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="complaints")
    opened_referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="opened_by")

    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closing_summary = models.TextField(blank=True)

    objects = ComplaintQuerySet.as_manager()
    history = HistoricalRecords(history_user_id_field=models.BigIntegerField(null=True))

    class Meta:
        indexes = [
            models.Index(fields=["council", "-received_at", "-id"], name="complaint_newest"),
            models.Index(
                fields=["council", "received_at", "id"],
                condition=Q(closed_at=None, withdrawn_at=None),
                name="complaint_in_hand",
            ),
            models.Index(fields=["officer", "-received_at"], name="complaint_of_officer"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(already_at_stage=None) | Q(already_at_stage__lte=3), name="a_procedure_has_three_stages"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="a_closed_complaint_says_who_closed_it",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def access(self) -> Standing:
        """For `has_perm(permission, complaint)`; reads the appointments once.

        Complaints officers of the council; the people appointed to it, while that lasts; never somebody complained of.
        """
        from complaints.models.people import Appointment

        held = Appointment.objects.in_force(timezone.localdate()).filter(complaint=self, user__isnull=False)
        workers = {user_id for user_id in held.values_list("user_id", flat=True) if user_id is not None}
        if self.officer_id is not None:
            workers.add(self.officer_id)
        return Standing(
            council_ids=frozenset({self.council_id}),
            worker_ids=frozenset(workers),
            barred_ids=frozenset(self.complained_of_ids),
        )

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.withdrawn_at is None

    @property
    def by_child(self) -> bool:
        """An advocate must be offered (Children Act 1989 section 26A)."""
        return self.relationship in {Relationship.CHILD, Relationship.CARE_LEAVER}


class ComplaintChild(models.Model):
    """A child the complaint is about, as the complainant names them. Never matched against records by itself.

    `person` is set by an officer who may see that record; the public form learns nothing of it.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="children")
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    born_on = models.DateField(null=True)
    age_said = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "complaint children"

    def __str__(self) -> str:
        return f"child {self.pk} of a complaint"

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.given_name, self.family_name) if part) or "No name given"


class ComplaintLink(models.Model):
    """Two councils' complaints about one matter: one council leads the answer, each keeps its own clocks and findings.

    Proposed by one council with the complainant's agreement, in force once the other has accepted. Through it a council
    sees of the other's complaint only its reference, stage and dates.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="links")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="complaint_links")
    other = models.ForeignKey(Complaint, null=True, on_delete=models.CASCADE, related_name="links_from")
    other_reference = models.CharField(max_length=60, blank=True, help_text="In the other council's own system")
    lead = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    complainant_agrees = models.BooleanField()
    words = models.TextField(blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "council"], condition=Q(ended_at=None), name="one_link_to_a_council"
            ),
            models.CheckConstraint(condition=Q(complainant_agrees=True), name="a_link_has_the_complainants_agreement"),
        ]

    def __str__(self) -> str:
        return f"link of complaint {self.complaint_id}"


class PublicDraft(models.Model):
    """What somebody has typed into the public form and not yet sent. Its token is their only key; no account.

    Destroyed when sent, or 28 days after it was last saved (complaints/deadlines.py).
    """

    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    council = models.ForeignKey(Council, null=True, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    # A keyed hash of the day and the connection it was begun from: enough to slow a flood, nothing to find anybody by.
    begun_from = models.CharField(max_length=16, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["saved_at"], name="public_draft_oldest"),
            models.Index(fields=["begun_from", "started_at"], name="public_draft_begun"),
        ]

    def __str__(self) -> str:
        return f"public draft {self.pk}"

    def __repr__(self) -> str:
        return str(self)


def complaint_of(thing: Any) -> Complaint:
    """The complaint itself, or the one that a head, stage or letter belongs to."""
    return thing if isinstance(thing, Complaint) else thing.complaint
