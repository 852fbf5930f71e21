"""The JSON of a child's file: notes, tasks, the chronology, warnings, flags, people and documents. Shapes only."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from referrals import handles
from referrals.api.shapes import Day, PlainText, Strict, person_out
from referrals.models import (
    CaseNote,
    ChronologyEntry,
    Document,
    Flag,
    Involvement,
    NoteAbout,
    Task,
    WarningNote,
)
from referrals.reading_practice import OnFile, of_person

LONG = 50_000


class Moment(serializers.DateTimeField):
    """An instant with its offset, or nothing: then it is now."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, allow_null=True, default=None, **options)


class Handles(serializers.ListField):
    """Some of what an answer of this API gave: people, or references."""

    child = serializers.CharField(max_length=40)

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, default=list, max_length=20, **options)


class NoteShape(Strict):
    """A case note. `about`: people of this referral; `also_on`: references of brothers' and sisters' files."""

    kind = serializers.ChoiceField(choices=CaseNote.Kind.choices)
    at = Moment()
    words = PlainText(max_length=LONG)
    child_words = PlainText(max_length=LONG)
    purpose = PlainText(max_length=300)
    about = Handles()
    also_on = Handles()
    shared = serializers.BooleanField(default=False)


class CorrectionShape(Strict):
    words = PlainText(max_length=LONG)
    child_words = PlainText(max_length=LONG)
    because = PlainText(max_length=300)


class TaskShape(Strict):
    """A task. `owner`: the e-mail address of somebody of this council; left out, it is whoever has the case."""

    what = PlainText(max_length=LONG)
    due_on = serializers.DateField(error_messages=Day.default_error_messages)
    owner = PlainText(max_length=254)
    at = Moment()


class EndShape(Strict):
    """How a task ended: what came of it, or why it is given up."""

    words = PlainText(max_length=LONG)
    at = Moment()


