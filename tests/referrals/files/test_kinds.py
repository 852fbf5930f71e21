"""Which files are kept: ending and content agree, nothing runs, nothing swells (ASVS 5.0 V5; RELIABILITY 7)."""

import struct

import pytest

from referrals.files import compound, names
from referrals.files.kinds import MOST_BYTES, NotAccepted, kind_of
from referrals.files.uploading import CutOff
from tests.referrals.files import samples

GOOD = {
    "letter.pdf": samples.PDF,
    "LETTER.PDF": samples.PDF,
    "a.b.pdf": samples.PDF,
    "note.docx": samples.docx(),
    "sheet.xlsx": samples.XLSX,
    "talk.pptx": samples.PPTX,
    "text.odt": samples.ODT,
    "plain.txt": samples.TEXT,
    "table.csv": b"name;when\r\nA;3 March\r\n",
    "photo.png": samples.png(),
    "photo.jpg": samples.jpeg(),
    "photo.jpeg": samples.jpeg(),
    "IMG_0412.HEIC": samples.heic(),
    "20260303.heif": samples.heic(brand=b"mif1", also=b"mif1heix"),
    "from-the-school.eml": samples.eml(),
    "register.eml": samples.eml(
        ("register.pdf", "application/pdf", samples.PDF),
        ("logo.gif", "image/gif", b"GIF89a"),
        ("visit.ics", "text/calendar", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
        ("bruise.heic", "image/heic", samples.heic()),
        ("earlier.eml", "application/octet-stream", samples.eml()),
    ),
    "from-the-school.msg": samples.msg(),
    "register.msg": samples.msg(
        ("register.pdf", samples.PDF + bytes(9000)), ("earlier", samples.message(("a.png", samples.png())))
    ),
    "limit.txt": b"x" * MOST_BYTES,
    "limit-1.txt": b"x" * (MOST_BYTES - 1),
}
BAD = [
    ("empty.pdf", b"", "empty"),
    ("limit+1.txt", b"x" * (MOST_BYTES + 1), "too_large"),
    ("letter", samples.PDF, "ending"),
    ("letter.pdf.exe", samples.PDF, "ending"),
    ("picture.svg", b"<svg><script>alert(1)</script></svg>", "ending"),
    ("photo.heic", b"\x00\x00\x00\x18ftypheic", "content"),
    ("photo.heic", samples.jpeg(), "content"),
    ("photo.heic", samples.heic(brand=b"avif", also=b"mif1avif"), "content"),
    ("film.heic", samples.heic(brand=b"qt  ", also=b"qt  "), "content"),
    ("photo.heic", samples.heic(0, 8), "content"),
    ("photo.heic", samples.heic()[:60], "content"),
    ("flood.heic", samples.heic(60_000, 60_000), "pixels"),
    ("photo.jpg", samples.heic(), "content"),
    ("mail.eml", b"Dear colleague,\nAna was absent.\n", "content"),
    ("mail.eml", b"To: duty@kent.example\n\nNobody says from whom or when.\n", "content"),
    ("mail.eml", samples.PDF, "content"),
    ("mail.eml", samples.msg(), "content"),
    ("mail.eml", samples.eml() + b"\x00", "content"),
    ("page.eml", b"<html>From: a\nDate: b\n</html>", "content"),
    ("run.eml", samples.eml(("run.exe", "application/octet-stream", b"MZ")), "ending"),
    ("hidden.eml", samples.eml(("r\u202egpj.exe", "image/jpeg", b"MZ")), "ending"),
    ("lies.eml", samples.eml(("letter.pdf", "application/pdf", b"MZ")), "content"),
    ("page.eml", samples.eml(("open-me.html", "text/html", b"<script>")), "ending"),
    ("macro.eml", samples.eml(("a.docx", "a/b", samples.docx(**{"word/vbaProject.bin": b"x"}))), "macros"),
    ("nested.eml", samples.eml(("b.eml", "a/b", samples.eml(("run.js", "a/b", b"x")))), "ending"),
    ("nameless.eml", samples.eml(("", "application/zip", samples.XLSX)), "ending"),
    ("gif.eml", samples.eml(("logo.gif", "image/gif", b"MZ")), "content"),
    ("sealed.eml", b"From: a@b.example\nDate: x\nContent-Type: application/pkcs7-mime; name=smime.p7m\n\nx", "locked"),
    (
        "deep.eml",
        b"From: a@b.example\nDate: x\n" + b"Content-Type: message/rfc822\n\n" * 12 + b"Subject: x\n\nx",
        "swells",
    ),
    ("mail.msg", samples.eml(), "content"),
    ("letter.msg", samples.compound({"WordDocument": b"x"}), "content"),
    ("mail.msg", samples.msg()[:700], "content"),
    ("mail.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "content"),
    ("run.msg", samples.msg(("run.exe", b"MZ")), "ending"),
    ("lies.msg", samples.msg(("letter.pdf", b"MZ" * 4000)), "content"),
    ("nested.msg", samples.msg(("earlier", samples.message(("run.vbs", b"x")))), "ending"),
    ("sheet.msg", samples.msg(("sheet", {"Workbook": b"x"})), "inside"),
    ("page.html", b"<html></html>", "ending"),
    ("old.doc", b"\xd0\xcf\x11\xe0", "ending"),
    ("letter.pdf", b"MZ\x90\x00", "content"),
    ("letter.pdf", samples.png(), "content"),
    ("photo.png", samples.jpeg(), "content"),
    ("photo.png", b"\x89PNG\r\n\x1a\n", "content"),
    ("photo.png", samples.png(0, 8), "content"),
    ("photo.jpg", samples.PDF, "content"),
    ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10", "content"),
    ("note.docx", samples.XLSX, "content"),
    ("sheet.xlsx", samples.docx(), "content"),
    ("text.odt", samples.docx(), "content"),
    ("note.docx", b"PK\x03\x04 broken", "content"),
    ("note.docx", samples.PDF, "content"),
    ("plain.txt", b"a\x00b", "content"),
    ("plain.txt", samples.PDF, "content"),
    ("plain.txt", b"<svg onload=alert(1)>", "markup"),
    ("plain.txt", b"\xef\xbb\xbf <!DOCTYPE html>", "markup"),
    ("locked.pdf", samples.PDF + b"trailer<</Encrypt 5 0 R>>", "locked"),
    ("locked.docx", samples.packed({"word/document.xml": b"x"}, locked=True), "locked"),
    ("macro.docx", samples.docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    ("program.docx", samples.docx(**{"word/embeddings/run.exe": b"MZ"}), "inside"),
    ("nested.docx", samples.docx(**{"word/more.zip": samples.XLSX}), "inside"),
    ("climbs.docx", samples.docx(**{"../../etc/passwd": b"x"}), "paths"),
    ("bomb.docx", samples.BOMB, "swells"),
    ("flood.png", samples.png(100_000, 100_000), "pixels"),
    ("flood.jpg", samples.jpeg(60_000, 60_000), "pixels"),
]


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_it_says_is_kept(name: str) -> None:
    assert kind_of(names.ending(names.clean(name)), GOOD[name]).content_type


@pytest.mark.parametrize(("name", "data", "code"), BAD, ids=[f"{name}-{code}" for name, _, code in BAD])
def test_a_file_that_is_not_is_refused_in_words(name: str, data: bytes, code: str) -> None:
    with pytest.raises(NotAccepted) as refused:
        kind_of(names.ending(names.clean(name)), data)
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../../secret.pdf", "secret.pdf"),
        ("C:\\Users\\me\\letter.pdf", "letter.pdf"),
        ("COM1.txt", "_COM1.txt"),
        ("nul", "_nul"),
        ("cod\u202efdp.exe", "codfdp.exe"),
        ("a\r\nContent-Type: text-html.pdf", "aContent-Type text-html.pdf"),
        ("", "document"),
        ("…", "…"),
        ("..", "document"),
        (".pdf", "pdf"),
        ("O’Brien – Siobhán 李.pdf", "O’Brien – Siobhán 李.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("x." + "y" * 300, "document"),
    ],
)
def test_a_name_is_cleaned(typed: str, kept: str) -> None:
    assert names.clean(typed) == kept


def test_what_is_far_too_large_is_cut_off_as_it_arrives() -> None:
    handler, piece = CutOff(), b"x" * 64 * 1024
    handler.new_file("file", "a.txt", "text/plain", 10**9)
    kept = sum(len(handler.receive_data_chunk(piece, place) or b"") for place in range(1000))
    assert MOST_BYTES < kept <= MOST_BYTES + len(piece)
    handler.new_file("file", "b.txt", "text/plain", 5)
    assert handler.receive_data_chunk(b"small", 0) == b"small"


def test_what_an_e_mail_carries_is_named_with_what_to_do_instead() -> None:
    with pytest.raises(NotAccepted) as refused:
        kind_of("eml", samples.eml(("run.exe", "application/octet-stream", b"MZ")))
    assert "carries “run.exe”" in refused.value.sentence and "Print the e-mail to PDF" in refused.value.sentence


def test_an_attachment_is_named_by_what_its_name_says_however_it_was_written() -> None:
    hidden = samples.eml(("x.pdf", "application/pdf", samples.PDF)).replace(
        b'filename="x.pdf"', b'filename="=?utf-8?b?cnVuLmV4ZQ==?="'
    )
    with pytest.raises(NotAccepted) as refused:
        kind_of("eml", hidden)
    assert "“run.exe”" in refused.value.sentence


@pytest.mark.parametrize("kind", ["msg", "eml", "heic"])
def test_a_broken_one_is_refused_and_never_an_error_of_ours(kind: str) -> None:
    """Every byte of the beginning changed, and every length: an answer in words each time, or none needed."""
    whole = {"msg": samples.msg(("a.pdf", samples.PDF)), "eml": samples.eml(), "heic": samples.heic()}[kind]
    for place in range(min(len(whole), 3000)):
        for changed in (whole[:place] + b"\xff" + whole[place + 1 :], whole[:place] + b"\x00" + whole[place + 1 :]):
            try:
                kind_of(kind, changed)
            except NotAccepted as why:
                assert why.sentence
    for length in range(0, len(whole), 37):
        try:
            kind_of(kind, whole[:length])
        except NotAccepted as why:
            assert why.sentence


def test_a_compound_file_that_runs_in_a_ring_ends() -> None:
    whole = bytearray(samples.msg())
    (directory,), (fat,) = struct.unpack_from("<I", whole, 48), struct.unpack_from("<I", whole, 76)
    place = 512 * (fat + 1) + 4 * directory
    whole[place : place + 4] = directory.to_bytes(4, "little")  # the directory's first sector follows itself
    with pytest.raises(NotAccepted):
        kind_of("msg", bytes(whole))


def test_e_mails_in_e_mails_end_however_they_are_declared() -> None:
    whole = samples.eml()
    for _ in range(5):
        whole = samples.eml(("inner.eml", "application/octet-stream", whole))
    assert kind_of("eml", whole)
    for _ in range(5):
        whole = samples.eml(("inner.eml", "application/octet-stream", whole))
    with pytest.raises(NotAccepted) as refused:
        kind_of("eml", whole)
    assert refused.value.code == "swells"


def test_what_is_walked_through_of_a_compound_file_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = samples.msg(("note.txt", b"Seen on Monday."))
    assert kind_of("msg", whole)
    monkeypatch.setattr(compound, "MOST_WALKED", 5)
    with pytest.raises(NotAccepted):
        kind_of("msg", whole)
