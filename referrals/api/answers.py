"""Errors as JSON: what is wrong, why, and what to do; the same refusals as on the pages."""

from typing import Any

from django.db import transaction
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from referrals.actions.correcting import Stale
from referrals.refusals import Ground, NotPossible, Refused


def ground(one: Ground) -> dict[str, str]:
    """One ground of a refusal, as every answer shows it."""
    return {
        "code": one.code,
        "field": one.field,
        "sentence": one.sentence,
        "why": one.why,
        "source": one.source,
        "instead": one.instead,
        "settled_by": one.settled_by,
        "strength": "block" if one.strength == "block" else f"override:{one.strength.value}",
    }


def explain(error: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's EXCEPTION_HANDLER: refusals are 422, a wrong state or stale page 409, bad shape 400."""
    if isinstance(error, Refused):
        return Response({"code": "refused", "refused": [ground(one) for one in error.grounds]}, status=422)
    if isinstance(error, NotPossible):
        return Response({"code": "not_possible", "detail": error.sentence, "field": error.field}, status=409)
    if isinstance(error, Stale):
        return Response(
            {"code": "stale", "detail": "This was changed since you read it.", "version": error.current.version},
            status=409,
        )
    if isinstance(error, ValidationError):
        return Response({"code": "not_understood", "errors": list(_sentences(error.detail))}, status=400)
    return exception_handler(error, context)


def _sentences(detail: Any, path: str = "") -> Any:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _sentences(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list) and any(isinstance(inner, dict | list) for inner in detail):
        for place, inner in enumerate(detail):
            yield from _sentences(inner, f"{path}[{place}]")
    elif isinstance(detail, list):
        for inner in detail:
            yield {"field": path, "sentence": str(inner)}
    else:
        yield {"field": path, "sentence": str(detail)}


def one_act() -> transaction.Atomic:
    """What an action writes before it raises is undone, while the request and its trail go on."""
    return transaction.atomic()
