"""The page of one complaint in words: its points, its clocks, its people, letters, remedies, the Ombudsman."""

from typing import Any

from django.urls import reverse

from complaints.models import Head, Stage
from complaints.presenters import clocks, journal, linking, next_acts, strip
from complaints.presenters.words import (
    ABOUT,
    FINDING,
    ROUTE,
    YES_NO,
    came,
    complainant,
    day,
    lower,
    moment,
    relation,
    row,
    stage_name,
)
from complaints.prompts import QUESTIONS
from complaints.reading import Case
from referrals import handles
from timers import words


def context(case: Case) -> dict[str, Any]:
    """The whole context of templates/complaints/complaint.html."""
    complaint = case.complaint
    reference = complaint.reference
    paged = bool(case.after)
    shown: dict[str, Any] = {
        "title": f"Complaint of {complainant(complaint)}",
        "reference": reference,
        "strip": strip.strip(case),
        "entries": journal.timeline(case),
        "older": f"{reverse('complaints:complaint', args=[reference])}?after={case.older}" if case.older else "",
        "paged": paged,
        "read_at": words.clock_time(words.local(case.now).time()),
        "back_href": reverse("complaints:list"),
        "back_text": "Complaints",
    }
    if paged:
        return shown
    return (
        shown
        | whole(case)
        | {
            "acts": next_acts.next_acts(case),
            "other_acts": next_acts.other_acts(case),
            "prompts": prompts(case),
            "letters_href": _if(case, "letters", "complaints.letters"),
            "route_href": _if(case, "route", "complaints.route"),
            "print_href": clocks.href(reference, "print"),
            "history_href": _if(case, "history", "complaints.history"),
            "route_record_href": clocks.href(reference, "route-record"),
            "looked_href": _if(case, "looked", "complaints.looked"),
            "export_href": _if(case, "export", "complaints.export"),
        }
    )


def whole(case: Case) -> dict[str, Any]:
    """What screen and paper show alike."""
    return {
        "points": [point(case, one) for one in case.heads],
        "running": [clocks.row(one, case.now, case.complaint.reference, may=_may_act(case)) for one in case.running],
        "over": [clocks.row(one, case.now, case.complaint.reference) for one in case.clocks if one.stopped_at],
        "stages": [stage(one) for one in case.stages],
        "known": known(case),
        "people": people(case),
        "letters": letters(case),
        "remedies": remedies(case),
        "learning": learning(case),
        "enquiries": enquiries(case),
        "links": linking.rows(case),
        "paused": paused(case),
    }


def _if(case: Case, page: str, permission: str) -> str:
    return clocks.href(case.complaint.reference, page) if case.may(permission) else ""


def _may_act(case: Case) -> bool:
    return case.may("complaints.stages")


def state_of(head: Head) -> tuple[str, str]:
    """What is said of a point's route, and the colour of its tag: "To decide", "Waits for a second person"."""
    if head.waits_for_second:
        return "Waits for a second person", "yellow"
    if not head.route:
        return ("To decide: sources conflict", "yellow") if head.check_needed else ("To decide", "blue")
    return ("Decided, against the proposal", "purple") if head.against_proposal else ("Decided", "green")


def point(case: Case, head: Head) -> dict[str, Any]:
    """One point: the complainant's words first, then where it goes and what was found."""
    state, colour = state_of(head)
    reference = case.complaint.reference
    paused = case.pause is not None and (not case.pause.heads or head.number in case.pause.heads)
    return {
        "paused": paused and case.complaint.is_open,
        "number": head.number,
        "words": head.words or "No words were written down.",
        "about": ABOUT.get(head.about, ""),
        "route": ROUTE.get(head.route_in_force, ""),
        "state": state,
        "colour": colour,
        "why": head.route_rationale or head.proposed_reason,
        "finding": FINDING.get(head.finding, ""),
        "summary": head.summary if head.summary != head.words else "",
        "href": f"{clocks.href(reference, 'route')}?point={head.number}" if case.may("complaints.route") else "",
    }


