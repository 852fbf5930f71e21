"""Reports in words and tables, with what each figure counts; hidden where small and read by others."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from complaints.figures import Figures, hidden
from complaints.models import Procedure
from complaints.presenters.clocks import kind_of
from complaints.presenters.words import ABOUT, RELATION, ROUTE, STAGE_NAMES
from timers import words

Cell = dict[str, Any]


def _table(caption: str, columns: Sequence[str], rows: list[list[Cell]], note: str) -> dict[str, Any]:
    return {
        "caption": caption,
        "columns": [{"text": text, "numeric": place > 0} for place, text in enumerate(columns)],
        "rows": rows,
        "note": note,
    }


def _row(head: str, *cells: str) -> list[Cell]:
    return [{"text": head}, *({"text": text, "numeric": True} for text in cells)]


class Said:
    """Numbers as they may be said: plain to the complaints team, small ones hidden from everybody else."""

    def __init__(self, *, plain: bool) -> None:
        self.plain = plain

    def columns(self, rows: Sequence[tuple[str, Sequence[int]]]) -> list[list[Cell]]:
        """Rows of a table, each column hidden by itself, and a row's own parts too."""
        if self.plain:
            return [_row(name, *map(str, counts)) for name, counts in rows]
        width = len(rows[0][1]) if rows else 0
        said = [
            hidden({str(place): counts[column] for place, (_, counts) in enumerate(rows)}) for column in range(width)
        ]
        return [
            _row(name, *(said[column][str(place)] for column in range(width))) for place, (name, _) in enumerate(rows)
        ]

    def one(self, number: int) -> str:
        return str(number) if self.plain else hidden({"": number})[""]


def page(found: Figures, *, since: date, until: date, plain: bool) -> dict[str, Any]:
    """The context of templates/complaints/figures.html."""
    say = Said(plain=plain)
    tables = [
        _table(
            "On time, by what was due",
            ["What", "In time", "In time, extended", "Late", "Late and still open", "Running", "Share in time"],
            [
                [*cells, {"text": share(one.share, one.ended + one.running_late, plain=plain), "numeric": True}]
                for one, cells in zip(
                    found.on_time,
                    say.columns(
                        [
                            (
                                kind_of(one.kind).title,
                                [one.in_time, one.in_time_extended, one.late, one.running_late, one.running],
                            )
                            for one in found.on_time
                        ]
                    ),
                    strict=True,
                )
            ],
            "In time: done by the due instant. Extended: the reasons and the new date were told before the first limit "
            "passed. Share: in time, of all that are done or late by now. Stages that were paused are left out.",
        ),
        _table(
            "Points of complaint by route",
            ["Route", "Points", "Upheld or partly", "Not upheld", "No finding yet"],
            say.columns([(ROUTE.get(route, route), counts) for route, *counts in found.routes]),
            "The route in force. The latest finding on each point counts.",
        ),
        _table(
            "Routes chosen against the proposal",
            ["Proposed, and chosen", "Points", "Signed by a second person", "Waiting for one"],
            say.columns(
                [
                    (f"{ROUTE.get(proposed, proposed)} → {ROUTE.get(chosen, chosen)}", counts)
                    for proposed, chosen, *counts in found.against
                ]
            ),
            "Every choice other than the one the law pointed to, with its reason on the complaint.",
        ),
        _table(
            "Themes",
            ["What it was about", "Points", "Upheld or partly"],
            say.columns([(ABOUT.get(about, about), counts) for about, *counts in found.themes]),
            "A complaint with several points counts once for each.",
        ),
        _table(
            "Stages begun",
            ["Stage", "Begun", "Refused", "Extended"],
            say.columns(
                [
                    (STAGE_NAMES.get((Procedure(procedure), number), f"{procedure} {number}"), counts)
                    for procedure, number, *counts in found.stages
                ]
            ),
            "Stages done before a complaint came to us are left out.",
        ),
        _table(
            "Who complained",
            ["Relationship to the child", "Complaints"],
            say.columns([(RELATION.get(one, "Not known"), [count]) for one, count in found.relations]),
            "As the complainant said.",
        ),
    ]
    return {
        "span": f"Complaints received from {words.day(since)} to {words.day(until)}",
        "summary": [
            {"key": "Received", "text": say.one(found.received)},
            {"key": "Of these, in hand now", "text": say.one(found.in_hand)},
            {"key": "Withdrawn", "text": say.one(found.withdrawn)},
            {"key": "By children, young people and care leavers", "text": say.one(found.by_children)},
            {"key": "By the public form", "text": say.one(found.by_form)},
            {"key": "A child at risk: a referral was opened", "text": say.one(found.at_risk)},
            {"key": "Enquiries of the Ombudsman", "text": say.one(found.enquiries)},
            {"key": "Of these, fault found or put right", "text": say.one(found.fault_found)},
            {
                "key": "Remedies promised, and done",
                "text": f"{say.one(found.remedies)}, {say.one(found.remedies_done)}",
            },
            {
                "key": "Payments promised",
                "text": f"£{found.paid:,.2f}" if plain or found.remedies >= 5 or not found.paid else "not shown",
            },
            {"key": "Learning sent to teams", "text": say.one(found.learning)},
        ],
        "tables": [one for one in tables if one["rows"]],
        "nothing": found.received == 0,
    }


def share(per_cent: int | None, of: int, *, plain: bool) -> str:
    """A share, not said of fewer than five: it would give the count away."""
    if per_cent is None or (not plain and of < 5):
        return "–" if per_cent is None else "not shown"
    return f"{per_cent}%"
