"""Figures of a council's complaints over a span of days: eight statements, each a count over sets, however many.

A complaint belongs to the span by the day on which it was received; clocks belong to it with their complaint. Small
numbers are hidden where people outside the complaints team read them: under five a family could be recognised.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from referrals.suppression import hide
from timers.calendar import start_of

NOT_SHOWN = "not shown"

_RECEIVED = """
    SELECT count(*), count(*) FILTER (WHERE c.closed_at IS NULL AND c.withdrawn_at IS NULL),
           count(*) FILTER (WHERE c.withdrawn_at IS NOT NULL),
           count(*) FILTER (WHERE c.opened_referral_id IS NOT NULL),
           count(*) FILTER (WHERE c.relationship IN ('child', 'care_leaver')),
           count(*) FILTER (WHERE c.came = 'form')
      FROM complaints_complaint c WHERE SPAN
"""
_RELATIONS = "SELECT c.relationship, count(*) FROM complaints_complaint c WHERE SPAN GROUP BY 1 ORDER BY 2 DESC, 1"
# The route in force: the one chosen, once nobody else need sign it, else the one proposed.
_IN_FORCE = """CASE WHEN h.route <> '' AND NOT (h.second_needed AND h.second_at IS NULL) THEN h.route
                    ELSE h.proposed_route END"""
_ROUTES = f"""
    SELECT {_IN_FORCE}, count(*), count(*) FILTER (WHERE h.finding IN ('upheld', 'partly')),
           count(*) FILTER (WHERE h.finding = 'not_upheld'), count(*) FILTER (WHERE h.finding = '')
      FROM complaints_head h JOIN complaints_complaint c ON c.id = h.complaint_id WHERE SPAN
     GROUP BY 1 ORDER BY 2 DESC, 1
"""  # noqa: S608  constants of this module, no values
_AGAINST = """
    SELECT h.proposed_route, h.route, count(*),
           count(*) FILTER (WHERE h.second_needed AND h.second_at IS NOT NULL),
           count(*) FILTER (WHERE h.second_needed AND h.second_at IS NULL)
      FROM complaints_head h JOIN complaints_complaint c ON c.id = h.complaint_id
     WHERE SPAN AND h.route <> '' AND h.route <> h.proposed_route
     GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""
_THEMES = """
    SELECT h.about, count(*), count(*) FILTER (WHERE h.finding IN ('upheld', 'partly'))
      FROM complaints_head h JOIN complaints_complaint c ON c.id = h.complaint_id WHERE SPAN AND h.about <> ''
     GROUP BY 1 ORDER BY 2 DESC, 1
"""
# A clock is in time when it stopped by its due instant. One that a pause, a change of route or an extension stopped was
# not answered: it counts nowhere, and the one that came in its place does.
_CLOCKS = """
    SELECT t.kind,
           count(*) FILTER (WHERE t.stopped_at <= t.due_at AND t.variant = ''),
           count(*) FILTER (WHERE t.stopped_at <= t.due_at AND t.variant = 'extended'),
           count(*) FILTER (WHERE t.stopped_at > t.due_at),
           count(*) FILTER (WHERE t.stopped_at IS NULL AND t.due_at < %(now)s),
           count(*) FILTER (WHERE t.stopped_at IS NULL AND (t.due_at IS NULL OR t.due_at >= %(now)s))
      FROM timers_timer t JOIN complaints_complaint c ON t.about_label = 'complaints.complaint' AND c.id = t.about_id
     WHERE SPAN AND t.council_id = c.council_id AND t.kind = ANY(%(kinds)s)
       AND (t.stopped_at IS NULL OR t.because = ANY(%(answers)s))
     GROUP BY 1
"""
_STAGES = """
    SELECT s.procedure, s.number, count(*), count(*) FILTER (WHERE s.refused_at IS NOT NULL),
           count(*) FILTER (WHERE s.extended_at IS NOT NULL)
      FROM complaints_stage s JOIN complaints_complaint c ON c.id = s.complaint_id WHERE SPAN AND NOT s.assumed
     GROUP BY 1, 2 ORDER BY 1 DESC, 2
"""
_AFTER = """
    SELECT (SELECT count(*) FROM complaints_ombudsmanenquiry o JOIN complaints_complaint c ON c.id = o.complaint_id
             WHERE SPAN),
           (SELECT count(*) FROM complaints_ombudsmanenquiry o JOIN complaints_complaint c ON c.id = o.complaint_id
             WHERE SPAN AND o.decision IN ('fault_no_injustice', 'fault_injustice', 'remedied')),
           (SELECT coalesce(sum(r.pounds), 0) FROM complaints_remedy r JOIN complaints_complaint c
                ON c.id = r.complaint_id WHERE SPAN AND r.kind = 'payment'),
           (SELECT count(*) FROM complaints_remedy r JOIN complaints_complaint c ON c.id = r.complaint_id
             WHERE SPAN AND r.done_at IS NOT NULL),
           (SELECT count(*) FROM complaints_remedy r JOIN complaints_complaint c ON c.id = r.complaint_id WHERE SPAN),
           (SELECT count(*) FROM complaints_learningitem l JOIN complaints_complaint c ON c.id = l.complaint_id
             WHERE SPAN)
"""
_SPAN = "c.council_id = %(council)s AND c.received_at >= %(since)s AND c.received_at < %(until)s"

