"""A clock in plain words: its title, the act that stops it, and the page where that act is recorded.

Lists (`work`), the referral page and messages say the same because they all ask here. Nothing here reads the database.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of clock. `{child}` and `{other}` (the other council) are filled in; `page` is a url name there."""

    title: str
    act: str
    button: str
    page: str


KINDS: dict[str, Kind] = {
    "decision": Kind("Decision on what to do next", "Decide what happens next for {child}", "Decide", "decide"),
    "referrer_feedback": Kind(
        "Tell the referrer what was decided",
        "Tell the referrer what was decided about {child}",
        "Record feedback",
        "feedback",
    ),
    "family_contact": Kind(
        "First contact with the family",
        "Ring the family of {child}: they were told to expect it",
        "Record the call",
        "contact-family",
    ),
    "parent_told": Kind(
        "Tell the parent of the risk",
        "Tell the parent of {child} of the risk, or decide when to",
        "Record the call",
        "contact-family",
    ),
    "known_contact": Kind(
        "Safety plan before the next contact",
        "Write the safety plan before the next contact of {child}",
        "Write the plan",
        "safety-plan",
    ),
    "record_written": Kind("Record written up", "Look at what was written up late about {child}", "Open", "referral"),
    "council_contact": Kind(
        "Direct contact with {other}",
        "Ring {other} about {child}: no direct contact yet",
        "Record the call",
        "contact-council",
    ),
    "outbound_acknowledgement": Kind(
        "Acknowledgement by {other}",
        "Ring {other} about {child}: our referral is not acknowledged",
        "Record the call",
        "contact-council",
    ),
    "assessment": Kind("Child and family assessment", "Complete the assessment of {child}", "Assess", "assessment"),
    "strategy_discussion": Kind(
        "Strategy discussion",
        "Call a strategy discussion about {child}, and hold it",
        "Call it",
        "convene",
    ),
    "strategy_record": Kind(
        "Record of the strategy discussion sent",
        "Send the record of the strategy discussion about {child}",
        "Send the record",
        "circulate",
    ),
    "initial_conference": Kind(
        "Initial child protection conference",
        "Hold the initial child protection conference about {child}",
        "Record it",
        "conference",
    ),
    "child_seen": Kind("The child is seen", "See {child}, alone where that is right", "Record the visit", "see-child"),
    "return_interview": Kind(
        "Interview after the child came back",
        "Hold the interview with {child} after coming back",
        "Record it",
        "return-interview",
    ),
    "lead_agreed": Kind(
        "Agreement on who holds what",
        "Agree with {other} who calls the strategy discussion about {child}",
        "Propose it",
        "propose-lead",
    ),
    "moved_child_notice": Kind(
        "Notice that the child moves",
        "Tell the council that {child} moves to, and send the referral",
        "Send it",
        "send",
    ),
    "transfer_conference": Kind(
        "Transfer-in conference",
        "Hold the transfer-in conference about {child}, and accept the transfer",
        "Accept it",
        "accept-transfer",
    ),
    "disagreement": Kind(
        "Escalation: disagreement between councils",
        "Settle the disagreement about {child}, or take it further",
        "Settle it",
        "settle-disagreement",
    ),
    "message_answer": Kind("Answer to {other}", "Answer what {other} asks about {child}", "Answer", "answer-message"),
    "message_chased": Kind(
        "Answer from {other}",
        "Chase {other}: our message about {child} is not answered",
        "See what we asked",
        "between",
    ),
    "rerouting": Kind(
        "Where the returned referral goes next",
        "Say where the referral of {child} goes that was given back to us",
        "Send it on",
        "send",
    ),
    "supervision": Kind("Supervision", "Supervise the case of {child}", "Record it", "supervise"),
    "support_review": Kind(
        "Look again at what was offered",
        "Ask the family of {child} again what they think of the support",
        "Record it",
        "needs",
    ),
    "request_reply": Kind(
        "Answer a request for an assessment",
        "Answer whoever asked for an assessment of {child}",
        "Answer",
        "needs",
    ),
    "task": Kind("A task", "Do what was set for {child}, and say what came of it", "See the tasks", "tasks"),
    "warning_review": Kind("Look again at a warning", "Look again at the warning about {child}", "Look", "warnings"),
}

