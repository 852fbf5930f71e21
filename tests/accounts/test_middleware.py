import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Session, User
from accounts.sessions import SessionStore
from accounts.tokens import make_token
from councils.models import Council
from tests.accounts.people import person, sign_in
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.doors")]


@pytest.fixture
def worker(client: Client) -> User:
    user = person("social_worker")
    sign_in(client, user)
    return user


def test_the_database_is_told_who_acts_and_for_whom(client, worker):
    assert client.get("/case/").content.decode() == f"{worker.pk} {worker.council_id}"


def test_nobody_is_told_for_a_visitor(client):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get("/open/").status_code == 200
    told = [query["sql"] for query in queries if query["sql"].startswith("EXECUTE who_acts")]
    assert len(told) == 1 and "('', ''," in told[0]


def test_a_view_without_a_mark_is_refused_to_everybody(client, worker):
    answer = client.get("/unmarked/")
    assert answer.status_code == 403
    assert b"canary" not in answer.content
    assert Client().get("/unmarked/").status_code == 403


def test_a_right_that_is_missing_is_refused_and_kept_in_the_trail(client):
    user = person("councillor")
    sign_in(client, user)
    assert client.get("/case/").status_code == 403
    assert Entry.objects.filter(by_id=user.pk, action="refused").count() == 1


def test_an_absent_record_is_kept_in_the_trail_and_tells_nothing(client, worker):
    answer = client.get("/absent/")
    assert answer.status_code == 404
    assert b"canary" not in answer.content
    assert Entry.objects.filter(by_id=worker.pk, action="refused", reason="404 GET").exists()


@pytest.mark.parametrize("path", ["/fails/", "/fails-in-rendering/", "/hides/"])
def test_what_a_failed_request_wrote_is_rolled_back(client, worker, path):
    client.raise_request_exception = False
    answer = client.get(path)
    assert answer.status_code == 500
    assert "Nothing of what you just sent was saved" in answer.content.decode()
    assert not Council.objects.filter(short_name="Written").exists()


def test_a_refusal_commits(client, worker):
    assert client.get("/refuses/").status_code == 403
    assert Council.objects.filter(short_name="Written").exists()


def test_nothing_is_shown_when_the_trail_cannot_be_written(client, worker):
    """The database itself refuses the row, here for a reason that is too long."""
    client.raise_request_exception = False
    assert client.get("/record/", {"reason": "x" * 200}).content == b"canary"
    answer = client.get("/record/", {"reason": "x" * 201})
    assert answer.status_code == 500
    assert b"canary" not in answer.content


def test_every_row_of_one_request_carries_the_same_id(client, worker):
    client.get("/record/")
    entry = Entry.objects.get(action="read")
    assert re.fullmatch("[0-9a-f]{32}", entry.request)
    assert entry.request != Entry.objects.get(action="sign_in").request


def test_a_stream_knows_who_acts_after_the_request_has_closed(client, worker):
    answer = client.get("/streams/")
    assert b"".join(answer.streaming_content).decode() == f"{worker.pk} {worker.council_id}"


def test_health_is_answered_without_the_database(client):
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/health/live").status_code == 200
    assert not queries.captured_queries


def test_the_frame_of_a_signed_in_page_costs_two_queries(client, worker):
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    # session; person with council and roles, told to the database, with the engine's state; the page's list; the trail
    assert len(asked) == 4, "\n".join(asked)


def test_a_visitor_is_sent_to_sign_in_and_back(client):
    answer = client.get("/case/?a=1")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=%2Fcase%2F%3Fa%3D1")


def test_a_form_sent_too_late_goes_back_to_the_form(client):
    answer = client.post("/case/", headers={"referer": "http://testserver/referrals/log/?step=2"})
    assert answer["Location"] == "/sign-in/?next=%2Freferrals%2Flog%2F%3Fstep%3D2&out=1"
    assert "kept as a draft" in client.get(answer["Location"]).content.decode()
    answer = client.post("/case/", headers={"referer": "https://elsewhere.example/"})
    assert answer["Location"] == "/sign-in/?next=%2F&out=1"


