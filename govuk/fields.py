"""Form fields in the GOV.UK manner. Dates come in boxes, and "I do not know" is an answer.

Every field here takes, beside Django's own arguments:
    missing     the error when nothing was answered, in the person's words ("Enter the child's first name")
    not_known   words of a tick box under the control ("I do not know the date of birth"); ticked, the value is None
                (or "" for text) and `form["name"].is_not_known` is true, also when the field is required
    label_size  "s", "m", "l" or "xl"
    heading     true when this one question is the page: its label becomes the h1
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from govuk import widgets
from govuk.widgets import LONDON, NotKnown

YES_NO = [("yes", "Yes"), ("no", "No")]
YES_NO_UNKNOWN = [*YES_NO, ("unknown", "I do not know")]

MONTHS = ("january", "february", "march", "april", "may", "june")
LATER_MONTHS = ("july", "august", "september", "october", "november", "december")


class PartialDate(NamedTuple):
    """A date of which parts may be unknown: 0 or None is never used, an unknown part is None."""

    day: int | None = None
    month: int | None = None
    year: int | None = None

    @property
    def date(self) -> date | None:
        """The date when all three parts are known."""
        return date(self.year, self.month, self.day) if self.day and self.month and self.year else None


class Asked:
    """What every field of ours takes beside Django's arguments; see the module's text."""

    unknown_value: Any = None

    def __init__(
        self,
        *,
        missing: str = "",
        not_known: str = "",
        label_size: str = "",
        heading: bool = False,
        mark_optional: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.label_size = label_size
        self.heading = heading
        self.mark_optional = mark_optional
        if missing:
            self.error_messages["required"] = missing  # type: ignore[attr-defined]
        if not_known:
            self.widget.not_known = not_known  # type: ignore[attr-defined]

    def clean(self, value: Any, *initial: Any) -> Any:
        if isinstance(value, NotKnown):
            if any(value.given) if isinstance(value.given, tuple) else value.given:
                raise ValidationError("Give an answer or tick the box under it, not both.", code="both")
            return self.unknown_value
        return super().clean(value, *initial)  # type: ignore[misc]


class TextField(Asked, forms.CharField):
    """One line of text, stripped. Give `widget=TextInput(width=…)` for its width."""

    widget = widgets.TextInput
    unknown_value = ""


class LongTextField(Asked, forms.CharField):
    """Several lines in a box that grows."""

    widget = widgets.Textarea
    unknown_value = ""


class EmailField(Asked, forms.EmailField):
    widget = widgets.EmailInput
    unknown_value = ""
    default_error_messages = {"invalid": "Enter an e-mail address in the correct format, like name@example.com"}


class IntegerField(Asked, forms.IntegerField):
    """A whole number typed as text: a spinner changes it when the page is scrolled."""

    widget = widgets.TextInput(width=5, attrs={"inputmode": "numeric"})
    default_error_messages = {"invalid": "Enter a whole number, like 12"}


class ChoiceField(Asked, forms.ChoiceField):
    """One of several as radios, none chosen. `hints`, `reveals`, `before`, `inline`, `small` as in widgets.Radios."""

    widget = widgets.Radios

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str | list[str]] | None = None,
        before: Mapping[str, str] | None = None,
        inline: bool = False,
        small: bool = False,
        **kwargs: Any,
    ) -> None:
        if "widget" not in kwargs:
            kwargs["widget"] = widgets.Radios(hints=hints, reveals=reveals, before=before, inline=inline, small=small)
        super().__init__(**kwargs)


class SelectField(Asked, forms.ChoiceField):
    """One of many as a list to drop down; radios are better below about ten."""

    widget = widgets.Select


class MultipleChoiceField(Asked, forms.MultipleChoiceField):
    """Any of several as tick boxes. `hints`, `reveals`, `before`, `exclusive`, `small` as in widgets.Checkboxes."""

    widget = widgets.Checkboxes

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str | list[str]] | None = None,
        before: Mapping[str, str] | None = None,
        exclusive: str = "",
        small: bool = False,
        **kwargs: Any,
    ) -> None:
        if "widget" not in kwargs:
            kwargs["widget"] = widgets.Checkboxes(
                hints=hints, reveals=reveals, before=before, exclusive=exclusive, small=small
            )
        super().__init__(**kwargs)


class ModelChoiceField(Asked, forms.ModelChoiceField):
    """A row of a queryset as radios; give `widget=Select()` when there are many."""

    widget = widgets.Radios

    def __init__(self, queryset: Any, *, empty_label: str | None = None, **kwargs: Any) -> None:
        # Asked takes keywords only, so the queryset travels as one.
        super().__init__(queryset=queryset, empty_label=empty_label, **kwargs)


class ModelMultipleChoiceField(Asked, forms.ModelMultipleChoiceField):
    """Rows of a queryset as tick boxes."""

    widget = widgets.Checkboxes

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        super().__init__(queryset=queryset, **kwargs)


class ConfirmField(Asked, forms.BooleanField):
    """One tick box with its label beside it."""


class PasswordField(Asked, forms.CharField):
    """Never stripped: a space may be part of the password."""

    def __init__(self, *, new: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("widget", widgets.PasswordInput(autocomplete="new-password" if new else "current-password"))
        super().__init__(strip=False, **kwargs)


class FileField(Asked, forms.FileField):
    pass


def _number(text: str, words: Iterable[str] = ()) -> int | None:
    """A part of a date as a number; months also by name ("Apr", "april"). None when it is neither."""
    if text.isascii() and text.isdigit():
        return int(text)
    if len(text) >= 3:
        for number, word in enumerate(words, start=1):
            if word.startswith(text.lower().rstrip(".")):
                return number
    return None


def _fault(message: str, *parts: str) -> ValidationError:
    """An error that names the boxes at fault, so that the summary's link goes to the first of them."""
    return ValidationError(message, code="date", params={"parts": parts})


