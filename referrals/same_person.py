"""Who is the same person, whichever council wrote them down: the same record, the same NHS number, or the same whole
name with the same birth date (DECISIONS, Practice: a blind match)."""

from collections.abc import Iterable
from typing import Any

from referrals.models import Person

#: A subselect of their ids for an item of WITH; its values are those of `values_of`. Each way is a look-up in an index
#: of its own, so that the cost does not grow with the table: of one condition with "or" the planner may make a look at
#: everybody.
SAME = """
    SELECT id FROM unnest(%(people)s::bigint[]) given(id)
    UNION
    SELECT p.id FROM referrals_person p WHERE p.nhs_number = ANY(%(numbers)s::text[]) AND NOT p.nhs_number = ''
    UNION
    SELECT p.id FROM unnest(%(born)s::date[], %(folded)s::text[]) given(born_on, folded)
      JOIN referrals_person p ON p.born_on = given.born_on AND p.folded = given.folded
"""


def values_of(people: Iterable[Person]) -> dict[str, list[Any]]:
    """What SAME asks about these people, saved or not: {people, numbers, born, folded}, the last two side by side."""
    found = list(people)
    dated = [(one.born_on, one.folded) for one in found if one.born_on and one.folded]
    return {
        "people": [one.pk for one in found if one.pk],
        "numbers": [one.nhs_number for one in found if one.nhs_number],
        "born": [born_on for born_on, _ in dated],
        "folded": [folded for _, folded in dated],
    }
