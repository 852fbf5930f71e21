"""The JSON that systems send and get: shapes only; the rules are in the actions."""

import threading
from collections.abc import Iterator
from functools import cached_property
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from councils.models import Council
from database.prepared import PreparedObjects
from referrals import handles
from referrals.models import CouncilContact, Involvement, Person, Referral
from referrals.models.people import Confidence
from referrals.models.referral import Harm
from referrals.said import PersonSaid, PlaceSaid, ReferralSaid, ReferrerSaid


class PlainText(serializers.CharField):
    """Text without the NUL character, which the database cannot hold."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("allow_blank", True)
        options.setdefault("default", "")
        super().__init__(**options)


class Day(serializers.DateField):
    """A day, or nothing where it is not known."""

    default_error_messages = {
        "invalid": "This is not a day in the calendar. Write it as year, month and day: 2024-02-29.",
        "datetime": "Give the day only, without a time: 2024-02-29.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, allow_null=True, default=None, **options)


_BY_CODE = PreparedObjects("councils_by_code", Council, "WHERE t.gss_code = ANY(%s)")


@extend_schema_field(str)
class CouncilCode(serializers.Field[Council | None, str, str, Any]):
    """A council by its nine-character GSS code, for example E10000016; all codes of a body are looked up at once."""

    default_error_messages = {
        "unknown": "No council has the code {code}. Use its nine-character GSS code, for example E10000016."
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("allow_null", True)
        options.setdefault("default", None)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        found = self.context.setdefault("councils", {})
        if not found:
            codes = set(_codes(self.root.initial_data))  # type: ignore[union-attr]
            found.update({council.gss_code: council for council in _BY_CODE.all([list(codes)])})
        if not isinstance(data, str) or data not in found:
            self.fail("unknown", code=data)
        return found[data]


def _codes(body: Any) -> Iterator[str]:
    """Everything in a body that may be a council's code."""
    if isinstance(body, dict | list):
        for inner in body.values() if isinstance(body, dict) else body:
            yield from _codes(inner)
    elif isinstance(body, str) and len(body) == 9:
        yield body


class Strict(serializers.Serializer[Any]):
    """Refuses a field it does not know: a misspelt one would silently be lost.

    Of some eighty fields a call gives a dozen. Those it leaves out have their default at once; the library's own way
    asks each of them what an empty one means, which took longer than checking those that were given.
    """

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            return super().to_internal_value(data)  # says what is wrong with it
        if not data.keys() <= self._names:
            known = ", ".join(sorted(self.fields))
            unknown = sorted(set(data) - set(self.fields))
            raise serializers.ValidationError(
                dict.fromkeys(unknown, f"There is no such field here. The fields are: {known}.")
            )
        found: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for name, field, default in self._asked:
            if name not in data and default is not serializers.empty:
                found[name] = default() if callable(default) else default
                continue
            try:
                found[name] = field.run_validation(data.get(name, serializers.empty))
            except serializers.ValidationError as wrong:
                errors[name] = wrong.detail
            except serializers.SkipField:
                pass
        if errors:
            raise serializers.ValidationError(errors)
        return found

    def run_validators(self, value: Any) -> None:
        """Only where a shape has validators of its own: the library goes through all its fields before it looks."""
        if self.validators:
            super().run_validators(value)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.fields)

    @cached_property
    def _asked(self) -> list[tuple[str, Any, Any]]:
        """Each field with what it is when left out; `empty` where the field itself says."""
        return [
            (name, field, serializers.empty if field.required else field.default) for name, field in self.fields.items()
        ]


class PlaceShape(Strict):
    council = CouncilCode()
    confidence = serializers.ChoiceField(choices=Confidence.choices, default=Confidence.UNKNOWN)
    source = PlainText(max_length=200)
    words = PlainText(max_length=300)
    postcode = PlainText(max_length=8)


