"""The journal in words: what happened, who did it for which council, and when it was written if that was later."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse

from councils.models import Council
from referrals import handles
from referrals.choices import CHANNELS, DECISION_REASONS
from referrals.models import Decision, FamilyContact, JournalEntry, Person, Place
from referrals.models.people import Confidence
from referrals.presenters import journal_file, journal_shared, journal_talking
from referrals.reading import Timeline
from timers import words

LATE_AFTER = timedelta(hours=24)
WRITTEN_LATER = timedelta(minutes=15)
PLACES = dict(Place.What.choices)
CHANNEL = dict(CHANNELS) | dict(FamilyContact.Channel.choices)


@dataclass(frozen=True)
class Context:
    """What the words need besides the line: names of councils and people by id, and the acts' own rows."""

    councils: dict[int, Council]
    people: dict[int, Person]
    timeline: Timeline
    referral_kind: str = "referral"

    def council(self, key: Any) -> str:
        council = self.councils.get(key) if isinstance(key, int) else None
        return council.short_name if council else "another council"

    def person(self, key: Any) -> str:
        person = self.people.get(key) if isinstance(key, int) else None
        return person.name if person else ""

    def worker(self, key: Any) -> str:
        return self.timeline.names.get(key, "a colleague") if isinstance(key, int) else ""


Words = tuple[str, list[str]]
Teller = Callable[[JournalEntry, dict[str, Any], Context], Words]


