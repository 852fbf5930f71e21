"""Walks every address of the product: each view says what it needs, by every method, or why anybody may open it.

A new address fails here until its view is marked with `needs` from the access table.
"""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import get_resolver

from accounts.access import scopes, table
from accounts.registry import METHODS, every_door, need_of
from accounts.roles import Role
from config import urls
from tests.accounts.people import person, sign_in

DOORS = sorted(every_door(urls.urlpatterns), key=lambda door: door[0])
IDS = [path or "/" for path, _ in DOORS]
# What the administration pages may hold: things to refer to. Never a case, never what was said about one.
REFERENCE = {
    "accounts.Membership",
    "accounts.User",
    "councils.Council",
    "councils.Desk",
    "councils.District",
    "councils.RuleSet",
    "councils.Team",
    "timers.Edition",
    "timers.EngineFault",
    "timers.Holiday",
    "timers.Rule",
}


def address(path: str) -> str:
    """An address that the pattern matches, with a value that no row has."""
    path = re.sub(r"<(?:int:)[^>]+>", "0", path)
    path = re.sub(r"<uuid:[^>]+>", "00000000-0000-0000-0000-000000000000", path)
    path = re.sub(r"<[^>]+>", "none", path)
    path = re.sub(r"\(\?P<[^)]*\)", "none", path)
    return "/" + re.sub(r"[\^$]|\\Z|\?$", "", path).replace("\\", "")


@pytest.mark.parametrize(("path", "view"), DOORS, ids=IDS)
def test_every_view_says_what_it_needs_by_every_method(path: str, view: Any) -> None:
    for method in METHODS:
        need = need_of(view, method)
        assert not need.unmarked, f"{method} /{path}: mark {view.__module__}.{view.__name__} with trail.doors.needs"
        if need.permission:
            assert need.permission in table(), f"/{path}: {need.permission} is not in accounts/access.csv"
        if need.public_because:
            assert len(need.public_because) > 15, f"/{path}: say why anybody may open it"


def test_the_walk_is_the_whole_configuration() -> None:
    assert len(DOORS) >= 20
    assert "sign-in/" in IDS
    assert get_resolver("config.urls").url_patterns == urls.urlpatterns


def test_every_permission_that_the_code_names_is_in_the_table() -> None:
    """A misspelt one would refuse in silence."""
    named = re.compile(r"""(?:has_perm|reach|needs|people_with|scopes|permission=)\(?\s*["']([a-z_]+\.[a-z_]+)["']""")
    for room in ("referrals", "work", "councils", "timers", "complaints", "audits", "stories", "config", "accounts"):
        for file in (Path(urls.__file__).parents[1] / room).rglob("*.py"):
            for permission in named.findall(file.read_text(encoding="utf-8")):
                of_django = permission.partition(".")[2].startswith(("view_", "add_", "change_"))
                assert of_django or permission in table(), f"{file.name}: {permission} is not in accounts/access.csv"


@pytest.mark.django_db
def test_a_visitor_gets_past_no_door_that_needs_something() -> None:
    """Over HTTP, every address and method: to the sign-in page, or 401 for a system; never the page."""
    for path, view in DOORS:
        for method in METHODS:
            need = need_of(view, method)
            if need.public_because:
                continue
            answer = Client(raise_request_exception=False).generic(method, address(path))
            if answer.status_code == 404 and not answer.has_header("Location"):
                continue  # a pattern whose converter takes no such value: nothing was found, so nothing was opened
            good = answer.status_code in {401, 405} or answer.headers.get("Location", "").startswith("/sign-in/")
            assert good, f"{method} {address(path)}: {answer.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role.values if role != "system"])
def test_a_role_gets_past_no_door_that_the_table_closes_to_it(role: str) -> None:
    user, client = person(role), Client(raise_request_exception=False)
    sign_in(client, user)
    for path, view in DOORS:
        for method in ("GET", "POST"):
            need = need_of(view, method)
            if need.public_because or need.methods or role in scopes(need.permission):
                continue
            answer = client.generic(method, address(path))
            # Whoever may not open the first page is led to one that they may, and not shown it (config/errors.py).
            led = method == "GET" and not path and answer.status_code == 302
            good = led or answer.status_code in {401, 403, 404}
            assert good, f"{role}: {method} {address(path)}: {answer.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role.values if role != "system"])
def test_nobody_is_shown_a_link_that_leads_to_a_refusal(role: str) -> None:
    """The menu and the frame of every page: each link opens."""
    user, client = person(role), Client()
    sign_in(client, user)
    page = client.get("/account/")
    assert page.status_code == 200
    links = set(re.findall(r'href="(/[^"#]*)"', page.content.decode()))
    for link in sorted(links):
        if not link.startswith("/static/"):
            assert client.get(link).status_code in {200, 302}, f"{role}: {link}"
    assert len(page.context["navigation"]) <= 6


def test_the_administration_pages_hold_nothing_of_a_case() -> None:
    assert {model._meta.label for model in admin.site._registry} <= REFERENCE


@pytest.mark.django_db
def test_administration_is_for_administrators_behind_the_second_factor() -> None:
    client, administrator = Client(), person("administrator")
    assert client.get("/admin/")["Location"].startswith("/sign-in/")
    client.post("/sign-in/", {"username": administrator.email, "password": "correct horse battery staple"})
    assert client.get("/admin/")["Location"].startswith("/sign-in/"), "a password alone"
    sign_in(client, administrator)
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/accounts/user/").status_code == 200
    assert client.get(f"/admin/accounts/user/{administrator.pk}/change/").status_code == 200
    assert client.get("/admin/accounts/user/add/").status_code == 403
    head = Client()
    sign_in(head, person("head_of_service"))
    assert head.get("/admin/").status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role.values if role not in {"system", "desk"}])
def test_the_first_page_is_nobodys_refusal(role: str) -> None:
    """Somebody types the site's name, signs in, and is where they may be; as is whoever follows "your first page"."""
    user, client = person(role), Client()
    sign_in(client, user)
    there = client.get("/", follow=True)
    assert there.status_code == 200, (role, there.redirect_chain)
