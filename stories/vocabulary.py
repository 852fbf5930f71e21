"""Every verb of a case file with its fields and their types; the words they choose from are in choices.py.

The vocabulary is whole: it holds the verbs of rooms that are not built yet, so that a file written for them is read and
checked today. What a verb does is told by the rooms themselves (stories/rooms.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stories.choices import (
    CHANNELS,
    CONCERNS,
    CONFIDENCES,
    CONSENTS,
    DECISION_REASONS,
    DUTIES,
    ELIGIBILITIES,
    HARMS,
    OUTCOMES,
    RELATIONSHIPS,
    ROUTE_REASONS,
    ROUTES,
    SERVICES,
    STAGE_GROUNDS,
    YES_NO_UNKNOWN,
)


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
    instead: Mapping[str, str] = field(default_factory=dict)  # words for the timeline where this flag is set

    def told(self, given: Mapping[str, Any]) -> str:
        """What a step says on the timeline: an attempt that was answered is no attempt any more."""
        return next((words for flag, words in self.instead.items() if given.get(flag)), self.says)


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
        instead={"live": "speaks with the family"},
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
    "reassign": Verb("gives the case to a new worker", {"referral": REFERRAL, "to_worker": Field("name", needed=True)}),
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
    "tell_route": Verb("tells the complainant which procedure and why", {"complaint": COMPLAINT, "next_steps": TEXT}),
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
