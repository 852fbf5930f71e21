"""Drawing the sample, and replacing a case that cannot be read by whichever the seed draws next."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from audits import deadlines, sample
from audits.actions.concluding import open_full_audit_if_due
from audits.auditing import journal, population
from audits.auditing.grounds import no_reasons
from audits.models import Audit, SampleCase
from referrals.parties import require_past
from referrals.refusals import NotPossible, Refused

if TYPE_CHECKING:
    from accounts.models import User

_DRAW = """
    INSERT INTO audits_samplecase (audit_id, position, case_id, turn, drawn_at, left_because, left_words)
    SELECT %(audit)s, d.position, p.id, d.turn, %(now)s, '', ''
      FROM unnest(%(groups)s::varchar[], %(places)s::int[], %(turns)s::int[]) WITH ORDINALITY
           AS d ("group", place, turn, position)
     -- LIMIT, so that each is looked up by the index: joined at once, a short list would be read whole.
     CROSS JOIN LATERAL (SELECT id FROM audits_populationcase
                          WHERE audit_id = %(list)s AND "group" = d."group" AND place = d.place LIMIT 1) p
"""


def draw(*, by: "User", audit: Audit, at: datetime, now: datetime, twice: int = 0, seed: str = "") -> Audit:
    """Draw the cases: 50, or as many as were asked for, or all where the list has fewer (STATUTE 5, Denominator).

    The seed is made now, after the list was frozen, so that nobody could have fitted the list to it; `seed` is for
    tests and the demonstration. `twice` is how many cases are to have a second reader. Raises NotPossible before the
    list is frozen and for a second draw.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_over(audit)
    if audit.frozen_at is None:
        raise NotPossible("Freeze the list first: cases are drawn from a list that no longer changes.")
    if audit.drawn_at is not None:
        raise NotPossible("The cases are drawn already. A second draw would be a choice between two samples.")
    audit.seed = seed or secrets.token_hex(16)
    chosen = drawn_by(audit.seed, population.groups(audit), audit.wanted)
    insert(audit, chosen, now=now)
    audit.drawn_at, audit.drawn_by, audit.twice = at, by, min(twice, len(chosen))
    audit.save(update_fields=["seed", "drawn_at", "drawn_by", "twice"])
    journal.write("draw", audit=audit, by=by, at=at, now=now, facts={"seed": audit.seed, "drawn": len(chosen)})
    return audit


def drawn_by(seed: str, groups: dict[str, int], wanted: int) -> list[tuple[str, int, int]]:
    """(group, place, turn) of every case that the seed draws, group by group, in the order of the draw."""
    chosen = []
    for group, share in sample.shares(groups, wanted).items():
        turns = sample.order(seed, group, groups[group])
        chosen += [(group, place, turn) for _, (turn, place) in zip(range(share), turns, strict=False)]
    return chosen


def insert(audit: Audit, chosen: Sequence[tuple[str, int, int]], *, now: datetime) -> None:
    """The drawn cases, in the order given, in one statement: by index, whatever the length of the list."""
    with connection.cursor() as cursor:
        cursor.execute(
            _DRAW,
            {
                "audit": audit.pk,
                "list": audit.pk,
                "now": now,
                "groups": [group for group, _, _ in chosen],
                "places": [place for _, place, _ in chosen],
                "turns": [turn for _, _, turn in chosen],
            },
        )


def replace(
    *, by: "User", sample_case: SampleCase, because: str, words: str, at: datetime, now: datetime
) -> SampleCase | None:
    """Take a case out of the sample, with the reason, and put the next that the seed draws in its place.

    Returns the one that took its place; None when the list has no more, or all of it is read by the full audit, so that
    fewer are read and the rule is applied to those (STATUTE 5, Denominator), which may trip it. Raises NotPossible for
    a case that has been read or on which a fault has been seen, which stays in the count, and for one that `by` has
    begun to read; Refused where the words are an inspection grade or a good outcome (19 010 981, paragraph 69).
    """
    require_past(at, now)
    audit = journal.locked(sample_case.audit, by)
    journal.not_over(audit)
    one = SampleCase.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(pk=sample_case.pk)
    if one.left_at is not None:
        raise NotPossible("This case has left the sample already.")
    begun = list(one.readings.select_for_update(no_key=True))  # so that no yes is kept meanwhile
    if any(reading.locked_at for reading in begun):
        raise NotPossible("This file has been read and its findings are locked: it stays in the count.")
    if any(reading.yes_seen_at for reading in begun):
        raise NotPossible(
            "Somebody who read this file has answered yes to a point: it stays in the count. Where the rest cannot be "
            "read, the answer is “cannot tell”."
        )
    if any(reading.reader_id == by.pk for reading in begun):
        raise NotPossible("You have begun to read this file. Somebody else takes it out of the sample.")
    if because not in SampleCase.Left.values:
        raise NotPossible("Say why the file cannot be read.", "because")
    if not words.strip():
        raise NotPossible(
            "Say what was done to find or read the file, or which part of the definition it fails.", "words"
        )
    if grounds := no_reasons(words):
        raise Refused(grounds)
    one.left_at, one.left_because, one.left_words, one.left_by = at, because, words.strip(), by
    one.save(update_fields=["left_at", "left_because", "left_words", "left_by"])
    # Once the full audit is open it reads all that the sample did not draw.
    other = None if audit.is_full or audit.full_audits.exists() else _next(audit, one, now=now)
    journal.write(
        "replace",
        audit=audit,
        by=by,
        at=at,
        now=now,
        facts={
            "position": one.position,
            "because": because,
            "words": one.left_words,
            "by_position": other.position if other else None,
            "begun": len(begun),
            "answered": sum(reading.answered for reading in begun),
        },
    )
    deadlines.follow_readers(audit, by_id=by.pk, at=at, now=now)
    open_full_audit_if_due(by=by, audit=audit, at=at, now=now)
    return other


def _next(audit: Audit, one: SampleCase, *, now: datetime) -> SampleCase | None:
    """The next of the same group that the seed draws; of another group where that one has no more."""
    drawn: dict[str, int] = {}
    for group, turn in SampleCase.objects.filter(audit=audit).values_list("case__group", "turn"):
        drawn[group] = max(drawn.get(group, 0), turn)
    groups = population.groups(audit)
    for group in sorted(groups, key=lambda name: (name != one.case.group, name)):
        found = next(sample.order(audit.seed, group, groups[group], after=drawn.get(group, 0)), None)
        if found is None:
            continue
        turn, place = found
        last = SampleCase.objects.filter(audit=audit).order_by("-position").values_list("position", flat=True)[0]
        case = audit.cases.get(group=group, place=place)
        return SampleCase.objects.create(
            audit=audit, position=last + 1, case=case, turn=turn, drawn_at=now, replaces=one
        )
    return None
