"""What of complaints needs somebody of a service: those they are appointed to, and learning for their team."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from complaints import reading_list
from complaints.models import Complaint, LearningReceipt
from complaints.presenters import clocks
from work.views.seen import listed_complaints

MOST = 20


def appointed(person: Any, now: datetime) -> list[dict[str, str]]:
    """Complaints the person is appointed to now, most urgent first; one statement, none for those who never are."""
    if not person.reach("complaints.read").own:
        return []
    rows = reading_list.read(Complaint.objects.within(person).in_hand(), band="", now=now, limit=MOST)
    if rows:
        listed_complaints(person, [one.id for one in rows], now=now)
    return [
        {
            "text": one.complainant_name or "Name not given",
            "reference": one.reference,
            "href": clocks.href(one.reference),
            "due": clocks.headline(one.due_at, now) if one.due_at else "no time limit runs",
        }
        for one in rows
    ]


def waiting_learning(person: Any) -> dict[str, Any]:
    """How much that was learnt from complaints waits for the person's teams, at most ten; {} when nothing does."""
    reach = person.reach("complaints.learn")
    if not reach:
        return {}
    found = LearningReceipt.objects.filter(received_at=None)
    if person.council_id in reach.council_ids:
        found = found.filter(team__council_id=person.council_id)
    else:
        found = found.filter(team_id__in=reach.team_ids)
    number = found.order_by()[:10].count()
    return {"number": number, "href": reverse("complaints:learning")} if number else {}
