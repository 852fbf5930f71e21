"""What is printed of an audit: the committee's pack and the evidence, with nothing by which a child is recognised."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from accounts.models import User
from audits import sample
from audits.auditing import population
from audits.auditing.agreement import FORMULA
from audits.auditing.figures import Cost, Figures, Group, PointFigures, cost_of, figures_of
from audits.auditing.names import without
from audits.auditing.points import POINT
from audits.auditing.rule import SOURCE, Rule, more_than_a_quarter, percent
from audits.auditing.similar import STRATA
from audits.models import Audit, Finding, FoundAtRisk, Reading, SampleCase
from audits.presenters import audit as words_of
from audits.presenters import audit_plan
from audits.presenters.audit_file import names_on
from govuk.charts import Chart, Series, bars
from referrals.suppression import HIDDEN, NOTE, SMALLEST_SHOWN, headline, hide, hide_rows, is_small, shown
from timers import words


def committee(audit: Audit, *, now: Any) -> dict[str, Any]:
    """Aggregates only, small numbers left out with whatever would give them away."""
    figures = figures_of(audit)
    # Members have the sample's pack too: what is in neither of the two alone must not be had by subtraction.
    sample_of = figures_of(audit.full_of) if audit.full_of else None
    rule = figures.rule
    names = _names(audit)
    is_told = _is_told(rule, sample_of.rule if sample_of else None)
    rows = audit_plan.action_rows(audit, audit_plan.actions_of(audit), now)
    full = audit.full_audits.first()
    return {
        "headline": _headline(rule, is_told=is_told),
        "rule": rule_words(audit, rule, is_told=is_told),
        "source": SOURCE,
        "facts": _facts(audit, names),
        "method": [without(line, names) for line in method(audit, figures)],
        "points": _points(points := _shown_points(figures, sample_of)),
        "chart": _chart(points),
        "tables": [
            groups("By year of closing", "Year", figures.years, sample_of.years if sample_of else []),
            *(
                [groups(STRATA[audit.strata], "Group", figures.groups, sample_of.groups if sample_of else [])]
                if figures.groups
                else []
            ),
        ],
        "note": NOTE,
        "themes": [without(line.strip(), names) for line in audit.themes.splitlines() if line.strip()],
        "for_members": without(audit.for_members, names),
        "actions": redacted(rows, names),
        "decided": [{**one, "reason": without(one["reason"], names), "who": ""} for one in audit_plan.decisions(audit)],
        "full": _full(full, cost_of(full), names) if full else None,
        "concluded": words.moment(audit.concluded_at) if audit.concluded_at else "",
        "printed": words.moment(now),
    }


def evidence(audit: Audit, *, now: Any) -> dict[str, Any]:
    """The committee's pack and how it came about, step by step: for the Ombudsman."""
    figures, names = figures_of(audit), _names(audit)
    return {
        **committee(audit, now=now),
        "conclusion": without(audit.conclusion, names),
        "digest": audit.digest,
        "seed": audit.seed,
        "program": sample.program(audit.seed, audit.wanted) if audit.seed else "",
        "group_sizes": [] if audit.is_full else list(population.groups(audit).items()),
        "agreement": words_of.agreement_rows(figures),
        "formula": FORMULA,
        "left": _left(audit, names),
        "handed_on": _handed_on(audit, names),
        "steps": words_of.log(audit, most=None, with_files=True)[::-1],
        "readers": _readers(audit),
        "told": words_of.told_rows(audit, says_why=False),
        "told_columns": words_of.TOLD_COLUMNS,
    }


def findings(audit: Audit, reader: User) -> list[dict[str, Any]]:
    """Every yes with its evidence and where it stands, by the case's number here; names left out.

    Cases that `reader` still has to read are left out too: who knows what the other found does not read for themselves.
    """
    names = _names(audit)
    own = Reading.objects.filter(reader=reader, locked_at__isnull=False).values("sample_case")
    blind = SampleCase.objects.filter(Q(reader=reader) | Q(second_reader=reader), audit=audit).exclude(pk__in=own)
    given = (
        Finding.objects.filter(reading__sample_case__audit=audit, reading__locked_at__isnull=False, answer="yes")
        .exclude(reading__sample_case__in=blind)
        .select_related("reading__sample_case", "by")
        .order_by("reading__sample_case__position", "point", "reading__is_second")
    )
    rows: dict[int, dict[str, Any]] = {}
    for one in given:
        position = one.reading.sample_case.position
        row = rows.setdefault(position, {"name": f"Case {position}", "findings": []})
        row["findings"].append(
            {
                "point": f"{one.point}. {POINT[one.point].name}",
                "evidence": without(one.evidence, names),
                "file": without(one.file_reference, names),
                "reader": f"{one.by.name}, {'second' if one.reading.is_second else 'first'} reader",
                "when": words.day(one.at),
            }
        )
    return list(rows.values())


