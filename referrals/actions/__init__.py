"""What can be done to a referral: one function a verb, keyword-only, with `by`, `at` (when it happened) and `now`.

Page, API, Celery task, replay and demo call these and nothing else. Each expects an open transaction (the middleware's
or `acting_for`'s), raises Refused with every ground that applies, or NotPossible when the record is not in a state for
it, and writes nothing when it raises.
"""

from referrals.actions.allocating import allocate, send_back
from referrals.actions.assessing import complete_assessment, see_child, start_assessment
from referrals.actions.correcting import correct_referral
from referrals.actions.deciding import decide, give_feedback
from referrals.actions.leading import (
    accept_duty,
    decline_duty,
    propose_lead,
    raise_disagreement,
    resolve_disagreement,
    state_intention,
)
from referrals.actions.logging import accept_as_referral, log_referral
from referrals.actions.placing import record_address, record_place
from referrals.actions.protecting import check_own_records, record_safety_plan
from referrals.actions.sending import acknowledge, send_referral
from referrals.actions.talking import contact_council, contact_family, decide_not_to_tell

__all__ = [
    "accept_as_referral",
    "accept_duty",
    "acknowledge",
    "allocate",
    "check_own_records",
    "complete_assessment",
    "contact_council",
    "contact_family",
    "correct_referral",
    "decide",
    "decide_not_to_tell",
    "decline_duty",
    "give_feedback",
    "log_referral",
    "propose_lead",
    "raise_disagreement",
    "record_address",
    "record_place",
    "record_safety_plan",
    "resolve_disagreement",
    "see_child",
    "send_back",
    "send_referral",
    "start_assessment",
    "state_intention",
]
