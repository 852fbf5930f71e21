"""What to do next on a complaint and why: what is open to this person first, and who can settle what is not theirs."""

from collections.abc import Iterator
from typing import Any

from complaints.eligibility import is_late
from complaints.models import Appointment, Eligibility, Procedure, Stage
from complaints.presenters import clocks
from complaints.presenters.words import PROCEDURE, STAGE_NAMES, day, numbers
from complaints.reading import Case
from timers.calendar import local

MOST = 6
OFFICER = "A complaints officer does this."

Row = dict[str, Any]


def next_acts(case: Case) -> list[Row]:
    """The acts that something waits for, in the order in which they unlock each other; at most six, the first primary.

    Each says why; one that cannot be done yet says what is missing, who can settle it and the way there.
    """
    rows = list(_all(case))
    if not case.may("complaints.stages"):
        # Somebody appointed to it: what others of the council have to do is no help to them.
        rows = [row for row in rows if row["href"] or row["theirs"]]
    shown = rows[:MOST]
    first = next((row for row in shown if row.get("href") and not row.get("blocked")), None)
    if first is not None:
        first["primary"] = True
    return shown


def _all(case: Case) -> Iterator[Row]:
    complaint = case.complaint
    if not complaint.is_open:
        yield from _after(case)
        return
    if complaint.officer_id is None:
        yield _row(case, "take-on", "Take this complaint on", "Nobody has it yet.", "complaints.stages")
    if case.pause is not None and case.pause.confirmed_at is None:
        yield _row(
            case,
            "pause",
            "Confirm the pause, or lift it",
            "It only follows from a case said to be running. Ask whoever runs it how looking into this would harm it.",
            "complaints.route",
        )
    yield from _deciding(case)
    yield from _telling(case)
    if case.complaint.by_child and complaint.advocate_offered_on is None:
        yield _row(
            case,
            "advocate",
            "Offer an advocate",
            "A child or young person who complains must be offered one (Children Act 1989, section 26A).",
            "complaints.stages",
        )
    for stage in case.stages_running:
        yield from _stage(case, stage)
    yield from _after(case)
    if not case.stages_running and case.heads and case.told:
        yield _row(
            case,
            "close",
            "Close it, or record what the complainant asks for next",
            "No stage runs. The complainant may still ask for the next one.",
            "complaints.close",
        )


def _deciding(case: Case) -> Iterator[Row]:
    complaint = case.complaint
    if complaint.eligible is None and complaint.eligibility == Eligibility.SUFFICIENT_INTEREST:
        yield _row(
            case,
            "eligibility",
            "Decide who may complain",
            f"{_due(case, 'eligibility_decision')}{complaint.eligibility_reason}",
            "complaints.route",
        )
    if is_late(complaint.grounds_arose_on, local(complaint.received_at).date()) and not case.lateness:
        yield _row(
            case,
            "lateness",
            "Weigh that it is late",
            "More than 12 months have passed since the grounds arose. That is weighed; it is no bar by itself.",
            "complaints.route",
        )
    undecided = [one.number for one in case.heads if not one.route]
    if undecided:
        check = any(one.check_needed for one in case.heads if not one.route)
        why = f"The route of {numbers(undecided)} is to be decided."
        if check:
            why += " The sources conflict on one of them: decide it with reasons."
        yield _row(case, "route", "Decide the route, point by point", why, "complaints.route", point=undecided[0])
    for one in (head for head in case.heads if head.waits_for_second):
        own = one.route_chosen_by_id == case.user.pk
        row = _row(
            case,
            "sign-route",
            f"Sign the choice of route for point {one.number}",
            "The law points to another procedure. Until a second person agrees, the proposal is in force and both "
            "procedures’ time limits run.",
            "complaints.sign_route",
            point=one.number,
        )
        if own:
            row |= {"blocked": "somebody else than whoever chose it signs.", "href": "", "who": ""}
        yield row


def _telling(case: Case) -> Iterator[Row]:
    chosen = [one.route_chosen_at for one in case.heads if one.route_chosen_at]
    told = case.told[0].at if case.told else None
    if told is not None and not any(at > told for at in chosen):
        return
    waiting = [one.number for one in case.heads if not one.route]
    row = _row(
        case,
        "tell",
        "Tell the complainant which procedure, and why",
        f"{_due(case, 'route_told')}The answer cannot go before it.",
        "complaints.route",
    )
    if waiting:
        row |= {
            "blocked": f"the route of {numbers(waiting)} is not decided.",
            "who": "" if case.may("complaints.route") else OFFICER,
            "href": clocks.href(case.complaint.reference, "route") if case.may("complaints.route") else "",
            "action": "Decide it",
        }
    yield row


