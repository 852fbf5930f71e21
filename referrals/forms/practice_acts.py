"""The questions of what happens along the way: new concerns, challenges, the LADO, supervision, moves, closing."""

from collections.abc import Mapping
from typing import Any

from govuk import forms
from referrals.actions.lado import LIMBS
from referrals.forms.acts import OverridableForm
from referrals.forms.fields import CouncilField, radios, text
from referrals.forms.shared_acts import NowForm, SharedForm, tick
from referrals.models import Concern, Involvement
from referrals.presenters import transfers
from referrals.presenters.people import age
from referrals.said import PersonSaid, PlaceSaid
from timers import words

# What may end a council's part. Where the child lives or harm happened, what the police do, and that consent was taken
# back are not among them: a list teaches people to pick what it offers (DECISIONS, Practice).
CLOSING_REASONS = [
    ("needs_met", "What the child needs is met, and somebody named goes on with it"),
    ("enquiries_done", "Enquiries and assessment are done, and no concern is left"),
    ("other_accepted", "Another council has accepted this in writing and has told us what it will do"),
    ("moved_accepted", "The child moved, and the council there has accepted the transfer"),
    ("now_adult", "The child is now an adult"),
    ("other", "Something else: the words below say what"),
]
NONE = "none"


class ConcernForm(SharedForm):
    with_ours = True

    kind = radios("What is new?", Concern.Kind.choices, required=True, missing="Choose what is new")
    words = text("What happened, and who said so?", long=True, rows=6)
    given_name = text(
        "Person alleged to have caused harm: first name",
        max_length=80,
        help_text="If somebody is named. Else leave it.",
    )
    family_name = text("Last name", max_length=80)
    harmer_in = CouncilField(label="Council where that person lives")

    @property
    def harmer(self) -> PersonSaid | None:
        """Whoever is alleged to have caused harm; None where nobody is named."""
        given, family = self.cleaned_data["given_name"], self.cleaned_data["family_name"]
        council = self.cleaned_data["harmer_in"]
        if not (given or family):
            return None
        lives = PlaceSaid(council=council, confidence="stated") if council else None
        return PersonSaid(role=Involvement.As.ALLEGED_HARMER, given_name=given, family_name=family, lives_in=lives)


class ReturnInterviewForm(SharedForm):
    held = radios(
        "Was the interview held?",
        forms.YES_NO,
        required=True,
        missing="Say whether the interview was held",
        hints={"no": "With a reason it is settled; without one it is still due."},
    )
    reason = text("Why not, or what the child said", long=True)


class ChallengeForm(SharedForm):
    challenger = text("Who says so?", max_length=200, help_text="Name, job and service.")
    about = text("What do they say is not enough?", long=True, required=True, missing="Say what they challenge")


class AnswerChallengeForm(SharedForm):
    answer = text("What is the answer?", long=True, rows=3)
    rationale = text("Why?", long=True)

    def begin(self) -> None:
        ours = self.case.ours.pk if self.case.ours else None
        waiting = [one for one in self.case.shared.challenges if one["part_id"] == ours]
        if not waiting:
            self.nothing = ("No challenge waits for an answer on this case.", "Record a challenge", "challenge")
            return
        first = min(waiting, key=lambda one: (one["at"], one["id"]))
        by = f" by {first['challenger']}" if first["challenger"] else ""
        self.note = f"Made{by} on {words.moment(first['at'])}: {first['about']}"


class OtherChildrenForm(SharedForm):
    found = radios(
        "Are other children at risk?",
        [("yes", "Yes"), ("no", "No, nobody else"), ("unknown", "Not known yet")],
        required=True,
        missing="Say whether other children are at risk",
    )
    task = text(
        "Who they are, or who finds out by when",
        long=True,
        rows=3,
        help_text="Brothers, sisters, children at the person’s home, work or club. Not known needs a task.",
    )


class _AboutPerson(SharedForm):
    def begin(self) -> None:
        grown = [one for one in self.case.involvements if one.role != Involvement.As.CHILD]
        people = {one.person_id: one.person for one in grown}
        self.one_of("person", [(str(key), f"{one.name}, {age(one, self.on)}") for key, one in people.items()])
        if len(people) == 1:
            self.note = f"About {next(iter(people.values())).name}."
        if not people:
            self.nothing = (
                "Nobody but the child is named on this referral.",
                "Record a new concern, with the person’s name",
                "concern",
            )

    @property
    def about(self) -> object:
        wanted = self.chosen("person")
        return next((one.person for one in self.case.involvements if str(one.person_id) == wanted), None)


