"""Speaking to the other council and to the family: only what truly happened stops a clock."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import timers.actions as clocks
from councils.models import Council
from referrals import deadlines, journal, prompts
from referrals.actions.disagreeing import end_silence
from referrals.actions.sending import acknowledge_sendings
from referrals.models import (
    CouncilContact,
    FamilyContact,
    Involvement,
    NamedCouncil,
    Part,
    Person,
    Referral,
    WaitToTell,
)
from referrals.parties import council_of, is_manager, part_of, part_or_named, require_past, service_of
from referrals.refusals import NotPossible
from timers.actions import Stop

if TYPE_CHECKING:
    from accounts.models import User

LOOK_AGAIN_WITHIN = timedelta(days=366)
WITHOUT_A_VOICE = {FamilyContact.Channel.CALL, FamilyContact.Channel.VOICEMAIL, FamilyContact.Channel.TEXT}


def contact_council(
    *,
    by: "User",
    referral: Referral,
    to: Council,
    at: datetime,
    now: datetime,
    their_service: str = "childrens",
    worker_there: str = "",
    two_way: bool | None = None,
    channel: str = "",
    words: str = "",
    own_service: str = "",
) -> CouncilContact:
    """Record direct contact with another council; one record serves both.

    Two-way contact between the two children's services stops both sides' `council_contact`. Two-way contact with a
    named worker of their children's services also acknowledges what the two had sent each other by then. A call that is
    older than the referral is kept and stops nothing, one that is older than a question does not answer it.
    `own_service` is that of the person acting when left out. A council that the referral names and that was not sent it
    may record one too. Raises NotPossible for one's own council, a council that is not concerned, or a time that lies
    ahead.
    """
    require_past(at, now)
    council = council_of(by)
    if to == council:
        raise NotPossible("This is your own council.", "to")
    referral, part = part_or_named(by, referral, to=to)
    contact = CouncilContact.objects.create(
        referral=referral,
        council=council,
        to=to,
        by=by,
        our_service=own_service or service_of(by),
        their_service=their_service,
        worker_there=worker_there.strip()[:120],
        two_way=two_way,
        channel=channel,
        words=words,
        at=at,
        recorded_at=now,
    )
    if contact.stops_the_clock and deadlines.is_of(referral, at):
        _stop_both_sides(referral, council, to, by=by, at=at, now=now)
    # A named worker of theirs spoke: what we sent is acknowledged by it, whatever service of ours rang.
    answered = contact.two_way and contact.their_service == CouncilContact.Service.CHILDRENS and contact.worker_there
    if answered:
        for sender, receiver, worker in ((council, to, contact.worker_there), (to, council, by.name)):
            acknowledge_sendings(
                referral, sender_id=sender.pk, to_id=receiver.pk, worker=worker, by_id=by.pk, at=at, now=now
            )
    journal.write(
        "contact_council",
        referral=referral,
        by=by,
        at=at,
        now=now,
        facts={
            "contact": contact.pk,
            "to": to.pk,
            "two_way": two_way,
            "our_service": contact.our_service,
            "their_service": contact.their_service,
            **_older(referral, at),
        },
        ask_if_late=part is not None,
    )
    if contact.stops_the_clock or answered:
        # Nobody waits for a council that has no part: that it spoke with another answers no question to that one.
        for one in (council, to) if part is not None else (council,):
            end_silence(referral, one.pk, by_id=by.pk, at=at, now=now)
    return contact


def contact_family(
    *,
    by: "User",
    referral: Referral,
    channel: str,
    at: datetime,
    now: datetime,
    person: Person | None = None,
    live: bool = False,
    number_verified: bool | None = None,
    told_of_risk: bool | None = None,
    words: str = "",
) -> FamilyContact:
    """Record an attempt to reach the family. Only a live conversation stops `family_contact`; only one in which the
    parent or carer the child lives with was told of the risk stops `parent_told`, and only this council's. One that is
    older than the referral is kept and stops neither."""
    require_past(at, now)
    part = part_of(by, referral)
    contact = FamilyContact.objects.create(
        part=part,
        by=by,
        person=person,
        channel=channel,
        live=live,
        number_verified=number_verified,
        told_of_risk=told_of_risk,
        words=words,
        at=at,
        recorded_at=now,
    )
    if contact.was_conversation and deadlines.is_of(part.referral, at):
        role = _parent(referral, person)
        if person is None or role is not None:
            deadlines.stop("family_contact", part, by_id=by.pk, at=at, now=now, because="spoke to the family")
        if told_of_risk and role is not None and role.lives_with_child is not False:
            deadlines.stop("parent_told", part, by_id=by.pk, at=at, now=now, because="the parent was told")
    elif not contact.was_conversation and channel in WITHOUT_A_VOICE and not number_verified:
        prompts.ask(referral, part.council_id, "verify_number", at=now, facts={"contact": contact.pk})
    journal.write(
        "contact_family",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={
            "contact": contact.pk,
            "channel": channel,
            "conversation": contact.was_conversation,
            "told_of_risk": told_of_risk,
            **_older(part.referral, at),
        },
    )
    return contact


def decide_not_to_tell(
    *,
    by: "User",
    referral: Referral,
    reason: str,
    at: datetime,
    now: datetime,
    person: Person | None = None,
    look_again: date | None = None,
    officer: str = "",
    officer_reference: str = "",
) -> WaitToTell:
    """A reasoned decision to wait or not to tell, with the day to look again.

    A manager's stops `parent_told` and `family_contact` and starts them again towards the day to look again (the next
    working day when none is named): nobody is left untold by forgetting. Anybody else's is recorded and changes no
    clock; it asks for a manager. Raises NotPossible without a reason, for a time before the referral, or for a day to
    look again that has passed.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if at < deadlines.reached(part.referral):
        raise NotPossible("This is before the referral reached anybody. Enter when it was decided.", "at")
    if not reason.strip():
        raise NotPossible("Say why telling has to wait, for example that it would raise the risk.", "reason")
    today = deadlines.local_day(at)
    if look_again is not None and not today <= look_again <= today + LOOK_AGAIN_WITHIN:
        raise NotPossible("Choose a day to look again that has not passed, within the next year.", "look_again")
    wait = WaitToTell.objects.create(
        part=part,
        by=by,
        person=person,
        reason=reason,
        officer=officer,
        officer_reference=officer_reference,
        look_again_on=look_again,
        by_manager=is_manager(by),
        at=at,
        recorded_at=now,
    )
    if wait.by_manager:
        for kind in ("parent_told", "family_contact"):
            _wait(kind, part, by=by, at=at, now=now, look_again=look_again)
    else:
        prompts.ask(part.referral, part.council_id, "manager_decides_to_wait", at=now, facts={"wait": wait.pk})
    journal.write(
        "decide_not_to_tell",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"wait": wait.pk, "by_manager": wait.by_manager},
    )
    return wait


