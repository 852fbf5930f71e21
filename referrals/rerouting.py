"""What waits after a referral was given back: the council that has it again says where it goes next, by a clock."""

from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from referrals import deadlines, prompts
from referrals.models import Part
from timers.actions import Start

if TYPE_CHECKING:
    from accounts.models import User

KIND = "rerouting"
ASKED = "returned_to_us"


def start(part: Part, *, given_back_by: int, at: datetime, now: datetime) -> None:
    """The question and its clock, for the council that has it again; `given_back_by` is a council's id."""
    clocks.start_many(
        [
            Start(
                kind=KIND,
                council_id=part.council_id,
                subject=deadlines.subject(part),
                about=deadlines.about(part.referral),
                at=at,
                team_id=part.team_id,
                owner_id=part.worker_id,
                nation=part.council.nation,
            )
        ],
        now=now,
    )
    prompts.ask(part.referral, part.council_id, ASKED, at=now, facts={"from": given_back_by})


def settle(part: Part, *, by: "User", at: datetime, now: datetime, because: str) -> bool:
    """It is answered: the clock stops and the question is settled. False where none waited."""
    stopped = clocks.stop(
        KIND,
        council_id=part.council_id,
        subject=deadlines.subject(part),
        at=at,
        now=now,
        by_id=by.pk,
        because=because,
    )
    for asked in part.referral.prompts.filter(council=part.council, code=ASKED, settled_at=None):
        prompts.settle(asked, by=by, now=now, because=because)
    return stopped is not None
