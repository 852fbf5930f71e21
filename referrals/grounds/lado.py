"""Why the subject cannot be told yet."""

from referrals.refusals import Ground, Strength

GROUNDS = [
    Ground(
        "lado.threshold_not_considered",
        Strength.BLOCK,
        "person",
        "Not yet: weigh the harm criteria before anybody speaks to this person about the LADO.",
        "A mother was told that she might be referred because of her job, and nobody had considered the threshold.",
        "Ombudsman 19 010 981, paragraphs 48 to 54",
        "Record which of the four harm criteria are met, any one being enough, and whether this is an allegation, a "
        "concern about practice or a complaint. Nobody's permission is needed for that.",
    ),
]
