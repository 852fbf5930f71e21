"""The pages for what went wrong. They ask the database nothing: it may be what went wrong."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template import TemplateDoesNotExist, loader

from config.context import home_of

WORDS = {
    400: ("This request could not be read", "Go back and try again. If it happens again, tell your administrator."),
    403: (
        "You cannot open this page",
        "It belongs to another role or another council. If you need it for your work, ask your manager.",
    ),
    404: (
        "Page not found",
        "Either there is no such page or you may not open it. If you followed a link from a colleague, ask them.",
    ),
    500: (
        "Something went wrong",
        "Nothing of what you just sent was saved, but drafts are kept. Try again in a minute. "
        "If a child is in danger now, do not wait: ring the other council’s duty desk or emergency duty team, or 999.",
    ),
}


def _page(request: HttpRequest, status: int, title: str = "", words: str = "") -> HttpResponse:
    heading, advice = WORDS[status]
    heading, advice = title or heading, words or advice
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": f"{heading}. {advice}", "code": f"http_{status}"}, status=status)
    context = {"error_title": heading, "error_words": advice}
    try:
        # 500 without the request: no context processor runs, so that nothing can go wrong again.
        text: str = loader.render_to_string("error.html", context, None if status >= 500 else request)
    except TemplateDoesNotExist:
        text = f"<!DOCTYPE html><html lang=en-GB><title>{heading}</title><h1>{heading}</h1><p>{advice}</p>"
    return HttpResponse(text, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """The first page is nobody's refusal: whoever has no work of their own here is led to what they may open."""
    user = getattr(request, "user", None)
    if request.path_info == "/" and request.method in {"GET", "HEAD"} and user is not None and user.is_authenticated:
        return redirect(home_of(user))
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Absent and forbidden records look alike: nothing of the exception is told."""
    return _page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Nearly always a page left open over a sign-out: say what to do, not what CSRF is."""
    return _page(
        request,
        403,
        "This page was open too long",
        "Nothing was changed. Go back, reload the page and send it again. Drafts are kept as they were last saved.",
    )
