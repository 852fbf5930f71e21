"""The acts on a referral that have a page each: what each needs, asks, says in advance and calls."""

from referrals import actions
from referrals.choices import REFERRER_KINDS
from referrals.forms import acts as forms
from referrals.forms.acts import fact
from referrals.forms.decision import DecisionForm
from referrals.said import PlaceSaid
from referrals.views.act_kinds import Act, Doing
from referrals.views.act_table_evidence import EVIDENCE
from referrals.views.act_table_file import FILE
from referrals.views.act_table_people import PEOPLE
from referrals.views.act_table_shared import SHARED
from referrals.views.act_table_talking import TALKING


def _send(doing: Doing) -> None:
    given = doing.given
    actions.send_referral(
        **doing.usual, to=given["to_council"], address_source=given["address_source"], words=given["words"]
    )


def _contact_council(doing: Doing) -> None:
    given = doing.given
    actions.contact_council(
        **doing.usual,
        to=given["to"],
        two_way=fact(doing.form, "two_way"),
        their_service=given["their_service"] or "childrens",
        worker_there=given["worker_there"],
        channel=given["channel"],
        words=given["words"],
    )


def _contact_family(doing: Doing) -> None:
    given = doing.given
    actions.contact_family(
        **doing.usual,
        person=doing.form.chosen_person("person"),
        channel=given["channel"],
        live=bool(fact(doing.form, "live")),
        told_of_risk=fact(doing.form, "told_of_risk"),
        number_verified=fact(doing.form, "number_verified"),
        words=given["words"],
    )


def _wait(doing: Doing) -> None:
    given = doing.given
    actions.decide_not_to_tell(
        **doing.usual,
        reason=doing.form.whole_reason,
        person=doing.form.chosen_person("person"),
        look_again=given["look_again"],
        officer=given["officer"],
        officer_reference=given["officer_reference"],
    )


def _feedback(doing: Doing) -> None:
    given = doing.given
    whom = given["whom"]
    kind = dict(REFERRER_KINDS).get(doing.referral.referrer_kind, "")
    referrer = doing.referral.referrer_name or doing.referral.referrer_agency or kind
    actions.give_feedback(
        **doing.usual,
        to=given["to"] if whom == "other" else referrer if whom == "referrer" else "",
        to_council=given["to_council"] if whom == "council" else None,
        to_referrer=True if whom == "referrer" else False if whom == "other" else None,
        channel=given["channel"],
        words=given["words"],
    )


def _see_child(doing: Doing) -> None:
    person = doing.form.chosen_person("person") if "person" in doing.form.fields else None
    children = doing.form.case.children
    if person is None and len(children) == 1:
        person = children[0].person
    actions.see_child(**doing.usual, person=person, alone=fact(doing.form, "alone"), words=doing.given["words"])


def _assessment(doing: Doing) -> None:
    if not doing.form.under_way:
        actions.start_assessment(**doing.usual)
        return
    actions.complete_assessment(
        **doing.usual,
        child_seen=fact(doing.form, "child_seen"),
        child_seen_alone=fact(doing.form, "child_seen_alone"),
        parent_needs_assessed=fact(doing.form, "parent_needs_assessed"),
        parent_needs_words=doing.given["parent_needs_words"],
        consent_withdrawn=fact(doing.form, "consent_withdrawn"),
        covered=doing.given["covered"],
        rationale=doing.given["rationale"],
        override=doing.override,
    )


def _place(doing: Doing) -> None:
    what, person, place = doing.form.learnt
    actions.record_place(**doing.usual, what=what, person=person, place=place)


def _address(doing: Doing) -> None:
    person = doing.form.chosen_person("person")
    place = doing.form.place("lives")
    actions.record_address(by=doing.by, person=person, lives_in=place or PlaceSaid(), at=doing.at, now=doing.now)


def _check_records(doing: Doing) -> None:
    given = doing.given
    actions.check_own_records(
        **doing.usual, found=bool(fact(doing.form, "found")), number=given["number"], words=given["words"]
    )


def _allocate(doing: Doing) -> None:
    given = doing.given
    actions.allocate(
        **doing.usual,
        worker=doing.form.workers.get(given["worker"]),
        team=doing.form.teams.get(given["team"]),
        reason=given["reason"],
    )


