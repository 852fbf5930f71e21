"""Another professional says that the service is not enough: recorded, and answered."""

from datetime import datetime
from typing import TYPE_CHECKING

from referrals import journal, prompts
from referrals.models import Challenge, Prompt, Referral
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible

if TYPE_CHECKING:
    from accounts.models import User

ASKS = "other_service_challenges_tier"


def challenge(
    *, by: "User", referral: Referral, about: str, at: datetime, now: datetime, challenger: str = ""
) -> Challenge:
    """Record that another professional challenges what this council does; it waits for an answer (STATUTE 3, fault 14).

    Nothing is refused meanwhile: the question stands beside the case, and beside every decision that steps down.
    """
    require_past(at, now)
    part = part_of(by, referral)
    made = Challenge.objects.create(part=part, by=by, challenger=challenger[:200], about=about, at=at, recorded_at=now)
    prompts.ask(part.referral, part.council_id, ASKS, at=now, facts={"challenge": made.pk})
    journal.write(
        "challenge",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"challenge": made.pk, "from": made.challenger, "about": about},
    )
    return made


def answer_challenge(
    *, by: "User", referral: Referral, answer: str, at: datetime, now: datetime, rationale: str = ""
) -> Challenge:
    """Answer the open challenge, the earliest where there are several; the question is settled with the last of them.

    Raises NotPossible without words, or when none is open.
    """
    require_past(at, now)
    part = part_of(by, referral)
    waiting = list(part.challenges.select_for_update().filter(answered_at=None).order_by("at", "id"))
    if not waiting:
        raise NotPossible("No challenge waits for an answer on this case.")
    if not answer.strip() and not rationale.strip():
        raise NotPossible("Say what the answer is, and why.", "answer")
    answered = waiting[0]
    answered.answered_at, answered.answered_by = at, by
    answered.answer, answered.rationale = answer, rationale
    answered.save()
    if len(waiting) == 1:
        asked = Prompt.objects.filter(referral=referral, council_id=part.council_id, code=ASKS, settled_at=None).first()
        if asked is not None:
            prompts.settle(asked, by=by, now=now, because=f"Answered: {answer or rationale}")
    journal.write(
        "answer_challenge",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"challenge": answered.pk, "answer": answer, "rationale": rationale},
    )
    return answered
