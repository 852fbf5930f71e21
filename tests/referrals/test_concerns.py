"""Something new, a return, a challenge, other children, supervision: what each starts, asks and answers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from referrals import actions, duties
from referrals.models import Challenge, Duty, Involvement, Prompt, Referral, StrategyDiscussion
from referrals.refusals import NotPossible
from tests.world import MONDAY, World, at
from timers.models import Timer


def asked(referral: Referral, world: World, council: str = "kent") -> set[str]:
    found = Prompt.objects.filter(referral=referral, council=world.council(council), settled_at=None)
    return set(found.values_list("code", flat=True))


def of_concerns() -> list[str]:
    return sorted(Timer.objects.running().filter(subject_label="referrals.concern").values_list("kind", flat=True))


def concern(world: World, referral: Referral, kind: str, day: int = 18, **more: object) -> object:
    return actions.record_concern(
        by=world.person("kent"),
        referral=referral,
        kind=kind,
        at=at(day),
        now=at(day),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("kind", "clocks", "prompts"),
    [
        ("new_disclosure", ["decision", "strategy_discussion"], {"other_children_at_risk"}),
        ("self_harm", ["decision"], {"same_day_manager_review"}),
        ("suicide_attempt", ["decision"], {"same_day_manager_review"}),
        ("went_missing", [], set()),
        ("returned", ["return_interview"], set()),
        ("other", [], set()),
    ],
)
def test_what_each_kind_starts_and_asks(world: World, kind: str, clocks: list[str], prompts: set[str]) -> None:
    referral = world.logged("kent")
    before = asked(referral, world)
    concern(world, referral, kind)
    assert of_concerns() == clocks
    assert asked(referral, world) - before == prompts


def test_there_is_no_other_kind(world: World) -> None:
    with pytest.raises(NotPossible):
        concern(world, world.logged("kent"), "bored")


def test_each_disclosure_waits_for_its_own_decision_and_one_decision_answers_those_before_it(world: World) -> None:
    referral = world.logged("kent")
    concern(world, referral, "new_disclosure", 17)
    concern(world, referral, "new_disclosure", 18)
    assert of_concerns().count("decision") == 2
    actions.decide(
        by=world.person("kent", "team_manager"),
        referral=referral,
        outcome="section_47",
        at=at(17, 15),
        now=at(19),
    )
    assert of_concerns().count("decision") == 1  # the one of the 18th is newer than the decision


def test_a_new_person_alleged_to_have_caused_harm_comes_onto_the_referral(world: World) -> None:
    referral = world.logged("kent", said=world.said(world.child(), world.mother(), world.harmer()))
    second = world.harmer("croydon", given_name="Tam", was_child_when_alleged=True, other_children="unknown")
    made = concern(world, referral, "new_disclosure", alleged_harmer=second)
    assert Involvement.objects.filter(referral=referral, role="alleged_harmer").count() == 2
    assert made.alleged_harmer.given_name == "Tam"  # type: ignore[attr-defined]
    assert {"alleged_harmer_was_a_child", "other_children_at_risk"} <= asked(referral, world)
    assert referral.named_councils.filter(council=world.council("croydon")).exists()
    # The same person again, on record by now, stays one.
    on_record = world.harmer("croydon", person=made.alleged_harmer)  # type: ignore[attr-defined]
    concern(world, referral, "new_disclosure", 19, alleged_harmer=on_record)
    assert Involvement.objects.filter(referral=referral, role="alleged_harmer").count() == 2


def test_a_new_disclosure_begins_again_what_had_ended(world: World) -> None:
    referral = world.logged("kent")
    actions.consider_other_children(by=world.person("kent"), referral=referral, found="no", at=at(17), now=at(17))
    assert duties.holders_at(referral, "other_children", at(17, 12)) == []
    concern(world, referral, "new_disclosure")
    assert duties.holders_at(referral, "other_children", at(18, 12)) == [world.council("kent")]


def _no_other_children(world: World, referral: Referral) -> None:
    actions.consider_other_children(by=world.person("kent"), referral=referral, found="no", at=at(17), now=at(19))


def _no_discussion(world: World, referral: Referral) -> None:
    actions.refuse_strategy_discussion(
        by=world.person("kent", "team_manager"),
        referral=referral,
        reason="threshold_not_met",
        rationale="asked school and GP; nothing points to significant harm",
        at=at(17),
        now=at(19),
    )


def _held_without_enquiries(world: World, referral: Referral) -> None:
    called = StrategyDiscussion.objects.get(referral=referral)
    actions.hold_strategy_discussion(
        by=world.person("kent"), discussion=called, section_47=False, rationale="no cause", at=at(17), now=at(19)
    )


def _enquiries_ended(world: World, referral: Referral) -> None:
    actions.end_section_47(
        by=world.person("kent"), referral=referral, outcome="not substantiated", at=at(17), now=at(19)
    )


@pytest.mark.parametrize(
    "done",
    [_no_other_children, _no_discussion, _held_without_enquiries, _enquiries_ended],
    ids=lambda one: one.__name__,
)
@pytest.mark.parametrize(("disclosed", "ends"), [(16, True), (18, False)], ids=["disclosed before", "disclosed since"])
def test_what_is_written_down_late_does_not_answer_what_was_disclosed_since(
    world: World, done: Callable[[World, Referral], None], disclosed: int, ends: bool
) -> None:
    referral = world.logged("kent")
    actions.convene_strategy_discussion(by=world.person("kent"), referral=referral, at=MONDAY, now=MONDAY)
    concern(world, referral, "new_disclosure", disclosed)
    done(world, referral)
    ended = Duty.objects.filter(referral=referral, code__in=duties.WITH_HARM).exclude(ended_at=None)
    assert ended.exists() is ends
    assert discussions(world, "kent") > 0 or ends
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # and nothing is held by nobody


def no_harm_until(world: World, day: int) -> Referral:
    """A referral in which nobody alleged harm, until a disclosure at Kent on that day."""
    referral = world.logged("kent", said=world.said(harm=[], significant_harm=None))
    concern(world, referral, "new_disclosure", day)
    return referral


def discussions(world: World, council: str) -> int:
    running = Timer.objects.running().filter(kind="strategy_discussion", council_id=world.council(council).pk)
    return running.count()


def test_a_council_that_is_sent_it_after_a_disclosure_owes_the_discussion_too(world: World) -> None:
    referral = no_harm_until(world, 17)
    world.sent(referral, "kent", "havering", at(18))
    assert discussions(world, "havering") == 1


def test_left_with_the_other_council_the_discussion_is_counted_there(world: World) -> None:
    """Havering came to hold it by what Kent was told: once Kent has decided against one, Havering's time runs."""
    referral = world.logged("kent", said=world.said(harm=[], significant_harm=None))
    world.sent(referral, "kent", "havering", at(16, 11))
    concern(world, referral, "new_disclosure", 17)
    assert discussions(world, "havering") == 0
    actions.refuse_strategy_discussion(
        by=world.person("kent", "team_manager"),
        referral=referral,
        reason="threshold_not_met",
        rationale="asked at school and at home; what she told was about a film",
        at=at(17, 15),
        now=at(17, 15),
    )
    assert (discussions(world, "kent"), discussions(world, "havering")) == (0, 1)
    assert duties.holders_at(referral, "strategy_discussion", at(18)) == [world.council("havering")]


