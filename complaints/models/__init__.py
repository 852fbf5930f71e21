"""Complaints: who says what, by which route, through which stages, with what outcome."""

from complaints.models.complaint import (
    Complaint,
    ComplaintChild,
    ComplaintLink,
    Eligibility,
    PublicDraft,
    Relationship,
)
from complaints.models.deciding import (
    EligibilityDecision,
    FreezingConsidered,
    LatenessDecision,
    Letter,
    LetterVersion,
    RouteTold,
)
from complaints.models.heads import PROCEDURES, About, Finding, FindingIs, Head, Route
from complaints.models.journal import ComplaintEntry, ComplaintPrompt
from complaints.models.links import LetterLink
from complaints.models.outcomes import LearningItem, LearningReceipt, OmbudsmanEnquiry, Remedy
from complaints.models.people import Appointment
from complaints.models.stages import EarlyReferral, Pause, Procedure, Stage, StageRefusal

__all__ = [
    "PROCEDURES",
    "About",
    "Appointment",
    "Complaint",
    "ComplaintChild",
    "ComplaintEntry",
    "ComplaintLink",
    "ComplaintPrompt",
    "EarlyReferral",
    "Eligibility",
    "EligibilityDecision",
    "Finding",
    "FindingIs",
    "FreezingConsidered",
    "Head",
    "LatenessDecision",
    "LearningItem",
    "LearningReceipt",
    "Letter",
    "LetterLink",
    "LetterVersion",
    "OmbudsmanEnquiry",
    "Pause",
    "Procedure",
    "PublicDraft",
    "Relationship",
    "Remedy",
    "Route",
    "RouteTold",
    "Stage",
    "StageRefusal",
]
