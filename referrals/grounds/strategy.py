"""Why a strategy discussion, or the answer to an invitation, cannot be recorded so."""

from referrals.refusals import Ground

GROUNDS: list[Ground] = []
