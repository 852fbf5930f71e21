"""A child-protection referral that crosses a border: its people, places, parts, and what each council did."""

from referrals.models.acts import (
    Assessment,
    ChildSeen,
    CouncilContact,
    Decision,
    FamilyContact,
    Feedback,
    SafetyPlan,
    Sending,
    WaitToTell,
)
from referrals.models.journal import JournalEntry, Prompt
from referrals.models.parts import Allocation, DutyHandover, NamedCouncil, Part
from referrals.models.people import Address, Person
from referrals.models.referral import Draft, Involvement, Place, Referral

__all__ = [
    "Address",
    "Allocation",
    "Assessment",
    "ChildSeen",
    "CouncilContact",
    "Decision",
    "Draft",
    "DutyHandover",
    "FamilyContact",
    "Feedback",
    "Involvement",
    "JournalEntry",
    "NamedCouncil",
    "Part",
    "Person",
    "Place",
    "Prompt",
    "Referral",
    "SafetyPlan",
    "Sending",
    "WaitToTell",
]
