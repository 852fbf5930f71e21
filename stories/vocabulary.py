"""The words of a case file: every verb with its fields, every clock, duty, refusal, prompt, role and choice.

The vocabulary is whole: it holds the words of rooms that are not built yet, so that a file written for them is read and
checked today. What a verb does is told by the rooms themselves (stories/rooms.py).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One field of a verb: what kind of value it takes (casefile.py reads each kind) and, for choices, which.

    kind    council, place (a council or "unknown"), person, party (a person or a council), thing (named by an earlier
            step), date, moment (a date and time), day (a date, with or without a time), flag, choice, choices, text,
            texts (one or a list), whole, level (a number or a word), verdict (true, false or a choice),
            takers (a list of agencies or aliases), limbs, heads
    of      the choices, or the kinds of thing
    needed  without it the verb says nothing; every other field left out is unknown
    """

    kind: str
    of: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Verb:
    """What can be done, in words for the timeline; `makes` is the kind of thing that its `name` then names."""

    says: str
    fields: dict[str, Field]
    makes: str = "thing"
    one_of: tuple[str, ...] = ()  # at least one of these fields


KINDS_OF_PERSON = ("child", "parent", "carer", "alleged_harmer", "referrer", "other")
CONFIDENCES = ("confirmed", "stated", "unknown")
YES_NO_UNKNOWN = ("yes", "no", "unknown")
NATIONS = ("England", "Wales")
LEVELS = ("due_soon", "missed", "service_manager", "head_of_service")
ROLES = (
    "social_worker",
    "team_manager",
    "service_manager",
    "head_of_service",
    "complaints_officer",
    "adult_social_care",
    "lado",
    "auditor",
)
HARMS = ("sexual", "physical", "emotional", "neglect", "exploitation", "domestic_abuse", "other")
CONSENTS = ("given", "refused", "not_sought")
SERVICES = ("childrens", "adults")
CHANNELS = ("visit", "call", "voicemail", "text", "letter", "email")
OUTCOMES = (
    "no_further_action",
    "early_help",
    "child_in_need_assessment",
    "strategy_discussion",
    "section_47",
    "refer_on",
    "information_only",
)
DECISION_REASONS = (
    "significant_harm",
    "needs",
    "threshold_not_met",
    "no_disclosure",
    "parent_to_report",
    "police_investigating",
    "police_closed",
    "not_resident",
    "lives_elsewhere",
    "happened_elsewhere",
    "non_recent",
    "referrer_to_refer",
    "other",
)
DUTIES = (
    "answer_referral",
    "strategy_discussion",
    "section_47",
    "support_child",
    "support_family",
    "other_children",
    "lado",
)
CONCERNS = ("new_disclosure", "self_harm", "suicide_attempt", "went_missing", "returned", "other")
AGENCIES = (
    "childrens_social_care",
    "police",
    "health",
    "other_council",
    "referrer",
    "education",
    "lado",
    "adult_social_care",
)

CLOCKS = {
    "decision": "T01",
    "referrer_feedback": "T02",
    "family_contact": "T04",
    "child_seen": "T05",
    "strategy_discussion": "T06",
    "strategy_record": "T07",
    "initial_conference": "T09",
    "assessment": "T16",
    "return_interview": "T17",
    "parent_told": "T18",
    "known_contact": "T19",
    "record_written": "T20",
    "council_contact": "T30",
    "outbound_acknowledgement": "T31",
    "lead_agreed": "T32",
    "moved_child_notice": "T33",
    "transfer_conference": "T34",
    "disagreement": "T36 and T37",
    "route_told": "T42",
    "statutory_stage_1": "T43",
    "statutory_stage_2": "T45",
    "statutory_panel": "T48",
    "panel_report": "T49",
    "panel_response": "T50",
    "corporate_acknowledgement": "T60",
    "corporate_stage_1": "T61",
    "corporate_stage_2": "T63",
    "ombudsman_report": "T70",
    "supervision": "T83",
}
REFUSALS = (
    "outcome.rationale_missing",
    "outcome.strategy_discussion_not_considered",
    "outcome.no_disclosure_by_child",
    "outcome.police_outcome",
    "outcome.not_resident",
    "outcome.parent_to_report",
    "outcome.returned_to_referrer",
    "strategy.refusal_reason",
    "strategy.record_incomplete",
    "invitation.case_closed",
    "duty.decline_needs_reason",
    "assessment.child_not_seen",
    "assessment.parent_needs_missing",
    "closure.own_approval",
    "closure.needs_second_person",
    "closure.child_not_spoken_to",
    "closure.parent_not_told",
    "closure.open_invitation",
    "closure.other_council_intention_unknown",
    "closure.no_council_contact",
    "closure.other_children_not_considered",
    "lado.threshold_not_considered",
    "complaint.route_not_told",
    "complaint.child_consent_not_needed",
    "complaint.stage_2_refusal_ground",
    "complaint.stage_3_refusal_ground",
)
PROMPTS = (
    "alleged_harmer_was_a_child",
    "other_children_at_risk",
    "repeat_referral",
    "same_day_manager_review",
    "verify_number",
    "tell_childrens_services",
    "police_update",
    "other_service_challenges_tier",
    "rule_sets_conflict",
    "adult_position_of_trust",
    "late_entry",
    "below_standard",
    "address_source_missing",
    "known_elsewhere",
    "unanswered_items",
    "live_elsewhere",
)

