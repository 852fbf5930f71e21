"""The questions of each act on a referral. `case` (referrals.reading.Case) says who and which councils are on it."""

from datetime import datetime
from typing import Any

from govuk import forms
from referrals import choices
from referrals.forms.fields import CONFIDENCE, CouncilField, HappenedForm, postcode_field, radios, text, yes_no
from referrals.models import CouncilContact, FamilyContact, Involvement, Person, Place
from referrals.models.evidence import CHECKLIST
from referrals.presenters import on_file
from referrals.presenters.people import age
from referrals.reading import Case
from referrals.said import PlaceSaid
from timers.calendar import local


def offer(field: Any, options: list[tuple[str, str]]) -> None:
    """Set what a field lets choose from."""
    field.choices = options


# A choice of its own, never the blank one: that would stand chosen before anybody chose.
NOBODY = "nobody"


class ActForm(HappenedForm):
    """The base: knows the case, so that it offers its people and its councils.

    A form that offers more than the case holds says so: our own council among the others, our workers, our teams.
    """

    with_ours = False
    with_workers = False
    with_teams = False

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        self.case = case
        super().__init__(*args, on=local(case.now).date(), **kwargs)
        self.begin()
        # When it happened is asked last: the words come first while they are fresh.
        for name in ("when", "at"):
            if name in self.fields:
                self.fields[name] = self.fields.pop(name)

    def begin(self) -> None:
        """Fill in what depends on the case."""

    def people(self, *roles: str) -> list[Person]:
        return [one.person for one in self.case.with_role(*roles)]

    def offer_people(self, name: str, *roles: str, besides: str = "") -> None:
        """Let the field choose among the people of these roles, by their place on the referral."""
        options = [(str(one.pk), f"{one.name}, {age(one, self.on)}") for one in self.people(*roles)]
        offer(self.fields[name], options + ([(NOBODY, besides)] if besides else []))

    def chosen_person(self, name: str) -> Person | None:
        wanted = self.cleaned_data.get(name) or ""
        return next((one.person for one in self.case.involvements if str(one.person_id) == wanted), None)


class SendForm(ActForm):
    places = ("to",)

    to_postcode = postcode_field("Postcode where the child lives", help_text="Finds the council. Or choose it below.")
    to_council = CouncilField(
        label="Send to which council?",
        empty="Choose a council",
        required=True,
        missing="Choose the council to send it to",
    )
    address_source = text(
        "How do we know where the child lives?",
        help_text="For example: the school’s register, checked today. Without it we send it and ask you to check.",
    )
    words = text("What do you ask of them?", long=True, rows=4)
    to_looked = forms.TextField(required=False, widget=forms.HiddenInput())
    warned = forms.TextField(required=False, widget=forms.HiddenInput())

    def warning(self) -> str:
        """What to think about before it goes to a council that is no place of the referral; "" if there is nothing."""
        council = self.cleaned_data["to_council"]
        places = [one for one in self.case.places if one.council_id is not None]
        if any(one.council_id == council.pk for one in places) or self.cleaned_data.get("warned") == str(council.pk):
            return ""
        known = ", ".join(dict.fromkeys(one.council.short_name for one in places if one.council))
        held = f" Our records name {known}." if known else ""
        return (
            f"{council.short_name} is not a place of this referral.{held} A referral sent to a council with no link to "
            "the child was lost for two months. Check the address, or press the button again to send it."
        )


class AcknowledgeForm(ActForm):
    worker = text(
        "Who has it here?", max_length=120, help_text="The worker the other council can ring. You, if left blank."
    )


class ContactQuestions(HappenedForm):
    """What is asked about direct contact with another council."""

    to = CouncilField(label="Which council?", empty="Choose a council", required=True, missing="Choose the council")
    two_way = radios(
        "Did you speak with somebody there?",
        [("yes", "Yes, we spoke"), ("no", "No: voicemail, no answer, or a message that is not answered")],
        required=True,
        missing="Say whether you spoke with somebody",
        hints={"no": "It is recorded as an attempt. The call is still due."},
    )
    their_service = radios(
        "With which service?",
        CouncilContact.Service.choices,
        initial="childrens",
        hints={"adults": "It is recorded. The call to their children’s services is still due."},
    )
    worker_there = text(
        "Whom did you speak to?",
        max_length=120,
        help_text="Name and job. With a name, what we sent them counts as acknowledged.",
    )
    channel = radios("How?", choices.CHANNELS, inline=True, small=True)
    words = text(
        "What was said and agreed?", long=True, help_text="Who does what by when. The other council reads this too."
    )


class CouncilContactForm(ContactQuestions, ActForm):
    """About a referral that we have."""


