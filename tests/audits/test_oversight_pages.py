"""The pages by HTTP: what each shows to whom, a refusal that keeps every word, one act however often a page is sent."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audits import actions
from audits.models import (
    Binding,
    LearningReceipt,
    OmbudsmanReport,
    OversightEntry,
    RaisedWarning,
    Recommendation,
    RuleGap,
)
from audits.oversight import counting, snapshots
from audits.oversight.table import BY_CODE
from complaints.actions import complain
from complaints.said import ComplaintSaid, HeadSaid
from referrals.actions import start_assessment
from tests.audits.house import on, send
from tests.audits.test_leaders import practice, with_children
from tests.referrals.pages import signed_in, text_of
from tests.world import World, make_world
from trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return make_world(timezone.now() - timedelta(days=30))


def test_a_report_is_recorded_recommended_accepted_and_done(world: World) -> None:
    officer = world.person("kent", "monitoring_officer")
    client, today = signed_in(officer), timezone.localdate()
    week_ago = today - timedelta(days=7)
    page = send(
        client,
        "/ombudsman/record/",
        kind="report",
        number="19 010 981",
        title="Neither council took it on",
        other=str(world.council("croydon").pk),
        **on(week_ago, "decided_on"),
        **on(week_ago, "received_on"),
    )
    report = OmbudsmanReport.objects.get()
    there = f"/ombudsman/{report.reference}/"
    assert page["Location"] == there
    assert {one.council.short_name for one in report.councils.all()} == {"Kent", "Croydon"}
    kent, croydon = world.council("kent"), world.council("croydon")
    page = send(
        client,
        f"{there}recommend/",
        kind="audit",
        words="Audit 50 cases.",
        paragraph="paragraph 74",
        councils=[str(kent.pk), str(croydon.pk)],
        limit="date",
        **on(today + timedelta(days=90)),
    )
    assert page.status_code == 302, text_of(page)
    assert Recommendation.objects.get().due_on == today + timedelta(days=90)
    page = send(client, f"{there}1/accept/", accepted="yes", owner=str(officer.pk), **on(today))
    assert page["Location"] == f"{there}#recommendation-1"
    how = {"answered_by": "other", "other_means": "By the partnership: 50 files, drawn by lot."}
    refused = send(client, f"{there}1/done/", evidence=" ", **how, **on(today))
    assert refused.status_code == 422
    assert "Not yet: say what shows that it was done" in text_of(refused)
    page = send(client, f"{there}1/done/", evidence="The committee’s minute 12", **how, **on(today))
    assert page.status_code == 302
    own = Binding.objects.get(council=kent)
    assert (own.done_on, own.evidence) == (today, "The committee’s minute 12")
    words = text_of(client.get(there))
    assert "Croydon : Has not said whether it accepts" in words
    assert "Shown by: The committee’s minute 12" in words


def test_a_refusal_says_what_is_missing_and_keeps_every_word(world: World) -> None:
    made = practice(world)
    client = signed_in(world.person("kent", "monitoring_officer"))
    address = f"/ombudsman/{made['report'].reference}/members/"
    page = send(client, address, body="Cabinet", minute="")
    assert page.status_code == 422
    words = text_of(page)
    assert (
        "Not yet: give the day of the meeting" in words and "Not yet: say where the minute of the meeting is" in words
    )
    assert "section 31(2)" in words and 'value="Cabinet"' in page.content.decode()
    # The words are there again when the page is opened anew.
    assert 'value="Cabinet"' in client.get(address).content.decode()


def test_what_is_typed_is_kept_before_it_is_sent(world: World) -> None:
    client = signed_in(world.person("kent", "head_of_service"))
    address = "/warnings/raise/"
    token = re.search(r'name="token" value="([0-9a-f-]{36})"', client.get(address).content.decode())[1]  # type: ignore[index]
    kept = client.post(f"{address}?keep=", {"token": token, "about": "Nobody answers at"})
    assert kept.json()["saved"] and not RaisedWarning.objects.exists()
    page = client.get(address).content.decode()
    assert "Nobody answers at" in page and f'data-draft-url="{address}?keep="' in page
    assert "There is a problem" not in page
    other = signed_in(world.person("kent", "service_manager"))
    assert other.post(f"{address}?keep=", {"token": token, "about": "Mine now"}).status_code == 404


def test_one_page_acts_once(world: World) -> None:
    client = signed_in(world.person("kent", "head_of_service"))
    page = client.get("/warnings/raise/")
    token = re.search(r'name="token" value="([0-9a-f-]{36})"', page.content.decode())[1]  # type: ignore[index]
    typed = {
        "token": token,
        "source": "staff",
        "raised_by": "A worker of the front door",
        "about": "Nobody answers at night",
        "words": "The number rings out.",
        "to": "service_manager",
    }
    for _ in range(3):
        assert client.post("/warnings/raise/", typed).status_code == 302
    assert RaisedWarning.objects.count() == 1


def test_opening_a_warning_is_kept_and_an_answer_is_read_by_scrutiny(world: World) -> None:
    warning = practice(world)["warning"]
    there = f"/warnings/{warning.reference}/"
    councillor = signed_in(world.person("kent", "councillor"))
    for _ in range(2):
        assert councillor.get(there).status_code == 200
    assert OversightEntry.objects.filter(verb="open_warning").count() == 1
    warning.standing.refresh_from_db()
    assert warning.standing.read_at is not None
    page = send(councillor, f"{there}answer/", answer="We ask for figures.", what_changes="A pack each month.")
    assert page["Location"] == there
    words = text_of(signed_in(world.person("kent", "auditor")).get(there))
    assert "We ask for figures." in words and "A pack each month." in words


def test_who_raised_a_warning_sees_it_and_no_other(world: World) -> None:
    other = practice(world)["warning"]
    worker = world.person("kent", name="Grace Obi")
    own = actions.raise_warning(
        by=worker,
        source="staff",
        raised_by="A worker",
        about="Too many cases",
        words="w",
        to="team_manager",
        at=timezone.now(),
        now=timezone.now(),
    )
    client = signed_in(worker)
    words = text_of(client.get("/warnings/"))
    assert "Too many cases" in words and other.about not in words
    assert client.get(f"/warnings/{own.reference}/").status_code == 200
    assert client.get(f"/warnings/{other.reference}/").status_code == 404
    assert client.get(f"/warnings/{own.reference}/answer/").status_code == 403


def test_figures_open_into_cases_for_those_who_may_see_them_and_that_is_in_the_trail(world: World) -> None:
    referrals = with_children(world)
    practice(world)
    head = signed_in(world.person("kent", "head_of_service"))
    for family in ("oversight", "border", "decisions", "recording", "workers"):
        page = head.get(f"/oversight/{family}/")
        assert page.status_code == 200
        for one in page.context["figures"]:
            if one["code"] == "assessed_after_complaint":
                continue
            rows = head.get(one["href"])
            assert rows.status_code == 200, one["href"]
    shown = Entry.objects.filter(action="list", reason="figure no_worker").latest("pk")
    assert set(shown.ids) == {one.pk for one in referrals}
    assert head.get("/oversight/oversight/nothing/").status_code == 404
    assert head.get("/oversight/border/drift/").status_code == 404
    assert head.get("/oversight/nothing/").status_code == 404


def test_that_somebody_complained_is_told_to_nobody_who_may_see_the_case(world: World) -> None:
    """Fault 77 is a number: small ones are hidden, and none opens into its cases."""
    kent = world.council("kent")
    officer, head = world.person("kent", "complaints_officer"), world.person("kent", "head_of_service")
    for days in (20, 19):
        at = timezone.now() - timedelta(days=days)
        referral = world.logged("kent", at)
        said = ComplaintSaid(heads=[HeadSaid(words="Nobody came", about="delay")], referral=referral)
        for after, act in (
            (1, lambda when, said=said: complain(by=officer, council=kent, said=said, at=when, now=when)),
            (2, lambda when, about=referral: start_assessment(by=head, referral=about, at=when, now=when)),
        ):
            act(at + timedelta(days=after))
    snapshots.forget()
    snapshots.look(now=timezone.now())
    assert counting.count(BY_CODE["assessed_after_complaint"], kent.pk, timezone.now()).hits == 2
    client = signed_in(head)
    [told] = [
        one
        for one in client.get("/oversight/decisions/").context["figures"]
        if one["code"] == "assessed_after_complaint"
    ]
    assert (told["number"], told["href"]) == ("Under 5", "")
    assert client.get("/oversight/decisions/assessed_after_complaint/").status_code == 404


def test_a_page_of_figures_asks_the_same_number_of_questions_whatever_there_is(world: World) -> None:
    head = signed_in(world.person("kent", "head_of_service"))
    practice(world)
    addresses = ["/oversight/", "/oversight/border/?months=36", "/leaders/", "/ombudsman/", "/warnings/"]
    addresses.append("/oversight/oversight/no_worker/")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            head.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert head.get(address).status_code == 200
            counts.append(len(queries))
        return counts

    before = asked()
    with_children(world)
    now, officer = timezone.now(), world.person("kent", "monitoring_officer")
    for number in range(5):
        actions.raise_warning(
            by=officer,
            source="chair",
            raised_by="The chair",
            about=str(number),
            words="w",
            to="councillor",
            at=now,
            now=now,
        )
    after = asked()
    # One more where there are cases to name in the trail.
    assert [b - a for a, b in zip(before, after, strict=True)] == [0, 0, 0, 0, 0, 1]
    # The page of leaders asks most: figures, warnings, three kinds of promise, audits, what was sent and
    # what became of it.
    assert max(after) <= 16, dict(zip(addresses, after, strict=True))


def test_gaps_and_learning_by_their_pages(world: World) -> None:
    made = practice(world)
    head = world.person("kent", "head_of_service")
    client, today = signed_in(head), timezone.localdate()
    page = send(
        client, f"/oversight/gaps/{made['gap'].reference}/settle/", outcome="Chapter 11 says so now.", **on(today)
    )
    assert page.status_code == 302
    assert RuleGap.objects.get().outcome == "Chapter 11 says so now."
    team = world.team("kent")
    page = send(
        client,
        "/learning/send/",
        kind="training",
        title="Ring first",
        words="Ring the other council on the day.",
        teams=[str(team.pk)],
        **on(today + timedelta(days=7), "read_by"),
    )
    assert page.status_code == 302, text_of(page)
    there = page["Location"]
    reader = signed_in(world.person("kent", name="Grace Obi", team=team))
    assert "Ring first" in text_of(reader.get("/learning/"))
    assert send(reader, there, words="I will.").status_code == 302
    assert LearningReceipt.objects.count() == 1
    outsider = signed_in(world.person("kent", name="Lee Moss", team=world.team("kent", "Another team")))
    assert outsider.get(there).status_code == 404
    words = text_of(client.get(there))
    assert "Front Door East 1 of 1" in words and "I will." in words
    page = send(
        client,
        f"{there}training/",
        audience="Front door",
        came="9",
        of="12",
        evidence="Register",
        **on(today, "held_on"),
    )
    assert page.status_code == 302, text_of(page)
    assert "9 of 12 came" in text_of(client.get(there))


def test_attendance_is_a_share_of_meetings_the_lowest_first(world: World) -> None:
    client, today = signed_in(world.person("kent", "monitoring_officer")), timezone.localdate()
    for days, came, absent in ((30, "Chair\nCabinet member", ""), (9, "Chair", "Cabinet member: on leave")):
        page = send(
            client,
            "/attendance/record/",
            board="Safeguarding board",
            came=came,
            absent=absent,
            **on(today - timedelta(days=days), "held_on"),
        )
        assert page.status_code == 302, text_of(page)
    words = text_of(client.get("/attendance/"))
    assert words.index("Cabinet member Safeguarding board 1 of 2 50%") < words.index(
        "Chair Safeguarding board 2 of 2 100%"
    )


def test_a_report_is_there_only_for_councils_that_it_binds(world: World) -> None:
    report = practice(world)["report"]
    address = f"/ombudsman/{report.reference}/"
    assert signed_in(world.person("kent", "auditor")).get(address).status_code == 200
    assert signed_in(world.person("kent", "auditor")).get(f"{address}members/").status_code == 403
    assert signed_in(world.person("havering", "monitoring_officer")).get(address).status_code == 404


def test_last_months_pack_is_sent_by_hand_once(world: World) -> None:
    practice(world)
    client = signed_in(world.person("kent", "head_of_service"))
    assert "was sent already" in text_of(client.post("/leaders/send/", follow=True))
    assert signed_in(world.person("kent", "councillor")).post("/leaders/send/").status_code == 403


def test_empty_registers_say_what_that_means(world: World) -> None:
    officer = signed_in(world.person("kent", "monitoring_officer"))
    for address, words in (
        ("/ombudsman/", "No report is on record"),
        ("/warnings/", "Every warning has been answered"),
        ("/attendance/", "No meeting of the past twelve months is on record"),
        ("/oversight/gaps/", "No gap waits to be settled"),
        ("/learning/", "Nothing waits for you to read"),
        ("/leaders/", "No pack has been sent yet"),
    ):
        assert words in text_of(officer.get(address)), address
