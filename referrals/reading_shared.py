"""What the councils on a referral hold, agreed, called and closed between them: one statement, whatever there is."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from councils.models import RuleSet
from referrals.models import Prompt, Referral

Row = dict[str, Any]

_OF_REFERRAL = "t.referral_id = %(referral)s"
_OF_PART = "t.part_id IN (SELECT id FROM referrals_part WHERE referral_id = %(referral)s)"
_OF_DISCUSSION = "t.discussion_id IN (SELECT id FROM referrals_strategydiscussion WHERE referral_id = %(referral)s)"

#: What is read: its name here, its table, which rows, and whose name stands beside each.
_WANTED = [
    ("duties", "referrals_duty", _OF_REFERRAL, ""),
    (
        "holdings",
        "referrals_holding",
        "t.duty_id IN (SELECT id FROM referrals_duty WHERE referral_id = %(referral)s)",
        "",
    ),
    ("proposals", "referrals_leadproposal", _OF_REFERRAL + " AND t.ended_at IS NULL", "by_id"),
    ("answers", "referrals_dutyanswer", _OF_REFERRAL, "by_id"),
    ("intentions", "referrals_intention", _OF_REFERRAL, "by_id"),
    ("disagreements", "referrals_disagreement", _OF_REFERRAL + " AND t.resolved_at IS NULL", "opened_by_id"),
    ("discussions", "referrals_strategydiscussion", _OF_REFERRAL, "by_id"),
    ("invitations", "referrals_invitation", _OF_DISCUSSION, "answered_by_id"),
    ("circulations", "referrals_circulation", _OF_DISCUSSION, "by_id"),
    ("enquiries", "referrals_section47", _OF_PART + " AND t.ended_at IS NULL", "by_id"),
    (
        "closings",
        "referrals_closing",
        _OF_PART + " AND t.signed_at IS NULL AND t.withdrawn_at IS NULL",
        "by_id",
    ),
    ("challenges", "referrals_challenge", _OF_PART + " AND t.answered_at IS NULL", "by_id"),
    ("moves", "referrals_move", _OF_PART, "by_id"),
    # What was asked of the one or the other and waits for an answer; a request that has not gone out waits for nobody.
    (
        "messages",
        "referrals_councilmessage",
        _OF_REFERRAL
        + " AND t.kind IN ('request', 'call') AND t.answered_at IS NULL"
        + " AND (NOT t.held OR t.countersigned_at IS NOT NULL)",
        "by_id",
    ),
    # The questions that are open to the council that reads.
    ("prompts", "referrals_prompt", _OF_REFERRAL + " AND t.council_id = %(reader)s AND t.settled_at IS NULL", ""),
    (
        "rule_sets",
        "councils_ruleset",
        "t.code = ANY(%(codes)s) AND t.in_force_from <= %(day)s"
        " AND (t.in_force_until IS NULL OR t.in_force_until >= %(day)s)",
        "",
    ),
]
_NAME = "(SELECT u.name FROM accounts_user u WHERE u.id = t.{})"
_NOBODY = "''"
_TIMES = frozenset(
    [
        "at",
        "since",
        "until",
        "began_at",
        "ended_at",
        "in_force_at",
        "opened_at",
        "planned_for",
        "held_at",
        "answered_at",
        "accepted_at",
    ]
)


@dataclass
class Shared:
    """Rows as dicts, oldest first, their instants aware; `by_name` beside who did it, "" where it was the product."""

    duties: list[Row] = field(default_factory=list)
    holdings: list[Row] = field(default_factory=list)
    proposals: list[Row] = field(default_factory=list)  # live ones
    answers: list[Row] = field(default_factory=list)
    intentions: list[Row] = field(default_factory=list)
    disagreements: list[Row] = field(default_factory=list)  # open ones
    discussions: list[Row] = field(default_factory=list)
    invitations: list[Row] = field(default_factory=list)
    circulations: list[Row] = field(default_factory=list)
    enquiries: list[Row] = field(default_factory=list)  # under way
    closings: list[Row] = field(default_factory=list)  # that wait to be signed
    challenges: list[Row] = field(default_factory=list)  # that wait for an answer
    moves: list[Row] = field(default_factory=list)  # of children, accepted or not
    messages: list[Row] = field(default_factory=list)  # between councils, that wait for an answer
    rule_sets: list[RuleSet] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)  # open to the council that reads, latest first

    @property
    def open_duties(self) -> list[Row]:
        return [one for one in self.duties if one["ended_at"] is None]

    def holders(self, duty: Row) -> list[Row]:
        """The holdings of a responsibility that have not ended."""
        return [one for one in self.holdings if one["duty_id"] == duty["id"] and one["until"] is None]

    @property
    def to_come(self) -> list[Row]:
        """The discussions that were called and are not recorded as held."""
        return [one for one in self.discussions if one["held_at"] is None]

    @property
    def held(self) -> list[Row]:
        return [one for one in self.discussions if one["held_at"] is not None]

    def of_discussion(self, rows: list[Row], discussion: Row) -> list[Row]:
        return [one for one in rows if one["discussion_id"] == discussion["id"]]


def read_shared(referral: Referral, *, reader_id: int | None, rule_set_codes: list[str], day: date) -> Shared:
    """Read it for the council `reader_id`, in one statement.

    `rule_set_codes` are those of the councils on the referral; `day` is London's.
    """
    # Table names and conditions are this module's own constants; everything else is a parameter.
    parts = [
        f"SELECT '{name}', t.id, to_jsonb(t)::text, {_NAME.format(by) if by else _NOBODY} FROM {table} t WHERE {which}"  # noqa: S608
        for name, table, which, by in _WANTED
    ]
    found: dict[str, list[Row]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(parts) + " ORDER BY 1, 2",
            {"referral": referral.pk, "reader": reader_id, "codes": rule_set_codes, "day": day},
        )
        for name, _, row, by_name in cursor.fetchall():
            found[name].append({**json.loads(row), "by_name": by_name or ""})
    sets = [_made(RuleSet, row) for row in sorted(found.pop("rule_sets", []), key=lambda one: one["code"])]
    prompts = [_made(Prompt, _with_times(row)) for row in found.pop("prompts", [])]
    prompts.sort(key=lambda one: (one.at, one.pk), reverse=True)
    return Shared(
        rule_sets=sets, prompts=prompts, **{name: [_with_times(row) for row in rows] for name, rows in found.items()}
    )


def _with_times(row: Row) -> Row:
    return {
        name: datetime.fromisoformat(value) if name in _TIMES and isinstance(value, str) else value
        for name, value in row.items()
    }


def _made(model: Any, row: Row) -> Any:
    """A row of the table as the model's own."""
    names = [one.attname for one in model._meta.concrete_fields]
    return model.from_db("default", names, [row[name] for name in names])
