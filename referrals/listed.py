"""The rows of the list of referrals: all that 25 of them show, in one statement, without building the objects.

What is asked for (filters, reach, order) is Django's own query set, compiled for the keys alone and planned anew each
time, because the values decide which index serves best. What a row shows is fixed, and found by its key.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from database.prepared import Prepared
from referrals.querysets import InOrderOfReceipt

# The clock that falls due next is this council's own; the other councils are in the order in which they were named.
_ROWS = Prepared(
    "listed",
    """
    SELECT p.id, p.referral_id, p.received_at, p.closed_at, p.outcome, r.reference, r.kind, r.children_count,
           c.id IS NOT NULL, c.given_name, c.family_name, c.born_on, c.age_said, c.expected_on,
           t.name, u.name, due.due_at, due.kind,
           ARRAY(SELECT o.short_name
                   FROM referrals_namedcouncil n JOIN councils_council o ON o.id = n.council_id
                  WHERE n.referral_id = p.referral_id AND n.council_id <> p.council_id ORDER BY n.id)
      FROM unnest(%s::bigint[]) WITH ORDINALITY page(id, place)
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
     ORDER BY page.place
    """,
)


class Listed(NamedTuple):
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


def read(ids: list[int]) -> list[Listed]:
    """What the list shows of these parts, in the order given; one query, none for none."""
    return list(map(Listed._make, _ROWS.rows([ids]))) if ids else []


def find(parts: InOrderOfReceipt, *, newest_first: bool, limit: int) -> list[int]:
    """The keys of at most `limit` of the parts, in the order of their receipt; one query."""
    return list(_ordered(parts, newest_first)[:limit])


def find_and_count(
    parts: InOrderOfReceipt, every: InOrderOfReceipt, *, newest_first: bool, limit: int, most: int
) -> tuple[list[int], int]:
    """The keys of at most `limit` of `parts`, and how many `every` has, up to `most`; one query.

    Counted in order, so that an index is read until the ceiling: unordered, a manager's "or" gathered every row first.
    On the first page both are the same, and compiled once.
    """
    counted = _ordered(every, newest_first)
    if counted.query.is_empty():
        return [], 0
    whole_sql, whole_values = counted.query.sql_with_params()
    if parts is every:
        page_sql, page_values = whole_sql, whole_values
    else:
        page_sql, page_values = _ordered(parts, newest_first).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ARRAY({page_sql} LIMIT {limit:d}),"  # noqa: S608 - Django's own
            f" (SELECT count(*) FROM ({whole_sql} LIMIT {most:d}) counted)",
            [*page_values, *whole_values],
        )
        ids, count = cursor.fetchone()
    return ids, count


def _ordered(parts: InOrderOfReceipt, newest_first: bool) -> Any:
    """The keys of the parts in order, for a statement that says itself how many."""
    return (parts.newest_first() if newest_first else parts.oldest_first()).values_list(parts.key, flat=True)
