"""A notification about no case in words: a complaint, a report of the Ombudsman, a warning, a gap in the procedures."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from audits.auditing.learners import by_team
from complaints.presenters import clocks as complaint_clocks
from referrals.presenters import clocks
from timers.calendar import local
from timers.models import LEVEL_WORDS
from work.subjects import COMPLAINT, SUBJECTS, Subject, subject_of

Row = dict[str, Any]
LEARNING = "audits.learningitem"

#: A complaint's ladder does not climb the managers of a case; the rungs are said as time.
LEVELS = LEVEL_WORDS | {"service_manager": "Missed for 2 working days", "head_of_service": "Missed for 4 working days"}
ASK_THE_OFFICERS = "What the complaint says stays with the complaints officers. Ask them what holds it up."


def of_no_case(rows: list[Row], row: Row, open_to: Mapping[int, str], unread: Mapping[int, str]) -> Row:
    """What of an entry differs by its subject. `open_to`: the complaints the person may open, with whose they are;
    `unread`: of what was sent to teams, who has not read it."""
    subject = subject_of(row["about_label"], [row["kind"]])
    if subject is None:
        raise LookupError(f"nobody is addressed about {row['about_label']}")  # work/addressed.py finds no other
    found = _complaint(rows, row, open_to) if subject.label == COMPLAINT else _other(row, subject)
    ordered = sorted(rows, key=lambda one: one["id"])
    aside = unread.get(row["about_id"], "") if row["about_label"] == LEARNING else ""
    what = ", ".join(dict.fromkeys(map(_title, ordered)))
    return {"level": LEVELS[row["level"]], "what": what, "aside": aside} | found


def _title(row: Row) -> str:
    if row["kind"] in complaint_clocks.KINDS:
        extended = ", extended" if row["variant"] == "extended" else ""
        return complaint_clocks.KINDS[row["kind"]].title + extended
    return row["title"] or clocks.title(row["kind"])


def _complaint(rows: list[Row], row: Row, open_to: Mapping[int, str]) -> Row:
    if row["about_id"] not in open_to:
        return {"who": "Complaint", "href": "", "button": "", "button_href": "", "aside": ASK_THE_OFFICERS}
    kind = complaint_clocks.kind_of(row["kind"])
    alone = len(rows) == 1
    return {
        "who": f"Complaint of {open_to[row['about_id']] or 'somebody who gave no name'}",
        "href": complaint_clocks.href(row["reference"]),
        "button": kind.button if alone else "Open the complaint",
        "button_href": complaint_clocks.href(row["reference"], kind.page if alone else "complaint"),
    }


def _other(row: Row, subject: Subject) -> Row:
    """A report about a complaint has a page of its own, which the complaint's reference does not open."""
    own = row["about_label"] == subject.label
    href = subject.href(row["reference"]) if own else reverse("audits:reports")
    who = SUBJECTS[subject.label].word if own else "report of the Ombudsman"
    return {"who": who.capitalize(), "href": href, "button": f"Open the {subject.word}", "button_href": href}


def unread(ids: Collection[int], now: datetime) -> dict[int, str]:
    """Of each item sent to teams: "Not read yet: Front Door East, 2 of 5". Nothing is asked where there is none."""
    if not ids:
        return {}
    found = by_team(ids, day=local(now).date())
    told = {
        key: [f"{one.team}, {len(one.lacking)} of {one.people}" for one in teams if one.lacking]
        for key, teams in found.items()
    }
    return {key: f"Not read yet: {'; '.join(teams)}." for key, teams in told.items() if teams}
