"""What a desk is asked on the other side of a link: few questions, in anybody's words."""

from typing import Any

from govuk import forms
from referrals.actions.not_ours import LAW
from referrals.forms.fields import OurForm, radios, text


def who(**more: Any) -> Any:
    return text(
        "Your name and job",
        max_length=120,
        required=True,
        missing="Enter your name and job",
        help_text="For example: Priya Shah, duty social worker. The other council rings you, not a switchboard.",
        **more,
    )


def direct_line() -> Any:
    return text(
        "Your direct telephone line",
        max_length=60,
        widget=forms.TextInput(width=20, attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class DeskForm(OurForm):
    """The base: `choices` offers what the link is about."""

    def begin(self, offered: dict[str, list[tuple[str, str]]]) -> None:
        for name, options in offered.items():
            if name in self.fields:
                self.fields[name].choices = options  # type: ignore[attr-defined]
                if len(options) == 1:
                    self.fields[name].initial = options[0][0]


class WhoForm(DeskForm):
    """For acts that take no code: who answers is asked each time."""

    worker = who()
    line = direct_line()


class HaveItForm(WhoForm):
    pass


class RingUsForm(WhoForm):
    words = text("What about, and when can you be reached?", long=True, rows=3, required=False)


class AskCodeForm(DeskForm):
    desk = radios(
        "Where should the code go?",
        [],
        required=True,
        missing="Choose where the code should go",
        help_text="It is sent to an address that is held for your duty desk, and to no other.",
    )


class ReadForm(WhoForm):
    code = forms.TextField(
        label="Code",
        missing="Enter the six figures that were sent to your desk",
        help_text="Six figures. They work for 30 minutes.",
        max_length=12,
        widget=forms.CodeInput(),
    )
    field_order = ("code", "worker", "line")


class NotOursForm(DeskForm):
    because = radios(
        "Why is it not yours?",
        [(code, label) for code, (label, _, _) in LAW.items()],
        required=True,
        missing="Choose why",
        hints={code: law for code, (_, law, _) in LAW.items()},
    )
    words = text(
        "Say more, and what happens next for the child",
        long=True,
        required=True,
        missing="Say why, and what happens next for the child",
    )
    checked = text(
        "What have you checked?",
        long=True,
        rows=3,
        help_text="Your own records, the postcode, the address and where it comes from.",
    )


class AcceptForm(DeskForm):
    duty = radios(
        "Which responsibility do you accept?", [], required=True, missing="Choose the responsibility you accept"
    )
    reason = text("Anything to add?", long=True, rows=3)


class DeclineForm(DeskForm):
    duty = radios(
        "Which responsibility do you decline?", [], required=True, missing="Choose the responsibility you decline"
    )
    reason = text(
        "Why, and what happens next for the child?",
        long=True,
        required=True,
        missing="Say why, and what happens next for the child",
        help_text="That the child lives elsewhere, or that it happened elsewhere, does not end it. Whoever holds it "
        "goes on holding it, and the councils disagree in the open.",
    )


class IntendForm(DeskForm):
    action = text(
        "What will your council do, who does it and by when?",
        long=True,
        required=True,
        missing="Say what your council will do",
    )


class InvitationForm(DeskForm):
    discussion = radios("Which discussion?", [], required=True, missing="Choose the discussion")
    answer = radios(
        "Do you take part?",
        [("accept", "Yes, we take part"), ("decline", "No")],
        required=True,
        missing="Say whether you take part",
        reveals={"decline": "reason"},
    )
    reason = text("Why not?", long=True, rows=3, help_text="A closed case is no reason: the invitation opens it again.")


class CallDiscussionForm(DeskForm):
    planned_for = forms.DateTimeField(
        label="When is it planned for?",
        required=False,
        mark_optional=False,
        help_text="Leave it blank while you agree a time. For example 22 11 2026, 4:15pm.",
    )


class AnswerForm(DeskForm):
    words = text("Your answer", long=True, required=True, missing="Write your answer", rows=6)


class SpokeForm(DeskForm):
    worker_there = text(
        "Whom did you speak to there?", max_length=120, required=True, missing="Enter whom you spoke to there"
    )
    words = text("What was said and agreed?", long=True, rows=4)
