"""Remedies and learning."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import timers.actions as clocks
from complaints import deadlines, journal
from complaints.models import Complaint, LearningItem, LearningReceipt, Remedy
from complaints.parties import head_of, locked, require_words
from councils.models import Team
from referrals.parties import require_past
from referrals.refusals import NotPossible

if TYPE_CHECKING:
    from accounts.models import User


def record_remedy(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    kind: str,
    words: str,
    head: int | None = None,
    for_whom: str = "",
    owner: str = "",
    pounds: Decimal | None = None,
    due_on: date | None = None,
) -> Remedy:
    """Something promised: an apology, an action, a payment, a change of service. Dated, it has a clock (`remedy`).

    Raises NotPossible for a payment without a sum.
    """
    complaint = locked(by, complaint, at=at, now=now, open_=False)
    require_words(words, "Say what was promised.", "words")
    if kind not in Remedy.Kind.values:
        raise NotPossible("Choose what kind of remedy it is.", "kind")
    if kind == Remedy.Kind.PAYMENT and not (pounds and pounds > 0):
        raise NotPossible("Say how much is paid.", "pounds")
    made = Remedy.objects.create(
        complaint=complaint,
        by=by,
        at=at,
        recorded_at=now,
        kind=kind,
        words=words,
        head=head_of(complaint, head) if head is not None else None,
        for_whom=for_whom[:120],
        owner=owner[:120],
        pounds=pounds,
        due_on=due_on,
    )
    if due_on is not None:
        subject = ("complaints.remedy", made.pk)
        clocks.start_many([deadlines.dated("remedy", complaint, subject, due_on, at=at)], now=now)
    facts = {"remedy": made.pk, "kind": kind, "due_on": due_on and due_on.isoformat()}
    journal.write("record_remedy", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return made


def complete_remedy(*, by: "User", remedy: Remedy, proof: str, at: datetime, now: datetime) -> Remedy:
    """It was done, with the proof. Raises NotPossible when done before or without proof."""
    require_words(proof, "Say what shows that it was done.", "proof")
    complaint = locked(by, remedy.complaint, at=at, now=now, open_=False)
    found = Remedy.objects.select_for_update(of=("self",)).get(pk=remedy.pk)
    if found.done_at is not None:
        raise NotPossible("This was recorded as done already.")
    found.done_at, found.done_by, found.proof = at, by, proof
    found.save(update_fields=["done_at", "done_by", "proof"])
    clocks.stop(
        "remedy",
        council_id=complaint.council_id,
        subject=("complaints.remedy", found.pk),
        at=at,
        now=now,
        by_id=by.pk,
        because="done, with proof",
    )
    journal.write("complete_remedy", complaint=complaint, by=by, at=at, now=now, facts={"remedy": found.pk})
    return found


def record_learning(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    words: str,
    theme: str = "",
    head: int | None = None,
    teams: Sequence[Team] = (),
) -> LearningItem:
    """What was learnt, and the teams it goes to. Write no name: it is read beyond the complaint.

    Raises NotPossible for a team of another council or without words.
    """
    complaint = locked(by, complaint, at=at, now=now, open_=False)
    require_words(words, "Write what was learnt.", "words")
    if any(team.council_id != complaint.council_id for team in teams):
        raise NotPossible("Choose teams of your own council.", "teams")
    point = head_of(complaint, head) if head is not None else None
    made = LearningItem.objects.create(
        complaint=complaint,
        by=by,
        at=at,
        recorded_at=now,
        head=point,
        theme=theme or (point.about if point is not None else ""),
        words=words,
    )
    LearningReceipt.objects.bulk_create([LearningReceipt(item=made, team=team, sent_at=at) for team in teams])
    facts = {"learning": made.pk, "teams": [team.pk for team in teams]}
    journal.write("record_learning", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return made


def receive_learning(
    *, by: "User", receipt: LearningReceipt, words: str, at: datetime, now: datetime
) -> LearningReceipt:
    """Somebody of the team took it in and says what they did. Raises NotPossible when it was received before."""
    require_past(at, now)
    require_words(words, "Say what your team did with it.", "words")
    found = LearningReceipt.objects.select_for_update(of=("self",)).select_related("item__complaint").get(pk=receipt.pk)
    if by.council_id != found.item.complaint.council_id:
        raise NotPossible("This went to a team of another council.")
    if found.received_at is not None:
        raise NotPossible("Somebody of your team has taken this in already.")
    found.received_at, found.received_by, found.words = at, by, words
    found.save(update_fields=["received_at", "received_by", "words"])
    facts = {"receipt": found.pk, "team": found.team_id}
    journal.write("receive_learning", complaint=found.item.complaint, by=by, at=at, now=now, facts=facts)
    return found
