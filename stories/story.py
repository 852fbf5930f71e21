"""A story as values: the councils, the people, the acts in their order, and what must be so afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class CouncilTold:
    """A council of the story: a real one by its code, or one made up."""

    alias: str
    line: int
    gss: str = ""
    name: str = ""
    rule_set: str = "other"
    nation: str = "England"


@dataclass(frozen=True)
class PersonTold:
    """Somebody in the story. `lives_in` is a council's alias, "unknown", or None where the file does not say."""

    alias: str
    line: int
    kind: str
    born: date | None = None
    expected: date | None = None
    lives_in: str | None = None
    address_confidence: str = ""
    protected_address: bool = False
    child_when_alleged: bool | None = None
    works_with_children_in: str | None = None
    works_with_adults_in: str | None = None
    other_children: str = "unknown"


@dataclass(frozen=True)
class OverrideTold:
    """Who goes past a refusal, and why."""

    reason: str
    by_role: str


@dataclass(frozen=True)
class Step:
    """One act. `at` is when it happened, `now` when it was written down; both aware. `fields` are the verb's own."""

    number: int
    line: int
    at: datetime
    now: datetime
    by: str
    do: str
    role: str = "social_worker"
    who: str = ""
    name: str = ""
    refused: str = ""
    override: OverrideTold | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Expectation:
    """What must be so after the whole story; `kind` is alert, no_alert, lead, prompt or complaint, `keys` the rest."""

    number: int
    line: int
    kind: str
    keys: Mapping[str, Any]


@dataclass(frozen=True)
class Story:
    """A whole case file. Everything in it names only what the file itself declares."""

    title: str
    source: str
    closing: datetime
    councils: Mapping[str, CouncilTold]
    people: Mapping[str, PersonTold]
    steps: Sequence[Step]
    expectations: Sequence[Expectation]
