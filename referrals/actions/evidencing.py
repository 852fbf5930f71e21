"""Needs from what was asked to what was offered, the family's view, consent, and requests for an assessment."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from referrals import journal, prompts, watched
from referrals.deadlines import local_day
from referrals.grounds import GROUNDS
from referrals.models import AssessmentRequest, ConsentChange, FamilyView, Need, Part, Prompt, Referral
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible, raise_unless_overridden
from referrals.said import Override

if TYPE_CHECKING:
    from accounts.models import User

WITHOUT_CONSENT = "consent_threshold"
ASKED_AGAIN = "assessment_asked_again"


def ask_need(
    *, by: "User", referral: Referral, whose: str, asked: str, at: datetime, now: datetime, asked_by: str = ""
) -> Need:
    """Write down what was asked for, for the child, the parent or the family, in their words. Raises NotPossible
    without words."""
    require_past(at, now)
    part = part_of(by, referral)
    if whose not in Need.Whose.values:
        raise NotPossible("Say whose need it is.", "whose")
    if not asked.strip():
        raise NotPossible("Say what was asked for, in their words.", "asked")
    need = Need.objects.create(
        part=part, by=by, whose=whose, asked=asked, asked_by=asked_by[:200], at=at, recorded_at=now
    )
    _tell("ask_need", need, by=by, at=at, now=now)
    return need


def assess_need(*, by: "User", need: Need, assessed: str, at: datetime, now: datetime) -> Need:
    """Say what is needed, which may differ from what was asked. Said anew it stands anew; the journal keeps both."""
    require_past(at, now)
    need = _locked(need, by)
    if not assessed.strip():
        raise NotPossible("Say what is needed, and how you know.", "assessed")
    need.assessed, need.assessed_at, need.assessed_by = assessed, at, by
    need.save(update_fields=["assessed", "assessed_at", "assessed_by"])
    _tell("assess_need", need, by=by, at=at, now=now, assessed=assessed)
    return need


def offer_support(
    *,
    by: "User",
    need: Need,
    offered: str,
    at: datetime,
    now: datetime,
    matches: bool | None = None,
    mismatch_reason: str = "",
    family_view: str = Need.View.NOT_ASKED,
    family_words: str = "",
    review_on: date | None = None,
    override: Override | None = None,
) -> Need:
    """Offer something for a need, saying whether it is what is needed and what the family thinks (faults 17 and 108).

    Raises Refused: support.not_assessed (a team manager may override), support.mismatch_reason_missing,
    support.review_date_missing; NotPossible without words, or for a day that is past.
    """
    require_past(at, now)
    need = _locked(need, by)
    if not offered.strip():
        raise NotPossible("Say what is offered, by whom and from when.", "offered")
    if family_view not in Need.View.values:
        raise NotPossible("Say what the family thinks of it.", "family_view")
    grounds = []
    if not need.assessed.strip():
        grounds.append(GROUNDS["support.not_assessed"])
    if not matches and not mismatch_reason.strip():
        grounds.append(GROUNDS["support.mismatch_reason_missing"])
    if family_view == Need.View.DISAGREES and review_on is None:
        grounds.append(GROUNDS["support.review_date_missing"])
    raise_unless_overridden(grounds, override)
    _must_come(review_on, now)
    need.offered, need.offered_at, need.offered_by = offered, at, by
    need.matches, need.mismatch_reason = bool(matches), mismatch_reason
    _heard(need, family_view, family_words, review_on, by=by, at=at, now=now)
    need.save()
    _look_again(need, by=by, at=at, now=now)
    facts = {"offered": offered, "matches": bool(matches), "view": family_view}
    _tell("offer_support", need, by=by, at=at, now=now, **facts)
    return need


def hear_family(
    *,
    by: "User",
    need: Need,
    family_view: str,
    at: datetime,
    now: datetime,
    family_words: str = "",
    review_on: date | None = None,
) -> Need:
    """Ask the family again what they think of what was offered. Raises Refused (support.review_date_missing) and
    NotPossible where nothing was offered, or for a day that is past."""
    require_past(at, now)
    need = _locked(need, by)
    if need.offered_at is None:
        raise NotPossible("Nothing was offered for this yet.")
    if family_view not in Need.View.values:
        raise NotPossible("Say what the family thinks of it.", "family_view")
    if family_view == Need.View.DISAGREES and review_on is None:
        raise_unless_overridden([GROUNDS["support.review_date_missing"]])
    _must_come(review_on, now)
    _heard(need, family_view, family_words, review_on, by=by, at=at, now=now)
    need.save()
    _look_again(need, by=by, at=at, now=now)
    _tell("hear_family", need, by=by, at=at, now=now, view=family_view, words=family_words)
    return need


def record_consent(
    *,
    by: "User",
    referral: Referral,
    state: str,
    at: datetime,
    now: datetime,
    words: str = "",
    goes_on: bool | None = None,
    threshold_words: str = "",
    other_worker_offered: bool | None = None,
) -> ConsentChange:
    """Record that the family gives, refuses or takes back consent. Never refused: it is a fact.

    Without consent, whether the threshold allows going on is asked until somebody says so with a reason (fault 15);
    the question goes with the answer. Raises NotPossible only for a state that there is none of.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if state not in ConsentChange.State.values:
        raise NotPossible("Say whether they agree.", "state")
    change = ConsentChange.objects.create(
        part=part,
        by=by,
        state=state,
        words=words,
        goes_on=goes_on,
        threshold_words=threshold_words,
        other_worker_offered=other_worker_offered,
        at=at,
        recorded_at=now,
    )
    answered = state == ConsentChange.State.GIVEN or (goes_on is not None and bool(threshold_words.strip()))
    if answered:
        _settle(part, WITHOUT_CONSENT, by=by, now=now, because=threshold_words or "They agree.")
    else:
        prompts.ask(part.referral, part.council_id, WITHOUT_CONSENT, at=now, facts={"change": change.pk})
    facts = {"change": change.pk, "state": state, "goes_on": goes_on}
    journal.write("record_consent", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return change


def request_assessment(
    *, by: "User", referral: Referral, asker: str, words: str, at: datetime, now: datetime
) -> AssessmentRequest:
    """Record that somebody asks for an assessment. Each has a clock until it is answered; where one was asked for
    before and is not answered, or was declined, the manager is told at once (fault 40).

    Raises NotPossible without who asks, or what for.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if not asker.strip():
        raise NotPossible("Say who asks.", "asker")
    if not words.strip():
        raise NotPossible("Say what they ask for, and why.", "words")
    made = AssessmentRequest.objects.create(part=part, by=by, asker=asker[:200], words=words, at=at, recorded_at=now)
    times = part.assessment_requests.exclude(agreed=True).count()
    again = times > 1
    if part.closed_at is None:
        clocks.start_many([watched.of_request(made, part, at=made.at, again=again)], now=now)
    if again:
        prompts.ask(part.referral, part.council_id, ASKED_AGAIN, at=now, facts={"request": made.pk, "times": times})
    facts = {"request": made.pk, "from": made.asker, "times": times}
    journal.write("request_assessment", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return made


def answer_request(
    *, by: "User", request: AssessmentRequest, agreed: bool | None, answer: str, at: datetime, now: datetime
) -> AssessmentRequest:
    """Answer a request for an assessment, with the reason either way. Raises NotPossible without it, without yes or no,
    or when it was answered."""
    require_past(at, now)
    part = part_of(by, request.part.referral)
    request = AssessmentRequest.objects.select_for_update(of=("self",)).select_related("part").get(pk=request.pk)
    if request.part_id != part.pk:
        raise NotPossible("Another council was asked. It answers.")
    if request.answered_at is not None:
        raise NotPossible("It was answered already.")
    if agreed is None:
        raise NotPossible("Say whether we assess.", "agreed")
    if not answer.strip():
        raise NotPossible("Say why, as it is told to whoever asked.", "answer")
    request.answered_at, request.answered_by, request.agreed, request.answer = at, by, agreed, answer
    request.save()
    watched.stop(
        "request_reply",
        part,
        (watched.REQUEST, request.pk),
        by_id=by.pk,
        at=at,
        now=now,
        why="the request was answered",
    )
    if not part.assessment_requests.filter(answered_at=None).exists():
        _settle(part, ASKED_AGAIN, by=by, now=now, because=f"Answered: {answer}")
    facts = {"request": request.pk, "agreed": agreed, "answer": answer}
    journal.write("answer_request", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return request


def _locked(need: Need, by: "User") -> Need:
    part_of(by, need.part.referral)
    need = (
        Need.objects.select_for_update(of=("self",)).select_related("part__referral", "part__council").get(pk=need.pk)
    )
    if need.part.council_id != by.council_id:
        raise NotPossible("Another council wrote this down. Write down what is asked of you.")
    return need


def _heard(
    need: Need, view: str, said: str, review_on: date | None, *, by: "User", at: datetime, now: datetime
) -> None:
    need.family_view, need.family_words, need.review_on = view, said, review_on
    FamilyView.objects.create(need=need, by=by, view=view, words=said, review_on=review_on, at=at, recorded_at=now)


def _look_again(need: Need, *, by: "User", at: datetime, now: datetime) -> None:
    """The clock of the day on which support is looked at again: the last one ends, the new one begins."""
    subject = (watched.NEED, need.pk)
    watched.stop("support_review", need.part, subject, by_id=by.pk, at=at, now=now, why="the family was asked")
    if need.review_on is not None and need.part.closed_at is None:
        clocks.start_many([watched.of_need(need, need.part, at=at)], now=now)


def _must_come(on: date | None, now: datetime) -> None:
    if on is not None and on < local_day(now):
        raise NotPossible("The day to look again is past.", "review_on")


def _settle(part: Part, code: str, *, by: "User", now: datetime, because: str) -> None:
    asked = Prompt.objects.filter(
        referral_id=part.referral_id, council_id=part.council_id, code=code, settled_at=None
    ).first()
    if asked is not None:
        prompts.settle(asked, by=by, now=now, because=because)


def _tell(verb: str, need: Need, *, by: "User", at: datetime, now: datetime, **facts: object) -> None:
    journal.write(
        verb, referral=need.part.referral, by=by, at=at, now=now, facts={"need": need.pk, "whose": need.whose, **facts}
    )
