"""The questions of warnings, flags and tasks."""

from typing import Any

from govuk import forms
from referrals.forms.acts import load_words, offer
from referrals.forms.fields import radios, text
from referrals.forms.of import OfForm
from referrals.forms.shared_acts import NowForm, SharedForm
from referrals.models import Flag, Person, Task, WarningNote
from referrals.presenters.people import age
from timers import words

ABOUT_ALL = "all"


def _day(label: str, **kwargs: Any) -> Any:
    kwargs.setdefault("required", False)
    return forms.DateField(label=label, mark_optional=False, **kwargs)


class _Whom(SharedForm):
    def offer_everybody(self, name: str, *, besides: str = "") -> None:
        people = {one.person_id: one.person for one in self.case.involvements}
        options = [(str(key), f"{one.name}, {age(one, self.on)}") for key, one in people.items()]
        self.one_of(name, options + ([(ABOUT_ALL, besides)] if besides else []))

    @property
    def whom(self) -> Person | None:
        wanted = self.chosen("person")
        return next((one.person for one in self.case.involvements if str(one.person_id) == wanted), None)


class WarnForm(_Whom):
    kind = radios("What is the warning?", WarningNote.Kind.choices, required=True, missing="Choose what the warning is")
    person = radios("Whom or what does it come from?", [], required=True, missing="Choose whom it is about")
    words = text(
        "What must whoever visits or rings know?",
        max_length=300,
        required=True,
        missing="Say what whoever visits or rings must know",
        help_text="One sentence: it stands first on every page of the child, in every council on the referral.",
    )
    source = text("How do we know?", max_length=300)
    review_on = _day(
        "When is it looked at again?", required=True, help_text="Within a year. An old warning is believed by nobody."
    )

    def begin(self) -> None:
        self.offer_everybody("person", besides="The household, or nobody in particular")


class ReviewWarningForm(OfForm):
    kind = "warning"
    gone = ("There is no such warning of your council here.", "See the warnings", "warnings")

    stands = radios(
        "Does it still hold?",
        [("yes", "Yes, it stands"), ("no", "No, it has ended")],
        required=True,
        missing="Say whether it still holds",
        reveals={"yes": "review_on"},
    )
    review_on = _day("When is it looked at again?")
    words = text("What was found?", long=True, rows=3, required=True, missing="Say what was found")

    def find(self, key: int) -> WarningNote | None:
        mine = WarningNote.objects.filter(referral=self.case.referral, council_id=self.ours, ended_at=None)
        return mine.select_related("by", "referral").filter(pk=key).first()

    def tell(self) -> None:
        self.note = (
            f"{self.thing.get_kind_display()}: {self.thing.words} "
            f"Given by {self.thing.by.name} on {words.day(self.thing.at)}."
        )


class FlagForm(_Whom):
    person = radios("Whom is it about?", [], required=True, missing="Choose whom it is about")
    kind = radios("What is flagged?", Flag.Kind.choices, required=True, missing="Choose what is flagged")
    since = _day("Since when?", help_text="Today, if left blank.")
    words = text("What is known?", long=True, rows=3)

    def begin(self) -> None:
        self.offer_everybody("person")
        if not self.case.involvements:
            self.nothing = ("Nobody is named on this referral.", "Correct what was logged", "correct")


class EndFlagForm(OfForm):
    kind = "flag"
    gone = ("There is no such flag here.", "See the flags", "warnings")

    until = _day("Until when did it hold?", help_text="Today, if left blank.")
    because = text(
        "Why does it no longer hold?", long=True, rows=3, required=True, missing="Say why it no longer holds"
    )

    def find(self, key: int) -> Flag | None:
        held = Flag.objects.filter(referral=self.case.referral, ended_at=None)
        return held.select_related("person", "referral").filter(pk=key).first()

    def tell(self) -> None:
        self.note = f"{self.thing.get_kind_display()}: {self.thing.person.name}, since {words.day(self.thing.since)}."


class OwnNumberForm(NowForm):
    number = text("Case number in our own system", max_length=40, width=20)

    def begin(self) -> None:
        self.fields["number"].initial = self.case.ours.own_number if self.case.ours else ""


class TaskForm(NowForm):
    with_workers = True

    what = text("What is to be done?", long=True, rows=3, required=True, missing="Say what is to be done")
    due_on = _day("By when?", required=True)
    owner = forms.SelectField(label="Who does it?", choices=[], required=False, mark_optional=False)

    def __init__(self, *args: Any, workers: list[tuple[Any, int]], **kwargs: Any) -> None:
        self.workers = {str(person.pk): person for person, _ in workers}
        self.loads = {str(person.pk): load for person, load in workers}
        super().__init__(*args, **kwargs)

    def begin(self) -> None:
        ours = self.case.ours
        holder = ours.worker.name if ours and ours.worker else "whoever takes the case"
        names = [(key, f"{one.name} ({load_words(self.loads[key])})") for key, one in self.workers.items()]
        offer(self.fields["owner"], [("", f"Whoever has the case: {holder}"), *names])
        if ours is not None and ours.closed_at is not None:
            self.nothing = ("Your council’s part is closed.", "Open it again", "reopen")


class _TaskEnds(OfForm):
    kind = "task"
    gone = ("There is no such open task of your council here. Somebody may have ended it.", "See the tasks", "tasks")

    def find(self, key: int) -> Task | None:
        mine = Task.objects.filter(referral=self.case.referral, council_id=self.ours, ended_at=None)
        return mine.select_related("owner", "referral").filter(pk=key).first()

    def tell(self) -> None:
        who = self.thing.owner.name if self.thing.owner else "nobody yet"
        self.note = f"{self.thing.what} By {words.day(self.thing.due_on)}: {who}."


class FinishTaskForm(_TaskEnds):
    words = text(
        "What was done, and what came of it?", long=True, required=True, missing="Say what was done and what came of it"
    )


class CancelTaskForm(_TaskEnds):
    words = text("Why is it given up?", long=True, rows=3, required=True, missing="Say why it is given up")
