"""What each page shows to whom, and what it costs."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referrals.models import Allocation, Part, Referral, Sending
from tests.work.conftest import Office
from tests.world import at
from timers.actions import Start, start_many
from timers.models import Alert, AlertAnswer, Look, SweepBeat, Timer
from timers.sweep import sweep
from trail.models import Entry
from work import telling

NOW = at(18, 10, 30)  # Wednesday


@pytest.fixture(autouse=True)
def wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def get(office: Office, person: Any, name: str, query: str = "", status: int = 200) -> str:
    response = office.client(person).get(reverse(f"work:{name}") + query)
    assert response.status_code == status, (response.status_code, response.get("Location"))
    return str(response.content.decode())


def test_the_first_page_of_a_manager_is_the_teams_and_of_a_worker_their_own(office: Office) -> None:
    response = office.client(office.manager).get("/")
    assert (response.status_code, response["Location"]) == (302, "/team/")
    assert "My work" in get(office, office.worker, "home")


def test_a_social_worker_may_not_open_the_teams_page(office: Office) -> None:
    get(office, office.worker, "team", status=403)
    get(office, office.worker, "service", status=403)


def test_a_manager_sees_the_own_team_and_not_the_other(office: Office) -> None:
    mine = office.referral(at(16), worker=office.worker)
    theirs = office.referral(at(16), worker=office.other_worker, team=office.west)
    page = get(office, office.manager, "team")
    assert mine.reference in page
    assert theirs.reference not in page
    everything = get(office, office.service_manager, "team")
    assert mine.reference in everything and theirs.reference in everything


@pytest.mark.parametrize("query", ["?team=Assessment+West", "?worker=0", "?team=No+such", "?council=E09000008"])
def test_no_filter_reaches_beyond_what_one_may_see(office: Office, query: str) -> None:
    theirs = office.referral(at(16), worker=office.other_worker, team=office.west)
    assert theirs.reference not in get(office, office.manager, "team", query)


def test_another_councils_case_is_on_nobodys_list(office: Office) -> None:
    havering = office.world.person("havering", "team_manager", "Hal Gray", office.world.team("havering"))
    referral = office.world.logged("kent", at(16))
    assert referral.reference in get(office, office.manager, "team")
    assert referral.reference not in get(office, havering, "team")


def test_a_row_says_child_what_how_late_who_and_whether_the_other_answered(office: Office) -> None:
    office.referral(at(16), worker=office.worker)
    page = get(office, office.manager, "team")
    for words in (
        "Yusuf Adeyemi, 14",
        "Decision, feedback to the referrer, telling the parent, strategy discussion, contact with Havering, "
        "agreement on who holds what, acknowledgement by Havering",
        "Missed by 1 day",
        "was due Tuesday 17 November, 10:00am",
        "Jo Marsh",
        "Havering: no answer",
        "Kent allocated it, 2 days ago",
    ):
        assert words in page, words


def test_overdue_is_shown_though_nothing_has_ever_swept(office: Office) -> None:
    office.referral(at(16), worker=office.worker)
    assert not Alert.objects.exists()
    page = get(office, office.manager, "team")
    assert "Missed by 1 day" in page
    assert "Deadlines have not been checked" in page
    SweepBeat.objects.create(by_what="test", finished_at=NOW)
    Look.objects.all().delete()
    assert "Deadlines have not been checked" not in get(office, office.manager, "team")


def test_the_four_numbers_open_their_rows(office: Office) -> None:
    missed = office.referral(at(16), worker=office.worker)
    today = office.referral(at(17, 15, 0), worker=office.worker)
    tray = office.referral(at(18, 9, 0))
    kent = office.world.council("kent").pk
    assert missed.reference in get(office, office.manager, "team", "?show=missed")
    assert today.reference not in get(office, office.manager, "team", "?show=missed")
    page = get(office, office.manager, "team", "?show=today")
    assert today.reference in page and missed.reference not in page
    assert tray.reference in get(office, office.manager, "team", "?show=soon")
    page = get(office, office.manager, "team", "?show=unallocated")
    assert tray.reference in page and "Received today at 9:00am" in page and missed.reference not in page
    count = Timer.objects.missed(NOW).of_council(kent).count()
    assert f'<span class="hf-tile__number">{count}</span>' in page


def test_filters_are_chips_that_can_be_taken_off(office: Office) -> None:
    office.referral(at(16), worker=office.worker)
    page = get(office, office.manager, "team", f"?show=missed&worker={office.worker.reference}&council=E09000016")
    for words in ("Showing only", "Jo Marsh", "With Havering", "Missed"):
        assert words in page
    assert 'href="?show=missed&amp;council=E09000016"' in page


@pytest.mark.parametrize(
    ("show", "words"),
    [
        ("", "Nothing is late or due soon in Front Door East"),
        ("missed", "Nothing is late in Front Door East"),
        ("today", "Nothing more is due today in Front Door East"),
        ("soon", "Nothing is due in the next three days in Front Door East"),
        ("unallocated", "Every referral in Front Door East has a worker"),
        ("quiet", "in the last four weeks"),
    ],
)
def test_an_empty_list_says_what_that_means(office: Office, show: str, words: str) -> None:
    assert words in get(office, office.manager, "team", f"?show={show}")


def many(office: Office, number: int) -> None:
    """Referrals of the front door, all late, made with few statements."""
    first = office.referral(at(16), worker=office.worker)
    kent = office.world.council("kent")
    copies = [
        Referral(
            reference=f"COPY-{n:05}", council=kent, logged_by=office.worker, received_at=at(16), recorded_at=at(16),
            first_child=first.first_child,
        )
        for n in range(number)
    ]  # fmt: skip
    made = Referral.objects.bulk_create(copies, unrecorded="a test's copies")
    parts = Part.objects.bulk_create(
        Part(
            referral=one, council=kent, came="logged", received_at=at(16), recorded_at=at(16), team=office.front,
            worker=office.worker,
        )
        for one in made
    )  # fmt: skip
    Allocation.objects.bulk_create(
        Allocation(
            part=part, team=office.front, worker=office.worker, by=office.manager, since=at(16), recorded_at=at(16)
        )
        for part in parts
    )
    start_many(
        [
            Start(
                kind="decision", council_id=kent.pk, subject=("referrals.part", part.pk),
                about=("referrals.referral", part.referral_id), at=at(16), team_id=office.front.pk,
                owner_id=office.worker.pk,
            )
            for part in parts
        ],
        now=at(16),
    )  # fmt: skip


def statements(office: Office, person: Any, name: str, query: str = "") -> list[str]:
    client = office.client(person)
    client.get(reverse(f"work:{name}") + query)  # the first also plans what it asks
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(f"work:{name}") + query).status_code == 200
    return [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]


def test_the_dashboard_costs_the_same_few_statements_with_ten_and_with_five_hundred(office: Office) -> None:
    many(office, 10)
    few = statements(office, office.manager, "team")
    for one in Referral.objects.filter(reference__startswith="COPY-"):
        one.reference = one.reference.replace("COPY", "OLD")
        Referral.objects.filter(pk=one.pk).update(reference=one.reference, unrecorded="a test's copies")
    many(office, 490)
    lots = statements(office, office.manager, "team")
    assert len(few) == len(lots) <= 8, lots
    assert len(statements(office, office.service_manager, "team")) <= 8
    query = f"?show=missed&worker={office.worker.reference}&council=E09000016&team=Front+Door+East"
    assert len(statements(office, office.manager, "team", query)) <= 8
    assert len(statements(office, office.manager, "team", "?show=unallocated")) <= 8


@pytest.mark.parametrize("name", ["my", "inbox", "notices", "service"])
def test_every_list_costs_the_same_whatever_it_lists(office: Office, name: str) -> None:
    person = office.worker if name == "my" else office.head
    for _ in range(2):  # the second brings a blind match with Havering
        office.referral(at(16), worker=office.worker)
    few = statements(office, person, name)
    for _ in range(5):
        office.referral(at(16), worker=office.worker)
    assert len(statements(office, person, name)) == len(few)


def test_pages_follow_one_another_without_a_gap_or_a_repeat(office: Office) -> None:
    many(office, 60)
    seen: list[str] = []
    query = "?show=missed"
    for _ in range(10):
        page = get(office, office.manager, "team", query)
        seen += [one[:10] for one in page.split('class="hf-ref">')[1:]]
        if 'rel="next"' not in page:
            break
        href = page.split('govuk-pagination__next"><a class="govuk-link govuk-pagination__link" href="')[1]
        query = href.split('"')[0].replace("&amp;", "&")
    copies = [one for one in seen if one.startswith("COPY")]
    assert len(copies) == len(set(copies)) == 60


def test_every_row_shown_is_in_the_trail(office: Office) -> None:
    referral = office.referral(at(16), worker=office.worker)
    get(office, office.manager, "team")
    entry = Entry.objects.filter(action="list", by_id=office.manager.pk).latest("id")
    assert (entry.subject_label, entry.ids) == ("referrals.referral", [referral.pk])


def test_several_are_given_to_somebody_else_with_a_reason(office: Office) -> None:
    first, second = office.referral(at(16), worker=office.worker), office.referral(at(16), worker=office.worker)
    new = office.world.person("kent", "social_worker", "Ada Ross", office.front)
    answer = office.client(office.manager).post(
        "/team/?show=missed",
        {"referral": [first.reference, second.reference], "worker": new.reference, "reason": "Jo is away"},
    )
    assert (answer.status_code, answer["Location"]) == (302, "/team/?show=missed")
    assert set(Part.objects.filter(worker=new).values_list("referral_id", flat=True)) == {first.pk, second.pk}
    assert Allocation.objects.filter(worker=new, reason="Jo is away").count() == 2
    assert "Ada Ross now has 2 referrals." in get(office, office.manager, "team")


def test_a_reallocation_without_a_reason_keeps_what_was_chosen(office: Office) -> None:
    referral = office.referral(at(16), worker=office.worker)
    new = office.world.person("kent", "social_worker", "Ada Ross", office.front)
    answer = office.client(office.manager).post("/team/", {"referral": [referral.reference], "worker": new.reference})
    page = answer.content.decode()
    assert "Say why they change hands" in page
    assert f'value="{referral.reference}" checked' in page
    assert f'value="{new.reference}" selected' in page
    assert not Part.objects.filter(worker=new).exists()


def test_nobody_reallocates_what_another_team_holds(office: Office) -> None:
    theirs = office.referral(at(16), worker=office.other_worker, team=office.west)
    answer = office.client(office.manager).post(
        "/team/", {"referral": [theirs.reference], "worker": office.worker.reference, "reason": "Mine now"}
    )
    assert "is not held by your team" in answer.content.decode()
    assert Part.objects.get(referral=theirs, council=office.world.council("kent")).worker == office.other_worker


def test_my_work_says_the_act_and_one_call_is_one_row(office: Office) -> None:
    office.referral(at(16), worker=office.worker)
    page = get(office, office.worker, "my")
    assert page.count("Ring Havering about Yusuf: no direct contact yet, and our referral is not acknowledged") >= 1
    assert page.count("no direct contact yet") == page.count("our referral is not acknowledged")
    for words in (
        "Missed by 1 day",
        "Decide what happens next for Yusuf",
        "contact-council/?to=E09000016",
        "My drafts",
    ):
        assert words in page, words


def test_my_work_is_mine_alone(office: Office) -> None:
    referral = office.referral(at(16), worker=office.worker)
    assert referral.reference not in get(office, office.other_worker, "my")
    assert "Nothing is allocated to you" in get(office, office.other_worker, "my")


def test_the_inbox_has_both_sides_and_acknowledges_in_one_press(office: Office) -> None:
    referral = office.referral(at(16), worker=office.worker)
    desk = office.world.person("havering", "screener", "Mo Desk", office.world.team("havering"))
    ours, theirs = get(office, office.manager, "inbox"), get(office, desk, "inbox")
    assert "Ring Havering about Yusuf" in ours.split("Waiting for them")[1]
    waiting = theirs.split("Waiting for us")[1].split("Waiting for them")[0]
    assert referral.reference in waiting
    assert "That we say we have it and our decision" in waiting
    assert "Kent, Social Worker of Kent" in waiting
    answer = office.client(desk).post("/inbox/acknowledge/", {"referral": referral.reference}, follow=True)
    assert "Acknowledged" in answer.content.decode()
    assert Sending.objects.get(referral=referral).acknowledged_by == "Mo Desk"


def test_what_the_other_council_misses_is_seen_by_the_one_that_sent_it(office: Office) -> None:
    office.referral(at(16), worker=office.worker)
    page = get(office, office.manager, "inbox").split("Late at the other council")[1]
    assert "Havering is late: decision on what to do next" in page


def test_who_only_logs_sees_what_became_of_it(office: Office) -> None:
    clerk = office.world.person("kent", "adult_social_care", "Bo Clerk")
    from referrals import actions

    referral = actions.log_referral(by=clerk, said=office.world.said(), at=at(17), now=at(17))
    page = get(office, clerk, "my")
    assert referral.reference in page.split("Logged by me")[1]
    assert "nobody has it yet" in page


def test_nobody_acknowledges_what_was_not_sent_to_them(office: Office) -> None:
    referral = office.referral(at(16))
    stranger = office.world.person("croydon", "screener", "Cy Stranger", office.world.team("croydon"))
    assert office.client(stranger).post("/inbox/acknowledge/", {"referral": referral.reference}).status_code == 404


def test_a_blind_match_tells_only_that_the_other_has_one(office: Office) -> None:
    world = office.world
    child = world.child(nhs_number="9990000018")
    world.logged("kent", at(16), world.said(child, world.harmer()))
    theirs = world.logged("croydon", at(17), world.said(child, world.harmer()))
    page = get(office, office.manager, "inbox")
    assert "Ring Croydon: they have a live referral about a child who looks like ours" in page
    assert theirs.reference not in page


def raised(office: Office) -> Referral:
    referral = office.referral(at(16), worker=office.worker)
    sweep(now=NOW)
    telling.tell(now=NOW)
    return referral


def test_notifications_are_there_at_once_for_worker_and_manager(office: Office) -> None:
    referral = office.referral(at(16), worker=office.worker)
    assert "Nothing waits for your answer" in get(office, office.worker, "notices")
    sweep(now=NOW)
    for person in (office.worker, office.manager):
        page = get(office, person, "notices")
        assert "Missed: " in page and "Decision, feedback to the referrer" in page
        assert page.count('class="hf-notice__what"') == 1  # one entry, however many clocks
        assert referral.reference in page
    assert referral.reference not in get(office, office.other_worker, "notices")
    assert referral.reference not in get(office, office.head, "notices")


def handle_in(page: str) -> str:
    return page.split('name="alerts" value="')[1].split('"')[0]


def test_an_alert_is_seen_and_stays_listed_while_its_clock_runs(office: Office) -> None:
    raised(office)
    handle = handle_in(get(office, office.manager, "notices"))
    answer = office.client(office.manager).post("/notifications/seen/", {"alerts": handle}, follow=True)
    assert "Marked as seen" in answer.content.decode()
    assert {one.what for one in AlertAnswer.objects.all()} == {"acknowledged"}
    assert "Nothing waits for your answer" in get(office, office.manager, "notices")
    assert "Ruth Bell has seen it" in get(office, office.manager, "notices", "?show=answered")


def test_an_alert_is_put_off_with_a_reason_only(office: Office) -> None:
    raised(office)
    handle = handle_in(get(office, office.manager, "notices"))
    client = office.client(office.manager)
    answer = client.post("/notifications/put-off/", {"alerts": handle, "until": "1", "reason": " "}, follow=True)
    assert "Not yet: say why this can wait." in answer.content.decode()
    client.post("/notifications/put-off/", {"alerts": handle, "until": "1", "reason": "Havering rings at noon"})
    assert all(one.until > NOW + timedelta(minutes=59) for one in AlertAnswer.objects.all())
    assert "Havering rings at noon" in get(office, office.manager, "notices", "?show=answered")


def test_nobody_answers_an_alert_that_is_not_theirs(office: Office) -> None:
    raised(office)
    handle = handle_in(get(office, office.manager, "notices"))
    for person in (office.other_worker, office.west_manager):
        assert office.client(person).post("/notifications/seen/", {"alerts": handle}).status_code in (403, 404)
    assert not AlertAnswer.objects.exists()


def test_the_service_page_names_no_child_and_its_numbers_open_their_rows(office: Office) -> None:
    referral = office.referral(at(16), worker=office.worker)
    page = get(office, office.head, "service")
    assert referral.reference not in page and "Yusuf" not in page
    assert "/team/?show=missed&amp;council=E09000016" in page
    assert "Front Door East" in page


def test_what_lies_still_is_found(office: Office) -> None:
    old = office.referral(at(16) - timedelta(days=40), worker=office.worker)
    office.referral(at(16), worker=office.worker)
    page = get(office, office.head, "team", "?show=quiet")
    assert old.reference in page


def test_the_rules_are_for_everybody_with_source_and_confidence(office: Office, client: Any) -> None:
    page = client.get("/rules/").content.decode()
    for words in (
        "Decision on what to do next",
        "Within 1 working day, to the minute",
        "4 working hours before it is due",
        "The service manager, 2 working days after it was due",
        "stated in an Ombudsman decision",
        "product default: no source sets a number",
        "England: bank holidays held until",
        "Wales: bank holidays held until",
    ):
        assert words in page, words


def test_help_is_for_everybody(client: Any, db: None) -> None:
    assert "If you do not agree" in client.get("/help/").content.decode()


def test_the_clocks_page_and_alarm_fail_when_nobody_sweeps(office: Office, client: Any) -> None:
    from timers.engine import database_now

    assert client.get("/health/clocks").status_code == 503
    assert "have not been checked" in get(office, office.head, "clocks")
    SweepBeat.objects.create(by_what="test", finished_at=database_now())
    answer = client.get("/health/clocks")
    assert (answer.status_code, answer.json()["well"]) == (200, True)
    assert "Deadlines are being checked." in get(office, office.head, "clocks")
    get(office, office.worker, "clocks", status=403)


def test_live_asks_no_database(client: Any) -> None:
    assert client.get("/health/live").content == b"alive\n"


def test_the_handover_is_accepted_by_the_duty_team_alone(office: Office) -> None:
    from work import desk_close

    night = office.world.person("kent", "emergency_duty", "Kit Night")
    with time_machine.travel(at(17, 17, 40)):
        referral = office.referral(at(16, 18, 30), worker=office.worker)
        desk_close.look(now=at(17, 17, 1))
        page = get(office, night, "handover")
        assert referral.reference in page and "I accept these" in page
        assert "Nobody has accepted them yet" in get(office, night, "inbox")
        assert "has not accepted them" in get(office, office.head, "service")
        assert "I accept these" not in get(office, office.head, "handover")
        assert office.client(office.head).post("/handover/accept/", {"number": "4"}).status_code == 403
        number = page.split('name="number" value="')[1].split('"')[0]
        stale = office.client(night).post("/handover/accept/", {"number": "999"}, follow=True)
        assert "The list has changed" in stale.content.decode()
        done = office.client(night).post("/handover/accept/", {"number": number}, follow=True)
        assert "Kit Night accepted them on" in done.content.decode()


def test_my_drafts_say_about_whom_and_when_they_were_saved(office: Office) -> None:
    from referrals import drafts
    from referrals.models import Draft

    draft = drafts.start_log(user=office.worker, now=NOW)
    drafts.keep(draft, {"steps": {"search": {"name": ["Noor Aziz"]}}, "done": []}, now=at(18, 16, 12))
    referral = office.referral(at(16), worker=office.worker)
    Draft.objects.create(
        user=office.worker, form="contact-council", about_id=referral.pk, data={"words": ["They will ring back"]},
        started_at=NOW, saved_at=NOW,
    )  # fmt: skip
    page = get(office, office.worker, "my").split("My drafts")[1]
    assert "Referral about Noor Aziz" in page
    assert "saved 18 November 2026 at 4:12pm" in page
    assert f"/referrals/{referral.reference}/contact-council/" in page


def test_a_screen_that_refreshes_itself_is_nobody_at_work(office: Office) -> None:
    client = office.client(office.manager)
    for minutes in (5, 10, 15, 19):
        with time_machine.travel(NOW + timedelta(minutes=minutes)):
            assert client.get("/team/", headers={"X-Refresh": "1"}).status_code == 200
    with time_machine.travel(NOW + timedelta(minutes=21)):
        assert client.get("/team/", headers={"X-Refresh": "1"}).status_code == 302
