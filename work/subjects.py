"""What else than a referral a clock may be about, and whom an alert about it is for.

A referral's alerts go to its worker and up the managers' ladder. These go to those who answer for the council as a
whole: a report of the Ombudsman to the monitoring officer and the head of service, a warning to the tier it is
addressed to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import reverse


@dataclass(frozen=True)
class Subject:
    """One kind of thing. `roles`: who is told at each level: everybody of the first role that the council has."""

    label: str
    table: str
    word: str  # as in "Missed on report 7KQ2-M9XD-4"
    page: str
    roles: Mapping[str, tuple[str, ...]]

    def href(self, reference: str) -> str:
        return _pattern(self.page).replace("REFERENCE", reference)


_OFFICER = ("monitoring_officer", "head_of_service", "service_manager")
_HEAD = ("head_of_service", "monitoring_officer", "service_manager")
_OF_A_REPORT = {"due_soon": _OFFICER, "missed": _OFFICER, "service_manager": _HEAD, "head_of_service": _HEAD}
_OF_PRACTICE = {"due_soon": _HEAD, "missed": _HEAD, "service_manager": _HEAD, "head_of_service": _OFFICER}

SUBJECTS = {
    one.label: one
    for one in (
        Subject("audits.ombudsmanreport", "audits_ombudsmanreport", "report", "audits:report", _OF_A_REPORT),
        Subject("audits.raisedwarning", "audits_raisedwarning", "warning", "audits:warning", _OF_PRACTICE),
        Subject("audits.rulegap", "audits_rulegap", "gap", "audits:gap", _OF_PRACTICE),
    )
}
#: Everybody who may have to be told of one of these besides the managers.
OFFICERS = ("monitoring_officer", "councillor")

#: The reference of what a row of `g` (about_label, about_id) is about, where it is one of these; the tier of a warning.
REFERENCE_SQL = " union all ".join(
    f"select s.reference from {one.table} s where g.about_label = '{one.label}' and s.id = g.about_id"  # noqa: S608
    for one in SUBJECTS.values()
)
TIER_SQL = """(select w.tier from audits_warningstanding w
                where g.about_label = 'audits.raisedwarning' and w.warning_id = g.about_id)"""


def roles_for(label: str, kinds: list[str], level: str, tier: str = "") -> tuple[str, ...] | None:
    """Who is told, first to last; None for what goes up the ladder of a case."""
    if label == "audits.raisedwarning" and tier and level in ("due_soon", "missed"):
        return (tier, *_HEAD)
    subject = SUBJECTS.get(label)
    if subject is not None:
        return subject.roles[level]
    if kinds and all(kind.startswith("ombudsman_") for kind in kinds):
        return _OF_A_REPORT[level]  # a report about a complaint that is here
    return None


@cache
def _pattern(page: str) -> str:
    return reverse(page, args=["REFERENCE"])
