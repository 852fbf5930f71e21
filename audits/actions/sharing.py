"""Who reads which file: given one by one or shared out, and handed on where somebody cannot finish."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from accounts.people import people_with
from audits import deadlines, messages
from audits.auditing import journal
from audits.auditing.grounds import INDEPENDENCE
from audits.auditing.independence import barred
from audits.models import Audit, Reading, SampleCase
from referrals.parties import require_past
from referrals.refusals import Ground, NotPossible, Refused
from timers.calendar import local

if TYPE_CHECKING:
    from accounts.models import User


class Lacking(NamedTuple):
    """How many files could not be given: without a reader, and without the second reader that the draw promised."""

    reader: int
    second: int


def readers_of(council_id: int, on: date) -> list["User"]:
    """Who in the council may read files for an audit."""
    return people_with("audits.read_case", council_id, day=on)


def assign(
    *,
    by: "User",
    audit: Audit,
    given: Mapping[int, tuple["User | None", "User | None"]],
    at: datetime,
    now: datetime,
    reason: str = "",
) -> list[SampleCase]:
    """Give cases to readers: {position: (reader, second reader or None)}.

    A file that its reader has begun and cannot finish is handed on, with the `reason`: the other reads it afresh, and
    what was answered stays with the audit. Where that held a yes, two others read it (figures.seen_and_not_found).
    Raises Refused for somebody who worked on a case or supervised it, naming
    whom; NotPossible for somebody who may not read, for one person twice, and for a file begun by another without a
    reason, without anybody to hand it to, or by the one who began it.
    """
    require_past(at, now)
    audit = journal.locked(audit, by)
    journal.not_over(audit)
    allowed = {one.pk for one in readers_of(audit.council_id, local(at).date())}
    cases = list(
        SampleCase.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__imported")
        .filter(audit=audit, position__in=given, left_at=None)
        .order_by("position")
    )
    people = {one.pk: one for pair in given.values() for one in pair if one is not None}
    out = barred(cases, people.values())
    begun = _begun(cases)
    handed: list[Reading] = []
    had_before = {(one.pk, person) for one in cases for person in (one.reader_id, one.second_reader_id)}
    for one in cases:
        reader, second = given[one.position]
        for person in (reader, second):
            if person is None:
                continue
            if person.pk not in allowed:
                raise NotPossible(f"{person.name} does not read files for audits.", "reader")
            if person.pk in out[one.pk]:
                raise Refused([not_independent(one, person)])
        if reader is not None and reader == second:
            raise NotPossible(f"Case {one.position}: the second reader must be somebody else.", "reader")
        for person, is_second in ((reader, False), (second, True)):
            had = begun.get((one.pk, is_second))
            if had is not None and (person is None or person.pk != had.reader_id):
                field = "second" if is_second else "reader"
                handed.append(_handed_on(one, had, by=by, to=person, reason=reason, field=field, at=at))
        one.reader, one.second_reader = reader, second
    Reading.objects.bulk_update(handed, ["handed_on_at", "handed_on_because"])
    SampleCase.objects.bulk_update(cases, ["reader", "second_reader"])
    told = {str(one.position): [one.reader_id, one.second_reader_id] for one in cases}
    entry = journal.write("assign", audit=audit, by=by, at=at, now=now, facts={"given": told})
    for reading in handed:
        facts = {
            "position": reading.sample_case.position,
            "second": reading.is_second,
            "from": reading.reader_id,
            "answered": reading.answered,
            "yes_seen": reading.yes_seen_at is not None,
            "reason": reading.handed_on_because,
        }
        journal.write("hand_on_reading", audit=audit, by=by, at=at, now=now, facts=facts)
    fresh = Counter(
        (person.pk, is_second)
        for one in cases
        for person, is_second in ((one.reader, False), (one.second_reader, True))
        if person is not None and (one.pk, person.pk) not in had_before
    )
    messages.files_given(audit, fresh, by=by, act=entry.pk, now=now)
    deadlines.follow_readers(audit, by_id=by.pk, at=at, now=now)
    return cases


def _handed_on(
    one: SampleCase, reading: Reading, *, by: "User", to: "User | None", reason: str, field: str, at: datetime
) -> Reading:
    """The reading as it is to be written: begun by one, to be read afresh by another. Raises NotPossible."""
    if reading.locked_at is not None:
        raise NotPossible(f"Case {one.position} has been read: its findings are locked.", field)
    if to is None:
        raise NotPossible(f"Case {one.position} has been begun by its reader. Give it to somebody else.", field)
    if by.pk == reading.reader_id:
        raise NotPossible(f"You have begun case {one.position}. Somebody else hands it on.", field)
    if not reason.strip():
        raise NotPossible(
            f"Case {one.position} has been begun by its reader. Say why somebody else is to read it.", "reason"
        )
    reading.handed_on_at, reading.handed_on_because, reading.sample_case = at, reason.strip(), one
    return reading


def assign_evenly(*, by: "User", audit: Audit, readers: Iterable["User"], at: datetime, now: datetime) -> Lacking:
    """Share out every case that nobody has among these readers, each to whoever has fewest and is independent of it.

    The first cases drawn get a second reader too, as many as the draw said; being drawn first, they are a random part.
    Returns how many are left for which none of them is independent, or there is no second person.
    """
    people = list(readers)
    if not people:
        raise NotPossible("Choose who is to read.", "readers")
    audit = journal.locked(audit, by)
    cases = list(
        SampleCase.objects.select_related("case__imported").filter(audit=audit, left_at=None).order_by("position")
    )
    out = barred(cases, people)
    load: Counter[int] = Counter({person.pk: 0 for person in people})
    load.update(one.reader_id for one in cases if one.reader_id in load)
    load.update(one.second_reader_id for one in cases if one.second_reader_id in load)
    given: dict[int, tuple[User | None, User | None]] = {}
    without_reader = without_second = 0
    for place, one in enumerate(cases):
        free = [person for person in people if person.pk not in out[one.pk]]
        reader = one.reader or _least(free, load, besides=one.second_reader)
        second = one.second_reader
        if reader is None:
            without_reader += 1
            continue
        if second is None and place < audit.twice:
            second = _least(free, load, besides=reader)
            without_second += second is None
        if (reader, second) != (one.reader, one.second_reader):
            given[one.position] = (reader, second)
    if given:
        assign(by=by, audit=audit, given=given, at=at, now=now)
    return Lacking(without_reader, without_second)


def _least(people: list["User"], load: Counter[int], *, besides: "User | None") -> "User | None":
    found = min((person for person in people if person != besides), key=lambda one: load[one.pk], default=None)
    if found is not None:
        load[found.pk] += 1
    return found


def lacks_second(audit: Audit) -> bool:
    """Whether a file that the draw said is to be read twice has nobody to read it a second time."""
    live = SampleCase.objects.filter(audit=audit, left_at=None).order_by("position")
    return any(second is None for second in live.values_list("second_reader", flat=True)[: audit.twice])


def _begun(cases: Iterable[SampleCase]) -> dict[tuple[int, bool], Reading]:
    readings = Reading.objects.standing().filter(sample_case__in=cases)
    return {(one.sample_case_id, one.is_second): one for one in readings}


def not_independent(one: SampleCase, person: "User") -> Ground:
    return Ground(
        INDEPENDENCE.code,
        INDEPENDENCE.strength,
        INDEPENDENCE.field,
        f"Not yet: {person.name} worked on case {one.position} or supervised it.",
        INDEPENDENCE.why,
        INDEPENDENCE.source,
        INDEPENDENCE.instead,
    )
