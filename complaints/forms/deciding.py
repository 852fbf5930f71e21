"""Questions of the acts by which it is decided who may complain, which way a point goes, and what waits."""

from complaints.forms.base import ActForm, UndatedForm, date_field, forms, offer, points_field, radios, text, ticks
from complaints.models import About, Head, Relationship
from complaints.said import HeadSaid

#: What is weighed about somebody without a right of their own (4b): whole sentences, kept as they stand.
MATTERS = [
    ("relationship", "How close they are to the child, and for how long"),
    ("care", "What part they have in the child’s care"),
    ("knowledge", "What they know at first hand of what is complained of"),
    ("child_view", "What the child wants, where it is right to ask"),
    ("conflict", "Whether their interests and the child’s may differ"),
    ("others", "Whether somebody with a right of their own could complain instead"),
]


class TakeOnForm(UndatedForm):
    officer = radios("Who has it?", [], required=True, missing="Choose who has it")

    def begin(self) -> None:
        super().begin()
        self.officers = self.case.officers_to_choose
        offer(self.fields["officer"], [(one.reference, one.name) for one in self.officers])
        if any(one.pk == self.case.user.pk for one in self.officers):
            self.fields["officer"].initial = self.case.user.reference

    @property
    def chosen(self) -> object:
        return next(one for one in self.officers if one.reference == self.cleaned_data["officer"])


class AddPointForm(ActForm):
    words = text(
        "The point, in the complainant’s own words",
        long=True,
        rows=5,
        required=True,
        missing="Write the point in the complainant’s own words",
    )
    about = forms.SelectField(
        label="What is it about?",
        choices=[("", "To be decided on the route page"), *About.choices],
        required=False,
        mark_optional=False,
    )

    @property
    def said(self) -> HeadSaid:
        return HeadSaid(words=self.cleaned_data["words"], about=self.cleaned_data["about"])


class EligibilityForm(ActForm):
    note = (
        "“No parental responsibility” alone decides nothing, and a parent needs nobody’s consent. What is weighed is "
        "written down; where the answer is no, the complainant is told why and how to go to the Ombudsman."
    )
    eligible = radios(
        "Is their interest in the child’s welfare sufficient?",
        [("yes", "Yes, they may complain under the statutory procedure"), ("no", "No")],
        required=True,
        missing="Say whether their interest is sufficient",
    )
    matters = ticks("What was weighed?", MATTERS, help_text="Select all that were weighed.")
    weighed = text("What was found about each?", long=True, rows=5)
    child_view = text("What does the child want?", long=True, rows=3, help_text="Or why the child was not asked.")
    reason = text(
        "The decision and its reasons, as the complainant will read them",
        long=True,
        rows=5,
        required=True,
        missing="Write the reasons of the decision",
    )

    def matters_weighed(self) -> list[str]:
        named = dict(MATTERS)
        found = [named[one] for one in self.cleaned_data.get("matters") or []]
        return [*found, *([self.cleaned_data["weighed"]] if self.cleaned_data.get("weighed") else [])]


class LatenessForm(ActForm):
    note = "More than 12 months have passed since the grounds arose. That is weighed; it is no bar by itself."
    accepted = radios(
        "Is it looked into although it is late?",
        [("yes", "Yes"), ("no", "No")],
        required=True,
        missing="Say whether it is looked into",
    )
    why_late = text("Why was it not made earlier?", long=True, rows=3)
    adjustments_weighed = text(
        "Which adjustments would the complainant have needed to make it earlier?", long=True, rows=3
    )
    fair_to_investigate = radios("Can it still be looked into fairly?", forms.YES_NO, inline=True)
    rationale = text("Reasons", long=True, rows=4)

    def begin(self) -> None:
        self.fields["why_late"].initial = self.case.complaint.late_reasons
        self.fields["adjustments_weighed"].initial = self.case.complaint.adjustments


class OfRouteForm(UndatedForm):
    """Acts that need points waiting for their second person."""

    point = radios("Which point?", [], required=True, missing="Choose the point")

    def waiting(self) -> list[Head]:
        return [one for one in self.case.heads if one.waits_for_second]

    def begin(self) -> None:
        super().begin()
        self.offer_points("point", self.waiting())
        if not self.waiting():
            self.nothing = ("No choice of route waits for a second person.", "Back to the complaint", "complaint")
        elif len(self.waiting()) == 1:
            self.fields["point"].initial = str(self.waiting()[0].number)


class SignRouteForm(OfRouteForm):
    agrees = radios(
        "Do you agree that the point goes by the procedure chosen, and not by the one proposed?",
        [("yes", "Yes, I agree"), ("no", "No: the proposal stands")],
        required=True,
        missing="Say whether you agree",
    )
    words = text("Your reasons", long=True, rows=4, required=True, missing="Give your reasons")


class WholeForm(UndatedForm):
    because = text(
        "Why can the points not be separated?",
        long=True,
        required=True,
        missing="Say why the points cannot be separated",
        help_text="All points that go by one of our own procedures are then answered under the statutory one.",
    )


