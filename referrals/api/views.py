"""Logging and reading a referral, its clocks, contacts and alerts, for a council's own systems.

Every list is keyset-paged (`after`), at most 50 rows a page. A write takes an `Idempotency-Key` header: sent twice, it
is carried out once and answered alike.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from referrals import actions, deadlines, references
from referrals.api.answers import one_act
from referrals.api.paging import AFTER, newest
from referrals.api.shapes import (
    AcknowledgeShape,
    ContactShape,
    ReferralShape,
    SendShape,
    read_referral,
    referral_out,
    row_out,
)
from referrals.models import CouncilContact, Part, Referral
from referrals.parties import named
from timers.models import Alert, Timer
from trail.record import record
from trail.submissions import answered, claim, token_of

KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="At most 80 characters of your own")


class Door(APIView):
    """What every address here needs: a token of a council's system, and a part of that council in the referral."""

    needs = {"GET": "api.read", "POST": "api.write"}

    def referral(self, request: Request, reference: str, permission: str) -> Referral:
        """The referral; 404 alike when there is none and when it is not for this council."""
        found = (
            Referral.objects.select_related("council", "first_child")
            .prefetch_related("parts__council", "involvements__person", "places__council")
            .filter(reference=references.tidy(reference) or "")
            .first()
        )
        if found is None or not request.user.has_perm(permission, found):
            raise Http404
        return found

    def concerning(self, request: Request, reference: str) -> Referral:
        """The referral that this council has, or that names it: it may write down that it was rung, and reads nothing
        by that. 404 alike for any other."""
        try:
            return self.referral(request, reference, "api.write")
        except Http404:
            found = Referral.objects.filter(reference=references.tidy(reference) or "").first()
            ours = request.user.council_id
            if found is None or not named(found, ours) or found.parts.filter(council_id=ours).exists():
                raise
            return found

    def saw(self, request: Request, action: str, referral: Referral) -> None:
        record(
            by_id=request.user.pk,
            council_id=request.user.council_id,
            action=action,
            subject=("referrals.referral", referral.pk),
            about=("referrals.referral", referral.pk),
            at=timezone.now(),
            reason="API",
        )

    def once(self, request: Request, verb: str, now: datetime) -> tuple[Any, dict[str, Any] | None]:
        """The call's token and, when it was carried out already, what was answered then."""
        key = request.headers.get("Idempotency-Key", "")[:80]
        if not key:
            return None, None
        token = token_of(by_id=request.user.pk, verb=verb, key=key)
        return token, claim(token, by_id=request.user.pk, now=now)

    def carried_out(self, request: Request, verb: str, act: Callable[[datetime], Model]) -> int:
        """The key of the row that the act made or changed; a call sent twice gets the first one's."""
        now = timezone.now()
        with one_act():
            token, before = self.once(request, verb, now)
            if before is not None:
                return int(before["row"])
            row = act(now)
            if token:
                answered(token, {"row": row.pk})
        return int(row.pk)


class Referrals(Door):
    """The council's referrals, newest first; and logging one."""

    @extend_schema(operation_id="referrals_list", parameters=[AFTER], responses={200: dict})
    def get(self, request: Request) -> Response:
        parts = Part.objects.filter(council_id=request.user.council_id, returned_at=None)
        page, following = newest(parts.select_related("referral__first_child"), request, "part")
        record(
            by_id=request.user.pk,
            council_id=request.user.council_id,
            action="list",
            subject=("referrals.referral", None),
            ids=[part.referral_id for part in page],
            at=timezone.now(),
            reason="API",
        )
        return Response({"referrals": [row_out(part.referral) for part in page], "next": following})

    @extend_schema(request=ReferralShape, parameters=[KEY], responses={201: dict})
    def post(self, request: Request) -> Response:
        shape = read_referral(request.data)
        now = timezone.now()
        key = request.headers.get("Idempotency-Key", "")[:80]
        token = token_of(by_id=request.user.pk, verb="log", key=key) if key else None
        # No savepoint of its own: logging raises before it writes anything.
        referral = actions.log_referral(
            by=request.user, said=shape.said_with(token), at=shape.validated_data["received_at"] or now, now=now
        )
        address = request.build_absolute_uri(f"{referral.reference}/")
        made = {"reference": referral.reference, "kind": referral.kind, "received_at": referral.received_at}
        return Response({**made, "address": address}, status=201, headers={"Location": address})


