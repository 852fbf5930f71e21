"""What can be done to a referral: one function a verb, keyword-only, with `by`, `at` (when it happened) and `now`.

Page, API, Celery task, replay and demo call these and nothing else. Each expects an open transaction (the middleware's
or `acting_for`'s), raises Refused with every ground that applies, or NotPossible when the record is not in a state for
it, and writes nothing when it raises.
"""

from referrals.actions.allocating import allocate, send_back
from referrals.actions.assessing import complete_assessment, see_child, sign_assessment, start_assessment
from referrals.actions.attaching import attach, withdraw_document
from referrals.actions.challenging import answer_challenge, challenge
from referrals.actions.charting import add_to_chronology, take_out_of_chronology
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
from referrals.actions.disagreeing import raise_disagreement, resolve_disagreement
from referrals.actions.enquiring import end_section_47, hold_conference, start_section_47
from referrals.actions.evidencing import (
    answer_request,
    ask_need,
    assess_need,
    hear_family,
    offer_support,
    record_consent,
    request_assessment,
)
from referrals.actions.handing_over import acknowledge_handover, hand_over_cases
from referrals.actions.holding import circulate_record, complete_strategy_record, hold_strategy_discussion
from referrals.actions.lado import consider_lado, mention_lado
from referrals.actions.leading import accept_duty, decline_duty, propose_lead, state_intention
from referrals.actions.logging import accept_as_referral, log_referral
from referrals.actions.merging import merge_people, unmerge_people
from referrals.actions.moving import accept_transfer, move_child
from referrals.actions.noting import correct_note, write_note
from referrals.actions.placing import record_address, record_place
from referrals.actions.protecting import check_own_records, record_safety_plan, set_own_number
from referrals.actions.relating import add_alias, add_person, relate, say_safe_contact
from referrals.actions.returning import keep_returned, return_referral
from referrals.actions.sending import acknowledge, send_referral
from referrals.actions.sharing import share_information
from referrals.actions.succeeding import hand_desks, hand_to_successor
from referrals.actions.supervising import supervise
from referrals.actions.talking import contact_council, contact_family, decide_not_to_tell
from referrals.actions.tasking import cancel_task, finish_task, set_task
from referrals.actions.warning import end_flag, raise_flag, review_warning, warn
from referrals.actions.writing import answer_message, countersign_message, write_message

__all__ = [
    "accept_as_referral",
    "accept_duty",
    "accept_transfer",
    "acknowledge",
    "acknowledge_handover",
    "add_alias",
    "add_person",
    "add_to_chronology",
    "allocate",
    "answer_challenge",
    "answer_invitation",
    "answer_request",
    "ask_need",
    "assess_need",
    "attach",
    "cancel_task",
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
    "correct_note",
    "correct_referral",
    "countersign_message",
    "decide",
    "decide_not_to_tell",
    "decline_duty",
    "end_flag",
    "end_section_47",
    "finish_task",
    "give_feedback",
    "hand_over_cases",
    "hear_family",
    "hand_desks",
    "hand_to_successor",
    "hold_conference",
    "hold_strategy_discussion",
    "keep_returned",
    "log_referral",
    "mention_lado",
    "merge_people",
    "move_child",
    "offer_support",
    "propose_lead",
    "raise_disagreement",
    "raise_flag",
    "record_address",
    "record_concern",
    "record_consent",
    "record_place",
    "record_safety_plan",
    "refuse_strategy_discussion",
    "relate",
    "reopen",
    "request_assessment",
    "resolve_disagreement",
    "return_interview",
    "review_warning",
    "say_safe_contact",
    "see_child",
    "send_back",
    "send_referral",
    "set_own_number",
    "set_task",
    "sign_assessment",
    "return_referral",
    "share_information",
    "sign_closing",
    "start_assessment",
    "start_section_47",
    "state_intention",
    "supervise",
    "take_out_of_chronology",
    "unmerge_people",
    "warn",
    "withdraw_document",
    "write_note",
    "write_message",
]
