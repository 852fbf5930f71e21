"""The wall round every request: one transaction that knows who asks, and no view without the right to it."""

import logging
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg2.extensions
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import get_resolver
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import sessions
from accounts.acting import acting_request, streamed
from accounts.models import User
from accounts.registry import is_api, need_of
from accounts.tokens import system_of
from trail.record import record, request_id

logger = logging.getLogger(__name__)

UNMARKED = "This view says neither what it needs nor why it is public."


class ActingMiddleware:
    """Opens the transaction, tells the database who acts, asks the access table, surrounds rendering.

    Committed: answers below 500, refusals included, so that they stay in the trail. Rolled back: everything else, and
    an answer that hides a broken transaction, which would have said "saved" about nothing (promise P1). Streams are
    made after the transaction has closed and open their own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponseBase:
        request.acting, request.system, request.was_signed_out = None, None, False
        # A balancer's question must be answered while the database is away.
        if request.path_info in settings.WITHOUT_DATABASE:
            request.user = AnonymousUser()
            return self.get_response(request)
        mark = request_id.set(secrets.token_hex(16))
        try:
            with transaction.atomic():
                person = self._who(request)
                request.acting = acting_request(person)
                response = self._finish(request, self.get_response(request))
        finally:
            request_id.reset(mark)
        if response.streaming:
            response.streaming_content = streamed(person, None, response.streaming_content)  # type: ignore[attr-defined]
        return response

    def _who(self, request: Any) -> User | None:
        """The person or system that asks, read afresh, so that a right removed is gone from this request on."""
        if "Authorization" in request.headers:
            request.system = system_of(request)
            request.user = request.system or AnonymousUser()
            return request.system
        user = auth.get_user(request)
        if isinstance(user, User):
            seconds = int(timezone.now().timestamp())
            if sessions.is_over(request.session, seconds):
                request.session.flush()
                request.was_signed_out = True
                user = AnonymousUser()
            elif "X-Refresh" not in request.headers:
                # A page that refreshes itself is nobody at work: an unattended screen still times out.
                sessions.touch(request.session, seconds)
        elif settings.SESSION_COOKIE_NAME in request.COOKIES and not request.session.keys():
            request.was_signed_out = True  # ended elsewhere, or by an administrator
        request.user = user
        return user if isinstance(user, User) else None

    def process_view(self, request: Any, view: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponseBase | None:
        """Refuse here, before the view runs, what the access table does not allow."""
        if request.acting is None:  # no database: only what is public
            return None if need_of(view, request.method).public_because else HttpResponse(status=404)
        need = need_of(view, request.method)
        if need.public_because:
            return None
        if need.unmarked:
            logger.error("unmarked view refused: %s", request.resolver_match.view_name)
            return _forbidden(request, UNMARKED)
        if need.methods:
            return HttpResponseNotAllowed(need.methods)
        person = request.acting.person
        if is_api(view) != (request.system is not None):
            return _unauthorised() if is_api(view) or "Authorization" in request.headers else _to_sign_in(request)
        if person is None:
            return _unauthorised() if "Authorization" in request.headers else _to_sign_in(request)
        if not person.has_perm(need.permission):
            if is_api(view):
                return JsonResponse({"detail": "This token may not do that.", "code": "not_allowed"}, status=403)
            return _forbidden(request, need.permission)
        return None

    def _finish(self, request: Any, response: HttpResponseBase) -> HttpResponseBase:
        """Decide about the transaction, still inside it."""
        status = connection.connection.info.transaction_status if connection.connection else None
        broken = status in {None, psycopg2.extensions.TRANSACTION_STATUS_INERROR}
        if broken or connection.needs_rollback or response.status_code >= 500:
            transaction.set_rollback(True)
            if response.status_code < 500:
                logger.error("an answer of %s hid a broken transaction", response.status_code)
                response = get_resolver().resolve_error_handler(500)(request)
            return response
        person = request.acting.person
        if person is not None and response.status_code in {403, 404} and request.resolver_match is not None:
            record(
                by_id=person.pk,
                council_id=request.acting.council_id,
                action="refused",
                subject=(request.resolver_match.view_name[:60], None),
                reason=f"{response.status_code} {request.method}",
                at=timezone.now(),
            )
        return response


def _forbidden(request: HttpRequest, why: str) -> HttpResponseBase:
    handler: Callable[..., HttpResponseBase] = get_resolver().resolve_error_handler(403)
    return handler(request, exception=PermissionError(why))


def _unauthorised() -> HttpResponseBase:
    return JsonResponse(
        {"detail": "Send a token that has not ended: Authorization: Bearer hf_…", "code": "no_token"},
        status=401,
        headers={"WWW-Authenticate": 'Bearer realm="Holdfast"'},
    )


def _to_sign_in(request: Any) -> HttpResponseBase:
    """To the sign-in page and back to where the person was; a form sent too late goes back to the form."""
    back = request.get_full_path()
    from_open_page = request.method not in {"GET", "HEAD"} or "HX-Request" in request.headers
    if from_open_page:
        came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
        if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
            parts = urlsplit(came_from)
            back = parts.path + ("?" + parts.query if parts.query else "")
        else:
            back = "/"
    words = {"next": back}
    if request.was_signed_out or from_open_page:
        words["out"] = "1"
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode(words)}"
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
