"""A referral goes to another council, and that council confirms that it has it."""

from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from councils.models import Council
from referrals import deadlines, following, journal, prompts, reaching, rerouting
from referrals.actions.disagreeing import end_silence
from referrals.actions.sharing import with_a_sending
from referrals.models import Part, Place, Referral, Sending
from referrals.parties import council_of, part_of, require_past, service_of
from referrals.receiving import NAMING_PLACES, name_councils, present_places, receive
from referrals.refusals import NotPossible

if TYPE_CHECKING:
    from accounts.models import User

SENT_TO = "sent_to"
OWN_RECORDS = "our own records"


def send_referral(
    *,
    by: "User",
    referral: Referral,
    to: Council,
    at: datetime,
    now: datetime,
    address_source: str = "",
    words: str = "",
) -> Sending:
    """Send the referral to another council. The sender keeps what it holds until the other accepts in writing.

    Never refused for what is missing: without a source for the address it is sent and the question is put. Sent to a
    council that is no place of the referral while our own records name another, it goes to both (`known_elsewhere`).
    Raises NotPossible for one's own council or a time that lies ahead.
    """
    require_past(at, now)
    council = council_of(by)
    if to == council:
        raise NotPossible("This is your own council. Allocate it to a team instead.", "to")
    part = part_of(by, referral)
    referral = Referral.objects.get(pk=referral.pk)
    places = present_places(referral)
    sending = Sending.objects.create(
        referral=referral,
        sender=council,
        to=to,
        by=by,
        service=service_of(by),
        address_source=address_source,
        words=words,
        at=at,
        recorded_at=now,
    )
    elsewhere = _known_elsewhere(council, to, places)
    _ask(referral, council, to, elsewhere, sending, at=now)
    name_councils(referral, [(to.pk, SENT_TO)], at=at, now=now)
    receive(referral, to, at=at, now=now, sent_by=council, places=places)
    following.on_sent(referral, to, by_id=by.pk, at=at, now=now)
    with_a_sending(sending, by=by)
    rerouting.settle(part, by=by, at=at, now=now, because="sent on to another council")
    reaching.on_sent(sending, by=by, now=now)
    clocks.start(
        "outbound_acknowledgement",
        council_id=council.pk,
        subject=("referrals.sending", sending.pk),
        about=deadlines.about(referral),
        at=at,
        now=now,
        team_id=part.team_id,
        owner_id=part.worker_id,
        towards_id=to.pk,
        nation=council.nation,
    )
    journal.write(
        "send_referral",
        referral=referral,
        by=by,
        at=at,
        now=now,
        facts={"sending": sending.pk, "to": to.pk, "address_source": address_source},
    )
    have_it = set(Part.objects.filter(referral=referral).values_list("council_id", flat=True))
    for place in elsewhere:
        if place.council is not None and place.council.pk not in have_it:
            have_it.add(place.council.pk)
            source = place.source or OWN_RECORDS
            send_referral(
                by=by, referral=referral, to=place.council, at=at, now=now, address_source=source, words=words
            )
    return sending


def _known_elsewhere(council: Council, to: Council, places: list[Place]) -> list[Place]:
    """The places of other councils that ours knows, when `to` is none of them: where the child lives before where the
    child is, before where harm happened, before where the person alleged to have caused it lives."""
    if to.pk in {place.council_id for place in places}:
        return []
    others = [place for place in places if place.council_id not in (None, council.pk)]
    for what in NAMING_PLACES:
        if found := [place for place in others if place.what == what]:
            return found
    return []


def acknowledge(*, by: "User", referral: Referral, at: datetime, now: datetime, worker: str = "") -> Part:
    """A named worker of this council confirms that it has the referral. Without a name it is the person acting."""
    require_past(at, now)
    part = part_of(by, referral)
    named = worker.strip() or by.name
    acknowledge_sendings(referral, to_id=part.council_id, worker=named, by_id=by.pk, at=at, now=now)
    journal.write("acknowledge", referral=referral, by=by, at=at, now=now, facts={"worker": named})
    end_silence(referral, part.council_id, by_id=by.pk, at=at, now=now)
    return part


def acknowledge_sendings(
    referral: Referral,
    *,
    to_id: int,
    worker: str,
    by_id: int,
    at: datetime,
    now: datetime,
    sender_id: int | None = None,
) -> None:
    """Mark what was sent to that council (by one sender, or by all) as acknowledged and stop the chasing clocks."""
    sendings = Sending.objects.select_for_update().filter(
        referral=referral, to_id=to_id, acknowledged_at=None, at__lte=at
    )
    if sender_id is not None:
        sendings = sendings.filter(sender_id=sender_id)
    for sending in sendings:
        sending.acknowledged_at, sending.acknowledged_by = at, worker[:120]
        sending.save(update_fields=["acknowledged_at", "acknowledged_by"])
        clocks.stop(
            "outbound_acknowledgement",
            council_id=sending.sender_id,
            subject=("referrals.sending", sending.pk),
            at=at,
            now=now,
            by_id=by_id,
            because="acknowledged by a named worker",
        )


def _ask(
    referral: Referral, council: Council, to: Council, elsewhere: list[Place], sending: Sending, *, at: datetime
) -> None:
    asked: list[tuple[Referral, int | None, str, dict[str, object]]] = []
    facts: dict[str, object] = {"sending": sending.pk, "to": to.pk}
    if not sending.address_source.strip():
        asked.append((referral, council.pk, "address_source_missing", facts))
    if sending.service == "adults":
        asked.append((referral, council.pk, "tell_childrens_services", facts))
    if elsewhere:
        known = sorted({place.council_id for place in elsewhere if place.council_id is not None})
        asked.append((referral, council.pk, "known_elsewhere", {**facts, "councils": known}))
    if asked:
        prompts.ask_many(asked, at=at)
