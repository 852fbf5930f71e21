"""Who holds what between the councils, and why; the strategy discussions; what they disagree about.

Everything is in the Case already: nothing here reads the database.
"""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from councils.leads import Proposal, Says, propose
from councils.reference import PLACES
from referrals.actions.holding import SHORT
from referrals.models import Agency, Disagreement, Duty, Place
from referrals.reading import Case
from referrals.reading_shared import Row
from timers import words

NAMES = dict(Duty.Code.choices)
AGENCIES = {str(code): str(label) for code, label in Agency.choices}
AS_NAMES = frozenset({"lado"})  # written in capitals wherever they stand
ANSWERS = {"accept": "takes part", "decline": "does not take part", "": "has not answered"}


def joined(names: Iterable[str]) -> str:
    """
    >>> joined(["Kent", "Havering", "Croydon"]), joined(["Kent"])
    ('Kent, Havering and Croydon', 'Kent')
    """
    *most, last = list(names) or ["nobody"]
    return f"{', '.join(most)} and {last}" if most else last


def took_part(codes: Iterable[str]) -> str:
    """Agencies in a sentence, the first with a capital; whoever was named in words stays as written.

    >>> took_part(["police", "other_council", "lado"]), took_part(["other_council", "Dr Sethi"])
    ('Police, the other council and LADO', 'The other council and Dr Sethi')
    """
    said = joined(within(one) for one in codes)
    return said[0].upper() + said[1:]


def within(code: str) -> str:
    """An agency within a sentence.

    >>> within("education"), within("lado"), within("the school nurse")
    ('school or nursery', 'LADO', 'the school nurse')
    """
    label = AGENCIES.get(code, code)
    return label[0].lower() + label[1:] if code in AGENCIES and code not in AS_NAMES else label


def name_of(case: Case, key: int | None) -> str:
    council = case.councils.get(key or 0)
    return council.short_name if council else "another council"


def who_holds_what(case: Case) -> dict[str, Any]:
    """As components/responsibilities.html takes it: our side left, the others' right."""
    ours = case.ours.council_id if case.ours else 0
    others = [name_of(case, key) for key in case.others]
    places = _places(case)
    return {
        "left": name_of(case, ours),
        "right": joined(others) if others else "No other council",
        "responsibilities": [_responsibility(case, duty, ours, places) for duty in case.shared.open_duties],
        "ended": [
            f"{NAMES[one['code']]}: {one['ended_because']} ({words.moment(one['ended_at'])})"
            for one in case.shared.duties
            if one["ended_at"] is not None
        ],
    }


def _responsibility(case: Case, duty: Row, ours: int, places: dict[str, Any]) -> dict[str, Any]:
    shared = case.shared
    holdings = shared.holders(duty)
    ids = sorted((one["council_id"] for one in holdings), key=lambda key: (key != ours, name_of(case, key)))
    proposal = next((one for one in shared.proposals if one["duty"] == duty["code"]), None)
    by_rules = propose(duty["code"], rule_sets=shared.rule_sets, places=places)
    agreed = proposal is not None and proposal["in_force_at"] is not None
    undecided = "" if agreed else _undecided(case, duty, ids, by_rules, proposal)
    return {
        "name": NAMES[duty["code"]],
        "held": "both" if ours in ids and len(ids) > 1 else "left" if ours in ids else "right",
        "holder": f"Held by {joined(name_of(case, key) for key in ids)}",
        "undecided": undecided,
        "rule": _rule(by_rules),
        "source": joined(dict.fromkeys(one.rule_set.source for one in by_rules.says)) if by_rules.says else "",
        "agreed": _agreed(case, duty, holdings, proposal),
    }


def _rule(by_rules: Proposal) -> str:
    """What each rule set says of it, once where they say the same."""
    if not by_rules.says:
        return "No rule set is on record for these councils."
    said: dict[str, list[str]] = {}
    for one in by_rules.says:
        said.setdefault(one.in_words, []).append(one.rule_set.name)
    return " ".join(f"{joined(names)}: {what[0].lower()}{what[1:]}." for what, names in said.items())


def _undecided(case: Case, duty: Row, ids: list[int], by_rules: Proposal, proposal: Row | None) -> str:
    """What would decide it; "" where one council holds it and the rules or an agreement say so."""
    if proposal is not None:
        agreed = {proposal["council_id"]} | {
            one["council_id"] for one in case.shared.answers if one["proposal_id"] == proposal["id"] and one["accepted"]
        }
        with_part = [one.council_id for one in case.parts if one.closed_at is None and one.returned_at is None]
        silent = joined(name_of(case, key) for key in with_part if key not in agreed)
        return (
            f"{name_of(case, proposal['council_id'])} proposes that {name_of(case, proposal['lead_id'])} holds it "
            f"({words.moment(proposal['at'])}). {silent} has not answered: a written answer decides it."
        )
    if len(ids) < 2:
        named = by_rules.council_id
        if named is not None and named not in ids:
            return f"{name_of(case, named)} is named by the rules: it holds it from its written acceptance."
        return ""
    joint = "Until the councils record the same joint decision, each of them holds it."
    if by_rules.why == "conflict":
        return f"The rule sets name different councils. {joint}"
    if by_rules.why == "silent":
        quiet = [one.rule_set.name for one in by_rules.says if not one.places]
        return f"{joined(quiet) if quiet else 'No rule set'} does not say. {joint}"
    if by_rules.why == "unknown_place":
        return f"It is not known which is {_unknown(by_rules.says)}: finding out decides it. {joint}"
    if by_rules.why == "several":
        return f"The rules name several councils. {joint}"
    return f"{name_of(case, by_rules.council_id)} is named by the rules: its written acceptance decides it."