def test_a_contact_in_which_somebody_discloses_becomes_a_referral(world: World) -> None:
    referral = world.logged("kent", said=world.said(kind="contact", harm=[], significant_harm=None))
    concern(world, referral, "new_disclosure")
    referral.refresh_from_db()
    assert referral.kind == Referral.Kind.REFERRAL
    assert Timer.objects.running().filter(kind="decision", subject_label="referrals.part").exists()


@pytest.mark.parametrize(
    ("held", "reason", "stopped"), [(True, "", True), (False, "she did not want one", True), (False, " ", False)]
)
def test_the_interview_after_a_return(world: World, held: bool, reason: str, stopped: bool) -> None:
    referral = world.logged("kent")
    concern(world, referral, "went_missing", 17)
    concern(world, referral, "returned", 18)
    clock = Timer.objects.get(kind="return_interview")
    assert clock.due_at == at(18) + timedelta(hours=72)
    actions.return_interview(
        by=world.person("kent"), referral=referral, held=held, reason=reason, at=at(19), now=at(19)
    )
    clock.refresh_from_db()
    assert (clock.stopped_at is not None) is stopped
    assert ("below_standard" in asked(referral, world)) is not stopped


def test_a_challenge_asks_until_the_last_is_answered(world: World) -> None:
    referral = world.logged("kent")
    for about in ("not enough", "still not enough"):
        actions.challenge(
            by=world.person("kent"), referral=referral, challenger="Dr Lin", about=about, at=at(17), now=at(17)
        )
    code = "other_service_challenges_tier"
    assert code in asked(referral, world)
    for left in (True, False):
        actions.answer_challenge(by=world.person("kent"), referral=referral, answer="we assess", at=at(18), now=at(18))
        assert (code in asked(referral, world)) is left
    assert Challenge.objects.filter(answered_at=None).count() == 0
    with pytest.raises(NotPossible):
        actions.answer_challenge(by=world.person("kent"), referral=referral, answer="we do", at=at(18), now=at(18))