class PersonShape(Strict):
    role = serializers.ChoiceField(choices=Involvement.As.choices)
    given_name = PlainText(max_length=120)
    family_name = PlainText(max_length=120)
    known_as = PlainText(max_length=120)
    born_on = Day()
    age_said = PlainText(max_length=40)
    expected_on = Day()
    sex = PlainText(max_length=10)
    nhs_number = serializers.RegexField(
        r"^(\d{10})?$",
        required=False,
        default="",
        allow_blank=True,
        error_messages={"invalid": "An NHS number has ten digits, without spaces."},
    )
    own_number = PlainText(max_length=40)
    phone = PlainText(max_length=40)
    address_protected = serializers.BooleanField(default=False)
    staff_warning = PlainText(max_length=300)
    lives_in = PlaceShape(required=False, allow_null=True, default=None)
    is_in = PlaceShape(required=False, allow_null=True, default=None)
    lives_with_child = serializers.BooleanField(required=False, allow_null=True, default=None)
    parental_responsibility = serializers.BooleanField(required=False, allow_null=True, default=None)
    was_child_when_alleged = serializers.BooleanField(required=False, allow_null=True, default=None)
    other_children = serializers.ChoiceField(choices=Involvement.Whether.choices, default="unknown")
    works_with_children_in = CouncilCode()
    works_with_adults_in = CouncilCode()
    words = PlainText(max_length=300)


class ReferrerShape(Strict):
    kind = PlainText(max_length=30)
    name = PlainText(max_length=120)
    agency = PlainText(max_length=120)
    reach = PlainText(max_length=300)
    council = CouncilCode()
    anonymous = serializers.BooleanField(default=False)


class ReferralShape(Strict):
    """What a system sends to log a referral. A field left out is unknown, not false."""

    kind = serializers.ChoiceField(choices=Referral.Kind.choices, default=Referral.Kind.REFERRAL)
    received_at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    people = PersonShape(many=True, allow_empty=False)
    referrer = ReferrerShape(required=False)
    harm = serializers.ListField(child=serializers.ChoiceField(choices=Harm.choices), default=list)
    significant_harm = serializers.BooleanField(required=False, allow_null=True, default=None)
    safe_now = serializers.BooleanField(required=False, allow_null=True, default=None)
    safe_now_words = PlainText()
    said = PlainText()
    happened_in = PlaceShape(required=False, allow_null=True, default=None)
    last_happened_on = Day()
    happened_words = PlainText(max_length=300)
    next_contact_on = Day()
    next_contact_words = PlainText(max_length=300)
    disclosed_by_child = serializers.BooleanField(required=False, allow_null=True, default=None)
    police_involved = serializers.BooleanField(required=False, allow_null=True, default=None)
    police_reference = PlainText(max_length=60)
    parent_knows = serializers.BooleanField(required=False, allow_null=True, default=None)
    consent = serializers.ChoiceField(choices=Referral.Consent.choices, default="", allow_blank=True)
    consent_words = PlainText()
    interpreter = PlainText(max_length=120)
    told_to_expect_contact = serializers.BooleanField(required=False, allow_null=True, default=None)
    told_to_expect = PlainText(max_length=300)
    other_children_words = PlainText()

    def said_with(self, form_token: UUID | None) -> ReferralSaid:
        """The shape an action takes."""
        data = dict(self.validated_data)
        data.pop("received_at")
        happened_in = data.pop("happened_in")
        referrer = data.pop("referrer", None)
        return ReferralSaid(
            **{**data, "people": [_person(one) for one in data["people"]]},
            referrer=ReferrerSaid(**referrer) if referrer else ReferrerSaid(),
            happened_in=PlaceSaid(**happened_in) if happened_in else None,
            form_token=form_token,
        )


_here = threading.local()


