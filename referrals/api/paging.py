"""Pages of a list by where the one before ended, never by counting; what stands for that place tells nobody a key."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from referrals import handles

MOST = 50
AFTER = OpenApiParameter("after", str, description="`next` of the page before")


def newest(rows: QuerySet[Any], request: Request, kind: str) -> tuple[list[Any], str | None]:
    """At most MOST rows written before the place `after`, latest written first, and what to ask for next."""
    kind = f"{kind}-after"
    key = handles.key_of(kind, request.query_params.get("after", ""))
    if key is not None:
        rows = rows.filter(pk__lt=key)
    page = list(rows.order_by("-pk")[: MOST + 1])
    return page[:MOST], handles.handle(kind, page[MOST - 1].pk) if len(page) > MOST else None


def by_time(
    rows: QuerySet[Any], request: Request, kind: str, *, key: str = "id", oldest_first: bool = False
) -> tuple[list[Any], str | None]:
    """The same by `at` and then by the column `key`; `oldest_first` turns it round."""
    after = handles.read_place(kind, request.query_params.get("after", ""))
    beyond, until = ("gte", "lte") if oldest_first else ("lte", "gte")
    if after is not None:
        at, last = after
        rows = rows.filter(**{f"at__{beyond}": at}).exclude(**{"at": at, f"{key}__{until}": last})
    order = ("at", key) if oldest_first else ("-at", f"-{key}")
    page = list(rows.order_by(*order)[: MOST + 1])
    if len(page) <= MOST:
        return page, None
    return page[:MOST], handles.place_in_list(kind, page[MOST - 1].at, getattr(page[MOST - 1], key))