class PauseForm(ActForm):
    note = (
        "Only what would prejudice court, tribunal, disciplinary or criminal proceedings may wait, and only while they "
        "last. Other points go on."
    )
    because = text(
        "Which proceedings are running?", required=True, missing="Say which proceedings are running", max_length=300
    )
    prejudice = text(
        "How would looking into it prejudice them, and who says so?",
        long=True,
        rows=3,
        help_text="Ask whoever runs the proceedings. “There are proceedings” alone is no reason.",
    )
    heads = points_field("Which points wait?", help_text="None selected: all of them.")
    look_again_on = date_field("When is it looked at again?")
    proceedings_end_on = date_field("When do they end, if it is known?")

    def begin(self) -> None:
        self.offer_points("heads")
        pause = self.case.pause
        if pause is not None:
            self.fields["because"].initial = pause.because
            self.fields["proceedings_end_on"].initial = pause.proceedings_end_on


class TellPauseForm(ActForm):
    proceedings_end_on = date_field(
        "When do the proceedings end?",
        help_text="Ended, or expected to end. The complainant can resubmit from that day, for a year.",
    )

    def begin(self) -> None:
        if self.case.pause is None:
            self.nothing = ("Nothing is paused.", "Back to the complaint", "complaint")
        else:
            self.fields["proceedings_end_on"].initial = self.case.pause.proceedings_end_on


class ResumeForm(ActForm):
    because = text(
        "Why does it go on?",
        long=True,
        rows=3,
        required=True,
        missing="Say why it goes on",
        help_text="The proceedings are over, nothing is prejudiced after all, or the complainant resubmits.",
    )

    def begin(self) -> None:
        if self.case.pause is None:
            self.nothing = ("Nothing is paused.", "Back to the complaint", "complaint")


class FreezeForm(ActForm):
    note = "Freezing is presumed, unless it puts somebody at risk."
    decision = text(
        "Which decision under complaint is about to change a plan, placement or service, and when?",
        long=True,
        rows=3,
        required=True,
        missing="Say which decision it is, and when it takes effect",
    )
    frozen = radios(
        "Is it frozen until the complaint is answered?",
        forms.YES_NO,
        inline=True,
        required=True,
        missing="Say whether it is frozen",
    )
    reasons = text("Reasons", long=True, rows=3, help_text="Needed where it is not frozen.")
    decided_by = text("Who decided?", max_length=120)


class CorrectForm(UndatedForm):
    """What is known of the complainant and what they need; each answer is the whole of what is known."""

    complainant_name = text("Complainant’s name")
    relationship = forms.SelectField(
        label="Who are they to the child?",
        choices=[("", "Not known"), *Relationship.choices],
        required=False,
        mark_optional=False,
    )
    relationship_words = text("In their words", max_length=300)
    complainant_reach = text("How to reach them safely", long=True, rows=3)
    adjustments = text("What they need so that they can take part", long=True, rows=3)
    desired_outcome = text("What they want", long=True, rows=3)
    grounds_arose_on = date_field("When did what they complain of happen?")
    late_reasons = text("Why was it not made earlier?", long=True, rows=3)
    parent_consents = radios("Does the parent for whom they complain agree?", inline=True)
    child_content = radios("Is the child content with what is said for them?", inline=True)
    proceedings_live = radios("Is a court, tribunal, disciplinary or criminal case running about it?", inline=True)
    proceedings_words = text("Which?", max_length=300)
    because = text("What has been learnt, and how?", required=True, missing="Say what has been learnt, and how")

    TRUTHS = ("parent_consents", "child_content", "proceedings_live")

    def begin(self) -> None:
        super().begin()
        for name, field in self.fields.items():
            if name == "because":
                continue
            value = getattr(self.case.complaint, name)
            if name in self.TRUTHS:
                value = {True: "yes", False: "no", None: "unknown"}[value]
            field.initial = value

    def changes(self) -> dict[str, object]:
        """Only what differs from the record."""
        found: dict[str, object] = {}
        for name in self.fields:
            if name == "because":
                continue
            value = self.fact(name) if name in self.TRUTHS else self.cleaned_data.get(name)
            if value != getattr(self.case.complaint, name):
                found[name] = value
        return found


class AdvocateForm(ActForm):
    wanted = radios(
        "Does the child or young person want an advocate?",
        help_text="An advocate helps them to say what they want to say, and is on their side alone.",
        inline=True,
    )


class LinkReferralForm(UndatedForm):
    reference = text("Reference of the referral", max_length=20, width=20, help_text="Blank: it is about none of ours.")

    def begin(self) -> None:
        super().begin()
        if not self.case.user.has_perm("referrals.read"):
            self.nothing = (
                "Your role may not open referrals. Appoint a manager who may, as the manager who answers: they can say "
                "which referral it is.",
                "Appoint a manager",
                "appoint",
            )
