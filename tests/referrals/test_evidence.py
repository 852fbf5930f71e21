"""Needs and support, consent, requests for an assessment, what a decision and an assessment rest on (faults 15 to 26,
40, 90 and 108): what is refused, what is asked, which clock runs."""

from datetime import date
from typing import Any

import pytest

from referrals import actions
from referrals.models import Assessment, Need, Prompt, Referral
from referrals.models.evidence import CHECKLIST
from referrals.refusals import NotPossible, Refused
from referrals.said import Override
from tests.world import World, at
from timers.models import Timer


@pytest.fixture
def referral(world: World) -> Referral:
    return world.logged("kent", at(16))


def usual(world: World, referral: Referral, role: str = "social_worker") -> dict[str, Any]:
    return {"by": world.person("kent", role), "referral": referral, "at": at(17), "now": at(17)}


def by(world: World) -> dict[str, Any]:
    return {"by": world.person("kent"), "at": at(17), "now": at(17)}


def need(world: World, referral: Referral, *, assessed: bool = True) -> Need:
    made = actions.ask_need(**usual(world, referral), whose="parent", asked="Somebody to talk to at night")
    if assessed:
        made = actions.assess_need(**by(world), need=made, assessed="Help with sleeping and a named worker to ring")
    return made


@pytest.mark.parametrize(
    ("assessed", "more", "codes"),
    [
        (True, {"matches": True}, []),
        (False, {"matches": True}, ["support.not_assessed"]),
        (True, {"matches": False}, ["support.mismatch_reason_missing"]),
        (True, {"matches": None}, ["support.mismatch_reason_missing"]),
        (True, {"matches": False, "mismatch_reason": "None is to be had until May"}, []),
        (True, {"matches": True, "family_view": "disagrees"}, ["support.review_date_missing"]),
        (True, {"matches": True, "family_view": "disagrees", "review_on": date(2026, 12, 1)}, []),
        (False, {"family_view": "disagrees"}, [
            "support.not_assessed", "support.mismatch_reason_missing", "support.review_date_missing",
        ]),
    ],
)  # fmt: skip
def test_what_an_offer_needs(
    world: World, referral: Referral, assessed: bool, more: dict[str, Any], codes: list[str]
) -> None:
    about = need(world, referral, assessed=assessed)
    if codes:
        with pytest.raises(Refused) as refused:
            actions.offer_support(**by(world), need=about, offered="Mediation", **more)
        assert refused.value.codes == codes
        assert Need.objects.get().offered == ""
        return
    actions.offer_support(**by(world), need=about, offered="A named worker", **more)
    running = Timer.objects.running().filter(kind="support_review")
    assert running.exists() is ("review_on" in more)


def test_a_manager_may_go_past_what_was_not_assessed_but_not_past_the_reason(world: World, referral: Referral) -> None:
    about = need(world, referral, assessed=False)
    senior = Override("Tonight comes first", "team_manager", world.person("kent", "team_manager").pk)
    with pytest.raises(Refused):
        actions.offer_support(**by(world), need=about, offered="A bed", override=senior)
    actions.offer_support(**by(world), need=about, offered="A bed", matches=True, override=senior)


def test_a_family_that_disagrees_is_heard_again_and_each_view_stays(world: World, referral: Referral) -> None:
    about = need(world, referral)
    given = {"family_view": "disagrees", "review_on": date(2026, 12, 1)}
    actions.offer_support(**by(world), need=about, offered="A course", matches=True, **given)
    with pytest.raises(Refused):
        actions.hear_family(**by(world), need=about, family_view="disagrees")
    actions.hear_family(**by(world), need=about, family_view="agrees", family_words="The new worker rings")
    assert not Timer.objects.running().filter(kind="support_review").exists()
    assert [one.view for one in about.views.order_by("pk")] == ["disagrees", "agrees"]


@pytest.mark.parametrize(
    ("state", "more", "waits"),
    [
        ("given", {}, False),
        ("withdrawn", {}, True),
        ("refused", {"goes_on": True}, True),
        ("withdrawn", {"goes_on": False, "threshold_words": "No harm is alleged now"}, False),
        ("withdrawn", {"goes_on": True, "threshold_words": "Section 47 needs no consent"}, False),
    ],
)
def test_without_consent_the_threshold_is_asked_until_somebody_says(
    world: World, referral: Referral, state: str, more: dict[str, Any], waits: bool
) -> None:
    actions.record_consent(**usual(world, referral), state="withdrawn", words="She will not see us again")
    assert Prompt.objects.filter(referral=referral, code="consent_threshold", settled_at=None).exists()
    actions.record_consent(**usual(world, referral), state=state, **more)
    found = Prompt.objects.get(referral=referral, code="consent_threshold")
    assert (found.settled_at is None) is waits


