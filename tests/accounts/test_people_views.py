import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.actions import Refused
from accounts.models import Deputy, Factor, Membership, SystemToken, User
from tests.accounts.people import council, person, sign_in, team
from trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.doors")]


@pytest.fixture
def administrator(client: Client) -> User:
    user = person("administrator", name="Ada Minton")
    sign_in(client, user)
    return user


def at(user: User, more: str = "") -> str:
    return f"/people/{user.reference}/{more}"


def plain(answer) -> str:
    """Without the token that differs in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


def day(name: str, on: date) -> dict[str, int]:
    """What the three boxes of a date send."""
    return {f"{name}-{part}": getattr(on, part) for part in ("day", "month", "year")}


def test_a_person_is_added_and_gets_in_by_the_reset_link(client, administrator):
    answer = client.post("/people/add/", {"name": "Nia Okafor", "email": "Nia.Okafor@Example.org"})
    user = User.objects.get(email="nia.okafor@example.org")
    assert answer["Location"] == at(user)
    assert user.council == administrator.council
    assert user.history.get().history_user_id == administrator.pk
    assert user.has_usable_password(), "else the reset link would be refused"
    assert str(user.pk) not in at(user).split("/")
    again = client.post("/people/add/", {"name": "Nia", "email": "nia.okafor@example.org"})
    assert "already has an account" in again.content.decode()


def test_the_list_and_a_person_open(client, administrator):
    worker = person("social_worker", name="Tom Ashby", in_team=team())
    listed = client.get("/people/").content.decode()
    assert "Tom Ashby" in listed and "Social worker, Front Door East" in listed
    assert "Tom Ashby" in client.get(at(worker)).content.decode()


def test_other_councils_people_are_absent(client, administrator):
    stranger = person("social_worker", of="Havering", name="Far Away")
    assert "Far Away" not in client.get("/people/").content.decode()
    absent = client.get("/people/nobody/")
    other = client.get(at(stranger))
    assert absent.status_code == other.status_code == 404
    assert plain(absent) == plain(other)
    for more in ("act/", "roles/", "roles/end/", "deputies/", "deputies/end/"):
        assert client.post(at(stranger, more), {"act": "suspend"}).status_code == 404
    assert User.objects.get(pk=stranger.pk).is_active


def test_a_role_is_given_from_a_day_and_ended_at_once(client, administrator):
    user, today = person(None, name="Tom Ashby"), timezone.localdate()
    form = {"role-role": "screener", "role-team": team().pk} | day("role-since", today)
    answer = client.post(at(user, "roles/"), form)
    assert answer.status_code == 302, answer.context["role_form"].errors
    row = Membership.objects.get(user=user)
    assert (row.role, row.team, row.since, row.until) == ("screener", team(), today, None)
    assert User.objects.get(pk=user.pk).has_perm("referrals.read")
    client.post(at(user, "roles/end/"), {"membership": row.pk})
    assert not User.objects.get(pk=user.pk).has_perm("referrals.read")
    assert set(Entry.objects.values_list("action", flat=True)) >= {"give_role", "end_role"}
    assert Membership.history.filter(id=row.pk).count() == 2, "given in error the same day: gone, but its past stays"


@pytest.mark.parametrize("role", ["system", "nonsense", ""])
def test_no_other_role_is_given_by_hand(client, administrator, role):
    user, today = person(None), timezone.localdate()
    form = {"role-role": role} | day("role-since", today)
    assert client.post(at(user, "roles/"), form).status_code == 200
    assert not user.memberships.exists()


def test_nobody_changes_their_own_rights(client, administrator):
    now, today = timezone.now(), timezone.localdate()
    mine = administrator.memberships.get()
    with pytest.raises(Refused):
        actions.give_role(by=administrator, now=now, user=administrator, role="head_of_service", since=today)
    with pytest.raises(Refused):
        actions.end_role(by=administrator, now=now, membership=mine, until=today)
    with pytest.raises(Refused):
        actions.name_deputy(
            by=administrator, now=now, user=person("head_of_service"), deputy=administrator, since=today, until=today
        )
    for action in (actions.suspend, actions.forget_factor):
        with pytest.raises(Refused):
            action(by=administrator, now=now, user=administrator)


def test_another_councils_administrator_is_refused():
    far, near = person("administrator", of="Havering"), person("social_worker")
    now, today = timezone.now(), timezone.localdate()
    with pytest.raises(Refused):
        actions.give_role(by=far, now=now, user=near, role="screener", since=today)
    with pytest.raises(Refused):
        actions.suspend(by=far, now=now, user=near)
    with pytest.raises(Refused):
        actions.give_role(
            by=person("administrator"),
            now=now,
            user=near,
            role="screener",
            since=today,
            team=team("East", of="Havering"),
        )


def test_suspending_ends_sessions_and_tokens_at_once(client, administrator):
    worker, theirs = person("social_worker"), Client()
    sign_in(theirs, worker)
    assert theirs.get("/case/").status_code == 200
    client.post(at(worker, "act/"), {"act": "suspend"})
    assert theirs.get("/case/").status_code == 302
    client.post(at(worker, "act/"), {"act": "let_back"})
    assert sign_in(theirs, worker).status_code == 302
    assert theirs.get("/case/").status_code == 200


def test_a_lost_telephone_means_enrolling_anew(client, administrator):
    worker = person("social_worker")
    client.post(at(worker, "act/"), {"act": "forget_factor"})
    assert not Factor.objects.filter(user=worker).exists()


def test_leaving_ends_every_role_with_the_last_day(client, administrator):
    worker, today = person("social_worker"), timezone.localdate()
    client.post(at(worker, "act/"), {"act": "leave"})
    assert User.objects.get(pk=worker.pk).left_on == today
    assert worker.memberships.get().until == today


def test_an_unknown_act_does_nothing(client, administrator):
    worker = person("social_worker")
    client.post(at(worker, "act/"), {"act": "delete"})
    assert User.objects.get(pk=worker.pk).is_active


def test_a_deputy_is_named_and_ended(client, administrator):
    today = timezone.localdate()
    boss, cover = person("team_manager", name="Boss"), person("social_worker", name="Cover")
    end = today + timedelta(days=7)
    form = {"deputy-deputy": cover.pk} | day("deputy-since", today) | day("deputy-until", end)
    assert client.post(at(boss, "deputies/"), form).status_code == 302
    row = Deputy.objects.get()
    assert User.objects.get(pk=cover.pk).has_perm("referrals.decide")
    client.post(at(boss, "deputies/end/"), {"deputy": row.pk})
    assert not User.objects.get(pk=cover.pk).has_perm("referrals.decide")


def test_a_token_is_shown_once_and_ended(client, administrator):
    answer = client.post("/people/tokens/", {"name": "Mosaic, live"})
    shown = answer.context["shown"]
    assert shown.startswith("hf_") and shown in answer.content.decode()
    row = SystemToken.objects.get()
    assert shown not in row.digest and shown not in client.get("/people/tokens/").content.decode()
    assert client.get("/api/thing/", headers={"authorization": f"Bearer {shown}"}).status_code == 200
    client.post("/people/tokens/end/", {"token": row.pk})
    assert client.get("/api/thing/", headers={"authorization": f"Bearer {shown}"}).status_code == 401


def test_another_councils_token_is_not_ended(client, administrator):
    far = person("administrator", of="Havering")
    system = actions.add_system(by=far, now=timezone.now(), council=council("Havering"), name="Eclipse")
    from accounts.tokens import make_token

    row, _ = make_token(system, "Eclipse", by=far, now=timezone.now())
    assert client.post("/people/tokens/end/", {"token": row.pk}).status_code == 404
    assert client.post("/people/tokens/end/", {"token": "x"}).status_code == 404


def test_only_administrators_look_after_people():
    for role in ("head_of_service", "team_manager", "privacy_officer"):
        client = Client()
        sign_in(client, person(role))
        assert client.get("/people/").status_code == 403
        assert client.get("/people/tokens/").status_code == 403
