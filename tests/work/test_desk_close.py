"""At desk close what falls due before reopening goes to the emergency duty team, and on if nobody accepts it."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from councils.models import Desk, Message
from referrals.models import DutyHandover
from tests.work.conftest import Office
from tests.world import LONDON, at
from timers.calendar import Calendar
from timers.models import Timer
from trail.models import Entry
from work import desk_close

CALENDAR = Calendar("England", 1, date(2026, 1, 1), date(2026, 12, 31), frozenset({date(2026, 12, 25)}))
NINE, FIVE = time(9), time(17)


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("now", "closes", "reopens"),
    [
        ("2026-11-18T12:00", None, None),
        ("2026-11-18T09:00", None, None),
        ("2026-11-18T17:00", "2026-11-18T17:00", "2026-11-19T09:00"),
        ("2026-11-18T23:59", "2026-11-18T17:00", "2026-11-19T09:00"),
        ("2026-11-19T08:59", "2026-11-18T17:00", "2026-11-19T09:00"),
        ("2026-11-20T18:00", "2026-11-20T17:00", "2026-11-23T09:00"),
        ("2026-11-22T12:00", "2026-11-20T17:00", "2026-11-23T09:00"),
        ("2026-12-25T12:00", "2026-12-24T17:00", "2026-12-28T09:00"),
    ],
    ids=["noon", "opening", "closing", "night", "before opening", "friday evening", "sunday", "christmas day"],
)
def test_the_closing_in_which_an_instant_lies(now: str, closes: str | None, reopens: str | None) -> None:
    found = desk_close.closing_at(london(now), CALENDAR, NINE, FIVE)
    if closes is None or reopens is None:
        assert found is None
    else:
        assert found == desk_close.Closing(london(closes), london(reopens))


def close_on_tuesday(office: Office) -> DutyHandover:
    """A referral received on Monday at 18:30 has its deadlines on Tuesday at 18:30, after the desk has closed."""
    office.referral(at(16, 18, 30), worker=office.worker)
    desk_close.look(now=at(17, 17, 0))
    return DutyHandover.objects.get(council=office.world.council("kent"))


def test_what_falls_due_before_reopening_is_handed_over_once(office: Office) -> None:
    handover = close_on_tuesday(office)
    assert handover.closes_at == at(17, 17)
    assert handover.reopens_at == at(18, 9)
    kent = office.world.council("kent").pk
    due = Timer.objects.running().of_council(kent).filter(due_at__gt=at(17, 17), due_at__lte=at(18, 9))
    assert sorted(handover.clocks) == sorted(due.values_list("pk", flat=True))
    assert desk_close.look(now=at(17, 17, 1)) == 0
    assert DutyHandover.objects.filter(council_id=kent).count() == 1


def test_nothing_is_handed_over_while_the_desk_is_open_or_when_nothing_falls_due(office: Office) -> None:
    office.referral(at(16, 10, 0))
    desk_close.look(now=at(16, 12, 0))
    desk_close.look(now=at(16, 20, 0))
    assert not DutyHandover.objects.exists()


def test_the_duty_team_is_written_to_at_desk_and_in_person(office: Office) -> None:
    night = office.world.person("kent", "emergency_duty", "Kit Night")
    kent = office.world.council("kent")
    desk = Desk.objects.create(
        council=kent, service="childrens", hours="out_of_hours", name="Emergency duty team", email="edt@kent.example"
    )
    close_on_tuesday(office)
    made = Message.objects.filter(key__startswith="handover:made", council=kent)
    assert {(one.person_id, one.desk_id) for one in made} == {(night.pk, None), (None, desk.pk)}
    assert all("Yusuf" not in one.body for one in made)


def test_without_a_desk_or_a_person_the_message_fails_where_somebody_sees_it(office: Office) -> None:
    close_on_tuesday(office)
    assert Message.objects.get(key__startswith="handover:made", council=office.world.council("kent")).state == "failed"


def test_a_named_person_accepts_and_the_trail_says_so(office: Office) -> None:
    night = office.world.person("kent", "emergency_duty", "Kit Night")
    handover = close_on_tuesday(office)
    done = desk_close.accept(handover=handover, by=night, at=at(17, 17, 5), now=at(17, 17, 5))
    assert (done.accepted_by, done.accepted_at) == (night, at(17, 17, 5))
    other = office.world.person("kent", "emergency_duty", "Lea Late")
    assert desk_close.accept(handover=handover, by=other, at=at(17, 17, 6), now=at(17, 17, 6)).accepted_by == night
    assert Entry.objects.filter(action="accept_handover").count() == 1


def test_unaccepted_for_half_an_hour_it_is_mailed_to_the_head_of_service_once(office: Office) -> None:
    close_on_tuesday(office)
    desk_close.look(now=at(17, 17, 29))
    assert not Message.objects.filter(key__startswith="handover:unaccepted").exists()
    for minute in (31, 32, 45):
        desk_close.look(now=at(17, 17, minute))
    mailed = Message.objects.filter(key__startswith="handover:unaccepted", council=office.world.council("kent"))
    assert [one.person for one in mailed] == [office.head]
    shown = desk_close.waiting_for(office.head, at(17, 17, 31))
    assert shown is not None and "has not accepted" in shown["headline"]


def test_an_accepted_one_is_mailed_to_nobody_else(office: Office) -> None:
    night = office.world.person("kent", "emergency_duty", "Kit Night")
    handover = close_on_tuesday(office)
    desk_close.accept(handover=handover, by=night, at=at(17, 17, 5), now=at(17, 17, 5))
    desk_close.look(now=at(17, 17, 45))
    kent = office.world.council("kent")
    assert not Message.objects.filter(key__startswith="handover:unaccepted", council=kent).exists()
    assert desk_close.waiting_for(office.head, at(17, 17, 45)) is None


def test_what_starts_while_the_desk_is_closed_is_added_and_must_be_accepted_anew(office: Office) -> None:
    night = office.world.person("kent", "emergency_duty", "Kit Night")
    handover = close_on_tuesday(office)
    desk_close.accept(handover=handover, by=night, at=at(17, 17, 5), now=at(17, 17, 5))
    before = set(handover.clocks)
    said = office.world.said(next_contact_on=date(2026, 11, 18))
    office.world.logged("kent", at(17, 20, 0), said)  # a contact tomorrow: the safety plan is due at once
    desk_close.look(
        now=at(
            17,
            20,
            0,
        )
        + timedelta(seconds=1)
    )
    handover.refresh_from_db()
    assert handover.accepted_at is None
    assert before < set(handover.clocks)


def test_the_hours_are_the_desks_own(office: Office) -> None:
    kent = office.world.council("kent")
    Desk.objects.create(
        council=kent, service="childrens", hours="office", name="Front door", opens_at=time(8), closes_at=time(20)
    )
    office.referral(at(16, 21, 30), worker=office.worker)
    desk_close.look(now=at(17, 18, 0))
    assert not DutyHandover.objects.filter(council=kent).exists()
    desk_close.look(now=at(17, 20, 0))
    assert DutyHandover.objects.get(council=kent).closes_at == at(17, 20)
    assert timezone.is_aware(DutyHandover.objects.get(council=kent).reopens_at)
