"""Whose clocks and parts a page shows: what the access table allows, narrowed by the filters in the address.

A scope becomes branches of SQL, one for each way a row can belong to it, each with an equality that an index answers in
due order. Conditions are constants of this module; every value is a parameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accounts.standing import Reach


@dataclass(frozen=True)
class Scope:
    """The rows of one council that somebody may see in a list, and what they narrowed it to.

    `team_ids` None: every team. `unplaced`: rows no team holds count as well. `worker_ids`, `towards_id`: filters, or
    for one's own work the only bound.
    """

    council_id: int
    team_ids: tuple[int, ...] | None = None
    unplaced: bool = False
    worker_ids: tuple[int, ...] = ()
    towards_id: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def branches(self, table: str, team: str = "team_id", worker: str = "owner_id") -> list[str]:
        """One WHERE condition for each branch, on the columns of `table`; parameters as `parameters` gives them."""
        base = f"{table}.council_id = %(council)s"
        if self.worker_ids:
            if self.team_ids is None:
                return [f"{base} and {table}.{worker} = %(worker_{n})s" for n in range(len(self.worker_ids))]
            # Few rows, found by their worker; the team is only checked.
            teams = f"{table}.{team} = any(%(teams)s)"
            held = f"({teams} or {table}.{team} is null)" if self.unplaced else teams
            return [f"{base} and {table}.{worker} = %(worker_{n})s and {held}" for n in range(len(self.worker_ids))]
        if self.team_ids is None:
            return [base]
        found = [f"{base} and {table}.{team} = %(team_{n})s" for n in range(len(self.team_ids))]
        return [*found, f"{base} and {table}.{team} is null"] if self.unplaced else found

    @property
    def parameters(self) -> dict[str, Any]:
        named = {f"team_{n}": id_ for n, id_ in enumerate(self.team_ids or ())}
        workers = {f"worker_{n}": id_ for n, id_ in enumerate(self.worker_ids)}
        return {
            "council": self.council_id,
            "teams": list(self.team_ids or ()),
            "towards": self.towards_id,
            **named,
            **workers,
        }


def of_reach(reach: "Reach", council_id: int) -> Scope | None:
    """The widest scope a permission gives in the council one acts for; None when it gives none there."""
    if council_id in reach.council_ids:
        return Scope(council_id)
    if reach.team_ids or council_id in reach.unplaced_council_ids:
        return Scope(council_id, tuple(sorted(reach.team_ids)), unplaced=council_id in reach.unplaced_council_ids)
    if reach.own:
        return Scope(council_id, worker_ids=tuple(sorted(reach.own)))
    return None
