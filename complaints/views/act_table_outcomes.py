"""The acts that come of a complaint, also after its end: remedies, learning, what the Ombudsman asks and decides."""

from complaints import actions
from complaints.forms import outcomes
from complaints.views.act_kinds import OUTCOMES, Act, Doing

REMEDY = ("complaints.remedy",)
OMBUDSMAN = ("complaints.ombudsman",)


def _remedy(doing: Doing) -> None:
    given = doing.given
    actions.record_remedy(
        **doing.usual,
        kind=given["kind"],
        words=given["words"],
        head=doing.form.chosen_point("head"),
        for_whom=given["for_whom"],
        owner=given["owner"],
        pounds=given["pounds"],
        due_on=given["due_on"],
    )


def _learning(doing: Doing) -> None:
    given = doing.given
    actions.record_learning(
        **doing.usual,
        words=given["words"],
        theme=given["theme"],
        head=doing.form.chosen_point("head"),
        teams=doing.form.chosen_teams,
    )


def _decided(doing: Doing) -> None:
    given = doing.given
    actions.record_ombudsman_decision(
        **doing.timed,
        enquiry=doing.form.row_of("enquiry", doing.form.rows),
        decision=given["decision"],
        decided_on=given["decided_on"],
        words=given["words"],
    )


OUTCOME_ACTS = [
    Act(
        "remedy",
        "Promise a remedy",
        REMEDY,
        outcomes.RemedyForm,
        _remedy,
        "Record it",
        "What was promised, by whom, by when. With a date, its time limit runs.",
        "Recorded.",
        OUTCOMES,
        when_closed=True,
    ),
    Act(
        "remedy-done",
        "A remedy was carried out",
        REMEDY,
        outcomes.RemedyDoneForm,
        lambda doing: actions.complete_remedy(
            **doing.timed, remedy=doing.form.row_of("remedy", doing.form.rows), proof=doing.given["proof"]
        ),
        "Record it",
        "With what shows that it was done.",
        "Recorded.",
        OUTCOMES,
        when_closed=True,
    ),
    Act(
        "learning",
        "What was learnt",
        REMEDY,
        outcomes.LearningForm,
        _learning,
        "Send it to the teams",
        "Each team says what it did with it.",
        "Recorded, and sent to the teams.",
        OUTCOMES,
        when_closed=True,
    ),
    Act(
        "ombudsman",
        "The Ombudsman asks",
        OMBUDSMAN,
        outcomes.EnquiryForm,
        lambda doing: actions.receive_enquiry(
            **doing.usual,
            their_reference=doing.given["their_reference"],
            asked=doing.given["asked"],
            due_on=doing.given["due_on"],
        ),
        "Record the enquiry",
        "With the date they set.",
        "Recorded.",
        OUTCOMES,
        when_closed=True,
    ),
    Act(
        "ombudsman-answered",
        "The Ombudsman was answered",
        OMBUDSMAN,
        outcomes.EnquiryAnsweredForm,
        lambda doing: actions.answer_enquiry(**doing.timed, enquiry=doing.form.row_of("enquiry", doing.form.rows)),
        "Record it",
        "The time limit of the enquiry stops.",
        "Recorded.",
        OUTCOMES,
        when_closed=True,
    ),
    Act(
        "ombudsman-decided",
        "The Ombudsman decided",
        OMBUDSMAN,
        outcomes.EnquiryDecidedForm,
        _decided,
        "Record the decision",
        "A report under section 30 has duties of its own, which members answer for.",
        "Recorded.",
        OUTCOMES,
        when_closed=True,
    ),
]
