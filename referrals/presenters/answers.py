"""What was typed in a long form, line by line, for checking before it is sent."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from councils.models import Council
from govuk import forms
from referrals.forms.steps import BoundStep
from timers import words

UNANSWERED = "Not answered"
# Left blank, these are worth a line of their own; the rest of what was left blank shares one.
WORTH_A_LINE = {
    "safe_now",
    "lives_council",
    "said",
    "harm",
    "significant_harm",
    "happened_council",
    "parent_knows",
    "told_to_expect_contact",
}


def lines(step: BoundStep, href: Callable[[str], str]) -> list[dict[str, Any]]:
    """Cards of one step: [{title, rows}], a row for each question with its own way back. `href` takes an anchor."""
    cards = []
    titled = [("", step.main)] if step.main is not None and not step.step.groups_first else []
    for group in step.groups:
        titled += group.legends
    if step.main is not None and step.step.groups_first:
        titled.append(("", step.main))
    for title, form in titled:
        rows, blank = [], []
        for bound in form.visible_fields():
            if _asked(form, bound.name):
                row = _row(form, bound, href)
                (rows if row["text"] or bound.name in WORTH_A_LINE else blank).append(row)
        if blank:
            left = ", ".join(row["key"].rstrip("?") for row in blank)
            rows.append({"key": "Left blank", "text": left, "href": blank[0]["href"], "action": "Answer"})
        if rows or form.notes:
            cards.append({"title": title, "notes": form.notes, "rows": rows})
    return cards


def _asked(form: Any, name: str) -> bool:
    """Left out: what an option would have opened and did not, and ticks that were not made."""
    opened = form.revealed.get(name)
    if opened is not None:
        parent, values = opened
        given = form.cleaned_data.get(parent)
        chosen = {str(one) for one in given} if isinstance(given, list) else {str(given)}
        if not chosen & values:
            return False
    return not (isinstance(form.fields[name], forms.ConfirmField) and not form.cleaned_data.get(name))


def _row(form: Any, bound: Any, href: Callable[[str], str]) -> dict[str, Any]:
    text = said(bound.field, form.cleaned_data.get(bound.name))
    if not text and bound.is_not_known:
        text = "I do not know"
    if not text and bound.errors:
        text = " ".join(bound.errors)
    return {"key": str(bound.label), "text": text, "empty": UNANSWERED, "href": href(bound.focus_id)}


def said(field: Any, value: Any) -> str:
    """An answer as the page says it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, Council):
        return value.name
    if isinstance(value, datetime):
        return words.moment(value)
    if isinstance(value, date):
        return words.day(value)
    if value is True:
        return "Yes"
    choices = dict(getattr(field, "choices", ()) or ())
    if isinstance(value, list):
        return "\n".join(str(choices.get(one, one)) for one in value)
    return str(choices.get(value, value)) if choices else str(value)
