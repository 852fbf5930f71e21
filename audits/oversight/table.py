"""The one table of figures: every figure that is counted, in the order in which the pages show them.

What each counts, with its definition and source, is in the module of its question: `of_cases`, `of_border`,
`of_decisions`, `of_practice`. Whoever changes what a figure counts raises its `version`; snapshots of another version
are never drawn into its trend (tests/audits/figures.csv holds the digest of every version).
"""

from typing import Any

from audits.oversight import of_border, of_cases, of_decisions, of_practice
from audits.oversight.figure import Family, Figure

FAMILIES = (
    Family("oversight", "Management oversight", "Is somebody looking at every case, and deciding?"),
    Family("border", "Across the border", "Do the councils speak to each other, and does anybody answer?"),
    Family("decisions", "Decisions and closings", "Are cases closed, sent on or opened again too soon?"),
    Family(
        "recording",
        "Recording and return interviews",
        "Is what happens written down, and are children heard on return?",
    ),
    Family("workers", "Caseload and changes of worker", "Can those who carry the cases carry them?"),
)

FIGURES: tuple[Figure, ...] = (*of_cases.FIGURES, *of_border.FIGURES, *of_decisions.FIGURES, *of_practice.FIGURES)
BY_CODE = {figure.code: figure for figure in FIGURES}
#: What members see first, in this order.
LEADERS = tuple(figure for figure in FIGURES if figure.leaders)


def of_family(code: str) -> list[Figure]:
    """The figures of one page, in the order of the table."""
    return [figure for figure in FIGURES if figure.family == code]


def as_defined() -> list[dict[str, Any]]:
    """The leaders' figures as they are defined now, to be kept with what is sent to them."""
    return [figure.kept() for figure in LEADERS]
