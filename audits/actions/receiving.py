"""A report or decision of the Ombudsman reached a council: when, and whom else it binds (STATUTE T70 to T72).

The law's three months run from each council's own receipt, so each says its own; nobody says another's for good.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from audits import deadlines
from audits.actions.reports import answer_of, note, past
from audits.models import OmbudsmanReport, ReportCouncil
from councils.models import Council
from referrals import references
from referrals.refusals import NotPossible
from timers.calendar import local
from timers.words import day as in_words

if TYPE_CHECKING:
    from accounts.models import User


def record_report(
    *,
    by: "User",
    kind: str,
    councils: Sequence[Council],
    received_on: date,
    at: datetime,
    now: datetime,
    number: str = "",
    title: str = "",
    decided_on: date | None = None,
    about: tuple[str, int] | None = None,
) -> OmbudsmanReport:
    """Record that a report or a decision was received by each of these councils, and start what each now owes.

    The day is one's own council's. The others are held to it until each says when its own came (`record_receipt`).
    `about` is the complaint it came from, as ("complaints.complaint", id). Raises NotPossible for a day to come, for
    none of one's own council among those it binds, and when the council has the same report on record already.
    """
    if received_on > local(now).date():
        raise NotPossible("It cannot have been received on a day that is still to come.", "received_on")
    decided_on = decided_on or received_on
    if decided_on > received_on:
        raise NotPossible("It cannot have been received before it was decided.", "decided_on")
    bound = list({one.pk: one for one in councils}.values())
    if by.council_id not in {one.pk for one in bound}:
        raise NotPossible(
            "Your own council records what it received: name it among those the report binds.", "councils"
        )
    number = number.strip()
    if number and _held(number, bound):
        raise NotPossible(
            f"The report {number} is on record already. If your council received it on another day, open it and record "
            "your own day of receipt there.",
            "number",
        )
    report = OmbudsmanReport.objects.create(
        reference=references.new(),
        kind=kind,
        number=number,
        title=title,
        decided_on=decided_on,
        recorded_by=by,
        recorded_at=now,
        about_label=about[0] if about else "",
        about_id=about[1] if about else None,
    )
    answers = ReportCouncil.objects.bulk_create(
        ReportCouncil(
            report=report,
            council=one,
            received_on=received_on,
            receipt_by=by if one.pk == by.council_id else None,
            answer_by=deadlines.answer_by(received_on),
        )
        for one in bound
    )
    for answer in answers:
        deadlines.start_report(answer, report, now=now)
    facts = {"kind": kind, "number": number, "received_on": str(received_on), "councils": [one.pk for one in bound]}
    note("record_ombudsman_report", report, by=by, at=at, now=now, facts=facts)
    return report


def _held(number: str, councils: Sequence[Council]) -> bool:
    return ReportCouncil.objects.filter(report__number=number, council__in=councils).exists()


def record_receipt(*, by: "User", report: OmbudsmanReport, on: date, at: datetime, now: datetime) -> ReportCouncil:
    """Say for one's council on which day it received the report. What still runs of T70 to T72 is dated anew from it;
    what was raised stands, and the journal keeps the day and the limit as they were before.

    A later day that the Ombudsman agreed to stays, unless the new one is later still. Raises NotPossible for a day to
    come, before the report was made, or after something that the council did about it.
    """
    answer = answer_of(report, by.council_id)
    past(on, now)
    if on < report.decided_on:
        raise NotPossible(f"The report was made on {in_words(report.decided_on)}: it came on that day or after.", "on")
    done = [day for day in (getattr(answer, column) for column in _DONE) if day is not None]
    if done and min(done) < on:
        raise NotPossible(f"Something was done about it on {in_words(min(done))}: it came on that day or before.", "on")
    before, limit = answer.received_on, answer.answer_by
    agreed = limit != deadlines.answer_by(before)
    answer.received_on, answer.receipt_by = on, by
    answer.answer_by = max(limit, deadlines.answer_by(on)) if agreed else deadlines.answer_by(on)
    answer.save(update_fields=["received_on", "receipt_by", "answer_by"])
    if on != before:
        deadlines.redate(answer, report, by_id=by.pk, at=at, now=now)
    facts = {"on": str(on), "before": str(before), "answer_by": str(answer.answer_by), "answer_by_before": str(limit)}
    note("record_receipt", report, by=by, at=at, now=now, facts=facts, subject=answer.pair)
    return answer


#: What a council does about a report once it has it.
_DONE = ("members_on", "answered_on", "published_on", "ofsted_on", "monitoring_on", "confirmed_on")


def bind_council(
    *, by: "User", report: OmbudsmanReport, council: Council, at: datetime, now: datetime
) -> ReportCouncil:
    """Add a council that the report binds too. It is held to one's own day of receipt until it says its own.

    Raises NotPossible for one that it binds already, and by anybody whose own council it does not bind.
    """
    own = answer_of(report, by.council_id)
    added, is_new = ReportCouncil.objects.get_or_create(
        report=report,
        council=council,
        defaults={"received_on": own.received_on, "answer_by": deadlines.answer_by(own.received_on)},
    )
    if not is_new:
        raise NotPossible(f"It binds {council.short_name} already.", "council")
    deadlines.start_report(added, report, now=now)
    facts = {"council": council.pk, "name": council.short_name, "received_on": str(own.received_on)}
    note("bind_council", report, by=by, at=at, now=now, facts=facts, subject=added.pair)
    return added
