"""The list of referrals: its filters as chips in the address, its rows prepared; the template only places them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from referrals.models import Decision, Part, Referral
from referrals.presenters import clocks
from referrals.presenters.page import BAND
from referrals.presenters.people import age
from timers import words

STATES = [("open", "Open"), ("closed", "Closed"), ("all", "Open and closed")]
KINDS = [("", "Referrals and contacts"), ("referral", "Referrals"), ("contact", "Contacts")]
SORTS = [("", "Newest first"), ("oldest", "Oldest first")]
OUTCOMES = [("", "Any"), ("none", "No decision yet"), *Decision.Outcome.choices]


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

    def query(self, **changed: Any) -> str:
        """The address with some of it changed; paging begins anew."""
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
        address = reverse("referrals:list")
        return f"{address}?{urlencode(kept)}" if kept else address


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


def row(part: Part, *, now: datetime, on: date) -> dict[str, str]:
    """One referral: the child, the next deadline in words, who has it, the other councils, what was decided."""
    referral = part.referral
    child = referral.first_child
    name = f"{child.name}, {age(child, on)}" if child else "No name given"
    more = f" and {referral.children_count - 1} more" if referral.children_count > 1 else ""
    due, band = part.next_due_at, "waiting"  # type: ignore[attr-defined]
    if due is None:
        headline, when = "", ""
    else:
        title = clocks.title(part.next_due_kind, "the other council")  # type: ignore[attr-defined]
        word = words.band(due, now)
        band = BAND[word]
        headline = words.late(due, now) if word == words.MISSED else f"{word}, {words.by(due, now)}"
        when = title
    worker = part.worker.name if part.worker else "Nobody yet"
    outcome = str(dict(Decision.Outcome.choices).get(part.outcome, "")) or "No decision yet"
    kind = "Contact" if referral.kind == Referral.Kind.CONTACT else outcome
    others = ", ".join(part.others) or "none named"  # type: ignore[attr-defined]
    closed = " Closed." if part.closed_at else ""
    return {
        "href": clocks.referral_href(referral.reference),
        "name": f"{name}{more}",
        "reference": referral.reference,
        "band": band,
        "headline": headline,
        "when": when,
        "who": f"{worker}, {part.team.name}" if part.team else worker,
        "others": others,
        "outcome": f"{kind}.{closed}" if closed else kind,
        "received": words.moment(part.received_at),
    }


def page(
    asked: Asked,
    parts: Sequence[Part],
    *,
    options: dict[str, list[list[Any]]],
    count: int,
    ceiling: int,
    after: str,
    now: datetime,
) -> dict[str, Any]:
    """The whole context of templates/referrals/list.html."""
    on = words.local(now).date()
    chips = _chips(asked, options)
    number = f"more than {ceiling:,}" if count > ceiling else f"{count:,}"
    return {
        "rows": [row(part, now=now, on=on) for part in parts],
        "count": f"{number} referral{'' if count == 1 else 's'}",
        "chips": chips,
        "clear": reverse("referrals:list") if len(chips) > 1 else "",
        "fields": _fields(asked, options),
        "next": asked.query(after=after) if after else "",
        "first": asked.query() if asked.after else "",
        "logged": asked.logged,
    }


def _chips(asked: Asked, options: dict[str, list[list[Any]]]) -> list[dict[str, str]]:
    chips = []
    if asked.state != "open":
        chips.append({"text": dict(STATES)[asked.state], "href": asked.query(state="")})
    if asked.kind:
        chips.append({"text": dict(KINDS)[asked.kind], "href": asked.query(kind="")})
    for name, label, value, rows in (
        ("team", "Team", asked.team, options["teams"]),
        ("worker", "Worker", asked.worker, [[0, "nobody yet"], *options["workers"]]),
        ("other", "With", asked.other, options["councils"]),
    ):
        if value is not None:
            text = next((one[1] for one in rows if one[0] == value), "not known")
            chips.append({"text": f"{label}: {text}", "href": asked.query(**{name: None})})
    if asked.outcome:
        chips.append({"text": str(dict(OUTCOMES)[asked.outcome]), "href": asked.query(outcome="")})
    if asked.logged:
        chips.append({"text": "Logged by me", "href": asked.query(logged="")})
    return chips


def _fields(asked: Asked, options: dict[str, list[list[Any]]]) -> list[dict[str, Any]]:
    """The filter's lists to drop down: {name, label, options: [{value, text, chosen}]}."""

    def field(name: str, label: str, chosen: Any, choices: Iterable[Any]) -> dict[str, Any]:
        chosen = "" if chosen is None else str(chosen)
        rows = [{"value": str(value), "text": text, "chosen": str(value) == chosen} for value, text in choices]
        return {"name": name, "label": label, "options": rows}

    return [
        field("state", "Open or closed", asked.state, STATES),
        field("kind", "What", asked.kind, KINDS),
        field("team", "Team", asked.team, [("", "Any"), *options["teams"]]),
        field("worker", "Worker", asked.worker, [("", "Any"), (0, "Nobody yet"), *options["workers"]]),
        field("outcome", "Decided", asked.outcome, OUTCOMES),
        field("other", "Other council", asked.other, [("", "Any"), *options["councils"]]),
        field("sort", "Order", asked.sort, SORTS),
    ]
