"""New concerns, challenges, other children, the LADO, supervision, moving and closing."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from councils.models import Council
from referrals import actions
from referrals.models import Involvement, Part, Person, Referral
from referrals.parties import council_of
from referrals.refusals import NotPossible
from referrals.turns import Character, Turn
from referrals.verbs.referring import on_referral, row_of, rows_on_referrals, said_of


def record_concern(turn: Turn) -> Any:
    """Somebody newly alleged to have caused harm comes onto the referral as the file describes them."""
    referral: Referral = turn.fields["referral"]
    who: Character | None = turn.fields.get("alleged_harmer")
    said = None
    if who is not None:
        known = Involvement.objects.filter(
            referral=referral,
            role=Involvement.As.ALLEGED_HARMER,
            person_id__in=[row.pk for row in who.rows.values()],
        ).select_related("person")
        said = said_of(turn, who, role="alleged_harmer")
        said = replace(said, person=next((one.person for one in known), said.person))
    concern = actions.record_concern(
        by=turn.by,
        referral=referral,
        kind=turn.fields["kind"],
        alleged_harmer=said,
        at=turn.at,
        now=turn.now,
    )
    if who is not None and concern.alleged_harmer is not None:
        who.rows.setdefault(council_of(turn.by).pk, concern.alleged_harmer)
    return concern


def return_interview(turn: Turn) -> Any:
    return actions.return_interview(
        by=turn.by,
        referral=turn.fields["referral"],
        held=bool(turn.fields.get("held")),
        reason=turn.fields.get("reason", ""),
        at=turn.at,
        now=turn.now,
    )


def challenge(turn: Turn) -> Any:
    who: Character | Council | None = turn.fields.get("from")
    name = "" if who is None else who.short_name if isinstance(who, Council) else who.name
    return actions.challenge(
        by=turn.by,
        referral=turn.fields["referral"],
        challenger=name,
        about=turn.fields.get("about", ""),
        at=turn.at,
        now=turn.now,
    )


def answer_challenge(turn: Turn) -> Any:
    return actions.answer_challenge(
        by=turn.by,
        referral=turn.fields["referral"],
        answer=turn.fields.get("answer", ""),
        rationale=turn.fields.get("rationale", ""),
        at=turn.at,
        now=turn.now,
    )


def consider_other_children(turn: Turn) -> Any:
    return actions.consider_other_children(
        by=turn.by,
        referral=turn.fields["referral"],
        found=turn.fields.get("found", "unknown"),
        task=turn.fields.get("task", ""),
        at=turn.at,
        now=turn.now,
    )


def consider_lado(turn: Turn) -> Any:
    who: Character | None = turn.fields.get("person")
    return actions.consider_lado(
        by=turn.by,
        referral=turn.fields["referral"],
        person=_somebody(turn),
        limbs=turn.fields.get("limbs", []),
        classified_as=turn.fields.get("classified_as", ""),
        works_in=who.works_with_children_in if who is not None else None,
        at=turn.at,
        now=turn.now,
    )


def mention_lado(turn: Turn) -> Any:
    return actions.mention_lado(
        by=turn.by,
        referral=turn.fields["referral"],
        person=_somebody(turn),
        happened=bool(turn.fields.get("happened")),
        at=turn.at,
        now=turn.now,
    )


def _somebody(turn: Turn) -> Person:
    person = on_referral(turn, turn.fields["referral"])
    if person is None:
        raise NotPossible("Say about whom.", "person")
    return person


def move_child(turn: Turn) -> list[Any]:
    """On every record of the child that a referral of this council holds."""
    child: Character = turn.fields["child"]
    to: Council = turn.fields["to"]
    permanent = turn.fields.get("permanent")
    moves: list[Any] = []
    for row in rows_on_referrals(turn, child) or [row_of(turn, child)]:
        moves += actions.move_child(
            by=turn.by,
            child=row,
            to=to,
            permanent=permanent,
            on_plan=turn.fields.get("on_plan"),
            at=turn.at,
            now=turn.now,
        )
    if permanent is not False:
        child.lives_in, child.address_confidence = to, "stated"
    return moves


def accept_transfer(turn: Turn) -> Any:
    return actions.accept_transfer(by=turn.by, referral=turn.fields["referral"], at=turn.at, now=turn.now)


def close(turn: Turn) -> Any:
    return actions.close(
        by=turn.by,
        referral=turn.fields["referral"],
        reason=turn.fields.get("reason", ""),
        rationale=turn.fields.get("rationale") or None,
        override=turn.override,
        at=turn.at,
        now=turn.now,
    )


def sign_closing(turn: Turn) -> Any:
    return actions.sign_closing(
        by=turn.by, referral=turn.fields["referral"], override=turn.override, at=turn.at, now=turn.now
    )


def reopen(turn: Turn) -> Part:
    return actions.reopen(
        by=turn.by,
        referral=turn.fields["referral"],
        reason=turn.fields.get("reason", "opened again"),
        at=turn.at,
        now=turn.now,
    )


def supervise(turn: Turn) -> Any:
    said = turn.fields.get("actions", [])
    return actions.supervise(
        by=turn.by,
        referral=turn.fields["referral"],
        reflection=turn.fields.get("reflection", ""),
        actions=said if isinstance(said, str) else "\n".join(said),
        at=turn.at,
        now=turn.now,
    )


VERBS: dict[str, Callable[[Turn], Any]] = {
    "record_concern": record_concern,
    "return_interview": return_interview,
    "challenge": challenge,
    "answer_challenge": answer_challenge,
    "consider_other_children": consider_other_children,
    "consider_lado": consider_lado,
    "mention_lado": mention_lado,
    "move_child": move_child,
    "accept_transfer": accept_transfer,
    "close": close,
    "sign_closing": sign_closing,
    "reopen": reopen,
    "supervise": supervise,
}
