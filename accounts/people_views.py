"""What an administrator sees and does: the council's people, one person, and the tokens of its systems."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, forms, tokens
from accounts.actions import Refused
from accounts.models import Deputy, Membership, Session, SystemToken, User
from accounts.roles import Role
from trail.doors import needs

A_PAGE = 50


def _one(request: Any, reference: str) -> User:
    """A person of one's own council; anybody else is as absent as somebody who does not exist."""
    people = User.objects.filter(council_id__in=request.user.reach("accounts.people").council_ids)
    return get_object_or_404(people.select_related("council"), reference=reference)


def _try(request: HttpRequest, done: str, act: Callable[[], Any]) -> Any:
    """Do it and say so, or say why not."""
    try:
        made = act()
    except Refused as refused:
        messages.warning(request, str(refused))
        return None
    messages.success(request, done)
    return made


@needs("accounts.people")
@require_GET
def people(request: Any) -> HttpResponse:
    """Everybody with an account in the council, by name, and what each is today."""
    today = timezone.localdate()
    rows = User.objects.filter(council_id__in=request.user.reach("accounts.people").council_ids)
    page = Paginator(rows.order_by("name", "pk"), A_PAGE).get_page(request.GET.get("page"))
    roles: dict[int, list[str]] = {}
    for one in Membership.objects.on(today).filter(user_id__in=[person.pk for person in page]).select_related("team"):
        roles.setdefault(one.user_id, []).append(one.get_role_display() + (f", {one.team.name}" if one.team else ""))
    listed = [{"person": person, "roles": roles.get(person.pk, []), "state": _state(person, today)} for person in page]
    return render(request, "accounts/people.html", {"page": page, "listed": listed})


def _state(person: User, today: Any) -> str:
    if not person.is_active:
        return "Suspended"
    if person.left_on is not None and person.left_on < today:
        return "Left"
    return "Asleep" if person.is_dormant(today) else "In use"


@needs("accounts.people")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any) -> HttpResponseBase:
    """A new person; they choose their password by the reset link and enrol a second factor at the first sign-in."""
    form = forms.AddPerson(request.POST or None)
    if form.is_valid():
        try:
            user = actions.add_person(
                by=request.user, now=timezone.now(), council=request.user.council, **form.cleaned_data
            )
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            messages.success(request, f"{user.name} has an account. Ask them to choose “Forgotten your password?”.")
            return redirect("accounts:person", user.reference)
    return render(request, "accounts/add.html", {"form": form})


def _page(request: Any, user: User, **bound: Any) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "person": user,
        "state": _state(user, today),
        "memberships": user.memberships.select_related("team").order_by("-since", "role"),
        "deputies": user.deputised_by.select_related("deputy").order_by("-since"),
        "sessions": Session.objects.filter(user_id=user.pk, expire_date__gt=timezone.now()).count(),
        "today": today,
        "role_form": forms.GiveRole(person=user, initial={"since": today}, prefix="role"),
        "deputy_form": forms.NameDeputy(person=user, initial={"since": today}, prefix="deputy"),
    }
    context |= bound
    return render(request, "accounts/person.html", context)


@needs("accounts.people")
@require_GET
def person(request: Any, reference: str) -> HttpResponse:
    """One person: roles, deputies, and what can be done about the account."""
    return _page(request, _one(request, reference))


@needs("accounts.roles")
@require_POST
def give_role(request: Any, reference: str) -> HttpResponseBase:
    """A role from a day to a day."""
    user = _one(request, reference)
    form = forms.GiveRole(request.POST, person=user, prefix="role")
    if not form.is_valid():
        return _page(request, user, role_form=form, form=form)
    given = form.cleaned_data
    _try(
        request,
        "The role is given.",
        lambda: actions.give_role(by=request.user, now=timezone.now(), user=user, **given),
    )
    return redirect("accounts:person", user.reference)


