"""What a council writes on a child's file, for its own system: notes, tasks and the chronology.

What a council keeps for itself is read by its own systems alone, what is for all by every council on the referral. Each
list is a page at a time (`referrals/api/paging.py`).
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from referrals import actions, references
from referrals.api import file_shapes as shapes
from referrals.api.asked import checked, people_of, row_of, when
from referrals.api.paging import AFTER, by_time, newest
from referrals.api.views import KEY, Door
from referrals.models import CaseNote, ChronologyEntry, NoteAbout, NoteOn, Part, Referral, Task


class Notes(Door):
    """The notes that this council may read, latest first, each with its corrections; and writing one."""

    @extend_schema(parameters=[AFTER], responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        seen = Q(note__shared=True) | Q(note__council_id=request.user.council_id)
        rows = NoteOn.objects.filter(seen, referral=referral, note__corrects=None)
        page, following = by_time(rows, request, "note", key="note_id")
        return Response({"notes": notes_out([one.note_id for one in page]), "next": following})

    @extend_schema(request=shapes.NoteShape, parameters=[KEY], responses={201: dict})
    def post(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.write")
        given = checked(shapes.NoteShape, request)
        given["about"] = people_of(referral, given["about"], "about")
        given["also_on"] = _files(request, given["also_on"])

        def act(now: datetime) -> CaseNote:
            return actions.write_note(by=request.user, referral=referral, **when(given, now))

        return Response(notes_out([self.carried_out(request, f"note:{referral.pk}", act)])[0], status=201)


class Correct(Door):
    """A correction of a note of this council's: it is added, the first words stay."""

    needs = {"POST": "api.write"}

    @extend_schema(request=shapes.CorrectionShape, parameters=[KEY], responses={201: dict})
    def post(self, request: Request, reference: str, note: str) -> Response:
        referral = self.referral(request, reference, "api.write")
        ours = CaseNote.objects.filter(on__referral=referral, council_id=request.user.council_id, corrects=None)
        first = row_of(ours, "note", note)
        given = checked(shapes.CorrectionShape, request)

        def act(now: datetime) -> CaseNote:
            return actions.correct_note(by=request.user, note=first, now=now, **given)

        self.carried_out(request, f"correct:{first.pk}", act)
        return Response(notes_out([first.pk])[0], status=201)


def _files(request: Request, given: list[str]) -> list[Referral]:
    """Other referrals by reference, of which this council has a part; raises ValidationError."""
    wanted = {references.tidy(one) or one for one in given}
    held = Part.objects.filter(
        referral__reference__in=wanted, council_id=request.user.council_id, returned_at=None
    ).select_related("referral")
    found = [part.referral for part in held]
    if len(found) < len(wanted):
        raise serializers.ValidationError({"also_on": "Your council has no part in one of these referrals."})
    return found


def notes_out(keys: list[int]) -> list[dict[str, Any]]:
    """Notes in the order asked for, with their corrections and whom they are about: three statements."""
    notes = CaseNote.objects.select_related("council", "by").in_bulk(keys)
    corrections, about = defaultdict(list), defaultdict(list)
    for one in CaseNote.objects.filter(corrects__in=keys).select_related("by").order_by("-id"):
        corrections[one.corrects_id].append(one)
    for person in NoteAbout.objects.filter(note__in=keys).order_by("id"):
        about[person.note_id].append(person)
    return [shapes.note_out(notes[key], corrections[key], about[key]) for key in keys]


