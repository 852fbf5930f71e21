"""When the clocks of a referral start: the rules of STATUTE section 1, made exact by the case-file format.

Lengths, ladders and sources are data (`clocks.toml`); here stands only which council owes which clock from when.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import timers.actions as clocks
from referrals.models import (
    ChildSeen,
    Concern,
    CouncilContact,
    Decision,
    Duty,
    LeadProposal,
    NamedCouncil,
    Part,
    Place,
    Referral,
    StrategyDiscussion,
)
from timers.actions import Start, Stop
from timers.models import Timer

LONDON = ZoneInfo("Europe/London")

# Outcomes that do less than the referral asked for, and those after which this council assesses.
STEPS_DOWN = {"no_further_action", "early_help", "information_only", "refer_on"}
ASSESSES = {"child_in_need_assessment", "section_47"}
# Outcomes that say there is reasonable cause to suspect significant harm.
SUSPECTS = {"strategy_discussion", "section_47"}
# Sexual abuse or an injury this recent makes a strategy discussion due the same day (DECISIONS, Clocks).
RECENT = timedelta(days=14)
# How a strategy discussion ends as a responsibility when one was held; any other end is a decision against it.
HELD = "held"
# Clocks that a new concern starts of its own; one decision, or one discussion, answers all that was known by then.
OF_CONCERNS_TOO = {"decision", "strategy_discussion"}


def about(referral: Referral) -> tuple[str, int]:
    """What a referral's clocks are about."""
    return ("referrals.referral", referral.pk)


def subject(part: Part) -> tuple[str, int]:
    """What most of a council's clocks measure: its own part."""
    return ("referrals.part", part.pk)


def pair(named: NamedCouncil) -> tuple[str, int]:
    """What `council_contact` measures: having spoken to that other council about this referral."""
    return ("referrals.namedcouncil", named.pk)


def on_receipt(
    part: Part,
    *,
    referral: Referral,
    places: Iterable[Place],
    parent_knows: bool,
    named: Iterable[NamedCouncil],
) -> list[Start]:
    """The clocks a council owes from the instant it logs a referral or is sent it.

    `places` are the referral's present ones, `named` the other councils it names that this council has not yet spoken
    to. A contact (information only) starts none until it becomes a referral.
    """
    if referral.kind == Referral.Kind.CONTACT:
        return []
    starts = [_of(part, referral, "decision")]
    if part.came == Part.Came.SENT or not referral.referrer_anonymous:
        starts.append(_of(part, referral, "referrer_feedback"))
    if lives_here(part.council_id, places):
        starts.append(_of(part, referral, "assessment"))
    if referral.told_to_expect_contact and (lives_here(part.council_id, places) or _nobody_else_has_it(part, places)):
        starts.append(_of(part, referral, "family_contact", variant="" if referral.harm_alleged else "no_harm"))
    if referral.harm_alleged and not parent_knows:
        starts.append(_of(part, referral, "parent_told"))
    if _owes_discussion_at_receipt(part, referral):
        starts.append(strategy_discussion(part, referral, at=part.received_at))
    if _owes_seeing_at_receipt(part, referral, places):
        starts.append(_of(part, referral, "child_seen"))
    contact_on = referral.next_contact_on
    if contact_on is not None and contact_on >= local_day(part.received_at):
        starts.append(known_contact(part, referral, on=contact_on, at=part.received_at))
    starts += [contact_with(other, part=part, referral=referral, at=part.received_at) for other in named]
    return starts


def known_contact(part: Part, referral: Referral, *, on: date, at: datetime) -> Start:
    """T19: a safety plan before the next contact, which is on the day."""
    return _of(part, referral, "known_contact", on=on, at=at)


def contact_with(other: NamedCouncil, *, part: Part, referral: Referral, at: datetime) -> Start:
    """T30: from when the other council is named or this one receives the referral, whichever is later."""
    return Start(
        kind="council_contact",
        council_id=part.council_id,
        subject=pair(other),
        about=about(referral),
        at=max(at, other.named_at),
        team_id=part.team_id,
        owner_id=part.worker_id,
        towards_id=other.council_id,
        nation=part.council.nation,
    )


def assessment(part: Part, referral: Referral) -> Start:
    """T16 runs from the date the referral was received, not from acceptance or allocation."""
    return _of(part, referral, "assessment")


