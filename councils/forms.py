"""The questions about a desk. They check shape; the rules are in actions."""

import re
from datetime import time
from typing import Any

from govuk import forms
from govuk.fields import read_time


class TimeField(forms.TextField):
    """A time of day in one box, as people write it. Gives a `time`, or None when blank."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return read_time(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, time):
            return f"{value.hour % 12 or 12}:{value.minute:02}{'am' if value.hour < 12 else 'pm'}"
        return value


class DeskForm(forms.GovukForm):
    """How a desk is reached. Out of hours there are no times to state, so those two questions go."""

    name = forms.TextField(
        label="What the desk is called",
        help_text="As the people there answer the telephone.",
        missing="Enter what the desk is called",
        max_length=80,
    )
    phone = forms.TextField(
        label="Telephone number",
        required=False,
        max_length=40,
        mark_optional=False,
        widget=forms.TextInput(width=20, attrs={"inputmode": "tel"}),
    )
    email = forms.EmailField(label="E-mail address", required=False, mark_optional=False)
    opens_at = TimeField(
        label="Opens at",
        help_text="On working days. Like 9am. Leave both blank for 9am to 5pm.",
        required=False,
        mark_optional=False,
        widget=forms.TextInput(width=5),
    )
    closes_at = TimeField(label="Closes at", required=False, mark_optional=False, widget=forms.TextInput(width=5))
    checked = forms.ChoiceField(
        label="Have you checked this with the desk?",
        missing="Say whether you have checked this with the desk",
        choices=[("yes", "Yes, today"), ("no", "No")],
        widget=forms.Radios(
            hints={
                "yes": "By ringing, or from somebody who works there. Your name and today’s date are shown with it.",
                "no": "It is shown as not verified.",
            }
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, hours: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hours == "out_of_hours":
            del self.fields["opens_at"], self.fields["closes_at"]

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and len(re.sub(r"\D", "", phone)) < 5:
            raise forms.ValidationError("Enter a telephone number, like 01632 960 001")
        return phone

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "phone" in given and "email" in given and not (given["phone"] or given["email"]):
            self.add_error("phone", "Enter a telephone number or an e-mail address")
        opens, closes = given.get("opens_at"), given.get("closes_at")
        if "closes_at" in given and "opens_at" in given and bool(opens) != bool(closes):
            self.add_error("closes_at" if opens else "opens_at", "Enter both times or neither")
        elif opens and closes and closes <= opens:
            self.add_error("closes_at", "The desk must close after it opens")
        return given


class TakeOnForm(forms.GovukForm):
    """Somebody deals with a message that could not be delivered."""

    note = forms.TextField(
        label="Whom you told, and how",
        missing="Say whom you told and how",
        max_length=200,
    )
