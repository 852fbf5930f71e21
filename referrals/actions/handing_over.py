"""A case changes hands: what is unanswered is acknowledged by whoever has it now; and a leaver's cases at once.

STATUTE 3, faults 58 and 86: a gap of two months was found only when the worker changed.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from referrals import journal, prompts
from referrals.models import Allocation, CaseHandover, JournalEntry, Part, Prompt, Referral, Task
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible
from referrals.unanswered import unanswered_of
from referrals.watched import TASK
from timers.models import Timer
from trail.record import record_many

if TYPE_CHECKING:
    from accounts.models import User

MOST_AT_ONCE = 100
ABOUT = "referrals.referral"


@dataclass(frozen=True)
class Move:
    """One case of the leaver: whose it is to be, and why."""

    part_id: int
    to: "User"
    reason: str


def acknowledge_handover(*, by: "User", referral: Referral, at: datetime, now: datetime) -> CaseHandover:
    """Whoever has the case now has read what is unanswered. Raises NotPossible for anybody else, or where nothing waits
    to be acknowledged."""
    require_past(at, now)
    part = part_of(by, referral)
    waiting = part.case_handovers.select_for_update(of=("self",)).filter(acknowledged_at=None, superseded_at=None)
    handover = waiting.select_related("to").first()
    if handover is None:
        raise NotPossible("Nothing that was handed over waits to be acknowledged on this case.")
    if handover.to_id != by.pk:
        raise NotPossible(f"{handover.to.name} took this case over and acknowledges it.")
    handover.acknowledged_at = at
    handover.save(update_fields=["acknowledged_at"])
    asked = Prompt.objects.filter(
        referral_id=part.referral_id, council_id=part.council_id, code="unanswered_items", settled_at=None
    ).first()
    if asked is not None:
        prompts.settle(asked, by=by, now=now, because=f"Acknowledged by {by.name}.")
    facts = {"handover": handover.pk, "items": len(handover.items)}
    journal.write("acknowledge_handover", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return handover


def hand_over_cases(*, by: "User", leaver: "User", moves: Sequence[Move], at: datetime, now: datetime) -> list[Part]:
    """Give cases of one worker to others, each with its reason, all or none: as many statements for a hundred as for
    one. Every receiver acknowledges what is unanswered, case by case.

    Raises NotPossible, naming the cases, when one has no reason, no longer has this worker, or goes to somebody who
    cannot have it.
    """
    require_past(at, now)
    if not moves:
        raise NotPossible("Choose who takes at least one case.")
    if len(moves) > MOST_AT_ONCE:
        raise NotPossible(f"At most {MOST_AT_ONCE} cases at once. Hand over the others afterwards.")
    wanted = {one.part_id: one for one in moves}
    found = Part.objects.select_for_update(of=("self",)).select_related("referral", "council").order_by("pk")
    parts = list(found.filter(pk__in=wanted, council_id=by.council_id, worker=leaver, closed_at=None, returned_at=None))
    if len(parts) != len(wanted):
        raise NotPossible(f"Some of these cases are no longer {leaver.name}’s. Look at the list again.")
    if without := [one.referral.reference for one in parts if not wanted[one.pk].reason.strip()]:
        raise NotPossible(f"Say why these are handed over: {', '.join(without)}.", "reason")
    for to in {one.to for one in moves}:
        if to.council_id != by.council_id or not to.is_active or to == leaver:
            raise NotPossible(f"{to.name} cannot take these cases. Choose somebody else.", "to")
    items = unanswered_of(parts)
    receivers: dict[int, list[Part]] = defaultdict(list)
    for part in parts:
        part.worker = wanted[part.pk].to
        receivers[part.worker.pk].append(part)
    _move(parts, wanted, receivers, leaver, items, by=by, at=at, now=now)
    _tell(parts, wanted, leaver, by=by, at=at, now=now)
    return parts


def _move(
    parts: list[Part],
    wanted: dict[int, Move],
    receivers: dict[int, list[Part]],
    leaver: "User",
    items: dict[int, list[dict[str, Any]]],
    *,
    by: "User",
    at: datetime,
    now: datetime,
) -> None:
    Allocation.objects.filter(part__in=parts, until=None).update(until=at)
    Part.objects.bulk_update(parts, ["worker"])
    Allocation.objects.bulk_create(
        [
            Allocation(
                part=one,
                worker=one.worker,
                team_id=one.team_id,
                by=by,
                reason=wanted[one.pk].reason,
                since=at,
                recorded_at=now,
            )
            for one in parts
        ]
    )
    for receiver, of in receivers.items():
        ids = [one.referral_id for one in of]
        running = Timer.objects.running().of_council(by.council_id or 0).filter(about_label=ABOUT, about_id__in=ids)
        mine = Task.objects.filter(referral_id__in=ids, council_id=by.council_id, owner=leaver, ended_at=None)
        keys = list(mine.values_list("pk", flat=True))
        running.exclude(kind="task").update(owner_id=receiver)
        running.filter(kind="task", subject_label=TASK, subject_id__in=keys).update(owner_id=receiver)
        Task.objects.filter(pk__in=keys).update(owner_id=receiver)
    waits_on(parts, leaver.pk, {one.pk: wanted[one.pk].reason for one in parts}, items, by=by, at=at, now=now)


def waits_on(
    parts: Sequence[Part],
    before_id: int,
    reasons: dict[int, str],
    items: dict[int, list[dict[str, Any]]],
    *,
    by: "User",
    at: datetime,
    now: datetime,
) -> None:
    """Where something is unanswered, the new worker of each part has it to acknowledge; an older list that nobody
    acknowledged gives way to this one."""
    CaseHandover.objects.filter(part__in=parts, acknowledged_at=None, superseded_at=None).update(superseded_at=now)
    handed = [one for one in parts if items.get(one.pk) and one.worker_id is not None]
    CaseHandover.objects.bulk_create(
        [
            CaseHandover(
                part=one,
                by=by,
                before_id=before_id,
                to_id=one.worker_id,
                reason=reasons.get(one.pk, ""),
                items=items[one.pk],
                at=at,
                recorded_at=now,
            )
            for one in handed
        ]
    )
    if handed:
        prompts.ask_many(
            [(one.referral, one.council_id, "unanswered_items", {"items": items[one.pk]}) for one in handed], at=now
        )


def _tell(
    parts: list[Part], wanted: dict[int, Move], leaver: "User", *, by: "User", at: datetime, now: datetime
) -> None:
    lines = JournalEntry.objects.bulk_create(
        [
            JournalEntry(
                referral=one.referral,
                council_id=one.council_id,
                by=by,
                verb="allocate",
                at=at,
                recorded_at=now,
                facts={
                    "worker": one.worker_id,
                    "team": one.team_id,
                    "before": leaver.pk,
                    "reason": wanted[one.pk].reason,
                },
            )
            for one in parts
        ]
    )
    record_many(
        {
            "by_id": by.pk,
            "council_id": by.council_id,
            "action": "allocate",
            "subject": ("referrals.journalentry", line.pk),
            "about": (ABOUT, line.referral_id),
            "at": now,
            "facts": line.facts,
        }
        for line in lines
    )
