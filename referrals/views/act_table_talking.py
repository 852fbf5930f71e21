"""The acts of councils talking to each other that have a page each."""

from referrals import actions
from referrals.forms import talking_acts as forms
from referrals.forms.acts import fact
from referrals.models import CouncilMessage
from referrals.refusals import NotPossible
from referrals.views.act_kinds import Act, Doing


def _message(doing: Doing) -> None:
    given = doing.given
    asks = given["kind"] == CouncilMessage.Kind.REQUEST
    actions.write_message(
        **doing.usual,
        to=doing.form.case.councils[int(doing.form.chosen("to"))],
        kind=given["kind"],
        words=given["words"],
        why=given["why"] if asks else "",
        personal_link=fact(doing.form, "personal_link") if asks else None,
        personal_link_words=given["personal_link_words"] if asks else "",
        line=given["line"],
        basis=given["basis"] or "safeguarding",
    )


def _chosen(doing: Doing) -> CouncilMessage:
    found: CouncilMessage | None = doing.form.chosen_message()
    if found is None:
        raise NotPossible("It was answered or sent out meanwhile. Look at what passed between the councils.")
    return found


def _answer(doing: Doing) -> None:
    given = doing.given
    actions.answer_message(
        by=doing.by,
        message=_chosen(doing),
        words=given["words"],
        worker=given["worker"],
        line=given["line"],
        basis=given["basis"] or "safeguarding",
        at=doing.at,
        now=doing.now,
    )


def _share(doing: Doing) -> None:
    given = doing.given
    actions.share_information(
        **doing.usual,
        to=given["to"],
        to_agency=given["to_agency"],
        what=given["what"],
        basis=given["basis"],
        basis_words=given["basis_words"],
    )


TALKING: list[Act] = [
    Act(
        "message",
        "Write to another council",
        "referrals.write",
        forms.MessageForm,
        _message,
        "Send",
        "It goes to their duty desk, and a named worker there answers. You see when it was opened and by whom. It does "
        "not stand for a call: only a conversation between the two children’s services counts as contact.",
        "Sent. You see here when they open and answer it.",
        desks=True,
    ),
    Act(
        "answer-message",
        "Answer another council",
        "referrals.write",
        forms.AnswerMessageForm,
        _answer,
        "Send the answer",
        "Say what they need to know to keep this child safe, and no more. An address that is not to be disclosed is "
        "never written here.",
        "Answered. The other council is told.",
    ),
    Act(
        "countersign",
        "Countersign a request to another council",
        "referrals.countersign",
        forms.CountersignForm,
        lambda doing: actions.countersign_message(by=doing.by, message=_chosen(doing), at=doing.at, now=doing.now),
        "Countersign and send",
        "The worker knows somebody in this family. Read who asks, for what and why. Is it needed for this child?",
        "Countersigned and sent.",
    ),
    Act(
        "share",
        "Record what was shared",
        "referrals.share",
        forms.ShareForm,
        _share,
        "Record it",
        "What is sent or written here is recorded by itself. This is for what was read out, shown at a meeting or sent "
        "another way.",
        "Recorded.",
    ),
    Act(
        "give-back",
        "Give the referral back",
        "referrals.give_back",
        forms.GiveBackForm,
        lambda doing: actions.return_referral(
            **doing.usual, reason=doing.given["reason"], checked=doing.given["checked"]
        ),
        "Give it back",
        "Only where our council is no place of it. The council that sent it holds everything again, and we keep only "
        "that we gave it back.",
        "Given back. The council that sent it holds all of it again.",
        desks=True,
    ),
    Act(
        "keep-returned",
        "Keep a referral that was given back",
        "referrals.decide",
        forms.KeepForm,
        lambda doing: actions.keep_returned(**doing.usual, reason=doing.given["reason"]),
        "We keep it",
        "Another council gave it back. Until it is sent on, or this is said, it is asked every working day.",
        "Recorded.",
    ),
]
