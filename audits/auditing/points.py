"""The fourteen points that every file is read for (STATUTE 5, tick-list). "Yes" means that the fault is there."""

from dataclasses import dataclass

S001 = "Ombudsman 19 010 981, paragraph"


@dataclass(frozen=True)
class Point:
    """One point: its name in tables, the question to the reader, what to look for, and where it comes from."""

    number: int
    name: str
    question: str
    look_for: str
    paragraphs: str

    @property
    def source(self) -> str:
        several = "s" if any(char in self.paragraphs for char in "-,") else ""
        return f"{S001}{several} {self.paragraphs}"


POINTS = (
    Point(
        1,
        "Passed on, with no owner",
        "Was the case passed on without anybody having taken it over?",
        "Another council or service was told or named, and no written acceptance is on the file.",
        "34, 62",
    ),
    Point(
        2,
        "Closed at referral",
        "Was it closed at referral?",
        "Closed before anybody found out what the child needed.",
        "34",
    ),
    Point(
        3,
        "No contact with the other council",
        "Did nobody speak to the other council?",
        "Direct contact between the two children’s services; a message that was only sent is not contact.",
        "34",
    ),
    Point(
        4,
        "No strategy discussion",
        "Was there no strategy discussion, and no recorded decision about holding one?",
        "Where significant harm was suspected: a discussion with police and health, or the reasons against one.",
        "35-36",
    ),
    Point(
        5,
        "Child not spoken to",
        "Was the child not spoken to?",
        "The child seen, and what the child said.",
        "41",
    ),
    Point(
        6,
        "Child’s needs not considered",
        "Were the child’s needs not considered?",
        "What the child needed because of what happened, apart from who was to investigate it.",
        "37",
    ),
    Point(
        7,
        "Level of service not evidenced",
        "Is there no evidence for the level of service that was chosen?",
        "Why early help, advice or nothing was enough for this child.",
        "40, 42",
    ),
    Point(
        8,
        "Parent’s support needs not assessed",
        "Were the parent’s own support needs not assessed?",
        "What the parent needed in order to support the child.",
        "46-47",
    ),
    Point(
        9,
        "LADO raised before the harm criteria were weighed",
        "Was the LADO raised with somebody before the harm criteria were weighed?",
        "“No” where nobody works with children or the LADO was not mentioned.",
        "48-54",
    ),
    Point(
        10,
        "Risk to other children not explored",
        "Was the risk to other children not explored?",
        "Who else the person alleged to have caused harm lives with, works with or meets.",
        "56, 59, 62",
    ),
    Point(
        11,
        "Young person alleged to have caused harm not considered as a victim",
        "Was a young person alleged to have caused harm not considered as somebody who may have been harmed too?",
        "“No” where the person was an adult at the time.",
        "58, 62",
    ),
    Point(
        12,
        "Police lead or outcome taken as the reason",
        "Was it a reason that the police led, or that the police took no action?",
        "The council’s own judgement of the risk, whatever the police did.",
        "57, 59-60",
    ),
    Point(
        13,
        "Information not shared",
        "Was information not shared that others needed?",
        "What was known here and would have changed what another council or service did.",
        "36, 56",
    ),
    Point(
        14,
        "Complaint route not explained, or wrong",
        "Was the family not told which complaints procedure applied, or told the wrong one?",
        "“No” where nobody complained.",
        "63-67",
    ),
)
POINT = {point.number: point for point in POINTS}

YES, NO, CANNOT_TELL = "yes", "no", "cannot_tell"
ANSWERS = [(YES, "Yes"), (NO, "No"), (CANNOT_TELL, "Cannot tell")]
