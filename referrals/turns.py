"""What a case file's step hands to the adapters of `verbs.py`: who acts, when, and the verb's fields, resolved.

Rooms above use the same shapes. Nothing here knows of files: replay and the demo fill it in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from councils.models import Council
from referrals.models import Person
from referrals.said import Override

if TYPE_CHECKING:
    from accounts.models import User


@dataclass
class Character:
    """Somebody in a story. `rows` are the records that councils made of them: a person is owned by one council.

    `kind` is child, parent, carer, alleged_harmer, referrer or other; `lives_in` is what is believed now.
    """

    alias: str
    kind: str
    given_name: str
    family_name: str = ""
    born_on: date | None = None
    expected_on: date | None = None
    nhs_number: str = ""
    phone: str = ""
    agency: str = ""
    lives_in: Council | None = None
    lives_apart: bool = False  # the file gives them another council than the child's
    address_confidence: str = ""
    address_protected: bool = False
    child_when_alleged: bool | None = None
    works_with_children_in: Council | None = None
    works_with_adults_in: Council | None = None
    other_children: str = "unknown"
    rows: dict[int, Person] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


@dataclass(frozen=True)
class Turn:
    """One step. Councils in `fields` are rows, people Characters, things what earlier steps made.

    A field left out is unknown and is not there. `colleague` finds or makes a social worker of the acting council.
    """

    by: "User"
    at: datetime
    now: datetime
    fields: Mapping[str, Any]
    cast: Mapping[str, Character]
    colleague: Callable[[str], "User"]
    override: Override | None = None
    speaker: Character | None = None  # whose step it is, where that is somebody who acts for no council
    words: Mapping[str, Any] = field(default_factory=dict)  # what only the demo says: the account, the rationale …
