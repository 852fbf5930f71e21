"""Complaints in plain words: procedures, stages, routes, how sure a source is, and small sentences about people."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from complaints.models import About, Complaint, FindingIs, Head, Procedure, Relationship, Route, Stage
from timers import words

BAND = {
    words.MISSED: "missed",
    words.DUE_TODAY: "today",
    words.DUE_SOON: "soon",
    words.LATER: "later",
    words.NO_DATE: "waiting",
    words.MET: "done",
    words.MET_LATE: "done",
}
PROCEDURE = {str(value): str(label) for value, label in Procedure.choices}
ROUTE = {str(value): str(label) for value, label in Route.choices}
ABOUT = {str(value): str(label) for value, label in About.choices}
FINDING = {str(value): str(label) for value, label in FindingIs.choices}
RELATION = {str(value): str(label) for value, label in Relationship.choices}
YES_NO = {True: "Yes", False: "No", None: "Not known"}

#: As it stands in a sentence: "This point belongs to …".
BELONGS = {
    Route.STATUTORY: "the statutory procedure of the Children Act",
    Route.CORPORATE: "the council’s corporate complaints procedure",
    Route.ADULT_SOCIAL_CARE: "adult social care’s own statutory procedure",
    Route.LADO: "the LADO and human resources",
    Route.COURT: "the court",
    Route.TRIBUNAL: "the SEND Tribunal",
    Route.DATA_PROTECTION: "the data protection officer",
    Route.CONFERENCE: "the conference chair or the safeguarding partnership",
    Route.DISAGREEMENT: "professional disagreement (escalation)",
    Route.ANOTHER_BODY: "the other body’s own complaints procedure",
    Route.INSURANCE: "the insurers or the legal team",
    Route.HUMAN_RESOURCES: "human resources",
    Route.REVIEW_OF_APPROVAL: "a review of approval",
    Route.SCHOOL: "the school’s own procedure",
    Route.NOT_ELIGIBLE: "none of the council’s procedures for this person",
}

STAGE_NAMES = {
    (Procedure.STATUTORY, 1): "Statutory stage 1: local resolution",
    (Procedure.STATUTORY, 2): "Statutory stage 2: investigation",
    (Procedure.STATUTORY, 3): "Statutory stage 3: review panel",
    (Procedure.CORPORATE, 1): "Corporate stage 1",
    (Procedure.CORPORATE, 2): "Corporate stage 2",
    (Procedure.ADULT_SOCIAL_CARE, 1): "Adult social care’s procedure",
}
SHORT_STAGE = {
    "statutory 1": "Statutory stage 1",
    "statutory 2": "Statutory stage 2",
    "statutory 3": "Statutory stage 3, panel",
    "corporate 1": "Corporate stage 1",
    "corporate 2": "Corporate stage 2",
    "adult_social_care 1": "Adult social care",
}


def stage_name(stage: Stage) -> str:
    return STAGE_NAMES.get((Procedure(stage.procedure), stage.number), f"{stage.procedure} stage {stage.number}")


def complainant(complaint: Complaint) -> str:
    return complaint.complainant_name or "Name not given"


def relation(complaint: Complaint) -> str:
    """How the complainant stands to the child, in small words to stand after a name."""
    known = RELATION.get(complaint.relationship, "")
    return lower(known) or complaint.relationship_words or "relationship not known"


def came(complaint: Complaint) -> str:
    return complaint.get_came_display() if complaint.came else "not said how"


def day(on: date | None, otherwise: str = "") -> str:
    return words.day(on) if on else otherwise


def moment(at: datetime | None, otherwise: str = "") -> str:
    return words.moment(at) if at else otherwise


def point(head: Head, most: int = 0) -> str:
    """What a point is called in a list: its number and the first words of it."""
    said = " ".join(head.words.split()) or ABOUT.get(head.about, "") or "No words yet"
    if most and len(said) > most:
        said = said[: most - 1].rstrip() + "…"
    return f"Point {head.number}: {said}"


def numbers(found: Iterable[int]) -> str:
    """
    >>> numbers([1]), numbers([1, 3]), numbers([1, 2, 4])
    ('point 1', 'points 1 and 3', 'points 1, 2 and 4')
    """
    some = [str(one) for one in found]
    if len(some) == 1:
        return f"point {some[0]}"
    return f"points {', '.join(some[:-1])} and {some[-1]}"


def listed(some: Iterable[str]) -> str:
    """
    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    found = list(some)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}" if found else ""


def lower(text: str) -> str:
    """A label within a sentence; names that are written with capitals stay.

    >>> lower("Delay in deciding"), lower("LADO and human resources"), lower("A parent")
    ('delay in deciding', 'LADO and human resources', 'a parent')
    """
    named = text[:2].isalpha() and text[:2].isupper()
    return text if named else text[:1].lower() + text[1:]


def late_words(at: datetime, recorded_at: datetime) -> str:
    """What the timeline says when something was written down long after it happened; "" when it was not."""
    apart = recorded_at - at
    return f"written down {words.span(apart)} later" if apart.total_seconds() > 24 * 3600 else ""


def row(key: str, text: Any, empty: str = "Not said", **more: Any) -> dict[str, Any]:
    """A line of components/summary_list.html."""
    return {"key": key, "text": text, "empty": empty, **more}
