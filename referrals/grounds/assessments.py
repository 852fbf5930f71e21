"""Why an assessment cannot be completed yet."""

from referrals.refusals import Ground, Strength

T = Strength.OVERRIDE_TEAM_MANAGER

GROUNDS = [
    Ground(
        "assessment.child_not_seen",
        T,
        "child_seen",
        "Not yet: the child has not been seen and heard.",
        "An assessment was ended without anybody having spoken to the child.",
        "Ombudsman 19 010 981, paragraph 41",
        "Record when the child was seen, whether alone, and the child's own words; or a team manager gives the "
        "reason why not.",
    ),
    Ground(
        "assessment.parent_needs_missing",
        T,
        "parent_needs_assessed",
        "Not yet: what the parent or carer needs to support the child has not been considered.",
        "Support is for the child and the family.",
        "Ombudsman 19 010 981, paragraphs 44 to 47",
        "Say what the parent or carer needs, what was offered and what they think of it; or a team manager gives "
        "the reason why not.",
    ),
]
