"""What is told of a child over time: notes and the chronology, a page at a time, as text, and on paper.

Each list costs the same however long it is.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse

from referrals import handles
from referrals.models import CaseNote, ChronologyEntry, NoteOn
from referrals.presenters import journal, on_file
from referrals.presenters import page as case_page
from referrals.presenters.file_pages import PAGE, href, ours
from referrals.reading import Case
from timers import words
from timers.calendar import LONDON, end_of, start_of

CHRONOLOGY_PAGE = 40
SIGNIFICANCE = dict(ChronologyEntry.Significance.choices)


def _seen(case: Case) -> Q:
    """The notes that this council may read."""
    return Q(note__shared=True) | Q(note__council_id=ours(case))


def notes(case: Case, user: Any, *, after: str, kind: str) -> dict[str, Any]:
    """A page of notes with their corrections, in three statements."""
    rows = NoteOn.objects.filter(_seen(case), referral=case.referral, note__corrects=None)
    kind = kind if kind in CaseNote.Kind.values else ""
    if kind:
        rows = rows.filter(note__kind=kind)
    if place := handles.read_place("note", after):
        rows = rows.filter(at__lte=place[0]).exclude(at=place[0], note_id__gte=place[1])
    found = list(rows.select_related("note__by", "note__council").order_by("-at", "-note_id")[: PAGE + 1])
    shown = [one.note for one in found[:PAGE]]
    later: dict[int, list[CaseNote]] = {}
    for one in CaseNote.objects.filter(corrects__in=shown).select_related("by", "council").order_by("-id"):
        later.setdefault(one.corrects_id or 0, []).append(one)
    about = _about(case, shown)
    last = found[PAGE - 1] if len(found) > PAGE else None
    may = user.has_perm("referrals.note", case.referral)
    may_keep = user.has_perm("referrals.chronology", case.referral)
    may_copy = user.has_perm("referrals.print", case.referral)
    return {
        "notes": [
            _note(case, one, later.get(one.pk, []), about.get(one.pk, []), may=may, keep=may_keep, copy=may_copy)
            for one in shown
        ],
        "kinds": [
            {"text": "Everything", "href": href("notes", case), "current": not kind},
            *(
                {"text": str(label), "href": href("notes", case, kind=code), "current": code == kind}
                for code, label in CaseNote.Kind.choices
            ),
        ],
        "kind": dict(CaseNote.Kind.choices).get(kind, ""),
        "next": href("notes", case, kind=kind, after=handles.place_in_list("note", last.at, last.note_id))
        if last
        else "",
        "write_href": href("write-note", case) if may else "",
    }


def _about(case: Case, shown: list[CaseNote]) -> dict[int, list[str]]:
    from referrals.models import NoteAbout

    names: dict[int, list[str]] = {}
    for one in NoteAbout.objects.filter(note__in=shown).select_related("person").order_by("id"):
        names.setdefault(one.note_id, []).append(on_file.person_name(case, one.person_id) or one.person.name)
    return names


def _note(
    case: Case, note: CaseNote, later: list[CaseNote], about: list[str], *, may: bool, keep: bool, copy: bool
) -> dict[str, Any]:
    """One note: what holds now first, then every earlier wording, the first one last."""
    wordings = [*later, note]
    of = handles.handle("note", note.pk)
    own = note.council_id == ours(case)
    return {
        "kind": note.get_kind_display(),
        "council": note.council.short_name,
        "side": "ours" if own else "theirs",
        "when": words.moment(note.at),
        "iso": note.at.isoformat(),
        "late": journal.lateness(note.at, note.recorded_at),
        "reads": "" if note.shared else f"{note.council.short_name} only",
        "about": ", ".join(about),
        "corrected": bool(later),
        "wordings": [
            {
                "by": one.by.name,
                "title": "As corrected" if one.corrects_id else "As first written",
                "when": words.moment(one.recorded_at),
                "purpose": one.purpose,
                "words": one.words,
                "child_words": one.child_words,
                "because": one.because,
            }
            for one in wordings
        ],
        "correct_href": href("correct-note", case, of=of) if own and may else "",
        "keep_href": href("keep-note", case, of=of) if keep else "",
        "note_id": f"note-{of}",
        "note": as_text(note, later, about, case.referral.reference) if copy else "",
        "note_href": reverse("referrals:note-text", args=[case.referral.reference, of]) if copy else "",
    }


def as_text(note: CaseNote, later: list[CaseNote], about: list[str], reference: str) -> str:
    """The note as a dated case note for the council's own system; a correction before what it corrects."""
    head = [f"{words.moment(note.at)} - {note.get_kind_display()}"]
    if about:
        head.append(f"About: {', '.join(about)}.")
    lines = []
    for one in [*later, note]:
        title = "Corrected" if one.corrects_id else "Written"
        lines.append(f"{title} by {one.by.name}, {one.council.name}, {words.moment(one.recorded_at)}.")
        lines += [f"Why: {one.because}"] if one.because else []
        lines += [f"Purpose: {one.purpose}"] if one.purpose else []
        lines += [one.words] if one.words else []
        lines += [f"The child’s own words: {one.child_words}"] if one.child_words else []
    if reference:
        head.append(f"Holdfast reference {reference}.")
    return "\n".join([*head, *lines])


ON_PAPER = 200


