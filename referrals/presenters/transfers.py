"""A child who moved to our area and whom we may take over: whether there is one, and what is known of the move."""

from referrals import moved
from referrals.models import Place
from referrals.presenters.holding import joined, name_of
from referrals.reading import Case
from referrals.reading_shared import Row
from timers import words


def is_offered(case: Case) -> bool:
    """True while a recorded move waits for us; where only the address tells of one, while another council still holds
    what would be ours."""
    return bool(_recorded(case)) or (bool(_by_address(case)) and bool(_holding(case)))


def note(case: Case) -> str:
    """Whom accepting takes over, how we know that they moved, and who lets go; "" where no child moved here."""
    recorded = _recorded(case)
    told = [
        f"{_name(case, one['person_id'])} moved here by what {one['by_name']} recorded on {words.moment(one['at'])}."
        for one in recorded
    ]
    if not recorded:
        told = [_told_by(case, place) for place in _by_address(case)]
    if told and (lets_go := _holding(case)):
        told.append(f"{joined(lets_go)} {'holds' if len(lets_go) == 1 else 'hold'} the support until you accept.")
    return "\n".join(told)


def _told_by(case: Case, place: Place) -> str:
    source = f", told by {place.source}" if place.source else ""
    since = words.moment(place.at)
    return (
        f"{_name(case, place.person_id)} lives in your area by the address on record ({since}{source}). "
        "Nobody recorded a move: accepting does. "
        "For a child who lived here all along, accept the responsibilities instead."
    )


def _recorded(case: Case) -> list[Row]:
    ours = case.ours.council_id if case.ours else None
    return [one for one in case.shared.moves if one["to_id"] == ours and one["accepted_at"] is None]


def _by_address(case: Case) -> list[Place]:
    if case.ours is None:
        return []
    ours = case.ours.council_id
    before = {one["person_id"] for one in case.shared.moves if one["to_id"] == ours}
    return moved.by_address(case.places, ours, before=before)


def _holding(case: Case) -> list[str]:
    """The other councils that hold what a transfer takes over."""
    ours = case.ours.council_id if case.ours else None
    duties = [one for one in case.shared.open_duties if one["code"] in moved.TAKEN_OVER]
    ids = {held["council_id"] for duty in duties for held in case.shared.holders(duty)} - {ours}
    return sorted(name_of(case, key) for key in ids)


def _name(case: Case, person_id: object) -> str:
    return next((one.person.name for one in case.involvements if one.person_id == person_id), "The child")
