"""The acts between councils that have a page each: who holds what, the strategy discussion, enquiries."""

from typing import Any

from councils.models import Council
from referrals import actions
from referrals.forms import shared_acts as forms
from referrals.forms.acts import fact
from referrals.models import Invitation, StrategyDiscussion
from referrals.refusals import NotPossible
from referrals.views.act_kinds import Act, Doing
from referrals.views.act_table_practice import PRACTICE


def _lead(doing: Doing) -> None:
    councils = doing.form.case.councils
    actions.propose_lead(
        **doing.usual,
        duty=doing.form.chosen("duty"),
        lead=councils[int(doing.given["lead"])],
        attending=[councils[int(key)] for key in doing.given["attending"]],
    )


def _answer_duty(doing: Doing) -> None:
    actions.accept_duty(**doing.usual, duty=doing.form.chosen("duty"), reason=doing.given["reason"])


def _decline_duty(doing: Doing) -> None:
    actions.decline_duty(**doing.usual, duty=doing.form.chosen("duty"), reason=doing.given["reason"])


def _disagree(doing: Doing) -> None:
    given = doing.given
    anew = given.get("which") == forms.ANOTHER
    actions.raise_disagreement(**doing.usual, about=given.get("about") or "", level=given["level"] or None, anew=anew)


def _convene(doing: Doing) -> None:
    actions.convene_strategy_discussion(
        **doing.usual, invited=doing.given["invited"], planned_for=doing.given["planned_for"]
    )


def _discussion(doing: Doing) -> StrategyDiscussion:
    """The one chosen, of this referral. Raises NotPossible when there is none."""
    found = StrategyDiscussion.objects.filter(
        referral=doing.referral, pk=int(doing.form.chosen("discussion") or 0)
    ).first()
    if found is None:
        raise NotPossible("Choose the discussion.", "discussion")
    return found


def _answer_invitation(doing: Doing) -> None:
    kind, _, key = doing.form.chosen("invitation").partition(":")
    council: Council | None = None
    agency, spoken = "", False
    if kind == "I":
        one = Invitation.objects.select_related("discussion__referral", "council").get(
            pk=int(key), discussion__referral=doing.referral
        )
        discussion, council = one.discussion, one.council
        agency = "" if council else one.agency
        # Another's answer is a fact that somebody told us; our own is a decision.
        spoken = council is None or council.pk != doing.by.council_id
    else:
        discussion = StrategyDiscussion.objects.get(pk=int(key), referral=doing.referral)
    actions.answer_invitation(
        by=doing.by,
        discussion=discussion,
        accept=doing.given["answer"] == "accept",
        reason=doing.given["reason"],
        council=council,
        agency=agency,
        spoken=spoken,
        at=doing.at,
        now=doing.now,
    )


def _no_discussion(doing: Doing) -> None:
    actions.refuse_strategy_discussion(**doing.usual, reason=doing.given["reason"], rationale=doing.given["rationale"])


def _record(doing: Doing) -> dict[str, Any]:
    names = ("section_47", "other_children_considered", "risk_apart_from_police_considered")
    return {name: fact(doing.form, name) for name in names} | {
        "by": doing.by,
        "discussion": _discussion(doing),
        "rationale": doing.given["rationale"],
        "at": doing.at,
        "now": doing.now,
    }


def _hold(doing: Doing) -> None:
    actions.hold_strategy_discussion(
        **_record(doing),
        attended=doing.given["attended"],
        joint_with_police=fact(doing.form, "joint_with_police"),
        see_child_by=doing.given["see_child_by"],
    )


def _circulate(doing: Doing) -> None:
    discussion = _discussion(doing)
    actions.circulate_record(by=doing.by, discussion=discussion, to=doing.given["to"], at=doing.at, now=doing.now)


def _end_enquiry(doing: Doing) -> None:
    actions.end_section_47(
        **doing.usual,
        outcome=doing.given["outcome"],
        conference=fact(doing.form, "conference"),
        joint_with_police=fact(doing.form, "joint_with_police"),
    )


