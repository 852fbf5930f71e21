"""Reading a person and what they are in one statement, because every request pays for it."""

from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.acting import also, also_columns, also_values
from accounts.models import Membership, User
from accounts.standing import Held
from councils.models import Council
from database.prepared import Prepared

# Both halves carry their dates, so that a role that begins or ends is seen without asking again.
_HELD = """
    SELECT m.role, m.council_id, m.team_id, m.user_id, m.since, m.until
      FROM accounts_membership m
     WHERE m.user_id = {person} AND (m.until IS NULL OR m.until >= %(day)s)
    UNION ALL
    SELECT m.role, m.council_id, m.team_id, m.user_id, greatest(m.since, d.since), least(m.until, d.until)
      FROM accounts_deputy d JOIN accounts_membership m ON m.user_id = d.user_id
     WHERE d.deputy_id = {person} AND d.since <= %(day)s AND d.until >= %(day)s
       AND m.since <= %(day)s AND (m.until IS NULL OR m.until >= %(day)s)
"""
_USER_FIELDS = [field.attname for field in User._meta.concrete_fields]
_COUNCIL_FIELDS = [field.attname for field in Council._meta.concrete_fields]
BY_ID = "%(key)s"
BY_TOKEN = """(SELECT t.user_id FROM accounts_systemtoken t
                WHERE t.digest = %(key)s AND coalesce(t.ended_at > %(now)s, true))"""  # noqa: S105


@cache
def _asking(by: str) -> Prepared:
    """Whoever asks is read and told to the database in one statement.

    A request that then turns out to be nobody's says so in another (accounts/acting.py), and what was told here is
    gone before anything else is asked.
    """
    return Prepared(
        "person",
        f"""
        SELECT {", ".join(f"u.{name}" for name in _USER_FIELDS)},
               {", ".join(f"c.{name}" for name in _COUNCIL_FIELDS)},
               (SELECT coalesce(json_agg(h), '[]') FROM ({_HELD.format(person="u.id")}) h),
               set_config('holdfast.person', u.id::text, true),
               set_config('holdfast.council', coalesce(u.council_id::text, ''), true)
               {also_columns("u.id") if by == BY_ID else ""}
          FROM accounts_user u LEFT JOIN councils_council c ON c.id = u.council_id
         WHERE u.id = {by}
        """,  # noqa: S608 - names from the models and constants, no values
    )


def held_by(person_id: int, day: date) -> list[Held]:
    """What somebody is on the day and will be, own roles and deputised ones; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(person="%(person)s"), {"person": person_id, "day": day})
        return [Held(*row) for row in cursor.fetchall()]


def person(key: int | str, *, day: date, by: str = BY_ID) -> User | None:
    """The person with council and roles, or None when there is none or they may not act on the day; one query.

    `by` is BY_ID with an id, or BY_TOKEN with the digest of a system's token, which must not have ended. The database
    is told that they act, and `told` holds what every page wants to know besides (accounts/acting.py); a system sees
    no page, and for it nothing else is read.
    """
    row = _asking(by).row({"key": key, "day": day, **also_values(timezone.now())})
    if row is None:
        return None
    split, rest = len(_USER_FIELDS), len(_USER_FIELDS) + len(_COUNCIL_FIELDS)
    user = User.from_db(connection.alias, _USER_FIELDS, row[:split])
    if row[split] is not None:
        user.council = Council.from_db(connection.alias, _COUNCIL_FIELDS, row[split:rest])
    if not user.may_act(day):
        return None
    user.carry([_held(one) for one in row[rest]], day)
    user.told = dict(zip(also(), row[rest + 3 :], strict=True)) if by == BY_ID else {}
    return user


def _held(one: dict[str, Any]) -> Held:
    return Held(
        one["role"],
        one["council_id"],
        one["team_id"],
        one["user_id"],
        date.fromisoformat(one["since"]),
        date.fromisoformat(one["until"]) if one["until"] else None,
    )


def people_with(permission: str, council_id: int, *, day: date) -> list[User]:
    """Who in the council holds the permission in their own right on the day, by name; one query."""
    from accounts.access import scopes

    holders = Membership.objects.on(day).filter(council_id=council_id, role__in=list(scopes(permission)))
    return list(User.objects.filter(pk__in=holders.values("user_id"), is_active=True).order_by("name", "pk"))
