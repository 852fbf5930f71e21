"""The rows of the list of referrals: all that 25 of them show, in one statement, without building the objects.

Compiling the joined statement of Django's own query set took longer than running it; so it is compiled for the page's
keys alone, and what a row shows is written here.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from referrals.querysets import PartQuerySet

# The clock that falls due next is this council's own; the other councils are in the order in which they were named.
_ROWS = """
WITH page AS MATERIALIZED (PAGE)
SELECT p.id, p.referral_id, p.received_at, p.closed_at, p.outcome, r.reference, r.kind, r.children_count,
       c.id IS NOT NULL, c.given_name, c.family_name, c.born_on, c.age_said, c.expected_on,
       t.name, u.name, due.due_at, due.kind,
       ARRAY(SELECT o.short_name FROM referrals_namedcouncil n JOIN councils_council o ON o.id = n.council_id
              WHERE n.referral_id = p.referral_id AND n.council_id <> p.council_id ORDER BY n.id)
  FROM page
  JOIN referrals_part p ON p.id = page.id
  JOIN referrals_referral r ON r.id = p.referral_id
  LEFT JOIN referrals_person c ON c.id = r.first_child_id
  LEFT JOIN councils_team t ON t.id = p.team_id
  LEFT JOIN accounts_user u ON u.id = p.worker_id
  LEFT JOIN LATERAL (
      SELECT m.due_at, m.kind FROM timers_timer m
       WHERE m.about_label = 'referrals.referral' AND m.about_id = p.referral_id AND m.council_id = p.council_id
         AND m.stopped_at IS NULL AND m.due_at IS NOT NULL
       ORDER BY m.due_at LIMIT 1) due ON true
 ORDER BY p.received_at DIRECTION, p.id DIRECTION
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One part in a list. `child` tells whether the referral names one; `due_*` is the council's next deadline."""

    id: int
    referral_id: int
    received_at: datetime
    closed_at: datetime | None
    outcome: str
    reference: str
    kind: str
    children_count: int
    child: bool
    given_name: str
    family_name: str
    born_on: date | None
    age_said: str
    expected_on: date | None
    team: str | None
    worker: str | None
    due_at: datetime | None
    due_kind: str | None
    others: list[str]


def read(parts: PartQuerySet, *, newest_first: bool, limit: int) -> list[Listed]:
    """At most `limit` rows of the parts, in the order of their receipt; one query, none when nothing can match."""
    ordered = parts.newest_first() if newest_first else parts.oldest_first()
    page = ordered.values("id")[:limit].query
    if page.is_empty():
        return []
    sql, values = page.sql_with_params()
    direction = "DESC" if newest_first else "ASC"
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.replace("PAGE", sql, 1).replace("DIRECTION", direction), values)
        return [Listed(*row) for row in cursor.fetchall()]
