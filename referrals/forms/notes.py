"""The questions of case notes and of the chronology."""

from datetime import date, datetime, time
from typing import Any

from django.db.models import Q

from govuk import forms
from referrals.forms.acts import offer
from referrals.forms.fields import radios, text
from referrals.forms.of import OfForm
from referrals.forms.shared_acts import NowForm, SharedForm, tick
from referrals.models import CaseNote, ChronologyEntry, Involvement, JournalEntry, Part, Person, Referral
from referrals.presenters import journal
from referrals.presenters.page import journal_context
from referrals.presenters.people import age
from referrals.reading import read_timeline
from timers import words
from timers.calendar import LONDON

WHO_READS = [("ours", "Our council only"), ("all", "Every council on this referral")]


class NoteForm(SharedForm):
    kind = radios("What kind of note is it?", CaseNote.Kind.choices, required=True, missing="Choose what kind it is")
    purpose = text(
        "What was the visit for?", max_length=300, help_text="For a visit. Without it the note is kept, below standard."
    )
    words = text("What happened?", long=True, rows=8)
    child_words = text(
        "What did the child say?",
        long=True,
        help_text="In the child’s own words, apart from what you make of them.",
    )
    whom = tick("Whom is it about?", [])
    also_on = tick("Put it on these files too?", [], help_text="Brothers and sisters, and earlier referrals.")
    reads = radios("Who may read it?", WHO_READS, required=True, missing="Choose who may read it")

    def begin(self) -> None:
        people = {one.person_id: one.person for one in self.case.involvements}
        offer(self.fields["whom"], [(str(key), f"{one.name}, {age(one, self.on)}") for key, one in people.items()])
        self.other_files = self._others()
        if self.other_files:
            offer(
                self.fields["also_on"],
                [
                    (key, f"{_child(one)}, {one.reference}, {words.day(one.received_at)}")
                    for key, one in self.other_files.items()
                ],
            )
        else:
            del self.fields["also_on"]

    def _others(self) -> dict[str, Referral]:
        """The council's other open files of the same children, and of those who live on this referral as children."""
        children = [one.person_id for one in self.case.with_role(Involvement.As.CHILD, Involvement.As.OTHER_CHILD)]
        ours = self.case.ours
        if ours is None or not children:
            return {}
        siblings = Q(referral__involvements__person_id__in=[*children, *self.case.brothers_and_sisters])
        parts = (
            Part.objects.filter(siblings, council_id=ours.council_id, closed_at=None, returned_at=None)
            .exclude(referral_id=self.case.referral.pk)
            .select_related("referral__first_child")
            .distinct()[:10]
        )
        return {str(one.referral_id): one.referral for one in parts}

    @property
    def people_about(self) -> list[Person]:
        chosen = set(self.cleaned_data["whom"])
        return list(
            {one.person_id: one.person for one in self.case.involvements if str(one.person_id) in chosen}.values()
        )

    @property
    def files_too(self) -> list[Referral]:
        return [self.other_files[key] for key in self.cleaned_data.get("also_on") or []]


class CorrectNoteForm(OfForm, NowForm):
    kind = "note"
    gone = ("There is no such note of your council here.", "See the notes", "notes")

    words = text("What should it say?", long=True, rows=8)
    child_words = text("What did the child say?", long=True)
    because = text("Why is it corrected?", max_length=300, required=True, missing="Say why it is corrected")

    def find(self, key: int) -> CaseNote | None:
        notes = CaseNote.objects.filter(on__referral=self.case.referral, council_id=self.ours, corrects=None)
        return notes.select_related("by", "referral").filter(pk=key).first()

    def tell(self) -> None:
        last = self.thing.corrections.order_by("-id").first() or self.thing
        self.fields["words"].initial, self.fields["child_words"].initial = last.words, last.child_words
        self.note = (
            f"Written by {self.thing.by.name} on {words.moment(self.thing.recorded_at)}. What was written stays below "
            "the correction."
        )


