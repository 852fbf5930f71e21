"""Every ground on which something about a complaint is refused: its words, why, its source, what to do instead.

All block: each is a rule of law, or the council's own answer to a fault that the Ombudsman found.
"""

from itertools import chain

from complaints.grounds import closing, people, routing, stages
from referrals.refusals import Ground

GROUNDS: dict[str, Ground] = {
    ground.code: ground for ground in chain(routing.GROUNDS, stages.GROUNDS, people.GROUNDS, closing.GROUNDS)
}


def ground(code: str) -> Ground:
    """The ground of a code; raises KeyError for one that has no words."""
    return GROUNDS[code]
