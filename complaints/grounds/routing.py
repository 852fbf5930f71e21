"""Why the route of a point, or who may complain, cannot be decided like this yet."""

from referrals.refusals import Ground, Strength

B = Strength.BLOCK

GROUNDS = [
    Ground(
        "complaint.child_consent_not_needed",
        B,
        "reason",
        "Not yet: this person complains in their own right. The child’s consent is not needed, and nothing else about "
        "who they are takes the complaint out of the statutory procedure.",
        "A council asked for a child’s consent before it would use the statutory procedure, and was wrong.",
        "Children Act 1989, section 26(3); Ombudsman 19 010 981, paragraphs 64 and 67",
        "Choose by what the point is about. Keep back what would tell the complainant the child’s own information; "
        "that does not change the route.",
    ),
    Ground(
        "complaint.interest_not_decided",
        B,
        "reason",
        "Not yet: that somebody has no parental responsibility, or no consent, is not a decision.",
        "Somebody without a right of their own may still complain when the council finds their interest in the child’s "
        "welfare sufficient. A council that did not weigh it was found at fault.",
        "Children Act 1989, section 26(3)(e); Ombudsman’s decisions of 2025",
        "Decide first who may complain, with the matters you weighed and the child’s view where fitting. The route "
        "follows from what the point is about.",
    ),
    Ground(
        "complaint.interest_not_weighed",
        B,
        "matters_weighed",
        "Not yet: write down what was weighed before this person is turned away.",
        "A refusal is a reasoned decision with notice, never a tick. No parental responsibility is not a reason alone.",
        "Children Act 1989, section 26(3)(e); Ombudsman’s decisions of 2025",
        "Weigh how they know the child, what they say of the child’s welfare, the child’s wishes, what the parents "
        "say, and who else could raise it. Then decide, and tell them.",
    ),
    Ground(
        "complaint.residence_is_no_reason",
        B,
        "reason",
        "Not yet: where the family lives does not decide how a complaint about this council is answered.",
        "The complaint is about what this council did or did not do.",
        "Children Act 1989, section 26(3); Ombudsman 19 010 981, paragraphs 34 and 65",
        "Choose by what the point is about. If another council is complained of too, link the two complaints.",
    ),
    Ground(
        "complaint.route_reason_missing",
        B,
        "rationale",
        "Not yet: say why the point goes another way than the law points to.",
        "A council used its corporate procedure on a misreading of the guidance.",
        "Ombudsman 19 010 981, paragraphs 65 and 67",
        "Write which function it concerns and why that lies outside the statutory procedure, or choose the route "
        "proposed.",
    ),
    Ground(
        "complaint.statutory_begun",
        B,
        "route",
        "Not yet: the statutory procedure was begun for this complaint, so it is finished on request.",
        "A council that refused stage 2 after it had begun under the statutory procedure was found at fault.",
        "Ombudsman’s decisions of 2021; guide for practitioners, as recalled",
        "Go on with the next stage. A new point that belongs elsewhere can be added as a point of its own.",
    ),
    Ground(
        "complaint.own_route",
        B,
        "agrees",
        "Not yet: somebody else than the person who chose this route signs it.",
        "A second look is what was missing when scope was misread.",
        "Ombudsman 19 010 981, paragraphs 65 to 67; our own default",
        "Ask another complaints officer, or a manager appointed as second person.",
    ),
    Ground(
        "complaint.route_not_told",
        B,
        "next_steps",
        "Not yet: the complainant has not been told which procedure this goes by, why, and what happens next.",
        "Neither of two councils explained it; one then used the wrong procedure.",
        "Ombudsman 19 010 981, paragraph 63; fact sheet on the Children Act complaints procedure",
        "Tell the complainant first. An acknowledgement can go out at any time.",
    ),
    Ground(
        "complaint.lateness_not_weighed",
        B,
        "rationale",
        "Not yet: that it is late does not decide it.",
        "The time limit must not be applied rigidly; a late request for the next stage is considered, not refused by "
        "itself.",
        "SI 2006/1738, regulation 9; Ombudsman’s fact sheet and decisions",
        "Weigh why it is late, what the complainant needed so that they could complain, and whether it can still be "
        "looked into fairly. Write it down.",
    ),
]
