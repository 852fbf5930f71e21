"""The questions put to a council beside a referral: what is asked, why, where it is done, how it is settled."""

from typing import Any

from django.urls import reverse

from referrals import handles
from referrals.models import Prompt
from referrals.presenters import clocks
from referrals.presenters.page import desk_of
from referrals.prompts import QUESTIONS
from referrals.reading import Case
from timers import words

VERBS = {
    "write_note": "It was a case note.",
    "log_referral": "It was the log of this referral.",
    "send_referral": "It was the sending to another council.",
    "acknowledge": "It was the acknowledgement.",
    "contact_council": "It was the contact with another council.",
    "contact_family": "It was the contact with the family.",
    "decide": "It was the decision.",
    "give_feedback": "It was the feedback to the referrer.",
    "see_child": "It was the visit to the child.",
    "record_safety_plan": "It was the safety plan.",
    "record_place": "It was where somebody is.",
    "allocate": "It was the allocation.",
}
# Where the act that a question asks for is recorded.
DO = {
    "next_action_missing": ("set-task", "Set the task"),
    "consent_threshold": ("consent", "Say whether we go on, and why"),
    "assessment_asked_again": ("needs", "See the requests and answer"),
    "assessment_not_signed": ("sign-assessment", "Read and sign it"),
    "unanswered_items": ("take-over", "Acknowledge it, if it is yours now"),
    "tell_childrens_services": ("check-records", "Record what our own case system holds"),
    "address_source_missing": ("record-address", "Record the address and its source"),
    "known_elsewhere": ("send", "Send it to another council"),
    "verify_number": ("contact-family", "Record another try"),
    "other_children_at_risk": ("correct", "Write who else may be at risk"),
    "nothing_shared": ("message", "Write to their duty desk"),
    "returned_to_us": ("send", "Send it on"),
    "countersign_request": ("countersign", "Read the request"),
}


# The questions that are about another council, and what their facts call it.
BETWEEN = {"nothing_shared": "with", "returned_to_us": "from"}


def prompts(case: Case, *, can_settle: bool) -> list[dict[str, Any]]:
    """The questions to us that are open, each with why and the way to settle it."""
    return [_prompt(case, one, can_settle) for one in case.prompts]


def _prompt(case: Case, prompt: Prompt, can_settle: bool) -> dict[str, Any]:
    question = QUESTIONS.get(prompt.code)
    extra = ""
    council = case.elsewhere.get(prompt.facts.get("council") or 0)
    if prompt.code == "live_elsewhere" and council is not None:
        desk = desk_of(case, council)
        ring = f"{desk['name']}, {desk['phone']}" if desk["phone"] else "no number held"
        extra = f"It is {council.short_name}: {ring}."
    elif prompt.code in {"late_entry", "below_standard"}:
        extra = VERBS.get(prompt.facts.get("verb", ""), "")
    elif prompt.code in BETWEEN:
        other = case.councils.get(prompt.facts.get(BETWEEN[prompt.code]) or 0)
        extra = f"It is {other.short_name}." if other is not None else ""
    elif prompt.code == "unanswered_items":
        extra = "; ".join(
            clocks.title(
                one["what"], case.councils[one["council"]].short_name if one.get("council") in case.councils else ""
            )
            for one in prompt.facts.get("items", [])
        )
    slug, words_there = DO.get(prompt.code, ("", ""))
    href = reverse("referrals:settle", args=[case.referral.reference, handles.handle("prompt", prompt.pk)])
    return {
        "sentence": question.sentence if question else prompt.code.replace("_", " ").capitalize(),
        "why": question.why if question else "",
        "source": question.source if question else "",
        "extra": extra,
        "when": words.moment(prompt.at),
        "href": href if can_settle else "",
        "do_href": reverse(f"referrals:{slug}", args=[case.referral.reference]) if slug and can_settle else "",
        "do_text": words_there,
    }
