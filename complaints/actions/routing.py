"""The route of each point: proposed, chosen by an officer, signed by a second person, told to the complainant."""

from datetime import datetime
from typing import TYPE_CHECKING

from complaints import deadlines, journal, prompts, proposing, stages, wording
from complaints.grounds import ground
from complaints.models import Complaint, Eligibility, Head, Letter, Relationship, Route, RouteTold
from complaints.parties import head_of, locked, require_words
from referrals.refusals import NotPossible, Refused
from trail.history import save_as

if TYPE_CHECKING:
    from accounts.models import User

#: Reasons that say who complains rather than what about.
WHO = {"no_child_consent", "no_parental_responsibility"}
AS_PROPOSED = "as_proposed"


def choose_route(
    *,
    by: "User",
    complaint: Complaint,
    head: int,
    route: str,
    at: datetime,
    now: datetime,
    reason: str = "",
    rationale: str = "",
) -> Head:
    """The officer's decision on point number `head`. With the proposal, or towards the statutory procedure, it is in
    force at once.

    Against the proposal it needs `reason` (out_of_scope, in_scope, other …) or `rationale`; away from the statutory
    procedure also a second person (`sign_route`): until then the proposal is in force and both procedures' clocks run.
    Raises Refused: complaint.child_consent_not_needed, complaint.interest_not_decided,
    complaint.residence_is_no_reason, complaint.route_reason_missing, complaint.statutory_begun; NotPossible for a
    point or a route that is not there.
    """
    complaint = locked(by, complaint, at=at, now=now)
    found = head_of(complaint, head)
    if route not in Route.values:
        raise NotPossible("Choose one of the routes.", "route")
    if codes := _against(complaint, found, route, reason, rationale):
        raise Refused([ground(code) for code in codes])
    found.route, found.route_reason, found.route_rationale = route, reason, rationale
    found.route_chosen_at, found.route_chosen_by = at, by
    found.second_needed = found.proposed_route == Route.STATUTORY and route not in (Route.STATUTORY, Route.NOT_ELIGIBLE)
    found.second_at, found.second_by, found.second_words = None, None, ""
    _save(complaint, found, by=by, at=at, now=now, because="route chosen")
    if found.second_needed:
        prompts.ask(complaint, "route_signature", at=now, facts={"head": head})
    journal.write(
        "choose_route",
        complaint=complaint,
        by=by,
        at=at,
        now=now,
        facts={
            "head": head,
            "route": route,
            "proposed": found.proposed_route,
            "reason": reason,
            "second_needed": found.second_needed,
        },
    )
    return found


def _against(complaint: Complaint, head: Head, route: str, reason: str, rationale: str) -> list[str]:
    """Every code that stands against this choice."""
    if route == Route.STATUTORY:
        return []
    codes = []
    turned_away = reason in WHO or route == Route.NOT_ELIGIBLE
    if turned_away and complaint.eligibility == Eligibility.OWN_RIGHT:
        codes.append("complaint.child_consent_not_needed")
    elif turned_away and complaint.eligible is None and not _child_was_to_agree(complaint, reason):
        codes.append("complaint.interest_not_decided")
    if reason == "not_resident":
        codes.append("complaint.residence_is_no_reason")
    if head.route_in_force == Route.STATUTORY and is_begun(complaint):
        codes.append("complaint.statutory_begun")
    if route != head.proposed_route and reason in ("", "other") and not rationale.strip():
        codes.append("complaint.route_reason_missing")
    return codes


def _child_was_to_agree(complaint: Complaint, reason: str) -> bool:
    """True for a child's representative whom the child, being asked, does not want to speak for them (STATUTE 4b)."""
    return (
        reason == "no_child_consent"
        and complaint.relationship == Relationship.REPRESENTATIVE
        and complaint.eligibility == Eligibility.CONSENT_NEEDED
    )


def is_begun(complaint: Complaint) -> bool:
    """True once the statutory procedure was begun: a stage was answered or a later one asked for, here or before."""
    begun = [one for one in complaint.stages.all() if one.procedure == Route.STATUTORY]
    return bool(complaint.already_at_stage) or any(
        one.number > 1 or one.ended_because == stages.ANSWERED for one in begun
    )


def _save(complaint: Complaint, head: Head, *, by: "User", at: datetime, now: datetime, because: str) -> None:
    """A route changed: points that join it (complaint handling) are proposed anew, and clocks follow."""
    save_as(head, by=by, now=now, because=because)
    heads = list(complaint.heads.select_related("joins"))
    for number in proposing.put_proposals(complaint, heads, now=now):
        save_as(next(one for one in heads if one.number == number), by=by, now=now, because="follows another point")
    stages.follow(complaint, by=by, at=at, now=now, because="route changed")


