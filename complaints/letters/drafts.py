"""The first text of every letter, written point by point from the record. An officer reads and changes it.

Plain text with empty lines between paragraphs: it goes on paper, on a page and into a printer alike.
"""

from collections.abc import Callable, Iterable

from complaints import routes
from complaints.models import Complaint, FindingIs, Head, Letter, Procedure, Remedy, Route, Stage
from complaints.models.heads import PROCEDURES
from complaints.presenters.words import BELONGS, FINDING, day, stage_name
from complaints.reading import Case
from complaints.wording import OMBUDSMAN, next_steps
from timers import words

Kind = Letter.Kind
SUBJECTS = {
    Kind.ACKNOWLEDGEMENT: "We have your complaint",
    Kind.ROUTE: "How we will look into your complaint, and why",
    Kind.ELIGIBILITY: "Whether we can look into your complaint under the statutory procedure",
    Kind.EXTENSION: "We need more time to answer your complaint",
    Kind.PAUSE: "Your complaint has to wait for now",
    Kind.RESPONSE: "Our answer to your complaint",
    Kind.ADJUDICATION: "Our decision after the investigation of your complaint",
    Kind.PANEL_RESPONSE: "Our answer to the review panel",
    Kind.REFUSAL: "Our decision about the next stage of your complaint",
    Kind.FINAL: "The end of our complaints procedure",
    Kind.OTHER: "Your complaint",
}
#: Kinds whose letter answers the complaint at a stage.
ANSWERS = {Kind.RESPONSE, Kind.ADJUDICATION, Kind.PANEL_RESPONSE, Kind.FINAL}


def draft(kind: str, case: Case) -> tuple[str, str]:
    """Subject and body of a letter of this kind, as far as the record goes."""
    body = BODIES[Kind(kind)](case)
    return SUBJECTS[Kind(kind)], "\n\n".join([*_begins(case.complaint), *body, *_ends(case.complaint)])


def names_ombudsman(body: str) -> bool:
    """Whether a text says how to go to the Ombudsman.

    >>> names_ombudsman("You can go to the Ombudsman, www.lgo.org.uk."), names_ombudsman("Goodbye")
    (True, False)
    """
    return "lgo.org.uk" in body and "Ombudsman" in body


def _begins(complaint: Complaint) -> list[str]:
    return [
        f"Dear {complaint.complainant_name or 'complainant'}",
        f"Your complaint {complaint.reference}, which we received on {words.day(complaint.received_at)}",
    ]


def _ends(complaint: Complaint) -> list[str]:
    return ["Yours sincerely", f"Complaints, {complaint.council.name}"]


def about_point(case: Case, head: Head) -> str:
    """What the complainant reads about the route of one point."""
    said = " ".join(head.words.split())
    quoted = f"Point {head.number}: “{said}”" if said else f"Point {head.number}"
    own = head.route_rationale if head.against_proposal and not head.waits_for_second else head.proposed_reason
    route = head.route_in_force
    lines = [quoted, f"This point belongs to {BELONGS[Route(route)]}. {own.strip()}"]
    if head.check_needed and head.route_rationale and not head.against_proposal:
        lines.append(head.route_rationale)
    if route not in PROCEDURES:
        lines.append(routes.ways()[route])
    return "\n".join(lines)


def _points(heads: Iterable[Head]) -> list[str]:
    return [f"Point {one.number}: “{' '.join(one.words.split())}”" for one in heads if one.words]


def _acknowledgement(case: Case) -> list[str]:
    complaint = case.complaint
    body = [
        "Thank you for writing to us. We have your complaint. This is what we understood; tell us if it is not right."
    ]
    body += _points(case.heads)
    if complaint.desired_outcome:
        body.append(f"You would like: {complaint.desired_outcome}")
    if complaint.adjustments:
        body.append(f"So that you can take part, you need: {complaint.adjustments}")
    if complaint.by_child:
        body.append(
            "You can have an advocate. An advocate helps you to say what you want to say and is on your side alone. It "
            "costs nothing. Tell us if you would like one."
        )
    timer = case.clock("route_told")
    until = f" by {words.day(timer.due_at)}" if timer and timer.due_at else " next"
    body.append(f"We will tell you{until} which procedure each point goes by, and why, and what happens when.")
    return body


def _route(case: Case) -> list[str]:
    body = ["We have looked at each point of your complaint. This is which procedure it goes by, and why."]
    body += [about_point(case, one) for one in case.heads]
    body += ["What happens next", next_steps(case.complaint, case.heads)]
    body.append("If you think that we have chosen wrongly, tell us. We will look at it again.")
    return body


def _eligibility(case: Case) -> list[str]:
    last = case.eligibility[0] if case.eligibility else None
    if last is None:
        return ["We are deciding whether we can look into your complaint under the statutory procedure."]
    if last.eligible:
        return ["You may complain to us under the statutory procedure of the Children Act.", last.reason]
    body = ["We have decided that we cannot look into your complaint under the statutory procedure.", last.reason]
    if last.matters_weighed:
        body.append("We weighed these matters: " + "; ".join(last.matters_weighed) + ".")
    body.append(f"If you do not agree, you can go to the {OMBUDSMAN}")
    return body


