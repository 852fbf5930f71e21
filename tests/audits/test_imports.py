"""Lists of another case system, as spreadsheets and people really write them."""

from datetime import date

import pytest

from audits import actions as audits
from audits.auditing import imports
from audits.models import ImportedCase
from referrals.refusals import NotPossible
from tests.audits.house import csv_of, of_imported, opened
from tests.world import MONDAY, make_world

PLAIN = "Case number,Closed on\nM1,2019-04-17\nM2,18/04/2019\n"
BOTH = [("M1", date(2019, 4, 17)), ("M2", date(2019, 4, 18))]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        ("sep=;\n" + PLAIN.replace(",", ";")).encode(),
        b'"Case number","Closed on"\n"M1","2019-04-17"\n"M2","18/04/2019 00:00:00"',
        ("\n\n" + PLAIN + ",,\n\n").encode(),
        (PLAIN + "Case number,Closed on\n").encode(),
        (PLAIN + "M2,18/04/2019\n").encode(),
        "Closed on,Name,Case number\n2019-04-17,Siân O’Brien,M1\n18 April 2019,Zoë,M2\n".encode("cp1252"),
    ],
    ids=[
        *(
            "plain",
            "utf8_bom",
            "utf16",
            "utf16_le",
            "utf16_be",
            "semicolons",
            "tabs",
            "crlf",
            "cr",
            "sep_line",
            "quoted",
        ),
        *("blank_lines", "repeated_header", "repeated_row", "other_columns_in_windows_characters"),
    ],
)
def test_what_is_read(content: bytes) -> None:
    read = imports.read(content)
    assert read.problems == []
    assert [(case.number, case.closed_on) for case in read.cases] == BOTH


def test_names_are_not_kept() -> None:
    read = imports.read(b"Case number,Closed on,Child,NHS number\nM1,2019-04-17,Yusuf Adeyemi,9990000001\n")
    assert read.left_out == ["Child", "NHS number"]
    assert "Yusuf" not in repr(read.cases) and "999" not in repr(read.cases)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"   \n \n", "The file is empty"),
        (b"\xff\xfe\x00", "not a text file"),
        (b"PK\x03\x04" + b"\x00" * 60, "not a text file"),
        (b"Case number,Closed on\nM1\x00,2019-04-17\n", "not a text file"),
        (b"Case number,Closed on\n", "headings and no cases"),
        (b"Closed on\n2019-04-17\n", "No column is the case number"),
        (b"Case number\nM1\n", "No column is the date it was closed"),
        (b"M1,2019-04-17\n", "No column is the case number"),
        (b"Case number,Case ID,Closed on\nM1,M1,2019-04-17\n", "could both be the case number"),
        (
            b"Case number,Closed on\n=1+1,2019-04-17\n",
            "Line 2: “=1+1” is not a case number",
        ),
        (b"Case number,Closed on\n@SUM(A1),2019-04-17\n", "is not a case number"),
        (b"Case number,Closed on\n-2+3,2019-04-17\n", "is not a case number"),
        (b"Case number,Closed on\n,2019-04-17\n", "Line 2: no case number"),
        (b"Case number,Closed on\nM1,04/17/2019\n", "is not a date"),
        (b"Case number,Closed on\nM1,17/04/19\n", "is not a date"),
        (b"Case number,Closed on\nM1,29/02/2023\n", "is not a date"),
        (b"Case number,Closed on\nM1,01/01/0001\n", "is not a date"),
        (b"Case number,Closed on\nM1,2019-04-17\nM1,2019-04-18\n", "another date"),
        (b'Case number,Closed on\nM1,"2019-04-17\nM2,2019-04-18\n', "a quotation mark is opened and not closed"),
        (b'Case number,Closed on\nM1,"' + b"x\n" * 50 + b'",2019-04-17\n', "a quotation mark is opened and not closed"),
        (b"Case number,Closed on\n" + b"M" * 41 + b",2019-04-17\n", "is not a case number"),
        (b"Case number,Closed on,Team\nM1,2019-04-17," + b"x" * 200 + b"\n", "longer than 80"),
    ],
)
def test_what_is_said_of_a_list_that_cannot_be_taken(content: bytes, says: str) -> None:
    read = imports.read(content)
    assert any(says in problem for problem in read.problems), read.problems


def test_a_huge_list_is_read_to_its_limit_and_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", 1000)
    assert len(imports.read(csv_of(1000)).cases) == 1000
    assert "more than 1,000 cases" in imports.read(csv_of(1001)).problems[0]
    monkeypatch.setattr(imports, "MOST_BYTES", 1000)
    assert "larger than" in imports.read(csv_of(1000)).problems[0]


def test_many_problems_are_counted_beyond_those_said() -> None:
    read = imports.read(b"Case number,Closed on\n" + b"=x,2019-04-17\n" * 50)
    assert len(read.problems) == 20 and read.more == 30


@pytest.mark.django_db
def test_a_list_is_taken_whole_or_not_at_all_and_a_case_once() -> None:
    world = make_world()
    audit, auditor = opened(world), world.person("kent", "auditor")
    bad = audits.import_cases(by=auditor, audit=audit, content=csv_of(3) + b"\n=x,2019-04-17", at=MONDAY, now=MONDAY)
    assert bad.problems and not ImportedCase.objects.exists()
    audits.import_cases(by=auditor, audit=audit, content=csv_of(3), at=MONDAY, now=MONDAY)
    again = audits.import_cases(by=auditor, audit=audit, content=csv_of(5), at=MONDAY, now=MONDAY)
    assert again.repeated == 3 and ImportedCase.objects.count() == 5
    assert audits.drop_imported(by=auditor, audit=audit, at=MONDAY, now=MONDAY) == 5


@pytest.mark.django_db
def test_nothing_joins_a_frozen_list() -> None:
    world = make_world()
    audit = of_imported(world, 60)
    for act in (
        lambda: audits.import_cases(
            by=world.person("kent", "auditor"), audit=audit, content=csv_of(90), at=MONDAY, now=MONDAY
        ),
        lambda: audits.drop_imported(by=world.person("kent", "auditor"), audit=audit, at=MONDAY, now=MONDAY),
        lambda: audits.freeze(by=world.person("kent", "auditor"), audit=audit, at=MONDAY, now=MONDAY),
    ):
        with pytest.raises(NotPossible, match="frozen"):
            act()