class EventShape(Strict):
    """A significant event: a `note` of this referral, or one of before, with its day (`day_only`) or instant."""

    significance = serializers.ChoiceField(choices=ChronologyEntry.Significance.choices)
    words = PlainText(max_length=LONG)
    why = PlainText(max_length=LONG)
    at = Moment()
    day_only = serializers.BooleanField(default=False)
    note = PlainText(max_length=40)
    shared = serializers.BooleanField(default=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["at"] is None and not attrs["note"]:
            raise serializers.ValidationError({"at": "Say when it happened, or name the note that tells of it."})
        return attrs


class TakeOutShape(Strict):
    because = PlainText(max_length=LONG)


class WarningShape(Strict):
    """A warning for whoever visits or rings; without a `person` it is about the household."""

    kind = serializers.ChoiceField(choices=WarningNote.Kind.choices)
    words = PlainText(max_length=300)
    source = PlainText(max_length=300)
    review_on = serializers.DateField(error_messages=Day.default_error_messages)
    person = PlainText(max_length=40)
    at = Moment()


class ReviewShape(Strict):
    """A warning looked at again: it stands until `review_on`, or it ends."""

    stands = serializers.BooleanField()
    words = PlainText(max_length=LONG)
    review_on = Day()
    at = Moment()


class FlagShape(Strict):
    kind = serializers.ChoiceField(choices=Flag.Kind.choices)
    person = serializers.CharField(max_length=40)
    since = Day()
    words = PlainText(max_length=LONG)
    at = Moment()


class EndFlagShape(Strict):
    because = PlainText(max_length=LONG)
    until = Day()
    at = Moment()


# What goes out.


def note_out(note: CaseNote, corrections: Iterable[CaseNote], about: Iterable[NoteAbout]) -> dict[str, Any]:
    """One note as first written, and its corrections, the latest first: that is how it is to be read."""
    return {
        "note": handles.handle("note", note.pk),
        "council": note.council.gss_code,
        "kind": note.kind,
        "at": note.at,
        "recorded_at": note.recorded_at,
        "by": note.by.name,
        "purpose": note.purpose,
        "words": note.words,
        "child_words": note.child_words,
        "shared": note.shared,
        "about": [handles.handle("person", one.person_id) for one in about],
        "corrections": [
            {
                "recorded_at": one.recorded_at,
                "by": one.by.name,
                "words": one.words,
                "child_words": one.child_words,
                "because": one.because,
            }
            for one in corrections
        ],
    }


def task_out(task: Task) -> dict[str, Any]:
    """One task; `end` is "" while it is open, then done or cancelled."""
    return {
        "task": handles.handle("task", task.pk),
        "what": task.what,
        "owner": {"name": task.owner.name, "email": task.owner.email} if task.owner else None,
        "due_on": task.due_on,
        "set_by": task.by.name,
        "at": task.at,
        "recorded_at": task.recorded_at,
        "end": task.end,
        "ended_at": task.ended_at,
        "ended_by": task.ended_by.name if task.ended_by else None,
        "ended_words": task.ended_words,
    }


def event_out(kept: ChronologyEntry) -> dict[str, Any]:
    """One significant event; a day alone where nobody knows more."""
    return {
        "event": handles.handle("kept", kept.pk),
        "council": kept.council.gss_code,
        "at": kept.at,
        "day_only": kept.day_only,
        "significance": kept.significance,
        "words": kept.words,
        "why": kept.why,
        "note": handles.handle("note", kept.note_id) if kept.note_id else None,
        "by": kept.by.name,
        "recorded_at": kept.recorded_at,
        "shared": kept.shared,
        "taken_out_at": kept.taken_out_at,
        "taken_out_because": kept.taken_out_because,
    }


def warning_out(one: WarningNote) -> dict[str, Any]:
    """One warning, whichever council gave it: hiding one from somebody who visits is a failure too."""
    return {
        "warning": handles.handle("warning", one.pk),
        "council": one.council.gss_code,
        "person": handles.handle("person", one.person_id) if one.person_id else None,
        "kind": one.kind,
        "words": one.words,
        "source": one.source,
        "review_on": one.review_on,
        "at": one.at,
        "recorded_at": one.recorded_at,
        "by": one.by.name,
        "ended_at": one.ended_at,
        "ended_because": one.ended_because,
    }


def flag_out(flag: Flag) -> dict[str, Any]:
    """One flag; it holds while `until` is null."""
    return {
        "flag": handles.handle("flag", flag.pk),
        "council": flag.council.gss_code,
        "person": handles.handle("person", flag.person_id),
        "kind": flag.kind,
        "since": flag.since,
        "until": flag.until,
        "words": flag.words,
        "by": flag.by.name,
        "recorded_at": flag.recorded_at,
        "ended_because": flag.ended_because,
    }


def document_out(one: Document) -> dict[str, Any]:
    """What is known of a document; its bytes are opened by a person on its page, and that opening is in the trail."""
    return {
        "document": handles.handle("document", one.pk),
        "council": one.council.gss_code,
        "title": one.title,
        "name": one.name,
        "content_type": one.content_type,
        "size": one.size,
        "sha256": one.sha256,
        "shared": one.shared,
        "at": one.at,
        "recorded_at": one.recorded_at,
        "by": one.by.name,
        "withdrawn_at": one.withdrawn_at,
        "withdrawn_because": one.withdrawn_because,
    }


def people_out(
    involvements: Iterable[Involvement], on_file: OnFile, names: dict[int, list[str]]
) -> list[dict[str, Any]]:
    """Everybody on the referral, what each is to the children, and how to reach them safely. Never an address."""
    safe = {on_file.alias_of(one["person_id"]): one["words"] for one in on_file.safe_contacts}
    related = [one | {"person_id": on_file.alias_of(one["person_id"])} for one in on_file.relationships]
    return [
        {
            **person_out(one),
            "lives_with_child": one.lives_with_child,
            "parental_responsibility": one.parental_responsibility,
            "other_names": names.get(one.person_id, []),
            "reach_safely": safe.get(one.person_id, ""),
            "relationships": [
                {
                    "to": handles.handle("person", on_file.alias_of(row["to_id"])),
                    "is": row["kind"],
                    "parental_responsibility": row["parental_responsibility"],
                    "lives_with": row["lives_with"],
                    "contact": row["contact"],
                    "contact_words": row["contact_words"],
                }
                for row in of_person(related, one.person_id)
            ],
        }
        for one in involvements
    ]
