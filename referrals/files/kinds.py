"""What a file is, by its ending and by its content: both must say the same, and nothing in it may run or swell.

Sources: OWASP ASVS 5.0 V5 (type by content and ending, size, expansion of archives, pixels, names).
"""

import io
import struct
import zipfile
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from referrals.files import mail, pictures
from referrals.files.refusing import NotAccepted, unlike

__all__ = ["ACCEPTED", "KINDS", "MOST_BYTES", "Kind", "NotAccepted", "kind_of"]

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_TIMES = 100  # how much larger than packed one part may be
MOST_PARTS = 3000
# Inside a document: what runs, and what hides another archive.
NEVER_INSIDE = {"exe", "dll", "js", "vbs", "bat", "cmd", "ps1", "jar", "scr", "com", "zip", "7z", "rar"}


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


def _pdf(data: bytes) -> None:
    if not data.startswith(b"%PDF-"):
        raise unlike("PDF")
    if b"/Encrypt" in data:
        raise NotAccepted(
            "locked", "The PDF is locked with a password, so it cannot be checked. Save it without the password."
        )


def _office(label: str, needed: str, macros: tuple[str, ...] = ()) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        for name in _parts(data, label):
            if name.rpartition("/")[2].lower() in {"vbaproject.bin", *macros}:
                raise NotAccepted("macros", f"The {label} holds a program (macros). Save it without macros.")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if needed not in archive.namelist():
                raise unlike(label)

    return check


def _open_document(label: str, content_type: bytes) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        names = _parts(data, label)
        if any(name.startswith("Basic/") for name in names):
            raise NotAccepted("macros", f"The {label} holds a program (macros). Save it without macros.")
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "mimetype" not in names or archive.read("mimetype").strip() != content_type:
                raise unlike(label)

    return check


def _parts(data: bytes, label: str) -> list[str]:
    """The names of what is packed inside, counted by what the archive itself says before anything is unpacked."""
    if not data.startswith(b"PK\x03\x04"):
        raise unlike(label)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as broken:
        raise unlike(label) from broken
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
        raise unlike("plain text")
    if any(sign in start for sign in (b"<svg", b"<!doctype", b"<html", b"<script", b"<?xml")):
        raise NotAccepted("markup", "This is a web page or a drawing, not plain text. Save it as PDF.")


#: How many e-mails stand round what is being looked at.
_deep: ContextVar[int] = ContextVar("deep", default=0)


def _inside(ending: str, data: bytes) -> None:
    """What an e-mail carries, looked at as if it were added by itself; one e-mail in another as well."""
    if (deep := _deep.get()) >= mail.MOST_DEPTH:
        raise NotAccepted("swells", mail.TOO_MUCH)
    kept = _deep.set(deep + 1)
    try:
        kind_of(ending, data)
    finally:
        _deep.reset(kept)


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
    "png": Kind("Picture", "image/png", pictures.png),
    "jpg": Kind("Picture", "image/jpeg", pictures.jpeg),
    "jpeg": Kind("Picture", "image/jpeg", pictures.jpeg),
    "heic": Kind(pictures.HEIC, "image/heic", pictures.heic),
    "heif": Kind(pictures.HEIC, "image/heif", pictures.heic),
    "eml": Kind(mail.EML, "message/rfc822", mail.eml(_inside)),
    "msg": Kind(mail.MSG, "application/vnd.ms-outlook", mail.msg(_inside)),
    "txt": Kind("Plain text", "text/plain; charset=utf-8", _text),
    "csv": Kind("Table as text", "text/csv; charset=utf-8", _text),
}
ACCEPTED = (
    "PDF, Word (docx), Excel (xlsx), slides (pptx), OpenDocument text, pictures (JPEG, PNG, HEIC), e-mails (eml, msg), "
    "plain text"
)
