"""The decision on next steps, and telling the referrer what it was."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from councils.models import Council
from referrals import deadlines, duties, journal, prompts
from referrals.actions.disagreeing import end_silence
from referrals.actions.tasking import set_next_action
from referrals.grounds import GROUNDS
from referrals.models import Decision, Feedback, Part, Referral
from referrals.parties import part_of, require_past, service_of
from referrals.refusals import Ground, NotPossible, raise_unless_overridden
from referrals.said import Override
from referrals.wording import found_in

if TYPE_CHECKING:
    from accounts.models import User

# Reasons that are not reasons (STATUTE 3: 35, 66 to 68, 1). None is ever offered in a list: they are what free text,
# the API and case files are checked for.
WRONG_REASONS = {
    "no_disclosure": "outcome.no_disclosure_by_child",
    "parent_to_report": "outcome.parent_to_report",
    "police_investigating": "outcome.police_outcome",
    "police_closed": "outcome.police_outcome",
    "not_resident": "outcome.not_resident",
    "lives_elsewhere": "outcome.not_resident",
    "happened_elsewhere": "outcome.not_resident",
    "referrer_to_refer": "outcome.returned_to_referrer",
}


def decide(
    *,
    by: "User",
    referral: Referral,
    outcome: str,
    at: datetime,
    now: datetime,
    reason: str = "",
    rationale: str = "",
    strategy_discussion_considered: bool | None = None,
    strategy_discussion_words: str = "",
    police_words: str = "",
    police_look_again_on: date | None = None,
    next_action: str | None = None,
    next_action_on: date | None = None,
    evidence: str | None = None,
    change_evidence: str | None = None,
    override: Override | None = None,
) -> Decision:
    """Record this council's decision on next steps; a protective outcome is never refused.

    What is next, the evidence for early help and what has changed for the child are asked by the page: None is a door
    that does not ask, "" is asked and not answered (docs/decisions/0014).

    Raises Refused with every ground that applies to an outcome that steps down, NotPossible for a part that is closed,
    a contact that is not a referral, or a time that lies ahead or before the referral.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if at < deadlines.reached(part.referral):
        raise NotPossible("This is before the referral reached anybody. Enter when it was decided.", "at")
    if part.closed_at is not None:
        raise NotPossible("This council's part is closed. Reopen it to decide again.")
    if part.referral.kind == Referral.Kind.CONTACT:
        raise NotPossible("This is a contact, for information only. Accept it as a referral to decide on it.")
    grounds = [
        GROUNDS[code]
        for code in wrong_with(
            outcome=outcome,
            reason=reason,
            rationale=rationale,
            strategy_discussion_considered=strategy_discussion_considered,
        )
    ]
    if _reduces(part, outcome) and change_evidence is not None and not change_evidence.strip():
        grounds.append(GROUNDS["outcome.no_evidence_of_change"])
    overrode = raise_unless_overridden(grounds, override)
    decision = Decision.objects.create(
        part=part,
        by=by,
        outcome=outcome,
        reason=reason,
        rationale=rationale,
        strategy_discussion_considered=strategy_discussion_considered,
        strategy_discussion_words=strategy_discussion_words,
        police_words=police_words,
        police_look_again_on=police_look_again_on,
        next_action=next_action or "",
        next_action_on=next_action_on,
        evidence=evidence or "",
        change_evidence=change_evidence or "",
        overrode=overrode,
        override_reason=override.reason if override and overrode else "",
        override_by_id=override.by_id if override and overrode else None,
        at=at,
        recorded_at=now,
    )
    decided_before = part.decided_at
    asked = {"next": next_action, "evidence": evidence}
    part.outcome, part.decided_at = outcome, at
    part.save(update_fields=["outcome", "decided_at"])
    _settle_clocks(part, outcome, by=by, at=at, now=now)
    if outcome in deadlines.SUSPECTS and not _discussed(part, outcome, since=decided_before):
        duties.suspect_harm(part, at=at, now=now)
    set_next_action(part, decision, by=by, at=at, now=now)
    _ask(part, decision, asked, at=now)
    journal.write(
        "decide",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"decision": decision.pk, "outcome": outcome, "reason": reason, "overrode": overrode},
    )
    end_silence(part.referral, part.council_id, by_id=by.pk, at=at, now=now)
    return decision


