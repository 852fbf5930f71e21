"""Signing in, in two steps that cannot be taken singly: the password only opens the question for the code.

Between the two the session says who is half way, and is nobody's: `login` is called in one place, after a right code.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import codes, sessions
from accounts.models import Factor, PasswordReset, User
from councils.outbox import Letter, post
from trail.record import record

BACKEND = "accounts.backend.AccessBackend"
HALF_WAY = "half_way"
HALF_WAY_FOR = timedelta(minutes=10)
RESET_FOR = timedelta(hours=1)
RESETS = 3  # links an hour: more would only be somebody filling another's inbox


def password_was_right(request: HttpRequest, user: User, *, back: str, now: datetime) -> None:
    """Remember for ten minutes who is half way in, under a new session key."""
    request.session.cycle_key()
    request.session[HALF_WAY] = {
        "person": user.pk,
        "password": user.get_session_auth_hash(),
        "at": int(now.timestamp()),
        "back": back,
    }
    if not Factor.objects.filter(user=user).exclude(confirmed_at=None).exists():
        codes.enrol(user, now=now)


def half_way(request: HttpRequest, *, now: datetime) -> tuple[User, str] | None:
    """Who gave a right password less than ten minutes ago, and where they were going; None when nobody did."""
    half = request.session.get(HALF_WAY)
    if not half or now.timestamp() - half["at"] > HALF_WAY_FOR.total_seconds():
        return None
    user = User.objects.select_related("factor").filter(pk=half["person"]).first()
    if user is None or not user.may_act(timezone.localdate(now)):
        return None
    # A password changed meanwhile, perhaps because this one had been stolen.
    if not secrets.compare_digest(half["password"], user.get_session_auth_hash()):
        return None
    return user, half["back"]


def complete(request: HttpRequest, user: User, *, now: datetime) -> None:
    """Sign in somebody whose password and code were right: a new session key and two clocks started."""
    # Django notes the sign-in on the person; the trail keeps it too, and the history of fields need not.
    user.skip_history_when_saving = True  # type: ignore[attr-defined]
    auth.login(request, user, backend=BACKEND)
    del user.skip_history_when_saving  # type: ignore[attr-defined]
    request.session.pop(HALF_WAY, None)
    record(by_id=user.pk, council_id=user.council_id, action="sign_in", subject=("accounts.user", user.pk), at=now)


def sign_out(request: HttpRequest, *, now: datetime) -> None:
    """End this session; its key opens nothing any more."""
    user: Any = request.user
    if user.is_authenticated:
        record(by_id=user.pk, council_id=user.council_id, action="sign_out", subject=("accounts.user", user.pk), at=now)
    auth.logout(request)


def change_password(user: User, password: str, *, now: datetime, keep: str | None = None) -> None:
    """Set the password and end every session but the one whose key is `keep`."""
    user.set_password(password)
    user.password_changed_at = now
    user.save(update_fields=["password", "password_changed_at"])
    PasswordReset.objects.filter(user=user, used_at=None).update(used_at=now)
    sessions.end_all(user.pk, but=keep)
    record(
        by_id=user.pk, council_id=user.council_id, action="change_password", subject=("accounts.user", user.pk), at=now
    )


def send_reset(email: str, *, now: datetime) -> None:
    """Send a link to whoever has the address. Nothing tells the asker whether anybody has.

    It goes by the outbox, so that the answer takes as long for an address nobody has.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    token = secrets.token_urlsafe(32)
    if user is None or not user.has_usable_password() or not user.may_act(timezone.localdate(now)):
        return
    if PasswordReset.objects.filter(user=user, made_at__gt=now - RESET_FOR).count() >= RESETS:
        return
    row = PasswordReset.objects.create(user=user, digest=_digest(token), made_at=now)
    post(
        Letter(
            key=f"password-reset-{row.pk}",
            council_id=user.council_id,
            person_id=user.pk,
            address=user.email,
            subject="Choose a new password for Holdfast",
            body=(
                "Somebody, probably you, asked to choose a new password for Holdfast.\n\n"
                f"{settings.SITE_ADDRESS}{reverse('accounts:reset', args=[token])}\n\n"
                "The link works once and for one hour. You are still asked for a code from your authenticator app.\n"
                "If it was not you, do nothing: your password stays as it is.\n"
            ),
            private=True,
        ),
        now=now,
    )


def reset_for(token: str, *, now: datetime, lock: bool = False) -> PasswordReset | None:
    """The reset that a link stands for, while it is good: once, within the hour, for somebody who may still act."""
    rows = PasswordReset.objects.select_related("user")
    if lock:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(digest=_digest(token), used_at=None, made_at__gt=now - RESET_FOR).first()
    return row if row and row.user.may_act(timezone.localdate(now)) else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
