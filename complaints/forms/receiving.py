"""Writing down a complaint that reached the council: what was said, in the complainant's own words, point by point."""

from datetime import datetime
from typing import Any

from accounts.models import User
from complaints.forms.base import date_field, forms, radios, text
from complaints.models import About, Complaint, Relationship
from complaints.said import ChildSaid, ComplaintSaid, HeadSaid
from referrals.forms.fields import HappenedForm, yes_no

MOST_POINTS = 20
CAME = [(str(value), str(label)) for value, label in Complaint.Came.choices if value != Complaint.Came.FORM]


class ReceiveForm(HappenedForm):
    """Everything but the points, of which there are as many as `points` says."""

    risk = radios(
        "Does it say that a child is at risk now?",
        [("yes", "Yes"), ("no", "No")],
        required=True,
        missing="Say whether it says that a child is at risk now",
        hints={"yes": "A referral is opened at the front door as soon as this is saved. Ring them as well."},
        reveals={"yes": "risk_words"},
    )
    risk_words = text("What does it say about the risk?", long=True, rows=3)
    came = radios("How did it come?", CAME, required=True, missing="Choose how it came")
    complainant_name = text("Who complains?")
    relationship = forms.SelectField(
        label="Who are they to the child?",
        choices=[("", "Not known"), *Relationship.choices],
        required=False,
        mark_optional=False,
    )
    relationship_words = text("In their words", max_length=300)
    complainant_reach = text(
        "How can they be reached safely?",
        long=True,
        rows=3,
        help_text="Telephone, address, e-mail; when it is safe to ring, and what must not be left as a message.",
    )
    adjustments = text(
        "What do they need so that they can take part?",
        long=True,
        rows=2,
        help_text="An interpreter, large print, more time, somebody with them.",
    )
    child_given = text("Child’s first name", max_length=120)
    child_family = text("Child’s last name", max_length=120)
    child_born = date_field("Child’s date of birth")
    child_age = text("Or their age, as it was said", max_length=40, width=10)
    desired_outcome = text("What do they want to happen?", long=True, rows=3)
    grounds_arose_on = date_field("When did it happen?", help_text="The latest day, if it went on for some time.")
    late_reasons = text("If that is more than a year ago: why was it not made earlier?", long=True, rows=2)
    proceedings_live = radios("Is a court, tribunal, disciplinary or criminal case running about it?", inline=True)
    proceedings_words = text("Which?", max_length=300)
    parent_consents = radios("If they speak for a parent: does the parent agree?", inline=True)
    child_content = radios("If they speak for the child: is the child content with it?", inline=True)
    advocate_wanted = radios("If a child or young person complains: do they want an advocate?", inline=True)
    already_at_stage = radios(
        "Has part of the statutory procedure been done already?",
        [("0", "No"), ("1", "Stage 1"), ("2", "Stage 2"), ("3", "Stage 3")],
        inline=True,
        small=True,
    )
    complained_of = text(
        "Colleagues complained of",
        long=True,
        rows=2,
        help_text="Their work e-mail addresses, one a line. They see nothing of this complaint.",
    )

    def __init__(self, *args: Any, user: User, points: int = 1, **kwargs: Any) -> None:
        self.user = user
        self.number = max(1, min(points, MOST_POINTS))
        super().__init__(*args, **kwargs)
        rest = {name: self.fields.pop(name) for name in list(self.fields)}
        for name, field in rest.items():
            if name == "complainant_name":
                self._add_points()
            self.fields[name] = field
        self.fields["when"].label = "When did it reach the council?"
        self.fields["when"].help_text = "Its time limits count from then."
        for name in ("when", "at"):
            self.fields[name] = self.fields.pop(name)

    def _add_points(self) -> None:
        for number in range(1, self.number + 1):
            self.fields[f"words_{number}"] = text(
                f"Point {number}, in the complainant’s own words",
                long=True,
                rows=4,
                help_text="One matter in each." if number == 1 else "",
            )
            self.fields[f"about_{number}"] = forms.SelectField(
                label=f"What is point {number} about?",
                choices=[("", "To be decided on the route page"), *About.choices],
                required=False,
                mark_optional=False,
            )

    def clean_complained_of(self) -> tuple[int, ...]:
        typed = [line.strip().lower() for line in (self.cleaned_data.get("complained_of") or "").splitlines()]
        wanted = [line for line in typed if line][:20]
        found = dict(User.objects.filter(council_id=self.user.council_id, email__in=wanted).values_list("email", "pk"))
        missing = [line for line in wanted if line not in found]
        if missing:
            raise forms.ValidationError(f"Nobody in your council has the address {missing[0]}")
        return tuple(found.values())

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        words = [given.get(f"words_{number}") or "" for number in range(1, self.number + 1)]
        if not any(words) and not (given.get("risk") == "yes" and given.get("risk_words")):
            self.add_error("words_1", "Write at least one point, in the complainant’s own words")
        if given.get("risk") == "yes" and not given.get("risk_words"):
            self.add_error("risk_words", "Write what it says about the risk")
        return given

    def happened_at(self, now: datetime) -> datetime:
        return self.cleaned_data.get("at") or now

    @property
    def said(self) -> ComplaintSaid:
        given = self.cleaned_data
        heads = [
            HeadSaid(words=given[f"words_{number}"], about=given[f"about_{number}"])
            for number in range(1, self.number + 1)
            if given.get(f"words_{number}")
        ]
        if given["risk"] == "yes":
            heads.insert(0, HeadSaid(words=given["risk_words"], about=About.CHILD_AT_RISK_NOW))
        child = ChildSaid(given["child_given"], given["child_family"], given["child_born"], given["child_age"])
        stage = given.get("already_at_stage") or ""
        return ComplaintSaid(
            heads=heads,
            children=[child] if child != ChildSaid() else [],
            complainant_name=given["complainant_name"],
            complainant_reach=given["complainant_reach"],
            relationship=given["relationship"],
            relationship_words=given["relationship_words"],
            parent_consents=yes_no(given["parent_consents"] or ""),
            child_content=yes_no(given["child_content"] or ""),
            grounds_arose_on=given["grounds_arose_on"],
            late_reasons=given["late_reasons"],
            desired_outcome=given["desired_outcome"],
            adjustments=given["adjustments"],
            advocate_wanted=yes_no(given["advocate_wanted"] or ""),
            proceedings_live=yes_no(given["proceedings_live"] or ""),
            proceedings_words=given["proceedings_words"],
            already_at_stage=int(stage) if stage else None,
            came=given["came"],
            complained_of_ids=given["complained_of"],
        )
