"""A report of the Ombudsman in words: each council beside the other, each recommendation with whom it binds."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from audits.actions.ombudsman import BEGINS_WITHIN
from audits.models import Audit, Binding, OmbudsmanReport, Recommendation, ReportCouncil
from audits.presenters.lines import due
from timers import words
from timers.calendar import local
from timers.models import Timer

#: Rows of the table that sets the councils side by side: column, in words, only for public interest reports.
STEPS = (
    ("members_on", "Considered by elected members", True),
    ("answered_on", "Ombudsman told what was done or is proposed", True),
    ("published_on", "Public told where to read it", True),
    ("monitoring_on", "Monitoring officer’s report to members", False),
    ("ofsted_on", "Shared with Ofsted", False),
    ("confirmed_on", "Confirmed to the Ombudsman that it is done", False),
)
#: What one's own council may still record, by slug: (column, title).
ACTS = {
    "members": ("members_on", "Record that members considered it"),
    "answered": ("answered_on", "Record that the Ombudsman was told"),
    "published": ("published_on", "Record that it was published"),
    "monitoring": ("monitoring_on", "Record the monitoring officer’s report"),
    "ofsted": ("ofsted_on", "Record that it was shared with Ofsted"),
    "confirmed": ("confirmed_on", "Confirm that all is done"),
}


def name(report: OmbudsmanReport) -> str:
    """ "Public interest report 19 010 981"."""
    return f"{report.get_kind_display()} {report.number or report.reference}"


def limit(recommendation: Recommendation) -> str:
    """The limit as the Ombudsman put it."""
    amount = recommendation.limit_amount
    match recommendation.limit:
        case "weeks":
            return f"Within {amount} week{'' if amount == 1 else 's'}"
        case "months":
            return f"Within {amount} month{'' if amount == 1 else 's'}"
        case "months_beginning_with":
            return f"Within {amount} month{'' if amount == 1 else 's'} beginning with the date"
    return "The Ombudsman gave no limit: the council set the day"


def side_by_side(report: OmbudsmanReport, answers: list[ReportCouncil]) -> dict[str, Any]:
    """{columns, rows} for components/table.html: a column for each council."""
    rows: list[list[dict[str, Any]]] = [
        [{"text": "Received"}, *(_received(one) for one in answers)],
    ]
    is_report = report.kind == OmbudsmanReport.Kind.REPORT
    if is_report:
        rows.append(
            [{"text": "To be considered and answered by"}, *({"text": words.day(one.answer_by)} for one in answers)]
        )
    for column, text, only_reports in STEPS:
        if only_reports and not is_report:
            continue
        rows.append([{"text": text}, *(_step(one, column) for one in answers)])
    columns = [{"text": "What the law asks"}, *({"text": one.council.short_name} for one in answers)]
    return {"columns": columns, "rows": rows}


def _received(answer: ReportCouncil) -> dict[str, Any]:
    note = "" if answer.receipt_by_id else "Another council’s day: this one has not said when it received it"
    return {"text": words.day(answer.received_on), "note": note}


def copies(answer: ReportCouncil, now: datetime) -> str:
    """Until when one's own council keeps copies open to the public, while it must; "" before and after."""
    if answer.copies_until is None or answer.copies_until < local(now).date():
        return ""
    return f"Copies of the report are open to the public until {words.weekday_day(answer.copies_until)}."


def _kept_open(answer: ReportCouncil) -> str:
    if answer.copies_from is None or answer.copies_until is None or answer.published_on is None:
        return ""
    late = answer.copies_from > answer.published_on + BEGINS_WITHIN
    after = ", later than the week that the law allows" if late else ""
    return f" Copies open from {words.day(answer.copies_from)}{after}, until {words.day(answer.copies_until)}."


def audit(one: Audit) -> str:
    """A concluded audit to choose from."""
    concluded = words.day(local(one.concluded_at).date()) if one.concluded_at else "not concluded"
    return f"{one.title} ({one.reference}), concluded on {concluded}"


def _step(answer: ReportCouncil, column: str) -> dict[str, Any]:
    on = getattr(answer, column)
    if on is None:
        return {"text": "Not recorded"}
    note = ""
    if column == "members_on":
        note = f"{answer.members_body}. {answer.members_minute}"
    elif column == "published_on":
        note = f"{answer.published_where.rstrip('.')}.{_kept_open(answer)}"
    return {"text": words.day(on), "note": note}


#: The clock of a report and the act that stops it.
STOPPED_BY = {
    "ombudsman_publication": "published",
    "ombudsman_report": "members",
    "ombudsman_answer": "answered",
    "ombudsman_confirmation": "confirmed",
}


