"""A strategy discussion that was held, its record, and sending that record."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import timers.actions as clocks
from referrals import agreeing, deadlines, duties, journal
from referrals.actions.enquiring import begin_enquiry
from referrals.grounds.strategy import saying
from referrals.models import Agency, Circulation, Duty, Part, Place, Section47, StrategyDiscussion
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible, Refused

if TYPE_CHECKING:
    from accounts.models import User

QUORUM = [Agency.CHILDRENS_SOCIAL_CARE, Agency.POLICE, Agency.HEALTH]  # STATUTE 1e

# What falls short of the standard, by code, in words (STATUTE 1e).
SHORT = {
    "childrens_social_care_missing": "children's social care did not take part",
    "police_missing": "the police did not take part",
    "health_missing": "health did not take part",
    "other_council_missing": "the other council was invited and did not take part",
    "section_47_unknown": "whether section 47 enquiries begin is not recorded",
    "other_children_not_considered": "risk to other children was not considered",
    "risk_apart_from_police_not_considered": "risk was not considered apart from what the police do",
    "rationale_missing": "the reasons are not recorded",
}
# Who came is a fact; these are what the record must say before it is sent.
RECORD = [
    "section_47_unknown",
    "other_children_not_considered",
    "risk_apart_from_police_not_considered",
    "rationale_missing",
]


def hold_strategy_discussion(
    *,
    by: "User",
    discussion: StrategyDiscussion,
    at: datetime,
    now: datetime,
    attended: Iterable[str] = (),
    section_47: bool | None = None,
    other_children_considered: bool | None = None,
    risk_apart_from_police_considered: bool | None = None,
    rationale: str = "",
    see_child_by: datetime | None = None,
    joint_with_police: bool | None = None,
) -> StrategyDiscussion:
    """Record that it was held at `at`, as it was: never refused, but marked and raised where it fell short (1e).

    `attended` are codes of Agency. Stops the clock of every council on the referral, ends the responsibility (unless a
    disclosure since then calls for another), starts the clock of its record and, with section 47, the enquiry and the
    conference's clock from this discussion.
    `see_child_by` is the instant by which it set that the child is seen. Raises NotPossible when it is recorded as held
    already, or lies ahead.
    """
    require_past(at, now)
    part = part_of(by, discussion.referral)
    discussion = _locked(discussion)
    if discussion.held_at is not None:
        raise NotPossible("This discussion is recorded as held. Complete its record, or call another one.")
    referral = part.referral
    discussion.held_at, discussion.held_recorded_at, discussion.held_recorded_by = at, now, by
    discussion.attended = list(dict.fromkeys(one for one in attended if one in Agency.values))
    discussion.section_47 = section_47
    discussion.other_children_considered = other_children_considered
    discussion.risk_apart_from_police_considered = risk_apart_from_police_considered
    discussion.rationale = rationale
    discussion.below_standard = falls_short(discussion)
    discussion.save()
    deadlines.stop_for_all(
        "strategy_discussion", referral, by_id=by.pk, at=at, now=now, because="the strategy discussion was held"
    )
    if duties.discussion_held(referral, at=at):
        agreeing.stop_agreeing(referral, by_id=by.pk, at=at, now=now, because="the strategy discussion was held")
    else:
        duties.count_discussion(referral, at=at, now=now)
    chair = Part.objects.select_related("council").filter(referral=referral, council_id=discussion.council_id).first()
    clocks.start_many([deadlines.record_of(discussion, chair or part, at=at)], now=now)
    _settle_section_47(discussion, by=by, joint_with_police=joint_with_police, at=at, now=now)
    if see_child_by is not None:
        _set_day_to_see_child(discussion, chair or part, see_child_by, by=by, at=at, now=now)
    journal.write(
        "hold_strategy_discussion",
        referral=referral,
        by=by,
        at=at,
        now=now,
        facts={
            "discussion": discussion.pk,
            "attended": discussion.attended,
            "section_47": section_47,
            "below_standard": discussion.below_standard,
            "see_child_by": see_child_by.isoformat() if see_child_by else "",
        },
        below_standard=bool(discussion.below_standard),
    )
    return discussion


def falls_short(discussion: StrategyDiscussion) -> list[str]:
    """The codes (SHORT) of what a discussion that was held lacks."""
    codes = [f"{one.value}_missing" for one in QUORUM if one not in discussion.attended]
    invited = discussion.invitations.filter(agency=Agency.OTHER_COUNCIL).exists()
    if invited and Agency.OTHER_COUNCIL not in discussion.attended:
        codes.append("other_council_missing")
    return codes + record_lacks(discussion)


def record_lacks(discussion: StrategyDiscussion) -> list[str]:
    """The codes of what the minimum record does not say yet."""
    said = [
        discussion.section_47 is not None,
        bool(discussion.other_children_considered),
        bool(discussion.risk_apart_from_police_considered),
        bool(discussion.rationale.strip()),
    ]
    return [code for code, there in zip(RECORD, said, strict=True) if not there]


def complete_strategy_record(
    *,
    by: "User",
    discussion: StrategyDiscussion,
    at: datetime,
    now: datetime,
    section_47: bool | None = None,
    other_children_considered: bool | None = None,
    risk_apart_from_police_considered: bool | None = None,
    rationale: str = "",
) -> StrategyDiscussion:
    """Write what the record of a discussion that was held does not say yet; what it says already stands.

    That it fell short when it was held stays marked. Raises NotPossible before it was held, or with nothing to add.
    """
    require_past(at, now)
    part = part_of(by, discussion.referral)
    discussion = _locked(discussion)
    if discussion.held_at is None:
        raise NotPossible("This discussion is not recorded as held yet. Record that first.")
    told = {
        "section_47": section_47 if discussion.section_47 is None else None,
        "other_children_considered": None if discussion.other_children_considered else other_children_considered,
        "risk_apart_from_police_considered": (
            None if discussion.risk_apart_from_police_considered else risk_apart_from_police_considered
        ),
        "rationale": (rationale.strip() or None) if not discussion.rationale.strip() else None,
    }
    added = {name: value for name, value in told.items() if value is not None}
    if not added:
        raise NotPossible("Nothing is added to the record: what it says already stands.")
    for name, value in added.items():
        setattr(discussion, name, value)
    discussion.save(update_fields=list(added))
    if "section_47" in added:
        _settle_section_47(discussion, by=by, joint_with_police=None, at=discussion.held_at, now=now)
    journal.write(
        "complete_strategy_record",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"discussion": discussion.pk, **added},
    )
    return discussion


def circulate_record(
    *, by: "User", discussion: StrategyDiscussion, at: datetime, now: datetime, to: Iterable[str] = ()
) -> Circulation:
    """Send the record of the discussion: to whom, in words or codes of Agency; nobody named means everybody invited.

    Stops T07; somebody invited and left out marks it below standard. Raises Refused (strategy.record_incomplete) with
    what the minimum record does not say: the discussion itself stands.
    """
    require_past(at, now)
    part = part_of(by, discussion.referral)
    discussion = _locked(discussion)
    missing = [] if discussion.held_at else ["it is not recorded that the discussion was held"]
    missing += [] if discussion.attended or not discussion.held_at else ["who took part is not recorded"]
    missing += [SHORT[code] for code in record_lacks(discussion)] if discussion.held_at else []
    if missing:
        raise Refused([saying("strategy.record_incomplete", missing)])
    receivers = list(dict.fromkeys(to))
    invited = set(discussion.invitations.values_list("agency", flat=True))
    left_out = sorted(invited - set(receivers) - {Agency.CHILDRENS_SOCIAL_CARE}) if receivers else []
    sent = Circulation.objects.create(
        discussion=discussion, to=receivers or sorted(invited), by=by, at=at, recorded_at=now
    )
    clocks.stop(
        "strategy_record",
        council_id=discussion.council_id,
        subject=("referrals.strategydiscussion", discussion.pk),
        at=at,
        now=now,
        by_id=by.pk,
        because="the record was sent",
    )
    journal.write(
        "circulate_record",
        referral=part.referral,
        by=by,
        at=at,
        now=now,
        facts={"discussion": discussion.pk, "to": sent.to, "left_out": left_out},
        below_standard=bool(left_out),
    )
    return sent


def _locked(discussion: StrategyDiscussion) -> StrategyDiscussion:
    return StrategyDiscussion.objects.select_for_update(of=("self",)).select_related("referral").get(pk=discussion.pk)


def _settle_section_47(
    discussion: StrategyDiscussion, *, by: "User", joint_with_police: bool | None, at: datetime, now: datetime
) -> None:
    """Enquiries begin with the council that holds them, or that called the discussion; or are decided against."""
    referral = discussion.referral
    code = Duty.Code.SECTION_47
    if discussion.section_47:
        parts = {one.council_id: one for one in Part.objects.filter(referral=referral).select_related("council")}
        holders = [one.pk for one in duties.holders_at(referral, code, at) if one.pk in parts]
        whose = discussion.council_id if discussion.council_id in holders or not holders else holders[0]
        mine = parts[whose]
        mine.referral = referral
        begin_enquiry(mine, by=by, joint_with_police=joint_with_police, discussion=discussion, at=at, now=now)
        return
    decided_against = discussion.section_47 is False and bool(discussion.rationale.strip())
    if decided_against and not Section47.objects.filter(part__referral=referral, ended_at=None).exists():
        duties.end(referral, code, at=at, because="the strategy discussion decided against enquiries")


def _set_day_to_see_child(
    discussion: StrategyDiscussion, part: Part, by_when: datetime, *, by: "User", at: datetime, now: datetime
) -> None:
    """The day that the discussion set takes the place of the 24 hours: an earlier visit can spoil an interview."""
    referral = discussion.referral
    places = list(Place.objects.filter(referral=referral, superseded_at=None))
    live = Part.objects.filter(referral=referral, closed_at=None, returned_at=None)
    parts = list(live.select_related("council").order_by("id"))
    theirs = [one for one in parts if deadlines.lives_here(one.council_id, places)] or [part]
    because = "the strategy discussion set the day"
    deadlines.stop_for_all("child_seen", referral, by_id=by.pk, at=at, now=now, because=because)
    clocks.start_many([deadlines.child_seen(one, referral, at=at, by=max(by_when, at)) for one in theirs], now=now)
