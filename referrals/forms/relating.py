"""The questions of how people belong together, how to reach them safely, other names, and one person recorded twice."""

from typing import Any

from govuk import forms
from referrals import handles
from referrals.actions.merging import MUST_AGREE, preview_merge
from referrals.forms.acts import offer
from referrals.forms.fields import radios, text
from referrals.forms.of import OfForm
from referrals.forms.shared_acts import NowForm, SharedForm
from referrals.models import Alias, Involvement, Person, PersonMerge, Relationship
from referrals.presenters.people import age, described
from referrals.refusals import NotPossible
from referrals.said import PersonSaid
from timers import words


class _People(SharedForm):
    def everybody(self) -> dict[str, Person]:
        return {str(one.person_id): one.person for one in self.case.involvements}

    def offer_everybody(self, name: str) -> None:
        self.one_of(name, [(key, f"{one.name}, {age(one, self.on)}") for key, one in self.everybody().items()])

    def picked(self, name: str) -> Person | None:
        return self.everybody().get(self.chosen(name))


class RelateForm(_People):
    person = radios("Who?", [], required=True, missing="Choose who")
    kind = radios(
        "What are they to the child?", Relationship.Kind.choices, required=True, missing="Choose what they are"
    )
    to = radios("To which child?", [], required=True, missing="Choose the child")
    parental_responsibility = radios("Do they have parental responsibility?", inline=True)
    lives_with = radios("Do they live together?", inline=True)
    contact = radios(
        "What contact is allowed?",
        Relationship.Contact.choices,
        required=True,
        missing="Choose what contact is allowed",
    )
    contact_words = text(
        "If it is restricted: who set this, and until when?", max_length=300, help_text="An order, bail, a safety plan."
    )

    def begin(self) -> None:
        self.offer_everybody("person")
        children = {str(one.person_id): one.person for one in self.case.children}
        self.one_of("to", [(key, f"{one.name}, {age(one, self.on)}") for key, one in children.items()])
        if len(self.everybody()) < 2 or not children:
            self.nothing = ("Two people are needed, one of them a child.", "Add somebody", "find-person")


class SafeContactForm(_People):
    person = radios("Who?", [], required=True, missing="Choose who")
    words = text(
        "How can they be reached safely?",
        long=True,
        rows=3,
        required=True,
        missing="Say how they can be reached safely",
        help_text="For example: ring between 10 and 2 only, and leave no message.",
    )

    def begin(self) -> None:
        self.offer_everybody("person")


class AliasForm(_People):
    person = radios("Who?", [], required=True, missing="Choose who")
    name = text("The other name", max_length=200, required=True, missing="Enter the other name")
    kind = radios(
        "What kind of name is it?",
        [(str(code), str(label)) for code, label in Alias.Kind.choices if code != Alias.Kind.RECORD],
        required=True,
        missing="Choose what kind of name it is",
    )

    def begin(self) -> None:
        ours = self.case.ours.council_id if self.case.ours else None
        own = {key: one for key, one in self.everybody().items() if one.council_id == ours}
        self.one_of("person", [(key, f"{one.name}, {age(one, self.on)}") for key, one in own.items()])
        if not own:
            self.nothing = ("Your council recorded nobody on this referral.", "See the people", "people")


class AddPersonForm(NowForm):
    """Somebody new, or somebody on record, whom the way here named."""

    of = forms.TextField(required=False, widget=forms.HiddenInput())
    role = radios(
        "Who are they on this referral?", Involvement.As.choices, required=True, missing="Choose who they are"
    )
    given_name = text("First name", max_length=80)
    family_name = text("Last name", max_length=80)
    known_as = text("Known as", max_length=80)
    born_on = forms.DateField(label="Date of birth", required=False, mark_optional=False)
    age_said = text("Or about how old?", max_length=40, width=10)
    phone = text("Telephone", max_length=40, width=20)
    words = text("What are they to the child, in your words?", max_length=300)

    NEW = ("given_name", "family_name", "known_as", "born_on", "age_said", "phone")

    def begin(self) -> None:
        named = self.data.get("of", "") if self.is_bound else self.initial.get("of", "")
        key = handles.key_of("person", named)
        ours = self.case.ours.council_id if self.case.ours else 0
        self.person = Person.objects.filter(pk=key, council_id=ours).first() if key is not None else None
        if self.person is not None:
            self.note = f"On record: {self.person.name}, {described(self.person, self.on)}."
            for name in self.NEW:
                del self.fields[name]

    @property
    def said(self) -> PersonSaid:
        given = self.cleaned_data
        return PersonSaid(
            role=given["role"],
            person=self.person,
            words=given["words"],
            **({} if self.person is not None else {name: given[name] for name in self.NEW}),
        )


