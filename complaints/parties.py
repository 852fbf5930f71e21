"""Who is acting on a complaint: its council, locked, and not somebody it is about."""

from datetime import datetime
from typing import TYPE_CHECKING

from complaints.grounds import ground
from complaints.models import Complaint, Head
from referrals.parties import require_past
from referrals.refusals import NotPossible, Refused

if TYPE_CHECKING:
    from accounts.models import User


def locked(by: "User", complaint: Complaint, *, at: datetime, now: datetime, open_: bool = True) -> Complaint:
    """The complaint, locked for the rest of the transaction: every action begins here, so that two officers take turns.

    Raises NotPossible for another council's account, a time ahead, or (unless `open_` is False) a complaint that is
    closed or withdrawn; Refused (complaint.complained_of) for somebody it is about.
    """
    require_past(at, now)
    found = Complaint.objects.select_for_update(of=("self",)).select_related("council").get(pk=complaint.pk)
    if by.council_id != found.council_id:
        raise NotPossible("This is another council’s complaint. Link it to one of your own to answer together.")
    if by.pk in found.complained_of_ids:
        raise Refused([ground("complaint.complained_of")])
    if open_ and not found.is_open:
        state = "closed" if found.closed_at is not None else "withdrawn"
        raise NotPossible(f"This complaint is {state}. Open it again first.")
    return found


def head_of(complaint: Complaint, number: int | None) -> Head:
    """Point `number` of the complaint; raises NotPossible when there is none."""
    found = complaint.heads.filter(number=number).select_related("joins").first() if number else None
    if found is None:
        raise NotPossible("There is no such point of complaint.", "head")
    return found


def require_words(words: str, sentence: str, field: str) -> None:
    """Raises NotPossible with the sentence when nothing was written."""
    if not words.strip():
        raise NotPossible(sentence, field)
