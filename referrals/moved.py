"""Which children a council may take over: those whose move to it is recorded, else those who live in its area now.

One rule for the act and for the page that offers it.
"""

from collections.abc import Collection, Iterable

from referrals.models import Duty, Place

# What the receiving council takes over with the child. The strategy discussion, enquiries and the risk to other
# children follow their own rules (STATUTE 2a): harm may have happened elsewhere.
TAKEN_OVER = [Duty.Code.SUPPORT_CHILD, Duty.Code.SUPPORT_FAMILY, Duty.Code.ANSWER_REFERRAL]


def by_address(places: Iterable[Place], council_id: int, *, before: Collection[int]) -> list[Place]:
    """Where children live by the referral's present places, when that is this council's area and nobody recorded the
    move; without the people (`before`, by id) whose transfer it accepted before. Oldest first."""
    here = [
        place
        for place in places
        if place.what == Place.What.LIVES_IN and place.council_id == council_id and place.person_id not in before
    ]
    return sorted(here, key=lambda place: (place.at, place.pk))
