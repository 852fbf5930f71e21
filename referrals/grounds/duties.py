"""Why a responsibility cannot be declined so."""

from referrals.refusals import Ground, Strength

GROUNDS = [
    Ground(
        "duty.decline_needs_reason",
        Strength.BLOCK,
        "reason",
        "Not yet: say why, and what happens next for the child.",
        "Each council told the other that it was responsible, and nobody was.",
        "Ombudsman 19 010 981, paragraphs 34 and 37",
        "Give the reason and what your council will do meanwhile. The council that asked keeps the responsibility.",
    ),
]
