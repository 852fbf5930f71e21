"""The span of a report."""

from typing import Any

from complaints.forms.base import date_field
from govuk import forms


class SpanForm(forms.GovukForm):
    mark_optional = False

    since = date_field("From")
    until = date_field("To")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must not be before the first")
        return given