SHARED: list[Act] = [
    Act(
        "propose-lead",
        "Propose who holds a responsibility",
        "referrals.lead",
        forms.LeadForm,
        _lead,
        "Propose it",
        "Until every council on the referral has agreed in writing, everybody goes on holding what they hold "
        "(Ombudsman 19 011 816, duty to make enquiries 4).",
        "Proposed. It is in force when the other councils have agreed in writing.",
        desks=True,
    ),
    Act(
        "accept-duty",
        "Accept a responsibility",
        "referrals.answer_duty",
        forms.AcceptDutyForm,
        _answer_duty,
        "Accept in writing",
        "This is your council’s written acceptance. From this moment your council holds it, and whoever passed it on "
        "does not.",
        "Accepted in writing.",
    ),
    Act(
        "decline-duty",
        "Decline a responsibility",
        "referrals.answer_duty",
        forms.DeclineDutyForm,
        _decline_duty,
        "Decline with this reason",
        "Whoever holds it goes on holding it, and a disagreement is opened so that it is settled "
        "(Ombudsman 19 010 981, paragraphs 34 and 37).",
        "Declined. A disagreement is open between the councils.",
        desks=True,
    ),
    Act(
        "intend",
        "What your council will do",
        "referrals.intend",
        forms.IntendForm,
        lambda doing: actions.state_intention(**doing.usual, action=doing.given["action"]),
        "Put it on the shared record",
        "A council closed its case without knowing what the other one was going to do "
        "(Ombudsman 19 011 816, duty to make enquiries 6).",
        "On the shared record. The other council sees it.",
    ),
    Act(
        "disagree",
        "Escalation: disagree with another council",
        "referrals.disagree",
        forms.DisagreeForm,
        _disagree,
        "Record it",
        "It is taken to the next stage when it is not settled in time. Everything else goes on meanwhile, the strategy "
        "discussion first.",
        "Recorded. Its time limit runs for every council on the referral.",
        desks=True,
    ),
    Act(
        "settle-disagreement",
        "Settle a disagreement",
        "referrals.disagree",
        forms.SettleDisagreementForm,
        lambda doing: actions.resolve_disagreement(**doing.usual, resolution=doing.given["resolution"]),
        "Record what was agreed",
        "What was agreed stands on the record of every council.",
        "Settled.",
    ),
    Act(
        "convene",
        "Call a strategy discussion",
        "referrals.convene",
        forms.ConveneForm,
        _convene,
        "Call it",
        "Either council may call one, and nothing stops it. Calling it stops no time limit: holding it does "
        "(Ombudsman 19 011 816, duty to make enquiries 6 and 7).",
        "Called. Ring whoever was invited.",
        desks=True,
    ),
    Act(
        "answer-invitation",
        "Answer an invitation to a strategy discussion",
        "referrals.convene",
        forms.AnswerInvitationForm,
        _answer_invitation,
        "Record the answer",
        "A council stayed away because its case was closed, and nobody considered what it knew "
        "(Ombudsman 19 011 816, what happened 12).",
        "Recorded.",
    ),
    Act(
        "no-discussion",
        "Decide not to hold a strategy discussion",
        "referrals.no_discussion",
        forms.NoDiscussionForm,
        _no_discussion,
        "Record the decision",
        "Only your council’s time limit stops: the other’s runs on (Ombudsman 19 010 981, paragraphs 55 to 62).",
        "Recorded.",
    ),
    Act(
        "hold-discussion",
        "The strategy discussion was held",
        "referrals.hold_discussion",
        forms.HeldForm,
        _hold,
        "Record it",
        "It is recorded as it was. What it lacked is named, so that it can be made good (Sefton procedures 3.13).",
        "Recorded. The time limit to send its record has started.",
    ),
    Act(
        "complete-record",
        "Complete the record of the discussion",
        "referrals.hold_discussion",
        forms.CompleteRecordForm,
        lambda doing: actions.complete_strategy_record(**_record(doing)),
        "Add to the record",
        "What the record says already stands; this adds what it does not say yet (Sefton procedures 3.13).",
        "Added to the record.",
    ),
    Act(
        "circulate",
        "Send the record of the discussion",
        "referrals.hold_discussion",
        forms.CirculateForm,
        _circulate,
        "Record that it was sent",
        "Everybody who was invited gets it, in one working day (Sefton procedures 3.13).",
        "Recorded as sent.",
    ),
    Act(
        "section-47",
        "Begin section 47 enquiries",
        "referrals.enquire",
        forms.EnquireForm,
        lambda doing: actions.start_section_47(**doing.usual, joint_with_police=fact(doing.form, "joint_with_police")),
        "Begin them",
        "Nothing stops this. A conference, where one is needed, is due within 15 working days of the discussion "
        "(Working Together to Safeguard Children).",
        "Enquiries have begun.",
    ),
    Act(
        "end-section-47",
        "End section 47 enquiries",
        "referrals.enquire",
        forms.EndEnquiryForm,
        _end_enquiry,
        "Record the outcome",
        "With a conference to follow its time limit runs on; without one it stops, with your reason beside it "
        "(Working Together to Safeguard Children).",
        "Recorded.",
    ),
    Act(
        "conference",
        "The initial child protection conference was held",
        "referrals.conference",
        forms.ConferenceForm,
        lambda doing: actions.hold_conference(**doing.usual),
        "Record it",
        "It stops the time limit for every council on the referral (Working Together to Safeguard Children).",
        "Recorded.",
    ),
    *PRACTICE,
]
