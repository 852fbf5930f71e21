"""Who to ring now, and how the desks' numbers are kept."""

from datetime import date, time, timedelta

import pytest

from councils import actions
from councils.desks import desk_for, is_office_hours
from councils.models import Desk
from councils.presenters import ring_now, tel, verified_words
from tests.councils import at, council, new_person
from trail.models import Entry

pytestmark = pytest.mark.django_db

NOW = at("2026-11-23T10:00")


def desks(**numbers: str) -> None:
    """Kent's children's desks: office="…", out_of_hours="…"."""
    for hours, phone in numbers.items():
        Desk.objects.create(council=council("Kent"), service="childrens", hours=hours, name=hours, phone=phone)


@pytest.mark.parametrize(
    ("moment", "rings"),
    [
        ("2026-11-23T08:59", "edt"),
        ("2026-11-23T09:00", "day"),
        ("2026-11-23T16:59:59", "day"),
        ("2026-11-23T17:00", "edt"),
        ("2026-11-22T11:00", "edt"),  # a Sunday
        ("2026-12-25T11:00", "edt"),  # Christmas Day
        ("2026-12-28T11:00", "edt"),  # the substitute for Boxing Day
        ("2026-12-29T11:00", "day"),
        ("2026-03-29T11:00", "edt"),  # the day the clocks go forward
        ("2026-10-26T09:00", "day"),  # the Monday after they went back
        ("2050-06-01T11:00", "day"),  # a Wednesday beyond the bank holidays held
        ("2050-06-04T11:00", "edt"),  # a Saturday beyond them
    ],
)
def test_the_desk_to_ring_depends_on_the_moment(moment: str, rings: str) -> None:
    desks(office="day", out_of_hours="edt")
    desk = desk_for(council("Kent"), at(moment))
    assert desk is not None
    assert desk.phone == rings


def test_the_desks_own_hours_count() -> None:
    Desk.objects.create(
        council=council("Kent"), service="childrens", hours="office", name="d", phone="1",
        opens_at=time(8, 30), closes_at=time(18),
    )  # fmt: skip
    desk = council("Kent").desks.get()
    assert is_office_hours(council("Kent"), at("2026-11-23T08:30"), desk)
    assert is_office_hours(council("Kent"), at("2026-11-23T17:59"), desk)
    assert not is_office_hours(council("Kent"), at("2026-11-23T18:00"), desk)


@pytest.mark.parametrize("only", ["office", "out_of_hours"])
@pytest.mark.parametrize("moment", ["2026-11-23T10:00", "2026-11-23T22:00"])
def test_where_one_number_is_missing_the_other_is_given(only: str, moment: str) -> None:
    desks(**{only: "01632 960 001"})
    found = desk_for(council("Kent"), at(moment))
    assert found is not None
    assert found.hours == only
    ring = ring_now(council("Kent"), at(moment))
    assert ring is not None
    assert ring.why


def test_without_any_number_it_says_so() -> None:
    assert desk_for(council("Kent"), NOW) is None
    desks(office="")
    assert desk_for(council("Kent"), NOW) is None


def test_adult_social_care_is_another_desk() -> None:
    desks(office="1")
    assert desk_for(council("Kent"), NOW, service="adults") is None


def change(**values):
    given = {"name": "Front door", "phone": "01632 960 001", "at": NOW, "now": NOW} | values
    if "by" not in given:
        given["by"] = new_person()
    return actions.change_desk(council=council("Kent"), service="childrens", hours="office", **given)


class TestKeeping:
    def test_a_desk_is_made_once_and_changed_after(self) -> None:
        first = change()
        again = change(phone="01632 960 002", by=first.verified_by, version=actions.version_of(first))
        assert again.pk == first.pk
        assert [row.phone for row in again.history.all()] == ["01632 960 002", "01632 960 001"]
        assert {row.history_user_id for row in again.history.all()} == {first.verified_by_id}
        assert list(Entry.objects.order_by("id").values_list("action", flat=True)) == ["add_desk", "change_desk"]

    def test_what_was_checked_counts_as_verified_by_that_person(self) -> None:
        desk = change()
        assert (desk.verified_on, desk.verified_by.name) == (date(2026, 11, 23), "Jo Marsh")

    def test_what_was_not_checked_is_shown_as_not_verified(self) -> None:
        desk = change(checked=False)
        assert desk.is_stale(date(2026, 11, 23))
        assert verified_words(desk, date(2026, 11, 23)) == "by nobody yet"

    def test_a_form_that_was_overtaken_is_refused_with_what_stands(self) -> None:
        seen = actions.version_of(None)
        first = change()
        with pytest.raises(actions.ChangedMeanwhile) as caught:
            change(phone="2", by=first.verified_by, version=seen)
        assert caught.value.desk == first
        assert council("Kent").desks.get().phone == "01632 960 001"

    def test_verifying_dates_it_and_leaves_the_numbers(self) -> None:
        desk = change(checked=False)
        sam = new_person("Sam Poe")
        desk = actions.verify_desk(desk=desk, by=sam, at=at("2026-11-24T00:30"), now=at("2026-11-24T00:31"))
        assert (desk.verified_on, desk.verified_by, desk.phone) == (date(2026, 11, 24), sam, "01632 960 001")
        assert desk.history.first().history_change_reason == "Verified"


@pytest.mark.parametrize(("days", "stale"), [(0, False), (90, False), (91, True)])
def test_numbers_are_stale_after_ninety_days(days: int, stale: bool) -> None:
    desk = change()
    on = date(2026, 11, 23) + timedelta(days=days)
    assert desk.is_stale(on) is stale
    assert Desk.objects.stale(on).exists() is stale


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("01632 960 001", "tel:01632960001"),
        ("+44 (0)1632 960001", "tel:+4401632960001"),
        ("01632 960001 ext. 42", "tel:01632960001;ext=42"),
        ("01632 960001 x7", "tel:01632960001;ext=7"),
        ("ask the switchboard", ""),
        ("", ""),
    ],
)
def test_a_number_becomes_a_link(phone: str, link: str) -> None:
    assert tel(phone) == link
