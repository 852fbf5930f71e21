"""Logging a referral in the browser: the whole way, back and forward, drafts, sent twice, and bad input."""

import json
from typing import Any

import pytest

from referrals.models import Address, Draft, Person, Prompt, Referral
from tests.referrals.pages import Desk, draft_of, last_referral, text_of
from tests.world import World, at
from timers.models import Timer

HOME = "RM1 3BB"  # Romford, in Havering


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world, world.person("kent", team=world.team("kent")))


def whole_way(desk: Desk, log: str) -> None:
    """A child of twelve who lives in Havering, harmed in Kent; everything else as little as people know."""
    havering, kent = desk.world.council("havering"), desk.world.council("kent")
    desk.step(log, "search", name="Amy Hall", postcode=HOME)
    desk.step(log, "teller", kind="referral", referrer_kind="school", referrer_name="Ms Field", received="now")
    desk.step(
        log,
        "children",
        safe_now="yes",
        **{
            "child-count": "1",
            "child-0-given_name": "Amy",
            "child-0-family_name": "Hall",
            "child-0-born": "about",
            "child-0-age_said": "12",
        },
    )
    answer = desk.step(log, "places", 200, **{"places-0-lives_postcode": HOME, "places-0-staying": "home"})
    assert "is in London Borough of Havering" in text_of(answer) or "Havering" in text_of(answer)
    desk.step(
        log,
        "places",
        **{
            "places-0-lives_postcode": HOME,
            "places-0-lives_looked": HOME,
            "places-0-lives_council": havering.pk,
            "places-0-lives_source": "the school",
            "places-0-lives_confidence": "stated",
            "places-0-staying": "home",
        },
    )
    desk.step(
        log,
        "happened",
        said="Her uncle hit her, she told Ms Field.",
        harm=["physical"],
        significant_harm="yes",
        happened_council=kent.pk,
        **{"last_happened_on-unknown": "on"},
    )
    desk.step(log, "harmer", **{"harmer-count": "1", "harmer-0-words": "uncle", "harmer-0-other_children": "unknown"})
    desk.step(
        log,
        "family",
        parent_knows="no",
        consent="not_sought",
        **{"parent-count": "1", "parent-0-given_name": "Jo", "parent-0-lives_with_child": "yes"},
    )


def test_the_whole_way(desk: Desk) -> None:
    log = desk.begin()
    whole_way(desk, log)
    check = desk.get(f"{log}check/")
    assert "Her uncle hit her" in text_of(check)
    assert "Another council is concerned: Havering" in text_of(check)
    answer = desk.post(f"{log}check/")
    assert answer["Location"] == f"{log}done/"
    referral = last_referral()
    end = text_of(desk.get(answer["Location"]))
    assert referral.reference in end
    assert "Havering has not been told yet" in end
    assert "Decision on what to do next" in end
    assert "escalation" in end
    child = referral.first_child
    assert child is not None and (child.name, child.age_said) == ("Amy Hall", "12")
    places = {place.what: place for place in referral.places.all()}
    assert places["lives_in"].council == desk.world.council("havering")
    assert places["is_in"].council == desk.world.council("havering")
    assert places["happened_in"].council == desk.world.council("kent")
    assert places["lives_in"].confidence == "stated"
    assert Address.objects.get(person=child).postcode == "RM13BB"
    assert set(referral.involvements.values_list("role", flat=True)) == {"child", "alleged_harmer", "parent"}
    assert Timer.objects.filter(about_id=referral.pk, kind="decision").exists()
    assert Prompt.objects.filter(referral=referral, code="other_children_at_risk").exists()
    assert draft_of(log) is None


def test_nothing_at_all_still_makes_a_referral(desk: Desk) -> None:
    log = desk.begin()
    assert desk.get(f"{log}check/").status_code == 200
    assert desk.post(f"{log}check/").status_code == 302
    referral = last_referral()
    assert referral.first_child is not None and referral.first_child.name == "No name given"
    assert desk.get(f"/referrals/{referral.reference}/").status_code == 200


