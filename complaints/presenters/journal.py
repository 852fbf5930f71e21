"""The journal of a complaint in words: what happened, who did it, and when it was written if that was later."""

from collections.abc import Callable
from typing import Any

from complaints.models import Complaint, ComplaintEntry
from complaints.models.heads import Finding
from complaints.presenters.words import ABOUT, FINDING, PROCEDURE, ROUTE, day, late_words, lower, numbers
from complaints.reading import Case
from timers import words

#: Verb to title; what it says besides stands in TELL.
TITLES: dict[str, str] = {
    "complain": "Complaint received",
    "take_on": "Taken on",
    "add_head": "Point added",
    "record_facts": "What is known about a point",
    "correct_complaint": "What is known was corrected",
    "link_referral": "Referral it is about",
    "offer_advocate": "Advocate offered",
    "decide_eligibility": "Decided who may complain",
    "weigh_lateness": "Lateness weighed",
    "choose_route": "Route chosen",
    "sign_route": "Choice of route signed",
    "take_whole_as_statutory": "The whole answered under the statutory procedure",
    "tell_route": "Complainant told which procedure, and why",
    "acknowledge_complaint": "Acknowledged",
    "respond_stage": "Answered",
    "request_stage": "Next stage asked for",
    "extend_stage": "More time",
    "refuse_stage": "Stage refused",
    "agree_statement": "Written statement of complaint agreed",
    "receive_report": "Report of stage 2 in",
    "find": "Findings recorded",
    "adjudicate": "Adjudicated",
    "plan_panel": "Day of the panel set",
    "hold_panel": "The review panel met",
    "send_panel_report": "The panel’s report was sent",
    "agree_early_referral": "Agreed to go to the Ombudsman without a panel",
    "appoint": "Appointed",
    "end_appointment": "Appointment ended",
    "pause": "Paused during proceedings",
    "tell_pause": "Complainant told of the pause",
    "resume": "Gone on after a pause",
    "consider_freezing": "Freezing a decision considered",
    "record_remedy": "Remedy promised",
    "complete_remedy": "Remedy carried out",
    "record_learning": "Learning sent to teams",
    "receive_learning": "A team took in what was learnt",
    "propose_link": "Proposed to answer together",
    "accept_link": "Link accepted",
    "end_link": "Link ended",
    "receive_enquiry": "The Ombudsman asks",
    "answer_enquiry": "The Ombudsman was answered",
    "record_ombudsman_decision": "The Ombudsman decided",
    "draft_letter": "Letter written",
    "send_letter": "Letter sent",
    "withdraw_complaint": "Withdrawn by the complainant",
    "close_complaint": "Closed",
    "reopen_complaint": "Opened again",
}


def _by_key(rows: list[Any], key: Any) -> Any:
    return next((one for one in rows if one.pk == key), None) if isinstance(key, int) else None


def _stage(facts: dict[str, Any]) -> str:
    """ "Statutory stage 2" from whatever the line holds of it; "" when it holds nothing."""
    number = facts.get("stage") or facts.get("number")
    said = facts.get("procedure") or facts.get("procedures") or ""
    named = [PROCEDURE.get(str(one), str(one)).lower() for one in (said if isinstance(said, list) else [said]) if one]
    procedure = " and ".join(named).capitalize()
    if not isinstance(number, int):
        return procedure
    return f"{procedure} stage {number}".strip().capitalize() if procedure else f"Stage {number}"


def _point(facts: dict[str, Any]) -> str:
    number = facts.get("head")
    return f"Point {number}" if isinstance(number, int) else ""


#: How it came, as a sentence.
CAME: dict[str, str] = {
    Complaint.Came.FORM: "Came by the public form.",
    Complaint.Came.LETTER: "Came by letter.",
    Complaint.Came.EMAIL: "Came by e-mail.",
    Complaint.Came.CALL: "Came by telephone.",
    Complaint.Came.IN_PERSON: "Said in person.",
    Complaint.Came.COUNCIL: "Another council sent it on.",
}


def _complain(entry: ComplaintEntry, case: Case) -> list[str]:
    came = CAME.get(case.complaint.came, "")
    opened = (
        "A child may be at risk now: a referral was opened at the front door." if entry.facts.get("referral") else ""
    )
    return [came, opened]


