"""How desks, rule sets and failed messages are said on a page: words and numbers, no rules."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse

from councils import desks
from councils.leads import in_words, named
from councils.models import Council, Desk, Message, RuleSet
from councils.reference import RESPONSIBILITIES
from timers import words
from timers.calendar import Calendar
from timers.models import CONFIDENCE


def tel(phone: str) -> str:
    """A number as a link: "01322 555 010 ext 4" becomes "tel:01322555010;ext=4"; "" for no number."""
    number, _, extension = re.sub(r"(?i)\b(?:extension|ext\.?|x)\s*(?=\d)", "#", phone).partition("#")
    digits = re.sub(r"[^\d]", "", number)
    if not digits:
        return ""
    plus = "+" if number.strip().startswith("+") else ""
    extra = re.sub(r"\D", "", extension)
    return f"tel:{plus}{digits}" + (f";ext={extra}" if extra else "")


@dataclass(frozen=True)
class DeskLine:
    """One desk as shown: `desk` is None where nothing is held of it yet."""

    service: str
    hours: str
    title: str
    when: str
    desk: Desk | None
    tel: str
    verified: str
    stale: bool
    edit: str
    verify: str
    version: int


def title_of(service: str, hours: str) -> str:
    """What the desk is, in words: "Children's services, office hours"."""
    return f"{dict(Desk.SERVICES)[service]}, {dict(Desk.HOURS)[hours].lower()}"


def hours_of(desk: Desk | None, hours: str) -> str:
    """When somebody answers there."""
    if hours == "out_of_hours":
        return "Evenings, nights, weekends and bank holidays"
    opens = (desk and desk.opens_at) or desks.OPENS
    closes = (desk and desk.closes_at) or desks.CLOSES
    return f"Working days, {clock_time(opens)} to {clock_time(closes)}"


def clock_time(at: time) -> str:
    return words.clock_time(at)


def verified_words(desk: Desk, today: date) -> str:
    """Who vouched for the numbers and when, or that nobody has: to stand after "Verified"."""
    if desk.verified_on is None:
        return "by nobody yet"
    days = (today - desk.verified_on).days
    ago = "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
    return f"{ago}, {words.day(desk.verified_on)}, by {desk.verified_by}"


def desk_lines(council: Council, today: date) -> list[DeskLine]:
    """The four desks of a council in the order in which people look for them, held or not."""
    held = {(one.service, one.hours): one for one in council.desks.all()}
    lines = []
    for service, _ in Desk.SERVICES:
        for hours, _ in Desk.HOURS:
            desk = held.get((service, hours))
            where = [council.address, service, hours.replace("_", "-")]
            lines.append(
                DeskLine(
                    service=service,
                    hours=hours,
                    title=title_of(service, hours),
                    when=hours_of(desk, hours),
                    desk=desk,
                    tel=tel(desk.phone) if desk else "",
                    verified=verified_words(desk, today) if desk else "",
                    stale=desk is not None and desk.is_stale(today),
                    edit=reverse("councils:desk", args=where),
                    verify=reverse("councils:verify-desk", args=where),
                    version=getattr(desk, "version", None) or 0,
                )
            )
    return lines


@dataclass(frozen=True)
class RingNow:
    """Whom to ring at this moment. `why` says why this one: "The duty desk is open until 5:00pm"."""

    desk: Desk
    tel: str
    why: str
    stale: bool
    verified: str


def ring_now(council: Council, now: datetime, *, calendar: Calendar | None = None) -> RingNow | None:
    """The children's desk to ring at the aware `now`; None where no number is held at all."""
    desk = desks.desk_for(council, now, calendar=calendar)
    if desk is None:
        return None
    office = next((one for one in council.desks.all() if (one.service, one.hours) == ("childrens", "office")), None)
    opened = desks.is_office_hours(council, now, office, calendar=calendar)
    closes = (office and office.closes_at) or desks.CLOSES
    if opened and desk.hours == "office":
        why = f"Open now, until {clock_time(closes)}"
    elif opened:
        why = "No number is held for office hours, so this is the one for out of hours"
    elif desk.hours == "out_of_hours":
        why = "It is out of hours now"
    else:
        why = "It is out of hours now, and no number is held for out of hours"
    today = words.local(now).date()
    return RingNow(desk, tel(desk.phone), why, desk.is_stale(today), verified_words(desk, today))


def responsibilities(rule_set: RuleSet) -> list[dict[str, Any]]:
    """What a rule set says of each responsibility: the place it names and its own words."""
    return [
        {
            "name": name,
            "who": in_words(named(rule_set, code)),
            "silent": not named(rule_set, code),
            "note": rule_set.notes.get(code, ""),
        }
        for code, name in RESPONSIBILITIES.items()
    ]


def confidence(rule_set: RuleSet) -> str:
    """How sure we are of what a rule set says."""
    return CONFIDENCE[rule_set.confidence]


def ends_and_begins(council: Council, today: date) -> list[str]:
    """Sentences about a council that begins or ends, with those before and after it."""
    says = []
    after, before = _names(council.successors.all()), _names(council.predecessors.all())
    if council.valid_until:
        verb = "ends" if council.valid_until >= today else "ended"
        says.append(f"{council.name} {verb} on {words.day(council.valid_until)}.")
        if after:
            says.append(f"{after} {'follow' if ' and ' in after else 'follows'} it.")
    if council.valid_from:
        verb = "begins" if council.valid_from > today else "began"
        says.append(
            f"{council.name} {verb} on {words.day(council.valid_from)}" + (f", after {before}." if before else ".")
        )
    return says


def _names(councils: Any) -> str:
    return " and ".join(one.name for one in councils)


def directory_rows(councils: list[Council], now: datetime, calendars: Mapping[str, Calendar]) -> list[dict[str, Any]]:
    """One row of the directory for each council, with whom to ring now."""
    return [
        {
            "council": one,
            "href": reverse("councils:council", args=[one.address]),
            "where": one.region or one.nation,
            "ring": ring_now(one, now, calendar=calendars.get(one.nation)),
        }
        for one in councils
    ]


def failed(message: Message) -> dict[str, Any]:
    """A message that did not arrive, with its times in words."""
    return {
        "message": message,
        "written": words.moment(message.written_at),
        "seen": words.moment(message.seen_at) if message.seen_at else "",
    }
