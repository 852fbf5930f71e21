"""What to do next and why: the acts open to this person now, worst first, and who can settle what is not theirs."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from referrals.models import Involvement, Referral
from referrals.presenters import clocks
from referrals.presenters.page import clock_cell, desk_of
from referrals.reading import Case
from timers.models import Timer

PERMISSION = {
    "decide": "referrals.decide",
    "feedback": "referrals.feedback",
    "contact-family": "referrals.family",
    "safety-plan": "referrals.plan",
    "contact-council": "referrals.contact",
    "assessment": "referrals.assess",
}
WHO = {
    "decide": "A team manager or somebody above decides.",
    "assessment": "The allocated worker or a manager does this.",
}
MOST = 6


@dataclass(frozen=True)
class Other:
    """An act that is always there for whoever may: its page, its words, its permission."""

    slug: str
    text: str
    permission: str


OTHERS = [
    Other("contact-council", "Contact with another council", "referrals.contact"),
    Other("contact-family", "Contact with the family", "referrals.family"),
    Other("see-child", "The child was seen", "referrals.see_child"),
    Other("safety-plan", "Safety plan", "referrals.plan"),
    Other("decide", "Decide what happens next", "referrals.decide"),
    Other("feedback", "Tell the referrer", "referrals.feedback"),
    Other("send", "Send to another council", "referrals.send"),
    Other("assessment", "Child and family assessment", "referrals.assess"),
    Other("wait", "Decide to wait before telling the family", "referrals.wait_to_tell"),
    Other("place", "Where the child is, or where harm happened", "referrals.correct"),
    Other("record-address", "Where somebody lives", "referrals.correct"),
    Other("check-records", "Check our own case system", "referrals.contact"),
    Other("allocate", "Allocate", "referrals.allocate"),
    Other("send-back", "Send back to the worker", "referrals.send_back"),
    Other("correct", "Correct what was logged", "referrals.correct"),
]


def next_acts(case: Case, user: Any) -> list[dict[str, Any]]:
    """The acts that something waits for, most urgent first; at most six, the first of them primary."""
    referral, ours = case.referral, case.ours
    if ours is None:
        return []
    rows: list[dict[str, Any]] = []
    if referral.kind == Referral.Kind.CONTACT:
        may = user.has_perm("referrals.decide", referral)
        rows.append(
            {
                "text": "Accept as a referral",
                "href": _href("accept", referral) if may else "",
                "why": "It is a contact, for information only. No time limit runs until it is accepted as a referral.",
                "blocked": "" if may else "a manager accepts it.",
            }
        )
    rows += _clock_acts(case, user)
    parts = {part.council_id for part in case.parts}
    for key in case.others:
        if key in parts or not user.has_perm("referrals.send", referral):
            continue
        name = case.councils[key].short_name
        rows.append(
            {
                "text": f"Send it to {name}",
                "href": f"{_href('send', referral)}?to={case.councils[key].gss_code or ''}",
                "why": f"{name} is named here and has not been sent this referral. Nobody there knows yet.",
            }
        )
    if ours.worker_id is None and user.has_perm("referrals.allocate", referral):
        why = "Nobody has this case yet."
        rows.append({"text": "Allocate", "href": _href("allocate", referral), "why": why})
    first = next((row for row in rows if row.get("href") and not row.get("blocked")), None)
    if first is not None:
        first["primary"] = True
    return rows[:MOST]


def _clock_acts(case: Case, user: Any) -> list[dict[str, Any]]:
    """One row for each page that running clocks of ours lead to; clocks that one call settles share a row."""
    rows: dict[tuple[str, int], list[Timer]] = {}
    ours = case.ours.council_id if case.ours else None
    running = [one for one in case.clocks if one.stopped_at is None and one.council_id == ours]
    for timer in sorted(running, key=lambda one: (one.due_at is None, one.due_at or one.started_at)):
        page = clocks.kind_of(timer.kind).page
        if page != "referral":
            rows.setdefault((page, timer.towards_id or 0), []).append(timer)
    acts = []
    child = case.referral.first_child.name if case.referral.first_child else "the child"
    for (page, towards), timers in rows.items():
        worst = timers[0]
        other = case.councils[towards].short_name if towards in case.councils else ""
        cell = clock_cell(worst, case.now)
        permission = PERMISSION.get(page, "referrals.contact")
        may = user.has_perm(permission, case.referral)
        gss = (case.councils[towards].gss_code or "") if towards in case.councils else ""
        ring = _ring(case, towards) if page == "contact-council" else ""
        act = clocks.act([one.kind for one in timers], child, other)
        acts.append(
            {
                "text": act,
                "href": clocks.act_href(worst.kind, case.referral.reference, gss) if may else "",
                "why": f"{cell['headline']}, {cell['when']}.{ring}",
                "blocked": "" if may else WHO.get(page, "Somebody else of your council does this."),
                "band": cell["band"],
            }
        )
    return acts


def _ring(case: Case, council_id: int) -> str:
    """Whom to ring, beside the act of ringing."""
    council = case.councils.get(council_id)
    desk = desk_of(case, council) if council else None
    return f" {desk['name']}: {desk['phone']}." if desk and desk["phone"] else ""


def others(case: Case, user: Any) -> list[dict[str, str]]:
    """Everything else that can be recorded by this person."""
    if case.ours is None:
        return []
    return [
        {"text": one.text, "href": _href(one.slug, case.referral)}
        for one in OTHERS
        if user.has_perm(one.permission, case.referral) and _makes_sense(one.slug, case)
    ]


def _makes_sense(slug: str, case: Case) -> bool:
    if slug in {"decide", "assessment"} and case.referral.kind == Referral.Kind.CONTACT:
        return False
    if slug == "send-back":
        return case.ours is not None and case.ours.worker_id is not None
    if slug == "check-records":
        return True
    return bool(case.with_role(Involvement.As.CHILD)) or slug != "see-child"


def may_acknowledge(case: Case, user: Any) -> bool:
    """True while something sent to us waits for a named worker and this person may be it."""
    ours = case.ours.council_id if case.ours else None
    waiting = any(one.to_id == ours and one.acknowledged_at is None for one in case.sendings)
    return waiting and user.has_perm("referrals.acknowledge", case.referral)


def _href(slug: str, referral: Referral) -> str:
    return reverse(f"referrals:{slug}", args=[referral.reference])
