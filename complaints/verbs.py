"""The verbs of a case file that this room acts on, each turned into the call that pages make too.

`stories` finds this module by name. VERBS: verb to adapter; CHECKS: what an expectation asks of this room; about: what
the clocks of a thing are about; also_about: what else it brought; asked_since: the prompts put since a number.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from complaints import actions, prompts, stages
from complaints.models import Complaint, ComplaintPrompt, Eligibility, Head, Route
from complaints.said import ChildSaid, ComplaintSaid, HeadSaid
from referrals import verbs as referrals
from referrals.models import Involvement
from referrals.parties import council_of
from referrals.turns import Character, Turn
from referrals.verbs import Asked

_TOLD = ("grounds_arose", "proceedings_live", "already_at_stage", "late_reasons", "parent_consents", "relationship")
_ELIGIBLE = {True: True, False: False, "own_right": True, "not_eligible": False}


def about(thing: Any) -> tuple[str, int] | None:
    """What the clocks of a complaint are about."""
    return ("complaints.complaint", thing.pk) if isinstance(thing, Complaint) else None


def also_about(thing: Any) -> list[tuple[str, int]]:
    """The referral that a complaint opened, because a child is at risk now."""
    if isinstance(thing, Complaint) and thing.opened_referral_id is not None:
        return [("referrals.referral", thing.opened_referral_id)]
    return []


def asked_since(number: int, abouts: Iterable[tuple[str, int]]) -> list[Asked]:
    """The prompts put about these complaints after prompt `number`, in order."""
    ids = [key for label, key in abouts if label == "complaints.complaint"]
    return [
        Asked(
            one.pk,
            ("complaints.complaint", one.complaint_id),
            one.council_id,
            one.code,
            prompts.QUESTIONS[one.code].sentence,
        )
        for one in ComplaintPrompt.objects.filter(complaint_id__in=ids, pk__gt=number).order_by("pk")
    ]


def complain(turn: Turn) -> Complaint:
    """The complainant speaks; the council's complaints officer writes it down."""
    child: Character | None = turn.fields.get("child")
    council = council_of(turn.by)
    told = {key: turn.fields[key] for key in _TOLD if key in turn.fields}
    if "grounds_arose" in told:
        told["grounds_arose_on"] = told.pop("grounds_arose")
    if turn.speaker is not None and turn.speaker.kind in ("child", "parent"):
        told.setdefault("relationship", turn.speaker.kind)
    said = ComplaintSaid(
        heads=[_head(one) for one in turn.fields["heads"]],
        children=[_child(child, council.pk)] if child is not None else [],
        complainant_name=turn.speaker.name if turn.speaker is not None else "",
        **told,
        **turn.words,
    )
    complaint = actions.complain(by=turn.by, council=council, said=said, at=turn.at, now=turn.now)
    if child is not None and complaint.opened_referral_id is not None:
        on = Involvement.objects.filter(referral_id=complaint.opened_referral_id, role=Involvement.As.CHILD)
        child.rows.setdefault(council.pk, on.select_related("person").get().person)
    return complaint


def _head(told: dict[str, Any]) -> HeadSaid:
    return HeadSaid(
        words=told.get("facts", ""),
        about=told["about"],
        assessment_requested=told.get("assessment_requested"),
        part_3_function=told.get("part_3_function"),
    )


def _child(child: Character, council_id: int) -> ChildSaid:
    return ChildSaid(
        given_name=child.given_name,
        family_name=child.family_name,
        born_on=child.born_on,
        person=child.rows.get(council_id),
    )


def decide_eligibility(turn: Turn) -> Any:
    """`eligible` is true, false or the word of what was decided; a word that leaves it open decides nothing."""
    told = turn.fields.get("eligible")
    if told not in _ELIGIBLE:
        return None
    return actions.decide_eligibility(
        by=turn.by,
        complaint=turn.fields["complaint"],
        eligible=_ELIGIBLE[told],
        reason=turn.fields.get("reason", ""),
        matters_weighed=_texts(turn.fields.get("matters_weighed", [])),
        at=turn.at,
        now=turn.now,
    )


def _texts(told: str | Sequence[str]) -> list[str]:
    return [told] if isinstance(told, str) else list(told)


def choose_route(turn: Turn) -> Any:
    return actions.choose_route(
        by=turn.by,
        complaint=turn.fields["complaint"],
        head=turn.fields.get("head", 1),
        route=turn.fields["route"],
        reason=turn.fields.get("reason", ""),
        rationale=turn.fields.get("rationale", ""),
        at=turn.at,
        now=turn.now,
    )


def tell_route(turn: Turn) -> Any:
    return actions.tell_route(
        by=turn.by,
        complaint=turn.fields["complaint"],
        next_steps=turn.fields.get("next_steps", ""),
        at=turn.at,
        now=turn.now,
    )


def acknowledge_complaint(turn: Turn) -> Any:
    return actions.acknowledge_complaint(
        by=turn.by,
        complaint=turn.fields["complaint"],
        stage=turn.fields.get("stage"),
        statement_agreed=turn.fields.get("statement_agreed"),
        at=turn.at,
        now=turn.now,
    )


def respond_stage(turn: Turn) -> Any:
    return actions.respond_stage(
        by=turn.by,
        complaint=turn.fields["complaint"],
        stage=turn.fields.get("stage"),
        statement_agreed=turn.fields.get("statement_agreed"),
        at=turn.at,
        now=turn.now,
    )


def request_stage(turn: Turn) -> Any:
    return actions.request_stage(
        by=turn.by,
        complaint=turn.fields["complaint"],
        stage=turn.fields.get("stage"),
        words="\n".join(_texts(turn.fields.get("reasons", []))),
        statement_agreed=turn.fields.get("statement_agreed"),
        at=turn.at,
        now=turn.now,
    )


