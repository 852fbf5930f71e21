"""What waits for us between councils besides referrals: the messages that we have not answered."""

from datetime import datetime
from typing import Any

from django.db import connection

from referrals import handles
from referrals.presenters import clocks
from timers.calendar import local
from work import presenters

# Asked of us and not answered, the nearest deadline first. A request that has not gone out waits for nobody.
_ASKED = """
select r.id, r.reference, r.children_count, p.given_name, p.family_name, p.known_as, p.born_on, p.age_said,
       p.expected_on, m.id as message_id, m.kind, m.at, coalesce(nullif(m.named, ''), u.name) as by_name,
       c.short_name as sender, t.due_at, worker.name as worker
  from referrals_councilmessage m
  join referrals_referral r on r.id = m.referral_id
  join referrals_part mine on mine.referral_id = m.referral_id and mine.council_id = m.to_id
       and mine.returned_at is null
  join councils_council c on c.id = m.council_id
  join accounts_user u on u.id = m.by_id
  left join accounts_user worker on worker.id = mine.worker_id
  left join referrals_person p on p.id = r.first_child_id
  left join timers_timer t on t.kind = 'message_answer' and t.subject_label = 'referrals.councilmessage'
       and t.subject_id = m.id and t.council_id = m.to_id and t.stopped_at is null
 where m.to_id = %(council)s and m.kind in ('request', 'call') and m.answered_at is null
   and (not m.held or m.countersigned_at is not null)
 order by t.due_at nulls last, m.at, m.id
 limit %(limit)s
"""
WANTS = {"request": "An answer to what they ask", "call": "That we ring them"}


def asked_of_us(council_id: int, now: datetime, *, limit: int) -> list[dict[str, Any]]:
    """As the inbox's rows of "waiting for us"; one statement. What the message says stays on the referral's page."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, {"council": council_id, "limit": limit})
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    today = local(now).date()
    return [
        {
            "id": row["id"],
            "due": row["due_at"],
            "band": presenters.band(row["due_at"], now) if row["due_at"] else "later",
            "who_asks": f"{row['sender']}, {row['by_name']}",
            "child": presenters.child(row, today),
            "reference": row["reference"],
            "href": clocks.referral_href(row["reference"]),
            "want": WANTS[row["kind"]],
            "headline": presenters.headline(row["due_at"], now) if row["due_at"] else "No deadline",
            "when": presenters.when(row["due_at"], now) if row["due_at"] else "",
            "unacknowledged": False,
            "worker": row["worker"] or "Nobody has it",
            "button": "Answer",
            "button_href": clocks.act_href("message_answer", row["reference"])
            + f"?m={handles.handle('message', row['message_id'])}",
            "received": f"written {presenters.ago(row['at'], now)}",
        }
        for row in found
    ]
