"""Messages about an audit: files were given to somebody, a second reading waits, the full audit has opened, it is
concluded; and of what was learnt, to everybody in the teams it is for.

Written with the act, in its transaction. Each holds the reference, numbers and a link: no child, no case, and
nothing that anybody typed.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Membership, User
from audits.models import Audit, LearningItem, Reading, SampleCase
from councils.outbox import Letter, post_many
from timers import words
from timers.calendar import local

if TYPE_CHECKING:
    from accounts.models import User as Person

#: Who is told that the full audit has opened: paragraph 74 asks the council to make resources available for it.
ANSWER_FOR_RESOURCES = ("head_of_service", "service_manager", "monitoring_officer", "auditor")
#: Who is told what the council was told of itself: members and those who answer to them (STATUTE 3, faults 96 and 97).
LEADERS = ("councillor", "head_of_service", "monitoring_officer")


def files_given(audit: Audit, fresh: Mapping[tuple[int, bool], int], *, by: "Person", act: int, now: datetime) -> None:
    """Tell each reader how many files one act has given them: {(person, as second reader): files}. Whoever gave files
    to themselves knows."""
    people = {person for person, _ in fresh} - {by.pk}
    letters = []
    for one in User.objects.filter(pk__in=people, is_active=True).order_by("pk"):
        first, second = fresh.get((one.pk, False), 0), fresh.get((one.pk, True), 0)
        context = {"files": first + second, "first": first, "second": second}
        letters.append(_letter(audit, one, f"files:{act}", "files", context))
    post_many(letters, now=now)


def second_reading_waits(audit: Audit, one: SampleCase, *, now: datetime) -> None:
    """The first reader has locked a file: tell the second, if theirs is not locked, at most once a day.

    What the first reader found is in no message: the second reads without knowing it.
    """
    if one.second_reader_id is None or one.readings.filter(is_second=True, locked_at__isnull=False).exists():
        return
    waits = SampleCase.objects.filter(audit=audit, left_at=None, second_reader_id=one.second_reader_id)
    locked = Reading.objects.filter(sample_case__in=waits, is_second=True, locked_at__isnull=False)
    context = {"files": waits.count() - locked.count()}
    person = User.objects.get(pk=one.second_reader_id)
    post_many([_letter(audit, person, f"second:{local(now).date()}", "second", context)], now=now)


def full_audit_opened(full: Audit, *, files: int, now: datetime) -> None:
    """Tell everybody who answers for the resources that more than a quarter showed a fault and how much is to be
    read."""
    people = _holders(full, ANSWER_FOR_RESOURCES, now)
    # The rule has tripped: an alarm that reaches nobody counts as failed, so that somebody sees it.
    post_many(_to_all(full, people, "full", {"files": files}) or [_unheard(full, "full", {"files": files})], now=now)


def concluded(audit: Audit, *, now: datetime) -> None:
    """Send every leader a link to the committee's pack; no figure. Nobody to tell counts as failed, so that it is
    seen."""
    link = urljoin(settings.SITE_ADDRESS, reverse("audits:committee-pack", args=[audit.reference]))
    people = _holders(audit, LEADERS, now)
    letters = _to_all(audit, people, "concluded", {"link": link}) or [_unheard(audit, "concluded", {"link": link})]
    post_many(letters, now=now)


def concluded_key(audit: Audit) -> str:
    """What the keys of the messages begin with that tell leaders of its conclusion."""
    return f"audit:{audit.reference}:concluded:"


def _holders(audit: Audit, roles: Iterable[str], now: datetime) -> list["Person"]:
    held = Membership.objects.on(local(now).date()).filter(council_id=audit.council_id, role__in=roles)
    return list(User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("pk"))


def _to_all(audit: Audit, people: Iterable["Person"], what: str, context: dict[str, Any]) -> list[Letter]:
    return [_letter(audit, one, what, what, context) for one in people]


def _letter(audit: Audit, to: "Person", act: str, what: str, context: dict[str, Any]) -> Letter:
    subject, body = _text(audit, what, context)
    key = f"audit:{audit.reference}:{act}:{to.pk}"
    return Letter(key, subject, body, audit.council_id, person_id=to.pk, address=to.email, about=audit.pair)


def _unheard(audit: Audit, what: str, context: dict[str, Any]) -> Letter:
    subject, body = _text(audit, what, context)
    return Letter(f"audit:{audit.reference}:{what}:nobody", subject, body, audit.council_id, about=audit.pair)


def _text(audit: Audit, what: str, context: dict[str, Any]) -> tuple[str, str]:
    link = urljoin(settings.SITE_ADDRESS, reverse("audits:audit", args=[audit.reference]))
    known = {"reference": audit.reference, "link": link, **context}
    subject = " ".join(render_to_string(f"emails/audit_{what}/subject.txt", known).split())
    return subject, render_to_string(f"emails/audit_{what}/body.txt", known).strip() + "\n"


def learning(item: LearningItem, people: Iterable["Person"], *, now: datetime, again: bool = False) -> None:
    """Tell each of these that there is something for their team to read, and by when; `again`: that they have not yet.
    Whoever sent it knows."""
    link = urljoin(settings.SITE_ADDRESS, reverse("audits:learning-item", args=[item.reference]))
    past = local(now).date() > item.read_by
    context = {
        "reference": item.reference,
        "link": link,
        "read_by": words.day(item.read_by),
        "again": again,
        "past": past,
        "training": item.kind == LearningItem.Kind.TRAINING,
    }
    subject = " ".join(render_to_string("emails/learning/subject.txt", context).split())
    body = render_to_string("emails/learning/body.txt", context).strip() + "\n"
    act = f"again:{local(now).date()}" if again else "sent"
    post_many(
        [
            Letter(
                f"learning:{item.reference}:{act}:{one.pk}",
                subject,
                body,
                item.council_id,
                person_id=one.pk,
                address=one.email,
                about=item.pair,
            )
            for one in people
            if one.pk != item.sent_by_id
        ],
        now=now,
    )
