"""What a call asks for: its body, its times, the rows and people it names."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request

from referrals import handles
from referrals.models import Person, Referral

Row = TypeVar("Row", bound=Model)


def checked(shape: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """The body of a call; raises ValidationError."""
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def when(given: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The same with both its times: when it happened, now where nothing was said, and when it is written."""
    return given | {"at": given["at"] or now, "now": now}


def row_of(rows: QuerySet[Row], kind: str, text: str) -> Row:
    """The row of an address; 404 alike when there is none and when it is not for this council."""
    key = handles.key_of(kind, text)
    found = rows.filter(pk=key).first() if key is not None else None
    if found is None:
        raise Http404
    return found


def people_of(referral: Referral, given: list[str], field: str) -> list[Person]:
    """The people of this referral whom a call names; raises ValidationError for anybody else."""
    on_it = {handles.handle("person", one.person_id): one.person for one in referral.involvements.all()}
    if any(one not in on_it for one in given):
        raise serializers.ValidationError({field: "Name people by what stands for them in this referral’s people."})
    return [on_it[one] for one in dict.fromkeys(given)]
