"""What every page knows besides its own: who acts, where they may go, and whether the engine is well.

What has to be read rides on the one statement that tells the database who acts (settings.ACTING_ALSO), so that no page
pays a query for its frame.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from accounts.models import User
from accounts.registry import need_of
from timers.engine import EngineState
from work.notices_count import counted

MOST_COUNTED = 99


@dataclass(frozen=True)
class Link:
    text: str
    href: str


# In the order of the menu. Whoever may open more than six sees the first six; the rest is linked from those pages.
MENU = (
    Link("My work", "/my-work/"),
    Link("Team", "/team/"),
    Link("Inbox", "/inbox/"),
    Link("Referrals", "/referrals/"),
    Link("Log a referral", "/referrals/log/"),
    Link("Service", "/service/"),
    Link("Complaints", "/complaints/"),
    Link("Complaint reports", "/complaints/reports/"),
    Link("Learnt from complaints", "/complaints/learning/"),
    Link("Audits", "/audits/"),
    Link("Leaders", "/leaders/"),
    Link("Learning", "/learning/"),
    Link("People", "/people/"),
    Link("Systems", "/people/tokens/"),
    Link("Who read what", "/reads/"),
    Link("Councils", "/councils/"),
    Link("Rules", "/rules/"),
    Link("Clocks", "/clocks/"),
    Link("Administration", "/admin/"),
)
MOST_ENTRIES = 6
FOOTER = (
    Link("Complain about a council", "/complain/"),
    Link("Help", "/help/"),
    Link("Councils and their duty desks", "/councils/"),
    Link("Rules and their sources", "/rules/"),
    Link("State of the clocks", "/clocks/"),
    Link("Accessibility statement", "/accessibility/"),
    Link("Privacy", "/privacy/"),
)


@cache
def _found(path: str, configuration: str) -> Callable[..., Any] | None:
    try:
        return resolve(path, configuration).func
    except Resolver404:
        return None


def _view(path: str) -> Callable[..., Any] | None:
    """The view at an address, or None when no room has such a page."""
    return _found(path, settings.ROOT_URLCONF)


def may_open(person: User | None, path: str) -> bool:
    """True when the page exists and the access table lets the person open it: a link never leads to a refusal."""
    view = _view(path)
    if view is None:
        return False
    need = need_of(view, "GET")
    return bool(need.public_because) or (person is not None and person.has_perm(need.permission))


@dataclass(frozen=True)
class Ways:
    """Where somebody's frame leads: the menu, what stands in the header ("" where it does not), and the footer."""

    menu: tuple[Link, ...]
    home: str
    footer: tuple[Link, ...]
    my_work: bool = False
    notifications: bool = False
    search: str = ""


# Whether a page may be opened at all follows from the roles one holds: whoever holds the same has the same ways.
_ways: dict[tuple[str, frozenset[str] | None], Ways] = {}


def ways_of(person: User | None) -> Ways:
    """Asked of the access table once for each set of roles, not thirty times for every page."""
    key = (settings.ROOT_URLCONF, person.roles_in_force if person else None)
    if key not in _ways:
        _ways[key] = _find_ways(person)
    return _ways[key]


def _find_ways(person: User | None) -> Ways:
    footer = tuple(link for link in FOOTER if may_open(person, link.href))
    if person is None:
        return Ways((), "", footer)
    menu = tuple(link for link in MENU if may_open(person, link.href))[:MOST_ENTRIES]
    home = "/" if may_open(person, "/") else menu[0].href if menu else reverse("accounts:account")
    searches = (one for one in ("/referrals/search/", "/complaints/search/") if may_open(person, one))
    return Ways(
        menu,
        home,
        footer,
        my_work=may_open(person, "/my-work/"),
        notifications=may_open(person, "/notifications/"),
        search=next(searches, ""),
    )


def menu_of(person: User) -> list[Link]:
    """The person's menu, at most six entries."""
    return list(ways_of(person).menu)


def home_of(person: User) -> str:
    """Where somebody goes after signing in: the first page, else the first of their menu, else their own account."""
    return ways_of(person).home


# What rides on the statement that sets who acts (accounts/acting.py): the engine's last look, the first clock to be
# looked at, how much of one's work is due, and how many notifications wait. As the list counts it: one row for a
# referral, however many of its clocks are missed or due today. The most pressing thousand are looked at, so that
# nobody's page grows with their work.
ALSO = {
    "swept_at": "SELECT max(finished_at) FROM timers_sweepbeat",
    "next_at": "SELECT min(next_at) FROM timers_look",
    "due": """SELECT count(DISTINCT (about_label, about_id)) FROM (
        SELECT about_label, about_id FROM timers_timer
         WHERE owner_id = {person} AND stopped_at IS NULL AND due_at < %(tomorrow)s ORDER BY due_at LIMIT 1000) mine""",
    "notices": counted(MOST_COUNTED + 1),
}


def engine_warning(read: dict[str, Any], now: datetime) -> str:
    """The line under the header when nobody has looked at the clocks for two minutes (promise P5), else ""."""
    if "swept_at" not in read:
        return ""
    waiting = max(now - read["next_at"], timedelta(0)) if read["next_at"] else timedelta(0)
    return EngineState(now, read["swept_at"], waiting, 0, 0, 0).words


def _up_to(number: int) -> str | int:
    """
    >>> _up_to(3), _up_to(100)
    (3, '99+')
    """
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else number


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of templates/base.html. No query."""
    acting = getattr(request, "acting", None)
    person = acting.person if acting else None
    ways = ways_of(person)
    context: dict[str, Any] = {
        "demo": settings.DEMO,
        "footer_links": ways.footer,
        "engine_warning": engine_warning(acting.also, timezone.now()) if acting else "",
    }
    if acting is None or person is None:
        return context
    menu = ways.menu
    here = "/my-work/" if request.path == "/" else request.path
    current = max((link.href for link in menu if here.startswith(link.href)), key=len, default="")
    due = acting.also.get("due", 0)
    context |= {
        "person_name": person.name,
        "council_name": person.council.short_name if person.council_id else "",
        "home_href": ways.home,
        "account_href": reverse("accounts:account"),
        "sign_out_href": reverse("accounts:sign-out"),
        "navigation": [{"text": link.text, "href": link.href, "current": link.href == current} for link in menu],
    }
    if ways.my_work:
        context["my_work"] = {"href": "/my-work/", "count": _up_to(due)}
    if ways.search:
        context["search_href"] = ways.search
    if ways.notifications:
        context["notifications"] = {"href": "/notifications/", "count": _up_to(acting.also.get("notices") or 0)}
    return context
