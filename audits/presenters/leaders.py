"""What leaders are told besides the figures: what was raised and not answered, what was promised, at a glance.

Everything is told as of an instant, so that the pack of a month says how things stood when the month ended.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Q

from audits.auditing.standing import standing
from audits.models import Audit, Binding, PlanAction, RaisedWarning, RuleGap
from audits.presenters import audit_plan, lines
from audits.presenters.ombudsman import name as report_name
from timers import words
from timers.calendar import local
from timers.models import Timer

#: What is shown of one kind, and how far it is counted: one more is read, so that a page can say "more than 100".
MOST = 100
READ = MOST + 1
#: The latest audits.
LATEST = 40


def unanswered(council_id: int, *, as_of: datetime) -> list[dict[str, Any]]:
    """Warnings raised by then and not answered by then, the longest first, as rows of components/clock_rows.html: at
    most READ of them; two statements."""
    found = list(
        RaisedWarning.objects.filter(council_id=council_id, raised_at__lte=as_of)
        .filter(Q(standing__answered_at=None) | Q(standing__answered_at__gt=as_of))
        .select_related("standing")
        .order_by("raised_at", "pk")[:READ]
    )
    due = dict(
        Timer.objects.filter(
            subject_label="audits.warningstanding",
            subject_id__in=[one.standing.pk for one in found],
            kind="warning_answer",
        ).values_list("subject_id", "due_at")
    )
    return [_warning(one, due.get(one.standing.pk), as_of) for one in found]


def _warning(one: RaisedWarning, due_at: datetime | None, as_of: datetime) -> dict[str, Any]:
    waited = words.span(as_of - one.raised_at)
    state = lines.due(local(due_at).date(), as_of) if due_at else {"band": "later", "headline": "Waiting"}
    return {
        **state,
        "act": one.about,
        "who": one.raised_by,
        "reference": one.reference,
        "detail": f"Raised {words.day(one.raised_at)}, unanswered for {waited}.",
    }


def promises(council_id: int, *, as_of: datetime) -> list[dict[str, Any]]:
    """What the Ombudsman recommended, the partnership was asked and an audit's plan says and was not done by then, by
    kind and day: never the words, who or to whom. At most READ of each source, so more than MOST in all is "more"."""
    on = local(as_of).date()
    found = [*_recommended(council_id, on, as_of), *_asked(council_id, on, as_of), *_planned(council_id, as_of)]
    return [row for _day, row in sorted(found, key=lambda pair: pair[0])]


def _recommended(council_id: int, on: date, as_of: datetime) -> list[tuple[date, dict[str, Any]]]:
    bindings = (
        Binding.objects.filter(council_id=council_id, recommendation__report__decided_on__lte=on)
        .filter(Q(done_on=None) | Q(done_on__gt=on))
        .select_related("recommendation__report")
        .order_by("recommendation__due_on", "pk")[:READ]
    )
    said = {None: "Not said yet whether it is accepted", True: "Accepted", False: "Not accepted"}
    return [
        (
            one.recommendation.due_on,
            {
                **lines.due(one.recommendation.due_on, as_of),
                "act": f"{one.recommendation.get_kind_display()}, recommendation {one.recommendation.number}",
                "who": report_name(one.recommendation.report),
                "detail": said[one.accepted if one.accepted_on and one.accepted_on <= on else None],
            },
        )
        for one in bindings
    ]


def _asked(council_id: int, on: date, as_of: datetime) -> list[tuple[date, dict[str, Any]]]:
    gaps = RuleGap.objects.filter(council_id=council_id, reported_on__lte=on)
    gaps = gaps.filter(Q(settled_on=None) | Q(settled_on__gt=on)).order_by("due_on", "pk")[:READ]
    return [
        (one.due_on, {**lines.due(one.due_on, as_of), "act": one.about, "who": "Gap in the procedures", "detail": ""})
        for one in gaps
    ]


def _planned(council_id: int, as_of: datetime) -> list[tuple[date, dict[str, Any]]]:
    actions = (
        PlanAction.objects.filter(audit__council_id=council_id, added_at__lte=as_of)
        .filter(Q(completed_at=None) | Q(completed_at__gt=as_of))
        .select_related("audit")
        .prefetch_related("changes", "remeasures")
        .order_by("due_on", "pk")[:READ]
    )
    found = []
    for one in actions:
        stands = standing(one, as_of)
        row = audit_plan.next_step(stands, as_of)
        first = audit_plan.first_day(stands)
        said = {
            "act": f"Action {one.number} of an audit: {row['step']}",
            "who": one.audit.title,
            "detail": f"At first due {first}" if first else "",
        }
        found.append((stands.next_on, {**row, **said}))
    return found


def audits_of(person: Any) -> list[dict[str, Any]]:
    """The council's audits and what members get of them: the committee's pack, once concluded."""
    if not person.has_perm("audits.pack"):
        return []
    found = Audit.objects.filter(council_id=person.council_id).order_by("-opened_at", "-id")[:LATEST]
    return [audit_plan.for_leaders(one) for one in found]


def glance(
    figures: list[dict[str, Any]], warnings: list[dict[str, Any]], promised: list[dict[str, Any]]
) -> list[dict[str, str]]:
    """The page in three lines: {text, href}."""
    better, worse = (sum(one["verdict"] == word for one in figures) for word in ("Better", "Worse"))
    told = [f"{better} better", f"{worse} worse", f"{len(figures) - better - worse} the same or too few to tell"]
    return [
        {"text": f"Of {len(figures)} figures: {', '.join(told)}", "href": "#figures"},
        {"text": f"{_number(warnings, 'warning')} not answered{_late(warnings)}", "href": "#raised"},
        {"text": f"{_number(promised, 'promise')} not kept yet{_late(promised)}", "href": "#promised"},
    ]


def listed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What a page lists of them: {rows, cut (whether there are more), most}."""
    return {"rows": rows[:MOST], "cut": len(rows) > MOST, "most": MOST}


def _number(rows: list[dict[str, Any]], word: str) -> str:
    """
    >>> _number([{}], "warning"), _number([{}] * 100, "warning"), _number([{}] * 101, "warning")
    ('1 warning', '100 warnings', 'More than 100 warnings')
    """
    return f"More than {MOST} {word}s" if len(rows) > MOST else lines.count(rows, word)


def _late(rows: list[dict[str, Any]]) -> str:
    """
    >>> _late([{"band": "missed"}, {"band": "later"}]), _late([]), _late([{"band": "later"}])
    (', 1 of them late', '', ', none of them late')
    >>> _late([{"band": "missed"}] * 101)
    ', at least 101 of them late'
    """
    late = sum(row["band"] == "missed" for row in rows)
    known = "at least " if late and len(rows) > MOST else ""
    return f", {known}{late or 'none'} of them late" if rows else ""