@needs("accounts.roles")
@require_POST
def end_role(request: Any, reference: str) -> HttpResponseBase:
    """Take a role away from now on: its last day was yesterday."""
    user = _one(request, reference)
    row = get_object_or_404(user.memberships.select_related("user"), pk=_number(request, "membership"))
    until = timezone.localdate() - timedelta(days=1)
    _try(
        request,
        "The role is ended.",
        lambda: actions.end_role(by=request.user, now=timezone.now(), membership=row, until=until),
    )
    return redirect("accounts:person", user.reference)


@needs("accounts.people")
@require_POST
def name_deputy(request: Any, reference: str) -> HttpResponseBase:
    """Somebody acts for this person from a day to a day."""
    user = _one(request, reference)
    form = forms.NameDeputy(request.POST, person=user, prefix="deputy")
    if not form.is_valid():
        return _page(request, user, deputy_form=form, form=form)
    given = form.cleaned_data
    _try(
        request,
        "The deputy is named.",
        lambda: actions.name_deputy(by=request.user, now=timezone.now(), user=user, **given),
    )
    return redirect("accounts:person", user.reference)


@needs("accounts.people")
@require_POST
def end_deputy(request: Any, reference: str) -> HttpResponseBase:
    """The deputy stops acting for this person now."""
    user = _one(request, reference)
    row = get_object_or_404(
        Deputy.objects.select_related("user", "deputy").filter(user=user), pk=_number(request, "deputy")
    )
    until = timezone.localdate() - timedelta(days=1)
    _try(
        request,
        "The deputy is ended.",
        lambda: actions.end_deputy(by=request.user, now=timezone.now(), row=row, until=until),
    )
    return redirect("accounts:person", user.reference)


# What one button does to an account: its words when done, and the action.
ACTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "suspend": ("The account is suspended.", actions.suspend),
    "let_back": ("The account is in use again.", actions.let_back),
    "end_sessions": ("Signed out everywhere.", actions.end_sessions),
    "forget_factor": ("The next sign-in sets up a new authenticator app.", actions.forget_factor),
}


@needs("accounts.people")
@require_POST
def act(request: Any, reference: str) -> HttpResponseBase:
    """Suspend, let back, end sessions, forget the second factor; or the person's last day."""
    user = _one(request, reference)
    now = timezone.now()
    name = request.POST.get("act", "")
    if name == "leave":
        on = timezone.localdate(now)
        _try(
            request, "Today is their last day here.", lambda: actions.leave(by=request.user, now=now, user=user, on=on)
        )
    elif name in ACTS:
        done, action = ACTS[name]
        _try(request, done, lambda: action(by=request.user, now=now, user=user))
    else:
        messages.warning(request, "Choose what to do.")
    return redirect("accounts:person", user.reference)


@needs("accounts.tokens")
@require_http_methods(["GET", "HEAD", "POST"])
def system_tokens(request: Any) -> HttpResponseBase:
    """The council's systems and their tokens. A new token is shown once, in the answer to the request that made it."""
    council, now = request.user.council, timezone.now()
    form = forms.MakeToken(request.POST or None)
    shown = ""
    if form.is_valid():
        name = form.cleaned_data["name"]
        systems = User.objects.filter(council=council, memberships__role=Role.SYSTEM, is_active=True)
        system = systems.filter(name=name).first() or actions.add_system(
            by=request.user, now=now, council=council, name=name
        )
        _, shown = tokens.make_token(system, name, by=request.user, now=now)
        form = forms.MakeToken()
    rows = SystemToken.objects.filter(user__council=council).order_by("ended_at", "-made_at")[:A_PAGE]
    return render(request, "accounts/tokens.html", {"form": form, "rows": rows, "shown": shown})


@needs("accounts.tokens")
@require_POST
def end_token(request: Any) -> HttpResponseBase:
    """End a token of one's own council's system."""
    tokens_here = SystemToken.objects.select_related("user").filter(user__council_id=request.user.council_id)
    row = get_object_or_404(tokens_here, pk=_number(request, "token"))
    tokens.end_token(row, by=request.user, now=timezone.now())
    messages.success(request, "The token is ended.")
    return redirect("accounts:tokens")


def _number(request: HttpRequest, name: str) -> int:
    """The number sent under the name; 0, which no row has, when it is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
