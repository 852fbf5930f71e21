"""Forms in the GOV.UK manner: `from govuk import forms`, then GovukForm and the fields and widgets, all named here.

In a page: {{ form }} draws every field, {{ form.name.as_field_group }} one. The base page draws the error summary from
the context variable `form` (or `errors`, a list of {href, text}) and puts "Error: " before the title.
"""

from functools import cached_property
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict

from govuk.fields import (
    YES_NO,
    YES_NO_UNKNOWN,
    Asked,
    ChoiceField,
    ConfirmField,
    DateField,
    DateTimeField,
    EmailField,
    FileField,
    IntegerField,
    LongTextField,
    ModelChoiceField,
    ModelMultipleChoiceField,
    MultipleChoiceField,
    PartialDate,
    PartialDateField,
    PasswordField,
    SelectField,
    TextField,
)
from govuk.widgets import (
    Checkboxes,
    CodeInput,
    DateParts,
    DateTimeParts,
    EmailInput,
    NotKnown,
    PasswordInput,
    Radios,
    Select,
    Textarea,
    TextInput,
)

__all__ = [
    "YES_NO",
    "YES_NO_UNKNOWN",
    "Asked",
    "Checkboxes",
    "ChoiceField",
    "CodeInput",
    "ConfirmField",
    "DateField",
    "DateParts",
    "DateTimeField",
    "DateTimeParts",
    "EmailField",
    "EmailInput",
    "FileField",
    "GovukForm",
    "GovukModelForm",
    "HiddenInput",
    "IntegerField",
    "LongTextField",
    "ModelChoiceField",
    "ModelMultipleChoiceField",
    "MultipleChoiceField",
    "NotKnown",
    "PartialDate",
    "PartialDateField",
    "PasswordField",
    "PasswordInput",
    "Radios",
    "Select",
    "SelectField",
    "TextField",
    "TextInput",
    "Textarea",
    "ValidationError",
    "unjudged",
]

HiddenInput = forms.HiddenInput

# Class of the control and the kind of field.html that draws round it, by Django's widget; the first that fits.
KINDS: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes", "govuk-checkboxes__input"),
    (forms.RadioSelect, "radios", "govuk-radios__input"),
    (DateParts, "boxes", "govuk-input"),
    (DateTimeParts, "boxes", "govuk-input"),
    (forms.CheckboxInput, "tick", "govuk-checkboxes__input"),
    (forms.FileInput, "control", "govuk-file-upload"),
    (forms.Select, "control", "govuk-select"),
    (forms.Textarea, "control", "govuk-textarea"),
    (forms.PasswordInput, "password", "govuk-input"),
    (forms.Widget, "control", "govuk-input"),
)


F = TypeVar("F", bound=forms.Form)


def unjudged(form: F) -> F:
    """A bound form as it was typed, shown before anybody presses a button: no error stands in it yet."""
    form._errors, form.cleaned_data = ErrorDict(), {}  # type: ignore[attr-defined]
    return form


