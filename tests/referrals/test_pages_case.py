"""The page of a referral, its acts and what stands behind it: for whom they open, what they say, how often they act."""

import uuid
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from referrals import actions
from referrals.models import (
    Assessment,
    CouncilContact,
    Decision,
    Draft,
    FamilyContact,
    Part,
    Place,
    Prompt,
    Referral,
    SafetyPlan,
    Sending,
)
from referrals.said import PlaceSaid
from referrals.views.act_table import TABLE
from tests.referrals.pages import Desk, text_of, token_in
from tests.world import World, at
from trail.models import Entry

BEHIND = ("history", "looked", "print", "correct")


@pytest.fixture
def referral(world: World) -> Referral:
    """Logged by Kent, sent to Havering, not acknowledged; the child lives in Havering."""
    found = world.logged("kent", at(16))
    world.sent(found, "kent", "havering", at(16, 12))
    return found


@pytest.fixture
def manager(world: World) -> Desk:
    return Desk(world, world.person("kent", "team_manager", team=world.team("kent")))


def url(referral: Referral, rest: str = "") -> str:
    return f"/referrals/{referral.reference}/{rest}"


def test_the_page_answers_first_what_must_be_known(manager: Desk, referral: Referral) -> None:
    page = text_of(manager.get(url(referral)))
    for words in (
        "Yusuf Adeyemi , 14",
        "Lives in Havering confirmed",
        "Harm happened or may happen in Kent",
        "Ring Havering about Yusuf Adeyemi: no direct contact yet, and our referral is not acknowledged",
        "Sent 16 November 2026 at midday and not acknowledged",
        "Deadlines: Kent and Havering",
        "Logged as a referral",
        "Sent to Havering",
        "Documents None that your council may open.",
    ):
        assert words in page


def test_opening_it_is_written_down(manager: Desk, referral: Referral) -> None:
    manager.get(url(referral))
    entry = Entry.objects.filter(action="read").latest("pk")
    assert (entry.by_id, entry.about_id, entry.subject_label) == (manager.user.pk, referral.pk, "referrals.referral")