def test_stepping_down_over_an_open_challenge_asks_again(world: World) -> None:
    referral = world.logged("kent")
    actions.challenge(by=world.person("kent"), referral=referral, about="not enough", at=at(17), now=at(17))
    Prompt.objects.filter(code="other_service_challenges_tier").update(settled_at=at(17, 11))
    actions.decide(
        by=world.person("kent", "team_manager"),
        referral=referral,
        outcome="early_help",
        reason="needs",
        rationale="the family asked for help and is getting it",
        strategy_discussion_considered=True,
        at=at(18),
        now=at(18),
    )
    assert "other_service_challenges_tier" in asked(referral, world)


@pytest.mark.parametrize(
    ("found", "task", "settles", "ends"),
    [
        ("yes", "", True, False),
        ("no", "", True, True),
        ("unknown", "ask the school", True, False),
        ("unknown", " ", False, False),
    ],
)
def test_considering_other_children_serves_both_councils(
    world: World, found: str, task: str, settles: bool, ends: bool
) -> None:
    said = world.said(world.child(), world.mother(), world.harmer(other_children="unknown"))
    referral = world.logged("kent", said=said)
    world.sent(referral, "kent", "havering", at(16, 11))
    actions.consider_other_children(
        by=world.person("havering"), referral=referral, found=found, task=task, at=at(17), now=at(17)
    )
    assert ("other_children_at_risk" not in asked(referral, world)) is settles
    assert (Duty.objects.get(referral=referral, code="other_children").ended_at is not None) is ends


def test_other_children_are_found_or_not_or_not_known(world: World) -> None:
    with pytest.raises(NotPossible):
        actions.consider_other_children(
            by=world.person("kent"), referral=world.logged("kent"), found="perhaps", at=at(17), now=at(17)
        )


def test_supervision_runs_from_the_allocation_and_from_each_whole_session(world: World) -> None:
    referral = world.logged("kent")
    manager = world.person("kent", "team_manager")
    assert not Timer.objects.filter(kind="supervision").exists()
    actions.allocate(by=manager, referral=referral, worker=world.person("kent"), at=at(17), now=at(17))
    running = Timer.objects.running().filter(kind="supervision")
    assert running.get().started_at == at(17)
    with pytest.raises(NotPossible):
        actions.supervise(by=manager, referral=referral, at=at(18), now=at(18))
    actions.supervise(by=manager, referral=referral, reflection="what does she fear?", at=at(18), now=at(18))
    assert running.get().started_at == at(17)
    assert "below_standard" in asked(referral, world)
    actions.supervise(
        by=manager, referral=referral, reflection="what?", actions="visit by Friday", at=at(19), now=at(19)
    )
    assert running.get().started_at == at(19)
    actions.allocate(by=manager, referral=referral, reason="on leave", at=at(20), now=at(20))
    assert not running.exists()
