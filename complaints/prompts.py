"""Questions put to the council beside a complaint. They ask and teach; they never block.

Every code's words stand here once, with their source, for page and replay alike.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from complaints.models import Complaint, ComplaintPrompt
from referrals.prompts import Question
from referrals.refusals import NotPossible

if TYPE_CHECKING:
    from accounts.models import User

QUESTIONS = {
    question.code: question
    for question in [
        Question(
            "late_entry",
            "This was written down more than a day after it happened. Both times are kept: say why, and whether "
            "anything waited.",
            "Records entered days later were criticised.",
            "Ombudsman 19 011 816, what happened 7",
        ),
        Question(
            "below_standard",
            "This was recorded as it happened, and it falls short. See what can still be put right.",
            "A fact is never refused, but somebody senior should know.",
            "Our own default",
        ),
        Question(
            "check_route",
            "The sources conflict about the route of a point. Decide it yourself, with reasons, before the complainant "
            "is told.",
            "The corporate procedure was used on a misreading of its scope, and the family lost an independent look.",
            "Ombudsman 19 010 981, paragraphs 65 to 67",
        ),
        Question(
            "route_signature",
            "A colleague chose the corporate procedure for something under Part 3. A second person must agree or not; "
            "until then both procedures’ deadlines run.",
            "The corporate procedure was used on a misreading of its scope.",
            "Ombudsman 19 010 981, paragraphs 65 to 67",
        ),
        Question(
            "offer_whole_statutory",
            "Some points go by the statutory procedure and some by the corporate one. Give one coordinated answer, and "
            "if the points cannot be parted, offer the whole under the statutory procedure.",
            "To offer more independence has not been found at fault; to refuse it has.",
            "Ombudsman 19 010 981, paragraphs 65 to 67; our own default",
        ),
        Question(
            "offer_advocate",
            "A child or young person complains: offer an advocate, and record whether they want one.",
            "It is a duty, and an advocate may be a reason for more time at stage 1.",
            "Children Act 1989, section 26A",
        ),
        Question(
            "decide_interest",
            "Decide whether the complainant’s interest in the child’s welfare is sufficient, with the matters you "
            "weighed, and tell them if it is not. That they have no parental responsibility is not a decision.",
            "A council was at fault for turning a grandparent away without weighing what mattered.",
            "Children Act 1989, section 26(3)(e); Ombudsman’s decisions of 2025",
        ),
        Question(
            "ask_agreement",
            "Ask whoever they speak for whether they agree. Until then nothing stands still: the points can be "
            "looked at.",
            "A representative speaks for somebody; their own wishes count.",
            "Local procedures; Ombudsman’s decisions",
        ),
        Question(
            "offer_other_procedure",
            "The statutory procedure is not open to this person. If what the council did affected them, offer the "
            "corporate procedure, and tell them of the Ombudsman.",
            "Anybody affected may use it.",
            "Complaint Handling Code",
        ),
        Question(
            "weigh_lateness",
            "The grounds arose more than a year ago. That is no bar: weigh why it is late, what the complainant "
            "needed, and whether it can still be looked into fairly. Record the decision.",
            "The time limit must not be applied rigidly.",
            "SI 2006/1738, regulation 9; Ombudsman’s fact sheet",
        ),
        Question(
            "confirm_pause",
            "A case is said to be running. Ask whoever runs it whether looking into this now would prejudice it. If "
            "not, or only for some points, go on. Either way tell the complainant, with the day from which to "
            "resubmit.",
            "Only what would be prejudiced may wait, and only while it would.",
            "SI 2006/1738, regulation 8",
        ),
        Question(
            "consider_freezing",
            "Will the decision complained of change a care plan, a placement or a service meanwhile? Freezing it is "
            "presumed unless that puts somebody at risk. Record what was decided.",
            "A complaint is little use once the change has been made.",
            "Statutory guidance, as recalled",
        ),
        Question(
            "repeats_upheld_theme",
            "A complaint about the same was upheld here before. Look at what was promised then.",
            "A council was found at fault again for what an earlier decision had found.",
            "Ombudsman’s finding register; press report of 2017, line 9",
        ),
        Question(
            "stage_overrun",
            "The time limit has passed. Tell the complainant that they may go on to the next stage now, and when they "
            "will have an answer.",
            "Somebody left without an answer need not wait for it.",
            "Statutory guidance, as recalled (T43b)",
        ),
        Question(
            "stage_1_not_answered",
            "The complainant asks for the next stage before this one was answered. Its deadline runs from today; "
            "agree with them what happens to the answer that is due.",
            "The complainant decides; after an overrun it is their right.",
            "Statutory guidance, as recalled (T43b)",
        ),
        Question(
            "late_request",
            "The request came after the 20 working days. Consider it on its merits: it is not refused by itself.",
            "Councils that turned a late request away without considering it were found at fault.",
            "Ombudsman’s decisions; Bexley complaints policy (20 working days); Coram Voice (28 days)",
        ),
        Question(
            "reports_missing",
            "The adjudication went out without both reports on record: the investigating officer’s and the "
            "independent person’s. The complainant should have both.",
            "Stage 2 is the two reports and the letter.",
            "SI 2006/1738, regulation 17",
        ),
        Question(
            "responder_not_named",
            "Say who considered the complaint at this stage. Nobody complained of may; at corporate stage 2, nobody "
            "who answered stage 1.",
            "An answer by somebody complained of is no independent look.",
            "Complaint Handling Code",
        ),
        Question(
            "consider_with_independent",
            "The panel’s recommendations are considered together with the independent person. Record it.",
            "The regulation asks for it.",
            "SI 2006/1738, regulation 20",
        ),
        Question(
            "panel_not_on_record",
            "Nobody is on record as having sat on the panel. Appoint the three people who did, with what they "
            "declared.",
            "Without it nobody can see that the panel was three, and independent.",
            "SI 2006/1738, regulation 19",
        ),
        Question(
            "early_referral_conditions",
            "The panel was left out by agreement without the conditions on record one by one. Write them down: a "
            "robust report, a complete adjudication, all significant points upheld, a clear plan, most of what was "
            "wanted accepted.",
            "The Ombudsman finds fault where they are not met.",
            "Statutory guidance, as recalled; Ombudsman’s decisions",
        ),
        Question(
            "child_still_at_risk",
            "The complaint is withdrawn, but it said that a child is at risk. The referral goes on: check that "
            "somebody has it.",
            "A protective step does not depend on a complaint.",
            "Our own default",
        ),
    ]
}


def ask(complaint: Complaint, code: str, *, at: datetime, facts: dict[str, Any] | None = None) -> None:
    """Put one question to the complaint's council; an open one of the same code is left as it is.

    Raises KeyError for a code that has no words.
    """
    ComplaintPrompt.objects.bulk_create(
        [
            ComplaintPrompt(
                complaint=complaint,
                council_id=complaint.council_id,
                code=QUESTIONS[code].code,
                at=at,
                facts=facts or {},
            )
        ],
        ignore_conflicts=True,  # the partial unique constraint: one open prompt of a code each
    )


def settle(prompt: ComplaintPrompt, *, by: "User", now: datetime, because: str) -> ComplaintPrompt:
    """Somebody has dealt with a prompt and says how. Raises NotPossible without words."""
    if not because.strip():
        raise NotPossible("Say what was done about it.", "because")
    prompt = ComplaintPrompt.objects.select_for_update().get(pk=prompt.pk)
    if prompt.settled_at is None:
        prompt.settled_at, prompt.settled_by, prompt.settled_because = now, by, because
        prompt.save(update_fields=["settled_at", "settled_by", "settled_because"])
    return prompt


def answered(complaint: Complaint, *codes: str, by: "User", now: datetime, because: str) -> None:
    """What was asked has been done by an act: its open prompts are settled with the act's words; one statement."""
    complaint.prompts.filter(code__in=codes, settled_at=None).update(
        settled_at=now, settled_by=by, settled_because=because
    )
