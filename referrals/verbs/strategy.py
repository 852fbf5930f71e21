"""The strategy discussion, section 47 enquiries and the conference."""

from collections.abc import Callable, Iterable
from typing import Any

from councils.models import Council
from referrals import actions
from referrals.models import Agency
from referrals.turns import Character, Turn


def convene_strategy_discussion(turn: Turn) -> Any:
    fields = turn.fields
    return actions.convene_strategy_discussion(
        by=turn.by,
        referral=fields["referral"],
        invited=[one if isinstance(one, Council) else _agency(one) for one in _takers(fields.get("invited", []))],
        planned_for=fields.get("planned_for"),
        at=turn.at,
        now=turn.now,
    )


def answer_invitation(turn: Turn) -> Any:
    """A council's answer that another writes down was spoken: a fact, however poor its reason."""
    fields = turn.fields
    council = fields.get("council", turn.by.council)
    return actions.answer_invitation(
        by=turn.by,
        discussion=fields["discussion"],
        council=council,
        accept=fields["answer"] == "accept",
        reason=fields.get("reason", ""),
        spoken=council.pk != turn.by.council_id,
        at=turn.at,
        now=turn.now,
    )


def refuse_strategy_discussion(turn: Turn) -> Any:
    fields = turn.fields
    return actions.refuse_strategy_discussion(
        by=turn.by,
        referral=fields["referral"],
        reason=fields.get("reason", ""),
        rationale=fields.get("rationale", ""),
        at=turn.at,
        now=turn.now,
    )


def hold_strategy_discussion(turn: Turn) -> Any:
    fields = turn.fields
    return actions.hold_strategy_discussion(
        by=turn.by,
        discussion=fields["discussion"],
        attended=[_agency(one) for one in _takers(fields.get("attended", []))],
        section_47=fields.get("section_47"),
        other_children_considered=fields.get("other_children_considered"),
        risk_apart_from_police_considered=fields.get("risk_apart_from_police_considered"),
        rationale=fields.get("rationale", ""),
        at=turn.at,
        now=turn.now,
    )


def circulate_record(turn: Turn) -> Any:
    return actions.circulate_record(
        by=turn.by,
        discussion=turn.fields["discussion"],
        to=[_agency(one) for one in _takers(turn.fields.get("to", []))],
        at=turn.at,
        now=turn.now,
    )


def start_section_47(turn: Turn) -> Any:
    return actions.start_section_47(
        by=turn.by,
        referral=turn.fields["referral"],
        joint_with_police=turn.fields.get("joint_with_police"),
        at=turn.at,
        now=turn.now,
    )


def end_section_47(turn: Turn) -> Any:
    return actions.end_section_47(
        by=turn.by,
        referral=turn.fields["referral"],
        outcome=turn.fields.get("outcome", ""),
        joint_with_police=turn.fields.get("joint_with_police"),
        at=turn.at,
        now=turn.now,
    )


def hold_conference(turn: Turn) -> Any:
    return actions.hold_conference(by=turn.by, referral=turn.fields["referral"], at=turn.at, now=turn.now)


def _takers(named: Iterable[Any]) -> list[Any]:
    """Without the family, who are told and heard but do not sit there."""
    family = {"child", "parent", "carer", "alleged_harmer"}
    return [one for one in named if not (isinstance(one, Character) and one.kind in family)]


def _agency(one: Any) -> str:
    """The agency that a person or a council of the file stands for; somebody called "police" is the police."""
    if isinstance(one, Council):
        return Agency.OTHER_COUNCIL.value
    if isinstance(one, Character):
        return one.alias if one.alias in Agency.values else Agency.REFERRER.value
    return str(one)


VERBS: dict[str, Callable[[Turn], Any]] = {
    "convene_strategy_discussion": convene_strategy_discussion,
    "answer_invitation": answer_invitation,
    "refuse_strategy_discussion": refuse_strategy_discussion,
    "hold_strategy_discussion": hold_strategy_discussion,
    "circulate_record": circulate_record,
    "start_section_47": start_section_47,
    "end_section_47": end_section_47,
    "hold_conference": hold_conference,
}
