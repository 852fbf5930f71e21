"""What else than a referral a clock may be about, and whom an alert about it is for.

A referral's alerts go to its worker and up the managers' ladder. These go elsewhere: a complaint's to its officer and
the complaints officers, and late to the head of service by reference only, never to the team complained about
(docs/decisions/0020-who-is-told-of-complaints.md); a report of the Ombudsman's to the monitoring officer and the head
of service, a warning's to the tier it is addressed to, an audit's to the owner of the action or the auditors.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.urls import reverse

from audits.deadlines import OF_A_REPORT

REFERRAL = "referrals.referral"
COMPLAINT = "complaints.complaint"


@dataclass(frozen=True)
class Subject:
    """One kind of thing.

    roles    who is told at each level: everybody of the first role that the council has
    owned    it is somebody's: they are told first
    alone    at which levels they are told alone, where it is somebody's
    readers  who of those told may open it; empty: all of them
    why      why somebody of a role is told, where that is not their role alone
    """

    label: str
    table: str
    word: str  # as in "Missed on report 7KQ2-M9XD-4"
    page: str
    roles: Mapping[str, tuple[str, ...]]
    owned: bool = False
    alone: frozenset[str] = frozenset({"due_soon"})
    why: Mapping[str, str] = field(default_factory=dict)
    readers: tuple[str, ...] = ()

    def opens_for(self, role: str) -> bool:
        """Whether somebody told as this role may open the page."""
        return not self.readers or role in self.readers

    def href(self, reference: str) -> str:
        return _pattern(self.page).replace("REFERENCE", reference)


_OFFICER = ("monitoring_officer", "head_of_service", "service_manager")
_HEAD = ("head_of_service", "monitoring_officer", "service_manager")
_OF_A_REPORT = {"due_soon": _OFFICER, "missed": _OFFICER, "service_manager": _HEAD, "head_of_service": _HEAD}
_OF_PRACTICE = {"due_soon": _HEAD, "missed": _HEAD, "service_manager": _HEAD, "head_of_service": _OFFICER}
_COMPLAINTS = ("complaints_officer", "head_of_service", "service_manager")
_OF_A_COMPLAINT = dict.fromkeys(("due_soon", "missed", "service_manager"), _COMPLAINTS) | {
    "head_of_service": ("head_of_service", "service_manager", "complaints_officer")
}
_OF_AN_AUDIT = dict.fromkeys(("due_soon", "missed"), ("auditor", *_HEAD)) | {
    "service_manager": ("service_manager", *_HEAD),
    "head_of_service": _HEAD,
}
#: Whoever sent it sees to it; their managers hear of it only when it stays so.
_OF_LEARNING = dict.fromkeys(("due_soon", "missed", "service_manager", "head_of_service"), _HEAD)
_ASK_THEM = "What the complaint says stays with the complaints officers: ask them"
_WHY_A_COMPLAINT = {
    "worker": "the complaint is yours",
    "complaints_officer": "you are a complaints officer of the council",
    "head_of_service": "you are head of service and it was not done within 4 working days of its deadline. "
    + _ASK_THEM,
    "service_manager": f"the council has no head of service who could be told. {_ASK_THEM}",
}

_WHY_AN_AUDIT = {
    "worker": "you own this action of its plan",
    "auditor": "you are an auditor of the council",
}

SUBJECTS = {
    one.label: one
    for one in (
        Subject(
            COMPLAINT,
            "complaints_complaint",
            "complaint",
            "complaints:complaint",
            _OF_A_COMPLAINT,
            owned=True,
            why=_WHY_A_COMPLAINT,
            readers=("worker", "complaints_officer"),
        ),
        Subject(
            "audits.audit",
            "audits_audit",
            "audit",
            "audits:audit",
            _OF_AN_AUDIT,
            owned=True,
            why=_WHY_AN_AUDIT,
        ),
        Subject(
            "audits.ombudsmanreport",
            "audits_ombudsmanreport",
            "report",
            "audits:report",
            _OF_A_REPORT,
            owned=True,  # a recommendation is somebody's; what the law asks of the council is nobody's alone
            why={"worker": "you see to this recommendation"},
        ),
        Subject("audits.raisedwarning", "audits_raisedwarning", "warning", "audits:warning", _OF_PRACTICE),
        Subject(
            "audits.learningitem",
            "audits_learningitem",
            "learning item",
            "audits:learning-item",
            _OF_LEARNING,
            owned=True,
            alone=frozenset({"due_soon", "missed"}),
            why={"worker": "you sent it"},
        ),
        Subject("audits.rulegap", "audits_rulegap", "gap", "audits:gap", _OF_PRACTICE),
    )
}
#: Everybody who may have to be told of one of these besides the managers.
OFFICERS = ("complaints_officer", "monitoring_officer", "auditor", "councillor")

#: The reference of what a row of `g` (about_label, about_id) is about, where it is one of these; the tier of a warning.
REFERENCE_SQL = " union all ".join(
    f"select s.reference from {one.table} s where g.about_label = '{one.label}' and s.id = g.about_id"  # noqa: S608
    for one in SUBJECTS.values()
)
#: Who is complained of in the complaint that a row of `g` is about: they are told nothing.
BARRED_SQL = """(select s.complained_of_ids from complaints_complaint s
                  where g.about_label = 'complaints.complaint' and s.id = g.about_id)"""
TIER_SQL = """(select w.tier from audits_warningstanding w
                where g.about_label = 'audits.raisedwarning' and w.warning_id = g.about_id)"""


def subject_of(label: str, kinds: list[str]) -> Subject | None:
    """What clocks of these kinds are about, when that is no referral. A report about a complaint has its own page."""
    return SUBJECTS.get("audits.ombudsmanreport" if _of_a_report(kinds) else label)


def roles_for(label: str, kinds: list[str], level: str, tier: str = "") -> tuple[str, ...] | None:
    """Who is told, first to last; None for what goes up the ladder of a case."""
    if label == "audits.raisedwarning" and tier and level in ("due_soon", "missed"):
        return (tier, *_HEAD)
    subject = subject_of(label, kinds)
    return None if subject is None else subject.roles[level]


#: What a council owes about a report or a decision of the Ombudsman. An enquiry into a complaint is no such thing: the
#: complaints officer answers it.
REPORT_KINDS = (*OF_A_REPORT, "ombudsman_recommendation")


def _of_a_report(kinds: list[str]) -> bool:
    return bool(kinds) and all(kind in REPORT_KINDS for kind in kinds)


def is_of_a_report(label: str, kind: str) -> bool:
    """Whether one clock is a report's, whatever it is about."""
    return label in SUBJECTS and kind in REPORT_KINDS


def is_of_a_report_sql(kind: str) -> str:
    """The same of a column, always true or false."""
    return f"({kind} in ({quoted(REPORT_KINDS)}))"


def quoted(words: Iterable[str]) -> str:
    """Words of this product's own as a list in SQL."""
    return ", ".join(f"'{one}'" for one in words)


@cache
def _pattern(page: str) -> str:
    return reverse(page, args=["REFERENCE"])
