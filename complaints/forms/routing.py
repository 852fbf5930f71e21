"""The questions of the route page: at most seven a point, each with why it is asked (routes.toml, which is refused with
an eighth), and only those whose answer can change the route.

Which ones can is asked of the rules themselves (`complaints.routes`): a fact is asked when another answer to it, with
all else as it is known, would give another route or another doubt.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from complaints import routes
from complaints.forms.base import UndatedForm, forms, offer, radios, text
from complaints.models import About, Complaint, Head, Route
from complaints.presenters.words import ROUTE, lower
from complaints.reading import Case
from complaints.said import HeadSaid
from timers.calendar import local

#: The facts that are answered by yes or no.
TRUTHS = tuple(fact for fact in routes.FACTS if fact not in routes.KNOWN)

REASONS = [
    ("out_of_scope", "It is not about a function that this procedure covers"),
    ("in_scope", "It is about a function that this procedure covers"),
    ("other", "Another reason"),
]


def facts_of(head: Head, case: Case) -> routes.Facts:
    """What is known of the point, with what its complaint adds."""
    joined = "none"
    if head.about == About.COMPLAINT_HANDLING:
        if head.joins is not None and head.joins_id != case.complaint.pk:
            joined = routes.foremost(one.route_in_force for one in head.joins.heads.all())
        else:
            joined = routes.foremost(one.route_in_force for one in case.heads if one.about != About.COMPLAINT_HANDLING)
    return routes.facts_of(head, case.complaint, joined=joined)


def _with(facts: routes.Facts, name: str, answer: bool | None) -> routes.Facts:
    known: dict[str, Any] = {name: answer}
    return replace(facts, **known)


def asked(facts: routes.Facts, *, on: date) -> list[str]:
    """Which of the yes-or-no facts can change the answer, given all else.

    >>> asked(routes.Facts("early_help"), on=date(2026, 11, 2))[:1]
    ['assessment_requested']
    >>> asked(routes.Facts(""), on=date(2026, 11, 2))
    []
    """
    if not facts.about:
        return []
    found = []
    for name in TRUTHS:
        answers = {
            (proposal.route, proposal.row, proposal.check)
            for proposal in (routes.propose(_with(facts, name, one), on=on) for one in (True, False, None))
        }
        if len(answers) > 1:
            found.append(name)
    return found


class FactsForm(UndatedForm):
    """What the point is about, and what its route turns on. `head` is the point."""

    about = forms.SelectField(
        label="",
        choices=[("", "Choose what it is about"), *About.choices],
        missing="Choose what this point is about",
    )
    agency_words = text("")
    joins = text("", max_length=20, width=20)

    def __init__(self, *args: Any, head: Head, **kwargs: Any) -> None:
        self.head = head
        super().__init__(*args, **kwargs)

    def begin(self) -> None:
        super().begin()
        about = self.data.get("about", self.head.about) if self.is_bound else self.head.about
        known = facts_of(self.head, self.case)
        facts = replace(known, about=about if about in About.values else "")
        self.fields["about"].initial = self.head.about
        for name in self._names(facts):
            self.fields[name] = radios("", inline=True)
            value = getattr(self.head, name)
            self.fields[name].initial = {True: "yes", False: "no"}.get(value)
        if about in routes.questions()["agency_words"].about:
            self.fields["agency_words"] = self.fields.pop("agency_words")
            self.fields["agency_words"].initial = self.head.agency_words
        else:
            del self.fields["agency_words"]
        if about in routes.questions()["joins"].about:
            self.fields["joins"].initial = self.head.joins.reference if self.head.joins else ""
        else:
            del self.fields["joins"]
        for name, field in self.fields.items():
            question = routes.questions()[name]
            field.label, field.help_text = question.ask, f"Asked because: {lower(question.why)}"

    def _names(self, facts: routes.Facts) -> list[str]:
        return asked(facts, on=local(self.case.complaint.received_at).date())

    def clean_joins(self) -> Complaint | None:
        typed = self.cleaned_data.get("joins") or ""
        if not typed:
            return None
        from referrals.references import tidy

        found = Complaint.objects.within(self.case.user).with_reference(tidy(typed) or "").first()
        if found is None:
            raise forms.ValidationError("There is no complaint of that reference that you may open")
        return found

    @property
    def said(self) -> HeadSaid:
        """The whole of what is known; what was not asked stays as it was."""
        known: dict[str, Any] = {
            name: self.fact(name) if name in self.fields else getattr(self.head, name) for name in TRUTHS
        }
        return HeadSaid(
            about=self.cleaned_data["about"],
            agency_words=self.cleaned_data.get("agency_words", self.head.agency_words) or "",
            joins=self.cleaned_data.get("joins", self.head.joins),
            **known,
        )


class ChooseForm(UndatedForm):
    """Accept what is proposed, or choose otherwise with a reason."""

    decision = radios(
        "Your decision",
        [],
        required=True,
        missing="Accept the proposal, or choose another route",
        reveals={"other": ["route", "reason", "rationale"]},
    )
    route = forms.SelectField(label="Which route?", choices=[], required=False, mark_optional=False)
    reason = radios("Because", REASONS, small=True)
    rationale = text(
        "Your reasons, as the complainant and a hearing would read them",
        long=True,
        rows=5,
        help_text="No reasons are: the child has not consented, no parental responsibility, they live elsewhere.",
    )
    why_accept = text(
        "Why, where the sources conflict? The complainant reads this",
        long=True,
        rows=3,
    )

    def __init__(self, *args: Any, head: Head, **kwargs: Any) -> None:
        self.head = head
        super().__init__(*args, **kwargs)

    def begin(self) -> None:
        super().begin()
        proposed = self.head.proposed_route
        accept = f"Accept: {ROUTE[proposed]}"
        offer(self.fields["decision"], [("accept", accept), ("other", "Choose another route")])
        offer(
            self.fields["route"],
            [("", "Choose the route"), *((str(code), str(name)) for code, name in Route.choices if code != proposed)],
        )
        if self.head.check_needed:
            widget = self.fields["decision"].widget
            widget.reveals = {**widget.reveals, "accept": ["why_accept"]}  # the class's own stays as it is
        else:
            del self.fields["why_accept"]
        if self.head.route:
            chosen = "accept" if self.head.route == proposed else "other"
            self.fields["decision"].initial = chosen
            self.fields["route"].initial = self.head.route if chosen == "other" else ""
            self.fields["reason"].initial = self.head.route_reason
            self.fields["rationale"].initial = self.head.route_rationale if chosen == "other" else ""
            if "why_accept" in self.fields and chosen == "accept":
                self.fields["why_accept"].initial = self.head.route_rationale

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("decision") == "other" and not given.get("route"):
            self.add_error("route", "Choose the route")
        if given.get("decision") == "accept" and "why_accept" in self.fields and not given.get("why_accept"):
            self.add_error("why_accept", "The sources conflict: write your reasons")
        return given

    @property
    def chosen(self) -> dict[str, str]:
        """What the action takes."""
        given = self.cleaned_data
        if given["decision"] == "accept":
            return {
                "route": self.head.proposed_route,
                "reason": "as_proposed",
                "rationale": given.get("why_accept") or "",
            }
        return {
            "route": given["route"],
            "reason": given.get("reason") or "other",
            "rationale": given.get("rationale") or "",
        }
