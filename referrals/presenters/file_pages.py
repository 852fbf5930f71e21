"""The pages of a child's file in words, a page at a time: people, warnings, tasks, documents; file_story has the rest.

Each list costs the same however long it is.
"""

from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.http import urlencode

from referrals import handles
from referrals.matching import Match
from referrals.models import Document, Flag, Person, PersonMerge, Task, WarningNote
from referrals.presenters import on_file
from referrals.presenters import page as case_page
from referrals.presenters.people import age, described
from referrals.reading import Case
from timers import words

PAGE = 20
MOST_ENDED = 40


def href(name: str, case: Case, **asked: Any) -> str:
    """The address of a page of this referral."""
    query = urlencode({key: value for key, value in asked.items() if value})
    return reverse(f"referrals:{name}", args=[case.referral.reference]) + (f"?{query}" if query else "")


def ours(case: Case) -> int:
    return case.ours.council_id if case.ours else 0


def people(case: Case, user: Any) -> dict[str, Any]:
    """Everybody's card, and the ways to say more of them."""
    may = user.has_perm("referrals.relate", case.referral)
    may_merge = user.has_perm("referrals.merge", case.referral)
    sees = user.has_perm("referrals.protected_address", case.referral)
    cards = case_page.people(case, sees_protected=sees)
    names = _aliases([one.person_id for one in case.involvements])
    for card, one in zip(cards, case.involvements, strict=True):
        if also := names.get(one.person_id):
            card["rows"].append({"key": "Other names", "lines": also})
        own = one.person.council_id == ours(case)
        same = handles.handle("person", one.person_id)
        card["recorded_by"] = (
            case.councils[one.person.council_id].short_name if one.person.council_id in case.councils else ""
        )
        card["twice_href"] = href("find-person", case, same=same) if own and may_merge else ""
    return {
        "cards": cards,
        "merged": _merged(case) if may_merge else [],
        "ways": [
            {"text": text, "href": href(name, case)}
            for name, text in (
                ("relate", "Say how somebody belongs to a child"),
                ("safe-contact", "Say how to reach somebody safely"),
                ("add-alias", "Record another name"),
                ("find-person", "Add somebody"),
            )
            if may
        ],
    }


def _aliases(ids: list[int]) -> dict[int, list[str]]:
    from referrals.models import Alias

    found: dict[int, list[str]] = {}
    for one in Alias.objects.filter(person__in=ids, ended_at=None).order_by("id"):
        found.setdefault(one.person_id, []).append(f"{one.name} ({one.get_kind_display().lower()})")
    return found


def _merged(case: Case) -> list[dict[str, str]]:
    on_it = [one.person_id for one in case.involvements]
    merges = PersonMerge.objects.filter(council_id=ours(case), kept_id__in=on_it, undone_at=None)
    return [
        {
            "text": f"{one.gone.name} was brought into {one.kept.name} by {one.by.name}, {words.moment(one.at)}. "
            f"{one.because}",
            "href": href("unmerge", case, of=handles.handle("merge", one.pk)),
        }
        for one in merges.select_related("kept", "gone", "by").order_by("-id")[:MOST_ENDED]
    ]


def found(case: Case, user: Any, matches: list[Match] | None, *, twin: Person | None) -> dict[str, Any]:
    """People on record who may be meant, each with why and with what to do about it."""
    on = case_page.today(case)
    here = {one.person_id for one in case.involvements}
    rows = []
    for match in matches or []:
        person = match.person
        mark = handles.handle("person", person.pk)
        if twin is not None:
            link = href("merge", case, of=f"{handles.handle('person', twin.pk)}.{mark}") if person.pk != twin.pk else ""
            action = "Compare the two records"
        else:
            link, action = href("add-person", case, of=mark), "Add to this referral"
        rows.append(
            {
                "name": f"{person.name}, {age(person, on)}",
                "described": described(person, on),
                "why": "; ".join(match.reasons),
                "here": person.pk in here,
                "href": link,
                "action": action,
            }
        )
    return {
        "searched": matches is not None,
        "rows": rows,
        "twin": twin.name if twin else "",
        "new_href": "" if twin else href("add-person", case),
    }


