"""The base of forms about one thing on a referral: the page that leads here names it, and the draft keeps which."""

from typing import Any

from govuk import forms
from referrals import handles
from referrals.forms.shared_acts import SharedForm


class OfForm(SharedForm):
    """`kind` is the handle's kind; `find(key)` gives the thing or None; `gone` is said where there is none."""

    kind = ""
    gone: tuple[str, str, str] = ("There is nothing of that kind here.", "Back to the referral", "")
    thing: Any = None

    of = forms.TextField(required=False, widget=forms.HiddenInput())

    def begin(self) -> None:
        named = self.data.get("of", "") if self.is_bound else self.initial.get("of", "")
        key = handles.key_of(self.kind, named)
        self.thing = self.find(key) if key is not None else None
        if self.thing is None:
            self.nothing = self.gone
        else:
            self.tell()

    def find(self, key: int) -> Any:
        """The thing of that key, for the council that acts."""
        raise NotImplementedError

    def tell(self) -> None:
        """Say what is known of it beforehand."""

    @property
    def ours(self) -> int:
        """The id of the council that acts; 0 for none."""
        return self.case.ours.council_id if self.case.ours else 0
