"""Small files of every kind that is kept, and of many that are not."""

import io
import struct
import zipfile
import zlib
from email.message import EmailMessage
from typing import Any

NONE, END = 0xFFFFFFFF, 0xFFFFFFFE  # of a compound file: nothing there; the end of a chain

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TEXT = "Letter of the GP, 3 March.\nO’Brien".encode()


def png(width: int = 8, height: int = 8) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


def jpeg(width: int = 8, height: int = 8) -> bytes:
    exif = b"\xff\xe1\x00\x08Exif\x00\x00"
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + bytes(9)
    return b"\xff\xd8" + exif + frame + b"\xff\xd9"


def packed(parts: dict[str, bytes], *, locked: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    data = out.getvalue()
    if locked:  # the bit that says so, in every central entry
        place = data.find(b"PK\x01\x02")
        while place >= 0:
            data = data[: place + 8] + bytes([data[place + 8] | 1]) + data[place + 9 :]
            place = data.find(b"PK\x01\x02", place + 4)
    return data


def docx(**more: bytes) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more})


XLSX = packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"})
PPTX = packed({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"})
ODT = packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"})
BOMB = docx(**{"word/media/image1.bin": bytes(20 * 1024 * 1024)})


def heic(width: int = 4032, height: int = 3024, brand: bytes = b"heic", also: bytes = b"mif1heic") -> bytes:
    """As a telephone writes one: brands, then what the picture is (pieced from tiles of 512 by 512), then its bytes."""

    def box(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", 8 + len(body)) + name + body

    sizes = b"".join(box(b"ispe", bytes(4) + struct.pack(">II", *size)) for size in ((512, 512), (width, height)))
    meta = bytes(4) + box(b"hdlr", bytes(24)) + box(b"iprp", box(b"ipco", box(b"hvcC", bytes(9)) + sizes))
    return box(b"ftyp", brand + bytes(4) + also) + box(b"meta", meta) + box(b"mdat", bytes(64))


def eml(*attached: tuple[str, str, bytes]) -> bytes:
    """An e-mail from a school, with what is attached: name, type, bytes."""
    message = EmailMessage()
    message["From"] = "Office <office@school.example>"
    message["To"] = "duty@kent.example"
    message["Date"] = "Tue, 03 Mar 2026 09:12:00 +0000"
    message["Subject"] = "Ana’s attendance"
    message.set_content("Ana was absent on Monday and Tuesday.\n")
    message.add_alternative("<p>Ana was absent on Monday and Tuesday.</p>", subtype="html")
    for name, kind, data in attached:
        main, sub = kind.split("/")
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


Tree = dict[str, "bytes | Tree"]


def compound(tree: Tree) -> bytes:
    """A compound file ([MS-CFB], version 3) of storages and streams: what is inside one stands to the right of another.

    Streams under 4,096 bytes lie in the small sectors of the root's own stream, as Outlook has them.
    """
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = b"", []
    entries: list[list[Any]] = [["Root Entry", 5, NONE, NONE, 0]]

    def chain(data: bytes) -> int:
        first = len(sectors)
        for place in range(0, len(data), 512):
            sectors.append(data[place : place + 512].ljust(512, b"\0"))
            fat.append(len(sectors))
        fat[-1] = END
        return first

    def add(inside: Tree) -> int:
        nonlocal mini
        first = before = NONE
        for name, held in inside.items():
            number = len(entries)
            entries.append([name, 1 if isinstance(held, dict) else 2, NONE, NONE, 0])
            if before == NONE:
                first = number
            else:
                entries[before][2] = number  # to the right of the one before
            before = number
            if isinstance(held, dict):
                entries[number][3] = add(held)
                entries[number].append(0)
            elif len(held) >= 4096:
                entries[number][4:] = [chain(held), len(held)]
            elif held:
                entries[number][4:] = [len(mini_fat), len(held)]
                count = -(-len(held) // 64)
                mini_fat.extend([*range(len(mini_fat) + 1, len(mini_fat) + count), END])
                mini += held.ljust(64 * count, b"\0")
        return first

    entries[0][3] = add(tree)
    entries[0][4:] = [chain(mini) if mini else END, len(mini)]
    raw = b""
    for name, kind, right, child, start, size in ([*one, 0][:6] for one in entries):
        letters = name.encode("utf-16-le")
        head = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters) + 2, kind, 1, NONE, right, child)
        raw += head + bytes(36) + struct.pack("<IQ", start, size)
    directory = chain(raw)
    small = chain(b"".join(struct.pack("<I", one) for one in mini_fat)) if mini_fat else END
    count = 1
    while len(fat) + count > 128 * count:
        count += 1
    own = list(range(len(fat), len(fat) + count))
    table = fat + [0xFFFFFFFD] * count
    table += [NONE] * (128 * count - len(table))
    packed_table = struct.pack(f"<{len(table)}I", *table)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 62, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, count, directory, 0, 4096, small, 1 if mini_fat else 0, END, 0)
    head += struct.pack("<109I", *own, *[NONE] * (109 - count))
    return head + b"".join(sectors) + packed_table


def msg(*attached: tuple[str, bytes | Tree]) -> bytes:
    """What Outlook saves of an e-mail: its subject, and what is attached by name; a tree is another e-mail."""
    return compound(message(*attached))


def message(*attached: tuple[str, bytes | Tree]) -> Tree:
    tree: Tree = {
        "__properties_version1.0": bytes(64),
        "__nameid_version1.0": {"__substg1.0_00020102": b""},
        "__substg1.0_0037001F": "Ana’s attendance".encode("utf-16-le"),
        "__substg1.0_1000001F": ("Ana was absent on Monday and Tuesday. " * 80).encode("utf-16-le"),
    }
    for number, (name, held) in enumerate(attached):
        inner = "__substg1.0_3701000D" if isinstance(held, dict) else "__substg1.0_37010102"
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": bytes(8),
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            inner: held,
        }
    return tree
