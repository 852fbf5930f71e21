"""Every ground on which something is refused, by code: its strength, its words, why, its source, what to do instead."""

from itertools import chain

from referrals.grounds import assessments, closing, duties, evidence, lado, outcomes, returning, strategy
from referrals.refusals import Ground

GROUNDS: dict[str, Ground] = {
    ground.code: ground
    for ground in chain(
        outcomes.GROUNDS,
        assessments.GROUNDS,
        duties.GROUNDS,
        strategy.GROUNDS,
        lado.GROUNDS,
        closing.GROUNDS,
        evidence.GROUNDS,
        returning.GROUNDS,
    )
}
