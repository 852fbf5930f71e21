"""The API: the same actions and refusals as the pages, as JSON, for one token per system of a council."""

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tokens import make_token
from referrals.models import CouncilContact, JournalEntry, Referral
from tests.world import World
from trail.models import Entry

BODY: dict[str, Any] = {
    "people": [
        {
            "role": "child",
            "given_name": "Ana",
            "family_name": "O'Brien",
            "born_on": "2014-02-03",
            "lives_in": {"council": "E09000016", "confidence": "stated"},
        },
        {"role": "alleged_harmer", "given_name": "Zed", "other_children": "unknown"},
    ],
    "referrer": {"kind": "police", "agency": "Metropolitan Police"},
    "harm": ["physical"],
    "significant_harm": True,
    "happened_in": {"council": "E10000016", "confidence": "confirmed"},
}


class System:
    """A council's own system, calling with its token."""

    def __init__(self, world: World, alias: str) -> None:
        user = world.person(alias, "system")
        self.user = user
        _, self.token = make_token(user, "case system", by=user, now=timezone.now())
        self.client = Client(headers={"Authorization": f"Bearer {self.token}"})

    def post(self, path: str, body: Any, key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(f"/api/{path}", json.dumps(body), content_type="application/json", headers=headers)

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/{path}")


@pytest.fixture
def kent(world: World) -> System:
    world.council("kent")
    return System(world, "kent")


def test_a_system_logs_a_referral_and_reads_its_clocks(kent: System) -> None:
    made = kent.post("referrals/", BODY)
    assert made.status_code == 201, made.content
    reference = made.json()["reference"]
    clocks = {one["clock"] for one in kent.get(f"referrals/{reference}/clocks/").json()["clocks"]}
    assert {"decision", "council_contact", "parent_told", "referrer_feedback"} <= clocks
    assert kent.get(f"referrals/{reference}/alerts/").json() == {"alerts": []}
    assert kent.get("referrals/").json()["referrals"][0]["reference"] == reference


def test_the_same_key_logs_one_referral(kent: System) -> None:
    first, second = kent.post("referrals/", BODY, key="a-1"), kent.post("referrals/", BODY, key="a-1")
    assert first.json()["reference"] == second.json()["reference"]
    assert Referral.objects.count() == 1


def test_contact_with_a_council_is_recorded_once_a_key(kent: System) -> None:
    reference = kent.post("referrals/", BODY).json()["reference"]
    contact = {
        "to": "E09000016",
        "their_service": "childrens",
        "own_service": "childrens",
        "worker_there": "Jo Marsh",
        "two_way": True,
    }
    for _ in range(2):
        answer = kent.post(f"referrals/{reference}/contacts/", contact, key="call-1")
        assert answer.status_code == 201 and answer.json()["counts"] is True
    assert CouncilContact.objects.count() == 1
    clocks = kent.get(f"referrals/{reference}/clocks/").json()["clocks"]
    assert next(one for one in clocks if one["clock"] == "council_contact")["stopped_at"]


def test_another_councils_referral_is_not_there(kent: System, world: World) -> None:
    world.council("croydon")
    reference = kent.post("referrals/", BODY).json()["reference"]
    croydon = System(world, "croydon")
    assert croydon.get(f"referrals/{reference}/").status_code == 404
    assert croydon.get("referrals/NOSUCH-1/").status_code == 404
    assert croydon.get("referrals/").json()["referrals"] == []


def test_once_it_is_sent_the_other_council_reads_it(kent: System, world: World) -> None:
    world.council("havering")
    reference = kent.post("referrals/", BODY).json()["reference"]
    sent = kent.post(f"referrals/{reference}/send/", {"to": "E09000016", "address_source": "the school"}, key="s")
    assert sent.status_code == 201
    havering = System(world, "havering")
    assert havering.get(f"referrals/{reference}/").json()["parts"][1]["council"] == "E09000016"
    assert havering.post(f"referrals/{reference}/acknowledge/", {"worker": "Jo Marsh"}).status_code == 200
    clocks = kent.get(f"referrals/{reference}/clocks/").json()["clocks"]
    assert next(one for one in clocks if one["clock"] == "outbound_acknowledgement")["because"]


def test_an_acknowledgement_is_recorded_once_a_key(kent: System, world: World) -> None:
    reference = kent.post("referrals/", BODY).json()["reference"]
    for _ in range(2):
        answer = kent.post(f"referrals/{reference}/acknowledge/", {"worker": "Jo Marsh"}, key="ack-1")
        assert answer.status_code == 200 and answer.json() == {"acknowledged_by": "Jo Marsh"}
    assert JournalEntry.objects.filter(verb="acknowledge").count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"people": []}, "people"),
        ({"people": [{"role": "child", "born_on": "2023-02-29"}]}, "people.0.born_on"),
        ({"people": [{"role": "child", "nhs_number": "12"}]}, "people.0.nhs_number"),
        ({"harm": ["sad"]}, "harm"),
        ({"hram": ["sexual"]}, "hram"),
        ({"said": "a\x00b"}, "said"),
        ({"happened_in": {"council": "E99"}}, "happened_in.council"),
        ({"kind": 7}, "kind"),
    ],
    ids=["nobody", "no such day", "short number", "no such harm", "misspelt field", "NUL", "no such council", "type"],
)
def test_bad_input_says_what_is_wrong_and_where(kent: System, change: dict[str, Any], field: str) -> None:
    answer = kent.post("referrals/", {**BODY, **change})
    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert any(error["field"].startswith(field) and error["sentence"] for error in errors), errors
    assert Referral.objects.count() == 0


