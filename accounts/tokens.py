"""Tokens of councils' systems: `Authorization: Bearer hf_…`. The token is shown once; only its hash is kept."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from accounts.models import SystemToken, User
from accounts.people import BY_TOKEN, person
from trail.record import record

PREFIX = "hf_"


def digest(token: str) -> str:
    # 256 random bits: a plain hash, since there is nothing to guess.
    return hashlib.sha256(token.encode()).hexdigest()


def make_token(system: User, name: str, *, by: User, now: datetime) -> tuple[SystemToken, str]:
    """A new token of a council's system and its words, which nobody can read again."""
    token = PREFIX + secrets.token_urlsafe(32)
    row = SystemToken.objects.create(user=system, name=name, digest=digest(token), made_at=now)
    record(
        by_id=by.pk,
        council_id=system.council_id,
        action="make_token",
        subject=("accounts.systemtoken", row.pk),
        about=("accounts.user", system.pk),
        at=now,
    )
    return row, token


def end_token(row: SystemToken, *, by: User, now: datetime) -> None:
    """End a token; the next request with it is refused. Ending it twice keeps the first time."""
    if row.ended(now):
        return
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    record(
        by_id=by.pk,
        council_id=row.user.council_id,
        action="end_token",
        subject=("accounts.systemtoken", row.pk),
        about=("accounts.user", row.user_id),
        at=now,
    )


def system_of(request: HttpRequest) -> User | None:
    """The system whose token the request carries, with its council and roles; None without a live token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.startswith(PREFIX) or len(token) > 80:
        return None
    system = person(digest(token), day=timezone.localdate(), by=BY_TOKEN)
    return system if system and system.roles == {"system"} else None


class SystemTokenAuthentication(BaseAuthentication):
    """Lets the API know who the middleware found. A browser's session opens no API address."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        system = getattr(request._request, "system", None)
        if system is not None:
            return system, None
        if "Authorization" in request.headers:
            raise exceptions.AuthenticationFailed("This token is unknown or has ended.")
        return None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Holdfast"'
