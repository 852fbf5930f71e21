"""Starting clocks: each dated by the rule and the calendar in force, and written with the edition they came from.

Nothing refuses because of a calendar: a clock that cannot be dated is stored undated and alarmed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from database.prepared import Prepared
from database.together import Piece
from timers import held as holding
from timers.calendar import local
from timers.dating import Dating, date_clock
from timers.held import EDITION_SQL, Held, NoRule
from timers.models import Timer
from timers.passing import raising
from timers.rows import COLUMNS, WRITTEN, Pair, Stop, key_of, open_clocks, timer_of

#: How often a write is tried again when rules or calendar change at that very moment.
_TRIES = 5


@dataclass(frozen=True)
class Start:
    """One clock to start; the fields are those of ``start``."""

    kind: str
    council_id: int
    subject: Pair
    about: Pair
    at: datetime
    on: date | None = None
    variant: str = ""
    team_id: int | None = None
    owner_id: int | None = None
    towards_id: int | None = None
    due_at: datetime | None = None
    nation: str = "England"


def _row(spec: Start, held: Held, now: datetime) -> dict[str, Any]:
    """The columns of a new timer, dated by the rule in force on the local day of its start. Raises NoRule."""
    calendar = held.calendar(spec.nation)
    rule, day = None, local(spec.at).date()
    try:
        rule = held.rule_for(spec.kind, spec.variant, spec.council_id, day, spec.nation)
        dating = date_clock(rule, calendar, at=spec.at, on=spec.on, due_at=spec.due_at)
    except NoRule as missing:
        if not missing.known:
            raise
        dating = Dating(error=str(missing))
    inputs = {
        "at": spec.at.isoformat(),
        "on": spec.on and spec.on.isoformat(),
        "due_at": spec.due_at and spec.due_at.isoformat(),
        "amount": rule and rule.amount,
        "unit": rule and rule.unit,
        "rule": rule and f"{rule.number} v{rule.version}",
    }
    return {
        "kind": spec.kind,
        "variant": spec.variant,
        "nation": spec.nation,
        "council_id": spec.council_id,
        "team_id": spec.team_id,
        "owner_id": spec.owner_id,
        "towards_id": spec.towards_id,
        "subject_label": spec.subject[0],
        "subject_id": spec.subject[1],
        "about_label": spec.about[0],
        "about_id": spec.about[1],
        "started_at": spec.at.isoformat(),
        "recorded_at": now.isoformat(),
        "due_at": dating.due_at and dating.due_at.isoformat(),
        "ladder": dating.ladder,
        "ladder_at": [instant.isoformat() for instant in dating.ladder_at],
        "stopped_at": None,
        "stop_recorded_at": None,
        "stopped_by_id": None,
        "because": "",
        "rule_id": rule and rule.id,
        "calendar_version": calendar.version,
        "consequence": rule.consequence if rule else "",
        "inputs": inputs,
        "error": dating.error,
    }


# jsonb_populate_recordset gives every column its own type; the rows are parameters, the columns are this module's.
_NEW = f"""
edition as materialized (select {EDITION_SQL} = %(edition)s::bigint[] as mine),
written as (
    insert into timers_timer ({WRITTEN})
    select {WRITTEN} from jsonb_populate_recordset(null::timers_timer, %(rows)s::jsonb), edition where edition.mine
        on conflict (kind, council_id, subject_label, subject_id) where stopped_at is null do nothing
 returning {COLUMNS}
)
"""  # noqa: S608 - column names of our own model, values are parameters
_WRITTEN_NOW = f"select edition.mine, t.* from edition left join (select {COLUMNS} from written) t on true"  # noqa: S608
_BEGIN = Prepared("begin_clocks", f"with {_NEW} select edition.mine from edition")  # noqa: S608
_START = Prepared("start_clocks", f"with {_NEW} {_WRITTEN_NOW}")
_LAPSE = Prepared("lapse_clock", f"with {_NEW}, {raising('written', 't.stopped_at')} {_WRITTEN_NOW}")


def _insert(
    specs: Sequence[Start], now: datetime, writing: Prepared, *, held: Held, changes: dict[str, Any] | None = None
) -> list[Timer] | None:
    """Write rows computed from ``held``; None when its edition is no longer the database's and nothing was written."""
    found = writing.rows({**_values(specs, now, held, changes), "now": now, "clock_fault": False})
    if not found[0][0]:
        return None
    return [timer_of(row[1:]) for row in found if len(row) > 1 and row[1] is not None]


def _values(specs: Sequence[Start], now: datetime, held: Held, changes: dict[str, Any] | None = None) -> dict[str, Any]:
    rows = [{**_row(spec, held, now), **(changes or {})} for spec in specs]
    return {"edition": list(held.edition), "rows": json.dumps(rows)}


