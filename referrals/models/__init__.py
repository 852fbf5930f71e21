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
from referrals.models.documents import Document, DocumentPiece
from referrals.models.duties import Disagreement, Duty, DutyAnswer, Holding, Intention, LeadProposal
from referrals.models.evidence import AssessmentRequest, CaseHandover, ConsentChange, FamilyView, Need
from referrals.models.journal import JournalEntry, Prompt
from referrals.models.links import DeskLink, DeskLinkEvent, DeskSitting
from referrals.models.notes import CaseNote, ChronologyEntry, NoteAbout, NoteOn
from referrals.models.parts import Allocation, DutyHandover, NamedCouncil, Part
from referrals.models.people import Address, NameWord, Person
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
from referrals.models.relations import Alias, PersonMerge, Relationship, SafeContact
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
from referrals.models.watching import Flag, Task, WarningNote, WarningReview

__all__ = [
    "Address",
    "Agency",
    "Alias",
    "Allocation",
    "Assessment",
    "AssessmentRequest",
    "CaseHandover",
    "CaseNote",
    "Basis",
    "Challenge",
    "ChildSeen",
    "ChronologyEntry",
    "Circulation",
    "Closing",
    "Concern",
    "Conference",
    "ConsentChange",
    "CouncilContact",
    "CouncilMessage",
    "Decision",
    "DeskLink",
    "DeskLinkEvent",
    "DeskSitting",
    "Disagreement",
    "Document",
    "DocumentPiece",
    "Draft",
    "Duty",
    "DutyAnswer",
    "DutyHandover",
    "FamilyContact",
    "FamilyView",
    "Feedback",
    "Flag",
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
    "Need",
    "NoStrategyDiscussion",
    "NoteAbout",
    "NoteOn",
    "OtherChildren",
    "Part",
    "NameWord",
    "Person",
    "PersonMerge",
    "Place",
    "Prompt",
    "Referral",
    "Relationship",
    "ReturnInterview",
    "SafeContact",
    "SafetyPlan",
    "Section47",
    "Sending",
    "Sharing",
    "StrategyDiscussion",
    "Supervision",
    "Task",
    "WaitToTell",
    "WarningNote",
    "WarningReview",
]