def stage(one: Stage) -> dict[str, Any]:
    """A stage and its dates as lines; both conventions of the statutory stage 2 are among them."""
    lines = [f"Began {words.day(one.started_at)}" if one.number == 1 else f"Asked for {words.day(one.requested_at)}"]
    if one.assumed:
        lines = ["Done before it came to us, as we were told"]
    for at, said in (
        (one.acknowledged_at, "Acknowledged"),
        (one.statement_agreed_on, "Statement agreed"),
        (one.investigation_received_at, "Investigating officer’s report in"),
        (one.independent_report_received_at, "Independent person’s report in"),
        (one.panel_on, "Panel planned for"),
        (one.panel_held_at, "Panel met"),
        (one.panel_report_sent_at, "Panel’s report sent"),
        (one.adjudicated_at, "Adjudicated"),
        (one.responded_at, "Answered"),
        (one.refused_at, "Refused"),
    ):
        if at:
            lines.append(f"{said} {words.day(at)}")
    if one.extended_to:
        lines.append(f"Extended to {words.day(one.extended_to)}: {one.extension_reasons}")
    if one.due_by_agreement and one.is_running:
        lines.append(
            f"Counted from the agreed statement instead, it would be due {words.moment(one.due_by_agreement)}. "
            "The stricter date, from the request, stands."
        )
    if one.resolved:
        lines.append(f"Settled on these terms: {one.terms}" if one.terms else "Settled")
    if one.adjudicator:
        lines.append(f"Adjudicated by {one.adjudicator}")
    elif one.responder:
        lines.append(f"Answered by {one.responder}")
    return {"name": stage_name(one), "lines": lines, "running": one.is_running}


def known(case: Case) -> list[dict[str, Any]]:
    """What was said when it came, and what is known of the complainant since."""
    complaint = case.complaint
    correct = clocks.href(complaint.reference, "correct") if case.may("complaints.route") and complaint.is_open else ""
    eligibility = complaint.get_eligibility_display()
    if complaint.eligible is not None:
        eligibility += ". " + ("They may complain." if complaint.eligible else "They may not complain this way.")
    rows = [
        row("Received", f"{moment(complaint.received_at)}, {lower(came(complaint))}"),
        row("Complainant", f"{complainant(complaint)}, {lower(relation(complaint))}", href=correct),
        row("How to reach them safely", complaint.complainant_reach),
        row("What they want", complaint.desired_outcome),
        row("What they need", complaint.adjustments, "Nothing said. Ask."),
        row("Who may complain", eligibility, note=complaint.eligibility_reason),
        row("When it happened", day(complaint.grounds_arose_on), note=complaint.late_reasons),
        row(
            "Court or other case",
            ": ".join(filter(None, (YES_NO[complaint.proceedings_live], complaint.proceedings_words))),
        ),
    ]
    if complaint.by_child:
        offered = (
            f"Offered {day(complaint.advocate_offered_on)}" if complaint.advocate_offered_on else "Not offered yet"
        )
        wants = {True: ", wanted", False: ", not wanted", None: ""}[complaint.advocate_wanted]
        rows.append(row("Advocate", f"{offered}{wants}"))
    rows.append(_referral(case))
    if complaint.whole_statutory_at:
        rows.append(row("The whole under the statutory procedure", complaint.whole_statutory_because))
    return rows


def _referral(case: Case) -> dict[str, Any]:
    """Which referral it is about: a way there for whoever may open it; for others whom to ask."""
    referral = case.complaint.referral
    if referral is None:
        may = case.may("complaints.link_referral") and case.complaint.is_open
        href = clocks.href(case.complaint.reference, "link-referral") if may else ""
        return row("Referral it is about", "", "Nobody has said", href=href, action="Say which")
    if case.user.has_perm("referrals.read", referral):
        href = reverse("referrals:referral", args=[referral.reference])
        return row("Referral it is about", referral.reference, href=href, action="Open")
    note = "You may not open it. Ask a manager appointed to answer for what the answer needs of it."
    return row("Referral it is about", referral.reference, note=note)


