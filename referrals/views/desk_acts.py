"""The acts that a desk can do by link: for which links, with or without a code, and the action that each calls."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from referrals import actions
from referrals.actions.not_ours import say_not_ours
from referrals.forms import desk as forms
from referrals.models import CouncilMessage, DeskLink, StrategyDiscussion
from referrals.presenters import desk as presenter
from referrals.refusals import NotPossible

Purpose = DeskLink.Purpose
ANY = frozenset(Purpose.values)
ABOUT_IT = frozenset({Purpose.REFERRAL, Purpose.LEAD, Purpose.INVITATION})


@dataclass(frozen=True)
class Doing:
    """What every run is given; `by` is the desk's own account."""

    by: Any
    link: DeskLink
    given: dict[str, Any]
    worker: str
    line: str
    now: datetime

    @property
    def usual(self) -> dict[str, Any]:
        return {"by": self.by, "referral": self.link.referral, "at": self.now, "now": self.now}


@dataclass(frozen=True)
class DeskAct:
    """One act. `offers` gives the options of the form's questions; `there` says whether there is anything to do."""

    slug: str
    title: str
    verb: str
    permission: str
    form: type[forms.DeskForm]
    run: Callable[[Doing], Any]
    button: str
    why: str
    done: str
    purposes: frozenset[str] = ABOUT_IT
    code: bool = True
    offers: Callable[[DeskLink], dict[str, list[tuple[str, str]]]] = lambda link: {}


def _ring_us(doing: Doing) -> None:
    line = f" on {doing.line}" if doing.line.strip() else ""
    said = (doing.given.get("words") or "").strip()
    actions.write_message(
        **doing.usual,
        to=doing.link.council,
        kind=CouncilMessage.Kind.CALL,
        words=f"Please ring {doing.worker}{line}." + (f" {said}" if said else ""),
        line=doing.line,
    )


def _accept(doing: Doing) -> None:
    actions.accept_duty(**doing.usual, duty=doing.given["duty"], reason=doing.given["reason"])


def _decline(doing: Doing) -> None:
    actions.decline_duty(**doing.usual, duty=doing.given["duty"], reason=doing.given["reason"])


def _invitation(doing: Doing) -> None:
    key = doing.given["discussion"]
    discussion = StrategyDiscussion.objects.filter(referral=doing.link.referral, pk=int(key)).first()
    if discussion is None:
        raise NotPossible("There is no such discussion.", "discussion")
    actions.answer_invitation(
        by=doing.by,
        discussion=discussion,
        accept=doing.given["answer"] == "accept",
        reason=doing.given["reason"],
        at=doing.now,
        now=doing.now,
    )


def _answer(doing: Doing) -> None:
    if doing.link.message is None:
        raise NotPossible("This link carries no message.")
    actions.answer_message(
        by=doing.by,
        message=doing.link.message,
        words=doing.given["words"],
        worker=doing.worker,
        line=doing.line,
        at=doing.now,
        now=doing.now,
    )


def _spoke(doing: Doing) -> None:
    actions.contact_council(
        **doing.usual,
        to=doing.link.council,
        two_way=True,
        worker_there=doing.given["worker_there"],
        channel="call",
        words=doing.given["words"],
    )


def _duties(link: DeskLink) -> dict[str, list[tuple[str, str]]]:
    return {"duty": presenter.duty_choices(link)}


