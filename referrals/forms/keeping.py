"""Writing what was typed into the draft, and carrying it from step to step where nobody should type it twice."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.http import QueryDict

from referrals import drafts, pasted
from referrals.forms.building import Entry
from referrals.models import Person

NONE_OF_THESE = "none"


def keep_step(entry: Entry, slug: str, data: QueryDict, *, now: datetime, done: bool) -> None:
    """Save a step as typed; `done` marks it answered."""
    kept = entry.draft.data
    steps = {**kept.get("steps", {}), slug: drafts.as_lists(data)}
    slugs = [one for one in kept.get("done", []) if one != slug] + ([slug] if done else [])
    drafts.keep(entry.draft, {**kept, "steps": steps, "done": slugs}, now=now)


def take_children(entry: Entry, found: Iterable[Person], chosen: Sequence[str], *, now: datetime) -> None:
    """Put the children chosen in the search into the step about children; with none, what was searched for.

    Never over words already typed there: only an untouched step, or the children chosen anew, change.
    """
    people = [person for person in found if str(person.pk) in chosen]
    step = drafts.as_lists(entry.data("children"))
    if people:
        already = {values[0] for name, values in step.items() if name.endswith("-person") and values}
        fresh = [person for person in people if str(person.pk) not in already]
        if not fresh:
            return
        typed = _typed_children(step)
        lists = {name: values for name, values in step.items() if not name.startswith("child-")}
        rows = [{"person": [str(person.pk)]} for person in fresh] + typed
    else:
        if _typed_children(step):
            return
        search = entry.data("search")
        given, _, family = search.get("name", "").strip().rpartition(" ")
        row = {
            "given_name": [given or family],
            "family_name": [family if given else ""],
            "nhs_number": [search.get("nhs_number", "")],
            **{f"born_on-{part}": [search.get(f"born_on-{part}", "")] for part in ("day", "month", "year")},
        }
        if search.get("born_on-year"):
            row["born"] = ["date"]
        lists, rows = {}, [row]
    for place, one in enumerate(rows):
        for name, values in one.items():
            lists[f"child-{place}-{name}"] = values
    lists["child-count"] = [str(len(rows))]
    _put(entry, "children", lists, now=now)
    if postcode := entry.data("search").get("postcode", "").strip():
        _put_if_empty(entry, "places", "places-0-lives_postcode", [postcode], now=now)


def _typed_children(step: dict[str, list[str]]) -> list[dict[str, list[str]]]:
    """The children of the step that hold any words, without their numbers."""
    rows: dict[int, dict[str, list[str]]] = {}
    for name, values in step.items():
        number, _, rest = name.removeprefix("child-").partition("-")
        if name.startswith("child-") and number.isdigit():
            rows.setdefault(int(number), {})[rest] = values
    return [row for _, row in sorted(rows.items()) if any(value.strip() for values in row.values() for value in values)]


def _put(entry: Entry, slug: str, lists: dict[str, list[str]], *, now: datetime) -> None:
    kept = entry.draft.data
    drafts.keep(entry.draft, {**kept, "steps": {**kept.get("steps", {}), slug: lists}}, now=now)


def _put_if_empty(entry: Entry, slug: str, name: str, values: list[str], *, now: datetime) -> bool:
    lists = dict(entry.draft.data.get("steps", {}).get(slug, {}))
    if any(value.strip() for value in lists.get(name, [])):
        return False
    _put(entry, slug, {**lists, name: values}, now=now)
    return True


# What each kind of thing found can be used for: code, words, step, field.
USES: dict[str, list[tuple[str, str, str, str]]] = {
    "name": [
        ("child", "The child", "search", "name"),
        ("teller", "Who is telling us", "teller", "referrer_name"),
        ("harmer", "Person alleged to have caused harm", "harmer", "harmer-0-family_name"),
        ("parent", "Parent or carer", "family", "parent-0-family_name"),
    ],
    "date": [
        ("born", "The child’s date of birth", "search", "born_on"),
        ("happened", "When it last happened", "happened", "last_happened_on"),
        ("harmer_born", "Date of birth of the person alleged to have caused harm", "harmer", "harmer-0-born_on"),
    ],
    "postcode": [
        ("lives", "Where the child lives", "search", "postcode"),
        ("happened", "Where harm happened", "happened", "happened_postcode"),
        ("harmer", "Where the person alleged to have caused harm lives", "harmer", "harmer-0-lives_postcode"),
    ],
    "nhs_number": [("child", "The child’s NHS number", "search", "nhs_number")],
    "phone": [
        ("teller", "How to reach whoever is telling us", "teller", "referrer_reach"),
        ("parent", "Parent’s or carer’s telephone", "family", "parent-0-phone"),
    ],
    "reference": [("police", "Police reference", "happened", "police_reference")],
}


def take_pasted(entry: Entry, data: QueryDict, *, now: datetime) -> None:
    """Put what somebody confirmed where they said; words typed already are left alone."""
    for place, seen in enumerate(pasted.read(data.get("text", ""))):
        use = data.get(f"use-{place}", "")
        target = next((one for one in USES[seen.kind] if one[0] == use), None)
        if target is None:
            continue
        _, _, slug, name = target
        if seen.kind == "date":
            on = date.fromisoformat(seen.value)
            for part, number in (("day", on.day), ("month", on.month), ("year", on.year)):
                _put_if_empty(entry, slug, f"{name}-{part}", [str(number)], now=now)
        elif seen.kind == "name" and name.endswith("-family_name"):
            given, _, family = seen.value.rpartition(" ")
            if _put_if_empty(entry, slug, name, [family], now=now):
                _put_if_empty(entry, slug, name.replace("family", "given"), [given], now=now)
        else:
            _put_if_empty(entry, slug, name, [seen.value], now=now)
        if use == "police":
            _put_if_empty(entry, slug, "police_involved", ["yes"], now=now)
    if data.get("keep_text"):
        _put_if_empty(entry, "happened", "said", [data.get("text", "")], now=now)
