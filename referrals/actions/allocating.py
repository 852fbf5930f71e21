"""Who has the case here: the unallocated tray, a worker with start, end and reason, and work sent back with words."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

import timers.actions as clocks
from councils.models import Team
from referrals import deadlines, following, journal, prompts, watched
from referrals.models import Allocation, Part, Referral
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible
from timers.models import Timer

if TYPE_CHECKING:
    from accounts.models import User


def allocate(
    *,
    by: "User",
    referral: Referral,
    at: datetime,
    now: datetime,
    worker: "User | None" = None,
    team: Team | None = None,
    reason: str = "",
) -> Part:
    """Give this council's part to a worker, a team, or back to the tray (both left out).

    The clocks go with it. A change of worker with something unanswered puts that list in front of the new one. Raises
    NotPossible for a worker or team of another council, and for taking a case from somebody without a reason.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if worker is not None and worker.council_id != part.council_id:
        raise NotPossible(f"{worker.name} does not work for your council.", "worker")
    if team is not None and team.council_id != part.council_id:
        raise NotPossible("That team belongs to another council.", "team")
    if worker is not None and not worker.is_active:
        raise NotPossible(f"{worker.name} can no longer sign in. Choose somebody else.", "worker")
    before = part.worker
    if before is not None and before != worker and not reason.strip():
        raise NotPossible(f"Say why {before.name} is handing this over.", "reason")
    part.allocations.filter(until=None).update(until=at)
    part.worker = worker
    part.team = team or part.team
    part.save(update_fields=["worker", "team"])
    Allocation.objects.create(part=part, worker=worker, team=part.team, by=by, reason=reason, since=at, recorded_at=now)
    clocks.hand_over(
        about=deadlines.about(part.referral),
        council_id=part.council_id,
        team_id=part.team_id,
        owner_id=part.worker_id,
        besides={"task"},
    )
    watched.tasks_go_with_the_case(part, before_id=before.pk if before else None)
    if worker is None:
        deadlines.stop("supervision", part, by_id=by.pk, at=at, now=now, because="nobody has the case")
    following.supervise_from(part, at=at, now=now)
    open_items = unanswered(part)
    if before is not None and before != worker and open_items:
        prompts.ask(part.referral, part.council_id, "unanswered_items", at=now, facts={"items": open_items})
    journal.write(
        "allocate",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={
            "worker": worker.pk if worker else None,
            "team": part.team_id,
            "before": before.pk if before else None,
            "reason": reason,
        },
    )
    return part


def send_back(*, by: "User", referral: Referral, words: str, at: datetime, now: datetime) -> Part:
    """A manager returns work to the worker with words, for example a decision that is not yet reasoned well enough.

    Raises NotPossible without words, or when nobody has the case.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if part.worker is None:
        raise NotPossible("Nobody has this case yet. Allocate it instead.")
    if not words.strip():
        raise NotPossible("Say what is to be done before it comes back to you.", "words")
    journal.write(
        "send_back", referral=part.referral, by=by, at=at, now=now, facts={"words": words, "to": part.worker_id}
    )
    return part


def unanswered(part: Part) -> list[dict[str, Any]]:
    """What is still open towards others: sendings not acknowledged, councils not spoken to, people not told.

    Each is {"what": clock kind, "council": other council's id or None, "since": ISO instant}.
    """
    running = Timer.objects.running().of_council(part.council_id).about(deadlines.about(part.referral))
    kinds = ["outbound_acknowledgement", "council_contact", "referrer_feedback", "parent_told", "family_contact"]
    return [
        {"what": timer.kind, "council": timer.towards_id, "since": timer.started_at.isoformat()}
        for timer in running.filter(kind__in=kinds).order_by("started_at", "id")
    ]
