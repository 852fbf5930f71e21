"""Notes, the chronology, warnings, flags, tasks and people, in the words of the journal."""

from datetime import date
from typing import TYPE_CHECKING, Any

from referrals.models import (
    CaseNote,
    ChronologyEntry,
    ConsentChange,
    Flag,
    Involvement,
    JournalEntry,
    Need,
    Relationship,
    WarningNote,
)
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
WHOSE = dict(Need.Whose.choices)
VIEWS = dict(Need.View.choices)
STATES = dict(ConsentChange.State.choices)
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


def _need(entry: JournalEntry) -> str:
    return str(WHOSE.get(entry.facts.get("whose", ""), "")).lower()


def _need_asked(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Asked for: {_need(entry)}", [act.get("asked", "")]


def _need_assessed(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"What is needed: {_need(entry)}", [entry.facts.get("assessed", "")]


def _support_offered(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    fits = "It is what is needed." if entry.facts.get("matches") else "It is not what is needed."
    return f"Support offered: {_need(entry)}", [entry.facts.get("offered", ""), fits, _view(entry)]


def _family_heard(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"The family’s view of the support: {_need(entry)}", [_view(entry), entry.facts.get("words", "")]


def _view(entry: JournalEntry) -> str:
    view = VIEWS.get(entry.facts.get("view", ""))
    return f"The family: {str(view).lower()}." if view else ""


def _consented(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    goes = entry.facts.get("goes_on")
    return f"Consent: {str(STATES.get(entry.facts.get('state', ''), '')).lower()}", [
        "We go on without it." if goes is True else "We do not go on without it." if goes is False else ""
    ]


def _assessment_asked(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    times = entry.facts.get("times", 1)
    asked = f"Asked {times} times now." if times > 1 else ""
    return f"{entry.facts.get('from') or 'Somebody'} asks for an assessment", [asked]


def _request_answered(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    how = "we assess" if entry.facts.get("agreed") else "we do not assess"
    return f"Request for an assessment answered: {how}", [entry.facts.get("answer", "")]


def _taken_over(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    count = entry.facts.get("items", 0)
    return f"Taken over, with {count} thing{'' if count == 1 else 's'} unanswered", []


def _signed(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Assessment read and signed", [entry.facts.get("words", "")]


def _numbered(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Own case number: {entry.facts.get('number') or 'none'}", []


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
    "ask_need": _need_asked,
    "assess_need": _need_assessed,
    "offer_support": _support_offered,
    "hear_family": _family_heard,
    "record_consent": _consented,
    "request_assessment": _assessment_asked,
    "answer_request": _request_answered,
    "acknowledge_handover": _taken_over,
    "sign_assessment": _signed,
    "set_own_number": _numbered,
    "attach": _attached,
    "withdraw_document": _withdrawn,
}
