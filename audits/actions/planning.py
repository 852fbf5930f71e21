"""The plan of an audit: actions with an owner, days and a measure; what was found and needs none, with the reason."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.people import people_with
from audits import deadlines
from audits.auditing import journal
from audits.auditing.figures import found_in
from audits.auditing.grounds import no_reasons
from audits.auditing.points import POINT
from audits.models import ActionChange, Audit, NoAction, PlanAction, Remeasure
from referrals.parties import require_past
from referrals.refusals import NotPossible, Refused
from timers.calendar import local, start_of

if TYPE_CHECKING:
    from accounts.models import User


def owners_of(council_id: int, on: date) -> list["User"]:
    """Who can carry an action of an audit."""
    return people_with("audits.act", council_id, day=on)


def add_action(
    *,
    by: "User",
    audit: Audit,
    what: str,
    owner: "User",
    due_on: date,
    outcome: str,
    measure: str,
    baseline: Decimal,
    target: Decimal,
    remeasure_on: date,
    at: datetime,
    now: datetime,
    points: Collection[int] = (),
) -> PlanAction:
    """Add an action: who does what by when, what changes for children, how that is measured, from what to what.

    `points` are the faults that it answers, by their numbers on the list; none: it answers something else. Its day
    starts a clock. An action about process alone has no outcome and is refused (STATUTE 3, faults 94 and 105). Raises
    NotPossible.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    if audit.ended_at is not None:
        raise NotPossible("This audit was ended. Open another to look again.")
    for field, words, lacking in (
        ("what", what, "Say what is to be done."),
        ("outcome", outcome, "Say what will be different for children, not only for the council."),
        ("measure", measure, "Say what is measured, so that it can be seen whether it worked."),
    ):
        if not words.strip():
            raise NotPossible(lacking, field)
    if any(one not in POINT for one in points):
        raise NotPossible("Choose the faults that it answers from the list of points.", "points")
    _can_own(owner, audit, at)
    if baseline == target:
        raise NotPossible("The target is where it stands already. Say what it is to become.", "target")
    _in_order(due_on, remeasure_on)
    last = audit.actions.order_by("-number").values_list("number", flat=True).first() or 0
    action = PlanAction.objects.create(
        audit=audit,
        number=last + 1,
        points=sorted(set(points)),
        what=what.strip(),
        owner=owner,
        due_on=due_on,
        outcome=outcome.strip(),
        measure=measure.strip(),
        baseline=baseline,
        target=target,
        remeasure_on=remeasure_on,
        added_by=by,
        added_at=now,
    )
    deadlines.start_action(action, audit, at=at, now=now)
    facts = {"number": action.number, "owner": owner.pk, "points": action.points}
    journal.write("add_action", audit=audit, by=by, at=at, now=now, facts=facts)
    return action


def _can_own(owner: "User", audit: Audit, at: datetime) -> None:
    if owner not in owners_of(audit.council_id, local(at).date()):
        raise NotPossible(f"{owner.name} cannot carry an action. Choose a manager of the council.", "owner")


def _in_order(due_on: date, remeasure_on: date) -> None:
    if remeasure_on < due_on:
        raise NotPossible("It is measured again after the action is done, not before.", "remeasure_on")


def change_action(
    *,
    by: "User",
    action: PlanAction,
    due_on: date,
    remeasure_on: date,
    owner: "User",
    reason: str,
    at: datetime,
    now: datetime,
) -> PlanAction:
    """Move the days of an action, or give it to somebody else, with the reason; its clock moves with it.

    What was missed before stays missed, and the first day stays to be seen beside the new one. Raises NotPossible
    without a reason, for days that are past or out of order, when nothing changes, and once it is complete; the day by
    which it is done no longer moves once it is done.
    """
    require_past(at, now)
    audit, found = _locked(action, by)
    if found.completed_at is not None:
        raise NotPossible("This action is complete already.")
    if (due_on, remeasure_on, owner.pk) == (found.due_on, found.remeasure_on, found.owner_id):
        raise NotPossible("Nothing was changed: give another day, or another owner.", "due_on")
    if not reason.strip():
        raise NotPossible("Say why. The first day, and every reason, are printed with the action.", "reason")
    today = local(now).date()
    if due_on != found.due_on and found.done_on is not None:
        raise NotPossible("It is done: the day by which it was to be done stays as it was.", "due_on")
    for field, day, before in (("due_on", due_on, found.due_on), ("remeasure_on", remeasure_on, found.remeasure_on)):
        if day != before and day < today:
            raise NotPossible("Give a day from today.", field)
    _in_order(due_on, remeasure_on)
    if owner.pk != found.owner_id:
        _can_own(owner, audit, at)
    ActionChange.objects.create(
        action=found,
        due_on_was=found.due_on,
        due_on=due_on,
        remeasure_on_was=found.remeasure_on,
        remeasure_on=remeasure_on,
        owner_was_id=found.owner_id,
        owner=owner,
        reason=reason.strip(),
        by=by,
        at=at,
        recorded_at=now,
    )
    facts = {
        "number": found.number,
        "due_on": [str(found.due_on), str(due_on)],
        "remeasure_on": [str(found.remeasure_on), str(remeasure_on)],
        "owner": [found.owner_id, owner.pk],
        "reason": reason.strip(),
    }
    found.due_on, found.remeasure_on, found.owner = due_on, remeasure_on, owner
    found.save(update_fields=["due_on", "remeasure_on", "owner"])
    deadlines.change_action(found, audit, by_id=by.pk, at=at, now=now)
    journal.write("change_action", audit=audit, by=by, at=at, now=now, facts=facts)
    return found


