"""Every morning a manager of each council empties the tray: what lay in it for a working day is given to somebody.

What came since, and the few that the demo leaves waiting, stay at the top of the manager's page.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from accounts.models import User
from referrals import actions
from referrals.models import Part
from stories.demo.diary import OPENS, Diary
from stories.demo.living import Case, team_of
from stories.demo.staff import Staffed
from timers.calendar import local, start_of

#: Working days back to the first morning: before the first step of the published stories, moved to recent weeks.
MORNINGS = 45
LOOKS = OPENS + timedelta(minutes=40)
KEYED = timedelta(minutes=5)


def plan(diary: Diary, staffed: dict[str, Staffed], *, besides: Collection[Case]) -> None:
    """Plan the mornings behind us into the diary. It draws nothing, so that the rest of the demo stays as it was."""
    today = local(diary.now).date()
    for days in range(MORNINGS, -1, -1):
        on = diary.calendar.working_day(today, -days)
        for one in staffed.values():
            diary.plan(one.one("team_manager"), start_of(on) + LOOKS, _emptying(diary, one, besides), keyed_after=KEYED)


def _emptying(diary: Diary, staffed: Staffed, besides: Collection[Case]) -> Callable[..., None]:
    """What a manager does with the tray on one morning."""

    def do(*, by: User, at: datetime, now: datetime) -> None:
        since = start_of(diary.calendar.working_day(local(at).date(), -1)) + LOOKS
        waiting = Part.objects.filter(council_id=by.council_id, worker=None, closed_at=None, returned_at=None)
        left = [case.referral.pk for case in besides if case.referral is not None]
        for part in waiting.filter(received_at__lt=since).exclude(referral_id__in=left).order_by("received_at", "id"):
            worker = staffed.one("social_worker", part.pk)
            team = team_of(worker, staffed)
            actions.allocate(by=by, referral=part.referral, worker=worker, team=team, at=at, now=now)

    return do