class Tasks(Door):
    """This council's tasks, the latest set first; and setting one."""

    @extend_schema(parameters=[AFTER], responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        page, following = newest(_tasks(request, referral), request, "task")
        return Response({"tasks": [shapes.task_out(one) for one in page], "next": following})

    @extend_schema(request=shapes.TaskShape, parameters=[KEY], responses={201: dict})
    def post(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.write")
        given = checked(shapes.TaskShape, request)
        given["owner"] = _colleague(request, given["owner"]) if given["owner"] else None

        def act(now: datetime) -> Task:
            return actions.set_task(by=request.user, referral=referral, **when(given, now))

        key = self.carried_out(request, f"task:{referral.pk}", act)
        return Response(shapes.task_out(_tasks(request, referral).get(pk=key)), status=201)


class FinishTask(Door):
    """A task was done, and what came of it."""

    needs = {"POST": "api.write"}

    @extend_schema(request=shapes.EndShape, parameters=[KEY], responses={200: dict})
    def post(self, request: Request, reference: str, task: str) -> Response:
        rows = _tasks(request, self.referral(request, reference, "api.write"))
        wanted = row_of(rows, "task", task)
        given = checked(shapes.EndShape, request)

        def act(now: datetime) -> Task:
            return actions.finish_task(by=request.user, task=wanted, **when(given, now))

        return Response(shapes.task_out(rows.get(pk=self.carried_out(request, f"finish:{wanted.pk}", act))))


class CancelTask(Door):
    """A task is given up, and why."""

    needs = {"POST": "api.write"}

    @extend_schema(request=shapes.EndShape, parameters=[KEY], responses={200: dict})
    def post(self, request: Request, reference: str, task: str) -> Response:
        rows = _tasks(request, self.referral(request, reference, "api.write"))
        wanted = row_of(rows, "task", task)
        given = checked(shapes.EndShape, request)
        given["because"] = given.pop("words")

        def act(now: datetime) -> Task:
            return actions.cancel_task(by=request.user, task=wanted, **when(given, now))

        return Response(shapes.task_out(rows.get(pk=self.carried_out(request, f"cancel:{wanted.pk}", act))))


def _tasks(request: Request, referral: Referral) -> QuerySet[Task]:
    ours = Task.objects.filter(referral=referral, council_id=request.user.council_id)
    return ours.select_related("referral", "by", "owner", "ended_by")


def _colleague(request: Request, email: str) -> User:
    """Somebody of this council by e-mail address; raises ValidationError."""
    found = User.objects.filter(email__iexact=email, council_id=request.user.council_id).first()
    if found is None:
        raise serializers.ValidationError({"owner": "Nobody of your council has this e-mail address here."})
    return found


class Chronology(Door):
    """Significant events, oldest first, those that were taken out among them; and putting one in."""

    @extend_schema(parameters=[AFTER], responses={200: dict})
    def get(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.read")
        self.saw(request, "read", referral)
        page, following = by_time(_events(request, referral), request, "kept", oldest_first=True)
        return Response({"chronology": [shapes.event_out(one) for one in page], "next": following})

    @extend_schema(request=shapes.EventShape, parameters=[KEY], responses={201: dict})
    def post(self, request: Request, reference: str) -> Response:
        referral = self.referral(request, reference, "api.write")
        given = checked(shapes.EventShape, request)
        notes = CaseNote.objects.filter(on__referral=referral)
        given["note"] = row_of(notes, "note", given["note"]) if given["note"] else None

        def act(now: datetime) -> ChronologyEntry:
            return actions.add_to_chronology(by=request.user, referral=referral, **when(given, now))

        key = self.carried_out(request, f"chronology:{referral.pk}", act)
        return Response(shapes.event_out(_events(request, referral).get(pk=key)), status=201)


class TakeOut(Door):
    """An event of this council's is taken out of the chronology, with the reason; the row stays."""

    needs = {"POST": "api.write"}

    @extend_schema(request=shapes.TakeOutShape, parameters=[KEY], responses={200: dict})
    def post(self, request: Request, reference: str, event: str) -> Response:
        rows = _events(request, self.referral(request, reference, "api.write"))
        wanted = row_of(rows, "kept", event)
        given = checked(shapes.TakeOutShape, request)

        def act(now: datetime) -> ChronologyEntry:
            return actions.take_out_of_chronology(by=request.user, kept=wanted, now=now, **given)

        return Response(shapes.event_out(rows.get(pk=self.carried_out(request, f"take-out:{wanted.pk}", act))))


def _events(request: Request, referral: Referral) -> QuerySet[ChronologyEntry]:
    seen = Q(shared=True) | Q(council_id=request.user.council_id)
    return ChronologyEntry.objects.filter(seen, referral=referral).select_related("referral", "council", "by")
