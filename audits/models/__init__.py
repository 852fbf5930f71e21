"""The rows of this room."""

from audits.models.figures import Delivery, FigureRun, FigureSnapshot, Pack
from audits.models.gaps import RuleGap
from audits.models.journal import OversightEntry
from audits.models.learning import LearningItem, LearningReceipt, LearningTeam, TrainingHeld
from audits.models.ombudsman import Binding, OmbudsmanReport, Recommendation, ReportCouncil
from audits.models.warnings import Attendance, BoardMeeting, RaisedWarning, WarningStanding

__all__ = [
    "Attendance",
    "Binding",
    "BoardMeeting",
    "Delivery",
    "FigureRun",
    "FigureSnapshot",
    "LearningItem",
    "LearningReceipt",
    "LearningTeam",
    "OmbudsmanReport",
    "OversightEntry",
    "Pack",
    "RaisedWarning",
    "Recommendation",
    "ReportCouncil",
    "RuleGap",
    "TrainingHeld",
    "WarningStanding",
]