def strategy_discussion(part: Part, referral: Referral, *, at: datetime) -> Start:
    """T06 for one council's part, the same day where it cannot wait."""
    return _of(part, referral, "strategy_discussion", variant="same_day" if cannot_wait(referral, at) else "", at=at)


def cannot_wait(referral: Referral, at: datetime) -> bool:
    """True with sexual abuse or physical harm in the last 14 days, or where the child is not safe now."""
    last = referral.last_happened_on
    recent = last is not None and local_day(at) - last <= RECENT
    return referral.safe_now is False or (recent and bool({"sexual", "physical"} & set(referral.harm)))


def suspected(referral: Referral) -> bool:
    """True when reasonable cause to suspect significant harm is on record: as logged, corrected, decided, or disclosed
    since."""
    return (
        bool(referral.significant_harm)
        or Decision.objects.filter(part__referral=referral, outcome__in=SUSPECTS).exists()
        or Concern.objects.filter(part__referral=referral, kind=Concern.Kind.NEW_DISCLOSURE).exists()
    )


def discussion_held(referral: Referral, *, since: datetime | None = None) -> bool:
    """True when a strategy discussion was held on the referral (since an instant), and nothing newer calls for one."""
    found = StrategyDiscussion.objects.filter(referral=referral, held_at__isnull=False)
    if since is not None:
        return found.filter(held_at__gte=since).exists()
    # One from before the referral was about something else.
    found = found.filter(held_at__gte=reached(referral))
    duty = Duty.objects.filter(referral=referral, code=Duty.Code.STRATEGY_DISCUSSION)
    return found.exists() and not duty.exclude(ended_because=HELD).exists()


def is_of(referral: Referral, at: datetime) -> bool:
    """False for a conversation that took place before the day on which the referral first reached a council: it was
    about something else, and answers nothing of this one. The day and not the minute, since the call in which somebody
    tells of it comes before its own log."""
    return at >= first_day(referral)


def reached(referral: Referral) -> datetime:
    """The minute in which the referral first reached a council. Pages ask for a time to the minute: what is entered of
    that minute is not older."""
    return referral.received_at.replace(second=0, microsecond=0)


def first_day(referral: Referral) -> datetime:
    """The beginning of the day, where the councils are, on which the referral first reached one."""
    return datetime.combine(local_day(referral.received_at), time.min, tzinfo=LONDON)


def disclosed_since(referral: Referral, at: datetime) -> datetime | None:
    """When the newest disclosure after `at` was made, the referral itself among them: what was done by `at` does not
    answer it (STATUTE 3, 11)."""
    found = Concern.objects.filter(part__referral=referral, kind=Concern.Kind.NEW_DISCLOSURE, at__gt=at)
    newest = found.order_by("-at").first()
    if newest is not None:
        return newest.at
    return referral.received_at if at < reached(referral) else None


def _owes_discussion_at_receipt(part: Part, referral: Referral) -> bool:
    """A council that is sent the referral after one was held, or after the others agreed who calls it, owes none."""
    if part.came == Part.Came.LOGGED:
        return bool(referral.significant_harm)
    agreed_elsewhere = LeadProposal.objects.filter(
        referral=referral, duty="strategy_discussion", ended_at=None, in_force_at__isnull=False
    ).exclude(lead_id=part.council_id)
    return suspected(referral) and not discussion_held(referral) and not agreed_elsewhere.exists()


def may_meet(referral: Referral, at: datetime) -> bool:
    """True where the child may be with the person alleged to have caused harm now or within 24 hours (T05).

    A contact is known by its day, so one tomorrow may be within 24 hours.
    """
    soon = referral.next_contact_on
    return referral.harm_alleged and (
        referral.safe_now is False or (soon is not None and timedelta() <= soon - local_day(at) <= timedelta(days=1))
    )


def _owes_seeing_at_receipt(part: Part, referral: Referral, places: Iterable[Place]) -> bool:
    if not may_meet(referral, part.received_at):
        return False
    if part.came == Part.Came.SENT and child_was_seen(referral):
        return False  # seen already: it serves every council on the referral
    return sees_child(part, places)


def child_was_seen(referral: Referral) -> bool:
    """True when any council has seen the child since the referral first reached one."""
    return ChildSeen.objects.filter(part__referral=referral, at__gte=reached(referral)).exists()


def sees_child(part: Part, places: Iterable[Place]) -> bool:
    """Whose it is to see the child: where the child lives, and while no such council has a part, whoever has one."""
    return lives_here(part.council_id, places) or _nobody_else_has_it(part, places)


