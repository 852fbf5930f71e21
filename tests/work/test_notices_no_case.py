"""Notifications about no case: they reach whom the messages reach, and show each person what they may see."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.acting import acting_request
from accounts.models import User
from audits import actions as oversight
from complaints.models import Complaint
from councils.models import Message
from tests.complaints.conftest import Desk, on
from tests.referrals.pages import Desk as Browser
from tests.referrals.pages import text_of
from tests.world import MONDAY, at, make_world
from timers.calendar import end_of
from timers.models import AlertAnswer
from timers.sweep import sweep
from trail.models import Entry
from work import notices, telling

pytestmark = pytest.mark.django_db

DUE = end_of(date(2026, 11, 30))  # statutory stage 1 of a complaint told its route on Monday 16 November
JUST_AFTER = timedelta(minutes=1)
LADDER = [DUE - timedelta(days=1), DUE + JUST_AFTER, on("2026-12-03"), on("2026-12-05")]


@pytest.fixture
def desk(db: None) -> Desk:
    desk = Desk(make_world(on("2018-01-02")))
    for role in ("team_manager", "service_manager", "head_of_service", "social_worker", "monitoring_officer"):
        desk.world.person("kent", role)
    assert desk.officer and desk.colleague and desk.other_council
    return desk


def taken_on(desk: Desk, when: datetime = MONDAY) -> Complaint:
    complaint = desk.told(when=when)
    desk.do("take_on", complaint, when, officer=desk.officer)
    return complaint


def look(*instants: datetime) -> None:
    for now in instants:
        sweep(now=now)
        telling.tell(now=now)


def mine(person: User, now: datetime, **more: Any) -> list[dict[str, Any]]:
    person = User.objects.get(pk=person.pk)
    found, _ = notices.mine(person, **{"answered": False, "after": None, **more}, now=now)
    return found


def levels(person: User, now: datetime) -> list[str]:
    return [one["level"] for one in mine(person, now)]


def as_told(desk: Desk, label: str) -> dict[str, set[str]]:
    """Who was sent a message about it, by the level."""
    found: dict[str, set[str]] = {}
    for one in Message.objects.filter(about_label=label, key__startswith="alert:").select_related("person"):
        assert one.person is not None
        found.setdefault(one.key.rsplit(":", 1)[1], set()).add(one.person.name)
    return found


def test_a_complaint_s_alerts_stand_with_the_officers_and_late_with_the_head_of_service(desk: Desk) -> None:
    complaint = taken_on(desk)
    heads = desk.world.person("kent", "head_of_service")
    look(LADDER[0])
    assert levels(desk.officer, LADDER[0]) == ["Due soon"] and levels(desk.colleague, LADDER[0]) == []
    look(LADDER[1])
    assert levels(desk.officer, LADDER[1]) == levels(desk.colleague, LADDER[1]) == ["Missed"]
    assert levels(heads, LADDER[1]) == []
    look(*LADDER[2:])
    (theirs,) = mine(desk.colleague, LADDER[3])
    assert theirs["level"] == "Missed for 2 working days"
    assert theirs["who"] == "Complaint of Rhian Bell" and theirs["what"] == "Statutory stage 1: answer"
    assert theirs["button_href"] == f"/complaints/{complaint.reference}/respond/"
    (late,) = mine(heads, LADDER[3])
    assert late["level"] == "Missed for 4 working days" and late["reference"] == complaint.reference
    assert (late["who"], late["href"], late["button"]) == ("Complaint", "", "")
    assert "Ask them" in late["aside"]
    for role in ("team_manager", "service_manager", "social_worker", "monitoring_officer"):
        assert mine(desk.world.person("kent", role), LADDER[3]) == []
    assert mine(desk.other_council, LADDER[3]) == []


def test_the_page_agrees_with_the_messages(desk: Desk) -> None:
    """The same people, level by level, by two ways: SQL on the page, Python in the messages."""
    taken_on(desk)
    desk.told(when=MONDAY)  # and one that is nobody's yet
    words = {"due_soon": "Due soon", "missed": "Missed", "service_manager": "Missed for 2 working days"}
    words["head_of_service"] = "Missed for 4 working days"
    everybody = list(User.objects.filter(council=desk.world.council("kent")))
    for level, now in zip(words, LADDER, strict=True):
        look(now)
        seen = {person.name for person in everybody if words[level] in levels(person, now)}
        assert seen == as_told(desk, "complaints.complaint")[level], level


def test_an_early_warning_of_nobody_s_complaint_is_every_officers(desk: Desk) -> None:
    desk.told(when=MONDAY)
    look(LADDER[0])
    assert levels(desk.officer, LADDER[0]) == levels(desk.colleague, LADDER[0]) == ["Due soon"]


def bar(complaint: Complaint, *who: User) -> None:
    ids = [one.pk for one in who]
    Complaint.objects.filter(pk=complaint.pk).update(complained_of_ids=ids, unrecorded="a test")


def test_whoever_is_complained_of_hears_nothing_and_the_next_in_line_does(desk: Desk) -> None:
    complaint = desk.told(when=MONDAY)
    bar(complaint, desk.officer)
    look(LADDER[1])
    assert mine(desk.officer, LADDER[1]) == [] and levels(desk.colleague, LADDER[1]) == ["Missed"]
    assert as_told(desk, "complaints.complaint")["missed"] == {"Ifan Rees"}
    bar(complaint, desk.officer, desk.colleague)
    assert levels(desk.world.person("kent", "head_of_service"), LADDER[1]) == ["Missed"]
    assert acting_request(desk.officer).also["notices"] == 0


def test_an_enquiry_of_the_ombudsman_s_is_the_complaints_officers_and_no_report(desk: Desk) -> None:
    complaint = taken_on(desk)
    desk.do("receive_enquiry", complaint, MONDAY, asked="Send us the file", due_on=MONDAY.date())
    look(on("2026-11-17"))
    (row,) = mine(desk.colleague, on("2026-11-17"))
    assert row["what"] == "Answer the Ombudsman’s enquiry"
    assert as_told(desk, "complaints.complaint")["missed"] == {"Hanna Cole", "Ifan Rees"}
    assert mine(desk.world.person("kent", "monitoring_officer"), on("2026-11-17")) == []


def test_a_report_a_warning_and_a_gap_stand_with_those_who_answer_for_the_council(desk: Desk) -> None:
    officer = desk.world.person("kent", "monitoring_officer")
    kent = desk.world.council("kent")
    made = oversight.record_report(
        by=officer, kind="report", number="19 010 981", councils=[kent], received_on=at(2).date(), at=MONDAY, now=MONDAY
    )
    words = {"source": "chair", "raised_by": "Chair", "about": "a", "words": "w"}
    warning = oversight.raise_warning(by=officer, to="service_manager", at=MONDAY, now=MONDAY, **words)
    now = at(17, 0, 1)
    look(now)
    (row,) = mine(officer, now)
    assert row["href"] == f"/ombudsman/{made.reference}/" and row["what"] == "Tell the public of the Ombudsman's report"
    assert mine(desk.world.person("kent", "head_of_service"), now) == []
    now = at(20, 23) + timedelta(hours=2)
    look(now)
    (row,) = mine(desk.world.person("kent", "service_manager"), now)
    assert (row["level"], row["href"]) == ("Due soon", f"/warnings/{warning.reference}/")
    look(at(24))
    assert "Report" in {one["who"] for one in mine(desk.world.person("kent", "head_of_service"), at(24))}


def test_a_warning_to_members_stands_with_a_member(desk: Desk) -> None:
    member = desk.world.person("kent", "councillor")
    words = {"source": "chair", "raised_by": "Chair", "about": "a", "words": "w"}
    officer = desk.world.person("kent", "monitoring_officer")
    warning = oversight.raise_warning(by=officer, to="councillor", at=MONDAY, now=MONDAY, **words)
    look(at(20, 23) + timedelta(hours=2))
    (row,) = mine(member, at(20, 23) + timedelta(hours=2))
    assert row["href"] == f"/warnings/{warning.reference}/"
    assert Browser(desk.world, member).get("/notifications/").status_code == 200


@pytest.mark.parametrize("role", ["officer", "colleague", "head", "worker"])
def test_the_number_beside_notifications_is_what_the_page_lists(desk: Desk, role: str) -> None:
    for _ in range(3):
        taken_on(desk)
    look(*LADDER)
    others = {"head": "head_of_service", "worker": "social_worker"}
    person = desk.world.person("kent", others[role]) if role in others else getattr(desk, role)
    assert acting_request(person).also["notices"] == len(mine(person, LADDER[3])) == (0 if role == "worker" else 3)


def test_an_alert_is_seen_or_put_off_by_whom_it_is_for_and_nobody_else(desk: Desk) -> None:
    taken_on(desk)
    look(LADDER[1])
    officer = Browser(desk.world, desk.colleague)
    page = officer.get("/notifications/").content.decode()
    assert "Complaint of Rhian Bell" in page
    handle = page.split('name="alerts" value="')[1].split('"')[0]
    for role in ("head_of_service", "service_manager", "team_manager", "emergency_duty"):
        answer = Browser(desk.world, desk.world.person("kent", role)).client.post(
            "/notifications/seen/", {"alerts": handle}
        )
        assert answer.status_code == 404, role
    put_off = {"alerts": handle, "until": "1", "reason": " "}
    answer = officer.client.post("/notifications/put-off/", put_off, follow=True)
    assert "Not yet: say why this can wait." in answer.content.decode() and not AlertAnswer.objects.exists()
    officer.client.post("/notifications/put-off/", put_off | {"reason": "The answer is being typed"})
    assert "Nothing waits for your answer" in text_of(officer.get("/notifications/"))
    assert "The answer is being typed" in text_of(officer.get("/notifications/", show="answered"))
    other = Browser(desk.world, desk.officer)
    assert "Nothing waits" in text_of(other.get("/notifications/"))


def test_the_list_is_written_in_the_trail(desk: Desk) -> None:
    complaint = taken_on(desk)
    look(LADDER[1])
    Browser(desk.world, desk.colleague).get("/notifications/")
    entry = Entry.objects.filter(by_id=desk.colleague.pk, subject_label="complaints.complaint").latest("pk")
    assert entry.ids == [complaint.pk]


def test_my_work_of_a_complaints_officer_is_what_is_due(desk: Desk) -> None:
    mine_, nobody = taken_on(desk), desk.told(when=MONDAY)
    theirs = desk.told(when=MONDAY)
    desk.do("take_on", theirs, MONDAY, by=desk.colleague, officer=desk.colleague)
    page = Browser(desk.world, desk.officer).get("/my-work/")
    text = text_of(page)
    assert mine_.reference in text and nobody.reference in text and theirs.reference not in text
    assert text.count("Nobody’s name is on this complaint yet.") == 1
    assert f'href="/complaints/{mine_.reference}/respond/"' in page.content.decode()
    assert "My cases" not in text and "All complaints in hand" in text


def test_neither_page_costs_more_with_more_complaints(desk: Desk) -> None:
    browser = Browser(desk.world, desk.colleague)

    def cost(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    taken_on(desk)
    desk.told(when=MONDAY)
    look(LADDER[1])
    few = [cost("/notifications/"), cost("/my-work/")]
    for _ in range(12):
        taken_on(desk)
        desk.told(when=MONDAY)
    look(LADDER[1])
    assert [cost("/notifications/"), cost("/my-work/")] == few