def on_paper(case: Case, user: Any) -> dict[str, Any]:
    """The notes and the chronology for the print: so many at most, the newest notes and the oldest events first."""
    rows = NoteOn.objects.filter(_seen(case), referral=case.referral, note__corrects=None)
    found = [
        one.note for one in rows.select_related("note__by", "note__council").order_by("-at", "-note_id")[: ON_PAPER + 1]
    ]
    later: dict[int, list[CaseNote]] = {}
    for one in CaseNote.objects.filter(corrects__in=found).select_related("by", "council").order_by("-id"):
        later.setdefault(one.corrects_id or 0, []).append(one)
    about = _about(case, found)
    events = ChronologyEntry.objects.filter(Q(shared=True) | Q(council_id=ours(case)), referral=case.referral)
    kept = events.filter(taken_out_at=None).select_related("by", "council").order_by("at", "id")[: ON_PAPER + 1]
    return {
        "notes": [as_text(one, later.get(one.pk, []), about.get(one.pk, []), "") for one in found[:ON_PAPER]],
        "events": [_event(case, one, may=False) for one in kept[:ON_PAPER]],
        "more": len(found) > ON_PAPER or len(kept) > ON_PAPER,
    }


def note_as_text(case: Case, *, key: int | None) -> str | None:
    """One note that this council may read, as text; None where there is none."""
    if key is None:
        return None
    on = NoteOn.objects.filter(_seen(case), referral=case.referral, note_id=key, note__corrects=None)
    row = on.select_related("note__by", "note__council").first()
    if row is None:
        return None
    later = list(row.note.corrections.select_related("by", "council").order_by("-id"))
    return as_text(row.note, later, _about(case, [row.note]).get(key, []), case.referral.reference)


def chronology(case: Case, user: Any, *, asked: Mapping[str, str]) -> dict[str, Any]:
    """A page of significant events, oldest first: one row an event, on the side of the council that chose it."""
    rows = ChronologyEntry.objects.filter(referral=case.referral, taken_out_at=None)
    rows = rows.filter(Q(shared=True) | Q(council_id=ours(case)))
    significance = asked.get("significance", "")
    if significance in SIGNIFICANCE:
        rows = rows.filter(significance=significance)
    else:
        significance = ""
    since, until = _day(asked.get("from", "")), _day(asked.get("to", ""))
    if since:
        rows = rows.filter(at__gte=start_of(since))
    if until:
        rows = rows.filter(at__lte=end_of(until))
    if place := handles.read_place("kept", asked.get("after", "")):
        rows = rows.filter(at__gte=place[0]).exclude(at=place[0], pk__lte=place[1])
    found = list(rows.select_related("by", "council").order_by("at", "id")[: CHRONOLOGY_PAGE + 1])
    shown, last = found[:CHRONOLOGY_PAGE], found[CHRONOLOGY_PAGE - 1] if len(found) > CHRONOLOGY_PAGE else None
    may = user.has_perm("referrals.chronology", case.referral)
    given = {
        "from": since.isoformat() if since else "",
        "to": until.isoformat() if until else "",
        "significance": significance,
    }
    return {
        "our_name": case.ours.council.short_name if case.ours else "Our council",
        "their_name": case.councils[case.others[0]].short_name if len(case.others) == 1 else "Other councils",
        "rows": [_event(case, one, may=may) for one in shown],
        "filters": [
            {
                "text": "Everything",
                "href": href("chronology", case, **{**given, "significance": ""}),
                "current": not significance,
            },
            *(
                {
                    "text": str(label),
                    "href": href("chronology", case, **{**given, "significance": code}),
                    "current": code == significance,
                }
                for code, label in SIGNIFICANCE.items()
            ),
        ],
        "given": given,
        "filtered": any(given.values()),
        "next": href("chronology", case, **given, after=handles.place_in_list("kept", last.at, last.pk))
        if last
        else "",
        "choose_href": href("choose", case) if may else "",
        "add_href": href("add-event", case) if may else "",
        "printed": words.moment(case.now),
    }


def _event(case: Case, one: ChronologyEntry, *, may: bool) -> dict[str, Any]:
    own = one.council_id == ours(case)
    return {
        "when": words.day(one.at) if one.day_only else words.moment(one.at),
        "iso": one.at.date().isoformat() if one.day_only else one.at.isoformat(),
        "side": "ours" if own else "theirs",
        "council": one.council.short_name,
        "words": one.words,
        "why": one.why,
        "significance": SIGNIFICANCE.get(one.significance, ""),
        "by": one.by.name,
        "reads": "" if one.shared else "our council only",
        "out_href": href("take-out", case, of=handles.handle("kept", one.pk)) if own and may else "",
    }


def choose(case: Case) -> dict[str, Any]:
    """What happened, newest first, each with the way into the chronology or the word that it is in already."""
    from referrals.forms.notes import SUGGESTED

    keys = [one.pk for one in case.timeline.entries]
    kept = ChronologyEntry.objects.filter(council_id=ours(case), entry_id__in=keys, taken_out_at=None)
    inside = set(kept.values_list("entry_id", flat=True))
    context = case_page.journal_context(case)
    rows = []
    for entry in case.timeline.entries:
        title, lines = journal.told(entry, context)
        rows.append(
            {
                "when": words.moment(entry.at),
                "title": title,
                "council": entry.council.short_name,
                "side": "ours" if entry.council_id == ours(case) else "theirs",
                "text": " ".join(lines)[:300],
                "suggested": SIGNIFICANCE.get(SUGGESTED.get(entry.verb, ""), ""),
                "inside": entry.pk in inside,
                "keep_href": href("keep-entry", case, of=handles.handle("entry", entry.pk)),
            }
        )
    return {
        "rows": rows,
        "next": href("choose", case, after=case.timeline.after) if case.timeline.after else "",
        "notes_href": href("notes", case),
        "add_href": href("add-event", case),
    }


def _day(typed: str) -> date | None:
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=LONDON).date() if typed else None
    except ValueError:
        return None
