"""Somebody signed in, ready to ask: a session made directly, since signing in is not what is measured."""

from datetime import date
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone

from accounts import sessions
from accounts.models import Membership, User
from accounts.signing import BACKEND
from accounts.tokens import make_token
from councils.models import Council, Team


def staff(council: Council, role: str, name: str) -> User:
    """A person of the council with one role."""
    address = f"{name.lower().replace(' ', '.')}@bench.example"
    user = User.objects.filter(email=address).first()
    if user is None:
        user = User.objects.create_user(address, name, council)
        Membership.objects.create(user=user, council=council, role=role, since=date(2010, 1, 1))
    return user


def cookie(user: User) -> str:
    """A session cookie of the user."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    sessions.begin(store, device="bench")
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def token(user: User) -> str:
    """A token of a council's system."""
    return make_token(user, "bench", by=user, now=timezone.now())[1]


def front_doors(councils: list[Council]) -> None:
    """Each council's front-door team."""
    for council in councils:
        Team.objects.get_or_create(council=council, is_front_door=True, defaults={"name": "Front Door"})