def _is_told(rule: Rule, sample_of: Rule | None) -> bool:
    """Whether how many cases show a fault is told: neither these nor those without one are few, and nor are those that
    the full audit has beyond the sample's."""
    no = rule.read - rule.yes
    if hide([rule.yes, no])[0] is None:
        return False
    if sample_of is None:
        return True
    return not (is_small(rule.yes - sample_of.yes) or is_small(no - (sample_of.read - sample_of.yes)))


def rule_words(audit: Audit, rule: Rule, *, is_told: bool) -> str:
    """The rule and its working, without a small number."""
    so_far = "" if rule.is_read else " so far"
    if not is_told:
        than = "is more than" if more_than_a_quarter(rule.yes, rule.read) else "is not more than"
        count = _count(rule, is_told=False)
        if count == HIDDEN:
            return f"Of {rule.read} cases{so_far}, {count} show similar faults, which {than} a quarter."
        return f"{count.capitalize()} of {rule.read} cases{so_far} show similar faults, which {than} a quarter."
    working = rule.working if rule.is_read else f"So far, {rule.working}"
    return f"{working} {words_of.sentence(audit, rule)}"


def _count(rule: Rule, *, is_told: bool) -> str:
    if is_told:
        return f"{rule.yes:,}"
    if is_small(rule.yes):
        return headline(rule.yes)
    return f"more than {rule.read - SMALLEST_SHOWN:,}" if is_small(rule.read - rule.yes) else HIDDEN


def _headline(rule: Rule, *, is_told: bool) -> list[dict[str, str]]:
    share = percent(rule.yes, rule.read) if is_told else HIDDEN
    return [
        {"figure": f"{rule.read:,}", "words": "cases read"},
        {"figure": _count(rule, is_told=is_told), "words": "with at least one fault"},
        {"figure": share, "words": "of the cases read"},
    ]


def _facts(audit: Audit, names: set[str]) -> list[dict[str, Any]]:
    rows = [row for row in words_of.facts(audit) if row["key"] != "Drawn"]
    if audit.is_full:  # its own words name how many cases tripped the rule: that may be a small number
        rows[0] = {"key": "What started it", "text": audit.get_origin_display()}
    for row in rows:
        row["text"] = without(row.get("text", ""), names)
        row["lines"] = [without(line, names) for line in row.get("lines", ())]
    return rows


def method(audit: Audit, figures: Figures) -> list[str]:
    """How it was done, in sentences that hold for this audit."""
    said = [f"The list has {words_of.several(audit.population or 0, 'closed case')} that meet the definition."]
    if audit.is_full:
        said.append("Every case on the list is read: those of the sample and all the others.")
    else:
        how = f" in proportion from groups ({STRATA[audit.strata].lower()})" if audit.strata else ""
        said.append(
            f"{words_of.several(figures.rule.size, 'case')} were drawn at random{how}, from a seed made after the list "
            "was frozen. Anybody can repeat the draw from the list and the seed."
        )
    said += [
        "Each file was read for the same fourteen points by somebody who neither worked on the case nor supervised it. "
        "A yes carries its evidence and where on the file it stands. Findings are locked and cannot be changed.",
        "A case counts once, however many points are answered yes. “Cannot tell” is not a yes. A yes of either reader "
        "is a yes. Neither an inspection grade nor a good outcome turns a yes into a no.",
    ]
    if figures.left:
        total = sum(figures.left.values())
        said.append(
            f"{headline(total).capitalize()} of the files drawn could not be read or did not meet the definition; "
            "each was replaced by the next that the seed draws, as long as the list had one."
        )
    if audit.method:
        said.append(audit.method)
    return said


Shown = tuple[PointFigures, list[int | None]]


def _shown_points(figures: Figures, sample_of: Figures | None) -> list[Shown]:
    """Each point with its counts as they are shown: none of a point of which few cases stand beyond the sample's."""
    found: list[Shown] = []
    for place, one in enumerate(figures.points):
        before = sample_of.points[place].counts if sample_of else [0, 0, 0]
        few = sample_of is not None and any(
            is_small(count - had) for count, had in zip(one.counts, before, strict=True)
        )
        found.append((one, [None] * len(one.counts) if few else hide(one.counts)))
    return found


