"""A complaint reaches a council; its officer, its points and what is known about them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

import timers.actions as clocks
from complaints import deadlines, eligibility, intake, journal, prompts, proposing, stages
from complaints.grounds import ground
from complaints.models import (
    About,
    Complaint,
    ComplaintChild,
    Eligibility,
    FindingIs,
    Head,
    OmbudsmanEnquiry,
    Pause,
)
from complaints.parties import head_of, locked, require_words
from complaints.routes import whole
from complaints.said import ComplaintSaid, HeadSaid
from councils.models import Council
from referrals import references
from referrals.models import Referral
from referrals.parties import require_past
from referrals.refusals import NotPossible, Refused
from timers.calendar import local
from trail.history import save_as
from trail.submissions import claim

if TYPE_CHECKING:
    from accounts.models import User

#: What can be corrected on a complaint once it is written down; the points have verbs of their own.
CORRECTABLE = {
    *("complainant_name", "complainant_reach", "relationship", "relationship_words", "parent_consents"),
    *("child_content", "grounds_arose_on", "late_reasons", "desired_outcome", "adjustments", "proceedings_live"),
    *("proceedings_words", "already_at_stage", "complained_of_ids"),
}
#: Points after which freezing what is complained of is worth a thought: something is about to change, or has.
MAY_FREEZE = {
    *(About.DISPUTED_DECISION, About.LOOKED_AFTER, About.SHORT_BREAKS, About.SECTION_20, About.SUPPORT),
    *(About.QUANTITY_OR_COST, About.LEAVING_CARE, About.ELIGIBILITY),
}
REPEATS_WITHIN = timedelta(days=3 * 365)
_FACTS = ("about", "assessment_requested", "part_3_function", "appeal_right", "adult_service", "harm_criteria_met")


def complain(*, by: "User", council: Council, said: ComplaintSaid, at: datetime, now: datetime) -> Complaint:
    """Write down a complaint that reached `council` at `at`: its points, their proposed routes and its clocks.

    `by` is whoever writes it down; for the public form the council's own account (`intake.form_account`).
    `said.form_token` makes a second sending of the same form return the first one's complaint. Never refused for what
    is not known. A point that says a child is at risk now logs a referral at the council's front door in the same
    transaction. Raises NotPossible for a time ahead of `now`, or without any point of complaint.
    """
    require_past(at, now)
    if by.council_id != council.pk:
        raise NotPossible("Write down complaints that reached your own council. Send others on to theirs.")
    if not said.heads:
        raise NotPossible("Say what the complaint is about: at least one point.", "heads")
    if said.form_token is not None and claim(said.form_token, by_id=by.pk, now=now) is not None:
        return Complaint.objects.get(form_token=said.form_token)
    complaint = _recorded(by, council, said, at=at, now=now)
    heads = [_head(number, one) for number, one in enumerate(said.heads, 1)]
    proposing.put_proposals(complaint, heads, now=now)
    proposing.put_standing(complaint, heads)
    at_risk = proposing.at_risk_now(complaint, heads)
    if at_risk:
        words = [head.words for head in at_risk]
        complaint.opened_referral = intake.open_referral(by=by, council=council, said=said, words=words, at=at, now=now)
    Complaint.objects.create_many([complaint], by=by, now=now, because="received")
    ComplaintChild.objects.bulk_create([ComplaintChild(complaint=complaint, **vars(one)) for one in said.children])
    for head in heads:
        head.complaint = complaint
    Head.objects.create_many(heads, by=by, now=now, because="received")
    if said.proceedings_live:
        _pause_for_now(complaint, by=by, at=at, now=now)
    clocks.start_many(deadlines.on_receipt(complaint), now=now)
    stages.follow(complaint, by=by, at=at, now=now, because="received")
    facts = {
        "heads": [head.about for head in heads],
        "routes": [head.proposed_route for head in heads],
        "eligibility": complaint.eligibility,
        "came": complaint.came,
        "referral": complaint.opened_referral_id,
    }
    journal.write("complain", complaint=complaint, by=by, at=at, now=now, facts=facts)
    _ask_at_receipt(complaint, heads, at=at, now=now)
    return complaint


def _recorded(by: "User", council: Council, said: ComplaintSaid, *, at: datetime, now: datetime) -> Complaint:
    fields = {name: value for name, value in vars(said).items() if name not in ("heads", "children")}
    fields["complained_of_ids"] = list(said.complained_of_ids)
    return Complaint(
        reference=references.new(), council=council, received_at=at, recorded_at=now, recorded_by=by, **fields
    )


def _head(number: int, said: HeadSaid) -> Head:
    return Head(number=number, **vars(said))


def _pause_for_now(complaint: Complaint, *, by: "User", at: datetime, now: datetime) -> None:
    """A case is said to be running: nothing is answered that might prejudice it until an officer has asked."""
    Pause.objects.create(
        complaint=complaint,
        because=complaint.proceedings_words or "The complaint says that a case is running.",
        since=at,
        recorded_at=now,
        by=by,
    )


def _ask_at_receipt(complaint: Complaint, heads: list[Head], *, at: datetime, now: datetime) -> None:
    if any(head.check_needed for head in heads):
        prompts.ask(
            complaint, "check_route", at=now, facts={"heads": [head.number for head in heads if head.check_needed]}
        )
    if whole(heads).offer_whole:
        prompts.ask(complaint, "offer_whole_statutory", at=now)
    if complaint.by_child:
        prompts.ask(complaint, "offer_advocate", at=now)
    _ask_standing(complaint, now=now)
    if eligibility.is_late(complaint.grounds_arose_on, local(at).date()):
        prompts.ask(complaint, "weigh_lateness", at=now)
    if complaint.proceedings_live:
        prompts.ask(complaint, "confirm_pause", at=now)
    if any(head.about in MAY_FREEZE for head in heads):
        prompts.ask(complaint, "consider_freezing", at=now)
    _ask_of_themes(complaint, heads, now=now)


def _ask_standing(complaint: Complaint, *, now: datetime) -> None:
    if complaint.eligible is None and complaint.eligibility == Eligibility.SUFFICIENT_INTEREST:
        prompts.ask(complaint, "decide_interest", at=now)
    elif complaint.eligible is None and complaint.eligibility == Eligibility.CONSENT_NEEDED:
        prompts.ask(complaint, "ask_agreement", at=now)


def _ask_of_themes(complaint: Complaint, heads: list[Head], *, now: datetime) -> None:
    """A point about what was upheld here before, by the council or by the Ombudsman, says so (fault 103)."""
    themes = sorted({head.about for head in heads if head.about})
    since = now - REPEATS_WITHIN
    by_us = Q(finding__in=[FindingIs.UPHELD, FindingIs.PARTLY], finding_at__gte=since)
    by_them = Q(
        complaint__ombudsman_enquiries__decision__in=OmbudsmanEnquiry.FAULT,
        complaint__ombudsman_enquiries__decided_on__gte=local(since).date(),
    )
    found = (
        Head.objects.filter(by_us | by_them, about__in=themes, complaint__council_id=complaint.council_id)
        .exclude(complaint=complaint)
        .values_list("about", flat=True)
        .distinct()
    )
    repeated = sorted(found)
    if repeated:
        prompts.ask(complaint, "repeats_upheld_theme", at=now, facts={"themes": repeated})


def take_on(*, by: "User", complaint: Complaint, at: datetime, now: datetime, officer: "User") -> Complaint:
    """A complaints officer takes the complaint, or is given it; its open clocks become theirs.

    Raises Refused (complaint.complained_of) for somebody it is about, NotPossible for another council's account.
    """
    complaint = locked(by, complaint, at=at, now=now)
    if officer.council_id != complaint.council_id:
        raise NotPossible("Choose somebody of your own council.", "officer")
    if officer.pk in complaint.complained_of_ids:
        raise Refused([ground("complaint.complained_of")])
    complaint.officer = officer
    save_as(complaint, by=by, now=now, because="an officer takes it", fields=["officer"])
    # What the council owes about a report of the Ombudsman is about the complaint too, and somebody else's.
    clocks.hand_over(
        about=deadlines.about(complaint),
        council_id=complaint.council_id,
        team_id=None,
        owner_id=officer.pk,
        room="complaints",
    )
    journal.write("take_on", complaint=complaint, by=by, at=at, now=now, facts={"officer": officer.pk})
    return complaint


def add_head(*, by: "User", complaint: Complaint, at: datetime, now: datetime, said: HeadSaid) -> Head:
    """One more point, numbered after the last, with its proposed route. Raises NotPossible on a closed complaint."""
    complaint = locked(by, complaint, at=at, now=now)
    heads = list(complaint.heads.all())
    head = _head(max((one.number for one in heads), default=0) + 1, said)
    head.complaint = complaint
    head.proposed_row = ""
    proposing.put_proposals(complaint, [*heads, head], now=now)
    Head.objects.create_many([head], by=by, now=now, because="a point is added")
    _again(complaint, by=by, at=at, now=now, because="a point is added")
    journal.write(
        "add_head",
        complaint=complaint,
        by=by,
        at=at,
        now=now,
        facts={"head": head.number, "about": head.about, "route": head.proposed_route},
    )
    return Head.objects.get(pk=head.pk)


def record_facts(
    *, by: "User", complaint: Complaint, head: int, said: HeadSaid, at: datetime, now: datetime, summary: str = ""
) -> Head:
    """What is now known about point number `head`: the whole of `said` but its words, which stay the complainant's.

    The route is proposed anew and clocks follow; a choice made before stands, and where it now goes against the
    proposal it needs its second person again. Raises NotPossible for a point that is not there.
    """
    complaint = locked(by, complaint, at=at, now=now)
    found = head_of(complaint, head)
    for name in (*_FACTS, "agency_words", "joins"):
        setattr(found, name, getattr(said, name))
    if summary:
        found.summary = summary
    save_as(found, by=by, now=now, because="facts of a point")
    _again(complaint, by=by, at=at, now=now, because="facts of a point changed")
    facts = {"head": head, **{name: getattr(said, name) for name in _FACTS}}
    journal.write("record_facts", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return head_of(complaint, head)


def correct_complaint(
    *, by: "User", complaint: Complaint, at: datetime, now: datetime, changes: Mapping[str, object], because: str
) -> Complaint:
    """Change what is known of the complainant, the child's consent, dates or needs (CORRECTABLE); eligibility and
    clocks follow.

    Raises NotPossible for a field that cannot be corrected here, or without `because`.
    """
    require_words(because, "Say why it is changed.", "because")
    if unknown := set(changes) - CORRECTABLE:
        raise NotPossible(f"This cannot be corrected here: {', '.join(sorted(unknown))}.")
    complaint = locked(by, complaint, at=at, now=now)
    for name, value in changes.items():
        setattr(complaint, name, value)
    complaint.version += 1
    save_as(complaint, by=by, now=now, because="corrected")
    if changes.get("proceedings_live") and stages.pause_of(complaint) is None:
        _pause_for_now(complaint, by=by, at=at, now=now)
        prompts.ask(complaint, "confirm_pause", at=now)
    _again(complaint, by=by, at=at, now=now, because="corrected")
    journal.write(
        "correct_complaint",
        complaint=complaint,
        by=by,
        at=at,
        now=now,
        facts={"fields": sorted(changes), "because": because},
    )
    return complaint


def _again(complaint: Complaint, *, by: "User", at: datetime, now: datetime, because: str) -> None:
    """Routes and standing are proposed anew, and stages and clocks follow."""
    heads = list(complaint.heads.select_related("joins"))
    changed = set(proposing.put_proposals(complaint, heads, now=now))
    for head in heads:
        if head.number in changed:
            needed = head.against_proposal and head.route == "corporate" and head.proposed_route == "statutory"
            if needed and not head.second_needed:
                head.second_needed, head.second_at, head.second_by = True, None, None
            save_as(head, by=by, now=now, because=because)
    if proposing.put_standing(complaint, heads):
        save_as(complaint, by=by, now=now, because=because)
        if complaint.eligible is not None:
            deadlines.stop_own(complaint, "eligibility_decision", by=by, at=at, now=now, because=because)
        else:
            clocks.start_many(
                [one for one in deadlines.on_receipt(complaint) if one.kind == "eligibility_decision"], now=now
            )
        _ask_standing(complaint, now=now)
    if any(head.check_needed for head in heads if head.number in changed):
        prompts.ask(complaint, "check_route", at=now)
    stages.follow(complaint, by=by, at=at, now=now, because="route changed")


def link_referral(
    *, by: "User", complaint: Complaint, at: datetime, now: datetime, referral: Referral | None
) -> Complaint:
    """Say which referral it is about, by somebody who may open that referral. Raises NotPossible otherwise.

    A complaints officer sees the complaint and extracts of the file, not the file (STATUTE 7): the manager appointed to
    answer, who may open it, says which it is. Nothing is written on the referral.
    """
    complaint = locked(by, complaint, at=at, now=now)
    if referral is not None and not by.has_perm("referrals.read", referral):
        raise NotPossible(
            "You may not open that referral. Appoint a manager who may, and ask them to say so.", "referral"
        )
    complaint.referral = referral
    save_as(complaint, by=by, now=now, because="linked with a referral", fields=["referral"])
    journal.write(
        "link_referral", complaint=complaint, by=by, at=at, now=now, facts={"referral": referral and referral.pk}
    )
    return complaint


def offer_advocate(*, by: "User", complaint: Complaint, at: datetime, now: datetime, wanted: bool | None) -> Complaint:
    """An advocate was offered to the child or young person, and whether they want one (section 26A)."""
    complaint = locked(by, complaint, at=at, now=now)
    complaint.advocate_offered_on = local(at).date()
    complaint.advocate_wanted = wanted
    save_as(complaint, by=by, now=now, because="an advocate was offered")
    prompts.answered(complaint, "offer_advocate", by=by, now=now, because="offered")
    journal.write("offer_advocate", complaint=complaint, by=by, at=at, now=now, facts={"wanted": wanted})
    return complaint
