"""How people belong together, how to reach them safely, their other names, and one person recorded twice."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from councils.models import Council
from referrals.models.acts import Act
from referrals.models.people import Person
from referrals.models.referral import Referral


class Relationship(Act):
    """What somebody is to a child on a referral, as known now; a newer one supersedes, the old one stays."""

    class Kind(models.TextChoices):
        MOTHER = "mother", "Mother"
        FATHER = "father", "Father"
        STEP_PARENT = "step_parent", "Step-parent or parent’s partner"
        SIBLING = "sibling", "Brother or sister"
        HALF_SIBLING = "half_sibling", "Half-brother or half-sister"
        GRANDPARENT = "grandparent", "Grandparent"
        RELATIVE = "relative", "Another relative"
        CARER = "carer", "Carer or guardian"
        FRIEND = "friend", "Friend of the family"
        PROFESSIONAL = "professional", "Professional"
        OTHER = "other", "Something else"

    class Contact(models.TextChoices):
        FREE = "free", "No restriction known"
        SUPERVISED = "supervised", "Only when supervised"
        INDIRECT = "indirect", "Letters and calls only"
        NONE = "none", "No contact"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="relationships")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    parental_responsibility = models.BooleanField(null=True)
    lives_with = models.BooleanField(null=True)
    contact = models.CharField(max_length=12, choices=Contact, default=Contact.FREE)
    contact_words = models.TextField(blank=True, help_text="Who set the restriction, until when: an order, a plan")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "person", "to"],
                condition=Q(superseded_at=None),
                name="one_present_relationship_each",
            ),
            models.CheckConstraint(condition=~Q(person=F("to")), name="nobody_is_their_own_relative"),
        ]

    def __str__(self) -> str:
        return f"relationship {self.pk}"


class SafeContact(Act):
    """How somebody can be reached without putting them or the child at risk; the latest one counts."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="+")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["referral", "person", "-id"], name="safe_contact_latest")]

    def __str__(self) -> str:
        return f"safe contact {self.pk}"


class PersonMerge(Act):
    """Two records of one person brought together: what was moved, so that it can be parted again (own council only)."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_from")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    because = models.TextField()
    checked = models.TextField(blank=True, help_text="How a difference in birth date or NHS number was cleared up")
    moved = models.JSONField(default=dict)  # table -> keys of the rows that named the other record
    set_aside = models.JSONField(default=list)  # involvements that the kept record has already
    filled = models.JSONField(default=dict)  # what the kept record took over: field -> its own value before
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undone_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="a_record_goes_into_one"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="nobody_is_merged_with_themselves"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | (Q(undone_by__isnull=False) & ~Q(undone_because="")),
                name="parted_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"


class Alias(Act):
    """Another name of somebody: found by the search, never shown as theirs without saying what kind it is."""

    class Kind(models.TextChoices):
        EARLIER = "earlier", "Earlier name"
        ALSO = "also", "Also called"
        SPELLING = "spelling", "Another spelling"
        RECORD = "record", "Name on the other record"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=240)
    kind = models.CharField(max_length=10, choices=Kind)
    merge = models.ForeignKey(PersonMerge, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], condition=Q(ended_at=None), name="an_alias_once")
        ]

    def __str__(self) -> str:
        return f"alias {self.pk}"
