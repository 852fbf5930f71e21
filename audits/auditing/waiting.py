"""What of the council's audits waits for one person: files they were given to read, and actions that are theirs."""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from audits.models import Audit, Binding, PlanAction, Reading, SampleCase

if TYPE_CHECKING:
    from accounts.models import User

#: More than this many actions of one's own are not listed one by one.
MOST = 20


@dataclass
class Files:
    """Files of one audit that somebody has not locked yet."""

    audit: Audit
    first: int = 0
    second: int = 0


def files_for(person: "User") -> list[Files]:
    """Files given to somebody and not locked by them, by audit, the oldest first; two statements."""
    locked = Reading.objects.filter(sample_case=OuterRef("pk"), reader=person, locked_at__isnull=False)
    mine = (
        SampleCase.objects.filter(Q(reader=person) | Q(second_reader=person), left_at=None)
        .filter(~Exists(locked), audit__concluded_at=None, audit__ended_at=None)
        .order_by()
        .values_list("audit_id", "reader_id")
    )
    counted = Counter((audit, reader == person.pk) for audit, reader in mine)
    audits = Audit.objects.filter(pk__in={audit for audit, _ in counted}).order_by("opened_at", "id")
    return [Files(one, first=counted[one.pk, True], second=counted[one.pk, False]) for one in audits]


def recommendations_for(person: "User") -> list[Binding]:
    """What the Ombudsman recommended and somebody sees to, accepted and not done, the earliest day first; one
    statement."""
    found = Binding.objects.filter(owner=person, council_id=person.council_id, accepted=True, done_on=None)
    known = found.select_related("recommendation__report", "owner")
    return list(known.order_by("recommendation__due_on", "pk")[:MOST])


def actions_for(person: "User") -> list[PlanAction]:
    """Actions of which somebody is the owner and that are not complete, the earliest day first; two statements."""
    found = PlanAction.objects.filter(owner=person, completed_at=None).select_related("audit")
    return list(found.prefetch_related("remeasures", "changes").order_by("due_on", "id")[:MOST])
