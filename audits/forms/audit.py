"""What the pages of an audit ask. Shapes only: every rule is in the actions."""

from typing import Any

from audits.actions.reading import AT_RISK
from audits.auditing.points import ANSWERS, POINTS, Point
from audits.auditing.similar import LINKS, STAGES, STRATA, Similar
from audits.models import Audit, SampleCase
from govuk import forms
from referrals.forms.fields import CouncilField, OurForm, radios, text
from referrals.models.referral import Harm

ORIGINS = [(code, label) for code, label in Audit.Origin.choices if code != Audit.Origin.FULL]


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


class OpenForm(OurForm):
    """What started it, and over which period."""

    origin = radios("What started this audit?", ORIGINS, required=True, missing="Choose what started it")
    origin_words = text(
        "What was asked for, in its own words",
        long=True,
        rows=3,
        help_text="For example the recommendation, with its reference and paragraph.",
    )
    title = text(
        "What shall it be called?", max_length=120, required=True, missing="Give the audit a name", width="full"
    )
    since = forms.DateField(
        label="Cases closed from", missing="Enter the first day", help_text="The Ombudsman asked for cases from 2018."
    )
    until = forms.DateField(label="Cases closed up to and including", missing="Enter the last day")


class DefineForm(OurForm):
    """What counts as similar circumstances."""

    words = text(
        "What counts as “closed in similar circumstances” in this audit?",
        long=True,
        rows=4,
        required=True,
        missing="Say in words what counts as similar circumstances",
        help_text="The Ombudsman did not define it. These are the words that your report will print.",
    )
    links = forms.MultipleChoiceField(
        label="How is another council concerned?",
        choices=[(code, capital(words)) for code, words in LINKS.items()],
        help_text="A case counts when any one of these is so.",
        missing="Choose at least one way in which another council is concerned",
    )
    stage = radios("How far had it gone?", [(code, capital(words)) for code, words in STAGES.items()], required=True)
    harms = forms.MultipleChoiceField(
        label="What harm was alleged?",
        choices=Harm.choices,
        required=False,
        mark_optional=False,
        help_text="Choose none to count every kind.",
    )
    contacts = radios(
        "Count contacts that were information only?", [("no", "No, only referrals"), ("yes", "Yes, contacts too")]
    )
    with_council = CouncilField(label="Which other council?", empty="Any other council")
    strata = radios(
        "Divide the list before drawing?",
        list(STRATA.items()),
        help_text="Divided, each group gives cases in proportion to its size.",
    )
    wanted = forms.IntegerField(
        label="How many cases are to be read?",
        min_value=1,
        max_value=1000,
        missing="Enter how many cases are to be read",
        help_text="The Ombudsman asked for 50. A list with fewer is read whole.",
    )

    def similar(self) -> Similar:
        data = self.cleaned_data
        council = data.get("with_council")
        return Similar(
            links=tuple(data["links"]),
            stage=data["stage"],
            harms=tuple(data.get("harms") or ()),
            contacts=data.get("contacts") == "yes",
            with_council_id=council.pk if council else None,
        )


def as_initial(similar: Similar) -> dict[str, Any]:
    """The filter as the form's first answers."""
    return {
        "links": list(similar.links),
        "stage": similar.stage,
        "harms": list(similar.harms),
        "contacts": "yes" if similar.contacts else "no",
        "with_council": similar.with_council_id,
    }


class ImportForm(OurForm):
    file = forms.FileField(label="The list, as a CSV file", missing="Choose the file with the list")


class DrawForm(OurForm):
    twice = forms.IntegerField(
        label="How many of them are to be read by a second person too?",
        min_value=0,
        max_value=1000,
        required=False,
        mark_optional=False,
        help_text="Two readers show how far the reading depends on who reads. Ten of 50 is usual.",
    )


class ShareForm(OurForm):
    """Sharing out what nobody has."""

    readers = forms.MultipleChoiceField(label="Who reads?", missing="Choose at least one reader")

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["readers"].choices = [(key, one.name) for key, one in self.people.items()]  # type: ignore[attr-defined]

    def chosen(self) -> list[Any]:
        return [self.people[key] for key in self.cleaned_data["readers"]]


