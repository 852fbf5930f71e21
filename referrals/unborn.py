"""The same unborn child told of twice: known by the mother and by when the birth is expected, since nothing else is.

An unborn child has no NHS number, no birth date and mostly no name.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from database.prepared import Prepared
from referrals.models import Involvement, Person
from referrals.same_person import SAME, values_of

# Two dates for one birth: the first scan moves what was reckoned before it by weeks. Two pregnancies of one woman lie
# further apart than this, also where the first ended early.
APART = timedelta(days=42)
# A child who was told of as expected may have been born this long before, or so long after.
EARLY, LATE = timedelta(days=120), APART
# So young, a child told of now may stand elsewhere as expected still.
NEWBORN = timedelta(days=366)
#: Days from today within which a birth is one to compare: further off is a slip, or a system's "no date".
NEAR = 730

_SAME = Prepared(
    "unborn_already",
    f"""
WITH mother AS MATERIALIZED ({SAME})
SELECT DISTINCT child.id
  FROM mother
  JOIN referrals_person m ON m.id = mother.id AND m.sex <> 'male'
  JOIN referrals_involvement hers ON hers.person_id = m.id AND hers.role = ANY(%(roles)s::text[])
  JOIN referrals_involvement i ON i.referral_id = hers.referral_id AND i.role = 'child'
  JOIN referrals_person child ON child.id = i.person_id
  JOIN unnest(%(expected_from)s::date[], %(expected_to)s::date[], %(born_from)s::date[], %(born_to)s::date[])
       told(expected_from, expected_to, born_from, born_to)
    ON (child.born_on IS NULL AND child.expected_on BETWEEN told.expected_from AND told.expected_to)
    OR child.born_on BETWEEN told.born_from AND told.born_to
 LIMIT 40
""",  # noqa: S608 - a text of our own, values are parameters
)

_Window = tuple[date, date, date | None, date | None]


def same_children(children: Iterable[Person], parents: Iterable[Person], *, on: date) -> list[int]:
    """Ids of children on record, in any council, who are the same as an unborn one of these, or were expected when one
    of these was born: of the same mother, with a date that can be the same birth's.

    The mother is the same by record, NHS number, or whole name and birth date. Somebody recorded as male is no mother:
    a father may expect children of two women. One statement, and none where no child is unborn or newly born.
    """
    windows = [window for child in children if (window := _window(child, on)) is not None]
    mothers = values_of(one for one in parents if one.sex != "male")
    if not windows or not any(mothers.values()):
        return []
    rows = _SAME.rows(
        {
            **mothers,
            "roles": [Involvement.As.PARENT, Involvement.As.CARER],
            "expected_from": [one[0] for one in windows],
            "expected_to": [one[1] for one in windows],
            "born_from": [one[2] for one in windows],
            "born_to": [one[3] for one in windows],
        }
    )
    return [key for (key,) in rows]


def _window(child: Person, on: date) -> _Window | None:
    """Between which days the same birth may be expected elsewhere, and may have been; None for an older child, and for
    a day that is no birth's near today ("31 December 9999")."""
    day = child.born_on or child.expected_on
    if day is None or abs((day - on).days) > NEAR:
        return None
    if child.born_on is not None:
        # Born there too, the child is met by name and birth date.
        return (child.born_on - LATE, child.born_on + EARLY, None, None) if on - child.born_on <= NEWBORN else None
    expected = day
    return expected - APART, expected + APART, expected - EARLY, expected + LATE
