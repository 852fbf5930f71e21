"""What the forms of acts on a complaint share: the case they are about, points to choose from, findings by point."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from complaints.models import FindingIs, Head, Procedure, Stage
from complaints.presenters.words import FINDING, SHORT_STAGE, lower, point
from complaints.reading import Case
from complaints.said import FindingSaid
from govuk import forms
from referrals.forms.fields import CouncilField, HappenedForm, radios, text, yes_no

__all__ = [
    "ActForm",
    "CouncilField",
    "FindingsForm",
    "StageForm",
    "UndatedForm",
    "date_field",
    "forms",
    "offer",
    "points_field",
    "radios",
    "text",
    "ticks",
    "yes_no",
]


def offer(field: Any, options: Sequence[tuple[str, str]]) -> None:
    """Set what a field lets choose from."""
    field.choices = list(options)


def date_field(label: str, **kwargs: Any) -> forms.DateField:
    kwargs.setdefault("required", False)
    return forms.DateField(label=label, mark_optional=False, **kwargs)


def ticks(label: str, choices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> forms.MultipleChoiceField:
    kwargs.setdefault("required", False)
    return forms.MultipleChoiceField(label=label, choices=list(choices), mark_optional=False, **kwargs)


def points_field(label: str, **kwargs: Any) -> forms.MultipleChoiceField:
    """Points of the complaint as tick boxes; `ActForm.offer_points` fills them in."""
    return ticks(label, **kwargs)


class ActForm(HappenedForm):
    """The base: knows the case, and asks last when it happened. `nothing`: why there is nothing to do here now."""

    note = ""
    nothing: tuple[str, str, str] | None = None  # words, words of the way there, slug of the act that comes first

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, on=case.today, **kwargs)
        self.begin()
        for name in ("when", "at"):
            if name in self.fields:
                self.fields[name] = self.fields.pop(name)

    def begin(self) -> None:
        """Fill in what depends on the case."""

    def offer_points(self, name: str, heads: Sequence[Head] | None = None) -> None:
        some = self.case.heads if heads is None else heads
        offer(self.fields[name], [(str(one.number), point(one, most=90)) for one in some])

    def chosen_points(self, name: str) -> list[int]:
        return [int(one) for one in self.cleaned_data.get(name) or [] if one.isdigit()]

    def chosen_point(self, name: str) -> int | None:
        """The one point that radios gave, or None."""
        value = self.cleaned_data.get(name) or ""
        return int(value) if value.isdigit() else None

    def fact(self, name: str) -> bool | None:
        return yes_no(self.cleaned_data.get(name) or "")

    def row_of(self, name: str, rows: Sequence[Any]) -> Any:
        """The row that radios of `offer_rows` chose."""
        wanted = self.cleaned_data.get(name) or ""
        return next((one for number, one in enumerate(rows, 1) if str(number) == wanted), None)

    def offer_rows(self, name: str, rows: Sequence[Any], say: Any) -> None:
        """Rows to choose from by their place, never their key; one alone is chosen already."""
        offer(self.fields[name], [(str(number), say(one)) for number, one in enumerate(rows, 1)])
        if len(rows) == 1:
            self.fields[name].initial = "1"


class UndatedForm(ActForm):
    """An act that is done by pressing the button: it has no other time than now."""

    def begin(self) -> None:
        del self.fields["when"], self.fields["at"]

    def happened_at(self, now: datetime) -> datetime:
        return now


class StageForm(ActForm):
    """Chooses a stage among those that run, as "statutory 2"; one alone is not asked about."""

    stage = radios("Which stage?", [], required=True, missing="Choose the stage")

    def stages(self) -> list[Stage]:
        return self.case.stages_running

    def begin(self) -> None:
        found = self.stages()
        offer(self.fields["stage"], [(key_of(one), SHORT_STAGE.get(key_of(one), key_of(one))) for one in found])
        if len(found) == 1:
            del self.fields["stage"]

    @property
    def chosen(self) -> tuple[str, int | None]:
        """Procedure and number; ("", None) lets the action find the one that runs."""
        value = self.cleaned_data.get("stage") or ""
        if not value:
            only = self.stages()
            return (only[0].procedure, only[0].number) if len(only) == 1 else ("", None)
        procedure, _, number = value.rpartition(" ")
        return procedure, int(number)


def key_of(stage: Stage) -> str:
    return f"{stage.procedure} {stage.number}"


class FindingsForm(ActForm):
    """Asks, for each point that the council answers, what was found and why."""

    #: The points asked about: all that one of our own procedures answers and that were not withdrawn.
    def points(self) -> list[Head]:
        ours = set(Procedure.values)
        return [one for one in self.case.heads if one.route_in_force in ours and one.finding != FindingIs.WITHDRAWN]

    def add_findings(self, *, required: bool = False) -> None:
        """Points come before everything else the form asks. None is chosen: what was found before is said beside it,
        since an answer that stands already is the one that is looked at again.
        """
        rest = {name: self.fields.pop(name) for name in list(self.fields)}
        for head in self.points():
            self.fields[f"finding_{head.number}"] = radios(
                f"What was found on {lower(point(head, most=140))}",
                list(FindingIs.choices),
                required=required,
                missing=f"Say what was found on point {head.number}",
                small=True,
                help_text=f"So far: {lower(FINDING[head.finding])}." if head.finding else "",
            )
            self.fields[f"reasons_{head.number}"] = text(
                f"Why, for point {head.number}?",
                long=True,
                rows=3,
                help_text="In words the complainant can follow: what was looked at, and what it showed.",
            )
        self.fields.update(rest)

    def findings(self) -> list[FindingSaid]:
        return [
            FindingSaid(
                head=head.number,
                finding=self.cleaned_data[f"finding_{head.number}"],
                reasons=self.cleaned_data.get(f"reasons_{head.number}") or "",
            )
            for head in self.points()
            if self.cleaned_data.get(f"finding_{head.number}")
        ]
