"""Which decisions are refused, and why: `outcomes.csv`, which a social worker can read and correct."""

import csv
from pathlib import Path

import pytest

from referrals import actions
from referrals.grounds import GROUNDS
from referrals.models import Decision, Prompt
from referrals.refusals import NotPossible, Refused
from referrals.said import Override
from tests.world import World, at
from timers.models import Timer

ROWS = list(csv.DictReader((Path(__file__).parent / "outcomes.csv").read_text(encoding="utf-8").splitlines()))
WHETHER = {"yes": True, "no": False, "": None}


@pytest.mark.parametrize(
    "row", ROWS, ids=[f"{row['outcome']}-{row['reason']}-{place}" for place, row in enumerate(ROWS)]
)
def test_the_table(world: World, row: dict[str, str]) -> None:
    referral = world.logged("havering")
    wanted = row["refused"].split()
    try:
        actions.decide(
            by=world.person("havering", "team_manager"),
            referral=referral,
            outcome=row["outcome"],
            reason=row["reason"],
            rationale=row["rationale"],
            strategy_discussion_considered=WHETHER[row["strategy_discussion_considered"]],
            at=at(16, 15),
            now=at(16, 15),
        )
        codes: list[str] = []
    except Refused as refused:
        codes = refused.codes
    assert codes == wanted
    assert Decision.objects.exists() is (not wanted)
    assert Timer.objects.running().filter(kind="decision").exists() is bool(wanted)


def test_a_decision_is_at_the_due_instant_in_time(world: World) -> None:
    referral = world.logged("havering")
    decision = actions.decide(
        by=world.person("havering", "team_manager"), referral=referral, outcome="section_47", at=at(17), now=at(17)
    )
    clock = Timer.objects.get(kind="decision")
    assert clock.stopped_at == clock.due_at == decision.at
    assert not clock.alerts.filter(level="missed").exists()


def refer_on(world: World, override: Override | None) -> Decision:
    return actions.decide(
        by=world.person("havering", "team_manager"),
        referral=world.logged("havering"),
        outcome="refer_on",
        reason="referrer_to_refer",
        rationale="No link here: the family moved to Leeds in May. Sent to Leeds by us.",
        strategy_discussion_considered=True,
        override=override,
        at=at(16, 15),
        now=at(16, 15),
    )


def test_a_team_manager_may_override_with_a_reason_and_it_is_kept(world: World) -> None:
    manager = world.person("havering", "team_manager")
    decision = refer_on(world, Override(reason="passed on by us today", by_role="team_manager", by_id=manager.pk))
    assert decision.overrode == ["outcome.returned_to_referrer"]
    assert (decision.override_by, decision.override_reason) == (manager, "passed on by us today")


@pytest.mark.parametrize(("reason", "role"), [("", "team_manager"), ("because", "social_worker")])
def test_an_override_needs_a_reason_and_somebody_senior(world: World, reason: str, role: str) -> None:
    with pytest.raises(Refused):
        refer_on(world, Override(reason=reason, by_role=role, by_id=world.person("havering", "team_manager").pk))


def test_a_block_cannot_be_overridden(world: World) -> None:
    head = world.person("havering", "head_of_service")
    with pytest.raises(Refused):
        actions.decide(
            by=head,
            referral=world.logged("havering"),
            outcome="no_further_action",
            reason="no_disclosure",
            rationale="Y has not disclosed",
            strategy_discussion_considered=True,
            override=Override(reason="I say so", by_role="head_of_service", by_id=head.pk),
            at=at(16, 15),
            now=at(16, 15),
        )


def test_a_doubtful_wording_beside_a_reason_of_our_own_asks(world: World) -> None:
    referral = world.logged("havering")
    actions.decide(
        by=world.person("havering", "team_manager"),
        referral=referral,
        outcome="no_further_action",
        reason="threshold_not_met",
        rationale="Y has not disclosed; his school, GP and mother see no sign of harm and there is no more contact.",
        strategy_discussion_considered=True,
        at=at(16, 15),
        now=at(16, 15),
    )
    assert Prompt.objects.get(code="wording").facts["codes"] == ["outcome.no_disclosure_by_child"]


def test_stepping_down_ends_the_assessment_clock_and_assessing_keeps_it(world: World) -> None:
    referral = world.logged("havering")
    actions.decide(
        by=world.person("havering", "team_manager"),
        referral=referral,
        outcome="early_help",
        reason="needs",
        rationale="The mother asked for help with routines and nothing points to harm.",
        strategy_discussion_considered=True,
        at=at(16, 15),
        now=at(16, 15),
    )
    assert Timer.objects.get(kind="assessment").because == "decided against: early help"


def test_a_contact_is_not_decided_on(world: World) -> None:
    referral = world.logged("havering", said=world.said(kind="contact"))
    with pytest.raises(NotPossible):
        actions.decide(
            by=world.person("havering", "team_manager"), referral=referral, outcome="section_47", at=at(17), now=at(17)
        )


def test_a_council_without_a_part_decides_nothing(world: World) -> None:
    referral = world.logged("havering")
    with pytest.raises(NotPossible):
        actions.decide(
            by=world.person("croydon", "team_manager"), referral=referral, outcome="section_47", at=at(17), now=at(17)
        )


@pytest.mark.parametrize("code", GROUNDS)
def test_every_ground_teaches(code: str) -> None:
    ground = GROUNDS[code]
    assert ground.sentence.startswith("Not yet:") and ground.why and ground.source and ground.instead


def test_feedback_to_the_referrer_stops_its_clock_and_to_anybody_else_does_not(world: World) -> None:
    referral = world.logged("havering")
    worker = world.person("havering")
    actions.give_feedback(
        by=worker, referral=referral, to="the mother", to_referrer=False, at=at(16, 12), now=at(16, 12)
    )
    assert Timer.objects.running().filter(kind="referrer_feedback").exists()
    actions.give_feedback(by=worker, referral=referral, at=at(16, 13), now=at(16, 13))
    assert not Timer.objects.running().filter(kind="referrer_feedback").exists()
