"""The list that is drawn from: counted before it is frozen, frozen in one statement, written out as it is checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection

from audits.auditing.similar import Similar, closed_cases, imported_cases
from audits.models import Audit, PopulationCase

COUNT_CEILING = 100_000  # a preview counts no further
HEADING = "number,group,place,closed,case\n"  # of the downloaded list, whose SHA-256 is the digest
_LINE = "number || ',' || \"group\" || ',' || place || ',' || closed_on || ',' || label"


@dataclass(frozen=True)
class Preview:
    """How many cases the filter finds now: of this system, of the other system, and of those how many are the same."""

    here: int
    imported: int
    both: int

    @property
    def total(self) -> int:
        return self.here + self.imported - self.both

    @property
    def is_bounded(self) -> bool:
        return self.here > COUNT_CEILING


def _found(audit: Audit, similar: Similar, strata: str) -> tuple[str, list[Any], str, list[Any]]:
    span = {"since": audit.since, "until": audit.until}
    here, here_values = closed_cases(similar, council_id=audit.council_id, strata=strata, **span)
    other, other_values = imported_cases(audit.pk, strata=strata, **span)
    return here, here_values, other, other_values


def preview(audit: Audit, similar: Similar) -> Preview:
    """Count what the filter finds, at most to the ceiling; one statement."""
    here, here_values, other, other_values = _found(audit, similar, "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH here AS MATERIALIZED (SELECT * FROM ({here}) h LIMIT %s), other AS ({other})"  # noqa: S608
            " SELECT (SELECT count(*) FROM here), (SELECT count(*) FROM other),"
            " (SELECT count(*) FROM other WHERE own_number IN (SELECT own_number FROM here WHERE own_number <> ''))",
            [*here_values, COUNT_CEILING + 1, *other_values],
        )
        return Preview(*cursor.fetchone())


def freeze(audit: Audit) -> tuple[int, str]:
    """Write the list, every case with its number, group and place, in one statement; (how many, digest of the list).

    In the order of the day of closing, then of the reference. A case that is both here and on the imported list, by its
    number in the council's own system, is counted once, as it is here.
    """
    here, here_values, other, other_values = _found(audit, Similar.of(audit.similar), audit.strata)
    in_order = 'ORDER BY closed_on, label COLLATE "C", part_id'
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH here AS MATERIALIZED ({here}), other AS ({other}), found AS ("  # noqa: S608 - our own words
            " SELECT * FROM here UNION ALL SELECT * FROM other"
            "  WHERE own_number NOT IN (SELECT own_number FROM here WHERE own_number <> ''))"
            ' INSERT INTO audits_populationcase (audit_id, number, "group", place, part_id, imported_id,'
            " closed_on, label)"
            f" SELECT %s, row_number() OVER ({in_order}), left(grp, 80),"
            f" row_number() OVER (PARTITION BY left(grp, 80) {in_order}), part_id, imported_id, closed_on, label"
            " FROM found",
            [*here_values, *other_values, audit.pk],
        )
        count = cursor.rowcount
        cursor.execute(
            f"SELECT encode(sha256(convert_to(%s || coalesce(string_agg({_LINE}, chr(10) ORDER BY number) || chr(10),"  # noqa: S608
            " ''), 'UTF8')), 'hex') FROM audits_populationcase WHERE audit_id = %s",
            [HEADING, audit.pk],
        )
        [digest] = cursor.fetchone()
    return count, digest


def groups(audit: Audit) -> dict[str, int]:
    """{group: how many cases}: the last place of each, by a walk along the index, however long the list is."""
    if not audit.strata:
        return {"all": audit.population} if audit.population else {}
    with connection.cursor() as cursor:
        cursor.execute(
            'WITH RECURSIVE walk AS ((SELECT "group", place FROM audits_populationcase WHERE audit_id = %(audit)s'
            '  ORDER BY "group" DESC, place DESC LIMIT 1)'
            ' UNION ALL SELECT b."group", b.place FROM walk,'
            ' LATERAL (SELECT "group", place FROM audits_populationcase p'
            '  WHERE p.audit_id = %(audit)s AND p."group" < walk."group" ORDER BY "group" DESC, place DESC LIMIT 1) b)'
            ' SELECT "group", place FROM walk',
            {"audit": audit.pk},
        )
        return dict(sorted(cursor.fetchall()))


def lines(audit: Audit) -> Iterator[bytes]:
    """The frozen list as it is downloaded, two thousand cases at a time, from one cursor of the database's own."""
    rows = PopulationCase.objects.filter(audit_id=audit.full_of_id or audit.pk).order_by("number")
    values = rows.values_list("number", "group", "place", "closed_on", "label").iterator(chunk_size=2000)
    yield HEADING.encode()
    while batch := list(islice(values, 2000)):
        yield "".join(
            f"{number},{group},{place},{closed},{label}\n" for number, group, place, closed, label in batch
        ).encode()
