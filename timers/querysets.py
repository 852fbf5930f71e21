"""Reads in the trade's words.

Whether a clock is missed is computed from its due instant, not from what the engine did."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from timers import words

#: A count on a page stops here: "more than 1,000" tells a manager as much and costs the same at any size.
COUNT_CEILING = 1000


def at_most(queryset: models.QuerySet[Any], ceiling: int = COUNT_CEILING) -> int:
    """How many rows there are, counted no further than ``ceiling + 1``, which reads "more than ceiling"."""
    return queryset.order_by()[: ceiling + 1].count()


def _about(pairs: Iterable[tuple[str, int]]) -> Q:
    """Rows about any of the (label, id) pairs; grouped by label, so that the index on both serves."""
    by_label: dict[str, list[int]] = {}
    for label, id_ in pairs:
        by_label.setdefault(label, []).append(id_)
    found = Q(pk__in=[])
    for label, ids in by_label.items():
        found |= Q(about_label=label, about_id__in=ids)
    return found


class TimerQuerySet(models.QuerySet[Any]):
    def running(self) -> Self:
        return self.filter(stopped_at__isnull=True)

    def stopped(self) -> Self:
        return self.filter(stopped_at__isnull=False)

    def missed(self, now: datetime) -> Self:
        """Running past their due instant. An act at the due instant is in time."""
        return self.running().filter(due_at__lt=now)

    def due_today(self, now: datetime) -> Self:
        return self.running().filter(due_at__gte=now, due_at__lte=words.today_until(now))

    def due_soon(self, now: datetime) -> Self:
        """Due after today and within ``words.SOON_DAYS`` days: the same bands as ``words.band``."""
        return self.running().filter(due_at__gt=words.today_until(now), due_at__lte=words.soon_until(now))

    def later(self, now: datetime) -> Self:
        return self.running().filter(due_at__gt=words.soon_until(now))

    def undated(self) -> Self:
        """Running with no due instant, because the calendar or the rules held do not reach: a person must look."""
        return self.running().filter(due_at__isnull=True)

    def of_council(self, *council_ids: int) -> Self:
        return (
            self.filter(council_id__in=council_ids) if len(council_ids) != 1 else self.filter(council_id=council_ids[0])
        )

    def of_teams(self, team_ids: Collection[int]) -> Self:
        return self.filter(team_id__in=team_ids)

    def of_owner(self, owner_id: int) -> Self:
        return self.filter(owner_id=owner_id)

    def about(self, *pairs: tuple[str, int]) -> Self:
        return self.filter(_about(pairs))

    def of_subject(self, label: str, id_: int) -> Self:
        return self.filter(subject_label=label, subject_id=id_)

    def worst_first(self) -> Self:
        """Longest overdue first. Undated clocks come last in the index and have a list of their own."""
        return self.order_by("due_at", "id")


class AlertQuerySet(models.QuerySet[Any]):
    def of_council(self, *council_ids: int) -> Self:
        return (
            self.filter(council_id__in=council_ids) if len(council_ids) != 1 else self.filter(council_id=council_ids[0])
        )

    def about(self, *pairs: tuple[str, int]) -> Self:
        return self.filter(_about(pairs))

    def standing(self) -> Self:
        """Alerts whose clock still runs: what they say is still so."""
        return self.filter(timer__stopped_at__isnull=True)

    def unanswered(self, now: datetime) -> Self:
        """Standing, not acknowledged, and not snoozed until later than ``now``."""
        from timers.models import AlertAnswer

        answers = AlertAnswer.objects.filter(alert=models.OuterRef("pk"))
        return self.standing().exclude(
            models.Exists(answers.filter(Q(what=AlertAnswer.ACKNOWLEDGED) | Q(until__gt=now)))
        )

    def untold(self) -> Self:
        """Not yet handed to anyone who carries messages. Lowest id first, which is the order they were raised in."""
        return self.filter(told_at__isnull=True).order_by("id")

    def missed_or_above(self) -> Self:
        return self.exclude(level="due_soon")
