"""From the steps of the log, as typed, to what the action takes. Reads the councils and the people on record once."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.http import QueryDict

from councils.models import Council
from referrals import drafts
from referrals.forms import logging as forms
from referrals.forms.fields import yes_no
from referrals.forms.steps import BoundStep, bind, count_of
from referrals.models import Draft, Person
from referrals.presenters.people import age
from referrals.said import PersonSaid, PlaceSaid, ReferralSaid, ReferrerSaid

if TYPE_CHECKING:
    from accounts.models import User


@dataclass
class Entry:
    """A log under way: what was typed at each step, and what is needed to bind it."""

    draft: Draft
    user: "User"
    councils: list[Council]
    known: dict[int, Person]
    on: date

    @classmethod
    def open(cls, draft: Draft, user: "User", *, on: date) -> "Entry":
        """Two queries: the councils in being, and the people on record who were chosen."""
        councils = list(Council.objects.in_being(on).order_by("short_name"))
        steps = draft.data.get("steps", {})
        typed = [
            values[0]
            for name, values in steps.get("children", {}).items()
            if name.endswith("-person") and values and values[0].isascii() and values[0].isdigit()
        ]
        ids = [int(text) for text in typed if len(text) < 19]
        people = Person.objects.filter(pk__in=ids, council_id=user.council_id) if ids else []
        return cls(draft, user, councils, {person.pk: person for person in people}, on)

    def data(self, slug: str) -> QueryDict:
        return drafts.as_post(self.draft.data.get("steps", {}).get(slug))

    def has(self, slug: str) -> bool:
        return bool(self.draft.data.get("steps", {}).get(slug))

    def step(self, slug: str, data: QueryDict | None = None) -> BoundStep:
        """One step over what was typed, or over `data` just posted."""
        data = self.data(slug) if data is None else data
        extra: dict[str, dict[str, Any]] = {}
        if slug == "children":
            extra = {f"child-{place}": {"known": self.known} for place in range(count_of(forms.CHILDREN, data))}
        elif slug == "places":
            names = self.children_called()
            data[f"{forms.PLACES.name}-count"] = str(len(names))
            extra = {f"places-{place}": {"called": name, "first": place == 0} for place, name in enumerate(names)}
        return bind(forms.STEP[slug], data, councils=self.councils, on=self.on, extra=extra)

    def children_called(self) -> list[str]:
        """What each child is called on the pages that follow: "Amy Hall, 7", or "Child 2" when nothing is known."""
        bound = self.step("children")
        bound.is_valid()
        names = []
        for place, form in enumerate(cast(list[forms.ChildForm], bound.groups[0].forms), start=1):
            if form.known is not None:
                names.append(f"{form.known.name}, {age(form.known, self.on)}")
                continue
            given = form.cleaned_data
            name = " ".join(filter(None, (given.get("given_name"), given.get("family_name"))))
            names.append(
                name or given.get("known_as") or ("The child" if len(bound.groups[0].forms) == 1 else f"Child {place}")
            )
        return names

    def bound(self) -> dict[str, BoundStep]:
        """Every step, checked."""
        steps = {slug: self.step(slug) for slug in forms.STEP}
        for step in steps.values():
            step.is_valid()
        return steps


def said(entry: Entry, steps: dict[str, BoundStep], *, token: UUID) -> ReferralSaid:
    """The referral as typed. Every step must be valid."""
    teller = _given(steps["teller"])
    safe = _given(steps["children"])
    happened = _given(steps["happened"])
    risk = _given(steps["harmer"])
    family = _given(steps["family"])
    people = _children(entry, steps, warning=family["staff_warning"])
    people += _harmers(steps["harmer"])
    parents, is_person = _parents(steps["family"], first=len(people))
    main = cast(forms.OurForm, steps["happened"].main)
    return ReferralSaid(
        people=people + parents,
        referrer=ReferrerSaid(
            kind=teller["referrer_kind"],
            name=teller["referrer_name"],
            agency=teller["referrer_agency"],
            reach=teller["referrer_reach"],
            council=teller["referrer_council"],
            is_person=is_person,
            anonymous=bool(teller["referrer_anonymous"]),
        ),
        kind=teller["kind"] or "referral",
        harm=list(happened["harm"]),
        significant_harm=yes_no(happened["significant_harm"]),
        safe_now=yes_no(safe["safe_now"]),
        safe_now_words=safe["safe_now_words"],
        said=happened["said"],
        happened_in=main.place("happened"),
        last_happened_on=happened["last_happened_on"],
        happened_words=happened["happened_words"],
        next_contact_on=risk["next_contact_on"],
        next_contact_words=risk["next_contact_words"],
        disclosed_by_child=yes_no(happened["disclosed_by_child"]),
        police_involved=yes_no(happened["police_involved"]),
        police_reference=happened["police_reference"],
        parent_knows=yes_no(family["parent_knows"]),
        consent="" if family["consent"] == "unknown" else family["consent"],
        consent_words=family["consent_words"],
        interpreter=family["interpreter"],
        told_to_expect_contact=yes_no(family["told_to_expect_contact"]),
        told_to_expect=family["told_to_expect"],
        other_children_words=risk["other_children_words"],
        form_token=token,
    )


def received_at(steps: dict[str, BoundStep], now: datetime) -> datetime:
    return cast(forms.TellerForm, steps["teller"].main).received_by(now)


def _given(step: BoundStep) -> dict[str, Any]:
    assert step.main is not None  # noqa: S101 - every step used here has a form of its own
    return step.main.cleaned_data


def _children(entry: Entry, steps: dict[str, BoundStep], *, warning: str) -> list[PersonSaid]:
    children: list[PersonSaid] = []
    places = cast(list[forms.ChildPlacesForm], steps["places"].groups[0].forms)
    for place, form in enumerate(cast(list[forms.ChildForm], steps["children"].groups[0].forms)):
        where = places[place] if place < len(places) else None
        if where is not None and where.is_same and children:
            first = children[0]
            lives_in, is_in, protected = first.lives_in, first.is_in, first.address_protected
        else:
            lives_in, is_in = (_lives_in(where), _is_in(where)) if where is not None else (None, None)
            protected = bool(where and where.cleaned_data.get("protected"))
        child = PersonSaid(
            role="child", lives_in=lives_in, is_in=is_in, address_protected=protected, staff_warning=warning
        )
        if form.known is not None:
            children.append(replace(child, person=form.known))
            continue
        given = form.cleaned_data
        children.append(
            replace(
                child,
                given_name=given["given_name"],
                family_name=given["family_name"],
                known_as=given["known_as"],
                born_on=given["born_on"],
                age_said=given["age_said"],
                expected_on=given["expected_on"],
                sex=given["sex"] if given["sex"] != "unknown" else "",
                nhs_number=given["nhs_number"],
                own_number=given["own_number"],
            )
        )
    return children


def _lives_in(form: forms.ChildPlacesForm) -> PlaceSaid:
    return form.place("lives") or PlaceSaid()


def _is_in(form: forms.ChildPlacesForm) -> PlaceSaid | None:
    staying = form.cleaned_data.get("staying")
    if staying == "home":
        home = _lives_in(form)
        return PlaceSaid(council=home.council, confidence=home.confidence, source="at home")
    if staying == "elsewhere":
        return form.place("is")
    return PlaceSaid() if staying == "unknown" else None


def _harmers(step: BoundStep) -> list[PersonSaid]:
    people = []
    for form in cast(list[forms.HarmerForm], step.groups[0].forms):
        if not form.says_anything:
            continue
        given = form.cleaned_data
        work = given["work"]
        people.append(
            PersonSaid(
                role="alleged_harmer",
                given_name=given["given_name"],
                family_name=given["family_name"],
                born_on=given["born_on"],
                lives_in=form.place("lives"),
                was_child_when_alleged=yes_no(given["was_child"]),
                other_children=given["other_children"] or "unknown",
                works_with_children_in=given["works_with_children_in"] if "children" in work else None,
                works_with_adults_in=given["works_with_adults_in"] if "adults" in work else None,
                words=given["words"],
            )
        )
    return people


def _parents(step: BoundStep, *, first: int) -> tuple[list[PersonSaid], int | None]:
    people: list[PersonSaid] = []
    referrer = None
    for form in cast(list[forms.ParentForm], step.groups[0].forms):
        if not form.says_anything:
            continue
        given = form.cleaned_data
        if given["is_referrer"] and referrer is None:
            referrer = first + len(people)
        people.append(
            PersonSaid(
                role=given["role"] or "parent",
                given_name=given["given_name"],
                family_name=given["family_name"],
                phone=given["phone"],
                lives_with_child=yes_no(given["lives_with_child"]),
                parental_responsibility=yes_no(given["parental_responsibility"]),
            )
        )
    return people, referrer
