"""Writing to another council's desk, opening what it wrote, and answering by a named worker.

A written answer is not live contact: it acknowledges and stops the clock of its own message, and the call between the
two children's services stays due (PRODUCT, invariant 5; docs/decisions/0011).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from councils.desks import desk_for
from councils.models import Council
from referrals import deadlines, journal, prompts, reaching
from referrals.actions.disagreeing import end_silence
from referrals.actions.sending import acknowledge_sendings
from referrals.actions.sharing import with_a_message
from referrals.models import Basis, CouncilMessage, MessageOpening, Part, Referral
from referrals.parties import is_manager, part_of, require_past, service_of
from referrals.refusals import NotPossible
from timers.actions import Start, Stop

if TYPE_CHECKING:
    from accounts.models import User

MESSAGE = "referrals.councilmessage"
KINDS = (CouncilMessage.Kind.TELL, CouncilMessage.Kind.REQUEST, CouncilMessage.Kind.CALL)


def write_message(
    *,
    by: "User",
    referral: Referral,
    to: Council,
    words: str,
    at: datetime,
    now: datetime,
    kind: str = CouncilMessage.Kind.TELL,
    why: str = "",
    personal_link: bool | None = None,
    personal_link_words: str = "",
    line: str = "",
    basis: str = Basis.SAFEGUARDING,
) -> CouncilMessage:
    """Write to the desk of another council that has the referral.

    A request for information says why it is asked and whether the worker knows the family personally (RELIABILITY 4.6);
    one who does waits for a manager's countersignature. It hangs on a case, and the receiver reads who asks and why.
    Nothing else is ever held. Raises NotPossible for what is missing, or a council that does not have the referral.
    """
    require_past(at, now)
    part = part_of(by, referral)
    _say_what_is_missing(part, to, words=words, kind=kind, why=why, personal_link=personal_link, basis=basis)
    message = CouncilMessage.objects.create(
        referral=part.referral,
        council=part.council,
        to=to,
        desk=desk_for(to, now),
        service=service_of(by),
        kind=kind,
        words=words,
        why=why,
        line=line.strip()[:60] or by.phone[:60],
        named=by.said_by,
        personal_link=personal_link,
        personal_link_words=personal_link_words,
        held=kind == CouncilMessage.Kind.REQUEST and bool(personal_link),
        by=by,
        at=at,
        recorded_at=now,
    )
    if message.is_held:
        prompts.ask(part.referral, part.council_id, "countersign_request", at=now, facts={"message": message.pk})
    else:
        _send_out(message, part, basis=basis, by=by, at=at, now=now)
    journal.write(
        "write_message",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"message": message.pk, "to": to.pk, "kind": kind, "held": message.held, "basis": basis},
    )
    if not message.held:
        end_silence(part.referral, part.council_id, by_id=by.pk, at=at, now=now)
    return message


def countersign_message(
    *, by: "User", message: CouncilMessage, at: datetime, now: datetime, basis: str = Basis.SAFEGUARDING
) -> CouncilMessage:
    """A manager who did not write it lets a held request go out. Raises NotPossible for anybody else, or twice."""
    require_past(at, now)
    part = part_of(by, message.referral)
    message = _locked(message)
    if message.council_id != part.council_id or not message.held:
        raise NotPossible("This message does not wait for a countersignature of your council.")
    if message.countersigned_at is not None:
        raise NotPossible("It has been countersigned already and has gone out.")
    if not is_manager(by) or by.pk == message.by_id:
        raise NotPossible("A manager who did not write the request countersigns it.")
    message.countersigned_at, message.countersigned_by = max(at, message.at), by
    message.save(update_fields=["countersigned_at", "countersigned_by"])
    _send_out(message, part, basis=basis, by=by, at=message.countersigned_at, now=now)
    asked = part.referral.prompts.filter(council=part.council, code="countersign_request", settled_at=None).first()
    if asked is not None and asked.facts.get("message") == message.pk:
        prompts.settle(asked, by=by, now=now, because="The request was read and countersigned.")
    journal.write(
        "countersign_message",
        referral=part.referral,
        by=by,
        at=message.countersigned_at,
        now=now,
        facts={"countersigned": message.pk, "to": message.to_id},
    )
    end_silence(part.referral, part.council_id, by_id=by.pk, at=message.countersigned_at, now=now)
    return message


def answer_message(
    *,
    by: "User",
    message: CouncilMessage,
    words: str,
    at: datetime,
    now: datetime,
    worker: str = "",
    line: str = "",
    basis: str = Basis.SAFEGUARDING,
) -> CouncilMessage:
    """The council that was written to answers, by a named worker; the first answer stands and whoever asked is told.

    It also acknowledges what that council had been sent by the asker. A second answer raises NotPossible and says who
    answered, and when: what they wrote can go as a message of its own.
    """
    require_past(at, now)
    part = part_of(by, message.referral)
    message = _locked(message)
    follows = part.council.predecessors.filter(pk=message.to_id).exists() if message.to_id != part.council_id else True
    if not follows or message.is_held:
        raise NotPossible("This message was not written to your council.")
    if not words.strip():
        raise NotPossible("Write the answer.", "words")
    if message.answered_at is not None:
        first = CouncilMessage.objects.select_related("by").get(answers=message)
        raise NotPossible(
            f"{first.named or first.by.name} answered this already. Send what you have to add as a new message.",
            "words",
        )
    named = worker.strip() or by.said_by or by.name
    answer = CouncilMessage.objects.create(
        referral=part.referral,
        council=part.council,
        to_id=message.council_id,
        desk=desk_for(message.council, now),
        service=service_of(by),
        kind=CouncilMessage.Kind.ANSWER,
        words=words,
        line=line.strip()[:60] or by.phone[:60],
        named=named[:120],
        answers=message,
        by=by,
        at=max(at, message.at),
        recorded_at=now,
    )
    message.answered_at = answer.at
    message.save(update_fields=["answered_at"])
    _stop_waiting(message, part, by=by, at=answer.at, now=now)
    if answer.service == "childrens":
        acknowledge_sendings(
            part.referral,
            sender_id=message.council_id,
            to_id=part.council_id,
            worker=named,
            by_id=by.pk,
            at=answer.at,
            now=now,
        )
    with_a_message(answer, basis=basis, by=by, now=now)
    reaching.on_message(answer, by=by, now=now)
    reaching.tell_worker(
        message.by,
        part.referral,
        key=f"answered-{message.pk}",
        says=f"{part.council.short_name} has answered your message",
        now=now,
    )
    journal.write(
        "answer_message",
        referral=part.referral,
        by=by,
        at=answer.at,
        now=now,
        facts={"message": answer.pk, "to": message.council_id, "worker": named},
    )
    end_silence(part.referral, part.council_id, by_id=by.pk, at=answer.at, now=now)
    return answer


def opened(messages: Iterable[CouncilMessage], *, by: "User", now: datetime, named: str = "") -> None:
    """Note who had these messages in front of them, the first time each did; one statement, none for none."""
    rows = [MessageOpening(message=one, by=by, named=named[:120], at=max(now, one.at)) for one in messages]
    if rows:
        MessageOpening.objects.bulk_create(rows, ignore_conflicts=True)


def _locked(message: CouncilMessage) -> CouncilMessage:
    return (
        CouncilMessage.objects.select_for_update(of=("self",))
        .select_related("referral", "council", "to", "by")
        .get(pk=message.pk)
    )


def _say_what_is_missing(
    part: Part, to: Council, *, words: str, kind: str, why: str, personal_link: bool | None, basis: str
) -> None:
    if to.pk == part.council_id:
        raise NotPossible("This is your own council. Write it in the record.", "to")
    if not Part.objects.filter(referral=part.referral_id, council=to, returned_at=None).exists():
        raise NotPossible(f"{to.short_name} does not have this referral. Ring their desk, or send it to them.", "to")
    if kind not in KINDS:
        raise NotPossible("Choose what the message is for.", "kind")
    if not words.strip():
        raise NotPossible("Write the message.", "words")
    if basis not in Basis.values:
        raise NotPossible("Choose why the law allows it.", "basis")
    if kind == CouncilMessage.Kind.REQUEST and not why.strip():
        raise NotPossible("Say why you ask: the other council reads it beside your name.", "why")
    if kind == CouncilMessage.Kind.REQUEST and personal_link is None:
        raise NotPossible("Say whether you know anybody in this family yourself.", "personal_link")


def _send_out(message: CouncilMessage, part: Part, *, basis: str, by: "User", at: datetime, now: datetime) -> None:
    with_a_message(message, basis=basis, by=by, now=now)
    reaching.on_message(message, by=by, now=now)
    if message.asks:
        clocks.start_many(_waiting_clocks(message, part, at=at), now=now)


def _waiting_clocks(message: CouncilMessage, part: Part, *, at: datetime) -> list[Start]:
    """Both councils' clocks: the one that was asked owes the answer, the one that asked owes the chasing."""
    theirs = Part.objects.select_related("council").get(referral=message.referral_id, council=message.to_id)
    return [
        Start(
            kind=kind,
            council_id=one.council_id,
            subject=(MESSAGE, message.pk),
            about=deadlines.about(message.referral),
            at=at,
            team_id=one.team_id,
            owner_id=one.worker_id,
            towards_id=towards,
            nation=one.council.nation,
        )
        for kind, one, towards in (
            ("message_answer", theirs, message.council_id),
            ("message_chased", part, message.to_id),
        )
    ]


def _stop_waiting(message: CouncilMessage, part: Part, *, by: "User", at: datetime, now: datetime) -> None:
    clocks.stop_many(
        [
            Stop("message_answer", part.council_id, (MESSAGE, message.pk)),
            Stop("message_chased", message.council_id, (MESSAGE, message.pk)),
        ],
        at=at,
        now=now,
        by_id=by.pk,
        because="answered by a named worker",
    )
