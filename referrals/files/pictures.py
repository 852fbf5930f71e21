"""Whether the content is a picture of a kind that is kept, and one that can be opened safely. All raise NotAccepted."""

import struct
from collections.abc import Iterator

from referrals.files.refusing import must_fit, unlike


def png(data: bytes) -> None:
    """By its signature and first chunk."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR" or len(data) < 24:
        raise unlike("PNG picture")
    must_fit(*struct.unpack(">II", data[16:24]))


def jpeg(data: bytes) -> None:
    """Walks the segments to the one that says how large the picture is."""
    if not data.startswith(b"\xff\xd8\xff"):
        raise unlike("JPEG picture")
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
            must_fit(width, height)
            return
        if marker in {0xD8, 0x01} or 0xD0 <= marker <= 0xD7:
            place += 2
            continue
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    raise unlike("JPEG picture")


#: Brands of one still picture coded as HEVC (ISO/IEC 23008-12, annex B); `mif1` alone says only "a picture file".
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis"}
HEIC = "photograph from a telephone (HEIC)"


def heic(data: bytes) -> None:
    """By the brands of its first box, and by every size that it declares: of the picture and of what it is pieced from.

    What a telephone that makes one is sent as is kept as it is; nothing here draws it.
    """
    boxes = dict(_boxes(data))
    first = boxes.get(b"ftyp", b"")
    brands = {first[:4], *(first[place : place + 4] for place in range(8, len(first), 4))}
    if data[4:8] != b"ftyp" or not brands & HEIC_BRANDS or b"meta" not in boxes:
        raise unlike(HEIC)
    properties = dict(_boxes(boxes[b"meta"][4:])).get(b"iprp", b"")
    sizes = [
        struct.unpack(">II", body[4:12])
        for name, body in _boxes(dict(_boxes(properties)).get(b"ipco", b""))
        if name == b"ispe" and len(body) >= 12
    ]
    if not sizes:
        raise unlike(HEIC)
    for width, height in sizes:
        must_fit(width, height, HEIC)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes of ISO base media one after another: name and content. Stops where one is longer than what is left."""
    place = 0
    while place + 8 <= len(data):
        size, name, head = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[place + 8 : place + 16]), 16
        elif size == 0:  # to the end
            size = len(data) - place
        if size < head or place + size > len(data):
            return
        yield name, data[place + head : place + size]
        place += size
