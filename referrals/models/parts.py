"""Each council's part in a referral: its clocks, its people, its closing and its access hang on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.standing import Standing
from councils.models import Council, Team
from referrals.models.referral import Referral
from referrals.querysets import PartQuerySet, SharedQuerySet
from referrals.standing import standing_of

#: What a list of open, closed or all asks of a row besides.
ENDS = ["closed_at", "returned_at"]


class Part(models.Model):
    """One council's part in a referral, from the instant it logged it or was sent it.

    A part ends only through its own closing (issue: closing gate), never by being sent on: a duty always has a holder.
    """

    class Came(models.TextChoices):
        LOGGED = "logged", "Logged here"
        SENT = "sent", "Sent by another council"

    # Together with `kind` it refers to a referral of that kind, which the database sees to (migration 0019).
    referral = models.ForeignKey(
        Referral, on_delete=models.CASCADE, related_name="parts", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=Referral.Kind, default=Referral.Kind.REFERRAL)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="parts", db_index=False)
    came = models.CharField(max_length=10, choices=Came)
    sent_by = models.ForeignKey(Council, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="parts", db_index=False)
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="parts", db_index=False
    )
    own_number = models.CharField(max_length=40, blank=True, help_text="The case number in the council's own system")
    outcome = models.CharField(max_length=30, blank=True)  # of the decision in force, for lists
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = PartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "council"], name="one_part_a_council"),
            models.CheckConstraint(
                condition=Q(outcome="") ^ Q(decided_at__isnull=False), name="part_outcome_has_its_time"
            ),
        ]
        indexes = [
            # A list counts up to a thousand rows: each of these holds all that its list asks of them, so that they
            # are counted without being looked up.
            models.Index(
                fields=["council", "-received_at", "-id"],
                include=["kind"],
                condition=Q(closed_at=None, returned_at=None),
                name="part_live",
            ),
            models.Index(
                fields=["council", "team", "-received_at", "-id"],
                condition=Q(closed_at=None, returned_at=None),
                name="part_live_team",
            ),
            models.Index(
                fields=["council", "worker", "-received_at", "-id"],
                condition=Q(closed_at=None, returned_at=None),
                name="part_live_worker",
            ),
            # Few, among many referrals.
            models.Index(
                fields=["council", "-received_at", "-id"],
                include=["closed_at"],
                condition=Q(kind=Referral.Kind.CONTACT, returned_at=None),
                name="part_contact",
            ),
            models.Index(
                fields=["council", "received_at", "id"],
                condition=Q(closed_at=None, worker=None),
                name="part_unallocated",
            ),
            # With those that are closed.
            models.Index(fields=["council", "-received_at", "-id"], include=ENDS, name="part_every"),
            models.Index(fields=["council", "team", "-received_at", "-id"], include=ENDS, name="part_every_team"),
            models.Index(fields=["council", "worker", "-received_at", "-id"], include=ENDS, name="part_every_worker"),
            models.Index(fields=["council", "outcome", "-received_at", "-id"], include=ENDS, name="part_every_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.council_id}'s part in {self.referral_id}"

    def access(self) -> Standing:
        """A council's part is seen by whoever may see the referral from that council's side."""
        return standing_of(self.referral, [self])


class NamedCouncil(models.Model):
    """A council that a referral names: the child lives or is there, harm happened there, the person alleged to have
    caused it lives there, or it was sent there. From then on the others must speak to it."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="named_councils", db_index=False)
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+", db_index=False)
    because = models.CharField(max_length=20)
    named_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "council"], name="council_named_once")]

    def __str__(self) -> str:
        return f"{self.council_id} named on {self.referral_id}"


class SharedWith(models.Model):
    """A part beside each other council that its referral names, with what orders and filters the list of these.

    Written by the database whenever a part or a name is (migration 0019), never from here. Without it, what is shared
    with a council far away is found only by looking up everything one has. A row is made of the part's own and goes
    with it (migration 0023).
    """

    pk = models.CompositePrimaryKey("part_id", "other_id")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="shared", db_index=False, db_constraint=False)
    other_id = models.BigIntegerField()
    council_id = models.BigIntegerField()  # the part's own
    received_at = models.DateTimeField()
    live = models.BooleanField()  # the part is open and was not given back

    objects = SharedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["council_id", "other_id", "-received_at", "-part"], name="shared_all"),
            models.Index(
                fields=["council_id", "other_id", "-received_at", "-part"], condition=Q(live=True), name="shared_live"
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.part_id} with {self.other_id}"


class Allocation(models.Model):
    """Who has a council's part, from when to when and why; the present one is repeated on the part for lists."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="allocations")
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    since = models.DateTimeField()
    recorded_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part"], condition=Q(until=None), name="one_present_allocation")]

    def __str__(self) -> str:
        return f"allocation of part {self.part_id}"


class DutyHandover(models.Model):
    """At desk close: what falls due before reopening, given to the emergency duty team and accepted by a person."""

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="+")
    closes_at = models.DateTimeField()
    reopens_at = models.DateTimeField()
    clocks = models.JSONField(default=list)  # timer ids
    made_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "closes_at"], name="one_handover_a_closing")]

    def __str__(self) -> str:
        return f"handover {self.pk}"