class FamilyContactForm(ActForm):
    person = radios("Whom did you try to reach?", [])
    channel = radios("How?", FamilyContact.Channel.choices, required=True, missing="Choose how you tried")
    live = radios(
        "Did you speak with them?",
        forms.YES_NO,
        required=True,
        missing="Say whether you spoke with them",
        hints={"no": "A voicemail, text, letter or e-mail is an attempt: the contact is still due."},
        reveals={"yes": "told_of_risk"},
    )
    told_of_risk = radios("Were they told of the risk to the child?", forms.YES_NO)
    number_verified = radios(
        "Has the number been checked?", forms.YES_NO, help_text="With the referrer, the school or the family’s GP."
    )
    words = text("What was said?", long=True)

    def begin(self) -> None:
        family = (Involvement.As.PARENT, Involvement.As.CARER, Involvement.As.CHILD)
        self.offer_people("person", *family, besides="Somebody else in the family")
        self.note = "\n".join(on_file.restrictions(self.case))


class WaitForm(ActForm):
    person = radios("Who is not told yet?", [])
    reason_kind = radios("Why?", choices.WAIT_REASONS, required=True, missing="Choose why telling has to wait")
    reason = text(
        "In your own words", long=True, rows=3, required=True, missing="Say why telling has to wait", max_length=250
    )
    officer = text("Police officer who asked", max_length=120)
    officer_reference = text("Police reference", max_length=60, width=20)
    look_again = forms.DateField(
        label="When is this looked at again?",
        required=False,
        mark_optional=False,
        help_text="Without a date it is the next working day.",
    )

    def begin(self) -> None:
        self.offer_people("person", Involvement.As.PARENT, Involvement.As.CARER, besides="The whole family")

    @property
    def whole_reason(self) -> str:
        kind = dict(choices.WAIT_REASONS)[self.cleaned_data["reason_kind"]]
        return f"{kind}. {self.cleaned_data['reason']}"[:300]


class FeedbackForm(ActForm):
    whom = radios(
        "Who was told?",
        [("referrer", "Whoever referred"), ("council", "Another council"), ("other", "Somebody else")],
        required=True,
        missing="Choose who was told",
        reveals={"council": "to_council", "other": "to"},
    )
    to_council = CouncilField(label="Which council?", empty="Choose a council")
    to = text("Who?", max_length=200)
    channel = radios("How?", choices.CHANNELS, inline=True, small=True)
    words = text(
        "What were they told?",
        long=True,
        help_text="What was decided and why, and how to challenge it if they do not agree.",
    )


class PlanForm(ActForm):
    plan = text(
        "What keeps the child safe?",
        long=True,
        rows=6,
        help_text="Who does what, from when, and whom the child can tell.",
        required=True,
        missing="Say what keeps the child safe: who does what, from when",
    )
    before = forms.DateField(label="Before which contact?", required=False, mark_optional=False)

    def begin(self) -> None:
        self.fields["before"].initial = self.case.referral.next_contact_on


class SeenForm(ActForm):
    person = radios("Which child?", [])
    alone = radios("Was the child seen alone?", forms.YES_NO, inline=True)
    words = text(
        "What did the child say, show and want?", long=True, rows=6, help_text="In the child’s own words where you can."
    )

    def begin(self) -> None:
        self.offer_people("person", Involvement.As.CHILD)
        if len(self.people(Involvement.As.CHILD)) < 2:
            del self.fields["person"]


