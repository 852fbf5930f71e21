"""The route page in words: one sentence of where a point belongs, why, how sure, the other view; and the record of how
the route of every point was chosen, which could be put before a hearing."""

from typing import Any

from complaints import routes
from complaints.forms.routing import TRUTHS, asked, facts_of
from complaints.letters import drafts as letters
from complaints.models import Head, Route
from complaints.presenters import clocks
from complaints.presenters.page import state_of
from complaints.presenters.words import ABOUT, BELONGS, ROUTE, YES_NO, lower, row
from complaints.reading import Case
from timers import words
from timers.calendar import local

SURE = {
    "S": "Sure: an Ombudsman’s decision says so",
    "V": "Sure: it was read in the source named",
    "L": "Not sure: one area’s local rule",
    "R": "Not sure: recalled, to be confirmed before it is relied on",
    "D": "No source settles it: our own default, towards more independence",
}


def sentence(head: Head) -> str:
    """ "This point belongs to the statutory procedure of the Children Act, because …" """
    reason = head.proposed_reason.strip().rstrip(".")
    # A reason that begins with a name or an article reads on in small letters; one that begins with a title does not.
    return f"This point belongs to {BELONGS[Route(head.proposed_route)]}, because: {lower(reason)}."


def verdict(head: Head) -> dict[str, Any]:
    """What is proposed, why, from where, how sure, and the other side where the sources conflict."""
    return {
        "sentence": sentence(head),
        "source": head.proposed_source,
        "sure": SURE.get(head.proposed_confidence, ""),
        "check": head.check_needed,
        "other": head.other_view,
        "ombudsman": head.ombudsman_view,
        "row": head.proposed_row,
        "where": routes.ways().get(head.proposed_route, ""),
    }


def page(case: Case, head: Head) -> dict[str, Any]:
    """What stands beside the two forms of the route page."""
    reference = case.complaint.reference
    after = next((one for one in case.heads if not one.route and one.number != head.number), None)
    return {
        "title": f"Route of point {head.number}",
        "words": head.words or "No words were written down.",
        "number": head.number,
        "of": len(case.heads),
        "points": [
            {
                "href": f"{clocks.href(reference, 'route')}?point={one.number}",
                "text": f"Point {one.number}: {state_of(one)[0].lower()}",
                "current": one.number == head.number,
            }
            for one in case.heads
        ],
        "verdict": verdict(head) if head.about else None,
        "decided": decided(head),
        "letter": letters.about_point(case, head) if head.about else "",
        "all_decided": all(one.route for one in case.heads),
        "tell_href": clocks.href(reference, "tell"),
        "after": after.number if after else None,
        "record_href": clocks.href(reference, "route-record"),
    }


def decided(head: Head) -> list[str]:
    """The decision on a point as sentences; empty while there is none."""
    if not head.route or head.route_chosen_at is None:
        return []
    who = head.route_chosen_by.name if head.route_chosen_by else "somebody"
    found = [f"{who} chose {BELONGS[Route(head.route)]} on {words.moment(head.route_chosen_at)}."]
    if head.against_proposal:
        found[0] = found[0][:-1] + ", against the proposal."
    if head.route_rationale:
        found.append(head.route_rationale)
    if head.waits_for_second:
        found.append(
            "A second person has not agreed yet: the proposal is in force, and both procedures’ time limits run."
        )
    elif head.second_by is not None and head.second_at is not None:
        found.append(f"{head.second_by.name} agreed on {words.moment(head.second_at)}. {head.second_words}".strip())
    return found


def record(case: Case) -> list[dict[str, Any]]:
    """Every point with what was known, what was proposed and why, what was decided by whom, and what was told."""
    told = {
        one.get("number"): (entry, one)
        for entry in reversed(case.told)
        for one in entry.routes
        if isinstance(one, dict)
    }
    return [_recorded(case, head, told.get(head.number)) for head in case.heads]


def _recorded(case: Case, head: Head, told: Any) -> dict[str, Any]:
    on = local(case.complaint.received_at).date()
    facts = facts_of(head, case)
    names = [name for name in TRUTHS if getattr(head, name) is not None or name in asked(facts, on=on)]
    rows = [row("What it is about", ABOUT.get(head.about, ""), "Not decided: the default for what is unclear applies")]
    rows += [row(routes.questions()[name].ask, YES_NO[getattr(head, name)]) for name in names]
    if head.agency_words:
        rows.append(row("Which body, court or school", head.agency_words))
    rows += [
        row("Proposed", ROUTE[head.proposed_route], note=head.proposed_reason),
        row(
            "Source",
            head.proposed_source,
            note=f"{SURE.get(head.proposed_confidence, '')}. Row {head.proposed_row} of the rules.",
        ),
    ]
    if head.check_needed:
        rows.append(row("The other view", head.other_view))
    if head.ombudsman_view:
        rows.append(row("What the Ombudsman decided", head.ombudsman_view))
    rows.append(row("Decision", None, "Not decided yet", lines=decided(head)))
    if told is not None:
        entry, one = told
        rows.append(
            row(
                "The complainant was told",
                f"{words.moment(entry.at)}: {ROUTE.get(one.get('route', ''), '')}",
                note=one.get("reason", ""),
            )
        )
    else:
        rows.append(row("The complainant was told", "", "Not yet"))
    return {"number": head.number, "words": head.words or "No words were written down.", "rows": rows}