def test_the_page_takes_at_most_nineteen_statements(manager: Desk, referral: Referral) -> None:
    manager.get(url(referral))
    with CaptureQueriesContext(connection) as queries:
        manager.get(url(referral))
    asked = [one["sql"] for one in queries.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 19, "\n".join(sql[:120] for sql in asked)


@pytest.mark.parametrize(
    ("alias", "role", "status"),
    [
        ("kent", "team_manager", 200),
        ("kent", "service_manager", 200),
        ("kent", "screener", 200),
        ("kent", "emergency_duty", 200),
        ("kent", "social_worker", 200),  # who logged it
        ("kent", "business_support", 404),
        ("kent", "councillor", 403),
        ("kent", "administrator", 403),
        ("havering", "screener", 200),
        ("havering", "team_manager", 200),
        ("croydon", "screener", 404),
        ("croydon", "head_of_service", 404),
    ],
)
def test_who_may_open_it(world: World, referral: Referral, alias: str, role: str, status: int) -> None:
    desk = Desk(world, world.person(alias, role))
    assert desk.get(url(referral)).status_code == status
    for act in TABLE:
        answer = desk.get(url(referral, f"{act.slug}/")).status_code
        assert answer in ({200, 403} if status == 200 else {status, 403}), act.slug


@pytest.mark.parametrize("reference", ["0000-0000-0", "7KQ2-M9XD-4", "x", "%00", "a" * 300, "../../etc"])
def test_what_is_not_there_looks_as_what_may_not_be_seen(world: World, referral: Referral, reference: str) -> None:
    stranger = Desk(world, world.person("croydon", "screener"))
    absent = stranger.get(f"/referrals/{reference}/")
    assert absent.status_code == 404
    if len(reference) == 11:
        assert text_of(absent) == text_of(stranger.get(url(referral)))


def test_every_act_has_a_page_for_whoever_may(manager: Desk, referral: Referral) -> None:
    opened = {act.slug for act in TABLE if manager.get(url(referral, f"{act.slug}/")).status_code == 200}
    assert {act.slug for act in TABLE} - opened == set()
    for rest in BEHIND:
        assert manager.get(url(referral, f"{rest}/")).status_code == 200, rest


def test_a_colleagues_referral_opens_with_a_reason(world: World, referral: Referral) -> None:
    other = Desk(world, world.person("kent", name="Colleague One", team=world.team("kent")))
    answer = other.get(url(referral))
    assert answer.status_code == 302 and "/why/" in answer["Location"]
    assert other.post(answer["Location"]).status_code == 422
    assert other.post(answer["Location"], {"why": "covering"})["Location"] == url(referral)
    assert other.get(url(referral)).status_code == 200
    assert Entry.objects.filter(action="read", by_id=other.user.pk).latest("pk").reason.startswith("I am covering")


def test_acknowledging_is_one_press(world: World, referral: Referral) -> None:
    desk = Desk(world, world.person("havering", "screener"))
    page = desk.get(url(referral))
    assert "Kent waits to hear that we have this" in text_of(page)
    assert desk.post(url(referral, "acknowledge/"), {"token": token_in(page)}).status_code == 302
    assert Sending.objects.get().acknowledged_by == desk.user.name


def test_sent_twice_acts_once(manager: Desk, referral: Referral) -> None:
    page = manager.get(url(referral, "contact-council/"))
    data = {
        "token": token_in(page),
        "to": manager.world.council("havering").pk,
        "two_way": "yes",
        "their_service": "childrens",
        "worker_there": "Dana Cole",
    }
    assert manager.post(url(referral, "contact-council/"), data).status_code == 302
    assert manager.post(url(referral, "contact-council/"), data).status_code == 302
    assert CouncilContact.objects.count() == 1
    assert "recorded already" in text_of(manager.get(url(referral)))


def test_nobody_sends_with_another_persons_token(manager: Desk, world: World, referral: Referral) -> None:
    token = token_in(manager.get(url(referral, "safety-plan/")))
    manager.post(url(referral, "safety-plan/?keep"), {"token": token, "plan": "mine"})
    other = Desk(world, world.person("kent", "screener"))
    assert other.post(url(referral, "safety-plan/"), {"token": token, "plan": "theirs"}).status_code == 404
    assert SafetyPlan.objects.count() == 0


def test_words_of_an_act_are_kept_as_a_draft(manager: Desk, referral: Referral) -> None:
    token = token_in(manager.get(url(referral, "decide/")))
    typed = {"token": token, "rationale": "half a thought"}
    before = Entry.objects.count()
    assert manager.post(url(referral, "decide/?keep"), typed).json()["saved"]
    assert Entry.objects.count() == before, "keeping words shows nobody anything"
    again = manager.get(url(referral, "decide/"))
    assert "half a thought" in again.content.decode() and token_in(again) == token
    assert "There is a problem" not in text_of(again)
    assert "Decide what happens next: Yusuf Adeyemi" in text_of(manager.get("/referrals/drafts/"))
    assert manager.post("/referrals/nothing/decide/?keep", typed).status_code == 404


def test_words_kept_after_the_page_was_sent_are_refused(manager: Desk, referral: Referral) -> None:
    token = token_in(manager.get(url(referral, "safety-plan/")))
    assert (
        manager.post(url(referral, "safety-plan/"), {"token": token, "plan": "Gran collects him."}).status_code == 302
    )
    late = manager.post(url(referral, "safety-plan/?keep"), {"token": token, "plan": "Gran coll"})
    assert late.status_code == 409 and "sent already" in late.json()["problem"]
    assert "Gran coll" not in manager.get(url(referral, "safety-plan/")).content.decode()


def test_words_kept_are_thrown_away_only_after_asking(manager: Desk, referral: Referral) -> None:
    page = url(referral, "safety-plan/")
    token = token_in(manager.get(page))
    manager.post(f"{page}?keep", {"token": token, "plan": "Half a plan"})
    way = f"/referrals/drafts/{token}/discard/?next={quote(page, safe='')}"
    assert way in manager.get(page).content.decode()
    assert "Half a plan" in manager.get(page).content.decode() and manager.get(way).status_code == 200
    assert manager.post(way)["Location"] == page
    assert "Half a plan" not in manager.get(page).content.decode()
    assert manager.post(f"/referrals/drafts/{token}/discard/").status_code == 404


def test_nobody_is_sent_elsewhere_after_discarding(manager: Desk, referral: Referral) -> None:
    page = url(referral, "safety-plan/")
    token = token_in(manager.get(page))
    manager.post(f"{page}?keep", {"token": token, "plan": "Half a plan"})
    gone = manager.post(f"/referrals/drafts/{token}/discard/?next=https://elsewhere.example/")
    assert gone["Location"] == "/referrals/drafts/"


ACTS: dict[str, tuple[dict[str, Any], Any]] = {
    "contact-family": ({"channel": "call", "live": "yes", "told_of_risk": "yes", "words": "Spoke."}, FamilyContact),
    "safety-plan": ({"plan": "Gran collects him."}, SafetyPlan),
    "wait": ({"reason_kind": "police_asked", "reason": "Interview on Monday"}, None),
    "feedback": ({"whom": "referrer", "words": "A referral; decided."}, None),
    "see-child": ({"alone": "yes", "words": "I want to stay with Gran."}, None),
    "assessment": ({}, Assessment),
    "check-records": ({"found": "yes", "number": "K-1"}, None),
    "accept": ({"reason": "Harm is alleged."}, None),
}


@pytest.mark.parametrize("slug", [slug for slug in ACTS if slug != "accept"])
def test_each_act_is_written_and_told(manager: Desk, referral: Referral, slug: str) -> None:
    typed, model = ACTS[slug]
    assert manager.act(referral, slug, **typed).status_code == 302
    if model is not None:
        assert model.objects.count() == 1
    entry = referral.journal.latest("pk")
    assert entry.by_id == manager.user.pk
    page = manager.get(url(referral))
    assert page.status_code == 200
    note = manager.get(_note(page, referral))
    assert note["Content-Type"].startswith("text/plain")
    assert referral.reference in note.content.decode() and manager.user.name in note.content.decode()


def _note(page: Any, referral: Referral) -> str:
    import re

    found = re.search(r'href="(/referrals/[^"]+/entries/[^"]+/note/)"', page.content.decode())
    assert found
    return found[1]


def test_a_voicemail_is_recorded_and_stops_nothing(manager: Desk, referral: Referral) -> None:
    manager.act(
        referral, "contact-council", to=manager.world.council("havering").pk, two_way="no", their_service="childrens"
    )
    page = text_of(manager.get(url(referral)))
    assert "Tried to reach Havering" in page and "so it is still due" in page


def test_sending_to_a_council_that_is_no_place_is_warned_about_once(manager: Desk, referral: Referral) -> None:
    croydon = manager.world.council("croydon")
    page = manager.get(url(referral, "send/"))
    data = {"token": token_in(page), "to_council": croydon.pk, "words": "Please look"}
    first = manager.post(url(referral, "send/"), data)
    assert first.status_code == 200 and "is not a place of this referral" in text_of(first)
    assert "Please look" in first.content.decode()
    assert manager.post(url(referral, "send/"), {**data, "warned": croydon.pk}).status_code == 302
    assert Sending.objects.filter(to=croydon).count() == 1
    assert Prompt.objects.filter(code="known_elsewhere").exists()


def test_a_place_learnt_names_the_council(manager: Desk, referral: Referral) -> None:
    child = referral.first_child
    assert child is not None
    medway = manager.world.council("medway")
    answer = manager.act(referral, "place", what=f"is_in:{child.pk}", is_council=medway.pk, is_confidence="stated")
    assert answer.status_code == 302
    assert Place.objects.get(referral=referral, what="is_in", superseded_at=None).council == medway
    page = text_of(manager.get(url(referral)))
    assert "Is now in Medway stated, not checked" in page
    assert "Send it to Medway" in page


def test_allocating_shows_caseloads(manager: Desk, world: World, referral: Referral) -> None:
    worker = world.person("kent", name="Ann Able", team=world.team("kent"))
    assert "Ann Able (no open cases)" in text_of(manager.get(url(referral, "allocate/")))
    assert manager.act(referral, "allocate", worker=worker.pk).status_code == 302
    assert Part.objects.get(referral=referral, council=world.council("kent")).worker == worker
    assert "Ann Able (1 open case)" in text_of(manager.get(url(referral, "allocate/")))
    assert " checked" not in manager.get(url(referral, "allocate/")).content.decode().split('name="worker"')[1][:2000]
    again = manager.act(referral, "allocate", worker=manager.user.pk)
    assert again.status_code == 422 and "Say why Ann Able is handing this over" in text_of(again)


def test_a_decision_is_not_made_for_anybody(manager: Desk, referral: Referral) -> None:
    page = manager.get(url(referral, "decide/"))
    html = page.content.decode()
    assert " checked" not in html.split('name="outcome"')[1].split("</fieldset>")[0]
    assert "What is not a reason on its own" in text_of(page)
    for wrong in ("police_investigating", "not_resident", "no_disclosure"):
        assert f'value="{wrong}"' not in html


def test_a_refusal_keeps_every_word_and_teaches(manager: Desk, referral: Referral) -> None:
    answer = manager.act(
        referral, "decide", outcome="no_further_action", reason="other", rationale="The police have it and will deal."
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Not yet: say whether a strategy discussion was considered" in page
    assert "Not yet: what the police are doing, or have decided, is not our decision" in page
    assert "Ombudsman 19 010 981, paragraphs 57 to 61" in page
    assert "Who can settle it: You can, by changing what is said here." in page
    html = answer.content.decode()
    assert "The police have it and will deal." in html
    assert 'href="#id_strategy_discussion_considered"' in html
    assert Decision.objects.count() == 0
    assert Draft.objects.get(form="decide").data["rationale"] == ["The police have it and will deal."]


def test_a_protective_outcome_is_never_refused(manager: Desk, referral: Referral) -> None:
    assert manager.act(referral, "decide", outcome="strategy_discussion").status_code == 302
    assert Decision.objects.get().outcome == "strategy_discussion"


def test_a_refusal_that_gives_way_does_so_to_the_senior_person_alone(
    manager: Desk, world: World, referral: Referral
) -> None:
    worker = world.person("kent", name="Ann Able", team=world.team("kent"))
    actions.allocate(by=manager.user, referral=referral, worker=worker, at=at(17), now=at(17))
    actions.start_assessment(by=worker, referral=referral, at=at(17), now=at(17))
    typed = {"child_seen": "no", "parent_needs_assessed": "yes", "rationale": "Family has left the country."}
    junior = Desk(world, worker)
    refused = junior.act(referral, "assessment", **typed, override_reason="I say so")
    assert refused.status_code == 422 and 'name="override_reason"' not in refused.content.decode()
    offered = manager.act(referral, "assessment", **typed)
    assert offered.status_code == 422 and 'name="override_reason"' in offered.content.decode()
    done = manager.act(referral, "assessment", **typed, override_reason="Seen by the police abroad.")
    assert done.status_code == 302
    assert Assessment.objects.get().override_by == manager.user


def test_a_stale_correction_shows_both_versions(manager: Desk, world: World, referral: Referral) -> None:
    page = manager.get(url(referral, "correct/")).content.decode()
    assert 'name="version"' in page
    typed = {"version": "1", "said": "What I heard", "reason_kind": "learnt"}
    actions.correct_referral(
        by=world.person("kent"),
        referral=referral,
        version=1,
        changes={"said": "What Ann heard"},
        reason="x",
        at=at(17),
        now=at(17),
    )
    answer = manager.post(url(referral, "correct/"), typed)
    assert answer.status_code == 409
    assert "Somebody else changed this" in text_of(answer) and "What Ann heard" in text_of(answer)
    assert "What I heard" in answer.content.decode()
    assert manager.post(url(referral, "correct/"), {**typed, "version": "2"}).status_code == 302
    referral.refresh_from_db()
    assert referral.said == "What I heard"
    assert "What Ann heard" in text_of(manager.get(url(referral, "history/")))


def test_a_question_is_settled_with_words(manager: Desk, referral: Referral) -> None:
    import re

    page = manager.get(url(referral)).content.decode()
    found = re.search(r'href="(/referrals/[^"]+/prompts/[^"]+/)"', page)
    if found is None:
        actions.check_own_records(by=manager.user, referral=referral, found=False, at=at(10), now=at(17))
        found = re.search(r'href="(/referrals/[^"]+/prompts/[^"]+/)"', manager.get(url(referral)).content.decode())
    assert found
    assert manager.post(found[1]).status_code == 422
    assert manager.post(found[1], {"because": "Rang them."}).status_code == 302
    assert Prompt.objects.exclude(settled_at=None).get().settled_because == "Rang them."


def test_a_protected_address_is_on_no_page_but_its_own(manager: Desk, world: World, referral: Referral) -> None:
    child = referral.first_child
    assert child is not None
    child.address_protected = True
    child.save()
    actions.record_address(
        by=manager.user,
        person=child,
        lives_in=PlaceSaid(council=world.council("havering"), confidence="confirmed", words="9 Secret Lane"),
        at=at(17),
        now=at(17),
    )
    number = [one.person_id for one in referral.involvements.order_by("id")].index(child.pk) + 1
    assert "9 Secret Lane" not in manager.get(url(referral)).content.decode()
    assert "9 Secret Lane" not in manager.get(url(referral, "print/")).content.decode()
    assert "Address not to be disclosed." in text_of(manager.get(url(referral)))
    assert "9 Secret Lane" in text_of(manager.get(url(referral, f"people/{number}/address/")))
    assert Entry.objects.filter(subject_label="referrals.address").count() == 1
    assert (
        Desk(world, world.person("kent", "screener")).get(url(referral, f"people/{number}/address/")).status_code == 403
    )
    assert (
        Desk(world, world.person("croydon", "team_manager", team=world.team("croydon")))
        .get(url(referral, f"people/{number}/address/"))
        .status_code
        == 404
    )


def test_a_note_of_another_referral_is_not_there(manager: Desk, world: World, referral: Referral) -> None:
    other = world.logged("kent", at(17))
    note = _note(manager.get(url(other)), other)
    assert manager.get(note.replace(other.reference, referral.reference)).status_code == 404


def test_the_timeline_is_paged_and_filtered(manager: Desk, referral: Referral) -> None:
    for minute in range(20):
        actions.see_child(
            by=manager.user, referral=referral, words=f"visit {minute}", at=at(17, 9, minute), now=at(17, 10)
        )
    page = manager.get(url(referral))
    assert "visit 19" in text_of(page) and "visit 3" not in text_of(page)
    import re

    older = re.search(r'href="([^"]+after=[^"#]+)', page.content.decode())
    assert older
    second = text_of(manager.get(older[1].replace("&amp;", "&")))
    assert "visit 3" in second and "Logged as a referral" in second
    assert "visit 19" not in text_of(manager.get(url(referral), kind="facts"))


def test_a_contact_becomes_a_referral(manager: Desk, world: World) -> None:
    contact = world.logged("kent", at(16), world.said(kind="contact"))
    page = text_of(manager.get(url(contact)))
    assert "Contact, information only" in page and "Accept as a referral" in page
    assert manager.act(contact, "accept", reason="Harm is alleged.").status_code == 302
    contact.refresh_from_db()
    assert contact.kind == "referral"


def test_bad_input_to_an_act(manager: Desk, referral: Referral) -> None:
    nul = manager.act(referral, "safety-plan", plan="a\x00b")
    assert nul.status_code == 422 and "cannot be kept" in text_of(nul)
    future = {"when": "earlier", "at-day": "1", "at-month": "1", "at-year": "2150", "at-time": "10am"}
    ahead = manager.act(referral, "safety-plan", plan="Gran", **future)
    assert ahead.status_code == 422 and "in the future" in text_of(ahead)
    assert manager.post(url(referral, "safety-plan/"), {"token": "no token", "plan": "Gran"}).status_code == 302
    assert (
        manager.post(url(referral, "contact-council/"), {"token": str(uuid.uuid4()), "to": "999999"}).status_code == 422
    )


def test_two_roles_add_up(world: World, referral: Referral) -> None:
    user: User = world.person("kent", "business_support", name="Two Hats")
    Membership.objects.create(user=user, council=user.council, role="screener", since=date(2020, 1, 1))
    assert Desk(world, user).get(url(referral)).status_code == 200