class ChronologyForm(NowForm):
    """An event of before the referral, or one that nobody recorded here."""

    happened = forms.DateField(label="When did it happen?", required=True, mark_optional=False)
    words = text("What happened, in a sentence?", long=True, rows=3, required=True, missing="Say what happened")
    significance = radios(
        "Why is it significant?",
        ChronologyEntry.Significance.choices,
        required=True,
        missing="Choose what makes it significant",
    )
    why = text("What does it mean for the child?", long=True, rows=3)
    reads = radios("Who may read it?", list(reversed(WHO_READS)), required=True, missing="Choose who may read it")

    def noon(self, on: date, now: datetime) -> datetime:
        """The middle of the day that is all that is known, never ahead of now."""
        return min(datetime.combine(on, time(12), LONDON), now)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if (on := given.get("happened")) and self.on is not None and on > self.on:
            self.add_error("happened", "The day it happened must be today or in the past")
        return given


SUGGESTED = {
    "record_concern": "risk",
    "decide": "turning_point",
    "hold_strategy_discussion": "turning_point",
    "start_section_47": "turning_point",
    "hold_conference": "turning_point",
    "move_child": "turning_point",
    "accept_transfer": "turning_point",
    "record_safety_plan": "protective",
    "see_child": "context",
    "log_referral": "turning_point",
    "sign_closing": "turning_point",
    "reopen": "turning_point",
}


class KeepForm(OfForm, NowForm):
    """An event on record, put into the chronology in a person's own words; what kind of event it is suggests why."""

    gone = ("There is no such entry here.", "See the chronology", "chronology")

    words = text("What happened, in a sentence?", long=True, rows=3, required=True, missing="Say what happened")
    significance = radios(
        "Why is it significant?",
        ChronologyEntry.Significance.choices,
        required=True,
        missing="Choose what makes it significant",
    )
    why = text("What does it mean for the child?", long=True, rows=3)


class KeepEntryForm(KeepForm):
    kind = "entry"

    def find(self, key: int) -> JournalEntry | None:
        return JournalEntry.objects.select_related("by", "council").filter(referral=self.case.referral, pk=key).first()

    def tell(self) -> None:
        timeline = read_timeline(self.case.referral, most=1, only=self.thing.pk)
        context = journal_context(self.case)
        title, lines = journal.told(self.thing, type(context)(context.councils, context.people, timeline))
        self.note = f"{words.moment(self.thing.at)}: {title}. {' '.join(lines)}"[:600]
        self.fields["words"].initial = title
        self.fields["significance"].initial = SUGGESTED.get(self.thing.verb)


class KeepNoteForm(KeepForm):
    kind = "note"

    def find(self, key: int) -> CaseNote | None:
        seen = Q(shared=True) | Q(council_id=self.ours)
        notes = CaseNote.objects.filter(seen, on__referral=self.case.referral, corrects=None)
        return notes.select_related("by", "council").filter(pk=key).first()

    def tell(self) -> None:
        own = "" if self.thing.shared else " It is our council’s own note, so the entry will be too."
        self.note = f"{words.moment(self.thing.at)}: {self.thing.words[:400]}{own}"


class TakeOutForm(OfForm, NowForm):
    kind = "kept"
    gone = ("There is no such entry of your council here.", "See the chronology", "chronology")

    because = text("Why is it taken out?", max_length=300, required=True, missing="Say why it is taken out")

    def find(self, key: int) -> ChronologyEntry | None:
        kept = ChronologyEntry.objects.filter(referral=self.case.referral, council_id=self.ours, taken_out_at=None)
        return kept.select_related("referral").filter(pk=key).first()

    def tell(self) -> None:
        self.note = f"{words.day(self.thing.at)}: {self.thing.words}"


def _child(referral: Referral) -> str:
    return referral.first_child.name if referral.first_child else "No name given"
