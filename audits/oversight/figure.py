# ruff: noqa: S608 - constants of this module put together; every value is a parameter
"""What a figure is, and the pieces of SQL that the figures share.

A figure's `sql` gives its whole: rows of (council_id, hit, part_id, team_id, worker_id, said, since). `hit` marks the
rows it counts, so that a number and the rows behind it are one statement and cannot differ. Every row is told as of an
instant, `%(until)s`, from facts that carry their own times: a past month counts today as it did then.

Parameters: until; council (null: every one); since_90, since_365 (days before until); supervised_since (six weeks
before, T83); day_before, two_days_before, ten_days_before (so many working days before until, to the minute).
"""

from dataclasses import dataclass
from typing import Literal

OPEN = """p.received_at <= %(until)s and (p.closed_at is null or p.closed_at > %(until)s)
       and (p.returned_at is null or p.returned_at > %(until)s)"""
OURS = "(%(council)s::bigint is null or p.council_id = %(council)s)"
SELECT = "select p.council_id, {hit} as hit, p.id as part_id, p.team_id, p.worker_id, {said} as said, {since} as since"
PARTS = "from referrals_part p join referrals_referral r on r.id = p.referral_id and r.kind = 'referral'"
WORKER_THEN = """(select a.worker_id from referrals_allocation a
           where a.part_id = p.id and a.worker_id is not null and a.since <= %(until)s
             and (a.until is null or a.until > %(until)s) limit 1)"""
TOUCHED = """exists (select from referrals_journalentry j where j.referral_id = p.referral_id
           and j.council_id = p.council_id and j.at > {since} and j.recorded_at <= %(until)s)"""


def of_open(hit: str, *, also: str = "", since: str = "p.received_at", said: str = "''") -> str:
    """Open cases, of which `hit` marks some."""
    head = SELECT.format(hit=hit, said=said, since=since)
    return f"{head} {PARTS} where {OPEN} and {OURS} {also}"


@dataclass(frozen=True)
class Figure:
    """One figure. `better`: whether more or fewer is better; `of`: what the whole is, in words, for "12 of 240 …"."""

    code: str
    family: str
    name: str
    definition: str
    of: str
    source: str
    sql: str
    version: int = 1
    better: Literal["fewer", "more"] = "fewer"
    said: str = ""  # heads the column of `said`, where it tells something
    by_worker: bool = False
    leaders: bool = False
    share: bool = False  # read as per cent of the whole
    opens: bool = True  # into its rows; not where a row would tell those who hold the case that somebody complained


@dataclass(frozen=True)
class Family:
    code: str
    title: str
    asks: str  # what the page answers
