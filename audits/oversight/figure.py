# ruff: noqa: S608 - constants of this module put together; every value is a parameter
"""What a figure is, and the pieces of SQL that the figures share.

A figure's `sql` gives its whole: rows of (council_id, hit, key, part_id, team_id, worker_id, said, since). `hit` marks
the rows it counts, so that a number and the rows behind it are one statement and cannot differ. `key` is that of what a
row stands for (a case, a sending, a decision), unique among a council's rows: pages are cut by (since, key). Every row
is told as of an instant, `%(until)s`, from facts that carry their own times: a past month counts today as it did then.

Parameters: until; council (null: every one); since_90, since_365 (days before until); supervised_since (six weeks
before, T83); day_before, two_days_before, ten_days_before (so many working days before until, to the minute).
"""

from dataclasses import dataclass
from typing import Any, Literal

# A part that was opened again keeps no trace of having been closed but its closing, signed and then withdrawn.
OPEN = """p.received_at <= %(until)s and (p.closed_at is null or p.closed_at > %(until)s)
       and (p.returned_at is null or p.returned_at > %(until)s)
       and not exists (select from referrals_closing z where z.part_id = p.id and z.signed_at <= %(until)s
             and z.withdrawn_at > %(until)s)"""
#: Since when it has been open without a break: received, or opened again.
OPENED = """greatest(p.received_at, (select max(z.withdrawn_at) from referrals_closing z where z.part_id = p.id
           and z.signed_at is not null and z.withdrawn_at <= %(until)s))"""
OURS = "(%(council)s::bigint is null or p.council_id = %(council)s)"
SELECT = """select p.council_id, {hit} as hit, {key} as key, p.id as part_id, p.team_id, p.worker_id, {said} as said,
       {since} as since"""
PARTS = "from referrals_part p join referrals_referral r on r.id = p.referral_id and r.kind = 'referral'"
WORKER_THEN = """(select a.worker_id from referrals_allocation a
           where a.part_id = p.id and a.worker_id is not null and a.since <= %(until)s
             and (a.until is null or a.until > %(until)s) limit 1)"""
# What somebody of this council did or wrote on a case; most notes are the council's own and leave no line in the
# journal. A line without a person is the product's own doing (a silence that opens a disagreement), and is nobody's.
_LINES = """from referrals_journalentry j where j.referral_id = p.referral_id and j.council_id = p.council_id
           and j.by_id is not null and j.recorded_at <= %(until)s"""
_NOTES = """from referrals_noteon o join referrals_casenote n on n.id = o.note_id where o.referral_id = p.referral_id
           and n.council_id = p.council_id and n.recorded_at <= %(until)s"""
TOUCHED = f"""(exists (select {_LINES} and j.at > {{since}})
       or exists (select {_NOTES} and n.at > {{since}}))"""
TOUCHED_LAST = f"greatest({OPENED}, (select max(j.at) {_LINES}), (select max(n.at) {_NOTES}))"
# Of these, what only a manager does who looks at the case itself. To allocate it says who has it, not that anybody
# looked: counted as a look, a case that goes from hand to hand would seem watched.
_MANAGERS_DO = """j.verb in ('decide', 'decide_not_to_tell', 'refuse_strategy_discussion', 'supervise', 'send_back',
           'sign_assessment', 'sign_closing', 'countersign_message')"""
_MANAGERS_WRITE = "n.kind = 'management_oversight'"
OVERSEEN = f"""(exists (select {_LINES} and {_MANAGERS_DO} and j.at > {{since}})
       or exists (select {_NOTES} and {_MANAGERS_WRITE} and n.at > {{since}}))"""
OVERSEEN_LAST = f"""greatest({OPENED}, (select max(j.at) {_LINES} and {_MANAGERS_DO}),
           (select max(n.at) {_NOTES} and {_MANAGERS_WRITE}))"""


def of_open(hit: str, *, also: str = "", since: str = "p.received_at", said: str = "''") -> str:
    """Open cases, of which `hit` marks some."""
    head = SELECT.format(hit=hit, key="p.id", said=said, since=since)
    return f"{head} {PARTS} where {OPEN} and {OURS} {also}"


@dataclass(frozen=True)
class Figure:
    """One figure. `better`: whether more or fewer is better; `of`: what the whole is, in words, for "12 of 240 …".

    `split`: what its breakdown by team is divided by as well. "whole": by `said`, which every row of the whole has, so
    that each line is out of those of its kind. "hits": by `said`, which is why something is counted (a reason), so that
    each line is out of all of the team's.
    """

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
    split: Literal["", "whole", "hits"] = ""
    by_worker: bool = False
    leaders: bool = False
    share: bool = False  # read as per cent of the whole
    opens: bool = True  # into its rows; not where a row would tell those who hold the case that somebody complained

    def kept(self) -> dict[str, Any]:
        """What a reader is told of it, as JSON: with it a number can be read when the definition is another."""
        return {name: getattr(self, name) for name in KEPT}

    @classmethod
    def of_kept(cls, kept: dict[str, Any]) -> "Figure":
        """A definition as it was kept: it is read and never counted again."""
        return cls(**kept, sql="")


KEPT = ("code", "family", "name", "definition", "of", "source", "version", "better", "share")


@dataclass(frozen=True)
class Family:
    code: str
    title: str
    asks: str  # what the page answers