def _wait(kind: str, part: Part, *, by: "User", at: datetime, now: datetime, look_again: date | None) -> None:
    stopped = clocks.stop(
        kind,
        council_id=part.council_id,
        subject=deadlines.subject(part),
        at=at,
        now=now,
        by_id=by.pk,
        because="a manager decided to wait",
    )
    if stopped is None:
        return
    due_at = datetime.combine(look_again, time.max, tzinfo=deadlines.LONDON) if look_again else None
    clocks.start(
        kind,
        variant="look_again" if due_at else stopped.variant,
        council_id=part.council_id,
        subject=deadlines.subject(part),
        about=deadlines.about(part.referral),
        at=at,
        now=now,
        due_at=due_at,
        team_id=part.team_id,
        owner_id=part.worker_id,
        nation=part.council.nation,
    )


def _older(referral: Referral, at: datetime) -> dict[str, bool]:
    """What the journal says of a conversation that is older than the referral."""
    return {} if deadlines.is_of(referral, at) else {"older": True}


def _parent(referral: Referral, person: Person | None) -> Involvement | None:
    if person is None:
        return None
    return Involvement.objects.filter(
        referral=referral, person=person, role__in=[Involvement.As.PARENT, Involvement.As.CARER]
    ).first()


def _stop_both_sides(
    referral: Referral, ours: Council, theirs: Council, *, by: "User", at: datetime, now: datetime
) -> None:
    named = {one.council_id: one for one in NamedCouncil.objects.filter(referral=referral, council__in=[ours, theirs])}
    stops = [
        Stop("council_contact", council.pk, deadlines.pair(named[other.pk]))
        for council, other in ((ours, theirs), (theirs, ours))
        if other.pk in named
    ]
    clocks.stop_many(stops, at=at, now=now, by_id=by.pk, because="the two children's services spoke")