def sign_route(
    *, by: "User", complaint: Complaint, head: int, agrees: bool, at: datetime, now: datetime, words: str = ""
) -> Head:
    """A second person agrees with a choice against the proposal, or not: then the proposal stands again.

    Raises Refused: complaint.own_route (whoever chose it signs it), complaint.route_reason_missing (no rationale yet);
    NotPossible when nothing waits.
    """
    complaint = locked(by, complaint, at=at, now=now)
    found = head_of(complaint, head)
    if not found.waits_for_second:
        raise NotPossible("Nothing waits for a second person on this point.", "head")
    codes = []
    if found.route_chosen_by_id == by.pk:
        codes.append("complaint.own_route")
    if agrees and not found.route_rationale.strip():
        codes.append("complaint.route_reason_missing")
    if codes:
        raise Refused([ground(code) for code in codes])
    chosen = found.route
    found.second_words = words
    if agrees:
        found.second_at, found.second_by = at, by
    else:
        found.route, found.route_reason, found.second_needed = found.proposed_route, AS_PROPOSED, False
        found.route_chosen_at, found.route_chosen_by = at, by
    _save(complaint, found, by=by, at=at, now=now, because="signed by a second person" if agrees else "not signed")
    if not any(one.waits_for_second for one in complaint.heads.all()):
        prompts.answered(complaint, "route_signature", by=by, now=now, because="signed" if agrees else "not signed")
    journal.write(
        "sign_route",
        complaint=complaint,
        by=by,
        at=at,
        now=now,
        facts={"head": head, "route": chosen, "agrees": agrees},
    )
    return found


def take_whole_as_statutory(
    *, by: "User", complaint: Complaint, at: datetime, now: datetime, because: str
) -> Complaint:
    """Points that cannot be separated are all answered under the statutory procedure (STATUTE 4a, 15).

    Points that belong to a court, the LADO, data protection and the like stay where they are. Raises NotPossible when
    no point is statutory or `because` is empty.
    """
    require_words(because, "Say why the points cannot be parted.", "because")
    complaint = locked(by, complaint, at=at, now=now)
    heads = list(complaint.heads.all())
    if not any(head.route_in_force == Route.STATUTORY for head in heads):
        raise NotPossible("No point goes by the statutory procedure. Choose it for a point first.")
    moved = []
    for head in heads:
        if head.route_in_force == Route.CORPORATE or (head.waits_for_second and head.route == Route.CORPORATE):
            head.route, head.route_reason, head.route_rationale = Route.STATUTORY, "in_scope", because
            head.route_chosen_at, head.route_chosen_by, head.second_needed = at, by, False
            head.second_at, head.second_by = None, None
            save_as(head, by=by, now=now, because="the whole under the statutory procedure")
            moved.append(head.number)
    complaint.whole_statutory_at, complaint.whole_statutory_because = at, because
    save_as(complaint, by=by, now=now, because="the whole under the statutory procedure")
    prompts.answered(complaint, "offer_whole_statutory", "route_signature", by=by, now=now, because=because)
    stages.follow(complaint, by=by, at=at, now=now, because="route changed")
    journal.write("take_whole_as_statutory", complaint=complaint, by=by, at=at, now=now, facts={"heads": moved})
    return complaint


def tell_route(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    next_steps: str = "",
    letter: Letter | None = None,
) -> RouteTold:
    """The complainant is told which procedure each point goes by, why, and what happens next (T42). Stops `route_told`.

    A point without a choice is told as proposed, which adopts the proposal. Without `next_steps` those of the
    procedures stand, with their dates (`wording.next_steps`). May be told again after a change.
    """
    complaint = locked(by, complaint, at=at, now=now)
    heads = list(complaint.heads.all())
    for head in heads:
        if not head.route:
            head.route, head.route_reason = head.proposed_route, AS_PROPOSED
            head.route_chosen_at, head.route_chosen_by = at, by
            save_as(head, by=by, now=now, because="told as proposed")
    told = RouteTold.objects.create(
        complaint=complaint,
        by=by,
        at=at,
        recorded_at=now,
        routes=[_told(head) for head in heads],
        next_steps=next_steps.strip() or wording.next_steps(complaint, heads),
        letter=letter,
    )
    deadlines.stop_own(complaint, "route_told", by=by, at=at, now=now, because="the complainant was told")
    if not any(head.check_needed and not head.route_rationale for head in heads):
        prompts.answered(complaint, "check_route", by=by, now=now, because="decided with reasons, and told")
    journal.write("tell_route", complaint=complaint, by=by, at=at, now=now, facts={"told": told.pk})
    return told


def _told(head: Head) -> dict[str, object]:
    """What a complainant is told of one point. A choice against the proposal is told with its own reasons."""
    own = head.route_rationale if head.against_proposal and not head.waits_for_second else ""
    return {
        "number": head.number,
        "route": head.route_in_force,
        "reason": own or head.proposed_reason,
        "source": "" if own else head.proposed_source,
    }


def was_told(complaint: Complaint) -> bool:
    """True once the complainant was told the route, why and the next steps: no answer goes out before."""
    return complaint.routes_told.exists()
