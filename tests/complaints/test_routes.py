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


# Questions


def told(fact: str, **more: object) -> dict[str, object]:
    return {"fact": fact, "ask": f"Is it {fact}?", "why": "Because it changes the route.", **more}


def test_a_question_that_does_not_say_why_is_refused() -> None:
    with pytest.raises(routes.BadRoutes, match="question joins: every question says what it asks and why"):
        routes.checked([told("joins", about=["complaint_handling"], why=" ")], routes.rows())
    with pytest.raises(routes.BadRoutes, match="question joins: not understood or missing: why"):
        routes.checked([{"fact": "joins", "ask": "Which?"}], routes.rows())


def test_an_eighth_question_of_a_point_is_refused_when_the_rules_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    known = [one for one in routes.FACTS if one not in routes.KNOWN]
    extra = [f"new_fact_{number}" for number in range(6 - len(known), 3)]
    monkeypatch.setattr(routes, "FACTS", {**routes.FACTS, **dict.fromkeys(extra, routes.TRUTHS)})
    row = routes._row(
        {
            "row": "99",
            "about": ["early_help"],
            "when": {fact: ["yes"] for fact in [*known, *extra]},
            "route": "corporate",
            "reason": "r",
            "source": "s",
            "confidence": "S",
            "in_force_from": ON,
        }
    )
    questions = [told("about"), told("agency_words"), told("joins"), *(told(fact) for fact in [*known, *extra])]
    with pytest.raises(routes.BadRoutes, match="a point about early_help would be asked 8"):
        routes.checked(questions[: 3 + 7], [row])
    assert len(routes.checked(questions[: 3 + 7], routes.rows())) == 10, "asked only where a row reads it"


def test_a_fact_that_a_row_reads_has_its_question() -> None:
    with pytest.raises(routes.BadRoutes, match="facts without a question.*adult_service"):
        routes.checked([told("about")], routes.rows())


def test_bad_rules_stop_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from complaints.checks import routes_can_be_read

    assert routes_can_be_read() == []

    def bad() -> None:
        raise routes.BadRoutes("routes.toml: a point about early_help would be asked 8: and which")

    monkeypatch.setattr(routes, "questions", bad)
    assert [str(one.msg) for one in routes_can_be_read()] == [
        "routes.toml: a point about early_help would be asked 8: and which"
    ]
