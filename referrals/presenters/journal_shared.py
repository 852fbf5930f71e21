"""What councils did together and what happened along the way, in the words of the journal."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from referrals.actions.convening import REASONS
from referrals.actions.holding import SHORT
from referrals.actions.lado import LIMBS
from referrals.forms.practice_acts import CLOSING_REASONS, goes_on
from referrals.models import Agency, Concern, Disagreement, Duty, JournalEntry
from referrals.presenters.holding import joined, within
from timers import words

if TYPE_CHECKING:
    from referrals.presenters.journal import Context, Teller, Words

DUTIES = dict(Duty.Code.choices)
AGENCIES = {str(code): str(label) for code, label in Agency.choices}
STAGES = dict(Disagreement.Stage.choices)
KINDS = dict(Concern.Kind.choices)
FOUND = {"yes": "Other children are at risk", "no": "No other children are at risk", "unknown": "Not known yet"}
SORTED = {"allegation": "An allegation.", "practice_concern": "A concern about practice.", "complaint": "A complaint."}
Act = dict[str, Any]


def _duty(entry: JournalEntry) -> str:
    return str(DUTIES.get(entry.facts.get("duty", ""), "a responsibility"))


def _lead(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    lead = context.council(entry.facts.get("lead"))
    force = "In force: every council has agreed." if entry.facts.get("in_force") else "It waits for the other councils."
    return f"Proposed that {lead} holds: {_duty(entry)}", [force]


def _accepted(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Accepted in writing: {_duty(entry)}", [entry.facts.get("reason", "")]


def _declined(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Declined: {_duty(entry)}", [entry.facts.get("reason", ""), "Whoever held it goes on holding it."]


def _intends(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Said what the council will do", [entry.facts.get("action", "")]


def _disagrees(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    stage = STAGES.get(entry.facts.get("stage", ""), "")
    lines = [entry.facts.get("about", ""), f"{stage}." if stage else ""]
    if entry.by is None:
        silent = entry.facts.get("silent")
        why = f"{context.council(silent)} has not answered" if silent else "nobody agreed in time"
        lines = lines[1:] if silent else lines
        return f"Escalation, opened because {why}", [*lines, "Everything else goes on meanwhile."]
    return "Escalation: the councils disagree", lines


def _settled(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    if entry.by is None:
        return f"Escalation ended: {context.council(entry.facts.get('silent'))} has answered", []
    return "Disagreement settled", [entry.facts.get("resolution", "")]


def _called(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    names = [within(one) for one in entry.facts.get("invited", [])]
    names += [context.council(one) for one in entry.facts.get("councils", [])]
    planned = entry.facts.get("planned_for", "")
    return "Strategy discussion called", [
        f"Invited: {joined(names)}." if names else "Nobody was invited yet.",
        f"Planned for {_when(planned)}." if planned else "",
    ]


def _answered(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    key = entry.facts.get("council")
    who = context.council(key) if key else AGENCIES.get(entry.facts.get("agency", ""), "Somebody invited")
    comes = "takes part" if entry.facts.get("answer") == "accept" else "does not take part"
    return f"{who} {comes} in the strategy discussion", [entry.facts.get("reason", "")]


def _none_held(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    reason = REASONS.get(entry.facts.get("reason", ""), "")
    return "Decided not to hold a strategy discussion", [
        f"{reason}." if reason else "",
        entry.facts.get("rationale", ""),
    ]


def _held(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    came = entry.facts.get("attended", [])
    lacks = [SHORT.get(one, one) for one in entry.facts.get("below_standard", [])]
    seen = entry.facts.get("see_child_by", "")
    return "Strategy discussion held", [
        f"Took part: {joined(map(within, came))}." if came else "Who took part is not recorded.",
        {True: "Section 47 enquiries begin.", False: "No section 47 enquiries."}.get(entry.facts.get("section_47"), ""),  # type: ignore[call-overload]
        act.get("rationale", ""),
        f"The child is seen by {_when(seen)}." if seen else "",
        f"It lacked: {'; '.join(lacks)}." if lacks else "",
    ]


def _completed(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Record of the strategy discussion completed", [entry.facts.get("rationale", "")]


def _circulated(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    to = [within(one) for one in entry.facts.get("to", [])]
    out = [within(one) for one in entry.facts.get("left_out", [])]
    return "Record of the strategy discussion sent", [
        f"To {joined(to)}." if to else "",
        f"Invited, and left out: {joined(out)}." if out else "",
    ]


def _enquiries_begun(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    joint = {True: "Together with the police.", False: "By children’s social care alone."}
    return "Section 47 enquiries begun", [joint.get(entry.facts.get("joint_with_police"), "")]  # type: ignore[call-overload]


def _enquiries_ended(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    follows = "A conference follows." if entry.facts.get("conference") else "No conference follows."
    return "Section 47 enquiries ended", [entry.facts.get("outcome", ""), follows]


def _conference(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Initial child protection conference held", []


def _concern(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    kind = str(KINDS.get(entry.facts.get("kind", ""), "something else"))
    who = context.person(entry.facts.get("person"))
    return f"Something new: {kind[0].lower()}{kind[1:]}", [
        act.get("words", ""),
        f"Alleged to have caused harm: {who}." if who else "",
    ]


def _interview(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    held = entry.facts.get("held")
    title = "Interview after coming back held" if held else "Interview after coming back not held"
    return title, [entry.facts.get("reason", "") or ("" if held else "No reason was given: it is still due.")]


def _challenge(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    who = entry.facts.get("from") or "Another professional"
    return f"{who} challenges what we do", [entry.facts.get("about", "")]


def _challenge_answered(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Challenge answered", [entry.facts.get("answer", ""), entry.facts.get("rationale", "")]


def _others(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Who else may be at risk", [
        f"{FOUND.get(entry.facts.get('found', ''), 'Not known')}.",
        entry.facts.get("task", ""),
    ]


def _lado(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    met = [LIMBS[one] for one in entry.facts.get("limbs", []) if one in LIMBS]
    who = context.person(entry.facts.get("person"))
    return f"LADO harm criteria weighed{f': {who}' if who else ''}", [
        f"Met: {'; '.join(met)}." if met else "None of them is met.",
        SORTED.get(entry.facts.get("classified_as", ""), ""),
        act.get("rationale", ""),
    ]


def _told(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    who = context.person(entry.facts.get("person")) or "The person"
    return (
        f"{who} was told about the LADO" if entry.facts.get("happened") else f"To be told about the LADO: {who}"
    ), []


def _closing(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    reason = entry.facts.get("reason", "")
    over = f"A senior person went past a refusal: {act['override_reason']}" if act.get("override_reason") else ""
    return "Asked to close", [
        f"{dict(CLOSING_REASONS).get(reason, reason.replace('_', ' '))}." if reason else "",
        act.get("rationale", ""),
        goes_on(act),
        over,
        "A second person reads it and signs.",
    ]


def _signed(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Closed: signed by a second person", []


def _reopened(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    # An invitation opens the closed part of whoever is invited: the line is one council's, the part another's.
    whose = entry.facts.get("council")
    another = whose is not None and whose != entry.council_id
    title = f"Opened again: {context.council(whose)}’s part" if another else "Opened again"
    return title, [entry.facts.get("reason", "")]


def _supervised(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Supervision", [act.get("reflection", ""), act.get("actions", "")]


def _moves(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    who = context.person(entry.facts.get("person")) or "The child"
    stay = {True: "For good.", False: "For a stay."}.get(entry.facts.get("permanent"), "")  # type: ignore[call-overload]
    plan = "On a child protection plan." if entry.facts.get("on_plan") else ""
    return f"{who} moves to {context.council(entry.facts.get('to'))}", [stay, plan]


def _transferred(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Transfer accepted in writing: the transfer-in conference was held", []


def _when(iso: str) -> str:
    """An instant in words, or a day where that is all that was said."""
    if len(iso) <= 10:
        return words.day(date.fromisoformat(iso))
    return words.moment(datetime.fromisoformat(iso))


TELLERS: "dict[str, Teller]" = {
    "propose_lead": _lead,
    "accept_duty": _accepted,
    "decline_duty": _declined,
    "state_intention": _intends,
    "raise_disagreement": _disagrees,
    "resolve_disagreement": _settled,
    "convene_strategy_discussion": _called,
    "answer_invitation": _answered,
    "refuse_strategy_discussion": _none_held,
    "hold_strategy_discussion": _held,
    "complete_strategy_record": _completed,
    "circulate_record": _circulated,
    "start_section_47": _enquiries_begun,
    "end_section_47": _enquiries_ended,
    "hold_conference": _conference,
    "record_concern": _concern,
    "return_interview": _interview,
    "challenge": _challenge,
    "answer_challenge": _challenge_answered,
    "consider_other_children": _others,
    "consider_lado": _lado,
    "mention_lado": _told,
    "close": _closing,
    "sign_closing": _signed,
    "reopen": _reopened,
    "supervise": _supervised,
    "move_child": _moves,
    "accept_transfer": _transferred,
}
