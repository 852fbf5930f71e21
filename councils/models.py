"""Authorities, their teams and duty desks, the rule sets they follow, and where a postcode lies.

The outbox has a module of its own (councils/messages.py); its model is named here so that Django finds it.
"""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.text import slugify
from simple_history.models import HistoricalRecords

from councils.messages import Message, MessageQuerySet
from trail.history import TrackedQuerySet

__all__ = ["Council", "Desk", "District", "Message", "MessageQuerySet", "PostcodeArea", "RuleSet", "Team"]

VERIFIED_FOR = timedelta(days=90)


def _history() -> HistoricalRecords:
    # A number, not a foreign key: the past outlives accounts, and a constraint would let an account hold it hostage.
    return HistoricalRecords(history_user_id_field=models.BigIntegerField(null=True))


class RuleSetQuerySet(TrackedQuerySet["RuleSet"]):
    def in_force(self, on: date) -> "RuleSetQuerySet":
        """Those in force on the day, one per code at most."""
        return self.filter(Q(in_force_until=None) | Q(in_force_until__gte=on), in_force_from__lte=on)


class RuleSet(models.Model):
    """A published set of procedures that says which council leads, dated and cited (STATUTE 2a).

    `leads` maps a responsibility's code to the place whose council the set names, to a list of places where it names
    several, or to null where the set is silent: "lives_in", "is_in", "happened_in", "harmer_lives_in", "works_in", or
    "received_by" (whoever received the referral). councils/leads.py reads it.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    found_means = models.CharField(max_length=300, help_text="What the set means by a child who is found in an area.")
    leads = models.JSONField(default=dict)
    notes = models.JSONField(default=dict, help_text="What the set says of each responsibility, in words.")
    source = models.TextField()
    confidence = models.CharField(max_length=1)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)

    objects = RuleSetQuerySet.as_manager()
    history = _history()

    class Meta:
        ordering = ["code", "in_force_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "in_force_from"], name="rule_set_once_a_day"),
            models.CheckConstraint(
                condition=Q(in_force_until=None) | Q(in_force_until__gte=F("in_force_from")),
                name="rule_set_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CouncilQuerySet(TrackedQuerySet["Council"]):
    def in_being(self, on: date) -> "CouncilQuerySet":
        """Those that exist on the day: Surrey ends on 31 March 2027."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on))

    def real(self) -> "CouncilQuerySet":
        """Without those that a case file had to make up."""
        return self.filter(is_invented=False)

    def called(self, words: str) -> "CouncilQuerySet":
        """Those whose name holds the words, or whose GSS code (former ones too) or DfE number is exactly that."""
        words = " ".join(words.split())
        if not words:
            return self
        code = words.upper()
        return self.filter(
            Q(name__icontains=words)
            | Q(short_name__icontains=words)
            | Q(gss_code=code)
            | Q(former_gss_codes__contains=[code])
            | Q(dfe_code=code)
        )

    def at_address(self, address: str) -> "CouncilQuerySet":
        """The one that Council.address names; former codes and plain names in the same form are understood too."""
        return self.with_code(address) | self.filter(short_name__iexact=address.replace("-", " "))

    def with_code(self, code: str) -> "CouncilQuerySet":
        """The one with the GSS code, a former code of it, or the DfE number: files carry old codes for years."""
        code = code.strip().upper()
        if not code:
            return self.none()
        return self.filter(Q(gss_code=code) | Q(former_gss_codes__contains=[code]) | Q(dfe_code=code))


