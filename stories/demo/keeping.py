"""One referral of each council with its whole file kept, through the same actions as the pages.

Notes and a correction, the chronology, tasks, documents, warnings and flags, people and how they belong together, needs
and what was offered, consent, supervision; and the discussion of both councils. It draws nothing, so that everything
else of the demo stays as it was.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from referrals import actions
from referrals.models import (
    Involvement,
    Part,
    Person,
    Referral,
)
from stories.demo.diary import Diary
from stories.demo.living import Case
from timers.calendar import LONDON, local

KEYED = timedelta(minutes=9)


class Keeping:
    """Plans what is kept about one referral into the diary, day by day after it was logged."""

    def __init__(self, diary: Diary, case: Case) -> None:
        self.diary, self.case = diary, case
        self.worker = case.worker or case.home.one("social_worker")
        self.manager = case.home.one("team_manager", 1)
        self.there = case.other.one("social_worker", 1)

    # Who, when, what

    def day(self, days: int) -> date:
        """So many working days after the day on which it was logged."""
        return self.diary.calendar.working_day(local(self.case.at).date(), days)

    def act(
        self,
        days: int,
        clock: str,
        do: Callable[..., Any],
        *,
        by: User | None = None,
        at_hand: bool = True,
        **fields: Any,
    ) -> None:
        """One action at that time of that day; values that are functions are asked when it is done.

        `at_hand` False: the action takes no `at`, since it happens while it is written. Left out where the council has
        no part in the referral.
        """
        hour, minute = map(int, clock.split(":"))
        at = datetime.combine(self.day(days), time(hour, minute), LONDON)

        def done(*, by: User, at: datetime, now: datetime) -> None:
            if not Part.objects.filter(referral=self.row, council_id=by.council_id, returned_at=None).exists():
                return
            given = {name: value() if callable(value) else value for name, value in fields.items()}
            do(by=by, now=now, **({"at": at} if at_hand else {}), **given)

        self.diary.plan(by or self.worker, at, done, keyed_after=KEYED)

    def on(self, days: int, clock: str, do: Callable[..., Any], **more: Any) -> None:
        """The same for an action that takes the referral."""
        self.act(days, clock, do, referral=lambda: self.row, **more)

    @property
    def row(self) -> Referral:
        return self.case.row

    def person(self, role: str) -> Person:
        return (
            Involvement.objects.select_related("person").filter(referral=self.row, role=role).order_by("id")[0].person
        )

    def child(self) -> Person:
        return self.person(Involvement.As.CHILD)

    def mother(self) -> Person:
        return self.person(Involvement.As.PARENT)

    def grandmother(self) -> Person:
        return self.named("Jean")

    def named(self, given: str) -> Person:
        on_it = Involvement.objects.filter(referral=self.row, person__given_name=given)
        return on_it.select_related("person").order_by("id")[0].person

    @staticmethod
    def remember(*, at: datetime, ago: timedelta, **event: Any) -> None:
        """An event of before, of which only the day is known."""
        noon = datetime.combine(local(at - ago).date(), time(12), LONDON)
        actions.add_to_chronology(at=noon, day_only=True, **event)
