"""What people do in this room, one function a verb."""

from audits.actions.concluding import (
    add_action,
    complete_action,
    conclude,
    keep_report,
    open_full_audit,
    plan_full_audit,
    remeasure,
)
from audits.actions.drawing import draw, replace
from audits.actions.opening import define, drop_imported, freeze, import_cases, open_audit
from audits.actions.reading import assign, assign_evenly, begin, keep, lock, report_child_at_risk

__all__ = [
    "add_action",
    "assign",
    "assign_evenly",
    "begin",
    "complete_action",
    "conclude",
    "define",
    "draw",
    "drop_imported",
    "freeze",
    "import_cases",
    "keep",
    "keep_report",
    "lock",
    "open_audit",
    "open_full_audit",
    "plan_full_audit",
    "remeasure",
    "replace",
    "report_child_at_risk",
]
