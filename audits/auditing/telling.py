"""Who of the leaders was told what an audit found, what became of the message, and when they opened the pack.

The proof that somebody was told (STATUTE 3, faults 96 and 97): the outbox says what was sent, the trail who opened it.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from audits.messages import concluded_key
from audits.models import Audit
from councils.models import Message
from trail.models import Entry


@dataclass(frozen=True)
class Told:
    message: Message
    opened_at: datetime | None


def told(audit: Audit) -> list[Told]:
    """Everybody who was sent the link to the committee's pack, by name; two statements."""
    found = Message.objects.filter(key__startswith=concluded_key(audit), person__isnull=False)
    messages = list(found.select_related("person").order_by("person__name", "pk"))
    opened = dict(
        Entry.objects.about(*audit.pair)
        .filter(action="print", by_id__in=[one.person_id for one in messages])
        .order_by()
        .values_list("by_id")
        .annotate(Min("at"))
    )
    return [Told(one, opened.get(one.person_id)) for one in messages]