def clocks(
    answer: ReportCouncil, report: OmbudsmanReport, timers: Iterable[Timer], now: datetime
) -> list[dict[str, Any]]:
    """What one's own council still owes about the report as a whole, from its clocks, the earliest first.

    The confirmation that all is done is not asked for before the Ombudsman was told what is to be done.
    """
    owed = []
    for timer in timers:
        slug = STOPPED_BY.get(timer.kind)
        if timer.subject != answer.pair or slug is None or timer.due_at is None:
            continue
        if slug == "confirmed" and answer.answered_on is None:
            continue
        href = reverse("audits:report-act", args=[report.reference, slug])
        said = due(local(timer.due_at).date(), now)
        owed.append({**said, "act": ACTS[slug][1], "href": href, "button": "Record it", "button_href": href})
    return owed


def recommendations(
    bindings: Iterable[Binding], *, person: Any, may_record: bool, now: datetime
) -> list[dict[str, Any]]:
    """Each recommendation once, with the councils that it binds and what each has said and done."""
    made: dict[int, dict[str, Any]] = {}
    for binding in bindings:
        of = binding.recommendation
        entry = made.setdefault(
            of.pk,
            {
                "number": of.number,
                "kind": of.get_kind_display(),
                "words": of.words,
                "paragraph": of.paragraph,
                "limit": limit(of),
                "due_on": words.day(of.due_on),
                "after": of.after.number if of.after else None,
                "payment": f"£{of.pounds:,} to {of.payee or 'the person named by the Ombudsman'}" if of.pounds else "",
                "councils": [],
            },
        )
        entry["councils"].append(_bound(binding, person=person, may_record=may_record, now=now))
    return list(made.values())


def _bound(binding: Binding, *, person: Any, may_record: bool, now: datetime) -> dict[str, Any]:
    if binding.accepted is None:
        said = "Has not said whether it accepts"
    elif binding.accepted:
        owner = f"; {binding.owner.name} sees to it" if binding.owner else ""
        said = f"Accepted on {words.day(binding.accepted_on)}{owner}"  # type: ignore[arg-type]
    else:
        said = f"Not accepted: {binding.reason}"
    own = binding.council_id == person.council_id
    return {
        "council": binding.council.short_name,
        "said": said,
        "due": due(binding.recommendation.due_on, now, binding.done_on),
        "evidence": binding.evidence,
        "answered_by": _answered_by(binding, opens=own and person.has_perm("audits.read")),
        "acts": _acts(binding, person=person, may_record=may_record) if own and binding.done_on is None else [],
    }


def _acts(binding: Binding, *, person: Any, may_record: bool) -> list[dict[str, str]]:
    """What the person may record of one's own council's, which is not done yet."""
    reference, number = binding.recommendation.report.reference, binding.recommendation.number
    acts = []
    if binding.accepted and person.has_perm("audits.see_to", binding):
        acts.append({"text": "Record as done", "href": reverse("audits:complete", args=[reference, number])})
    if may_record:
        text = "Give it to somebody else" if binding.accepted else "Say whether we accept it"
        acts.append({"text": text, "href": reverse("audits:accept", args=[reference, number])})
    return acts


def _answered_by(binding: Binding, *, opens: bool) -> dict[str, str]:
    """The audit that answers it, or the other means. `opens`: the reader may open the audit."""
    if binding.audit is not None:
        href = reverse("audits:audit", args=[binding.audit.reference]) if opens else ""
        return {"text": f"Audit {binding.audit.reference}", "href": href}
    return {"text": f"Done by other means: {binding.other_means}", "href": ""} if binding.other_means else {}


def waiting_rows(bindings: Iterable[Binding], now: datetime) -> list[dict[str, Any]]:
    """What somebody sees to, for My work: {text, href, hint, status, colour}."""
    rows = []
    for one, row in zip(bindings, open_rows(bindings, now), strict=True):
        hint = f"You see to it: recommendation {one.recommendation.number} of {row['who']}."
        missed = row["band"] == "missed"
        status = f"{row['headline']}, {row['when']}"
        rows.append({"text": row["act"], "href": row["href"], "hint": hint, "status": status})
        rows[-1]["colour"] = "red" if missed else "blue"
    return rows


def open_rows(bindings: Iterable[Binding], now: datetime) -> list[dict[str, Any]]:
    """What is promised and not done, as rows of components/clock_rows.html, the earliest first."""
    return [
        {
            **due(one.recommendation.due_on, now),
            "act": f"{one.recommendation.get_kind_display()}: {_short(one.recommendation.words)}",
            "href": reverse("audits:report", args=[one.recommendation.report.reference])
            + f"#recommendation-{one.recommendation.number}",
            "who": name(one.recommendation.report),
            "reference": f"recommendation {one.recommendation.number}",
            "detail": one.owner.name if one.owner else "Nobody has been named",
        }
        for one in bindings
    ]


def _short(text: str) -> str:
    """
    >>> _short("a " * 100).endswith("…")
    True
    """
    return text if len(text) <= 110 else f"{text[:108].rsplit(' ', 1)[0]}…"
