"""One person recorded twice: brought together on one record, and parted again. Only people of one's own council.

Nothing that was written is rewritten: rows that say where somebody stands now (roles, places, relationships) name the
kept record, what happened goes on naming the record it was written about, and reading brings both together.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.forms.models import model_to_dict

from referrals.actions.relating import find_again
from referrals.models import (
    Alias,
    Flag,
    Involvement,
    JournalEntry,
    Part,
    Person,
    PersonMerge,
    Place,
    Referral,
    Relationship,
    WarningNote,
)
from referrals.parties import part_of
from referrals.refusals import NotPossible
from trail.history import save_as
from trail.record import record_many

if TYPE_CHECKING:
    from accounts.models import User

# What the kept record takes over where it has nothing of its own.
FILLS = ["known_as", "born_on", "age_said", "expected_on", "sex", "nhs_number", "own_number", "phone", "staff_warning"]
MUST_AGREE = {"born_on": "dates of birth", "nhs_number": "NHS numbers"}
# The kept record takes the stricter of the two.
STRICTER = ["address_protected"]


@dataclass(frozen=True)
class Preview:
    """What bringing two records together does: shown before, and done by the same code."""

    kept: Person
    gone: Person
    moves: dict[str, list[int]]
    set_aside: list[dict[str, Any]]
    fills: dict[str, Any]  # field -> the value that the kept record takes over
    differs: list[str]  # words of what must not differ and does
    referral_ids: list[int] = field(default_factory=list)


def preview_merge(*, by: "User", kept: Person, gone: Person) -> Preview:
    """What would be moved and taken over. Raises NotPossible for another council's record, one and the same record,
    one that was brought together with another already, or one that another was brought into: no chains of records."""
    for one in (kept, gone):
        if one.council_id != by.council_id:
            raise NotPossible("Another council recorded this person. Only they can bring their records together.")
        if one.merged_into_id is not None:
            raise NotPossible("One of the two was brought together with another record already. Part those first.")
    if gone.merged_from.filter(undone_at=None).exists():
        raise NotPossible(
            "Another record was brought into this one already. Keep this one, and bring the other into it."
        )
    if kept.pk == gone.pk:
        raise NotPossible("Choose two different records.")
    roles = list(Involvement.objects.filter(person__in=[kept, gone]).order_by("id"))
    has = {(one.referral_id, one.role) for one in roles if one.person_id == kept.pk}
    theirs = [one for one in roles if one.person_id == gone.pk]
    moves: dict[str, list[int]] = {
        "involvements": [one.pk for one in theirs if (one.referral_id, one.role) not in has],
        "places": _movable(Place, ["referral_id", "what"], kept, gone, superseded_at=None),
        "flags": _movable(Flag, ["referral_id", "kind"], kept, gone, ended_at=None),
        "warnings": list(WarningNote.objects.filter(person=gone, ended_at=None).values_list("pk", flat=True)),
        "relationships": _movable(Relationship, ["referral_id", "to_id"], kept, gone, superseded_at=None),
        "relationships_to": _movable(
            Relationship, ["referral_id", "person_id"], kept, gone, name="to", superseded_at=None
        ),
        "first_children": list(Referral.objects.filter(first_child=gone).values_list("pk", flat=True)),
        "referrers": list(Referral.objects.filter(referrer_person=gone).values_list("pk", flat=True)),
    }
    fills = {name: getattr(gone, name) for name in FILLS if getattr(gone, name) and not getattr(kept, name)}
    fills |= {name: True for name in STRICTER if getattr(gone, name) and not getattr(kept, name)}
    return Preview(
        kept=kept,
        gone=gone,
        moves=moves,
        set_aside=[_as_row(one) for one in theirs if (one.referral_id, one.role) in has],
        fills=fills,
        differs=[
            words
            for name, words in MUST_AGREE.items()
            if getattr(kept, name) and getattr(gone, name) and getattr(kept, name) != getattr(gone, name)
        ],
        referral_ids=sorted({one.referral_id for one in theirs}),
    )


def merge_people(
    *,
    by: "User",
    referral: Referral,
    kept: Person,
    gone: Person,
    because: str,
    now: datetime,
    checked: str = "",
) -> PersonMerge:
    """Bring the record `gone` into `kept`, from a referral that one of them is on.

    Raises NotPossible as preview_merge, without a reason, or where birth dates or NHS numbers differ and nobody says
    how that was cleared up: two children must not become one. Of two people who do it at once the second is told.
    """
    part = part_of(by, referral)
    # Locked in the order of their keys, so that two merges of the same two cannot wait for each other.
    locked = {
        one.pk: one for one in Person.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    kept, gone = locked[kept.pk], locked[gone.pk]
    seen = preview_merge(by=by, kept=kept, gone=gone)
    if not because.strip():
        raise NotPossible("Say how you know that they are one person.", "because")
    if seen.differs and not checked.strip():
        raise NotPossible(
            f"Their {' and '.join(seen.differs)} differ. Say how that was cleared up, or leave them apart.", "checked"
        )
    if not Involvement.objects.filter(referral=referral, person__in=[kept, gone]).exists():
        raise NotPossible("Neither of them is on this referral.")
    merge = PersonMerge.objects.create(
        council_id=part.council_id,
        by=by,
        kept=kept,
        gone=gone,
        because=because,
        checked=checked,
        moved=seen.moves,
        set_aside=seen.set_aside,
        filled={name: _plain(getattr(kept, name)) for name in seen.fills},
        at=now,
        recorded_at=now,
    )
    _name(seen.moves, kept)
    Involvement.objects.filter(pk__in=[row["id"] for row in seen.set_aside]).delete()
    _count_children(seen.referral_ids, by=by, now=now)
    for name, value in seen.fills.items():
        setattr(kept, name, value)
    if seen.fills:
        save_as(kept, by=by, now=now, because="two records of one person", fields=list(seen.fills))
    gone.merged_into = kept
    save_as(gone, by=by, now=now, because="two records of one person", fields=["merged_into"])
    Alias.objects.bulk_create(
        [
            Alias(
                council_id=part.council_id,
                person=kept,
                name=name,
                kind=Alias.Kind.RECORD,
                merge=merge,
                by=by,
                at=now,
                recorded_at=now,
            )
            for name in _names(gone)
        ],
        ignore_conflicts=True,
    )
    find_again(kept, by=by, now=now, because="two records of one person")
    _tell("merge_people", merge, seen.referral_ids + [referral.pk], by=by, now=now)
    return merge


def unmerge_people(*, by: "User", referral: Referral, merge: PersonMerge, because: str, now: datetime) -> PersonMerge:
    """Part two records again: what was moved goes back. What was written since stays with the record it was written on.

    Raises NotPossible without a reason, for another council's, or when they were parted already.
    """
    part_of(by, referral)
    people = Person.objects.select_for_update().filter(pk__in=[merge.kept_id, merge.gone_id]).order_by("pk")
    locked = {one.pk: one for one in people}
    merge = PersonMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.council_id != by.council_id:
        raise NotPossible("Another council brought these records together.")
    if merge.undone_at is not None:
        raise NotPossible("They were parted already.")
    if not because.strip():
        raise NotPossible("Say why they are two people after all.", "because")
    kept, gone = locked[merge.kept_id], locked[merge.gone_id]
    _name(merge.moved, gone, only_of=kept)
    Involvement.objects.bulk_create(
        [Involvement(**row, person_id=gone.pk) for row in merge.set_aside], ignore_conflicts=True
    )
    for name, before in merge.filled.items():
        setattr(kept, name, before)
    if merge.filled:
        save_as(kept, by=by, now=now, because="two people after all", fields=list(merge.filled))
    gone.merged_into = None
    save_as(gone, by=by, now=now, because="two people after all", fields=["merged_into"])
    Alias.objects.filter(merge=merge, ended_at=None).update(ended_at=now)
    find_again(kept, by=by, now=now, because="two people after all")
    merge.undone_at, merge.undone_by, merge.undone_because = now, by, because
    merge.save(update_fields=["undone_at", "undone_by", "undone_because"])
    moved = Involvement.objects.filter(pk__in=merge.moved.get("involvements", []))
    referral_ids = sorted(
        {*moved.values_list("referral_id", flat=True), *(row["referral_id"] for row in merge.set_aside)}
    )
    _count_children(referral_ids, by=by, now=now)
    _tell("unmerge_people", merge, [*referral_ids, referral.pk], by=by, now=now)
    return merge


def _movable(
    model: Any, unique: list[str], kept: Person, gone: Person, *, name: str = "person", **now: Any
) -> list[int]:
    """The keys of the present rows of the one that the kept record has none of its own for; and that would not make
    somebody their own relative."""
    rows = model.objects.filter(**{f"{name}__in": [kept, gone]}, **now)
    found = list(rows.values("pk", f"{name}_id", *unique))
    has = {tuple(row[one] for one in unique) for row in found if row[f"{name}_id"] == kept.pk}
    other = {"to_id", "person_id"} & set(unique)
    return [
        row["pk"]
        for row in found
        if row[f"{name}_id"] == gone.pk
        and tuple(row[one] for one in unique) not in has
        and not any(row[one] == kept.pk for one in other)
    ]


def _name(moves: dict[str, list[int]], person: Person, *, only_of: Person | None = None) -> None:
    """Let the rows name this record; with `only_of`, those that still name that one."""
    for table, (model, column) in _TABLES.items():
        keys = moves.get(table, [])
        if not keys:
            continue
        rows = model.objects.filter(pk__in=keys)
        if only_of is not None:
            rows = rows.filter(**{column: only_of})
        if model is Referral:
            rows.update(unrecorded="the records of one person were brought together or parted", **{column: person})
        else:
            rows.update(**{column: person})


_TABLES: dict[str, tuple[Any, str]] = {
    "involvements": (Involvement, "person"),
    "places": (Place, "person"),
    "flags": (Flag, "person"),
    "warnings": (WarningNote, "person"),
    "relationships": (Relationship, "person"),
    "relationships_to": (Relationship, "to"),
    "first_children": (Referral, "first_child"),
    "referrers": (Referral, "referrer_person"),
}


def _count_children(referral_ids: list[int], *, by: "User", now: datetime) -> None:
    """A child who was on a referral twice is one child; parted again, two."""
    for referral in Referral.objects.select_for_update().filter(pk__in=referral_ids).order_by("pk"):
        count = Involvement.objects.filter(referral=referral, role=Involvement.As.CHILD).count()
        if count and count != referral.children_count:
            referral.children_count = count
            save_as(referral, by=by, now=now, because="two records of one person", fields=["children_count"])


def _as_row(one: Involvement) -> dict[str, Any]:
    row = {f"{name}_id" if name.startswith("works_with") else name: value for name, value in model_to_dict(one).items()}
    row.pop("person")
    row["referral_id"] = row.pop("referral")
    return {"id": one.pk, **row}


def _names(person: Person) -> list[str]:
    names = [f"{person.given_name} {person.family_name}", person.known_as]
    return list(dict.fromkeys(" ".join(one.split())[:240] for one in names if one.strip()))


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _tell(verb: str, merge: PersonMerge, referral_ids: list[int], *, by: "User", now: datetime) -> None:
    """One line on each referral of ours that it changes, and one of the trail: two statements however many."""
    ids = sorted(
        set(
            Part.objects.filter(referral_id__in=referral_ids, council_id=by.council_id).values_list(
                "referral_id", flat=True
            )
        )
    )
    facts = {"merge": merge.pk, "person": merge.kept_id, "other": merge.gone_id}
    lines = [
        JournalEntry(referral_id=key, council_id=by.council_id, by=by, verb=verb, at=now, recorded_at=now, facts=facts)
        for key in ids
    ]
    lines = JournalEntry.objects.bulk_create(lines)
    record_many(
        {
            "by_id": by.pk,
            "council_id": by.council_id,
            "action": verb,
            "subject": ("referrals.journalentry", line.pk),
            "about": ("referrals.referral", line.referral_id),
            "at": now,
            "facts": facts,
        }
        for line in lines
    )
