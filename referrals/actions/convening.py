"""Calling a strategy discussion, answering an invitation to one, and a manager's decision not to hold one."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from councils.models import Council
from referrals import agreeing, deadlines, duties, journal, prompts, reaching
from referrals.actions.closing import open_again
from referrals.actions.disagreeing import end_silence
from referrals.grounds import GROUNDS
from referrals.grounds.strategy import saying
from referrals.models import (
    Agency,
    Duty,
    DutyAnswer,
    Intention,
    Invitation,
    Involvement,
    LeadProposal,
    NamedCouncil,
    NoStrategyDiscussion,
    Part,
    Referral,
    StrategyDiscussion,
)
from referrals.parties import is_manager, lock, part_of, require_past
from referrals.refusals import NotPossible, Refused
from referrals.wording import found_in

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

# The only reasons for which a manager may decide not to hold one (cases/README, Verbs).
REASONS = {
    "threshold_not_met": "The threshold is not met",
    "other_council_holding": "The other council is holding it",
    "already_held": "It was held already",
    "child_now_adult": "The child is now an adult",
}

# "Case closed" in somebody's own words (STATUTE 3, 74).
CLOSED = re.compile(
    r"^\W*closed\b|\b(no longer|not) (an? )?(open|active|current)( case)?\b"
    r"|\bno (open|active|current) (case|file|referral|involvement)\b"
    r"|\b(case|file|referral|matter|child|family|record|allocation|he|she|they|we|us|it|this)\b[^.]{0,30}\bclosed\b"
    r"|\bclosed\b[^.]{0,20}\b(case|file|referral|matter|to (us|our|this|childrens?))\b",
    re.IGNORECASE,
)


def convene_strategy_discussion(
    *,
    by: "User",
    referral: Referral,
    at: datetime,
    now: datetime,
    invited: Iterable[str | Council] = (),
    planned_for: datetime | date | None = None,
) -> StrategyDiscussion:
    """Call a strategy discussion and invite agencies (codes of Agency) and councils; never refused: it protects.

    `other_council` invites every other council that has a part in the referral or is named on it. Calling one stops no
    clock: holding it does. A closed part of whoever calls or is invited is opened again (STATUTE 3, 74). Raises
    NotPossible for a council without a part, or a time of calling that lies ahead.
    """
    require_past(at, now)
    part = part_of(by, referral)
    discussion = StrategyDiscussion.objects.create(
        referral=part.referral,
        council=part.council,
        planned_for=_instant(planned_for),
        by=by,
        at=at,
        recorded_at=now,
    )
    wanted = list(invited)
    councils = [one for one in wanted if isinstance(one, Council) and one.pk != part.council_id]
    if Agency.OTHER_COUNCIL in wanted:
        councils += _others(part)
    agencies = [one for one in wanted if isinstance(one, str) and one != Agency.OTHER_COUNCIL]
    if Agency.OTHER_COUNCIL in wanted and not councils:
        agencies.append(Agency.OTHER_COUNCIL)  # which one is not known yet
    Invitation.objects.bulk_create(
        [Invitation(discussion=discussion, agency=one) for one in dict.fromkeys(agencies)]
        + [
            Invitation(discussion=discussion, agency=Agency.OTHER_COUNCIL, council=one)
            for one in dict.fromkeys(councils)
        ]
    )
    _open_again([part.council_id, *(one.pk for one in councils)], part.referral, by=by, at=at, now=now)
    with_part = set(Part.objects.filter(referral=part.referral, returned_at=None).values_list("council_id", flat=True))
    reachable = [one for one in dict.fromkeys(councils) if one.pk in with_part]
    reaching.on_invited(discussion, councils=reachable, by=by, now=now)
    journal.write(
        "convene_strategy_discussion",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={
            "discussion": discussion.pk,
            "invited": list(dict.fromkeys(agencies)),
            "councils": sorted({one.pk for one in councils}),
            "planned_for": str(planned_for or ""),
        },
    )
    end_silence(part.referral, part.council_id, by_id=by.pk, at=at, now=now)
    return discussion


def _open_again(councils: Iterable[int], referral: Referral, *, by: "User", at: datetime, now: datetime) -> None:
    closed = Part.objects.filter(referral=referral, council_id__in=list(councils)).exclude(closed_at=None)
    for part in closed.select_related("council", "referral"):
        open_again(part, by=by, reason="a strategy discussion was called", at=at, now=now)


def _instant(when: datetime | date | None) -> datetime | None:
    """A day without a time is planned for its beginning."""
    if when is None or isinstance(when, datetime):
        return when
    return datetime(when.year, when.month, when.day, tzinfo=deadlines.LONDON)


def _others(part: Part) -> list[Council]:
    ids = set(NamedCouncil.objects.filter(referral_id=part.referral_id).values_list("council_id", flat=True))
    ids |= set(Part.objects.filter(referral_id=part.referral_id, returned_at=None).values_list("council_id", flat=True))
    return list(Council.objects.filter(pk__in=ids - {part.council_id}).order_by("pk"))


def answer_invitation(
    *,
    by: "User",
    discussion: StrategyDiscussion,
    accept: bool,
    at: datetime,
    now: datetime,
    reason: str = "",
    council: Council | None = None,
    agency: str = "",
    spoken: bool = False,
) -> Invitation:
    """An invited council answers (`council`, by default the acting one), or an agency's answer is written down.

    "Our case is closed" is refused as the decision it is (invitation.case_closed). Said by telephone and written down
    by the others (`spoken`), it is a fact: saved, below standard and put to both managers. Raises NotPossible when
    there was no invitation, and the council has no part that would give it a place there.
    """
    require_past(at, now)
    answering = None if agency and council is None else (council or by.council)
    if answering is None or answering.pk != by.council_id:
        part_of(by, discussion.referral)
    else:
        lock(discussion.referral_id)  # it may have been invited without having a part
    invitation = _invitation(discussion, answering, agency)
    closed = not accept and CLOSED.search(_plain(reason)) is not None
    if closed and not spoken:
        raise Refused([GROUNDS["invitation.case_closed"]])
    invitation.answer = "accept" if accept else "decline"
    invitation.reason, invitation.answered_at, invitation.answered_by = reason, at, by
    invitation.save()
    entry = journal.write(
        "answer_invitation",
        referral=discussion.referral,
        by=by,
        at=at,
        now=now,
        facts={
            "discussion": discussion.pk,
            "invitation": invitation.pk,
            "council": answering.pk if answering else None,
            "agency": invitation.agency,
            "answer": invitation.answer,
            "reason": reason,
        },
        below_standard=closed,
    )
    if answering is not None:
        end_silence(discussion.referral, answering.pk, by_id=by.pk, at=at, now=now)
    if closed and answering is not None and answering.pk != by.council_id:
        facts = {"verb": "answer_invitation", "entry": entry.pk}
        prompts.ask(discussion.referral, answering.pk, "below_standard", at=now, facts=facts)
    return invitation


def _plain(words: str) -> str:
    return re.sub(r"[_\s-]+", " ", words)


def _invitation(discussion: StrategyDiscussion, council: Council | None, agency: str) -> Invitation:
    invitations = Invitation.objects.select_for_update(of=("self",)).filter(discussion=discussion)
    if council is None:
        found = invitations.filter(agency=agency, council=None).first()
        if found is None:
            raise NotPossible("They were not invited to this discussion.", "agency")
        return found
    found = invitations.filter(council=council).first()
    if found is None and council.pk == discussion.council_id:
        raise NotPossible("Your own council called this discussion; it is expected there.", "council")
    if found is None and not Part.objects.filter(referral_id=discussion.referral_id, council=council).exists():
        raise NotPossible(f"{council.short_name} was not invited to this discussion.", "council")
    return found or Invitation(discussion=discussion, agency=Agency.OTHER_COUNCIL, council=council)


def refuse_strategy_discussion(
    *, by: "User", referral: Referral, reason: str, at: datetime, now: datetime, rationale: str = ""
) -> NoStrategyDiscussion:
    """A manager decides that this council holds no strategy discussion, for one of the REASONS, and says why.

    Stops this council's clock; the other's runs on, and the responsibility stays with whoever still holds it. Raises
    Refused (strategy.refusal_reason) for any other reason, one that the record does not bear out, without words, or by
    somebody who is no manager; NotPossible for a time before the referral.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if at < deadlines.reached(part.referral):
        raise NotPossible("This is before the referral reached anybody. Enter when it was decided.", "at")
    wrong = _wrong_with(by, part, reason, rationale, at=at)
    if wrong:
        raise Refused([saying("strategy.refusal_reason", wrong)])
    decided = NoStrategyDiscussion.objects.create(
        part=part, reason=reason, rationale=rationale, by=by, at=at, recorded_at=now
    )
    because = f"a manager decided not to hold one: {REASONS[reason].lower()}"
    mine = {part.council_id}
    deadlines.stop_for_all(
        "strategy_discussion", part.referral, by_id=by.pk, at=at, now=now, because=because, councils=mine
    )
    # Written down late, it does not answer what was disclosed since: that is this council's to decide again.
    answers = deadlines.disclosed_since(part.referral, at) is None
    code = Duty.Code.STRATEGY_DISCUSSION
    ended = answers and duties.let_go(part.referral, code, part.council_id, at=at, because=because)
    duties.count_discussion(part.referral, at=at, now=now)
    if ended or (answers and reason != "threshold_not_met"):
        # Over the threshold the councils may still differ: that goes on until they have agreed.
        agreeing.stop_agreeing(part.referral, by_id=by.pk, at=at, now=now, because=because)
    if found := found_in(rationale):
        prompts.ask(part.referral, part.council_id, "wording", at=now, facts={"codes": found})
    journal.write(
        "refuse_strategy_discussion",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"decided": decided.pk, "reason": reason, "rationale": rationale},
    )
    return decided


