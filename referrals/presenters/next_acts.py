"""What to do next and why: the acts open to this person now, worst first, and who can settle what is not theirs."""

from typing import Any

from django.urls import reverse

from referrals.models import Referral
from referrals.presenters import clocks, on_file
from referrals.presenters.other_acts import closing_to_sign, invited
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
    "convene": "referrals.convene",
    "hold-discussion": "referrals.hold_discussion",
    "circulate": "referrals.hold_discussion",
    "conference": "referrals.conference",
    "see-child": "referrals.see_child",
    "return-interview": "referrals.concern",
    "propose-lead": "referrals.lead",
    "send": "referrals.send",
    "answer-message": "referrals.write",
    "between": "referrals.write",
    "accept-transfer": "referrals.move",
    "settle-disagreement": "referrals.disagree",
    "supervise": "referrals.supervise",
    "tasks": "referrals.task",
    "needs": "referrals.evidence",
    "warnings": "referrals.warn",
}
WHO = {
    "decide": "A team manager or somebody above decides.",
    "assessment": "The allocated worker or a manager does this.",
    "hold-discussion": "A social worker or a manager records this.",
    "circulate": "A social worker or a manager sends this.",
    "supervise": "A team manager or somebody above does this.",
}
MOST = 6
HOLD = "hold-discussion"


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
    rows += _handed_over(case, user)
    if closing_to_sign(case):
        rows.append(_sign(case, user))
    if invited(case):
        rows.append(
            {
                "text": "Answer the invitation to the strategy discussion",
                "href": _href("answer-invitation", referral) if user.has_perm("referrals.convene", referral) else "",
                "why": "It waits for our council. A closed case still answers.",
                "blocked": "" if user.has_perm("referrals.convene", referral) else "A social worker answers.",
            }
        )
    before, rows = rows, []
    parts = {part.council_id for part in case.parts if part.returned_at is None}
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
    # What no clock measures is never pushed off the list by clocks: they stand in their own table too.
    rows = [*before, *_clock_acts(case, user)[: max(1, MOST - len(before) - len(rows))], *rows]
    first = next((row for row in rows if row.get("href") and not row.get("blocked")), None)
    if first is not None:
        first["primary"] = True
    return rows[:MOST]


def _handed_over(case: Case, user: Any) -> list[dict[str, Any]]:
    """A case that this person took over with things unanswered; an assessment that this manager may sign."""
    rows = []
    for one in case.on_file.handovers:
        if one["to_id"] == user.pk and user.has_perm("referrals.take_over", case.referral):
            count = len(one["items"])
            rows.append(
                {
                    "text": f"Read what is unanswered, {count} thing{'' if count == 1 else 's'}, and take it over",
                    "href": _href("take-over", case.referral),
                    "why": f"{one['name_beside']} handed it to you.",
                }
            )
    for one in case.on_file.unsigned[-1:]:
        if one["completed_by_id"] != user.pk and user.has_perm("referrals.sign_assessment", case.referral):
            rows.append(
                {
                    "text": "Read and sign the assessment",
                    "href": _href("sign-assessment", case.referral),
                    "why": f"{one['name_beside']} completed it.",
                }
            )
    return rows


def _page(case: Case, timer: Timer) -> str:
    """Where a clock is answered; a strategy discussion that was called already is now to be held."""
    if timer.kind == "strategy_discussion" and case.shared.to_come:
        return HOLD
    return clocks.kind_of(timer.kind).page


def _sign(case: Case, user: Any) -> dict[str, Any]:
    """The closing that waits: read and signed by somebody else than whoever asked or holds the case."""
    mine = case.ours.pk if case.ours else None
    asked = next(one for one in case.shared.closings if one["part_id"] == mine)
    may = user.has_perm("referrals.sign_closing", case.referral)
    own = asked["by_id"] == user.pk or (case.ours is not None and case.ours.worker_id == user.pk)
    return {
        "text": "Read and sign the closing",
        "href": _href("sign-closing", case.referral) if may and not own else "",
        "why": f"{asked['by_name']} asked to close. Until it is signed our part is open.",
        "blocked": "" if may and not own else "Another manager, who did not ask and does not hold the case, signs.",
    }


def _clock_acts(case: Case, user: Any) -> list[dict[str, Any]]:
    """One row for each page that running clocks of ours lead to; clocks that one call settles share a row."""
    rows: dict[tuple[str, int], list[Timer]] = {}
    ours = case.ours.council_id if case.ours else None
    running = [one for one in case.clocks if one.stopped_at is None and one.council_id == ours]
    for timer in sorted(running, key=lambda one: (one.due_at is None, one.due_at or one.started_at)):
        page = _page(case, timer)
        if page != "referral":
            rows.setdefault((page, timer.towards_id or 0), []).append(timer)
    acts = []
    child = case.referral.first_child.name if case.referral.first_child else "the child"
    for (page, towards), timers in rows.items():
        worst = timers[0]
        # A clock towards nobody in particular is about the other council where there is only one.
        whom = towards or (case.others[0] if len(case.others) == 1 else 0)
        other = case.councils[whom].short_name if whom in case.councils else ""
        cell = clock_cell(worst, case.now)
        permission = PERMISSION.get(page, "referrals.contact")
        may = user.has_perm(permission, case.referral)
        gss = (case.councils[towards].gss_code or "") if towards in case.councils else ""
        ring = _ring(case, towards) if page == "contact-council" else ""
        act = clocks.act([one.kind for one in timers], child, other)
        href = clocks.act_href(worst.kind, case.referral.reference, gss)
        if page == "tasks":
            act, href = _task(case, user, href)
        if page == HOLD:
            act, href = f"Hold the strategy discussion about {child}, and record it", _href(HOLD, case.referral)
        acts.append(
            {
                "text": act,
                "href": href if may else "",
                "why": f"{cell['headline']}, {cell['when']}.{ring}",
                "blocked": "" if may else WHO.get(page, "Somebody else of your council does this."),
                "band": cell["band"],
            }
        )
    return acts


def _task(case: Case, user: Any, href: str) -> tuple[str, str]:
    """The task that is due next in its own words, and where it is ended: there, or among the others."""
    rows = on_file.tasks(case, user)
    if not rows:
        return "See what was set to be done", href
    first, others = rows[0], len(rows) - 1
    what = first["what"] if len(first["what"]) <= 140 else f"{first['what'][:137]}…"
    if not others:
        return f"{what} ({first['who']})", first["done_href"] or href
    return f"{what} ({first['who']}), and {others} more task{'' if others == 1 else 's'}", href


def _ring(case: Case, council_id: int) -> str:
    """Whom to ring, beside the act of ringing."""
    council = case.councils.get(council_id)
    desk = desk_of(case, council) if council else None
    return f" {desk['name']}: {desk['phone']}." if desk and desk["phone"] else ""


def may_acknowledge(case: Case, user: Any) -> bool:
    """True while something sent to us waits for a named worker and this person may be it."""
    ours = case.ours.council_id if case.ours else None
    waiting = any(one.to_id == ours and one.acknowledged_at is None for one in case.sendings)
    return waiting and user.has_perm("referrals.acknowledge", case.referral)


def _href(slug: str, referral: Referral) -> str:
    return reverse(f"referrals:{slug}", args=[referral.reference])
