"""What a file is, by its ending and by its content: both must say the same, and nothing in it may run or swell.

Sources: OWASP ASVS 5.0 V5 (type by content and ending, size, expansion of archives, pixels, names).
"""

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_TIMES = 100  # how much larger than packed one part may be
MOST_PARTS = 3000
# Inside a document: what runs, and what hides another archive.
NEVER_INSIDE = {"exe", "dll", "js", "vbs", "bat", "cmd", "ps1", "jar", "scr", "com", "zip", "7z", "rar"}


class NotAccepted(Exception):
    """A file that is not kept; the sentence says why and what to do. `code` is for the trail, which holds no words."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True)
class Kind:
    """One kind that is accepted. `check(data)` raises NotAccepted for content that is not of this kind."""

    label: str
    content_type: str
    check: Callable[[bytes], None]


def kind_of(name_ending: str, data: bytes) -> Kind:
    """The kind of a file by its ending, its content checked. Raises NotAccepted."""
    if not data:
        raise NotAccepted("empty", "The file is empty. Choose another, or save it again.")
    if len(data) > MOST_BYTES:
        raise NotAccepted(
            "too_large", f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Choose a smaller one."
        )
    kind = KINDS.get(name_ending)
    if kind is None:
        raise NotAccepted("ending", f"Files of this kind are not kept. Save it as one of these: {ACCEPTED}.")
    kind.check(data)
    return kind


def _unlike(label: str) -> NotAccepted:
    return NotAccepted(
        "content", f"The file’s ending says {label}, its content does not. Open it, save it anew and try again."
    )


def _pdf(data: bytes) -> None:
    if not data.startswith(b"%PDF-"):
        raise _unlike("PDF")
    if b"/Encrypt" in data:
        raise NotAccepted(
            "locked", "The PDF is locked with a password, so it cannot be checked. Save it without the password."
        )


def _png(data: bytes) -> None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR" or len(data) < 24:
        raise _unlike("PNG picture")
    width, height = struct.unpack(">II", data[16:24])
    _must_fit(width, height)


def _jpeg(data: bytes) -> None:
    """Walks the segments to the one that says how large the picture is."""
    if not data.startswith(b"\xff\xd8\xff"):
        raise _unlike("JPEG picture")
    place = 2
    while place + 9 <= len(data):
        if data[place] != 0xFF:
            break
        marker = data[place + 1]
        if marker == 0xFF:  # fill
            place += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            _must_fit(width, height)
            return
        if marker in {0xD8, 0x01} or 0xD0 <= marker <= 0xD7:
            place += 2
            continue
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    raise _unlike("JPEG picture")


def _must_fit(width: int, height: int) -> None:
    if width == 0 or height == 0:
        raise _unlike("picture")
    if width * height > MOST_PIXELS:
        raise NotAccepted("pixels", "The picture has too many points to be opened safely. Save it smaller.")


def _office(label: str, needed: str, macros: tuple[str, ...] = ()) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        for name in _parts(data, label):
            if name.rpartition("/")[2].lower() in {"vbaproject.bin", *macros}:
                raise NotAccepted("macros", f"The {label} holds a program (macros). Save it without macros.")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if needed not in archive.namelist():
                raise _unlike(label)

    return check


def _open_document(label: str, content_type: bytes) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        names = _parts(data, label)
        if any(name.startswith("Basic/") for name in names):
            raise NotAccepted("macros", f"The {label} holds a program (macros). Save it without macros.")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "mimetype" not in names or archive.read("mimetype").strip() != content_type:
                raise _unlike(label)

    return check


def _parts(data: bytes, label: str) -> list[str]:
    """The names of what is packed inside, counted by what the archive itself says before anything is unpacked."""
    if not data.startswith(b"PK\x03\x04"):
        raise _unlike(label)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as broken:
        raise _unlike(label) from broken
    swells = NotAccepted("swells", f"The {label} would unpack to far more than it seems. It is not opened.")
    if len(inside) > MOST_PARTS or sum(one.file_size for one in inside) > MOST_UNPACKED:
        raise swells
    for one in inside:
        if one.file_size > 1024 * 1024 and one.file_size > MOST_TIMES * max(1, one.compress_size):
            raise swells
        if one.flag_bits & 1:
            raise NotAccepted("locked", f"The {label} is locked with a password. Save it without the password.")
        name = one.filename
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
            raise NotAccepted("paths", f"The {label} holds names that lead out of it. It is not opened.")
        if name.rpartition(".")[2].lower() in NEVER_INSIDE:
            raise NotAccepted("inside", f"The {label} holds a program or another archive inside. It is not opened.")
    return [one.filename for one in inside]


def _text(data: bytes) -> None:
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:512].lower()
    if b"\x00" in data or any(
        start.startswith(sign) for sign in (b"%pdf", b"pk\x03\x04", b"mz", b"\x89png", b"\xff\xd8")
    ):
        raise _unlike("plain text")
    if any(sign in start for sign in (b"<svg", b"<!doctype", b"<html", b"<script", b"<?xml")):
        raise NotAccepted("markup", "This is a web page or a drawing, not plain text. Save it as PDF.")


_X = "application/vnd.openxmlformats-officedocument"
KINDS: dict[str, Kind] = {
    "pdf": Kind("PDF", "application/pdf", _pdf),
    "docx": Kind("Word document", f"{_X}.wordprocessingml.document", _office("Word document", "word/document.xml")),
    "xlsx": Kind("Excel sheet", f"{_X}.spreadsheetml.sheet", _office("Excel sheet", "xl/workbook.xml")),
    "pptx": Kind("Slides", f"{_X}.presentationml.presentation", _office("slides", "ppt/presentation.xml")),
    "odt": Kind(
        "OpenDocument text",
        "application/vnd.oasis.opendocument.text",
        _open_document("OpenDocument text", b"application/vnd.oasis.opendocument.text"),
    ),
    "png": Kind("Picture", "image/png", _png),
    "jpg": Kind("Picture", "image/jpeg", _jpeg),
    "jpeg": Kind("Picture", "image/jpeg", _jpeg),
    "txt": Kind("Plain text", "text/plain; charset=utf-8", _text),
    "csv": Kind("Table as text", "text/csv; charset=utf-8", _text),
}
ACCEPTED = "PDF, Word (docx), Excel (xlsx), slides (pptx), OpenDocument text, JPEG or PNG pictures, plain text"