def test_back_loses_nothing_and_shows_what_was_typed(desk: Desk) -> None:
    log = desk.begin()
    whole_way(desk, log)
    assert "Her uncle hit her" in desk.get(f"{log}happened/").content.decode()
    assert 'value="Ms Field"' in desk.get(f"{log}teller/").content.decode()
    tasks = text_of(desk.get(log))
    assert "7 of 7 steps done" in tasks


def test_changing_a_line_leads_back_to_the_check(desk: Desk) -> None:
    log = desk.begin()
    whole_way(desk, log)
    answer = desk.post(f"{log}teller/?back=check", {"kind": "contact", "referrer_name": "Ms Field", "do": "continue"})
    assert answer["Location"] == f"{log}check/"
    assert "Log this contact" in text_of(desk.get(f"{log}check/"))


def test_sent_twice_makes_one_referral(desk: Desk) -> None:
    log = desk.begin()
    whole_way(desk, log)
    first, second = desk.post(f"{log}check/"), desk.post(f"{log}check/")
    assert first["Location"] == second["Location"] == f"{log}done/"
    assert Referral.objects.count() == 1
    assert desk.get(f"{log}family/")["Location"] == f"{log}done/", "the Back button leads to what came of it"


def test_a_draft_survives_signing_out_and_is_nobody_elses(desk: Desk, world: World) -> None:
    log = desk.begin()
    desk.step(log, "teller", referrer_name="Ms Field")
    again = Desk(world, desk.user)
    assert "Referral, no name yet" in text_of(again.get("/referrals/log/"))
    assert 'value="Ms Field"' in again.get(f"{log}teller/").content.decode()
    other = Desk(world, world.person("kent", name="Somebody Else"))
    assert other.get(f"{log}teller/").status_code == 404
    assert (
        other.post(f"{log.replace('/log/', '/drafts/')}", {"step": "teller", "referrer_name": "x"}).status_code == 409
    )
    assert other.get(f"{log.replace('/log/', '/drafts/')}discard/").status_code == 404


@pytest.mark.parametrize("as_json", [True, False])
def test_typing_is_saved_before_anything_is_sent(desk: Desk, as_json: bool) -> None:
    log = desk.begin()
    address = log.replace("/log/", "/drafts/")
    typed = {"step": "happened", "said": "half a sen"}
    if as_json:
        answer = desk.client.post(address, json.dumps(typed), content_type="application/json")
    else:
        answer = desk.post(address, typed)
    assert answer.status_code == 200 and "saved" in answer.json()
    assert "half a sen" in desk.get(f"{log}happened/").content.decode()


def test_a_draft_is_discarded_only_after_asking(desk: Desk) -> None:
    log = desk.begin()
    desk.step(log, "teller", referrer_name="Ms Field")
    address = f"{log.replace('/log/', '/drafts/')}discard/"
    assert "will be gone" in text_of(desk.get(address))
    assert draft_of(log) is not None
    assert desk.post(address).status_code == 302
    assert draft_of(log) is None
    assert desk.get(log).status_code == 404


def test_a_child_on_record_is_found_and_not_recorded_again(desk: Desk, world: World) -> None:
    world.logged("kent", at(16))
    log = desk.begin()
    answer = desk.step(log, "search", 200, name="adeyemi yussuf")
    assert "Yusuf Adeyemi, 14" in text_of(answer)
    assert "same name: adeyemi" in text_of(answer) and "sounds like" in text_of(answer)
    child = Person.objects.get(given_name="Yusuf")
    desk.step(log, "search", name="adeyemi yussuf", chosen=str(child.pk))
    children = desk.get(f"{log}children/")
    assert "Yusuf Adeyemi (on our records)" in text_of(children)
    desk.step(log, "children", **{"child-count": "1", "child-0-person": str(child.pk)})
    desk.post(f"{log}check/")
    assert last_referral().first_child == child
    assert last_referral().repeats_id is not None
    assert Person.objects.filter(given_name="Yusuf").count() == 1


