"""Why a council cannot give a referral back."""

from referrals.refusals import Ground, Strength

SOURCE = "Ombudsman 19 011 816, duty 6 and 7; 19 010 981, paragraphs 34 and 37"

GROUNDS = [
    Ground(
        "return.place_of_referral",
        Strength.BLOCK,
        "reason",
        "Not yet: this referral names your council as a place where the child lives or is, where harm happened or may "
        "happen, or where the person alleged to have caused it lives or works.",
        "The duty is to a child who lives in the area or is found there, and the councils' procedures do not agree on "
        "what found means. Each council told the other that it was responsible, and nobody was.",
        "Children Act 1989 section 47(1); " + SOURCE,
        "If the place is wrong, correct it first, with its source. If it is right, decline the responsibility with a "
        "reason: the councils disagree in the open and both hold it meanwhile.",
    ),
    Ground(
        "return.accepted_in_writing",
        Strength.BLOCK,
        "reason",
        "Not yet: your council has accepted a responsibility here in writing.",
        "What was accepted in writing stays until another council accepts it in writing.",
        "Procedures of Bedfordshire and Dorset, here for all councils",
        "Propose that the other council holds it, and wait for its written answer.",
    ),
    Ground(
        "return.work_under_way",
        Strength.BLOCK,
        "reason",
        "Not yet: your council has begun to protect this child: a strategy discussion, enquiries or an assessment.",
        "The council that starts finishes, or hands over to one that has accepted.",
        "Hampshire, Isle of Wight, Portsmouth and Southampton procedures; Norfolk 6.5",
        "Record how it ended, or agree with the other council who goes on with it.",
    ),
    Ground(
        "return.not_checked",
        Strength.BLOCK,
        "checked",
        "Not yet: say what you checked to be sure that the child neither lives with you nor is there.",
        "A referral went to a council on an assumed address, and came back to nobody.",
        "Ombudsman 19 011 816, what happened 3 to 5",
        "Look at your own records, the postcode and the address with its source, and say what you found.",
    ),
]
