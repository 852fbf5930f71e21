"""Needs and support, requests for an assessment and consent, in words: each council's own."""

from typing import Any

from referrals import handles
from referrals.models import AssessmentRequest, ConsentChange, Need
from referrals.presenters.file_pages import href
from referrals.reading import Case
from timers import words

MOST = 60


def needs(case: Case, user: Any) -> dict[str, Any]:
    """What stands on the page, in three statements."""
    part = case.ours.pk if case.ours else 0
    may = user.has_perm("referrals.evidence", case.referral)
    found = Need.objects.filter(part_id=part).select_related("by", "assessed_by", "offered_by").order_by("-at", "-id")
    asked = AssessmentRequest.objects.filter(part_id=part).select_related("answered_by").order_by("-at", "-id")
    consent = ConsentChange.objects.filter(part_id=part).select_related("by").order_by("-at", "-id")
    return {
        "needs": [_need(case, one, may=may) for one in found[:MOST]],
        "requests": [_request(case, one, may=may) for one in asked[:MOST]],
        "consent": [_consent(one) for one in consent[:MOST]],
        "ask_href": href("ask-need", case) if may else "",
        "consent_href": href("consent", case),
        "request_href": href("request-assessment", case),
    }


def _need(case: Case, one: Need, *, may: bool) -> dict[str, Any]:
    by = f", {one.asked_by}" if one.asked_by else ""
    rows = [
        {"key": "Asked for", "text": one.asked, "note": f"{words.day(one.at)}{by}; written down by {one.by.name}"},
        {
            "key": "Needed",
            "text": one.assessed,
            "empty": "Not assessed yet",
            "note": _who(one.assessed_by, one.assessed_at),
        },
        {
            "key": "Offered",
            "text": one.offered,
            "empty": "Nothing offered yet",
            "note": _who(one.offered_by, one.offered_at),
        },
    ]
    if one.offered_at is not None:
        fits = "It is what is needed." if one.matches else f"It is not what is needed: {one.mismatch_reason}"
        view = f"{one.get_family_view_display()}. {one.family_words}".strip()
        rows += [{"key": "Does it fit?", "text": fits}, {"key": "The family", "text": view}]
    if one.review_on is not None:
        rows.append({"key": "Looked at again", "text": f"by {words.day(one.review_on)}"})
    of = handles.handle("need", one.pk)
    ways = [("assess-need", "Say what is needed"), ("offer-support", "Offer support")]
    if one.offered_at is not None:
        ways.append(("hear-family", "Ask the family again"))
    return {
        "title": one.get_whose_display(),
        "side": "ours",
        "rows": rows,
        "ways": [{"text": said, "href": href(name, case, of=of)} for name, said in ways] if may else [],
    }


def _who(person: Any, at: Any) -> str:
    return f"{person.name}, {words.day(at)}" if person is not None and at is not None else ""


def _request(case: Case, one: AssessmentRequest, *, may: bool) -> dict[str, str]:
    waits = one.answered_at is None
    state = "Not answered yet" if waits else "We assess" if one.agreed else "We do not assess"
    return {
        "title": f"{one.asker}, {words.day(one.at)}",
        "words": one.words,
        "state": state,
        "answer": one.answer,
        "href": href("answer-request", case, of=handles.handle("request", one.pk)) if waits and may else "",
    }


def _consent(one: ConsentChange) -> str:
    lines = [f"{words.day(one.at)}, {one.by.name}: {one.get_state_display().lower()}.", one.words]
    if one.state != ConsentChange.State.GIVEN:
        goes = {True: "We go on without it", False: "We do not go on without it", None: "Not decided whether we go on"}
        lines.append(f"{goes[one.goes_on]}{': ' + one.threshold_words if one.threshold_words else '.'}")
        offered = {True: "Another worker was offered.", False: "No other worker was offered.", None: ""}
        lines.append(offered[one.other_worker_offered])
    return " ".join(line for line in lines if line)
