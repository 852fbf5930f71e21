"""What the pages of an audit's plan ask. Shapes only: every rule is in the actions."""

from decimal import Decimal
from typing import Any

from audits.auditing.points import POINT
from govuk import forms
from referrals.forms.fields import OurForm, text


def _owners(form: Any, people: list[Any]) -> dict[str, Any]:
    """Offer these people as owners; {what the form sends: person}."""
    found = {str(one.pk): one for one in people}
    form.fields["owner"].choices = [("", "Choose"), *((key, one.name) for key, one in found.items())]
    return found


def figure(label: str, **kwargs: Any) -> Any:
    return forms.TextField(label=label, widget=forms.TextInput(width=5, attrs={"inputmode": "decimal"}), **kwargs)


def as_number(typed: str) -> Decimal:
    """The number somebody typed, with a percent sign or without. Raises ValidationError."""
    bare = typed.replace("%", "").replace(",", "").strip()
    try:
        found = Decimal(bare).quantize(Decimal("0.01"))
    except ArithmeticError:
        found = Decimal("NaN")
    # Rounded first: 9999999.999 is ten million.
    if not found.is_finite() or abs(found) >= 10_000_000:
        raise forms.ValidationError("Enter a number, like 62 or 62.5")
    return found


class ActionForm(OurForm):
    points = forms.MultipleChoiceField(
        label="Which of the faults that were found does it answer?",
        required=False,
        mark_optional=False,
        help_text="An audit is concluded once each fault has an action, or a decision that none is needed.",
        small=True,
    )
    what = text("What is to be done?", long=True, rows=3, required=True, missing="Say what is to be done")
    owner = forms.SelectField(label="Who owns it?", missing="Choose who owns it")
    due_on = forms.DateField(label="Done by", missing="Enter the day by which it is done")
    outcome = text(
        "What will be different for children?",
        long=True,
        rows=3,
        required=True,
        missing="Say what will be different for children",
        help_text="A policy or a training session is not an outcome.",
    )
    measure = text(
        "What is measured to see it?",
        required=True,
        missing="Say what is measured",
        help_text="For example: cross-border referrals in which the two councils spoke within a working day, per cent.",
    )
    baseline = figure("Where it stands now", missing="Enter where it stands now")
    target = figure("What it is to become", missing="Enter what it is to become")
    remeasure_on = forms.DateField(label="Measured again on", missing="Enter the day on which it is measured again")

    def __init__(self, *args: Any, people: list[Any], found: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = _owners(self, people)
        if found:
            self.fields["points"].choices = [(str(one), f"{one}. {POINT[one].name}") for one in found]  # type: ignore[attr-defined]
        else:
            del self.fields["points"]

    def numbers(self) -> list[int]:
        return [int(one) for one in self.cleaned_data.get("points") or ()]

    def clean_baseline(self) -> Decimal:
        return as_number(self.cleaned_data["baseline"])

    def clean_target(self) -> Decimal:
        return as_number(self.cleaned_data["target"])


class ChangeForm(OurForm):
    due_on = forms.DateField(label="Done by", missing="Enter the day by which it is done")
    remeasure_on = forms.DateField(label="Measured again on", missing="Enter the day on which it is measured again")
    owner = forms.SelectField(label="Who owns it?", missing="Choose who owns it")
    reason = text(
        "Why is it changed?",
        long=True,
        rows=3,
        required=True,
        missing="Say why it is changed",
        help_text="The first day stays to be seen, and the reason is printed with the action.",
    )

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = _owners(self, people)


class DoneForm(OurForm):
    done_on = forms.DateField(label="Done on", missing="Enter the day on which it was done")
    words = text(
        "What shows that it is done?",
        long=True,
        rows=3,
        required=True,
        missing="Say what shows that it is done",
        help_text="For example the document and its date, or the system that now asks for it.",
    )


class RemeasureForm(OurForm):
    value = figure("What it is now", missing="Enter what it is now")
    measured_on = forms.DateField(label="Measured on", missing="Enter the day on which it was measured")
    words = text(
        "How it was measured, and over which cases", long=True, rows=3, required=True, missing="Say how it was measured"
    )

    def clean_value(self) -> Decimal:
        return as_number(self.cleaned_data["value"])


class CompleteForm(OurForm):
    words = text(
        "What does the new measure show?",
        long=True,
        rows=3,
        required=True,
        missing="Say what the new measure shows",
    )


class NoActionForm(OurForm):
    reason = text(
        "Why does this fault need no action?",
        long=True,
        rows=4,
        required=True,
        missing="Say why no action is needed",
        help_text="It is printed with the report. An inspection grade, or that nothing came of it, is no reason. Leave "
        "names out.",
    )
