"""Who of a council read what, when and why, for its privacy officer: references only, never what a record says."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from accounts.models import User
from referrals import handles, references
from referrals.models import Referral
from timers import words
from timers.calendar import LONDON, end_of, start_of
from trail.models import READINGS, Entry

PAGE = 50
MOST_NAMED = 5  # references of one list that are written out
SAID = {
    "read": "Opened",
    "list": "Saw in a list",
    "search": "Found in a search",
    "print": "Printed or copied",
    "export": "Exported",
    "download": "Opened a document",
    "refused": "Was refused",
}
ADDRESS = "Opened an address not to be disclosed"
SHOWS = [
    ("", "Every reading"),
    ("reason", "With a reason given: outside their own cases"),
    ("address", "Addresses not to be disclosed"),
    ("paper", "Printed, exported, documents"),
    ("refused", "Refused"),
]


@dataclass(frozen=True)
class Asked:
    """What the officer narrowed the page to; words as typed, for the form."""

    person: str = ""
    reference: str = ""
    show: str = ""
    since: date | None = None
    until: date | None = None
    after: str = ""

    @classmethod
    def read(cls, query: Any) -> "Asked":
        show = query.get("show", "")
        return cls(
            person=query.get("person", "")[:64],
            reference=references.tidy(query.get("reference", "")) or "",
            show=show if show in dict(SHOWS) else "",
            since=_day(query.get("from", "")),
            until=_day(query.get("to", "")),
            after=query.get("after", ""),
        )

    def address(self, **more: str) -> str:
        given = {
            "person": self.person,
            "reference": self.reference,
            "show": self.show,
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            **more,
        }
        return "?" + urlencode({name: value for name, value in given.items() if value})


def page(council_id: int, asked: Asked) -> dict[str, Any]:
    """A page of readings by people of the council, latest first, in four statements however many there are."""
    entries = Entry.objects.filter(council_id=council_id)
    if asked.reference:
        referral = Referral.objects.filter(reference=asked.reference).values_list("pk", flat=True).first()
        entries = Entry.objects.looks_at("referrals.referral", referral or 0).filter(council_id=council_id)
    match asked.show:
        case "refused":
            entries = Entry.objects.filter(council_id=council_id, action="refused")
        case "reason":
            entries = entries.filter(action__in=READINGS, by_id__isnull=False).exclude(reason="").exclude(action="list")
        case "address":
            entries = entries.filter(subject_label="referrals.address", action="read")
        case "paper":
            entries = entries.filter(action__in=["print", "export", "download"])
        case _:
            entries = entries.filter(action__in=READINGS)
    if asked.person:
        whose = User.objects.filter(reference=asked.person, council_id=council_id).values_list("pk", flat=True).first()
        entries = entries.filter(by_id=whose or 0)
    if asked.since:
        entries = entries.filter(at__gte=start_of(asked.since))
    if asked.until:
        entries = entries.filter(at__lte=end_of(asked.until))
    if key := handles.key_of("reads", asked.after):
        entries = entries.filter(pk__lt=key)
    found = list(entries.order_by("-id")[: PAGE + 1])
    shown = found[:PAGE]
    people = dict(User.objects.filter(pk__in={one.by_id for one in shown if one.by_id}).values_list("pk", "name"))
    known = _references(shown)
    return {
        "rows": [_row(one, people, known) for one in shown],
        "next": asked.address(after=handles.handle("reads", shown[-1].pk)) if len(found) > PAGE else "",
    }


def _references(entries: list[Entry]) -> dict[int, str]:
    ids: set[int] = set()
    for one in entries:
        ids |= {one.about_id} if one.about_label == "referrals.referral" and one.about_id else set()
        ids |= {one.subject_id} if one.subject_label == "referrals.referral" and one.subject_id else set()
        if one.subject_label == "referrals.referral":
            ids |= set((one.ids or [])[:MOST_NAMED])
    return dict(Referral.objects.filter(pk__in=ids).values_list("pk", "reference")) if ids else {}


def _row(one: Entry, people: dict[int, str], known: dict[int, str]) -> list[dict[str, str]]:
    what = ADDRESS if one.subject_label == "referrals.address" else SAID.get(one.action, one.action)
    if one.ids and one.subject_label == "referrals.referral":
        named = [known[key] for key in one.ids[:MOST_NAMED] if key in known]
        more = len(one.ids) - len(named)
        which = ", ".join(named) + (f" and {more} more" if more > 0 else "")
    else:
        key = one.about_id if one.about_label == "referrals.referral" else one.subject_id
        which = known.get(key or 0, "")
    return [
        {"text": words.moment(one.at)},
        {"text": people.get(one.by_id or 0, "Holdfast")},
        {"text": what},
        {"text": which},
        {"text": one.reason},
    ]


def _day(typed: str) -> date | None:
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=LONDON).date() if typed else None
    except ValueError:
        return None
