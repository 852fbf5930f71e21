"""What still stands between a council and the closing of its part, in words, with whom to ring and the way there."""

from typing import Any

from django.urls import reverse

from referrals.gate import Missing, missing
from referrals.presenters.holding import joined
from referrals.presenters.other_acts import invited
from referrals.presenters.page import desk_words
from referrals.reading import Case

#: For each ground: what to do in few words, and the page where it is done.
TO_DO = {
    "closure.other_council_intention_unknown": ("ask {councils} what they will do", "contact-council"),
    "closure.no_council_contact": ("ring {councils}", "contact-council"),
    "closure.other_children_not_considered": ("consider which other children may be at risk", "other-children"),
    "closure.child_not_spoken_to": ("see {children}", "see-child"),
    "closure.parent_not_told": ("tell the parent of the risk", "contact-family"),
    "closure.open_invitation": ("answer the invitation to the strategy discussion", "answer-invitation"),
}
NUMBERS = ["nothing", "one thing", "two things", "three things", "four things", "five things", "six things"]


def still_missing(case: Case) -> dict[str, Any]:
    """`left` ("One thing left: ring Havering"; "" when nothing is) and panels for components/not_yet.html."""
    if case.ours is None:
        return {"left": "", "panels": []}
    found = missing(case.ours, at=case.now)
    if not found:
        return {"left": "", "panels": []}
    to_do = joined(_to_do(case, one) for one in found)
    number = NUMBERS[len(found)] if len(found) < len(NUMBERS) else f"{len(found)} things"
    return {"left": f"{number.capitalize()} left: {to_do}", "panels": [_panel(case, one) for one in found]}


def _way(case: Case, one: Missing) -> tuple[str, str]:
    """What to do in few words, and the page; a discussion that does not wait for our answer is still to be held."""
    if one.ground.code == "closure.open_invitation" and not invited(case):
        return "hold the strategy discussion", "hold-discussion"
    return TO_DO.get(one.ground.code, (one.ground.sentence.removeprefix("Not yet: ").rstrip("."), ""))


def _to_do(case: Case, one: Missing) -> str:
    said = _way(case, one)[0]
    councils = joined(council.short_name for council in one.councils) if one.councils else "the other council"
    children = joined(child.name for child in one.children) if one.children else "the child"
    return said.format(councils=councils, children=children)


def _panel(case: Case, one: Missing) -> dict[str, Any]:
    slug = _way(case, one)[1]
    rings = []
    for council in one.councils:
        desk = desk_words(council, case.now)
        where = f"{desk['name']}, {desk['phone']}" if desk["phone"] else "no number held"
        rings.append({"text": f"{council.short_name}: {where}", "href": f"tel:{desk['tel']}" if desk["tel"] else ""})
    said = _to_do(case, one)
    query = f"?to={one.councils[0].gss_code or ''}" if one.councils and slug == "contact-council" else ""
    return {
        "heading": said,
        "missing": rings or [{"text": one.ground.instead, "href": ""}],
        "why": one.ground.why,
        "source": one.ground.source,
        "who": one.ground.settled_by,
        "href": reverse(f"referrals:{slug}", args=[case.referral.reference]) + query if slug else "",
        "action": said[0].upper() + said[1:],
    }
