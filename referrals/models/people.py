"""People as a council recorded them. Child, parent and person alleged to have caused harm are roles on a referral."""

from datetime import date

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from councils.models import Council
from trail.history import TrackedQuerySet


class Confidence(models.TextChoices):
    """How sure we are of where somebody is (STATUTE 2b.1). Unknown never blocks."""

    CONFIRMED = "confirmed", "Confirmed"
    STATED = "stated", "Stated, not checked"
    UNKNOWN = "unknown", "Not known"


def whole_name(given_name: str, family_name: str) -> str:
    """
    >>> whole_name("", "Novak"), whole_name("", "")
    ('Novak', 'No name given')
    """
    return " ".join(part for part in (given_name, family_name) if part) or "No name given"


def years_on(born_on: date | None, day: date) -> int | None:
    """Whole years on the day; None when the birth date is not known or still to come."""
    if born_on is None or day < born_on:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


class Person(models.Model):
    """One person, owned by the council that recorded them (DECISIONS, Data)."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="persons", db_index=False)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    known_as = models.CharField(max_length=120, blank=True)
    born_on = models.DateField(null=True, blank=True)
    age_said = models.CharField(max_length=40, blank=True, help_text="Where the birth date is not known: about 12")
    born_after = models.DateField(null=True, blank=True)
    born_before = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True, help_text="An unborn child: when the birth is expected")
    sex = models.CharField(max_length=10, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    own_number = models.CharField(max_length=40, blank=True, help_text="The number in the council's own system")
    phone = models.CharField(max_length=40, blank=True)
    phone_verified_on = models.DateField(null=True, blank=True)
    address_protected = models.BooleanField(default=False)
    staff_warning = models.CharField(max_length=300, blank=True)
    # Recorded twice: the record that goes on. Its roles and places name that one (referrals/actions/merging.py).
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()

    # For finding (referrals/matching.py): folded words, and the same words by sound. The database keeps them one by one
    # as well (NameWord).
    folded = models.CharField(max_length=400, default="", editable=False)
    sounds = models.CharField(max_length=400, default="", editable=False)

    objects = TrackedQuerySet.as_manager()
    history = HistoricalRecords(
        history_user_id_field=models.BigIntegerField(null=True), excluded_fields=["folded", "sounds"]
    )

    class Meta:
        indexes = [
            models.Index(fields=["nhs_number"], condition=~Q(nhs_number=""), name="person_nhs"),
            models.Index(fields=["council", "born_on"], name="person_born"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged"),
            # A child on record in any council, by whole name and birth date.
            models.Index(fields=["born_on", "folded"], condition=Q(born_on__isnull=False), name="person_born_and_name"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"  # never a name: this ends up in logs

    @property
    def name(self) -> str:
        """Both names, or what is known: "no name given" when nothing is."""
        return whole_name(self.given_name, self.family_name)

    def age_on(self, day: date) -> int | None:
        """Whole years on the day; None when the birth date is not known or still to come."""
        return years_on(self.born_on, day)


class NameWord(models.Model):
    """A word of somebody's name, or how it sounds: what a search by name begins with.

    Written by the database whenever a person is (migration 0017), never from here. `council_id` is the person's own,
    so that one look in the index finds a council's people in the order of the words. A row is made of the person's own
    and goes with it (migration 0023): a check that there is such a person would buy nothing.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="words", db_constraint=False)
    council_id = models.BigIntegerField()
    word = models.CharField(max_length=400)

    class Meta:
        indexes = [
            models.Index(
                fields=["council_id", "word", "person"],
                name="name_words",
                opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],
            )
        ]

    def __str__(self) -> str:
        return f"a word of person {self.person_id}"


class Address(models.Model):
    """Where somebody lives or lived, as learnt: a new one is added, an old one is never changed.

    An object of its own because the safe address is the most dangerous field in the system (RELIABILITY 0.8): it has
    its own permission and its own line in the trail.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    words = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    council = models.ForeignKey(Council, null=True, blank=True, on_delete=models.PROTECT, db_index=False)
    confidence = models.CharField(max_length=10, choices=Confidence)
    source = models.TextField(blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="address_latest"),
            models.Index(fields=["postcode"], condition=~Q(postcode=""), name="address_postcode"),
        ]

    def __str__(self) -> str:
        return f"address {self.pk}"
