"""Notes, the chronology, warnings, flags, tasks and people, in the words of the journal."""

from datetime import date
from typing import TYPE_CHECKING, Any

from referrals.models import CaseNote, ChronologyEntry, Flag, Involvement, JournalEntry, Relationship, WarningNote
from timers import words

if TYPE_CHECKING:
    from referrals.presenters.journal import Context, Teller, Words

Act = dict[str, Any]
NOTES = dict(CaseNote.Kind.choices)
SIGNIFICANCE = dict(ChronologyEntry.Significance.choices)
WARNINGS = dict(WarningNote.Kind.choices)
FLAGS = dict(Flag.Kind.choices)
ROLES = dict(Involvement.As.choices)
KINDS = dict(Relationship.Kind.choices)
CONTACT = dict(Relationship.Contact.choices)


def note_lines(act: Act) -> list[str]:
    """The words of a note, the child's apart."""
    return [
        f"Purpose: {act['purpose']}" if act.get("purpose") else "",
        act.get("words", ""),
        f"The child’s own words: {act['child_words']}" if act.get("child_words") else "",
    ]


def _noted(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Note: {NOTES.get(entry.facts.get('kind', ''), 'Something else').lower()}", note_lines(act)


def _note_corrected(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    kind = NOTES.get(entry.facts.get("kind", ""), "Something else").lower()
    return f"Note corrected: {kind}", [*note_lines(act), f"Why: {act['because']}" if act.get("because") else ""]


def _kept(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    significance = SIGNIFICANCE.get(entry.facts.get("significance", ""), "")
    return "Added to the chronology", [act.get("words", ""), f"{significance}." if significance else ""]


def _taken_out(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Taken out of the chronology", [act.get("words", ""), f"Why: {entry.facts.get('because', '')}"]


def _warned(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Warning: {WARNINGS.get(act.get('kind', ''), '').lower() or 'given'}", [act.get("words", "")]


def _looked_again(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    how = "Warning looked at again: it stands" if entry.facts.get("stands") else "Warning ended"
    return how, [act.get("words", ""), entry.facts.get("words", "")]


def _flagged(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    since = entry.facts.get("since")
    return f"Flagged: {_flag(entry, context)}", [
        f"Since {words.day(date.fromisoformat(since))}." if since else "",
        entry.facts.get("words", ""),
    ]


def _flag_ended(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Flag ended: {_flag(entry, context)}", [entry.facts.get("because", "")]


def _flag(entry: JournalEntry, context: "Context") -> str:
    who = context.person(entry.facts.get("person"))
    kind = str(FLAGS.get(entry.facts.get("kind", ""), ""))
    return f"{kind} ({who})" if who else kind


def _set(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    on = entry.facts.get("by")
    return "Task set", [act.get("what", ""), f"By {words.day(date.fromisoformat(on))}." if on else ""]


def _finished(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Task done", [act.get("what", ""), act.get("ended_words", "")]


def _cancelled(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Task given up", [act.get("what", ""), f"Why: {act.get('ended_words', '')}"]


def _related(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    who, to = context.person(entry.facts.get("person")), context.person(entry.facts.get("to"))
    kind = str(KINDS.get(entry.facts.get("kind", ""), "")).lower()
    contact = str(CONTACT.get(entry.facts.get("contact", ""), ""))
    return f"{who or 'Somebody'}: {kind} of {to or 'the child'}", [
        f"Contact: {contact.lower()}." if entry.facts.get("contact") not in {None, "free"} else ""
    ]


def _safe_contact(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    who = context.person(entry.facts.get("person")) or "somebody"
    return f"How to reach {who} safely", ["It stands beside their name."]


def _added(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    role = str(ROLES.get(entry.facts.get("role", ""), "")).lower()
    who = context.person(entry.facts.get("person")) or "Somebody"
    how = "Was on record already." if entry.facts.get("on_record") else ""
    return f"{who} added: {role}", [entry.facts.get("words", ""), how]


def _named(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Another name of {context.person(entry.facts.get('person')) or 'somebody'} recorded", []


def _merged(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Two records of {context.person(entry.facts.get('person')) or 'one person'} brought together", []


def _parted(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Two records parted: {context.person(entry.facts.get('person')) or 'two people after all'}", []


def _attached(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Document added", [entry.facts.get("title", "")]


def _withdrawn(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Document withdrawn", [entry.facts.get("title", ""), f"Why: {entry.facts.get('because', '')}"]


TELLERS: "dict[str, Teller]" = {
    "write_note": _noted,
    "correct_note": _note_corrected,
    "add_to_chronology": _kept,
    "take_out_of_chronology": _taken_out,
    "warn": _warned,
    "review_warning": _looked_again,
    "raise_flag": _flagged,
    "end_flag": _flag_ended,
    "set_task": _set,
    "finish_task": _finished,
    "cancel_task": _cancelled,
    "relate": _related,
    "say_safe_contact": _safe_contact,
    "add_person": _added,
    "add_alias": _named,
    "merge_people": _merged,
    "unmerge_people": _parted,
    "attach": _attached,
    "withdraw_document": _withdrawn,
}