class GovukBoundField(BoundField):
    """What the field template asks for, worked out once in Python: templates only place it."""

    @cached_property
    def _kind(self) -> tuple[str, str]:
        widget = self.field.widget
        return next((kind, css) for base, kind, css in KINDS if isinstance(widget, base))

    @property
    def kind(self) -> str:
        return self._kind[0]

    @cached_property
    def problems(self) -> list[str]:
        """The messages of this field's errors."""
        return [str(problem) for problem in self.errors]

    @cached_property
    def faulty(self) -> list[str]:
        """The boxes of a date at fault; all of them when the error names none."""
        if self.kind != "boxes" or not self.problems:
            return []
        params = [error.params for error in self.errors.as_data() if error.params]
        named = [part for param in params for part in param.get("parts", ())]
        return named or [box[0] for box in self.field.widget.boxes]

    @property
    def focus_id(self) -> str:
        """The id of the control that an error's link goes to."""
        if self.kind == "boxes":
            return f"{self.auto_id}-{self.faulty[0] if self.faulty else self.field.widget.boxes[0][0]}"
        return self.auto_id

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error"

    @property
    def aria_describedby(self) -> str | None:
        """Ids of hint and error, in the order in which they stand."""
        ids = [self.hint_id] if self.help_text else []
        ids += [self.error_id] if self.problems else []
        if self.count:
            ids.insert(0, f"{self.auto_id}-info")
        return " ".join(ids) or None

    @property
    def full_label(self) -> str:
        """The label, saying so when the question may be left out."""
        asked = self.field
        said = self.kind == "tick" or bool(self.not_known) or not getattr(asked, "mark_optional", True)
        return (
            str(self.label)
            if asked.required or said or not getattr(self.form, "mark_optional", True)
            else f"{self.label} (optional)"
        )

    @property
    def label_size(self) -> str:
        size = getattr(self.field, "label_size", "") or ("l" if self.heading else "")
        return size or ("s" if self.use_fieldset else getattr(self.form, "label_size", "s"))

    @property
    def heading(self) -> bool:
        return bool(getattr(self.field, "heading", False))

    @property
    def count(self) -> int | None:
        return getattr(self.field.widget, "count", None)

    @property
    def not_known(self) -> str:
        return getattr(self.field.widget, "not_known", "")

    @property
    def is_not_known(self) -> bool:
        """Whether "I do not know" is ticked."""
        return isinstance(self.value(), NotKnown)

    @cached_property
    def options(self) -> list[dict[str, Any]]:
        """The choices of radios and tick boxes: ids as GOV.UK's (NAME, NAME-2 …), hint, divider, fields it opens."""
        widget = self.field.widget
        value = self.value()
        value = value.given if isinstance(value, NotKnown) else value
        hints, before = getattr(widget, "hints", {}), getattr(widget, "before", {})
        reveals, exclusive = getattr(widget, "reveals", {}), getattr(widget, "exclusive", "")
        found = []
        # format_value gives texts; optgroups marks what is chosen, whatever the type of the choice's key.
        for _group, members, _index in widget.optgroups(self.html_name, widget.format_value(value), {}):
            for member in members:
                number = len(found)
                key = str(member["value"])
                found.append(
                    {
                        "id": self.auto_id if not number else f"{self.auto_id}-{number + 1}",
                        "value": key,
                        "label": member["label"],
                        "checked": member["selected"],
                        "hint": hints.get(key, ""),
                        "before": before.get(key, ""),
                        "exclusive": key == exclusive,
                        "fields": [self.form[name] for name in reveals.get(key, ())],
                    }
                )
        return found

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        kind, css = self._kind
        if widget is not None and widget.is_hidden:
            return attrs
        own = self.field.widget.attrs.get("class", "")
        error = f" {css.split('__')[0]}--error" if self.problems and kind in ("control", "password") else ""
        attrs["class"] = f"{css}{error} {own}".strip()
        if kind == "boxes":
            attrs["data-faulty"] = " ".join(self.faulty)
        return attrs


class _Govuk:
    """Mixed into both kinds of form."""

    bound_field_class: type[BoundField] | None = GovukBoundField
    use_required_attribute = False  # the browser's own bubbles do not stay, and are not read out everywhere
    # Mark questions that may be left out. A draft in which nothing is required turns this off.
    mark_optional = True
    # Size of the labels of single controls; legends are bold ("s") unless the field says otherwise.
    label_size = "s"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @cached_property
    def revealed(self) -> dict[str, tuple[str, set[str]]]:
        """For each field that another one's option opens: that other field, and the options that open it."""
        opened: dict[str, tuple[str, set[str]]] = {}
        for parent, field in self.fields.items():  # type: ignore[attr-defined]
            for value, names in getattr(field.widget, "reveals", {}).items():
                for name in names:
                    opened.setdefault(name, (parent, set()))[1].add(value)
        return opened

    def top_fields(self) -> list[BoundField]:
        """The visible fields that stand by themselves: not those drawn inside the option that opens them."""
        return [bound for bound in self.visible_fields() if bound.name not in self.revealed]  # type: ignore[attr-defined]

    def _clean_fields(self) -> None:
        """A question that its option did not open was not asked: what stands in it is no answer and no error."""
        super()._clean_fields()  # type: ignore[misc]
        for name, (parent, values) in self.revealed.items():
            given = self.cleaned_data.get(parent)  # type: ignore[attr-defined]
            chosen = {str(value) for value in given} if isinstance(given, (list, tuple)) else {str(given)}
            if not chosen & values and name in self.fields:  # type: ignore[attr-defined]
                self._errors.pop(name, None)  # type: ignore[attr-defined]
                field = self.fields[name]  # type: ignore[attr-defined]
                self.cleaned_data[name] = getattr(field, "unknown_value", None)  # type: ignore[attr-defined]

    def error_summary(self) -> list[dict[str, str]]:
        """One line per error in the order of the fields: {href, text}; empty when the form was not sent or is right."""
        if not self.is_bound:  # type: ignore[attr-defined]
            return []
        lines = [{"href": "", "text": text} for text in self.non_field_errors()]  # type: ignore[attr-defined]
        for bound in self:  # type: ignore[attr-defined]
            lines += [{"href": f"#{bound.focus_id}", "text": text} for text in bound.errors]
        return lines


class GovukForm(_Govuk, forms.Form):
    """The base of every form of ours."""


class GovukModelForm(_Govuk, forms.ModelForm):
    """The same over a model; rules stay in actions, so this only saves what has none."""
