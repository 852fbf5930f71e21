"""Overdue decisions: what is late in the team, how badly, who has it; and giving several to somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from referrals.actions import allocate
from referrals.models import Referral
from referrals.refusals import NotPossible
from timers import words
from timers.calendar import local
from timers.querysets import COUNT_CEILING
from trail.doors import needs
from work import figures, presenters, rows
from work.filters import QUIET_AFTER, SHOWS, Filters, Narrowed, narrow
from work.markup import case_rows, caseload_rows, worker_options
from work.scope import of_reach
from work.views.seen import listed

#: Lists of parts by age; all others are lists of clocks by band.
BY_AGE = ("unallocated", "quiet")


@needs("work.team")
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: Any) -> HttpResponseBase:
    """The manager's first screen; a POST reallocates what was ticked and comes back to the same list."""
    now = timezone.now()
    filters = Filters.read(request.GET)
    asked: Asked | None = None
    if request.method == "POST":
        asked = Asked.read(request)
        done = asked.carry_out(request.user, now)
        if done:
            messages.success(request, done)
            return redirect(request.get_full_path())
    return _page(request, filters, asked, now)


def _page(request: Any, filters: Filters, asked: "Asked | None", now: datetime) -> HttpResponse:
    person = request.user
    scope = of_reach(person.reach("work.team"), person.council_id)
    if scope is None:
        return render(request, "work/team_none.html", status=403)
    narrowed = narrow(scope, filters)
    counts = figures.counts(narrowed.scope, now=now)
    found, more, cases = _rows(narrowed, filters, now)
    beside = figures.beside(narrowed.scope, now=now)
    listed(person, (row["id"] for row in found), page="team", now=now)
    teams = [one["name"] for one in beside.teams]
    whole = scope.team_ids is None
    where = narrowed.team or (" and ".join(teams) if teams and not whole else person.council.short_name)
    context = {
        "where": where,
        "tiles": _tiles(counts, filters),
        "chips": _chips(filters, narrowed),
        "clear": "?",
        "bands": _bands(cases, filters, person.has_perm("referrals.allocate"), asked.references if asked else ()),
        "ordinary": filters.show not in BY_AGE,
        "empty": _empty(filters, narrowed, where) if not found else None,
        "previous": filters.href() if filters.after else "",
        "next": _next(found[-1], filters) if more else "",
        "undated": counts.undated,
        "unaccepted": counts.unaccepted and person.has_perm("work.handover"),
        "refreshed_at": words.clock_time(local(now).time()),
        "address": request.get_full_path(),
        "workers": worker_options(beside.workers, asked.worker if asked else ""),
        "may_allocate": person.has_perm("referrals.allocate"),
        "asked": asked,
        "errors": asked.errors if asked else [],
        "caseload": caseload_rows(_caseload(beside.workers, filters)) if not whole or narrowed.team else "",
        "teams": _teams(beside.teams, filters) if whole and not narrowed.team else [],
        "silent": _silent(beside.silent, filters, now),
        "chart": figures.missed_by_week(beside.weeks, now=now),
    }
    return render(request, "work/team.html", context)


def _rows(narrowed: Narrowed, filters: Filters, now: datetime) -> tuple[list[rows.Row], bool, list[rows.Row]]:
    if filters.show in BY_AGE:
        which = rows.UNALLOCATED if filters.show == "unallocated" else rows.QUIET
        found, more = rows.part_rows(narrowed.scope, which=which, after=filters.place, quiet_since=now - QUIET_AFTER)
        return found, more, rows.as_parts(found, now)
    found, more = rows.clock_rows(narrowed.scope, span=filters.span(now), after=filters.place)
    return found, more, rows.as_cases(found, now)


def _next(last: rows.Row, filters: Filters) -> str:
    """The address of what follows the last row: clocks go on from their due instant, parts from their receipt."""
    if "timer_id" in last:
        return filters.next(last["due_at"], last["timer_id"])
    return filters.next(last["received_at"], last["part_id"])


def _tiles(counts: figures.Counts, filters: Filters) -> list[dict[str, Any]]:
    """The four numbers; the one in force leads back to everything."""
    return [
        {
            "band": show,
            "number": presenters.tile(getattr(counts, show), COUNT_CEILING),
            "text": SHOWS[show],
            "href": filters.href(show="" if filters.show == show else show),
            "current": filters.show == show,
        }
        for show in ("missed", "today", "soon", "unallocated")
    ]