RELATIONSHIPS = (
    "child",
    "parent",
    "parental_responsibility",
    "foster_carer",
    "care_leaver",
    "special_guardian",
    "adopter",
    "grandparent",
    "other_relative",
    "partner_without_responsibility",
    "representative",
    "professional",
    "member_of_public",
)
HEADS = (
    "needs_assessment",
    "eligibility",
    "disputed_decision",
    "support",
    "parent_support",
    "quality",
    "quantity_or_cost",
    "delay",
    "staff_attitude",
    "review",
    "policy_impact",
    "complaint_handling",
    "looked_after",
    "leaving_care",
    "short_breaks",
    "section_20",
    "court_order_function",
    "adoption_support",
    "special_guardianship_support",
    "early_help",
    "child_protection_enquiry",
    "strategy_discussion",
    "information_sharing",
    "not_told_of_risk",
    "conference",
    "court_report",
    "court_conduct",
    "ehc_decision",
    "ehc_delay",
    "records_accuracy",
    "subject_access",
    "data_breach",
    "negligence",
    "staff_employment",
    "school",
    "carer_approval",
    "lado_decision",
    "lado_handling",
    "worker_allegation",
    "other_agency_decision",
    "other_body",
    "adult_social_care",
    "adult_treatment",
    "child_at_risk_now",
)
ROUTES = (
    "statutory",
    "corporate",
    "adult_social_care",
    "lado",
    "court",
    "tribunal",
    "data_protection",
    "conference",
    "disagreement",
    "another_body",
    "insurance",
    "human_resources",
    "review_of_approval",
    "school",
    "not_eligible",
)
ROUTE_REASONS = (
    "out_of_scope",
    "in_scope",
    "no_child_consent",
    "no_parental_responsibility",
    "not_resident",
    "other",
)
STAGE_GROUNDS = (
    "nothing_to_add",
    "point_of_law",
    "resolved_in_our_view",
    "late",
    "early_referral_agreed",
    "proceedings",
    "already_considered",
    "other",
)
ELIGIBILITIES = ("own_right", "sufficient_interest_decision", "consent_needed", "not_eligible")

REFERRAL = Field("thing", ("referral",), needed=True)
DISCUSSION = Field("thing", ("discussion",), needed=True)
COMPLAINT = Field("thing", ("complaint",), needed=True)
TEXT, FLAG, DATE = Field("text"), Field("flag"), Field("date")
COUNCIL, PERSON, PARTY, PLACE = Field("council"), Field("person"), Field("party"), Field("place")
TAKERS, WHOLE = Field("takers"), Field("whole")


def _needed(field: Field) -> Field:
    return Field(field.kind, field.of, needed=True)


def _choice(of: tuple[str, ...], *, needed: bool = False) -> Field:
    return Field("choice", of, needed=needed)


def _stage(says: str) -> Verb:
    return Verb(
        says,
        {
            "complaint": COMPLAINT,
            "stage": WHOLE,
            "reasons": Field("texts"),
            "new_date": DATE,
            "statement_agreed": DATE,
        },
    )


def _assessment(says: str) -> Verb:
    return Verb(
        says,
        {
            "referral": REFERRAL,
            "child_seen": FLAG,
            "child_seen_alone": FLAG,
            "parent_needs_assessed": FLAG,
            "consent_withdrawn": FLAG,
            "rationale": TEXT,
        },
    )


def _section_47(says: str) -> Verb:
    return Verb(says, {"referral": REFERRAL, "joint_with_police": FLAG, "outcome": TEXT})


def _answered(says: str) -> Verb:
    return Verb(says, {"referral": REFERRAL, "duty": _choice(DUTIES, needed=True), "reason": TEXT})


