"""The file on the left of a reading: a case of this system as a case note, or what the list says of another's."""

from collections.abc import Iterable
from typing import Any

from audits.models import SampleCase
from referrals.models import Involvement
from referrals.presenters import case_view
from referrals.reading import ENTRIES_ON_PAPER, read_case
from referrals.views import doors
from timers import words


def file_of(one: SampleCase, user: Any, now: Any) -> dict[str, Any]:
    """What templates/audits/audit_file.html shows. An address that is not to be disclosed is left out, as on paper."""
    if one.case.part is None:
        return {"elsewhere": elsewhere(one)}
    referral = doors.find(one.case.part.referral.reference)
    case = read_case(referral, user=user, now=now, most=ENTRIES_ON_PAPER)
    paper = case_view.paper(case, user)
    return {name: paper[name] for name in ("strip", "known", "people", "councils", "entries", "more")}


def elsewhere(one: SampleCase) -> list[dict[str, str]]:
    imported = one.case.imported
    rows = [
        {"key": "Case number", "text": one.case.label},
        {"key": "Closed", "text": words.day(one.case.closed_on)},
    ]
    if imported is not None:
        rows += [
            {"key": key, "text": said}
            for key, said in (
                ("Who told the council", imported.source),
                ("Team", imported.team),
                ("Other council", imported.other_council),
            )
            if said
        ]
    return rows


def names_on(cases: list[SampleCase], besides: Iterable[int] = ()) -> set[str]:
    """Every name on the referrals of these cases and of `besides`, to be left out of what is printed; one statement."""
    ids = [*(one.case.part.referral_id for one in cases if one.case.part is not None), *besides]
    found: set[str] = set()
    people = Involvement.objects.filter(referral__in=ids).values_list(
        "person__given_name", "person__family_name", "person__known_as", "person__aliases__name"
    )
    for *names, alias in people:
        found |= {name.strip() for name in (*names, alias or "", *(alias or "").split()) if len(name.strip()) > 1}
    return found