def test_a_referral_without_a_child_is_a_conflict_with_a_sentence(kent: System) -> None:
    answer = kent.post("referrals/", {"people": [{"role": "parent"}]})
    assert answer.status_code == 409 and "at least one child" in answer.json()["detail"]


def test_broken_json_is_answered(kent: System) -> None:
    answer = kent.client.post("/api/referrals/", "{", content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("token", ["", "Bearer hf_nothing", "Basic abc"])
def test_without_a_live_token_nothing_is_said(world: World, token: str) -> None:
    client = Client(headers={"Authorization": token} if token else {})
    assert client.get("/api/referrals/").status_code in {302, 401}


def test_every_reading_is_in_the_trail(kent: System) -> None:
    reference = kent.post("referrals/", BODY).json()["reference"]
    before = Entry.objects.filter(action="read").count()
    kent.get(f"referrals/{reference}/")
    assert Entry.objects.filter(action="read", by_id=kent.user.pk).count() == before + 1


def test_pages_of_a_list_follow_one_another(kent: System) -> None:
    for _ in range(52):
        kent.post("referrals/", BODY)
    first = kent.get("referrals/").json()
    second = kent.get(f"referrals/?after={first['next']}").json()
    seen = [one["reference"] for one in first["referrals"] + second["referrals"]]
    assert len(seen) == len(set(seen)) == 52 and second["next"] is None


def test_the_api_describes_itself(db: None) -> None:
    schema = Client().get("/api/schema/")
    assert schema.status_code == 200 and "/api/referrals/" in schema.json()["paths"]


def test_a_message_is_written_once_a_key_read_and_answered_by_a_named_worker(kent: System, world: World) -> None:
    reference = kent.post("referrals/", BODY).json()["reference"]
    kent.post(f"referrals/{reference}/send/", {"to": "E09000016", "address_source": "the school"})
    body = {"to": "E09000016", "kind": "request", "words": "Is she known?", "why": "A visit.", "personal_link": False}
    written = [kent.post(f"referrals/{reference}/messages/", body, key="m-1") for _ in range(2)]
    assert [one.status_code for one in written] == [201, 201]
    assert written[0].json()["message"] == written[1].json()["message"]
    havering = System(world, "havering")
    (asked,) = havering.get(f"referrals/{reference}/messages/").json()["messages"]
    assert (asked["words"], asked["why"], asked["by"]) == ("Is she known?", "A visit.", kent.user.name)
    address = f"referrals/{reference}/messages/{asked['message']}/answer/"
    answer = havering.post(address, {"words": "She is.", "worker": "Priya Shah"}, key="a-1")
    assert answer.status_code == 201 and answer.json()["by"] == "Priya Shah"
    again = havering.post(address, {"words": "She is not.", "worker": "Ben Second"}, key="a-2")
    assert again.status_code == 409 and "Priya Shah answered this already" in again.json()["detail"]
    assert kent.post(address, {"words": "Mine.", "worker": "X"}).status_code == 404


def test_a_request_that_waits_for_a_manager_is_nothing_that_the_other_council_reads(kent: System, world: World) -> None:
    reference = kent.post("referrals/", BODY).json()["reference"]
    kent.post(f"referrals/{reference}/send/", {"to": "E09000016", "address_source": "the school"})
    body = {"to": "E09000016", "kind": "request", "words": "Canary", "why": "A visit.", "personal_link": True}
    assert kent.post(f"referrals/{reference}/messages/", body).json()["waits_for_countersignature"]
    assert System(world, "havering").get(f"referrals/{reference}/messages/").json()["messages"] == []
    missing = kent.post(f"referrals/{reference}/messages/", body | {"why": ""})
    assert missing.status_code == 409 and missing.json()["field"] == "why"