def test_htmx_is_told_to_leave_the_page(client):
    answer = client.get("/case/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/team/"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sign-in/?next=%2Fteam%2F&out=1")


def test_a_role_that_is_ended_is_gone_from_the_next_request(client, worker):
    assert client.get("/case/").status_code == 200
    row = Membership.objects.get(user=worker)
    row.until = timezone.localdate() - timedelta(days=1)
    row.save()
    assert client.get("/case/").status_code == 403


@pytest.mark.parametrize("change", [{"is_active": False}, {"left_on": timezone.localdate() - timedelta(days=1)}])
def test_somebody_suspended_or_gone_is_out_from_the_next_request(client, worker, change):
    User.objects.filter(pk=worker.pk).update(**change, unrecorded="test")
    assert client.get("/case/").status_code == 302


def test_a_changed_password_ends_the_session(client, worker):
    worker.set_password("another long pass phrase here")
    worker.save()
    assert client.get("/case/").status_code == 302


def test_a_session_is_over_after_twenty_idle_minutes(client, worker):
    start = timezone.now()
    with time_machine.travel(start + timedelta(minutes=19), tick=False):
        assert client.get("/case/").status_code == 200
    with time_machine.travel(start + timedelta(minutes=38), tick=False):
        assert client.get("/case/").status_code == 200
    with time_machine.travel(start + timedelta(minutes=59), tick=False):
        answer = client.get("/case/")
    assert answer["Location"] == "/sign-in/?next=%2Fcase%2F&out=1"


def test_a_session_is_over_after_ten_hours_however_busy(client, worker):
    start = timezone.now()
    for minutes in range(15, 600, 15):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert client.get("/case/").status_code == 200
    with time_machine.travel(start + timedelta(minutes=601), tick=False):
        assert client.get("/case/").status_code == 302


def test_the_last_request_is_noted_at_most_once_a_minute(client, worker):
    soon = timezone.now() + timedelta(seconds=30)
    with time_machine.travel(soon, tick=False), CaptureQueriesContext(connection) as queries:
        client.get("/case/")
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]
    with time_machine.travel(timezone.now() + timedelta(seconds=90), tick=False):
        client.get("/case/")
    assert Session.objects.get(user_id=worker.pk).seen_at > timezone.now() + timedelta(seconds=60)


def test_a_session_made_up_by_a_visitor_is_not_taken(client):
    client.cookies["holdfast"] = "madeupmadeupmadeupmadeupmadeup12"
    sign_in(client, person())
    assert client.cookies["holdfast"].value != "madeupmadeupmadeupmadeupmadeup12"


def test_a_session_without_its_clocks_is_over(client, worker):
    store = SessionStore(client.cookies["holdfast"].value)
    del store["began"]
    store.save()
    assert client.get("/case/").status_code == 302


@pytest.fixture
def token() -> str:
    admin = person("administrator")
    system = person("system", name="Mosaic", enrolled=False)
    return make_token(system, "Mosaic", by=admin, now=timezone.now())[1]


def test_a_token_opens_the_api_for_its_council(client, token):
    answer = client.get("/api/thing/", headers={"authorization": f"Bearer {token}"})
    system = User.objects.get(name="Mosaic")
    assert answer.json() == {"council": system.council_id, "told": [str(system.pk), str(system.council_id)]}
    assert client.post("/api/thing/", headers={"authorization": f"Bearer {token}"}).status_code == 201
    assert client.delete("/api/thing/", headers={"authorization": f"Bearer {token}"}).status_code == 405


def test_a_token_opens_nothing_but_the_api(client, token):
    assert client.get("/case/", headers={"authorization": f"Bearer {token}"}).status_code == 401


@pytest.mark.parametrize("words", ["", "Bearer hf_wrong", "Basic YTpi", "Bearer " + "hf_" + "x" * 5000])
def test_the_api_says_what_is_missing(client, words):
    answer = client.get("/api/thing/", headers={"authorization": words} if words else {})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "no_token"


def test_an_ended_token_is_refused(client, token):
    from accounts.models import SystemToken
    from accounts.tokens import end_token

    end_token(SystemToken.objects.get(), by=User.objects.exclude(name="Mosaic").get(), now=timezone.now())
    assert client.get("/api/thing/", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_a_signed_in_browser_opens_no_api(client, worker):
    assert client.get("/api/thing/").status_code == 401


def test_every_answer_says_that_nothing_is_kept(client, worker):
    client.raise_request_exception = False
    for path in ("/case/", "/fails/", "/absent/", "/unmarked/", "/sign-in/", "/nowhere/", "/health/live"):
        answer = client.get(path)
        assert answer["Cache-Control"] == "no-store", path
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert "camera=()" in answer["Permissions-Policy"], path
        assert answer["X-Frame-Options"] == "DENY", path
        assert answer["X-Content-Type-Options"] == "nosniff", path
        assert "default-src 'none'" in answer["Content-Security-Policy"], path


def test_a_session_has_its_clocks_whatever_door_it_came_by(client):
    """Tests of other rooms sign in by force_login."""
    user = person("screener")
    client.force_login(user)
    assert client.get("/case/").status_code == 200
