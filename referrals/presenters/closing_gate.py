"""What still stands between a council and the closing of its part, in words, with whom to ring and the way there."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from councils.models import Council
from referrals.gate import Missing, missing
from referrals.presenters.holding import joined
from referrals.presenters.other_acts import invited
from referrals.presenters.page import desk_of
from referrals.reading import Case
from referrals.refusals import Ground

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
    found = missing(case.ours, at=case.now) if case.ours is not None else []
    return {"left": _left(case, found), "panels": [_panel(case, one) for one in found]}


def lead_on(panels: list[dict[str, Any]], grounds: Sequence[Ground], case: Case) -> list[dict[str, Any]]:
    """The panels of a closing that was refused, each with whom to ring and the way to where it is settled."""
    found = {one.ground.code: one for one in missing(case.ours, at=case.now)} if case.ours is not None else {}
    for panel, ground in zip(panels, grounds, strict=True):
        one = found.get(ground.code)
        if one is None or panel["href"]:
            continue
        said = _to_do(case, one)
        panel["missing"] = [*_rings(case, one), *panel["missing"]]
        panel["href"], panel["action"] = _href(case, one), said[0].upper() + said[1:]
    return panels


def before_closing(case: Case, user: Any) -> dict[str, Any]:
    """For the page of the referral, where closing is an act of this person's to take: what is left before our part can
    close, each with whom to ring and the way there. Empty for anybody else, and once our part is closed.

    {"left": "Two things left", "items": [{"text", "href", "rings": [{"text", "href"}]}], "close_href"}
    """
    if case.ours is None or case.ours.closed_at is not None or not user.has_perm("referrals.close", case.referral):
        return {}
    found = missing(case.ours, at=case.now)
    items = []
    for one in found:
        said = _to_do(case, one)
        rings = _rings(case, one)
        items.append({"text": said[0].upper() + said[1:], "href": _href(case, one), "rings": rings})
    left = f"{_number(found)} left" if found else ""
    return {"left": left, "items": items, "close_href": reverse("referrals:close", args=[case.referral.reference])}


def _number(found: list[Missing]) -> str:
    return (NUMBERS[len(found)] if len(found) < len(NUMBERS) else f"{len(found)} things").capitalize()


def _left(case: Case, found: list[Missing]) -> str:
    return f"{_number(found)} left: {joined(_to_do(case, one) for one in found)}" if found else ""


def _way(case: Case, one: Missing) -> tuple[str, str]:
    """What to do in few words, and the page; a discussion that does not wait for our answer is still to be held."""
    if one.ground.code == "closure.open_invitation" and not invited(case):
        return "hold the strategy discussion", "hold-discussion"
    return TO_DO.get(one.ground.code, (one.ground.sentence.removeprefix("Not yet: ").rstrip("."), ""))


def _councils(case: Case, one: Missing) -> list[Council]:
    return sorted((case.councils[key] for key in one.councils), key=lambda council: council.short_name)


def _to_do(case: Case, one: Missing) -> str:
    said = _way(case, one)[0]
    councils = [council.short_name for council in _councils(case, one)] or ["the other council"]
    children = [child.person.name for child in case.children if child.person_id in one.children] or ["the child"]
    return said.format(councils=joined(councils), children=joined(children))


def _rings(case: Case, one: Missing) -> list[dict[str, str]]:
    """Whom to ring: {text, href ("tel:…" or "")} for each council."""
    rings = []
    for council in _councils(case, one):
        desk = desk_of(case, council)
        where = f"{desk['name']}, {desk['phone']}" if desk["phone"] else "no number held"
        rings.append({"text": f"{council.short_name}: {where}", "href": f"tel:{desk['tel']}" if desk["tel"] else ""})
    return rings


def _href(case: Case, one: Missing) -> str:
    slug = _way(case, one)[1]
    whom = _councils(case, one)
    query = f"?to={whom[0].gss_code or ''}" if whom and slug == "contact-council" else ""
    return reverse(f"referrals:{slug}", args=[case.referral.reference]) + query if slug else ""


def _panel(case: Case, one: Missing) -> dict[str, Any]:
    said = _to_do(case, one)
    return {
        "heading": said,
        "missing": _rings(case, one) or [{"text": one.ground.instead, "href": ""}],
        "why": one.ground.why,
        "source": one.ground.source,
        "who": one.ground.settled_by,
        "href": _href(case, one),
        "action": said[0].upper() + said[1:],
    }
