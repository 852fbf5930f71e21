"""Two people at the same moment: one draw, one reading, one full audit, whoever comes second."""

import threading
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import connections, transaction

from audits import actions as audits
from audits.models import Audit, Finding, Reading, SampleCase
from referrals.refusals import NotPossible
from tests.audits.house import WORDS, answers, csv_of, give, of_imported, opened, read
from tests.world import MONDAY, make_world


def at_once(*acts: Callable[[], object], whole: bool = True) -> list[Exception]:
    """Each in a thread, in one transaction where `whole`; what they were refused with."""
    ready, refused = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            ready.wait()
            with transaction.atomic() if whole else nullcontext():
                act()
        except Exception as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


@pytest.mark.clone
def test_two_draws_at_once_are_one(clone: str) -> None:
    with transaction.atomic():
        world = make_world()
        auditor, audit = world.person("kent", "auditor"), opened(world)
        audits.import_cases(by=auditor, audit=audit, content=csv_of(90), at=MONDAY, now=MONDAY)
        from audits.auditing.similar import DEFAULT

        audits.define(
            by=auditor, audit=audit, words=WORDS, similar=DEFAULT, strata="", wanted=50, at=MONDAY, now=MONDAY
        )
        audits.freeze(by=auditor, audit=audit, at=MONDAY, now=MONDAY)
    refused = at_once(*[lambda: audits.draw(by=auditor, audit=audit, at=MONDAY, now=MONDAY)] * 2)
    assert [type(error) for error in refused] == [NotPossible]
    assert SampleCase.objects.filter(audit=audit).count() == 50


@pytest.mark.clone
def test_two_readers_who_lock_at_once_open_one_full_audit(clone: str) -> None:
    """The twelfth stands; the thirteenth and the fourteenth are locked in the same moment, as first and second reader
    of one case and of another."""
    with transaction.atomic():
        world = make_world()
        first, second = world.person("kent", "auditor"), world.person("kent", "auditor", name="Second Reader")
        audit = of_imported(world, 120)
        give(world, audit, first, second)
        cases = list(SampleCase.objects.filter(audit=audit).order_by("position"))
        for case in cases[:12]:
            read(case, first, yes=[3])
        readings = [
            (one, audits.begin(by=one, sample_case=cases[12], at=MONDAY, now=MONDAY)) for one in (first, second)
        ]
    acts = [
        (
            lambda who=who, reading=reading: audits.lock(
                by=who, reading=reading, answers=answers([3]), at=MONDAY, now=MONDAY
            )
        )
        for who, reading in readings
    ]
    # Each is pressed twice as well.
    refused = at_once(*acts, *acts)
    assert [type(error) for error in refused] == [NotPossible, NotPossible]
    assert Reading.objects.filter(sample_case=cases[12], locked_at__isnull=False).count() == 2
    assert Finding.objects.filter(reading__sample_case=cases[12]).count() == 28
    assert Audit.objects.filter(full_of=audit).count() == 1


@pytest.mark.clone
def test_a_file_is_not_read_and_replaced_at_the_same_moment(clone: str) -> None:
    with transaction.atomic():
        world = make_world()
        auditor = world.person("kent", "auditor")
        audit = of_imported(world, 90)
        give(world, audit, auditor)
        case = SampleCase.objects.get(audit=audit, position=1)
        reading = audits.begin(by=auditor, sample_case=case, at=MONDAY, now=MONDAY)
    refused = at_once(
        lambda: audits.lock(by=auditor, reading=reading, answers=answers(), at=MONDAY, now=MONDAY),
        lambda: audits.replace(by=auditor, sample_case=case, because="missing", words="Lost.", at=MONDAY, now=MONDAY),
    )
    assert [type(error) for error in refused] == [NotPossible]
    case.refresh_from_db()
    reading.refresh_from_db()
    assert (case.left_at is None) is (reading.locked_at is not None)


@pytest.mark.clone
def test_files_are_opened_kept_and_locked_while_others_are_given_out(clone: str) -> None:
    """Nobody waits for somebody who waits for them: readers begin, save and lock while the auditor shares out."""
    with transaction.atomic():
        world = make_world()
        first, second = world.person("kent", "auditor"), world.person("kent", "auditor", name="Second Reader")
        audit = of_imported(world, 90)
        cases = list(SampleCase.objects.filter(audit=audit).order_by("position"))
        given = {case.position: (first, second) for case in cases[:10]}
        audits.assign(by=first, audit=audit, given=given, at=MONDAY, now=MONDAY)

    def reads(who: Any, some: list[SampleCase]) -> None:
        for case in some:
            with transaction.atomic():
                reading = audits.begin(by=who, sample_case=case, at=MONDAY, now=MONDAY)
            with transaction.atomic():
                audits.keep(reading=reading, answers={"answer_1": "no"}, now=MONDAY)
                audits.lock(by=who, reading=reading, answers=answers(), at=MONDAY, now=MONDAY)

    def gives() -> None:
        for place in range(10, 30):
            with transaction.atomic():
                rest = {cases[place].position: (second, first)}
                audits.assign(by=first, audit=audit, given=rest, at=MONDAY, now=MONDAY)

    refused = at_once(
        lambda: reads(first, cases[:10]),
        lambda: reads(second, cases[:10][::-1]),
        gives,
        whole=False,
    )
    assert refused == []
    assert Reading.objects.filter(locked_at__isnull=False).count() == 20