def _wrong_with(by: "User", part: Part, reason: str, rationale: str, *, at: datetime) -> list[str]:
    wrong = []
    if reason not in REASONS:
        wrong.append("this is not a reason to do without a strategy discussion")
    elif reason == "other_council_holding" and not _another_holds(part):
        wrong.append("no other council has called one, or said that it will, on this record")
    elif reason == "already_held" and not _linked(part).exclude(held_at=None).exists():
        wrong.append("no strategy discussion is recorded as held; record it as it was")
    elif reason == "child_now_adult" and _a_child_is_under_18(part.referral, at):
        wrong.append("a child of this referral is under 18 by the date of birth on record")
    if not rationale.strip():
        wrong.append("say why, in your own words")
    if not is_manager(by):
        wrong.append("a team manager or somebody above decides not to hold one")
    return wrong


def _linked(part: Part) -> "QuerySet[StrategyDiscussion]":
    """Called on this referral, or on one about the same matter: what it repeats and what repeats it."""
    referral = part.referral
    return StrategyDiscussion.objects.filter(
        Q(referral=referral) | Q(referral__repeats=referral) | Q(referral__repeated_by=referral)
    )


def _another_holds(part: Part) -> bool:
    """Another council has called or held one, has agreed or proposed to, or has said on the record that it will."""
    referral, mine = part.referral, part.council_id
    code = Duty.Code.STRATEGY_DISCUSSION
    holders = {one.pk for one in duties.holders_at(referral, code, part.recorded_at)} - {mine}
    return (
        _linked(part).exclude(council_id=mine).exists()
        or LeadProposal.objects.filter(referral=referral, duty=code, ended_at=None).exclude(lead_id=mine).exists()
        or DutyAnswer.objects.filter(referral=referral, duty=code, accepted=True).exclude(council_id=mine).exists()
        or Intention.objects.filter(referral=referral, action__icontains="strategy").exclude(council_id=mine).exists()
        or (bool(holders) and not duties.holds(referral, code, mine))
    )


def _a_child_is_under_18(referral: Referral, at: datetime) -> bool:
    on = deadlines.local_day(at)
    children = (
        Involvement.objects.filter(referral=referral, role=Involvement.As.CHILD).select_related("person").order_by("id")
    )
    ages = [one.person.age_on(on) for one in children]
    return any(age is not None and age < 18 for age in ages)
