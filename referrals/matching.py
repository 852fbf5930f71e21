"""Finding people: before one is recorded again, and across councils without showing anything.

Own records are searched by words folded of accents and apostrophes, in any order, by beginning and by sound; by birth
date within a tolerance; by NHS number; by postcode. Each is a look-up in an index of its own, so that the cost does not
grow with the people on record. Every match says why it matched.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import jellyfish

from councils.models import Council
from database.prepared import prepared
from database.together import Piece
from referrals import unborn
from referrals.models import Part, Person
from referrals.said import PersonSaid
from referrals.same_person import SAME, values_of

BIRTH_DATE_TOLERANCE = timedelta(days=31)
MOST = 25


def fold(words: str) -> list[str]:
    """The words of a name without case, accents or apostrophes; a hyphen parts two words.

    >>> fold("Siobhán O'Brien-D’Souza")
    ['siobhan', 'obrien', 'dsouza']
    >>> fold("李 小明")
    ['李', '小明']
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", words) if not unicodedata.combining(char))
    plain = re.sub(r"['’‘ʼ`´]", "", plain.casefold())
    return re.findall(r"\w+", plain)


def sound(word: str) -> str:
    """A word as it sounds, marked so that it meets only other sounds; "" where there is none to be had.

    >>> sound("stephen") == sound("steven")
    True
    """
    code = jellyfish.metaphone(word) if word.isascii() and word.isalpha() and len(word) > 2 else ""
    return f"zz{code.lower()}zz" if code and code.isalpha() else ""


def make_findable(person: Person, *, also: Iterable[str] = ()) -> None:
    """Fill in what searching needs from the names, and from the other names somebody has (`also`).

    Other names stand among the sounds, as words: `folded` is the person's own whole name, by which a child is met
    again across councils.
    """
    words = fold(f"{person.given_name} {person.family_name} {person.known_as}")
    others = [word for name in also for word in fold(name) if word not in words]
    person.folded = " ".join(dict.fromkeys(words))[:400]
    person.sounds = " ".join(dict.fromkeys([*filter(None, map(sound, [*words, *others])), *others]))[:400]


def person_told_of(said: PersonSaid, *, council: Council, now: datetime) -> Person:
    """Somebody told of for the first time, as the council records them: findable, not saved yet."""
    person = Person(
        council=council,
        given_name=said.given_name.strip(),
        family_name=said.family_name.strip(),
        known_as=said.known_as.strip(),
        born_on=said.born_on,
        age_said=said.age_said,
        expected_on=said.expected_on,
        sex=said.sex,
        nhs_number=said.nhs_number,
        own_number=said.own_number,
        phone=said.phone,
        address_protected=said.address_protected,
        staff_warning=said.staff_warning,
        recorded_at=now,
    )
    make_findable(person)
    return person


@dataclass(frozen=True)
class Match:
    """Somebody on record and why they may be the same."""

    person: Person
    reasons: tuple[str, ...]
    score: int = field(compare=False, default=0)


def find(
    council: Council,
    *,
    name: str = "",
    born_on: date | None = None,
    nhs_number: str = "",
    postcode: str = "",
) -> list[Match]:
    """The council's own people that may be meant, best first, at most 25; each with its reasons in words."""
    number = re.sub(r"\D", "", nhs_number)
    place = re.sub(r"\W", "", postcode).upper()
    words = fold(name)
    ways = [
        *([_NUMBERED] if len(number) == 10 else []),
        *([_named(len(words))] if words else []),
        *([_born(len(words))] if words and born_on is not None else []),
        *([_LIVED_AT] if place else []),
    ]
    if not ways:
        return []
    asked = {**_words(words), "council": council.pk, "number": number, "born_on": born_on, "place": place}
    keys = [key for (key,) in prepared("find", " UNION ".join(f"({way})" for way in ways)).rows(asked)]
    people = Person.objects.filter(pk__in=keys, merged_into=None).prefetch_related("addresses").order_by("pk")
    matches = [_why(person, words=words, born_on=born_on, number=number, place=place) for person in people]
    return sorted(filter(None, matches), key=lambda match: -match.score)[:MOST]


#: People looked at by each way of being found: of a word that fits more, the first in the order of the words.
CANDIDATES = 200


_NUMBERED = f"""
    SELECT p.id FROM referrals_person p
     WHERE p.nhs_number = %(number)s AND NOT p.nhs_number = '' AND p.council_id = %(council)s LIMIT {CANDIDATES}"""  # noqa: S608
_LIVED_AT = f"""
    SELECT a.person_id FROM referrals_address a JOIN referrals_person p ON p.id = a.person_id
     WHERE a.postcode = %(place)s AND NOT a.postcode = '' AND p.council_id = %(council)s LIMIT {CANDIDATES}"""  # noqa: S608


def by_name(council: Council, words: list[str]) -> list[int]:
    """The council's people whose name has all the words, by beginning or by sound: their keys, at most so many.

    One query, of the words of names in the order of their index (NameWord), which ends when enough are found, however
    many people are on record.
    """
    return [key for (key,) in prepared("by_name", _named(len(words))).rows({**_words(words), "council": council.pk})]


def _words(words: list[str]) -> dict[str, object]:
    """The words as the statements below name them: the longest first, since it is the rarest."""
    values: dict[str, object] = {}
    for place, word in enumerate(sorted(words, key=len, reverse=True)):
        # In the order of the index (by character) everything that begins with the word lies before its last word.
        values |= {f"word{place}": word, f"beyond{place}": f"{word}\U0010ffff", f"sound{place}": sound(word) or word}
    return values