class LadoForm(_AboutPerson):
    with_ours = True

    person = radios("Who works with children?", [], required=True, missing="Choose the person")
    limbs = tick(
        "Which of the harm criteria are met?",
        [*((str(key), said[0].upper() + said[1:]) for key, said in LIMBS.items()), (NONE, "None of them")],
        required=True,
        missing="Choose the criteria that are met, or none of them",
        widget=forms.Checkboxes(before={NONE: "or"}, exclusive=NONE),
        help_text="Any one is enough. The person alleged to have caused harm is told only after this.",
    )
    classified_as = radios(
        "What is it?",
        [
            ("allegation", "An allegation"),
            ("practice_concern", "A concern about practice"),
            ("complaint", "A complaint"),
        ],
        required=True,
        missing="Choose what it is",
    )
    rationale = text("Why?", long=True)
    works_in = CouncilField(label="Council where the person works with children")

    @property
    def met(self) -> list[int]:
        return [int(one) for one in self.cleaned_data["limbs"] if one != NONE]


class LadoMentionForm(_AboutPerson):
    person = radios("Who?", [], required=True, missing="Choose the person")
    happened = radios(
        "Has the person been told?",
        [("no", "Not yet: it is planned"), ("yes", "Yes, the person was told")],
        required=True,
        missing="Say whether the person has been told",
    )


class SuperviseForm(SharedForm):
    reflection = text("What was thought about?", long=True, rows=6)
    actions = text("Who does what by when?", long=True)


class MoveForm(SharedForm):
    with_ours = True

    child = radios("Which child?", [], required=True, missing="Choose the child")
    moves_to = CouncilField(
        label="To which council’s area?", empty="Choose a council", required=True, missing="Choose the council"
    )
    permanent = radios(
        "For good?", [("yes", "Yes"), ("no", "No, for a stay"), ("unknown", "I do not know")], inline=True
    )
    on_plan = radios("Is the child on a child protection plan?")

    def begin(self) -> None:
        children = [one.person for one in self.case.children]
        self.one_of("child", [(str(one.pk), f"{one.name}, {age(one, self.on)}") for one in children])
        if not children:
            self.nothing = ("No child is named on this referral.", "Correct what was logged", "correct")

    @property
    def who_moves(self) -> object:
        wanted = self.chosen("child")
        return next((one.person for one in self.case.children if str(one.person_id) == wanted), None)


class AcceptTransferForm(SharedForm):
    """When the transfer-in conference was held is all that is asked."""

    def begin(self) -> None:
        self.note = transfers.note(self.case)
        if self.case.ours is not None and self.case.ours.closed_at is not None:
            self.nothing = ("Your council’s part is closed. Open it again to take over.", "Open it again", "reopen")
        elif not self.note:
            self.nothing = (
                "No child who moved to your council waits to be accepted here.",
                "Record where the child lives now",
                "record-address",
            )


def goes_on(closing: Mapping[str, Any]) -> str:
    """The service that goes on with the risk, and whether it accepted that in writing; "" where none is named."""
    if not closing.get("service"):
        return ""
    accepted = closing["service_accepted"] or "it has not accepted that in writing"
    return f"{closing['service']} goes on with it: {accepted}."


class ClosingForm(OverridableForm, SharedForm):
    reason = radios("Why?", CLOSING_REASONS, required=True, missing="Choose why it is closed")
    rationale = text(
        "What risk is left, and who goes on with it?",
        long=True,
        help_text="That somebody does not engage ends no risk. Every council on the referral reads this.",
    )
    service = text(
        "Does a service that is no council go on with it? Say which",
        help_text="For example a mental health service or a school. Leave it empty where none does.",
    )
    service_accepted = text("Who there accepted it in writing, and on which day?", long=True, rows=2)

    def begin(self) -> None:
        if self.case.ours is not None and self.case.ours.closed_at is not None:
            self.nothing = ("Your council’s part is closed already.", "Open it again", "reopen")


class SignForm(OverridableForm, NowForm):
    def begin(self) -> None:
        ours = self.case.ours.pk if self.case.ours else None
        asked = next((one for one in self.case.shared.closings if one["part_id"] == ours), None)
        if asked is None:
            self.nothing = ("Nobody has asked to close this. Ask first, then a second person signs.", "Ask", "close")
            return
        reason = dict(CLOSING_REASONS).get(asked["reason"], asked["reason"].replace("_", " "))
        said = f"{asked['by_name']} asked on {words.moment(asked['at'])}. {reason}. {asked['rationale']}".strip()
        self.note = " ".join(filter(None, [said, goes_on(asked)]))


class ReopenForm(SharedForm):
    reason = text("Why is it opened again?", long=True, required=True, missing="Say why it is opened again")

    def begin(self) -> None:
        ours = self.case.ours
        waits = ours is not None and any(one["part_id"] == ours.pk for one in self.case.shared.closings)
        if ours is not None and ours.closed_at is None and not waits:
            self.nothing = ("Your council’s part is open.", "Back to the referral", "")
        elif waits:
            self.note = "A request to close waits to be signed. This takes it back."
