"""What an administrator does with people: add, give and end roles, suspend, wake, name deputies. Nobody is deleted."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import sessions
from accounts.models import Deputy, Factor, Membership, SystemToken, User
from accounts.roles import Role
from councils.models import Council, Team
from trail.history import delete_as, save_as
from trail.record import record


class Refused(Exception):
    """An act on somebody's account that is not allowed; the message says why and what to do instead."""


def _noted(by: User, now: datetime, action: str, user: User, **facts: Any) -> None:
    record(
        by_id=by.pk,
        council_id=user.council_id,
        action=action,
        subject=("accounts.user", user.pk),
        at=now,
        facts=facts or None,
    )


def _same_council(by: User, user: User) -> None:
    if by.council_id != user.council_id:
        raise Refused("This person belongs to another council. Its own administrator looks after the account.")


def _end(row: Membership | Deputy, until: date, *, by: User, now: datetime, because: str) -> None:
    if until < row.since:
        delete_as(row, by=by, now=now, because=f"{because} before it began")
        return
    row.until = until
    save_as(row, by=by, now=now, because=because)


@transaction.atomic
def add_person(*, by: User, now: datetime, email: str, name: str, council: Council, phone: str = "") -> User:
    """An account without a password: the person chooses one by the reset link. Refused: an address already in use."""
    email = User.objects.normalize_email(email).lower()
    if User.objects.filter(email=email).exists():
        raise Refused("Somebody already has an account with this e-mail address.")
    user = User(email=email, name=name, phone=phone, council=council, awake_since=timezone.localdate(now))
    # Not "unusable", which would refuse the reset link as well; random, so that nobody knows it.
    user.set_password(secrets.token_urlsafe(32))
    save_as(user, by=by, now=now, because="added")
    _noted(by, now, "add_person", user)
    return user


@transaction.atomic
def give_role(
    *, by: User, now: datetime, user: User, role: str, since: date, until: date | None = None, team: Team | None = None
) -> Membership:
    """A role in the council, in one team or in all, from a day to a day (both included).

    Refused: to oneself, in another council, in a team of another council, the role of a system, one that ends before it
    begins.
    """
    _same_council(by, user)
    if by.pk == user.pk:
        raise Refused("Nobody gives a role to themselves. Ask another administrator of your council.")
    if role == Role.SYSTEM:
        raise Refused("A system gets its role with its first token, on the tokens page.")
    if role == Role.DESK:
        raise Refused("A duty desk gets its role with the first link it is sent.")
    if team is not None and team.council_id != user.council_id:
        raise Refused("This team belongs to another council.")
    if until is not None and until < since:
        raise Refused("The last day is before the first.")
    row = Membership(user=user, council=user.council, team=team, role=role, since=since, until=until)
    save_as(row, by=by, now=now, because="role given")
    user.forget()
    _noted(by, now, "give_role", user, role=role, team=team and team.pk, since=since, until=until)
    return row


@transaction.atomic
def end_role(*, by: User, now: datetime, membership: Membership, until: date) -> None:
    """The last day on which the role is held; a day before today takes it away from the next request on.

    A last day before the first means that the role was given in error: the row goes, its history stays.
    """
    _same_council(by, membership.user)
    if by.pk == membership.user_id:
        raise Refused("Nobody changes their own roles. Ask another administrator of your council.")
    _noted(by, now, "end_role", membership.user, role=membership.role, until=until)
    membership.user.forget()
    _end(membership, until, by=by, now=now, because="role ended")


@transaction.atomic
def suspend(*, by: User, now: datetime, user: User) -> None:
    """No page and no token from the next request on; sessions and tokens end. Refused: oneself."""
    _same_council(by, user)
    if by.pk == user.pk:
        raise Refused("Nobody suspends themselves. Ask another administrator of your council.")
    user.is_active = False
    save_as(user, by=by, now=now, because="suspended", fields=["is_active"])
    sessions.end_all(user.pk)
    SystemToken.objects.filter(user=user, ended_at=None).update(ended_at=now)
    _noted(by, now, "suspend", user)


