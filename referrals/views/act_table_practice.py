"""The acts along the way that have a page each: concerns, challenges, the LADO, closing, supervision, a move."""

from referrals import actions
from referrals.forms import practice_acts as practice
from referrals.forms.acts import fact
from referrals.views.act_kinds import Act, Doing


def _concern(doing: Doing) -> None:
    actions.record_concern(
        **doing.usual, kind=doing.given["kind"], words=doing.given["words"], alleged_harmer=doing.form.harmer
    )


def _lado(doing: Doing) -> None:
    actions.consider_lado(
        **doing.usual,
        person=doing.form.about,
        limbs=doing.form.met,
        classified_as=doing.given["classified_as"],
        rationale=doing.given["rationale"],
        works_in=doing.given["works_in"],
    )


def _move(doing: Doing) -> None:
    actions.move_child(
        by=doing.by,
        child=doing.form.who_moves,
        to=doing.given["moves_to"],
        permanent=fact(doing.form, "permanent"),
        on_plan=fact(doing.form, "on_plan"),
        at=doing.at,
        now=doing.now,
    )


def _close(doing: Doing) -> None:
    given = doing.given
    actions.close(
        **doing.usual,
        reason=given["reason"],
        rationale=given["rationale"],
        service=given["service"],
        service_accepted=given["service_accepted"],
        override=doing.override,
    )


PRACTICE: list[Act] = [
    Act(
        "concern",
        "Something new about the child",
        "referrals.concern",
        practice.ConcernForm,
        _concern,
        "Record it",
        "Each new disclosure is looked at afresh, with time limits of its own, on a closed case too "
        "(Ombudsman 19 010 981).",
        "Recorded. See what is due now.",
    ),
    Act(
        "return-interview",
        "The interview after the child came back",
        "referrals.concern",
        practice.ReturnInterviewForm,
        lambda doing: actions.return_interview(
            **doing.usual, held=bool(fact(doing.form, "held")), reason=doing.given["reason"]
        ),
        "Record it",
        "It is offered within 72 hours of the return (statutory guidance on children who run away or go missing).",
        "Recorded.",
    ),
    Act(
        "challenge",
        "Another professional challenges what we do",
        "referrals.challenge",
        practice.ChallengeForm,
        lambda doing: actions.challenge(
            **doing.usual, about=doing.given["about"], challenger=doing.given["challenger"]
        ),
        "Record it",
        "It waits for an answer and stands beside every decision that does less (Ombudsman 19 011 816).",
        "Recorded. It waits for an answer.",
    ),
    Act(
        "answer-challenge",
        "Answer a challenge",
        "referrals.challenge",
        practice.AnswerChallengeForm,
        lambda doing: actions.answer_challenge(
            **doing.usual, answer=doing.given["answer"], rationale=doing.given["rationale"]
        ),
        "Record the answer",
        "Whoever challenged hears the answer and the reasons (Ombudsman 19 011 816).",
        "Answered. Tell whoever made it.",
    ),
    Act(
        "other-children",
        "Who else may be at risk",
        "referrals.other_children",
        practice.OtherChildrenForm,
        lambda doing: actions.consider_other_children(
            **doing.usual, found=doing.given["found"], task=doing.given["task"]
        ),
        "Record it",
        "Both councils were at fault for not exploring it; one council’s consideration serves both "
        "(Ombudsman 19 010 981, paragraphs 56 and 62).",
        "Recorded, for every council on the referral.",
    ),
    Act(
        "lado",
        "Weigh the LADO harm criteria",
        "referrals.lado",
        practice.LadoForm,
        _lado,
        "Record it",
        "It is weighed before anybody speaks to the person (Ombudsman 19 010 981, paragraphs 48 to 54).",
        "Recorded.",
        desks=True,
    ),
    Act(
        "lado-mention",
        "Tell the person about the LADO",
        "referrals.lado",
        practice.LadoMentionForm,
        lambda doing: actions.mention_lado(
            **doing.usual, person=doing.form.about, happened=doing.given["happened"] == "yes"
        ),
        "Record it",
        "A mother was told that she might be referred because of her job, and nobody had weighed the criteria "
        "(Ombudsman 19 010 981, paragraphs 48 to 54).",
        "Recorded.",
    ),
    Act(
        "close",
        "Close our part",
        "referrals.close",
        practice.ClosingForm,
        _close,
        "Ask to close",
        "A second person reads it and signs. Until then our part is open and every time limit runs "
        "(Ombudsman 19 010 981, paragraph 34).",
        "Asked. A manager who did not ask and does not hold the case signs.",
        desks=True,
        override=True,
    ),
    Act(
        "sign-closing",
        "Read and sign a closing",
        "referrals.sign_closing",
        practice.SignForm,
        lambda doing: actions.sign_closing(**doing.usual, override=doing.override),
        "Sign: our part is closed",
        "Nobody signs the closing of their own case (Ombudsman 19 010 981, paragraph 34).",
        "Closed. A closed case still answers an invitation to a strategy discussion.",
        override=True,
    ),
    Act(
        "reopen",
        "Open it again",
        "referrals.reopen",
        practice.ReopenForm,
        lambda doing: actions.reopen(**doing.usual, reason=doing.given["reason"]),
        "Open it again",
        "Every time limit that still measures something starts anew.",
        "Open again.",
    ),
    Act(
        "supervise",
        "Supervision",
        "referrals.supervise",
        practice.SuperviseForm,
        lambda doing: actions.supervise(
            **doing.usual, reflection=doing.given["reflection"], actions=doing.given["actions"]
        ),
        "Record the session",
        "With reflection and dated actions it stops the time limit and starts the next; with one of them it does not.",
        "Recorded.",
    ),
    Act(
        "move",
        "The child moves to another council’s area",
        "referrals.move",
        practice.MoveForm,
        _move,
        "Record the move",
        "Nobody lets go before the other council has accepted. The council the child leaves gives notice, at once and "
        "in writing within three days (Wales Safeguarding Procedures).",
        "Recorded. Send the referral to the council there, and ring them.",
        desks=True,
    ),
    Act(
        "accept-transfer",
        "Accept a child who moved here",
        "referrals.move",
        practice.AcceptTransferForm,
        lambda doing: actions.accept_transfer(**doing.usual),
        "Accept the transfer",
        "The transfer-in conference was held. From that moment the child’s support is your council’s.",
        "Accepted in writing.",
    ),
]
