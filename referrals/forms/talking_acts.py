"""The questions of what councils say to each other: a message, its answer, what was shared, a referral given back."""

from typing import Any

from govuk import forms
from referrals import handles
from referrals.forms.fields import CouncilField, radios, text
from referrals.forms.shared_acts import SharedForm
from referrals.models import Basis, CouncilMessage
from timers import words

KINDS = [
    (CouncilMessage.Kind.TELL.value, "To tell them something"),
    (CouncilMessage.Kind.REQUEST.value, "To ask for information"),
    (CouncilMessage.Kind.CALL.value, "To ask them to ring us"),
]


class TalkForm(SharedForm):
    """The base: it happens now, and a message is chosen by what stands for it in the address."""

    def without_time(self) -> None:
        for name in ("when", "at"):
            self.fields.pop(name, None)

    def others(self) -> list[tuple[str, str]]:
        ours = str(self.case.ours.council_id) if self.case.ours else ""
        return [one for one in self.with_part() if one[0] != ours]

    def offer_messages(self, found: list[CouncilMessage]) -> None:
        self.messages = {handles.handle("message", one.pk): one for one in found}
        self.one_of("message", [(handle, self.message_words(one)) for handle, one in self.messages.items()])
        if len(found) == 1:
            one = found[0]
            self.note = f"{self.message_words(one)}: {one.words}" + (f" Why: {one.why}" if one.why else "")

    def message_words(self, one: CouncilMessage) -> str:
        return f"{one.named or one.by.name}, {self.council_name(one.council_id)}, {words.moment(one.at)}"

    def chosen_message(self) -> CouncilMessage | None:
        return self.messages.get(self.chosen("message"))


class MessageForm(TalkForm):
    to = radios("To which council?", [], required=True, missing="Choose the council")
    kind = radios(
        "What is it for?",
        KINDS,
        required=True,
        missing="Choose what the message is for",
        reveals={"request": ["why", "personal_link", "personal_link_words"]},
        hints={
            "request": "They read who asks and why, and both councils keep it.",
            "call": "Their desk is asked to ring you within one working day.",
        },
    )
    why = text("Why do you ask?", long=True, rows=3, help_text="The other council reads it beside your name.")
    personal_link = radios(
        "Do you know anybody in this family yourself?",
        forms.YES_NO,
        help_text="As a relative, friend, neighbour or otherwise. If so, a manager countersigns before it goes out.",
    )
    personal_link_words = text("How do you know them?", max_length=300)
    words = text("Your message", long=True, required=True, missing="Write the message", rows=6)
    line = text("Your direct telephone line", max_length=60, widget=forms.TextInput(width=20))
    basis = radios(
        "Why does the law allow sharing it?",
        Basis.choices,
        initial=Basis.SAFEGUARDING.value,
        help_text="A child at risk does not wait for consent.",
    )

    def begin(self) -> None:
        self.without_time()
        found = self.others()
        self.one_of("to", found)
        if not found:
            self.nothing = ("No other council has this referral yet.", "Send it to another council", "send")
        elif len(found) == 1:
            self.note = f"To {found[0][1]}’s duty desk. Nothing of it stands in an e-mail: they are told to look here."

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("kind") == "request":
            if not (given.get("why") or "").strip():
                self.add_error("why", "Say why you ask")
            if not given.get("personal_link"):
                self.add_error("personal_link", "Say whether you know anybody in this family yourself")
        return given


class AnswerMessageForm(TalkForm):
    message = radios("Which message?", [], required=True, missing="Choose the message")
    words = text("Your answer", long=True, required=True, missing="Write your answer", rows=6)
    worker = text("Who answers?", max_length=120, help_text="Name and job. You, if left blank.")
    line = text("Direct telephone line", max_length=60, widget=forms.TextInput(width=20))
    basis = radios("Why does the law allow sharing it?", Basis.choices, initial=Basis.SAFEGUARDING.value)

    def begin(self) -> None:
        self.without_time()
        ours = self.case.ours.council_id if self.case.ours else None
        found = CouncilMessage.objects.filter(
            referral=self.case.referral, to_id=ours, kind__in=CouncilMessage.ASKS, answered_at=None
        ).select_related("by")
        self.offer_messages([one for one in found.order_by("at", "pk") if not one.is_held])
        if not self.messages:
            self.nothing = ("No message waits for our answer.", "See what passed between the councils", "between")


class CountersignForm(TalkForm):
    message = radios("Which request?", [], required=True, missing="Choose the request")

    def begin(self) -> None:
        self.without_time()
        ours = self.case.ours.council_id if self.case.ours else None
        found = CouncilMessage.objects.filter(
            referral=self.case.referral, council_id=ours, held=True, countersigned_at=None
        ).select_related("by")
        self.offer_messages(list(found.order_by("at", "pk")))
        if not self.messages:
            self.nothing = (
                "No request waits for a countersignature.",
                "See what passed between the councils",
                "between",
            )


class ShareForm(TalkForm):
    to = CouncilField(label="With which council?", empty="Not a council")
    to_agency = text(
        "Or with whom else?", max_length=120, help_text="For example: Elm Park School, the health visitor."
    )
    what = text("What was shared?", long=True, required=True, missing="Say what was shared")
    basis = radios("Why does the law allow it?", Basis.choices, required=True, missing="Choose why the law allows it")
    basis_words = text("Anything to add about that?", max_length=300)


class GiveBackForm(TalkForm):
    reason = text(
        "Why is our council no place of this referral?",
        long=True,
        required=True,
        missing="Say why our council is no place of this referral",
    )
    checked = text(
        "What was checked, and what was found?",
        long=True,
        rows=3,
        help_text="Our own records, the postcode, the address and where it comes from.",
    )

    def begin(self) -> None:
        self.without_time()


class KeepForm(TalkForm):
    reason = text(
        "Why does it stay with us?",
        long=True,
        required=True,
        missing="Say why it stays with us",
        help_text="Which council the child belongs to, and how we know. Or send it on instead.",
    )

    def begin(self) -> None:
        self.without_time()
