"""Writing a letter and sending it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from complaints.forms.base import ActForm, UndatedForm, radios, text
from complaints.wording import next_steps

BY = [
    ("post", "By post"),
    ("email", "By a link in an e-mail"),
    ("by_hand", "By hand"),
    ("collected", "They collect it"),
]


class WriteForm(UndatedForm):
    subject = text("Subject", max_length=200, required=True, missing="Write a subject")
    body = text(
        "The letter",
        long=True,
        rows=26,
        required=True,
        missing="Write the letter",
        help_text="Leave an empty line between paragraphs. Read every sentence before it goes.",
    )


class SendForm(ActForm):
    how = radios(
        "How is it sent?",
        BY,
        required=True,
        missing="Choose how it is sent",
        reveals={"email": "address"},
        hints={"email": "The e-mail holds no word of it, only a link. They need their reference to open it."},
    )
    address = text("Their e-mail address", max_length=254)
    to = text("To whom and where?", long=True, rows=3, help_text="As written on the envelope, or who took it.")
    proof = text(
        "Proof of sending", max_length=300, help_text="For example: recorded delivery number, who handed it over."
    )

    def begin(self) -> None:
        self.fields["to"].initial = self.case.complaint.complainant_reach

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("how") == "email":
            try:
                validate_email((given.get("address") or "").strip())
            except ValidationError:
                self.add_error("address", "Enter an e-mail address, like name@example.com")
        return given

    @property
    def where(self) -> str:
        given = self.cleaned_data
        return str(given["address"]).strip() if given["how"] == "email" else given.get("to") or ""


class ToldForm(ActForm):
    """The complainant was told otherwise than by a letter written here."""

    next_steps = text(
        "What were they told of the next steps?",
        long=True,
        rows=8,
        required=True,
        missing="Write what they were told of the next steps",
    )

    def begin(self) -> None:
        self.fields["next_steps"].initial = next_steps(self.case.complaint, self.case.heads)
        undecided = [one for one in self.case.heads if not one.route]
        if undecided:
            self.note = (
                f"The route of {len(undecided)} point{'' if len(undecided) == 1 else 's'} is not decided yet: telling "
                "it now adopts what is proposed."
            )
