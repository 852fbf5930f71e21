"""Every fault that the sources name, beside what Holdfast does about it: the neighbour of the page of rules."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from trail.doors import needs
from work import faults as table

_SHOWS = {"built": table.IN_FULL, "in-part": table.IN_PART, "not-yet": table.NOT_YET, "outside": table.OUTSIDE}


@needs("work.faults")
@require_safe
def faults(request: Any) -> HttpResponse:
    """The whole table, or one state of it; each deadline leads to its rule."""
    every = table.read()
    asked = request.GET.get("show", "")
    chosen = _SHOWS.get(asked, "")
    here = reverse("work:faults")
    context = {
        "shows": [
            {"text": f"Everything ({len(every)})", "href": here, "current": not chosen},
            *(
                {
                    "text": f"{state} ({sum(one.state == state for one in every)})",
                    "href": f"{here}?show={code}",
                    "current": state == chosen,
                }
                for code, state in _SHOWS.items()
            ),
        ],
        "faults": [_shown(one) for one in every if not chosen or one.state == chosen],
        "kind": chosen,
    }
    return render(request, "work/faults.html", context)


def _shown(fault: table.Fault) -> dict[str, Any]:
    rules = reverse("work:rules")
    controls = [table.in_words(one) for one in fault.by]
    return {
        "number": fault.number,
        "what": fault.what,
        "control": fault.control,
        "state": fault.state,
        "room": fault.room,
        "lacks": fault.lacks,
        "outside": fault.outside,
        "sources": [{"text": f"{one.title}, {one.place(at)}", "href": one.url} for one, at in fault.sources],
        "controls": [{**one, "href": f"{rules}{one['href']}" if one["href"] else ""} for one in controls],
        "proved": fault.proved,
    }
