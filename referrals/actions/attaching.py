"""Documents: kept once they are known to be what they say and to be clean, read in pieces, withdrawn."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from referrals import journal
from referrals.files import names
from referrals.files.kinds import NotAccepted, kind_of
from referrals.files.scanning import Scanner, ScannerDown, scanner
from referrals.models import Document, DocumentPiece, Referral
from referrals.parties import part_of, require_past
from referrals.refusals import NotPossible
from trail.record import record

if TYPE_CHECKING:
    from accounts.models import User

PIECE = 256 * 1024
MOST_ON_A_REFERRAL = 300  # of one council: a file is no store
DOWN = "The file could not be checked for viruses just now, so it was not kept. Try again, or tell your administrator."
FOUND = "The file carries something harmful and was not kept. Tell your IT security team."


class FileRefused(NotPossible):
    """A file that is not kept. `code` says why, for the trail: empty, ending, content, harmful, scanner_down …"""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence, "file")
        self.code = code


def attach(
    *,
    by: "User",
    referral: Referral,
    name: str,
    data: bytes,
    at: datetime,
    now: datetime,
    title: str = "",
    shared: bool = False,
    scan: Scanner | None = None,
) -> Document:
    """Put a file on the referral, for our own council or for every council on it.

    It is kept only when its ending and its content agree, nothing in it runs or swells, and the scanner says that it is
    clean. Raises FileRefused otherwise, also when the scanner does not answer; NotPossible for the same file a second
    time, or past the most that one council keeps on a referral.
    """
    require_past(at, now)
    part = part_of(by, referral)
    kept_name = names.clean(name)
    try:
        kind = kind_of(names.ending(kept_name), data)
        found = (scan or scanner()).scan(data)
    except NotAccepted as why:
        raise FileRefused(why.code, why.sentence) from why
    except ScannerDown as down:
        raise FileRefused("scanner_down", DOWN) from down
    if found:
        raise FileRefused("harmful", FOUND)
    digest = hashlib.sha256(data).hexdigest()
    mine = Document.objects.filter(referral=part.referral, council_id=part.council_id)
    if mine.filter(sha256=digest, withdrawn_at=None).exists():
        raise NotPossible("Your council has put this very file on the referral already.", "file")
    if len(mine.values_list("pk")[: MOST_ON_A_REFERRAL + 1]) >= MOST_ON_A_REFERRAL:
        raise NotPossible("There are too many files on this referral. Keep the others in your own case system.", "file")
    document = Document.objects.create(
        referral=part.referral,
        council_id=part.council_id,
        by=by,
        title=" ".join(title.split())[:200] or kept_name,
        name=kept_name,
        content_type=kind.content_type,
        size=len(data),
        sha256=digest,
        shared=shared,
        scanned_at=now,
        at=at,
        recorded_at=now,
    )
    DocumentPiece.objects.bulk_create(
        [
            DocumentPiece(document=document, number=number, data=data[start : start + PIECE])
            for number, start in enumerate(range(0, len(data), PIECE))
        ],
        batch_size=8,
    )
    _tell("attach", document, by=by, at=at, now=now)
    return document


def withdraw_document(*, by: "User", document: Document, because: str, now: datetime) -> Document:
    """Take a document back: nobody can open it any more, that it was there stays. Raises NotPossible for another
    council's, without a reason, or when it was withdrawn."""
    part_of(by, document.referral)
    document = Document.objects.select_for_update(of=("self",)).select_related("referral").get(pk=document.pk)
    if document.council_id != by.council_id:
        raise NotPossible("Another council put this on the referral. Ask them to withdraw it.")
    if document.withdrawn_at is not None:
        raise NotPossible("It was withdrawn already.")
    if not because.strip():
        raise NotPossible("Say why it is withdrawn.", "because")
    document.withdrawn_at, document.withdrawn_by, document.withdrawn_because = now, by, because
    document.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    _tell("withdraw_document", document, by=by, at=now, now=now, because=because)
    return document


def pieces_of(document: Document) -> Iterator[bytes]:
    """The bytes, a piece a statement: never the whole file at once."""
    number = 0
    while True:
        piece = DocumentPiece.objects.filter(document=document, number=number).values_list("data", flat=True).first()
        if piece is None:
            return
        yield bytes(piece)
        number += 1


def _tell(verb: str, document: Document, *, by: "User", at: datetime, now: datetime, because: str = "") -> None:
    facts = {"document": document.pk, "title": document.title} | ({"because": because} if because else {})
    if document.shared:
        journal.write(verb, referral=document.referral, by=by, at=at, now=now, facts=facts)
        return
    record(
        by_id=by.pk,
        council_id=by.council_id,
        action=verb,
        subject=("referrals.document", document.pk),
        about=("referrals.referral", document.referral_id),
        at=now,
        facts=facts,
    )
