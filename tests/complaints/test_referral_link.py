"""Which referral a complaint is about: said by somebody who may open it, and shown to each as far as they may see."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from complaints.models import Appointment, Complaint
from complaints.said import AppointmentSaid
from referrals.models import JournalEntry, Referral
from tests.complaints.conftest import Desk, fresh
from tests.referrals.pages import signed_in, text_of, token_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral(desk: Desk, now: Any) -> Referral:
    return desk.world.logged("kent", now)


def appointed(desk: Desk, complaint: Complaint, now: Any, role: str = "head_of_service") -> User:
    manager = desk.world.person("kent", role)
    said = AppointmentSaid(
        role=Appointment.As.RESPONDER,
        name=manager.name,
        user_id=manager.pk,
        since=now.date(),
        until=now.date() + timedelta(days=30),
    )
    desk.do("appoint", complaint, now, said=said)
    return User.objects.get(pk=manager.pk)


def link(person: User, complaint: Complaint, reference: str) -> Any:
    client = signed_in(person)
    address = f"/complaints/{complaint.reference}/link-referral/"
    page = client.get(address)
    return client.post(address, {"token": token_in(page), "reference": reference}) if page.status_code == 200 else page


def test_an_officer_is_told_why_not_and_whom_to_appoint(desk: Desk, now: Any) -> None:
    complaint = desk.complaint(when=now)
    page = signed_in(desk.officer).get(f"/complaints/{complaint.reference}/link-referral/")
    assert "Your role may not open referrals. Appoint a manager who may" in text_of(page)
    assert f'href="/complaints/{complaint.reference}/appoint/"' in page.content.decode()
    assert 'name="reference"' not in page.content.decode()


def test_the_manager_appointed_to_answer_says_which(desk: Desk, referral: Referral, now: Any) -> None:
    complaint = desk.complaint(when=now)
    manager = appointed(desk, complaint, now)
    assert link(manager, complaint, referral.reference).status_code == 302
    assert fresh(complaint).referral == referral
    assert f'href="/referrals/{referral.reference}/"' in (
        signed_in(manager).get(f"/complaints/{complaint.reference}/").content.decode()
    )
    assert JournalEntry.objects.filter(referral=referral).count() == 1, "nothing of the complaint is on the case"


def test_the_officer_sees_the_reference_and_whom_to_ask_but_no_way_in(desk: Desk, referral: Referral, now: Any) -> None:
    complaint = desk.complaint(when=now)
    link(appointed(desk, complaint, now), complaint, referral.reference)
    client = signed_in(desk.officer)
    page = client.get(f"/complaints/{complaint.reference}/")
    assert referral.reference in text_of(page) and "You may not open it." in text_of(page)
    assert f"/referrals/{referral.reference}/" not in page.content.decode()
    assert client.get(f"/referrals/{referral.reference}/").status_code in (403, 404)


def test_a_referral_that_one_may_not_open_is_not_there(desk: Desk, now: Any) -> None:
    complaint = desk.complaint(when=now)
    theirs = desk.world.logged("croydon", now)
    manager = appointed(desk, complaint, now)
    for reference in (theirs.reference, "ZZZZ-ZZZZ-9"):
        answer = link(manager, complaint, reference)
        assert answer.status_code == 422
        assert "There is no referral of that reference that you may open." in text_of(answer)
    assert fresh(complaint).referral is None


def test_a_manager_who_is_not_appointed_has_no_such_page(desk: Desk, referral: Referral, now: Any) -> None:
    complaint = desk.complaint(when=now)
    for role in ("team_manager", "service_manager", "head_of_service", "investigator"):
        assert link(desk.world.person("kent", role), complaint, referral.reference).status_code in (403, 404), role
