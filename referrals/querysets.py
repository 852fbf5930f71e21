"""Reads of the council's parts, in the trade's words. Which rows anybody may see is decided by `accounts` (Reach)."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from accounts.standing import Reach


@dataclass(frozen=True)
class Order:
    """The order of receipt, by the columns of the table whose index gives the rows."""

    names: tuple[str, str]
    columns: str


BY_RECEIPT = Order(("received_at", "id"), "referrals_part.received_at, referrals_part.id")
#: The same, for parts found by whom they are shared with.
BY_SHARED = Order(
    ("shared__received_at", "shared__part_id"), "referrals_sharedwith.received_at, referrals_sharedwith.part_id"
)


class PartQuerySet(models.QuerySet[Any]):
    def within(self, reach: "Reach") -> Self:
        """The parts that a permission reaches for somebody; none at all when it does not reach."""
        if not reach:
            return self.none()
        if reach.everything:
            return self
        live = Q(returned_at=None)
        found = Q(pk__in=[])
        if reach.council_ids:
            # One council is the rule, and an equality lets the index give the rows in their order.
            found |= live & _one_or_many("council_id", reach.council_ids)
        if reach.team_ids:
            found |= live & Q(team_id__in=reach.team_ids)
        if reach.unplaced_council_ids:
            found |= live & Q(council_id__in=reach.unplaced_council_ids, team_id=None)
        if reach.own:
            found |= live & Q(worker_id__in=reach.own)
        if reach.logged_by_ids:
            found |= live & Q(referral__logged_by_id__in=reach.logged_by_ids)
        if reach.adult_council_ids:
            found |= live & Q(
                council_id__in=reach.adult_council_ids,
                referral__service="adults",
                referral__council_id=F("council_id"),
            )
        return self.filter(found)

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def closed(self) -> Self:
        return self.exclude(closed_at=None)

    def unallocated(self) -> Self:
        """Open and with nobody: oldest first is how the tray is read."""
        return self.open().filter(worker=None)

    def undecided(self) -> Self:
        return self.open().filter(outcome="")

    def of_council(self, council_id: int) -> Self:
        return self.filter(council_id=council_id)

    def shared_with(self, council_id: int, *, live: bool = False) -> Self:
        """Referrals that name the other council; `live`: those that are open here and were not given back.

        In the order of BY_SHARED an index gives the rows.
        """
        only = {"shared__live": True} if live else {}
        return self.filter(shared__other_id=council_id, shared__council_id=F("council_id"), **only)

    def newest_first(self, by: Order = BY_RECEIPT) -> Self:
        return self.order_by(*(f"-{name}" for name in by.names))

    def oldest_first(self, by: Order = BY_RECEIPT) -> Self:
        return self.order_by(*by.names)

    def beyond(self, place: tuple[datetime, int], *, newest_first: bool, by: Order = BY_RECEIPT) -> Self:
        """The rows after a place in the list: one comparison of a pair, which the index answers at once."""
        sign = "<" if newest_first else ">"
        pair = RawSQL(  # noqa: S611 - names of our own and one of two signs; the values are parameters
            f"({by.columns}) {sign} (%s, %s)",  # noqa: S608
            place,
            output_field=models.BooleanField(),
        )
        return self.filter(pair)


def _one_or_many(name: str, ids: frozenset[int]) -> Q:
    return Q(**{name: next(iter(ids))}) if len(ids) == 1 else Q(**{f"{name}__in": ids})
