"""The acts that keep the file: notes, the chronology, warnings, flags, tasks."""

from referrals import actions
from referrals.forms import notes, watching
from referrals.forms.acts import fact
from referrals.forms.documents import WithdrawForm
from referrals.views.act_kinds import Act, Doing


def _write_note(doing: Doing) -> None:
    given, form = doing.given, doing.form
    actions.write_note(
        **doing.usual,
        kind=given["kind"],
        purpose=given["purpose"],
        words=given["words"],
        child_words=given["child_words"],
        about=form.people_about,
        also_on=form.files_too,
        shared=given["reads"] == "all",
    )


def _correct_note(doing: Doing) -> None:
    given = doing.given
    actions.correct_note(
        by=doing.by,
        note=doing.form.thing,
        words=given["words"],
        child_words=given["child_words"],
        because=given["because"],
        now=doing.now,
    )


def _before(doing: Doing) -> None:
    given = doing.given
    actions.add_to_chronology(
        by=doing.by,
        referral=doing.referral,
        significance=given["significance"],
        words=given["words"],
        why=given["why"],
        shared=given["reads"] == "all",
        day_only=True,
        at=doing.form.noon(given["happened"], doing.now),
        now=doing.now,
    )


def _keep(doing: Doing, what: str) -> None:
    given = doing.given
    actions.add_to_chronology(
        **doing.usual,
        significance=given["significance"],
        words=given["words"],
        why=given["why"],
        **{what: doing.form.thing},
    )


def _take_out(doing: Doing) -> None:
    actions.take_out_of_chronology(by=doing.by, kept=doing.form.thing, because=doing.given["because"], now=doing.now)


def _warn(doing: Doing) -> None:
    given = doing.given
    actions.warn(
        **doing.usual,
        kind=given["kind"],
        person=doing.form.whom,
        words=given["words"],
        source=given["source"],
        review_on=given["review_on"],
    )


def _review(doing: Doing) -> None:
    given = doing.given
    actions.review_warning(
        by=doing.by,
        warning=doing.form.thing,
        stands=bool(fact(doing.form, "stands")),
        review_on=given["review_on"],
        words=given["words"],
        at=doing.at,
        now=doing.now,
    )


def _flag(doing: Doing) -> None:
    given = doing.given
    actions.raise_flag(
        **doing.usual, person=doing.form.whom, kind=given["kind"], since=given["since"], words=given["words"]
    )


def _end_flag(doing: Doing) -> None:
    given = doing.given
    actions.end_flag(
        by=doing.by, flag=doing.form.thing, because=given["because"], until=given["until"], at=doing.at, now=doing.now
    )


def _set_task(doing: Doing) -> None:
    given = doing.given
    actions.set_task(
        **doing.usual, what=given["what"], due_on=given["due_on"], owner=doing.form.workers.get(given["owner"])
    )


FILE: list[Act] = [
    Act(
        "write-note",
        "Write a case note",
        "referrals.note",
        notes.NoteForm,
        _write_note,
        "Add it to the file",
        "Once added it is never changed: a correction is added, and both stay. Until then it is your draft.",
        "Added to the file.",
        then="notes",
    ),
    Act(
        "correct-note",
        "Correct a case note",
        "referrals.note",
        notes.CorrectNoteForm,
        _correct_note,
        "Add the correction",
        "The correction is read first, what was written stays below it.",
        "Corrected. Both are on the file.",
        then="notes",
    ),
    Act(
        "add-event",
        "Add an event to the chronology",
        "referrals.chronology",
        notes.ChronologyForm,
        _before,
        "Add it",
        "For what happened before this referral, or is on no record here. What is on record is chosen from the list.",
        "Added to the chronology.",
        then="chronology",
    ),
    Act(
        "keep-entry",
        "Put what happened into the chronology",
        "referrals.chronology",
        notes.KeepEntryForm,
        lambda doing: _keep(doing, "entry"),
        "Put it in",
        "A chronology says what mattered, not everything. Every council on the referral reads it "
        "(Ombudsman 19 010 981, paragraph 36).",
        "Added to the chronology.",
        then="chronology",
    ),
    Act(
        "keep-note",
        "Put a note into the chronology",
        "referrals.chronology",
        notes.KeepNoteForm,
        lambda doing: _keep(doing, "note"),
        "Put it in",
        "A chronology says what mattered, not everything.",
        "Added to the chronology.",
        then="chronology",
    ),
    Act(
        "take-out",
        "Take an event out of the chronology",
        "referrals.chronology",
        notes.TakeOutForm,
        _take_out,
        "Take it out",
        "It stays in the history, with your reason.",
        "Taken out.",
        then="chronology",
    ),
    Act(
        "warn",
        "Warn whoever visits or rings",
        "referrals.warn",
        watching.WarnForm,
        _warn,
        "Give the warning",
        "It stands first on every page of the child. Not for an address that must not be disclosed: that has a mark of "
        "its own.",
        "The warning stands on every page of the child.",
        then="warnings",
    ),
    Act(
        "review-warning",
        "Look at a warning again",
        "referrals.warn",
        watching.ReviewWarningForm,
        _review,
        "Record it",
        "A warning that nobody looks at again is believed by nobody.",
        "Recorded.",
        then="warnings",
    ),
    Act(
        "flag",
        "Flag something about a person",
        "referrals.warn",
        watching.FlagForm,
        _flag,
        "Raise the flag",
        "It changes how everybody works with them, in every council on the referral, until it ends.",
        "Flagged.",
        then="warnings",
    ),
    Act(
        "end-flag",
        "End a flag",
        "referrals.warn",
        watching.EndFlagForm,
        _end_flag,
        "End it",
        "It stays in the history, from when to when and why.",
        "Ended.",
        then="warnings",
    ),
    Act(
        "withdraw-document",
        "Withdraw a document",
        "referrals.attach",
        WithdrawForm,
        lambda doing: actions.withdraw_document(
            by=doing.by, document=doing.form.thing, because=doing.given["because"], now=doing.now
        ),
        "Withdraw it",
        "Nobody can open it any more. That it was there, who withdrew it and why stay.",
        "Withdrawn.",
        then="documents",
    ),
    Act(
        "own-number",
        "Our own case number",
        "referrals.correct",
        watching.OwnNumberForm,
        lambda doing: actions.set_own_number(**doing.usual, number=doing.given["number"]),
        "Save it",
        "It stands on every page and print, beside the other council’s, so that both find their own file.",
        "Saved.",
    ),
    Act(
        "set-task",
        "Set a task",
        "referrals.task",
        watching.TaskForm,
        _set_task,
        "Set the task",
        "What, who and by when: it is asked for when the day comes (Croydon inspection, 2017).",
        "Set.",
        then="tasks",
    ),
    Act(
        "finish-task",
        "A task is done",
        "referrals.task",
        watching.FinishTaskForm,
        lambda doing: actions.finish_task(
            by=doing.by, task=doing.form.thing, words=doing.given["words"], at=doing.at, now=doing.now
        ),
        "Record it",
        "Say what came of it, for whoever reads this next.",
        "Done, and recorded.",
        then="tasks",
    ),
    Act(
        "cancel-task",
        "Give a task up",
        "referrals.task",
        watching.CancelTaskForm,
        lambda doing: actions.cancel_task(
            by=doing.by, task=doing.form.thing, because=doing.given["words"], at=doing.at, now=doing.now
        ),
        "Give it up",
        "It stays on record, with your reason.",
        "Recorded.",
        then="tasks",
    ),
]