def test_somebody_of_another_council_cannot_be_chosen(desk: Desk, world: World) -> None:
    world.logged("havering", at(16))
    theirs = Person.objects.get(given_name="Yusuf")
    log = desk.begin()
    desk.step(log, "search", name="Yusuf Adeyemi")  # nobody of ours: straight on
    desk.step(log, "children", **{"child-count": "1", "child-0-person": str(theirs.pk)})
    desk.post(f"{log}check/")
    assert last_referral().first_child != theirs


def test_children_are_added_and_taken_away(desk: Desk) -> None:
    log = desk.begin()
    first = {"child-count": "1", "child-0-given_name": "Amy"}
    assert desk.post(f"{log}children/", {**first, "do": "add-child"}).status_code == 302
    assert "Child 2" in text_of(desk.get(f"{log}children/"))
    both = {"child-count": "2", "child-0-given_name": "Amy", "child-1-given_name": "Ben", "do": "remove-child-0"}
    desk.post(f"{log}children/", both)
    page = desk.get(f"{log}children/").content.decode()
    assert 'value="Ben"' in page and 'value="Amy"' not in page


def test_two_children_in_the_same_place(desk: Desk, world: World) -> None:
    log = desk.begin()
    desk.step(log, "children", **{"child-count": "2", "child-0-given_name": "Amy", "child-1-given_name": "Ben"})
    havering = world.council("havering").pk
    desk.step(
        log, "places", **{"places-0-lives_council": havering, "places-0-protected": "on", "places-1-same": "same"}
    )
    desk.post(f"{log}check/")
    referral = last_referral()
    assert referral.children_count == 2
    assert referral.places.filter(what="lives_in", council=havering).count() == 2
    assert Person.objects.filter(address_protected=True).count() == 2


def test_another_council_with_a_live_referral_is_named_and_nothing_else(desk: Desk, world: World) -> None:
    theirs = world.logged("havering", at(16))
    log = desk.begin()
    typed = {"child-0-given_name": "Yusuf", "child-0-family_name": "Adeyemi", "child-0-born": "date"}
    typed |= {"child-0-born_on-day": "1", "child-0-born_on-month": "6", "child-0-born_on-year": "2012"}
    desk.step(log, "children", **{"child-count": "1", **typed})
    end = desk.get(desk.post(f"{log}check/")["Location"])
    assert "Ring their duty desk. It is Havering" in text_of(end)
    assert theirs.reference not in end.content.decode()


def test_an_unborn_child(desk: Desk) -> None:
    log = desk.begin()
    typed = {"child-0-expected_on-day": "3", "child-0-expected_on-month": "3", "child-0-expected_on-year": "2028"}
    desk.step(log, "children", **{"child-count": "1", "child-0-born": "unborn", **typed})
    desk.post(f"{log}check/")
    child = last_referral().first_child
    assert child is not None and child.expected_on is not None and child.expected_on.year == 2028
    assert "not born yet, expected 3 March 2028" in text_of(desk.get(f"/referrals/{last_referral().reference}/"))


def test_a_late_entry_says_so(desk: Desk) -> None:
    log = desk.begin()
    typed = {"received_at-day": "2", "received_at-month": "11", "received_at-year": "2025", "received_at-time": "10am"}
    desk.step(log, "teller", received="earlier", **typed)
    assert "marked as written down late" in text_of(desk.get(f"{log}check/"))
    desk.post(f"{log}check/")
    referral = last_referral()
    assert referral.received_at.year == 2025
    assert "Late entry: written down" in text_of(desk.get(f"/referrals/{referral.reference}/"))


def test_a_pasted_notice_is_offered_and_never_taken(desk: Desk) -> None:
    log = desk.begin()
    text = (
        "Child: Amy Hall DOB 3/4/2015, of RM1 3BB. NHS 999 123 4567. "
        "Officer: Sam Poole 020 7946 0000. CAD ref: 1234/22NOV26"
    )
    page = desk.post(f"{log}paste/", {"text": text, "do": "look"})
    for words in (
        "Name: Amy Hall",
        "Date: 3/4/2015",
        "Postcode: RM1 3BB",
        "NHS number: 999 123 4567",
        "Reference: 1234/22NOV26",
    ):
        assert words in text_of(page)
    assert Draft.objects.get().data["steps"].keys() == {"paste"}
    desk.post(f"{log}paste/", {"text": text, "do": "use", "use-0": "child", "keep_text": "yes"})
    search = desk.get(f"{log}search/").content.decode()
    assert 'value="Amy Hall"' in search
    assert HOME not in search
    assert "CAD ref" in desk.get(f"{log}happened/").content.decode()


