"""The page of one act: the child first, whom to ring beside it, what is known, and a refusal in words that teach."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from referrals.actions.deciding import grounds_in_advance
from referrals.models import Draft
from referrals.presenters import closing_gate, journal, questions
from referrals.presenters import page as case_page
from referrals.presenters.logging_pages import saved_words
from referrals.reading import Case
from referrals.refusals import Ground, Strength

if TYPE_CHECKING:
    from referrals.views.act_kinds import Act


#: Acts behind the closing gate.
GATED = ("close", "sign-closing")


def page(act: "Act", case: Case, user: Any) -> dict[str, Any]:
    """The frame of an act's page."""
    title, button = act.title, act.button
    if act.slug == "assessment":
        under_way = case.ours is not None and case.ours.assessments.filter(completed_at=None).exists()
        title = "Complete the assessment" if under_way else "Begin the assessment"
        button = "Complete the assessment" if under_way else "Begin"
    context: dict[str, Any] = {
        "act": act,
        "title": title,
        "button_text": button,
        "strip": case_page.strip(case),
        "reference": case.referral.reference,
        "desks": [
            {"council": row["short"], **row["desk"]} for row in case_page.who_has_it(case) if act.desks and row["desk"]
        ],
    }
    if act.slug == "decide":
        context |= decision(case, user)
    if act.slug in GATED:
        context["gate"] = closing_gate.still_missing(case)
    return context


def decision(case: Case, user: Any) -> dict[str, Any]:
    """What stands left of a decision: what is known, earlier involvement, what the other council says and did."""
    ours = case.ours.council_id if case.ours else None
    context = case_page.journal_context(case)
    entries = journal.timeline(context, reference=case.referral.reference, our_council_id=ours, notes=False)
    return {
        "known": case_page.what_was_said(case.referral),
        "earlier": case_page.earlier(case.earlier),
        "theirs": [entry for entry in entries if entry["side"] == "theirs"][:4],
        "others": [row for row in case_page.who_has_it(case) if not row["ours"]],
        "prompts": questions.prompts(case, can_settle=False),
        "not_reasons": [
            {"sentence": ground.sentence.removeprefix("Not yet: ").capitalize(), "source": ground.source}
            for ground in grounds_in_advance()
        ],
    }


def nothing_href(form: Any, reference: str) -> str:
    """Where to go from an act for which there is nothing to do: the act that comes first, or the referral."""
    nothing = getattr(form, "nothing", None)
    if nothing is None:
        return ""
    return reverse(f"referrals:{nothing[2] or 'referral'}", args=[reference])


def saved(draft: Draft | None) -> str:
    return saved_words(draft.saved_at) if draft is not None and draft.data else ""


def refusals(grounds: Iterable[Ground], form: Any, *, can_override: bool) -> list[dict[str, Any]]:
    """Panels as components/not_yet.html takes them: what is missing, why, its source, who settles it."""
    panels = []
    for ground in grounds:
        href = f"#{form[ground.field].focus_id}" if ground.field in form.fields else ""
        missing: list[dict[str, str]] = [{"text": ground.instead, "href": ""}]
        if can_override and ground.strength is not Strength.BLOCK:
            missing.append(
                {
                    "text": "Or give your reason, as the senior person, at the end of the form.",
                    "href": "#id_override_reason",
                }
            )
        panels.append(
            {
                "heading": ground.sentence.removeprefix("Not yet: "),
                "missing": missing,
                "why": ground.why,
                "source": ground.source,
                "who": ground.settled_by,
                "href": href,
                "action": "Go to the question",
            }
        )
    return panels
