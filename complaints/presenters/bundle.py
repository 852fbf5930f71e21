"""A whole complaint for the Ombudsman: all that was decided, with reasons and sources, every letter, the timeline.

In the order in which a reader who knows nothing of it needs it. What it says of routes is what the record of the route
says, and what it says of the rest is what the complaint's page says: nothing is worded twice.
"""

from collections.abc import Iterable
from typing import Any

from complaints.forms.stages import REFUSAL_GROUNDS
from complaints.models import Finding, FindingIs, Letter
from complaints.presenters import journal, page, route
from complaints.presenters.words import FINDING, YES_NO, listed, moment, numbers, row
from complaints.reading import Case
from timers import words

#: More than any complaint has; past it the bundle says that it is not whole.
ENTRIES = 20_000


def bundle(case: Case) -> dict[str, Any]:
    """The context of templates/complaints/bundle.html beside title and strip."""
    return {
        **_without_ways(page.whole(case)),
        "children": children(case),
        "routes": route.record(case),
        "told": told(case),
        "decisions": decisions(case),
        "findings": findings(case),
        "sent": [letter(one) for one in case.complaint.letters.prefetch_related("versions").order_by("made_at", "pk")],
        "entries": list(reversed(journal.timeline(case))),
        "more": bool(case.older),
    }


def _without_ways(shown: dict[str, Any]) -> dict[str, Any]:
    """A document has nothing to press: what leads from the complaint's page to its acts is left out."""
    rows = {name: [{**one, "href": ""} for one in shown[name]] for name in ("points", "known", "running", "letters")}
    return {**shown, **rows}


def children(case: Case) -> list[dict[str, Any]]:
    found = []
    for one in case.children:
        age = words.day(one.born_on) if one.born_on else one.age_said
        found.append(row(one.name, f"born {age}" if one.born_on else age, "Age not said"))
    return found


def told(case: Case) -> list[dict[str, Any]]:
    """What the complainant was told of the routes, each time, oldest first."""
    return [{"when": words.moment(one.at), "next_steps": one.next_steps} for one in reversed(case.told)]


def decisions(case: Case) -> list[dict[str, Any]]:
    """Decisions about the whole complaint with their reasons, in the order in which they were made."""
    found: list[tuple[Any, dict[str, Any]]] = []
    for one in case.eligibility:
        said = "They may complain" if one.eligible else "They may not complain this way"
        weighed = f"Weighed: {listed(one.matters_weighed)}." if one.matters_weighed else ""
        lines = [one.reason, weighed, one.child_view and f"The child’s view: {one.child_view}"]
        lines.append(f"Notice given {moment(one.notified_at)}" if one.notified_at else "")
        found.append((one.at, _decision("Who may complain", said, one, lines)))
    for late in case.lateness:
        said = "Accepted although late" if late.accepted else "Declined as too late"
        lines = [
            late.why_late and f"Why it came late: {late.why_late}",
            late.adjustments_weighed and f"Needs weighed: {late.adjustments_weighed}",
            f"Can still be looked into fairly: {YES_NO[late.fair_to_investigate].lower()}",
            late.rationale,
        ]
        found.append((late.at, _decision("A complaint after a year", said, late, lines)))
    for pause in case.pauses:
        which = numbers(pause.heads).capitalize() if pause.heads else "The whole complaint"
        over = f"Ended {moment(pause.ended_at)}: {pause.ended_because}" if pause.ended_at else "Still paused"
        told_ = f"The complainant was told {moment(pause.complainant_told_at)}" if pause.complainant_told_at else ""
        lines = [pause.because, pause.prejudice_words, told_, over]
        found.append((pause.since, _decision("Paused", f"{which} from {moment(pause.since)}", pause, lines)))
    for freezing in case.freezings:
        said = "Frozen" if freezing.frozen else "Not frozen"
        lines = [freezing.reasons, freezing.decided_by and f"Decided by {freezing.decided_by}"]
        found.append((freezing.at, _decision("Freezing a decision", f"{said}: {freezing.decision}", freezing, lines)))
    for refusal in case.refusals:
        name = f"{refusal.get_procedure_display()}, stage {refusal.number}"
        grounds = dict(REFUSAL_GROUNDS.get(refusal.number, []))
        lines = [f"Ground: {grounds.get(refusal.ground, refusal.ground.replace('_', ' '))}", refusal.rationale]
        found.append((refusal.at, _decision("Stage refused", name, refusal, lines)))
    for early in case.early:
        conditions = {
            "the complainant agrees": early.complainant_agrees,
            "a robust report": early.robust_report,
            "a complete adjudication": early.complete_adjudication,
            "all significant points upheld": early.significant_heads_upheld,
            "a clear plan of action": early.clear_action_plan,
            "most of what they want agreed": early.most_outcomes_accepted,
        }
        lines = [f"{name[0].upper()}{name[1:]}: {YES_NO[met].lower()}" for name, met in conditions.items()]
        found.append((early.at, _decision("Early referral to the Ombudsman", early.words, early, lines)))
    return [one for _at, one in sorted(found, key=lambda pair: pair[0])]


def _decision(key: str, said: str, made: Any, lines: Iterable[str]) -> dict[str, Any]:
    when = moment(made.at if hasattr(made, "at") else made.since)
    who = made.by.name if getattr(made, "by", None) else ""
    return row(key, said, "Made", lines=[one for one in lines if one], note=f"{when}{f', {who}' if who else ''}")


def findings(case: Case) -> list[dict[str, Any]]:
    """For each point what was found at each stage and why, oldest first."""
    of: dict[int, list[Finding]] = {}
    for one in case.findings:
        of.setdefault(one.head_id, []).append(one)
    return [
        row(
            f"Point {head.number}",
            FINDING.get(head.finding, ""),
            "No finding",
            lines=[_found(one) for one in of.get(head.pk, [])],
        )
        for head in case.heads
    ]


def _found(one: Finding) -> str:
    stage = f", stage {one.stage_number}" if one.stage_number else ""
    reasons = f": {one.reasons}" if one.reasons else ""
    return f"{words.day(one.at)}, {one.get_given_by_display()}{stage}: {FindingIs(one.finding).label}{reasons}"


def letter(one: Letter) -> dict[str, Any]:
    """A letter with the text that was sent; of a draft its latest text, named as one."""
    versions = sorted(one.versions.all(), key=lambda version: version.number)
    latest = versions[-1] if versions else None
    shown = next((version for version in versions if version.number == one.sent_version), latest)
    state = f"Draft, written {moment(one.made_at)}, not sent"
    if one.sent_at:
        state = f"Sent {moment(one.sent_at)}, {page.HOW.get(one.sent_how, one.sent_how)}"
        state += f", to {one.sent_to}" if one.sent_to else ""
        state += f". Proof: {one.proof}" if one.proof else ""
    return {
        "kind": str(one.get_kind_display()),
        "state": state,
        "subject": shown.subject if shown else "",
        "body": shown.body if shown else "",
    }
