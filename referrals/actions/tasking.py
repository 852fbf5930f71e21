"""Tasks: what, who, by when; done with words, or given up with a reason (STATUTE 3, faults 22 and 84)."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from referrals import journal, watched
from referrals.deadlines import local_day
from referrals.models import Decision, Part, Referral, Task
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible

if TYPE_CHECKING:
    from accounts.models import User


def set_task(
    *,
    by: "User",
    referral: Referral,
    what: str,
    due_on: date,
    at: datetime,
    now: datetime,
    owner: "User | None" = None,
) -> Task:
    """Set a task of this council's, by a day. Nobody named: it is the allocated worker's, or whoever is next.

    Raises NotPossible for a closed part, without words, for a day that is past, or for somebody of another council.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if part.closed_at is not None:
        raise NotPossible("Your council’s part is closed. Open it again to set a task.")
    if not what.strip():
        raise NotPossible("Say what is to be done.", "what")
    if due_on < local_day(now):
        raise NotPossible("The day is past. Set one that can still be kept.", "due_on")
    if owner is not None and (owner.council_id != part.council_id or not owner.is_active):
        raise NotPossible(f"{owner.name} cannot do this for your council. Choose somebody else.", "owner")
    task = _set(part, by=by, what=what, due_on=due_on, owner_id=owner.pk if owner else None, at=at, now=now)
    facts = {"task": task.pk, "to": task.owner_id, "by": due_on.isoformat()}
    journal.write("set_task", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return task


def set_next_action(part: Part, decision: Decision, *, by: "User", at: datetime, now: datetime) -> Task | None:
    """What a decision names as next, as a task of whoever has the case; the decision's own line tells of it."""
    due_on = decision.next_action_on
    if not decision.next_action.strip() or due_on is None or part.closed_at is not None:
        return None
    return _set(part, by=by, what=decision.next_action, due_on=due_on, decision=decision, at=at, now=now)


def finish_task(*, by: "User", task: Task, words: str, at: datetime, now: datetime) -> Task:
    """It was done: what came of it. Raises NotPossible without words, or when it has ended."""
    return _end(task, Task.End.DONE, by=by, words=words, ask="Say what was done and what came of it.", at=at, now=now)


def cancel_task(*, by: "User", task: Task, because: str, at: datetime, now: datetime) -> Task:
    """It will not be done, and why. Raises NotPossible without the reason, or when it has ended."""
    return _end(task, Task.End.CANCELLED, by=by, words=because, ask="Say why it is given up.", at=at, now=now)


def _set(
    part: Part,
    *,
    by: "User",
    what: str,
    due_on: date,
    at: datetime,
    now: datetime,
    owner_id: int | None = None,
    decision: Decision | None = None,
) -> Task:
    task = Task.objects.create(
        referral=part.referral,
        council_id=part.council_id,
        by=by,
        what=what,
        owner_id=owner_id or part.worker_id,
        due_on=due_on,
        decision=decision,
        at=at,
        recorded_at=now,
    )
    clocks.start_many([watched.of_task(task, part, at=at)], now=now)
    return task


def _end(task: Task, end: Task.End, *, by: "User", words: str, ask: str, at: datetime, now: datetime) -> Task:
    require_past(at, now)
    part = part_of(by, task.referral)
    # Locked and looked at again: of two people who end one task at once, the second is told.
    task = Task.objects.select_for_update(of=("self",)).select_related("referral", "ended_by").get(pk=task.pk)
    if task.council_id != part.council_id:
        raise NotPossible("This is another council’s task.")
    if task.ended_at is not None:
        who = task.ended_by.name if task.ended_by else "Somebody"
        raise NotPossible(f"{who} has ended this task already: {task.ended_words}")
    if not words.strip():
        raise NotPossible(ask, "words")
    task.end, task.ended_at, task.ended_recorded_at, task.ended_by, task.ended_words = end, at, now, by, words
    task.save()
    watched.stop(
        "task", part, (watched.TASK, task.pk), by_id=by.pk, at=at, now=now, why=f"the task was {end.label.lower()}"
    )
    verb = "finish_task" if end == Task.End.DONE else "cancel_task"
    journal.write(verb, referral=part.referral, by=by, at=at, now=now, facts={"task": task.pk})
    return task
