"""How people belong together, other names, and one person recorded twice: brought together, parted, two at once."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connections, transaction

from referrals import actions, matching
from referrals.actions.merging import preview_merge
from referrals.models import Alias, Involvement, Person, PersonMerge, Place, Referral, Relationship
from referrals.reading import read_case
from referrals.refusals import NotPossible
from referrals.said import PersonSaid, PlaceSaid
from tests.world import World, at, make_world


@pytest.fixture
def referral(world: World) -> Referral:
    return world.logged("kent", at(16))


def usual(world: World, referral: Referral, council: str = "kent") -> dict[str, Any]:
    return {"by": world.person(council), "referral": referral, "at": at(17), "now": at(17)}


def person(referral: Referral, role: str) -> Person:
    return referral.involvements.get(role=role).person


def twice(world: World, **more: Any) -> Referral:
    child = world.child(given_name="Yussuf", born_on=None, nhs_number="9990000018", **more)
    return world.logged("kent", at(17), said=world.said(child))


def merge(world: World, referral: Referral, other: Referral, **more: Any) -> PersonMerge:
    given = {"because": "Same mother", "now": at(18), **more}
    return actions.merge_people(
        by=world.person("kent"), referral=referral, kept=referral.first_child, gone=other.first_child, **given
    )


def test_what_is_known_now_supersedes_what_was_known(world: World, referral: Referral) -> None:
    mother, child = person(referral, "parent"), person(referral, "child")
    given = {**usual(world, referral), "person": mother, "to": child, "kind": "mother"}
    actions.relate(**given, lives_with=True)
    actions.relate(**given, lives_with=False)
    assert Relationship.objects.count() == 2
    assert Relationship.objects.get(superseded_at=None).lives_with is False


def test_a_restriction_of_contact_says_who_set_it(world: World, referral: Referral) -> None:
    given = {**usual(world, referral), "person": person(referral, "alleged_harmer"), "to": person(referral, "child")}
    with pytest.raises(NotPossible, match="who set"):
        actions.relate(**given, kind="step_parent", contact="none")
    with pytest.raises(NotPossible, match="two different"):
        actions.relate(**{**given, "person": given["to"]}, kind="other")


def test_another_name_is_found_by_the_search_and_says_so(world: World, referral: Referral) -> None:
    child = person(referral, "child")
    actions.add_alias(**usual(world, referral), person=child, name="Joseph Marlow", kind="earlier")
    [match] = matching.find(world.council("kent"), name="joseph marlow")
    assert match.person == child
    assert match.reasons == ("another name: joseph, marlow",)
    assert Person.objects.get(pk=child.pk).folded == "yusuf adeyemi"
    with pytest.raises(NotPossible):
        actions.add_alias(**usual(world, referral), person=child, name=" ' ", kind="earlier")


def test_a_child_added_is_counted_and_keeps_one_record(world: World, referral: Referral) -> None:
    sister = world.logged("kent", at(16), said=world.said(world.child(given_name="Amira"))).first_child
    actions.add_person(**usual(world, referral), said=PersonSaid(role="child", person=sister))
    referral.refresh_from_db()
    assert referral.children_count == 2
    with pytest.raises(NotPossible, match="already"):
        actions.add_person(**usual(world, referral), said=PersonSaid(role="child", person=sister))
    with pytest.raises(NotPossible, match="name"):
        actions.add_person(**usual(world, referral), said=PersonSaid(role="other"))


def test_another_councils_record_is_not_ours_to_add(world: World, referral: Referral) -> None:
    theirs = world.logged("havering", at(16)).first_child
    with pytest.raises(NotPossible, match="Another council"):
        actions.add_person(**usual(world, referral), said=PersonSaid(role="other_child", person=theirs))
    with pytest.raises(NotPossible, match="Another council"):
        preview_merge(by=world.person("kent"), kept=referral.first_child, gone=theirs)


def test_the_kept_record_takes_the_roles_and_what_it_lacked(world: World, referral: Referral) -> None:
    other = twice(world, address_protected=True)
    gone = other.first_child
    merge(world, referral, other)
    kept = Person.objects.get(pk=referral.first_child_id)
    assert (kept.nhs_number, kept.address_protected) == ("9990000018", True)
    assert other.involvements.get(role="child").person == kept
    assert Place.objects.get(referral=other, what="lives_in", superseded_at=None).person == kept
    assert Referral.objects.get(pk=other.pk).first_child == kept
    assert [one.person for one in matching.find(world.council("kent"), name="yussuf")] == [kept]
    assert Person.objects.get(pk=gone.pk).merged_into == kept
    assert {one.verb for one in other.journal.all()} >= {"merge_people"}
    assert kept.history.filter(history_change_reason="two records of one person").exists()


def test_an_address_written_on_the_other_record_is_shown_for_the_kept_one(world: World, referral: Referral) -> None:
    other = twice(world)
    place = PlaceSaid(council=world.council("havering"), confidence="confirmed", words="4 New Road", postcode="RM13BB")
    actions.record_address(by=world.person("kent"), person=other.first_child, lives_in=place, at=at(17), now=at(17))
    merge(world, referral, other)
    found = Referral.objects.prefetch_related("parts__council").get(pk=referral.pk)
    case = read_case(found, user=world.person("kent"), now=at(18))
    assert case.addresses[referral.first_child_id].words == "4 New Road"


@pytest.mark.parametrize("field", ["born_on", "nhs_number"])
def test_two_children_do_not_become_one_by_mistake(world: World, field: str) -> None:
    one = world.logged("kent", at(16), said=world.said(world.child(nhs_number="9990000026")))
    value = date(2013, 1, 1) if field == "born_on" else "9990000018"
    other = world.logged("kent", at(16), said=world.said(world.child(given_name="Yussuf", **{field: value})))
    with pytest.raises(NotPossible, match="differ"):
        merge(world, one, other)
    merge(world, one, other, checked="The NHS says that one number was withdrawn")


def test_parted_again_everything_stands_where_it_stood(world: World, referral: Referral) -> None:
    other = twice(world)
    before = _standing(referral, other)
    merged = merge(world, referral, other)
    assert _standing(referral, other) != before
    actions.unmerge_people(by=world.person("kent"), referral=referral, merge=merged, because="Two cousins", now=at(19))
    assert _standing(referral, other) == before
    assert not Alias.objects.filter(ended_at=None).exists()
    with pytest.raises(NotPossible, match="already"):
        actions.unmerge_people(by=world.person("kent"), referral=referral, merge=merged, because="x", now=at(19))


def test_a_child_who_was_on_one_referral_twice_is_one_and_two_again(world: World) -> None:
    said = world.said(world.child(), world.child(given_name="Yussuf", born_on=None))
    referral = world.logged("kent", at(16), said=said)
    one, other = (row.person for row in referral.involvements.filter(role="child").order_by("pk"))
    before = _standing(referral, referral)
    merged = actions.merge_people(
        by=world.person("kent"), referral=referral, kept=one, gone=other, because="Written twice", now=at(17)
    )
    referral.refresh_from_db()
    assert referral.children_count == 1
    assert referral.involvements.filter(role="child").count() == 1
    actions.unmerge_people(by=world.person("kent"), referral=referral, merge=merged, because="Twins", now=at(18))
    referral.refresh_from_db()
    assert referral.children_count == 2
    assert _standing(referral, referral) == before


def _standing(*referrals: Referral) -> list[Any]:
    people = Person.objects.order_by("pk").values_list(
        "pk", "nhs_number", "born_on", "folded", "sounds", "merged_into_id", "address_protected"
    )
    roles = Involvement.objects.filter(referral__in=referrals).order_by("pk")
    places = Place.objects.filter(referral__in=referrals).order_by("pk")
    firsts = Referral.objects.filter(pk__in=[one.pk for one in referrals]).order_by("pk")
    return [
        list(people),
        list(roles.values_list("pk", "person_id", "role", "words", "lives_with_child")),
        list(places.values_list("pk", "person_id")),
        list(firsts.values_list("pk", "first_child_id", "children_count")),
    ]


@pytest.mark.clone
def test_of_two_who_merge_one_person_at_once_the_second_is_told(clone: str) -> None:
    with transaction.atomic():
        world = make_world()
        referral, other = world.logged("kent", at(16)), twice(world)
        people = [world.person("kent", "team_manager", name=name) for name in ("Priya Nair", "Tom Reed")]
    ready, told = threading.Barrier(2), []
    both = [(referral.first_child, other.first_child), (other.first_child, referral.first_child)]

    def bring(who: Any, kept: Person, gone: Person) -> None:
        try:
            ready.wait()
            with transaction.atomic():
                actions.merge_people(by=who, referral=referral, kept=kept, gone=gone, because="One child", now=at(18))
        except NotPossible as refusal:
            told.append(refusal.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=bring, args=(who, *pair)) for who, pair in zip(people, both, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert PersonMerge.objects.count() == 1
    assert len(told) == 1 and "already" in told[0]
    assert Person.objects.exclude(merged_into=None).count() == 1