def read_parts(typed: widgets.Parts, *, whole: bool) -> PartialDate:
    """Numbers of what was typed into the boxes; `whole` asks for all three.

    Raises ValidationError worded as the design system words it, with the boxes at fault in `params["parts"]`.

    >>> read_parts(widgets.Parts("", "Apr", "2015"), whole=False)
    PartialDate(day=None, month=4, year=2015)
    """
    absent = [part for part in ("day", "month", "year") if not getattr(typed, part)]
    if whole and absent:
        raise _fault(f"The date must include a {' and '.join(absent)}", *absent)
    if not whole and ("year" in absent or ("month" in absent and "day" not in absent)):
        part = "year" if "year" in absent else "month"
        raise _fault(f"Enter the {part} as well; leave out only what is not known", part)
    day, month, year = (
        _number(typed.day) if typed.day else None,
        _number(typed.month, MONTHS + LATER_MONTHS) if typed.month else None,
        _number(typed.year) if typed.year else None,
    )
    if typed.day and (day is None or not 1 <= day <= 31):
        raise _fault("The day must be a number between 1 and 31", "day")
    if typed.month and (month is None or not 1 <= month <= 12):
        raise _fault("The month must be a number between 1 and 12", "month")
    if year is None or not 1900 <= year <= 2199:
        raise _fault("The year must have 4 numbers, like 2016", "year")
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        raise _fault("There is no such date; check the day and the month", "day", "month") from None
    return PartialDate(day, month, year)


def read_time(text: str) -> time:
    """A time of day as people write it.

    Raises ValidationError (code "date", part "time") when it cannot be read.

    >>> [f"{read_time(words):%H:%M}" for words in ("4:15pm", "16.15", "1615", "4pm", "9", "midday", "12:05 am")]
    ['16:15', '16:15', '16:15', '16:00', '09:00', '12:00', '00:05']
    """
    words = text.lower().replace(" ", "").replace(".", ":").rstrip(":")
    named = {"midday": time(12), "noon": time(12), "midnight": time(0)}
    if words in named:
        return named[words]
    words = words.replace("a:m", "am").replace("p:m", "pm")
    if found := re.fullmatch(r"(\d{1,2}):?(\d{2})?(am|pm)?", words, re.ASCII):
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half == "pm" else 0)
            half = None
        if half is None and hour < 24 and minute < 60:
            return time(hour, minute)
    raise _fault("Enter a time, like 4:15pm or 16:15", "time")


class _Dated(Asked, forms.Field):
    """What the date fields share: blank boxes are "nothing given"."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        if isinstance(data, NotKnown) or isinstance(initial, NotKnown):
            return data != initial
        return self.widget.texts(initial) != self.widget.texts(data)


class DateField(_Dated):
    """A whole date in three boxes. Gives a `date`, or None when blank or not known."""

    widget = widgets.DateParts

    def to_python(self, value: Any) -> date | None:
        if not value or not any(value):
            return None
        return read_parts(value, whole=True).date


class PartialDateField(_Dated):
    """A date of which day, or day and month, may be left blank. Gives a PartialDate or None."""

    widget = widgets.DateParts

    def to_python(self, value: Any) -> PartialDate | None:
        if not value or not any(value):
            return None
        return read_parts(value, whole=False)


class DateTimeField(_Dated):
    """A date and a time of day in London. Gives an aware `datetime`, or None when blank or not known.

    In the hour that comes twice when clocks go back the first is taken: an earlier start never lengthens a clock.
    """

    widget = widgets.DateTimeParts

    def to_python(self, value: Any) -> datetime | None:
        if not value or not any(value):
            return None
        day = read_parts(widgets.Parts(*value[:3]), whole=True).date
        if not value.time:
            raise _fault("Enter the time, like 4:15pm; about is good enough", "time")
        assert day is not None  # noqa: S101 - read_parts(whole=True) gives all three
        moment = datetime.combine(day, read_time(value.time), LONDON)
        if moment.astimezone(UTC).astimezone(LONDON).time() != moment.time():
            raise _fault("There was no such time: the clocks went forward that night", "time")
        return moment
