"""The questions about a report or decision of the Ombudsman."""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from audits.models import OmbudsmanReport, Recommendation
from councils.models import Council
from govuk import forms

NO_NAMES = "Everybody in the councils it binds can read this. Write no name of a child or of the family."
WHEN = "For example, 27 3 2026."


class ReportForm(forms.GovukForm):
    kind = forms.ChoiceField(
        label="What did you receive?",
        choices=OmbudsmanReport.Kind.choices,
        missing="Say what you received",
        hints={
            "report": "Under section 31: members must consider it within three months, and the public must be told.",
            "decision": "A statement with actions that the council has agreed to.",
        },
    )
    number = forms.TextField(
        label="The Ombudsman’s reference",
        help_text="For example, 19 010 981",
        required=False,
        max_length=40,
        widget=forms.TextInput(width=10),
    )
    title = forms.TextField(
        label="What it is about, in a line", help_text=NO_NAMES, missing="Say what it is about", max_length=200
    )
    decided_on = forms.DateField(
        label="Date of the report or decision",
        help_text=f"Limits such as “within six weeks” count from this day. {WHEN}",
        missing="Enter the date of the report or decision",
    )
    received_on = forms.DateField(
        label="Day on which your council received it",
        help_text="The three months of a report begin with this day, which counts.",
        missing="Enter the day on which it was received",
    )
    other = forms.ModelChoiceField(
        queryset=Council.objects.none(),
        label="Another council that it binds too",
        help_text="Every council that it binds sees each recommendation, and what each council has said and done. More "
        "councils are added on the report’s own page.",
        empty_label="None",
        required=False,
        mark_optional=False,
        widget=forms.Select(),
    )

    def __init__(self, *args: Any, councils: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = councils  # type: ignore[attr-defined]


class ReceivedForm(forms.GovukForm):
    on = forms.DateField(
        label="On which day did your council receive it?",
        help_text=f"The first day of the three months, which counts. {WHEN}",
        missing="Enter the day on which your council received it",
    )


class BindForm(forms.GovukForm):
    council = forms.ModelChoiceField(
        queryset=Council.objects.none(),
        label="Which council does it bind too?",
        empty_label="Choose a council",
        missing="Choose the council",
        widget=forms.Select(),
    )

    def __init__(self, *args: Any, councils: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["council"].queryset = councils  # type: ignore[attr-defined]


class RecommendationForm(forms.GovukForm):
    kind = forms.ChoiceField(
        label="What kind of thing is it?", choices=Recommendation.Kind.choices, missing="Say what kind of thing it is"
    )
    words = forms.LongTextField(
        label="What is recommended or agreed, in the Ombudsman’s words", help_text=NO_NAMES, missing="Say what it is"
    )
    paragraph = forms.TextField(
        label="Where it stands", help_text="For example, paragraph 74", required=False, max_length=60
    )
    councils = forms.ModelMultipleChoiceField(
        queryset=Council.objects.none(), label="Whom does it bind?", missing="Say which council it binds"
    )
    limit = forms.ChoiceField(
        label="By when?",
        choices=Recommendation.Limit.choices,
        missing="Say by when",
        hints={
            "months_beginning_with": "“Within three months beginning with the date”: ends the day before the "
            "same date.",
            "months": "“Within three months of my decision”: ends on the same date.",
            "weeks": "“Within six weeks of my decision”.",
            "date": "Where the Ombudsman gave no limit, your council sets a day.",
        },
        reveals={"months_beginning_with": ["months_in"], "months": ["months"], "weeks": ["weeks"], "date": ["on"]},
    )
    months_in = forms.IntegerField(label="How many months", min_value=1, max_value=24, missing="Enter how many months")
    months = forms.IntegerField(label="How many months", min_value=1, max_value=24, missing="Enter how many months")
    weeks = forms.IntegerField(label="How many weeks", min_value=1, max_value=104, missing="Enter how many weeks")
    on = forms.DateField(label="Which day", missing="Enter the day")
    after = forms.SelectField(
        label="Does it follow on something that must be agreed first?",
        help_text="As training that comes only after the approach is agreed.",
        required=False,
        mark_optional=False,
    )
    payee = forms.TextField(
        label="If it is a payment: to whom",
        help_text="As the Ombudsman calls them, for example Mrs B. Never their name.",
        required=False,
        max_length=60,
        widget=forms.TextInput(width=10),
    )
    pounds = forms.IntegerField(label="If it is a payment: how many pounds", required=False, min_value=1)

    def __init__(self, *args: Any, councils: Any, numbers: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["councils"].queryset = councils  # type: ignore[attr-defined]
        choices = [("", "No"), *((str(one), f"Recommendation {one}") for one in numbers)]
        self.fields["after"].choices = choices  # type: ignore[attr-defined]

    @property
    def amount(self) -> int:
        """The number beside the limit that was chosen; 0 for a date."""
        name = {"months_beginning_with": "months_in", "months": "months", "weeks": "weeks"}.get(
            self.cleaned_data["limit"], ""
        )
        return int(self.cleaned_data.get(name) or 0)


class AcceptForm(forms.GovukForm):
    accepted = forms.ChoiceField(
        label="Does your council accept it?",
        choices=[("yes", "Yes"), ("no", "No")],
        missing="Say whether your council accepts it",
        reveals={"yes": ["owner"], "no": ["reason"]},
    )
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Who sees to it",
        empty_label="Choose a person",
        missing="Name who sees to it",
        widget=forms.Select(),
    )
    reason = forms.LongTextField(
        label="Why not", help_text="The Ombudsman may make a further report.", missing="Say why not"
    )
    on = forms.DateField(label="Since when", help_text=WHEN, missing="Enter the day")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class DoneForm(forms.GovukForm):
    on = forms.DateField(label="When was it done?", help_text=WHEN, missing="Enter the day on which it was done")
    evidence = forms.LongTextField(
        label="What shows that it was done",
        help_text="What there is and where it is kept: a payment’s number, a letter and its day, a register, a minute.",
        required=False,
        mark_optional=False,
    )


OTHER_MEANS = "other"


class AuditDoneForm(DoneForm):
    """What answers a recommended audit is asked first; that neither is given is said by the action, with why."""

    answered_by = forms.ChoiceField(
        label="Which audit answers it?",
        help_text="Your council’s concluded audits. Where more than a quarter of the cases showed a fault, the full "
        "audit must have been concluded too.",
        choices=[],
        missing="Choose the audit that answers it, or say by what other means it was done",
        reveals={OTHER_MEANS: ["other_means"]},
    )
    other_means = forms.LongTextField(
        label="Where and how was it made?",
        help_text="How the cases were drawn, who read them, and what came of it.",
        missing="Say by what other means it was done",
    )
    field_order = ("answered_by", "other_means", "on", "evidence")

    def __init__(self, *args: Any, audits: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = "It was done by other means" if audits else "By other means: no audit of your council is concluded"
        self.fields["answered_by"].choices = [*audits, (OTHER_MEANS, other)]  # type: ignore[attr-defined]


class MembersForm(forms.GovukForm):
    """Nothing is required here: what is missing is said by the action, with why the law asks for it."""

    body = forms.TextField(
        label="Which body of elected members considered it?",
        help_text="The full Council, the Cabinet, or a committee of elected members to which it was delegated.",
        required=False,
        mark_optional=False,
        max_length=200,
    )
    on = forms.DateField(label="When did they meet?", help_text=WHEN, required=False, mark_optional=False)
    minute = forms.TextField(
        label="Where is the minute?",
        help_text="Its number, or the address at which anybody can read it.",
        required=False,
        mark_optional=False,
        max_length=300,
    )


class StepForm(forms.GovukForm):
    on = forms.DateField(label="When?", help_text=WHEN, missing="Enter the day")
    words = forms.LongTextField(label="What is there to say about it", required=False, max_length=300)
    copies_from = forms.DateField(
        label="From which day are copies open to the public?",
        help_text="They stay open for three weeks, which begin no later than a week after the notice. Left empty: the "
        "day of the notice.",
        required=False,
        mark_optional=False,
    )

    def __init__(self, *args: Any, step: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {
            "publish_report": ("Where can the public read it?", "The address, or the newspaper and the office."),
            "answer_ombudsman": ("What was sent", "For example, a letter with the minute of the Cabinet."),
            "confirm_to_ombudsman": ("What was sent", ""),
            "share_with_ofsted": ("How", ""),
            "monitoring_report": ("To which meeting, and where its minute is", ""),
        }[step]
        self.fields["words"].label, self.fields["words"].help_text = asked
        self.fields["words"].required = step == "publish_report"
        if step != "publish_report":
            del self.fields["copies_from"]
        self.fields["words"].error_messages["required"] = "Say where the public can read it"


class LongerForm(forms.GovukForm):
    until = forms.DateField(label="Until which day?", help_text=WHEN, missing="Enter the day")
    evidence = forms.TextField(
        label="Which letter or message of the Ombudsman agrees to it?",
        missing="Say which letter or message agrees to it",
        max_length=300,
    )