BAD = {
    "NUL": ("happened", {"said": "a\x00b"}, 422, "characters that cannot be kept"),
    "escape": ("happened", {"said": "a\x1bb"}, 422, "characters that cannot be kept"),
    "31 April": (
        "happened",
        {"last_happened_on-day": "31", "last_happened_on-month": "4", "last_happened_on-year": "2026"},
        422,
        "no such date",
    ),
    "29 February 2023": (
        "children",
        {
            "child-count": "1",
            "child-0-born": "date",
            "child-0-born_on-day": "29",
            "child-0-born_on-month": "2",
            "child-0-born_on-year": "2023",
        },
        422,
        "no such date",
    ),
    "born tomorrow": (
        "children",
        {
            "child-count": "1",
            "child-0-born": "date",
            "child-0-born_on-day": "1",
            "child-0-born_on-month": "1",
            "child-0-born_on-year": "2150",
        },
        422,
        "in the future",
    ),
    "short NHS number": ("children", {"child-count": "1", "child-0-nhs_number": "999"}, 422, "10 figures"),
    "not a postcode": ("places", {"places-0-lives_postcode": "by the sea"}, 422, "postcode"),
    "a name of 300 letters": ("children", {"child-count": "1", "child-0-given_name": "x" * 300}, 422, "120"),
    "no such choice": ("teller", {"kind": "rumour"}, 422, "valid choice"),
    "many children": ("children", {"child-count": "999999999999"}, 302, ""),
    "not a number of children": ("children", {"child-count": "²"}, 302, ""),
    "a script": ("happened", {"said": "<script>alert(1)</script>{{ 7*7 }} %s ${7*7}"}, 302, ""),
    "right to left": (
        "children",
        {"child-count": "1", "child-0-given_name": "\u202eAmy", "child-0-family_name": "李"},
        302,
        "",
    ),
    "earlier without a time": ("teller", {"received": "earlier"}, 422, "Enter the date and the time"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gets_a_sentence_and_keeps_the_words(desk: Desk, name: str) -> None:
    slug, typed, status, sentence = BAD[name]
    log = desk.begin()
    answer = desk.step(log, slug, status, **typed)
    if status == 422:
        page = text_of(answer)
        assert sentence in page and "There is a problem" in page
    kept: dict[str, Any] = draft_of(log).data["steps"][slug]  # type: ignore[union-attr]
    for key, value in typed.items():
        if key in kept and "\x00" not in value and "\x1b" not in value and not key.endswith("-count"):
            assert kept[key] == [value]
    assert "<script>alert" not in desk.get(f"{log}{slug}/").content.decode()


def test_a_wrong_answer_is_met_again_at_the_check(desk: Desk) -> None:
    log = desk.begin()
    desk.step(
        log,
        "happened",
        422,
        **{"last_happened_on-day": "31", "last_happened_on-month": "4", "last_happened_on-year": "2026"},
    )
    answer = desk.post(f"{log}check/")
    assert answer.status_code == 422
    assert "What happened: There is no such date" in text_of(answer)
    assert Referral.objects.count() == 0


def test_protecting_a_known_childs_address_is_kept(desk: Desk, world: World) -> None:
    world.logged("kent", at(16))
    child = Person.objects.get(given_name="Yusuf")
    log = desk.begin()
    desk.step(log, "search", 200, name="Yusuf Adeyemi")
    desk.step(log, "search", name="Yusuf Adeyemi", chosen=str(child.pk))
    desk.step(log, "places", **{"places-0-lives_words": "1 Secret Street", "places-0-protected": "on"})
    desk.post(f"{log}check/")
    child.refresh_from_db()
    assert child.address_protected
    assert "Secret Street" not in desk.get(f"/referrals/{last_referral().reference}/").content.decode()
