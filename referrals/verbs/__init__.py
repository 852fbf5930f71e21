"""The verbs of a case file that this room acts on, each turned into the call that pages and API make too.

`stories` finds this module by name. VERBS: verb to adapter; CHECKS: what an expectation asks of this room; about: what
the clocks of a thing are about; asked_since: the prompts put since a number.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from referrals import prompts
from referrals.models import JournalEntry, Prompt, Referral, StrategyDiscussion
from referrals.turns import Turn
from referrals.verbs import leading, practising, referring, strategy


def about(thing: Any) -> tuple[str, int] | None:
    """What the clocks of a thing are about, when it is this room's."""
    referral = _referral(thing)
    return ("referrals.referral", referral.pk) if referral is not None else None


def _referral(thing: Any) -> Referral | None:
    """The referral itself, or the one that a strategy discussion is on."""
    if isinstance(thing, StrategyDiscussion):
        return thing.referral
    return thing if isinstance(thing, Referral) else None


@dataclass(frozen=True)
class Asked:
    """One prompt that was put."""

    number: int
    about: tuple[str, int]
    council_id: int
    code: str
    sentence: str


def asked_since(number: int, abouts: Iterable[tuple[str, int]]) -> list[Asked]:
    """The prompts put to any council about these things after prompt `number`, in order."""
    ids = [key for label, key in abouts if label == "referrals.referral"]
    return [
        Asked(
            one.pk,
            ("referrals.referral", one.referral_id),
            one.council_id,
            one.code,
            prompts.QUESTIONS[one.code].sentence,
        )
        for one in Prompt.objects.filter(referral_id__in=ids, pk__gt=number).order_by("pk")
    ]


@dataclass(frozen=True)
class Followed:
    """One thing that nobody did: it followed from a deadline that passed."""

    number: int
    about: tuple[str, int]
    council_id: int
    sentence: str


def followed_since(number: int, abouts: Iterable[tuple[str, int]]) -> list[Followed]:
    """The journal's lines of nobody's about these things after line `number`, in order."""
    ids = [key for label, key in abouts if label == "referrals.referral"]
    return [
        Followed(
            one.pk,
            ("referrals.referral", one.referral_id),
            one.council_id,
            leading.BY_ITSELF[one.verb].format(**one.facts),
        )
        for one in JournalEntry.objects.filter(referral_id__in=ids, by=None, pk__gt=number).order_by("pk")
    ]


def prompt_on(keys: Any) -> tuple[bool, str]:
    """Whether the prompt was put on the thing (to the council, when one is named), and what was put instead.

    `keys` are the expectation's with aliases resolved: prompt, on, council.
    """
    if keys["prompt"] not in prompts.QUESTIONS:
        return False, "this prompt is not built yet"
    referral = _referral(keys["on"])
    if referral is None:
        return False, "no referral of that name was made"
    found = Prompt.objects.filter(referral=referral).select_related("council").order_by("pk")
    met = [
        one
        for one in found
        if one.code == keys["prompt"] and ("council" not in keys or one.council_id == keys["council"].pk)
    ]
    if met:
        return True, ", ".join(f"to {one.council.short_name} on {one.at:%Y-%m-%d %H:%M}" for one in met)
    put = ", ".join(sorted({f"{one.code} to {one.council.short_name}" for one in found}))
    return False, f"put instead: {put}" if put else "no prompt was put on it"


VERBS: dict[str, Callable[[Turn], Any]] = {**referring.VERBS, **leading.VERBS, **strategy.VERBS, **practising.VERBS}
CHECKS: dict[str, Callable[[Any], tuple[bool, str]]] = {"prompt": prompt_on, "lead": leading.held_by}
