"""Which files are kept: ending and content agree, nothing runs, nothing swells (ASVS 5.0 V5; RELIABILITY 7)."""

import pytest

from referrals.files import names
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
    "limit.txt": b"x" * MOST_BYTES,
    "limit-1.txt": b"x" * (MOST_BYTES - 1),
}
BAD = [
    ("empty.pdf", b"", "empty"),
    ("limit+1.txt", b"x" * (MOST_BYTES + 1), "too_large"),
    ("letter", samples.PDF, "ending"),
    ("letter.pdf.exe", samples.PDF, "ending"),
    ("picture.svg", b"<svg><script>alert(1)</script></svg>", "ending"),
    ("photo.heic", b"\x00\x00\x00\x18ftypheic", "ending"),
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
