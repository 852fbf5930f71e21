"""Why a council's part cannot be closed yet (PRODUCT, invariant 6)."""

from referrals.refusals import Ground, Strength

B = Strength.BLOCK
T = Strength.OVERRIDE_TEAM_MANAGER
H = Strength.OVERRIDE_HEAD_OF_SERVICE

GROUNDS = [
    Ground(
        "closure.other_council_intention_unknown",
        H,
        "",
        "Not yet: what the other council intends to do is not on the shared record.",
        "A council closed its case without knowing what the other one was going to do.",
        "Ombudsman 19 011 816, duty to make enquiries 6; 19 010 981, paragraph 34",
        "Ring the other council's children's services and ask them to state what they will do, by when.",
    ),
    Ground(
        "closure.no_council_contact",
        H,
        "",
        "Not yet: our children's services have not spoken with the other council's.",
        "For nearly two years neither council rang the other; each thought that the child was the other's.",
        "Ombudsman 19 010 981, paragraph 34; 19 011 816, duty to make enquiries 6 and 7",
        "Ring their children's services and record with whom you spoke. A message left, or a call with adult social "
        "care, is not yet contact.",
    ),
    Ground(
        "closure.other_children_not_considered",
        H,
        "",
        "Not yet: nobody has considered which other children may be at risk.",
        "Both councils were at fault for not exploring the risk to other children.",
        "Ombudsman 19 010 981, paragraphs 56 and 62",
        "Record whether other children are in contact with the person alleged to have caused harm; if that is not "
        "known, set a task to find out. One council's consideration serves both.",
    ),
    Ground(
        "closure.child_not_spoken_to",
        T,
        "",
        "Not yet: nobody has seen and spoken with the child since this was referred.",
        "A case was closed although nobody had spoken to the child.",
        "Ombudsman 19 010 981, paragraphs 25 and 41",
        "See the child, alone where that is right, and record the child's own words; a visit by any council on the "
        "referral counts. Or a team manager gives the reason why not.",
    ),
    Ground(
        "closure.parent_not_told",
        T,
        "",
        "Not yet: this council has not told the parent whom the child lives with about the risk.",
        "The parent was told late or never; each council owed it.",
        "Ombudsman 19 011 816, failure to inform 1 and 2",
        "Speak to the parent, in person or by telephone, and record that they were told; or a manager records why "
        "telling has to wait.",
    ),
    Ground(
        "closure.open_invitation",
        T,
        "",
        "Not yet: a strategy discussion is still to come, or an invitation to one waits for this council's answer.",
        "A council declined a discussion because its case was closed, and closed straight after.",
        "Ombudsman 19 011 816, what happened 12 and 13",
        "Answer the invitation and take part, then close.",
    ),
    Ground(
        "closure.risk_left_missing",
        B,
        "rationale",
        "Not yet: say what risk is left, and who goes on with it.",
        "A case about the risk to children was closed because somebody did not engage, and nobody said what was left.",
        "Ombudsman 19 011 816, what happened 14",
        "Write what is still not known or not safe, for this child and for others, and who has it from today. That "
        "somebody does not engage ends no risk. Every council on the referral reads it.",
    ),
    Ground(
        "closure.service_not_accepted",
        T,
        "service_accepted",
        "Not yet: the service that is said to go on with the risk has not accepted it in writing.",
        "A council closed because a mental health service saw the child, and nobody held the risk.",
        "Ombudsman 19 010 981, paragraph 25",
        "Ask the service to write that it has the child, what it will do and whom to ring; then give who wrote and on "
        "which day. Or do not close because of it.",
    ),
    Ground(
        "closure.own_approval",
        B,
        "signed_by",
        "Not yet: nobody signs the closing of their own case.",
        "Both councils closed at the first look, and nobody else read why.",
        "Ombudsman 19 010 981, paragraph 34",
        "Ask another manager to read it and sign.",
    ),
    Ground(
        "closure.needs_second_person",
        B,
        "signed_by",
        "Not yet: a manager other than whoever asked, and who does not hold the case, signs a closing.",
        "Both councils closed at the first look, and nobody else read why.",
        "Ombudsman 19 010 981, paragraph 34",
        "Ask a team manager, or anybody above, to read it and sign.",
    ),
]
