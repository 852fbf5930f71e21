"""Learning goes to teams and comes back as receipts; training has evidence and comes after the approach it teaches."""

from datetime import timedelta
from typing import Any

import pytest

from audits import actions
from audits.models import LearningItem, LearningReceipt
from referrals.refusals import NotPossible, Refused
from tests.audits.test_ombudsman import TODAY, accepted, binding, done, received, recommended
from tests.world import MONDAY, World
from timers.calendar import end_of
from timers.models import Timer

pytestmark = pytest.mark.django_db


def sent(world: World, **more: Any) -> LearningItem:
    given = {
        "kind": "learning",
        "title": "Ring first",
        "words": "Ring before you write.",
        "teams": [world.team("kent")],
    }
    by = world.person("kent", "head_of_service")
    return actions.send_learning(by=by, read_by=TODAY + timedelta(days=9), at=MONDAY, now=MONDAY, **(given | more))


def held(world: World, item: LearningItem, **more: Any) -> Any:
    given = {"held_on": TODAY, "audience": "Front door", "came": 9, "of": 12, "evidence": "The register"}
    by = world.person("kent", "head_of_service")
    return actions.record_training(by=by, item=item, at=MONDAY, now=MONDAY, **(given | more))


def test_somebody_reads_it_once(world: World) -> None:
    item, reader = sent(world), world.person("kent")
    assert actions.confirm_reading(by=reader, item=item, words="I ring first.", at=MONDAY, now=MONDAY)
    assert not actions.confirm_reading(by=reader, item=item, words="", at=MONDAY, now=MONDAY)
    assert [one.words for one in LearningReceipt.objects.all()] == ["I ring first."]
    with pytest.raises(NotPossible, match="another council"):
        actions.confirm_reading(by=world.person("havering"), item=item, words="", at=MONDAY, now=MONDAY)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"title": ""}, "title"), ({"words": " "}, "words"), ({"teams": []}, "teams")],
    ids=["no title", "no words", "no team"],
)
def test_an_item_is_whole(more: dict[str, Any], field: str, world: World) -> None:
    with pytest.raises(NotPossible) as refused:
        sent(world, **more)
    assert refused.value.field == field


def test_another_councils_team_is_not_ours_to_teach(world: World) -> None:
    with pytest.raises(NotPossible, match="your council"):
        sent(world, teams=[world.team("kent"), world.team("havering")])


def test_training_is_held_with_evidence(world: World) -> None:
    item = sent(world, kind="training")
    with pytest.raises(Refused) as refused:
        held(world, item, evidence="")
    assert refused.value.codes == ["recommendation.evidence_missing"]
    for more in ({"came": 13}, {"of": 0, "came": 0}, {"held_on": TODAY + timedelta(days=1)}, {"audience": " "}):
        with pytest.raises(NotPossible):
            held(world, item, **more)
    assert held(world, item).came == 9
    with pytest.raises(NotPossible, match="Only a training"):
        held(world, sent(world))


def test_training_on_an_approach_comes_after_it_is_agreed(world: World) -> None:
    report = received(world, kind="decision", number="19 011 816")
    approach = recommended(world, report, kind="approach", limit="months", amount=3)
    item = sent(world, kind="training", recommendation=recommended(world, report, after=1, limit="months", amount=6))
    with pytest.raises(Refused) as refused:
        held(world, item)
    assert refused.value.codes == ["recommendation.approach_not_agreed"]
    done(world, accepted(world, binding(approach, world)))
    with pytest.raises(Refused):
        held(world, item, held_on=TODAY - timedelta(days=1))
    assert held(world, item).held_on == TODAY


def test_a_gap_has_an_owner_and_a_day_and_an_outcome(world: World) -> None:
    head, owner = world.person("kent", "head_of_service"), world.person("kent", "service_manager")
    given = {
        "by": head,
        "kind": "silent",
        "about": "Who calls the discussion",
        "words": "The procedures say nothing.",
        "reported_to": "Partnership, policy subgroup",
        "reported_on": TODAY,
        "owner": owner,
        "due_on": TODAY + timedelta(days=60),
        "at": MONDAY,
        "now": MONDAY,
    }
    for more, field in (
        ({"reported_to": ""}, "reported_to"),
        ({"owner": world.person("havering")}, "owner"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"reported_on": TODAY + timedelta(days=1)}, "reported_on"),
    ):
        with pytest.raises(NotPossible) as refused:
            actions.report_gap(**(given | more))
        assert refused.value.field == field
    gap = actions.report_gap(**given)
    clock = Timer.objects.get(kind="gap_settled")
    assert clock.due_at == end_of(given["due_on"]) and clock.stopped_at is None
    settle = {"by": head, "gap": gap, "on": TODAY, "at": MONDAY, "now": MONDAY}
    with pytest.raises(NotPossible, match="what the partnership decided"):
        actions.settle_gap(**settle, outcome=" ")
    assert actions.settle_gap(**settle, outcome="Chapter 11 says so now.").settled_on == TODAY
    clock.refresh_from_db()
    assert clock.stopped_at == MONDAY
    with pytest.raises(NotPossible, match="on record already"):
        actions.settle_gap(**settle, outcome="Again")
