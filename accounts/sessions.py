"""Sessions in our own table, so that whose they are, since when and from what device can be shown and ended."""

from datetime import UTC, datetime
from typing import Any, cast

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone

from accounts.models import Session
from database.prepared import Prepared

BEGAN, SEEN, DEVICE = "began", "seen", "device"
TOLD_EVERY = 60  # seconds: how exactly the idle time is kept; a write a minute at most

_LIVE = Prepared("session", "SELECT session_data FROM accounts_session WHERE session_key = %s AND expire_date > %s")


class SessionStore(DatabaseSessions):
    """Django's database sessions with who, when and what device beside the data."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """The session's data; {} when there is none or it has expired. One plain statement: every request pays it."""
        row = _LIVE.row([self.session_key, timezone.now()])
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        row.user_id = int(data["_auth_user_id"]) if "_auth_user_id" in data else None
        row.began_at = _instant(data.get(BEGAN))
        row.seen_at = _instant(data.get(SEEN))
        row.device = data.get(DEVICE, "")
        return row


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def begin_at_sign_in(sender: Any, request: Any, user: Any, **_: Any) -> None:
    """On every sign-in, whatever door it came by: a session without its two clocks would be taken for one over."""
    begin(request.session, device=request.headers.get("User-Agent", ""))


def begin(session: Any, *, device: str) -> None:
    """Start the two clocks of a session just signed in."""
    seconds = int(timezone.now().timestamp())
    session[BEGAN] = session[SEEN] = seconds
    session[DEVICE] = device[:200]


def is_over(session: Any, seconds: int) -> bool:
    """True 20 minutes after the last request or ten hours after sign-in (ASVS V7; both documented choices)."""
    began, seen = session.get(BEGAN), session.get(SEEN)
    if began is None or seen is None:
        return True
    return seconds - seen > settings.SESSION_IDLE_SECONDS or seconds - began > settings.SESSION_COOKIE_AGE


def touch(session: Any, seconds: int) -> None:
    """Note that the person is there, at most once a minute."""
    if seconds - session[SEEN] >= TOLD_EVERY:
        session[SEEN] = seconds


def end_all(user_id: int, *, but: str | None = None) -> int:
    """End somebody's sessions, all or all but one; returns how many."""
    return Session.objects.filter(user_id=user_id).exclude(session_key=but or "").delete()[0]
