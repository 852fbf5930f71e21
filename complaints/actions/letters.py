"""Letters and e-mails: drafted, versioned, sent or printed, proof kept."""

from datetime import datetime
from typing import TYPE_CHECKING

from complaints import journal
from complaints.actions.routing import was_told
from complaints.grounds import ground
from complaints.models import Complaint, Letter, LetterVersion, Stage
from complaints.parties import locked, require_words
from referrals.refusals import NotPossible, Refused

if TYPE_CHECKING:
    from accounts.models import User

HOW = {"post", "email", "by_hand", "collected"}
#: Letters that answer the complaint: none goes out before the complainant was told the route.
SUBSTANTIVE = {Letter.Kind.RESPONSE, Letter.Kind.ADJUDICATION, Letter.Kind.PANEL_RESPONSE, Letter.Kind.FINAL}


def draft_letter(
    *,
    by: "User",
    complaint: Complaint,
    at: datetime,
    now: datetime,
    kind: str,
    body: str,
    subject: str = "",
    stage: Stage | None = None,
    letter: Letter | None = None,
    names_ombudsman: bool = False,
) -> Letter:
    """Save a text: the first version of a new letter, or the next of one not sent yet. Raises NotPossible for a sent
    one, an unknown kind or an empty text.
    """
    complaint = locked(by, complaint, at=at, now=now, open_=False)
    require_words(body, "Write the letter.", "body")
    if kind not in Letter.Kind.values:
        raise NotPossible("Choose what kind of letter it is.", "kind")
    if letter is None:
        found = Letter.objects.create(complaint=complaint, stage=stage, kind=kind, made_at=now, made_by=by)
        number = 1
    else:
        found = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk, complaint=complaint)
        if found.sent_at is not None:
            raise NotPossible("This letter was sent. Write a new one; the text that was sent stands.")
        number = found.versions.count() + 1
    found.kind, found.stage, found.names_ombudsman = kind, stage, names_ombudsman
    found.save(update_fields=["kind", "stage", "names_ombudsman"])
    LetterVersion.objects.create(letter=found, number=number, subject=subject[:200], body=body, by=by, at=now)
    facts = {"letter": found.pk, "kind": kind, "version": number}
    journal.write("draft_letter", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return found


def send_letter(
    *, by: "User", letter: Letter, how: str, to: str, at: datetime, now: datetime, proof: str = ""
) -> Letter:
    """The latest version was sent (`how`: post, email, by_hand, collected). Raises NotPossible when it was before.

    A substantive letter before the route was told is refused (complaint.route_not_told).
    """
    complaint = locked(by, letter.complaint, at=at, now=now, open_=False)
    found = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if found.sent_at is not None:
        raise NotPossible("This letter was sent already.")
    if how not in HOW:
        raise NotPossible("Say how it was sent.", "how")
    if found.kind in SUBSTANTIVE and not was_told(complaint):
        raise Refused([ground("complaint.route_not_told")])
    found.sent_at, found.sent_by, found.sent_how, found.sent_to, found.proof = at, by, how, to, proof
    found.sent_version = found.versions.count()
    found.save()
    facts = {"letter": found.pk, "kind": found.kind, "how": how, "version": found.sent_version}
    journal.write("send_letter", complaint=complaint, by=by, at=at, now=now, facts=facts)
    return found
