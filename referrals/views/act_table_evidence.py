"""The acts about needs and support, consent, requests for an assessment, and taking a case over."""

from referrals import actions
from referrals.forms import evidence
from referrals.forms.acts import fact
from referrals.views.act_kinds import Act, Doing


def _offer(doing: Doing) -> None:
    given = doing.given
    actions.offer_support(
        by=doing.by,
        need=doing.form.thing,
        offered=given["offered"],
        matches=fact(doing.form, "matches"),
        mismatch_reason=given["mismatch_reason"],
        family_view=given["family_view"],
        family_words=given["family_words"],
        review_on=given["review_on"],
        at=doing.at,
        now=doing.now,
        override=doing.override,
    )


def _hear(doing: Doing) -> None:
    given = doing.given
    actions.hear_family(
        by=doing.by,
        need=doing.form.thing,
        family_view=given["family_view"],
        family_words=given["family_words"],
        review_on=given["review_on"],
        at=doing.at,
        now=doing.now,
    )


def _consent(doing: Doing) -> None:
    given = doing.given
    actions.record_consent(
        **doing.usual,
        state=given["state"],
        words=given["words"],
        goes_on=fact(doing.form, "goes_on"),
        threshold_words=given["threshold_words"],
        other_worker_offered=fact(doing.form, "other_worker_offered"),
    )


EVIDENCE: list[Act] = [
    Act(
        "ask-need",
        "What was asked for",
        "referrals.evidence",
        evidence.AskNeedForm,
        lambda doing: actions.ask_need(
            **doing.usual, whose=doing.given["whose"], asked=doing.given["asked"], asked_by=doing.given["asked_by"]
        ),
        "Write it down",
        "What was asked for, what is needed and what is offered are three things (Ombudsman 19 010 981, paragraph 44).",
        "Written down. Say next what is needed.",
        then="needs",
    ),
    Act(
        "assess-need",
        "What is needed",
        "referrals.evidence",
        evidence.AssessNeedForm,
        lambda doing: actions.assess_need(
            by=doing.by, need=doing.form.thing, assessed=doing.given["assessed"], at=doing.at, now=doing.now
        ),
        "Record it",
        "Support is for the child and the family (Ombudsman 19 010 981, paragraphs 44 to 47).",
        "Recorded.",
        then="needs",
    ),
    Act(
        "offer-support",
        "Offer support",
        "referrals.evidence",
        evidence.OfferForm,
        _offer,
        "Record the offer",
        "Mediation and a course for teenagers were offered where something else was needed "
        "(Ombudsman 19 010 981, paragraph 26).",
        "Recorded.",
        then="needs",
        override=True,
    ),
    Act(
        "hear-family",
        "What the family thinks of it",
        "referrals.evidence",
        evidence.HearForm,
        _hear,
        "Record it",
        "A family said that support was unsuitable, and it was not looked at again (Ombudsman 19 010 981, "
        "paragraph 47).",
        "Recorded.",
        then="needs",
    ),
    Act(
        "consent",
        "Consent",
        "referrals.evidence",
        evidence.ConsentForm,
        _consent,
        "Record it",
        "An assessment was given up when consent was taken back (Ombudsman 19 010 981, paragraphs 25 and 46).",
        "Recorded.",
        then="needs",
    ),
    Act(
        "request-assessment",
        "Somebody asks for an assessment",
        "referrals.evidence",
        evidence.RequestForm,
        lambda doing: actions.request_assessment(**doing.usual, asker=doing.given["asker"], words=doing.given["words"]),
        "Record the request",
        "Each one is answered, with the reason; the second tells the manager (Ombudsman 19 010 981, paragraph 66).",
        "Recorded. It waits for an answer.",
        then="needs",
    ),
    Act(
        "answer-request",
        "Answer a request for an assessment",
        "referrals.evidence",
        evidence.AnswerRequestForm,
        lambda doing: actions.answer_request(
            by=doing.by,
            request=doing.form.thing,
            agreed=fact(doing.form, "agreed"),
            answer=doing.given["answer"],
            at=doing.at,
            now=doing.now,
        ),
        "Record the answer",
        "Tell whoever asked, in the same words.",
        "Answered. Tell whoever asked.",
        then="needs",
    ),
    Act(
        "take-over",
        "Taken over: what is unanswered",
        "referrals.take_over",
        evidence.TakeOverForm,
        lambda doing: actions.acknowledge_handover(**doing.usual),
        "I have read it and go on with it",
        "A gap of two months was found only when the worker changed (Ombudsman 19 011 816, what happened 5).",
        "Acknowledged.",
    ),
    Act(
        "sign-assessment",
        "Read and sign the assessment",
        "referrals.sign_assessment",
        evidence.SignAssessmentForm,
        lambda doing: actions.sign_assessment(**doing.usual, words=doing.given["words"]),
        "Sign it",
        "Nobody signs an assessment that they completed.",
        "Signed.",
    ),
]
