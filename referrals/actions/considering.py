"""Who else may be at risk: considered once, for every council on the referral."""

from datetime import datetime
from typing import TYPE_CHECKING

from referrals import duties, journal
from referrals.models import Duty, OtherChildren, Prompt, Referral
from referrals.parties import part_of, require_past
from referrals.prompts import settle
from referrals.refusals import NotPossible

if TYPE_CHECKING:
    from accounts.models import User

FOUND = {"yes": "other children are at risk", "no": "no other children are at risk", "unknown": "not known yet"}


def consider_other_children(
    *, by: "User", referral: Referral, found: str, at: datetime, now: datetime, task: str = ""
) -> OtherChildren:
    """Record whether other children are in contact with the person alleged to have caused harm ("yes", "no",
    "unknown"), or the task by which it will be found out (STATUTE 3, fault 32).

    Settles the question for every council, unless it is unknown and no task is set. The responsibility ends when there
    are none; where there are some, or nobody knows, it goes on. Raises NotPossible for any other answer.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if found not in FOUND:
        raise NotPossible("Say whether other children are at risk: yes, no, or not known yet.", "found")
    considered = OtherChildren.objects.create(part=part, by=by, found=found, task=task, at=at, recorded_at=now)
    if found != "unknown" or task.strip():
        said = f"Considered by {part.council.short_name}: {FOUND[found]}. {task}".strip()
        for asked in Prompt.objects.filter(referral=referral, code="other_children_at_risk", settled_at=None):
            settle(asked, by=by, now=now, because=said)
    if found == "no":
        duties.end(part.referral, Duty.Code.OTHER_CHILDREN, at=at, because=f"considered: {FOUND[found]}")
    journal.write(
        "consider_other_children",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"considered": considered.pk, "found": found, "task": task},
    )
    return considered