def _chips(filters: Filters, narrowed: Narrowed) -> list[dict[str, str]]:
    chips = []
    if filters.show:
        chips.append({"text": SHOWS[filters.show], "href": filters.href(show="")})
    if filters.team:
        chips.append({"text": narrowed.team, "href": filters.href(team="")})
    if filters.worker:
        chips.append({"text": narrowed.worker, "href": filters.href(worker="")})
    if filters.council:
        chips.append({"text": f"With {narrowed.council}", "href": filters.href(council="")})
    return chips


def _bands(cases: Sequence[rows.Row], filters: Filters, choose: bool, ticked: Sequence[str]) -> list[dict[str, Any]]:
    """The rows under the heads of their bands; the tray and what lies still have none, they are by age."""
    heads = groupby(cases, key=lambda case: filters.show if filters.show in BY_AGE else case["band"])
    shown, first = [], 1
    for band, some in heads:
        of = list(some)
        shown.append({"band": band, "rows": case_rows(of, first=first, choose=choose, ticked=ticked)})
        first += len(of)
    return shown


_NOTHING = {
    "": ("Nothing is late or due soon in {where}", "The next deadlines are more than three days away."),
    "missed": ("Nothing is late in {where}", "No deadline that has passed is still open."),
    "today": ("Nothing more is due today in {where}", "What is due tomorrow or after stands under “Due soon”."),
    "soon": ("Nothing is due in the next three days in {where}", ""),
    "unallocated": ("Every referral in {where} has a worker", ""),
    "quiet": ("Something was written about every open referral in {where} in the last four weeks", ""),
}


def _empty(filters: Filters, narrowed: Narrowed, where: str) -> dict[str, str]:
    text, detail = _NOTHING[filters.show]
    who = narrowed.worker and f" for {narrowed.worker}"
    other = narrowed.council and f" with {narrowed.council}"
    return {"text": text.format(where=where) + who + other, "detail": detail}


def _caseload(workers: list[dict[str, Any]], filters: Filters) -> list[dict[str, Any]]:
    return [
        {
            **one,
            "cases": presenters.number(one["cases"], figures.CASES),
            "missed": presenters.number(one["missed"], figures.CASES) if one["missed"] else "",
            "href": filters.href(worker=one["reference"], show=""),
            "current": one["reference"] == filters.worker,
        }
        for one in workers
    ]


def _teams(teams: list[dict[str, Any]], filters: Filters) -> list[dict[str, Any]]:
    return [
        {
            "name": one["name"],
            "missed": presenters.number(one["missed"], COUNT_CEILING) if one["missed"] else "",
            "href": filters.href(team=one["name"]),
        }
        for one in teams
    ]


def _silent(silent: list[dict[str, Any]], filters: Filters, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "name": one["name"],
            "waiting": presenters.number(one["waiting"], COUNT_CEILING),
            "longest": words.span(now - datetime.fromtimestamp(one["since"], tz=now.tzinfo)),
            "href": filters.href(council=one["code"], show="missed"),
        }
        for one in silent
    ]


@dataclass
class Asked:
    """What a manager asked to be given to somebody else. The words stay on the page until it is done."""

    references: list[str]
    worker: str
    reason: str
    errors: list[dict[str, str]]

    @classmethod
    def read(cls, request: HttpRequest) -> "Asked":
        posted = request.POST
        return cls(posted.getlist("referral")[:100], posted.get("worker", ""), posted.get("reason", "").strip(), [])

    def carry_out(self, by: User, now: datetime) -> str:
        """Give every ticked referral to the worker, all or none; what was done, or "" with `errors` filled."""
        if not self.references:
            self.errors.append({"href": "#case-1", "text": "Tick the referrals to give to somebody else"})
        worker = User.objects.filter(reference=self.worker, council_id=by.council_id).first() if self.worker else None
        if worker is None:
            self.errors.append({"href": "#worker", "text": "Choose who is to have them"})
        if not self.reason:
            self.errors.append({"href": "#reason", "text": "Say why they change hands"})
        if self.errors or worker is None:
            return ""
        found = list(Referral.objects.filter(reference__in=self.references).prefetch_related("parts"))
        try:
            with transaction.atomic():
                for referral in found:
                    if not by.has_perm("referrals.allocate", referral):
                        raise NotPossible(f"{referral.reference} is not held by your team, so you cannot allocate it.")
                    allocate(by=by, referral=referral, worker=worker, reason=self.reason, at=now, now=now)
        except NotPossible as refusal:
            self.errors.append({"href": "#worker", "text": str(refusal)})
            return ""
        return f"{worker.name} now has {len(found)} {'referral' if len(found) == 1 else 'referrals'}."
