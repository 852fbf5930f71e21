"""Logging: search before create, repeats, the blind match, and one referral however often it is sent."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections

from accounts.acting import acting_for
from referrals import actions, matching, references
from referrals.models import NameWord, Person, Place, Prompt, Referral
from referrals.refusals import NotPossible
from referrals.said import PersonSaid, PlaceSaid
from tests.world import MONDAY, World, at, make_world


def prompts(referral: Referral, world: World, council: str = "kent") -> set[str]:
    return set(referral.prompts.filter(council=world.council(council)).values_list("code", flat=True))


def test_a_referral_names_every_council_it_concerns(world: World) -> None:
    referral = world.logged("kent", said=world.said(world.child("havering"), world.harmer("medway")))
    named = dict(referral.named_councils.values_list("council__short_name", "because"))
    assert named == {"Havering": "lives_in", "Kent": "happened_in", "Medway": "harmer_lives_in"}


def test_nothing_is_refused_for_what_is_not_known(world: World) -> None:
    said = world.said(PersonSaid(role="child"), referrer=replace(world.said().referrer, kind=""), happened_in=None)
    referral = world.logged("kent", said=said)
    assert referral.first_child is not None and referral.first_child.name == "No name given"
    assert referral.places.get(what=Place.What.LIVES_IN).confidence == "unknown"


def test_a_referral_about_no_child_says_what_to_do(world: World) -> None:
    with pytest.raises(NotPossible, match="at least one child"):
        world.logged("kent", said=world.said(world.mother()))


def test_a_time_ahead_is_not_a_record(world: World) -> None:
    with pytest.raises(NotPossible, match="future"):
        actions.log_referral(by=world.person("kent"), said=world.said(), at=MONDAY + timedelta(hours=1), now=MONDAY)


def test_the_prompts_about_the_person_alleged_to_have_caused_harm(world: World) -> None:
    said = world.said(world.child(), world.harmer(was_child_when_alleged=True, other_children="unknown"))
    assert {"alleged_harmer_was_a_child", "other_children_at_risk"} <= prompts(world.logged("kent", said=said), world)


def test_a_harmer_who_is_under_18_today_is_a_child(world: World) -> None:
    said = world.said(world.child(), world.harmer(born_on=date(2010, 1, 1)))
    assert "alleged_harmer_was_a_child" in prompts(world.logged("kent", said=said), world)


@pytest.mark.parametrize(
    ("born_on", "last_happened_on", "asked"),
    [
        # 17 when it happened and 22 now: nobody ticked it, the birth date says so (STATUTE 3, fault 33)
        pytest.param(date(2004, 5, 2), date(2022, 5, 1), True, id="a day short of 18 when it happened"),
        pytest.param(date(2004, 5, 2), date(2022, 5, 2), False, id="18 when it happened"),
        pytest.param(date(2004, 5, 2), None, False, id="an adult now, and nobody knows when it happened"),
        pytest.param(None, date(2022, 5, 1), False, id="no birth date"),
    ],
)
def test_a_harmer_who_was_under_18_when_it_happened_was_a_child(
    born_on: date | None, last_happened_on: date | None, asked: bool, world: World
) -> None:
    said = world.said(world.child(), world.harmer(born_on=born_on), last_happened_on=last_happened_on)
    found = "alleged_harmer_was_a_child" in prompts(world.logged("kent", said=said), world)
    assert found == asked


def test_adult_social_care_tells_its_own_childrens_services(world: World) -> None:
    referral = actions.log_referral(
        by=world.person("kent", "adult_social_care"), said=world.said(), at=MONDAY, now=MONDAY
    )
    assert "tell_childrens_services" in prompts(referral, world)
    part = referral.parts.get()
    assert part.team == world.team("kent")
    actions.check_own_records(
        by=world.person("kent"), referral=referral, found=True, number="LL-2201", at=at(16, 12), now=at(16, 12)
    )
    assert referral.prompts.get(code="tell_childrens_services").settled_at is not None


def test_sending_without_a_source_for_the_address_asks(world: World) -> None:
    referral = world.logged("kent")
    actions.send_referral(
        by=world.person("kent"), referral=referral, to=world.council("havering"), at=at(16, 11), now=at(16, 11)
    )
    assert "address_source_missing" in prompts(referral, world)


def test_sending_to_a_council_without_a_link_says_where_the_child_is_known(world: World) -> None:
    referral = world.logged("kent")
    world.sent(referral, "kent", "croydon", at(16, 11))
    assert "known_elsewhere" in prompts(referral, world)
    # and both are sent it, each with a clock until it answers
    sent_to = set(referral.sendings.values_list("to__short_name", flat=True))
    assert sent_to == {"Croydon", "Havering"}
    assert set(referral.parts.values_list("council__short_name", flat=True)) == {"Kent", "Croydon", "Havering"}


def test_a_second_referral_within_a_year_is_joined_to_the_first(world: World) -> None:
    first = world.logged("kent")
    child = replace(world.child(), person=first.first_child)
    second = world.logged("kent", when=at(20), said=world.said(child, world.harmer()))
    assert second.repeats == first
    assert "repeat_referral" in prompts(second, world)


def test_after_a_year_it_is_not(world: World) -> None:
    first = world.logged("kent", when=MONDAY - timedelta(days=400))
    child = replace(world.child(), person=first.first_child)
    assert world.logged("kent", said=world.said(child, world.harmer())).repeats is None


@pytest.mark.parametrize(
    "other",
    [
        {"nhs_number": "9990000001", "given_name": "Joe"},
        {"given_name": "YUSUF", "family_name": "Adéyẹmi", "born_on": date(2012, 6, 1)},
    ],
    ids=["NHS number", "name with birth date"],
)
def test_two_councils_with_the_same_child_learn_of_each_other_and_no_more(
    world: World, other: dict[str, object]
) -> None:
    first = world.logged("kent", said=world.said(world.child(nhs_number="9990000001")))
    second = world.logged("croydon", said=world.said(replace(world.child(nhs_number=""), **other)))
    assert "live_elsewhere" in prompts(first, world, "kent")
    assert "live_elsewhere" in prompts(second, world, "croydon")
    facts = Prompt.objects.get(referral=second, code="live_elsewhere").facts
    assert facts == {"council": world.council("kent").pk}


def test_another_child_of_the_same_name_is_not_a_match(world: World) -> None:
    world.logged("kent")
    second = world.logged("croydon", said=world.said(world.child(born_on=date(2013, 6, 2))))
    assert "live_elsewhere" not in prompts(second, world, "croydon")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("yusuf adeyemi", "same name"),
        ("Adeyemi Yusuf", "same name"),
        ("ADÉYẸMI", "same name"),
        ("Adey", "name begins with"),
        ("Yousef Adeyemi", "sounds like"),
    ],
)
def test_a_person_is_found_however_the_name_is_typed(world: World, typed: str, reason: str) -> None:
    world.logged("kent")
    best = matching.find(world.council("kent"), name=typed)[0]
    assert best.person.name == "Yusuf Adeyemi" and any(words.startswith(reason) for words in best.reasons)


@pytest.mark.parametrize("typed", ["O'Brien", "O’Brien", "OBrien", "o'brien"])
def test_apostrophes_do_not_matter(world: World, typed: str) -> None:
    world.logged("kent", said=world.said(world.child(given_name="Siobhán", family_name="O'Brien")))
    assert matching.find(world.council("kent"), name=typed)


def test_the_birth_date_may_be_a_little_off(world: World) -> None:
    world.logged("kent")
    best = matching.find(world.council("kent"), name="Yusuf Adeyemi", born_on=date(2012, 6, 3))[0]
    assert "date of birth 2 days apart" in best.reasons


def test_a_person_is_found_by_one_word_and_the_day_of_birth(world: World) -> None:
    world.logged("kent")
    kent = world.council("kent")
    best = matching.find(kent, name="Yusuf Okafor", born_on=date(2012, 6, 1))[0]
    assert best.person.name == "Yusuf Adeyemi" and best.reasons == ("same name: yusuf", "same date of birth")
    assert matching.find(kent, name="Yusuf Okafor", born_on=date(2012, 6, 2)) == []
    assert matching.find(kent, name="Okafor", born_on=date(2012, 6, 1)) == []


def test_a_person_is_found_by_number_and_by_postcode(world: World) -> None:
    lives_in = PlaceSaid(council=world.council("havering"), confidence="stated", postcode="RM13BB")
    child = replace(world.child(nhs_number="9990000001"), lives_in=lives_in)
    world.logged("kent", said=world.said(child))
    kent, croydon = world.council("kent"), world.council("croydon")
    assert [one.reasons for one in matching.find(kent, nhs_number="999 000 0001")] == [("same NHS number",)]
    assert [one.reasons for one in matching.find(kent, postcode="rm1 3bb")] == [("same postcode",)]
    assert matching.find(croydon, nhs_number="9990000001") == matching.find(croydon, postcode="RM1 3BB") == []


def test_the_words_of_a_name_go_with_the_person(world: World) -> None:
    world.council("kent")
    person = Person.objects.create(council=world.council("kent"), folded="ana novak", recorded_at=MONDAY)
    assert set(person.words.values_list("word", flat=True)) == {"ana", "novak"}
    with connection.cursor() as cursor:  # past everything that knows of them
        cursor.execute("DELETE FROM referrals_person WHERE id = %s", [person.pk])
    assert not NameWord.objects.filter(person_id=person.pk).exists()


def test_nobody_elses_records_are_searched(world: World) -> None:
    world.logged("kent")
    assert matching.find(world.council("croydon"), name="Yusuf Adeyemi") == []


def test_search_reads_no_query_language(world: World) -> None:
    world.logged("kent")
    assert matching.find(world.council("kent"), name="' | :* & !(") == []


def test_a_reference_is_read_back_as_it_is_said() -> None:
    reference = references.new()
    assert references.tidy(reference.replace("-", " ").lower()) == reference
    wrong = reference[:-1] + ("0" if reference[-1] != "0" else "1")
    assert references.tidy(wrong) is None


def test_the_same_form_twice_is_one_referral(world: World) -> None:
    said = world.said(form_token=uuid4())
    assert world.logged("kent", said=said) == world.logged("kent", said=said)
    assert Referral.objects.count() == 1 and Person.objects.count() == 3


@pytest.mark.clone
def test_the_same_form_from_two_windows_at_once_is_one_referral() -> None:
    world = make_world()
    by, said = world.person("kent"), world.said(form_token=uuid4())
    world.council("havering")
    found: list[Referral] = []
    ready = threading.Barrier(2)

    def send() -> None:
        try:
            ready.wait(5)
            with acting_for(by, by.council):
                found.append(actions.log_referral(by=by, said=said, at=MONDAY, now=MONDAY))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 2 and found[0] == found[1]
    assert Referral.objects.count() == 1


def test_logging_costs_the_same_however_much_is_there(world: World, django_assert_max_num_queries: object) -> None:
    world.logged("kent")
    by, said = world.person("kent"), world.said(form_token=uuid4())
    by.held()
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as first:
        actions.log_referral(by=by, said=said, at=MONDAY, now=MONDAY)
    for _ in range(5):
        world.logged("kent")
    with CaptureQueriesContext(connection) as second:
        actions.log_referral(by=by, said=world.said(form_token=uuid4()), at=MONDAY, now=MONDAY)
    assert len(first) == len(second)
    asked = [one["sql"].split("_")[0].split("(")[0] for one in second]
    # The form's token; all that has to be known; the referrals about the same child; all that is written.
    assert asked == ["INSERT INTO trail", "EXECUTE before", 'SELECT "referrals', "EXECUTE log"]
