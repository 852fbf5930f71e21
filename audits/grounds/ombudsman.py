"""What members' consideration, a recommendation done and a training held must be able to show."""

from referrals.refusals import Ground, Strength

PARAGRAPH_75 = "Local Government Act 1974, section 31(2); Ombudsman report 19 010 981, paragraph 75"
WHY_MEMBERS = (
    "The Ombudsman requires evidence that elected members considered the report. Officers reading it is not that, "
    "and a meeting that cannot be found in a minute did not happen."
)

GROUNDS = [
    Ground(
        "members.body_missing",
        Strength.BLOCK,
        "body",
        "Not yet: say which body of elected members considered the report.",
        WHY_MEMBERS,
        PARAGRAPH_75,
        "Name the full Council, the Cabinet, or the committee of elected members to which it was delegated.",
    ),
    Ground(
        "members.date_missing",
        Strength.BLOCK,
        "on",
        "Not yet: give the day of the meeting.",
        WHY_MEMBERS,
        PARAGRAPH_75,
        "Give the day on which they met. A meeting that is still to come is recorded when it has been held.",
    ),
    Ground(
        "members.minute_missing",
        Strength.BLOCK,
        "minute",
        "Not yet: say where the minute of the meeting is.",
        WHY_MEMBERS,
        PARAGRAPH_75,
        "Give the minute's number, or the address at which anybody can read it.",
    ),
    Ground(
        "recommendation.evidence_missing",
        Strength.BLOCK,
        "evidence",
        "Not yet: say what shows that it was done.",
        "The Ombudsman asks for evidence, and two councils had said of the same failings that they were in the past.",
        "Ombudsman report 19 010 981, paragraphs 69 and 75",
        "Say what there is (a payment's number, a letter and its day, a register of who came, a minute) and "
        "where it is kept.",
    ),
    Ground(
        "recommendation.not_accepted",
        Strength.BLOCK,
        "on",
        "Not yet: the council has not said that it accepts this recommendation.",
        "One council's agreement to an audit was never on record, and nobody could tell whether it would be made.",
        "Report on 19 020 914, Croydon, November 2020",
        "Record first whether the council accepts it, and since when.",
    ),
    Ground(
        "recommendation.audit_missing",
        Strength.BLOCK,
        "answered_by",
        "Not yet: name the concluded audit that answers this, or say by what other means it was done.",
        "An audit was promised once and nobody could tell whether it had been made. One that was concluded before the "
        "Ombudsman asked, or after the day given, does not answer.",
        "Ombudsman report 19 010 981, paragraph 74; STATUTE 3, fault 52",
        "Choose the audit of your council. If it was made elsewhere, say where and how it was drawn and read.",
    ),
    Ground(
        "recommendation.full_audit_open",
        Strength.BLOCK,
        "answered_by",
        "Not yet: more than a quarter of its cases showed a fault, and the full audit has not been concluded.",
        "The recommendation asks for both: the sample, and all of the cases where more than 25% show similar faults.",
        "Ombudsman report 19 010 981, paragraph 74",
        "Conclude the full audit first. If all cases were reviewed by other means, say how.",
    ),
    Ground(
        "recommendation.approach_not_agreed",
        Strength.BLOCK,
        "on",
        "Not yet: this follows on an approach that the councils have not agreed.",
        "Staff trained before the approach is agreed are trained in what is about to change.",
        "Ombudsman decision 19 011 816, agreed actions for both councils, 2: “after the new approach is agreed”",
        "Record first, for every council it binds, that the approach was agreed, with its evidence. The training "
        "comes after that day.",
    ),
]
