"""What every act about a report of the Ombudsman begins and ends with: one's own row, locked, a day that has been,
and the line in the journal."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from audits import journal
from audits.models import Binding, OmbudsmanReport, ReportCouncil
from referrals.refusals import NotPossible
from timers.calendar import local

if TYPE_CHECKING:
    from accounts.models import User


def answer_of(report: OmbudsmanReport, council_id: int | None) -> ReportCouncil:
    """The council's row, locked. Raises NotPossible when the report does not bind it."""
    found = ReportCouncil.objects.select_related("council").select_for_update(of=("self",))
    answer = found.filter(report=report, council_id=council_id).first()
    if answer is None:
        raise NotPossible("This report does not bind your council.")
    return answer


def own_binding(by: "User", binding: Binding) -> tuple[Binding, OmbudsmanReport]:
    """The binding, locked, with its recommendation, and the report. Raises NotPossible for another council's."""
    found = Binding.objects.select_for_update(of=("self",)).select_related("recommendation__report", "council")
    locked = found.get(pk=binding.pk)
    if locked.council_id != by.council_id:
        raise NotPossible("Each council answers for itself.")
    return locked, locked.recommendation.report


def past(on: date, now: datetime) -> None:
    if on > local(now).date():
        raise NotPossible("Record it when it has happened: that day is still to come.", "on")


def note(
    verb: str,
    report: OmbudsmanReport,
    *,
    by: "User",
    at: datetime,
    now: datetime,
    facts: dict[str, Any],
    subject: tuple[str, int] | None = None,
) -> None:
    council_id = by.council_id
    if council_id is None:
        raise NotPossible("Only somebody of a council can record this.")
    journal.write(verb, about=report.pair, council_id=council_id, by=by, at=at, now=now, subject=subject, facts=facts)
