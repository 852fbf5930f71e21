"""Closing a council's part, with a second person's signature; opening it again."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from referrals import agreeing, deadlines, duties, following, gate, journal, watched
from referrals.grounds import GROUNDS
from referrals.models import Closing, Duty, NamedCouncil, Part, Referral, Sending
from referrals.parties import part_of, require_past
from referrals.receiving import present_places
from referrals.refusals import NotPossible, raise_unless_overridden
from referrals.said import Override
from timers.actions import Start

if TYPE_CHECKING:
    from accounts.models import User


def close(
    *,
    by: "User",
    referral: Referral,
    at: datetime,
    now: datetime,
    reason: str = "",
    rationale: str | None = None,
    service: str = "",
    service_accepted: str = "",
    override: Override | None = None,
) -> Closing:
    """Ask to close this council's part: the gate is checked here, and again when a second person signs.

    Until then the part is open and all its clocks run. Asked again, the later request stands. `rationale` says what
    risk is left; None is a door that does not ask, "" is asked and not answered (docs/decisions/0014). A `service`
    that is said to go on with the risk has accepted it in writing (faults 16 and 76). Raises Refused with every ground
    that applies (STATUTE 2b.7), NotPossible when the part is closed already.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if part.closed_at is not None:
        raise NotPossible("This council's part is closed already.")
    grounds = [one.ground for one in gate.missing(part, at=at)]
    if rationale is not None and not rationale.strip():
        grounds.append(GROUNDS["closure.risk_left_missing"])
    if service.strip() and not service_accepted.strip():
        grounds.append(GROUNDS["closure.service_not_accepted"])
    overrode = raise_unless_overridden(grounds, override)
    part.closings.filter(signed_at=None, withdrawn_at=None).update(withdrawn_at=at)
    closing = Closing.objects.create(
        part=part,
        by=by,
        reason=reason[:60],
        rationale=rationale or "",
        service=service.strip()[:200],
        service_accepted=service_accepted.strip(),
        overrode=overrode,
        override_reason=override.reason if override and overrode else "",
        override_by_id=override.by_id if override and overrode else None,
        at=at,
        recorded_at=now,
    )
    journal.write(
        "close",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"closing": closing.pk, "reason": reason, "overrode": overrode},
    )
    return closing


def sign_closing(
    *, by: "User", referral: Referral, at: datetime, now: datetime, override: Override | None = None
) -> Closing:
    """A second person closes the part: a manager who neither asked nor holds the case.

    Its clocks stop; what it holds goes on with the councils that share it, and ends where nobody does. Raises Refused
    (closure.own_approval, closure.needs_second_person, and whatever has come to be missing since it was asked for),
    NotPossible when nobody has asked.
    """
    require_past(at, now)
    part = part_of(by, referral)
    closing = part.closings.select_for_update().filter(signed_at=None, withdrawn_at=None).first()
    if closing is None:
        raise NotPossible("Nobody has asked to close this. Ask first, then a second person signs.")
    at = max(at, closing.at)
    grounds = gate.who_may_not_sign(part, asked_by_id=closing.by_id, by=by)
    grounds += [one.ground for one in gate.missing(part, at=at) if one.ground.code not in closing.overrode]
    overrode = raise_unless_overridden(grounds, override)
    closing.signed_at, closing.signed_by = at, by
    if override and overrode:
        closing.overrode = [*closing.overrode, *overrode]
        closing.override_reason = "; ".join(filter(None, (closing.override_reason, override.reason)))
        closing.override_by_id = override.by_id
    closing.save()
    part.closed_at = at
    part.save(update_fields=["closed_at"])
    about = deadlines.about(part.referral)
    clocks.stop_open(council_id=part.council_id, about=about, at=at, now=now, by_id=by.pk, because="closed")
    watched.on_closed(part, by_id=by.pk, at=at, now=now)
    duties.release(part, at=at, because=_because(part, closing))
    duties.count_discussion(part.referral, at=at, now=now)
    agreeing.stop_when_alone(part.referral, by_id=by.pk, at=at, now=now)
    journal.write(
        "sign_closing",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"closing": closing.pk, "asked_by": closing.by_id, "overrode": overrode},
    )
    return closing