def _disagreement(says: str) -> Verb:
    return Verb(says, {"referral": REFERRAL, "about": TEXT, "level": Field("level")})


def _report(says: str) -> Verb:
    return Verb(
        says,
        {
            "complaint": Field("thing", ("complaint",)),
            "council": COUNCIL,
            "received_on": DATE,
            "body": TEXT,
            "minute": TEXT,
        },
        one_of=("complaint", "council"),
    )


VERBS: dict[str, Verb] = {
    "log_referral": Verb(
        "logs a referral",
        {
            "child": _needed(PERSON),
            "from": PARTY,
            "received_by": COUNCIL,
            "harm": Field("choices", HARMS),
            "significant_harm": FLAG,
            "last_happened": DATE,
            "safe_now": FLAG,
            "happened_in": PLACE,
            "child_is_in": PLACE,
            "alleged_harmer": PERSON,
            "next_contact_with_harmer": DATE,
            "told_to_expect_contact": FLAG,
            "disclosed_by_child": FLAG,
            "police_involved": FLAG,
            "parent_knows": FLAG,
            "consent": _choice(CONSENTS),
            "repeats": Field("thing", ("referral",)),
        },
        makes="referral",
    ),
    "record_address": Verb(
        "records where the child lives",
        {"child": _needed(PERSON), "lives_in": PLACE, "confidence": _choice(CONFIDENCES), "source": TEXT},
    ),
    "send_referral": Verb(
        "sends the referral to another council",
        {"referral": REFERRAL, "to": _needed(COUNCIL), "address_source": TEXT},
    ),
    "acknowledge": Verb("confirms receipt", {"referral": REFERRAL, "worker": TEXT}),
    "propose_lead": Verb(
        "proposes who holds a responsibility",
        {"referral": REFERRAL, "duty": _choice(DUTIES, needed=True), "council": _needed(COUNCIL), "attending": TAKERS},
    ),
    "accept_duty": _answered("accepts a responsibility in writing"),
    "decline_duty": _answered("declines a responsibility"),
    "state_intention": Verb("states what it intends to do", {"referral": REFERRAL, "action": TEXT}),
    "decide": Verb(
        "decides on next steps",
        {
            "referral": REFERRAL,
            "outcome": _choice(OUTCOMES, needed=True),
            "reason": _choice(DECISION_REASONS),
            "rationale": TEXT,
            "strategy_discussion_considered": FLAG,
        },
    ),
    "give_feedback": Verb("tells the referrer what was decided", {"referral": REFERRAL, "to": PARTY}),
    "contact_council": Verb(
        "contacts the other council",
        {
            "referral": REFERRAL,
            "to": _needed(COUNCIL),
            "service": _choice(SERVICES),
            "worker_there": TEXT,
            "two_way": FLAG,
        },
    ),
    "contact_family": Verb(
        "tries to reach the family",
        {
            "referral": REFERRAL,
            "person": PERSON,
            "channel": _choice(CHANNELS, needed=True),
            "live": FLAG,
            "number_verified": FLAG,
            "told_of_risk": FLAG,
        },
    ),
    "decide_not_to_tell": Verb(
        "decides to wait before telling the family, or not to tell them",
        {"referral": REFERRAL, "person": PERSON, "reason": TEXT, "look_again": DATE},
    ),
    "see_child": Verb("sees and hears the child", {"referral": REFERRAL, "alone": FLAG, "words": TEXT}),
    "record_concern": Verb(
        "records something new",
        {"referral": REFERRAL, "kind": _choice(CONCERNS, needed=True), "alleged_harmer": PERSON},
    ),
    "record_safety_plan": Verb("records a safety plan", {"referral": REFERRAL, "before": DATE, "plan": TEXT}),
    "return_interview": Verb(
        "records the interview after a missing episode", {"referral": REFERRAL, "held": FLAG, "reason": TEXT}
    ),
    "challenge": Verb(
        "records that another professional says it is not enough", {"referral": REFERRAL, "from": PARTY, "about": TEXT}
    ),
    "answer_challenge": Verb("answers the challenge", {"referral": REFERRAL, "answer": TEXT, "rationale": TEXT}),
    "convene_strategy_discussion": Verb(
        "calls a strategy discussion",
        {"referral": REFERRAL, "invited": TAKERS, "planned_for": Field("day")},
        makes="discussion",
    ),
    "answer_invitation": Verb(
        "answers an invitation",
        {
            "discussion": DISCUSSION,
            "council": COUNCIL,
            "answer": _choice(("accept", "decline"), needed=True),
            "reason": TEXT,
        },
    ),
    "refuse_strategy_discussion": Verb(
        "decides not to hold a strategy discussion", {"referral": REFERRAL, "reason": TEXT, "rationale": TEXT}
    ),
    "hold_strategy_discussion": Verb(
        "records that the strategy discussion was held",
        {
            "discussion": DISCUSSION,
            "attended": TAKERS,
            "section_47": FLAG,
            "other_children_considered": FLAG,
            "risk_apart_from_police_considered": FLAG,
            "rationale": TEXT,
        },
    ),
    "circulate_record": Verb("sends the record of the discussion", {"discussion": DISCUSSION, "to": TAKERS}),
    "start_section_47": _section_47("starts section 47 enquiries"),
    "end_section_47": _section_47("ends section 47 enquiries"),
    "hold_conference": Verb("holds the initial child protection conference", {"referral": REFERRAL}),
    "start_assessment": _assessment("begins the assessment"),
    "complete_assessment": _assessment("completes the assessment"),
    "consider_other_children": Verb(
        "considers who else may be at risk",
        {"referral": REFERRAL, "found": _choice(YES_NO_UNKNOWN), "task": TEXT},
    ),
    "consider_lado": Verb(
        "considers the harm criteria of the LADO",
        {
            "referral": REFERRAL,
            "person": PERSON,
            "limbs": Field("limbs"),
            "classified_as": _choice(("allegation", "practice_concern", "complaint")),
        },
    ),
    "mention_lado": Verb(
        "plans to tell the person about the LADO", {"referral": REFERRAL, "person": PERSON, "happened": FLAG}
    ),
    "raise_disagreement": _disagreement("raises a disagreement"),
    "resolve_disagreement": _disagreement("resolves the disagreement"),
    "move_child": Verb(
        "records that the child moves",
        {"child": _needed(PERSON), "to": _needed(COUNCIL), "permanent": FLAG, "on_plan": FLAG},
    ),
    "accept_transfer": Verb("holds its transfer-in conference and takes over", {"referral": REFERRAL}),
    "close": Verb("asks to close its part", {"referral": REFERRAL, "reason": TEXT, "rationale": TEXT}),
    "sign_closing": Verb("signs the closing as the second person", {"referral": REFERRAL}),
    "reopen": Verb("opens it again", {"referral": REFERRAL, "reason": TEXT}),
    "reassign": Verb("gives the case to a new worker", {"referral": REFERRAL, "to_worker": _needed(TEXT)}),
    "supervise": Verb(
        "holds a supervision session", {"referral": REFERRAL, "reflection": TEXT, "actions": Field("texts")}
    ),
    "complain": Verb(
        "complains",
        {
            "child": PERSON,
            "council": _needed(COUNCIL),
            "relationship": _choice(RELATIONSHIPS),
            "grounds_arose": DATE,
            "proceedings_live": FLAG,
            "already_at_stage": WHOLE,
            "late_reasons": TEXT,
            "parent_consents": FLAG,
            "heads": Field("heads", needed=True),
        },
        makes="complaint",
    ),
    "decide_eligibility": Verb(
        "decides on sufficient interest",
        {
            "complaint": COMPLAINT,
            "eligible": Field("verdict", ELIGIBILITIES),
            "reason": TEXT,
            "matters_weighed": Field("texts"),
        },
    ),
    "choose_route": Verb(
        "chooses the route of a point of complaint",
        {
            "complaint": COMPLAINT,
            "head": WHOLE,
            "route": _choice(ROUTES, needed=True),
            "reason": _choice(ROUTE_REASONS),
            "rationale": TEXT,
        },
    ),
    "tell_route": Verb(
        "tells the complainant which procedure and why", {"complaint": COMPLAINT, "next_steps": TEXT}
    ),
    "acknowledge_complaint": _stage("acknowledges the complaint"),
    "respond_stage": _stage("answers at a stage"),
    "request_stage": _stage("records the request for the next stage"),
    "extend_stage": _stage("extends a stage"),
    "adjudicate": _stage("adjudicates"),
    "hold_panel": _stage("holds the review panel"),
    "send_panel_report": _stage("sends the panel's report"),
    "refuse_stage": Verb(
        "refuses a stage",
        {"complaint": COMPLAINT, "stage": WHOLE, "ground": _choice(STAGE_GROUNDS, needed=True), "rationale": TEXT},
    ),
    "record_ombudsman_report": _report("records a report of the Ombudsman"),
    "members_considered": _report("records that elected members considered it"),
}