class Council(models.Model):
    """A children's services authority of England or Wales.

    `gss_code` is null for a council whose code is not published yet (the two that follow Surrey) and for one that a
    case file had to make up; `is_invented` tells those two apart.
    """

    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60)
    gss_code = models.CharField(max_length=9, unique=True, null=True, blank=True)
    former_gss_codes = ArrayField(models.CharField(max_length=9), default=list, blank=True)
    dfe_code = models.CharField(max_length=3, blank=True)
    nation = models.CharField(max_length=10, choices=[("England", "England"), ("Wales", "Wales")])
    region = models.CharField(max_length=60, blank=True)
    type = models.CharField(max_length=20, blank=True)
    rule_set_code = models.CharField(max_length=40, default="other")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    successors = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="predecessors")
    takes_part = models.BooleanField(default=False, help_text="Its people have accounts here.")
    is_invented = models.BooleanField(default=False, help_text="Made up for a case file or a test.")

    objects = CouncilQuerySet.as_manager()
    history = _history()

    class Meta:
        ordering = ["short_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="council_ends_after_it_begins",
            ),
            # Two loads at once, or a load and a case file, must not make a second Kent.
            models.UniqueConstraint(Lower("name"), condition=Q(is_invented=False), name="council_name_once"),
            models.UniqueConstraint(fields=["dfe_code"], condition=~Q(dfe_code=""), name="council_dfe_code_once"),
        ]

    def __str__(self) -> str:
        return self.short_name

    @property
    def address(self) -> str:
        """What names it in a page's address: its GSS code, or its name where it has none yet."""
        return self.gss_code or slugify(self.short_name)

    def is_in_being(self, on: date) -> bool:
        """Whether the council exists on the day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )


class Team(models.Model):
    """A team of a council; the front door is the one that receives referrals."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80)
    is_front_door = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)

    objects = TrackedQuerySet.as_manager()
    history = _history()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("council", Lower("name"), name="team_name_once_a_council"),
            models.UniqueConstraint(
                fields=["council"], condition=Q(is_front_door=True, ended_on=None), name="one_front_door_a_council"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeskQuerySet(TrackedQuerySet["Desk"]):
    def stale(self, on: date) -> "DeskQuerySet":
        """Those whose numbers nobody has verified within 90 days of the day."""
        return self.filter(Q(verified_on=None) | Q(verified_on__lt=on - VERIFIED_FOR))


class Desk(models.Model):
    """Where another council is reached: the duty desk by day, the emergency duty team out of hours.

    Office hours are on working days of the council's nation, from `opens_at` to `closes_at` on the clocks of
    Europe/London. An emergency duty team has every other hour, so it states none.
    """

    SERVICES = [("childrens", "Children's services"), ("adults", "Adult social care")]
    HOURS = [("office", "Office hours"), ("out_of_hours", "Out of hours")]

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="desks")
    service = models.CharField(max_length=10, choices=SERVICES)
    hours = models.CharField(max_length=12, choices=HOURS)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    verified_on = models.DateField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="desks_verified"
    )

    objects = DeskQuerySet.as_manager()
    history = _history()

    class Meta:
        ordering = ["council", "service", "hours"]
        constraints = [
            models.UniqueConstraint(fields=["council", "service", "hours"], name="one_desk_each"),
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None)
                | Q(opens_at__isnull=False, closes_at__isnull=False, closes_at__gt=F("opens_at")),
                name="desk_opens_before_it_closes",
            ),
            # A number that somebody vouched for names that somebody.
            models.CheckConstraint(
                condition=Q(verified_on=None, verified_by=None)
                | Q(verified_on__isnull=False, verified_by__isnull=False),
                name="desk_verified_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council.short_name} {self.name}"

    def is_stale(self, on: date) -> bool:
        """True when nobody has verified the numbers within 90 days."""
        return self.verified_on is None or on - self.verified_on > VERIFIED_FOR


class PostcodeArea(models.Model):
    """The district code of one postcode, kept from the directory the first time it was asked for.

    `area_code` is empty for a postcode that the directory does not hold. A row from an older `directory` is read anew.
    """

    postcode = models.CharField(max_length=7, primary_key=True)
    area_code = models.CharField(max_length=9, blank=True)
    directory = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.postcode


class District(models.Model):
    """A district whose county council has children's services there, from a day to a day.

    Postcode directories give the district in two-tier areas. A district has a second row where its council ends: the
    eleven of Surrey pass to two councils on 1 April 2027.
    """

    gss_code = models.CharField(max_length=9)
    name = models.CharField(max_length=80)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="districts")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["gss_code", "valid_from"], nulls_distinct=False, name="district_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.name
