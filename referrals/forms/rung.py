"""The questions about a call on a referral that our council is named on and was not sent."""

from typing import Any

from govuk import forms
from referrals import references
from referrals.forms.acts import ContactQuestions
from referrals.forms.fields import text


class RungForm(ContactQuestions):
    """The other council's worker gives the reference; nothing of the referral is shown here."""

    # When it happened is asked last: the words come first while they are fresh.
    field_order = ["reference", "to", "two_way", "their_service", "worker_there", "channel", "words", "when", "at"]

    reference = text(
        "Reference of the referral",
        max_length=20,
        required=True,
        missing="Enter the reference that the other council gave you",
        help_text="Their worker reads it out, for example 7KQ2-M9XD-4.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["worker_there"].help_text = "Name and job."

    def clean_reference(self) -> str:
        tidy = references.tidy(self.cleaned_data["reference"])
        if tidy is None:
            raise forms.ValidationError("This is not a whole reference. Ask the other council to read it out again")
        return tidy