def _points(points: Iterable[Shown]) -> dict[str, Any]:
    rows = [
        [
            {"text": f"{one.number}. {one.name}"},
            *({"text": shown(count), "numeric": True} for count in counts),
        ]
        for one, counts in points
    ]
    columns = [{"text": "Point"}, *({"text": name, "numeric": True} for name in ("Yes", "No", "Cannot tell"))]
    return {"caption": "What the files show, point by point", "columns": columns, "rows": rows}


def _chart(points: Iterable[Shown]) -> Chart:
    """Cases with each fault; a number that is not shown has no bar."""
    rows = [(str(one.number), counts[0]) for one, counts in points]
    return bars(
        "Cases in which each fault was found, by number of the point",
        "Point",
        [label for label, _ in rows],
        [Series("Cases with the fault", [count for _, count in rows])],
    )


def groups(caption: str, first: str, rows: list[Group], sample_of: Iterable[Group] = ()) -> dict[str, Any]:
    """Groups of cases; a group that would give a small number away is left out whole, and the next smallest with it.

    `sample_of`: the same groups in the sample of a full audit, from which one could be taken from the other.
    """
    counts = [[row.yes, row.read - row.yes] for row in rows]
    had = {row.name: [row.yes, row.read - row.yes] for row in sample_of}
    beyond = [
        [count - before for count, before in zip(both, had.get(row.name, (0, 0)), strict=True)]
        for row, both in zip(rows, counts, strict=True)
    ]
    hidden = [one or other for one, other in zip(hide_rows(counts), hide_rows(beyond), strict=True)]
    cells = []
    for row, gone in zip(rows, hidden, strict=True):
        yes = shown(None if gone else row.yes)
        share = "c" if gone else percent(row.yes, row.read)
        cells.append(
            [
                {"text": row.name},
                {"text": shown(None if gone else row.read), "numeric": True},
                {"text": yes, "numeric": True},
                {"text": share, "numeric": True},
            ]
        )
    columns = [{"text": first}, *({"text": one, "numeric": True} for one in ("Read", "With a fault", "Share"))]
    if all(hidden):
        cells = []  # a table of nothing but "c" tells nothing
    return {"caption": caption, "columns": columns, "rows": cells}


def redacted(rows: list[dict[str, Any]], names: set[str]) -> list[dict[str, Any]]:
    kept = ("what", "outcome", "measure", "done", "completed")
    lists = ("measured", "changes")
    return [
        {
            **row,
            **{name: without(row[name], names) for name in kept},
            **{name: [without(line, names) for line in row[name]] for name in lists},
        }
        for row in rows
    ]


def _full(full: Audit, cost: Cost, names: set[str]) -> dict[str, Any]:
    return {
        "files": words_of.several(cost.files, "file"),
        "days": words_of.several(cost.days, "reader-day"),
        "rate": full.cases_a_day,
        "words": without(full.plan, names),
    }


def _left(audit: Audit, names: set[str]) -> list[dict[str, str]]:
    gone = SampleCase.objects.filter(audit=audit).exclude(left_at=None).select_related("replaced_by")
    return [
        {
            "what": f"Case {one.position}: {words_of.LEFT[one.left_because]}. {without(one.left_words, names)}"
            + _begun(one),
            "by": f"Case {one.replaced_by.position}" if hasattr(one, "replaced_by") else "none was left on the list",
        }
        for one in gone.prefetch_related("readings").order_by("position")
    ]


def _begun(one: SampleCase) -> str:
    said = [_answered(reading) for reading in one.readings.all()]
    return f" It had been begun: {'; '.join(said)}." if said else ""


def _answered(reading: Reading) -> str:
    return f"{reading.answered} of 14 points answered, {'a' if reading.yes_seen_at else 'no'} yes among them"


def _handed_on(audit: Audit, names: set[str]) -> list[str]:
    """Files that one reader began and another read afresh."""
    found = Reading.objects.filter(sample_case__audit=audit, handed_on_at__isnull=False)
    return [
        f"Case {one.sample_case.position}, {'second' if one.is_second else 'first'} reader, on "
        f"{words.day(one.handed_on_at)}, {_answered(one)}: "  # type: ignore[arg-type]
        f"{without(one.handed_on_because, names)}"
        for one in found.select_related("sample_case").order_by("sample_case__position", "pk")
    ]


def _readers(audit: Audit) -> str:
    return words_of.several(len(words_of.loads(audit)), "reader")


def _names(audit: Audit) -> set[str]:
    """Every name on the records of the cases, of the sample too where the audit is the full one."""
    audits = [audit.pk, audit.full_of_id or audit.pk]
    found = FoundAtRisk.objects.filter(audit__in=audits).values_list("referral_id", flat=True)
    return names_on(list(SampleCase.objects.filter(audit__in=audits).select_related("case__part")), besides=found)
