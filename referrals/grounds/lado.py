"""Why the subject cannot be told yet."""

from referrals.refusals import Ground

GROUNDS: list[Ground] = []
