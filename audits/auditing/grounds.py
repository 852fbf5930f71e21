"""Why something in an audit cannot be done yet, or cannot be done like that."""

import re

from referrals.refusals import Ground, Strength

B = Strength.BLOCK

RATING = Ground(
    "audit.rating_as_reason",
    B,
    "conclusion",
    "Not yet: an inspection grade is no reason to set aside what the files show.",
    "A council answered the finding that it had failed a child with its “good” rating. The Ombudsman was disappointed "
    "that it took this to mean that the fault lay in the past.",
    "Ombudsman 19 010 981, paragraphs 68 and 69",
    "Say what the files show. A grade can be mentioned nowhere as a reason: name the cases and the evidence instead.",
)
NO_HARM = Ground(
    "audit.no_harm_as_reason",
    B,
    "conclusion",
    "Not yet: that nothing came of it, or that practice has improved since, does not undo a fault.",
    "A fault is a fault whether or not injustice followed from it.",
    "Ombudsman 19 011 816, findings 3 and 4; 19 010 981, paragraph 69",
    "Answer what was done in this case at the time. What has improved since belongs among the actions, with a measure.",
)
NO_EVIDENCE = Ground(
    "audit.conclusion_without_evidence",
    B,
    "conclusion",
    "Not yet: the conclusion names no case that it rests on.",
    "A conclusion must cite the evidence of the files.",
    "Ombudsman 19 010 981, paragraphs 68 and 69",
    "Name at least one case by its number in the audit, for example “case 7”, and what its file shows.",
)
INDEPENDENCE = Ground(
    "audit.reader_not_independent",
    B,
    "reader",
    "Not yet: this person worked on the case or supervised it.",
    "Nobody audits their own work.",
    "Our own rule: whoever worked on a case does not audit it",
    "Give the case to somebody who neither worked on it nor supervised anybody who did.",
)
NO_ACTION = Ground(
    "audit.fault_without_action",
    B,
    "",
    "Not yet: nothing follows from a fault that was found.",
    "A council’s own week of practice found that case notes and chronologies were poor. Nothing was done, and the "
    "inspectors found it again.",
    "Croydon, 2017: its own practice week was not acted on; fault 99",
    "Add an action with an owner, a day and a measure, or decide that none is needed and say why.",
)
GROUNDS = {ground.code: ground for ground in (RATING, NO_HARM, NO_EVIDENCE, INDEPENDENCE, NO_ACTION)}

_GRADE = r"(?:outstanding|good|requires improvement)"
_RATING = re.compile(
    r"\b(?:rated|graded|judged|found)\s+"
    r"(?:(?:us|it|practice|(?:our|the)\s+(?:council|services?|practice|front\s+door|provision))\s+)?"
    r"(?:as\s+|to\s+be\s+)?[“\"'‘]?" + _GRADE + r"\b"
    r"|\b" + _GRADE + r"[”\"'’]?,?\s+(?:\w+\s+)?(?:rating|grade|grading|judge?ment|inspection|ofsted)\b"
    r"|(?<!\bpolice )\b(?:ofsted|inspect(?:ion|ors?|orate))\b[^.!?\n]{0,80}"
    r"\b(?:outstanding|good|rating|rated|grade|graded|positive|praised?)\b"
    r"|\b(?:rating|grade|grading)\b[^.!?\n]{0,40}\b(?:outstanding|good|ofsted|inspect\w+)\b",
    re.IGNORECASE,
)
_NO_HARM = re.compile(
    r"\bno\s+(?:actual\s+|lasting\s+|further\s+|known\s+|real\s+)?(?:harm|injustice)\s+"
    r"(?:to\s+\w+(?:\s+\w+)?\s+)?"
    r"(?:resulted|came|was\s+(?:caused|done|suffered)|followed|occurred|arose)"
    r"|\b(?:came|come|suffered)\s+(?:to\s+)?no\s+harm\b|\b(?:was|were|is|are)\s+(?:not|never)\s+harmed\b"
    r"|\bnothing\s+(?:bad\s+)?came\s+of\s+it\b"
    r"|\b(?:child|outcome)\s+(?:is|was|turned\s+out)\s+(?:fine|good|positive)\b"
    r"|\b(?:child|outcome)\s+(?:is|was|turned\s+out)\s+well\s*(?:[.,;!?\n]|$)"
    r"|\b(?:since|now)\s+(?:been\s+)?(?:improved|addressed|resolved)\b"
    r"|\b(?:practice|process|service|council|team|recording|procedures?|we|things)\b[^.!?\n]{0,30}\b(?:has|have)\s+"
    r"(?:since\s+|now\s+)?improved\b"
    r"|\b(?:is|are)\s+(?:much|far)\s+better\s+(?:now|today)\b|\b(?:good|positive|happy)\s+outcomes?\b",
    re.IGNORECASE,
)


def no_reasons(words: str) -> list[Ground]:
    """The grounds on which a text is refused as a reason for "no", for leaving a case out or for a conclusion.

    >>> [ground.code for ground in no_reasons("Our Ofsted rating is good and no harm resulted.")]
    ['audit.rating_as_reason', 'audit.no_harm_as_reason']
    >>> no_reasons("The other council was rung on the same day; see the contact of 4 May."), no_reasons("")
    ([], [])
    """
    found = []
    if _RATING.search(words):
        found.append(RATING)
    if _NO_HARM.search(words):
        found.append(NO_HARM)
    return found
