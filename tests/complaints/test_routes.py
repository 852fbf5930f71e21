"""Every row of 4a and of the conflicts below it, from a table that a complaints officer can read and correct."""

from datetime import date

import pytest

from complaints import routes
from complaints.models import About, Route
from complaints.routes import Facts, propose
from stories import choices
from tests.complaints.conftest import table

TRUTH = {"yes": True, "no": False, "": None}
EXAMPLES = table("routes")
ON = date(2026, 11, 16)


def facts(row: dict[str, str]) -> Facts:
    return Facts(
        about=row["about"],
        **{
            name: TRUTH[row[name]]
            for name in (
                *("assessment_requested", "part_3_function", "appeal_right", "adult_service", "harm_criteria_met"),
                "begun",
            )
        },
        relationship=row["relationship"] or "parent",
        joined=row["joined"] or "none",
    )


@pytest.mark.parametrize("row", EXAMPLES, ids=[f"{one['row']} {one['about'] or 'unclear'}" for one in EXAMPLES])
def test_a_point_is_proposed_the_route_of_its_row(row: dict[str, str]) -> None:
    found = propose(facts(row), on=ON)
    assert (found.row, found.route, found.check) == (row["row"], row["route"], row["check"] == "yes"), row["why"]
    assert found.reason and found.source and found.confidence
    assert not found.check or found.other_view


def test_every_row_of_the_rules_has_an_example() -> None:
    assert {one["row"] for one in EXAMPLES} == {one.proposal.row for one in routes.rows()}


def test_every_word_of_a_case_file_is_covered() -> None:
    assert set(choices.HEADS) == set(About.values)
    assert set(choices.ROUTES) == set(Route.values)
    assert {one["about"] for one in EXAMPLES if one["about"]} == set(About.values)


def test_every_route_tells_the_complainant_where_to_go() -> None:
    assert set(routes.ways()) == set(Route.values)


@pytest.mark.parametrize("about", About.values)
def test_whoever_complains_of_anything_gets_a_route(about: str) -> None:
    for relationship in (*choices.RELATIONSHIPS, ""):
        assert propose(Facts(about, relationship=relationship), on=ON).route in Route.values


def test_adult_social_cares_procedure_did_not_exist_before_its_regulations() -> None:
    before = propose(Facts("adult_social_care"), on=date(2008, 1, 1))
    assert (before.row, before.check) == ("16", True)


def test_a_row_that_cannot_be_used_is_named() -> None:
    with pytest.raises(routes.BadRoutes, match="row 9x.*no such route"):
        routes._row(
            {"row": "9x", "route": "elsewhere", "reason": "r", "source": "s", "confidence": "S", "in_force_from": ON}
        )
    with pytest.raises(routes.BadRoutes, match="row 12x.*other view"):
        routes._row(
            {
                "row": "12x",
                "route": "corporate",
                "check": True,
                "reason": "r",
                "source": "s",
                "confidence": "S",
                "in_force_from": ON,
            }
        )
