"""Why somebody cannot take this part in a complaint."""

from referrals.refusals import Ground, Strength

B = Strength.BLOCK

GROUNDS = [
    Ground(
        "complaint.complained_of",
        B,
        "user",
        "Not yet: nobody who is complained of may handle or answer the complaint, or see it.",
        "They cannot be their own judge.",
        "Complaint Handling Code; SI 2006/1738, regulation 2",
        "Give it to somebody else.",
    ),
    Ground(
        "complaint.same_officer",
        B,
        "responder",
        "Not yet: a different officer than at stage 1 answers stage 2.",
        "A second look is by somebody else.",
        "Complaint Handling Code",
        "Name somebody who did not answer stage 1.",
    ),
    Ground(
        "complaint.not_independent",
        B,
        "is_officer",
        "Not yet: this part is for somebody who is neither a member nor an officer of the council, nor the husband, "
        "wife or civil partner of one, and who has said so.",
        "They are the independent eye of the procedure.",
        "SI 2006/1738, regulation 2",
        "Ask them to declare it, or appoint somebody else.",
    ),
    Ground(
        "complaint.panel_had_stage_2",
        B,
        "name",
        "Not yet: who was the independent person, or investigated, at stage 2 does not sit on the panel.",
        "The panel looks at stage 2 afresh.",
        "SI 2006/1738, regulation 19",
        "Appoint somebody else.",
    ),
    Ground(
        "complaint.two_parts",
        B,
        "role",
        "Not yet: one person does not take two parts at stage 2.",
        "The investigating officer, the independent person and the adjudicating officer are three people.",
        "SI 2006/1738, regulation 17; statutory guidance, as recalled",
        "Appoint somebody else.",
    ),
    Ground(
        "complaint.adjudicator_investigated",
        B,
        "adjudicator",
        "Not yet: who investigated, or was the independent person, does not adjudicate.",
        "The adjudicating officer is a senior manager who considers both reports.",
        "SI 2006/1738, regulation 17; statutory guidance, as recalled",
        "Name a senior manager who took no part.",
    ),
    Ground(
        "complaint.panel_not_three",
        B,
        "on",
        "Not yet: a review panel is three independent people, and one of them chairs.",
        "A panel of two is no panel.",
        "SI 2006/1738, regulation 19",
        "Appoint those missing, then set the day.",
    ),
    Ground(
        "complaint.link_needs_agreement",
        B,
        "complainant_agrees",
        "Not yet: the complainant has not agreed that the two councils share their complaint.",
        "It is theirs to share.",
        "UK General Data Protection Regulation; Ombudsman 19 010 981, paragraph 28",
        "Ask them. Until then each council answers for itself.",
    ),
]
