"""Who of a council read what, when and why, for its privacy officer: references only, never what a record says.

Referrals and complaints alike.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from accounts.models import User
from complaints.models import Complaint
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
    """A page of readings by people of the council, latest first, in five statements however many there are."""
    entries = Entry.objects.filter(council_id=council_id)
    if asked.reference:
        entries = Entry.objects.looks_at(*_record(asked.reference)).filter(council_id=council_id)
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


#: What a reading may be of: each has a reference of its own.
RECORDS: dict[str, Any] = {"referrals.referral": Referral, "complaints.complaint": Complaint}


def _record(reference: str) -> tuple[str, int]:
    """The referral or complaint of this reference, as the trail names it; one that does not exist finds nothing."""
    for label, model in RECORDS.items():
        if found := model.objects.filter(reference=reference).values_list("pk", flat=True).first():
            return label, found
    return "referrals.referral", 0


def _of(one: Entry) -> tuple[str, list[int]]:
    """What an entry is about: the label of the record, and its key or the keys of those it lists."""
    if one.ids and one.subject_label in RECORDS:
        return one.subject_label, one.ids[:MOST_NAMED]
    if one.about_label in RECORDS and one.about_id:
        return one.about_label, [one.about_id]
    return (one.subject_label, [one.subject_id]) if one.subject_label in RECORDS and one.subject_id else ("", [])


def _references(entries: list[Entry]) -> dict[tuple[str, int], str]:
    """The references of everything these entries are about; one query for each kind of record among them."""
    ids: dict[str, set[int]] = {}
    for one in entries:
        label, keys = _of(one)
        if label:
            ids.setdefault(label, set()).update(keys)
    return {
        (label, key): reference
        for label, keys in ids.items()
        for key, reference in RECORDS[label].objects.filter(pk__in=keys).values_list("pk", "reference")
    }


def _row(one: Entry, people: dict[int, str], known: dict[tuple[str, int], str]) -> list[dict[str, str]]:
    what = ADDRESS if one.subject_label == "referrals.address" else SAID.get(one.action, one.action)
    label, keys = _of(one)
    named = [known[label, key] for key in keys if (label, key) in known]
    more = len(one.ids or ()) - len(named)
    which = ", ".join(named) + (f" and {more} more" if named and more > 0 else "")
    if which and label == "complaints.complaint":
        which = f"Complaint {which}" if len(named) == 1 and more <= 0 else f"Complaints {which}"
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
