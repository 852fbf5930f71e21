"""Addresses for the tests of the wall itself: our own pages, and views that do what views should not."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import include, path
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.administration import ReferenceSite
from councils.models import Council
from tests.accounts.people import council
from trail.doors import needs
from trail.record import record

site = ReferenceSite()


def told() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('holdfast.person', true), current_setting('holdfast.council', true)")
        return cursor.fetchone()


@needs("referrals.read")
def case(request: Any) -> HttpResponse:
    return HttpResponse(" ".join(told()))


def unmarked(request: Any) -> HttpResponse:
    return HttpResponse("canary")


@needs(public="test")
def open_to_all(request: Any) -> HttpResponse:
    return HttpResponse("open")


@needs("referrals.read")
def shows_record(request: Any) -> HttpResponse:
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="read",
        subject=("x.y", 1),
        at=timezone.now(),
        reason=request.GET.get("reason", ""),
    )
    return HttpResponse("canary")


@needs("referrals.read")
def writes_then_fails(request: Any) -> HttpResponse:
    council("Written")
    raise RuntimeError("broken")


@needs("referrals.read")
def writes_then_fails_in_rendering(request: Any) -> HttpResponse:
    council("Written")
    return TemplateResponse(request, "no such template.html")


@needs("referrals.read")
def hides_broken_transaction(request: Any) -> HttpResponse:
    council("Written")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
    except Exception:
        return HttpResponse("saved")
    return HttpResponse("never")


@needs("referrals.read")
def writes_then_refuses(request: Any) -> HttpResponse:
    council("Written")
    raise PermissionDenied


@needs("referrals.read")
def absent(request: Any) -> HttpResponse:
    raise Http404("canary")


@needs("referrals.read")
def streams(request: Any) -> StreamingHttpResponse:
    def lines() -> Any:
        yield " ".join(told()).encode()

    return StreamingHttpResponse(lines())


@needs("work.my")
def page(request: Any) -> HttpResponse:
    list(Council.objects.all()[:25])
    record(
        by_id=request.user.pk,
        council_id=request.user.council_id,
        action="list",
        subject=("x.y", None),
        ids=[1],
        at=timezone.now(),
    )
    return render(request, "error.html", {"error_title": "A list", "error_words": "Words"})


class Api(APIView):
    needs = {"GET": "api.read", "POST": "api.write"}

    def get(self, request: Any) -> Response:
        return Response({"council": request.user.council_id, "told": told()})

    def post(self, request: Any) -> Response:
        return Response({}, status=201)


handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("", include("accounts.urls")),
    path("", page),
    path("health/live", open_to_all),
    path("case/", case),
    path("unmarked/", unmarked),
    path("open/", open_to_all),
    path("record/", shows_record),
    path("fails/", writes_then_fails),
    path("fails-in-rendering/", writes_then_fails_in_rendering),
    path("hides/", hides_broken_transaction),
    path("refuses/", writes_then_refuses),
    path("absent/", absent),
    path("streams/", streams),
    path("api/thing/", Api.as_view()),
    path("admin/", site.urls),
]