def child_seen(part: Part, referral: Referral, *, at: datetime, by: datetime | None = None) -> Start:
    """T05: within 24 hours, or by the instant that the strategy discussion set."""
    return _of(part, referral, "child_seen", variant="" if by is None else "date_set", at=at, due_at=by)


def conference(part: Part, referral: Referral, *, at: datetime) -> Start:
    """T09 for the council that makes the enquiries, from the discussion that began them."""
    return _of(part, referral, "initial_conference", at=at)


def record_of(discussion: StrategyDiscussion, part: Part, *, at: datetime) -> Start:
    """T07 for the council that called the discussion: its record goes out."""
    return Start(
        kind="strategy_record",
        council_id=part.council_id,
        subject=("referrals.strategydiscussion", discussion.pk),
        about=("referrals.referral", discussion.referral_id),
        at=at,
        team_id=part.team_id,
        owner_id=part.worker_id,
        nation=part.council.nation,
    )


def stop_for_all(
    kind: str,
    referral: Referral,
    *,
    by_id: int,
    at: datetime,
    now: datetime,
    because: str,
    councils: Collection[int] | None = None,
) -> None:
    """What one council did serves every council on the referral (or these): stop the kind's clocks of all of them.

    A clock that began after `at`, on something newer (a new concern, a date set since), runs on; a council that only
    received the referral later owes nothing that was done before. What is older than the referral stops none.
    """
    if at < reached(referral):
        return
    running = Timer.objects.running().about(about(referral)).filter(kind=kind).select_related("rule")
    served = [
        Stop(kind, one.council_id, (one.subject_label, one.subject_id))
        for one in running
        if (councils is None or one.council_id in councils)
        and (
            one.started_at <= at
            or (one.subject_label == "referrals.part" and (one.rule is None or one.rule.variant != "date_set"))
        )
    ]
    if served:
        clocks.stop_many(served, at=at, now=now, by_id=by_id, because=because)


def lives_here(council_id: int, places: Iterable[Place]) -> bool:
    """True when a child lives in the council's area as believed now, or nobody knows where a child lives.

    The council where the child lives assesses, whatever the other does (STATUTE 2a, "Assess child's needs": L in every
    rule set read). Where that is unknown, whoever has the referral must.
    """
    lives_in = [place.council_id for place in places if place.what == Place.What.LIVES_IN]
    return not lives_in or None in lives_in or council_id in lives_in


def _nobody_else_has_it(part: Part, places: Iterable[Place]) -> bool:
    """True while no council in which a child lives has a part of its own: the family is still waiting, so the council
    that knows of the promise owes the call."""
    lives_in = {place.council_id for place in places if place.what == Place.What.LIVES_IN}
    return not Part.objects.filter(referral_id=part.referral_id, council_id__in=lives_in).exists()


def spoken_to(referral: Referral, council_id: int) -> set[int]:
    """The councils whose children's services this council's have already spoken to about the referral (is_of)."""
    return {
        contact.to_id if contact.council_id == council_id else contact.council_id
        for contact in CouncilContact.objects.filter(referral=referral, two_way=True)
        if contact.stops_the_clock and is_of(referral, contact.at) and council_id in (contact.council_id, contact.to_id)
    }


def stop(kind: str, part: Part, *, by_id: int, at: datetime, now: datetime, because: str) -> None:
    """Stop one of a part's clocks, if it runs, and those of the same kind that its concerns until then started."""
    subjects = [subject(part)]
    if kind in OF_CONCERNS_TOO:
        concerns = part.concerns.filter(at__lte=at).values_list("pk", flat=True)
        subjects += [("referrals.concern", key) for key in concerns]
    clocks.stop_many(
        [Stop(kind, part.council_id, one) for one in subjects], at=at, now=now, by_id=by_id, because=because
    )


def local_day(at: datetime) -> date:
    """The calendar day of an instant where the councils are."""
    return at.astimezone(LONDON).date()


def _of(
    part: Part,
    referral: Referral,
    kind: str,
    *,
    variant: str = "",
    on: date | None = None,
    at: datetime | None = None,
    due_at: datetime | None = None,
) -> Start:
    return Start(
        kind=kind,
        variant=variant,
        council_id=part.council_id,
        subject=subject(part),
        about=about(referral),
        at=at or part.received_at,
        on=on,
        due_at=due_at,
        team_id=part.team_id,
        owner_id=part.worker_id,
        nation=part.council.nation,
    )
