"""What an audit comes to: how many cases it is of, how many are read, how many show a fault, point by point."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from audits.auditing.agreement import Agreement, agreement
from audits.auditing.points import POINTS, YES
from audits.auditing.rule import Rule
from audits.models import Audit, Finding, Reading, SampleCase


def in_sample(audit: Audit) -> QuerySet[SampleCase]:
    """The cases that count: those in the sample now. A full audit counts the first sample's with its own."""
    audits = [audit.pk, audit.full_of_id] if audit.full_of_id else [audit.pk]
    return SampleCase.objects.filter(audit_id__in=audits, left_at=None)


def rules_of(audits: Iterable[Audit]) -> dict[int, Rule]:
    """{audit: the rule as it stands}; one statement. A case counts once, and a yes of either reader is a yes."""
    wanted = list(audits)
    ids = {audit.pk for audit in wanted} | {audit.full_of_id for audit in wanted if audit.full_of_id}
    locked = Reading.objects.filter(sample_case=OuterRef("pk"), locked_at__isnull=False)
    counted: dict[int, Counter[str]] = defaultdict(Counter)
    rows = (
        SampleCase.objects.filter(audit_id__in=ids, left_at=None)
        .annotate(is_read=Exists(locked), has_fault=Exists(locked.filter(has_fault=True)))
        .order_by()
        .values_list("audit_id", "is_read", "has_fault")
        .annotate(Count("pk"))
    )
    for key, is_read, has_fault, count in rows:
        counted[key] += Counter(size=count, read=count * is_read, yes=count * has_fault)
    found = {}
    for audit in wanted:
        total = counted[audit.pk] + counted[audit.full_of_id or 0]
        found[audit.pk] = Rule(size=total["size"], read=total["read"], yes=total["yes"])
    return found


def rule_of(audit: Audit) -> Rule:
    """The rule of one audit as it stands."""
    return rules_of([audit])[audit.pk]


def readings_awaited(audit: Audit) -> list[str]:
    """The files that count whose reader, or second reader, has not locked what they found: "case 3", "case 9"; the
    first twenty, and then "others"."""
    locked = Reading.objects.filter(sample_case=OuterRef("pk"), locked_at__isnull=False)
    waits = (
        in_sample(audit)
        .filter(
            (Q(reader__isnull=False) & ~Exists(locked.filter(is_second=False)))
            | (Q(second_reader__isnull=False) & ~Exists(locked.filter(is_second=True)))
        )
        .order_by("audit", "position")
    )
    return _called(audit, waits)


def seen_and_not_found(audit: Audit) -> list[str]:
    """The files on which somebody who handed them on had answered yes, and fewer than two others have found no fault:
    as `readings_awaited` calls them."""
    readings = Reading.objects.filter(sample_case=OuterRef("pk"))
    locked = readings.filter(locked_at__isnull=False)
    doubted = in_sample(audit).filter(
        Exists(readings.filter(handed_on_at__isnull=False, yes_seen_at__isnull=False)),
        Exists(locked),
        ~Exists(locked.filter(has_fault=True)),
        ~(Exists(locked.filter(is_second=False)) & Exists(locked.filter(is_second=True))),
    )
    return _called(audit, doubted.order_by("audit", "position"))


def _called(audit: Audit, cases: QuerySet[SampleCase]) -> list[str]:
    """What the cases are called in an audit; the first twenty, and then "others"."""
    found = [
        f"case {position}" if of == audit.pk else f"case {position} of the sample"
        for of, position in cases.values_list("audit", "position")[:21]
    ]
    return [*found[:20], "others"] if len(found) > 20 else found


@dataclass
class PointFigures:
    """How many cases each answer was given in; yes of either reader, else cannot tell of either, else no."""

    number: int
    name: str
    yes: int = 0
    no: int = 0
    cannot_tell: int = 0

    @property
    def counts(self) -> list[int]:
        return [self.yes, self.no, self.cannot_tell]


def found_in(audit: Audit) -> set[int]:
    """The numbers of the points that a file which counts shows a fault at; a yes of either reader is a yes."""
    given = Finding.objects.filter(
        reading__sample_case__in=in_sample(audit), reading__locked_at__isnull=False, answer=YES
    )
    return set(given.order_by().values_list("point", flat=True).distinct())


@dataclass
class Group:
    """Cases of one year or one group: how many were read, how many of those show a fault."""

    name: str
    read: int = 0
    yes: int = 0


