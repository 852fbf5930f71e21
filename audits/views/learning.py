"""Learning sent to teams: what is for me to read, what was sent and who has read it, training with its evidence."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audits import actions
from audits.auditing import learners
from audits.forms import practice as forms
from audits.models import LearningItem, LearningReceipt, Recommendation
from audits.presenters import practice as words_of
from audits.views.frame import Page, answer, sections
from complaints.views.between import learnt_from_complaints
from councils.models import Team
from referrals import references
from timers import words
from timers.calendar import local
from trail.doors import needs

READ, SEND = "audits.learning", "audits.send_learning"
MOST = 50


def _items(person: Any) -> Any:
    """What went to the person's teams; everything of the council for those without a team and those who send."""
    found = LearningItem.objects.filter(council_id=person.council_id).select_related("sent_by")
    teams = {held.team_id for held in person.held()}
    if None in teams or person.has_perm(SEND):
        return found
    return found.filter(teams__team_id__in=teams).distinct()


@needs(READ)
@require_safe
def listing(request: Any) -> HttpResponse:
    """What is to be read first, then what one has read."""
    now = timezone.now()
    items = list(_items(request.user).order_by("-sent_at", "-pk")[:MOST])
    read = set(LearningReceipt.objects.filter(person=request.user, item__in=items).values_list("item_id", flat=True))
    context = {
        "sections": sections(request.user, "learning"),
        "unread": [words_of.learning_row(one, read=False, now=now) for one in items if one.pk not in read],
        "read": [words_of.learning_row(one, read=True, now=now) for one in items if one.pk in read],
        "may_send": request.user.has_perm(SEND),
        "from_complaints": learnt_from_complaints(request.user) if request.user.has_perm("complaints.learn") else [],
    }
    return render(request, "audits/learning.html", context)


def find(request: Any, reference: str) -> LearningItem:
    """Raises Http404 for anybody to whom it did not go."""
    found = _items(request.user).filter(reference=references.tidy(reference)).first()
    if found is None:
        raise Http404("There is no such item, or it is not for your team.")
    return found  # type: ignore[no-any-return]


@needs(READ)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: Any, reference: str) -> HttpResponseBase:
    """One item, with the receipt below; who has read it, for those who send."""
    now, found = timezone.now(), find(request, reference)
    mine = LearningReceipt.objects.filter(item=found, person=request.user).first()
    teams = list(Team.objects.filter(pk__in=found.teams.values("team_id")).order_by("name"))
    sends = request.user.has_perm(SEND, found)
    asked = learners.by_team([found.pk], day=local(now).date()).get(found.pk, []) if sends else []
    context = {
        "sections": sections(request.user, "learning"),
        "item": found,
        "teams": ", ".join(team.name for team in teams),
        "read_by": words.day(found.read_by),
        "mine": words.moment(mine.at) if mine else "",
        "by_team": words_of.read_by_team(asked),
        "may_remind": any(one.lacking for one in asked),
        "team_columns": [{"text": "Team"}, {"text": "Have read it", "numeric": True}, {"text": "Not yet"}],
        "receipts": [
            {"who": one.person.name, "what": one.words or "Read", "when": words.moment(one.at), "late": ""}
            for one in found.receipts.select_related("person").order_by("-at", "-pk")[:MOST]
        ]
        if sends
        else [],
        "held": [
            {
                "text": f"{words.day(one.held_on)}, {one.audience}: {one.came} of {one.of} came",
                "evidence": one.evidence,
            }
            for one in found.held.order_by("-held_on", "-pk")[:MOST]
        ],
        "may_train": sends and found.kind == LearningItem.Kind.TRAINING,
    }

    def run(form: Any, now: Any) -> None:
        actions.confirm_reading(by=request.user, item=found, words=form.cleaned_data["words"], at=now, now=now)

    page = Page(
        slug="receipt",
        about_id=found.pk,
        title=found.title,
        why="",
        button="I have read it",
        done="It is on record that you have read it.",
        back=reverse("audits:learning"),
        make=lambda data: forms.ReceiptForm(data),
        run=run,
        section="learning",
        context=context,
        template="audits/learning_item.html",
    )
    return answer(request, page)


@needs(SEND)
@require_POST
def remind(request: Any, reference: str) -> HttpResponseBase:
    """Those who have not read it are reminded."""
    now, found = timezone.now(), find(request, reference)
    if not request.user.has_perm(SEND, found):
        raise PermissionDenied(SEND)
    with transaction.atomic():
        left = actions.remind_of_learning(by=request.user, item=found, at=now, now=now)
    if left:
        messages.success(request, f"Reminded: {left} who {'has' if left == 1 else 'have'} not read it.")
    else:
        messages.success(request, "Everybody in the teams has read it.")
    return redirect("audits:learning-item", reference=found.reference)


@needs(SEND)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: Any) -> HttpResponseBase:
    """An item goes to teams."""
    council_id = request.user.council_id
    teams = Team.objects.filter(council_id=council_id, ended_on=None).order_by("name")
    recommendations = (
        Recommendation.objects.filter(bindings__council_id=council_id, bindings__done_on=None)
        .select_related("report")
        .order_by("report_id", "number")
    )

    def run(form: Any, now: Any) -> str:
        given = form.cleaned_data | {"teams": list(form.cleaned_data["teams"])}
        made = actions.send_learning(by=request.user, at=now, now=now, **given)
        return reverse("audits:learning-item", args=[made.reference])

    page = Page(
        slug="send-learning",
        about_id=council_id or 0,
        title="Send learning to teams",
        why="Everybody in the teams is told and asked to say that they have read it. You see who has; whoever has not "
        "by the day is reminded, and you are told.",
        button="Send it",
        done="Sent. Those in the teams have a message, and see it in My work and under Learning.",
        back=reverse("audits:learning"),
        make=lambda data: forms.LearningForm(data, teams=teams, recommendations=recommendations),
        run=run,
        section="learning",
    )
    return answer(request, page)


@needs(SEND)
@require_http_methods(["GET", "HEAD", "POST"])
def training(request: Any, reference: str) -> HttpResponseBase:
    """A training was held."""
    found = find(request, reference)
    if not request.user.has_perm(SEND, found):
        raise PermissionDenied(SEND)

    def run(form: Any, now: Any) -> None:
        actions.record_training(by=request.user, item=found, at=now, now=now, **form.cleaned_data)

    page = Page(
        slug="training",
        about_id=found.pk,
        title="Record that the training was held",
        why="Who came, of how many, and what shows it. Training that follows on a new approach comes after it is "
        "agreed.",
        button="Record it",
        done="The training is on record, with its evidence.",
        back=reverse("audits:learning-item", args=[found.reference]),
        make=lambda data: forms.TrainingForm(data),
        run=run,
        section="learning",
    )
    return answer(request, page)