def _extension(case: Case) -> list[str]:
    stage = next((one for one in reversed(case.stages) if one.extended_to), None)
    if stage is None or stage.extended_to is None:
        return ["We need more time to answer you.", "Why: ", "You will have our answer by: "]
    return [
        f"We need more time for {stage_name(stage).lower()}.",
        f"Why: {stage.extension_reasons}",
        f"You will have our answer by {words.day(stage.extended_to)}.",
        "If you hear nothing by then, you can ask for the next stage at once, in any words.",
        f"You can also go to the {OMBUDSMAN}",
    ]


def _pause(case: Case) -> list[str]:
    pause = case.pause
    if pause is None:
        return ["Your complaint has to wait for now."]
    which = f"Point {', '.join(map(str, pause.heads))} of it has" if pause.heads else "It has"
    body = [
        f"{which} to wait for now. {pause.because}",
        pause.prejudice_words,
        f"From {day(pause.proceedings_end_on)} you can send it to us again, for a year. You need not write it all anew."
        if pause.proceedings_end_on
        else "Once that case has ended you can send it to us again, for a year. You need not write it all anew.",
        f"We look at this again on {day(pause.look_again_on)}." if pause.look_again_on else "",
        f"If you do not agree, you can go to the {OMBUDSMAN}",
    ]
    return [one for one in body if one]


def _answer_to(case: Case, head: Head) -> str:
    """One point: its words, what was found, why, and what we will do."""
    found = [one for one in case.findings if one.head_id == head.pk]
    last = found[-1] if found else None
    lines = [f"Point {head.number}: “{' '.join(head.words.split())}”"]
    if last is None:
        lines.append("What we found: ")
    else:
        lines.append(f"What we found: {FINDING[last.finding].lower()}. {last.reasons}".strip())
    lines += [_promise(one) for one in case.remedies if one.head_id == head.pk]
    if last is not None and last.finding in (FindingIs.UPHELD, FindingIs.PARTLY):
        lines.append("We are sorry for this.")
    return "\n".join(lines)


def _promise(one: Remedy) -> str:
    money = f" of £{one.pounds:,.2f}" if one.pounds else ""
    until = f" by {day(one.due_on)}" if one.due_on else ""
    return f"What we will do{until}: {one.get_kind_display().lower()}{money}. {one.words}"


def _answers(case: Case) -> list[str]:
    ours = [one for one in case.heads if one.route_in_force in PROCEDURES]
    body = [_answer_to(case, one) for one in ours]
    body += [_promise(one) for one in case.remedies if one.head_id is None]
    elsewhere = [one for one in case.heads if one.route_in_force not in PROCEDURES]
    body += [f"Point {one.number}: {routes.ways()[one.route_in_force]}" for one in elsewhere]
    return body


def _next(stage: Stage | None) -> list[str]:
    """What the complainant can do when they are not satisfied, and the Ombudsman."""
    key = (Procedure(stage.procedure), stage.number) if stage is not None else None
    further = {
        (
            Procedure.STATUTORY,
            1,
        ): "If you are not satisfied, ask us for stage 2 within 20 working days, in any words. An "
        "investigating officer and an independent person, who does not work for us, then look into it.",
        (Procedure.STATUTORY, 2): "If you are not satisfied, ask us for a review panel within 20 working days, in any "
        "words. Three independent people then look at how it was investigated.",
        (
            Procedure.CORPORATE,
            1,
        ): "If you are not satisfied, ask us for stage 2, in any words. Somebody else then looks at it again.",
    }
    text = further.get(key) if key is not None else None
    return [*([text] if text else []), f"You can go to the {OMBUDSMAN}"]


def _response(case: Case) -> list[str]:
    stage = next((one for one in reversed(case.stages) if one.number in (1, 2)), None)
    return ["This is our answer to each point of your complaint.", *_answers(case), *_next(stage)]


def _adjudication(case: Case) -> list[str]:
    return [
        "An investigating officer and an independent person have looked into your complaint. Both reports come with "
        "this letter. This is what we decided on each point.",
        *_answers(case),
        *_next(case.stage(Procedure.STATUTORY, 2)),
    ]


def _panel(case: Case) -> list[str]:
    return [
        "The review panel has sent us its report. We have considered it together with the independent person. This is "
        "our answer to what it recommends.",
        *_answers(case),
        *_next(case.stage(Procedure.STATUTORY, 3)),
    ]


def _refusal(case: Case) -> list[str]:
    last = case.refusals[0] if case.refusals else None
    stage = f"stage {last.number}" if last is not None else "the next stage"
    return [
        f"You asked us for {stage}. We have decided not to take it up.",
        last.rationale if last is not None else "Why: ",
        f"If you do not agree, you can go to the {OMBUDSMAN}",
    ]


def _final(case: Case) -> list[str]:
    return [
        "We have come to the end of our complaints procedure. This is what was found on each point.",
        *_answers(case),
        f"If you are not satisfied, you can go to the {OMBUDSMAN}",
    ]


def _other(case: Case) -> list[str]:
    return [""]


BODIES: dict[Letter.Kind, Callable[[Case], list[str]]] = {
    Kind.ACKNOWLEDGEMENT: _acknowledgement,
    Kind.ROUTE: _route,
    Kind.ELIGIBILITY: _eligibility,
    Kind.EXTENSION: _extension,
    Kind.PAUSE: _pause,
    Kind.RESPONSE: _response,
    Kind.ADJUDICATION: _adjudication,
    Kind.PANEL_RESPONSE: _panel,
    Kind.REFUSAL: _refusal,
    Kind.FINAL: _final,
    Kind.OTHER: _other,
}
