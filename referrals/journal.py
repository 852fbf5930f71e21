"""Writing down what happened: one call leaves the journal's line, the trail's entry and the lateness, together."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import timers.actions as clocks
from database.together import Piece, together
from referrals import prompts
from referrals.models import JournalEntry, Referral
from trail.record import INSERT, columns

if TYPE_CHECKING:
    from accounts.models import User

# The line and the trail's entry that tells of it, in one statement: every act leaves both.
_WRITING = f"""
    line AS (
        INSERT INTO referrals_journalentry
               (referral_id, council_id, by_id, verb, at, recorded_at, facts, below_standard)
        VALUES (%(about_id)s, %(council_id)s, %(by_id)s, %(action)s, %(happened_at)s, %(at)s, %(line)s, %(below)s)
        RETURNING id
    ), told AS ({INSERT.format(subject_id="line.id", source="FROM line")})
"""  # noqa: S608 - constants, values are parameters

LATE_AFTER = timedelta(hours=24)  # STATUTE T20: amber after 24 hours (DECISIONS: `late_entry`)


def write(
    verb: str,
    *,
    referral: Referral,
    by: "User",
    at: datetime,
    now: datetime,
    facts: dict[str, Any] | None = None,
    below_standard: bool = False,
    ask_if_late: bool = True,
) -> JournalEntry:
    """Leave the journal's line for an act of `by`'s council and the trail's entry for the same act.

    `facts` holds keys and plain values, JSON-able; people are named by id, but for a worker who speaks through a duty
    desk's link and has no account here: that one is kept in words, as `said_by`. An act written more than 24 hours
    after it happened asks `late_entry`, and one past the record's own deadline leaves that missed clock behind; not of
    a council that cannot open the referral (`ask_if_late` False), which could answer neither.
    """
    facts = _with_who_said(facts, by)
    entry = _line(
        verb, referral=referral, council_id=by.council_id, by=by, at=at, now=now, facts=facts, below=below_standard
    )
    if below_standard:
        prompts.ask(referral, by.council_id, "below_standard", at=now, facts={"verb": verb, "entry": entry.pk})
    if ask_if_late:
        note_lateness(verb, referral=referral, by=by, at=at, now=now, subject=("referrals.journalentry", entry.pk))
    return entry


def line(
    verb: str, *, referral: Referral, by: "User", at: datetime, now: datetime, facts: dict[str, Any] | None = None
) -> Piece:
    """The line and the trail's entry as `write` leaves them, to be written together with the act itself; answers with
    the line's key. The act then sees to `note_lateness`."""
    facts = _with_who_said(facts, by)
    return _piece(verb, referral_id=referral.pk, council_id=by.council_id, by_id=by.pk, at=at, now=now, facts=facts)


def _with_who_said(facts: dict[str, Any] | None, by: "User") -> dict[str, Any] | None:
    said_by = getattr(by, "said_by", "")
    return {**(facts or {}), "said_by": said_by} if said_by else facts


def write_by_itself(
    verb: str, *, referral: Referral, council_id: int, at: datetime, now: datetime, facts: dict[str, Any] | None = None
) -> JournalEntry:
    """Leave the line and the trail's entry for what nobody did: what follows by itself when the council's deadline
    passes. `at` is the instant it took effect; a look that came late is no late entry of anybody's."""
    return _line(verb, referral=referral, council_id=council_id, by=None, at=at, now=now, facts=facts)


def _line(
    verb: str,
    *,
    referral: Referral,
    council_id: int | None,
    by: "User | None",
    at: datetime,
    now: datetime,
    facts: dict[str, Any] | None,
    below: bool = False,
) -> JournalEntry:
    entry = JournalEntry(
        referral=referral,
        council_id=council_id,
        by=by,
        verb=verb,
        at=at,
        recorded_at=now,
        facts=facts or {},
        below_standard=below,
    )
    piece = _piece(
        verb,
        referral_id=referral.pk,
        council_id=council_id,
        by_id=entry.by_id,
        at=at,
        now=now,
        facts=facts,
        below=below,
    )
    (entry.pk,) = together("journal_line", piece)
    entry._state.adding = False
    return entry


def _piece(
    verb: str,
    *,
    referral_id: int,
    council_id: int | None,
    by_id: int | None,
    at: datetime,
    now: datetime,
    facts: dict[str, Any] | None,
    below: bool = False,
) -> Piece:
    told = columns(
        {
            "by_id": by_id,
            "council_id": council_id,
            "action": verb,
            "subject": ("referrals.journalentry", None),
            "about": ("referrals.referral", referral_id),
            "at": now,
            "facts": facts,
        }
    )
    values = {**told, "happened_at": at, "line": json.dumps(facts or {}), "below": below}
    return Piece("journal", "(SELECT id FROM line)", values, items=_WRITING)


def note_lateness(
    verb: str, *, referral: Referral, by: "User", at: datetime, now: datetime, subject: tuple[str, int]
) -> None:
    """Ask about something written down more than 24 hours after it happened, and leave the missed clock behind."""
    if now - at <= LATE_AFTER or by.council_id is None:
        return
    prompts.ask(referral, by.council_id, "late_entry", at=now, facts={"verb": verb, "entry": subject[1]})
    clocks.lapse(
        "record_written",
        council_id=by.council_id,
        subject=subject,
        about=("referrals.referral", referral.pk),
        started_at=at,
        stopped_at=now,
        now=now,
        because="written down",
        by_id=by.pk,
        owner_id=by.pk,
    )