def _eligible(entry: ComplaintEntry, case: Case) -> list[str]:
    row = _by_key(case.eligibility, entry.facts.get("decision"))
    yes = entry.facts.get("eligible")
    weighed = f"Weighed: {'; '.join(row.matters_weighed)}." if row and row.matters_weighed else ""
    return [
        "They may complain under the statutory procedure."
        if yes
        else "They may not complain under the statutory procedure.",
        row.reason if row else "",
        weighed,
    ]


def _late(entry: ComplaintEntry, case: Case) -> list[str]:
    row = _by_key(case.lateness, entry.facts.get("decision"))
    yes = entry.facts.get("accepted")
    return ["It is looked into." if yes else "It is not looked into.", row.rationale if row else ""]


def _chosen(entry: ComplaintEntry, case: Case) -> list[str]:
    facts = entry.facts
    head = case.head(facts.get("head", 0))
    route = ROUTE.get(facts.get("route", ""), "")
    rationale = head.route_rationale if head is not None and head.route == facts.get("route") else ""
    second = "A second person must sign it first." if facts.get("second") or facts.get("second_needed") else ""
    return [f"{_point(facts)}: {route}." if route else _point(facts), rationale, second]


def _signed(entry: ComplaintEntry, case: Case) -> list[str]:
    facts = entry.facts
    head = case.head(facts.get("head", 0))
    said = "agreed" if facts.get("agrees") else "not agreed: the proposal stands"
    return [f"{_point(facts)}: {said}.", head.second_words if head is not None and facts.get("agrees") else ""]


def _told(entry: ComplaintEntry, case: Case) -> list[str]:
    row = _by_key(case.told, entry.facts.get("told"))
    if row is None:
        return []
    routes = [
        f"Point {one.get('number')}: {ROUTE.get(one.get('route', ''), one.get('route', ''))}." for one in row.routes
    ]
    return [*routes, row.next_steps]


def _findings(entry: ComplaintEntry, case: Case) -> list[str]:
    """What was found at that moment, point by point."""
    heads = {one.pk: one.number for one in case.heads}
    given = dict(Finding.From.choices)
    return [
        f"Point {heads.get(one.head_id, '')}: {FINDING[one.finding].lower()} ({lower(str(given[one.given_by]))})."
        + (f" {one.reasons}" if one.reasons else "")
        for one in case.findings
        if one.recorded_at == entry.recorded_at
    ]


def _staged(entry: ComplaintEntry, case: Case) -> list[str]:
    return [_stage(entry.facts), *_findings(entry, case)]


def _extended(entry: ComplaintEntry, case: Case) -> list[str]:
    stage = next((one for one in case.stages if one.extended_at == entry.at), None)
    if stage is None or stage.extended_to is None:
        return [_stage(entry.facts)]
    return [f"{_stage(entry.facts) or 'The stage'}: until {words.moment(stage.extended_to)}.", stage.extension_reasons]


def _refused(entry: ComplaintEntry, case: Case) -> list[str]:
    row = next((one for one in case.refusals if one.recorded_at == entry.recorded_at), None)
    return [_stage(entry.facts), row.rationale if row else ""]


def _requested(entry: ComplaintEntry, case: Case) -> list[str]:
    said = next((one.request_words for one in case.stages if one.requested_at == entry.at and one.request_words), "")
    return [_stage(entry.facts), f"“{said}”" if said else ""]


def _person(entry: ComplaintEntry, case: Case) -> list[str]:
    row = _by_key(case.appointments, entry.facts.get("appointment"))
    return [f"{row.name}, {lower(row.get_role_display())}.", row.ended_because if row.ended_at else ""] if row else []


def _pause(entry: ComplaintEntry, case: Case) -> list[str]:
    row = _by_key(case.pauses, entry.facts.get("pause")) or (case.pauses[0] if case.pauses else None)
    if row is None:
        return []
    which = f"{numbers(row.heads).capitalize()}." if row.heads else ""
    return [row.because, row.prejudice_words, which]


