"""Why a strategy discussion, or the answer to an invitation, cannot be recorded so."""

from dataclasses import replace

from referrals.refusals import Ground, Strength

GROUNDS: list[Ground] = [
    Ground(
        "strategy.refusal_reason",
        Strength.BLOCK,
        "reason",
        "Not yet: this is not a reason to do without a strategy discussion.",
        "That the child has not said anything, that the police have it, that it was long ago, or that the child lives "
        "elsewhere: none of these ends the duty to discuss a suspicion of significant harm.",
        "Ombudsman 19 010 981, paragraphs 55 to 62; 19 011 816, duty to make enquiries 6 and 7",
        "A team manager decides not to hold one when the threshold is not met, the other council is holding it, it was "
        "held already, or the child is now an adult, and says why. Otherwise call it: either council may.",
    ),
    Ground(
        "invitation.case_closed",
        Strength.BLOCK,
        "reason",
        "Not yet: that the case is closed is not a reason to stay away from a strategy discussion.",
        "A council refused to take part because its case was closed, and nobody considered what it knew.",
        "Ombudsman 19 011 816, what happened 12 and duty to make enquiries 7",
        "Accept, and send somebody who knows the record: a closed case still answers. If nobody can come at that time, "
        "say so and offer another.",
    ),
    Ground(
        "strategy.record_incomplete",
        Strength.BLOCK,
        "record",
        "Not yet: the record of this discussion is not complete.",
        "A record that does not say what was considered and decided leaves the others to guess what happens next.",
        "Sefton procedures 3.13; Ombudsman 19 010 981, paragraphs 36 and 59",
        "Complete the record, then send it. That the discussion was held stands as it was recorded.",
    ),
]

BY_CODE = {ground.code: ground for ground in GROUNDS}


def saying(code: str, missing: list[str]) -> Ground:
    """The ground of this code with what is wrong here in its sentence.

    >>> saying("strategy.record_incomplete", ["who attended", "the reasons"]).sentence
    'Not yet: who attended; the reasons.'
    """
    return replace(BY_CODE[code], sentence=f"Not yet: {'; '.join(missing)}.")