def _logged(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    what = "contact" if entry.facts.get("kind") == "contact" else "referral"
    return f"Logged as a {what}", []


def _accepted(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    return "Contact accepted as a referral", [entry.facts.get("reason", "")]


def _sent(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    source = act.get("address_source")
    how = f"How we know where the child lives: {source}." if source else "No source was given for the address."
    got = f"Acknowledged by {act['acknowledged_by']}." if act.get("acknowledged_at") else ""
    return f"Sent to {context.council(entry.facts.get('to'))}", [act.get("words", ""), how, got]


def _acknowledged(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    return f"Acknowledged: {entry.facts.get('worker') or 'a named worker'} has it", []


OLDER = "This was before the referral reached anybody, so it is still due."


def _council_contact(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    to = context.council(entry.facts.get("to"))
    adults = entry.facts.get("their_service") == "adults"
    service = " adult social care" if adults else ""
    spoke = entry.facts.get("two_way")
    title = (
        f"Spoke to {to}{service}"
        if spoke
        else f"Tried to reach {to}{service}"
        if spoke is False
        else f"Contact with {to}{service}"
    )
    who = f"Spoke to: {act['worker_there']}." if act.get("worker_there") else ""
    older = OLDER if entry.facts.get("older") else ""
    counts = (
        older
        if spoke and not adults and entry.facts.get("our_service") != "adults"
        else ("This was not two-way contact between the two children’s services, so it is still due.")
    )
    return title, [act.get("words", ""), who, _by_channel(act), counts]


def _family_contact(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    whom = context.person(act.get("person_id")) or "the family"
    channel = CHANNEL.get(entry.facts.get("channel", ""), "").lower()
    if entry.facts.get("conversation"):
        title = f"Spoke to {whom}" + (f" ({channel})" if channel else "")
    else:
        title = f"Tried to reach {whom}" + (f" by {channel}" if channel else "")
    told = _which(act.get("told_of_risk"), "Told of the risk.", "Not told of the risk.")
    number = "The number was checked." if act.get("number_verified") else ""
    if not entry.facts.get("conversation") and act.get("number_verified") is False:
        number = "The number was not checked."
    older = OLDER if entry.facts.get("older") and entry.facts.get("conversation") else ""
    return title, [act.get("words", ""), told, number, older]


def _waiting(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    who = context.person(act.get("person_id")) or "the family"
    officer = " ".join(filter(None, (act.get("officer", ""), act.get("officer_reference", ""))))
    again = f"To be looked at again on {_day(act['look_again_on'])}." if act.get("look_again_on") else ""
    whose = (
        "A manager’s decision."
        if entry.facts.get("by_manager")
        else "Not a manager’s decision: the time limit runs on."
    )
    return f"Decided to wait before telling {who}", [
        act.get("reason", ""),
        f"Police officer: {officer}." if officer else "",
        again,
        whose,
    ]


def _decided(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    outcome = dict(Decision.Outcome.choices).get(entry.facts.get("outcome", ""), "not known")
    considered = _which(act.get("strategy_discussion_considered"), "Considered.", "Not considered.")
    lines = [
        f"Reason: {dict(DECISION_REASONS).get(act['reason'], act['reason'].replace('_', ' '))}."
        if act.get("reason")
        else "",
        act.get("rationale", ""),
        " ".join(filter(None, ("Strategy discussion:", considered, act.get("strategy_discussion_words", ""))))
        if considered or act.get("strategy_discussion_words")
        else "",
        f"Police, apart from our own judgement: {act['police_words']}" if act.get("police_words") else "",
        f"Ask the police again on {_day(act['police_look_again_on'])}." if act.get("police_look_again_on") else "",
        f"Next: {act['next_action']}" if act.get("next_action") else "",
        f"By {_day(act['next_action_on'])}." if act.get("next_action_on") else "",
        f"A senior person went past a refusal: {act['override_reason']}" if act.get("override_reason") else "",
    ]
    return f"Decided: {outcome}", lines


def _feedback(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    whom = act.get("to") or (context.council(act["to_council_id"]) if act.get("to_council_id") else "the referrer")
    return f"Told {whom} what was decided", [act.get("words", ""), _by_channel(act)]


def _plan(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    before = f"Before the contact on {_day(act['before'])}." if act.get("before") else ""
    return "Safety plan", [act.get("plan", ""), before]


def _seen(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    who = context.person(act.get("person_id")) or "The child"
    alone = _which(act.get("alone"), "alone", "not alone")
    return f"{who} was seen and heard" + (f", {alone}" if alone else ""), [act.get("words", "")]


def _assessment_begun(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    return "Child and family assessment begun", []


def _assessment_done(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    over = f"A senior person went past a refusal: {act['override_reason']}" if act.get("override_reason") else ""
    return "Child and family assessment completed", [act.get("rationale", ""), over]


def _place(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    facts = entry.facts
    where = context.council(facts["council"]) if facts.get("council") else "not known"
    who = context.person(facts.get("person"))
    what = PLACES.get(facts.get("what", ""), "Place")
    sure = dict(Confidence.choices).get(facts.get("confidence", ""), "")
    before = f"Before: {context.council(facts['before'])}." if facts.get("before") else ""
    source = f"How we know: {facts['source']}." if facts.get("source") else ""
    return f"{what}: {where}" + (f" ({who})" if who else ""), [
        f"{sure}." if sure and facts.get("council") else "",
        source,
        before,
    ]


def _checked(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    found = "Something is held" if entry.facts.get("found") else "Nothing is held"
    number = f"Number: {entry.facts['number']}." if entry.facts.get("number") else ""
    return "Own case system checked", [f"{found}.", number, entry.facts.get("words", "")]


def _allocated(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    to = context.worker(entry.facts.get("worker"))
    before = context.worker(entry.facts.get("before"))
    title = f"Allocated to {to}" if to else "Given to a team, with no worker yet"
    return title, [entry.facts.get("reason", ""), f"Before: {before}." if before else ""]


def _sent_back(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    return f"Sent back to {context.worker(entry.facts.get('to'))}", [entry.facts.get("words", "")]


def _corrected(entry: JournalEntry, act: dict[str, Any], context: Context) -> Words:
    from referrals.forms.correcting import LABELS

    fields = [LABELS.get(name, name.replace("_", " ")) for name in entry.facts.get("fields", [])]
    return "Corrected", ["; ".join(fields), f"Why: {entry.facts.get('reason', '')}"]


TELLERS: dict[str, Teller] = {
    "log_referral": _logged,
    "accept_as_referral": _accepted,
    "send_referral": _sent,
    "acknowledge": _acknowledged,
    "contact_council": _council_contact,
    "contact_family": _family_contact,
    "decide_not_to_tell": _waiting,
    "decide": _decided,
    "give_feedback": _feedback,
    "record_safety_plan": _plan,
    "see_child": _seen,
    "start_assessment": _assessment_begun,
    "complete_assessment": _assessment_done,
    "record_place": _place,
    "check_own_records": _checked,
    "allocate": _allocated,
    "send_back": _sent_back,
    "correct_referral": _corrected,
    **journal_shared.TELLERS,
    **journal_file.TELLERS,
    **journal_talking.TELLERS,
}
# What nobody did follows from a deadline that passed.
THE_CLOCK = "The clock"


def _by_channel(act: dict[str, Any]) -> str:
    channel = CHANNEL.get(act.get("channel") or "")
    return f"{channel}." if channel else ""


def _which(value: Any, yes: str, no: str) -> str:
    """The words for a fact that may be unknown."""
    return yes if value is True else no if value is False else ""


def _day(iso: str) -> str:
    return words.day(date.fromisoformat(iso))


def told(entry: JournalEntry, context: Context) -> Words:
    """Title and lines of one entry; every verb has its teller (a test sees to that)."""
    title, lines = TELLERS[entry.verb](entry, context.timeline.act_of(entry), context)
    return title, [line for line in lines if line]


def done_by(entry: JournalEntry) -> str:
    """Who did it; what nobody did followed by itself from a deadline that passed."""
    if entry.by is None:
        return THE_CLOCK
    said_by = entry.facts.get("said_by")
    return f"{said_by}, by link" if said_by else entry.by.name


def late(entry: JournalEntry) -> str:
    """When it was written down, if that was later: marked from 24 hours on."""
    return lateness(entry.at, entry.recorded_at)


def lateness(at: datetime, recorded_at: datetime) -> str:
    """As `late`, of the two times of anything."""
    gap = recorded_at - at
    if gap < WRITTEN_LATER:
        return ""
    marked = "Late entry: written" if gap > LATE_AFTER else "Written"
    return f"{marked} down {words.span(gap)} later"


def note(entry: JournalEntry, context: Context, reference: str) -> str:
    """The entry as a dated case note for the council's own system. Plain text; it names nobody but who did it."""
    title, lines = told(entry, context)
    head = [
        f"{words.moment(entry.at)} - {title}",
        f"{done_by(entry)}, {entry.council.name}. Holdfast reference {reference}.",
    ]
    if lateness := late(entry):
        head.append(f"{lateness}, on {words.moment(entry.recorded_at)}.")
    return "\n".join([*head, *lines])


def timeline(context: Context, *, reference: str, our_council_id: int | None, notes: bool) -> list[dict[str, Any]]:
    """Entries as components/timeline.html takes them."""
    shown = []
    for entry in context.timeline.entries:
        title, lines = told(entry, context)
        ident = handles.handle("entry", entry.pk)
        if entry.below_standard:
            lines = ["Below standard: what was missing is with the manager.", *lines]
        row = {
            "title": title,
            "council": entry.council.short_name,
            "side": "ours" if entry.council_id == our_council_id else "theirs",
            "by": done_by(entry),
            "iso": entry.at.isoformat(),
            "when": words.moment(entry.at),
            "late": late(entry),
            "text": "\n".join(lines),
        }
        if notes:
            row |= {
                "note_id": f"note-{ident}",
                "note": note(entry, context, reference),
                "note_href": reverse("referrals:note", args=[reference, ident]),
            }
        shown.append(row)
    return shown
