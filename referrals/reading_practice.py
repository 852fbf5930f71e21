"""What is on file beside the parts: warnings, flags, tasks, how people belong together, documents. One statement."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection

from referrals.models import Address, Referral

Row = dict[str, Any]

_OF = "t.referral_id = %(referral)s"
_OURS = "t.council_id = %(reader)s"
_NAME = "coalesce((SELECT u.name FROM accounts_user u WHERE u.id = t.{}), '')"
_NOBODY = "''"
_VISIBLE = "(t.shared OR t.council_id = %(reader)s)"

_OUR_PART = "(SELECT id FROM referrals_part WHERE referral_id = %(referral)s AND council_id = %(reader)s)"
_INVOLVED = "(SELECT person_id FROM referrals_involvement WHERE referral_id = %(referral)s)"
# The latest address of each person, whether it was written on their own record or on one brought into it since.
_LATEST_ADDRESS = f"""t.id IN (
    SELECT DISTINCT ON (one.owner) one.id FROM (
        SELECT a.id, a.at, coalesce(p.merged_into_id, p.id) AS owner
          FROM referrals_address a JOIN referrals_person p ON p.id = a.person_id
         WHERE p.id IN {_INVOLVED} OR p.merged_into_id IN {_INVOLVED}
    ) one ORDER BY one.owner, one.at DESC, one.id DESC)"""  # noqa: S608 - this module's own words

#: What is read: its name here, its table, which rows, the most of them (latest first), and whose name stands beside.
_WANTED: list[tuple[str, str, str, int, str]] = [
    ("warnings", "referrals_warningnote", f"{_OF} AND t.ended_at IS NULL", 20, "by_id"),
    ("flags", "referrals_flag", f"{_OF} AND t.ended_at IS NULL", 40, "by_id"),
    ("tasks", "referrals_task", f"{_OF} AND {_OURS} AND t.ended_at IS NULL", 50, "owner_id"),
    ("relationships", "referrals_relationship", f"{_OF} AND t.superseded_at IS NULL", 80, "by_id"),
    (
        "safe_contacts",
        "referrals_safecontact",
        f"{_OF} AND NOT EXISTS (SELECT FROM referrals_safecontact later"
        " WHERE later.referral_id = t.referral_id AND later.person_id = t.person_id AND later.id > t.id)",
        40,
        "by_id",
    ),
    # Whoever is on the referral under a record that another was brought into.
    (
        "merges",
        "referrals_personmerge",
        f"t.undone_at IS NULL AND t.kept_id IN {_INVOLVED}",
        40,
        "by_id",
    ),
    (
        "handovers",
        "referrals_casehandover",
        f"t.acknowledged_at IS NULL AND t.superseded_at IS NULL AND t.part_id IN {_OUR_PART}",
        1,
        "before_id",
    ),
    (
        "unsigned",
        "referrals_assessment",
        f"t.completed_at IS NOT NULL AND t.signed_at IS NULL AND t.part_id IN {_OUR_PART}",
        5,
        "completed_by_id",
    ),
    ("documents", "referrals_document", f"{_OF} AND {_VISIBLE} AND t.withdrawn_at IS NULL", 5, "by_id"),
    ("addresses", "referrals_address", _LATEST_ADDRESS, 100, ""),
]


@dataclass
class OnFile:
    """Rows as dicts, oldest first, their instants and days read; `name_beside` is a person's name or ""."""

    warnings: list[Row] = field(default_factory=list)  # that stand, of every council
    flags: list[Row] = field(default_factory=list)  # that hold, of every council
    tasks: list[Row] = field(default_factory=list)  # ours, open
    relationships: list[Row] = field(default_factory=list)  # as known now
    safe_contacts: list[Row] = field(default_factory=list)  # the latest of each person
    merges: list[Row] = field(default_factory=list)  # records brought into one of a person here

    handovers: list[Row] = field(default_factory=list)  # of ours, that wait to be acknowledged
    unsigned: list[Row] = field(default_factory=list)  # assessments of ours that no manager signed
    documents: list[Row] = field(default_factory=list)  # the latest that we may open
    addresses: list[Row] = field(default_factory=list)  # the latest of each person

    @property
    def latest_addresses(self) -> dict[int, Address]:
        """By the record under which the person is on the referral."""
        names = [one.attname for one in Address._meta.concrete_fields]
        return {
            self.alias_of(row["person_id"]): Address.from_db("default", names, [row[name] for name in names])
            for row in self.addresses
        }

    def alias_of(self, person_id: int) -> int:
        """The record under which this person is on the referral now."""
        return next((one["kept_id"] for one in self.merges if one["gone_id"] == person_id), person_id)


def read_on_file(referral: Referral, *, reader_id: int | None) -> OnFile:
    """Read it for the council `reader_id`, in one statement."""
    # Table names and conditions are this module's own constants; everything else is a parameter.
    parts = [
        f"(SELECT '{name}', t.id, to_jsonb(t)::text, {_NAME.format(by) if by else _NOBODY}"  # noqa: S608
        f" FROM {table} t WHERE {which} ORDER BY t.id DESC LIMIT {most})"
        for name, table, which, most, by in _WANTED
    ]
    found: dict[str, list[Row]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 1, 2", {"referral": referral.pk, "reader": reader_id})
        for name, _, row, beside in cursor.fetchall():
            found[name].append({**read_times(json.loads(row)), "name_beside": beside})
    return OnFile(**found)


def read_times(row: Row) -> Row:
    """A row of JSON with its instants (…at) and days (…on, since, until) as such."""
    return {name: _read(name, value) for name, value in row.items()}


def _read(name: str, value: Any) -> Any:
    if not isinstance(value, str) or not value[:4].isdigit():
        return value
    if name == "at" or name.endswith("_at"):
        return datetime.fromisoformat(value)
    if name.endswith("_on") or name in _DAYS:
        return date.fromisoformat(value)
    return value


_DAYS = frozenset(["since", "until"])


def of_person(rows: Iterable[Row], person_id: int | None) -> list[Row]:
    return [one for one in rows if one["person_id"] == person_id]
