"""Where in a TOML text each value stands: tomllib reads well and says nothing of lines.

The text has been read by tomllib before, so it is known to be right; this walks it once more and only counts lines.
"""

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]+")


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a value, else of the nearest thing around it that has one, else 1."""
    while path not in lines and path:
        path = path[:-1]
    return lines.get(path, 1)


def positions(text: str) -> dict[Path, int]:
    """Path of every key, table and list element to its line, counted from 1.

    >>> positions('a = 1\\n[[s]]\\nb = [1,\\n {c = 2}]')
    {('a',): 1, ('s', 0): 2, ('s', 0, 'b'): 3, ('s', 0, 'b', 0): 3, ('s', 0, 'b', 1): 4, ('s', 0, 'b', 1, 'c'): 4}
    """
    return _Walk(text).lines


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._counted = (0, 1)
        self._tables: dict[Path, int] = {}
        self._document()

    def _line(self) -> int:
        at, line = self._counted
        line += self.text.count("\n", at, self.at)
        self._counted = (self.at, line)
        return line

    def _skip(self) -> None:
        """Past white space, line ends and comments."""
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in " \t\n\r":
                self.at += 1
            else:
                return

    def _next(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def _document(self) -> None:
        table: Path = ()
        while True:
            self._skip()
            if not self._next():
                return
            if self.text.startswith("[[", self.at):
                table = self._header("[[", "]]")
            elif self._next() == "[":
                table = self._header("[", "]")
            else:
                self._pair(table)

    def _header(self, opens: str, closes: str) -> Path:
        line = self._line()
        self.at += len(opens)
        path = self._resolved(self._key())
        if opens == "[[":
            number = self._tables.get(path, -1) + 1
            self._tables[path] = number
            path = (*path, number)
        self.at = self.text.index(closes, self.at) + len(closes)
        self.lines[path] = line
        return path

    def _resolved(self, keys: list[str]) -> Path:
        """[steps.with] is about the last of the [[steps]]."""
        path: Path = ()
        for number, key in enumerate(keys):
            path = (*path, key)
            if number < len(keys) - 1 and path in self._tables:
                path = (*path, self._tables[path])
        return path

    def _key(self) -> list[str]:
        keys = []
        while True:
            self._skip()
            if self._next() in "\"'":
                start = self.at
                self._string()
                keys.append(self.text[start + 1 : self.at - 1])
            else:
                found = _BARE.match(self.text, self.at)
                if found is None:
                    raise ValueError(f"no key at line {self._line()}")
                keys.append(found[0])
                self.at = found.end()
            self._skip()
            if self._next() != ".":
                return keys
            self.at += 1

    def _pair(self, table: Path) -> None:
        self._skip()
        line = self._line()
        path: Path = table
        for key in self._key():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at = self.text.index("=", self.at) + 1
        self._value(path)

    def _value(self, path: Path) -> None:
        self._skip()
        first = self._next()
        if first in "\"'":
            self._string()
        elif first == "[":
            self._list(path)
        elif first == "{":
            self._inline(path)
        else:
            found = _SCALAR.match(self.text, self.at)
            self.at = found.end() if found else self.at + 1

    def _list(self, path: Path) -> None:
        self.at += 1
        number = 0
        while True:
            self._skip()
            if self._next() == "]":
                self.at += 1
                return
            if self._next() == ",":
                self.at += 1
                continue
            self.lines[(*path, number)] = self._line()
            self._value((*path, number))
            number += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        while True:
            self._skip()
            if self._next() == "}":
                self.at += 1
                return
            if self._next() == ",":
                self.at += 1
                continue
            self._pair(path)

    def _string(self) -> None:
        quote = self._next()
        if self.text.startswith(quote * 3, self.at):
            self.at += 3
            while not self.text.startswith(quote * 3, self.at):
                self.at += 2 if quote == '"' and self._next() == "\\" else 1
            self.at += 3
            while self._next() == quote:  # up to two quotes may stand right before the closing three
                self.at += 1
            return
        self.at += 1
        while self._next() != quote:
            self.at += 2 if quote == '"' and self._next() == "\\" else 1
        self.at += 1