def wrong_with(*, outcome: str, reason: str, rationale: str, strategy_discussion_considered: bool | None) -> list[str]:
    """The codes of every ground on which an outcome cannot be decided yet; none for one that protects.

    >>> wrong_with(outcome="section_47", reason="", rationale="", strategy_discussion_considered=None)
    []
    """
    if outcome not in deadlines.STEPS_DOWN:
        return []
    codes = []
    if not rationale.strip():
        codes.append("outcome.rationale_missing")
    if not strategy_discussion_considered:
        codes.append("outcome.strategy_discussion_not_considered")
    if reason in WRONG_REASONS:
        codes.append(WRONG_REASONS[reason])
    elif reason in {"", "other"}:
        codes += found_in(rationale)
    return codes


def give_feedback(
    *,
    by: "User",
    referral: Referral,
    at: datetime,
    now: datetime,
    to: str = "",
    to_council: Council | None = None,
    to_referrer: bool | None = None,
    channel: str = "",
    words: str = "",
) -> Feedback:
    """Record that somebody was told what was decided; telling whoever referred stops T02.

    Whoever referred is the person or agency of the referral and, for a part that was sent here, the council that sent
    it. `to_referrer` says so outright; left out, nobody named or a council that referred or sent it means the referrer.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if to_referrer is None:
        referred = {part.sent_by_id, part.referral.referrer_council_id} - {None}
        to_referrer = to_council.pk in referred if to_council is not None else not to
    feedback = Feedback.objects.create(
        part=part,
        by=by,
        to=to,
        to_council=to_council,
        to_referrer=to_referrer,
        channel=channel,
        words=words,
        at=at,
        recorded_at=now,
    )
    if to_referrer and deadlines.is_of(part.referral, at):
        deadlines.stop("referrer_feedback", part, by_id=by.pk, at=at, now=now, because="the referrer was told")
    journal.write(
        "give_feedback",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"feedback": feedback.pk, "to_referrer": to_referrer},
    )
    return feedback


def _settle_clocks(part: Part, outcome: str, *, by: "User", at: datetime, now: datetime) -> None:
    said = Decision.Outcome(outcome).label.lower()
    if service_of(by) == "childrens":
        # An adult worker's decision is a fact of theirs; the next step for the child is children's services' to decide.
        deadlines.stop("decision", part, by_id=by.pk, at=at, now=now, because=f"decided: {said}")
    if outcome in deadlines.STEPS_DOWN:
        deadlines.stop("assessment", part, by_id=by.pk, at=at, now=now, because=f"decided against: {said}")
    elif outcome in deadlines.ASSESSES and not part.assessments.exclude(completed_at=None).exists():
        clocks.start_many([deadlines.assessment(part, part.referral)], now=now)


def _discussed(part: Part, outcome: str, *, since: datetime | None) -> bool:
    """A discussion held already is the one decided on; but a later decision may call for another."""
    return deadlines.discussion_held(part.referral, since=since if outcome == "strategy_discussion" else None)


def _reduces(part: Part, outcome: str) -> bool:
    """True when less is decided than what was decided last (STATUTE 3, fault 90)."""
    return outcome in deadlines.STEPS_DOWN and part.outcome in deadlines.ASSESSES | deadlines.SUSPECTS


def _ask(part: Part, decision: Decision, answered: dict[str, str | None], *, at: datetime) -> None:
    asked: list[tuple[Referral, int | None, str, dict[str, object]]] = []
    if decision.outcome in deadlines.STEPS_DOWN and (found := found_in(decision.rationale)):
        asked.append((part.referral, part.council_id, "wording", {"decision": decision.pk, "codes": found}))
    if decision.outcome in deadlines.STEPS_DOWN and part.challenges.filter(answered_at=None).exists():
        asked.append((part.referral, part.council_id, "other_service_challenges_tier", {"decision": decision.pk}))
    if part.referral.police_involved:
        asked.append((part.referral, part.council_id, "police_update", {"decision": decision.pk}))
    if answered["evidence"] == "" and decision.outcome == Decision.Outcome.EARLY_HELP:
        asked.append((part.referral, part.council_id, "early_help_not_evidenced", {"decision": decision.pk}))
    if answered["next"] is not None and not (decision.next_action.strip() and decision.next_action_on):
        asked.append((part.referral, part.council_id, "next_action_missing", {"decision": decision.pk}))
    if asked:
        prompts.ask_many(asked, at=at)


def grounds_in_advance() -> list[Ground]:
    """What the page says before anybody decides: what is not a reason, and why."""
    return [GROUNDS[code] for code in dict.fromkeys(WRONG_REASONS.values())]
