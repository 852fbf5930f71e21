"""Reads the compound files in which Outlook keeps a message: what is inside, by name, and the bytes of one stream.

As [MS-CFB] has it, and no more than is needed to look into one. Nothing that the file says of itself is believed: every
place is checked, every chain ends, and no more is read out than a file can hold.
"""

import struct
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOTHING = 0xFFFFFFFF  # of an entry: none beside it, none in it
LAST_REAL = 0xFFFFFFFA  # above it a sector's number is a mark
STORAGE, STREAM, ROOT = 1, 2, 5
MOST_READ = 64 * 1024 * 1024
MOST_WALKED = 20_000


class Broken(Exception):
    """Not such a file, or one whose parts do not fit together."""


@dataclass(frozen=True)
class Entry:
    """A stream (bytes under a name) or a storage (a folder of them)."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """One file, whole in memory. Raises Broken."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(SIGNATURE):
            raise Broken("signature")
        self._data = data
        self._read = self._walked = 0
        major, order, shift, mini_shift = struct.unpack_from("<HHHH", data, 26)
        if (major, shift) not in {(3, 9), (4, 12)} or order != 0xFFFE or mini_shift != 6:
            raise Broken("header")
        self._size = 1 << shift
        directory, _, self._cutoff, mini_fat, _, difat, _ = struct.unpack_from("<7I", data, 48)
        self._fat = self._table(self._fat_sectors(difat))
        self._mini_fat = self._table(self._chain(mini_fat, self._fat))
        raw = b"".join(map(self._sector, self._chain(directory, self._fat)))
        wide = major == 4
        self.entries = [_entry(raw[place : place + 128], wide=wide) for place in range(0, len(raw) - 127, 128)]
        if not self.entries or self.entries[0].kind != ROOT:
            raise Broken("root")
        self._mini = self._bytes(self.entries[0].start, self.entries[0].size)

    @property
    def root(self) -> Entry:
        return self.entries[0]

    def inside(self, storage: Entry) -> dict[str, Entry]:
        """What lies in a storage, by name."""
        found: dict[str, Entry] = {}
        waiting, seen = [storage.child], set()
        while waiting:
            number = waiting.pop()
            if number == NOTHING or number in seen:
                continue
            if number >= len(self.entries):
                raise Broken("entry")
            seen.add(number)
            entry = self.entries[number]
            if entry.kind in {STORAGE, STREAM}:
                found[entry.name] = entry
            waiting += [entry.left, entry.right]
        # Storages may share what they hold, so that few bytes can stand for any number of visits.
        self._walked += len(seen)
        if self._walked > MOST_WALKED:
            raise Broken("swells")
        return found

    def read(self, stream: Entry) -> bytes:
        """The bytes of a stream."""
        self._read += stream.size
        if self._read > MOST_READ:
            raise Broken("swells")
        if stream.size >= self._cutoff:
            return self._bytes(stream.start, stream.size)
        wanted = self._chain(stream.start, self._mini_fat) if stream.size else []
        return _all_of(b"".join(self._mini[64 * one : 64 * one + 64] for one in wanted), stream.size)

    def _bytes(self, start: int, size: int) -> bytes:
        return _all_of(b"".join(map(self._sector, self._chain(start, self._fat))), size) if size else b""

    def _sector(self, number: int) -> bytes:
        place = (number + 1) * self._size
        if place >= len(self._data):
            raise Broken("sector")
        return self._data[place : place + self._size]

    def _table(self, sectors: list[int]) -> list[int]:
        raw = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))

    def _fat_sectors(self, difat: int) -> list[int]:
        """The first 109 stand in the header, the others in a chain of sectors that end with the next one."""
        found = list(struct.unpack_from("<109I", self._data, 76))
        seen: set[int] = set()
        while difat <= LAST_REAL:
            if difat in seen:
                raise Broken("chain")
            seen.add(difat)
            numbers = self._table([difat])
            found += numbers[:-1]
            difat = numbers[-1]
        return [one for one in dict.fromkeys(found) if one <= LAST_REAL]

    def _chain(self, start: int, table: list[int]) -> list[int]:
        found: list[int] = []
        seen: set[int] = set()
        while start <= LAST_REAL:
            if start in seen or start >= len(table):
                raise Broken("chain")
            seen.add(start)
            found.append(start)
            start = table[start]
        return found


def _all_of(data: bytes, size: int) -> bytes:
    if len(data) < size:
        raise Broken("size")
    return data[:size]


def _entry(raw: bytes, *, wide: bool) -> Entry:
    length, kind, _, left, right, child = struct.unpack_from("<HBBIII", raw, 64)
    (start,) = struct.unpack_from("<I", raw, 116)
    (size,) = struct.unpack_from("<Q" if wide else "<I", raw, 120)
    name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return Entry(name, kind, left, right, child, start, size)
