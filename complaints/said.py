"""What a door (page, public form, API, replay) hands to an action: plain shapes. A field left out is unknown."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from complaints.models import Complaint
from referrals.models import Person, Referral


@dataclass(frozen=True)
class HeadSaid:
    """One point of complaint, in the complainant's own words, and what is known about it.

    `about` is a word of `About` ("" while nobody has said: the officer does). The facts are those that 4a turns on.
    """

    words: str = ""
    about: str = ""
    assessment_requested: bool | None = None
    part_3_function: bool | None = None
    appeal_right: bool | None = None
    adult_service: bool | None = None
    harm_criteria_met: bool | None = None
    agency_words: str = ""
    joins: Complaint | None = None  # for complaint_handling: the complaint whose handling it is; None: this one


@dataclass(frozen=True)
class ChildSaid:
    """A child the complaint is about, as named. `person`: the council's record, given only by who may see it."""

    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    age_said: str = ""
    person: Person | None = None


@dataclass(frozen=True)
class ComplaintSaid:
    """All that reached the council."""

    heads: list[HeadSaid]
    children: list[ChildSaid] = field(default_factory=list)
    complainant_name: str = ""
    complainant_reach: str = ""
    relationship: str = ""
    relationship_words: str = ""
    parent_consents: bool | None = None
    child_content: bool | None = None
    grounds_arose_on: date | None = None
    late_reasons: str = ""
    desired_outcome: str = ""
    adjustments: str = ""
    advocate_wanted: bool | None = None
    proceedings_live: bool | None = None
    proceedings_words: str = ""
    already_at_stage: int | None = None
    came: str = ""
    referral: Referral | None = None
    complained_of_ids: tuple[int, ...] = ()
    form_token: UUID | None = None


@dataclass(frozen=True)
class FindingSaid:
    """What was found on one point."""

    head: int  # its number
    finding: str  # a word of FindingIs
    reasons: str = ""


@dataclass(frozen=True)
class EarlyReferralSaid:
    """The conditions on which a panel may be left out by agreement (STATUTE 4d), each as it was found."""

    complainant_agrees: bool = False
    robust_report: bool = False
    complete_adjudication: bool = False
    significant_heads_upheld: bool = False
    clear_action_plan: bool = False
    most_outcomes_accepted: bool = False
    words: str = ""


@dataclass(frozen=True)
class AppointmentSaid:
    """Somebody to appoint. Independence is declared: None is not declared."""

    role: str  # a word of Appointment.As
    name: str
    user_id: int | None = None
    organisation: str = ""
    stage_number: int | None = None
    is_member: bool | None = None
    is_officer: bool | None = None
    is_partner_of_one: bool | None = None
    since: date | None = None  # left out: the day of the act
    until: date | None = None
