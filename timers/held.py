"""The rules and calendars this process holds, checked by edition so that every web copy and worker agrees.

Reading them costs one query each; after that nothing is read again until the edition changes. The check costs no query
of its own: the statement that writes a clock compares the edition it was computed from with the one in the database and
writes nothing when they differ (``actions.start_many``); other users call ``held(fresh=True)``, one tiny query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connections

from timers.calendar import Calendar
from timers.models import LOCAL_CONFIDENCE, Edition, Holiday, Rule

#: All editions in one value, in name order: England, Wales, rules.
EDITION_SQL = "(select array_agg(version order by name) from timers_edition)"


class NoRule(Exception):
    """No rule of this kind was in force on the day; ``known`` says whether there is one at all on other days."""

    def __init__(self, kind: str, variant: str, on: date, known: bool):
        self.known = known
        name = f"{kind} ({variant})" if variant else kind
        super().__init__(
            f"No rule for {name} was in force on {on.isoformat()}" if known else f"There is no clock called {name}"
        )


@dataclass(frozen=True)
class Held:
    """One consistent reading: ``edition`` names it, the rest is what it says."""

    edition: tuple[int, ...]
    rules: dict[tuple[str, str], tuple[Rule, ...]]
    calendars: dict[str, Calendar]

    def rule_for(self, kind: str, variant: str, council_id: int | None, on: date, nation: str = "England") -> Rule:
        """The rule by which a case that started on ``on`` is judged: a council's own figure where it may have one, else
        its nation's, else everybody's. Raises NoRule.
        """
        rows = self.rules.get((kind, variant), ())
        in_force = [
            rule
            for rule in rows
            if rule.council_id in (None, council_id)
            and rule.nation in ("", nation)
            and rule.in_force_from <= on
            and (rule.in_force_until is None or on <= rule.in_force_until)
        ]
        if not in_force:
            raise NoRule(kind, variant, on, bool(rows))
        return max(in_force, key=lambda rule: (rule.council_id is not None, rule.nation != "", rule.in_force_from))

    def calendar(self, nation: str) -> Calendar:
        """The nation's calendar; for one that has none, one that holds no day, so that its clocks are undated."""
        return self.calendars.get(nation) or Calendar(nation, 0, date.max, date.min, frozenset())


#: By database name, since tests clone databases within one process. Replaced whole, never changed in place.
_held: dict[str, Held] = {}


def _database(using: str) -> str:
    return str(connections[using].settings_dict["NAME"])


def _edition(using: str) -> tuple[int, ...]:
    with connections[using].cursor() as cursor:
        cursor.execute(f"select {EDITION_SQL}")  # noqa: S608 - a constant of this module
        return tuple(cursor.fetchone()[0] or ())


def reload(using: str = "default") -> Held:
    """Read the rules and calendars anew. The edition is read first: what changes meanwhile is then read again later."""
    editions = list(Edition.objects.using(using).order_by("name"))
    rules: dict[tuple[str, str], list[Rule]] = {}
    for rule in Rule.objects.using(using).filter(current=True):
        rules.setdefault((rule.kind, rule.variant), []).append(rule)
    days: dict[str, set[date]] = {}
    for nation, on in Holiday.objects.using(using).values_list("nation", "on"):
        days.setdefault(nation, set()).add(on)
    calendars = {
        e.name: Calendar(e.name, e.version, e.covers_from, e.covers_until, frozenset(days.get(e.name, ())))
        for e in editions
        if e.covers_from and e.covers_until
    }
    reading = Held(tuple(e.version for e in editions), {key: tuple(rows) for key, rows in rules.items()}, calendars)
    _held[_database(using)] = reading
    return reading


def held(using: str = "default", *, fresh: bool = False) -> Held:
    """What this process holds, read on first use. ``fresh`` compares its edition with the database's (one query)."""
    reading = _held.get(_database(using))
    if reading is None or (fresh and reading.edition != _edition(using)):
        return reload(using)
    return reading


def rule_for(kind: str, variant: str, council_id: int | None, on: date, nation: str = "England") -> Rule:
    """The rule in force on ``on``, from what is current in the database. Raises NoRule."""
    return held(fresh=True).rule_for(kind, variant, council_id, on, nation)


def calendar_for(nation: str) -> Calendar:
    """The calendar current in the database."""
    return held(fresh=True).calendar(nation)


def may_set_own_figure(rule: Rule) -> bool:
    """A council may set its own length only where the source of the common one is local or a product default."""
    return rule.council_id is None and rule.confidence in LOCAL_CONFIDENCE