def watching(case: Case, user: Any) -> dict[str, Any]:
    """Warnings and flags that hold, and the latest that ended."""
    may = user.has_perm("referrals.warn", case.referral)
    gone = WarningNote.objects.filter(referral=case.referral, ended_at__isnull=False).select_related(
        "council", "ended_by"
    )
    past = Flag.objects.filter(referral=case.referral, ended_at__isnull=False).select_related("person", "ended_by")
    return {
        "warnings": [
            {
                "title": on_file.WARNINGS.get(one["kind"], ""),
                "text": one["words"],
                "lines": [
                    f"About {on_file.person_name(case, one['person_id'])}."
                    if one["person_id"]
                    else "About the household.",
                    f"How we know: {one['source']}." if one["source"] else "",
                    f"Given by {one['name_beside']}, {_council(case, one['council_id'])}, {words.day(one['at'])}.",
                    f"To be looked at again by {words.day(one['review_on'])}.",
                ],
                "href": href("review-warning", case, of=handles.handle("warning", one["id"]))
                if may and one["council_id"] == ours(case)
                else "",
            }
            for one in case.on_file.warnings
        ],
        "flags": [
            {
                "title": on_file.FLAGS.get(one["kind"], ""),
                "text": f"{on_file.person_name(case, one['person_id'])}, since {words.day(one['since'])}",
                "lines": [one["words"], f"By {one['name_beside']}, {_council(case, one['council_id'])}."],
                "href": href("end-flag", case, of=handles.handle("flag", one["id"])) if may else "",
            }
            for one in case.on_file.flags
        ],
        "ended": [
            *(
                f"{one.get_kind_display()}: {one.words} "
                f"Ended {words.day(one.ended_at)} by {_who(one)}: {one.ended_because}"
                for one in gone.order_by("-ended_at", "-id")[:MOST_ENDED]
                if one.ended_at
            ),
            *(
                f"{one.get_kind_display()} ({one.person.name}), {words.day(one.since)} to "
                f"{words.day(one.until) if one.until else ''}. Ended by {_who(one)}: {one.ended_because}"
                for one in past.order_by("-ended_at", "-id")[:MOST_ENDED]
            ),
        ],
        "warn_href": href("warn", case) if may else "",
        "flag_href": href("flag", case) if may else "",
    }


def tasks(case: Case, user: Any, *, after: str) -> dict[str, Any]:
    """Our open tasks, and those that ended, latest first."""
    rows = Task.objects.filter(referral=case.referral, council_id=ours(case), ended_at__isnull=False)
    if place := handles.read_place("task", after):
        rows = rows.filter(ended_at__lte=place[0]).exclude(ended_at=place[0], pk__gte=place[1])
    found = list(rows.select_related("ended_by", "owner").order_by(F("ended_at").desc(), "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return {
        "open": on_file.tasks(case, user),
        "ended": [
            {
                "what": one.what,
                "how": one.get_end_display(),
                "when": words.moment(one.ended_at) if one.ended_at else "",
                "by": _who(one),
                "words": one.ended_words,
            }
            for one in found[:PAGE]
        ],
        "paged": bool(after),
        "next": href("tasks", case, after=handles.place_in_list("task", last.ended_at, last.pk))
        if last is not None and last.ended_at is not None
        else "",
        "set_href": href("set-task", case) if user.has_perm("referrals.task", case.referral) else "",
    }


def documents(case: Case, user: Any, *, after: str) -> dict[str, Any]:
    """A page of the documents that this council may know of, newest first, the withdrawn ones only by name."""
    rows = Document.objects.filter(Q(shared=True) | Q(council_id=ours(case)), referral=case.referral)
    if key := handles.key_of("document-after", after):
        rows = rows.filter(pk__lt=key)
    found = list(rows.select_related("by", "council", "withdrawn_by").order_by("-id")[: PAGE + 1])
    may = user.has_perm("referrals.attach", case.referral)
    return {
        "rows": [_document(case, one, may=may) for one in found[:PAGE]],
        "next": href("documents", case, after=handles.handle("document-after", found[PAGE - 1].pk))
        if len(found) > PAGE
        else "",
        "attach_href": href("attach", case) if may else "",
    }


def _document(case: Case, one: Document, *, may: bool) -> dict[str, Any]:
    of = handles.handle("document", one.pk)
    own = one.council_id == ours(case)
    gone = ""
    if one.withdrawn_at is not None:
        who = one.withdrawn_by.name if one.withdrawn_by else "Holdfast"
        gone = f"Withdrawn {words.moment(one.withdrawn_at)} by {who}: {one.withdrawn_because}"
    return {
        "title": one.title,
        "name": one.name if one.name != one.title else "",
        "what": f"{on_file.sized(one.size)}, {words.moment(one.at)}, {one.by.name}",
        "council": one.council.short_name,
        "side": "ours" if own else "theirs",
        "reads": "" if one.shared else f"{one.council.short_name} only",
        "sum": one.sha256,
        "gone": gone,
        "href": "" if gone else reverse("referrals:document", args=[case.referral.reference, of]),
        "withdraw_href": href("withdraw-document", case, of=of) if own and may and not gone else "",
    }


def _who(one: Any) -> str:
    return one.ended_by.name if one.ended_by else "Holdfast"


def _council(case: Case, key: int) -> str:
    return case.councils[key].short_name if key in case.councils else "another council"
