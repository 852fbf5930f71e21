"""What can be done to a referral: one function a verb, keyword-only, with `by`, `at` (when it happened) and `now`.

Page, API, Celery task, replay and demo call these and nothing else. Each expects an open transaction (the middleware's
or `acting_for`'s), raises Refused with every ground that applies, or NotPossible when the record is not in a state for
it, and writes nothing when it raises.
"""

from referrals.actions.allocating import allocate, send_back
from referrals.actions.assessing import complete_assessment, see_child, start_assessment
from referrals.actions.challenging import answer_challenge, challenge
from referrals.actions.closing import close, reopen, sign_closing
from referrals.actions.concerns import record_concern, return_interview
from referrals.actions.considering import consider_other_children
from referrals.actions.convening import (
    answer_invitation,
    convene_strategy_discussion,
    refuse_strategy_discussion,
)
from referrals.actions.correcting import correct_referral
from referrals.actions.deciding import decide, give_feedback
from referrals.actions.enquiring import end_section_47, hold_conference, start_section_47
from referrals.actions.holding import circulate_record, complete_strategy_record, hold_strategy_discussion
from referrals.actions.lado import consider_lado, mention_lado
from referrals.actions.leading import (
    accept_duty,
    decline_duty,
    propose_lead,
    raise_disagreement,
    resolve_disagreement,
    state_intention,
)
from referrals.actions.logging import accept_as_referral, log_referral
from referrals.actions.moving import accept_transfer, move_child
from referrals.actions.placing import record_address, record_place
from referrals.actions.protecting import check_own_records, record_safety_plan
from referrals.actions.returning import keep_returned, return_referral
from referrals.actions.sending import acknowledge, send_referral
from referrals.actions.sharing import share_information
from referrals.actions.succeeding import hand_desks, hand_to_successor
from referrals.actions.supervising import supervise
from referrals.actions.talking import contact_council, contact_family, decide_not_to_tell
from referrals.actions.writing import answer_message, countersign_message, write_message

__all__ = [
    "accept_as_referral",
    "accept_duty",
    "accept_transfer",
    "acknowledge",
    "allocate",
    "answer_challenge",
    "answer_invitation",
    "answer_message",
    "challenge",
    "check_own_records",
    "circulate_record",
    "close",
    "complete_assessment",
    "complete_strategy_record",
    "consider_lado",
    "consider_other_children",
    "contact_council",
    "contact_family",
    "convene_strategy_discussion",
    "correct_referral",
    "countersign_message",
    "decide",
    "decide_not_to_tell",
    "decline_duty",
    "end_section_47",
    "give_feedback",
    "hand_desks",
    "hand_to_successor",
    "hold_conference",
    "hold_strategy_discussion",
    "keep_returned",
    "log_referral",
    "mention_lado",
    "move_child",
    "propose_lead",
    "raise_disagreement",
    "record_address",
    "record_concern",
    "record_place",
    "record_safety_plan",
    "refuse_strategy_discussion",
    "reopen",
    "resolve_disagreement",
    "return_interview",
    "return_referral",
    "see_child",
    "send_back",
    "send_referral",
    "share_information",
    "sign_closing",
    "start_assessment",
    "start_section_47",
    "state_intention",
    "supervise",
    "write_message",
]
