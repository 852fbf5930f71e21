"""Form controls of the GOV.UK Design System. Each gives the field what was typed, and never guesses what was meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django import forms

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class NotKnown:
    """What a control gives when "I do not know" was ticked; `given` is what stood in the control beside it."""

    given: Any = None

    def __bool__(self) -> bool:
        return False


class Parts(NamedTuple):
    """What was typed into the boxes of a date, as text."""

    day: str = ""
    month: str = ""
    year: str = ""


class TimedParts(NamedTuple):
    """What was typed into the boxes of a date and time, as text."""

    day: str = ""
    month: str = ""
    year: str = ""
    time: str = ""


class OrNotKnown:
    """For a control that may have the tick box "I do not know" under it. Without the words it has none."""

    not_known: str = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)  # type: ignore[misc]
        return NotKnown(value) if self.not_known and f"{name}-unknown" in data else value

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        if self.not_known and f"{name}-unknown" in data:
            return False
        return super().value_omitted_from_data(data, files, name)  # type: ignore[misc]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        value = value.given if isinstance(value, NotKnown) else value
        return super().get_context(name, value, attrs)  # type: ignore[misc]


class TextInput(OrNotKnown, forms.TextInput):
    """`width`: characters that fit (2, 3, 4, 5, 10, 20, 30), or "full", "two-thirds", "one-half", "one-third"."""

    def __init__(
        self, *, width: int | str = "", autocomplete: str = "off", attrs: dict[str, Any] | None = None
    ) -> None:
        css = f"govuk-input--width-{width}" if isinstance(width, int) else f"govuk-!-width-{width}" if width else ""
        super().__init__({"class": css, "autocomplete": autocomplete, **(attrs or {})})


class EmailInput(TextInput):
    input_type = "email"

    def __init__(
        self, *, width: int | str = "", autocomplete: str = "off", attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(width=width, autocomplete=autocomplete, attrs={"spellcheck": "false", **(attrs or {})})


class Textarea(OrNotKnown, forms.Textarea):
    """Grows with its words. `count`: a limit of characters counted down under it; nothing is cut off."""

    def __init__(self, *, rows: int = 4, count: int | None = None, attrs: dict[str, Any] | None = None) -> None:
        self.count = count
        css = "govuk-js-character-count hf-grow" if count else "hf-grow"
        super().__init__({"rows": rows, "class": css, **(attrs or {})})
        # Django's own says 40 columns, which is nobody's width here: the style sheet's is.
        del self.attrs["cols"]


class Select(forms.Select):
    pass


class Radios(forms.RadioSelect):
    """One of several. `hints`: words under an option, by value. `reveals`: names of fields of the same form that an
    option opens, by value. `before`: the word of a divider before an option ("or"), by value."""

    def __init__(
        self,
        *,
        choices: Iterable[Any] = (),
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str | list[str]] | None = None,
        before: Mapping[str, str] | None = None,
        inline: bool = False,
        small: bool = False,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = dict(hints or {})
        self.reveals = {value: [names] if isinstance(names, str) else names for value, names in (reveals or {}).items()}
        self.before = dict(before or {})
        self.inline = inline
        self.small = small


class Checkboxes(forms.CheckboxSelectMultiple):
    """As Radios; `exclusive`: the value that unticks the others ("none of these", "I do not know")."""

    def __init__(
        self,
        *,
        choices: Iterable[Any] = (),
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str | list[str]] | None = None,
        before: Mapping[str, str] | None = None,
        exclusive: str = "",
        small: bool = False,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = dict(hints or {})
        self.reveals = {value: [names] if isinstance(names, str) else names for value, names in (reveals or {}).items()}
        self.before = dict(before or {})
        self.exclusive = exclusive
        self.inline = False
        self.small = small


class PasswordInput(forms.PasswordInput):
    """With a button that shows what is typed. `autocomplete`: "current-password" or "new-password"."""

    def __init__(self, *, autocomplete: str = "current-password") -> None:
        super().__init__(
            {
                "autocomplete": autocomplete,
                "autocapitalize": "none",
                "spellcheck": "false",
                "class": "govuk-password-input__input govuk-js-password-input-input",
            }
        )


class CodeInput(TextInput):
    """A one-time code: figures on a telephone's keyboard, offered by the browser from a message."""

    def __init__(self) -> None:
        super().__init__(
            width=10,
            autocomplete="one-time-code",
            attrs={"inputmode": "numeric", "class": "govuk-input--extra-letter-spacing govuk-input--width-10"},
        )


class _Boxes(forms.Widget):
    """Several text boxes that make one answer. Subclasses name the tuple of their texts."""

    template_name = "holdfast_forms/boxes.html"
    use_fieldset = True
    # (part, label, width in characters, inputmode)
    boxes: tuple[tuple[str, str, int, str], ...] = (
        ("day", "Day", 2, "numeric"),
        ("month", "Month", 2, "numeric"),
        ("year", "Year", 4, "numeric"),
    )
    shape: type = Parts

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return self.shape(*(str(data.get(f"{name}-{part}") or "").strip() for part, *_ in self.boxes))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part, *_ in self.boxes)

    def texts(self, value: Any) -> Any:
        """The texts of the boxes for an initial value: a date, an instant, a tuple of parts, or nothing."""
        if isinstance(value, datetime):
            there = value.astimezone(LONDON) if value.tzinfo else value
            stamp = (str(there.day), str(there.month), str(there.year), f"{there:%H:%M}")
            return self.shape(*stamp[: len(self.boxes)])
        if isinstance(value, date):
            return self.shape(str(value.day), str(value.month), str(value.year))
        if value:
            return self.shape(*("" if part is None else str(part) for part in value))
        return self.shape()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        identity = (attrs or {}).get("id") or f"id_{name}"
        faulty = (attrs or {}).get("data-faulty", "").split()
        context["widget"]["id"] = identity
        context["widget"]["boxes"] = [
            {
                "id": f"{identity}-{part}",
                "name": f"{name}-{part}",
                "label": label,
                "width": width,
                "inputmode": inputmode,
                "value": text,
                "error": part in faulty,
                "autocomplete": self.attrs.get(f"autocomplete-{part}", "off"),
            }
            for (part, label, width, inputmode), text in zip(self.boxes, self.texts(value), strict=True)
        ]
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-{self.boxes[0][0]}" if id_ else id_


class DateParts(OrNotKnown, _Boxes):
    """Day, month and year in three boxes. Gives Parts of text; names are NAME-day, NAME-month, NAME-year."""


class DateTimeParts(OrNotKnown, _Boxes):
    """Day, month, year and a time of day. Gives TimedParts of text; the time's name is NAME-time."""

    boxes = (*_Boxes.boxes, ("time", "Time", 5, "text"))
    shape = TimedParts