TABLE = [
    Act(
        "send",
        "Send to another council",
        "referrals.send",
        forms.SendForm,
        _send,
        "Send",
        "Sending hands nothing over: we keep our responsibilities until the other council accepts in writing.",
        "Sent. Ring them as well: only a conversation counts as contact.",
        desks=True,
    ),
    Act(
        "acknowledge",
        "Say that we have it",
        "referrals.acknowledge",
        forms.AcknowledgeForm,
        lambda doing: actions.acknowledge(**doing.usual, worker=doing.given.get("worker") or ""),
        "Acknowledge",
        "The other council then knows who has it here. It accepts nothing and decides nothing.",
        "Acknowledged. The other council can see who has it.",
    ),
    Act(
        "contact-council",
        "Contact with another council",
        "referrals.contact",
        forms.CouncilContactForm,
        _contact_council,
        "Record the contact",
        "One recorded two-way call serves both councils. A voicemail or an e-mail that is not answered does not.",
        "Recorded. The other council sees the same record.",
        desks=True,
    ),
    Act(
        "contact-family",
        "Contact with the family",
        "referrals.family",
        forms.FamilyContactForm,
        _contact_family,
        "Record it",
        "Every attempt counts as an attempt; only a live conversation counts as contact.",
        "Recorded.",
    ),
    Act(
        "wait",
        "Decide to wait before telling the family",
        "referrals.wait_to_tell",
        forms.WaitForm,
        _wait,
        "Record the decision",
        "It is looked at again every working day, so that nobody is left untold by forgetting.",
        "Recorded, with the day to look again.",
    ),
    Act(
        "feedback",
        "Tell the referrer what was decided",
        "referrals.feedback",
        forms.FeedbackForm,
        _feedback,
        "Record it",
        "Whoever referred hears within one working day whether it was a contact or a referral, what was decided, and "
        "how to challenge it.",
        "Recorded.",
    ),
    Act(
        "safety-plan",
        "Safety plan",
        "referrals.plan",
        forms.PlanForm,
        lambda doing: actions.record_safety_plan(**doing.usual, plan=doing.given["plan"], before=doing.given["before"]),
        "Save the plan",
        "What keeps the child safe at the next contact with the person alleged to have caused harm.",
        "The plan is saved and the other council can read it.",
    ),
    Act(
        "see-child",
        "The child was seen",
        "referrals.see_child",
        forms.SeenForm,
        _see_child,
        "Record it",
        "It serves every council on the referral: the child need not tell it twice.",
        "Recorded.",
    ),
    Act(
        "assessment",
        "Child and family assessment",
        "referrals.assess",
        forms.AssessmentForm,
        _assessment,
        "Save",
        "Its time limit runs from the day the referral was received.",
        "Recorded.",
        override=True,
    ),
    Act(
        "place",
        "Where the child is, or where harm happened",
        "referrals.correct",
        forms.PlaceForm,
        _place,
        "Record it",
        "A newer fact stands in front of the older one; both are kept. A council named for the first time is rung.",
        "Recorded. The earlier fact is kept.",
    ),
    Act(
        "record-address",
        "Where somebody lives",
        "referrals.correct",
        forms.AddressForm,
        _address,
        "Record it",
        "It changes every open referral of ours about this person. A council named for the first time must be rung.",
        "Recorded. The earlier address is kept.",
    ),
    Act(
        "check-records",
        "Check our own case system",
        "referrals.contact",
        forms.RecordsForm,
        _check_records,
        "Record it",
        "The right address was once on record in the same council, and nobody looked.",
        "Recorded.",
    ),
    Act(
        "allocate",
        "Allocate",
        "referrals.allocate",
        forms.AllocateForm,
        _allocate,
        "Allocate",
        "The time limits go with the case. Open cases stand beside each name.",
        "Allocated.",
    ),
    Act(
        "send-back",
        "Send back to the worker",
        "referrals.send_back",
        forms.SendBackForm,
        lambda doing: actions.send_back(**doing.usual, words=doing.given["words"]),
        "Send back",
        "The worker sees your words in the record.",
        "Sent back.",
    ),
    Act(
        "accept",
        "Accept this contact as a referral",
        "referrals.decide",
        forms.AcceptForm,
        lambda doing: actions.accept_as_referral(**doing.usual, reason=doing.given["reason"]),
        "Accept as a referral",
        "Its time limits start now. Tell whoever rang that it is a referral.",
        "It is a referral now. Its time limits have started.",
    ),
    Act(
        "decide",
        "Decide what happens next",
        "referrals.decide",
        DecisionForm,
        lambda doing: actions.decide(**doing.usual, **doing.form.facts(), override=doing.override),
        "Record the decision",
        "Nothing is chosen for you. Calling a strategy discussion or beginning enquiries is never refused.",
        "The decision is recorded. Tell whoever referred.",
        template="referrals/decide.html",
        override=True,
    ),
    *SHARED,
    *EVIDENCE,
    *FILE,
    *PEOPLE,
    *TALKING,
]
ACTS: dict[str, Act] = {act.slug: act for act in TABLE}
