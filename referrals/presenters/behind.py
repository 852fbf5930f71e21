"""What stands behind a referral: its field-by-field past, and who has looked."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from councils.models import Council
from referrals import handles
from referrals.forms.correcting import LABELS
from referrals.models import Person, Referral
from referrals.models.referral import Harm
from timers import words
from trail.models import Entry

MOST = 200
LOOKED_PAGE = 50
ACTION = {
    "read": "Opened",
    "list": "Saw in a list",
    "search": "Found in a search",
    "print": "Printed",
    "export": "Exported",
    "download": "Opened a document",
}
HIDDEN = {"version", "id", "form_token", "recorded_at"}
PERSON_LABELS = {
    "given_name": "First name",
    "family_name": "Last name",
    "known_as": "Known as",
    "born_on": "Date of birth",
    "nhs_number": "NHS number",
    "phone": "Telephone",
    "staff_warning": "Staff safety",
    "address_protected": "Address not to be disclosed",
}


def value_words(value: Any) -> str:
    """A stored value in words."""
    if value is None or value == "" or value == []:
        return "not recorded"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return words.moment(value)
    if hasattr(value, "isoformat"):
        return words.day(value)
    if isinstance(value, list):
        return ", ".join(str(dict(Harm.choices).get(one, one)) for one in value)
    return str(value)


def history(referral: Referral, *, now: datetime) -> dict[str, Any]:
    """Every change of the referral and of the people on it, latest first."""
    rows = _changes("The referral", Referral, referral.pk, LABELS)
    for person in Person.objects.filter(involvements__referral=referral).distinct():
        rows += _changes(person.name, Person, person.pk, PERSON_LABELS)
    rows.sort(key=lambda row: row["at"], reverse=True)
    names = dict(User.objects.filter(pk__in=[row["by_id"] for row in rows if row["by_id"]]).values_list("pk", "name"))
    for row in rows:
        row["by"] = names.get(row["by_id"], "Holdfast")
        row["when"] = words.moment(row["at"])
    return {
        "reference": referral.reference,
        "changes": rows[:MOST],
        "back_href": reverse("referrals:referral", args=[referral.reference]),
    }


def _changes(about: str, model: Any, key: int, labels: dict[str, str]) -> list[dict[str, Any]]:
    found = list(model.history.filter(id=key).order_by("history_date", "history_id")[:MOST])
    rows = []
    for before, after in zip([None, *found], found, strict=False):
        lines = []
        if before is not None:
            for name in [field.attname for field in model._meta.concrete_fields if field.attname not in HIDDEN]:
                if not hasattr(after, name) or getattr(before, name) == getattr(after, name):
                    continue
                label = labels.get(name, name.replace("_", " ").capitalize())
                lines.append(
                    {
                        "field": label,
                        "before": value_words(getattr(before, name)),
                        "after": value_words(getattr(after, name)),
                    }
                )
        rows.append(
            {
                "about": about,
                "first": before is None,
                "lines": lines,
                "at": after.history_date,
                "by_id": after.history_user_id,
                "why": after.history_change_reason or "",
            }
        )
    return [row for row in rows if row["first"] or row["lines"]]


def looked(referral: Referral, user: Any, *, before: str) -> dict[str, Any]:
    """Who has looked at a referral: the whole context of its page."""
    address = reverse("referrals:looked", args=[referral.reference])
    return who_looked(("referrals.referral", referral.pk), user, before=before, address=address) | {
        "reference": referral.reference,
        "back_href": reverse("referrals:referral", args=[referral.reference]),
    }


def who_looked(record: tuple[str, int], user: Any, *, before: str, address: str) -> dict[str, Any]:
    """Who has looked at a record, latest first, fifty at a time. Another council's people are named by their council.

    `record` is what the trail calls it; `address` the page's own, for the way to older ones. Three queries.
    """
    entries = Entry.objects.looks_at(*record)
    if key := handles.key_of("looked", before):
        entries = entries.filter(pk__lt=key)
    found = list(entries[: LOOKED_PAGE + 1])
    shown = found[:LOOKED_PAGE]
    people = User.objects.in_bulk({one.by_id for one in shown if one.by_id})
    councils = Council.objects.in_bulk({one.council_id for one in shown if one.council_id})
    rows = []
    for one in shown:
        person, council = people.get(one.by_id or 0), councils.get(one.council_id or 0)
        ours = one.council_id == user.council_id
        what = ACTION.get(one.action, one.action)
        if one.subject_label == "referrals.address":
            what = "Opened an address that is not to be disclosed"
        rows.append(
            [
                {"text": words.moment(one.at)},
                {"text": person.name if person and ours else "Somebody there" if council else "Holdfast"},
                {"text": council.short_name if council else ""},
                {"text": what},
                {"text": one.reason},
            ]
        )
    after = handles.handle("looked", shown[-1].pk) if len(found) > LOOKED_PAGE else ""
    return {
        "columns": [{"text": text} for text in ("When", "Who", "Council", "What", "Reason given")],
        "rows": rows,
        "next": f"{address}?after={after}" if after else "",
    }


def both_versions(current: Referral, typed: dict[str, Any]) -> list[dict[str, str]]:
    """Where what stands now differs from what somebody typed over an older page."""
    return [
        {"field": label, "theirs": value_words(getattr(current, name)), "yours": value_words(typed[name])}
        for name, label in LABELS.items()
        if getattr(current, name) != typed[name]
    ]