def _unknown(says: Iterable[Says]) -> str:
    places = [place for one in says if one.council_ids is None for place in one.places]
    return f"the council {PLACES[places[0]]}" if places else "the council that the rules name"


def _agreed(case: Case, duty: Row, holdings: list[Row], proposal: Row | None) -> str:
    """Who agreed, and when; else since when each council holds it, and why."""
    if proposal is not None and proposal["in_force_at"] is not None:
        answers = [one for one in case.shared.answers if one["proposal_id"] == proposal["id"] and one["accepted"]]
        said = [f"Agreed: {name_of(case, proposal['lead_id'])} holds it.", _by("Proposed by", case, proposal)]
        return " ".join(said + [_by("Agreed by", case, one) for one in answers])
    lines = [
        f"{name_of(case, one['council_id'])} since {words.moment(one['since'])}: {one['because']}." for one in holdings
    ]
    for one in case.shared.answers:
        if one["duty"] == duty["code"]:
            verb = "Accepted by" if one["accepted"] else "Declined by"
            reason = f" Reason: {one['reason']}" if one["reason"] else ""
            lines.append(_by(verb, case, one) + reason)
    return " ".join(lines)


def _by(verb: str, case: Case, row: Row) -> str:
    return f"{verb} {row['by_name']}, {name_of(case, row['council_id'])}, {words.moment(row['at'])}."


def _places(case: Case) -> dict[str, Any]:
    """Place code to council ids, as councils.leads takes them; from the case, what duties reads from the database."""
    found: dict[str, set[int]] = {}
    for place in case.places:
        if place.council_id is not None:
            found.setdefault(place.what, set()).add(place.council_id)
    found["received_by"] = {one.council_id for one in case.parts if one.returned_at is None}
    for one in case.involvements:
        if one.works_with_children_in_id is not None:
            found.setdefault(Place.What.WORKS_IN, set()).add(one.works_with_children_in_id)
    return dict(found)


def discussions(case: Case) -> list[dict[str, Any]]:
    """A card for each strategy discussion, the latest first: called, who answers, held, its record."""
    return [_card(case, one) for one in reversed(case.shared.discussions)]


def _card(case: Case, row: Row) -> dict[str, Any]:
    shared = case.shared
    rows: list[dict[str, Any]] = [
        {"key": "Called", "text": f"{name_of(case, row['council_id'])}, {row['by_name']}, {words.moment(row['at'])}"}
    ]
    if row["planned_for"] and row["held_at"] is None:
        rows.append({"key": "Planned for", "text": words.moment(row["planned_for"])})
    invited = []
    for one in shared.of_discussion(shared.invitations, row):
        who = name_of(case, one["council_id"]) if one["council_id"] else AGENCIES.get(one["agency"], one["agency"])
        reason = f" ({one['reason']})" if one["reason"] else ""
        invited.append(f"{who}: {ANSWERS[one['answer']]}{reason}")
    rows.append({"key": "Invited", "lines": invited, "empty": "Nobody yet"})
    if row["held_at"] is None:
        rows.append({"key": "Held", "text": "Not recorded as held. Its time limit runs until it is."})
        return {"title": "Strategy discussion called", "rows": rows}
    came = took_part(row["attended"]) if row["attended"] else "Who took part is not recorded"
    rows.append({"key": "Held", "text": f"{words.moment(row['held_at'])}. {came}."})
    if row["below_standard"]:
        rows.append({"key": "Below standard", "lines": [SHORT.get(one, one) for one in row["below_standard"]]})
    enquiries = {True: "Section 47 enquiries begin", False: "No section 47 enquiries", None: "Enquiries: not recorded"}
    rows.append(
        {"key": "Decided", "lines": [line for line in (enquiries[row["section_47"]], row["rationale"]) if line]}
    )
    sent = shared.of_discussion(shared.circulations, row)
    rows.append(
        {
            "key": "Record sent",
            "lines": [f"{words.moment(one['at'])}: {took_part(one['to']) if one['to'] else ''}" for one in sent],
            "empty": "Not sent yet",
        }
    )
    return {"title": "Strategy discussion held", "rows": rows}


def disagreements(case: Case) -> list[dict[str, str]]:
    """The open ones: what about, at which stage, who opened it."""
    return [
        {
            "about": one["about"],
            "stage": Disagreement.Stage(one["stage"]).label,
            # One that nobody opened belongs to no person and no council: its time limit opened it.
            "opened": f"Opened by {one['by_name']}, {name_of(case, one['council_id'])}, "
            f"{words.moment(one['opened_at'])}"
            if one["by_name"]
            else f"Opened by itself {words.moment(one['opened_at'])}: "
            + ("it was asked again and did not answer" if one["silent_id"] else "nothing was agreed in time"),
        }
        for one in case.shared.disagreements
    ]


def section(case: Case, user: Any) -> dict[str, Any]:
    """What the referral's page shows of all this, with the ways to change it that are open to this person."""
    reference = case.referral.reference
    may_settle = bool(case.shared.disagreements) and user.has_perm("referrals.disagree", case.referral)
    return {
        "holding": who_holds_what(case),
        "discussions": discussions(case),
        "disagreements": disagreements(case),
        "settle_href": reverse("referrals:settle-disagreement", args=[reference]) if may_settle else "",
        "further_href": reverse("referrals:disagree", args=[reference]) if may_settle else "",
        "intentions": [
            f"{name_of(case, one['council_id'])}, {words.moment(one['at'])}: {one['action']}"
            for one in reversed(case.shared.intentions)
        ],
    }
