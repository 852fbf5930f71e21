"""What the rooms below can do in a story: each declares it in a `verbs.py`, found by name like the clocks' handlers."""

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

Pair = tuple[str, int]
Numbers = dict[str, int]
Check = Callable[[Any], tuple[bool, str]]


@cache
def _modules() -> tuple[Any, ...]:
    return tuple(
        import_module(f"{config.name}.verbs")
        for config in apps.get_app_configs()
        if config.module is not None and module_has_submodule(config.module, "verbs")
    )


def verb(name: str) -> Callable[[Any], Any] | None:
    """The adapter of a verb; None for one that no room acts on yet."""
    for module in _modules():
        if name in module.VERBS:
            return module.VERBS[name]  # type: ignore[no-any-return]
    return None


def check(name: str) -> Check | None:
    """What answers an expectation of this kind; None while no room does."""
    for module in _modules():
        if name in module.CHECKS:
            return module.CHECKS[name]  # type: ignore[no-any-return]
    return None


def about(thing: Any) -> Pair | None:
    """What the clocks of something a step made are about; None for what has no clocks of its own."""
    return next((pair for module in _modules() if (pair := module.about(thing)) is not None), None)


def also_about(thing: Any) -> list[Pair]:
    """What else came into being with a thing and has clocks of its own: the referral that a complaint opened."""
    return [pair for module in _modules() for pair in getattr(module, "also_about", lambda thing: [])(thing)]


def asked_since(numbers: Numbers, abouts: Iterable[Pair]) -> list[Any]:
    """The prompts put about these things since the last call with these `numbers`.

    A prompt has number, about, council_id, code and sentence.
    """
    return _since("asked_since", numbers, abouts)


def followed_since(numbers: Numbers, abouts: Iterable[Pair]) -> list[Any]:
    """What followed by itself about these things since the last call with these `numbers`.

    Each has number, about, council_id and sentence.
    """
    return _since("followed_since", numbers, abouts)


def _since(what: str, numbers: Numbers, abouts: Iterable[Pair]) -> list[Any]:
    """Each room counts its own: `numbers` holds the last one seen of each room, and is moved on."""
    pairs, found = list(abouts), []
    for module in _modules():
        if not hasattr(module, what):
            continue
        new = getattr(module, what)(numbers.get(module.__name__, 0), pairs)
        if new:
            numbers[module.__name__] = max(one.number for one in new)
        found += new
    return found
