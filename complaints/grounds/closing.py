"""Why a complaint cannot be closed yet."""

from referrals.refusals import Ground, Strength

B = Strength.BLOCK

GROUNDS = [
    Ground(
        "complaint.final_letter_missing",
        B,
        "letter",
        "Not yet: no letter went out that says how to go to the Ombudsman.",
        "Every procedure ends with it.",
        "SI 2006/1738, regulation 20; Complaint Handling Code",
        "Send the last letter with the Ombudsman’s details and the 12 months.",
    ),
    Ground(
        "complaint.finding_missing",
        B,
        "findings",
        "Not yet: a point that the council answers has no finding.",
        "Each point is upheld, partly upheld, not upheld, or withdrawn.",
        "Statutory guidance, as recalled; Ombudsman 19 010 981, paragraph 65",
        "Record what was found on each point.",
    ),
    Ground(
        "complaint.learning_missing",
        B,
        "learning",
        "Not yet: nothing is written about what was learnt from a point that was upheld.",
        "A chance to learn locally, and more quickly, was missed.",
        "Ombudsman 19 010 981, paragraphs 67, 71 and 74",
        "Write what was learnt and which teams should know, without a name.",
    ),
    Ground(
        "complaint.stage_running",
        B,
        "stage",
        "Not yet: a stage is still to be answered.",
        "Closing would stop its deadline.",
        "SI 2006/1738, regulations 14, 17 and 20; Complaint Handling Code",
        "Answer it, or record that the complainant withdraws.",
    ),
]