def extend_stage(turn: Turn) -> Any:
    """A file says what a council did: what the rules do not allow is kept as it was, and moves no clock.

    Reasons left out are not known, which is not the same as none.
    """
    return actions.extend_stage(
        by=turn.by,
        complaint=turn.fields["complaint"],
        stage=turn.fields.get("stage"),
        reasons=_texts(turn.fields.get("reasons", "The file does not say.")),
        new_date=turn.fields.get("new_date"),
        told_already=True,
        at=turn.at,
        now=turn.now,
    )


def adjudicate(turn: Turn) -> Any:
    return actions.adjudicate(
        by=turn.by,
        complaint=turn.fields["complaint"],
        statement_agreed=turn.fields.get("statement_agreed"),
        at=turn.at,
        now=turn.now,
    )


def hold_panel(turn: Turn) -> Any:
    return actions.hold_panel(by=turn.by, complaint=turn.fields["complaint"], at=turn.at, now=turn.now)


def send_panel_report(turn: Turn) -> Any:
    return actions.send_panel_report(by=turn.by, complaint=turn.fields["complaint"], at=turn.at, now=turn.now)


def refuse_stage(turn: Turn) -> Any:
    return actions.refuse_stage(
        by=turn.by,
        complaint=turn.fields["complaint"],
        stage=turn.fields.get("stage", 1),
        ground=turn.fields["ground"],
        rationale=turn.fields.get("rationale", ""),
        at=turn.at,
        now=turn.now,
    )


def as_expected(keys: Any) -> tuple[bool, str]:
    """Whether a complaint, or one of its points, is as an expectation says, and what it is where it is not.

    `keys` are the expectation's with aliases resolved: on, head, route, not_route, check, eligible, paused, next_stage,
    opens_referral.
    """
    if not isinstance(keys["on"], Complaint):
        return False, "no complaint of that name was made"
    complaint = Complaint.objects.get(pk=keys["on"].pk)
    found: list[tuple[bool, str]] = []
    if {"route", "not_route", "check"} & set(keys):
        found += _of_head(complaint, keys)
    if "eligible" in keys:
        decided = complaint.eligible is False and keys["eligible"] == Eligibility.NOT_ELIGIBLE
        found.append((decided or complaint.eligibility == keys["eligible"], f"eligible {complaint.eligibility}"))
    if "paused" in keys:
        paused = stages.pause_of(complaint) is not None
        found.append((paused == keys["paused"], f"paused {paused}"))
    if "next_stage" in keys:
        following = stages.next_stage(complaint)
        found.append((following == keys["next_stage"], f"next stage {following or 'none: the Ombudsman'}"))
    if "opens_referral" in keys:
        opens = complaint.opened_referral_id is not None
        found.append((opens == keys["opens_referral"], f"opens a referral {opens}"))
    return all(met for met, _ in found), ", ".join(said for _, said in found)


def _of_head(complaint: Complaint, keys: Any) -> list[tuple[bool, str]]:
    """What was proposed for a point; without a number, whether any point is to be checked."""
    heads = list(complaint.heads.all())
    if "head" not in keys:
        check = any(head.check_needed for head in heads)
        return [(check == keys["check"], f"check {check}")]
    head = next((one for one in heads if one.number == keys["head"]), None)
    if head is None:
        return [(False, f"there are {len(heads)} points")]
    found = []
    if "route" in keys:
        found.append((_is(head, complaint, keys["route"]), f"route {head.proposed_route} (row {head.proposed_row})"))
    if "not_route" in keys:
        found.append((not _is(head, complaint, keys["not_route"]), f"route {head.proposed_route}"))
    if "check" in keys:
        found.append((head.check_needed == keys["check"], f"check {head.check_needed}"))
    return found


def _is(head: Head, complaint: Complaint, route: str) -> bool:
    """The route proposed by what the point is about; and "not eligible" once somebody was found not to be."""
    if route == Route.NOT_ELIGIBLE and head.proposed_route == Route.STATUTORY:
        return complaint.eligible is False
    return head.proposed_route == route


def prompt_on(keys: Any) -> tuple[bool, str]:
    """Whether a prompt was put on a complaint; on anything else, the room below answers."""
    complaint = keys["on"]
    if not isinstance(complaint, Complaint):
        return referrals.prompt_on(keys)
    if "council" in keys and keys["council"].pk != complaint.council_id:
        return False, "the complaint is another council's"
    put = list(complaint.prompts.order_by("pk").values_list("code", flat=True))
    opened = {"on": complaint.opened_referral} if complaint.opened_referral_id is not None else None
    if keys["prompt"] in put:
        return True, ""
    if opened is not None and referrals.prompt_on({**keys, **opened})[0]:
        return True, ""
    return False, f"put instead: {', '.join(put)}" if put else "no prompt was put on it"


VERBS: dict[str, Callable[[Turn], Any]] = {
    "complain": complain,
    "decide_eligibility": decide_eligibility,
    "choose_route": choose_route,
    "tell_route": tell_route,
    "acknowledge_complaint": acknowledge_complaint,
    "respond_stage": respond_stage,
    "request_stage": request_stage,
    "extend_stage": extend_stage,
    "adjudicate": adjudicate,
    "hold_panel": hold_panel,
    "send_panel_report": send_panel_report,
    "refuse_stage": refuse_stage,
}
CHECKS: dict[str, Callable[[Any], tuple[bool, str]]] = {"complaint": as_expected, "prompt": prompt_on}
