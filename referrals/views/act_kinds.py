"""What an act with a page of its own is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from referrals.forms import acts as forms
from referrals.models import Referral
from referrals.said import Override

Run = Callable[..., Any]


@dataclass(frozen=True)
class Act:
    """One act. `run(doing)` calls the action; `done` is said afterwards, without names."""

    slug: str
    title: str
    permission: str
    form: type[forms.ActForm]
    run: Run
    button: str
    why: str
    done: str
    desks: bool = False  # the numbers of the other councils' desks stand beside the form
    template: str = "referrals/act.html"
    override: bool = False
    then: str = "referral"  # the page to go on to


@dataclass(frozen=True)
class Doing:
    """What every run is given."""

    by: Any
    referral: Referral
    form: Any
    at: datetime
    now: datetime
    override: Override | None = None

    @property
    def usual(self) -> dict[str, Any]:
        return {"by": self.by, "referral": self.referral, "at": self.at, "now": self.now}

    @property
    def given(self) -> dict[str, Any]:
        data: dict[str, Any] = self.form.cleaned_data
        return data
