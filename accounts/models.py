"""People, what they are in which team and from when to when, who deputises, and what proves that it is them."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from accounts.access import scopes
from accounts.roles import Role
from accounts.standing import NOWHERE, Held, Reach, reach_of, within
from councils.models import Council, Team
from trail.history import TrackedQuerySet

__all__ = ["Deputy", "Factor", "Membership", "PasswordReset", "Role", "Session", "SystemToken", "User"]

DORMANT_AFTER = timedelta(days=60)


def new_reference() -> str:
    """What stands for a person in an address: random, since a sequence tells how many there are and who came first."""
    return secrets.token_hex(6)


class UserManager(BaseUserManager["User"].from_queryset(TrackedQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, name: str, council: Council | None, password: str | None = None) -> "User":
        """A person who can sign in once a password is set and, at the first sign-in, a second factor is enrolled."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, council=council)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person, or a council's system, that acts here for one council."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=40, blank=True)
    council = models.ForeignKey(Council, null=True, on_delete=models.PROTECT, related_name="people")
    is_active = models.BooleanField(default=True, help_text="False: suspended.")
    left_on = models.DateField(null=True, blank=True, help_text="The last day on which the person works here.")
    awake_since = models.DateField(null=True, blank=True, help_text="The day the account was made or woken up.")
    password_changed_at = models.DateTimeField(null=True, blank=True)

    # Of a duty desk's account, while it acts: the worker who speaks, in words. Never stored here; each act keeps it.
    said_by: str = ""

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()
    history = HistoricalRecords(
        history_user_id_field=models.BigIntegerField(null=True), excluded_fields=["password", "last_login"]
    )

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_an_address")]

    def __str__(self) -> str:
        return self.name

    def may_act(self, on: date) -> bool:
        """False for somebody suspended or gone: no page, no token, from the next request."""
        return self.is_active and (self.left_on is None or on <= self.left_on)

    def is_dormant(self, on: date) -> bool:
        """True after 60 days without signing in; an administrator wakes the account."""
        last = max((d for d in (self.awake_since, self.last_login and self.last_login.date()) if d), default=None)
        return last is not None and on - last > DORMANT_AFTER

    #: What was read with the person for every page (accounts/people.py); None for somebody read in another way.
    told: dict[str, Any] | None = None

    # What the person is. The middleware's one query puts it here (accounts/people.py); elsewhere it is read when asked.

    def carry(self, held: Iterable[Held], day: date) -> None:
        """Keep what this person is on the day, so that has_perm and reach ask the database nothing more."""
        self._day = day
        self._held = [one for one in held if one.council_id == self.council_id and one.on(day)]
        self._reach: dict[str, Reach] = {}

    def held(self) -> list[Held]:
        """The roles in force for the council one acts for: one's own, and those of colleagues one deputises for."""
        if not hasattr(self, "_held"):
            from accounts.people import held_by

            day = timezone.localdate()
            self.carry(held_by(self.pk, day), day)
        return self._held

    def forget(self) -> None:
        """Read the roles again when next asked, after they were changed in this process."""
        self.__dict__.pop("_held", None)

    @property
    def roles(self) -> set[str]:
        return {one.role for one in self.held()}

    @property
    def roles_in_force(self) -> frozenset[str]:
        """The roles by which the person may do anything today: none for somebody suspended or gone."""
        roles = frozenset(one.role for one in self.held())
        return roles if self.may_act(self._day) else frozenset()

    def reach(self, permission: str) -> Reach:
        """How far the permission reaches for this person, for query sets. Falsy when it does not reach at all."""
        held = self.held()
        if permission not in self._reach:
            allowed = self.may_act(self._day)
            self._reach[permission] = reach_of(held, scopes(permission)) if allowed else NOWHERE
        return self._reach[permission]

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """The access table's answer. With `obj`, compared with what `obj.access()` says; without, in any scope.

        Django's own names for what its administration pages do ("councils.change_desk") count as accounts.admin.
        """
        room, _, verb = perm.partition(".")
        if room in {"accounts", "councils", "timers"} and verb.startswith(("view_", "add_", "change_")):
            return bool(self.reach("accounts.admin"))
        reach = self.reach(perm)
        if obj is None or not reach:
            return bool(reach)
        return within(reach, obj.access(), person_id=self.pk, council_id=self.council_id)

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Which rooms the administration pages show."""
        return app_label in {"accounts", "councils", "timers"} and self.is_staff

    @property
    def is_staff(self) -> bool:
        return bool(self.reach("accounts.admin"))

    is_superuser = False  # nobody passes the table


class MembershipQuerySet(TrackedQuerySet["Membership"]):
    def on(self, day: date) -> "MembershipQuerySet":
        """In force on the day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Membership(models.Model):
    """What somebody is: a role in a council, in one team of it or in all, from a day to a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords(history_user_id_field=models.BigIntegerField(null=True))

    class Meta:
        indexes = [models.Index(fields=["council", "role"], name="membership_role")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="membership_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"


class Deputy(models.Model):
    """Somebody who acts for a colleague from a day to a day, with the colleague's roles."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="deputised_by")
    deputy = models.ForeignKey(User, on_delete=models.CASCADE, related_name="deputises_for")
    since = models.DateField()
    until = models.DateField()

    objects = TrackedQuerySet.as_manager()
    history = HistoricalRecords(history_user_id_field=models.BigIntegerField(null=True))

    class Meta:
        verbose_name_plural = "deputies"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="deputy_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(user=F("deputy")), name="nobody_deputises_for_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} for {self.user}"


class Factor(models.Model):
    """What somebody has besides a password: an app that makes codes (RFC 6238), and ten recovery codes.

    The app's secret is not stored. It is derived from `salt` and the SECRET_KEY (accounts/codes.py), so that a copy of
    the database makes no codes. `last_step` remembers the code used last: none works twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="factor")
    salt = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    recovery = ArrayField(models.CharField(max_length=64), default=list)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"second factor of person {self.user_id}"


class Session(AbstractBaseSession):
    """A signed-in browser. Whose it is stands in a column, so that people see and end theirs."""

    user_id = models.BigIntegerField(null=True, db_index=True)
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=200, default="")

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @classmethod
    def get_session_store_class(cls) -> type:
        from accounts.sessions import SessionStore

        return SessionStore

    @property
    def handle(self) -> str:
        """What stands for the session in a page, where its key must never be."""
        return hashlib.sha256(self.session_key.encode()).hexdigest()[:24]


class PasswordReset(models.Model):
    """A link sent to somebody who forgot their password: good once, for an hour. Only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="resets")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"password reset of person {self.user_id}"


class SystemToken(models.Model):
    """One token per system of a council; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    def ended(self, now: datetime) -> bool:
        return self.ended_at is not None and self.ended_at <= now
