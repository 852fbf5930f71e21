"""Cases that live in another case system, read from a file of comma-separated values.

Whatever a spreadsheet makes of a list is read: with or without byte-order mark, UTF-8, UTF-16 or Windows' own
characters, commas, semicolons or tabs. It is taken whole or not at all, since a list with cases left out in silence
is no list to draw from; what is wrong is said line by line. Only the columns named here are kept: a name, a birth date
or an NHS number in another column never reaches the database.
"""

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime

MOST_BYTES = 30 * 1024 * 1024
MOST_ROWS = 200_000
MOST_PROBLEMS = 20

# The heading of a column, however it is written, and what it is here.
HEADINGS = {
    "number": {"case", "casenumber", "caseno", "caseid", "caseref", "casereference", "reference", "number", "id"},
    "closed_on": {"closed", "closedon", "dateclosed", "closeddate", "closuredate", "enddate", "dateofclosure"},
    "source": {"source", "referrer", "referralsource", "referredby"},
    "team": {"team", "teamname"},
    "other_council": {"othercouncil", "council", "otherauthority", "otherla", "otherlocalauthority"},
    "people": {"worker", "workers", "workedby", "allocatedto", "socialworker", "manager", "supervisor", "supervisedby"},
}
NEEDED = {"number": "the case number", "closed_on": "the date it was closed"}
LONGEST = {"number": 40, "source": 60, "team": 80, "other_council": 120, "people": 400}
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z ._/#-]*")
_DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y")


@dataclass(frozen=True)
class Case:
    """One case of the file. `people`: names or addresses of those who worked on or supervised it, folded."""

    number: str
    closed_on: date
    source: str = ""
    team: str = ""
    other_council: str = ""
    people: tuple[str, ...] = ()


@dataclass
class Read:
    """What a file holds. With any `problems` nothing of it is taken."""

    cases: list[Case] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # headings of columns that are not kept
    repeated: int = 0  # rows of a case that the file has twice, and headings in the midst of it
    more: int = 0  # problems beyond those said

    def problem(self, words: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(words)
        else:
            self.more += 1


def read(content: bytes) -> Read:
    """Read a file; never raises for anything that is in it."""
    found = Read()
    if len(content) > MOST_BYTES:
        found.problem(
            f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Divide it by year and import each part."
        )
        return found
    text = _text(content)
    if text is None:
        found.problem("This is not a text file. Save the list as CSV and choose that file.")
        return found
    if not text.strip():
        found.problem("The file is empty.")
        return found
    if text.startswith("sep=") and "\n" in text:
        text = text.split("\n", 1)[1]  # a line by which Excel tells itself the separator
    _rows(text, found)
    return found


def _text(content: bytes) -> str | None:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\x00" in content[:200]:
        encodings = ["utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text.replace("\r\n", "\n").replace("\r", "\n")
    return None


def _separator(heading: str) -> str:
    return max((";", "\t", "|", ","), key=heading.count)


def _rows(text: str, found: Read) -> None:
    lines = csv.reader(io.StringIO(text), delimiter=_separator(text.lstrip("\n ").split("\n", 1)[0]), strict=True)
    began = 1
    places: dict[str, list[int]] = {}
    heading: list[str] = []
    seen: dict[str, date] = {}
    try:
        for row in lines:
            line, began = began, lines.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if not heading:
                heading = [_heading(cell) for cell in row]
                places = _columns(row, found)
                if found.problems:
                    return
                continue
            if lines.line_num - line > 20:
                found.problem(f"Line {line}: a quotation mark is opened and not closed.")
                return
            if [_heading(cell) for cell in row] == heading:
                found.repeated += 1
                continue
            if len(seen) >= MOST_ROWS:
                found.problem(f"The file has more than {MOST_ROWS:,} cases. Divide it by year and import each part.")
                return
            _row(row, line, places, seen, found)
    except csv.Error as error:
        why = "a quotation mark is opened and not closed" if "unexpected end" in str(error) else str(error)
        found.problem(f"Line {began}: {why}.")
    if not found.cases and not found.problems:
        found.problem("The file has headings and no cases.")


def _heading(cell: str) -> str:
    return re.sub(r"[^a-z]", "", cell.lower())


def _columns(row: list[str], found: Read) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, cell in enumerate(row):
        name = next((name for name, known in HEADINGS.items() if _heading(cell) in known), None)
        if name is None:
            if cell.strip():
                found.left_out.append(cell.strip()[:40])
            continue
        if name in places and name != "people":
            found.problem(
                f"Two columns, “{row[places[name][0]].strip()}” and “{cell.strip()}”, could both be "
                f"{NEEDED.get(name, name.replace('_', ' '))}. Leave one out."
            )
        places.setdefault(name, []).append(place)
    for name, words in NEEDED.items():
        if name not in places:
            found.problem(f"No column is {words}. The first line must name the columns: “Case number”, “Closed on”.")
    return places


def _row(row: list[str], line: int, places: dict[str, list[int]], seen: dict[str, date], found: Read) -> None:
    def cell(name: str) -> str:
        cells = [row[place].strip() for place in places.get(name, []) if place < len(row)]
        return "; ".join(one for one in cells if one)

    number = " ".join(cell("number").split())
    if not number:
        found.problem(f"Line {line}: no case number.")
        return
    if not _NUMBER.fullmatch(number) or len(number) > LONGEST["number"]:
        found.problem(
            f"Line {line}: “{number[:40]}” is not a case number. Use letters, figures and . _ / # - "
            f"and begin with a letter or a figure; at most {LONGEST['number']}."
        )
        return
    closed_on = _date(cell("closed_on"))
    if closed_on is None:
        found.problem(f"Line {line}: “{cell('closed_on')[:40]}” is not a date. Write it as 17/04/2019 or 2019-04-17.")
        return
    for name, longest in LONGEST.items():
        if len(cell(name)) > longest:
            found.problem(f"Line {line}: {name.replace('_', ' ')} is longer than {longest} characters.")
            return
    if number in seen:
        if seen[number] != closed_on:
            found.problem(f"Line {line}: case {number} was on an earlier line with another date. Which is right?")
        found.repeated += 1
        return
    seen[number] = closed_on
    # Never at a comma: one system writes "Nair, Priya", another "Priya Nair, Sam Whitlock" (auditing/named.py).
    people = tuple(sorted({fold(one) for one in re.split(r"[;|\n]", cell("people")) if one.strip()}))
    found.cases.append(Case(number, closed_on, cell("source"), cell("team"), cell("other_council"), people))


def _date(said: str) -> date | None:
    """The day, written as people and programs here write it; a time after it is not looked at.

    >>> [str(_date(said)) for said in ("2019-04-17", "17/04/2019 00:00:00", "17 Apr 2019", "04/17/2019", "17/04/19")]
    ['2019-04-17', '2019-04-17', '2019-04-17', 'None', 'None']
    """
    bare = re.sub(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?Z?$", "", said.strip())
    for form in _DATES:
        try:
            found = datetime.strptime(bare, form).date()  # noqa: DTZ007 - a day on a list has no zone
        except ValueError:
            continue
        return found if 1990 <= found.year <= 2100 else None
    return None


def fold(name: str) -> str:
    """A name or an e-mail address as kept to be compared.

    >>> fold("  Priya  NAIR ")
    'priya nair'
    """
    return " ".join(name.split()).casefold()
