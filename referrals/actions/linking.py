"""A desk's link through its life: sent again, taken back, opened, read after a code, used.

Whatever a link does to a referral goes through the actions that pages and API call, in the name of the desk's own
account; here stands only what concerns the link itself. A code is six figures, good for half an hour and five tries,
and is only ever sent to an address that we hold for a desk of that council.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.crypto import constant_time_compare

from accounts.acting import acting_for
from councils.desks import desk_for
from councils.models import Council, Desk
from councils.outbox import Letter, post
from referrals import reaching
from referrals.models import DeskLink, DeskLinkEvent, DeskSitting, Part, Referral, Sending
from referrals.parties import part_of
from referrals.refusals import NotPossible
from trail.record import record

if TYPE_CHECKING:
    from accounts.models import User

CODE_FOR = timedelta(minutes=30)
CODES_AN_HOUR = 5
TRIES = 5
SITS_FOR = timedelta(hours=1)
OPENED_AGAIN = timedelta(minutes=15)
What = DeskLinkEvent.What


def send_link_again(*, by: "User", link: DeskLink, now: datetime) -> tuple[DeskLink, str]:
    """A new token to the desk that is open now; the old one opens nothing from here on. Returns the token too.

    Raises NotPossible for another council's link, one taken back, or a desk whose council gave the referral back.
    """
    part_of(by, link.referral)
    link = _locked(link)
    if link.council_id != by.council_id:
        raise NotPossible("Another council sent this link.")
    if link.revoked_at is not None:
        raise NotPossible("This link was taken back. Make a new one.")
    _require_part(link.referral, link.to)
    token = reaching.new_token()
    link.digest, link.sent_at, link.expires_at = reaching.digest(token), now, now + reaching.LIVES_FOR
    link.desk, link.sent_times = desk_for(link.to, now), link.sent_times + 1
    link.code_digest, link.code_until, link.code_tries = "", None, 0
    link.save()
    DeskSitting.objects.filter(link=link, until__gt=now).update(until=now)
    reaching.post_link(link, token, by=by, now=now)
    _noted(by, link, "resend_desk_link", now=now)
    return link, token


def new_link(*, by: "User", referral: Referral, to: Council, now: datetime) -> tuple[DeskLink, str]:
    """A link for the desk of a council that was sent the referral; links of that kind still open are taken back.

    Raises NotPossible where it was not sent by us, or its people have accounts and sign in.
    """
    part_of(by, referral)
    _require_part(referral, to)
    if to.takes_part:
        raise NotPossible(
            f"{to.short_name} has accounts here: its people sign in and find the referral in their inbox."
        )
    sending = Sending.objects.filter(referral=referral, to=to, sender_id=by.council_id).order_by("-at", "-pk").first()
    if sending is None or by.council is None:
        raise NotPossible(f"Your council has not sent this referral to {to.short_name} yet.")
    before = DeskLink.objects.filter(
        referral=referral, to=to, council_id=by.council_id, purpose=DeskLink.Purpose.REFERRAL, revoked_at=None
    )
    for one in before.filter(expires_at__gt=now):
        revoke_link(by=by, link=one, because="a new link was made", now=now)
    link, token = reaching.make_link(
        referral, DeskLink.Purpose.REFERRAL, by=by, council=by.council, to=to, now=now, sending=sending
    )
    reaching.post_link(link, token, by=by, now=now)
    _noted(by, link, "make_desk_link", now=now)
    return link, token


def revoke_link(*, by: "User", link: DeskLink, because: str, now: datetime) -> DeskLink:
    """Take a link back: from the next request on it opens nothing. Twice keeps the first time and reason."""
    part_of(by, link.referral)
    link = _locked(link)
    if link.council_id != by.council_id:
        raise NotPossible("Another council sent this link.")
    if not because.strip():
        raise NotPossible("Say why you take it back.", "because")
    if link.revoked_at is None:
        link.revoked_at, link.revoked_by, link.revoked_because = now, by, because.strip()[:200]
        link.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
        DeskLinkEvent.objects.create(link=link, what=What.REVOKED, by=by, at=now)
        _noted(by, link, "revoke_desk_link", now=now)
    return link


def opened(link: DeskLink, *, now: datetime) -> None:
    """Somebody has the link open; noted once a quarter of an hour. It says nothing of who: a mail filter opens too."""
    lately = link.events.filter(what=What.OPENED, at__gt=now - OPENED_AGAIN)
    if not lately.exists():
        DeskLinkEvent.objects.create(link=link, what=What.OPENED, by=link.actor, at=now)


def desks_for_code(link: DeskLink) -> list[Desk]:
    """The desks of the council that a code can be sent to; an address given on the page is never one of them."""
    held = link.to.desks.filter(service="childrens").exclude(email="").order_by("hours")
    return list({one.email.lower(): one for one in held}.values())


def send_code(link: DeskLink, *, desk: Desk, now: datetime) -> None:
    """Send a new code to one of the council's own desks; an earlier one no longer works.

    Raises NotPossible after five within the hour, and for a desk of another council.
    """
    link = _locked(link)
    if desk.council_id != link.to_id or not desk.email:
        raise NotPossible("The code is sent to a duty desk of your council only.", "desk")
    lately = link.events.filter(what=What.CODE_SENT, at__gt=now - timedelta(hours=1)).count()
    if lately >= CODES_AN_HOUR:
        raise NotPossible("Five codes were sent within the hour. Wait for an hour, or ring the council that asks.")
    code = _new_code(link, now)
    event = DeskLinkEvent.objects.create(link=link, what=What.CODE_SENT, by=link.actor, at=now)
    post(
        Letter(
            key=f"desk-code-{event.pk}",
            council_id=link.council_id,
            desk=desk,
            about=("referrals.desklink", link.pk),
            subject=f"Code for reference {link.referral.reference}",
            body=(
                f"Your code is {code}\n\nSomebody has opened the link about reference {link.referral.reference} and "
                "asks to read what it is about. The code works for 30 minutes. If it was not your desk, do nothing and "
                "ring the council that sent the link.\n"
            ),
            private=True,
        ),
        now=now,
    )


def demonstration_code(link: DeskLink, *, now: datetime) -> str:
    """A new code, given to whoever runs the demonstration instead of to the desk. Raises RuntimeError elsewhere."""
    if not settings.DEMO:
        raise RuntimeError("A code is shown to nobody but the desk.")
    return _new_code(_locked(link), now)


def _new_code(link: DeskLink, now: datetime) -> str:
    code = f"{secrets.randbelow(1_000_000):06d}"
    link.code_digest, link.code_until, link.code_tries = _hash(link, code), now + CODE_FOR, 0
    link.save(update_fields=["code_digest", "code_until", "code_tries"])
    return code


def enter_code(link: DeskLink, *, code: str, worker: str, line: str, now: datetime) -> tuple[DeskSitting, str] | None:
    """A named worker gives the code: a sitting of an hour in this browser, and its key. None for a wrong or old code.

    Five wrong ones, and a new code must be sent. Never raises for a wrong code: the count of tries has to be kept.
    """
    link = _locked(link)
    given = "".join(char for char in code if char.isdecimal() and char.isascii())
    good = link.code_until is not None and now < link.code_until and link.code_tries < TRIES
    right = constant_time_compare(_hash(link, given), link.code_digest) and good
    if not right:
        link.code_tries += 1
        link.save(update_fields=["code_tries"])
        DeskLinkEvent.objects.create(link=link, what=What.CODE_WRONG, by=link.actor, at=now)
        return None
    link.code_digest, link.code_until = "", None
    link.save(update_fields=["code_digest", "code_until"])
    key = secrets.token_urlsafe(32)
    sitting = DeskSitting.objects.create(
        link=link,
        digest=reaching.digest(key),
        worker=worker.strip()[:120],
        line=line.strip()[:60],
        began_at=now,
        until=now + SITS_FOR,
    )
    DeskLinkEvent.objects.create(
        link=link, what=What.READ, by=link.actor, named=sitting.worker, line=sitting.line, at=now
    )
    return sitting, key


def sitting_of(link: DeskLink, key: str, *, now: datetime) -> DeskSitting | None:
    """The sitting that a browser's key opens on this link, while it lasts."""
    if not key:
        return None
    return DeskSitting.objects.filter(link=link, digest=reaching.digest(key), until__gt=now).first()


