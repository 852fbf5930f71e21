"""Questions that several forms ask: which council, where, which NHS number, when it happened."""

import re
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from councils import postcodes
from councils.models import Council
from govuk import forms
from referrals.said import PlaceSaid

CONFIDENCE = [
    ("confirmed", "Confirmed: somebody has checked it"),
    ("stated", "Stated: we were told, and it has not been checked"),
    ("unknown", "I do not know"),
]
WORDS_MAX = 50_000


class CouncilField(forms.SelectField):
    """One of the councils in being, or nobody. Gives a Council or None; `councils` is set by the form."""

    def __init__(self, *, empty: str = "I do not know", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("mark_optional", False)
        super().__init__(choices=[], **kwargs)
        self.empty = empty
        self.councils: dict[str, Council] = {}

    def offer(self, councils: list[Council]) -> None:
        self.councils = {str(one.pk): one for one in councils}
        self.choices = [("", self.empty), *((str(one.pk), one.short_name) for one in councils)]

    def clean(self, value: Any, *initial: Any) -> Council | None:
        return self.councils.get(str(super().clean(value, *initial)))


class NhsNumberField(forms.TextField):
    """Ten figures, however they are spaced. Gives them without spaces, or ""."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "NHS number")
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(width=10, attrs={"inputmode": "numeric", "spellcheck": "false"}))
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any, *initial: Any) -> str:
        text = super().clean(value, *initial) or ""
        figures = re.sub(r"[\s\-.]", "", text)
        if figures and not (figures.isascii() and figures.isdigit() and len(figures) == 10):
            raise forms.ValidationError("Enter an NHS number of 10 figures, like 999 012 3456, or leave it blank")
        return figures


def nhs_number_fits(number: str) -> bool:
    """Whether the last figure is the one the other nine ask for (modulus 11). A number that does not fit is kept and
    pointed out: what we were told is a fact.

    >>> nhs_number_fits("9434765919"), nhs_number_fits("9434765918")
    (True, False)
    """
    total = sum(int(figure) * weight for figure, weight in zip(number[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(number[9])


def postcode_field(label: str = "Postcode", **kwargs: Any) -> forms.TextField:
    return forms.TextField(
        label=label,
        required=False,
        max_length=20,
        mark_optional=False,
        widget=forms.TextInput(width=10, attrs={"spellcheck": "false", "autocapitalize": "characters"}),
        **kwargs,
    )


def text(label: str, *, long: bool = False, max_length: int | None = None, width: Any = "", **kwargs: Any) -> Any:
    """A question that may be left blank, without saying so beside each."""
    kwargs.setdefault("required", False)
    kwargs.setdefault("mark_optional", False)
    rows = kwargs.pop("rows", 4)
    if long:
        return forms.LongTextField(
            label=label, max_length=max_length or WORDS_MAX, widget=forms.Textarea(rows=rows), **kwargs
        )
    widget = kwargs.pop("widget", None) or forms.TextInput(width=width)
    return forms.TextField(label=label, max_length=max_length or 200, widget=widget, **kwargs)


def radios(label: str, choices: Any = forms.YES_NO_UNKNOWN, **kwargs: Any) -> forms.ChoiceField:
    kwargs.setdefault("required", False)
    return forms.ChoiceField(label=label, choices=choices, mark_optional=False, **kwargs)


def yes_no(value: str) -> bool | None:
    """A yes-no-unknown answer as a fact; unanswered and "I do not know" are both not known."""
    return {"yes": True, "no": False}.get(value)


class OurForm(forms.GovukForm):
    """The base of the forms here: councils to choose from are given once, and optional is not said at each question."""

    mark_optional = False
    places: tuple[str, ...] = ()  # prefixes of the places asked, each with a postcode and a council

    def __init__(
        self, *args: Any, councils: list[Council] | None = None, on: date | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.notes: list[str] = []
        if self.is_bound and isinstance(self.data, QueryDict):
            self._choose_what_was_filled_in()
        for field in self.fields.values():
            if isinstance(field, CouncilField):
                field.offer(councils or [])

    def _put(self, name: str, value: str) -> None:
        """Change an answer as though it had been typed; what is kept as the draft changes with it."""
        if not getattr(self.data, "_mutable", False):
            self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix(name)] = value  # type: ignore[index]

    def _choose_what_was_filled_in(self) -> None:
        """Without script every question shows: a date typed under an option that was not chosen chooses it, or it
        would be dropped without a word."""
        for parent, field in self.fields.items():
            if isinstance(field.widget, forms.Checkboxes) or self.data.get(self.add_prefix(parent)):
                continue
            for option, names in getattr(field.widget, "reveals", {}).items():
                asked = tuple(self.add_prefix(name) for name in names)
                boxes = tuple(f"{name}-" for name in asked)  # the day, the month … of a date
                if any(
                    (name in asked or name.startswith(boxes)) and value.strip() for name, value in self.data.items()
                ):
                    self._put(parent, option)
                    break

    def look_up(self, on: date) -> bool:
        """Fill each council from its postcode where that is new; True when the person should look at what was found.

        Changes the bound data, so that the page and the draft both show it. What a person chose is never overwritten.
        """
        changed = False
        for prefix in self.places:
            typed = self.data.get(self.add_prefix(f"{prefix}_postcode"), "").strip()
            looked = self.add_prefix(f"{prefix}_looked")
            if not typed or self.data.get(looked) == typed:
                continue
            found = postcodes.find(typed, on=on)
            self._put(f"{prefix}_looked", typed)
            if found.council is None:
                continue
            name = self.add_prefix(f"{prefix}_council")
            if self.data.get(name) != str(found.council.pk):
                changed = True
                if not self.data.get(name):
                    self._put(f"{prefix}_council", str(found.council.pk))
        return changed

    def explain_places(self, on: date) -> None:
        """Say under each council what its postcode told us."""
        for prefix in self.places:
            typed = self.data.get(self.add_prefix(f"{prefix}_looked"), "").strip()
            if not typed:
                continue
            found = postcodes.find(typed, on=on)
            chosen = self.data.get(self.add_prefix(f"{prefix}_council"), "")
            field = self.fields[f"{prefix}_council"]
            if found.council is not None and chosen and chosen != str(found.council.pk):
                field.help_text = f"{found.says} You chose another council: that is what will be recorded."
            elif found.council is not None and chosen:
                field.help_text = f"{found.says} Worked out from the postcode. Change it if it is wrong."
            else:
                field.help_text = found.says

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for prefix in self.places:
            typed = given.get(f"{prefix}_postcode") or ""
            if typed and self.on is not None and not self.errors.get(f"{prefix}_postcode"):
                found = postcodes.find(typed, on=self.on)
                if found.answer == "not_a_postcode":
                    self.add_error(f"{prefix}_postcode", found.says)
                given[f"{prefix}_postcode"] = found.postcode[:8]
        return given

    def place(self, prefix: str) -> PlaceSaid | None:
        """A place as said; None when nothing was."""
        given = self.cleaned_data
        council = given.get(f"{prefix}_council")
        said = PlaceSaid(
            council=council,
            confidence=(given.get(f"{prefix}_confidence") or "stated") if council else "unknown",
            source=given.get(f"{prefix}_source") or "",
            words=given.get(f"{prefix}_words") or "",
            postcode=(given.get(f"{prefix}_postcode") or "").replace(" ", ""),
        )
        return said if said != PlaceSaid() else None


class HappenedForm(OurForm):
    """The base of an act's form: when it happened, now unless said otherwise."""

    when = radios(
        "When did this happen?",
        [("now", "Just now"), ("earlier", "Earlier")],
        help_text="Now, unless you say otherwise.",
        reveals={"earlier": "at"},
    )
    at = forms.DateTimeField(
        label="Date and time",
        required=False,
        mark_optional=False,
        help_text="For example 22 11 2026, 4:15pm. About is good enough. A late entry is marked as late.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("when") == "earlier" and not given.get("at") and "at" not in self.errors:
            self.add_error("at", "Enter the date and the time when it happened")
        return given

    def happened_at(self, now: datetime) -> datetime:
        return self.cleaned_data.get("at") or now
