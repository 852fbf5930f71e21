"""What rule sets say together: one council, or shared."""

from datetime import date

import pytest

from councils.leads import in_words, propose, rule_sets_of
from councils.models import RuleSet
from councils.reference import PLACES, RESPONSIBILITIES
from tests.councils import council

pytestmark = pytest.mark.django_db

ON = date(2019, 4, 17)
KENT, HAVERING, THIRD = 1, 2, 3
# The story of the Ombudsman's decision 19 011 816: lives in Havering, harm in Kent.
HAVERING_STORY = {"lives_in": HAVERING, "is_in": HAVERING, "happened_in": KENT, "harmer_lives_in": KENT,
                  "works_in": None, "received_by": {KENT, HAVERING}}  # fmt: skip


def sets(*names: str) -> list[RuleSet]:
    return rule_sets_of([council(name) for name in names], ON)


def says(responsibility: str, names: tuple[str, ...], **places) -> tuple[int | None, str]:
    proposal = propose(responsibility, rule_sets=sets(*names), places=HAVERING_STORY | places)
    assert proposal.is_shared is (proposal.council_id is None)
    return proposal.council_id, proposal.why


BOTH = ("Kent", "Havering")


@pytest.mark.parametrize(
    ("responsibility", "council_id", "why"),
    [
        ("strategy_discussion", None, "silent"),  # Kent and Medway's procedures do not say (FD 3: both share)
        ("section_47", None, "conflict"),
        ("support_child", HAVERING, "agreed"),
        ("support_family", HAVERING, "agreed"),
        ("other_children", KENT, "agreed"),
        ("answer_referral", None, "conflict"),
        ("lado", None, "unknown_place"),
    ],
)
def test_kent_and_havering(responsibility: str, council_id: int | None, why: str) -> None:
    assert says(responsibility, BOTH) == (council_id, why)


def test_two_councils_of_one_rule_set_agree_by_it() -> None:
    assert says("strategy_discussion", ("Croydon", "Havering")) == (KENT, "agreed")


def test_several_places_of_different_councils_are_shared() -> None:
    assert says("other_children", ("Croydon",), harmer_lives_in=THIRD) == (None, "several")


def test_an_unknown_place_never_picks_a_council() -> None:
    assert says("support_child", BOTH, lives_in=None) == (None, "unknown_place")


def test_wales_was_not_read_so_everything_is_shared_with_it() -> None:
    assert {says(code, ("Powys", "Havering"))[1] for code in RESPONSIBILITIES} == {"silent"}


def test_no_rule_set_is_silence() -> None:
    assert propose("lado", rule_sets=[], places={}).why == "silent"


def test_the_words_of_the_sets_come_with_the_proposal() -> None:
    proposal = propose("strategy_discussion", rule_sets=sets(*BOTH), places=HAVERING_STORY)
    kent, london = proposal.says
    assert (kent.in_words, london.in_words) == ("Does not say", "The council where harm happened or may happen")
    assert "at home in one area" in kent.note("strategy_discussion")


def test_every_place_has_words() -> None:
    assert in_words(PLACES) == in_words(list(PLACES))
    assert in_words(["lives_in", "is_in"]) == "The council where the child lives and the council where the child is now"
