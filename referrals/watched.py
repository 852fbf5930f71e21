"""The clocks of what people set themselves: tasks, the next look at a warning, the next look at support.

Lengths are dates that people chose; here stands only whose clock it is and what closing and opening again do to it.
"""

from collections.abc import Iterable
from datetime import date, datetime

import timers.actions as clocks
from referrals import deadlines
from referrals.models import AssessmentRequest, Need, Part, Task, WarningNote
from timers.actions import Start, Stop
from timers.calendar import end_of
from timers.models import Timer

TASK = "referrals.task"
WARNING = "referrals.warningnote"
NEED = "referrals.need"
REQUEST = "referrals.assessmentrequest"
CLOSED = "our part was closed"


def set_by(
    kind: str, part: Part, *, subject: tuple[str, int], on: date, at: datetime, owner_id: int | None = None
) -> Start:
    """A clock that ends with the London day `on`; its owner is the worker of the part where nobody else is named."""
    return Start(
        kind=kind,
        council_id=part.council_id,
        subject=subject,
        about=deadlines.about(part.referral),
        at=at,
        due_at=end_of(on),
        team_id=part.team_id,
        owner_id=owner_id or part.worker_id,
        nation=part.council.nation,
    )


def of_task(task: Task, part: Part, *, at: datetime) -> Start:
    """By the day that was said."""
    return set_by("task", part, subject=(TASK, task.pk), on=task.due_on, at=at, owner_id=task.owner_id)


def of_warning(warning: WarningNote, part: Part, *, at: datetime) -> Start:
    """A warning is looked at again by the day that was said."""
    return set_by("warning_review", part, subject=(WARNING, warning.pk), on=warning.review_on, at=at)


def of_need(need: Need, part: Part, *, at: datetime) -> Start:
    """What was offered is looked at again with the family by the day that was said. Raises ValueError without one."""
    if need.review_on is None:
        raise ValueError("no day is set on which this is looked at again")
    return set_by("support_review", part, subject=(NEED, need.pk), on=need.review_on, at=at)


def of_request(request: AssessmentRequest, part: Part, *, at: datetime, again: bool) -> Start:
    """A request for an assessment is answered; sooner where one was asked for before."""
    return Start(
        kind="request_reply",
        variant="again" if again else "",
        council_id=part.council_id,
        subject=(REQUEST, request.pk),
        about=deadlines.about(part.referral),
        at=at,
        team_id=part.team_id,
        owner_id=part.worker_id,
        nation=part.council.nation,
    )


def stop(kind: str, part: Part, subject: tuple[str, int], *, by_id: int, at: datetime, now: datetime, why: str) -> None:
    """Stop one of them."""
    clocks.stop_many([Stop(kind, part.council_id, subject)], at=at, now=now, by_id=by_id, because=why)


def tasks_go_with_the_case(part: Part, *, before_id: int | None) -> None:
    """Open tasks of whoever had the case, and those of nobody, are the new worker's; others keep theirs."""
    mine = Task.objects.filter(referral_id=part.referral_id, council_id=part.council_id, ended_at=None)
    mine = mine.filter(owner_id=before_id) if before_id is not None else mine.filter(owner=None)
    keys = list(mine.values_list("pk", flat=True))
    if keys:
        Task.objects.filter(pk__in=keys).update(owner_id=part.worker_id)
        running = Timer.objects.running().of_council(part.council_id).filter(kind="task", subject_label=TASK)
        running.filter(subject_id__in=keys).update(owner_id=part.worker_id, team_id=part.team_id)


def on_closed(part: Part, *, by_id: int, at: datetime, now: datetime) -> None:
    """Nobody does the tasks of a closed part: they end with it, and say so."""
    left = Task.objects.filter(referral_id=part.referral_id, council_id=part.council_id, ended_at=None)
    left.update(
        end=Task.End.CANCELLED, ended_at=at, ended_recorded_at=now, ended_by_id=by_id, ended_words=CLOSED.capitalize()
    )


def anew(part: Part, *, at: datetime) -> Iterable[Start]:
    """What runs again when a part is opened again: the next look at each warning of ours that stands and at each offer,
    and every request for an assessment that nobody answered."""
    standing = WarningNote.objects.filter(referral_id=part.referral_id, council_id=part.council_id, ended_at=None)
    requests = part.assessment_requests.filter(answered_at=None)
    return [
        *(of_warning(one, part, at=at) for one in standing),
        *(of_need(one, part, at=at) for one in part.needs.filter(review_on__isnull=False)),
        *(of_request(one, part, at=at, again=False) for one in requests),
    ]