def carry_out_action(
    *, by: "User", action: PlanAction, done_on: date, words: str, at: datetime, now: datetime
) -> PlanAction:
    """Say that what was to be done is done, and what shows it; the clock of measuring it again starts.

    It is not complete by that (STATUTE 3, fault 105). Raises NotPossible without what shows it, for a day ahead or
    before it was agreed, and a second time.
    """
    require_past(at, now)
    audit, found = _locked(action, by)
    if found.done_on is not None:
        raise NotPossible("That it is done was recorded already.")
    if done_on > local(now).date():
        raise NotPossible("That day lies ahead. Record it when it is done.", "done_on")
    if done_on < local(found.added_at).date():
        raise NotPossible("That day is before the action was agreed. Give the day on which it was done.", "done_on")
    if not words.strip():
        raise NotPossible("Say what shows that it is done.", "words")
    found.done_on, found.done_by, found.done_words = done_on, by, words.strip()
    found.save(update_fields=["done_on", "done_by", "done_words"])
    done_at = at if done_on == local(at).date() else start_of(done_on)
    deadlines.action_done(found, audit, by_id=by.pk, at=done_at, now=now)
    facts = {"number": found.number, "done_on": str(done_on), "words": found.done_words}
    journal.write("carry_out_action", audit=audit, by=by, at=at, now=now, facts=facts)
    return found


def remeasure(
    *, by: "User", action: PlanAction, value: Decimal, measured_on: date, words: str, at: datetime, now: datetime
) -> Remeasure:
    """Write down the measure as taken again; each stays, a poor one too.

    One taken on or after the day on which the action was done stops the clock of measuring. Raises NotPossible for a
    day ahead.
    """
    require_past(at, now)
    audit, found = _locked(action, by)
    if measured_on > local(now).date():
        raise NotPossible("That day lies ahead.", "measured_on")
    if not words.strip():
        raise NotPossible("Say how it was measured, and over which cases.", "words")
    made = Remeasure.objects.create(
        action=found, value=value, measured_on=measured_on, words=words.strip(), by=by, recorded_at=now
    )
    if found.done_on is not None and measured_on >= found.done_on:
        measured_at = at if measured_on == local(at).date() else start_of(measured_on)
        deadlines.action_measured(found, audit, by_id=by.pk, at=measured_at, now=now)
    facts = {"number": found.number, "value": str(value)}
    journal.write("remeasure", audit=audit, by=by, at=at, now=now, facts=facts)
    return made


def complete_action(*, by: "User", action: PlanAction, words: str, at: datetime, now: datetime) -> PlanAction:
    """Say that an action is complete: only once it is done and its measure was taken since, whatever it shows (STATUTE
    3, fault 105).

    Raises NotPossible before that and without words.
    """
    require_past(at, now)
    audit, found = _locked(action, by)
    if found.completed_at is not None:
        raise NotPossible("This action is complete already.")
    if found.done_on is None:
        raise NotPossible("Not yet: record first that it is done.", "words")
    if not found.remeasures.filter(measured_on__gte=found.done_on).exists():
        raise NotPossible(
            "Not yet: measure it again first. Work that was done is not yet work that had an effect.", "words"
        )
    if not words.strip():
        raise NotPossible("Say what the new measure shows.", "words")
    found.completed_at, found.completed_by, found.completed_words = at, by, words.strip()
    found.save(update_fields=["completed_at", "completed_by", "completed_words"])
    journal.write("complete_action", audit=audit, by=by, at=at, now=now, facts={"number": found.number})
    return found


def decide_no_action(*, by: "User", audit: Audit, point: int, reason: str, at: datetime, now: datetime) -> NoAction:
    """Decide that a fault which was found needs no action of its own, and say why (STATUTE 3, fault 99).

    Raises Refused where the reason is an inspection grade or that nothing came of it (19 010 981, paragraph 69);
    NotPossible without a reason, for a fault that was not found, and where an action or a decision is there.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    if point not in found_in(audit):
        raise NotPossible("No file that was read shows this fault.", "point")
    if point not in left_open(audit):
        raise NotPossible("There is an action on this fault, or a decision, already.", "point")
    if not reason.strip():
        raise NotPossible("Say why no action is needed. It is printed with the report.", "reason")
    if grounds := no_reasons(reason):
        raise Refused(grounds)
    made = NoAction.objects.create(audit=audit, point=point, reason=reason.strip(), by=by, at=at, recorded_at=now)
    facts = {"point": point, "reason": made.reason}
    journal.write("decide_no_action", audit=audit, by=by, at=at, now=now, facts=facts)
    return made


def left_open(audit: Audit) -> list[int]:
    """The faults found, by number, on which there is neither an action nor a decision that none is needed.

    A full audit counts its sample's files with its own, and what was settled there counts here too.
    """
    audits = [audit.pk, audit.full_of_id] if audit.full_of_id else [audit.pk]
    settled = set(NoAction.objects.filter(audit__in=audits).values_list("point", flat=True))
    for points in PlanAction.objects.filter(audit__in=audits).values_list("points", flat=True):
        settled.update(points)
    return sorted(found_in(audit) - settled)


def _locked(action: PlanAction, by: "User") -> tuple[Audit, PlanAction]:
    """The audit and its action, locked in that order. Raises NotPossible for another council's."""
    audit = journal.locked(action.audit, by)
    return audit, PlanAction.objects.select_for_update(no_key=True).get(pk=action.pk)
