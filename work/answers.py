"""How each other council answers: what we sent and asked, what waits, how long it takes, when its desk was checked.

REPORT of STATUTE 3, faults 4, 39 and 57: a council that does not answer is seen before a child's case has lain there
for two months. Bounded: the latest SENT sendings and as many messages of a council, whatever the tables hold.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from timers.calendar import local
from work import presenters

SENT = 2000
MOST_COUNCILS = 60
MOST_CASES = 50

# Sendings and messages that asked, as one: to whom, when, and when that was answered (given back is answered too).
_ASKED = """
    (select s.to_id as other, s.at, coalesce(s.acknowledged_at, back.at) as answered_at, s.referral_id,
            'sending' as what
       from referrals_sending s
       left join lateral (
           select min(g.at) as at from referrals_givenback g join referrals_part p on p.id = g.part_id
            where p.referral_id = s.referral_id and p.council_id = s.to_id and g.at >= s.at
       ) back on true
      where s.sender_id = %(council)s order by s.at desc limit %(sent)s)
    union all
    (select m.to_id, coalesce(m.countersigned_at, m.at), m.answered_at, m.referral_id, 'message'
       from referrals_councilmessage m
      where m.council_id = %(council)s and m.kind in ('request', 'call')
        and (not m.held or m.countersigned_at is not null)
      order by m.at desc limit %(sent)s)
"""
# A part of ours that is closed or given back waits for nobody any more.
_OPEN = """exists (select from referrals_part p where p.referral_id = a.referral_id and p.council_id = %(council)s
                    and p.closed_at is null and p.returned_at is null)"""

_REPORT = f"""
select c.id, c.short_name, c.gss_code, c.is_invented, count(*) as asked,
       count(*) filter (where a.answered_at is null and {_OPEN}) as waiting,
       min(a.at) filter (where a.answered_at is null and {_OPEN}) as oldest,
       percentile_cont(0.5) within group (order by extract(epoch from a.answered_at - a.at))
           filter (where a.answered_at is not null) as median,
       (select max(d.verified_on) from councils_desk d
         where d.council_id = c.id and d.service = 'childrens') as verified_on
  from ({_ASKED}) a join councils_council c on c.id = a.other
 group by c.id
 order by waiting desc, oldest nulls last, c.short_name
 limit %(most)s
"""  # noqa: S608 - constants of this module; the values are parameters

_CASES = f"""
select r.id, r.reference, r.children_count, p.given_name, p.family_name, p.known_as, p.born_on, p.age_said,
       p.expected_on, a.at, a.what, w.name as worker,
       exists (select from referrals_disagreement d
                where d.referral_id = r.id and d.resolved_at is null) as disagree
  from ({_ASKED}) a
  join referrals_referral r on r.id = a.referral_id
  left join referrals_person p on p.id = r.first_child_id
  join referrals_part mine on mine.referral_id = r.id and mine.council_id = %(council)s
  left join accounts_user w on w.id = mine.worker_id
 where a.other = %(other)s and a.answered_at is null and {_OPEN}
 order by a.at, r.id
 limit %(most)s
"""  # noqa: S608


def _read(sql: str, **parameters: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"sent": SENT, **parameters})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def report(council_id: int) -> list[dict[str, Any]]:
    """A row for each council that we asked something: {id, short_name, code, asked, waiting, oldest, median (seconds),
    verified_on}; those that keep us waiting first. One statement."""
    return _read(_REPORT, council=council_id, most=MOST_COUNCILS)


def cases(council_id: int, other_id: int, now: datetime) -> tuple[list[dict[str, Any]], bool]:
    """What waits for that council, oldest first, with the child in words, and whether there is more. One statement."""
    found = _read(_CASES, council=council_id, other=other_id, most=MOST_CASES + 1)
    today = local(now).date()
    rows = [{**row, "child": presenters.child(row, today)} for row in found[:MOST_CASES]]
    return rows, len(found) > MOST_CASES
