"""The figures of oversight by family, and the cases behind each number for those who may see cases."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audits.oversight import counting, snapshots
from audits.oversight.figure import Figure
from audits.oversight.of_practice import CASELOAD
from audits.oversight.table import BY_CODE, FAMILIES, of_family
from audits.presenters import figures as words_of
from audits.views.frame import sections
from referrals.handles import place_in_list, read_place
from referrals.models import Person
from referrals.presenters.people import name_and_age
from timers.calendar import local
from trail.doors import needs
from trail.record import record

READ = "audits.oversight"
PLACE = "figure"


@needs(READ)
@require_safe
def family(request: Any, code: str = "") -> HttpResponse:
    """One family of figures: each with its number, definition, source and trend. No child is named here."""
    now = timezone.now()
    found = next((one for one in FAMILIES if one.code == (code or FAMILIES[0].code)), None)
    if found is None:
        raise Http404("There is no such page of figures.")
    months = words_of.span_of(request.GET.get("months", ""))
    trends = snapshots.trends(of_family(found.code), request.user.council_id, now=now, months=months)
    context = {
        "sections": sections(request.user, "oversight"),
        "family": found,
        "families": [
            {
                "href": reverse("audits:figures", args=[one.code]),
                "text": one.title,
                "current": one.code == found.code,
            }
            for one in FAMILIES
        ],
        "spans": words_of.spans(months),
        "months": months,
        "figures": [words_of.figure(trend, suppress=not trend.figure.opens, rows=True) for trend in trends],
    }
    return render(request, "audits/oversight.html", context)


@needs(READ)
@require_safe
def rows(request: Any, code: str, figure: str) -> HttpResponse:
    """The rows that a figure counts now, by team and one by one, the longest first; each case shown is in the trail."""
    now, one = timezone.now(), BY_CODE.get(figure)
    if one is None or one.family != code or not one.opens:
        raise Http404("There is no such figure.")
    council_id = request.user.council_id
    grouped = counting.by_worker if one.by_worker else counting.by_team
    context: dict[str, Any] = {
        "sections": sections(request.user, "oversight"),
        "figure": one,
        "back_href": reverse("audits:figures", args=[code]),
        "back_text": "The figures",
        "team_columns": _team_columns(one),
        "team_rows": [_team_row(one, row) for row in grouped(one, council_id, now)],
        "columns": words_of.case_columns(one.said),
    }
    if not one.by_worker:
        context |= _cases(request, one, now)
    return render(request, "audits/oversight_rows.html", context)


def _cases(request: Any, one: Figure, now: Any) -> dict[str, Any]:
    after = read_place(PLACE, request.GET.get("after", ""))
    found, place = counting.rows(one, request.user.council_id, now, after=after)
    ids = sorted({row["referral_id"] for row in found})
    if ids:
        record(
            by_id=request.user.pk,
            council_id=request.user.council_id,
            action="list",
            subject=("referrals.referral", None),
            ids=ids,
            reason=f"figure {one.code}",
            at=now,
        )
    today = local(now).date()
    return {
        "cases": [words_of.case_row(row, one.said, _child(row, today), now) for row in found],
        "next": f"?after={place_in_list(PLACE, *place)}" if place else "",
        "first": "?" if after else "",
    }


def _child(row: dict[str, Any], today: Any) -> str:
    if row["given_name"] is None:
        return "A child not named yet"
    names = ("given_name", "family_name", "born_on", "age_said", "expected_on")
    said = name_and_age(Person(**{name: row[name] for name in names}), today)
    more = row["children_count"] - 1
    return f"{said} and {more} more" if more > 0 else said


def _team_columns(one: Figure) -> list[dict[str, Any]]:
    if one.by_worker:
        return [{"text": "Worker"}, {"text": "Team"}, {"text": one.said, "numeric": True}]
    columns: list[dict[str, Any]] = [{"text": "Team"}]
    if one.split:
        columns.append({"text": one.said})
    # A reason is out of everything that the team decided, not out of the decisions that give it.
    of = "Of all the team’s" if one.split == "hits" else "Of"
    return [*columns, {"text": "Counted", "numeric": True}, {"text": of, "numeric": True}]


def _team_row(one: Figure, row: dict[str, Any]) -> list[dict[str, Any]]:
    team = row["team"] or "No team yet"
    if one.by_worker:
        note = f"more than {CASELOAD}" if row["hit"] else ""
        return [{"text": row["worker"]}, {"text": team}, {"text": row["cases"], "numeric": True, "note": note}]
    cells: list[dict[str, Any]] = [{"text": team}]
    if one.split:
        cells.append({"text": row["said"].replace("_", " ")})
    return [*cells, {"text": f"{row['hits']:,}", "numeric": True}, {"text": f"{row['of']:,}", "numeric": True}]