@transaction.atomic
def let_back(*, by: User, now: datetime, user: User) -> None:
    """End a suspension, or wake an account that slept after 60 days without a sign-in."""
    _same_council(by, user)
    user.is_active = True
    user.awake_since = timezone.localdate(now)
    save_as(user, by=by, now=now, because="let back", fields=["is_active", "awake_since"])
    _noted(by, now, "let_back", user)


@transaction.atomic
def leave(*, by: User, now: datetime, user: User, on: date) -> None:
    """The person's last day; roles end with it."""
    _same_council(by, user)
    user.left_on = on
    save_as(user, by=by, now=now, because="left", fields=["left_on"])
    for row in user.memberships.filter(Q(until=None) | Q(until__gt=on)):
        _end(row, on, by=by, now=now, because="left")
    if on < timezone.localdate(now):
        sessions.end_all(user.pk)
    _noted(by, now, "leave", user, on=on)


@transaction.atomic
def end_sessions(*, by: User, now: datetime, user: User, keys: Iterable[str] | None = None, but: str = "") -> int:
    """End somebody's sessions: all, all but one, or those named; returns how many."""
    _same_council(by, user)
    rows = sessions.Session.objects.filter(user_id=user.pk).exclude(session_key=but)
    ended = (rows if keys is None else rows.filter(session_key__in=list(keys))).delete()[0]
    _noted(by, now, "end_sessions", user, ended=ended)
    return ended


@transaction.atomic
def forget_factor(*, by: User, now: datetime, user: User) -> None:
    """For a lost telephone: the next sign-in enrols a new one. Refused: for oneself."""
    _same_council(by, user)
    if by.pk == user.pk:
        raise Refused("Nobody resets their own second factor. Use a recovery code or ask another administrator.")
    Factor.objects.filter(user=user).delete()
    sessions.end_all(user.pk)
    _noted(by, now, "forget_factor", user)


@transaction.atomic
def name_deputy(*, by: User, now: datetime, user: User, deputy: User, since: date, until: date) -> Deputy:
    """`deputy` acts with `user`'s roles from a day to a day. Refused: oneself, across councils, without an end."""
    _same_council(by, user)
    _same_council(by, deputy)
    if by.pk == deputy.pk:
        raise Refused("Nobody makes themselves a deputy. Ask another administrator of your council.")
    if user.pk == deputy.pk:
        raise Refused("Choose somebody else as the deputy.")
    if until < since:
        raise Refused("The last day is before the first.")
    row = Deputy(user=user, deputy=deputy, since=since, until=until)
    save_as(row, by=by, now=now, because="deputy named")
    deputy.forget()
    _noted(by, now, "name_deputy", user, deputy=deputy.pk, since=since, until=until)
    return row


@transaction.atomic
def end_deputy(*, by: User, now: datetime, row: Deputy, until: date) -> None:
    """Bring forward the last day on which somebody deputises."""
    _same_council(by, row.user)
    _noted(by, now, "end_deputy", row.user, deputy=row.deputy_id, until=until)
    row.deputy.forget()
    _end(row, min(until, row.until), by=by, now=now, because="deputy ended")


@transaction.atomic
def add_system(*, by: User, now: datetime, council: Council, name: str) -> User:
    """An account for a system of the council: no password, so it never signs in, and the one role of a system."""
    if by.council_id != council.pk:
        raise Refused("A system belongs to the council of its administrator.")
    user = User(name=name, council=council)
    user.email = f"system-{user.reference}@holdfast.invalid"
    user.set_unusable_password()
    save_as(user, by=by, now=now, because="system added")
    row = Membership(user=user, council=council, role=Role.SYSTEM, since=timezone.localdate(now))
    save_as(row, by=by, now=now, because="system added")
    _noted(by, now, "add_system", user)
    return user
