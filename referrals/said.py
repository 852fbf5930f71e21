"""What a door (page, API, replay) hands to an action: plain shapes, nothing decided. A field left out is unknown."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from councils.models import Council
from referrals.models import Person


@dataclass(frozen=True)
class PlaceSaid:
    """Where, as told: the council if it is known, how sure we are, and who says so."""

    council: Council | None = None
    confidence: str = "unknown"
    source: str = ""
    words: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class PersonSaid:
    """Somebody on the referral. `person` is one already on record; otherwise one is recorded from the rest."""

    role: str
    person: Person | None = None
    given_name: str = ""
    family_name: str = ""
    known_as: str = ""
    born_on: date | None = None
    age_said: str = ""
    expected_on: date | None = None
    sex: str = ""
    nhs_number: str = ""
    own_number: str = ""
    phone: str = ""
    address_protected: bool = False
    staff_warning: str = ""
    lives_in: PlaceSaid | None = None
    is_in: PlaceSaid | None = None
    lives_with_child: bool | None = None
    parental_responsibility: bool | None = None
    was_child_when_alleged: bool | None = None
    other_children: str = "unknown"
    works_with_children_in: Council | None = None
    works_with_adults_in: Council | None = None
    words: str = ""


@dataclass(frozen=True)
class ReferrerSaid:
    """Who is telling us, and how to reach them safely."""

    kind: str = ""  # an agency's code of referrals/choices.py, "council", "parent", "public" …; "" is not known
    name: str = ""
    agency: str = ""
    reach: str = ""
    council: Council | None = None
    is_person: int | None = None  # index in `people`, when the referrer is one of them (a parent who rings)
    anonymous: bool = False


@dataclass(frozen=True)
class ReferralSaid:
    """All that reached the council."""

    people: list[PersonSaid]
    referrer: ReferrerSaid = field(default_factory=ReferrerSaid)
    kind: str = "referral"
    harm: list[str] = field(default_factory=list)
    significant_harm: bool | None = None
    safe_now: bool | None = None
    safe_now_words: str = ""
    said: str = ""
    happened_in: PlaceSaid | None = None
    last_happened_on: date | None = None
    happened_words: str = ""
    next_contact_on: date | None = None
    next_contact_words: str = ""
    disclosed_by_child: bool | None = None
    police_involved: bool | None = None
    police_reference: str = ""
    parent_knows: bool | None = None
    consent: str = ""
    consent_words: str = ""
    interpreter: str = ""
    told_to_expect_contact: bool | None = None
    told_to_expect: str = ""
    other_children_words: str = ""
    repeats: int | None = None  # id of an earlier referral
    form_token: UUID | None = None


@dataclass(frozen=True)
class Override:
    """A named senior person goes past a refusal of the strength `override`, and says why."""

    reason: str
    by_role: str
    by_id: int