def reopen(*, by: "User", referral: Referral, reason: str, at: datetime, now: datetime) -> Part:
    """Open the part again, or take back a closing that waits to be signed. Raises NotPossible without a reason, or when
    the part is open and nobody has asked to close it."""
    require_past(at, now)
    part = part_of(by, referral)
    if not reason.strip():
        raise NotPossible("Say why it is opened again.", "reason")
    waiting = part.closings.filter(signed_at=None, withdrawn_at=None)
    if part.closed_at is None and not waiting.exists():
        raise NotPossible("This council's part is open already.")
    open_again(part, by=by, reason=reason, at=at, now=now)
    return part


def open_again(part: Part, *, by: "User", reason: str, at: datetime, now: datetime) -> None:
    """The part is open: its closing is withdrawn, it holds again what that let go of, and every clock that still
    measures something starts anew from `at`."""
    closing = part.closings.select_for_update().filter(withdrawn_at=None).first()
    if closing is not None:
        closing.withdrawn_at = at
        closing.save(update_fields=["withdrawn_at"])
    if part.closed_at is not None:
        part.closed_at = None
        part.save(update_fields=["closed_at"])
        if closing is not None:
            duties.resume(part, at=at, closed_because=_because(part, closing), because=f"opened again: {reason}")
        duties.join(part.referral, part, at=at, because="opened again")
        agreeing.look(part.referral, at=at, now=now)
        _start_anew(part, at=at, now=now)
    facts = {"reason": reason, "council": part.council_id}
    journal.write("reopen", referral=part.referral, by=by, at=at, now=now, facts=facts)


def _because(part: Part, closing: Closing) -> str:
    """Why its closing ended what the council held; the closing's number tells it from an earlier one."""
    said = f": {closing.reason}" if closing.reason else ""
    return f"{duties.CLOSED}{part.council.short_name}{said} (closing {closing.pk})"


def _start_anew(part: Part, *, at: datetime, now: datetime) -> None:
    """What the part would owe on receipt, but for what it has done: a case opened again needs a decision again."""
    referral = part.referral
    spoken = deadlines.spoken_to(referral, part.council_id)
    named = (
        NamedCouncil.objects.filter(referral=referral).exclude(council_id__in=[part.council_id, *spoken]).order_by("id")
    )
    starts = deadlines.on_receipt(
        part,
        referral=referral,
        places=present_places(referral),
        parent_knows=gate.parent_was_told(part, at=at),
        named=named,
    )
    done = _done(part, at=at)
    anew = [replace(one, at=max(at, one.at)) for one in starts if one.kind not in done]
    anew += [_unacknowledged(sending, part, at=at) for sending in _sendings(part)]
    anew += watched.anew(part, at=at)
    clocks.start_many(anew, now=now)
    following.supervise_from(part, at=at, now=now)


def _done(part: Part, *, at: datetime) -> set[str]:
    """The clocks whose measure was met before the part was closed."""
    referral = part.referral
    met = {
        "referrer_feedback": part.feedback.filter(to_referrer=True).exists(),
        "family_contact": any(
            one.was_conversation and deadlines.is_of(referral, one.at) for one in part.family_contacts.all()
        ),
        "assessment": part.assessments.exclude(completed_at=None).exists(),
        "known_contact": part.safety_plans.exists()
        or (referral.next_contact_on is not None and referral.next_contact_on < deadlines.local_day(at)),
        "strategy_discussion": deadlines.discussion_held(referral)
        or not duties.holds(referral, Duty.Code.STRATEGY_DISCUSSION, part.council_id),
        "child_seen": deadlines.child_was_seen(referral),
    }
    return {kind for kind, was_met in met.items() if was_met}


def _sendings(part: Part) -> list[Sending]:
    return list(Sending.objects.filter(referral=part.referral_id, sender=part.council_id, acknowledged_at=None))


def _unacknowledged(sending: Sending, part: Part, *, at: datetime) -> Start:
    return Start(
        kind="outbound_acknowledgement",
        council_id=part.council_id,
        subject=("referrals.sending", sending.pk),
        about=deadlines.about(part.referral),
        at=at,
        team_id=part.team_id,
        owner_id=part.worker_id,
        towards_id=sending.to_id,
        nation=part.council.nation,
    )
