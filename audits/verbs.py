"""The verbs of a case file that this room acts on; `stories` finds this module by name (see referrals/verbs)."""

from collections.abc import Callable, Iterable
from typing import Any

from audits import actions
from audits.models import OmbudsmanReport, ReportCouncil
from councils.models import Council
from referrals.refusals import NotPossible
from referrals.turns import Turn
from timers.calendar import local


def record_ombudsman_report(turn: Turn) -> OmbudsmanReport:
    """A report reaches the council that the step names, else the complaint's, else the acting one."""
    complaint = turn.fields.get("complaint")
    council = _council(turn)
    return actions.record_report(
        by=turn.by,
        kind=turn.words.get("kind", OmbudsmanReport.Kind.REPORT),
        councils=[council],
        received_on=turn.fields.get("received_on") or local(turn.at).date(),
        about=(complaint._meta.label_lower, complaint.pk) if complaint is not None else None,
        at=turn.at,
        now=turn.now,
    )


#: A page asks for the minute. A story tells what happened, and a field it leaves out is unknown: that they met stands.
MINUTE_UNKNOWN = "Where the minute is was not told"


def members_considered(turn: Turn) -> OmbudsmanReport:
    """Members of the council consider the report: the one of that complaint or day of receipt, else the latest that
    they have not considered yet.
    """
    council = _council(turn)
    complaint, received_on = turn.fields.get("complaint"), turn.fields.get("received_on")
    found = ReportCouncil.objects.filter(council=council).select_related("report")
    if complaint is not None:
        found = found.filter(report__about_label=complaint._meta.label_lower, report__about_id=complaint.pk)
    if received_on is not None:
        found = found.filter(received_on=received_on)
    found = found.order_by("-received_on", "-pk")
    answer = found.filter(members_on=None).first() or found.first()
    if answer is None:
        raise NotPossible(f"No report of the Ombudsman that {council.short_name} received is on record.")
    actions.members_considered(
        by=turn.by,
        report=answer.report,
        body=turn.fields.get("body", ""),
        on=local(turn.at).date(),
        minute=turn.fields.get("minute") or MINUTE_UNKNOWN,
        at=turn.at,
        now=turn.now,
    )
    return answer.report


def _council(turn: Turn) -> Council:
    """Whose report it is. All that is asked of a complaint is that it has a council."""
    named = turn.fields.get("council") or getattr(turn.fields.get("complaint"), "council", None) or turn.by.council
    if not isinstance(named, Council):
        raise NotPossible("Nothing says which council received the report.")
    return named


def about(thing: Any) -> tuple[str, int] | None:
    """What the clocks of a thing are about, when it is this room's."""
    return thing.clocks_about if isinstance(thing, OmbudsmanReport) else None


def asked_since(number: int, abouts: Iterable[tuple[str, int]]) -> list[Any]:
    """This room puts no prompts."""
    return []


VERBS: dict[str, Callable[[Turn], Any]] = {
    "record_ombudsman_report": record_ombudsman_report,
    "members_considered": members_considered,
}
CHECKS: dict[str, Callable[[Any], tuple[bool, str]]] = {}