def _begins(row: str, place: int) -> str:
    return f"{row}.word ~>=~ %(word{place})s AND {row}.word ~<~ %(beyond{place})s"


@cache
def _named(words: int) -> str:
    """People whose name has so many words, each by its beginning or its sound. The first is looked up, and the others
    are asked of those it finds."""
    others = "".join(
        f"""
           AND EXISTS (SELECT FROM referrals_nameword o
                        WHERE o.person_id = w.person_id AND ({_begins("o", place)} OR o.word = %(sound{place})s))"""  # noqa: S608
        for place in range(1, words)
    )
    begins = f"""
        SELECT w.person_id FROM referrals_nameword w
         WHERE w.council_id = %(council)s AND {_begins("w", 0)}{others}
         ORDER BY w.word USING ~<~ LIMIT {CANDIDATES}"""  # noqa: S608 - numbers of our own
    sounds = f"""
        SELECT w.person_id FROM referrals_nameword w
         WHERE w.council_id = %(council)s AND w.word = %(sound0)s{others} ORDER BY w.person_id LIMIT {CANDIDATES}"""  # noqa: S608
    return f"SELECT person_id FROM (({begins}) UNION ({sounds})) found"  # noqa: S608


@cache
def _born(words: int) -> str:
    """People born on the day who have one of so many words, by its beginning."""
    either = " OR ".join(f"({_begins('o', place)})" for place in range(words))
    return f"""
        SELECT p.id FROM referrals_person p
         WHERE p.council_id = %(council)s AND p.born_on = %(born_on)s
           AND EXISTS (SELECT FROM referrals_nameword o WHERE o.person_id = p.id AND ({either})) LIMIT {CANDIDATES}"""  # noqa: S608


def _why(person: Person, *, words: list[str], born_on: date | None, number: str, place: str) -> Match | None:
    reasons: list[str] = []
    score = 0
    if number and person.nhs_number == number:
        reasons.append("same NHS number")
        score += 100
    theirs = set(person.folded.split())
    same = [word for word in words if word in theirs]
    begins = [word for word in words if word not in theirs and any(own.startswith(word) for own in theirs)]
    others = set(person.sounds.split())
    named = [word for word in words if word not in [*same, *begins] and word in others]
    sounds = [
        word
        for word in words
        if word not in [*same, *begins, *named] and sound(word) and sound(word) in person.sounds.split()
    ]
    for kind, found, worth in (
        ("same name", same, 20),
        ("another name", named, 15),
        ("name begins with", begins, 10),
        ("sounds like", sounds, 8),
    ):
        if found:
            reasons.append(f"{kind}: {', '.join(found)}")
            score += worth * len(found)
    if born_on is not None and person.born_on is not None:
        apart = abs((person.born_on - born_on).days)
        if apart == 0:
            reasons.append("same date of birth")
            score += 40
        elif apart <= BIRTH_DATE_TOLERANCE.days:
            reasons.append(f"date of birth {apart} day{'s' if apart > 1 else ''} apart")
            score += 20
        elif (person.born_on.day, person.born_on.month) == (born_on.month, born_on.day):
            reasons.append("day and month of birth the other way round")
            score += 20
        else:
            score -= 15
    if place and any(address.postcode == place for address in person.addresses.all()):
        reasons.append("same postcode")
        score += 15
    return Match(person, tuple(reasons), score) if reasons else None


@dataclass(frozen=True)
class Known:
    """What is on record about the same children: the referral this one repeats, and other councils' live parts."""

    earlier_id: int | None
    elsewhere: list[Part]


_KNOWN = f"""ARRAY(
WITH same AS MATERIALIZED ({SAME})
SELECT t.id
  FROM (SELECT DISTINCT i.referral_id FROM same JOIN referrals_involvement i ON i.person_id = same.id
         WHERE i.role = 'child') about
  JOIN referrals_referral r ON r.id = about.referral_id AND r.kind = 'referral'
  JOIN referrals_part t ON t.referral_id = r.id
 WHERE (t.council_id = %(council)s AND t.received_at >= %(since)s)
    OR (t.council_id <> %(council)s AND t.closed_at IS NULL)
 ORDER BY t.received_at DESC, t.id DESC
 LIMIT 40
)"""  # noqa: S608 - a text of our own, values are parameters


def known_already(
    children: list[Person], council: Council, *, since: datetime, parents: Iterable[Person] = (), on: date
) -> Piece:
    """Asks for referrals about children who look the same, as `Known`: on the same record, by NHS number, by whole name
    and birth date, or by their mother where one is unborn (referrals/unborn.py, which asks by itself). `on` is the day.

    In this council since `since` (T84): the latest is the one that a new referral repeats. In other councils, live
    ones: a blind match (DECISIONS, Practice), of which the caller may tell each council only that there is one.
    """
    values: dict[str, Any] = {**values_of(children), "council": council.pk, "since": since}
    values["people"] += unborn.same_children(children, parents, on=on)

    def known(keys: list[int]) -> Known:
        found: list[Part] = []
        if keys:
            found = list(Part.objects.filter(pk__in=keys).select_related("referral").order_by("-received_at", "-id"))
        ours = [part for part in found if part.council_id == council.pk]
        return Known(
            earlier_id=ours[0].referral_id if ours else None,
            elsewhere=[part for part in found if part.council_id != council.pk],
        )

    return Piece("known_already", _KNOWN, values, read=known)