class MergeForm(NowForm):
    """Two records side by side; the way here names both."""

    of = forms.TextField(required=False, widget=forms.HiddenInput())
    kept = radios("Which record goes on?", [], required=True, missing="Choose which record goes on")
    because = text(
        "How do you know that they are one person?",
        long=True,
        rows=3,
        required=True,
        missing="Say how you know that they are one person",
    )
    checked = text(
        "Where birth dates or NHS numbers differ: how was that cleared up?",
        max_length=300,
        help_text="With whom, when.",
    )

    both: list[Person]
    beside: list[dict[str, Any]]

    def begin(self) -> None:
        named = self.data.get("of", "") if self.is_bound else self.initial.get("of", "")
        keys = [handles.key_of("person", one) for one in named.split(".")[:2]]
        ours = self.case.ours.council_id if self.case.ours else 0
        found = Person.objects.filter(pk__in=[key for key in keys if key], council_id=ours, merged_into=None)
        self.both = list(found.prefetch_related("addresses").order_by("id"))
        self.beside = []
        if len(self.both) != 2:
            self.nothing = ("Choose two records of your own council.", "Find the other record", "find-person")
            return
        try:
            offer(self.fields["kept"], [(str(one.pk), f"{one.name}, {described(one, self.on)}") for one in self.both])
            self.fields["kept"].widget.hints = {str(one.pk): self._what_follows(one) for one in self.both}
        except NotPossible as why:
            self.nothing = (why.sentence, "See the people", "people")
            return
        self.beside = _beside(*self.both)
        if not any(row["differs"] for row in self.beside if row["must"]):
            del self.fields["checked"]

    def _what_follows(self, kept: Person) -> str:
        gone = next(one for one in self.both if one.pk != kept.pk)
        seen = preview_merge(by=self.case.acting, kept=kept, gone=gone)
        files = len(seen.referral_ids)
        takes = ", ".join(LABELS.get(name, name.replace("_", " ")) for name in seen.fills)
        return (
            f"{files} referral{'' if files == 1 else 's'} of the other record will name this one."
            + (f" It takes over: {takes}." if takes else "")
            + " The other’s name is found by the search."
        )

    @property
    def chosen_two(self) -> tuple[Person, Person]:
        kept = next(one for one in self.both if str(one.pk) == self.cleaned_data["kept"])
        return kept, next(one for one in self.both if one.pk != kept.pk)


class UnmergeForm(OfForm, NowForm):
    kind = "merge"
    gone = ("There are no records to part here.", "See the people", "people")

    because = text(
        "Why are they two people after all?",
        long=True,
        rows=3,
        required=True,
        missing="Say why they are two people after all",
    )

    def find(self, key: int) -> PersonMerge | None:
        on_it = [one.person_id for one in self.case.involvements]
        merges = PersonMerge.objects.filter(council_id=self.ours, undone_at=None, kept_id__in=on_it)
        return merges.select_related("kept", "gone", "by").filter(pk=key).first()

    def tell(self) -> None:
        merge: PersonMerge = self.thing
        rows = sum(len(keys) for keys in merge.moved.values()) + len(merge.set_aside)
        self.note = (
            f"{merge.gone.name} was brought into {merge.kept.name} by {merge.by.name} on {words.moment(merge.at)}: "
            f"{merge.because} {rows} thing{'' if rows == 1 else 's'} will name {merge.gone.name} again. What was "
            "written since stays where it was written: look at it afterwards."
        )


LABELS = {
    "given_name": "first name",
    "family_name": "last name",
    "known_as": "known as",
    "born_on": "date of birth",
    "age_said": "age as said",
    "expected_on": "expected birth",
    "sex": "sex",
    "nhs_number": "NHS number",
    "own_number": "our number",
    "phone": "telephone",
    "staff_warning": "staff safety",
    "address_protected": "address not to be disclosed",
}


def _beside(one: Person, other: Person) -> list[dict[str, Any]]:
    rows = []
    for name, label in LABELS.items():
        left, right = (_said(getattr(person, name)) for person in (one, other))
        if left or right:
            rows.append(
                {
                    "label": label.capitalize() if not label.startswith("NHS") else label,
                    "left": left or "not recorded",
                    "right": right or "not recorded",
                    "differs": bool(left and right and left != right),
                    "must": name in MUST_AGREE,
                }
            )
    return rows


def _said(value: Any) -> str:
    if value is True:
        return "yes"
    if not value:
        return ""
    return words.day(value) if hasattr(value, "isoformat") else str(value)
