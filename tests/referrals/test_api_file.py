"""A child's file over the API: what a council's own system reads and writes, and what is not for it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from referrals import actions
from referrals.models import CaseNote, ChronologyEntry, Flag, JournalEntry, Referral, Task
from tests.referrals.test_api import BODY, System
from tests.world import World
from timers.models import Timer
from trail.models import Entry

NOTE = {"kind": "call", "words": "The school rang: she came in with a bruise."}


@pytest.fixture
def kent(world: World) -> System:
    world.council("kent")
    return System(world, "kent")


@pytest.fixture
def havering(world: World) -> System:
    world.council("havering")
    return System(world, "havering")


@pytest.fixture
def path(kent: System, havering: System) -> str:
    """A referral that both councils have."""
    reference = kent.post("referrals/", BODY).json()["reference"]
    sent = kent.post(f"referrals/{reference}/send/", {"to": "E09000016", "address_source": "the school"})
    assert sent.status_code == 201
    return f"referrals/{reference}/"


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def child_of(system: System, path: str) -> str:
    people = system.get(f"{path}people/").json()["people"]
    return next(one["person"] for one in people if one["role"] == "child")


def test_a_note_is_kept_once_a_key_and_read_with_its_correction_first_words_unchanged(kent: System, path: str) -> None:
    child = child_of(kent, path)
    body = {**NOTE, "child_words": "I fell.", "about": [child], "at": "2026-01-05T10:15:00+00:00"}
    written = [kent.post(f"{path}notes/", body, key="n-1") for _ in range(2)]
    assert [one.status_code for one in written] == [201, 201], written[0].content
    assert written[0].json() == written[1].json() and CaseNote.objects.count() == 1
    note = written[0].json()
    assert (note["words"], note["child_words"], note["about"]) == (NOTE["words"], "I fell.", [child])
    for _ in range(2):
        told = {"words": "It was her arm.", "because": "The wrong limb"}
        corrected = kent.post(f"{path}notes/{note['note']}/correct/", told, key="c-1")
        assert corrected.status_code == 201, corrected.content
    (read,) = kent.get(f"{path}notes/").json()["notes"]
    assert read["words"] == NOTE["words"]
    assert [one["words"] for one in read["corrections"]] == ["It was her arm."]


def test_a_councils_own_note_task_event_and_document_are_not_the_other_councils(
    kent: System, havering: System, world: World, path: str
) -> None:
    kent.post(f"{path}notes/", NOTE | {"words": "Canary of our own"})
    kent.post(f"{path}notes/", NOTE | {"words": "For all", "shared": True})
    kent.post(f"{path}tasks/", {"what": "Canary task", "due_on": in_days(2)})
    event = {"significance": "risk", "words": "Canary event", "at": "2026-01-05T10:00:00Z", "shared": False}
    kent.post(f"{path}chronology/", event)
    referral = Referral.objects.get()
    worker, now = world.person("kent", "social_worker"), timezone.now()
    for name, shared in (("canary.txt", False), ("for-all.txt", True)):
        data = f"{name} for the file".encode()
        actions.attach(by=worker, referral=referral, name=name, data=data, shared=shared, at=now, now=now)
    for part in ("notes", "tasks", "chronology", "documents"):
        theirs = havering.get(f"{path}{part}/")
        assert theirs.status_code == 200 and "anary" not in theirs.content.decode(), part
        assert "anary" in kent.get(f"{path}{part}/").content.decode(), part
    (note,) = havering.get(f"{path}notes/").json()["notes"]
    (document,) = havering.get(f"{path}documents/").json()["documents"]
    assert note["words"] == "For all"
    assert (document["name"], document["content_type"]) == ("for-all.txt", "text/plain; charset=utf-8")
    assert document["size"] == len("for-all.txt for the file") and len(document["sha256"]) == 64
    correct = havering.post(f"{path}notes/{note['note']}/correct/", {"words": "Ours", "because": "x"})
    assert correct.status_code == 404, "another council's note is not theirs to correct"


def test_a_task_is_set_for_a_colleague_and_done_once(kent: System, world: World, path: str) -> None:
    worker = world.person("kent", "social_worker")
    body = {"what": "Ring the school nurse", "due_on": in_days(3), "owner": worker.email}
    made = [kent.post(f"{path}tasks/", body, key="t-1") for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201], made[0].content
    assert Task.objects.count() == 1 and made[0].json()["owner"]["email"] == worker.email
    handle = made[0].json()["task"]
    assert Timer.objects.running().filter(kind="task").exists()
    for _ in range(2):
        done = kent.post(f"{path}tasks/{handle}/finish/", {"words": "She will see her on Friday."}, key="d-1")
        assert done.status_code == 200 and done.json()["end"] == "done"
    assert not Timer.objects.running().filter(kind="task").exists()
    again = kent.post(f"{path}tasks/{handle}/cancel/", {"words": "Not needed."})
    assert again.status_code == 409 and "has ended this task already" in again.json()["detail"]
    assert JournalEntry.objects.filter(verb="finish_task").count() == 1


def test_a_task_is_given_up_with_a_reason_alone(kent: System, path: str) -> None:
    handle = kent.post(f"{path}tasks/", {"what": "Write to the nursery", "due_on": in_days(1)}).json()["task"]
    without = kent.post(f"{path}tasks/{handle}/cancel/", {})
    assert without.status_code == 409 and without.json()["field"] == "words"
    assert kent.post(f"{path}tasks/{handle}/cancel/", {"words": "She left it."}).json()["end"] == "cancelled"


def test_an_event_is_put_into_the_chronology_and_taken_out_again(kent: System, havering: System, path: str) -> None:
    body = {"significance": "turning_point", "words": "Moved in with her nan", "at": "2025-06-01T12:00:00Z"}
    made = [kent.post(f"{path}chronology/", {**body, "day_only": True}, key="e-1") for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201], made[0].content
    note = kent.post(f"{path}notes/", NOTE | {"shared": True}).json()["note"]
    told = {"significance": "risk", "words": "A bruise at school", "note": note}
    assert kent.post(f"{path}chronology/", told).status_code == 201
    twice = kent.post(f"{path}chronology/", told)
    assert twice.status_code == 409 and "already" in twice.json()["detail"]
    read = havering.get(f"{path}chronology/").json()["chronology"]
    assert [one["words"] for one in read] == ["Moved in with her nan", "A bruise at school"]
    assert read[0]["day_only"] and read[1]["note"] == note
    handle = made[0].json()["event"]
    assert havering.post(f"{path}chronology/{handle}/take-out/", {"because": "x"}).status_code == 409
    out = kent.post(f"{path}chronology/{handle}/take-out/", {"because": "Of another child"})
    assert out.status_code == 200 and out.json()["taken_out_because"] == "Of another child"
    assert ChronologyEntry.objects.filter(taken_out_at=None).count() == 1


def test_warnings_and_flags_are_read_by_both_councils(kent: System, havering: System, path: str) -> None:
    child = child_of(kent, path)
    warning = {"kind": "visit_in_pairs", "words": "A large dog.", "review_on": in_days(30)}
    given = [kent.post(f"{path}warnings/", warning, key="w-1") for _ in range(2)]
    assert [one.status_code for one in given] == [201, 201], given[0].content
    flag = {"kind": "exploitation", "person": child, "since": "2026-01-01", "words": "Police intelligence"}
    raised = [kent.post(f"{path}flags/", flag, key="f-1") for _ in range(2)]
    assert [one.status_code for one in raised] == [201, 201], raised[0].content
    assert Flag.objects.count() == 1
    (seen,) = havering.get(f"{path}warnings/").json()["warnings"]
    assert (seen["words"], seen["council"], seen["person"]) == ("A large dog.", "E10000016", None)
    (held,) = havering.get(f"{path}flags/").json()["flags"]
    assert (held["kind"], held["person"], held["until"]) == ("exploitation", child, None)
    theirs = havering.post(f"{path}warnings/{seen['warning']}/review/", {"stands": False, "words": "Gone"})
    assert theirs.status_code == 409 and "Ask them" in theirs.json()["detail"]
    stands = {"stands": True, "words": "Still there", "review_on": in_days(60)}
    assert kent.post(f"{path}warnings/{seen['warning']}/review/", stands).json()["review_on"] == in_days(60)
    ended = havering.post(f"{path}flags/{held['flag']}/end/", {"because": "The police say so", "until": in_days(0)})
    assert ended.status_code == 200 and ended.json()["until"] == in_days(0)


def test_people_are_read_with_how_they_belong_together_and_never_with_an_address(
    kent: System, world: World, path: str
) -> None:
    referral = Referral.objects.get()
    worker, now = world.person("kent", "social_worker"), timezone.now()
    people = {one.role: one.person for one in referral.involvements.select_related("person")}
    child, other = people["child"], people["alleged_harmer"]
    act = {"by": worker, "referral": referral, "at": now, "now": now}
    actions.relate(person=other, to=child, kind="step_parent", contact="none", contact_words="The order of May", **act)
    actions.say_safe_contact(person=other, words="Ring the landline only", **act)
    actions.add_alias(person=other, name="Zed Moss", kind="also", **act)
    read = kent.get(f"{path}people/")
    told = {one["role"]: one for one in read.json()["people"]}
    assert told["alleged_harmer"]["other_names"] == ["Zed Moss"]
    assert told["alleged_harmer"]["reach_safely"] == "Ring the landline only"
    assert told["alleged_harmer"]["relationships"] == [
        {
            "to": told["child"]["person"],
            "is": "step_parent",
            "parental_responsibility": None,
            "lives_with": None,
            "contact": "none",
            "contact_words": "The order of May",
        }
    ]
    assert "postcode" not in read.content.decode() and '"lines"' not in read.content.decode()


@pytest.mark.parametrize(
    ("part", "body", "status", "field"),
    [
        ("notes", {"kind": "sad", "words": "x"}, 400, "kind"),
        ("notes", NOTE | {"mood": "x"}, 400, "mood"),
        ("notes", NOTE | {"about": ["nobody"]}, 400, "about"),
        ("notes", NOTE | {"also_on": ["7KQ2-M9XD-1"]}, 400, "also_on"),
        ("notes", {"kind": "call"}, 409, "words"),
        ("notes", NOTE | {"kind": "management_oversight"}, 409, "kind"),
        ("notes", NOTE | {"at": "2099-01-01T00:00:00Z"}, 409, "at"),
        ("tasks", {"what": "x"}, 400, "due_on"),
        ("tasks", {"what": "x", "due_on": "2026-02-30"}, 400, "due_on"),
        ("tasks", {"what": "x", "due_on": "2020-01-01"}, 409, "due_on"),
        ("tasks", {"what": "x", "due_on": "2099-01-01", "owner": "nobody@kent.example"}, 400, "owner"),
        ("chronology", {"significance": "risk", "words": "x"}, 400, "at"),
        ("chronology", {"significance": "risk", "at": "2026-01-01T00:00:00Z"}, 409, "words"),
        ("warnings", {"kind": "other", "words": "x", "review_on": "2099-01-01"}, 409, "review_on"),
        ("warnings", {"kind": "other", "words": "x", "review_on": "2026-01-01", "person": "nobody"}, 400, "person"),
        ("flags", {"kind": "missing", "person": "nobody"}, 400, "person"),
        ("flags", {"kind": "missing"}, 400, "person"),
    ],
)
def test_what_is_refused_says_what_is_wrong_and_where(
    kent: System, path: str, part: str, body: dict[str, Any], status: int, field: str
) -> None:
    before = Entry.objects.exclude(action__in=["read", "list"]).count()
    answer = kent.post(f"{path}{part}/", body)
    told = answer.json()
    assert answer.status_code == status, told
    assert (told["errors"][0]["field"] if status == 400 else told["field"]).startswith(field), told
    assert Entry.objects.exclude(action__in=["read", "list"]).count() == before, "told no, and wrote something"


def test_a_note_stands_on_the_files_of_brothers_and_sisters(kent: System, path: str) -> None:
    brother = kent.post("referrals/", BODY).json()["reference"]
    assert kent.post(f"{path}notes/", NOTE | {"also_on": [brother]}).status_code == 201
    (read,) = kent.get(f"referrals/{brother}/notes/").json()["notes"]
    assert read["words"] == NOTE["words"]


@pytest.mark.parametrize("part", ["notes", "tasks", "chronology", "people", "warnings", "flags", "documents"])
def test_every_reading_is_in_the_trail_and_a_stranger_reads_nothing(
    kent: System, world: World, path: str, part: str
) -> None:
    before = Entry.objects.filter(action="read", by_id=kent.user.pk).count()
    assert kent.get(f"{path}{part}/").status_code == 200
    assert Entry.objects.filter(action="read", by_id=kent.user.pk).count() == before + 1
    world.council("croydon")
    assert System(world, "croydon").get(f"{path}{part}/").status_code == 404


@pytest.mark.parametrize(
    ("part", "body"),
    [
        ("notes", NOTE),
        ("tasks", {"what": "x", "due_on": "2099-01-01"}),
        ("chronology", {"significance": "risk", "words": "x", "at": "2026-01-01T00:00:00Z"}),
        ("warnings", {"kind": "other", "words": "x"}),
    ],
)
def test_pages_of_a_list_follow_one_another_and_cost_the_same(
    kent: System, path: str, part: str, body: dict[str, Any]
) -> None:
    if part == "warnings":
        body = body | {"review_on": in_days(9)}

    def page(after: str = "") -> tuple[dict[str, Any], int]:
        with CaptureQueriesContext(connection) as asked:
            return kent.get(f"{path}{part}/{after}").json(), len(asked)

    costs = []
    for number in range(1, 53):
        assert kent.post(f"{path}{part}/", body).status_code == 201
        if number in {1, 52}:
            first, cost = page()
            costs.append(cost)
    second, _ = page(f"?after={first['next']}")
    mark = {"notes": "note", "tasks": "task", "chronology": "event", "warnings": "warning"}[part]
    seen = [one[mark] for one in first[part] + second[part]]
    assert len(first[part]) == 50 and len(seen) == len(set(seen)) == 52 and second["next"] is None
    assert costs[0] == costs[1], "a page of fifty asks the database more often than a page of one"


def test_once_a_council_has_given_the_referral_back_its_system_reads_no_file(
    kent: System, havering: System, world: World, path: str
) -> None:
    kent.post(f"{path}notes/", NOTE | {"shared": True})
    part = Referral.objects.get().parts.get(council__gss_code="E09000016")
    part.returned_at = timezone.now()
    part.save(update_fields=["returned_at"])
    assert havering.get(f"{path}notes/").status_code == 404
    assert havering.post(f"{path}notes/", NOTE).status_code == 404
