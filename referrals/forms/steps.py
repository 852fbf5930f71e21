"""A step of a long form: one form, and groups of forms that can be repeated (each child, each parent).

What was posted is kept as it was typed (referrals/drafts.py) and bound again from there, so that going back shows the
same words, wrong ones included.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from councils.models import Council
from referrals.forms.fields import OurForm

MOST = 12  # of one group: a sibling group of more is logged in two referrals


@dataclass(frozen=True)
class Group:
    """A form that is asked once for each child, parent or other person."""

    name: str
    form: type[OurForm]
    heading: str  # "Child": the legend is "Child 2"
    add: str  # words of the button, "" when the number is set elsewhere
    least: int = 1


@dataclass(frozen=True)
class Step:
    """One page of the long form."""

    slug: str
    title: str
    hint: str
    form: type[OurForm] | None = None
    groups: tuple[Group, ...] = ()
    groups_first: bool = False


@dataclass
class BoundGroup:
    group: Group
    forms: list[OurForm]

    @property
    def legends(self) -> list[tuple[str, OurForm]]:
        """Each form with its legend; numbered only when there can be several."""
        numbered = bool(self.group.add) or len(self.forms) > 1
        heading = self.group.heading
        return [
            (getattr(form, "legend", "") or (f"{heading} {place}" if numbered else heading), form)
            for place, form in enumerate(self.forms, start=1)
        ]

    @property
    def can_remove(self) -> bool:
        return bool(self.group.add) and len(self.forms) > self.group.least

    @property
    def can_add(self) -> bool:
        return bool(self.group.add) and len(self.forms) < MOST


@dataclass
class BoundStep:
    """A step over what was typed."""

    step: Step
    main: OurForm | None
    groups: list[BoundGroup] = field(default_factory=list)

    @property
    def forms(self) -> list[OurForm]:
        """In the order of the page."""
        grouped = [form for group in self.groups for form in group.forms]
        main = [self.main] if self.main else []
        return grouped + main if self.step.groups_first else main + grouped

    def is_valid(self) -> bool:
        # Every one, so that all errors show at once.
        return sum(not form.is_valid() for form in self.forms) == 0

    def error_summary(self) -> list[dict[str, str]]:
        return [line for form in self.forms for line in form.error_summary()]

    def look_up(self, on: date) -> bool:
        """Fill councils from postcodes; True when there is something new to look at."""
        return sum(form.look_up(on) for form in self.forms) > 0

    def explain_places(self, on: date) -> None:
        for form in self.forms:
            form.explain_places(on)


def count_of(group: Group, data: QueryDict) -> int:
    """How many forms of a group there are, at least one and at most MOST."""
    try:
        count = int(data.get(f"{group.name}-count", ""))
    except ValueError:
        count = group.least
    return min(max(count, group.least), MOST)


def bind(step: Step, data: QueryDict, *, councils: list[Council], on: date, **more: Any) -> BoundStep:
    """The step over the data. `more` goes to forms that ask for it: {form class: {prefix: keyword arguments}}."""
    extra: dict[str, dict[str, Any]] = more.get("extra", {})
    main = step.form(data, councils=councils, on=on, **extra.get("", {})) if step.form else None
    groups = []
    for group in step.groups:
        forms = []
        for place in range(count_of(group, data)):
            prefix = f"{group.name}-{place}"
            forms.append(group.form(data, prefix=prefix, councils=councils, on=on, **extra.get(prefix, {})))
        groups.append(BoundGroup(group, forms))
    return BoundStep(step, main, groups)


def with_one_more(group: Group, data: QueryDict) -> None:
    """Another empty form at the end."""
    data[f"{group.name}-count"] = str(min(count_of(group, data) + 1, MOST))


def without(group: Group, data: QueryDict, place: int) -> None:
    """Take the form at `place` away and move those after it up."""
    count = count_of(group, data)
    if not 0 <= place < count or count <= group.least:
        return
    moved: dict[str, list[str]] = {}
    for name in [name for name in data if name.startswith(f"{group.name}-") and name != f"{group.name}-count"]:
        number, _, rest = name[len(group.name) + 1 :].partition("-")
        if not number.isdigit():
            continue
        values = data.getlist(name)
        del data[name]
        if int(number) != place:
            moved[f"{group.name}-{int(number) - (int(number) > place)}-{rest}"] = values
    for name, values in moved.items():
        data.setlist(name, values)
    data[f"{group.name}-count"] = str(count - 1)
