"""The pages of councils over HTTP, by people with roles, and in a browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from councils import actions, outbox
from councils.models import Council, Desk, Message
from councils.outbox import Letter
from tests.accounts.people import person, sign_in
from tests.councils import council
from trail.models import Entry


@pytest.fixture
def manager(db: Any, client: Client) -> Any:
    user = person("team_manager", name="Jo Marsh")
    sign_in(client, user)
    return user


@pytest.fixture
def worker(db: Any, client: Client) -> Any:
    user = person("social_worker", name="Sam Poe")
    sign_in(client, user)
    return user


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def havering_desk(by: Any, phone: str = "01632 960 001", **values: Any) -> Desk:
    now = timezone.now()
    given = {"name": "Duty desk", "email": "duty@havering.example", "phone": phone} | values
    return actions.change_desk(
        council=council("Havering"), service="childrens", hours="office", by=by, at=now, now=now, **given
    )


class TestDirectory:
    @pytest.mark.parametrize("words", ["haver", "HAVERING", "E09000016", "e09000016", "311"])
    def test_a_council_is_found_by_name_or_code(self, client: Client, worker: Any, words: str) -> None:
        assert "Havering" in text_of(client.get("/councils/", {"q": words}))

    def test_a_former_code_finds_it_too(self, client: Client, worker: Any) -> None:
        assert "Barnsley" in text_of(client.get("/councils/", {"q": "E08000016"}))

    def test_nothing_found_says_what_that_means(self, client: Client, worker: Any) -> None:
        assert "No council has this name or code" in text_of(client.get("/councils/", {"q": "Atlantis"}))

    def test_pages_follow_each_other(self, client: Client, worker: Any) -> None:
        first = client.get("/councils/")
        today = (
            Council.objects.real().in_being(timezone.localdate()).count()
        )  # 175 until Surrey ends, 176 from 1 April 2027
        assert f"{today} councils" in text_of(first)
        assert 'href="?page=2"' in first.content.decode()

    def test_it_costs_as_much_for_thirty_as_for_one(
        self, client: Client, worker: Any, django_assert_max_num_queries: Any
    ) -> None:
        havering_desk(worker)
        with django_assert_max_num_queries(12):
            client.get("/councils/")

    def test_desks_that_nobody_verified_can_be_listed(self, client: Client, manager: Any) -> None:
        havering_desk(manager)
        assert "Every desk that is held was verified" in text_of(client.get("/councils/", {"stale": "1"}))
        havering_desk(manager, checked=False)
        assert "1 council Council" in text_of(client.get("/councils/", {"stale": "1"}))


class TestCouncil:
    def test_it_says_whom_to_ring_with_a_link(self, client: Client, worker: Any) -> None:
        havering_desk(worker)
        page = client.get("/councils/E09000016/")
        assert 'href="tel:01632960001"' in page.content.decode()
        assert "Verified today" in text_of(page)

    def test_a_stale_number_carries_a_warning(self, client: Client, worker: Any) -> None:
        desk = havering_desk(worker)
        desk.verified_on -= timedelta(days=91)
        desk.save()
        assert "Nobody has verified this number in the last 90 days" in text_of(client.get("/councils/E09000016/"))

    def test_silence_of_the_procedures_is_said_aloud(self, client: Client, worker: Any) -> None:
        text = text_of(client.get("/councils/E10000016/"))
        assert "Call the strategy discussion Does not say" in text
        assert "stated in an Ombudsman decision" in text

    def test_surrey_names_its_successors(self, client: Client, worker: Any) -> None:
        text = text_of(client.get("/councils/E10000030/"))
        assert "31 March 2027" in text
        assert "East Surrey and West Surrey follow" in text
        assert "GSS code not published yet" in text_of(client.get("/councils/east-surrey/"))

    @pytest.mark.parametrize("address", ["nowhere", "E99999999", "surrey-east"])
    def test_an_unknown_address_is_not_found(self, client: Client, worker: Any, address: str) -> None:
        assert client.get(f"/councils/{address}/").status_code == 404

    def test_a_social_worker_is_offered_nothing_they_may_not_do(self, client: Client, worker: Any) -> None:
        havering_desk(worker)
        page = client.get("/councils/E09000016/").content.decode()
        assert "I have checked this today" not in page
        assert client.get("/councils/E09000016/desks/childrens/office/").status_code in {403, 404}


class TestDesk:
    ADDRESS = "/councils/E09000016/desks/childrens/office/"
    WORDS = {"name": "Duty desk", "phone": "01632 960 001", "email": "", "opens_at": "9am", "closes_at": "5.30pm",
             "checked": "yes"}  # fmt: skip

    def test_a_manager_writes_down_how_it_is_reached(self, client: Client, manager: Any) -> None:
        assert client.get(self.ADDRESS).status_code == 200
        answer = client.post(self.ADDRESS, self.WORDS | {"version": "0"}, follow=True)
        assert "saved" in text_of(answer)
        desk = council("Havering").desks.get()
        assert (desk.phone, str(desk.closes_at), desk.verified_by) == ("01632 960 001", "17:30:00", manager)

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ({"phone": ""}, "Enter a telephone number or an e-mail address"),
            ({"phone": "none"}, "Enter a telephone number, like 01632 960 001"),
            ({"closes_at": "8am"}, "The desk must close after it opens"),
            ({"closes_at": ""}, "Enter both times or neither"),
            ({"opens_at": "nine"}, "Enter a time, like 4:15pm or 16:15"),
            ({"checked": ""}, "Say whether you have checked this with the desk"),
            ({"name": ""}, "Enter what the desk is called"),
        ],
    )
    def test_a_wrong_answer_says_how_to_mend_it(
        self, client: Client, manager: Any, words: dict[str, str], says: str
    ) -> None:
        assert says in text_of(client.post(self.ADDRESS, self.WORDS | words))
        assert not Desk.objects.exists()

    def test_an_overtaken_form_shows_both_and_keeps_the_words(self, client: Client, manager: Any) -> None:
        havering_desk(manager)
        answer = client.post(self.ADDRESS, self.WORDS | {"phone": "01632 960 999", "version": "0"})
        assert answer.status_code == 409
        assert "01632 960 001" in text_of(answer)
        assert 'value="01632 960 999"' in answer.content.decode()
        version = re.search(r'name="version" value="(\d+)"', answer.content.decode())
        assert version
        client.post(self.ADDRESS, self.WORDS | {"phone": "01632 960 999", "version": version[1]})
        assert council("Havering").desks.get().phone == "01632 960 999"

    def test_the_numbers_are_verified_with_one_press(self, client: Client, manager: Any) -> None:
        desk = havering_desk(manager, checked=False)
        version = {"version": actions.version_of(desk)}
        assert "verified today by you" in text_of(client.post(self.ADDRESS + "verify/", version, follow=True))
        assert council("Havering").desks.get().verified_by == manager

    def test_what_was_changed_since_is_not_verified_unseen(self, client: Client, manager: Any) -> None:
        havering_desk(manager, checked=False)
        assert "Somebody changed" in text_of(client.post(self.ADDRESS + "verify/", {"version": "0"}, follow=True))
        assert council("Havering").desks.get().verified_on is None

    @pytest.mark.parametrize("path", ["desks/police/office/", "desks/childrens/night/", "desks/adults/office/verify/"])
    def test_a_desk_that_cannot_be_is_not_found(self, client: Client, manager: Any, path: str) -> None:
        method = client.post if path.endswith("verify/") else client.get
        assert method(f"/councils/E09000016/{path}").status_code == 404


class TestUndelivered:
    def message(self, of: str = "Kent") -> Message:
        key = f"k{Message.objects.count()}"
        letter = Letter(key=key, subject="A decision is due", body="Open it.", council_id=council(of).pk)
        outbox.post(letter, now=timezone.now())
        return Message.objects.get(key=key)

    def test_it_shows_what_did_not_arrive_and_why(self, client: Client, manager: Any) -> None:
        self.message()
        assert "1 message of your council did not arrive" in text_of(client.get("/councils/"))
        text = text_of(client.get("/councils/messages/"))
        assert "A decision is due" in text
        assert "No e-mail address is held for them." in text

    def test_another_councils_messages_are_absent(self, client: Client, manager: Any) -> None:
        theirs = self.message("Havering")
        assert "A decision is due" not in text_of(client.get("/councils/messages/"))
        assert client.post("/councils/messages/", {"message": theirs.pk, "note": "x"}).status_code == 404
        assert client.post("/councils/messages/", {"message": "zz", "note": "x"}).status_code == 404

    def test_somebody_says_whom_they_told(self, client: Client, manager: Any) -> None:
        one = self.message()
        assert "Say whom you told and how" in text_of(client.post("/councils/messages/", {"message": one.pk}))
        answer = client.post("/councils/messages/", {"message": one.pk, "note": "Rang Pat"}, follow=True)
        assert "Jo Marsh: Rang Pat" in text_of(answer)
        one.refresh_from_db()
        assert one.seen_by == manager

    def test_it_can_be_sent_again_once_there_is_an_address(self, client: Client, manager: Any) -> None:
        one = self.message()
        again = {"message": one.pk, "act": "again"}
        assert "No e-mail address is held" in text_of(client.post("/councils/messages/", again, follow=True))
        Message.objects.filter(pk=one.pk).update(address="desk@council.example")
        assert "being sent again" in text_of(client.post("/councils/messages/", again, follow=True))
        one.refresh_from_db()
        assert one.state == "waiting"

    def test_a_social_worker_does_not_see_them(self, client: Client, worker: Any) -> None:
        assert client.get("/councils/messages/").status_code in {403, 404}


class TestAdministration:
    @pytest.fixture
    def administrator(self, client: Client) -> Any:
        user = person("administrator", name="Al Day")
        sign_in(client, user)
        return user

    def test_a_team_is_added_with_history_and_trail(self, db: Any, client: Client, administrator: Any) -> None:
        given = {"council": council("Kent").pk, "name": "Front Door West", "ended_on": ""}
        answer = client.post("/admin/councils/team/add/", given)
        assert answer.status_code == 302
        team = council("Kent").teams.get(name="Front Door West")
        assert team.history.get().history_user_id == administrator.pk
        assert Entry.objects.filter(action="administer", subject_id=team.pk).count() == 1

    @pytest.mark.parametrize("model", ["council", "team", "desk", "ruleset"])
    def test_nothing_can_be_deleted(self, db: Any, client: Client, administrator: Any, model: str) -> None:
        from django.apps import apps

        havering_desk(administrator)
        person("screener", in_team=None)
        one = apps.get_model("councils", model).objects.first()
        assert client.get(f"/admin/councils/{model}/").status_code == 200
        if one is not None:
            assert client.get(f"/admin/councils/{model}/{one.pk}/change/").status_code == 200
            assert client.post(f"/admin/councils/{model}/{one.pk}/delete/", {"post": "yes"}).status_code in {403, 404}
