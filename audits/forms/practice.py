"""The questions about warnings, meetings, gaps, learning and the pack."""

from typing import Any

from accounts.models import User
from audits.forms.ombudsman import WHEN
from audits.models import LearningItem, RaisedWarning, Recommendation, RuleGap
from audits.models.warnings import TIER_WORDS
from councils.models import Team
from govuk import forms

TEAMS_READ = "Everybody in the teams reads this. Write no name of a child, of the family or of a colleague."
MEMBERS_READ = "Members and scrutiny read this. Write no name of a child, of the family or of a colleague."


class WarningForm(forms.GovukForm):
    source = forms.ChoiceField(
        label="Where does the warning come from?",
        choices=RaisedWarning.Source.choices,
        missing="Say where the warning comes from",
    )
    raised_by = forms.TextField(
        label="Who raised it, in their role",
        help_text="For example: chair of the safeguarding partnership, or a worker of the front door. No name is "
        "needed.",
        missing="Say who raised it, in their role",
        max_length=120,
    )
    about = forms.TextField(label="What it is about, in a line", missing="Say what it is about", max_length=200)
    words = forms.LongTextField(label="The warning", help_text=MEMBERS_READ, missing="Write the warning")
    to = forms.ChoiceField(
        label="Who must answer it first?",
        help_text="Unopened after five working days, or unanswered after twenty, it goes to the next below as well, "
        "who then have ten in which to answer, and so on to the last.",
        choices=list(TIER_WORDS.items()),
        missing="Say who must answer it",
    )


class AnswerForm(forms.GovukForm):
    answer = forms.LongTextField(label="Your answer", help_text=MEMBERS_READ, missing="Write your answer")
    what_changes = forms.LongTextField(
        label="What changes because of it, and by when",
        help_text="Or why nothing does. It stays in the register beside the warning.",
        missing="Say what changes and by when, or why nothing does",
    )


class MeetingForm(forms.GovukForm):
    board = forms.TextField(
        label="Board or committee",
        help_text="For example: Safeguarding Children Partnership",
        missing="Name the board or committee",
        max_length=120,
    )
    held_on = forms.DateField(label="When was it held?", help_text=WHEN, missing="Enter the day")
    came = forms.LongTextField(
        label="Who came", help_text="One to a line, with their role.", required=False, mark_optional=False
    )
    absent = forms.LongTextField(
        label="Who was expected and did not come",
        help_text="One to a line, with their role. After a colon the reason, if one was given.",
        required=False,
        mark_optional=False,
    )
    minute = forms.TextField(label="Where the minute is", required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """`people`: name to whether they came; `reasons`: name to why not."""
        given = super().clean() or {}
        people = dict.fromkeys(_lines(given.get("came", "")), True)
        reasons = {}
        for line in _lines(given.get("absent", "")):
            name, _, reason = (part.strip() for part in line.partition(":"))
            if name in people:
                self.add_error("absent", f"{name} cannot have come and not come.")
            people[name] = False
            reasons[name] = reason
        if any(len(name) > 120 for name in people):
            self.add_error("came", "Write one person to a line.")
        given["people"], given["reasons"] = people, reasons
        return given


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class GapForm(forms.GovukForm):
    kind = forms.ChoiceField(
        label="What is wrong with the procedures?", choices=RuleGap.Kind.choices, missing="Say what is wrong"
    )
    about = forms.TextField(
        label="What they do not settle, in a line", missing="Say what is not settled", max_length=200
    )
    words = forms.LongTextField(
        label="The situation", help_text=f"In general words. {MEMBERS_READ}", missing="Describe the situation"
    )
    reported_to = forms.TextField(
        label="To whom was it reported?",
        help_text="The partnership, and the subgroup for policy and procedures.",
        missing="Say to whom it was reported",
        max_length=200,
    )
    reported_on = forms.DateField(label="When?", help_text=WHEN, missing="Enter the day")
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Who sees to it in your council",
        empty_label="Choose a person",
        missing="Name who sees to it",
        widget=forms.Select(),
    )
    due_on = forms.DateField(label="By when is it to be settled?", help_text=WHEN, missing="Enter the day")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class OutcomeForm(forms.GovukForm):
    outcome = forms.LongTextField(
        label="What came of it",
        help_text="What was decided, and where the new words of the procedures stand.",
        missing="Say what came of it",
    )
    on = forms.DateField(label="When?", help_text=WHEN, missing="Enter the day")


class LearningForm(forms.GovukForm):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=LearningItem.Kind.choices,
        missing="Say what it is",
        hints={"training": "Once it has been held you record who came, and the evidence."},
    )
    title = forms.TextField(label="In a line", missing="Say it in a line", max_length=200)
    words = forms.LongTextField(
        label="What was learnt, and what people are to do", help_text=TEAMS_READ, missing="Say what was learnt"
    )
    source = forms.TextField(label="Where it was learnt", required=False, max_length=200)
    teams = forms.ModelMultipleChoiceField(
        queryset=Team.objects.none(), label="Which teams is it for?", missing="Choose the teams it is for"
    )
    read_by = forms.DateField(label="To be read by", help_text=WHEN, missing="Enter the day")
    recommendation = forms.ModelChoiceField(
        queryset=Recommendation.objects.none(),
        label="Does it carry out a recommendation of the Ombudsman?",
        empty_label="No",
        required=False,
        mark_optional=False,
        widget=forms.Select(),
    )

    def __init__(self, *args: Any, teams: Any, recommendations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = teams  # type: ignore[attr-defined]
        chosen: Any = self.fields["recommendation"]
        chosen.queryset = recommendations
        chosen.label_from_instance = lambda one: (
            f"{one.report.number or one.report.reference}, {one.number}: {one.get_kind_display()}"
        )


class ReceiptForm(forms.GovukForm):
    words = forms.LongTextField(
        label="What will you do differently?",
        help_text="Whoever sent it reads this.",
        required=False,
        max_length=1000,
    )


class TrainingForm(forms.GovukForm):
    held_on = forms.DateField(label="When was it held?", help_text=WHEN, missing="Enter the day")
    audience = forms.TextField(
        label="For whom", help_text="For example: adult social care staff", missing="Say for whom", max_length=200
    )
    came = forms.IntegerField(label="How many came", min_value=0, missing="Enter how many came")
    of = forms.IntegerField(label="Of how many who were asked", min_value=1, missing="Enter how many were asked")
    evidence = forms.LongTextField(
        label="What shows it",
        help_text="The register and the slides, and where they are kept.",
        required=False,
        mark_optional=False,
    )


class PackAnswerForm(forms.GovukForm):
    answer = forms.LongTextField(
        label="What do you ask or say about these figures?",
        help_text="It is kept with the pack, with your name and the time.",
        missing="Write what you ask or say",
    )
