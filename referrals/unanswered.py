"""What is still open towards others on a case: the list that a new worker acknowledges (STATUTE 3, fault 58)."""

from collections.abc import Sequence
from typing import Any

from referrals.models import Part
from timers.models import Timer

# Sendings not acknowledged, councils not spoken to, people not told, people who asked.
KINDS = [
    "outbound_acknowledgement",
    "council_contact",
    "referrer_feedback",
    "parent_told",
    "family_contact",
    "request_reply",
]


def unanswered_of(parts: Sequence[Part]) -> dict[int, list[dict[str, Any]]]:
    """By part, oldest first, in one statement. Each is {"what": clock kind, "council": the other council's id or None,
    "since": ISO instant}. The parts are all of one council."""
    by_referral = {one.referral_id: one.pk for one in parts}
    found: dict[int, list[dict[str, Any]]] = {}
    if not parts:
        return found
    running = Timer.objects.running().of_council(parts[0].council_id).filter(kind__in=KINDS)
    about = running.filter(about_label="referrals.referral", about_id__in=by_referral)
    for timer in about.order_by("started_at", "id"):
        found.setdefault(by_referral[timer.about_id], []).append(
            {"what": timer.kind, "council": timer.towards_id, "since": timer.started_at.isoformat()}
        )
    return found
