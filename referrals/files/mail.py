"""Whether the content is an e-mail, and whether what it carries would be kept by itself.

Two kinds: the text that every mail program saves (eml, RFC 5322) and what Outlook saves (msg, [MS-OXMSG]). Nothing gets
in with an e-mail that does not get in alone: what is attached is looked at as if it were added by itself.
"""

import email
import re
from collections.abc import Callable, Iterator
from email.header import decode_header, make_header
from email.message import Message

from referrals.files import names
from referrals.files.compound import STORAGE, Broken, Compound, Entry
from referrals.files.refusing import NotAccepted, unlike

#: Says that an attachment of this ending may be kept, or raises NotAccepted.
Inside = Callable[[str, bytes], None]

EML, MSG = "e-mail (eml)", "Outlook e-mail (msg)"
MOST_PARTS = 300
MOST_DEPTH = 6
TOO_MUCH = "The e-mail carries too much to be looked at. Add what it carries by itself."
#: What mail programs put in beside what people attach: pictures in signatures, invitations, cards, signatures.
BESIDE = {"gif": b"GIF8", "ics": b"BEGIN:VCALENDAR", "vcf": b"BEGIN:VCARD", "p7s": b""}
#: What a message says without a file's name.
WORDS = {"text/plain", "text/html", "text/enriched", "text/calendar", "text/rfc822-headers", "message/delivery-status"}
BY_TYPE = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "application/pdf": "pdf"}
SEALED = {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")


def eml(inside: Inside) -> Callable[[bytes], None]:
    """The check of the e-mail that is kept as text: it begins with its header, and says from whom and when it is."""

    def check(data: bytes) -> None:
        if b"\x00" in data or not _FIELD.match(data):
            raise unlike(EML)
        try:
            message = email.message_from_bytes(data)
            if not (message["From"] and message["Date"]):
                raise unlike(EML)
            for name, content in _attached(message):
                _look_at(name, content, inside)
        except (ValueError, LookupError, AttributeError, TypeError, RecursionError) as broken:
            raise unlike(EML) from broken

    return check


def _attached(message: Message) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of everything that is not the message's own words. Raises NotAccepted for what nobody can see."""
    parts = 0
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        parts += 1
        if parts > MOST_PARTS or depth > MOST_DEPTH:
            raise NotAccepted("swells", TOO_MUCH)
        kind = part.get_content_type()
        if kind in SEALED:
            raise NotAccepted("locked", "The e-mail is encrypted, so it cannot be checked. Save it without encryption.")
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list):
            waiting += [(one, depth + 1) for one in inner if isinstance(one, Message)]
            continue
        name = _name(part)
        if not name and kind in WORDS:
            continue
        content = part.get_payload(decode=True)
        yield name or f"attachment.{BY_TYPE.get(kind, '')}", content if isinstance(content, bytes) else b""


def _name(part: Message) -> str:
    """The file's name in letters, however it was written; "" for none."""
    given = part.get_filename()
    return str(make_header(decode_header(given))) if given else ""


def _look_at(name: str, content: bytes, inside: Inside) -> None:
    """Raises NotAccepted, naming the attachment, for one that would not be kept by itself."""
    name = names.clean(name)
    ending = names.ending(name)
    try:
        if ending not in BESIDE:
            inside(ending, content)
        elif not content.startswith(BESIDE[ending]):
            raise unlike(ending)
    except NotAccepted as why:
        raise NotAccepted(
            why.code,
            f"The e-mail carries “{name}”, which is not kept by itself either. Print the e-mail to PDF and add that; "
            "add what it carries one by one, as far as it is kept.",
        ) from why


# What Outlook calls things ([MS-OXMSG] 2.1.3, 2.2.2; [MS-OXCMSG] 2.2.2): ends of stream names, Unicode and not.
_PROPERTIES = "__properties_version1.0"
_ATTACHMENT = "__attach_version1.0_"
_LONG_NAME, _SHORT_NAME = "__substg1.0_3707", "__substg1.0_3704"
_DATA, _OBJECT = "__substg1.0_37010102", "__substg1.0_3701000D"


def msg(inside: Inside) -> Callable[[bytes], None]:
    """The check of what Outlook saves: a compound file that holds a message, not a document or a program's store."""

    def check(data: bytes) -> None:
        try:
            file = Compound(data)
            held = file.inside(file.root)
            if _PROPERTIES not in held or not any(name.startswith("__nameid_version1.0") for name in held):
                raise unlike(MSG)
            _look_through(file, held, inside, depth=0)
        except Broken as broken:
            raise unlike(MSG) from broken

    return check


def _look_through(file: Compound, held: dict[str, Entry], inside: Inside, *, depth: int) -> None:
    """Every attachment of a message, and of the messages attached to it."""
    found = [one for name, one in held.items() if name.startswith(_ATTACHMENT) and one.kind == STORAGE]
    if depth > MOST_DEPTH or len(found) > MOST_PARTS:
        raise NotAccepted("swells", TOO_MUCH)
    for storage in found:
        parts = file.inside(storage)
        if _OBJECT in parts:
            nested = file.inside(parts[_OBJECT])
            if _PROPERTIES not in nested:
                raise NotAccepted(
                    "inside", "The e-mail holds a document of another program inside its text. Save it as PDF."
                )
            _look_through(file, nested, inside, depth=depth + 1)
        elif _DATA in parts:
            _look_at(_named(file, parts), file.read(parts[_DATA]), inside)


def _named(file: Compound, parts: dict[str, Entry]) -> str:
    for prefix in (_LONG_NAME, _SHORT_NAME):
        for kind, letters in (("001F", "utf-16-le"), ("001E", "cp1252")):
            if entry := parts.get(prefix + kind):
                return file.read(entry).decode(letters, "replace")
    return ""
