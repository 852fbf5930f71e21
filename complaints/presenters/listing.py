"""Complaints in hand: filters as chips in the address, rows in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from complaints.presenters import clocks
from complaints.presenters.words import RELATION, SHORT_STAGE
from complaints.reading_list import MOST_COUNTED, Listed, Numbers
from timers import words

STATES = [("", "In hand"), ("closed", "Closed or withdrawn"), ("all", "All")]
BANDS = [("missed", "Missed"), ("today", "Due today"), ("soon", "Due soon"), ("later", "Later")]
STAGES = [("", "Any"), *SHORT_STAGE.items(), ("paused", "Paused"), ("undecided", "Route to be decided")]
WHOSE = [("", "Anybody"), ("me", "Me"), ("nobody", "Nobody yet")]


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything unknown in it counts as not asked."""

    state: str = ""
    band: str = ""
    stage: str = ""
    whose: str = ""
    after: str = ""

    def query(self, **changed: str) -> str:
        """The address with some of it changed; paging begins anew."""
        values = {"state": self.state, "band": self.band, "stage": self.stage, "whose": self.whose, **changed}
        kept = {name: value for name, value in values.items() if value}
        address = reverse("complaints:list")
        return f"{address}?{urlencode(kept)}" if kept else address


def _one_of(text: str, options: Iterable[tuple[str, str]]) -> str:
    return text if any(text == code for code, _ in options) else ""


def read_query(given: QueryDict) -> Asked:
    return Asked(
        state=_one_of(given.get("state", ""), STATES),
        band=_one_of(given.get("band", ""), BANDS),
        stage=_one_of(given.get("stage", ""), STAGES),
        whose=_one_of(given.get("whose", ""), WHOSE),
        after=given.get("after", "")[:40],
    )


def row(one: Listed, now: datetime) -> dict[str, Any]:
    """One complaint as components/clock_rows.html takes it."""
    over = one.closed_at or one.withdrawn_at
    if one.due_at is not None and not over:
        band, headline = clocks.band(one.due_at, now), clocks.headline(one.due_at, now)
        when = f"{clocks.kind_of(one.kind or '').title}, {clocks.when(one.due_at, now)}"
    else:
        band = "done" if over else "waiting"
        headline = "Closed" if one.closed_at else "Withdrawn" if one.withdrawn_at else "No time limit runs"
        when = words.day(over) if over else ("paused for proceedings" if one.paused else "nothing is due")
    stages = [SHORT_STAGE.get(stage, stage) for stage in one.stages] or (["No stage runs"] if not over else [])
    if one.paused:
        stages.append("paused")
    points = f"{one.points} point{'' if one.points == 1 else 's'}"
    if one.waiting:
        points += f", {one.waiting} to be signed by a second person"
    elif one.undecided and not over:
        points += f", route of {one.undecided} to be decided"
    relation = RELATION.get(one.relationship, "")
    facts = [
        {"label": "Stage", "text": ", ".join(stages)} if stages else None,
        {"label": "Points", "text": points},
        {"label": "Officer", "text": one.officer or "Nobody yet"},
        {"label": "Received", "text": words.day(one.received_at)},
    ]
    about = f"about {one.child}" if one.child else ""
    return {
        "band": band,
        "act": one.complainant_name or "Name not given",
        "href": clocks.href(one.reference),
        "who": ", ".join(filter(None, (relation, about))) or "Relationship not known",
        "reference": one.reference,
        "headline": headline,
        "when": when,
        "facts": [fact for fact in facts if fact],
    }


def bands(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows under a heading for each band, in the order in which they come."""
    titles = {"waiting": "No time limit runs", "done": "Closed or withdrawn"}
    return [
        {"band": band, "text": titles.get(band, ""), "rows": list(of)}
        for band, of in groupby(rows, key=lambda one: one["band"])
    ]


def tiles(asked: Asked, numbers: Numbers) -> list[dict[str, Any]]:
    """Four numbers that are filters too."""
    found = [
        {
            "band": code,
            "number": getattr(numbers, code),
            "text": text,
            "href": asked.query(band="" if asked.band == code else code),
            "current": asked.band == code,
        }
        for code, text in BANDS[:3]
    ]
    nobody = {
        "band": "unallocated",
        "number": numbers.nobody,
        "text": "Nobody has it",
        "href": asked.query(whose="" if asked.whose == "nobody" else "nobody"),
        "current": asked.whose == "nobody",
    }
    return [*found, nobody]


def page(
    asked: Asked, found: Sequence[Listed], *, numbers: Numbers, after: str, now: datetime, whole: bool
) -> dict[str, Any]:
    """The context of templates/complaints/list.html. `whole`: the person sees all of the council's complaints."""
    chips = _chips(asked)
    number = f"More than {MOST_COUNTED:,}" if numbers.all >= MOST_COUNTED else f"{numbers.all:,}"
    return {
        "bands": bands([row(one, now) for one in found]),
        "tiles": tiles(asked, numbers) if whole and asked.state == "" else [],
        "count": f"{number} complaint{'' if numbers.all == 1 else 's'}",
        "chips": chips,
        "clear": reverse("complaints:list") if len(chips) > 1 else "",
        "fields": [
            {"name": "state", "label": "In hand or closed", "options": _options(STATES, asked.state)},
            {"name": "stage", "label": "Stage", "options": _options(STAGES, asked.stage)},
            {"name": "band", "label": "Due", "options": _options([("", "Any"), *BANDS], asked.band)},
            {"name": "whose", "label": "Officer", "options": _options(WHOSE, asked.whose)},
        ],
        "next": asked.query(after=after) if after else "",
        "first": asked.query() if asked.after else "",
        "whole": whole,
        **_empty(asked, whole=whole),
    }


def _empty(asked: Asked, *, whole: bool) -> dict[str, str]:
    """What an empty list means."""
    if not whole:
        text = "You are not appointed to any complaint now"
        return {
            "empty": text,
            "empty_detail": "A complaint to which you are appointed stands here for as long as that lasts.",
        }
    if asked.band == "missed":
        return {
            "empty": "Nothing is late",
            "empty_detail": "No complaint that fits what is asked for above has missed a date.",
        }
    if asked == Asked():
        return {
            "empty": "No complaint is in hand",
            "empty_detail": "What comes by the public form or is written down here stands here.",
        }
    return {"empty": "No complaint here", "empty_detail": "None fits what is asked for above."}


def _options(options: Iterable[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
    return [{"value": code, "text": text, "chosen": code == chosen} for code, text in options]


def _chips(asked: Asked) -> list[dict[str, str]]:
    chips = []
    for name, options in (("state", STATES), ("band", BANDS), ("stage", STAGES), ("whose", WHOSE)):
        value = getattr(asked, name)
        if value:
            text = dict(options)[value]
            chips.append(
                {"text": f"Officer: {text.lower()}" if name == "whose" else text, "href": asked.query(**{name: ""})}
            )
    return chips