def _frozen(entry: ComplaintEntry, case: Case) -> list[str]:
    row = next((one for one in case.freezings if one.recorded_at == entry.recorded_at), None)
    return [row.decision, "Frozen." if row.frozen else "Not frozen.", row.reasons] if row else []


def _remedied(entry: ComplaintEntry, case: Case) -> list[str]:
    row = _by_key(case.remedies, entry.facts.get("remedy"))
    return (
        [f"{row.get_kind_display()}: {row.words}", row.proof if entry.verb == "complete_remedy" else ""] if row else []
    )


def _learnt(entry: ComplaintEntry, case: Case) -> list[str]:
    row = next((one for one in case.learning if one.pk in (entry.facts.get("item"), entry.facts.get("learning"))), None)
    return [row.words] if row else []


def _letter(entry: ComplaintEntry, case: Case) -> list[str]:
    row = _by_key(case.letters, entry.facts.get("letter"))
    return [f"{row.get_kind_display()}."] if row else []


def _corrected(entry: ComplaintEntry, case: Case) -> list[str]:
    fields = entry.facts.get("fields") or []
    named = ", ".join(str(one).replace("_", " ") for one in fields)
    return [f"{named.capitalize()}." if named else "", str(entry.facts.get("because", ""))]


def _asked(entry: ComplaintEntry, case: Case) -> list[str]:
    row = _by_key(case.enquiries, entry.facts.get("enquiry"))
    if row is None:
        return []
    if entry.verb == "record_ombudsman_decision":
        return [f"{row.get_decision_display()}, {day(row.decided_on)}.", row.decision_words]
    return [row.asked if entry.verb == "receive_enquiry" else "", f"Due {day(row.due_on)}." if row.due_on else ""]


def _about(entry: ComplaintEntry, case: Case) -> list[str]:
    about = ABOUT.get(entry.facts.get("about", ""), "")
    return [f"{_point(entry.facts)}: {lower(about)}." if about else _point(entry.facts)]


def _because(entry: ComplaintEntry, case: Case) -> list[str]:
    return [str(entry.facts.get("because", ""))]


def _closed(entry: ComplaintEntry, case: Case) -> list[str]:
    return [case.complaint.closing_summary if case.complaint.closed_at else ""]


TELL: dict[str, Callable[[ComplaintEntry, Case], list[str]]] = {
    "complain": _complain,
    "add_head": _about,
    "record_facts": _about,
    "correct_complaint": _corrected,
    "decide_eligibility": _eligible,
    "weigh_lateness": _late,
    "choose_route": _chosen,
    "sign_route": _signed,
    "tell_route": _told,
    "acknowledge_complaint": _staged,
    "respond_stage": _staged,
    "request_stage": _requested,
    "extend_stage": _extended,
    "refuse_stage": _refused,
    "receive_report": _findings,
    "find": _findings,
    "adjudicate": _findings,
    "hold_panel": _findings,
    "appoint": _person,
    "end_appointment": _person,
    "pause": _pause,
    "consider_freezing": _frozen,
    "record_remedy": _remedied,
    "complete_remedy": _remedied,
    "record_learning": _learnt,
    "send_letter": _letter,
    "draft_letter": _letter,
    "receive_enquiry": _asked,
    "answer_enquiry": _asked,
    "record_ombudsman_decision": _asked,
    "resume": _because,
    "withdraw_complaint": _because,
    "reopen_complaint": _because,
    "close_complaint": _closed,
}


def timeline(case: Case) -> list[dict[str, Any]]:
    """The entries as components/timeline.html takes them, newest first."""
    found = []
    for entry in case.entries:
        lines = TELL.get(entry.verb, lambda *_: [])(entry, case)
        if entry.below_standard:
            lines.append("This fell short of what it should have been. It was kept as it was and raised.")
        found.append(
            {
                "title": TITLES.get(entry.verb, entry.verb.replace("_", " ").capitalize()),
                "council": entry.council.short_name,
                "side": "ours",
                "by": entry.by.name,
                "iso": entry.at.isoformat(),
                "when": words.moment(entry.at),
                "late": late_words(entry.at, entry.recorded_at),
                "text": "\n".join(line for line in lines if line),
            }
        )
    return found
