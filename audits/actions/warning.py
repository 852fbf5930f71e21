"""Warnings: raised, opened, answered, and passed on to the next tier when they are not. None is ever withdrawn."""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Membership, User
from audits import deadlines, journal
from audits.models import Attendance, BoardMeeting, OversightEntry, RaisedWarning, WarningStanding
from audits.models.warnings import TIER_WORDS, TIERS
from councils.outbox import Letter, post_many
from referrals import references
from referrals.refusals import NotPossible
from timers.calendar import local

if TYPE_CHECKING:
    from collections.abc import Mapping


def raise_warning(
    *,
    by: User,
    source: str,
    raised_by: str,
    about: str,
    words: str,
    to: str,
    at: datetime,
    now: datetime,
) -> RaisedWarning:
    """Put a warning in the council's register: who raised it, about what, to which tier. Starts the clocks of opening
    and answering it (STATUTE 3, faults 95 and 98). Raises NotPossible for words that are missing."""
    for value, field, sentence in (
        (raised_by, "raised_by", "Say who raised it, in their role."),
        (about, "about", "Say in a line what it is about."),
        (words, "words", "Write the warning as it was given."),
    ):
        if not value.strip():
            raise NotPossible(sentence, field)
    if to not in TIERS:
        raise NotPossible("Say to whom it is addressed.", "to")
    if by.council_id is None:
        raise NotPossible("Only somebody of a council can record this.")
    warning = RaisedWarning.objects.create(
        reference=references.new(),
        council_id=by.council_id,
        source=source,
        raised_by=raised_by.strip(),
        about=about.strip(),
        words=words,
        first_to=to,
        recorded_by=by,
        raised_at=at,
        recorded_at=now,
    )
    standing = WarningStanding.objects.create(warning=warning, council_id=warning.council_id, tier=to, tier_since=at)
    deadlines.start_warning(standing, at=at, now=now, kinds=("warning_read", "warning_answer"))
    _tell(warning, to, now=now)
    facts = {"to": to, "source": source}
    journal.write(
        "raise_warning", about=warning.pair, council_id=warning.council_id, by=by, at=at, now=now, facts=facts
    )
    return warning


def open_warning(*, by: User, warning: RaisedWarning, at: datetime, now: datetime) -> bool:
    """Somebody opens it. The first time that one of those it is addressed to does, its clock of opening stops; every
    person's first opening is a line in the journal. True when a line was written."""
    standing = _standing(warning)
    addressed = standing.tier in by.roles
    first_here = addressed and standing.read_at is None
    if first_here:
        standing.read_at = at
        standing.save(update_fields=["read_at"])
        deadlines.stop(standing, ["warning_read"], by_id=by.pk, at=at, now=now, because="opened")
    label, key = warning.pair
    known = OversightEntry.objects.filter(about_label=label, about_id=key, verb="open_warning", by=by).exists()
    if known and not first_here:
        return False
    facts = {"addressed": addressed, "tier": standing.tier}
    journal.write("open_warning", about=warning.pair, council_id=warning.council_id, by=by, at=at, now=now, facts=facts)
    return True


def answer_warning(
    *, by: User, warning: RaisedWarning, answer: str, what_changes: str, at: datetime, now: datetime
) -> WarningStanding:
    """Answer it in writing: what is thought of it, and what changes, by when. Stops its clocks; it stays in the
    register.

    Raises NotPossible without both, when it has been answered (a later word is a further warning or an entry), and
    from anybody below the tier that it is addressed to now: it may be about them, and they have had their time (STATUTE
    3, fault 95).
    """
    standing = _standing(warning)
    if by.council_id != warning.council_id or not by.roles & standing.may_answer:
        whom = TIER_WORDS[standing.tier]
        raise NotPossible(
            f"It is addressed now to: {whom}. They answer it, or somebody above them. What you know of it can be "
            "raised as a warning of its own."
        )
    if standing.answered_at is not None:
        raise NotPossible("It has been answered. What is new since is a warning of its own.")
    if not answer.strip():
        raise NotPossible("Write the answer to whoever raised it.", "answer")
    if not what_changes.strip():
        raise NotPossible("Say what changes because of it and by when, or why nothing does.", "what_changes")
    standing.answered_at, standing.answered_by = at, by
    standing.answer, standing.what_changes = answer, what_changes
    standing.read_at = standing.read_at or at
    standing.save()
    deadlines.stop(standing, deadlines.WARNED, by_id=by.pk, at=at, now=now, because="answered")
    facts = {"answer": answer, "what_changes": what_changes}
    journal.write(
        "answer_warning", about=warning.pair, council_id=warning.council_id, by=by, at=at, now=now, facts=facts
    )
    return standing


