"""The doors of signing in, and everybody's own account."""

from typing import Any

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import codes, forms, signing
from accounts.models import Factor, Session, User
from trail.doors import needs

# One sentence for a wrong password, an unknown address, an account suspended or asleep: none may be told from another.
NOT_SIGNED_IN = (
    "The e-mail address or the password is not right, or the account is not in use. "
    "If you have not signed in for 60 days, ask your council’s administrator to wake it."
)
WRONG_CODE = (
    "This code is not right or was used before. Wait for the next one and enter it within 30 seconds. "
    "After five wrong codes the account waits 15 minutes."
)


def _safe(address: str, request: HttpRequest) -> str:
    """The address when it lies in this site, else "": nobody is sent elsewhere by a link to our sign-in page."""
    good = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if good and address.startswith("/") else ""


def home_of(user: User) -> str:
    """The first page that this person may open; settings.HOME_OF names the function that knows the pages."""
    return import_string(settings.HOME_OF)(user)


@needs(public="People who are not signed in come here.")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: Any) -> HttpResponseBase:
    """The first step: e-mail address and password."""
    back = _safe(request.GET.get("next", ""), request)
    if request.user.is_authenticated and request.method != "POST":
        return redirect(back or home_of(request.user))
    form = forms.SignIn(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        user = auth.authenticate(request, username=given["username"].lower(), password=given["password"])
        if user is not None:
            signing.password_was_right(request, user, back=back, now=timezone.now())
            return redirect("accounts:code")
        form.add_error(None, NOT_SIGNED_IN)
    context = {"form": form, "was_signed_out": "out" in request.GET}
    return render(request, "accounts/sign_in.html", context)


@needs(public="People who have given their password and not yet a code come here.")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Any) -> HttpResponseBase:
    """The second step: a code. Whoever has no app yet is shown how to set one up, and gives its first code here."""
    now = timezone.now()
    half = signing.half_way(request, now=now)
    if half is None:
        return redirect("accounts:sign-in")
    user, back = half
    factor: Factor = user.factor
    enrolling = factor.confirmed_at is None
    form = forms.Code(request.POST or None)
    if form.is_valid():
        if codes.accept(factor, form.cleaned_data["code"], now=now):
            signing.complete(request, user, now=now)
            there = back or home_of(user)
            if enrolling:
                factor.refresh_from_db()
                shown = codes.new_recovery_codes(factor)
                return render(request, "accounts/recovery_codes.html", {"codes": shown, "there": there})
            return redirect(there)
        form.add_error("code", WRONG_CODE)
    context: dict[str, Any] = {"form": form}
    if enrolling:
        form.fields["code"].help_text = "The six figures that the app shows now."
        context |= {"secret": codes.shown_secret(factor), "address": codes.address(factor)}
    return render(request, "accounts/enrol.html" if enrolling else "accounts/code.html", context)


@needs(public="Signing out twice does no harm.")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session and empty what the browser kept."""
    signing.sign_out(request, now=timezone.now())
    response = redirect("accounts:sign-in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@needs(public="People who forgot their password cannot sign in.")
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer is the same whether or not anybody has the address."""
    form = forms.Forgotten(request.POST or None)
    if form.is_valid():
        signing.send_reset(form.cleaned_data["email"], now=timezone.now())
        return render(request, "accounts/reset_sent.html")
    return render(request, "accounts/forgotten.html", {"form": form})


@needs(public="The link itself is the right to come here: once, for an hour.")
@sensitive_post_parameters("new_password")
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponseBase:
    """Choose a new password by a link. It signs nobody in: the code is still asked for."""
    now = timezone.now()
    row = signing.reset_for(token, now=now, lock=request.method == "POST")
    if row is None:
        return render(request, "accounts/reset_over.html", status=404)
    form = forms.NewPassword(request.POST or None, user=row.user)
    if form.is_valid():
        signing.change_password(row.user, form.cleaned_data["new_password"], now=now)
        messages.success(request, "Your password is changed. Sign in with it.")
        return redirect("accounts:sign-in")
    return render(request, "accounts/reset.html", {"form": form})


@needs("accounts.own")
@require_GET
def account(request: Any) -> HttpResponse:
    """One's own account: what one is here, and where one is signed in."""
    user: User = request.user
    rows = Session.objects.filter(user_id=user.pk, expire_date__gt=timezone.now()).order_by("-seen_at")[:50]
    memberships = user.memberships.on(timezone.localdate()).select_related("team").order_by("role")
    context = {
        "person": user,
        "memberships": memberships,
        "sessions": rows,
        "present": request.session.session_key,
        "recovery_left": len(user.factor.recovery) if hasattr(user, "factor") else 0,
    }
    return render(request, "accounts/account.html", context)


@needs("accounts.own")
@require_POST
def end_sessions(request: Any) -> HttpResponseBase:
    """End one's other sessions: one, or all of them."""
    mine = Session.objects.filter(user_id=request.user.pk).exclude(session_key=request.session.session_key)
    if handle := request.POST.get("session", ""):
        mine = mine.filter(pk__in=[row.pk for row in mine if row.handle == handle])
    ended = mine.delete()[0]
    messages.success(request, "Signed out there." if ended else "It had ended already.")
    return redirect("accounts:account")


@needs("accounts.own")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Any) -> HttpResponseBase:
    """Change one's password; every other session ends."""
    form = forms.ChangePassword(request.POST or None, user=request.user)
    if form.is_valid():
        signing.change_password(request.user, form.cleaned_data["new_password"], now=timezone.now())
        # The session key changes with the password: whoever copied the old one is out.
        auth.update_session_auth_hash(request, request.user)
        messages.success(request, "Your password is changed. Your other devices are signed out.")
        return redirect("accounts:account")
    return render(request, "accounts/password.html", {"form": form})


@needs("accounts.own")
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_codes(request: Any) -> HttpResponseBase:
    """Ten fresh recovery codes, after a code from the app: whoever finds a screen unlocked makes none."""
    form = forms.Code(request.POST or None)
    factor = Factor.objects.filter(user=request.user).first()
    if factor is not None and form.is_valid():
        if codes.accept(factor, form.cleaned_data["code"], now=timezone.now()):
            factor.refresh_from_db()
            shown = codes.new_recovery_codes(factor)
            there = reverse("accounts:account")
            return render(request, "accounts/recovery_codes.html", {"codes": shown, "there": there})
        form.add_error("code", WRONG_CODE)
    return render(request, "accounts/new_recovery_codes.html", {"form": form})
