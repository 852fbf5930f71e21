"""Who is on a referral and what must be known of them, for a council's own system; and what documents there are.

Warnings and flags are read by every council on the referral. A protected address is never among anything here, and a
document's bytes are opened by a person, on its page.
"""

from collections import defaultdict
from datetime import datetime

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from referrals import actions
from referrals.api import file_shapes as shapes
from referrals.api.asked import checked, people_of, row_of, when
from referrals.api.paging import AFTER, newest
from referrals.api.views import KEY, Door
from referrals.models import Alias, Document, Flag, Referral, WarningNote
from referrals.reading_practice import read_on_file


class People(Door):
    """Everybody on the referral: what each is to the children, and how to reach them safely."""

    @extend_schema(responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        involved = list(referral.involvements.all())
        names = defaultdict(list)
        for one in Alias.objects.filter(person__in=[one.person_id for one in involved], ended_at=None).order_by("id"):
            names[one.person_id].append(one.name)
        on_file = read_on_file(referral, reader_id=request.user.council_id)
        return Response({"people": shapes.people_out(involved, on_file, names)})


class Warnings(Door):
    """Warnings for whoever visits or rings, the latest given first, those that ended among them; and giving one."""

    @extend_schema(parameters=[AFTER], responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        page, following = newest(_warnings(referral), request, "warning")
        return Response({"warnings": [shapes.warning_out(one) for one in page], "next": following})

    @extend_schema(request=shapes.WarningShape, parameters=[KEY], responses={201: dict})
    def post(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.write")
        given = checked(shapes.WarningShape, request)
        given["person"] = people_of(referral, [given["person"]], "person")[0] if given["person"] else None

        def act(now: datetime) -> WarningNote:
            return actions.warn(by=request.user, referral=referral, **when(given, now))

        key = self.carried_out(request, f"warn:{referral.pk}", act)
        return Response(shapes.warning_out(_warnings(referral).get(pk=key)), status=201)


class Review(Door):
    """A warning of this council's is looked at again: it stands until another day, or it ends."""

    needs = {"POST": "api.write"}

    @extend_schema(request=shapes.ReviewShape, parameters=[KEY], responses={200: dict})
    def post(self, request: Request, reference: str, warning: str) -> Response:
        rows = _warnings(self.referral(request, reference, "api.write"))
        wanted = row_of(rows, "warning", warning)
        given = checked(shapes.ReviewShape, request)

        def act(now: datetime) -> WarningNote:
            return actions.review_warning(by=request.user, warning=wanted, **when(given, now))

        return Response(shapes.warning_out(rows.get(pk=self.carried_out(request, f"review:{wanted.pk}", act))))


def _warnings(referral: Referral) -> QuerySet[WarningNote]:
    return WarningNote.objects.filter(referral=referral).select_related("referral", "council", "by")


class Flags(Door):
    """What changes how everybody works with somebody, the latest first, those that ended among them; and flagging."""

    @extend_schema(parameters=[AFTER], responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        page, following = newest(_flags(referral), request, "flag")
        return Response({"flags": [shapes.flag_out(one) for one in page], "next": following})

    @extend_schema(request=shapes.FlagShape, parameters=[KEY], responses={201: dict})
    def post(self, request: Request, reference: str) -> Response:
        """Flagging what is flagged changes nothing: the flag there is is answered."""
        referral = self.referral(request, reference, "api.write")
        given = checked(shapes.FlagShape, request)
        given["person"] = people_of(referral, [given["person"]], "person")[0]

        def act(now: datetime) -> Flag:
            return actions.raise_flag(by=request.user, referral=referral, **when(given, now))

        key = self.carried_out(request, f"flag:{referral.pk}", act)
        return Response(shapes.flag_out(_flags(referral).get(pk=key)), status=201)


class EndFlag(Door):
    """A flag no longer holds, and why; any council on the referral may say so."""

    needs = {"POST": "api.write"}

    @extend_schema(request=shapes.EndFlagShape, parameters=[KEY], responses={200: dict})
    def post(self, request: Request, reference: str, flag: str) -> Response:
        rows = _flags(self.referral(request, reference, "api.write"))
        wanted = row_of(rows, "flag", flag)
        given = checked(shapes.EndFlagShape, request)

        def act(now: datetime) -> Flag:
            return actions.end_flag(by=request.user, flag=wanted, **when(given, now))

        return Response(shapes.flag_out(rows.get(pk=self.carried_out(request, f"end-flag:{wanted.pk}", act))))


def _flags(referral: Referral) -> QuerySet[Flag]:
    return Flag.objects.filter(referral=referral).select_related("referral", "council", "by")


class Documents(Door):
    """What is known of each document that this council may open, the latest first, the withdrawn ones among them."""

    @extend_schema(parameters=[AFTER], responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        seen = Q(shared=True) | Q(council_id=request.user.council_id)
        rows = Document.objects.filter(seen, referral=referral).select_related("council", "by")
        page, following = newest(rows, request, "document")
        return Response({"documents": [shapes.document_out(one) for one in page], "next": following})
