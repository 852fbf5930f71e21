"""What an object says of itself when the access table is asked, and what the table says to a list.

`accounts` knows nothing of referrals or complaints: an object's `access()` returns a Standing, and the backend compares
it with what the person is. Both sides are ids and nothing else.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Ids = frozenset[int]
NONE: Ids = frozenset()
Addressed = frozenset[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands how to one object (a referral, a part, an alert).

    council_ids           councils with a live part in it
    returned_council_ids  councils that have returned it: they keep only the fact that they did
    former_council_ids    councils that handed it over: they keep, to read, what they held until then
    adult_council_ids     councils whose adult social care logged or sent it
    team_ids              teams that hold a part
    unplaced_council_ids  councils whose part is in no team yet, so that any team manager there may take it
    worker_ids            people to whom it is allocated now
    addressed             (council, role) pairs to which it is or was addressed
    logged_by_id          who logged it
    restricted            only workers it is allocated to and people in `allowed_ids`, whatever their role
    barred_ids            people with a conflict of interest: nothing at all, whatever their role
    """

    council_ids: Ids = NONE
    returned_council_ids: Ids = NONE
    former_council_ids: Ids = NONE
    adult_council_ids: Ids = NONE
    team_ids: Ids = NONE
    unplaced_council_ids: Ids = NONE
    worker_ids: Ids = NONE
    addressed: Addressed = frozenset()
    logged_by_id: int | None = None
    restricted: bool = False
    allowed_ids: Ids = NONE
    barred_ids: Ids = NONE


@dataclass(frozen=True, slots=True)
class Held:
    """One role somebody has: where, in which team (None: in all), from when to when, and whose it is.

    `person_id` is the person's own id, or the colleague's for whom they deputise.
    """

    role: str
    council_id: int
    team_id: int | None
    person_id: int
    since: date
    until: date | None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one permission reaches for one person, for query sets: a row is within it when ANY field matches.

    everything            the permission has no bounds (the rules page)
    council_ids           rows in which one of these councils has a live part
    team_ids              rows that one of these teams holds
    unplaced_council_ids  rows of these councils that no team holds yet
    own                   rows allocated now to one of these people: the person, and whom they deputise for
    logged_by_ids         rows that one of these people logged
    addressed             rows addressed to one of these (council, role) pairs
    adult_council_ids, returned_council_ids, former_council_ids   as in Standing
    """

    everything: bool = False
    council_ids: Ids = NONE
    team_ids: Ids = NONE
    unplaced_council_ids: Ids = NONE
    own: Ids = NONE
    logged_by_ids: Ids = NONE
    addressed: Addressed = frozenset()
    adult_council_ids: Ids = NONE
    returned_council_ids: Ids = NONE
    former_council_ids: Ids = NONE
    aggregates: bool = False

    def __bool__(self) -> bool:
        """False: the permission is not held in any scope, and a list is empty."""
        return self != NOWHERE


NOWHERE = Reach()
_OF_COUNCIL = {
    "adults": "adult_council_ids",
    "returned": "returned_council_ids",
    "former": "former_council_ids",
}


def reach_of(held: list[Held], scopes_of_role: Mapping[str, frozenset[str]]) -> Reach:
    """The reach that these roles add up to, given one permission's scopes for each role (accounts/access.csv)."""
    ids: dict[str, set[Any]] = defaultdict(set)
    flags: set[str] = set()
    for one in held:
        for scope in scopes_of_role.get(one.role, ()):
            match scope:
                case "any":
                    flags.add("everything")
                case "aggregates":
                    flags.add("aggregates")
                case "council" | "service":
                    ids["council_ids"].add(one.council_id)
                case "team":
                    if one.team_id is None:
                        ids["council_ids"].add(one.council_id)  # a role in all teams
                    else:
                        ids["team_ids"].add(one.team_id)
                        ids["unplaced_council_ids"].add(one.council_id)
                case "own":
                    ids["own"].add(one.person_id)
                case "logged":
                    ids["logged_by_ids"].add(one.person_id)
                case "addressed":
                    ids["addressed"].add((one.council_id, one.role))
                case "adults" | "returned" | "former":
                    ids[_OF_COUNCIL[scope]].add(one.council_id)
    found: dict[str, Any] = {name: frozenset(some) for name, some in ids.items()} | dict.fromkeys(flags, True)
    return Reach(**found)


def within(reach: Reach, standing: Standing, *, person_id: int, council_id: int | None) -> bool:
    """True when the object lies within the reach of this person, who acts for this council.

    False for anybody barred and for anybody whom a restriction shuts out. Whoever's council has given the object back
    or handed it over has what the "returned" and "former" scopes say and nothing else, not even as the one who logged
    it or as the worker who had it.
    """
    if person_id in standing.barred_ids:
        return False
    if standing.restricted and person_id not in standing.worker_ids | standing.allowed_ids:
        return False
    if reach.everything:
        return True
    if reach.returned_council_ids & standing.returned_council_ids:
        return True
    if reach.former_council_ids & standing.former_council_ids:
        return True
    if council_id not in standing.council_ids:
        return False
    return bool(
        reach.council_ids & standing.council_ids
        or reach.team_ids & standing.team_ids
        or reach.unplaced_council_ids & standing.unplaced_council_ids
        or reach.own & standing.worker_ids
        or reach.addressed & standing.addressed
        or reach.adult_council_ids & standing.adult_council_ids
        or standing.logged_by_id in reach.logged_by_ids
    )