def pass_warning_on(*, standing: WarningStanding, because: str, missed_at: datetime, now: datetime) -> None:
    """The engine passes a warning on that nobody opened ("unread") or answered ("unanswered") by `missed_at`; the
    caller has locked `standing`. Once it is answered, nothing happens.

    A tier that had it only after `missed_at` has not failed and is not passed over: two clocks missed at once climb one
    tier. Unanswered, the tier that has it then gets an answer's time of its own (T87), so that reading it and saying
    nothing keeps it nowhere. At the last tier it stays, late, for all to see.
    """
    if standing.answered_at is not None:
        return
    above = TIERS[TIERS.index(standing.tier) + 1 :]
    came_since = standing.tier_since > missed_at
    if above and not came_since:
        _climb(standing, above[0], because=because, now=now)
    if because == "unanswered" and (above or came_since):
        kinds = ["warning_answer_again"]
        deadlines.stop(standing, kinds, by_id=None, at=now, now=now, because=deadlines.PASSED_ON)
        deadlines.start_warning(standing, at=now, now=now, kinds=kinds)


def _climb(standing: WarningStanding, tier: str, *, because: str, now: datetime) -> None:
    """Address it to the next tier and tell them; they have their own days in which to open it."""
    was, standing.tier = standing.tier, tier
    standing.tier_since, standing.read_at = now, None
    standing.save(update_fields=["tier", "tier_since", "read_at"])
    deadlines.stop(standing, ["warning_read"], by_id=None, at=now, now=now, because=deadlines.PASSED_ON)
    deadlines.start_warning(standing, at=now, now=now, kinds=["warning_read"])
    _tell(standing.warning, standing.tier, now=now)
    journal.write(
        "pass_warning_on",
        about=("audits.raisedwarning", standing.warning_id),
        council_id=standing.council_id,
        by=None,
        at=now,
        now=now,
        facts={"from": was, "to": standing.tier, "because": because},
    )


def record_attendance(
    *,
    by: User,
    board: str,
    held_on: date,
    came: "Mapping[str, bool]",
    at: datetime,
    now: datetime,
    minute: str = "",
    reasons: "Mapping[str, str] | None" = None,
) -> BoardMeeting:
    """Record who of those expected came to a board or committee (STATUTE 3, fault 100). `came`: name to whether.

    Raises NotPossible without anybody expected, for a day to come, and for a meeting on record already.
    """
    if not board.strip():
        raise NotPossible("Name the board or committee.", "board")
    if held_on > local(now).date():
        raise NotPossible("Record it when it has been held.", "held_on")
    if not came:
        raise NotPossible("Name who was expected, those who came and those who did not.", "came")
    if by.council_id is None:
        raise NotPossible("Only somebody of a council can record this.")
    if BoardMeeting.objects.filter(council_id=by.council_id, board=board.strip(), held_on=held_on).exists():
        raise NotPossible("This meeting is on record already.", "held_on")
    meeting = BoardMeeting.objects.create(
        council_id=by.council_id, board=board.strip(), held_on=held_on, minute=minute, recorded_by=by, recorded_at=now
    )
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, name=name, attended=there, reason=(reasons or {}).get(name, "")[:200])
        for name, there in came.items()
    )
    facts = {"board": board.strip(), "held_on": str(held_on), "came": sum(came.values()), "of": len(came)}
    pair = ("audits.boardmeeting", meeting.pk)
    journal.write("record_attendance", about=pair, council_id=by.council_id, by=by, at=at, now=now, facts=facts)
    return meeting


def _tell(warning: RaisedWarning, tier: str, *, now: datetime) -> None:
    """A message to everybody of the tier, in this transaction: that there is one, never what it says."""
    holders = Membership.objects.on(local(now).date()).filter(council_id=warning.council_id, role=tier)
    people = list(User.objects.filter(pk__in=holders.values("user_id"), is_active=True).order_by("pk"))
    link = urljoin(settings.SITE_ADDRESS, reverse("audits:warning", args=[warning.reference]))
    context = {"reference": warning.reference, "link": link, "first": tier == warning.first_to}
    subject = " ".join(render_to_string("emails/warning/subject.txt", context).split())
    body = render_to_string("emails/warning/body.txt", context).strip() + "\n"
    base = Letter(f"warning:{warning.reference}:{tier}", subject, body, warning.council_id, about=warning.pair)
    letters = [replace(base, key=f"{base.key}:{one.pk}", person_id=one.pk, address=one.email) for one in people]
    # Nobody of that tier: without an address it counts as failed at once, so that somebody sees it.
    post_many(letters or [base], now=now)


def _standing(warning: RaisedWarning) -> WarningStanding:
    """Where it stands, locked."""
    found = WarningStanding.objects.select_for_update(of=("self",)).select_related("council")
    return found.get(warning=warning)
