"""What the rooms below can do in a story: each declares it in a `verbs.py`, found by name like the clocks' handlers."""

from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

Pair = tuple[str, int]
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


def asked_since(number: int, abouts: Iterable[Pair]) -> list[Any]:
    """The prompts put about these things after prompt `number`: each has number, about, council_id, code, sentence."""
    pairs = list(abouts)
    return [one for module in _modules() for one in module.asked_since(number, pairs)]


def followed_since(number: int, abouts: Iterable[Pair]) -> list[Any]:
    """What followed by itself about these things after line `number`: each has number, about, council_id, sentence."""
    pairs = list(abouts)
    rooms = [module for module in _modules() if hasattr(module, "followed_since")]
    return [one for module in rooms for one in module.followed_since(number, pairs)]
