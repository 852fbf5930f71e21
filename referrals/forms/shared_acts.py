"""The questions of what councils do together: who holds what, disagreements, the strategy discussion and enquiries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from govuk import forms
from referrals.actions.convening import REASONS
from referrals.forms.acts import ActForm, offer
from referrals.forms.fields import radios, text
from referrals.models import Agency, Disagreement, Duty
from referrals.reading_shared import Row
from timers import words

# Whoever records it is children's social care, and the other council is asked for by name.
INVITED = [(str(code), str(label)) for code, label in Agency.choices if code != Agency.CHILDRENS_SOCIAL_CARE]
ATTENDED = [(str(code), str(label)) for code, label in Agency.choices]
NEXT_STAGE = "next"


def tick(label: str, choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    kwargs.setdefault("required", False)
    return forms.MultipleChoiceField(label=label, choices=choices, mark_optional=False, **kwargs)


class SharedForm(ActForm):
    """One that chooses among what stands between the councils: by radios, or unasked where there is only one.

    `nothing` says why there is nothing to do here, with the act that comes first; `note` what to know beforehand.
    """

    nothing: tuple[str, str, str] | None = None  # sentence, words of the way, slug of the act there
    note: str = ""

    def one_of(self, name: str, options: Iterable[tuple[str, str]]) -> None:
        """Offer the options; a single one is not asked. `chosen(name)` tells which it is."""
        found = list(options)
        offer(self.fields[name], found)
        if len(found) == 1:
            self.only = {**getattr(self, "only", {}), name: found[0][0]}
            del self.fields[name]
        elif not found:
            del self.fields[name]

    def chosen(self, name: str) -> str:
        """The option chosen, or the only one there is; "" for none."""
        return str(getattr(self, "only", {}).get(name) or self.cleaned_data.get(name) or "")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if self.nothing is not None:
            self.add_error(None, self.nothing[0])
        return given

    def council_name(self, key: int | None) -> str:
        council = self.case.councils.get(key or 0)
        return council.short_name if council else "another council"

    def with_part(self) -> list[tuple[str, str]]:
        """The councils that have the referral, ours first."""
        ours = self.case.ours.council_id if self.case.ours else None
        parts = sorted(
            (one for one in self.case.parts if one.returned_at is None), key=lambda one: one.council_id != ours
        )
        return [(str(one.council_id), self.council_name(one.council_id)) for one in parts]

    def discussion_words(self, row: Row) -> str:
        planned = f", planned for {words.moment(row['planned_for'])}" if row["planned_for"] else ""
        held = f", held {words.moment(row['held_at'])}" if row["held_at"] else planned
        return f"Called by {self.council_name(row['council_id'])} on {words.moment(row['at'])}{held}"

    def offer_discussions(self, rows: list[Row]) -> None:
        self.one_of("discussion", [(str(one["id"]), self.discussion_words(one)) for one in reversed(rows)])
        if len(rows) == 1:
            self.note = f"{self.discussion_words(rows[0])}."


class DutyForm(SharedForm):
    """The base of those about one responsibility."""

    def begin(self) -> None:
        labels = dict(Duty.Code.choices)
        waiting = self._waiting()
        options = []
        for duty in self.case.shared.open_duties:
            names = " and ".join(self.council_name(one["council_id"]) for one in self.case.shared.holders(duty))
            proposed = waiting.get(duty["code"])
            said = f". {proposed} proposes {self.council_name_of_lead(duty['code'])}" if proposed else ""
            options.append((duty["code"], f"{labels[duty['code']]} (held by {names}{said})"))
        self.one_of("duty", options)
        if not options:
            self.nothing = ("No responsibility is open on this referral.", "Back to the referral", "")

    def _waiting(self) -> dict[str, str]:
        return {
            one["duty"]: self.council_name(one["council_id"])
            for one in self.case.shared.proposals
            if one["in_force_at"] is None
        }

    def council_name_of_lead(self, code: str) -> str:
        return next(
            (self.council_name(one["lead_id"]) for one in self.case.shared.proposals if one["duty"] == code), ""
        )


class LeadForm(DutyForm):
    duty = radios("Which responsibility?", [], required=True, missing="Choose the responsibility")
    lead = radios("Which council should hold it?", [], required=True, missing="Choose the council that should hold it")
    attending = tick("Which councils take part?", [])

    def begin(self) -> None:
        super().begin()
        councils = self.with_part()
        offer(self.fields["lead"], councils)
        offer(self.fields["attending"], councils)
        if len(councils) < 2 and self.nothing is None:
            self.nothing = (
                "No other council has this referral yet, so there is nobody to agree with.",
                "Send it to another council",
                "send",
            )


class AcceptDutyForm(DutyForm):
    duty = radios("Which responsibility?", [], required=True, missing="Choose the responsibility")
    reason = text("Anything to add?", long=True, rows=3)


class DeclineDutyForm(DutyForm):
    duty = radios("Which responsibility?", [], required=True, missing="Choose the responsibility")
    reason = text(
        "Why, and what happens next for the child?",
        long=True,
        help_text="That the child lives elsewhere, or that it happened elsewhere, does not end it: say what follows.",
    )


class IntendForm(SharedForm):
    action = text(
        "What will your council do?",
        long=True,
        required=True,
        missing="Say what your council will do, who does it and by when",
        help_text="Who does what by when. The other council reads it; without it they cannot close.",
    )


ANOTHER = "another"


class DisagreeForm(SharedForm):
    """Open a disagreement, or take one that is open to its next stage."""

    which = radios(
        "Which disagreement?", [], required=True, missing="Say which disagreement it is", reveals={ANOTHER: "about"}
    )
    about = text("What do you disagree about?", long=True, rows=3, max_length=300)
    level = radios(
        "Between whom is it now?",
        [*Disagreement.Stage.choices],
        help_text="Left blank: between the workers, or the next stage of the one that is open.",
    )

    def begin(self) -> None:
        open_ones = self.case.shared.disagreements
        if not open_ones:
            del self.fields["which"]
            return
        options = [(str(one["id"]), self._further(one)) for one in open_ones]
        offer(self.fields["which"], [*options, (ANOTHER, "Another matter")])

    @staticmethod
    def _further(one: Any) -> str:
        stage = Disagreement.Stage(one["stage"]).label.lower()
        return f"{one['about']} (now {stage}): take it to the next stage"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen = given.get("which") or ANOTHER
        if chosen != ANOTHER:
            given["about"] = next(one["about"] for one in self.case.shared.disagreements if str(one["id"]) == chosen)
        elif "which" not in self.errors and not (given.get("about") or "").strip():
            self.add_error("about", "Say what the councils disagree about")
        return given


class SettleDisagreementForm(SharedForm):
    resolution = text(
        "What was agreed?", long=True, required=True, missing="Say what was agreed, and who does what by when"
    )

    def begin(self) -> None:
        open_ones = self.case.shared.disagreements
        if not open_ones:
            self.nothing = ("No disagreement is open on this referral.", "Raise one", "disagree")
        else:
            self.note = "Open now: " + "; ".join(one["about"] for one in open_ones) + "."


class ConveneForm(SharedForm):
    invited = tick(
        "Who is invited?",
        INVITED,
        help_text="It needs children’s social care, the police and health to be whole. You are there already.",
    )
    planned_for = forms.DateTimeField(label="When will it be held?", required=False, mark_optional=False)

    def begin(self) -> None:
        others = " and ".join(self.council_name(one) for one in self.case.others)
        if others:
            offer(
                self.fields["invited"],
                [(code, f"{label}: {others}" if code == Agency.OTHER_COUNCIL else label) for code, label in INVITED],
            )
        if self.case.shared.to_come:
            self.note = f"{self.discussion_words(self.case.shared.to_come[-1])}: it is not recorded as held. "
            self.note += "Another one can be called; calling it is never refused."


class AnswerInvitationForm(SharedForm):
    """`invitation` is "I:<invitation>" of somebody invited, or "U:<discussion>" for our council where it was not."""

    invitation = radios("Whose answer is it?", [], required=True, missing="Choose whose answer it is")
    answer = radios(
        "What is the answer?",
        [("accept", "Takes part"), ("decline", "Does not take part")],
        required=True,
        missing="Choose the answer",
    )
    reason = text(
        "Reason, or what stands in the way",
        long=True,
        rows=3,
        help_text="Somebody who cannot come offers another time, or sends what they know. A closed case still answers.",
    )

    def begin(self) -> None:
        shared, ours = self.case.shared, self.case.ours.council_id if self.case.ours else None
        options, mine = [], []
        for row in shared.to_come:
            when = self.discussion_words(row)
            invited = shared.of_discussion(shared.invitations, row)
            for one in invited:
                if one["council_id"] == ours:
                    mine.append((f"I:{one['id']}", f"Ours. {when}"))
                elif one["council_id"]:
                    options.append((f"I:{one['id']}", f"{self.council_name(one['council_id'])}, who told us. {when}"))
                else:
                    options.append((f"I:{one['id']}", f"{Agency(one['agency']).label}, who told us. {when}"))
            if row["council_id"] != ours and all(one["council_id"] != ours for one in invited):
                mine.append((f"U:{row['id']}", f"Ours, which was not invited. {when}"))
        self.one_of("invitation", mine + options)
        if len(mine + options) == 1:
            self.note = f"{(mine + options)[0][1]}."
        elif not mine + options:
            self.nothing = (
                "No invitation to a strategy discussion is open here.",
                "Call a strategy discussion",
                "convene",
            )


class NoDiscussionForm(SharedForm):
    reason = radios("Why is none held?", list(REASONS.items()), required=True, missing="Choose why none is held")
    rationale = text(
        "How do you know?",
        long=True,
        help_text="What the police do, where the child lives, or that the child has not said anything is not a reason.",
    )


class HeldForm(SharedForm):
    discussion = radios("Which discussion?", [], required=True, missing="Choose the discussion")
    attended = tick("Who took part?", ATTENDED)
    section_47 = radios(
        "Do section 47 enquiries begin?", forms.YES_NO, reveals={"yes": ["joint_with_police"]}, inline=False
    )
    joint_with_police = radios("Together with the police?", forms.YES_NO, inline=True)
    other_children_considered = radios("Was risk to other children considered?", forms.YES_NO, inline=True)
    risk_apart_from_police_considered = radios(
        "Was risk considered apart from what the police do?", forms.YES_NO, inline=True
    )
    rationale = text("What was decided, and why?", long=True, rows=6)
    see_child_by = forms.DateTimeField(
        label="By when is the child seen?",
        required=False,
        mark_optional=False,
        help_text="If the discussion set it. Without it the child is seen within 24 hours.",
    )

    def begin(self) -> None:
        rows = self.case.shared.to_come
        self.offer_discussions(rows)
        if not rows:
            self.nothing = (
                "No strategy discussion is called and waiting to be held.",
                "Call a strategy discussion",
                "convene",
            )


class CompleteRecordForm(SharedForm):
    discussion = radios("Which discussion?", [], required=True, missing="Choose the discussion")
    section_47 = radios("Do section 47 enquiries begin?", forms.YES_NO, inline=True)
    other_children_considered = radios("Was risk to other children considered?", forms.YES_NO, inline=True)
    risk_apart_from_police_considered = radios(
        "Was risk considered apart from what the police do?", forms.YES_NO, inline=True
    )
    rationale = text("What was decided, and why?", long=True, rows=6)

    def begin(self) -> None:
        rows = [one for one in self.case.shared.held if _lacks(one)]
        self.offer_discussions(rows)
        if not rows:
            said = "Every discussion that was held has its record."
            if not self.case.shared.held:
                said = "No strategy discussion is recorded as held."
            self.nothing = (said, "Record that one was held", "hold-discussion")


def _lacks(row: Row) -> bool:
    """Whether the minimum record of a discussion does not say something yet."""
    return (
        row["section_47"] is None
        or not row["other_children_considered"]
        or not row["risk_apart_from_police_considered"]
        or not row["rationale"].strip()
    )


class CirculateForm(SharedForm):
    discussion = radios("The record of which discussion?", [], required=True, missing="Choose the discussion")
    to = tick("To whom was it sent?", ATTENDED, help_text="Left blank: to everybody who was invited.")

    def begin(self) -> None:
        rows = self.case.shared.held
        self.offer_discussions(rows)
        if not rows:
            self.nothing = (
                "No strategy discussion is recorded as held, so there is no record to send.",
                "Record that it was held",
                "hold-discussion",
            )
        elif any(_lacks(one) for one in rows):
            self.note = f"{self.note} The record is not complete yet. Complete it before it is sent.".strip()


class EnquireForm(SharedForm):
    joint_with_police = radios("Together with the police?", forms.YES_NO, inline=True)


class EndEnquiryForm(SharedForm):
    outcome = text(
        "What was found?",
        long=True,
        required=True,
        missing="Say what the enquiries found",
        help_text="And what follows.",
    )
    conference = radios(
        "Does a child protection conference follow?",
        forms.YES_NO,
        required=True,
        missing="Say whether a conference follows",
        hints={"yes": "Within 15 working days of the strategy discussion that began the enquiries."},
    )
    joint_with_police = radios("Were they made together with the police?", forms.YES_NO, inline=True)

    def begin(self) -> None:
        ours = self.case.ours.pk if self.case.ours else None
        if not any(one["part_id"] == ours for one in self.case.shared.enquiries):
            self.note = "No enquiries of ours are recorded as begun: this records that they began and ended."


class ConferenceForm(SharedForm):
    """Only when it was held."""


class NowForm(SharedForm):
    """One that happens when it is sent: there is nothing to say about when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("when", "at"):
            self.fields.pop(name, None)

    def happened_at(self, now: datetime) -> datetime:
        return now
