"""Section 47 enquiries and the initial child protection conference."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from referrals import deadlines, duties, journal
from referrals.models import Conference, Duty, Part, Referral, Section47, StrategyDiscussion
from referrals.parties import part_of, require_past
from timers.actions import Stop

if TYPE_CHECKING:
    from accounts.models import User

# An outcome that leads to a conference, unless the words before it say that it does not.
_CONFERENCE = re.compile(r"\b(conference|icpc)\b|\bcontinuing risk\b", re.IGNORECASE)
_NO_CONFERENCE = re.compile(
    r"\b(no|not|without|nor|isn'?t)\b[^.;]{0,40}\b(conference|icpc|continuing risk)\b"
    r"|\b(conference|icpc)\b[^.;]{0,20}\b(not|isn'?t|unnecessary)\b",
    re.IGNORECASE,
)


def start_section_47(
    *, by: "User", referral: Referral, at: datetime, now: datetime, joint_with_police: bool | None = None
) -> Section47:
    """Begin section 47 enquiries; never refused. One under way is returned, with what is said now added to it.

    The conference's clock counts from the discussion that began them; where none was held yet, from now, until it is.
    """
    require_past(at, now)
    part = part_of(by, referral)
    began = _initiating(part.referral, at=at)
    enquiry = begin_enquiry(part, by=by, joint_with_police=joint_with_police, discussion=began, at=at, now=now)
    if not deadlines.discussion_held(part.referral):
        duties.suspect_harm(part, at=at, now=now)
    journal.write(
        "start_section_47",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"section_47": enquiry.pk, "joint_with_police": joint_with_police},
    )
    return enquiry


def begin_enquiry(
    part: Part,
    *,
    by: "User",
    joint_with_police: bool | None,
    discussion: StrategyDiscussion | None,
    at: datetime,
    now: datetime,
) -> Section47:
    """The part's enquiry under way, begun now when there is none, and T09 from the discussion that began it.

    A later discussion moves nothing (STATUTE T09); the first one after enquiries that began without any does.
    """
    enquiry = part.section_47s.select_for_update().filter(ended_at=None).first()
    conference = deadlines.subject(part)
    if enquiry is not None:
        if joint_with_police is not None and enquiry.joint_with_police is None:
            enquiry.joint_with_police = joint_with_police
            enquiry.save(update_fields=["joint_with_police"])
        if discussion is None or discussion != _initiating(part.referral, at=at):
            return enquiry
        moved = clocks.stop(
            "initial_conference",
            council_id=part.council_id,
            subject=conference,
            at=at,
            now=now,
            by_id=by.pk,
            because="counts from the strategy discussion",
        )
        if moved is None:
            return enquiry
    else:
        enquiry = Section47.objects.create(
            part=part, joint_with_police=joint_with_police, by=by, at=at, recorded_at=now
        )
        held = [part.council_id]
        duties.add(part.referral, [Duty.Code.SECTION_47], councils=held, at=at, because="enquiries were begun")
        duties.take_up(part.referral, Duty.Code.SECTION_47, part.council, at=at, because="enquiries were begun")
    since = discussion.held_at if discussion is not None and discussion.held_at is not None else at
    if not Conference.objects.filter(part__referral=part.referral, kind="initial", at__gte=since).exists():
        clocks.start_many([deadlines.conference(part, part.referral, at=since)], now=now)
    return enquiry


def _initiating(referral: Referral, *, at: datetime) -> StrategyDiscussion | None:
    """The first discussion that decided on enquiries since earlier ones ended."""
    ended = Section47.objects.filter(part__referral=referral, ended_at__lte=at).order_by("-ended_at").first()
    found = StrategyDiscussion.objects.filter(referral=referral, section_47=True, held_at__lte=at)
    if ended is not None:
        found = found.filter(held_at__gt=ended.ended_at)
    return found.order_by("held_at", "id").first()


def end_section_47(
    *,
    by: "User",
    referral: Referral,
    at: datetime,
    now: datetime,
    outcome: str = "",
    joint_with_police: bool | None = None,
    conference: bool | None = None,
) -> Section47:
    """End this council's enquiries with their outcome.

    `conference`: whether a conference follows; left out, it is read from the outcome. Without one T09 stops, with the
    outcome as its reason; an outcome that leads to one, or none recorded, leaves it running. Enquiries whose beginning
    nobody recorded are begun and ended at once.
    """
    require_past(at, now)
    part = part_of(by, referral)
    enquiry = part.section_47s.select_for_update().filter(ended_at=None).first()
    if enquiry is None:
        enquiry = Section47(part=part, by=by, at=at, recorded_at=now)
    if joint_with_police is not None:
        enquiry.joint_with_police = joint_with_police
    enquiry.ended_at, enquiry.ended_recorded_at, enquiry.outcome = at, now, outcome
    enquiry.save()
    follows = leads_to_conference(outcome) if conference is None else conference
    if not follows:
        clocks.stop_many(
            [Stop("initial_conference", part.council_id, deadlines.subject(part))],
            at=at,
            now=now,
            by_id=by.pk,
            because=f"enquiries ended without a conference: {outcome}"[:300],
        )
    if not Section47.objects.filter(part__referral=referral, ended_at=None).exists():
        because = f"enquiries ended: {outcome}" if outcome.strip() else "enquiries ended"
        duties.end(part.referral, Duty.Code.SECTION_47, at=at, because=because)
    journal.write(
        "end_section_47",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"section_47": enquiry.pk, "outcome": outcome, "conference": follows},
    )
    return enquiry


def leads_to_conference(outcome: str) -> bool:
    """Whether an outcome leads to a conference. One that nobody recorded might: the clock is not lost by silence.

    >>> [leads_to_conference(one) for one in ("", "initial_conference", "not substantiated", "no conference needed")]
    [True, True, False, False]
    """
    words = outcome.replace("_", " ")
    if not words.strip():
        return True
    return _CONFERENCE.search(words) is not None and _NO_CONFERENCE.search(words) is None


def hold_conference(*, by: "User", referral: Referral, at: datetime, now: datetime) -> Conference:
    """Record that the initial child protection conference was held; it stops T09 for every council on the referral."""
    require_past(at, now)
    part = part_of(by, referral)
    held = Conference.objects.create(part=part, kind="initial", by=by, at=at, recorded_at=now)
    deadlines.stop_for_all(
        "initial_conference", part.referral, by_id=by.pk, at=at, now=now, because="the conference was held"
    )
    journal.write("hold_conference", referral=part.referral, by=by, at=at, now=now, facts={"conference": held.pk})
    return held
