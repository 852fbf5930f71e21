"""Questions about people appointed, remedies, learning, linked complaints and the Ombudsman."""

from decimal import Decimal, InvalidOperation
from typing import Any

from complaints.forms.base import ActForm, CouncilField, UndatedForm, date_field, forms, offer, radios, text, ticks
from complaints.models import Appointment, OmbudsmanEnquiry, Remedy
from complaints.presenters.words import ABOUT, point
from complaints.said import AppointmentSaid
from timers import words

INDEPENDENT = ("independent_person", "panel_chair", "panel_member")


class AppointForm(ActForm):
    note = (
        "An independent person and everybody on the panel must be neither a member nor an officer of the council, nor "
        "the spouse or civil partner of one (regulation 2). The stage 2 independent person cannot sit on the panel."
    )
    role = radios("What are they appointed as?", list(Appointment.As.choices), required=True, missing="Choose the part")
    account = forms.SelectField(
        label="Their account here",
        choices=[],
        required=False,
        mark_optional=False,
        help_text="It opens this one complaint, until the day below. Leave blank where they have none.",
    )
    name = text("Their name", max_length=120, help_text="Where they have no account.")
    organisation = text("Who do they work for?")
    stage_number = radios(
        "For which stage?", [("1", "Stage 1"), ("2", "Stage 2"), ("3", "Stage 3")], inline=True, small=True
    )
    is_member = radios("Are they a member (councillor) of this council?", forms.YES_NO, inline=True)
    is_officer = radios("Are they an officer (employee) of this council?", forms.YES_NO, inline=True)
    is_partner_of_one = radios("Are they the spouse or civil partner of one?", forms.YES_NO, inline=True)
    until = date_field("Until which day?", help_text="Their sign-in shows nothing of it after that day.")

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        self.people = {one.reference: one for one in people}
        super().__init__(*args, **kwargs)

    def begin(self) -> None:
        names = [(key, one.name) for key, one in self.people.items()]
        offer(self.fields["account"], [("", "They have none"), *names])

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("account") and not given.get("name"):
            self.add_error("name", "Choose their account, or enter their name")
        return given

    @property
    def said(self) -> AppointmentSaid:
        given = self.cleaned_data
        person = self.people.get(given.get("account") or "")
        return AppointmentSaid(
            role=given["role"],
            name=person.name if person else given["name"],
            user_id=person.pk if person else None,
            organisation=given["organisation"],
            stage_number=int(given["stage_number"]) if given.get("stage_number") else None,
            is_member=self.fact("is_member"),
            is_officer=self.fact("is_officer"),
            is_partner_of_one=self.fact("is_partner_of_one"),
            until=given["until"],
        )


class EndAppointmentForm(UndatedForm):
    appointment = radios("Whose appointment ends?", [], required=True, missing="Choose whose appointment ends")
    because = text("Why?", required=True, missing="Say why it ends")

    def begin(self) -> None:
        super().begin()
        self.rows = self.case.appointed_now
        self.offer_rows("appointment", self.rows, lambda one: f"{one.name}, {one.get_role_display().lower()}")
        if not self.rows:
            self.nothing = ("Nobody is appointed now.", "Back to the complaint", "complaint")


class RemedyForm(ActForm):
    note = "Think in this order: an apology that owns the fault, putting it right, money, better service for others."
    kind = radios("What was promised?", list(Remedy.Kind.choices), required=True, missing="Choose what was promised")
    words = text("In words", long=True, rows=3, required=True, missing="Say what was promised")
    head = radios("For which point?", [])
    for_whom = text("For whom?", max_length=120)
    owner = text("Who does it?", max_length=120)
    pounds = text("How much, in pounds?", max_length=12, width=10, help_text="For a payment, like 150 or 150.00")
    due_on = date_field("By when?")

    def begin(self) -> None:
        offer(self.fields["head"], [("", "The whole complaint"), *_points(self)])
        self.fields["head"].initial = ""

    def clean_pounds(self) -> Decimal | None:
        typed = (self.cleaned_data.get("pounds") or "").replace("£", "").replace(",", "").strip()
        if not typed:
            return None
        try:
            sum_ = Decimal(typed).quantize(Decimal("0.01"))
        except InvalidOperation:
            raise forms.ValidationError("Enter the sum in pounds, like 150 or 150.00") from None
        if not 0 < sum_ < 10_000_000:
            raise forms.ValidationError("Enter a sum of more than nothing")
        return sum_


def _points(form: ActForm) -> list[tuple[str, str]]:
    return [(str(one.number), point(one, most=80)) for one in form.case.heads]


