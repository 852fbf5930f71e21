"""Two at the same instant, by two real connections: figures counted once, a pack sent once, numbers given in turn."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from audits import actions
from audits.models import Delivery, FigureRun, FigureSnapshot, LearningReceipt, Pack, Recommendation
from audits.oversight import snapshots
from audits.oversight.counting import month_ends
from audits.oversight.table import FIGURES
from tests.audits.test_learning import sent
from tests.audits.test_ombudsman import received
from tests.world import MONDAY, make_world

pytestmark = pytest.mark.clone


def at_once(one: Callable[[], Any], times: int = 4) -> list[Any]:
    ready, answers = Barrier(times), []

    def run() -> None:
        ready.wait()
        try:
            with transaction.atomic():
                answers.append(one())
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_figures_of_a_day_are_counted_once() -> None:
    world = make_world()
    world.logged()
    kent = world.council("kent")
    kent.takes_part = True
    kent.save()
    done = at_once(lambda: snapshots.compute("day", MONDAY.date(), until=MONDAY, now=MONDAY, by="a test"))
    assert sorted(done) == [False, False, False, True]
    assert FigureRun.objects.count() == 1
    assert FigureSnapshot.objects.filter(council=kent).count() == len(FIGURES)


def test_a_pack_is_made_and_sent_once() -> None:
    world = make_world()
    world.person("kent", "councillor")
    kent, month = world.council("kent"), month_ends(MONDAY, 1)[0]
    made = at_once(lambda: actions.make_pack(council=kent, month=month, by=None, now=MONDAY))
    assert len([one for one in made if one is not None]) == 1
    assert (Pack.objects.count(), Delivery.objects.count()) == (1, 1)


def test_recommendations_added_at_once_get_numbers_of_their_own() -> None:
    world = make_world()
    report, by, kent = received(world), world.person("kent", "monitoring_officer"), world.council("kent")
    said = actions.Recommended("other", "Do it.", [kent], "weeks", 6)
    at_once(lambda: actions.recommend(by=by, report=report, recommended=said, at=MONDAY, now=MONDAY))
    assert sorted(Recommendation.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_one_reader_pressing_twice_leaves_one_receipt() -> None:
    world = make_world()
    item, reader = sent(world), world.person("kent")
    at_once(lambda: actions.confirm_reading(by=reader, item=item, words="", at=MONDAY, now=MONDAY))
    assert LearningReceipt.objects.count() == 1
