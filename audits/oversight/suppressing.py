"""What leaders may see of a figure: small numbers are not told, so that no child can be recognised.

STATUTE section 5: committee packs hold aggregates only, cells under five are suppressed. A share is not told either
where the number behind it, or what is left of the whole, is small: it could be worked out.
"""

from dataclasses import dataclass

from audits.oversight.snapshots import Point
from referrals.suppression import SMALLEST_SHOWN, is_small

UNDER = f"Under {SMALLEST_SHOWN}"


@dataclass(frozen=True)
class Shown:
    """A figure in words, with what a chart may draw of it (None: nothing)."""

    text: str
    drawn: int | None
    of: str


def shown(point: Point | None, *, suppress: bool, share: bool) -> Shown:
    """ "12 of 240", "Under 5 of 240", "83%", "Not counted yet". `share`: read as per cent of the whole.

    >>> from datetime import date
    >>> points = [Point(date(2026, 10, 31), *one) for one in ((12, 240), (3, 240), (30, 40), (37, 40), (0, 40), (0, 0))]
    >>> [shown(one, suppress=True, share=False).text for one in points]
    ['12', 'Under 5', '30', '37', '0', '0']
    >>> [shown(one, suppress=True, share=True).text for one in points]
    ['5%', 'Too few to tell', '75%', 'Too few to tell', '0%', 'None']
    """
    if point is None:
        return Shown("Not counted", None, "")
    small_whole = suppress and is_small(point.of)
    left = point.of - point.hits
    small_part = suppress and (is_small(point.hits) or is_small(left))
    of = UNDER.lower() if small_whole else "" if suppress and is_small(left) else f"{point.of:,}"
    if share:
        if not point.of:
            return Shown("None", None, of)
        if small_whole or small_part:
            return Shown("Too few to tell", None, of)
        per_cent = round(100 * point.hits / point.of)
        return Shown(f"{per_cent}%", per_cent, of)
    if suppress and is_small(point.hits):
        return Shown(UNDER, None, of)
    return Shown(f"{point.hits:,}", point.hits, of)
