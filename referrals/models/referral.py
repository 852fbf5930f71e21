"""The referral itself: who told us what, about whom, and where."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.standing import Standing
from councils.models import Council
from referrals.models.people import Confidence, Person
from referrals.standing import standing_of
from trail.history import TrackedQuerySet


class Harm(models.TextChoices):
    SEXUAL = "sexual", "Sexual abuse"
    PHYSICAL = "physical", "Physical abuse"
    EMOTIONAL = "emotional", "Emotional abuse"
    NEGLECT = "neglect", "Neglect"
    EXPLOITATION = "exploitation", "Exploitation"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
    OTHER = "other", "Something else"


class Referral(models.Model):
    """What reached a council about one or more children, shared by every council that has a part in it."""

    class Kind(models.TextChoices):
        REFERRAL = "referral", "Referral"
        CONTACT = "contact", "Contact (information only)"

    class Consent(models.TextChoices):
        GIVEN = "given", "Given"
        REFUSED = "refused", "Refused"
        NOT_SOUGHT = "not_sought", "Not sought"

    reference = models.CharField(max_length=14, unique=True)
    form_token = models.UUIDField(unique=True, null=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REFERRAL)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="referrals_logged", db_index=False)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=10, default="childrens")  # of the person who logged it
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    first_child = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    children_count = models.PositiveSmallIntegerField(default=1)

    referrer_kind = models.CharField(max_length=30, blank=True)
    referrer_name = models.CharField(max_length=120, blank=True)
    referrer_agency = models.CharField(max_length=120, blank=True)
    referrer_reach = models.TextField(blank=True, help_text="How to reach them safely")
    referrer_council = models.ForeignKey(
        Council, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    referrer_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    referrer_anonymous = models.BooleanField(default=False)

    harm = ArrayField(models.CharField(max_length=20, choices=Harm), default=list, blank=True)
    significant_harm = models.BooleanField(null=True)
    safe_now = models.BooleanField(null=True)
    safe_now_words = models.TextField(blank=True)
    said = models.TextField(blank=True, help_text="What was said, and by whom")
    last_happened_on = models.DateField(null=True, blank=True)
    happened_words = models.TextField(blank=True)
    next_contact_on = models.DateField(null=True, blank=True)
    next_contact_words = models.TextField(blank=True)
    disclosed_by_child = models.BooleanField(null=True)
    police_involved = models.BooleanField(null=True)
    police_reference = models.CharField(max_length=60, blank=True)
    parent_knows = models.BooleanField(null=True)
    consent = models.CharField(max_length=12, choices=Consent, blank=True)
    consent_words = models.TextField(blank=True)
    interpreter = models.CharField(max_length=120, blank=True)
    told_to_expect_contact = models.BooleanField(null=True)
    told_to_expect = models.TextField(blank=True)
    other_children_words = models.TextField(blank=True)

    repeats = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by", db_index=False
    )

    objects = TrackedQuerySet.as_manager()
    history = HistoricalRecords(history_user_id_field=models.BigIntegerField(null=True))

    class Meta:
        # What each part of it repeats for the lists refers to both.
        constraints = [models.UniqueConstraint(fields=["id", "kind"], name="referral_and_kind")]
        indexes = [
            models.Index(fields=["first_child", "-received_at"], name="referral_of_child"),
            # Few have either: an index of these alone costs the others nothing.
            models.Index(
                fields=["referrer_person"], condition=Q(referrer_person__isnull=False), name="referral_person"
            ),
            models.Index(fields=["repeats"], condition=Q(repeats__isnull=False), name="referral_repeats"),
        ]

    def __str__(self) -> str:
        return self.reference

    def access(self) -> Standing:
        """For `has_perm(permission, referral)`; reads the parts once."""
        return standing_of(self, list(self.parts.all()))

    @property
    def harm_alleged(self) -> bool:
        """True when any harm is named or significant harm is suspected."""
        return bool(self.harm) or bool(self.significant_harm)


class Involvement(models.Model):
    """Somebody's role on a referral."""

    class As(models.TextChoices):
        CHILD = "child", "Child"
        PARENT = "parent", "Parent"
        CARER = "carer", "Carer"
        ALLEGED_HARMER = "alleged_harmer", "Person alleged to have caused harm"
        OTHER_CHILD = "other_child", "Another child who may be at risk"
        OTHER = "other", "Somebody else"

    class Whether(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        UNKNOWN = "unknown", "Not known"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="involvements", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    role = models.CharField(max_length=20, choices=As)
    lives_with_child = models.BooleanField(null=True)
    parental_responsibility = models.BooleanField(null=True)
    was_child_when_alleged = models.BooleanField(null=True)
    other_children = models.CharField(max_length=10, choices=Whether, default=Whether.UNKNOWN)
    works_with_children_in = models.ForeignKey(
        Council, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    works_with_adults_in = models.ForeignKey(
        Council, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "person", "role"], name="one_role_each_on_a_referral")
        ]

    def __str__(self) -> str:
        return f"{self.role} on {self.referral_id}"


class Place(models.Model):
    """A fact about where: a child lives in, is now in; harm happened or may happen in. A newer one supersedes."""

    class What(models.TextChoices):
        LIVES_IN = "lives_in", "Lives in"
        IS_IN = "is_in", "Is now in"
        HAPPENED_IN = "happened_in", "Harm happened or may happen in"
        HARMER_LIVES_IN = "harmer_lives_in", "The person alleged to have caused harm lives in"
        WORKS_IN = "works_in", "The person alleged to have caused harm works in"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="places")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20, choices=What)
    council = models.ForeignKey(
        Council, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    confidence = models.CharField(max_length=10, choices=Confidence)
    source = models.TextField(blank=True)
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "person", "what"],
                condition=Q(superseded_at=None),
                nulls_distinct=False,
                name="one_present_place_each",
            ),
            models.CheckConstraint(
                condition=Q(confidence="unknown") | ~Q(council=None), name="a_known_place_names_its_council"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} on {self.referral_id}"


class Draft(models.Model):
    """What somebody has typed and not yet sent: kept on the server, never in the browser (ASVS 14.3.3)."""

    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=40)
    about_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-saved_at"], name="draft_latest"),
            models.Index(fields=["saved_at"], condition=Q(form="sent"), name="draft_sent"),
        ]

    def __str__(self) -> str:
        return f"{self.form} draft"
