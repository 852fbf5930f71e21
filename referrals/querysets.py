"""Reads of the council's parts, in the trade's words. Which rows anybody may see is decided by `accounts` (Reach)."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

if TYPE_CHECKING:
    from accounts.standing import Reach


class InOrderOfReceipt(models.QuerySet[Any]):
    """Rows with a `received_at` and a key, of whose pairs an index is in order."""

    key = "id"

    def newest_first(self) -> Self:
        return self.order_by("-received_at", f"-{self.key}")

    def oldest_first(self) -> Self:
        return self.order_by("received_at", self.key)

    def beyond(self, place: tuple[datetime, int], *, newest_first: bool) -> Self:
        """The rows after a place in the list: one comparison of a pair, which the index answers at once."""
        sign = "<" if newest_first else ">"
        table = self.model._meta.db_table
        pair = RawSQL(  # noqa: S611 - names of our own and one of two signs; the values are parameters
            f"({table}.received_at, {table}.{self.key}) {sign} (%s, %s)",  # noqa: S608
            place,
            output_field=models.BooleanField(),
        )
        return self.filter(pair)


class SharedQuerySet(InOrderOfReceipt):
    key = "part_id"

    def of(self, parts: "PartQuerySet", *, council_id: int, other_id: int, live: bool) -> Self:
        """Those of a council's `parts` that are shared with another; `live`: open, and not given back.

        Gone through in order, each part looked at by itself: joined, a plan may gather all that either council has
        before it puts the first twenty-five in order.
        """
        if parts.query.is_empty():
            return self.none()
        found = self.filter(council_id=council_id, other_id=other_id, **({"live": True} if live else {}))
        fits = parts.filter(pk=models.OuterRef("part_id")).values(fits=models.Value(True))[:1]
        return found.annotate(fits=models.Subquery(fits, output_field=models.BooleanField())).filter(fits=True)


class PartQuerySet(InOrderOfReceipt):
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


def _one_or_many(name: str, ids: frozenset[int]) -> Q:
    return Q(**{name: next(iter(ids))}) if len(ids) == 1 else Q(**{f"{name}__in": ids})
