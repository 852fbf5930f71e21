"""The steps of the public complaint form: plain questions, none of them needed but the council and what went wrong."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import QueryDict

from complaints.forms.base import CouncilField, date_field, forms, radios, text
from complaints.models import About, Complaint, PublicDraft, Relationship
from complaints.public import steps_of
from complaints.said import ChildSaid, ComplaintSaid, HeadSaid
from councils.models import Council
from referrals import drafts
from referrals.forms.fields import OurForm, postcode_field, yes_no

__all__ = ["NEEDED", "STEP", "STEPS", "RiskForm", "Step", "bind", "said_of"]

MOST_POINTS = 12
MOST_CHILDREN = 6
WORDS = 20_000

WHO = [
    (Relationship.CHILD, "I am the child or young person"),
    (Relationship.CARE_LEAVER, "I was in care and have left"),
    (Relationship.PARENT, "I am a parent"),
    (Relationship.PARENTAL_RESPONSIBILITY, "I have parental responsibility, and am not a parent"),
    (Relationship.FOSTER_CARER, "I foster the child for the council"),
    (Relationship.SPECIAL_GUARDIAN, "I am their special guardian"),
    (Relationship.ADOPTER, "I have adopted, or am going to adopt"),
    (Relationship.GRANDPARENT, "I am a grandparent"),
    (Relationship.OTHER_RELATIVE, "I am another relative"),
    (Relationship.PARTNER_WITHOUT_RESPONSIBILITY, "I am a parent’s partner, and speak for them"),
    (Relationship.REPRESENTATIVE, "I speak for the child"),
    (Relationship.PROFESSIONAL, "I work with the child or family"),
    (Relationship.MEMBER_OF_PUBLIC, "I am a friend, a neighbour or somebody else"),
]
YOUNG = {Relationship.CHILD, Relationship.CARE_LEAVER}


class Step(OurForm):
    """One page. `slug` is its address, `title` its heading, `short` its name in the list of steps."""

    slug = ""
    title = ""
    short = ""
    intro = ""

    def __init__(self, *args: Any, draft: PublicDraft, **kwargs: Any) -> None:
        self.draft = draft
        super().__init__(*args, **kwargs)
        self.begin()

    def begin(self) -> None:
        """Fill in what depends on the other steps."""

    @property
    def typed(self) -> QueryDict:
        """What was posted, with what a postcode filled in."""
        data: QueryDict = self.data  # type: ignore[assignment]
        return data

    @property
    def young(self) -> bool:
        """Whether a child, a young person or a care leaver is complaining."""
        said = steps_of(self.draft).get("you", {}).get("relationship", [""])
        return bool(said) and said[0] in YOUNG


class CouncilStep(Step):
    slug, short = "council", "Which council"
    title = "Which council is it about?"
    intro = "Choose it by name, or give a postcode and we find it. If it is about two councils, send the form to each."
    places = ("where",)

    where_postcode = postcode_field(
        "Postcode of the child’s home", help_text="Only to find the council. It is not looked up anywhere else."
    )
    where_council = CouncilField(label="Or the council’s name", empty="Choose a council")
    where_looked = forms.TextField(required=False, widget=forms.HiddenInput())

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("where_council") and not self.errors:
            self.add_error("where_council", "Choose the council, or enter a full postcode")
        return given


class YouStep(Step):
    slug, short = "you", "About you"
    title = "About you"
    intro = "You need not give your name. Without a way to reach you we cannot tell you what we find."

    relationship = radios("Who are you to the child?", WHO, required=True, missing="Choose who you are to the child")
    relationship_words = text("Or say it in your own words", max_length=300)
    name = text("Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    reach = text(
        "How can we reach you?",
        long=True,
        rows=3,
        max_length=2000,
        help_text="A telephone number, an e-mail address or a postal address.",
    )
    safe = text(
        "How is it safe to reach you?",
        long=True,
        rows=3,
        max_length=2000,
        help_text="For example: ring only before 3pm; do not leave a message; do not write to my home.",
    )
    parent_consents = radios("If you speak for a parent: have they agreed?", inline=True)
    child_content = radios("If you speak for the child: do they agree with what you say?", inline=True)


class ChildStep(Step):
    slug, short = "child", "The child"
    title = "About the child"
    intro = "Leave out what you do not know. If it is about you, give your own name."

    def begin(self) -> None:
        rows = 1
        if self.is_bound:
            typed = self.data.get("rows", "1")
            rows = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 2 else 1
        self.rows = max(1, min(rows, MOST_CHILDREN))
        for number in range(1, self.rows + 1):
            which = "" if self.rows == 1 else f", child {number}"
            self.fields[f"given_{number}"] = text(f"First name{which}", max_length=120)
            self.fields[f"family_{number}"] = text(f"Last name{which}", max_length=120)
            self.fields[f"age_{number}"] = text(
                f"Age{which}", max_length=40, width=10, help_text="About is good enough."
            )

    def children(self) -> list[ChildSaid]:
        given = self.cleaned_data
        found = [
            ChildSaid(given[f"given_{n}"], given[f"family_{n}"], None, given[f"age_{n}"])
            for n in range(1, self.rows + 1)
        ]
        return [one for one in found if one != ChildSaid()]


class PointsStep(Step):
    slug, short = "points", "What went wrong"
    title = "What went wrong?"
    intro = "In your own words. One thing in each box: each gets an answer of its own."

    def begin(self) -> None:
        rows = 1
        if self.is_bound:
            typed = self.data.get("rows", "1")
            rows = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 1
        self.rows = max(1, min(rows, MOST_POINTS))
        for number in range(1, self.rows + 1):
            self.fields[f"words_{number}"] = text(
                "What went wrong?" if self.rows == 1 else f"Point {number}: what went wrong?",
                long=True,
                rows=6,
                max_length=WORDS,
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and not self.points():
            self.add_error("words_1", "Tell us what went wrong, in your own words")
        return given

    def points(self) -> list[str]:
        given = self.cleaned_data
        found = [given.get(f"words_{n}") or "" for n in range(1, self.rows + 1)]
        return [one for one in found if one]


class WantStep(Step):
    slug, short = "want", "What you want"
    title = "What would you like to happen?"

    desired_outcome = text(
        "What would put it right?",
        long=True,
        rows=4,
        max_length=WORDS,
        help_text="For example: an apology, a decision looked at again, a service, an explanation.",
    )
    grounds_arose_on = date_field(
        "When did it happen?",
        help_text="The last time, if it went on. About is good enough: for example 15 3 2026.",
        not_known="I do not know the date",
    )
    late_reasons = text(
        "If it is more than a year ago: why could you not tell us before?",
        long=True,
        rows=3,
        max_length=WORDS,
        help_text="There may be a good reason. We look at it.",
    )
    proceedings_live = radios(
        "Is a court, tribunal or criminal case going on about it?", reveals={"yes": "proceedings_words"}
    )
    proceedings_words = text("Which case is it?", max_length=300)


class HelpStep(Step):
    slug, short = "help", "What you need"
    title = "What do you need from us?"

    adjustments = text(
        "Is there anything you need so that you can take part?",
        long=True,
        rows=3,
        max_length=2000,
        help_text="For example: an interpreter, large print, easy words, more time, somebody with you, no calls.",
    )
    advocate_wanted = radios(
        "Would you like an advocate?",
        help_text="An advocate helps you to say what you want to say. They are on your side alone. It is free.",
        inline=True,
    )

    def begin(self) -> None:
        if not self.young:
            del self.fields["advocate_wanted"]


STEPS: tuple[type[Step], ...] = (CouncilStep, YouStep, ChildStep, PointsStep, WantStep, HelpStep)
STEP: dict[str, type[Step]] = {one.slug: one for one in STEPS}
#: Without these the form cannot be sent; everything else may be left out.
NEEDED = ("council", "you", "points")


class RiskForm(OurForm):
    """A child at risk now: the least that the front door needs, and nothing that holds it up."""

    places = ("where",)

    words = text(
        "What is happening?",
        long=True,
        rows=5,
        max_length=WORDS,
        required=True,
        missing="Tell us what is happening, in a few words",
        help_text="Who is at risk, from whom, and where they are now.",
    )
    given = text("Child’s first name", max_length=120)
    family = text("Child’s last name", max_length=120)
    age = text("Child’s age", max_length=40, width=10)
    where_postcode = postcode_field("Postcode where the child is")
    where_council = CouncilField(label="Or the council’s name", empty="Choose a council")
    where_looked = forms.TextField(required=False, widget=forms.HiddenInput())
    name = text("Your name", max_length=200)
    reach = text("How can we reach you now?", max_length=300, help_text="A telephone number is best.")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("where_council") and "where_postcode" not in self.errors:
            self.add_error("where_council", "Choose the council, or enter a full postcode")
        return given

    def said(self, token: UUID) -> ComplaintSaid:
        given = self.cleaned_data
        child = ChildSaid(given["given"], given["family"], None, given["age"])
        return ComplaintSaid(
            heads=[HeadSaid(words=given["words"], about=About.CHILD_AT_RISK_NOW)],
            children=[child] if child != ChildSaid() else [],
            complainant_name=given["name"],
            complainant_reach=given["reach"],
            came=Complaint.Came.FORM,
            form_token=token,
        )


def bind(draft: PublicDraft, slug: str, *, councils: list[Council], on: Any, data: QueryDict | None = None) -> Step:
    """One step over what was typed, or over `data` just posted."""
    if data is None:
        kept = steps_of(draft).get(slug)
        posted = drafts.as_post(kept) if kept else None
    else:
        posted = data
    return STEP[slug](posted, draft=draft, councils=councils, on=on)


def said_of(steps: dict[str, Step], token: UUID) -> ComplaintSaid:
    """What the whole form says, once its steps are valid."""
    you, want = steps["you"].cleaned_data, steps["want"].cleaned_data if "want" in steps else {}
    help_ = steps["help"].cleaned_data if "help" in steps else {}
    points, child = steps["points"], steps.get("child")
    reach = "\n".join(filter(None, (you["reach"], f"Safe ways: {you['safe']}" if you["safe"] else "")))
    said = ComplaintSaid(
        heads=[HeadSaid(words=one) for one in points.points()],  # type: ignore[attr-defined]
        children=child.children() if child is not None else [],  # type: ignore[attr-defined]
        complainant_name=you["name"],
        complainant_reach=reach,
        relationship=you["relationship"],
        relationship_words=you["relationship_words"],
        parent_consents=yes_no(you["parent_consents"] or ""),
        child_content=yes_no(you["child_content"] or ""),
        came=Complaint.Came.FORM,
        form_token=token,
    )
    return replace(
        said,
        grounds_arose_on=want.get("grounds_arose_on"),
        late_reasons=want.get("late_reasons") or "",
        desired_outcome=want.get("desired_outcome") or "",
        proceedings_live=yes_no(want.get("proceedings_live") or ""),
        proceedings_words=want.get("proceedings_words") or "",
        adjustments=help_.get("adjustments") or "",
        advocate_wanted=yes_no(help_.get("advocate_wanted") or ""),
    )
