"""First on every page of a complaint: who complains, about which child, to which council, at which stage, and what to
know before anything else."""

from typing import Any

from django.urls import reverse

from complaints.presenters.words import SHORT_STAGE, complainant, day, listed, numbers, relation
from complaints.reading import Case
from timers import words


def stage_words(case: Case) -> str:
    """Where it stands: "Statutory stage 2", or both where two procedures run."""
    complaint = case.complaint
    if complaint.closed_at:
        return f"Closed {words.day(complaint.closed_at)}"
    if complaint.withdrawn_at:
        return f"Withdrawn {words.day(complaint.withdrawn_at)}"
    found = [SHORT_STAGE.get(f"{one.procedure} {one.number}", one.procedure) for one in case.stages_running]
    return listed(dict.fromkeys(found)) or "No stage runs"


def warnings(case: Case) -> list[dict[str, str]]:
    complaint = case.complaint
    found: list[dict[str, str]] = []
    if complaint.opened_referral_id and complaint.opened_referral is not None:
        may = case.user.has_perm("referrals.read", complaint.opened_referral)
        found.append(
            {
                "title": "A child may be at risk now.",
                "text": f"The front door has it as {complaint.opened_referral.reference}.",
                "href": reverse("referrals:referral", args=[complaint.opened_referral.reference]) if may else "",
                "action": "Open it",
            }
        )
    if complaint.adjustments:
        found.append({"title": "They need:", "text": complaint.adjustments})
    pause = case.pause
    if pause is not None:
        which = f"{numbers(pause.heads).capitalize()} wait" if len(pause.heads) > 1 else "The whole waits"
        if len(pause.heads) == 1:
            which = f"{numbers(pause.heads).capitalize()} waits"
        look = f" Look again on {day(pause.look_again_on)}." if pause.look_again_on else ""
        found.append({"title": "Paused.", "text": f"{which}: {pause.because}.{look}".replace("..", ".")})
    return found


def children(case: Case) -> str:
    """The children as the complainant names them, with their age as it is known."""
    names = []
    for one in case.children[:4]:
        age = one.age_said
        if not age and one.born_on:
            years = case.today.year - one.born_on.year
            years -= (case.today.month, case.today.day) < (one.born_on.month, one.born_on.day)
            age = f"{years}"
        names.append(f"{one.name}, {age}" if age else one.name)
    return "; ".join(names) + (" and others" if len(case.children) > 4 else "") if names else "No child is named"


def strip(case: Case) -> dict[str, Any]:
    complaint = case.complaint
    badges = ["Child or young person complains"] if complaint.by_child else []
    return {
        "warnings": warnings(case),
        "name": complainant(complaint),
        "relation": relation(complaint),
        "reference": complaint.reference,
        "href": reverse("complaints:complaint", args=[complaint.reference]),
        "badges": badges,
        "facts": [
            {"label": "Child", "text": children(case)},
            {"label": "Complains to", "text": complaint.council.short_name},
            {"label": "Stage", "text": stage_words(case)},
            {"label": "Officer", "text": complaint.officer.name if complaint.officer else "Nobody yet"},
        ],
    }
