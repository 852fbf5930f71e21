"""Complaints in hand, by clock and stage; and the search among them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from complaints import reading_list
from complaints.models import Complaint, ComplaintLink, Head, Pause, Stage
from complaints.models.complaint import ComplaintQuerySet
from complaints.presenters import linking
from complaints.presenters import listing as presenter
from complaints.views import doors, drafts
from referrals import handles, references
from referrals.drafts import clean
from trail.doors import needs


def _filtered(seen: ComplaintQuerySet, asked: presenter.Asked, user: Any) -> ComplaintQuerySet:
    if asked.state == "":
        seen = seen.in_hand()
    elif asked.state == "closed":
        seen = seen.filter(Q(closed_at__isnull=False) | Q(withdrawn_at__isnull=False))
    if asked.whose == "me":
        seen = seen.filter(officer=user)
    elif asked.whose == "nobody":
        seen = seen.filter(officer=None)
    if asked.stage == "paused":
        seen = seen.filter(Exists(Pause.objects.filter(complaint=OuterRef("pk"), ended_at=None)))
    elif asked.stage == "undecided":
        unsigned = Q(route="") | Q(second_needed=True, second_at=None)
        seen = seen.filter(Exists(Head.objects.filter(unsigned, complaint=OuterRef("pk"))))
    elif asked.stage:
        procedure, _, number = asked.stage.rpartition(" ")
        running = Stage.objects.filter(procedure=procedure, number=number, ended_at=None, refused_at=None)
        seen = seen.filter(Exists(running.filter(complaint=OuterRef("pk"))))
    return seen


@needs("complaints.read")
@require_safe
def listing(request: Any) -> HttpResponse:
    """The complaints of the person's council that they may open, worst first."""
    now = doors.now_of(request)
    asked = presenter.read_query(request.GET)
    reach = request.user.reach("complaints.read")
    whole = request.user.council_id in reach.council_ids
    seen = _filtered(Complaint.objects.within(request.user), asked, request.user)
    numbers = reading_list.count(seen, now=now)
    place = handles.read_place("complaint", asked.after)
    found = reading_list.read(seen, band=asked.band, now=now, after=place, limit=reading_list.PAGE + 1)
    shown = found[: reading_list.PAGE]
    after = handles.place_in_list("complaint", shown[-1].place, shown[-1].id) if len(found) > len(shown) else ""
    doors.write_list(request, [one.id for one in shown])
    context = presenter.page(asked, shown, numbers=numbers, after=after, now=now, whole=whole)
    context |= {
        "offered": linking.offered(_offered(request.user)) if whole else [],
        "drafts": drafts.shown(request.user),
        "may_receive": request.user.has_perm("complaints.receive"),
        "may_search": request.user.has_perm("complaints.search"),
        "may_figures": request.user.has_perm("complaints.figures"),
    }
    return render(request, "complaints/list.html", context)


def _offered(user: Any) -> list[ComplaintLink]:
    """What other councils propose to answer together with ours, not answered yet."""
    found = ComplaintLink.objects.filter(council_id=user.council_id, accepted_at=None, ended_at=None)
    return list(found.select_related("complaint__council", "lead").order_by("proposed_at", "pk")[:20])


@needs("complaints.search")
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Any) -> HttpResponseBase:
    """By reference, or by a name of the complainant or the child; the words travel in the body alone."""
    data, _ = clean(request.POST)
    typed = " ".join(data.get("q", "").split())[:200]
    if request.method != "POST" or not typed:
        return render(request, "complaints/search.html", {"typed": "", "searched": False})
    now = doors.now_of(request)
    seen = Complaint.objects.within(request.user, "complaints.search")
    if reference := references.tidy(typed):
        found = seen.with_reference(reference).first()
        if found is not None:
            return redirect("complaints:complaint", reference=found.reference)
    wanted = Q(complainant_name__icontains=typed)
    for word in typed.split()[:4]:
        wanted |= Q(children__family_name__iexact=word)
    matching = Complaint.objects.filter(pk__in=seen.filter(wanted).values("pk"))
    rows = reading_list.read(matching, band="", now=now, limit=reading_list.PAGE + 1)
    shown = rows[: reading_list.PAGE]
    doors.write_list(request, [one.id for one in shown], action="search", facts={"q": typed})
    context = {
        "typed": typed,
        "searched": True,
        "rows": [presenter.row(one, now) for one in shown],
        "more": len(rows) > len(shown),
    }
    return render(request, "complaints/search.html", context)
