"""The list of referrals: its filters as chips in the address, its rows prepared; the template only places them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from govuk.bands import SHAPES
from referrals.listed import Listed
from referrals.models import Decision, Referral
from referrals.models.people import whole_name
from referrals.presenters import clocks
from referrals.presenters.page import BAND
from referrals.presenters.people import age
from timers import words

STATES = [("open", "Open"), ("closed", "Closed"), ("all", "Open and closed")]
KINDS = [("", "Referrals and contacts"), ("referral", "Referrals"), ("contact", "Contacts")]
SORTS = [("", "Newest first"), ("oldest", "Oldest first")]
OUTCOMES = [("", "Any"), ("none", "No decision yet"), *Decision.Outcome.choices]
_DECIDED = {value: str(text) for value, text in Decision.Outcome.choices}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything unknown in it counts as not asked."""

    state: str = "open"
    kind: str = ""
    team: int | None = None
    worker: int | None = None  # 0: nobody
    outcome: str = ""
    other: int | None = None
    logged: bool = False
    sort: str = ""
    after: str = ""

    @property
    def looks_further(self) -> bool:
        """True when each row has to be looked up elsewhere before it is known to fit: dear to count."""
        return self.other is not None

    def query(self, **changed: Any) -> str:
        """What the address asks, with some of it changed, from "?"; paging begins anew."""
        values = {
            "state": self.state if self.state != "open" else "",
            "kind": self.kind,
            "team": self.team,
            "worker": self.worker,
            "outcome": self.outcome,
            "other": self.other,
            "logged": "me" if self.logged else "",
            "sort": self.sort,
            **changed,
        }
        kept = {name: value for name, value in values.items() if value not in (None, "", False)}
        return f"?{urlencode(kept)}" if kept else ""

    def address(self, **changed: Any) -> str:
        """The list's own address, with some of what it asks changed."""
        return reverse("referrals:list") + self.query(**changed)


def _one_of(text: str, options: Iterable[tuple[str, Any]], default: str = "") -> str:
    return text if any(text == code for code, _ in options) else default


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def read_query(given: QueryDict) -> Asked:
    return Asked(
        state=_one_of(given.get("state", ""), STATES, "open"),
        kind=_one_of(given.get("kind", ""), KINDS),
        team=_number(given.get("team", "")),
        worker=_number(given.get("worker", "")),
        outcome=_one_of(given.get("outcome", ""), OUTCOMES),
        other=_number(given.get("other", "")),
        logged=given.get("logged") == "me",
        sort=_one_of(given.get("sort", ""), SORTS),
        after=given.get("after", "")[:40],
    )


def row(part: Listed, *, now: datetime, on: date) -> dict[str, str]:
    """One referral: the child, the next deadline in words, who has it, the other councils, what was decided."""
    name = f"{whole_name(part.given_name, part.family_name)}, {age(part, on)}" if part.child else "No name given"
    more = f" and {part.children_count - 1} more" if part.children_count > 1 else ""
    due, band = part.due_at, "waiting"
    if due is None:
        headline, when = "", ""
    else:
        word = words.band(due, now)
        band = BAND[word]
        headline = words.late(due, now) if word == words.MISSED else f"{word}, {words.by(due, now)}"
        when = clocks.title(part.due_kind or "", "the other council")
    worker = part.worker or "Nobody yet"
    outcome = _DECIDED.get(part.outcome, "") or "No decision yet"
    kind = "Contact" if part.kind == Referral.Kind.CONTACT else outcome
    closed = " Closed." if part.closed_at else ""
    return {
        "href": clocks.referral_href(part.reference),
        "name": f"{name}{more}",
        "reference": part.reference,
        "band": band,
        "headline": headline,
        "when": when,
        "who": f"{worker}, {part.team}" if part.team else worker,
        "others": ", ".join(part.others) or "none named",
        "outcome": f"{kind}.{closed}" if closed else kind,
        "received": words.moment(part.received_at),
    }


_DOT = ' <span aria-hidden="true">·</span> '


def markup(rows: Iterable[Mapping[str, str]]) -> SafeString:
    """The rows as a list, written in Python: as template text they took more than the whole query. All is escaped."""
    return SafeString(f'<ul class="hf-rows">{"".join(map(_item, rows))}</ul>')


def _item(row: Mapping[str, str]) -> str:
    headline = f"{SHAPES.get(row['band'], '')} {escape(row['headline'])}"
    due = (
        f'<p class="hf-clock"><strong class="hf-clock__headline">{headline}</strong>'
        f' <span class="hf-clock__when"><span aria-hidden="true">·</span> {escape(row["when"])}</span></p>'
        if row["headline"]
        else ""
    )
    return (
        f'<li class="hf-row hf-row--{row["band"]}"><div class="hf-row__body"><p class="hf-row__act">'
        f'<a class="govuk-link govuk-link--no-visited-state" href="{escape(row["href"])}">{escape(row["name"])}</a>'
        f' <span class="hf-ref">{escape(row["reference"])}</span></p>{due}<p class="hf-row__detail">'
        f"{escape(row['who'])}{_DOT}With: {escape(row['others'])}{_DOT}{escape(row['outcome'])}"
        f"{_DOT}Received {escape(row['received'])}</p></div></li>"
    )


