"""Why a council's part cannot be closed yet."""

from referrals.refusals import Ground

GROUNDS: list[Ground] = []
