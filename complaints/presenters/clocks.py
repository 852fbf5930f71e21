"""A complaint's clock in plain words: its title, the act that stops it, and the page where that act is recorded."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.urls import reverse

from complaints.presenters.words import BAND
from timers import words
from timers.models import Timer


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of clock: its name, what to do, and the act whose page stops it."""

    title: str
    act: str
    button: str
    page: str


KINDS: dict[str, Kind] = {
    "eligibility_decision": Kind(
        "Decide whether their interest is sufficient", "Decide who may complain", "Decide", "eligibility"
    ),
    "route_told": Kind(
        "Tell the complainant which procedure and why", "Tell the complainant which procedure, and why", "Tell", "tell"
    ),
    "statutory_stage_1": Kind("Statutory stage 1: answer", "Answer at statutory stage 1", "Answer", "respond"),
    "statutory_stage_2": Kind(
        "Statutory stage 2: investigation and adjudication", "Finish statutory stage 2", "Adjudicate", "adjudicate"
    ),
    "statutory_panel": Kind("Statutory stage 3: panel meets", "Hold the review panel", "Record it", "hold-panel"),
    "panel_report": Kind("Report of the review panel", "Send the panel’s report", "Record it", "send-panel-report"),
    "panel_response": Kind("Answer to the review panel", "Answer the review panel", "Answer", "respond"),
    "corporate_acknowledgement": Kind(
        "Corporate stage 1: acknowledge", "Acknowledge the complaint", "Acknowledge", "acknowledge"
    ),
    "corporate_stage_1": Kind("Corporate stage 1: answer", "Answer at corporate stage 1", "Answer", "respond"),
    "corporate_stage_2_acknowledgement": Kind(
        "Corporate stage 2: acknowledge", "Acknowledge the request for stage 2", "Acknowledge", "acknowledge"
    ),
    "corporate_stage_2": Kind("Corporate stage 2: final answer", "Answer at corporate stage 2", "Answer", "respond"),
    "adult_acknowledgement": Kind(
        "Adult social care: acknowledge", "Acknowledge for adult social care", "Acknowledge", "acknowledge"
    ),
    "pause_look_again": Kind("Look again at the pause", "Look again at the pause", "Look again", "resume"),
    "remedy": Kind("Do what was promised", "Do what was promised", "Record it", "remedy-done"),
    "ombudsman_enquiry": Kind(
        "Answer the Ombudsman’s enquiry", "Answer the Ombudsman’s enquiry", "Answer", "ombudsman-answered"
    ),
}


def kind_of(kind: str) -> Kind:
    """The words of a kind; one that has none (a rule added as data alone) is named by its code."""
    plain = kind.replace("_", " ").capitalize()
    return KINDS.get(kind) or Kind(plain, plain, "Open", "complaint")


def title(timer: Timer) -> str:
    return kind_of(timer.kind).title + (", extended" if timer.variant == "extended" else "")


@cache
def _pattern(page: str) -> str:
    return reverse(f"complaints:{page}", args=["REFERENCE"])


def href(reference: str, page: str = "complaint") -> str:
    """The page of a complaint, or of one of its acts."""
    return _pattern(page).replace("REFERENCE", reference)


def headline(due: datetime | None, now: datetime, stopped: datetime | None = None) -> str:
    """How late, in words first: "Missed by 2 days"; "Due today"; "Met in time"."""
    band = words.band(due, now, stopped)
    if due is None or band in (words.MET, words.MET_LATE):
        return band
    if band == words.MISSED:
        return words.late(due, now)
    return f"{band}, {words.by(due, now)}"


def when(due: datetime | None, now: datetime, stopped: datetime | None = None) -> str:
    """The date beside it: "was due end of Thursday 18 April"."""
    if due is None:
        return "no date is set: the calendar or the rule does not reach so far"
    verb = "was due" if stopped is not None or due < now else "due"
    return f"{verb} {words.weekday_moment(due, now)}"


def band(due: datetime | None, now: datetime, stopped: datetime | None = None) -> str:
    return BAND[words.band(due, now, stopped)]


def row(timer: Timer, now: datetime, reference: str, *, may: bool = False) -> dict[str, str]:
    """A clock as components/clock_rows.html takes it."""
    kind = kind_of(timer.kind)
    over = timer.stopped_at is not None
    return {
        "band": band(timer.due_at, now, timer.stopped_at),
        "act": title(timer),
        "href": href(reference, kind.page) if may and not over else "",
        "headline": headline(timer.due_at, now, timer.stopped_at),
        "when": when(timer.due_at, now, timer.stopped_at),
        "detail": _counted(timer),
    }


def _counted(timer: Timer) -> str:
    """What it counts from and which rule says so."""
    rule = timer.rule
    since = f"Counts from {words.moment(timer.started_at)}."
    return f"{since} {rule.length.capitalize()}. {rule.source}." if rule is not None else since
