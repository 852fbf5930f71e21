"""Messages between councils, for a council's own system: reading the thread, writing, answering."""

from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from referrals import actions, handles
from referrals.actions.writing import opened
from referrals.api.answers import one_act
from referrals.api.shapes import CouncilCode, PlainText, Strict
from referrals.api.views import KEY, Door
from referrals.models import Basis, CouncilMessage
from trail.submissions import answered

MOST = 200


class MessageShape(Strict):
    to = CouncilCode(required=True, allow_null=False, default=serializers.empty)
    kind = serializers.ChoiceField(choices=["tell", "request", "call"], default="tell")
    words = serializers.CharField(max_length=50_000)
    why = PlainText(max_length=50_000)
    personal_link = serializers.BooleanField(required=False, allow_null=True, default=None)
    personal_link_words = PlainText(max_length=300)
    line = PlainText(max_length=60)
    basis = serializers.ChoiceField(choices=Basis.choices, default=Basis.SAFEGUARDING)


class AnswerShape(Strict):
    words = serializers.CharField(max_length=50_000)
    worker = serializers.CharField(max_length=120)
    line = PlainText(max_length=60)
    basis = serializers.ChoiceField(choices=Basis.choices, default=Basis.SAFEGUARDING)


class Messages(Door):
    """The messages between the councils about a referral, latest first; and writing one."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        ours = request.user.council_id
        # A request that a manager has not countersigned is nothing that the other council reads.
        mine = Q(council_id=ours) | Q(held=False) | Q(countersigned_at__isnull=False)
        found = list(
            CouncilMessage.objects.filter(mine, referral=referral)
            .select_related("council", "to", "by")
            .order_by("-at", "-id")[:MOST]
        )
        opened([one for one in found if one.to_id == ours], by=request.user, now=timezone.now())
        return Response({"messages": [message_out(one) for one in found]})

    @extend_schema(request=MessageShape, parameters=[KEY], responses={201: dict})
    def post(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.write")
        shape = MessageShape(data=request.data)
        shape.is_valid(raise_exception=True)
        now = timezone.now()
        with one_act():
            token, before = self.once(request, f"message:{referral.pk}", now)
            if before is not None:
                return Response(message_out(_read(before["message"])), status=201)
            message = actions.write_message(by=request.user, referral=referral, at=now, now=now, **shape.validated_data)
            if token:
                answered(token, {"message": message.pk})
        return Response(message_out(message), status=201)


class Answer(Door):
    """A named worker of this council answers a message."""

    needs = {"POST": "api.write"}

    @extend_schema(request=AnswerShape, parameters=[KEY], responses={201: dict})
    def post(self, request: Request, reference: str, message: str) -> Response:
        referral = self.referral(request, reference, "api.write")
        key = handles.key_of("message", message)
        asked = CouncilMessage.objects.filter(pk=key, referral=referral, to_id=request.user.council_id).first()
        if key is None or asked is None:
            raise Http404
        shape = AnswerShape(data=request.data)
        shape.is_valid(raise_exception=True)
        now = timezone.now()
        with one_act():
            token, before = self.once(request, f"answer:{asked.pk}", now)
            if before is not None:
                return Response(message_out(_read(before["message"])), status=201)
            answer = actions.answer_message(by=request.user, message=asked, at=now, now=now, **shape.validated_data)
            if token:
                answered(token, {"message": answer.pk})
        return Response(message_out(answer), status=201)


def _read(key: int) -> CouncilMessage:
    return CouncilMessage.objects.select_related("council", "to", "by").get(pk=key)


def message_out(one: CouncilMessage) -> dict[str, Any]:
    """One message; `message` stands for it in the address that answers it."""
    return {
        "message": handles.handle("message", one.pk),
        "council": one.council.gss_code,
        "to": one.to.gss_code,
        "kind": one.kind,
        "words": one.words,
        "why": one.why,
        "by": one.named or one.by.name,
        "line": one.line,
        "at": one.at,
        "waits_for_countersignature": one.is_held,
        "answers": handles.handle("message", one.answers_id) if one.answers_id else None,
        "answered_at": one.answered_at,
    }