class ReaderForm(OurForm):
    """Who reads one case."""

    reader = forms.SelectField(label="Reader", required=False, mark_optional=False)
    second = forms.SelectField(label="Second reader", required=False, mark_optional=False)

    def __init__(self, *args: Any, people: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        for name in ("reader", "second"):
            self.fields[name].choices = [("", "Nobody"), *((key, one.name) for key, one in self.people.items())]  # type: ignore[attr-defined]

    reason = text(
        "Why, where its reader has begun it",
        long=True,
        rows=2,
        help_text="What they had answered is kept. The other reads the file afresh.",
    )

    def pair(self) -> tuple[Any, Any]:
        return self.people.get(self.cleaned_data["reader"]), self.people.get(self.cleaned_data["second"])


class DeclareForm(OurForm):
    independent = forms.ConfirmField(
        label="I neither worked on this case nor supervised anybody who did",
        missing="Say that you neither worked on this case nor supervised it. If you did, somebody else reads it",
    )


def _point_fields(point: Point) -> dict[str, Any]:
    n = point.number
    return {
        f"answer_{n}": forms.ChoiceField(
            label=f"{n}. {point.question}",
            choices=ANSWERS,
            required=False,
            mark_optional=False,
            help_text=point.look_for,
            small=True,
            reveals={"yes": [f"evidence_{n}", f"file_{n}"], "no": f"why_{n}", "cannot_tell": f"gap_{n}"},
        ),
        f"evidence_{n}": text("What on the file shows it", long=True, rows=2, max_length=10_000),
        f"file_{n}": text(
            "Where on the file it stands", max_length=200, help_text="For example “contact record, 4 May 2019”."
        ),
        f"why_{n}": text("Why not, where it needs saying", long=True, rows=2, max_length=10_000),
        f"gap_{n}": text("What is missing on the file", long=True, rows=2, max_length=10_000),
    }


class _ReadingForm(OurForm):
    """The fourteen points, to show what was typed and what is missing; the action judges. `hints`: by point."""

    def __init__(self, *args: Any, hints: dict[int, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, said in (hints or {}).items():
            field = self.fields[f"answer_{number}"]
            field.help_text = f"{field.help_text} {said}"


ReadingForm = type(
    "ReadingForm", (_ReadingForm,), {name: field for one in POINTS for name, field in _point_fields(one).items()}
)


class ReplaceForm(OurForm):
    because = radios(
        "Why can it not be read?", SampleCase.Left.choices, required=True, missing="Choose why it cannot be read"
    )
    words = text(
        "What was done to find or read it, or which part of the definition it fails",
        long=True,
        rows=3,
        required=True,
        missing="Say what was done to find or read it, or which part of the definition it fails",
    )


class EndForm(OurForm):
    words = text(
        "Why is it ended?",
        long=True,
        rows=3,
        required=True,
        missing="Say why it is ended",
        help_text="For example: no closed case met the definition. The audit stays on the list with this reason.",
    )


class RiskForm(OurForm):
    kind = radios(
        "What does the file show?", [(code.value, words) for code, words in AT_RISK.items()], required=True,
        missing="Choose what the file shows",
    )  # fmt: skip
    words = text(
        "What worries you, and where on the file it stands",
        long=True,
        rows=4,
        required=True,
        missing="Say what worries you, so that the duty desk can act on it today",
    )


class RiskElsewhereForm(RiskForm):
    """For a case of the other system, of which we have only the number."""

    given_name = text("The child’s first name", max_length=120, width=20)
    family_name = text("The child’s family name", max_length=120, width=20)
    born_on = forms.DateField(label="Date of birth", required=False, not_known="I do not know the date of birth")


class ReportForm(OurForm):
    themes = text(
        "Themes", long=True, rows=6, required=True, missing="Name the themes",
        help_text="What recurs in the files, one to a line.",
    )  # fmt: skip
    method = text(
        "Anything to add about the method", long=True, rows=3,
        help_text="How the list was made, drawn and read is printed by itself.",
    )  # fmt: skip
    conclusion = text(
        "Conclusion",
        long=True,
        rows=6,
        required=True,
        missing="Say what the files show",
        help_text="Name the cases it rests on by their numbers here, for example “cases 3, 7 and 12”. An inspection "
        "grade or a good outcome is no reason. Leave names out. The Ombudsman reads this; members do not.",
    )
    for_members = text(
        "What members read of it",
        long=True,
        rows=4,
        required=True,
        missing="Say what the files show in general, for members",
        help_text="What the files show as a whole. Tell of no single case, so that no child can be recognised.",
    )


class PlanForm(OurForm):
    cases_a_day = forms.IntegerField(
        label="How many files does one reader read in a day?", min_value=1, max_value=20, missing="Enter how many"
    )
    plan = text(
        "How is the reading resourced?",
        long=True,
        rows=4,
        help_text="Who reads, from when, and what they leave for it. The Ombudsman asks the council to make resources "
        "available.",
    )
