from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from accounts import codes
from accounts.models import Factor, PasswordReset, Session, User
from accounts.signing import RESET_FOR
from accounts.views import NOT_SIGNED_IN
from councils.models import Message
from tests.accounts.people import PASSWORD, code_of, person, sign_in
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.doors")]


def given(client: Client, email: str, password: str = PASSWORD):
    return client.post("/sign-in/", {"username": email, "password": password})


def test_password_and_code_sign_in(client):
    user = person()
    answer = sign_in(client, user)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/case/").status_code == 200
    assert Entry.objects.filter(by_id=user.pk, action="sign_in").count() == 1
    assert User.objects.get(pk=user.pk).last_login is not None
    assert user.history.count() == 1  # a sign-in adds no line to the history


def test_a_password_alone_opens_nothing(client):
    user = person()
    assert given(client, user.email)["Location"] == "/sign-in/code/"
    assert client.get("/case/").status_code == 302
    assert client.get("/account/").status_code == 302
    assert Session.objects.filter(user_id=user.pk).count() == 0


def test_the_code_page_is_closed_without_a_password(client):
    assert client.get("/sign-in/code/")["Location"] == "/sign-in/"
    assert client.post("/sign-in/code/", {"code": "123456"})["Location"] == "/sign-in/"


def test_half_a_sign_in_lasts_ten_minutes(client):
    user = person()
    given(client, user.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert client.post("/sign-in/code/", {"code": code_of(user)})["Location"] == "/sign-in/"


def test_a_password_changed_meanwhile_ends_half_a_sign_in(client):
    user = person()
    given(client, user.email)
    user.set_password("another long pass phrase here")
    user.save()
    assert client.post("/sign-in/code/", {"code": code_of(user)})["Location"] == "/sign-in/"


def _refused(client: Client, email: str, password: str = PASSWORD) -> str:
    answer = given(client, email, password)
    assert answer.status_code == 200
    words = answer.content.decode()
    assert NOT_SIGNED_IN in words
    return words.split("<main")[1].replace(email, "ADDRESS")


def test_an_unknown_address_reads_like_a_wrong_password(client):
    asleep, gone, suspended = person(name="Asleep"), person(name="Gone"), person(name="Suspended")
    today = timezone.localdate()
    User.objects.filter(pk=asleep.pk).update(awake_since=today - timedelta(days=61), unrecorded="test")
    User.objects.filter(pk=gone.pk).update(left_on=today - timedelta(days=1), unrecorded="test")
    User.objects.filter(pk=suspended.pk).update(is_active=False, unrecorded="test")
    system = person("system", name="Mosaic")
    system.set_unusable_password()
    system.save()
    pages = {
        _refused(Client(enforce_csrf_checks=False), email, password).replace("\n", "")[:200]
        for email, password in [
            (person(name="Known").email, "wrong wrong wrong wrong"),
            ("nobody@example.org", PASSWORD),
            (asleep.email, PASSWORD),
            (gone.email, PASSWORD),
            (suspended.email, PASSWORD),
            (system.email, PASSWORD),
        ]
    }
    assert len(pages) == 1


def test_the_address_is_taken_whatever_its_case(client):
    user = person()
    assert given(client, user.email.upper())["Location"] == "/sign-in/code/"


@pytest.mark.parametrize("known", [True, False])
def test_too_many_wrong_passwords_lock_known_and_unknown_alike(client, settings, known):
    email = person().email if known else "nobody@example.org"
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert given(client, email, "wrong").status_code == 200
    answer = given(client, email, "wrong")
    assert answer.status_code == 429
    assert "Too many attempts" in answer.content.decode()
    assert given(client, email).status_code == 429  # the right password as well
    assert AccessAttempt.objects.count() == 1


def test_signing_in_forgets_the_wrong_passwords(client):
    user = person()
    given(client, user.email, "wrong")
    sign_in(client, user)
    assert not AccessAttempt.objects.exists()


def test_a_code_works_once(client):
    user = person()
    code = code_of(user)
    given(client, user.email)
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    other = Client()
    given(other, user.email)
    answer = other.post("/sign-in/code/", {"code": code})
    assert "not right or was used before" in answer.content.decode()
    assert other.get("/case/").status_code == 302


def test_five_wrong_codes_wait_fifteen_minutes_even_for_the_right_one(client):
    user = person()
    given(client, user.email)
    for _ in range(5):
        client.post("/sign-in/code/", {"code": "000000"})
    assert client.post("/sign-in/code/", {"code": code_of(user)}).status_code == 200
    later = timezone.now() + timedelta(minutes=16)
    with time_machine.travel(later, tick=False):
        given(client, user.email)
        assert client.post("/sign-in/code/", {"code": code_of(user, later)}).status_code == 302


def test_the_first_sign_in_sets_up_the_second_factor(client):
    user = person(enrolled=False)
    given(client, user.email)
    page = client.get("/sign-in/code/")
    secret = codes.shown_secret(Factor.objects.get(user=user))
    assert secret in page.content.decode()
    answer = client.post("/sign-in/code/", {"code": code_of(user)})
    assert answer.status_code == 200
    shown = answer.context["codes"]
    assert len(shown) == 10
    assert client.get("/case/").status_code == 200
    # Once set up, the key is not shown again, and a recovery code signs in once.
    other = Client()
    given(other, user.email)
    assert secret not in other.get("/sign-in/code/").content.decode()
    assert other.post("/sign-in/code/", {"code": shown[0].lower()}).status_code == 302
    third = Client()
    given(third, user.email)
    assert third.post("/sign-in/code/", {"code": shown[0]}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("/case/?a=1", "/case/?a=1"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("\\\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://testserver/case/", "/"),
        ("", "/"),
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(client, asked, there):
    user = person()
    client.post("/sign-in/?" + "next=" + asked.replace("&", "%26"), {"username": user.email, "password": PASSWORD})
    assert client.post("/sign-in/code/", {"code": code_of(user)})["Location"] == there


def test_each_step_of_signing_in_changes_the_session_key(client):
    """A key planted in the browser beforehand is worth nothing afterwards (session fixation)."""
    user = person()
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["holdfast"] = session.session_key
    given(client, user.email)
    half = client.cookies["holdfast"].value
    client.post("/sign-in/code/", {"code": code_of(user)})
    whole = client.cookies["holdfast"].value
    assert len({session.session_key, half, whole}) == 3
    for old in (session.session_key, half):
        thief = Client()
        thief.cookies["holdfast"] = old
        assert thief.get("/case/").status_code == 302


def test_signing_out_ends_the_session_and_empties_the_browser(client):
    user = person()
    sign_in(client, user)
    key = client.cookies["holdfast"].value
    answer = client.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client()
    thief.cookies["holdfast"] = key
    assert thief.get("/case/").status_code == 302
    assert client.get("/sign-out/").status_code == 405


def test_signing_in_asks_for_the_csrf_token():
    answer = Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "a@example.org", "password": PASSWORD})
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()


def _link(user: User) -> str:
    body = Message.objects.filter(person=user).latest("pk").body
    return "/" + body.split("http://localhost:8000/")[1].split()[0]


def test_a_reset_link_changes_the_password_once_and_does_not_skip_the_factor(client):
    user = person()
    device = Client()
    sign_in(device, user)
    client.post("/password/forgotten/", {"email": user.email})
    link = _link(user)
    new = "violin marmalade eleven clouds"
    assert client.post(link, {"new_password": new})["Location"] == "/sign-in/"
    assert client.get("/case/").status_code == 302
    assert device.get("/case/").status_code == 302, "other sessions end"
    assert given(client, user.email, new)["Location"] == "/sign-in/code/"
    assert client.get(link).status_code == 404
    assert client.post(link, {"new_password": new + "!"}).status_code == 404


def test_a_reset_link_is_good_for_an_hour(client):
    user = person()
    client.post("/password/forgotten/", {"email": user.email})
    with time_machine.travel(timezone.now() + RESET_FOR, tick=False):
        assert client.get(_link(user)).status_code == 404


def test_nobody_fills_anothers_inbox_with_links(client):
    user = person()
    for _ in range(5):
        client.post("/password/forgotten/", {"email": user.email})
    assert Message.objects.filter(person=user).count() == 3


def test_nothing_tells_whether_an_address_has_an_account(client):
    known = client.post("/password/forgotten/", {"email": person().email})
    unknown = client.post("/password/forgotten/", {"email": "nobody@example.org"})
    assert known.content == unknown.content
    assert PasswordReset.objects.count() == 1


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("short", False),
        ("password1234567", False),
        ("holdfast holdfast 1", False),
        ("Kent County Council 2026", False),
        ("Alexandra Featherby", False),
        ("111111111111111", False),
        ("violin marmalade eleven clouds", True),
        ("    spaces are letters too    ", True),
        ("the council of elephants sleeps", True),
    ],
)
def test_what_makes_a_password(client, password, good):
    user = person(name="Alexandra Featherby")
    sign_in(client, user)
    answer = client.post("/account/password/", {"password": PASSWORD, "new_password": password})
    assert (answer.status_code == 302) is good


