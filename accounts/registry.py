"""What each view says it needs, however it is written: a function, a class, an API view, an administration page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, slots=True)
class Need:
    """One of: a permission, the reason why the view is public, or neither (`unmarked`): refused to everybody.

    `methods` is set when a view names a permission for each method and has none for this one.
    """

    permission: str = ""
    public_because: str = ""
    methods: tuple[str, ...] = ()

    @property
    def unmarked(self) -> bool:
        return not (self.permission or self.public_because or self.methods)


def need_of(view: Callable[..., Any], method: str) -> Need:
    """What the view needs for the method, from its own mark or its class'.

    `needs` is one permission for every method, or {"GET": "api.read", "POST": "api.write"}; HEAD and OPTIONS need what
    GET does.
    """
    for holder in (view, getattr(view, "cls", None), getattr(view, "view_class", None)):
        if reason := getattr(holder, "public_because", ""):
            return Need(public_because=reason)
        needed = getattr(holder, "needs", "")
        if isinstance(needed, dict):
            first = next(iter(needed.values()))
            found = needed.get(method) or (needed.get("GET", first) if method in {"HEAD", "OPTIONS"} else "")
            return Need(found) if found else Need(methods=tuple(needed))
        if needed:
            return Need(needed)
    return Need()


def is_api(view: Callable[..., Any]) -> bool:
    """True for a view of Django REST framework, which is opened by a token and never by a session."""
    return hasattr(view, "cls")


def every_door(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every address pattern of the product and the view behind it."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from every_door(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern.callback
