"""Who is told of what, once each, whatever is killed and however many tell at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Deputy
from councils.models import Message
from tests.work.conftest import Office
from tests.world import MONDAY, at
from timers.models import Alert
from timers.sweep import sweep
from work import telling
from work.models import MissedWeek

TUESDAY_LATE = at(17, 10, 1)
THURSDAY_LATE = at(19, 23, 59) + timedelta(minutes=2)


def told(level: str = "") -> list[str]:
    """Who has a message, by name; of one level when given."""
    found = Message.objects.filter(about_label="referrals.referral", key__endswith=level).select_related("person")
    return sorted({one.person.name if one.person else "nobody" for one in found})


def look(now: datetime) -> int:
    sweep(now=now)
    return telling.tell(now=now)


def test_a_missed_deadline_is_told_to_the_worker_and_the_manager_of_the_team(office: Office) -> None:
    office.referral(worker=office.worker)
    look(TUESDAY_LATE)
    kent = Message.objects.filter(council=office.world.council("kent"), key__endswith="missed")
    assert sorted({one.person.name for one in kent}) == ["Jo Marsh", "Ruth Bell"]


def test_an_unallocated_one_is_told_to_the_front_doors_managers(office: Office) -> None:
    office.referral()
    look(TUESDAY_LATE)
    kent = Message.objects.filter(council=office.world.council("kent"), key__endswith="missed")
    assert {one.person.name for one in kent} == {"Ruth Bell"}


def test_the_ladder_reaches_the_service_manager_and_then_the_head_of_service(office: Office) -> None:
    office.referral(worker=office.worker)
    for now in (TUESDAY_LATE, at(19, 10, 1), at(20, 0, 1)):
        look(now)
    assert "Sam Lowe" in told("service_manager")
    assert "Jo Marsh" not in told("service_manager")
    assert told("head_of_service") == []
    look(at(23, 23, 59) + timedelta(minutes=2))
    assert "Nia Price" in told("head_of_service")


def test_one_message_a_person_referral_and_due_time_names_everything_due(office: Office) -> None:
    referral = office.referral(worker=office.worker)
    look(TUESDAY_LATE)
    mine = Message.objects.filter(person=office.worker, about_id=referral.pk, key__endswith="missed")
    assert mine.count() == 1
    body = mine.get().body
    for title in (
        "Decision on what to do next",
        "Tell the referrer what was decided",
        "Direct contact with Havering",
        "Acknowledgement by Havering",
        "Tell the parent of the risk",
    ):
        assert title in body
    assert referral.reference in body
    assert f"/referrals/{referral.reference}/" in body


def test_two_referrals_are_two_messages(office: Office) -> None:
    office.referral(worker=office.worker)
    office.referral(worker=office.worker)
    look(TUESDAY_LATE)
    assert Message.objects.filter(person=office.worker, key__endswith="missed").count() == 2


def test_no_name_of_anybody_in_the_case_leaves_the_app(office: Office) -> None:
    office.referral(worker=office.worker)
    look(TUESDAY_LATE)
    assert Message.objects.exists()
    for one in Message.objects.all():
        for name in ("Yusuf", "Adeyemi", "Sade", "Zed", "Brook", "Elm Park"):
            assert name not in one.subject + one.body


def test_a_warning_comes_once_and_before(office: Office) -> None:
    office.referral(worker=office.worker)
    look(at(16, 16, 0))
    warned = Message.objects.filter(person=office.worker, key__endswith="due_soon")
    assert warned.count() == 1
    assert warned.get().subject.startswith("Due soon: ")
    look(at(16, 16, 1))
    assert warned.count() == 1


def test_a_warning_about_what_has_been_done_meanwhile_is_sent_to_nobody(office: Office) -> None:
    referral = office.referral(worker=office.worker)
    sweep(now=at(16, 16, 0))
    from timers.actions import stop_open

    stop_open(
        council_id=None, about=("referrals.referral", referral.pk), at=at(16, 16, 1), now=at(16, 16, 1), by_id=None,
        because="everything was done",
    )  # fmt: skip
    assert telling.tell(now=at(16, 16, 2)) > 0
    assert not Message.objects.filter(key__contains="due_soon").exists()
    assert not Alert.objects.filter(told_at=None).exists()


def test_who_deputises_today_is_told_as_well(office: Office) -> None:
    cover = office.world.person("kent", "team_manager", "Ola Cover", office.west)
    Deputy.objects.create(user=office.manager, deputy=cover, since=date(2026, 11, 1), until=date(2026, 11, 30))
    office.referral(worker=office.worker)
    look(TUESDAY_LATE)
    message = Message.objects.get(person=cover, key__endswith="missed")
    assert "for whom you deputise" in message.body


def test_somebody_who_has_left_is_not_told(office: Office) -> None:
    office.referral(worker=office.worker)
    office.worker.left_on = date(2026, 11, 16)
    office.worker.save()
    look(TUESDAY_LATE)
    assert not Message.objects.filter(person=office.worker).exists()
    assert Message.objects.filter(person=office.manager).exists()


def test_where_a_council_has_nobody_the_message_fails_at_once_and_is_seen(office: Office) -> None:
    office.referral()
    look(TUESDAY_LATE)
    havering = Message.objects.filter(council=office.world.council("havering"))
    assert havering.exists()
    assert {one.state for one in havering} == {"failed"}


def test_the_next_role_is_told_where_nobody_has_the_one_meant(office: Office) -> None:
    office.manager.memberships.all().delete()
    office.west_manager.memberships.all().delete()
    office.referral()
    look(TUESDAY_LATE)
    kent = Message.objects.filter(council=office.world.council("kent"), key__endswith="missed")
    assert {one.person.name for one in kent} == {"Sam Lowe"}


def test_telling_again_writes_nothing_more(office: Office) -> None:
    office.referral(worker=office.worker)
    assert look(TUESDAY_LATE) > 0
    before = Message.objects.count()
    assert telling.tell(now=TUESDAY_LATE) == 0
    assert Message.objects.count() == before


def test_a_kill_before_the_commit_leaves_everything_to_the_next_look(office: Office) -> None:
    office.referral(worker=office.worker)
    sweep(now=TUESDAY_LATE)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        telling.tell(now=TUESDAY_LATE)
        assert Message.objects.filter(key__startswith="alert").exists()
        raise KeyboardInterrupt
    assert not Message.objects.filter(key__startswith="alert").exists()
    assert Alert.objects.filter(told_at=None).exists()
    telling.tell(now=TUESDAY_LATE)
    assert not Alert.objects.filter(told_at=None).exists()
    assert "Jo Marsh" in told("missed")


def test_a_batch_cut_in_the_middle_of_a_referral_still_names_everything(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "BATCH", 1)
    office.referral(worker=office.worker)
    look(TUESDAY_LATE)
    message = Message.objects.get(person=office.worker, key__endswith="missed")
    assert message.body.count("\n  - ") == 7
    assert not Alert.objects.filter(told_at=None).exists()


def test_missed_deadlines_are_counted_once_in_the_week_they_fell_in(office: Office) -> None:
    office.referral(worker=office.worker)
    look(TUESDAY_LATE)
    telling.tell(now=TUESDAY_LATE)
    kent = office.world.council("kent").pk
    rows = MissedWeek.objects.filter(council_id=kent).values_list("team_id", "week", "missed")
    assert list(rows) == [
        (office.front.pk, date(2026, 11, 16), Alert.objects.filter(council_id=kent, level="missed").count())
    ]


def test_the_number_of_statements_does_not_grow_with_the_alerts(office: Office) -> None:
    def statements(referrals: int) -> int:
        for _ in range(referrals):
            office.referral(worker=office.worker)
        sweep(now=TUESDAY_LATE)
        with CaptureQueriesContext(connection) as captured:
            telling.tell(now=TUESDAY_LATE)
        return len(captured)

    few = statements(1)
    assert statements(8) == few


def test_nothing_to_tell_is_one_small_statement(office: Office) -> None:
    with CaptureQueriesContext(connection) as captured:
        telling.tell(now=MONDAY)
    assert len([one for one in captured if "SAVEPOINT" not in one["sql"]]) == 1


@pytest.mark.clone
def test_two_tellers_at_once_tell_each_alert_once(make_office: Any) -> None:
    with transaction.atomic():
        office = make_office()
        for _ in range(6):
            office.referral(worker=office.worker)
    sweep(now=TUESDAY_LATE)

    def run(_: int) -> int:
        try:
            return telling.tell(now=TUESDAY_LATE)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    telling.tell(now=TUESDAY_LATE)
    assert not Alert.objects.filter(told_at=None).exists()
    assert Message.objects.filter(person=office.worker, key__endswith="missed").count() == 6
    kent = office.world.council("kent").pk
    missed = Alert.objects.filter(council_id=kent, level="missed").count()
    assert sum(MissedWeek.objects.filter(council_id=kent).values_list("missed", flat=True)) == missed


@pytest.mark.clone
def test_a_hook_of_the_engine_tells_what_the_look_has_raised(make_office: Any) -> None:
    from timers.registry import hooks

    with transaction.atomic():
        office = make_office()
        office.referral(worker=office.worker)
    sweep(now=TUESDAY_LATE)
    for hook in hooks():
        hook(now=TUESDAY_LATE)
    assert not Alert.objects.filter(told_at=None).exists()
