"""What can be done in this room: one function a verb, keyword-only, with `by`, `at` (when it happened) and `now`.

Each expects an open transaction, raises Refused with every ground that applies, or NotPossible when the record is
not in a state for it, and writes nothing when it raises.
"""

from audits.actions.gap import report_gap, settle_gap
from audits.actions.learning import confirm_reading, record_training, send_learning
from audits.actions.ombudsman import (
    Recommended,
    accept_recommendation,
    agree_longer,
    complete_recommendation,
    members_considered,
    recommend,
    record_report,
    take_step,
)
from audits.actions.packing import answer_pack, make_pack, open_pack
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
    "agree_longer",
    "answer_pack",
    "answer_warning",
    "complete_recommendation",
    "confirm_reading",
    "make_pack",
    "members_considered",
    "open_pack",
    "open_warning",
    "pass_warning_on",
    "raise_warning",
    "recommend",
    "record_attendance",
    "record_report",
    "record_training",
    "report_gap",
    "send_learning",
    "settle_gap",
    "take_step",
]
