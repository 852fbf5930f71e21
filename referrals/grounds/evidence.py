"""Why an offer of support cannot be made yet, and why support cannot be reduced yet."""

from referrals.refusals import Ground, Strength

B, T = Strength.BLOCK, Strength.OVERRIDE_TEAM_MANAGER

GROUNDS = [
    Ground(
        "support.not_assessed",
        T,
        "offered",
        "Not yet: what is needed has not been assessed, only what was asked for.",
        "Mediation and a course for teenagers were offered where something else had been asked for.",
        "Ombudsman 19 010 981, paragraphs 26 and 44",
        "Say first what is needed. What the family asked for and what is needed may differ: both are written down.",
    ),
    Ground(
        "support.mismatch_reason_missing",
        B,
        "mismatch_reason",
        "Not yet: say why what is offered is not what is needed.",
        "Support was offered that did not match what was asked, and nobody said why.",
        "Ombudsman 19 010 981, paragraphs 26 and 44",
        "Give the reason: there is none of it, it has a waiting list until a day, or something comes first.",
    ),
    Ground(
        "support.review_date_missing",
        B,
        "review_on",
        "Not yet: the family does not think it fits. Say when it is looked at again with them.",
        "A family said that support was unsuitable, and it was not looked at again.",
        "Ombudsman 19 010 981, paragraph 47",
        "Set a day. On it, ask them again and change what is offered if they were right.",
    ),
    Ground(
        "outcome.no_evidence_of_change",
        B,
        "change_evidence",
        "Not yet: say what has changed for the child since more help was decided.",
        "Support was reduced too early, without evidence of progress.",
        "Croydon inspection, 2017, finding 52",
        "Name what is better for the child, how it is known and from whom. Where nothing is, go on as before.",
    ),
]
