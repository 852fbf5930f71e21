"""Why a decision on next steps cannot be taken yet."""

from referrals.refusals import Ground, Strength

B, T = Strength.BLOCK, Strength.OVERRIDE_TEAM_MANAGER

GROUNDS = [
    Ground(
        "outcome.rationale_missing",
        B,
        "rationale",
        "Not yet: say why this is enough for the child.",
        "A council that could not show why early help was suitable was found at fault.",
        "Ombudsman 19 010 981, paragraphs 40 and 42",
        "Write what is known, what was weighed and why a lower level of help meets the child's needs.",
    ),
    Ground(
        "outcome.strategy_discussion_not_considered",
        B,
        "strategy_discussion_considered",
        "Not yet: say whether a strategy discussion was considered.",
        "Both councils later said that they should have held one; neither had considered it on record.",
        "Ombudsman 19 010 981, paragraphs 35 and 36; 19 011 816, findings 1 and 2",
        "Consider it against what is known today. If there is reasonable cause to suspect significant harm, choose "
        "a strategy discussion: either council may call one.",
    ),
    Ground(
        "outcome.no_disclosure_by_child",
        B,
        "reason",
        "Not yet: that the child has not said anything is not a reason to do nothing.",
        "Children often do not tell. A council that waited for a disclosure was found at fault.",
        "Ombudsman 19 011 816, what happened 8 and 10",
        "Decide on the risk as it is known from everyone, and set a date to look again whatever the child says.",
    ),
    Ground(
        "outcome.police_outcome",
        B,
        "reason",
        "Not yet: what the police are doing, or have decided, is not our decision.",
        "The criminal test is not the child-protection test: the child's needs are decided here.",
        "Ombudsman 19 010 981, paragraphs 57 to 61",
        "Record the police line on its own with a date to ask again, then give our own judgement of the risk.",
    ),
    Ground(
        "outcome.not_resident",
        B,
        "reason",
        "Not yet: where the child lives, or where it happened, does not end this council's responsibility.",
        "The duty is owed by the council that receives the referral until another accepts it in writing.",
        "Children Act 1989 section 47; Ombudsman 19 010 981, paragraphs 34 to 37; 19 011 816, duty 6",
        "Ring the other council's children's services and send the referral. Keep this one open until they have "
        "accepted in writing, and decide what this council does meanwhile.",
    ),
    Ground(
        "outcome.parent_to_report",
        B,
        "reason",
        "Not yet: it is not for a parent to report this in the council's place.",
        "A parent was told to ring the police herself, and nothing else was done.",
        "Ombudsman 19 011 816, what happened 8 and duty 7",
        "Refer it to the police yourself, record that you did, and decide what the child needs from this council.",
    ),
    Ground(
        "outcome.returned_to_referrer",
        T,
        "reason",
        "Not yet: do not send the referrer elsewhere. Pass it on from here and keep it until it is accepted.",
        "The police were told to refer to another council, and the child was lost between the two.",
        "Ombudsman 19 010 981, paragraph 37",
        "Send the referral to the other council yourself. If there is no link here at all and it has been passed "
        "on, a team manager can agree with a reason.",
    ),
]
