"""Why something in this room cannot be done yet, in words that teach; each stands once."""

from audits.auditing import grounds as auditing
from audits.grounds import ombudsman
from referrals.refusals import Ground

GROUNDS: dict[str, Ground] = {ground.code: ground for ground in ombudsman.GROUNDS} | auditing.GROUNDS
