"""Writing down what happened: one call leaves the journal's line, the trail's entry and the lateness, together."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import timers.actions as clocks
from referrals import prompts
from referrals.models import JournalEntry, Referral
from trail.record import record

if TYPE_CHECKING:
    from accounts.models import User

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
) -> JournalEntry:
    """Leave the journal's line for an act of `by`'s council and the trail's entry for the same act.

    `facts` holds keys and plain values, JSON-able; people are named by id. An act written more than 24 hours after it
    happened asks `late_entry`, and one past the record's own deadline leaves that missed clock behind.
    """
    entry = JournalEntry.objects.create(
        referral=referral,
        council_id=by.council_id,
        by=by,
        verb=verb,
        at=at,
        recorded_at=now,
        facts=facts or {},
        below_standard=below_standard,
    )
    record(
        by_id=by.pk,
        council_id=by.council_id,
        action=verb,
        subject=("referrals.journalentry", entry.pk),
        about=("referrals.referral", referral.pk),
        at=now,
        facts=facts,
    )
    if below_standard:
        prompts.ask(referral, by.council_id, "below_standard", at=now, facts={"verb": verb, "entry": entry.pk})
    note_lateness(verb, referral=referral, by=by, at=at, now=now, subject=("referrals.journalentry", entry.pk))
    return entry


def write_by_itself(
    verb: str, *, referral: Referral, council_id: int, at: datetime, now: datetime, facts: dict[str, Any] | None = None
) -> JournalEntry:
    """Leave the line and the trail's entry for what nobody did: what follows by itself when the council's deadline
    passes. `at` is the instant it took effect; a look that came late is no late entry of anybody's."""
    entry = JournalEntry.objects.create(
        referral=referral, council_id=council_id, by=None, verb=verb, at=at, recorded_at=now, facts=facts or {}
    )
    record(
        by_id=None,
        council_id=council_id,
        action=verb,
        subject=("referrals.journalentry", entry.pk),
        about=("referrals.referral", referral.pk),
        at=now,
        facts=facts,
    )
    return entry


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
