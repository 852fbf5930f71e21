"""What of complaints needs somebody: what is due on an officer's, those one is appointed to, a team's learning."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from complaints import reading_list
from complaints.models import Complaint, LearningReceipt
from complaints.presenters import clocks
from database.prepared import read_named
from work import presenters
from work.subjects import is_of_a_report_sql
from work.views.seen import listed_complaints

MOST = 20
MOST_CLOCKS = 80

# Clocks of complaints that are theirs or nobody's, found by the index of clocks about no case (migration 0002). What is
# owed to the Ombudsman about a report is the monitoring officer's, whatever it is about.
_DUE = f"""
select t.kind, t.due_at, c.id, c.reference, c.complainant_name, c.officer_id
  from timers_timer t join complaints_complaint c on c.id = t.about_id
 where t.council_id = %(council)s and t.about_label = 'complaints.complaint'
   and t.about_label <> 'referrals.referral' and t.stopped_at is null and t.due_at is not null
   and not {is_of_a_report_sql("t.kind")}
   and (c.officer_id = any(%(own)s) or c.officer_id is null) and not c.complained_of_ids @> array[%(person)s::bigint]
 order by t.due_at, t.id limit %(limit)s
"""  # noqa: S608 - this room's own words


def due(person: Any, now: datetime) -> tuple[list[dict[str, Any]], bool] | None:
    """What is due on a complaints officer's complaints and on those that are nobody's yet, and whether there is more.

    As components/clock_rows.html takes it; one statement. None for those who run no complaints.
    """
    if person.council_id not in person.reach("complaints.stages").council_ids:
        return None
    values = {
        "council": person.council_id,
        "own": sorted(person.reach("work.my").own),
        "person": person.pk,
        "limit": MOST_CLOCKS + 1,
    }
    rows = read_named(_DUE, values)
    shown = rows[:MOST_CLOCKS]
    listed_complaints(person, [row["id"] for row in shown], page="my work", now=now)
    return [_act(row, now) for row in shown], len(rows) > MOST_CLOCKS


def _act(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    kind = clocks.kind_of(row["kind"])
    return {
        "band": presenters.band(row["due_at"], now),
        "act": kind.act,
        "href": clocks.href(row["reference"]),
        "who": row["complainant_name"] or "Name not given",
        "reference": row["reference"],
        "headline": presenters.headline(row["due_at"], now),
        "when": presenters.when(row["due_at"], now),
        "detail": "" if row["officer_id"] else "Nobody’s name is on this complaint yet.",
        "button": kind.button,
        "button_href": clocks.href(row["reference"], kind.page),
    }


def appointed(person: Any, now: datetime) -> list[dict[str, str]]:
    """Complaints the person is appointed to now, most urgent first; one statement, none for those who never are."""
    if not person.reach("complaints.read").own:
        return []
    rows = reading_list.read(Complaint.objects.within(person).in_hand(), band="", now=now, limit=MOST)
    listed_complaints(person, [one.id for one in rows], page="my work", now=now)
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
