"""What an act on a complaint with a page of its own is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints.forms.base import ActForm
from complaints.models import Complaint

Run = Callable[..., Any]

#: The groups in which other acts are listed on the page of a complaint.
DECIDING, STAGES, PEOPLE, OUTCOMES, RECORD = (
    "Deciding",
    "Stages",
    "People and the other council",
    "Remedies, learning, the Ombudsman",
    "The record",
)


@dataclass(frozen=True)
class Act:
    """One act. `run(doing)` calls the action; `done` is said afterwards, without names.

    Any one of `permissions` opens it. `not_lawful` is said in advance: what the law does not count as a ground.
    """

    slug: str
    title: str
    permissions: tuple[str, ...]
    form: type[ActForm]
    run: Run
    button: str
    why: str
    done: str
    group: str
    not_lawful: tuple[str, ...] = ()
    source: str = ""
    when_closed: bool = False
    warning: bool = False  # the button is of the warning kind: it ends something


@dataclass(frozen=True)
class Doing:
    """What every run is given."""

    by: Any
    complaint: Complaint
    form: Any
    at: datetime
    now: datetime

    @property
    def usual(self) -> dict[str, Any]:
        return {"by": self.by, "complaint": self.complaint, "at": self.at, "now": self.now}

    @property
    def timed(self) -> dict[str, Any]:
        """For acts on something of the complaint's: a remedy, an enquiry, an appointment."""
        return {"by": self.by, "at": self.at, "now": self.now}

    @property
    def given(self) -> dict[str, Any]:
        data: dict[str, Any] = self.form.cleaned_data
        return data
