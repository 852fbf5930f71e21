"""What councils said to each other, shared and gave back, in the words of the journal."""

from typing import TYPE_CHECKING, Any

from referrals.models import Basis, JournalEntry

if TYPE_CHECKING:
    from referrals.presenters.journal import Context, Teller, Words

Act = dict[str, Any]
BASES = dict(Basis.choices)
ASKED = {"tell": "Wrote to", "request": "Asked", "call": "Asked to be rung by"}


def _wrote(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    to = context.council(entry.facts.get("to"))
    title = f"{ASKED.get(entry.facts.get('kind', ''), 'Wrote to')} {to}"
    if act.get("held") and not act.get("countersigned_at"):
        # The other council reads this line too: nothing of a request that has not gone out.
        return title, ["It waits for a manager’s countersignature and has not gone out."]
    return title, [
        act.get("words", ""),
        f"Why it is asked: {act['why']}" if act.get("why") else "",
        f"Direct line: {act['line']}" if act.get("line") else "",
        _basis(entry),
    ]


def _countersigned(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Countersigned a request to {context.council(entry.facts.get('to'))}", ["It has gone out."]


def _answered(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return f"Answered {context.council(entry.facts.get('to'))}", [
        act.get("words", ""),
        f"Answered by: {entry.facts.get('worker') or act.get('named', '')}.",
        f"Direct line: {act['line']}" if act.get("line") else "",
    ]


def _shared(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    to = context.council(entry.facts["to"]) if entry.facts.get("to") else act.get("to_agency", "somebody else")
    return f"Shared with {to}", [act.get("what", ""), _basis(entry), act.get("basis_words", "")]


def _returned(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    to = context.council(entry.facts.get("to"))
    return f"Gave the referral back to {to}", [
        act.get("reason", ""),
        f"Checked: {act['checked']}" if act.get("checked") else "",
        f"{to} holds everything again.",
    ]


def _kept(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    return "Kept the referral that was given back", [entry.facts.get("reason", "")]


def _succeeded(entry: JournalEntry, act: Act, context: "Context") -> "Words":
    to = context.council(entry.facts.get("to"))
    return f"Handed over to {to}", [f"{to} follows {entry.council.short_name} by law and holds all that it held."]


def _basis(entry: JournalEntry) -> str:
    basis = BASES.get(entry.facts.get("basis", ""))
    return f"Basis: {basis}." if basis else ""


TELLERS: dict[str, "Teller"] = {
    "write_message": _wrote,
    "countersign_message": _countersigned,
    "answer_message": _answered,
    "share_information": _shared,
    "return_referral": _returned,
    "keep_returned": _kept,
    "hand_to_successor": _succeeded,
}
