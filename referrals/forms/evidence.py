"""The questions of needs and support, consent, requests for an assessment, and taking a case over."""

from typing import Any

from govuk import forms
from referrals.forms.acts import OverridableForm
from referrals.forms.fields import radios, text
from referrals.forms.of import OfForm
from referrals.forms.shared_acts import SharedForm
from referrals.models import AssessmentRequest, ConsentChange, Need
from referrals.presenters import on_file
from timers import words


def _day(label: str, **kwargs: Any) -> Any:
    return forms.DateField(label=label, required=False, mark_optional=False, **kwargs)


class AskNeedForm(SharedForm):
    whose = radios("Whose need is it?", Need.Whose.choices, required=True, missing="Choose whose need it is")
    asked = text(
        "What was asked for?",
        long=True,
        rows=3,
        required=True,
        missing="Say what was asked for",
        help_text="In their own words, before what we think of it.",
    )
    asked_by = text("Who asked?", max_length=200)


class _NeedForm(OfForm):
    kind = "need"
    gone = ("There is no such need of your council here.", "See needs and support", "needs")

    def find(self, key: int) -> Need | None:
        ours = self.case.ours
        mine = Need.objects.filter(part_id=ours.pk if ours else 0)
        return mine.select_related("part__referral", "part__council").filter(pk=key).first()

    def tell(self) -> None:
        lines = [f"Asked for: {self.thing.asked}"]
        if self.thing.assessed:
            lines.append(f"Needed: {self.thing.assessed}")
        if self.thing.offered:
            lines.append(f"Offered: {self.thing.offered}")
        self.note = "\n".join(lines)


class AssessNeedForm(_NeedForm):
    assessed = text(
        "What is needed, and how do you know?",
        long=True,
        required=True,
        missing="Say what is needed",
        help_text="It may differ from what was asked for. Both stay.",
    )


class _HeardForm(_NeedForm):
    family_view = radios(
        "What does the family think of it?",
        Need.View.choices,
        required=True,
        missing="Say what the family thinks of it",
        hints={"disagrees": "Set a day on which you look at it again with them."},
    )
    family_words = text("In their words", long=True, rows=3)
    review_on = _day("When is it looked at again?")


class OfferForm(OverridableForm, _HeardForm):
    offered = text(
        "What is offered, by whom and from when?", long=True, rows=3, required=True, missing="Say what is offered"
    )
    matches = radios("Is it what is needed?", forms.YES_NO, required=True, missing="Say whether it is what is needed")
    mismatch_reason = text("If not: why is something else offered?", long=True, rows=2)

    field_order = ("of", "offered", "matches", "mismatch_reason", "family_view", "family_words", "review_on")


class HearForm(_HeardForm):
    pass


class ConsentForm(SharedForm):
    state = radios("What does the family say?", ConsentChange.State.choices, required=True, missing="Say what they say")
    words = text("Why, in their words?", long=True, rows=3)
    goes_on = radios(
        "If they do not agree: do we go on without consent?",
        [("yes", "Yes: the threshold allows it"), ("no", "No"), ("unknown", "Not decided yet: a manager decides")],
    )
    threshold_words = text(
        "Why does the threshold allow that, or not?",
        long=True,
        rows=3,
        help_text="That consent was taken back ends no duty: weigh what is known of the harm.",
    )
    other_worker_offered = radios("Were they offered another worker?", forms.YES_NO)


class RequestForm(SharedForm):
    asker = text("Who asks?", max_length=200, required=True, missing="Say who asks", help_text="Name and who they are.")
    words = text("What do they ask for, and why?", long=True, required=True, missing="Say what they ask for, and why")


class AnswerRequestForm(OfForm):
    kind = "request"
    gone = ("There is no such request of your council that waits here.", "See needs and support", "needs")

    agreed = radios("Do we assess?", forms.YES_NO, required=True, missing="Say whether we assess")
    answer = text(
        "Why, as it is told to whoever asked?", long=True, required=True, missing="Say why, as it is told to them"
    )

    def find(self, key: int) -> AssessmentRequest | None:
        ours = self.case.ours
        mine = AssessmentRequest.objects.filter(part_id=ours.pk if ours else 0, answered_at=None)
        return mine.select_related("part__referral").filter(pk=key).first()

    def tell(self) -> None:
        self.note = f"{self.thing.asker}, {words.day(self.thing.at)}: {self.thing.words}"


class TakeOverForm(SharedForm):
    """Reading the list is all that is asked."""

    def begin(self) -> None:
        waiting = [one for one in self.case.on_file.handovers if one["to_id"] == self.case.acting.pk]
        if not waiting:
            self.nothing = ("Nothing that was handed over waits for you on this case.", "Back to the referral", "")
            return
        self.note = "\n".join(on_file.handed_over(self.case, waiting[0]))


class SignAssessmentForm(SharedForm):
    words = text(
        "What do you make of it?",
        long=True,
        required=True,
        missing="Say what you make of it",
        help_text="Whether the child was heard, what is not known, and what is to be done.",
    )

    def begin(self) -> None:
        if not self.case.on_file.unsigned:
            self.nothing = ("No completed assessment waits to be signed.", "Back to the referral", "")
            return
        latest = self.case.on_file.unsigned[-1]
        self.note = "\n".join(on_file.assessed(latest))
