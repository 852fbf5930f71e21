"""The field-by-field past of a complaint, its points and its stages."""

from typing import Any

from accounts.models import User
from complaints.models import Complaint, Head, Stage
from complaints.reading import Case
from referrals.presenters.behind import value_words
from timers import words

MOST = 200
HIDDEN = {"id", "version", "form_token", "recorded_at", "recorded_by_id", "council_id", "complaint_id"}


def changes(case: Case) -> list[dict[str, Any]]:
    """Every change, latest first: what, when, who, why, and each field as it was and became."""
    rows = _of("The complaint", Complaint, [case.complaint.pk])
    rows += _of("A point", Head, [one.pk for one in case.heads])
    rows += _of("A stage", Stage, [one.pk for one in case.stages])
    rows.sort(key=lambda row: row["at"], reverse=True)
    rows = rows[:MOST]
    names = dict(User.objects.filter(pk__in=[row["by_id"] for row in rows if row["by_id"]]).values_list("pk", "name"))
    for row in rows:
        row["who"] = names.get(row["by_id"], "Holdfast")
        row["when"] = words.moment(row["at"])
    return rows


def _of(what: str, model: Any, keys: list[int]) -> list[dict[str, Any]]:
    fields = [field for field in model._meta.concrete_fields if field.attname not in HIDDEN]
    before: dict[int, Any] = {}
    rows = []
    for after in model.history.filter(id__in=keys).order_by("history_date", "history_id")[: MOST * 3]:
        last = before.get(after.id)
        before[after.id] = after
        if last is None:
            continue
        lines = [
            {
                "key": field.attname.removesuffix("_id").replace("_", " ").capitalize(),
                "lines": [
                    f"Before: {_words(getattr(last, field.attname))}",
                    f"Now: {_words(getattr(after, field.attname))}",
                ],
            }
            for field in fields
            if getattr(last, field.attname) != getattr(after, field.attname)
        ]
        if lines:
            number = getattr(after, "number", None)
            rows.append(
                {
                    "what": f"{what} {number}" if number and model is Head else what,
                    "at": after.history_date,
                    "by_id": after.history_user_id,
                    "because": after.history_change_reason or "",
                    "rows": lines,
                }
            )
    return rows


def _words(value: Any) -> str:
    text = value_words(value)
    return text if len(text) < 400 else f"{text[:400]}…"
