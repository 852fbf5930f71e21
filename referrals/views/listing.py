"""The council's referrals as a list, and the search. What somebody looks for by name is never in an address."""

import json
import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from database.prepared import Prepared
from referrals import drafts, handles, listed, matching, references
from referrals.models import Involvement, Part, Person, Referral, SharedWith
from referrals.presenters import listing as presenter
from referrals.querysets import InOrderOfReceipt, PartQuerySet
from referrals.views import doors
from timers.calendar import local
from timers.querysets import COUNT_CEILING
from trail.doors import needs

ROWS = 25
#: Counted so far where each row has to be looked up elsewhere as well, so that such a list costs what the others do.
FURTHER_CEILING = 100
# What the filters offer a council: its teams, its workers, and the other councils, each as JSON of [key, name].
OPTIONS = Prepared(
    "list_filters",
    """
    SELECT (SELECT coalesce(json_agg(json_build_array(id, name) ORDER BY name), '[]')::text
              FROM councils_team WHERE council_id = %(council)s AND ended_on IS NULL),
           (SELECT coalesce(json_agg(json_build_array(u.id, u.name) ORDER BY u.name), '[]')::text
              FROM accounts_user u
             WHERE u.council_id = %(council)s AND EXISTS (
                   SELECT 1 FROM accounts_membership m
                    WHERE m.user_id = u.id AND m.role IN ('social_worker', 'team_manager'))),
           (SELECT coalesce(json_agg(json_build_array(id, short_name) ORDER BY short_name), '[]')::text
              FROM councils_council WHERE id <> %(council)s AND NOT is_invented)
    """,
)


def within_reach(user: Any, *, logged: bool) -> PartQuerySet:
    """The parts of the person's own council that they may read.

    Those they only logged are asked for by themselves: joined to a team's, the index could not give them in order.
    """
    reach = user.reach("referrals.read")
    wider = replace(reach, logged_by_ids=frozenset(), adult_council_ids=frozenset())
    parts: PartQuerySet = Part.objects.of_council(user.council_id)
    if logged:
        own = replace(
            wider, council_ids=frozenset(), team_ids=frozenset(), unplaced_council_ids=frozenset(), own=frozenset()
        )
        return parts.within(
            replace(own, logged_by_ids=reach.logged_by_ids or reach.council_ids and frozenset({user.pk}))
        )
    return parts.within(wider if wider else reach)


def asked_for(user: Any, asked: presenter.Asked) -> InOrderOfReceipt:
    """The parts of the person's council that a list asks for, of those that they may read."""
    own = _filtered(within_reach(user, logged=asked.logged), asked)
    if asked.other is None:
        return own
    return SharedWith.objects.of(own, council_id=user.council_id or 0, other_id=asked.other, live=asked.state == "open")


def _filtered(parts: PartQuerySet, asked: presenter.Asked) -> PartQuerySet:
    if asked.state == "open":
        parts = parts.open()
    elif asked.state == "closed":
        parts = parts.closed()
    if asked.kind:
        parts = parts.of_kind(asked.kind)
    if asked.team is not None:
        parts = parts.filter(team_id=asked.team)
    if asked.worker == 0:
        parts = parts.filter(worker=None)
    elif asked.worker is not None:
        parts = parts.filter(worker_id=asked.worker)
    if asked.outcome == "none":
        parts = parts.filter(outcome="")
    elif asked.outcome:
        parts = parts.filter(outcome=asked.outcome)
    return parts


def _options(council_id: int) -> dict[str, Any]:
    """What the filters offer; one query."""
    found = OPTIONS.one({"council": council_id})
    return dict(zip(("teams", "workers", "councils"), map(_choices, found), strict=True))


@lru_cache(maxsize=256)
def _choices(text: str) -> list[list[Any]]:
    # By its own text, so that it is never out of date: a list of two hundred councils was read anew for every page.
    found: list[list[Any]] = json.loads(text)
    return found


@needs("referrals.read")
@require_safe
def listing(request: Any) -> HttpResponse:
    """The referrals of the person's council that they may open, newest first."""
    now = doors.now_of(request)
    asked = presenter.read_query(request.GET)
    every = parts = asked_for(request.user, asked)
    newest = asked.sort != "oldest"
    if place := handles.read_place("part", asked.after):
        parts = parts.beyond(place, newest_first=newest)
    ceiling = FURTHER_CEILING if asked.looks_further else COUNT_CEILING
    found, count = listed.find_and_count(parts, every, newest_first=newest, limit=ROWS + 1, most=ceiling + 1)
    shown = listed.read(found[:ROWS])
    options = _options(request.user.council_id or 0)
    doors.write_list(request, [part.referral_id for part in shown])
    after = handles.place_in_list("part", shown[-1].received_at, shown[-1].id) if len(found) > ROWS else ""
    exports = request.user.has_perm("referrals.export")
    context = presenter.page(
        asked, shown, options=options, count=count, ceiling=ceiling, after=after, exports=exports, now=now
    )
    context["may_contact"] = request.user.has_perm("referrals.contact")
    return render(request, "referrals/list.html", context)


@needs("referrals.search")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Any) -> HttpResponseBase:
    """By name, reference or NHS number, among the council's own referrals; the words travel in the body alone."""
    data, _ = drafts.clean(request.POST)
    typed = " ".join(data.get("q", "").split())[:200]
    if request.method != "POST" or not typed:
        return render(request, "referrals/search.html", {"typed": "", "searched": False})
    now = doors.now_of(request)
    if reference := references.tidy(typed):
        found = Referral.objects.filter(reference=reference, parts__council_id=request.user.council_id).first()
        if found is not None:
            return redirect("referrals:referral", reference=found.reference)
    found_ids = listed.find(_matching(request.user, typed), newest_first=True, limit=ROWS + 1)
    parts = listed.read(found_ids[:ROWS])
    doors.write_list(request, [part.referral_id for part in parts], action="search", facts={"q": typed})
    rows = [presenter.row(part, now=now, on=local(now).date()) for part in parts]
    shown = {"number": len(rows), "rows": presenter.markup(rows), "more": len(found_ids) > ROWS}
    context = {"typed": typed, "searched": True, **shown}
    return render(request, "referrals/search.html", context)


def _matching(user: Any, typed: str) -> PartQuerySet:
    """The council's parts about somebody of that NHS number or name; whoever may not open one is asked why there."""
    number = re.sub(r"\D", "", typed)
    words = matching.fold(typed)
    council = user.council
    people: list[int] = []
    if council is not None and len(number) == 10:
        people = list(Person.objects.filter(council=council, nhs_number=number).values_list("pk", flat=True)[:ROWS])
    elif council is not None and words:
        people = matching.by_name(council, words)
    referrals = Involvement.objects.filter(person_id__in=people).values("referral_id")
    reach = user.reach("referrals.search")
    parts: PartQuerySet = Part.objects.of_council(user.council_id).within(reach)
    return parts.filter(referral_id__in=referrals)
