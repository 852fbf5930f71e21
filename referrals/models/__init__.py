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
from referrals.models.duties import Disagreement, Duty, DutyAnswer, Holding, Intention, LeadProposal
from referrals.models.journal import JournalEntry, Prompt
from referrals.models.links import DeskLink, DeskLinkEvent, DeskSitting
from referrals.models.parts import Allocation, DutyHandover, NamedCouncil, Part
from referrals.models.people import Address, Person
from referrals.models.practice import (
    Challenge,
    Closing,
    Concern,
    LadoConsideration,
    LadoMention,
    Move,
    OtherChildren,
    ReturnInterview,
    Supervision,
)
from referrals.models.referral import Draft, Involvement, Place, Referral
from referrals.models.strategy import (
    Agency,
    Circulation,
    Conference,
    Invitation,
    NoStrategyDiscussion,
    Section47,
    StrategyDiscussion,
)
from referrals.models.talks import Basis, CouncilMessage, GivenBack, MessageOpening, Sharing

__all__ = [
    "Address",
    "Agency",
    "Allocation",
    "Assessment",
    "Basis",
    "Challenge",
    "ChildSeen",
    "Circulation",
    "Closing",
    "Concern",
    "Conference",
    "CouncilContact",
    "CouncilMessage",
    "Decision",
    "DeskLink",
    "DeskLinkEvent",
    "DeskSitting",
    "Disagreement",
    "Draft",
    "Duty",
    "DutyAnswer",
    "DutyHandover",
    "FamilyContact",
    "Feedback",
    "GivenBack",
    "Holding",
    "Intention",
    "Invitation",
    "Involvement",
    "JournalEntry",
    "LadoConsideration",
    "LadoMention",
    "LeadProposal",
    "MessageOpening",
    "Move",
    "NamedCouncil",
    "NoStrategyDiscussion",
    "OtherChildren",
    "Part",
    "Person",
    "Place",
    "Prompt",
    "Referral",
    "ReturnInterview",
    "SafetyPlan",
    "Section47",
    "Sending",
    "Sharing",
    "StrategyDiscussion",
    "Supervision",
    "WaitToTell",
]