def read_referral(data: Any) -> ReferralShape:
    """The shape of one call's body, checked. Raises ValidationError.

    Built once for each thread: copying its eighty fields for every call took longer than checking them. What the call
    before left in it is taken away first.
    """
    shape: ReferralShape | None = getattr(_here, "shape", None)
    if shape is None:
        shape = _here.shape = ReferralShape(data={})
    for left in ("_validated_data", "_errors", "_data"):
        shape.__dict__.pop(left, None)
    shape.initial_data = data
    shape._context = {}
    shape.is_valid(raise_exception=True)
    return shape


class SendShape(Strict):
    to = CouncilCode(required=True, allow_null=False, default=serializers.empty)
    at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    address_source = PlainText(max_length=200)
    words = PlainText()


class AcknowledgeShape(Strict):
    at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    worker = serializers.CharField(max_length=120)


class ContactShape(Strict):
    to = CouncilCode(required=True, allow_null=False, default=serializers.empty)
    at = serializers.DateTimeField(required=False, default=None, allow_null=True)
    their_service = serializers.ChoiceField(choices=CouncilContact.Service.choices)
    own_service = serializers.ChoiceField(choices=CouncilContact.Service.choices)
    worker_there = PlainText(max_length=120)
    two_way = serializers.BooleanField()
    channel = PlainText(max_length=12)
    words = PlainText()


def _person(data: dict[str, Any]) -> PersonSaid:
    places = {name: PlaceSaid(**data[name]) if data[name] else None for name in ("lives_in", "is_in")}
    return PersonSaid(**{**data, **places})


# What goes out.


def referral_out(referral: Referral) -> dict[str, Any]:
    """One referral, whole: the reader's council has a part in it. A protected address is never among it."""
    return {
        "reference": referral.reference,
        "kind": referral.kind,
        "version": referral.version,
        "logged_by_council": referral.council.gss_code,
        "received_at": referral.received_at,
        "recorded_at": referral.recorded_at,
        "harm": referral.harm,
        "significant_harm": referral.significant_harm,
        "safe_now": referral.safe_now,
        "said": referral.said,
        "last_happened_on": referral.last_happened_on,
        "next_contact_on": referral.next_contact_on,
        "police_involved": referral.police_involved,
        "police_reference": referral.police_reference,
        "parent_knows": referral.parent_knows,
        "consent": referral.consent,
        "interpreter": referral.interpreter,
        "people": [person_out(one) for one in _in_order(referral.involvements)],
        "places": [
            {
                "what": place.what,
                "council": place.council.gss_code if place.council else None,
                "confidence": place.confidence,
                "source": place.source,
                "at": place.at,
            }
            for place in _in_order(referral.places)
            if place.superseded_at is None
        ],
        "parts": [
            {
                "council": part.council.gss_code,
                "council_name": part.council.name,
                "came": part.came,
                "received_at": part.received_at,
                "outcome": part.outcome,
                "decided_at": part.decided_at,
                "open": part.closed_at is None,
            }
            for part in _in_order(referral.parts)
        ],
    }


def _in_order(rows: Any) -> list[Any]:
    """What was read already, as it was recorded."""
    return sorted(rows.all(), key=lambda row: row.pk)


def row_out(referral: Referral) -> dict[str, Any]:
    """One line of a list."""
    child = referral.first_child
    return {
        "reference": referral.reference,
        "kind": referral.kind,
        "received_at": referral.received_at,
        "child": {"given_name": child.given_name, "family_name": child.family_name} if child else None,
        "children": referral.children_count,
    }


def person_out(one: Involvement) -> dict[str, Any]:
    """Somebody on the referral; `person` stands for them wherever an act is about somebody."""
    person: Person = one.person
    return {
        "person": handles.handle("person", person.pk),
        "role": one.role,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "born_on": person.born_on,
        "expected_on": person.expected_on,
        "nhs_number": person.nhs_number,
        "address_protected": person.address_protected,
        "staff_warning": person.staff_warning,
        "was_child_when_alleged": one.was_child_when_alleged,
        "other_children": one.other_children,
    }