def people(case: Case) -> list[dict[str, str]]:
    """Who is appointed, as what, from when to when; those whose time is over are said to be."""
    rows = []
    for one in case.appointments:
        until = f" until {day(one.until)}" if one.until else ""
        if one.ended_at:
            until = f", ended {words.day(one.ended_at)}"
        rows.append(
            {
                "key": f"{one.get_role_display()}{f', stage {one.stage_number}' if one.stage_number else ''}",
                "text": f"{one.name}{f', {one.organisation}' if one.organisation else ''}",
                "note": f"since {day(one.since)}{until}" + ("" if one.user_id else ", no sign-in here"),
            }
        )
    return rows


def letters(case: Case) -> list[dict[str, str]]:
    may = case.may("complaints.letters")
    return [
        {
            "text": str(one.get_kind_display()),
            "state": f"Sent {words.moment(one.sent_at)}, {HOW.get(one.sent_how, one.sent_how)}"
            if one.sent_at
            else "Draft",
            "href": reverse("complaints:letter", args=[case.complaint.reference, handles.handle("letter", one.pk)])
            if may
            else "",
        }
        for one in case.letters
    ]


HOW = {"post": "by post", "email": "by link in an e-mail", "by_hand": "by hand", "collected": "collected"}


def remedies(case: Case) -> list[dict[str, Any]]:
    rows = []
    for one in case.remedies:
        money = f" £{one.pounds:,.2f}" if one.pounds else ""
        whom = f" for {one.for_whom}" if one.for_whom else ""
        if one.done_at:
            state = f"Done {words.day(one.done_at)}: {one.proof}"
        else:
            state = f"Due {day(one.due_on)}" if one.due_on else "No date set"
            state += f", {one.owner}" if one.owner else ""
        rows.append(row(f"{one.get_kind_display()}{money}{whom}", one.words, note=state))
    return rows


def learning(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "words": one.words,
            "theme": ABOUT.get(one.theme, ""),
            "teams": [
                f"{got.team.name}: {got.words or 'taken in'}, {words.day(got.received_at)}"
                if got.received_at
                else f"{got.team.name}: waits for its answer since {words.day(got.sent_at)}"
                for got in one.receipts.all()
            ],
        }
        for one in case.learning
    ]


def enquiries(case: Case) -> list[dict[str, Any]]:
    rows = []
    for one in case.enquiries:
        state = f"Due {day(one.due_on)}" if one.due_on else "No date set"
        if one.answered_at:
            state = f"Answered {words.day(one.answered_at)}"
        if one.decision:
            state = f"{one.get_decision_display()}, {day(one.decided_on)}"
        rows.append(
            row(
                one.their_reference or "No reference",
                one.asked,
                note=f"Received {words.day(one.received_at)}. {state}. {one.decision_words}".strip(),
            )
        )
    return rows


def paused(case: Case) -> dict[str, str]:
    """The pause in words; {} when nothing is paused."""
    pause = case.pause
    if pause is None:
        return {}
    told = (
        f"The complainant was told {words.day(pause.complainant_told_at)}."
        if pause.complainant_told_at
        else ("The complainant has not been told yet.")
    )
    if pause.proceedings_end_on:
        resubmit = f"They can resubmit from {day(pause.proceedings_end_on)}"
        resubmit += f" until {day(pause.resubmit_until)}." if pause.resubmit_until else ", for a year."
    else:
        resubmit = "They can resubmit once the proceedings end, for a year."
    because = pause.because if pause.because.endswith((".", "!", "?")) else f"{pause.because}."
    return {"because": because, "prejudice": pause.prejudice_words, "told": told, "resubmit": resubmit}


def prompts(case: Case) -> list[dict[str, str]]:
    """Questions about this complaint that nobody has settled."""
    may = case.may("complaints.stages")
    rows = []
    for one in case.prompts:
        question = QUESTIONS.get(one.code)
        href = reverse("complaints:settle", args=[case.complaint.reference, handles.handle("complaint-prompt", one.pk)])
        rows.append(
            {
                "sentence": question.sentence if question else one.code.replace("_", " "),
                "why": question.why if question else "",
                "source": question.source if question else "",
                "href": href if may else "",
            }
        )
    return rows
