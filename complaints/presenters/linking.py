"""Linked complaints of two councils: each sees of the other's only its reference, stage and dates."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from complaints.models import Complaint, ComplaintLink, Stage
from complaints.presenters import clocks
from complaints.presenters.words import stage_name
from complaints.reading import ABOUT, Case
from referrals import handles
from timers import words
from timers.models import Timer

KIND = "complaint-link"


def offered(links: Iterable[ComplaintLink]) -> list[dict[str, str]]:
    """What another council proposes, on the list of the council that is asked. No name: it is not ours to read yet."""
    return [
        {
            "text": f"{one.complaint.council.short_name} proposes to answer a complaint together with us. "
            f"{'We' if one.lead_id == one.council_id else one.lead.short_name} would lead the answer.",
            "words": one.words,
            "when": words.day(one.proposed_at),
            "href": reverse("complaints:accept-link", args=[handles.handle(KIND, one.pk)]),
        }
        for one in links
    ]


def link_of(handle: str) -> int | None:
    """The link behind what stands for it in an address."""
    return handles.key_of(KIND, handle)


def rows(case: Case) -> list[dict[str, Any]]:
    """Each link of the complaint: the other council, who leads, whether it is in force; the other's stage and dates."""
    found = []
    ours = case.complaint.council_id
    for one in case.links:
        theirs = one.other if one.complaint_id == case.complaint.pk else one.complaint
        council = one.council if one.complaint_id == case.complaint.pk else one.complaint.council
        if one.ended_at:
            state = f"Ended {words.day(one.ended_at)}: {one.ended_because or 'no reason written'}"
        elif one.accepted_at:
            state = f"In force since {words.day(one.accepted_at)}"
        else:
            state = f"Proposed {words.day(one.proposed_at)}; {council.short_name} has not accepted yet"
        found.append(
            {
                "council": council.short_name,
                "state": state,
                "lead": "We lead the answer" if one.lead_id == ours else f"{one.lead.short_name} leads the answer",
                "reference": theirs.reference if theirs and one.accepted_at else one.other_reference,
                "theirs": _of_theirs(theirs, case) if theirs and one.accepted_at and not one.ended_at else [],
            }
        )
    return found


def _of_theirs(complaint: Complaint, case: Case) -> list[str]:
    """The other council's stages and dates, and what it found on how many points; never its words."""
    lines = []
    clock = {
        (one.subject_label, one.subject_id): one
        for one in Timer.objects.filter(about_label=ABOUT, about_id=complaint.pk, stopped_at=None).order_by("-due_at")
    }
    for stage in Stage.objects.filter(complaint=complaint).order_by("pk"):
        if stage.refused_at:
            lines.append(f"{stage_name(stage)}: refused {words.day(stage.refused_at)}")
        elif stage.answered_at:
            lines.append(f"{stage_name(stage)}: answered {words.day(stage.answered_at)}")
        elif stage.ended_at:
            lines.append(f"{stage_name(stage)}: ended {words.day(stage.ended_at)}")
        else:
            timer = clock.get(("complaints.stage", stage.pk))
            due = clocks.headline(timer.due_at, case.now) if timer else "no time limit runs"
            lines.append(f"{stage_name(stage)}: {due}")
    findings = list(complaint.heads.exclude(finding="").order_by("number"))
    if findings:
        said = "; ".join(f"point {one.number} {one.get_finding_display().lower()}" for one in findings)
        lines.append(f"Their findings: {said}")
    return lines
