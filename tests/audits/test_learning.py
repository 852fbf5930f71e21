"""Learning goes to teams and comes back as receipts; training has evidence and comes after the approach it teaches."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, User
from audits import actions
from audits.models import LearningItem, LearningReceipt, OversightEntry
from councils.models import Message
from referrals.refusals import NotPossible, Refused
from tests.audits.test_ombudsman import TODAY, accepted, binding, done, received, recommended
from tests.referrals.pages import signed_in, text_of
from tests.world import MONDAY, World
from timers.calendar import end_of
from timers.models import Timer
from timers.sweep import sweep
from timers.words import day
from work import notices, telling

pytestmark = pytest.mark.django_db


def sent(world: World, **more: Any) -> LearningItem:
    given = {
        "kind": "learning",
        "title": "Ring first",
        "words": "Ring before you write.",
        "teams": [world.team("kent")],
        "read_by": TODAY + timedelta(days=9),
    }
    by = world.person("kent", "head_of_service")
    return actions.send_learning(by=by, at=MONDAY, now=MONDAY, **(given | more))


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


# Who is told, who has it waiting, and who has not read it


def team_of(world: World, *names: str) -> list[User]:
    return [world.person("kent", name=name, team=world.team("kent")) for name in names]


def told(item: LearningItem, act: str) -> list[str]:
    found = Message.objects.filter(key__startswith=f"learning:{item.reference}:{act}")
    return sorted(one.person.name for one in found if one.person)


def own_clock(item: LearningItem) -> Timer:
    return Timer.objects.get(kind="learning_read", subject_id=item.pk)


def test_everybody_in_the_teams_is_told_and_nobody_else_and_not_what_it_says(world: World) -> None:
    team_of(world, "Grace Obi", "Ada Rook")
    world.person("kent", name="Of Another Team", team=world.team("kent", "West"))
    item = sent(world)
    assert told(item, "sent") == ["Ada Rook", "Grace Obi"]
    message = Message.objects.filter(key__startswith="learning:")[0]
    assert message.subject == f"Something learnt for your team, to be read by {day(item.read_by)} ({item.reference})"
    assert f"/learning/{item.reference}/" in message.body
    assert "Ring" not in message.subject + message.body, "nothing that anybody typed"


def test_it_waits_in_my_work_until_it_is_read(world: World) -> None:
    reader, colleague = team_of(world, "Grace Obi", "Ada Rook")
    item, elsewhere = sent(world), sent(world, title="For the West", teams=[world.team("kent", "West")])
    page = text_of(signed_in(reader).get("/my-work/"))
    assert "Read: Ring first" in page and elsewhere.title not in page
    actions.confirm_reading(by=reader, item=item, words="", at=MONDAY, now=MONDAY)
    assert "Read: Ring first" not in text_of(signed_in(reader).get("/my-work/"))
    assert "Read: Ring first" in text_of(signed_in(colleague).get("/my-work/"))


def test_its_clock_is_the_senders_and_stops_when_the_last_has_read_it(world: World) -> None:
    readers, item = team_of(world, "Grace Obi", "Ada Rook"), sent(world)
    clock = own_clock(item)
    assert (clock.owner_id, clock.due_at) == (item.sent_by_id, end_of(item.read_by))
    for reader, runs in zip(readers, (True, False), strict=True):
        actions.confirm_reading(by=reader, item=item, words="", at=MONDAY, now=MONDAY)
        clock.refresh_from_db()
        assert (clock.stopped_at is None) is runs


def test_after_its_day_the_unread_are_reminded_and_the_sender_told_which_teams(world: World) -> None:
    reader, late = team_of(world, "Grace Obi", "Ada Rook")
    item, colleague = sent(world), world.person("kent", "head_of_service", name="Another Head")
    actions.confirm_reading(by=reader, item=item, words="", at=MONDAY, now=MONDAY)
    after = own_clock(item).due_at
    assert after is not None
    now = after + timedelta(minutes=1)
    sweep(now=now)
    telling.tell(now=now)
    assert told(item, "again") == [late.name]
    assert OversightEntry.objects.get(verb="remind_of_learning").facts == {"people": 1}
    sender = User.objects.get(pk=item.sent_by_id)
    [row], _ = notices.mine(sender, answered=False, after=None, now=now)
    assert row["href"] == f"/learning/{item.reference}/" and row["level"] == "Missed"
    assert row["aside"] == "Not read yet: Front Door East, 1 of 2."
    assert notices.mine(User.objects.get(pk=colleague.pk), answered=False, after=None, now=now)[0] == []
    mail = Message.objects.filter(key__startswith="alert:", about_label="audits.learningitem")
    assert {one.person for one in mail} == {sender} and "because you sent it" in mail[0].body
    # It stays so: five working days on, the heads of service hear of it.
    later = now + timedelta(days=8)
    sweep(now=later)
    telling.tell(now=later)
    names = {one.person.name for one in mail.filter(key__endswith="service_manager") if one.person}
    assert names == {sender.name, colleague.name}


def test_whoever_sent_it_reminds_once_a_day_and_sees_who_has_not_read_it(world: World) -> None:
    reader, late = team_of(world, "Grace Obi", "Ada Rook")
    item = sent(world, read_by=timezone.localdate() + timedelta(days=400))
    actions.confirm_reading(by=reader, item=item, words="", at=MONDAY, now=MONDAY)
    client, there = signed_in(item.sent_by), f"/learning/{item.reference}/"
    page = text_of(client.get(there))
    assert "Front Door East 1 of 2 Ada Rook" in page
    for _ in range(2):
        assert "Reminded: 1 who has not read it." in text_of(client.post(f"{there}remind/", follow=True))
    assert told(item, "again") == [late.name]
    assert signed_in(late).post(f"{there}remind/").status_code == 403
    actions.confirm_reading(by=late, item=item, words="", at=MONDAY, now=MONDAY)
    assert "Remind those" not in text_of(client.get(there))


def test_whoever_left_the_team_keeps_no_clock_running(world: World) -> None:
    reader, gone = team_of(world, "Grace Obi", "Ada Rook")
    item = sent(world)
    actions.confirm_reading(by=reader, item=item, words="", at=MONDAY, now=MONDAY)
    Membership.objects.filter(user=gone).update(until=TODAY - timedelta(days=1), unrecorded="a test")
    assert actions.remind_of_learning(by=item.sent_by, item=item, at=MONDAY, now=MONDAY) == 0
    assert own_clock(item).stopped_at is not None


def test_a_list_of_learning_costs_the_same_however_much_there_is(world: World) -> None:
    (reader,) = team_of(world, "Grace Obi")
    client = signed_in(reader)

    def asked() -> int:
        client.get("/my-work/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/my-work/").status_code == 200
        return len(queries)

    sent(world)
    before = asked()
    for number in range(4):
        sent(world, title=f"Item {number}")
    assert asked() == before
