"""The rows of complaints in hand, worst first, and the numbers above them; two statements whatever is shown.

A council has some hundreds of complaints in hand, found by the partial index `complaint_in_hand`; the clock that falls
due first is looked up for each by the index of timers on what they are about.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from complaints.models.complaint import ComplaintQuerySet
from timers import words

PAGE = 25
MOST_COUNTED = 1000

# A complaint without a running clock sorts after all that have one; a closed one by receipt, newest first.
_RANKED = """
ranked AS MATERIALIZED (
    SELECT seen.id, due.due_at, due.kind,
           CASE WHEN c.closed_at IS NULL AND c.withdrawn_at IS NULL
                THEN coalesce(due.due_at, timestamptz '9000-01-01 00:00:00+00')
                ELSE timestamptz '9500-01-01 00:00:00+00' - (c.received_at - timestamptz '1970-01-01 00:00:00+00')
           END AS place
      FROM (SEEN) seen
      JOIN complaints_complaint c ON c.id = seen.id
      LEFT JOIN LATERAL (
          SELECT t.due_at, t.kind FROM timers_timer t
           WHERE t.about_label = 'complaints.complaint' AND t.about_id = seen.id AND t.council_id = c.council_id
             AND t.stopped_at IS NULL AND t.due_at IS NOT NULL
           ORDER BY t.due_at, t.id LIMIT 1) due ON true
)
"""

_ROWS = """
WITH RANKED, page AS MATERIALIZED (
    SELECT * FROM ranked
     WHERE (%(since)s::timestamptz IS NULL OR due_at > %(since)s)
       AND (%(before)s::timestamptz IS NULL OR due_at < %(before)s)
       AND (%(until)s::timestamptz IS NULL OR due_at <= %(until)s)
       AND (%(after)s::timestamptz IS NULL OR (place, id) > (%(after)s, %(after_id)s))
     ORDER BY place, id LIMIT %(limit)s
)
SELECT c.id, c.reference, c.received_at, c.closed_at, c.withdrawn_at, c.complainant_name, c.relationship, u.name,
       page.due_at, page.kind, page.place,
       (SELECT coalesce(string_agg(s.procedure || ' ' || s.number, ',' ORDER BY s.procedure DESC, s.number), '')
          FROM complaints_stage s WHERE s.complaint_id = c.id AND s.ended_at IS NULL AND s.refused_at IS NULL),
       EXISTS (SELECT FROM complaints_pause p WHERE p.complaint_id = c.id AND p.ended_at IS NULL),
       heads.number, heads.undecided, heads.waiting,
       coalesce((SELECT trim(h.given_name || ' ' || h.family_name) FROM complaints_complaintchild h
                  WHERE h.complaint_id = c.id ORDER BY h.id LIMIT 1), '')
  FROM page
  JOIN complaints_complaint c ON c.id = page.id
  LEFT JOIN accounts_user u ON u.id = c.officer_id
  LEFT JOIN LATERAL (
      SELECT count(*) AS number, count(*) FILTER (WHERE h.route = '') AS undecided,
             count(*) FILTER (WHERE h.second_needed AND h.second_at IS NULL) AS waiting
        FROM complaints_head h WHERE h.complaint_id = c.id) heads ON true
 ORDER BY page.place, page.id
"""

_NUMBERS = """
WITH RANKED
SELECT count(*), count(*) FILTER (WHERE due_at < %(now)s),
       count(*) FILTER (WHERE due_at >= %(now)s AND due_at <= %(today)s),
       count(*) FILTER (WHERE due_at > %(today)s AND due_at <= %(soon)s),
       count(*) FILTER (WHERE c.officer_id IS NULL)
  FROM ranked JOIN complaints_complaint c ON c.id = ranked.id
"""


@dataclass(frozen=True, slots=True)
class Listed:
    """One complaint in a list. `stages`: those that run, as "statutory 2". `due_*`: the clock that is due first."""

    id: int
    reference: str
    received_at: datetime
    closed_at: datetime | None
    withdrawn_at: datetime | None
    complainant_name: str
    relationship: str
    officer: str | None
    due_at: datetime | None
    kind: str | None
    place: datetime
    stages_text: str
    paused: bool
    points: int
    undecided: int
    waiting: int
    child: str

    @property
    def stages(self) -> list[str]:
        return [one for one in self.stages_text.split(",") if one]


@dataclass(frozen=True)
class Numbers:
    """How many, of all that the filters leave but the band."""

    all: int = 0
    missed: int = 0
    today: int = 0
    soon: int = 0
    nobody: int = 0


def _of(seen: ComplaintQuerySet) -> tuple[str, tuple[Any, ...]] | None:
    """The statement that gives the ids, or None when nothing can match."""
    query = seen.values("id").query
    return None if query.is_empty() else query.sql_with_params()


def read(
    seen: ComplaintQuerySet, *, band: str, now: datetime, after: tuple[datetime, int] | None = None, limit: int = PAGE
) -> list[Listed]:
    """At most `limit` rows: missed ones first, then by when they fall due, then those without a clock."""
    if (found := _of(seen)) is None:
        return []
    since, before, until = _span(band, now)
    sql = _ROWS.replace("RANKED", _RANKED.strip(), 1)
    given = {
        "since": since,
        "before": before,
        "until": until,
        "after": after[0] if after else None,
        "after_id": after[1] if after else 0,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(*_filled(sql, found, given))
        return [Listed(*row) for row in cursor.fetchall()]


def count(seen: ComplaintQuerySet, *, now: datetime) -> Numbers:
    """The numbers above the list, of at most a thousand complaints."""
    if (found := _of(seen.order_by("received_at", "pk")[:MOST_COUNTED])) is None:
        return Numbers()
    sql = _NUMBERS.replace("RANKED", _RANKED.strip(), 1)
    given = {"now": now, "today": words.today_until(now), "soon": words.soon_until(now)}
    with connection.cursor() as cursor:
        cursor.execute(*_filled(sql, found, given))
        return Numbers(*cursor.fetchone())


def _span(band: str, now: datetime) -> tuple[datetime | None, datetime | None, datetime | None]:
    """After, before and up to which due instants a band reaches; an act at the due instant is in time."""
    match band:
        case "missed":
            return None, now, None
        case "today":
            return now - timedelta(microseconds=1), None, words.today_until(now)
        case "soon":
            return words.today_until(now), None, words.soon_until(now)
        case "later":
            return words.soon_until(now), None, None
    return None, None, None


def _filled(sql: str, seen: tuple[str, tuple[Any, ...]], given: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """One statement with named parameters: those of the inner one, which are by position, get names."""
    inner, values = seen
    parts = inner.split("%s")
    named = "".join(part + (f"%(seen_{number})s" if number < len(values) else "") for number, part in enumerate(parts))
    return sql.replace("SEEN", named, 1), {**given, **{f"seen_{n}": value for n, value in enumerate(values)}}