def use(
    link: DeskLink, run: Callable[["User"], Any], *, verb: str, permission: str, named: str, line: str, now: datetime
) -> Any:
    """Do one act through the link, in the name of the desk's account and of the worker who is named in words.

    `run` calls the room's action with the account that it is given. The link is locked first, so that two presses at
    once come one after the other. Raises NotPossible for a link that is over, an act that is not for it, or nobody's
    name; what the action raises passes through, and then nothing is written.
    """
    if not named.strip():
        raise NotPossible("Give your name and job, so that the other council knows whom to ring.", "worker")
    # The order in which everybody locks: the referral, then what hangs on it (referrals/parties.py).
    Referral.objects.select_for_update(no_key=True).get(pk=link.referral_id)
    locked = _locked(link)
    if not locked.is_live(now):
        raise NotPossible("This link has been taken back or has run out.")
    actor = locked.actor
    if not actor.has_perm(permission, locked):
        raise NotPossible("This link is not for that.")
    actor.said_by = named.strip()[:120]
    with acting_for(actor, locked.to_id):
        done = run(actor)
        DeskLinkEvent.objects.create(
            link=locked, what=What.ACTED, verb=verb, by=actor, named=actor.said_by, line=line.strip()[:60], at=now
        )
        _noted(actor, locked, "use_desk_link", now=now)
    return done


def _hash(link: DeskLink, code: str) -> str:
    words = f"desk-code:{link.pk}:{code}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), words, hashlib.sha256).hex()


def _locked(link: DeskLink) -> DeskLink:
    return (
        DeskLink.objects.select_for_update(of=("self",))
        .select_related("referral", "council", "to", "desk", "actor__council")
        .get(pk=link.pk)
    )


def _require_part(referral: Referral, to: Council) -> None:
    if not Part.objects.filter(referral=referral, council=to, returned_at=None).exists():
        raise NotPossible(f"{to.short_name} does not have this referral.")


def _noted(by: "User", link: DeskLink, action: str, *, now: datetime) -> None:
    record(
        by_id=by.pk,
        council_id=by.council_id,
        action=action,
        subject=("referrals.desklink", link.pk),
        about=("referrals.referral", link.referral_id),
        at=now,
    )
