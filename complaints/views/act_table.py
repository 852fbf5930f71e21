"""The acts on a complaint that have a page each: what each needs, asks, says in advance and calls."""

from complaints import actions
from complaints.forms import deciding, letters, outcomes
from complaints.views.act_kinds import DECIDING, PEOPLE, RECORD, Act, Doing
from complaints.views.act_table_outcomes import OUTCOME_ACTS
from complaints.views.act_table_stages import STAGE_ACTS
from referrals.models import Referral
from referrals.references import tidy
from referrals.refusals import NotPossible

ROUTE = ("complaints.route",)
LINK = ("complaints.link",)
APPOINT = ("complaints.appoint",)


def _eligibility(doing: Doing) -> None:
    given = doing.given
    actions.decide_eligibility(
        **doing.usual,
        eligible=given["eligible"] == "yes",
        reason=given["reason"],
        matters_weighed=doing.form.matters_weighed(),
        child_view=given["child_view"],
    )


def _lateness(doing: Doing) -> None:
    given = doing.given
    actions.weigh_lateness(
        **doing.usual,
        accepted=given["accepted"] == "yes",
        why_late=given["why_late"],
        adjustments_weighed=given["adjustments_weighed"],
        fair_to_investigate=doing.form.fact("fair_to_investigate"),
        rationale=given["rationale"],
    )


def _pause(doing: Doing) -> None:
    given = doing.given
    actions.pause(
        **doing.usual,
        because=given["because"],
        prejudice=given["prejudice"],
        heads=doing.form.chosen_points("heads"),
        proceedings_end_on=given["proceedings_end_on"],
        look_again_on=given["look_again_on"],
    )


def _freeze(doing: Doing) -> None:
    given = doing.given
    actions.consider_freezing(
        **doing.usual,
        decision=given["decision"],
        frozen=given["frozen"] == "yes",
        reasons=given["reasons"],
        decided_by=given["decided_by"],
    )


def _referral(doing: Doing) -> None:
    typed = doing.given["reference"]
    referral = Referral.objects.filter(reference=tidy(typed) or "").first() if typed else None
    # One that this person may not open is, to them, not there: the answer must not tell the two apart.
    if typed and (referral is None or not doing.by.has_perm("referrals.read", referral)):
        raise NotPossible("There is no referral of that reference that you may open.", "reference")
    actions.link_referral(**doing.usual, referral=referral)


def _link(doing: Doing) -> None:
    given = doing.given
    other = given["council"]
    actions.propose_link(
        **doing.usual,
        council=other,
        lead=doing.complaint.council if given["lead"] == "ours" else other,
        complainant_agrees=given["complainant_agrees"] == "yes",
        reference=given["reference"],
        words=given["words"],
    )


def _sign(doing: Doing) -> None:
    actions.sign_route(
        **doing.usual,
        head=doing.form.chosen_point("point"),
        agrees=doing.given["agrees"] == "yes",
        words=doing.given["words"],
    )