def _stage(case: Case, stage: Stage) -> Iterator[Row]:
    name = STAGE_NAMES.get((Procedure(stage.procedure), stage.number), PROCEDURE.get(stage.procedure, ""))
    # Whoever hears from us knows that we have it.
    begun = stage.statement_agreed_on is not None or stage.investigation_received_at is not None
    # Telling the route says more than any acknowledgement; under the statutory procedure nothing else waits for one.
    begun = begun or (bool(case.told) and stage.procedure == Procedure.STATUTORY)
    if stage.acknowledged_at is None and not stage.answered_at and stage.number != 3 and not begun:
        why = _due(case, "corporate_acknowledgement", "corporate_stage_2_acknowledgement", "adult_acknowledgement")
        yield _row(
            case,
            "acknowledge",
            f"Acknowledge: {name}",
            f"{why}The complainant should know we have it.",
            "complaints.stages",
        )
    if (stage.procedure, stage.number) == (Procedure.STATUTORY, 2):
        yield from _investigation(case, stage)
    elif (stage.procedure, stage.number) == (Procedure.STATUTORY, 3):
        yield from _panel(case, stage)
    elif not stage.answered_at:
        kinds = [f"{stage.procedure}_stage_{stage.number}"]
        row = _row(
            case,
            "respond",
            f"Answer: {name}",
            _due(case, *kinds) or "Each point gets an answer of its own.",
            "complaints.stages",
            "complaints.respond",
        )
        if not case.told:
            may = case.may("complaints.route")
            row |= {
                "blocked": "the complainant has not been told which procedure, and why.",
                "who": "" if may else OFFICER,
                "href": clocks.href(case.complaint.reference, "tell") if may else "",
                "action": "Tell them",
            }
        yield row


def _investigation(case: Case, stage: Stage) -> Iterator[Row]:
    As = Appointment.As
    officer = case.appointed(As.INVESTIGATING_OFFICER)
    independent = case.appointed(As.INDEPENDENT_PERSON)
    if not officer or not independent:
        missing = [
            word
            for word, found in (("an investigating officer", officer), ("an independent person", independent))
            if not found
        ]
        yield _row(
            case,
            "appoint",
            f"Appoint {' and '.join(missing)}",
            "Statutory stage 2 needs both; the independent person is neither a member nor an officer of the council.",
            "complaints.appoint",
        )
    if stage.statement_agreed_on is None:
        yield _row(
            case,
            "agree-statement",
            "Agree the written statement of complaint",
            "What was said by word of mouth is written down and agreed first.",
            "complaints.stages",
            "complaints.report",
        )
    missing = [
        word
        for word, at in (
            ("the investigating officer’s", stage.investigation_received_at),
            ("the independent person’s", stage.independent_report_received_at),
        )
        if at is None
    ]
    due = _due(case, "statutory_stage_2")
    if missing:
        yield _row(
            case,
            "receive-report",
            "Record the reports as they come in",
            f"{due}Not in yet: {' and '.join(missing)}.",
            "complaints.stages",
            "complaints.report",
        )
    row = _row(case, "adjudicate", "Adjudicate", f"{due}The letter of adjudication ends stage 2.", "complaints.stages")
    if missing:
        row |= {"blocked": f"{' and '.join(missing)} report is not in.", "href": "", "who": "They write them."}
    yield row


