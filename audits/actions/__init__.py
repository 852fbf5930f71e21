"""What can be done in this room: one function a verb, keyword-only, with `by`, `at` (when it happened) and `now`.

Each expects an open transaction, raises Refused with every ground that applies, or NotPossible when the record is
not in a state for it, and writes nothing when it raises.
"""

from audits.actions.concluding import conclude, end_audit, keep_report, open_full_audit, plan_full_audit
from audits.actions.drawing import draw, replace
from audits.actions.gap import report_gap, settle_gap
from audits.actions.learning import confirm_reading, record_training, remind_of_learning, send_learning
from audits.actions.ombudsman import (
    Recommended,
    accept_recommendation,
    agree_longer,
    complete_recommendation,
    members_considered,
    recommend,
    take_step,
)
from audits.actions.opening import define, drop_imported, freeze, import_cases, open_audit
from audits.actions.packing import answer_pack, make_pack, open_pack
from audits.actions.planning import (
    add_action,
    carry_out_action,
    change_action,
    complete_action,
    decide_no_action,
    remeasure,
)
from audits.actions.reading import begin, keep, lock, report_child_at_risk
from audits.actions.receiving import bind_council, record_receipt, record_report
from audits.actions.sharing import assign, assign_evenly
from audits.actions.warning import (
    answer_warning,
    open_warning,
    pass_warning_on,
    raise_warning,
    record_attendance,
)

__all__ = [
    "Recommended",
    "accept_recommendation",
    "add_action",
    "agree_longer",
    "answer_pack",
    "answer_warning",
    "assign",
    "assign_evenly",
    "begin",
    "bind_council",
    "carry_out_action",
    "change_action",
    "complete_action",
    "complete_recommendation",
    "conclude",
    "confirm_reading",
    "decide_no_action",
    "define",
    "draw",
    "drop_imported",
    "end_audit",
    "freeze",
    "import_cases",
    "keep",
    "keep_report",
    "lock",
    "make_pack",
    "members_considered",
    "open_audit",
    "open_full_audit",
    "open_pack",
    "open_warning",
    "pass_warning_on",
    "plan_full_audit",
    "raise_warning",
    "recommend",
    "record_attendance",
    "record_receipt",
    "record_report",
    "record_training",
    "remeasure",
    "remind_of_learning",
    "replace",
    "report_child_at_risk",
    "report_gap",
    "send_learning",
    "settle_gap",
    "take_step",
]
