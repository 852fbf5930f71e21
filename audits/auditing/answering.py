"""Which audit answers an audit that the Ombudsman recommended: one of this council's, concluded since then."""

from datetime import date

from django.db.models import QuerySet

from audits.auditing.rule import more_than_a_quarter
from audits.models import Audit, Binding
from timers.calendar import local


def may_answer(binding: Binding) -> QuerySet[Audit]:
    """The council's concluded audits, the latest first."""
    found = Audit.objects.filter(council_id=binding.council_id, concluded_at__isnull=False, full_of=None)
    return found.order_by("-concluded_at", "-pk")


def missing(binding: Binding, audit: Audit | None, other_means: str, *, on: date) -> list[str]:
    """The codes of what is missing for the recommendation to count as done on that day (grounds/ombudsman.py).

    An audit of which more than a quarter showed a fault answers it only with its full audit: the recommendation asks
    for both (Ombudsman 19 010 981, paragraph 74).
    """
    if audit is None:
        return [] if other_means.strip() else ["recommendation.audit_missing"]
    asked_on = binding.recommendation.report.decided_on
    concluded = local(audit.concluded_at).date() if audit.concluded_at else None
    if audit.council_id != binding.council_id or concluded is None or not asked_on <= concluded <= on:
        return ["recommendation.audit_missing"]
    if audit.read is not None and audit.yes is not None and more_than_a_quarter(audit.yes, audit.read):
        full = audit.full_audits.first()
        if full is None or full.concluded_at is None or local(full.concluded_at).date() > on:
            return ["recommendation.full_audit_open"]
    return []