def _panel(case: Case, stage: Stage) -> Iterator[Row]:
    As = Appointment.As
    members = case.appointed(As.PANEL_CHAIR, As.PANEL_MEMBER)
    due = _due(case, "statutory_panel")
    if stage.panel_held_at is None:
        if len(members) < 3 or not case.appointed(As.PANEL_CHAIR):
            yield _row(
                case,
                "appoint",
                "Appoint the review panel",
                f"{due}Three independent people, one of whom chairs: {len(members)} of 3 so far.",
                "complaints.appoint",
            )
        elif stage.panel_on is None:
            yield _row(
                case, "plan-panel", "Set the day of the panel", due or "Within 30 working days.", "complaints.stages"
            )
        row = _row(
            case,
            "hold-panel",
            "Record that the panel met",
            f"{due}{f'Planned for {day(stage.panel_on)}.' if stage.panel_on else ''}",
            "complaints.stages",
            "complaints.report",
        )
        if stage.panel_on is not None:
            yield row
    elif stage.panel_report_sent_at is None:
        yield _row(
            case,
            "send-panel-report",
            "Send the panel’s report",
            _due(case, "panel_report"),
            "complaints.stages",
            "complaints.report",
        )
    elif not stage.responded_at:
        yield _row(
            case,
            "respond",
            "Answer the panel",
            f"{_due(case, 'panel_response')}Consider the report together with the independent person.",
            "complaints.stages",
            "complaints.respond",
        )


def _after(case: Case) -> Iterator[Row]:
    """What goes on when the stages are over: what was promised, and the Ombudsman."""
    for enquiry in case.enquiries:
        if enquiry.answered_at is None:
            yield _row(
                case,
                "ombudsman-answered",
                "Answer the Ombudsman",
                _due(case, "ombudsman_enquiry") or "No date was set.",
                "complaints.ombudsman",
            )
    open_ = [one for one in case.remedies if one.done_at is None]
    if open_:
        count = len(open_)
        yield _row(
            case,
            "remedy-done",
            "Do what was promised, and record the proof",
            f"{_due(case, 'remedy')}{count} promise{'' if count == 1 else 's'} open.",
            "complaints.remedy",
        )


def _due(case: Case, *kinds: str) -> str:
    """How late the clock of these kinds is, as a sentence; "" when none runs."""
    timer = case.clock(*kinds)
    if timer is None:
        return ""
    return f"{clocks.headline(timer.due_at, case.now)}, {clocks.when(timer.due_at, case.now)}. "


def _row(case: Case, page: str, text: str, why: str, *permissions: str, point: int | None = None) -> Row:
    may = case.may(*permissions)
    href = clocks.href(case.complaint.reference, page) if may else ""
    if href and point is not None:
        href += f"?point={point}"
    who = "Another person of your council’s complaints team." if permissions == ("complaints.sign_route",) else OFFICER
    return {"text": text, "href": href, "why": why.strip(), "blocked": "" if may else who, "who": "", "theirs": may}


def other_acts(case: Case) -> list[dict[str, Any]]:
    """Every act that this person may do on the complaint, by group, for what no clock asks for."""
    from complaints.views.act_table import TABLE

    groups: dict[str, list[dict[str, str]]] = {}
    for act in TABLE:
        if case.may(*act.permissions) and (case.complaint.is_open or act.when_closed) and _fits(case, act.slug):
            groups.setdefault(act.group, []).append(
                {"text": act.title, "href": clocks.href(case.complaint.reference, act.slug)}
            )
    return [{"title": title, "acts": acts} for title, acts in groups.items()]


def _fits(case: Case, slug: str) -> bool:
    """Whether an act makes sense now: a list of thirty is no help."""
    match slug:
        case "agree-statement" | "receive-report" | "adjudicate":
            return case.running_stage(Procedure.STATUTORY, 2) is not None
        case "plan-panel" | "hold-panel" | "send-panel-report":
            return case.running_stage(Procedure.STATUTORY, 3) is not None
        case "early-referral":
            stage = case.stage(Procedure.STATUTORY, 2)
            return stage is not None and stage.adjudicated_at is not None
        case "tell-pause" | "resume":
            return case.pause is not None
        case "sign-route":
            return any(one.waits_for_second for one in case.heads)
        case "lateness":
            return is_late(case.complaint.grounds_arose_on, local(case.complaint.received_at).date())
        case "whole-statutory":
            routes = {one.route_in_force for one in case.heads}
            return len(routes) > 1 and "statutory" in routes
        case "advocate":
            return case.complaint.by_child
        case "remedy-done":
            return any(one.done_at is None for one in case.remedies)
        case "ombudsman-answered" | "ombudsman-decided":
            return bool(case.enquiries)
        case "end-appointment":
            return bool(case.appointed_now)
        case "end-link":
            return any(one.ended_at is None for one in case.links)
        case "extend":
            return bool(case.stages_running)
        case "reopen":
            return not case.complaint.is_open
    return True
