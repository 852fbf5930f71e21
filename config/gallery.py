"""Every component on one page with invented content, and the pages about the product itself. Reads no record."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from govuk import charts, forms
from trail.doors import needs

WEEKS = ["5 Oct", "12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov", "16 Nov"]


class ExampleForm(forms.GovukForm):
    """Eight questions and more, of every kind a room may ask."""

    first_name = forms.TextField(
        label="Child’s first name",
        missing="Enter the child’s first name",
        not_known="I do not know the first name",
        widget=forms.TextInput(width=20),
    )
    born_on = forms.DateField(
        label="Date of birth",
        help_text="For example, 27 3 2014",
        missing="Enter the date of birth, or tick “I do not know”",
        not_known="I do not know the date of birth",
    )
    rang_at = forms.DateTimeField(
        label="When did you speak to Havering?",
        help_text="When it happened, not when you are writing it down. For example, 21 11 2026, 4:15pm",
        missing="Enter when you spoke to Havering",
    )
    safe = forms.ChoiceField(
        label="Is the child safe now?",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "I do not know")],
        hints={"no": "Call the police on 999 if somebody is in danger at this moment"},
        reveals={"yes": "safe_because"},
        missing="Select whether the child is safe now",
    )
    safe_because = forms.TextField(label="How do you know?", missing="Enter how you know that the child is safe")
    harm = forms.MultipleChoiceField(
        label="What may have happened?",
        help_text="Select all that apply",
        choices=[
            ("physical", "Physical harm"),
            ("sexual", "Sexual harm"),
            ("neglect", "Neglect"),
            ("unknown", "I do not know"),
        ],
        before={"unknown": "or"},
        exclusive="unknown",
        missing="Select what may have happened",
    )
    source = forms.SelectField(
        label="Who told us?",
        choices=[("", "Choose who told us"), ("school", "School"), ("police", "Police"), ("family", "Family member")],
        missing="Select who told us",
    )
    said = forms.LongTextField(
        label="What was said, and by whom?",
        help_text="The person’s own words where you have them",
        missing="Enter what was said",
        widget=forms.Textarea(rows=4, count=2000),
    )
    email = forms.EmailField(label="E-mail of the referrer", required=False)
    document = forms.FileField(label="Document", required=False)
    password = forms.PasswordField(label="Password", missing="Enter your password")
    told = forms.ConfirmField(
        label="I told the family what happens next",
        help_text="Only if you spoke with them yourself",
        missing="Tick the box, or record why the family was not told",
    )


WRONG = {
    "first_name": "",
    "born_on-day": "31",
    "born_on-month": "2",
    "born_on-year": "2015",
    "rang_at-day": "21",
    "rang_at-month": "11",
    "rang_at-year": "",
    "rang_at-time": "4.15pm",
    "safe": "yes",
    "safe_because": "",
    "source": "",
    "said": "Mum said he was “not himself” on Sunday evening after contact.",
    "email": "deputy.head@example",
}


def _due() -> dict[str, Any]:
    """Lists of what is due, as `work` prepares them."""
    return {
        "tiles": [
            {"band": "missed", "number": 3, "text": "Missed", "href": "#missed", "current": True},
            {"band": "today", "number": 5, "text": "Due today", "href": "#today"},
            {"band": "soon", "number": 12, "text": "Due soon", "href": "#soon"},
            {"band": "unallocated", "number": 0, "text": "Unallocated", "href": "#unallocated"},
        ],
        "missed": [
            {
                "band": "missed",
                "choose": "7k3m",
                "act": "Ring Havering about Yusuf: no direct contact yet",
                "href": "#row",
                "who": "Yusuf Adeyemi-Clarke, 9 years",
                "reference": "HF-7K3M-9Q2",
                "headline": "Missed by 2 days",
                "when": "was due Thursday 19 November, 11:00am",
                "detail": "One call settles this and the acknowledgement. Their duty desk: 01632 960 101.",
                "facts": [
                    {"label": "Worker", "text": "Priya Nair"},
                    {"label": "Havering", "text": "no answer"},
                    {"label": "Last", "text": "voicemail on Friday 20 November"},
                ],
                "button": "Record the call",
                "button_href": "#call",
            },
            {
                "band": "missed",
                "choose": "2d8t",
                "act": "Decide what happens next for Marnie",
                "href": "#row",
                "who": "Marnie Holloway, about 12",
                "reference": "HF-2D8T-4RX",
                "headline": "Missed by 3 hours",
                "when": "was due today, 1:10pm",
                "button": "Decide",
                "button_href": "#decide",
            },
        ],
        "today": [
            {
                "band": "today",
                "act": "Speak with Theo’s mother",
                "href": "#row",
                "who": "Theo Bright, 4 years",
                "reference": "HF-5C1P-8WJ",
                "headline": "Due in 2 hours",
                "when": "by 6:00pm today",
                "button": "Record contact",
                "button_href": "#contact",
            }
        ],
        "soon": [
            {
                "band": "soon",
                "act": "Tell the school what was decided",
                "href": "#row",
                "who": "Unborn child of Leila Farrow, due 14 January",
                "reference": "HF-9B6N-3VD",
                "headline": "Due tomorrow",
                "when": "by Monday 23 November, 4:45pm",
            }
        ],
        "chips": [
            {"text": "Team: Front Door East", "href": "#without-team"},
            {"text": "Other council: Havering", "href": "#without-council"},
        ],
    }


def _case() -> dict[str, Any]:
    """One child's page, as `referrals` prepares it."""
    return {
        "strip": {
            "name": "Yusuf Adeyemi-Clarke",
            "age": "9 years",
            "reference": "HF-7K3M-9Q2",
            "href": "#child",
            "badges": ["2 sisters"],
            "warnings": [
                {"kind": "address", "text": "Mother’s address is held back from all but the allocated workers."},
                {"kind": "staff", "text": "Visit in pairs: dog in the yard, threats made on 3 November."},
            ],
            "facts": [
                {"label": "Lives in", "text": "Havering", "sure": "confirmed"},
                {"label": "Is now in", "text": "Havering", "sure": "stated by school"},
                {"label": "Harm happened or may happen in", "text": "Kent", "sure": "stated"},
            ],
        },
        "responsibilities": [
            {
                "name": "Answer the referral",
                "held": "left",
                "holder": "Held by Kent",
                "rule": "The council that receives a referral decides within one working day.",
                "source": "Working Together 2023",
                "agreed": "Held since Tuesday 17 November, 9:12am.",
            },
            {
                "name": "Convene the strategy discussion",
                "held": "both",
                "holder": "Shared: both clocks run",
                "undecided": "where the child is found. The two rule sets read it differently; until both councils"
                " record the same decision, both hold it.",
                "source": "London Child Protection Procedures; Kent and Medway procedures",
            },
            {
                "name": "Support the child",
                "held": "right",
                "holder": "Held by Havering",
                "rule": "The child is within Havering’s area.",
                "source": "Children Act 1989 s 17",
                "agreed": "Accepted in writing by Dana Okafor, Havering, on Wednesday 18 November at 10:20am.",
            },
        ],
        "clocks": [
            {
                "name": "Decide what happens next",
                "href": "#decision",
                "ours": {"band": "done", "headline": "Done in time", "when": "Wednesday 18 November, 8:50am"},
                "theirs": {"band": "missed", "headline": "Missed by 2 days", "when": "was due Thursday, 9:15am"},
            },
            {
                "name": "Speak to the other council",
                "href": "#contact",
                "ours": {
                    "band": "missed",
                    "headline": "Missed by 2 days",
                    "when": "was due Thursday 19 November, 11:00am",
                    "holder": "Priya Nair, Front Door East",
                },
                "theirs": {"band": "today", "headline": "Due in 2 hours", "when": "by 6:00pm today"},
            },
            {
                "name": "Tell the referrer",
                "href": "#referrer",
                "ours": {"band": "soon", "headline": "Due tomorrow", "when": "by Monday 23 November, 4:45pm"},
                "theirs": None,
            },
        ],
        "acts": [
            {
                "text": "Record a call with Havering",
                "href": "#call",
                "why": "Two clocks wait for it. Voicemail does not stop them; a call with a named worker does.",
                "primary": True,
            },
            {"text": "Call a strategy discussion", "href": "#strategy", "why": "Never refused: reasons may follow."},
            {
                "text": "Close this referral",
                "href": "#close",
                "blocked": "Havering’s intended action is not on file.",
                "who": "Havering’s team manager can record it.",
            },
        ],
        "entries": [
            {
                "title": "Call with Havering’s duty desk",
                "council": "Kent",
                "side": "ours",
                "by": "Priya Nair",
                "iso": "2026-11-20T14:05+00:00",
                "when": "Friday 20 November 2026 at 2:05pm",
                "late": "written down a day later",
                "text": "Left word for the manager; no named worker yet. Will ring again at 9am.",
                "href": "#entry",
                "note_id": "note-1",
                "note": "20 November 2026, 2:05pm. Telephone, Havering duty desk.\nLeft word for the manager; no named"
                " worker yet. Will ring again at 9am.\nPriya Nair, Kent. HF-7K3M-9Q2.",
            },
            {
                "title": "Referral received",
                "council": "Havering",
                "side": "theirs",
                "by": "Dana Okafor",
                "iso": "2026-11-17T09:20+00:00",
                "when": "Tuesday 17 November 2026 at 9:20am",
                "text": "Acknowledged. Allocated to the assessment team.",
                "href": "#entry",
            },
        ],
        "closing": {
            "left": "One thing left",
            "items": [
                {
                    "text": "Ring Havering",
                    "href": "#ring",
                    "rings": [{"text": "Havering: MASH, 01708 555 0100", "href": "tel:017085550100"}],
                }
            ],
            "close_href": "#close",
        },
        "refusals": [
            {
                "heading": "close this referral",
                "missing": ["Havering’s intended action", {"text": "A conversation with Yusuf alone", "href": "#see"}],
                "why": "Two families were failed when each council closed, believing that the other had it.",
                "source": "Local Government and Social Care Ombudsman",
                "who": "Havering’s team manager, or your service manager with a reason",
                "href": "#ask",
                "action": "Ask Havering now",
            }
        ],
    }