#: The clocks reported, in the order of the life of a complaint.
KINDS = (
    *("route_told", "statutory_stage_1", "statutory_stage_2", "statutory_panel", "panel_report", "panel_response"),
    *("corporate_acknowledgement", "corporate_stage_1", "corporate_stage_2"),
)
#: With these words a clock stops that was answered; the last one, too late for the complainant to wait any longer.
ANSWERS = (
    *("answered", "adjudicated", "acknowledged", "the complainant was told", "the panel met", "the report was sent"),
    "overtaken: the next stage was asked for after its limit",
)


@dataclass(frozen=True)
class OnTime:
    """How one kind of clock ended: in time, in time as extended, late; running late, running."""

    kind: str
    in_time: int
    in_time_extended: int
    late: int
    running_late: int
    running: int

    @property
    def ended(self) -> int:
        return self.in_time + self.in_time_extended + self.late

    @property
    def share(self) -> int | None:
        """Per cent in time of those that ended or are late by now; None while there is none."""
        of = self.ended + self.running_late
        return round(100 * (self.in_time + self.in_time_extended) / of) if of else None


@dataclass
class Figures:
    """Everything a report shows; counts are whole numbers, money is pounds."""

    received: int = 0
    in_hand: int = 0
    withdrawn: int = 0
    at_risk: int = 0
    by_children: int = 0
    by_form: int = 0
    relations: list[tuple[str, int]] = field(default_factory=list)
    routes: list[tuple[str, int, int, int, int]] = field(default_factory=list)
    against: list[tuple[str, str, int, int, int]] = field(default_factory=list)
    themes: list[tuple[str, int, int]] = field(default_factory=list)
    on_time: list[OnTime] = field(default_factory=list)
    stages: list[tuple[str, int, int, int, int]] = field(default_factory=list)
    enquiries: int = 0
    fault_found: int = 0
    paid: Decimal = Decimal(0)
    remedies_done: int = 0
    remedies: int = 0
    learning: int = 0


def read(council_id: int, *, since: date, until: date, now: datetime) -> Figures:
    """The figures of complaints received from `since` to the end of `until`."""
    values: dict[str, Any] = {
        "council": council_id,
        "since": start_of(since),
        "until": start_of(until + timedelta(days=1)),
        "now": now,
        "kinds": list(KINDS),
        "answers": list(ANSWERS),
    }
    with connection.cursor() as cursor:

        def rows(sql: str) -> list[tuple[Any, ...]]:
            cursor.execute(sql.replace("SPAN", _SPAN), values)
            return cursor.fetchall()

        found = Figures(*rows(_RECEIVED)[0])
        found.relations = [(a, b) for a, b in rows(_RELATIONS)]
        found.routes = [(a, b, c, d, e) for a, b, c, d, e in rows(_ROUTES)]
        found.against = [(a, b, c, d, e) for a, b, c, d, e in rows(_AGAINST)]
        found.themes = [(a, b, c) for a, b, c in rows(_THEMES)]
        by_kind = {row[0]: OnTime(*row) for row in rows(_CLOCKS)}
        found.on_time = [by_kind[kind] for kind in KINDS if kind in by_kind]
        found.stages = [(a, b, c, d, e) for a, b, c, d, e in rows(_STAGES)]
        after = rows(_AFTER)[0]
    found.enquiries, found.fault_found, found.paid, found.remedies_done, found.remedies, found.learning = after
    return found


def hidden(counts: Mapping[str, int]) -> dict[str, str]:
    """Counts as they may be published, of which the sum is known: small ones hidden, and what would give them away.

    >>> hidden({"a": 12, "b": 3, "c": 7}), hidden({"a": 12, "b": 0})
    ({'a': '12', 'b': 'not shown', 'c': 'not shown'}, {'a': '12', 'b': '0'})
    """
    told = zip(counts, hide(list(counts.values())), strict=True)
    return {key: NOT_SHOWN if count is None else str(count) for key, count in told}


def financial_year(on: date) -> tuple[date, date]:
    """The council's year in which a day lies: 1 April to 31 March.

    >>> financial_year(date(2026, 3, 31)), financial_year(date(2026, 4, 1))[0]
    ((datetime.date(2025, 4, 1), datetime.date(2026, 3, 31)), datetime.date(2026, 4, 1))
    """
    first = on.year if (on.month, on.day) >= (4, 1) else on.year - 1
    return date(first, 4, 1), date(first + 1, 3, 31)
