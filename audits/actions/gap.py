"""Where procedures conflict or are silent: reported to the partnership with an owner and a day, and settled."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from audits import deadlines, journal
from audits.models import RuleGap
from referrals import references
from referrals.refusals import NotPossible
from timers.calendar import local

if TYPE_CHECKING:
    from accounts.models import User


def report_gap(
    *,
    by: "User",
    kind: str,
    about: str,
    words: str,
    reported_to: str,
    reported_on: date,
    owner: "User",
    due_on: date,
    at: datetime,
    now: datetime,
) -> RuleGap:
    """Report a gap in the procedures to the partnership (STATUTE 3, faults 78 and 110): procedures change only if
    somebody raises it. Raises NotPossible without to whom, an owner of the council, or a day after the report."""
    for value, field, sentence in (
        (about, "about", "Say in a line what the procedures do not settle."),
        (words, "words", "Describe the situation in which they conflict or are silent."),
        (reported_to, "reported_to", "Say to which partnership, and which subgroup of it, it was reported."),
    ):
        if not value.strip():
            raise NotPossible(sentence, field)
    if reported_on > local(now).date():
        raise NotPossible("Record it when it has been reported.", "reported_on")
    if due_on < reported_on:
        raise NotPossible("Give a day after the report by which it is to be settled.", "due_on")
    if by.council_id is None or owner.council_id != by.council_id:
        raise NotPossible("Name somebody of your council who sees to it.", "owner")
    gap = RuleGap.objects.create(
        reference=references.new(),
        council_id=by.council_id,
        kind=kind,
        about=about.strip(),
        words=words,
        reported_to=reported_to.strip(),
        reported_on=reported_on,
        owner=owner,
        due_on=due_on,
        recorded_by=by,
        recorded_at=now,
    )
    deadlines.start_gap(gap, at=at, now=now)
    facts = {"kind": kind, "reported_to": gap.reported_to, "owner": owner.pk, "due_on": str(due_on)}
    journal.write("report_gap", about=gap.pair, council_id=gap.council_id, by=by, at=at, now=now, facts=facts)
    return gap


def settle_gap(*, by: "User", gap: RuleGap, outcome: str, on: date, at: datetime, now: datetime) -> RuleGap:
    """Record what came of it: the procedures changed, or why not. Raises NotPossible without, twice, or for a day to
    come."""
    gap = RuleGap.objects.select_for_update(of=("self",)).select_related("council").get(pk=gap.pk)
    if gap.settled_on is not None:
        raise NotPossible("Its outcome is on record already.")
    if not outcome.strip():
        raise NotPossible("Say what the partnership decided, and where the new words stand.", "outcome")
    if on > local(now).date():
        raise NotPossible("Record it when it has been settled.", "on")
    gap.outcome, gap.settled_on = outcome, on
    gap.save(update_fields=["outcome", "settled_on"])
    deadlines.stop(gap, ["gap_settled"], by_id=by.pk, at=at, now=now, because="its outcome is recorded")
    journal.write(
        "settle_gap", about=gap.pair, council_id=gap.council_id, by=by, at=at, now=now, facts={"outcome": outcome}
    )
    return gap
