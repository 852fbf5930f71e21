"""What every view says about who may open it; the middleware of `accounts` reads it and refuses the rest."""

from collections.abc import Callable
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])


def needs(permission: str = "", *, public: str = "") -> Callable[[V], V]:
    """Mark a view with the permission it needs ("councils.read"), or with the reason why anyone may open it.

    Exactly one of the two, else ValueError. It only marks: `view.needs` and `view.public_because`. A view without
    either mark is refused by the middleware and fails the test that walks every address.
    """
    if bool(permission) == bool(public):
        raise ValueError("say the permission a view needs, or why it is public: one of the two")

    def mark(view: V) -> V:
        view.needs = permission  # type: ignore[attr-defined]
        view.public_because = public  # type: ignore[attr-defined]
        return view

    return mark