def test_changing_the_password_keeps_this_device_and_ends_the_others(client):
    user = person()
    other = Client()
    sign_in(other, user)
    sign_in(client, user)
    wrong = client.post("/account/password/", {"password": "wrong", "new_password": "violin marmalade eleven clouds"})
    assert wrong.status_code == 200
    client.post("/account/password/", {"password": PASSWORD, "new_password": "violin marmalade eleven clouds"})
    assert client.get("/case/").status_code == 200
    assert other.get("/case/").status_code == 302


def test_people_see_and_end_their_own_sessions(client):
    user, stranger = person(), person(name="Stranger")
    other, strange = Client(), Client()
    sign_in(other, user, headers={"user-agent": "Firefox on a train"})
    sign_in(strange, stranger)
    sign_in(client, user)
    page = client.get("/account/").content.decode()
    assert "Firefox on a train" in page
    assert other.cookies["holdfast"].value not in page, "a key in a page is a key given away"
    handle = Session.objects.get(device="Firefox on a train").handle
    client.post("/account/sessions/end/", {"session": handle})
    assert other.get("/case/").status_code == 302
    client.post("/account/sessions/end/", {"session": Session.objects.get(user_id=stranger.pk).handle})
    client.post("/account/sessions/end/")
    assert strange.get("/case/").status_code == 200
    assert client.get("/case/").status_code == 200


def test_new_recovery_codes_ask_for_a_code(client):
    user = person()
    sign_in(client, user)
    assert "codes" not in (client.post("/account/recovery-codes/", {"code": "000000"}).context or {})
    Factor.objects.update(last_step=0)
    answer = client.post("/account/recovery-codes/", {"code": code_of(user)})
    assert len(answer.context["codes"]) == 10
