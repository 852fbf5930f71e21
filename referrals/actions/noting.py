"""Case notes: written, corrected by adding, and one note put on the files of several brothers and sisters."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from referrals import journal, prompts
from referrals.models import CaseNote, Involvement, NoteAbout, NoteOn, Part, Person, Referral
from referrals.parties import is_manager, part_of, require_past
from referrals.refusals import NotPossible
from trail.record import record

if TYPE_CHECKING:
    from accounts.models import User

NOTE = "referrals.casenote"


def write_note(
    *,
    by: "User",
    referral: Referral,
    kind: str,
    words: str,
    at: datetime,
    now: datetime,
    child_words: str = "",
    purpose: str = "",
    about: Collection[Person] = (),
    also_on: Iterable[Referral] = (),
    shared: bool = False,
) -> CaseNote:
    """Write a note on the referral's file, and on those of brothers and sisters whose file this council has.

    A shared note is read by every council on the referral and leaves its line on the timeline; the others are the
    council's own and leave only the trail's. A visit without its purpose is kept as it was, below standard (STATUTE 3,
    fault 101). Raises NotPossible without words, for oversight by somebody who manages nobody (fault 82), for a person
    who is on none of the files, or for a file of which this council has no part.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if kind not in CaseNote.Kind.values:
        raise NotPossible("Say what kind of note it is.", "kind")
    if not words.strip() and not child_words.strip():
        raise NotPossible("Write what happened or what the child said.", "words")
    if kind == CaseNote.Kind.OVERSIGHT and not is_manager(by):
        raise NotPossible("Management oversight is written by a manager. Choose another kind.", "kind")
    files = _files(part, also_on)
    _must_be_on(files, about)
    note = CaseNote.objects.create(
        referral=part.referral,
        council_id=part.council_id,
        by=by,
        kind=kind,
        purpose=purpose,
        words=words,
        child_words=child_words,
        shared=shared,
        at=at,
        recorded_at=now,
    )
    _place(note, files, about, at=at)
    _tell("write_note", note, files, by=by, at=at, now=now, below=kind == CaseNote.Kind.VISIT and not purpose.strip())
    return note


def correct_note(
    *,
    by: "User",
    note: CaseNote,
    words: str,
    because: str,
    now: datetime,
    child_words: str = "",
) -> CaseNote:
    """Add a correction to a note. The first words stay, the correction is read before them.

    A correction of a correction corrects the first note. It stands on the same files, is about the same people and is
    read by the same councils. Raises NotPossible for another council's note, without words or without the reason.
    """
    first = note.corrects or note
    if first.council_id != by.council_id:
        raise NotPossible("Another council wrote this note. Ask them to correct it, or write a note of your own.")
    if not words.strip() and not child_words.strip():
        raise NotPossible("Write what the note should say.", "words")
    if not because.strip():
        raise NotPossible("Say why the note is corrected.", "because")
    part_of(by, first.referral)
    correction = CaseNote.objects.create(
        referral_id=first.referral_id,
        council_id=first.council_id,
        by=by,
        kind=first.kind,
        words=words,
        child_words=child_words,
        shared=first.shared,
        corrects=first,
        because=because,
        at=now,
        recorded_at=now,
    )
    files = [one.referral for one in first.on.select_related("referral")]
    people = [one.person for one in first.about.select_related("person")]
    _place(correction, files, people, at=first.at)
    _tell("correct_note", correction, files, by=by, at=now, now=now, below=False)
    return correction


def _files(part: Part, also_on: Iterable[Referral]) -> list[Referral]:
    """The referrals on whose file the note stands, this one first; of every other one this council has a part."""
    others = {one.pk: one for one in also_on if one.pk != part.referral_id}
    held = set(
        Part.objects.filter(referral_id__in=others, council_id=part.council_id, returned_at=None).values_list(
            "referral_id", flat=True
        )
    )
    if missing := [one.reference for key, one in others.items() if key not in held]:
        raise NotPossible(f"Your council has no part in {', '.join(missing)}.", "also_on")
    return [part.referral, *others.values()]


def _must_be_on(files: list[Referral], about: Collection[Person]) -> None:
    if not about:
        return
    found = set(Involvement.objects.filter(referral__in=files).values_list("person_id", flat=True))
    if any(one.pk not in found for one in about):
        raise NotPossible("Somebody chosen is not on this referral.", "whom")


def _place(note: CaseNote, files: list[Referral], about: Collection[Person], *, at: datetime) -> None:
    NoteOn.objects.bulk_create([NoteOn(note=note, referral=one, at=at) for one in files])
    NoteAbout.objects.bulk_create([NoteAbout(note=note, person=one) for one in dict.fromkeys(about)])


def _tell(
    verb: str, note: CaseNote, files: list[Referral], *, by: "User", at: datetime, now: datetime, below: bool
) -> None:
    """The line of a shared note on every file; of a note of our own only what the trail keeps."""
    facts = {"note": note.pk, "kind": note.kind}
    if note.shared:
        for file in files:
            journal.write(verb, referral=file, by=by, at=at, now=now, facts=facts, below_standard=below)
        return
    for file in files:
        record(
            by_id=by.pk,
            council_id=by.council_id,
            action=verb,
            subject=(NOTE, note.pk),
            about=("referrals.referral", file.pk),
            at=now,
            facts=facts,
        )
    if below:
        prompts.ask(files[0], by.council_id, "below_standard", at=now, facts={"verb": verb, "note": note.pk})
    journal.note_lateness(verb, referral=files[0], by=by, at=at, now=now, subject=(NOTE, note.pk))