#: For a list that names several at once: "Decision, feedback to the referrer, contact with Havering".
SHORT = {
    "decision": "decision",
    "referrer_feedback": "feedback to the referrer",
    "family_contact": "contact with the family",
    "parent_told": "telling the parent",
    "known_contact": "safety plan",
    "record_written": "record",
    "council_contact": "contact with {other}",
    "outbound_acknowledgement": "acknowledgement by {other}",
    "assessment": "assessment",
    "strategy_discussion": "strategy discussion",
    "strategy_record": "record of the strategy discussion",
    "initial_conference": "initial conference",
    "child_seen": "seeing the child",
    "return_interview": "interview after coming back",
    "lead_agreed": "agreement on who holds what",
    "moved_child_notice": "notice of the move",
    "transfer_conference": "transfer-in conference",
    "disagreement": "disagreement",
    "supervision": "supervision",
    "support_review": "look at support",
    "request_reply": "answer about an assessment",
    "task": "task",
    "warning_review": "look at a warning",
    "message_answer": "answer to {other}",
    "message_chased": "answer from {other}",
    "rerouting": "where it goes next",
}

#: Clocks that one recorded two-way call with a named worker settles at once (DECISIONS, Practice).
ONE_CALL = frozenset({"council_contact", "outbound_acknowledgement"})

_ONE_CALL_ACT = "Ring {other} about {child}: no direct contact yet, and our referral is not acknowledged"


def kind_of(kind: str) -> Kind:
    """The words of a kind; one that has none yet (a rule added as data alone) is named by its own code."""
    found = KINDS.get(kind)
    return found or Kind(kind.replace("_", " ").capitalize(), "{child}: " + kind.replace("_", " "), "Open", "referral")


def title(kind: str, other: str = "") -> str:
    """The clock's name, with the other council's: "Direct contact with Havering". No child's name, so it may be sent.

    >>> title("council_contact", "Havering"), title("decision")
    ('Direct contact with Havering', 'Decision on what to do next')
    """
    return kind_of(kind).title.format(other=other or "the other council")


def short(kind: str, other: str = "") -> str:
    """The clock in a word or two, small letters, to stand in a row of several.

    >>> short("council_contact", "Havering"), short("decision")
    ('contact with Havering', 'decision')
    """
    return SHORT.get(kind, kind.replace("_", " ")).format(other=other or "the other council")


def act(kinds: Collection[str], child: str, other: str = "") -> str:
    """What to do, in plain words, for one clock or for several that one call settles.

    >>> act(["council_contact"], "Y", "Havering")
    'Ring Havering about Y: no direct contact yet'
    >>> act(["outbound_acknowledgement", "council_contact"], "Y", "Havering")
    'Ring Havering about Y: no direct contact yet, and our referral is not acknowledged'
    """
    said = _ONE_CALL_ACT if set(kinds) >= ONE_CALL else kind_of(next(iter(kinds))).act
    return said.format(child=child, other=other or "the other council")


def button(kind: str) -> str:
    return kind_of(kind).button


@cache
def _pattern(page: str) -> str:
    return reverse(f"referrals:{page}", args=["REFERENCE"])


def referral_href(reference: str) -> str:
    """The page of a referral."""
    return _pattern("referral").replace("REFERENCE", reference)


def act_href(kind: str, reference: str, towards: str = "") -> str:
    """The page where the act is recorded; `towards` is the other council's GSS code, chosen there already."""
    page = kind_of(kind).page
    address = _pattern(page).replace("REFERENCE", reference)
    return f"{address}?to={towards}" if towards and page == "contact-council" else address