class OneReferral(Door):
    """One referral, whole."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        return Response(referral_out(referral))


class Clocks(Door):
    """Every clock of a referral, both councils', in the order in which they fall due."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        codes = {part.council_id: part.council.gss_code for part in referral.parts.all()}
        clocks = Timer.objects.about(deadlines.about(referral)).order_by("due_at", "id")[:200]
        now = timezone.now()
        return Response({"clocks": [_clock_out(clock, codes, now) for clock in clocks]})


class Alerts(Door):
    """What was raised about a referral, newest first."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        codes = {part.council_id: part.council.gss_code for part in referral.parts.all()}
        found = Alert.objects.about(deadlines.about(referral)).select_related("timer").order_by("-id")[:200]
        return Response(
            {
                "alerts": [
                    {
                        "clock": alert.timer.kind,
                        "level": alert.level,
                        "council": codes.get(alert.council_id),
                        "due_at": alert.timer_due_at,
                        "level_at": alert.due_at,
                        "raised_at": alert.raised_at,
                        "still_running": alert.timer.stopped_at is None,
                    }
                    for alert in found
                ]
            }
        )


class Contacts(Door):
    """Direct contact between councils about a referral; and recording one."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        found = CouncilContact.objects.filter(referral=referral).select_related("council", "to").order_by("-at", "-id")
        return Response({"contacts": [_contact_out(one) for one in found[:200]]})

    @extend_schema(request=ContactShape, parameters=[KEY], responses={201: dict})
    def post(self, request: Request, reference: str) -> Response:
        referral = self.concerning(request, reference)
        shape = ContactShape(data=request.data)
        shape.is_valid(raise_exception=True)
        now = timezone.now()
        with one_act():
            token, before = self.once(request, f"contact:{referral.pk}", now)
            if before is not None:
                contact = CouncilContact.objects.select_related("council", "to").get(pk=before["contact"])
                return Response(_contact_out(contact), status=201)
            fields = dict(shape.validated_data)
            at = fields.pop("at") or now
            contact = actions.contact_council(by=request.user, referral=referral, at=at, now=now, **fields)
            if token:
                answered(token, {"contact": contact.pk})
        return Response(_contact_out(contact), status=201)


class Send(Door):
    """Send a referral to another council; what this council holds stays with it."""

    needs = {"POST": "api.write"}

    @extend_schema(request=SendShape, parameters=[KEY], responses={201: dict})
    def post(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.write")
        shape = SendShape(data=request.data)
        shape.is_valid(raise_exception=True)
        now = timezone.now()
        with one_act():
            token, before = self.once(request, f"send:{referral.pk}", now)
            if before is None:
                fields = dict(shape.validated_data)
                at = fields.pop("at") or now
                sending = actions.send_referral(by=request.user, referral=referral, at=at, now=now, **fields)
                before = {"to": sending.to.gss_code, "at": sending.at.isoformat()}
                if token:
                    answered(token, before)
        return Response(before, status=201)


class Acknowledge(Door):
    """A named worker of this council has it."""

    needs = {"POST": "api.write"}

    @extend_schema(request=AcknowledgeShape, parameters=[KEY], responses={200: dict})
    def post(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.write")
        shape = AcknowledgeShape(data=request.data)
        shape.is_valid(raise_exception=True)
        now = timezone.now()
        with one_act():
            token, before = self.once(request, f"acknowledge:{referral.pk}", now)
            if before is None:
                worker = shape.validated_data["worker"]
                at = shape.validated_data["at"] or now
                actions.acknowledge(by=request.user, referral=referral, at=at, now=now, worker=worker)
                before = {"acknowledged_by": worker}
                if token:
                    answered(token, before)
        return Response(before)


class Schema(SpectacularJSONAPIView):
    """The OpenAPI description of all this."""

    public_because = "It describes the API and holds no data."
    authentication_classes: list[type] = []
    permission_classes: list[type] = []


def _clock_out(clock: Timer, codes: dict[int, str | None], now: datetime) -> dict[str, Any]:
    missed = clock.due_at is not None and (clock.stopped_at or now) > clock.due_at
    return {
        "clock": clock.kind,
        "council": codes.get(clock.council_id),
        "towards": codes.get(clock.towards_id) if clock.towards_id else None,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "stopped_at": clock.stopped_at,
        "because": clock.because,
        "missed": missed,
    }


def _contact_out(contact: CouncilContact) -> dict[str, Any]:
    return {
        "council": contact.council.gss_code,
        "to": contact.to.gss_code,
        "at": contact.at,
        "recorded_at": contact.recorded_at,
        "our_service": contact.our_service,
        "their_service": contact.their_service,
        "worker_there": contact.worker_there,
        "two_way": contact.two_way,
        "counts": contact.stops_the_clock,
    }