def test_the_second_request_for_an_assessment_tells_the_manager(world: World, referral: Referral) -> None:
    given = {**usual(world, referral), "words": "He does not sleep"}
    first = actions.request_assessment(**given, asker="Ms Field, teacher")
    assert not Prompt.objects.filter(code="assessment_asked_again").exists()
    second = actions.request_assessment(**given, asker="His mother")
    told = Prompt.objects.get(code="assessment_asked_again")
    assert told.facts["times"] == 2
    clocks = {one.subject_id: one.rule.variant for one in Timer.objects.running().filter(kind="request_reply")}
    assert clocks == {first.pk: "", second.pk: "again"}
    with pytest.raises(NotPossible, match="why"):
        actions.answer_request(**by(world), request=first, agreed=False, answer=" ")
    actions.answer_request(**by(world), request=first, agreed=False, answer="Early help begins on Monday")
    told.refresh_from_db()
    assert told.settled_at is None
    actions.answer_request(**by(world), request=second, agreed=True, answer="We begin on Monday")
    told.refresh_from_db()
    assert told.settled_at is not None
    assert not Timer.objects.running().filter(kind="request_reply").exists()
    with pytest.raises(NotPossible, match="already"):
        actions.answer_request(**by(world), request=second, agreed=True, answer="Again")


def test_one_that_was_declined_counts_and_one_that_was_agreed_does_not(world: World, referral: Referral) -> None:
    given = {**usual(world, referral), "words": "Please assess him"}
    for agreed, again in ((True, False), (False, False), (False, True)):
        made = actions.request_assessment(**given, asker="His mother")
        assert Prompt.objects.filter(code="assessment_asked_again", settled_at=None).exists() is again
        actions.answer_request(**by(world), request=made, agreed=agreed, answer="Because")


def _decide(world: World, referral: Referral, outcome: str, **more: Any) -> None:
    actions.decide(
        **usual(world, referral, "team_manager"),
        outcome=outcome,
        rationale="The mother has moved out and he says he is safe.",
        strategy_discussion_considered=True,
        reason="needs",
        **more,
    )


@pytest.mark.parametrize("before", ["section_47", "strategy_discussion", "child_in_need_assessment"])
@pytest.mark.parametrize("after", ["early_help", "no_further_action", "information_only"])
def test_less_is_decided_only_with_what_has_changed_for_the_child(
    world: World, referral: Referral, before: str, after: str
) -> None:
    _decide(world, referral, before)
    with pytest.raises(Refused) as refused:
        _decide(world, referral, after, change_evidence=" ")
    assert refused.value.codes == ["outcome.no_evidence_of_change"]
    _decide(world, referral, after, change_evidence="He has slept at his aunt's for six weeks; the school sees it too")


def test_a_door_that_does_not_ask_is_not_refused_and_a_first_decision_needs_no_change(
    world: World, referral: Referral
) -> None:
    _decide(world, referral, "early_help", change_evidence="")
    _decide(world, referral, "section_47", change_evidence="")
    _decide(world, referral, "early_help")
    assert not Prompt.objects.filter(code__in=["early_help_not_evidenced", "next_action_missing"]).exists()


@pytest.mark.parametrize(("evidence", "is_asked"), [("", True), ("School, GP and aunt, against threshold 2", False)])
def test_early_help_says_what_shows_that_it_is_enough(
    world: World, referral: Referral, evidence: str, is_asked: bool
) -> None:
    _decide(world, referral, "early_help", evidence=evidence)
    assert Prompt.objects.filter(code="early_help_not_evidenced").exists() is is_asked


def _complete(world: World, referral: Referral, **more: Any) -> Assessment:
    return actions.complete_assessment(
        **usual(world, referral), child_seen=True, parent_needs_assessed=True, rationale="Found.", **more
    )


def test_an_assessment_is_read_and_signed_by_another_manager(world: World, referral: Referral) -> None:
    _complete(world, referral)
    assert Prompt.objects.filter(code="assessment_not_signed", settled_at=None).exists()
    with pytest.raises(NotPossible, match="Another manager"):
        actions.sign_assessment(**usual(world, referral), words="Good")
    with pytest.raises(NotPossible, match="make of it"):
        actions.sign_assessment(**usual(world, referral, "team_manager"), words="")
    actions.sign_assessment(**usual(world, referral, "team_manager"), words="Good; ask the GP as well")
    assert not Prompt.objects.filter(code="assessment_not_signed", settled_at=None).exists()
    with pytest.raises(NotPossible, match="No completed"):
        actions.sign_assessment(**usual(world, referral, "team_manager"), words="Again")


def test_a_manager_does_not_sign_their_own(world: World, referral: Referral) -> None:
    actions.complete_assessment(
        **usual(world, referral, "team_manager"), child_seen=True, parent_needs_assessed=True, rationale="Found."
    )
    with pytest.raises(NotPossible, match="Another manager"):
        actions.sign_assessment(**usual(world, referral, "team_manager"), words="Good")


@pytest.mark.parametrize(
    ("covered", "is_asked"), [(None, False), ([code for code, _ in CHECKLIST], False), (["history"], True), ([], True)]
)
def test_what_it_does_not_cover_is_asked(
    world: World, referral: Referral, covered: list[str] | None, is_asked: bool
) -> None:
    _complete(world, referral, covered=covered)
    assert Prompt.objects.filter(code="assessment_not_covered").exists() is is_asked


@pytest.mark.parametrize("weighed", [True, False])
def test_consent_taken_back_during_an_assessment_is_weighed(world: World, referral: Referral, weighed: bool) -> None:
    if weighed:
        actions.record_consent(
            **usual(world, referral), state="withdrawn", goes_on=True, threshold_words="Harm is likely"
        )
    _complete(world, referral, consent_withdrawn=True)
    assert Prompt.objects.filter(code="consent_threshold", settled_at=None).exists() is not weighed