def _logging() -> dict[str, Any]:
    """The steps of a long form and its answers."""
    return {
        "steps": [
            {"text": "Who is telling us", "href": "#1", "state": "done"},
            {"text": "Safe now?", "href": "#2", "state": "done"},
            {"text": "The child", "href": "#3", "state": "current"},
            {"text": "Where", "href": "#4", "state": "todo"},
            {"text": "What happened", "href": "#5", "state": "todo"},
            {"text": "Family", "href": "#6", "state": "todo"},
            {"text": "Check", "href": "#7", "state": "todo"},
        ],
        "answers": [
            {"key": "Who is telling us", "text": "Ardleigh Green School, Jo Marsh, deputy head", "href": "#1"},
            {
                "key": "Lives in",
                "text": "Havering",
                "note": "From the postcode RM11 2LJ. Confirmed by the school.",
                "href": "#4",
            },
            {"key": "Date of birth", "empty": "Not known", "href": "#3"},
        ],
        "tasks": [
            {"text": "Who is telling us", "href": "#1", "status": "Done"},
            {"text": "The child", "href": "#3", "hint": "Name, age, school", "status": "Under way", "colour": "blue"},
            {"text": "Check your answers", "status": "Cannot start yet"},
        ],
    }


@needs(public="components with invented content; no record is read")
def gallery(request: HttpRequest) -> HttpResponse:
    """/gallery/, and with ?errors the same with a form sent half empty."""
    wrong = "errors" in request.GET
    form = ExampleForm(WRONG) if wrong else ExampleForm(initial={"born_on": date(2017, 3, 27)})
    missed = charts.bars(
        "Deadlines missed by week",
        "Week of",
        WEEKS,
        [charts.Series("Kent", [9, 7, 8, 5, 4, 4, 3]), charts.Series("Havering", [4, 6, 5, 5, 3, 4, 2])],
    )
    hours = charts.lines(
        "Hours until the other council was spoken to",
        "Week of",
        WEEKS,
        [charts.Series("Median", [31, 28, 26, None, 12, 9, 7]), charts.Series("Longest", [90, 71, 64, 66, 40, 31, 22])],
    )
    return render(
        request,
        "gallery.html",
        {
            "form": form,
            **_due(),
            "case": _case(),
            **_logging(),
            "missed_chart": missed,
            "hours_chart": hours,
            "workers": {
                "columns": [
                    {"text": "Worker"},
                    {"text": "Cases", "numeric": True},
                    {"text": "Missed", "numeric": True},
                ],
                "rows": [
                    [{"text": "Priya Nair", "href": "#w"}, {"text": "14", "numeric": True}, _count(2)],
                    [{"text": "Tom Ashby", "href": "#w"}, {"text": "9", "numeric": True}, _count(0)],
                ],
            },
            "sections": [
                {"href": "#now", "text": "Now", "current": True},
                {"href": "#people", "text": "People", "count": 6},
                {"href": "#looked", "text": "Who has looked"},
            ],
            "tabs": [{"id": "for-us", "text": "Waiting for us"}, {"id": "for-them", "text": "Waiting for them"}],
            "link_action": [{"href": "#change", "text": "Change"}],
        },
    )


def _count(number: int) -> dict[str, Any]:
    """A cell with a number of missed deadlines: the sign only where there are any."""
    return {"text": str(number), "numeric": True, "band": "missed" if number else ""}


@needs(public="the law asks that anyone can read it")
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@needs(public="must be readable before signing in")
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")