TABLE = [
    Act(
        "take-on",
        "Who has this complaint",
        ("complaints.stages",),
        deciding.TakeOnForm,
        lambda doing: actions.take_on(**doing.usual, officer=doing.form.chosen),
        "Give it to them",
        "Its time limits go with it. Nobody whom it is about may have it.",
        "Given.",
        PEOPLE,
    ),
    Act(
        "add-point",
        "Add a point of complaint",
        ("complaints.route", "complaints.represent"),
        deciding.AddPointForm,
        lambda doing: actions.add_head(**doing.usual, said=doing.form.said),
        "Add the point",
        "One point, one matter, in the complainant’s own words. A route is proposed for it at once.",
        "Added. Its route is to be decided.",
        DECIDING,
    ),
    Act(
        "correct",
        "What is known of the complainant",
        ROUTE,
        deciding.CorrectForm,
        lambda doing: actions.correct_complaint(
            **doing.usual, changes=doing.form.changes(), because=doing.given["because"]
        ),
        "Save",
        "Who may complain, and what runs, follows from it. What was known before is kept.",
        "Saved. What was known before is kept.",
        RECORD,
    ),
    Act(
        "link-referral",
        "Which referral is it about?",
        ("complaints.link_referral",),
        deciding.LinkReferralForm,
        _referral,
        "Save",
        "Only somebody who may open the referral can say so. Nothing of the complaint shows on it.",
        "Saved.",
        RECORD,
    ),
    Act(
        "advocate",
        "An advocate was offered",
        ("complaints.stages",),
        deciding.AdvocateForm,
        lambda doing: actions.offer_advocate(**doing.usual, wanted=doing.form.fact("wanted")),
        "Record it",
        "A child or young person who complains must be offered an advocate.",
        "Recorded.",
        PEOPLE,
        source="Children Act 1989, section 26A",
    ),
    Act(
        "eligibility",
        "Decide who may complain",
        ROUTE,
        deciding.EligibilityForm,
        _eligibility,
        "Record the decision",
        "Somebody without a right of their own may complain where their interest in the child’s welfare is sufficient.",
        "Recorded. Tell the complainant.",
        DECIDING,
        not_lawful=(
            "“They have no parental responsibility.”",
            "“The child has not consented”, where a parent complains in their own right.",
        ),
        source="Children Act 1989, section 26(3)(e); Ombudsman report 19 010 981, paragraphs 64 and 67",
    ),
    Act(
        "lateness",
        "Weigh that it is late",
        ROUTE,
        deciding.LatenessForm,
        _lateness,
        "Record the decision",
        "The time limit is not to be applied rigidly.",
        "Recorded.",
        DECIDING,
        source="Regulation 9; Ombudsman fact sheet",
    ),
    Act(
        "sign-route",
        "Sign a choice of route",
        ("complaints.sign_route",),
        deciding.SignRouteForm,
        _sign,
        "Sign",
        "The law points to the statutory procedure and a colleague chose another. Until a second person agrees, the "
        "proposal is in force.",
        "Signed.",
        DECIDING,
        source="Ombudsman report 19 010 981, paragraphs 63 to 67",
    ),
    Act(
        "whole-statutory",
        "Answer the whole under the statutory procedure",
        ROUTE,
        deciding.WholeForm,
        lambda doing: actions.take_whole_as_statutory(**doing.usual, because=doing.given["because"]),
        "Record it",
        "Points that cannot be separated are answered together. More independence has never been found to be a fault.",
        "Recorded. All our points are answered under the statutory procedure.",
        DECIDING,
    ),
    Act(
        "told",
        "The complainant was told the route otherwise",
        ROUTE,
        letters.ToldForm,
        lambda doing: actions.tell_route(**doing.usual, next_steps=doing.given["next_steps"]),
        "Record it",
        "Told by word of mouth, or by a letter that was not written here: which procedure each point goes by, why, and "
        "what happens next.",
        "Recorded.",
        DECIDING,
        source="Ombudsman report 19 010 981, paragraph 63",
    ),
    Act(
        "pause",
        "Pause during proceedings",
        ROUTE,
        deciding.PauseForm,
        _pause,
        "Pause",
        "The complainant is told, and from when to resubmit: within a year of the end of the proceedings.",
        "Paused. Tell the complainant, and from when to resubmit.",
        DECIDING,
        not_lawful=("“There are proceedings”, without saying how they would be prejudiced.",),
        source="Regulation 8",
    ),
    Act(
        "tell-pause",
        "The complainant was told of the pause",
        ROUTE,
        deciding.TellPauseForm,
        lambda doing: actions.tell_pause(**doing.usual, proceedings_end_on=doing.given["proceedings_end_on"]),
        "Record it",
        "With the day from which they can resubmit.",
        "Recorded.",
        DECIDING,
    ),
    Act(
        "resume",
        "Go on after a pause",
        ROUTE,
        deciding.ResumeForm,
        lambda doing: actions.resume(**doing.usual, because=doing.given["because"]),
        "Go on",
        "The time limits of the stages start anew.",
        "It goes on. Time limits start anew.",
        DECIDING,
    ),
    Act(
        "freeze",
        "Freeze a decision under complaint",
        ROUTE,
        deciding.FreezeForm,
        _freeze,
        "Record it",
        "A decision that would change a care plan, a placement or a service while it is complained of.",
        "Recorded.",
        DECIDING,
        source="Statutory guidance on representations and complaints",
    ),
    *STAGE_ACTS,
    Act(
        "appoint",
        "Appoint somebody",
        APPOINT,
        outcomes.AppointForm,
        lambda doing: actions.appoint(**doing.usual, said=doing.form.said),
        "Appoint",
        "They see this one complaint and nothing else, for as long as the appointment lasts.",
        "Appointed.",
        PEOPLE,
        source="SI 2006/1738, regulations 2, 17 and 19",
    ),
    Act(
        "end-appointment",
        "End an appointment",
        APPOINT,
        outcomes.EndAppointmentForm,
        lambda doing: actions.end_appointment(
            **doing.timed,
            appointment=doing.form.row_of("appointment", doing.form.rows),
            because=doing.given["because"],
        ),
        "End it",
        "Their access ends with it.",
        "Ended. They no longer see this complaint.",
        PEOPLE,
        when_closed=True,
    ),
    Act(
        "link",
        "Answer together with another council",
        LINK,
        outcomes.LinkForm,
        _link,
        "Propose it",
        "One council leads the answer. It is in force once the other has accepted.",
        "Proposed. The other council sees it among its complaints.",
        PEOPLE,
    ),
    Act(
        "end-link",
        "End a link with another council",
        LINK,
        outcomes.EndLinkForm,
        lambda doing: actions.end_link(
            **doing.timed, link=doing.form.row_of("link", doing.form.rows), because=doing.given["because"]
        ),
        "End it",
        "Each council then goes on by itself.",
        "Ended.",
        PEOPLE,
    ),
    *OUTCOME_ACTS,
]
ACTS: dict[str, Act] = {act.slug: act for act in TABLE}