class OverridableForm(ActForm):
    """One whose refusal a senior person may go past, with a reason; the question appears once it was refused."""

    override_reason = text("Why do you go past this as the senior person?", long=True, rows=3)

    def __init__(self, *args: Any, may_override: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        last = self.fields.pop("override_reason")
        if may_override:
            self.fields["override_reason"] = last


class AssessmentForm(OverridableForm):
    """Begins the assessment; once it is under way, completes it."""

    child_seen = radios("Has the child been seen and heard?", forms.YES_NO, reveals={"yes": "child_seen_alone"})
    child_seen_alone = radios("Alone?", forms.YES_NO, inline=True)
    parent_needs_assessed = radios(
        "Was it considered what the parent or carer needs?",
        forms.YES_NO,
        help_text="Support is for the child and the family (Ombudsman 19 010 981, paragraphs 44 to 47).",
        reveals={"yes": "parent_needs_words"},
    )
    parent_needs_words = text("What do they need to support the child, and what follows?", long=True, rows=3)
    consent_withdrawn = radios("Has the family taken back their consent?", forms.YES_NO)
    covered = forms.MultipleChoiceField(
        label="What does it cover?", choices=CHECKLIST, required=False, mark_optional=False
    )
    rationale = text("What was found, and what follows?", long=True, rows=6)

    COMPLETING = (
        "child_seen",
        "child_seen_alone",
        "parent_needs_assessed",
        "parent_needs_words",
        "consent_withdrawn",
        "covered",
        "rationale",
    )

    def begin(self) -> None:
        ours = self.case.ours
        self.under_way = ours is not None and ours.assessments.filter(completed_at=None).exists()
        if not self.under_way:
            for name in self.COMPLETING:
                del self.fields[name]


class PlaceForm(ActForm):
    with_ours = True
    places = ("is",)

    what = radios("What have you learnt?", [], required=True, missing="Choose what you have learnt")
    is_postcode = postcode_field("Postcode", help_text="A full postcode finds the council.")
    is_council = CouncilField(label="Council")
    is_words = text("The place in words", max_length=300)
    is_confidence = radios("How sure are you?", CONFIDENCE)
    is_source = text("How do we know?")
    is_looked = forms.TextField(required=False, widget=forms.HiddenInput())

    def begin(self) -> None:
        options = []
        for person in self.people(Involvement.As.CHILD):
            options.append((f"{Place.What.IS_IN}:{person.pk}", f"{person.name} is now in"))
        options.append((f"{Place.What.HAPPENED_IN}:", "Harm happened or may happen in"))
        offer(self.fields["what"], options)

    @property
    def learnt(self) -> tuple[str, Person | None, PlaceSaid]:
        what, _, key = self.cleaned_data["what"].partition(":")
        person = next((one.person for one in self.case.involvements if str(one.person_id) == key), None)
        return what, person, self.place("is") or PlaceSaid()


class AddressForm(ActForm):
    with_ours = True
    places = ("lives",)

    person = radios("Whose address?", [], required=True, missing="Choose whose address it is")
    lives_postcode = postcode_field("Postcode", help_text="A full postcode finds the council.")
    lives_council = CouncilField(label="Council where they live")
    lives_words = text("Address", max_length=300)
    lives_confidence = radios("How sure are you?", CONFIDENCE)
    lives_source = text("How do we know?", help_text="For example: the school’s register, checked today")
    lives_looked = forms.TextField(required=False, widget=forms.HiddenInput())

    def begin(self) -> None:
        self.offer_people("person", Involvement.As.CHILD, Involvement.As.ALLEGED_HARMER)


class RecordsForm(ActForm):
    found = radios(
        "Does our own case system hold anything about this child or family?",
        forms.YES_NO,
        required=True,
        missing="Say whether anything is held",
        reveals={"yes": "number"},
    )
    number = text("Case number", max_length=40, width=20)
    words = text(
        "What does it say that matters here?",
        long=True,
        help_text="Other addresses, who lives there, earlier concerns.",
    )


class AllocateForm(ActForm):
    with_workers = True
    with_teams = True

    worker = radios("Who takes it?", [], required=True, missing="Choose who takes it")
    team = forms.SelectField(label="Team", choices=[], required=False, mark_optional=False)
    reason = text("Reason", max_length=300, help_text="Needed when it is taken from somebody.")

    def __init__(self, *args: Any, workers: list[tuple[Any, int]], teams: list[Any], **kwargs: Any) -> None:
        self.workers = {str(person.pk): person for person, _ in workers}
        self.teams = {str(team.pk): team for team in teams}
        self.loads = {str(person.pk): load for person, load in workers}
        super().__init__(*args, **kwargs)

    def begin(self) -> None:
        field = self.fields["worker"]
        names = [(key, f"{person.name} ({load_words(self.loads[key])})") for key, person in self.workers.items()]
        offer(field, [*names, (NOBODY, "Nobody yet: back to the tray")])
        field.widget.before = {NOBODY: "or"}
        self.note = on_file.still_unanswered(self.case)
        offer(self.fields["team"], [("", "As it is"), *((key, team.name) for key, team in self.teams.items())])


def load_words(load: int) -> str:
    """
    >>> load_words(0), load_words(1), load_words(12)
    ('no open cases', '1 open case', '12 open cases')
    """
    return "no open cases" if not load else f"{load} open case{'' if load == 1 else 's'}"


class SendBackForm(ActForm):
    words = text(
        "What is to be done before it comes back to you?", long=True, required=True, missing="Say what is to be done"
    )


class AcceptForm(ActForm):
    reason = text(
        "Why is this a referral?",
        long=True,
        required=True,
        missing="Say why this is a referral: the referrer will be told",
        help_text="The time limits run from when it became one.",
    )


class SettleForm(ActForm):
    because = text(
        "What was done about it?",
        long=True,
        rows=3,
        required=True,
        missing="Say what was done about it",
        max_length=300,
    )

    def begin(self) -> None:
        del self.fields["when"], self.fields["at"]

    def happened_at(self, now: datetime) -> datetime:
        return now


def fact(form: ActForm, name: str) -> bool | None:
    """A yes-no answer of a form."""
    return yes_no(form.cleaned_data.get(name) or "")
