"""A complaints desk: Kent's officers, a parent who complains, and a complaint brought to any stage in one call."""

import csv
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from complaints import actions
from complaints.models import Complaint, Head
from complaints.said import ChildSaid, ComplaintSaid, HeadSaid
from tests.world import LONDON, MONDAY, World, make_world
from timers.models import Timer


def on(text: str, hour: int = 10) -> datetime:
    """An instant on a day written as 2026-11-16, at ten unless another hour is given."""
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


@dataclass
class Desk:
    """Kent's complaints desk, with a second officer, and Croydon's across the border."""

    world: World

    @property
    def officer(self) -> User:
        return self.world.person("kent", "complaints_officer", "Hanna Cole")

    @property
    def colleague(self) -> User:
        return self.world.person("kent", "complaints_officer", "Ifan Rees")

    @property
    def other_council(self) -> User:
        return self.world.person("croydon", "complaints_officer", "Mara Singh")

    def said(self, *abouts: str, heads: list[HeadSaid] | None = None, **more: Any) -> ComplaintSaid:
        """A parent complains about these things."""
        base = ComplaintSaid(
            heads=heads or [HeadSaid(words=f"About {one}", about=one) for one in abouts or ("needs_assessment",)],
            children=[ChildSaid("Cara", "Bell", date(2012, 5, 1))],
            complainant_name="Rhian Bell",
            complainant_reach="rhian@example.org",
            relationship="parent",
            came="email",
        )
        return replace(base, **more)

    def complaint(self, *abouts: str, when: datetime = MONDAY, by: User | None = None, **more: Any) -> Complaint:
        """One that reached Kent (or the council of `by`) at `when`."""
        by = by or self.officer
        council = by.council
        assert council is not None
        with transaction.atomic():
            return actions.complain(by=by, council=council, said=self.said(*abouts, **more), at=when, now=when)

    def do(self, verb: str, complaint: Complaint, when: datetime, *, by: User | None = None, **more: Any) -> Any:
        """One act on it at `when`, written down at once."""
        with transaction.atomic():
            act = getattr(actions, verb)
            return act(by=by or self.officer, complaint=complaint, at=when, now=more.pop("now", when), **more)

    def told(self, *abouts: str, when: datetime = MONDAY, **more: Any) -> Complaint:
        """One whose complainant was told the route on the same day."""
        complaint = self.complaint(*abouts, when=when, **more)
        self.do("tell_route", complaint, when)
        return complaint

    def answered(self, *abouts: str, when: datetime = MONDAY, at: datetime | None = None, **more: Any) -> Complaint:
        """One answered at stage 1."""
        complaint = self.told(*abouts, when=when, **more)
        self.do("respond_stage", complaint, at or when, stage=1)
        return complaint

    def adjudicated(self, when: datetime = MONDAY, *, asked: datetime, at: datetime, **more: Any) -> Complaint:
        """One whose stage 2 was adjudicated."""
        complaint = self.answered(when=when)
        self.do("request_stage", complaint, asked)
        self.do("adjudicate", complaint, at, **more)
        return complaint


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk(make_world(on("2018-01-02")))


def head(complaint: Complaint, number: int = 1) -> Head:
    return complaint.heads.get(number=number)


def fresh(complaint: Complaint) -> Complaint:
    return Complaint.objects.get(pk=complaint.pk)


def clock(complaint: Complaint, kind: str) -> Timer:
    """The latest clock of this kind about the complaint."""
    found = Timer.objects.about(("complaints.complaint", complaint.pk)).filter(kind=kind).order_by("pk").last()
    assert found is not None, f"no {kind}"
    return found


def runs(complaint: Complaint) -> set[str]:
    """The kinds of clock that run about it."""
    return set(Timer.objects.running().about(("complaints.complaint", complaint.pk)).values_list("kind", flat=True))


def asked(complaint: Complaint) -> set[str]:
    """The questions open about it."""
    return set(complaint.prompts.filter(settled_at=None).values_list("code", flat=True))


def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV beside these tests."""
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def now() -> Any:
    return timezone.now()
