"""What the police do stands apart from our own judgement, with a day to ask them again."""

from datetime import date

from referrals import actions
from referrals.models import Decision, Prompt, Referral
from tests.world import World, at


def decided(world: World, referral: Referral, **more: object) -> Decision:
    told: dict[str, object] = {
        "outcome": "child_in_need_assessment",
        "police_words": "Interview planned for Friday",
        "police_look_again_on": date(2026, 11, 23),
        "rationale": "He meets his brother again on Friday; we assess his needs whatever comes of it.",
    }
    return actions.decide(
        by=world.person("kent", "team_manager"),
        referral=referral,
        at=at(17),
        now=at(17),
        **told | more,  # type: ignore[arg-type]
    )


def test_the_polices_line_stands_apart_from_our_own_judgement(world: World) -> None:
    decision = decided(world, world.logged("kent"))
    assert decision.police_words == "Interview planned for Friday"
    assert decision.police_look_again_on == date(2026, 11, 23)
    assert "police" not in decision.rationale.lower()


def test_a_decision_with_the_police_involved_asks_for_them_again(world: World) -> None:
    asked = Prompt.objects.filter(code="police_update", settled_at=None)
    decided(world, world.logged("kent", said=world.said(police_involved=False)))
    assert not asked.exists()
    referral = world.logged("kent", said=world.said(police_involved=True))
    decided(world, referral)
    assert asked.get().referral == referral