def _current(
    specs: Sequence[Start], now: datetime, writing: Prepared, changes: dict[str, Any] | None = None
) -> list[Timer]:
    """Write with the rules and calendar of this very moment, reading them again as often as they change meanwhile."""
    held = holding.held()
    for _ in range(_TRIES):
        try:
            written = _insert(specs, now, writing, held=held, changes=changes)
        except NoRule:
            # Perhaps a kind that was loaded after this process read its rules.
            fresh = holding.held(fresh=True)
            if fresh is held:
                raise
            written, held = None, fresh
            continue
        if written is not None:
            return written
        held = holding.reload()
    raise RuntimeError("Rules or calendars keep changing; no clock was started")


def begin_many(specs: Iterable[Start], *, now: datetime) -> None:
    """Start several clocks in one statement without reading them back; one that is open already runs on as it is.

    Raises as ``start_many``.
    """
    asked = list(specs)
    if asked:
        _current(asked, now, _BEGIN)


def beginning(specs: Iterable[Start], *, now: datetime) -> Piece:
    """As ``begin_many``, to be carried out together with what else an act writes; ``specs`` may be none at all."""
    asked = list(specs)
    try:
        values = _values(asked, now, holding.held())
    except NoRule:
        # Perhaps a kind that was loaded after this process read its rules.
        values = _values(asked, now, holding.held(fresh=True))

    def begun(mine: bool) -> None:
        if asked and not mine:
            # Rules or a calendar have changed since this process read them, and no clock was written.
            holding.reload()
            begin_many(asked, now=now)

    return Piece("clocks", "(select edition.mine from edition)", values, items=_NEW, read=begun)


def start_many(specs: Iterable[Start], *, now: datetime) -> list[Timer]:
    """Start several clocks in one statement; the answer is in the order asked for.

    A clock that is open already is returned as it is. Raises NoRule for a kind that no rule knows, ValueError for a
    rule whose date (``on`` or ``due_at``) is missing.
    """
    asked = list(specs)
    if not asked:
        return []
    by_key = {key_of(timer): timer for timer in _current(asked, now, _START)}
    keys = [(spec.kind, spec.council_id, *spec.subject) for spec in asked]
    for _ in range(_TRIES):
        missing = [spec for spec, key in zip(asked, keys, strict=True) if key not in by_key]
        if not missing:
            return [by_key[key] for key in keys]
        by_key |= {
            key_of(timer): timer for timer in open_clocks(Stop(s.kind, s.council_id, s.subject) for s in missing)
        }
        # Stopped between the two statements: then a new one may start.
        again = [spec for spec, key in zip(asked, keys, strict=True) if key not in by_key]
        if again:
            by_key |= {key_of(timer): timer for timer in _current(again, now, _START)}
    raise RuntimeError("Clocks keep being stopped while they are started")


def start(
    kind: str,
    *,
    council_id: int,
    subject: Pair,
    about: Pair,
    at: datetime,
    now: datetime,
    on: date | None = None,
    variant: str = "",
    team_id: int | None = None,
    owner_id: int | None = None,
    towards_id: int | None = None,
    due_at: datetime | None = None,
    nation: str = "England",
) -> Timer:
    """Start one clock of a council about a subject, or return the one that is open.

    ``on`` is the date a clock is about (known_contact: the contact's); ``due_at`` the instant people set, for rules
    whose unit is "set_date"; ``variant`` picks a rule row; ``nation`` whose bank holidays count. Raises as
    ``start_many``.
    """
    spec = Start(kind, council_id, subject, about, at, on, variant, team_id, owner_id, towards_id, due_at, nation)
    return start_many([spec], now=now)[0]


def lapse(
    kind: str,
    *,
    council_id: int,
    subject: Pair,
    about: Pair,
    started_at: datetime,
    stopped_at: datetime,
    now: datetime,
    because: str,
    by_id: int | None = None,
    variant: str = "",
    team_id: int | None = None,
    owner_id: int | None = None,
    towards_id: int | None = None,
    on: date | None = None,
    nation: str = "England",
) -> Timer:
    """Record a clock known only after it ended (a record written late), with an alert for every rung it passed."""
    spec = Start(kind, council_id, subject, about, started_at, on, variant, team_id, owner_id, towards_id, None, nation)
    ended = {
        "stopped_at": max(started_at, stopped_at).isoformat(),
        "stop_recorded_at": now.isoformat(),
        "stopped_by_id": by_id,
        "because": because,
    }
    return _current([spec], now, _LAPSE, ended)[0]
