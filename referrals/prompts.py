"""Prompts: questions put to a council beside a referral. They ask and teach; they never block.

Every code's words stand here once, with their source, for page, API and replay alike.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from database.together import Piece, together
from referrals.models import Prompt, Referral

if TYPE_CHECKING:
    from accounts.models import User

# One question to put: about which referral, to which council (None: nobody), its code, and what it is about.
Asked = tuple[Referral, int | None, str, dict[str, Any]]


@dataclass(frozen=True)
class Question:
    """What a prompt asks, why, and what to do about it."""

    code: str
    sentence: str
    why: str
    source: str


QUESTIONS = {
    question.code: question
    for question in [
        Question(
            "alleged_harmer_was_a_child",
            "The person alleged to have caused harm was a child. Consider them as a child who may need help too.",
            "A young person who harms may have been harmed. Consider a record, a needs decision and a separate "
            "strategy discussion of their own.",
            "Ombudsman 19 010 981, paragraph 58",
        ),
        Question(
            "other_children_at_risk",
            "Who else may be at risk? Name other children in contact with the person alleged to have caused harm, or "
            "set a task to find out.",
            "Both councils were at fault for not exploring the risk to other children.",
            "Ombudsman 19 010 981, paragraphs 56 and 62",
        ),
        Question(
            "repeat_referral",
            "This child was referred before. A manager should look at both referrals together.",
            "A second referral was needed before anybody got in touch.",
            "Ombudsman 19 010 981, paragraph 22",
        ),
        Question(
            "manager_decides_to_wait",
            "Only a manager can decide to wait before a parent is told. The deadline runs on: ask a manager today.",
            "A parent who was not told went on sending the child to overnight contact.",
            "Ombudsman 19 011 816, injustice 1 and 2",
        ),
        Question(
            "verify_number",
            "The number that was tried has not been verified. Check it with the referrer, the school or the family's "
            "GP, and try another way.",
            "Calls and texts went to a number that may have been wrong for a fortnight.",
            "Ombudsman 19 011 816, what happened 7",
        ),
        Question(
            "tell_childrens_services",
            "Adult social care logged this. Our own children's services must check what they hold and record it.",
            "The adult worker did not ask her own children's services, who had the right address.",
            "Ombudsman 19 011 816, what happened 3 and Kent 2",
        ),
        Question(
            "address_source_missing",
            "This was sent without saying how we know where the child lives. Check the address and record the source.",
            "A referral went to a council that had no link with the child, and two months were lost.",
            "Ombudsman 19 011 816, what happened 3 to 5",
        ),
        Question(
            "known_elsewhere",
            "Our own records name another council, which has it as well: check which of the two is right.",
            "The right address was on record in the same council.",
            "Ombudsman 19 011 816, what happened 3",
        ),
        Question(
            "live_elsewhere",
            "Another council has a live referral about a child who looks like this one. Ring their duty desk.",
            "Two councils each held a referral about the same child and neither knew of the other's.",
            "Ombudsman 19 010 981, paragraphs 21 and 34",
        ),
        Question(
            "returned_to_us",
            "A council gave this referral back: it is no place of it. Say where it goes next, or that it stays with "
            "us. Until then we hold all of it.",
            "A referral lay with a council that had no link to the child, and nobody asked for two months.",
            "Ombudsman 19 011 816, what happened 3 to 5",
        ),
        Question(
            "nothing_shared",
            "Nothing has been shared with another council that this referral names. Tell its children’s services what "
            "you know, and record on what basis.",
            "Neither council shared with the other what it knew.",
            "Ombudsman 19 010 981, paragraphs 6 and 36",
        ),
        Question(
            "countersign_request",
            "A worker who knows this family asks another council for information. A manager reads and countersigns the "
            "request, or it does not go out.",
            "A social worker asked another council about people she knew, and was sent their history.",
            "Reported pretext request between two councils; product default",
        ),
        Question(
            "late_entry",
            "This was written down more than 24 hours after it happened.",
            "Records written several days later could not be relied on.",
            "Ombudsman 19 011 816, what happened 7",
        ),
        Question(
            "below_standard",
            "What was recorded falls short of the standard. It stands as it happened; a manager should look at it.",
            "A fact is never refused; what was missing is put right afterwards.",
            "Working Together to Safeguard Children",
        ),
        Question(
            "unanswered_items",
            "The case has a new worker and something is still unanswered. Read what is open and say you have it.",
            "An unanswered referral was found only because the worker changed.",
            "Ombudsman 19 011 816, what happened 5",
        ),
        Question(
            "police_update",
            "Ask the police again where they are. Our own judgement does not wait for theirs.",
            "A council was content for the police to lead and took no interest in their progress.",
            "Ombudsman 19 010 981, paragraph 57",
        ),
        Question(
            "adult_position_of_trust",
            "The person alleged to have caused harm works with adults. Consider telling adult social care.",
            "Risk to adults with care needs is for the adult safeguarding lead.",
            "Care Act 2014 guidance, people in positions of trust",
        ),
        Question(
            "rule_sets_conflict",
            "The councils' procedures do not agree on who calls the strategy discussion, or one does not say. Both "
            "hold it until they have decided together, in writing.",
            "Neither council held one; the Ombudsman could not say which should have, and that they shared it.",
            "Ombudsman 19 011 816, duty to make enquiries 3 and 4",
        ),
        Question(
            "same_day_manager_review",
            "A manager reviews this today: the child has harmed themselves or tried to.",
            "A child's suicide attempts and decline were not acted on.",
            "Ombudsman 19 010 981, paragraph 23",
        ),
        Question(
            "early_help_not_evidenced",
            "Early help was decided and nothing is on record that shows it is enough. Say what is known from whom.",
            "A council could not show why early help was suitable.",
            "Ombudsman 19 010 981, paragraphs 40 and 42",
        ),
        Question(
            "consent_threshold",
            "The family does not agree. Say whether the threshold allows going on without consent, and why; offer them "
            "another worker.",
            "An assessment was abandoned when consent was withdrawn, and the handling had destroyed the relationship.",
            "Ombudsman 19 010 981, paragraphs 25 and 46",
        ),
        Question(
            "assessment_asked_again",
            "An assessment was asked for more than once. A manager answers today.",
            "Repeated requests for an assessment went unanswered.",
            "Ombudsman 19 010 981, paragraph 66",
        ),
        Question(
            "assessment_not_signed",
            "The assessment is complete and no manager has read and signed it.",
            "An assessment was below the standard that guidance sets, and nobody had noticed.",
            "Ombudsman 19 010 981, paragraphs 38 and 41",
        ),
        Question(
            "assessment_not_covered",
            "The assessment does not say that it covered everything guidance asks for. Look at what is missing.",
            "An assessment was below the standard that guidance sets.",
            "Ombudsman 19 010 981, paragraphs 38 and 41",
        ),
        Question(
            "next_action_missing",
            "Nothing is named as next. Set a task: what is done for the child, by whom, by when.",
            "Nothing meaningful was done on the first referral, and workers did not know what to do next.",
            "Ombudsman 19 010 981, paragraph 41; Croydon inspection, 2017",
        ),
        Question(
            "second_plan",
            "This child is on a child protection plan for the second time or more. Consider today whether legal "
            "planning is needed, and write down why or why not.",
            "Court proceedings were prepared too late and too seldom.",
            "Croydon inspection, 2017, finding 54; product default",
        ),
        Question(
            "going_home",
            "The child is no longer looked after. Where they went home: say what has changed there, who supports the "
            "family from the first day, who visits and when, what the child says of it, and what would bring us back.",
            "Children went home without enough support, and some came back into care.",
            "Croydon inspection, 2017, finding 54; product default",
        ),
        Question(
            "other_service_challenges_tier",
            "Another professional says that this service is not enough. Answer it before going on at the same level.",
            "A psychologist said that early help did not meet the child's needs.",
            "Ombudsman 19 010 981, paragraph 24",
        ),
        Question(
            "elsewhere_is_no_reason",
            "The reason given for declining is only that the child lives elsewhere, or that it happened elsewhere. Say "
            "what your council does for the child meanwhile, and why the other should hold this.",
            "Each council said that the other was responsible, and nobody was. A council that has the referral keeps "
            "its duty until another has accepted it in writing.",
            "Children Act 1989 section 47(1); Ombudsman 19 010 981, paragraphs 34 to 37; 19 011 816, duty 6",
        ),
        Question(
            "wording",
            "The reasons mention something that is not a reason on its own. Say what our own judgement of the risk is.",
            "No disclosure, a police decision, or an address do not decide what the child needs.",
            "Ombudsman 19 010 981, paragraphs 55 to 62; 19 011 816, duty 6 and 7",
        ),
    ]
}


# The partial unique constraint: one open prompt of a code each.
_ASKING = """
    asked AS (
        INSERT INTO referrals_prompt (referral_id, council_id, code, at, facts, settled_because)
        SELECT a.referral, a.council, a.code, %(at)s::timestamptz, a.facts, ''
          FROM jsonb_to_recordset(%(asked)s::jsonb) AS a(referral bigint, council bigint, code text, facts jsonb)
            ON CONFLICT DO NOTHING
    )
