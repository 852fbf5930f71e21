"""Reading a person and what they are in one statement, because every request pays for it."""

from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import Membership, User
from accounts.standing import Held
from councils.models import Council

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
_PERSON = f"""
    SELECT {", ".join(f"u.{name}" for name in _USER_FIELDS)},
           {", ".join(f"c.{name}" for name in _COUNCIL_FIELDS)},
           (SELECT coalesce(json_agg(h), '[]') FROM ({_HELD.format(person="u.id")}) h) AS held
      FROM accounts_user u LEFT JOIN councils_council c ON c.id = u.council_id
"""  # noqa: S608  names from the models, no values
BY_ID = _PERSON + " WHERE u.id = %(key)s"
_LIVE = "SELECT t.user_id FROM accounts_systemtoken t WHERE t.digest = %(key)s AND coalesce(t.ended_at > %(now)s, true)"
BY_TOKEN = f"{_PERSON} WHERE u.id = ({_LIVE})"  # noqa: S608


def held_by(person_id: int, day: date) -> list[Held]:
    """What somebody is on the day and will be, own roles and deputised ones; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(person="%(person)s"), {"person": person_id, "day": day})
        return [Held(*row) for row in cursor.fetchall()]


def person(key: int | str, *, day: date, by: str = BY_ID) -> User | None:
    """The person with council and roles, or None when there is none or they may not act on the day; one query.

    `by` is BY_ID with an id, or BY_TOKEN with the digest of a system's token, which must not have ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(by, {"key": key, "day": day, "now": timezone.now()})
        row = cursor.fetchone()
    if row is None:
        return None
    split = len(_USER_FIELDS)
    user = User.from_db(connection.alias, _USER_FIELDS, row[:split])
    if row[split] is not None:
        user.council = Council.from_db(connection.alias, _COUNCIL_FIELDS, row[split:-1])
    if not user.may_act(day):
        return None
    user.carry([_held(one) for one in row[-1]], day)
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
