"""How a council works across many referrals: what it gave as reasons, passed on, declined, and never spoke about.

Figures of the referrals a council received in the last twelve months (the latest ones, up to MOST), read in one
statement. No child is named: where a figure opens into cases it gives a few references alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from referrals.deadlines import STEPS_DOWN

PERIOD = timedelta(days=366)
MOST = 10_000
#: How many cases a figure opens into.
CASES = 10

_RECENT = """
with recent as materialized (
    select p.id, p.referral_id, p.team_id, p.received_at, p.closed_at, p.returned_at
      from referrals_part p
     where p.council_id = %(council)s and p.received_at >= %(since)s
     order by p.received_at desc, p.id desc limit %(most)s
)
"""

_REASONS = """
select d.outcome, d.reason, coalesce(t.name, '') as team, count(*) as number,
       (array_agg(distinct r.reference))[1:%(cases)s] as references
  from recent join referrals_decision d on d.part_id = recent.id and d.outcome = any(%(steps_down)s)
  join referrals_referral r on r.id = recent.referral_id
  left join councils_team t on t.id = recent.team_id
 group by 1, 2, 3 order by 4 desc, 1, 2, 3
"""
_DECLINED = """
select c.short_name as council, a.duty, count(*) as number,
       (array_agg(distinct r.reference))[1:%(cases)s] as references
  from recent join referrals_dutyanswer a on a.referral_id = recent.referral_id and not a.accepted
  join councils_council c on c.id = a.council_id
  join referrals_referral r on r.id = recent.referral_id
 group by 1, 2 order by 3 desc, 1, 2
"""
_PASSED_ON = """
select c.short_name as council, count(*) as number,
       count(*) filter (where not exists (
           select from referrals_dutyanswer a
            where a.referral_id = s.referral_id and a.council_id = s.to_id and a.accepted)) as unaccepted,
       (array_agg(distinct r.reference))[1:%(cases)s] as references
  from recent join referrals_sending s on s.referral_id = recent.referral_id and s.sender_id = %(council)s
  join councils_council c on c.id = s.to_id
  join referrals_referral r on r.id = recent.referral_id
 group by 1 order by 3 desc, 2 desc, 1
"""
_NEVER_SPOKE = """
select c.short_name as council, count(*) as number,
       (array_agg(distinct r.reference))[1:%(cases)s] as references
  from recent join referrals_namedcouncil n on n.referral_id = recent.referral_id and n.council_id <> %(council)s
  join councils_council c on c.id = n.council_id
  join referrals_referral r on r.id = recent.referral_id and r.kind = 'referral'
 where not exists (
     select from referrals_councilcontact k
      where k.referral_id = recent.referral_id and k.two_way
        and k.our_service = 'childrens' and k.their_service = 'childrens'
        and ((k.council_id = %(council)s and k.to_id = n.council_id)
             or (k.council_id = n.council_id and k.to_id = %(council)s)))
 group by 1 order by 2 desc, 1
"""
_CONSENT = """
select coalesce(t.name, '') as team, count(*) as number,
       (array_agg(distinct r.reference))[1:%(cases)s] as references
  from recent join referrals_assessment a on a.part_id = recent.id and a.consent_withdrawn
  join referrals_referral r on r.id = recent.referral_id
  left join councils_team t on t.id = recent.team_id
 group by 1 order by 2 desc, 1
"""
# Which procedures met on the referral: those of every council that has a part in it or is named on it.
_UNANSWERED = """
select sets.codes, q.facts ->> 'why' as why, count(*) as number,
       (array_agg(distinct r.reference))[1:%(cases)s] as references
  from recent
  join referrals_prompt q
    on q.referral_id = recent.referral_id and q.council_id = %(council)s and q.code = 'rule_sets_conflict'
  join referrals_referral r on r.id = recent.referral_id
  join lateral (
      select array_agg(distinct c.rule_set_code) as codes from councils_council c
       where c.id in (select n.council_id from referrals_namedcouncil n where n.referral_id = r.id
                      union select o.council_id from referrals_part o
                             where o.referral_id = r.id and o.returned_at is null)
  ) sets on true
 group by 1, 2 order by 3 desc, 1, 2
"""
_NAMES = "select s.code, max(s.name) as name from councils_ruleset s group by 1"

_SECTIONS = {
    "reasons": _REASONS,
    "declined": _DECLINED,
    "passed_on": _PASSED_ON,
    "never_spoke": _NEVER_SPOKE,
    "consent": _CONSENT,
    "unanswered": _UNANSWERED,
    "names": _NAMES,
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Patterns:
    """Each section a list of rows with `number` and `references` (at most CASES), the greatest number first.

    reasons      outcome, reason, team: decisions that did less than was asked for
    declined     council (who declined), duty
    passed_on    council (to whom we sent), unaccepted: of `number`, those of which it has accepted nothing in writing
    never_spoke  council: the two children's services have never spoken about the referral
    consent      team: assessments in which consent was withdrawn
    unanswered   names (of the procedures that met), why: the rules named nobody alone for the strategy discussion
    """

    reasons: list[Row]
    declined: list[Row]
    passed_on: list[Row]
    never_spoke: list[Row]
    consent: list[Row]
    unanswered: list[Row]


def read(council_id: int, *, now: datetime) -> Patterns:
    """The patterns of one council, in one statement."""
    columns = ", ".join(
        f"(select coalesce(json_agg(x), '[]') from ({sql}) x)"  # noqa: S608 - constants of this module
        for sql in _SECTIONS.values()
    )
    parameters: dict[str, Any] = {
        "council": council_id,
        "since": now - PERIOD,
        "most": MOST,
        "cases": CASES,
        "steps_down": sorted(STEPS_DOWN),
    }
    with connection.cursor() as cursor:
        cursor.execute(f"{_RECENT} select {columns}", parameters)
        found = dict(zip(_SECTIONS, cursor.fetchone(), strict=True))
    names = {row["code"]: row["name"] for row in found.pop("names")}
    for row in found["unanswered"]:
        row["names"] = [names.get(code, code) for code in row["codes"]]
    return Patterns(**found)
