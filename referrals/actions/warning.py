"""Warnings for whoever visits or rings, each with a day to look again, and flags with their since and until."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from referrals import journal, prompts, watched
from referrals.deadlines import local_day
from referrals.models import Flag, Involvement, Part, Person, Referral, WarningNote, WarningReview
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible

if TYPE_CHECKING:
    from accounts.models import User

LONGEST = 366  # days until a warning is looked at again: nobody believes an older one (product default)


def warn(
    *,
    by: "User",
    referral: Referral,
    kind: str,
    words: str,
    review_on: date,
    at: datetime,
    now: datetime,
    person: Person | None = None,
    source: str = "",
) -> WarningNote:
    """Put a warning before everything else on every page of the child, for every council on the referral: hiding one
    from somebody who visits is a failure too (RELIABILITY 4.2).

    Raises NotPossible without words, for somebody who is not on the referral, or for a day to look again that is past
    or more than a year away.
    """
    require_past(at, now)
    part = part_of(by, referral)
    if kind not in WarningNote.Kind.values:
        raise NotPossible("Say what kind of warning it is.", "kind")
    if not words.strip():
        raise NotPossible("Say what whoever visits or rings must know.", "words")
    _must_be_on(referral, person)
    _must_be_soon(review_on, now)
    made = WarningNote.objects.create(
        referral=part.referral,
        council_id=part.council_id,
        by=by,
        person=person,
        kind=kind,
        words=words.strip()[:300],
        source=source,
        review_on=review_on,
        at=at,
        recorded_at=now,
    )
    if part.closed_at is None:
        clocks.start_many([watched.of_warning(made, part, at=at)], now=now)
    journal.write("warn", referral=part.referral, by=by, at=at, now=now, facts={"warning": made.pk})
    return made


def review_warning(
    *,
    by: "User",
    warning: WarningNote,
    stands: bool,
    words: str,
    at: datetime,
    now: datetime,
    review_on: date | None = None,
) -> WarningNote:
    """Look at a warning again: it stands until a new day, or it ends, with the reason.

    Raises NotPossible for another council's warning (theirs to judge), for one that has ended, without words, or where
    it stands and no good day is set.
    """
    require_past(at, now)
    part = part_of(by, warning.referral)
    warning = WarningNote.objects.select_for_update(of=("self",)).select_related("referral").get(pk=warning.pk)
    if warning.council_id != part.council_id:
        raise NotPossible("Another council gave this warning. Ask them to look at it again.")
    if warning.ended_at is not None:
        raise NotPossible("This warning has ended already. Give a new one if it is needed.")
    if not words.strip():
        raise NotPossible("Say what was found.", "words")
    if stands:
        if review_on is None:
            raise NotPossible("Say when it is looked at again.", "review_on")
        _must_be_soon(review_on, now)
        warning.review_on = review_on
    else:
        warning.ended_at, warning.ended_by, warning.ended_because = at, by, words
    warning.save()
    WarningReview.objects.create(
        warning=warning,
        by=by,
        stands=stands,
        words=words,
        review_on=review_on if stands else None,
        at=at,
        recorded_at=now,
    )
    why = "the warning stands" if stands else "the warning ended"
    subject = (watched.WARNING, warning.pk)
    watched.stop("warning_review", part, subject, by_id=by.pk, at=at, now=now, why=why)
    if stands and part.closed_at is None:
        clocks.start_many([watched.of_warning(warning, part, at=at)], now=now)
    facts = {"warning": warning.pk, "stands": stands, "words": words}
    journal.write("review_warning", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return warning


def raise_flag(
    *,
    by: "User",
    referral: Referral,
    person: Person,
    kind: str,
    at: datetime,
    now: datetime,
    since: date | None = None,
    words: str = "",
) -> Flag:
    """Flag something about somebody on the referral, from a day on. Flagging what is flagged changes nothing: the one
    there is is given back. A child protection plan after one that ended asks about legal planning (fault 93). Raises
    NotPossible for somebody who is not on the referral, or a day that lies ahead."""
    require_past(at, now)
    part = part_of(by, referral)
    if kind not in Flag.Kind.values:
        raise NotPossible("Say what is flagged.", "kind")
    since = since or local_day(at)
    if since > local_day(now):
        raise NotPossible("A flag cannot begin in the future.", "since")
    _must_be_on(referral, person)
    made, fresh = Flag.objects.get_or_create(
        referral=part.referral,
        person=person,
        kind=kind,
        ended_at=None,
        defaults={
            "council_id": part.council_id,
            "by": by,
            "since": since,
            "words": words,
            "at": at,
            "recorded_at": now,
        },
    )
    if fresh:
        _ask_about(made, part, at=now)
        facts = {"flag": made.pk, "kind": kind, "person": person.pk, "since": since.isoformat(), "words": words}
        journal.write("raise_flag", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return made


def end_flag(*, by: "User", flag: Flag, because: str, at: datetime, now: datetime, until: date | None = None) -> Flag:
    """End a flag, with the reason; any council on the referral may, since one child has one truth. Of a child who is no
    longer looked after it is asked what awaits them at home (STATUTE 3, fault 92).

    Raises NotPossible without the reason, when it has ended, or for a day before it began or ahead of us.
    """
    require_past(at, now)
    part = part_of(by, flag.referral)
    flag = Flag.objects.select_for_update(of=("self",)).select_related("referral").get(pk=flag.pk)
    if flag.ended_at is not None:
        raise NotPossible("This flag has ended already.")
    if not because.strip():
        raise NotPossible("Say why it no longer holds.", "because")
    until = until or local_day(at)
    if until < flag.since or until > local_day(now):
        raise NotPossible("It cannot end before it began, or in the future.", "until")
    flag.ended_at, flag.ended_by, flag.ended_because, flag.until = at, by, because, until
    flag.save()
    if flag.kind == Flag.Kind.LOOKED_AFTER:
        prompts.ask(part.referral, part.council_id, "going_home", at=now, facts={"flag": flag.pk})
    facts = {"flag": flag.pk, "kind": flag.kind, "person": flag.person_id, "because": because}
    journal.write("end_flag", referral=part.referral, by=by, at=at, now=now, facts=facts)
    return flag


def _ask_about(flag: Flag, part: Part, *, at: datetime) -> None:
    """A child protection plan after one that ended: is legal planning needed (STATUTE 3, fault 93)?"""
    before = Flag.objects.filter(person=flag.person_id, kind=Flag.Kind.PLAN).exclude(ended_at=None)
    if flag.kind == Flag.Kind.PLAN and before.exists():
        prompts.ask(part.referral, part.council_id, "second_plan", at=at, facts={"flag": flag.pk})


def _must_be_on(referral: Referral, person: Person | None) -> None:
    if person is not None and not Involvement.objects.filter(referral=referral, person=person).exists():
        raise NotPossible("This person is not on the referral.", "person")


def _must_be_soon(on: date, now: datetime) -> None:
    ahead = (on - local_day(now)).days
    if ahead < 0:
        raise NotPossible("The day to look again is past.", "review_on")
    if ahead > LONGEST:
        raise NotPossible("Look at it again within a year.", "review_on")
