"""Reviews of practice: audits of closed cases, what the Ombudsman found, what leaders were told."""

from audits.models.audit import Audit, AuditEntry, ImportedCase, PopulationCase, SampleCase
from audits.models.audit_reading import Finding, FoundAtRisk, Reading
from audits.models.audit_report import ActionChange, NoAction, PlanAction, Remeasure
from audits.models.figures import Delivery, FigureRun, FigureSnapshot, Pack
from audits.models.gaps import RuleGap
from audits.models.journal import OversightEntry
from audits.models.learning import LearningItem, LearningReceipt, LearningTeam, TrainingHeld
from audits.models.ombudsman import Binding, OmbudsmanReport, Recommendation, ReportCouncil
from audits.models.warnings import Attendance, BoardMeeting, RaisedWarning, WarningStanding

__all__ = [
    "ActionChange",
    "Attendance",
    "Audit",
    "AuditEntry",
    "Binding",
    "BoardMeeting",
    "Delivery",
    "FigureRun",
    "FigureSnapshot",
    "Finding",
    "FoundAtRisk",
    "ImportedCase",
    "LearningItem",
    "LearningReceipt",
    "LearningTeam",
    "NoAction",
    "OmbudsmanReport",
    "OversightEntry",
    "Pack",
    "PlanAction",
    "PopulationCase",
    "RaisedWarning",
    "Reading",
    "Recommendation",
    "Remeasure",
    "ReportCouncil",
    "RuleGap",
    "SampleCase",
    "TrainingHeld",
    "WarningStanding",
]
