"""What the rule sets of the councils on a referral say of each responsibility: one council, or shared (STATUTE 2b)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection

from councils.models import Council, RuleSet
from councils.reference import PLACES
from database.prepared import PreparedObjects
from database.together import Piece

Why = Literal["agreed", "silent", "unknown_place", "several", "conflict"]


@dataclass(frozen=True)
class Says:
    """What one rule set says of one responsibility: the places it names, whose councils, and its own words.

    `council_ids` is None where the set is silent or a place it names is not known.
    """

    rule_set: RuleSet
    places: tuple[str, ...]
    council_ids: frozenset[int] | None

    @property
    def in_words(self) -> str:
        """ "the council where harm happened or may happen", or that the set does not say."""
        return in_words(self.places)

    def note(self, responsibility: str) -> str:
        return str(self.rule_set.notes.get(responsibility, ""))


@dataclass(frozen=True)
class Proposal:
    """Who holds one responsibility by the rules: `council_id` when all sets name that one council, None when shared.

    A proposal hands nothing over: whoever holds the referral keeps the responsibility until the other's written
    acceptance (STATUTE 2b, 5). `why` is the first reason that makes it shared, "agreed" otherwise.
    """

    responsibility: str
    council_id: int | None
    why: Why
    says: tuple[Says, ...]

    @property
    def is_shared(self) -> bool:
        return self.council_id is None


def named(rule_set: RuleSet, responsibility: str) -> tuple[str, ...]:
    """The places that the set names for a responsibility; empty where it is silent."""
    places = rule_set.leads.get(responsibility)
    if not places:
        return ()
    return (places,) if isinstance(places, str) else tuple(places)


def in_words(places: Iterable[str]) -> str:
    """ "The council where …, and the council where …"; that the set does not say, for none.

    >>> in_words(["lives_in"])
    'The council where the child lives'
    """
    parts = [f"the council {PLACES[place]}" for place in places]
    if not parts:
        return "Does not say"
    text = " and ".join(parts)
    return text[0].upper() + text[1:]


_WHERE = """
    WHERE t.code = ANY(%(codes)s::text[]) AND t.in_force_from <= %(on)s::date
      AND (t.in_force_until IS NULL OR t.in_force_until >= %(on)s::date)
"""
_IN_FORCE = PreparedObjects("rule_sets", RuleSet, f"{_WHERE} ORDER BY t.code")
_LEADS = f"""(
    SELECT coalesce(json_agg(json_build_array(t.id, t.code, t.leads) ORDER BY t.code), '[]')
      FROM councils_ruleset t {_WHERE})"""  # noqa: S608 - a constant


def rule_sets_of(councils: Iterable[Council], on: date) -> list[RuleSet]:
    """The rule sets in force on the day for these councils, each once, by code; one query."""
    return _IN_FORCE.all(_of(councils, on))


def leads_of(councils: Iterable[Council], on: date) -> Piece:
    """As `rule_sets_of`, to be asked together with something else: what each set says, without its notes."""

    def made(rows: list[list[Any]]) -> list[RuleSet]:
        return [RuleSet.from_db(connection.alias, ["id", "code", "leads"], row) for row in rows]

    return Piece("rule_sets", _LEADS, _of(councils, on), read=made)


def _of(councils: Iterable[Council], on: date) -> dict[str, Any]:
    return {"codes": list({council.rule_set_code for council in councils}), "on": on}


def propose(
    responsibility: str, *, rule_sets: Iterable[RuleSet], places: Mapping[str, int | Iterable[int] | None]
) -> Proposal:
    """Who holds a responsibility by all the rule sets together. Asks the database nothing.

    `places` maps a place of reference.PLACES to a council's id, to several (received_by), or to None where it is not
    known; one left out is not known. Shared when a set is silent, names a place nobody knows, names several councils,
    or the sets differ: then both keep a live duty and must decide together (STATUTE 2b, 4).
    """
    says = tuple(_says(one, responsibility, places) for one in rule_sets)
    why: Why = "agreed"
    answers = {one.council_ids for one in says}
    if not says or any(not one.places for one in says):
        why = "silent"
    elif None in answers:
        why = "unknown_place"
    elif len(answers) > 1:
        why = "conflict"
    elif len(next(iter(answers)) or ()) != 1:
        why = "several"
    if why != "agreed":
        return Proposal(responsibility, None, why, says)
    (ids,) = answers
    (council_id,) = ids or ()
    return Proposal(responsibility, council_id, why, says)


def _says(rule_set: RuleSet, responsibility: str, places: Mapping[str, int | Iterable[int] | None]) -> Says:
    names = named(rule_set, responsibility)
    ids: set[int] = set()
    for name in names:
        held = places.get(name)
        if held is None:
            return Says(rule_set, names, None)
        ids |= {held} if isinstance(held, int) else set(held)
    return Says(rule_set, names, frozenset(ids) if ids else None)