def page(
    asked: Asked,
    parts: Sequence[Listed],
    *,
    options: dict[str, list[list[Any]]],
    count: int,
    ceiling: int,
    after: str,
    exports: bool,
    now: datetime,
) -> dict[str, Any]:
    """The whole context of templates/referrals/list.html."""
    on = words.local(now).date()
    chips = _chips(asked, options)
    number = f"more than {ceiling:,}" if count > ceiling else f"{count:,}"
    return {
        "rows": markup(row(part, now=now, on=on) for part in parts) if parts else "",
        "count": f"{number} referral{'' if count == 1 else 's'}",
        "chips": chips,
        "clear": reverse("referrals:list") if len(chips) > 1 else "",
        "fields": _fields(asked, options),
        "next": asked.address(after=after) if after else "",
        "first": asked.address() if asked.after else "",
        "logged": asked.logged,
        "export_href": reverse("referrals:export") + asked.query() if exports and parts else "",
    }


def line(part: Listed) -> list[str]:
    """One referral as a line of the file (EXPORT_HEADING): of the child it holds how many, and nothing else."""
    return [
        part.reference,
        f"{words.local(part.received_at):%Y-%m-%d %H:%M}",
        str(Referral.Kind(part.kind).label),
        str(part.children_count),
        part.team or "",
        part.worker or "",
        _DECIDED.get(part.outcome, ""),
        f"{words.local(part.closed_at):%Y-%m-%d %H:%M}" if part.closed_at else "",
        "; ".join(part.others),
        clocks.title(part.due_kind, "the other council") if part.due_kind else "",
        f"{words.local(part.due_at):%Y-%m-%d %H:%M}" if part.due_at else "",
    ]


EXPORT_HEADING = [
    *("Reference", "Received", "Kind", "Children", "Team", "Worker", "Decision", "Closed", "Other councils"),
    *("Next deadline", "Due"),
]


def _chips(asked: Asked, options: dict[str, list[list[Any]]]) -> list[dict[str, str]]:
    chips = []
    if asked.state != "open":
        chips.append({"text": dict(STATES)[asked.state], "href": asked.address(state="")})
    if asked.kind:
        chips.append({"text": dict(KINDS)[asked.kind], "href": asked.address(kind="")})
    for name, label, value, rows in (
        ("team", "Team", asked.team, options["teams"]),
        ("worker", "Worker", asked.worker, [[0, "nobody yet"], *options["workers"]]),
        ("other", "With", asked.other, options["councils"]),
    ):
        if value is not None:
            text = next((one[1] for one in rows if one[0] == value), "not known")
            chips.append({"text": f"{label}: {text}", "href": asked.address(**{name: None})})
    if asked.outcome:
        chips.append({"text": str(dict(OUTCOMES)[asked.outcome]), "href": asked.address(outcome="")})
    if asked.logged:
        chips.append({"text": "Logged by me", "href": asked.address(logged="")})
    return chips


def _fields(asked: Asked, options: dict[str, list[list[Any]]]) -> SafeString:
    """The filter's lists to drop down. Those of the councils and workers are long, and change once in a blue moon."""

    def field(name: str, label: str, chosen: Any, choices: Iterable[Any]) -> str:
        return _field(name, label, "" if chosen is None else str(chosen), tuple((str(v), str(t)) for v, t in choices))

    return SafeString(
        field("state", "Open or closed", asked.state, STATES)
        + field("kind", "What", asked.kind, KINDS)
        + field("team", "Team", asked.team, [("", "Any"), *options["teams"]])
        + field("worker", "Worker", asked.worker, [("", "Any"), (0, "Nobody yet"), *options["workers"]])
        + field("outcome", "Decided", asked.outcome, OUTCOMES)
        + field("other", "Other council", asked.other, [("", "Any"), *options["councils"]])
        + field("sort", "Order", asked.sort, SORTS)
    )


@lru_cache(maxsize=512)
def _field(name: str, label: str, chosen: str, choices: tuple[tuple[str, str], ...]) -> str:
    shown = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(text)}</option>'
        for value, text in choices
    )
    return (
        f'<div class="govuk-form-group"><label class="govuk-label" for="f-{name}">{label}</label>'
        f'<select class="govuk-select" id="f-{name}" name="{name}">{shown}</select></div>'
    )