TABLE = [
    DeskAct(
        "have-it",
        "We have it, here is who",
        "acknowledge",
        "referrals.acknowledge",
        forms.HaveItForm,
        lambda doing: actions.acknowledge(**doing.usual, worker=doing.worker),
        "We have it",
        "The other council then knows who has it. It accepts nothing and decides nothing.",
        "Thank you. The other council can see who has it.",
        frozenset({Purpose.REFERRAL}),
        code=False,
    ),
    DeskAct(
        "not-ours",
        "Not ours, because…",
        "say_not_ours",
        "referrals.give_back",
        forms.NotOursForm,
        lambda doing: say_not_ours(
            **doing.usual,
            because=doing.given["because"],
            words=doing.given["words"],
            checked=doing.given["checked"],
        ),
        "Say that it is not ours",
        "Nobody stops looking after this child because two councils disagree. Beside each reason stands what the law "
        "says. If your council is no place of this referral, it goes back to the council that sent it. If it is, you "
        "both go on, and the disagreement goes to your managers.",
        "Recorded. The other council can see what you said.",
        frozenset({Purpose.REFERRAL}),
    ),
    DeskAct(
        "ring-us",
        "We need to talk",
        "write_message",
        "referrals.write",
        forms.RingUsForm,
        _ring_us,
        "Ask them to ring",
        "They are asked to ring you within one working day. You can also ring them now.",
        "They have been asked to ring you.",
        ANY,
        code=False,
    ),
    DeskAct(
        "accept",
        "Accept a responsibility",
        "accept_duty",
        "referrals.answer_duty",
        forms.AcceptForm,
        _accept,
        "Accept in writing",
        "This is your council’s written acceptance. From now on your council holds it.",
        "Accepted. Both councils see it.",
        frozenset({Purpose.REFERRAL, Purpose.LEAD}),
        offers=_duties,
    ),
    DeskAct(
        "decline",
        "Decline a responsibility",
        "decline_duty",
        "referrals.answer_duty",
        forms.DeclineForm,
        _decline,
        "Decline",
        "Whoever holds it goes on holding it. Both councils’ managers see the disagreement.",
        "Declined. Whoever held it goes on holding it.",
        frozenset({Purpose.REFERRAL, Purpose.LEAD}),
        offers=_duties,
    ),
    DeskAct(
        "intend",
        "Say what your council will do",
        "state_intention",
        "referrals.intend",
        forms.IntendForm,
        lambda doing: actions.state_intention(**doing.usual, action=doing.given["action"]),
        "Say it",
        "The other council cannot close its part without knowing this.",
        "Recorded. The other council reads it.",
        frozenset({Purpose.REFERRAL, Purpose.LEAD}),
    ),
    DeskAct(
        "invitation",
        "Answer the invitation",
        "answer_invitation",
        "referrals.convene",
        forms.InvitationForm,
        _invitation,
        "Send the answer",
        "A strategy discussion needs every council that knows the child.",
        "Recorded. The other council sees your answer.",
        frozenset({Purpose.REFERRAL, Purpose.INVITATION}),
        offers=lambda link: {"discussion": presenter.discussion_choices(link)},
    ),
    DeskAct(
        "call-discussion",
        "Call a strategy discussion",
        "convene_strategy_discussion",
        "referrals.convene",
        forms.CallDiscussionForm,
        lambda doing: actions.convene_strategy_discussion(
            **doing.usual,
            invited=["police", "health", "other_council"],
            planned_for=doing.given["planned_for"],
        ),
        "Call it",
        "Either council may call one. The police, health and the other council are invited.",
        "Called. The other council sees it.",
        frozenset({Purpose.REFERRAL}),
    ),
    DeskAct(
        "answer",
        "Answer the message",
        "answer_message",
        "referrals.write",
        forms.AnswerForm,
        _answer,
        "Send the answer",
        "Say what the other council needs to know to keep this child safe, and no more. A written answer does not "
        "stand for a call: ring them as well.",
        "Sent. The other council reads it.",
        frozenset({Purpose.MESSAGE}),
    ),
    DeskAct(
        "spoke",
        "We have spoken to each other",
        "contact_council",
        "referrals.contact",
        forms.SpokeForm,
        _spoke,
        "Record the call",
        "One recorded call between the two children’s services serves both councils.",
        "Recorded for both councils.",
        ANY,
    ),
]
ACTS = {act.slug: act for act in TABLE}


def for_link(link: DeskLink) -> list[DeskAct]:
    """The acts that this link is for, of which there is something to do."""
    found = [act for act in TABLE if link.purpose in act.purposes]
    nothing = set()
    if not presenter.duty_choices(link):
        nothing |= {"accept", "decline"}
    if not presenter.invitations(link):
        nothing.add("invitation")
    if link.message is None or not link.message.asks or link.message.answered_at is not None:
        nothing.add("answer")
    return [act for act in found if act.slug not in nothing]
