"""Answering another council's proposal, and taking in what was learnt."""

from typing import Any

from complaints.forms.base import radios, text
from complaints.models import Complaint
from referrals.forms.fields import OurForm
from referrals.references import tidy


class AcceptLinkForm(OurForm):
    answer = radios(
        "What do you answer?",
        [("accept", "We answer together"), ("decline", "We do not")],
        required=True,
        missing="Choose what you answer",
        reveals={"accept": "reference", "decline": "because"},
    )
    reference = text("Reference of our own complaint about the matter", max_length=20, width=20)
    because = text("Why not? They read this", max_length=300)

    def __init__(self, *args: Any, mine: Any, user: Any, **kwargs: Any) -> None:
        self.mine = mine
        self.user = user
        self.complaint: Complaint | None = None
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("answer") == "accept":
            self.complaint = self.mine.with_reference(tidy(given.get("reference") or "") or "").first()
            if self.complaint is None:
                self.add_error("reference", "Enter the reference of a complaint of ours that is in hand")
        elif given.get("answer") == "decline" and not given.get("because"):
            self.add_error("because", "Say why not")
        return given


class ReceiveLearningForm(OurForm):
    words = text(
        "What did your team do with it?",
        long=True,
        rows=4,
        required=True,
        missing="Say what your team did with it",
        help_text="For example: discussed in the team meeting of 4 March; the duty script was changed.",
    )
