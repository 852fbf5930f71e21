"""The acts that are always there for whoever may: grouped, and only those that make sense as the referral stands."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from referrals.models import Involvement, Part, Referral
from referrals.presenters import transfers
from referrals.reading import Case


@dataclass(frozen=True)
class Other:
    """One of them: its page, its words, its permission."""

    slug: str
    text: str
    permission: str


GROUPS: list[tuple[str, list[Other]]] = [
    (
        "Contact and decisions",
        [
            Other("contact-council", "Contact with another council", "referrals.contact"),
            Other("contact-family", "Contact with the family", "referrals.family"),
            Other("decide", "Decide what happens next", "referrals.decide"),
            Other("feedback", "Tell the referrer", "referrals.feedback"),
            Other("send", "Send to another council", "referrals.send"),
            Other("wait", "Decide to wait before telling the family", "referrals.wait_to_tell"),
            Other("own-number", "Our own case number", "referrals.correct"),
            Other("check-records", "Check our own case system", "referrals.contact"),
            Other("correct", "Correct what was logged", "referrals.correct"),
            Other("allocate", "Allocate", "referrals.allocate"),
            Other("send-back", "Send back to the worker", "referrals.send_back"),
            Other("supervise", "Supervision", "referrals.supervise"),
        ],
    ),
    (
        "Between the councils",
        [
            Other("between", "See what passed between the councils", "referrals.read"),
            Other("message", "Write to another council", "referrals.write"),
            Other("share", "Record what was shared", "referrals.share"),
            Other("give-back", "Give the referral back: we are no place of it", "referrals.give_back"),
            Other("keep-returned", "Keep a referral that was given back", "referrals.decide"),
        ],
    ),
    (
        "Responsibilities",
        [
            Other("propose-lead", "Propose who holds a responsibility", "referrals.lead"),
            Other("accept-duty", "Accept a responsibility", "referrals.answer_duty"),
            Other("decline-duty", "Decline a responsibility", "referrals.answer_duty"),
            Other("intend", "Say what our council will do", "referrals.intend"),
            Other("disagree", "Escalation: disagree with another council", "referrals.disagree"),
            Other("settle-disagreement", "Settle the disagreement", "referrals.disagree"),
        ],
    ),
    (
        "Strategy discussion and enquiries",
        [
            Other("convene", "Call a strategy discussion", "referrals.convene"),
            Other("answer-invitation", "Answer an invitation to it", "referrals.convene"),
            Other("hold-discussion", "It was held", "referrals.hold_discussion"),
            Other("complete-record", "Complete its record", "referrals.hold_discussion"),
            Other("circulate", "Send its record", "referrals.hold_discussion"),
            Other("no-discussion", "Decide not to hold one", "referrals.no_discussion"),
            Other("section-47", "Begin section 47 enquiries", "referrals.enquire"),
            Other("end-section-47", "End section 47 enquiries", "referrals.enquire"),
            Other("conference", "The initial conference was held", "referrals.conference"),
        ],
    ),
    (
        "The child and others",
        [
            Other("see-child", "The child was seen", "referrals.see_child"),
            Other("concern", "Something new about the child", "referrals.concern"),
            Other("return-interview", "The interview after the child came back", "referrals.concern"),
            Other("safety-plan", "Safety plan", "referrals.plan"),
            Other("assessment", "Child and family assessment", "referrals.assess"),
            Other("ask-need", "What was asked for", "referrals.evidence"),
            Other("consent", "Consent", "referrals.evidence"),
            Other("request-assessment", "Somebody asks for an assessment", "referrals.evidence"),
            Other("other-children", "Who else may be at risk", "referrals.other_children"),
            Other("lado", "Weigh the LADO harm criteria", "referrals.lado"),
            Other("lado-mention", "Tell the person about the LADO", "referrals.lado"),
            Other("challenge", "Another professional challenges what we do", "referrals.challenge"),
            Other("answer-challenge", "Answer the challenge", "referrals.challenge"),
            Other("place", "Where the child is, or where harm happened", "referrals.correct"),
            Other("record-address", "Where somebody lives", "referrals.correct"),
            Other("move", "The child moves to another council’s area", "referrals.move"),
            Other("accept-transfer", "Accept the child who moved here", "referrals.move"),
        ],
    ),
    (
        "The file",
        [
            Other("write-note", "Write a case note", "referrals.note"),
            Other("set-task", "Set a task", "referrals.task"),
            Other("attach", "Add a document", "referrals.attach"),
            Other("warn", "Warn whoever visits or rings", "referrals.warn"),
            Other("flag", "Flag something about a person", "referrals.warn"),
            Other("add-event", "Add an event to the chronology", "referrals.chronology"),
            Other("relate", "How somebody belongs to a child", "referrals.relate"),
            Other("safe-contact", "How to reach somebody safely", "referrals.relate"),
            Other("find-person", "Add somebody to this referral", "referrals.relate"),
        ],
    ),
    (
        "Closing",
        [
            Other("close", "Close our part: see what is left", "referrals.close"),
            Other("sign-closing", "Read and sign the closing", "referrals.sign_closing"),
            Other("reopen", "Open it again", "referrals.reopen"),
        ],
    ),
]
NOT_FOR_CONTACTS = {"decide", "assessment"}
WITH_CHILD = {"see-child", "move", "return-interview"}


def others(case: Case, user: Any) -> list[dict[str, Any]]:
    """Everything else that can be recorded by this person, in groups: {title, acts: [{text, href}]}."""
    if case.ours is None:
        return []
    open_ones = _in_state(case)
    found = []
    for title, acts in GROUPS:
        rows = [
            {"text": one.text, "href": reverse(f"referrals:{one.slug}", args=[case.referral.reference])}
            for one in acts
            if open_ones.get(one.slug, True) and user.has_perm(one.permission, case.referral)
        ]
        if rows:
            found.append({"title": title, "acts": rows})
    return found


def closing_to_sign(case: Case) -> bool:
    """True while somebody of our council has asked to close and nobody has signed."""
    return case.ours is not None and any(one["part_id"] == case.ours.pk for one in case.shared.closings)


def invited(case: Case) -> bool:
    """True while an invitation of ours waits for our answer."""
    shared, ours = case.shared, case.ours.council_id if case.ours else None
    to_come = {one["id"] for one in shared.to_come}
    return any(
        one["council_id"] == ours and not one["answer"] and one["discussion_id"] in to_come
        for one in shared.invitations
    )


def _in_state(case: Case) -> dict[str, bool]:
    """For each act that depends on how things stand, whether it makes sense now; every other one always does."""
    shared, ours = case.shared, case.ours
    assert ours is not None  # noqa: S101 - others() returns before
    is_open = ours.closed_at is None
    has_child = bool(case.with_role(Involvement.As.CHILD))
    somebody = any(one.role != Involvement.As.CHILD for one in case.involvements)
    contact = case.referral.kind == Referral.Kind.CONTACT
    waiting = closing_to_sign(case)
    return {
        **dict.fromkeys(NOT_FOR_CONTACTS, not contact),
        **dict.fromkeys(WITH_CHILD, has_child),
        "send-back": ours.worker_id is not None,
        "propose-lead": is_open and bool(shared.open_duties) and len(case.parts) > 1,
        "accept-duty": is_open and bool(shared.open_duties) and len(case.parts) > 1,
        "decline-duty": bool(shared.open_duties) and len(case.parts) > 1,
        "disagree": bool(case.others),
        "between": bool(case.others),
        "message": len(case.parts) > 1,
        "give-back": ours.came == Part.Came.SENT,
        "keep-returned": any(one.kind == "rerouting" and one.stopped_at is None for one in case.clocks),
        "settle-disagreement": bool(shared.disagreements),
        "answer-invitation": any(
            one["council_id"] != ours.council_id or shared.of_discussion(shared.invitations, one)
            for one in shared.to_come
        ),
        "hold-discussion": bool(shared.to_come),
        "complete-record": any(
            None in (one["section_47"],)
            or not (one["other_children_considered"] and one["risk_apart_from_police_considered"])
            or not one["rationale"].strip()
            for one in shared.held
        ),
        "circulate": bool(shared.held),
        "end-section-47": any(one["part_id"] == ours.pk for one in shared.enquiries),
        "lado": somebody,
        "lado-mention": somebody,
        "answer-challenge": any(one["part_id"] == ours.pk for one in shared.challenges),
        "accept-transfer": is_open and transfers.is_offered(case),
        "close": is_open,
        "sign-closing": waiting,
        "reopen": not is_open or waiting,
        "set-task": is_open,
    }
