"""Documents on a referral: who may open which, what is refused and written down, and that none is read whole."""

import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from referrals import actions
from referrals.actions.attaching import PIECE, FileRefused
from referrals.files.scanning import EICAR, NoScanner
from referrals.handles import handle
from referrals.models import Document, DocumentPiece, Referral
from referrals.refusals import NotPossible
from tests.referrals.files import samples
from tests.referrals.pages import Desk, text_of, token_in
from tests.world import World, at
from trail.models import Entry


@pytest.fixture
def referral(world: World) -> Referral:
    found = world.logged("kent", at(16))
    world.sent(found, "kent", "havering", at(16, 12))
    return found


@pytest.fixture
def manager(world: World) -> Desk:
    return Desk(world, world.person("kent", "team_manager", team=world.team("kent")))


@pytest.fixture
def theirs(world: World) -> Desk:
    return Desk(world, world.person("havering", "team_manager", team=world.team("havering")))


def url(referral: Referral, rest: str = "") -> str:
    return f"/referrals/{referral.reference}/{rest}"


def put(desk: Desk, referral: Referral, name: str = "letter.pdf", data: bytes = samples.PDF, **more: Any) -> Any:
    token = token_in(desk.get(url(referral, "documents/add/")))
    typed = {"token": token, "file": SimpleUploadedFile(name, data), "title": "Letter", "reads": "ours", **more}
    return desk.post(url(referral, "documents/add/"), typed)


def test_a_document_is_kept_opened_and_each_opening_written_down(manager: Desk, referral: Referral) -> None:
    data = samples.PDF + bytes(PIECE * 2)
    assert put(manager, referral, "Letter of GP’s.pdf", data).status_code == 302
    one = Document.objects.get()
    assert (one.size, one.sha256, one.name) == (len(data), hashlib.sha256(data).hexdigest(), "Letter of GP’s.pdf")
    assert DocumentPiece.objects.count() == 3
    assert "Letter" in text_of(manager.get(url(referral)))
    answer = manager.get(url(referral, f"documents/{handle('document', one.pk)}/"))
    assert answer.streaming
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Entry.objects.filter(action="download", subject_id=one.pk, by_id=manager.user.pk).count() == 1
    assert "Opened a document" in text_of(manager.get(url(referral, "looked/")))


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("IMG_0412.HEIC", samples.heic(), "image/heic"),
        ("From the school.eml", samples.eml(("register.pdf", "application/pdf", samples.PDF)), "message/rfc822"),
        ("From the school.msg", samples.msg(("register.pdf", samples.PDF)), "application/vnd.ms-outlook"),
    ],
)
def test_a_telephones_photograph_and_an_e_mail_are_kept_and_only_ever_saved(
    manager: Desk, referral: Referral, name: str, data: bytes, kind: str
) -> None:
    sent = put(manager, referral, name, data)
    assert sent.status_code == 302, text_of(sent)
    answer = manager.get(url(referral, f"documents/{handle('document', Document.objects.get().pk)}/"))
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_it_is_read_a_piece_at_a_time(manager: Desk, referral: Referral) -> None:
    put(manager, referral, data=samples.PDF + bytes(PIECE * 3))
    answer = manager.get(url(referral, f"documents/{handle('document', Document.objects.get().pk)}/"))
    with CaptureQueriesContext(connection) as asked:
        sizes = [len(piece) for piece in answer.streaming_content]
    assert max(sizes) <= PIECE
    assert sum("referrals_documentpiece" in one["sql"] for one in asked) == len(sizes) + 1


def test_ours_is_opened_by_us_alone_and_a_shared_one_by_both(manager: Desk, theirs: Desk, referral: Referral) -> None:
    put(manager, referral, "ours.pdf", samples.PDF, title="Our letter")
    put(manager, referral, "all.txt", samples.TEXT, title="For all", reads="all")
    ours, shared = Document.objects.order_by("pk")
    page = text_of(theirs.get(url(referral, "documents/")))
    assert "For all" in page and "Our letter" not in page
    assert "Our letter" not in text_of(theirs.get(url(referral)))
    assert theirs.get(url(referral, f"documents/{handle('document', ours.pk)}/")).status_code == 404
    assert theirs.get(url(referral, f"documents/{handle('document', shared.pk)}/")).status_code == 200


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("virus.txt", EICAR, "carries something harmful"),
        ("picture.svg", b"<svg/>", "are not kept"),
        ("letter.pdf", b"MZ", "its content does not"),
        ("empty.pdf", b"", "The file is empty"),
        ("large.txt", b"x" * (14 * 1024 * 1024), "larger than 10 MB"),
    ],
)
def test_a_refused_file_is_not_kept_and_the_attempt_is(
    manager: Desk, referral: Referral, name: str, data: bytes, words: str
) -> None:
    answer = put(manager, referral, name, data)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Document.objects.exists() and not DocumentPiece.objects.exists()
    assert Entry.objects.filter(action="attach_refused", about_id=referral.pk).exists()


@pytest.mark.parametrize("named", ["", "clamd://127.0.0.1:1"])
def test_while_the_scanner_is_down_nothing_is_kept(
    manager: Desk, referral: Referral, settings: Any, named: str
) -> None:
    settings.SCANNER = named
    answer = put(manager, referral)
    assert answer.status_code == 422
    assert "could not be checked" in text_of(answer)
    assert not Document.objects.exists()


def test_a_double_press_keeps_one_and_the_same_file_again_is_said(manager: Desk, referral: Referral) -> None:
    token = token_in(manager.get(url(referral, "documents/add/")))
    for _ in range(2):
        typed = {"token": token, "file": SimpleUploadedFile("a.pdf", samples.PDF), "reads": "ours"}
        assert manager.post(url(referral, "documents/add/"), typed).status_code == 302
    assert Document.objects.count() == 1
    again = put(manager, referral, "other-name.pdf")
    assert again.status_code == 422 and "already" in text_of(again)


def test_a_withdrawn_document_opens_for_nobody_and_says_why(manager: Desk, theirs: Desk, referral: Referral) -> None:
    put(manager, referral, reads="all")
    one = Document.objects.get()
    of = handle("document", one.pk)
    assert theirs.post(url(referral, "withdraw-document/"), {"of": of, "because": "x"}).status_code == 422
    sent = manager.post(url(referral, "withdraw-document/"), {"of": of, "because": "About another family"})
    assert sent.status_code == 302
    for desk in (manager, theirs):
        assert desk.get(url(referral, f"documents/{of}/")).status_code == 404
        assert "About another family" in text_of(desk.get(url(referral, "documents/")))


def test_bytes_are_never_changed(world: World, referral: Referral) -> None:
    by = world.person("kent")
    actions.attach(by=by, referral=referral, name="a.pdf", data=samples.PDF, at=at(17), now=at(17))
    with pytest.raises(DatabaseError), transaction.atomic():
        DocumentPiece.objects.update(data=b"x")


def test_the_action_refuses_whatever_the_door(world: World, referral: Referral) -> None:
    given: dict[str, Any] = {"by": world.person("kent"), "referral": referral, "at": at(17), "now": at(17)}
    with pytest.raises(FileRefused):
        actions.attach(**given, name="a.pdf", data=samples.PDF, scan=NoScanner())
    with pytest.raises(NotPossible):
        actions.attach(**{**given, "by": world.person("croydon")}, name="a.pdf", data=samples.PDF)
