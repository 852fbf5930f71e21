"""My work: what needs me, in what order and why; below it my cases, my drafts and what was asked and not answered."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.views import drafts as complaint_drafts
from referrals import drafts
from referrals.models import Part, Prompt
from referrals.presenters import clocks, logging_pages
from referrals.prompts import QUESTIONS
from timers import words
from timers.calendar import local
from trail.doors import needs
from work import desk_close, presenters, rows
from work.audits import waiting as waiting_audits
from work.complaints import appointed, due, waiting_learning
from work.scope import Scope
from work.views.seen import listed

#: One's own list is short; what lies beyond is reached case by case.
MOST_CLOCKS = 80
MOST_CASES = 60
MOST_PROMPTS = 30
MOST_LOGGED = 20


@needs("work.my")
@require_safe
def home(request: Any) -> HttpResponseBase:
    """The first page: a manager's is the team's, everybody else's is their own work."""
    if request.user.has_perm("work.team"):
        return redirect("work:team")
    return my(request)


@needs("work.my")
@require_safe
def my(request: Any) -> HttpResponseBase:
    """One's own work, and that of colleagues one deputises for."""
    now = timezone.now()
    person = request.user
    whose = tuple(sorted(person.reach("work.my").own))
    scope = Scope(person.council_id, worker_ids=whose)
    found, more = rows.clock_rows(scope, span=rows.Span(), limit=MOST_CLOCKS)
    complaints, more_complaints = due(person, now) or ([], False)
    acts = [*rows.as_acts(found, now), *complaints]
    cases = _cases(person, whose, now)
    asked = _prompts(person, {case["referral_id"]: case["child"] for case in cases})
    logged = _logged(person, {case["referral_id"] for case in cases}, now)
    unfinished = _drafts(person) if person.has_perm("referrals.draft") else []
    if person.has_perm("complaints.stages"):
        unfinished = [*unfinished, *complaint_drafts.shown(person)]
    seen = [one["referral_id"] for one in [*cases, *logged]]
    seen += [row["id"] for row in found] + [one["about_id"] for one in unfinished if one.get("about_id")]
    listed(person, seen, page="my work", now=now)
    acts.sort(key=lambda act: list(presenters.BANDS.values()).index(act["band"]))
    context = {
        "bands": [{"band": band, "rows": list(of)} for band, of in groupby(acts, key=lambda act: act["band"])],
        "more": more or more_complaints,
        "runs_complaints": person.has_perm("complaints.stages"),
        "carries_cases": person.has_perm("referrals.draft") or bool(cases),
        "cases": cases,
        "drafts": unfinished,
        "prompts": asked,
        "address": request.get_full_path(),
        "refreshed_at": words.clock_time(local(now).time()),
        "carries": bool(cases),
        "handover": desk_close.waiting_for(person, now),
        "logged": logged,
        "complaints": appointed(person, now),
        "learning": waiting_learning(person),
        "audits": waiting_audits(person, now),
    }
    return render(request, "work/my.html", context)


def _cases(person: Any, whose: tuple[int, ...], now: datetime) -> list[dict[str, Any]]:
    parts = (
        Part.objects.filter(worker_id__in=whose, council_id=person.council_id, closed_at=None, returned_at=None)
        .select_related("referral__first_child")
        .order_by("-received_at", "-id")[:MOST_CASES]
    )
    return [_case(part, now) for part in parts]


def _case(part: Part, now: datetime) -> dict[str, Any]:
    referral = part.referral
    known = referral.first_child.__dict__ if referral.first_child else {}
    return {
        "referral_id": part.referral_id,
        "child": presenters.child({**known, "children_count": referral.children_count}, local(now).date()),
        "reference": referral.reference,
        "href": clocks.referral_href(referral.reference),
        "since": f"received {presenters.ago(part.received_at, now)}",
        "decided": "decided" if part.outcome else "not decided yet",
    }


def _logged(person: Any, shown: set[int], now: datetime) -> list[dict[str, Any]]:
    """What somebody logged and others now have: what became of it. Those who only log have nothing else here."""
    whose = person.reach("referrals.read").logged_by_ids
    if not whose:
        return []
    parts = (
        Part.objects.filter(referral__logged_by_id__in=whose, council_id=person.council_id, returned_at=None)
        .exclude(referral_id__in=shown)
        .select_related("referral__first_child", "worker")
        .order_by("-referral_id")[:MOST_LOGGED]
    )
    return [{**_case(part, now), "holder": part.worker.name if part.worker else "nobody has it yet"} for part in parts]


def _prompts(person: Any, children: dict[int, str]) -> list[dict[str, Any]]:
    """Questions the product put to us about my cases (referral id to its child) and nobody has answered."""
    if not children:
        return []
    found = (
        Prompt.objects.filter(referral_id__in=children, council_id=person.council_id, settled_at=None)
        .select_related("referral")
        .order_by("-at", "-id")[:MOST_PROMPTS]
    )
    return [
        {
            "sentence": QUESTIONS[one.code].sentence if one.code in QUESTIONS else one.code,
            "child": children[one.referral_id],
            "reference": one.referral.reference,
            "href": clocks.referral_href(one.referral.reference),
        }
        for one in found
    ]


def _drafts(person: Any) -> list[dict[str, Any]]:
    """What somebody began and did not send: about whom, when it was saved, the way back."""
    unfinished = list(drafts.unfinished(person))
    logs = [draft for draft in unfinished if draft.form == drafts.LOG]
    acts = [one for one in unfinished if one not in logs]
    return logging_pages.drafts_shown(logs) + logging_pages.acts_shown(acts, person)
