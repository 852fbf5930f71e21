"""The performance pack of a month: made once, sent as a link to every leader, opened and answered on record."""

from datetime import date, datetime
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Membership, User
from audits import journal
from audits.messages import LEADERS
from audits.models import Delivery, Pack
from councils.models import Council
from councils.outbox import Letter, post_many
from referrals import references
from referrals.refusals import NotPossible
from timers import words
from timers.calendar import local


def make_pack(*, council: Council, month: date, by: User | None, now: datetime) -> Pack | None:
    """Make the pack of the month that ends on `month` and send every leader a link; None when it was made already.

    `by` None: the schedule. No figure is in the message; a person without an address counts as not delivered, so that
    somebody sees it (councils.outbox). Raises NotPossible for a month that has not ended.
    """
    if month >= local(now).date():
        raise NotPossible("The month has not ended yet.")
    fresh = Pack(reference=references.new(), council=council, month=month, made_at=now, made_by=by)
    Pack.objects.bulk_create([fresh], ignore_conflicts=True)
    pack = Pack.objects.filter(reference=fresh.reference).first()
    if pack is None:
        return None
    people = _leaders(council, local(now).date())
    Delivery.objects.bulk_create(
        Delivery(pack=pack, person=one, message_key=_key(pack, one), sent_at=now) for one in people
    )
    post_many([_letter(pack, one) for one in people], now=now)
    facts = {"month": str(month), "sent_to": [one.pk for one in people]}
    journal.write("make_pack", about=pack.pair, council_id=council.pk, by=by, at=now, now=now, facts=facts)
    return pack


def open_pack(*, by: User, pack: Pack, now: datetime) -> None:
    """Somebody to whom it was sent opens it for the first time; anybody else's reading is the trail's alone."""
    opened = Delivery.objects.filter(pack=pack, person=by, opened_at=None).update(opened_at=now)
    if opened:
        journal.write("open_pack", about=pack.pair, council_id=pack.council_id, by=by, at=now, now=now)


def answer_pack(*, by: User, pack: Pack, answer: str, at: datetime, now: datetime) -> Delivery:
    """What somebody to whom it was sent asks or says, kept with it. Raises NotPossible without words, from anybody to
    whom it was not sent, and a second time."""
    if not answer.strip():
        raise NotPossible("Write what you ask or say about these figures.", "answer")
    delivery = Delivery.objects.select_for_update().filter(pack=pack, person=by).first()
    if delivery is None:
        raise NotPossible("This pack was not sent to you. Raise a warning if something in it must be answered.")
    if delivery.answered_at is not None:
        raise NotPossible("Your answer is on record. What must be answered in turn is raised as a warning.")
    delivery.opened_at = delivery.opened_at or at
    delivery.answered_at, delivery.answer = at, answer.strip()
    delivery.save()
    facts = {"answer": delivery.answer}
    pair = ("audits.delivery", delivery.pk)
    journal.write(
        "answer_pack", about=pack.pair, council_id=pack.council_id, by=by, at=at, now=now, subject=pair, facts=facts
    )
    return delivery


def _leaders(council: Council, day: date) -> list[User]:
    """Everybody who is one today, once each, by name."""
    holders = Membership.objects.on(day).filter(council=council, role__in=LEADERS).values("user_id")
    return list(User.objects.filter(pk__in=holders, is_active=True).order_by("name", "pk"))


def _key(pack: Pack, to: User) -> str:
    return f"pack:{pack.reference}:{to.pk}"


def _letter(pack: Pack, to: User) -> Letter:
    context = {
        "month": f"{words.MONTHS[pack.month.month - 1]} {pack.month.year}",
        "council": pack.council.short_name,
        "link": urljoin(settings.SITE_ADDRESS, reverse("audits:pack", args=[pack.reference])),
    }
    return Letter(
        key=_key(pack, to),
        subject=" ".join(render_to_string("emails/pack/subject.txt", context).split()),
        body=render_to_string("emails/pack/body.txt", context).strip() + "\n",
        council_id=pack.council_id,
        person_id=to.pk,
        address=to.email,
        about=pack.pair,
    )