class RemedyDoneForm(ActForm):
    remedy = radios("Which was done?", [], required=True, missing="Choose what was done")
    proof = text(
        "The proof",
        long=True,
        rows=3,
        required=True,
        missing="Say what shows that it was done",
        help_text="For example: paid on 3 March, reference 4471; letter of apology sent, signed by the director.",
    )

    def begin(self) -> None:
        self.rows = [one for one in self.case.remedies if one.done_at is None]
        self.offer_rows("remedy", self.rows, lambda one: f"{one.get_kind_display()}: {one.words[:90]}")
        if not self.rows:
            self.nothing = ("Nothing that was promised is open.", "Record what was promised", "remedy")


class LearningForm(ActForm):
    note = "Write no name: teams read it who may not see the complaint."
    words = text("What was learnt?", long=True, rows=4, required=True, missing="Say what was learnt")
    theme = forms.SelectField(
        label="Theme", choices=[("", "None of these"), *ABOUT.items()], required=False, mark_optional=False
    )
    head = radios("From which point?", [])
    teams = ticks("Which teams does it go to?")

    def __init__(self, *args: Any, teams: list[Any], **kwargs: Any) -> None:
        self.teams_known = {str(number): one for number, one in enumerate(teams, 1)}
        super().__init__(*args, **kwargs)

    def begin(self) -> None:
        offer(self.fields["head"], [("", "The whole complaint"), *_points(self)])
        self.fields["head"].initial = ""
        offer(self.fields["teams"], [(key, one.name) for key, one in self.teams_known.items()])

    @property
    def chosen_teams(self) -> list[Any]:
        return [self.teams_known[key] for key in self.cleaned_data.get("teams") or []]


class LinkForm(ActForm):
    note = (
        "Each council keeps its own time limits and findings. Of the other’s complaint a council sees only its "
        "reference, stages and dates."
    )
    council = CouncilField(
        label="Which council?", empty="Choose a council", required=True, missing="Choose the other council"
    )
    lead = radios("Who leads the answer?", [("ours", "We do"), ("theirs", "They do")], required=True)
    complainant_agrees = radios(
        "Does the complainant agree that the two councils share what is said?",
        forms.YES_NO,
        inline=True,
        required=True,
        missing="Say whether the complainant agrees",
    )
    reference = text("Their reference, if it is known", max_length=60, width=20)
    words = text("What do you propose?", long=True, rows=3, help_text="They read this. Do not name anybody.")


class EndLinkForm(UndatedForm):
    link = radios("Which link ends?", [], required=True, missing="Choose which link ends")
    because = text("Why?", required=True, missing="Say why it ends")

    def begin(self) -> None:
        super().begin()
        self.rows = [one for one in self.case.links if one.ended_at is None]
        ours = self.case.complaint
        self.offer_rows(
            "link",
            self.rows,
            lambda one: (one.council if one.complaint_id == ours.pk else one.complaint.council).short_name,
        )
        if not self.rows:
            self.nothing = ("No link is in force.", "Back to the complaint", "complaint")


class EnquiryForm(ActForm):
    their_reference = text("The Ombudsman’s reference", max_length=40, width=20)
    asked = text("What do they ask?", long=True, rows=4)
    due_on = date_field("By when?", help_text="With a date, its time limit runs.")


class EnquiryAnsweredForm(ActForm):
    enquiry = radios("Which enquiry was answered?", [], required=True, missing="Choose the enquiry")

    def begin(self) -> None:
        self.rows = [one for one in self.case.enquiries if one.answered_at is None]
        self.offer_rows("enquiry", self.rows, enquiry_words)
        if not self.rows:
            self.nothing = ("No enquiry waits for an answer.", "Back to the complaint", "complaint")


class EnquiryDecidedForm(ActForm):
    enquiry = radios("Which enquiry was decided?", [], required=True, missing="Choose the enquiry")
    decision = radios(
        "What was decided?", list(OmbudsmanEnquiry.Decision.choices), required=True, missing="Choose what was decided"
    )
    decided_on = date_field("On which day?", required=True, missing="Enter the day of the decision")
    words = text("In words", long=True, rows=4)

    def begin(self) -> None:
        self.rows = [one for one in self.case.enquiries if not one.decision]
        self.offer_rows("enquiry", self.rows, enquiry_words)
        if not self.rows:
            self.nothing = ("No enquiry waits for a decision.", "Record an enquiry", "ombudsman")


def enquiry_words(one: OmbudsmanEnquiry) -> str:
    return f"{one.their_reference or 'No reference'}, received {words.day(one.received_at)}"
