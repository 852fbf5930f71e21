"""Reviews of practice."""

from audits.models.audit import Audit, AuditEntry, ImportedCase, PopulationCase, SampleCase
from audits.models.audit_reading import Finding, FoundAtRisk, Reading
from audits.models.audit_report import PlanAction, Remeasure

__all__ = [
    "Audit",
    "AuditEntry",
    "Finding",
    "FoundAtRisk",
    "ImportedCase",
    "PlanAction",
    "PopulationCase",
    "Reading",
    "Remeasure",
    "SampleCase",
]
