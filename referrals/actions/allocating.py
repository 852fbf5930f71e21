"""Who has the case here: the unallocated tray, a worker with start, end and reason, and work sent back with words."""

from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from councils.models import Team
from referrals import deadlines, following, journal, prompts, watched
from referrals.actions.handing_over import waits_on
from referrals.models import Allocation, Part, Referral
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible
from referrals.unanswered import unanswered_of

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
    if before is not None and before != worker:
        _hand_over(part, before.pk, reason, by=by, at=at, now=now)
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


def _hand_over(part: Part, before_id: int, reason: str, *, by: "User", at: datetime, now: datetime) -> None:
    """What is unanswered goes with the case: the new worker has it to acknowledge; back in the tray, it is asked."""
    items = unanswered_of([part])
    waits_on([part], before_id, {part.pk: reason}, items, by=by, at=at, now=now)
    if part.worker is None and part.pk in items:
        prompts.ask(part.referral, part.council_id, "unanswered_items", at=now, facts={"items": items[part.pk]})
