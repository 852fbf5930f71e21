"""Reports and decisions of the Ombudsman: the list, a report with the councils side by side, and its acts."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.people import people_with
from audits import actions
from audits.auditing.answering import may_answer
from audits.forms import ombudsman as forms
from audits.models import Binding, OmbudsmanReport, Recommendation, ReportCouncil
from audits.presenters import lines
from audits.presenters import ombudsman as words_of
from audits.views.frame import Page, answer, sections
from councils.models import Council
from referrals import references
from timers import words
from timers.calendar import local
from timers.models import Timer
from trail.doors import needs
from trail.record import record

READ, WRITE, SEE_TO = "audits.ombudsman", "audits.record_ombudsman", "audits.see_to"
MOST = 100


@needs(READ)
@require_safe
def reports(request: Any) -> HttpResponse:
    """What is owed first, then every report and decision that binds the council."""
    now, council_id = timezone.now(), request.user.council_id
    answers = list(
        ReportCouncil.objects.filter(council_id=council_id)
        .select_related("report", "council")
        .order_by("-received_on", "-pk")[:MOST]
    )
    timers = _clocks(council_id, answers)
    bindings = list(
        _bindings().filter(council_id=council_id, done_on=None).order_by("recommendation__due_on", "pk")[:MOST]
    )
    owed = [
        {**row, "who": words_of.name(one.report), "reference": ""}
        for one in answers
        for row in words_of.clocks(one, one.report, timers, now)
    ]
    context = {
        "sections": sections(request.user, "reports"),
        "owed": sorted(owed + words_of.open_rows(bindings, now), key=lambda row: row["on"]),
        "columns": [{"text": text} for text in ("Report or decision", "About", "Received", "Members considered it")],
        "rows": [
            [
                {"text": words_of.name(one.report), "href": reverse("audits:report", args=[one.report.reference])},
                {"text": one.report.title or "–"},
                {"text": words.day(one.received_on)},
                {"text": _members(one)},
            ]
            for one in answers
        ],
        "may_record": request.user.has_perm(WRITE),
    }
    return render(request, "audits/ombudsman.html", context)


def _clocks(council_id: int, answers: list[ReportCouncil]) -> list[Timer]:
    """The open clocks of these reports, the earliest first; one query."""
    open_ = Timer.objects.running().of_council(council_id)
    found = open_.filter(subject_label="audits.reportcouncil", subject_id__in=[one.pk for one in answers])
    return list(found.order_by("due_at", "pk"))


def _members(one: ReportCouncil) -> str:
    if one.members_on is not None:
        return words.day(one.members_on)
    if one.report.kind == OmbudsmanReport.Kind.DECISION:
        return "Not asked for"
    return f"Not yet, by {words.day(one.answer_by)}"


@needs(READ)
@require_safe
def report(request: Any, reference: str) -> HttpResponse:
    """One report: what the law asks of each council, every recommendation, and what was done when."""
    now, found = timezone.now(), find(request, reference)
    answers = list(found.councils.select_related("council").order_by("council__short_name"))
    own = next(one for one in answers if one.council_id == request.user.council_id)
    bindings = (
        _bindings().filter(recommendation__report=found).order_by("recommendation__number", "council__short_name")
    )
    may_record = request.user.has_perm(WRITE, found)
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="read",
        subject=found.pair,
        about=found.pair,
        at=now,
    )
    context = {
        "sections": sections(request.user, "reports"),
        "report": found,
        "name": words_of.name(found),
        "decided_on": words.day(found.decided_on),
        "table": words_of.side_by_side(found, answers),
        "owed": words_of.clocks(own, found, _clocks(own.council_id, [own]), now) if may_record else [],
        "others": [
            {"text": title, "href": reverse("audits:report-act", args=[reference, slug])}
            for slug, (column, title) in words_of.ACTS.items()
            if getattr(own, column) is None and _asked(found, slug)
        ]
        if may_record
        else [],
        "may_record": may_record,
        "told_of": may_record and own.receipt_by_id is None,
        "copies": words_of.copies(own, now),
        "longer": found.kind == OmbudsmanReport.Kind.REPORT and own.members_on is None,
        "recommendations": words_of.recommendations(bindings, person=request.user, may_record=may_record, now=now),
        "timeline": lines.timeline(found.pair),
    }
    return render(request, "audits/ombudsman_report.html", context)


def _asked(found: OmbudsmanReport, slug: str) -> bool:
    return found.kind == OmbudsmanReport.Kind.REPORT or slug in {"monitoring", "ofsted", "confirmed"}


def find(request: Any, reference: str) -> OmbudsmanReport:
    """The report, for somebody of a council that it binds; as though it were not there for anybody else."""
    found = OmbudsmanReport.objects.prefetch_related("councils").filter(reference=references.tidy(reference)).first()
    if found is None or not request.user.has_perm(READ, found):
        raise Http404("There is no such report, or it does not bind your council.")
    return found


def _bindings() -> Any:
    known = ("recommendation__report", "recommendation__after", "council", "owner", "audit")
    return Binding.objects.select_related(*known)


def own_binding(request: Any, reference: str, number: int, may: str = WRITE) -> Binding:
    """One's own council's, of somebody who `may` act on it. Raises Http404, PermissionDenied."""
    found = find(request, reference)
    binding = _bindings().filter(
        recommendation__report=found, recommendation__number=number, council_id=request.user.council_id
    )
    one: Binding | None = binding.first()
    if one is None:
        raise Http404("This recommendation does not bind your council.")
    if not request.user.has_perm(may, one):
        raise PermissionDenied(may)
    return one


def back_to(reference: str, number: int = 0) -> str:
    return reverse("audits:report", args=[reference]) + (f"#recommendation-{number}" if number else "")


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def recommend(request: Any, reference: str) -> HttpResponseBase:
    """A recommendation is added."""
    found = find(request, reference)
    bound = Council.objects.filter(pk__in=[one.council_id for one in found.councils.all()]).order_by("short_name")
    numbers = list(found.recommendations.order_by("number").values_list("number", flat=True))

    def run(form: Any, now: Any) -> None:
        given = form.cleaned_data
        said = actions.Recommended(
            kind=given["kind"],
            words=given["words"],
            councils=list(given["councils"]),
            limit=given["limit"],
            amount=form.amount,
            on=given.get("on"),
            after=int(given["after"] or 0),
            paragraph=given["paragraph"],
            payee=given["payee"],
            pounds=given["pounds"],
        )
        actions.recommend(by=request.user, report=found, recommended=said, at=now, now=now)

    page = Page(
        slug="recommend",
        about_id=found.pk,
        title="Add a recommendation",
        why="One at a time, as the Ombudsman put it. Each council that it binds says for itself whether it accepts it.",
        button="Add it",
        done="Added. Each council that it binds now says whether it accepts it.",
        back=back_to(reference),
        make=lambda data: forms.RecommendationForm(data, councils=bound, numbers=numbers),
        run=run,
    )
    return answer(request, page)


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: Any, reference: str, number: int) -> HttpResponseBase:
    """The council says whether it accepts a recommendation."""
    binding = own_binding(request, reference, number)
    day = local(timezone.now()).date()
    able = [one.pk for one in people_with("audits.see_to", binding.council_id, day=day)]
    people = User.objects.filter(pk__in=able).order_by("name")

    def run(form: Any, now: Any) -> None:
        given = form.cleaned_data
        actions.accept_recommendation(
            by=request.user,
            binding=binding,
            accepted=given["accepted"] == "yes",
            on=given["on"],
            reason=given.get("reason") or "",
            owner=given.get("owner"),
            at=now,
            now=now,
        )

    page = Page(
        slug="accept",
        about_id=binding.pk,
        title=f"Recommendation {number}: do we accept it?",
        why="The Ombudsman and the other council see the answer. Until there is one, nobody can tell what will "
        "be done.",
        button="Record the answer",
        done="The answer is on record.",
        back=back_to(reference, number),
        make=lambda data: forms.AcceptForm(data, people=people),
        run=run,
        context={"inset": binding.recommendation.words},
    )
    return answer(request, page)


@needs(SEE_TO)
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: Any, reference: str, number: int) -> HttpResponseBase:
    """A recommendation was carried out; of a recommended audit, by which audit or other means."""
    binding = own_binding(request, reference, number, SEE_TO)
    is_audit = binding.recommendation.kind == Recommendation.Kind.AUDIT
    audits = list(may_answer(binding)[:MOST]) if is_audit else []

    def make(data: QueryDict | None) -> Any:
        if is_audit:
            return forms.AuditDoneForm(data, audits=[(one.reference, words_of.audit(one)) for one in audits])
        return forms.DoneForm(data)

    def run(form: Any, now: Any) -> None:
        given = form.cleaned_data
        named = given.get("answered_by", "")
        actions.complete_recommendation(
            by=request.user,
            binding=binding,
            on=given["on"],
            evidence=given["evidence"],
            audit=next((one for one in audits if one.reference == named), None),
            other_means=given.get("other_means") or "",
            at=now,
            now=now,
        )

    page = Page(
        slug="complete",
        about_id=binding.pk,
        title=f"Recommendation {number}: record it as done",
        why="It counts as done when there is something that shows it. A rating or a plan does not.",
        button="Record it as done",
        done="Recorded as done, with its evidence.",
        back=back_to(reference, number),
        make=make,
        run=run,
        context={"inset": binding.recommendation.words},
    )
    return answer(request, page)


#: slug: (verb of actions.STEPS, why it is asked).
STEPS = {
    "answered": (
        "answer_ombudsman",
        "Within three months the Ombudsman is told what was done or is proposed, with evidence that members "
        "considered it.",
    ),
    "published": ("publish_report", "The public must be told within two weeks where the report can be read."),
    "ofsted": ("share_with_ofsted", "The Ombudsman shares decisions about children’s services with Ofsted."),
    "monitoring": (
        "monitoring_report",
        "Where the Ombudsman finds maladministration the monitoring officer reports to members (section 5A of "
        "the Local "
        "Government and Housing Act 1989).",
    ),
    "confirmed": ("confirm_to_ombudsman", "Without this the Ombudsman may make a further report."),
}


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: Any, reference: str, slug: str) -> HttpResponseBase:
    """What the law asks of the council about a report: one page each."""
    found = find(request, reference)
    if slug not in words_of.ACTS or not _asked(found, slug):
        raise Http404("There is no such page.")
    title = words_of.ACTS[slug][1]

    def make(data: QueryDict | None) -> Any:
        return forms.MembersForm(data) if slug == "members" else forms.StepForm(data, step=STEPS[slug][0])

    def run(form: Any, now: Any) -> None:
        given = form.cleaned_data
        usual = {"by": request.user, "report": found, "at": now, "now": now}
        if slug == "members":
            actions.members_considered(**usual, body=given["body"], on=given["on"], minute=given["minute"])
        else:
            actions.take_step(
                **usual,
                step=STEPS[slug][0],
                on=given["on"],
                words=given["words"],
                copies_from=given.get("copies_from"),
            )

    why = (
        "The full Council, the Cabinet or a committee of elected members must consider the report, and the Ombudsman "
        "asks for evidence of it: which body, when, and the minute."
        if slug == "members"
        else STEPS[slug][1]
    )
    page = Page(
        slug=f"report-{slug}",
        about_id=found.pk,
        title=title,
        why=why,
        button="Record it",
        done="Recorded.",
        back=back_to(found.reference),
        make=make,
        run=run,
    )
    return answer(request, page)


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def longer(request: Any, reference: str) -> HttpResponseBase:
    """The Ombudsman agreed in writing to a later day."""
    found = find(request, reference)

    def run(form: Any, now: Any) -> None:
        given = form.cleaned_data
        actions.agree_longer(
            by=request.user, report=found, until=given["until"], evidence=given["evidence"], at=now, now=now
        )

    page = Page(
        slug="longer",
        about_id=found.pk,
        title="Record a later day agreed with the Ombudsman",
        why="The three months are the law’s. Only the Ombudsman can agree to longer, and only in writing.",
        button="Record the later day",
        done="The later day is on record, and the deadlines with it.",
        back=back_to(found.reference),
        make=lambda data: forms.LongerForm(data),
        run=run,
    )
    return answer(request, page)
