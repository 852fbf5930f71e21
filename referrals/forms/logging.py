"""Logging a referral: what each step asks. Nothing is required: what is not known may not stop a referral."""

from datetime import datetime
from typing import Any

from govuk import forms
from referrals.choices import REFERRER_KINDS
from referrals.forms.fields import CONFIDENCE, CouncilField, NhsNumberField, OurForm, postcode_field, radios, text
from referrals.forms.steps import Group, Step
from referrals.models import Person
from referrals.models.referral import Harm, Referral
from referrals.presenters.people import described


class SearchForm(OurForm):
    """Is the child on record already? Own council's records only."""

    name = text("Child’s name", help_text="As you heard it. Sounds, accents and the order of names do not matter.")
    born_on = forms.DateField(label="Date of birth", required=False, mark_optional=False)
    nhs_number = NhsNumberField(mark_optional=False)
    postcode = postcode_field("Postcode where the child lives")


class TellerForm(OurForm):
    kind = radios(
        "Is this a referral or a contact?",
        Referral.Kind.choices,
        hints={
            "referral": "Somebody is worried about a child. A decision is due within one working day.",
            "contact": "Information only: nobody asks us to do anything. It can become a referral later.",
        },
    )
    received = radios(
        "When did this reach us?",
        [("now", "Just now"), ("earlier", "Earlier")],
        help_text="Now, unless you say otherwise.",
        reveals={"earlier": "received_at"},
    )
    received_at = forms.DateTimeField(
        label="Date and time it reached us",
        required=False,
        mark_optional=False,
        help_text="The time limits run from then. For example 22 11 2026, 4:15pm. About is good enough.",
    )
    referrer_kind = radios("Who is telling us?", REFERRER_KINDS, reveals={"council": "referrer_council"}, small=True)
    referrer_council = CouncilField(label="Which council?", empty="Choose a council")
    referrer_name = text("Their name", max_length=120)
    referrer_agency = text("School, station, surgery or team", max_length=120)
    referrer_reach = text(
        "How can we reach them safely?",
        max_length=300,
        help_text="Number or secure e-mail, and when not to ring.",
    )
    referrer_anonymous = forms.ConfirmField(label="They want to stay anonymous", required=False, mark_optional=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("received") == "earlier" and not given.get("received_at") and "received_at" not in self.errors:
            self.add_error("received_at", "Enter the date and the time when this reached us")
        return given

    def received_by(self, now: datetime) -> datetime:
        return self.cleaned_data.get("received_at") or now


class SafeForm(OurForm):
    safe_now = radios(
        "Is the child safe now?",
        hints={"no": "If a child is in danger now, ring 999 first. This page keeps what you have written."},
    )
    safe_now_words = text("What makes you say so?", long=True, rows=3)


class ChildForm(OurForm):
    """One child; for one on record already, only which one."""

    person = forms.IntegerField(label="", required=False, widget=forms.HiddenInput())
    given_name = text("First name", max_length=120)
    family_name = text("Last name", max_length=120)
    known_as = text("Known as", max_length=120, help_text="Nickname, other spelling or other surname")
    born = radios(
        "Age",
        [
            ("date", "I know the date of birth"),
            ("about", "I know about how old"),
            ("unborn", "Not born yet"),
            ("unknown", "I do not know"),
        ],
        reveals={"date": "born_on", "about": "age_said", "unborn": "expected_on"},
    )
    born_on = forms.DateField(label="Date of birth", required=False, mark_optional=False)
    age_said = text("About how old?", max_length=40, width=10, help_text="For example: about 12")
    expected_on = forms.DateField(label="When is the birth expected?", required=False, mark_optional=False)
    sex = radios("Sex", [("female", "Female"), ("male", "Male"), ("unknown", "I do not know")], inline=True)
    nhs_number = NhsNumberField(mark_optional=False)
    own_number = text("Number in our own case system", max_length=40, width=20)

    def __init__(self, *args: Any, known: dict[int, Person] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = self.data.get(self.add_prefix("person"), "")
        self.known = (known or {}).get(int(typed)) if typed.isascii() and typed.isdigit() else None
        if self.known is not None:
            self.legend = f"{self.known.name} (on our records)"
            self.notes = [f"{described(self.known, self.on)}. Nothing about them is asked again."]
            for name in [name for name in self.fields if name != "person"]:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        born_on = given.get("born_on")
        if born_on is not None and self.on is not None and born_on > self.on:
            self.add_error(
                "born_on", "The date of birth is in the future; for a child not born yet choose “Not born yet”"
            )
        return given

    @property
    def says_anything(self) -> bool:
        return self.known is not None or any(self.cleaned_data.get(name) for name in self.fields)


class ChildPlacesForm(OurForm):
    """Where one child lives and where it is now: two facts."""

    places = ("lives", "is")

    same = radios(
        "Where does this child live?",
        [
            ("same", "In the same place as the first child, and is there now too"),
            ("own", "Somewhere else, or I do not know"),
        ],
        reveals={
            "own": [
                "lives_postcode",
                "lives_council",
                "lives_words",
                "lives_confidence",
                "lives_source",
                "protected",
                "staying",
            ]
        },
    )
    lives_postcode = postcode_field(
        "Postcode of home", help_text="A full postcode finds the council. Leave it blank if you do not know it."
    )
    lives_council = CouncilField(label="Council where the child lives")
    lives_words = text(
        "Address", max_length=300, help_text="Or what is known: a refuge, a boat, two homes, no fixed address"
    )
    lives_confidence = radios("How sure are you of where the child lives?", CONFIDENCE)
    lives_source = text("How do we know?", help_text="For example: the school’s register, checked today")
    protected = forms.ConfirmField(
        label="This address is not to be disclosed",
        required=False,
        help_text="It is then shown only to the worker, their manager and the emergency duty team.",
    )
    staying = radios(
        "Where is the child now?",
        [("home", "At home"), ("elsewhere", "Somewhere else"), ("unknown", "I do not know")],
        reveals={"elsewhere": ["is_postcode", "is_council", "is_words"]},
    )
    is_postcode = postcode_field("Postcode where the child is now")
    is_council = CouncilField(label="Council where the child is now")
    is_words = text(
        "Where is that?", max_length=300, help_text="For example: hospital ward, grandmother’s, police station"
    )
    lives_looked = forms.TextField(required=False, widget=forms.HiddenInput())
    is_looked = forms.TextField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, called: str = "", first: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.legend = called
        if first:
            del self.fields["same"]

    @property
    def is_same(self) -> bool:
        return self.cleaned_data.get("same") == "same"


class HappenedStep(OurForm):
    places = ("happened",)

    said = text(
        "What was said, and by whom?",
        long=True,
        rows=6,
        help_text="Use their own words where you can. Say who saw or heard it and who told them.",
    )
    harm = forms.MultipleChoiceField(
        label="What kind of harm?",
        choices=Harm.choices,
        required=False,
        mark_optional=False,
        help_text="Choose all that apply",
    )
    significant_harm = radios(
        "Is there reason to suspect significant harm?",
        hints={"yes": "A strategy discussion may be needed the same day."},
    )
    happened_postcode = postcode_field(
        "Postcode where harm happened or may happen", help_text="Leave it blank if you do not know it."
    )
    happened_council = CouncilField(label="Council where harm happened or may happen")
    happened_words = text(
        "Where and when, in words", max_length=300, help_text="For example: at her father’s, most weekends since June"
    )
    happened_confidence = radios("How sure are you of where?", CONFIDENCE)
    last_happened_on = forms.DateField(
        label="When did it last happen?", required=False, mark_optional=False, not_known="I do not know the date"
    )
    disclosed_by_child = radios(
        "Has the child said anything themselves?",
        hints={"no": "That is not a reason to wait: children often do not tell."},
    )
    police_involved = radios("Are the police involved?", reveals={"yes": "police_reference"})
    police_reference = text("Police reference", max_length=60, width=20)
    happened_looked = forms.TextField(required=False, widget=forms.HiddenInput())


class HarmerForm(OurForm):
    """A person alleged to have caused harm."""

    places = ("lives",)

    given_name = text("First name", max_length=120)
    family_name = text("Last name", max_length=120)
    words = text(
        "Who are they to the child?", max_length=300, help_text="For example: father, coach, a boy at school, not known"
    )
    born_on = forms.DateField(label="Date of birth", required=False, mark_optional=False)
    was_child = radios("Were they under 18 when it is said to have happened?")
    lives_postcode = postcode_field("Postcode where they live")
    lives_council = CouncilField(label="Council where they live")
    lives_words = text("Their address", max_length=300)
    work = forms.MultipleChoiceField(
        label="Do they work or volunteer with people who need protection?",
        choices=[
            ("children", "With children"),
            ("adults", "With adults at risk"),
            ("no", "No"),
            ("unknown", "I do not know"),
        ],
        required=False,
        mark_optional=False,
        reveals={"children": "works_with_children_in", "adults": "works_with_adults_in"},
    )
    works_with_children_in = CouncilField(label="In which council’s area, with children?")
    works_with_adults_in = CouncilField(label="In which council’s area, with adults?")
    other_children = radios("Are other children in contact with them?")
    lives_looked = forms.TextField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A tick list needs more than it reveals, so its options are given here with the hints of the duty they raise.
        self.fields["work"].widget.hints = {"children": "The LADO of that area may have to be told."}

    @property
    def says_anything(self) -> bool:
        return any(
            value for name, value in self.cleaned_data.items() if name not in {"lives_looked"} and value != "unknown"
        )


class RiskForm(OurForm):
    other_children_words = text(
        "Who else may be at risk?",
        long=True,
        rows=3,
        help_text="Brothers, sisters, children of a new partner, a class or a team: names if you have them.",
    )
    next_contact_on = forms.DateField(
        label="When will the child next meet this person?",
        required=False,
        mark_optional=False,
        not_known="I do not know when",
        help_text="A safety plan is due before that day.",
    )
    next_contact_words = text("Where, and who will be there?", max_length=300)


class ParentForm(OurForm):
    given_name = text("First name", max_length=120)
    family_name = text("Last name", max_length=120)
    role = radios("Who is this?", [("parent", "Parent"), ("carer", "Other carer")], inline=True)
    phone = text("Telephone", max_length=40, width=20)
    lives_with_child = radios("Does the child live with them?", inline=True)
    parental_responsibility = radios("Do they have parental responsibility?", inline=True)
    is_referrer = forms.ConfirmField(label="This is who told us", required=False)

    @property
    def says_anything(self) -> bool:
        return any(value for value in self.cleaned_data.values() if value != "unknown")


class FamilyForm(OurForm):
    parent_knows = radios(
        "Does the parent the child lives with know about the concern?",
        hints={"no": "They must be told within one working day, unless a manager decides with reasons to wait."},
    )
    consent = radios(
        "Consent to share this",
        [*Referral.Consent.choices, ("unknown", "I do not know")],
        hints={"refused": "Without consent it can still be shared where a child may be at risk of significant harm."},
    )
    consent_words = text("What was said about sharing it?", long=True, rows=2)
    interpreter = text(
        "Interpreter or communication need", max_length=120, help_text="Language, British Sign Language, or leave blank"
    )
    told_to_expect_contact = radios(
        "Was the family told that somebody will be in touch?", reveals={"yes": "told_to_expect"}
    )
    told_to_expect = text("What were they told to expect?", max_length=300)
    staff_warning = text(
        "Anything a visitor must know for their own safety?",
        max_length=300,
        help_text="Shown first on every page of this child. Facts only.",
    )


CHILDREN = Group("child", ChildForm, "Child", "Add another child")
PLACES = Group("places", ChildPlacesForm, "Child", "")
HARMERS = Group("harmer", HarmerForm, "Person alleged to have caused harm", "Add another person")
PARENTS = Group("parent", ParentForm, "Parent or carer", "Add another parent or carer")

STEPS: tuple[Step, ...] = (
    Step("search", "Find the child", "Search our own records first, so that nothing is asked twice", SearchForm),
    Step("teller", "Who is telling us", "And when it reached us", TellerForm),
    Step(
        "children",
        "The children, and are they safe now",
        "Names, ages and numbers, as far as known",
        SafeForm,
        (CHILDREN,),
    ),
    Step("places", "Where each child lives and is now", "A postcode finds the council", None, (PLACES,)),
    Step("happened", "What happened", "Where, when, what was said and by whom", HappenedStep),
    Step(
        "harmer",
        "Who is said to have caused harm",
        "And who else may be at risk",
        RiskForm,
        (HARMERS,),
        groups_first=True,
    ),
    Step("family", "The family", "What they know and what they were told", FamilyForm, (PARENTS,), groups_first=True),
)
STEP = {step.slug: step for step in STEPS}
