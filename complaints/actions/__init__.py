"""What can be done to a complaint: one function a verb, keyword-only, with `by`, `at` (when it happened) and `now`.

Page, public form, replay and demo call these and nothing else. Each expects an open transaction, locks the complaint,
raises Refused with every ground that applies, or NotPossible when the record is not in a state for it, and writes
nothing when it raises. Access is the door's to ask: `has_perm(permission, complaint)`.
"""

from complaints.actions.answering import acknowledge_complaint, request_stage, respond_stage
from complaints.actions.appointing import appoint, end_appointment
from complaints.actions.closing import close_complaint, reopen_complaint, withdraw_complaint
from complaints.actions.eligibility import decide_eligibility, weigh_lateness
from complaints.actions.extending import extend_stage
from complaints.actions.investigating import adjudicate, agree_statement, find, receive_report
from complaints.actions.letters import draft_letter, send_letter
from complaints.actions.linking import accept_link, end_link, propose_link
from complaints.actions.ombudsman import answer_enquiry, receive_enquiry, record_ombudsman_decision
from complaints.actions.outcomes import complete_remedy, receive_learning, record_learning, record_remedy
from complaints.actions.panels import agree_early_referral, hold_panel, plan_panel, send_panel_report
from complaints.actions.pausing import consider_freezing, pause, resume, tell_pause
from complaints.actions.receiving import (
    add_head,
    complain,
    correct_complaint,
    link_referral,
    offer_advocate,
    record_facts,
    take_on,
)
from complaints.actions.refusing import refuse_stage
from complaints.actions.routing import choose_route, sign_route, take_whole_as_statutory, tell_route

__all__ = [
    "accept_link",
    "acknowledge_complaint",
    "add_head",
    "adjudicate",
    "agree_early_referral",
    "agree_statement",
    "answer_enquiry",
    "appoint",
    "choose_route",
    "close_complaint",
    "complain",
    "complete_remedy",
    "consider_freezing",
    "correct_complaint",
    "decide_eligibility",
    "draft_letter",
    "end_appointment",
    "end_link",
    "extend_stage",
    "find",
    "hold_panel",
    "link_referral",
    "offer_advocate",
    "pause",
    "plan_panel",
    "propose_link",
    "receive_enquiry",
    "receive_learning",
    "receive_report",
    "record_facts",
    "record_learning",
    "record_ombudsman_decision",
    "record_remedy",
    "refuse_stage",
    "reopen_complaint",
    "request_stage",
    "respond_stage",
    "resume",
    "send_letter",
    "send_panel_report",
    "sign_route",
    "take_on",
    "take_whole_as_statutory",
    "tell_pause",
    "tell_route",
    "weigh_lateness",
    "withdraw_complaint",
]
