"""The journal of this room in words, and days with how far away they are."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from audits.models import OversightEntry
from audits.models.warnings import TIER_WORDS
from govuk.bands import BANDS
from timers import words
from timers.calendar import end_of

#: A verb as the timeline says it, after the council's name.
SAID = {
    "record_ombudsman_report": "recorded it",
    "record_receipt": "says that it received it on {on}; before that it stood as {before}",
    "bind_council": "added {name} as a council that it binds",
    "recommend": "added recommendation {recommendation}",
    "accept_recommendation": "accepted recommendation {recommendation}",
    "decline_recommendation": "did not accept recommendation {recommendation}",
    "complete_recommendation": "recorded recommendation {recommendation} as done",
    "members_considered": "members considered it: {body}, {minute}",
    "answer_ombudsman": "told the Ombudsman what was done or is proposed",
    "confirm_to_ombudsman": "confirmed to the Ombudsman that it is done",
    "publish_report": "published it: {words}",
    "share_with_ofsted": "shared it with Ofsted",
    "monitoring_report": "the monitoring officer reported to members",
    "agree_longer": "the Ombudsman agreed to a later day: {evidence}",
    "raise_warning": "raised it",
    "open_warning": "opened it",
    "answer_warning": "answered it",
    "pass_warning_on": "it went on to the next tier, {because}",
    "report_gap": "reported it to {reported_to}",
    "settle_gap": "recorded what came of it",
    "send_learning": "sent it",
    "confirm_reading": "read it",
    "remind_of_learning": "reminded {people} who had not read it",
    "record_training": "recorded that it was held: {came} of {of} came",
    "make_pack": "it was sent",
    "open_pack": "opened it",
    "answer_pack": "answered",
}
MOST = 60


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def timeline(pair: tuple[str, int]) -> list[dict[str, Any]]:
    """What was done about one thing, newest first: {who, what, when, late}; one query, at most MOST lines."""
    found = OversightEntry.objects.filter(about_label=pair[0], about_id=pair[1]).select_related("by", "council")
    return [line(one) for one in found.order_by("-at", "-id")[:MOST]]


def line(entry: OversightEntry) -> dict[str, Any]:
    facts = _Known(entry.facts)
    if entry.verb == "record_receipt":
        facts |= {key: words.day(date.fromisoformat(entry.facts[key])) for key in ("on", "before")}
    what = SAID.get(entry.verb, entry.verb.replace("_", " ")).format_map(facts)
    if entry.verb == "pass_warning_on":
        what += f": {TIER_WORDS.get(entry.facts.get('to', ''), '')}"
    late = entry.recorded_at - entry.at
    return {
        "who": f"{entry.by.name}, {entry.council.short_name}" if entry.by else "The deadline’s own rule",
        "what": what,
        "when": words.moment(entry.at),
        "late": f"written down {words.span(late)} later" if late.total_seconds() > 24 * 3600 else "",
    }


def due(on: date, now: datetime, done: date | None = None) -> dict[str, Any]:
    """A last day in words: {band, headline, when, on}. `done`: the day it was done, if it was."""
    last = end_of(on)
    if done is not None:
        in_time = done <= on
        return {
            "band": "done",
            "headline": "Done in time" if in_time else f"Done {(done - on).days} days late",
            "when": f"on {words.day(done)}; was due {words.day(on)}",
            "on": on,
        }
    band = words.band(last, now)
    shape = {word.word: key for key, word in BANDS.items()}.get(band, "later")
    headline = words.late(last, now) if band == words.MISSED else band if band != words.LATER else words.left(last, now)
    verb = "was due" if last < now else "due"
    return {"band": shape, "headline": headline, "when": f"{verb} {words.weekday_day(on)} {on.year}", "on": on}


def count(things: Iterable[Any], word: str) -> str:
    """
    >>> count([1], "warning"), count([], "warning")
    ('1 warning', '0 warnings')
    """
    number = len(list(things))
    return f"{number} {word}{'' if number == 1 else 's'}"