@dataclass
class Figures:
    """Everything that a report counts."""

    rule: Rule
    points: list[PointFigures]
    years: list[Group]
    groups: list[Group]
    of_points: Agreement
    of_cases: Agreement
    left: dict[str, int] = field(default_factory=dict)
    here: int = 0  # read cases of this system
    imported: int = 0


_RANK = {"yes": 2, "cannot_tell": 1, "no": 0}


def figures_of(audit: Audit) -> Figures:
    """The figures of the cases read so far; four statements whatever their number."""
    cases = list(
        in_sample(audit)
        .filter(readings__locked_at__isnull=False)
        .distinct()
        .values_list("pk", "case__closed_on__year", "case__group", "case__part_id")
    )
    given = Finding.objects.filter(
        reading__sample_case__in=in_sample(audit), reading__locked_at__isnull=False
    ).values_list("reading__sample_case_id", "reading__is_second", "point", "answer")
    answers: dict[int, dict[int, dict[bool, str]]] = defaultdict(lambda: defaultdict(dict))
    for case, is_second, point, answer in given:
        answers[case][point][is_second] = answer
    points = {point.number: PointFigures(point.number, point.name) for point in POINTS}
    years: dict[str, Group] = {}
    groups: dict[str, Group] = {}
    twice: list[tuple[str, str]] = []
    verdicts: list[tuple[bool, bool]] = []
    for key, year, group, _ in cases:
        has_fault = False
        both = [[], []]  # type: list[list[str]]
        for point, by_reader in answers[key].items():
            settled = max(by_reader.values(), key=_RANK.__getitem__)
            one = points[point]
            setattr(one, settled, getattr(one, settled) + 1)
            has_fault = has_fault or settled == "yes"
            if len(by_reader) == 2:
                twice.append((by_reader[False], by_reader[True]))
                both[0].append(by_reader[False])
                both[1].append(by_reader[True])
        if both[0]:
            verdicts.append(("yes" in both[0], "yes" in both[1]))
        for name, kept in ((str(year), years), (group, groups)):
            row = kept.setdefault(name, Group(name))
            row.read += 1
            row.yes += has_fault
    left = Counter(
        SampleCase.objects.filter(audit__in=[audit.pk, audit.full_of_id or audit.pk])
        .exclude(left_at=None)
        .values_list("left_because", flat=True)
    )
    return Figures(
        rule=rule_of(audit),
        points=list(points.values()),
        years=[years[name] for name in sorted(years)],
        groups=[groups[name] for name in sorted(groups)] if audit.strata else [],
        of_points=agreement(twice),
        of_cases=agreement(verdicts),
        left=dict(left),
        here=sum(part is not None for *_, part in cases),
        imported=sum(part is None for *_, part in cases),
    )


@dataclass(frozen=True)
class Cost:
    """What a full audit takes: the files still to be read, and the days of one reader."""

    files: int
    cases_a_day: int

    @property
    def days(self) -> int:
        return ceil(self.files / self.cases_a_day)

    def weeks(self, readers: int) -> int:
        """Weeks of five days with so many readers.

        >>> Cost(files=412, cases_a_day=3).days, Cost(412, 3).weeks(2)
        (138, 14)
        """
        return ceil(self.days / (5 * max(1, readers)))


def cost_of(audit: Audit) -> Cost:
    """Of a full audit: what is left to read of it and of the sample that began it."""
    unread = in_sample(audit).filter(
        ~Exists(Reading.objects.filter(sample_case=OuterRef("pk"), locked_at__isnull=False))
    )
    return Cost(unread.count(), audit.cases_a_day)


def load_of(audit: Audit) -> list[dict[str, Any]]:
    """Who reads what: {reader_id, given, begun, read}, second readings with the first; one statement each half."""
    rows: dict[int, dict[str, Any]] = {}
    live = SampleCase.objects.filter(audit=audit, left_at=None)
    for column, is_second in (("reader_id", False), ("second_reader_id", True)):
        own = Reading.objects.standing().filter(
            sample_case=OuterRef("pk"), is_second=is_second, reader_id=OuterRef(column)
        )
        found = live.filter(~Q(**{column: None})).values_list(
            column, Exists(own), Exists(own.filter(locked_at__isnull=False))
        )
        for reader, begun, locked in found:
            row = rows.setdefault(reader, {"reader_id": reader, "given": 0, "begun": 0, "read": 0})
            row["given"] += 1
            row["begun"] += begun and not locked
            row["read"] += locked
    return list(rows.values())
