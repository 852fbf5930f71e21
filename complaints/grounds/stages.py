"""Why a stage cannot be answered, extended, paused or refused like this yet."""

from referrals.refusals import Ground, Strength

B = Strength.BLOCK

GROUNDS = [
    Ground(
        "complaint.stage_2_refusal_ground",
        B,
        "ground",
        "Not yet: this is no ground on which stage 2 may be refused.",
        "Having nothing to add, a point of law or thinking it resolved are not lawful grounds. A late request is "
        "considered, not refused by itself.",
        "SI 2006/1738, regulations 8, 9 and 17; Ombudsman’s decisions",
        "Appoint an investigating officer and an independent person: 25 working days run from the request. If "
        "proceedings would be prejudiced, pause it, and say from when to resubmit.",
    ),
    Ground(
        "complaint.stage_3_refusal_ground",
        B,
        "ground",
        "Not yet: this is no ground on which the review panel may be refused.",
        "Only a late request, considered, or going to the Ombudsman early by agreement leaves the panel out.",
        "SI 2006/1738, regulations 18 and 19; Ombudsman’s decisions",
        "Appoint three independent people: the panel meets within 30 working days of the request. Or agree with the "
        "complainant to go to the Ombudsman, if the conditions are met.",
    ),
    Ground(
        "complaint.stage_1_refusal_ground",
        B,
        "ground",
        "Not yet: this is no ground on which to turn a complaint away.",
        "Only proceedings that would be prejudiced, lateness that was weighed, or the same matter fully considered "
        "before may be reasons.",
        "SI 2006/1738, regulations 8 and 9; Ombudsman’s fact sheet",
        "Answer it at stage 1.",
    ),
    Ground(
        "complaint.refusal_reason_missing",
        B,
        "rationale",
        "Not yet: write the reasons for refusing this stage.",
        "The complainant is told them, with how to go to the Ombudsman.",
        "SI 2006/1738, regulations 8 and 9; Ombudsman’s decisions",
        "Write what was considered and why the ground applies here.",
    ),
    Ground(
        "complaint.early_referral_conditions",
        B,
        "early_referral",
        "Not yet: the panel can only be left out when both sides agree and every condition is met.",
        "A robust report, a complete adjudication, all or all significant points upheld, a clear plan of action, and "
        "most of what was wanted accepted. The Ombudsman finds fault where they are not met.",
        "Statutory guidance, as recalled; Ombudsman’s decisions",
        "Hold the panel, or finish what is missing first.",
    ),
    Ground(
        "complaint.extension_late",
        B,
        "new_date",
        "Not yet: the time limit has passed, so it can no longer be extended.",
        "More time is told with reasons and the new date before the limit, not after it.",
        "SI 2006/1738, regulations 14 and 17; Family Rights Group; Complaint Handling Code",
        "Tell the complainant that the limit has passed, that they may go on to the next stage, and when they will "
        "have an answer. If the letter had gone out before, record when.",
    ),
    Ground(
        "complaint.extension_reasons_missing",
        B,
        "reasons",
        "Not yet: say why more time is needed. The complainant is told.",
        "An extension without reasons is none.",
        "SI 2006/1738, regulations 14 and 17; Complaint Handling Code",
        "Write the reasons: how complex it is, an advocate who is sought, people who must be spoken to.",
    ),
    Ground(
        "complaint.extension_too_long",
        B,
        "new_date",
        "Not yet: the new date is later than the most that is allowed, or no later than the present one.",
        "Statutory stage 1: 20 working days in all; stage 2: 65 in all; corporate: 10 more, or 20 more at stage 2.",
        "SI 2006/1738, regulations 14 and 17; Complaint Handling Code",
        "Choose a date within it.",
    ),
    Ground(
        "complaint.no_extension",
        B,
        "stage",
        "Not yet: there is no extension for this stage.",
        "A review panel has 30 working days, its report 5 and the answer 15. An acknowledgement is not put off.",
        "SI 2006/1738, regulations 19 and 20; Complaint Handling Code",
        "Set the panel’s day as soon as the complainant and three people can come, and say why if it will be late.",
    ),
    Ground(
        "complaint.pause_reason_missing",
        B,
        "prejudice",
        "Not yet: say how it would prejudice the proceedings, and who says so.",
        "A case that is running is no reason by itself: only what would prejudice it may wait, while it would.",
        "SI 2006/1738, regulation 8; Ombudsman’s fact sheet",
        "Ask whoever runs the proceedings, for each point. Go on with the points that prejudice nothing.",
    ),
    Ground(
        "complaint.freezing_reason_missing",
        B,
        "reasons",
        "Not yet: say why the decision is carried out while it is complained of.",
        "Freezing it is presumed, unless that puts somebody at risk.",
        "Statutory guidance, as recalled",
        "Freeze it until the complaint is answered, or write what risk stands against that.",
    ),
]
