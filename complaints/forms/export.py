"""What a whole complaint is exported for."""

from typing import Any

from complaints.forms.base import text
from complaints.reading import Case
from govuk import forms

MOST = 200  # of a reason in the trail


class ExportForm(forms.GovukForm):
    mark_optional = False

    purpose = text(
        "What is it for?",
        required=True,
        missing="Say what the export is for",
        max_length=MOST,
        help_text="It is kept with your name in the record of who has looked. Name nobody in it.",
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = next((one for one in case.enquiries if one.answered_at is None), None)
        if waiting is not None:
            said = f"Enquiry of the Ombudsman {waiting.their_reference}".strip()
            self.fields["purpose"].initial = said[:MOST]