"""


def ask(
    referral: Referral, council_id: int | None, code: str, *, at: datetime, facts: dict[str, Any] | None = None
) -> None:
    """Put one question to a council; an open one of the same code is left as it is."""
    ask_many([(referral, council_id, code, facts or {})], at=at)


def ask_many(asked: list[Asked], *, at: datetime) -> None:
    """Put several questions in one statement. Raises KeyError for a code that has no words."""
    together("ask", asking(asked, at=at))


def asking(asked: list[Asked], *, at: datetime) -> Piece:
    """As `ask_many`, to be carried out together with what else an act writes; none may be asked."""
    rows = [
        {"referral": referral.pk, "council": council_id, "code": QUESTIONS[code].code, "facts": facts}
        for referral, council_id, code, facts in asked
        if council_id is not None
    ]
    return Piece("prompts", "NULL", {"asked": json.dumps(rows), "at": at}, items=_ASKING)


def settle(prompt: Prompt, *, by: "User", now: datetime, because: str) -> Prompt:
    """Somebody has dealt with a prompt and says how; the words stay with it."""
    from referrals.refusals import NotPossible

    if not because.strip():
        raise NotPossible("Say what was done about it.", "because")
    prompt = Prompt.objects.select_for_update().select_related("referral").get(pk=prompt.pk)
    if prompt.settled_at is None:
        prompt.settled_at, prompt.settled_by, prompt.settled_because = now, by, because
        prompt.save(update_fields=["settled_at", "settled_by", "settled_because"])
    return prompt
