"""The chronology: significant events in a council's own words, chosen from the record or from before."""

from datetime import datetime
from typing import TYPE_CHECKING

from referrals import journal
from referrals.models import CaseNote, ChronologyEntry, JournalEntry, NoteOn, Part, Referral
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible
from trail.record import record

if TYPE_CHECKING:
    from accounts.models import User

ENTRY = "referrals.chronologyentry"


def add_to_chronology(
    *,
    by: "User",
    referral: Referral,
    significance: str,
    words: str,
    at: datetime,
    now: datetime,
    why: str = "",
    entry: JournalEntry | None = None,
    note: CaseNote | None = None,
    shared: bool = True,
    day_only: bool = False,
) -> ChronologyEntry:
    """Put a significant event into the chronology that every council on the referral reads (STATUTE 3, fault 8).

    With `entry` or `note` it is an event on record and takes its time; without, one of before (`at`). What comes from a
    note of our own stays our own. Raises NotPossible without words or significance, for what is on another file, or
    when this council has put the same event in already.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if significance not in ChronologyEntry.Significance.values:
        raise NotPossible("Say what makes it significant.", "significance")
    if not words.strip():
        raise NotPossible("Say in a sentence what happened.", "words")
    if entry is not None and entry.referral_id != referral.pk:
        raise NotPossible("That entry is on another referral.")
    if note is not None:
        _must_be_ours(part, note)
    kept = ChronologyEntry(
        referral=part.referral,
        council_id=part.council_id,
        by=by,
        entry=entry,
        note=note,
        significance=significance,
        words=words,
        why=why,
        shared=shared and (note is None or note.shared),
        day_only=day_only and entry is None and note is None,
        at=entry.at if entry is not None else note.at if note is not None else at,
        recorded_at=now,
    )
    # The part is locked, so nobody of this council can put it in between the question and the row.
    again = ChronologyEntry.objects.filter(council_id=part.council_id, referral=part.referral, taken_out_at=None)
    if (entry is not None and again.filter(entry=entry).exists()) or (
        note is not None and again.filter(note=note).exists()
    ):
        raise NotPossible("Your council has put this into the chronology already. Take it out there to word it anew.")
    kept.save()
    _tell("add_to_chronology", kept, by=by, now=now)
    return kept


def take_out_of_chronology(*, by: "User", kept: ChronologyEntry, because: str, now: datetime) -> ChronologyEntry:
    """Take an event out of our chronology, with a reason; the row stays. Raises NotPossible for another council's."""
    part_of(by, kept.referral)
    kept = ChronologyEntry.objects.select_for_update(of=("self",)).select_related("referral").get(pk=kept.pk)
    if kept.council_id != by.council_id:
        raise NotPossible("Another council put this in. Ask them to take it out.")
    if not because.strip():
        raise NotPossible("Say why it is taken out.", "because")
    if kept.taken_out_at is not None:
        raise NotPossible("It was taken out already.")
    kept.taken_out_at, kept.taken_out_by, kept.taken_out_because = now, by, because
    kept.save(update_fields=["taken_out_at", "taken_out_by", "taken_out_because"])
    _tell("take_out_of_chronology", kept, by=by, now=now, because=because)
    return kept


def _must_be_ours(part: Part, note: CaseNote) -> None:
    """A note on this file that this council may read, as first written: a correction comes with it."""
    on_file = NoteOn.objects.filter(note=note, referral_id=part.referral_id).exists()
    if not on_file or note.corrects_id is not None or not (note.shared or note.council_id == part.council_id):
        raise NotPossible("There is no such note on this referral.")


def _tell(verb: str, kept: ChronologyEntry, *, by: "User", now: datetime, because: str = "") -> None:
    facts = {"kept": kept.pk, "significance": kept.significance} | ({"because": because} if because else {})
    if kept.shared:
        journal.write(verb, referral=kept.referral, by=by, at=now, now=now, facts=facts)
        return
    record(
        by_id=by.pk,
        council_id=by.council_id,
        action=verb,
        subject=(ENTRY, kept.pk),
        about=("referrals.referral", kept.referral_id),
        at=now,
        facts=facts,
    )
