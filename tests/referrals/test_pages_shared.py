"""The pages of what councils do together and along the way: each opens, acts, teaches, and is refused to others."""

import re
from typing import Any

import pytest

from referrals import actions
from referrals.models import (
    Challenge,
    Closing,
    Concern,
    Conference,
    Disagreement,
    DutyAnswer,
    Holding,
    Intention,
    LadoConsideration,
    LadoMention,
    LeadProposal,
    Move,
    NoStrategyDiscussion,
    OtherChildren,
    Part,
    Referral,
    ReturnInterview,
    Section47,
    StrategyDiscussion,
    Supervision,
)
from referrals.said import PlaceSaid
from referrals.views.act_table_shared import SHARED
from tests.referrals.pages import Desk, text_of
from tests.world import World, at


@pytest.fixture
def referral(world: World) -> Referral:
    """Logged by Kent, sent to Havering where the child lives."""
    found = world.logged("kent", at(16))
    world.sent(found, "kent", "havering", at(16, 12))
    return found


@pytest.fixture
def manager(world: World) -> Desk:
    return Desk(world, world.person("kent", "team_manager", team=world.team("kent")))


@pytest.fixture
def havering(world: World) -> Desk:
    return Desk(world, world.person("havering", "team_manager", team=world.team("havering")))


def url(referral: Referral, rest: str = "") -> str:
    return f"/referrals/{referral.reference}/{rest}"


def convened(world: World, referral: Referral, by: str = "kent") -> StrategyDiscussion:
    return actions.convene_strategy_discussion(
        by=world.person(by), referral=referral, invited=["police", "health", "other_council"], at=at(17), now=at(17)
    )


def test_every_page_opens_for_those_who_may_and_no_others(world: World, manager: Desk, referral: Referral) -> None:
    business = Desk(world, world.person("kent", "business_support"))
    stranger = Desk(world, world.person("croydon", "head_of_service"))
    for act in SHARED:
        page = manager.get(url(referral, f"{act.slug}/"))
        assert page.status_code == 200, act.slug
        assert act.title in text_of(page) and act.why in text_of(page), act.slug
        assert not re.search(r"<input[^>]* checked", page.content.decode()), act.slug  # nothing is chosen for anybody
        assert business.get(url(referral, f"{act.slug}/")).status_code in {403, 404}, act.slug
        assert stranger.get(url(referral, f"{act.slug}/")).status_code == 404, act.slug


ACTS: list[tuple[str, dict[str, Any], Any]] = [
    ("intend", {"action": "We visit on Friday."}, Intention),
    ("disagree", {"about": "Who visits"}, Disagreement),
    ("convene", {"invited": ["police", "other_council"]}, StrategyDiscussion),
    ("no-discussion", {"reason": "threshold_not_met", "rationale": "Checked with all."}, NoStrategyDiscussion),
    ("section-47", {"joint_with_police": "yes"}, Section47),
    ("end-section-47", {"outcome": "Not borne out.", "conference": "no"}, Section47),
    ("conference", {}, Conference),
    ("concern", {"kind": "new_disclosure", "words": "He said more.", "given_name": "Al"}, Concern),
    ("return-interview", {"held": "no", "reason": "He declined."}, ReturnInterview),
    ("challenge", {"challenger": "Dr Field", "about": "Too little"}, Challenge),
    ("other-children", {"found": "no"}, OtherChildren),
    ("supervise", {"reflection": "What would he say?", "actions": "Ring by Friday."}, Supervision),
]


@pytest.mark.parametrize(("slug", "typed", "model"), ACTS, ids=[slug for slug, _, _ in ACTS])
def test_one_post_does_the_act_and_the_record_tells_it(
    manager: Desk, referral: Referral, slug: str, typed: dict[str, Any], model: Any
) -> None:
    answer = manager.act(referral, slug, **typed)
    assert answer.status_code == 302, text_of(answer)
    assert model.objects.count() == 1
    entry = referral.journal.latest("pk")
    assert entry.by_id == manager.user.pk
    page = manager.get(url(referral))
    assert page.status_code == 200
    assert entry.verb.replace("_", " ").capitalize() not in text_of(page)  # told in words, not by its code


def test_who_holds_what_is_shown_and_agreed(manager: Desk, havering: Desk, referral: Referral) -> None:
    before = text_of(manager.get(url(referral)))
    assert "Who holds what" in before
    assert "Support the child" in before and "What would decide it" in before
    both = "Held by Kent and Havering"
    assert both in before
    assert manager.act(referral, "propose-lead", duty="support_child", lead=_pk(manager, "havering")).status_code == 302
    assert "has not answered" in text_of(manager.get(url(referral)))
    assert havering.act(referral, "accept-duty", duty="support_child", reason="").status_code == 302
    assert LeadProposal.objects.get().in_force_at is not None
    held = Holding.objects.filter(duty__code="support_child", until=None)
    assert [one.council.short_name for one in held] == ["Havering"]
    after = text_of(manager.get(url(referral)))
    assert "Agreed: Havering holds it" in after


def _pk(desk: Desk, alias: str) -> int:
    return desk.world.council(alias).pk


def test_declining_needs_a_reason_and_keeps_what_was_chosen(havering: Desk, referral: Referral) -> None:
    refused = havering.act(referral, "decline-duty", duty="support_child", reason="")
    assert refused.status_code == 422
    assert "Not yet: say why, and what happens next for the child" in text_of(refused)
    assert 'value="support_child" checked' in " ".join(refused.content.decode().split())
    assert (
        havering.act(referral, "decline-duty", duty="support_child", reason="He is with his father.").status_code == 302
    )
    assert DutyAnswer.objects.get().accepted is False
    page = text_of(havering.get(url(referral)))
    assert "Open disagreements" in page
    assert havering.act(referral, "settle-disagreement", resolution="Both visit.").status_code == 302
    assert Disagreement.objects.get().resolved_at is not None


def test_the_strategy_discussion_from_call_to_record(
    manager: Desk, havering: Desk, world: World, referral: Referral
) -> None:
    assert "No strategy discussion is called" in text_of(manager.get(url(referral, "hold-discussion/")))
    discussion = convened(world, referral)
    asked = text_of(havering.get(url(referral)))
    assert "Strategy discussion called" in asked and "Havering: has not answered" in asked
    assert "Answer the invitation to the strategy discussion" in asked
    assert "answer the invitation to the strategy discussion" in text_of(havering.get(url(referral, "close/")))
    assert "hold the strategy discussion" in text_of(manager.get(url(referral, "close/")))
    mine = discussion.invitations.get(council=world.council("havering"))
    refused = havering.act(
        referral, "answer-invitation", invitation=f"I:{mine.pk}", answer="decline", reason="Our case is closed."
    )
    assert refused.status_code == 422 and "Our case is closed." in refused.content.decode()
    assert "that the case is closed is not a reason" in text_of(refused)
    assert havering.act(referral, "answer-invitation", invitation=f"I:{mine.pk}", answer="accept").status_code == 302
    told = discussion.invitations.get(agency="police")
    assert manager.act(referral, "answer-invitation", invitation=f"I:{told.pk}", answer="accept").status_code == 302
    assert (
        manager.act(referral, "hold-discussion", attended=["childrens_social_care", "police", "health"]).status_code
        == 302
    )
    incomplete = manager.act(referral, "circulate", to=["police"])
    assert incomplete.status_code == 422 and "the reasons are not recorded" in text_of(incomplete)
    added = {
        "section_47": "yes",
        "other_children_considered": "yes",
        "risk_apart_from_police_considered": "yes",
        "rationale": "Enquiries, jointly.",
    }
    assert manager.act(referral, "complete-record", **added).status_code == 302
    assert manager.act(referral, "circulate").status_code == 302
    page = text_of(manager.get(url(referral)))
    assert "Record sent" in page and "Enquiries, jointly." in page


def test_reasons_that_are_not_reasons_are_never_offered(manager: Desk, referral: Referral) -> None:
    for slug in ("close", "no-discussion"):
        html = manager.get(url(referral, f"{slug}/")).content.decode()
        for wrong in ("police_investigating", "not_resident", "lives_elsewhere", "no_disclosure", "consent_withdrawn"):
            assert f'value="{wrong}"' not in html
    refused = manager.act(referral, "no-discussion", reason="already_held", rationale="I think it was.")
    assert refused.status_code == 422 and "no strategy discussion is recorded as held" in text_of(refused)
    assert "I think it was." in refused.content.decode()


def test_closing_says_what_is_left_and_a_second_person_signs(
    world: World, manager: Desk, havering: Desk, referral: Referral
) -> None:
    page = text_of(manager.get(url(referral, "close/")))
    assert "ring Havering" in page and "Still missing" in page
    typed = {"reason": "needs_met", "rationale": "Gran has him."}
    refused = manager.act(referral, "close", **typed)
    assert refused.status_code == 422 and "Gran has him." in refused.content.decode()
    assert "what the other council intends to do is not on the shared record" in text_of(refused)
    head = Desk(world, world.person("kent", "head_of_service"))
    offered = head.act(referral, "close", **typed)
    assert offered.status_code == 422 and 'name="override_reason"' in offered.content.decode()
    blank = manager.act(referral, "close", **{**typed, "rationale": ""}, service="A clinic")
    assert "say what risk is left" in text_of(blank) and "has not accepted it in writing" in text_of(blank)
    typed |= {"service": "A clinic", "service_accepted": "Dr Ames wrote on Monday"}
    assert head.act(referral, "close", **typed, override_reason="Both families moved abroad.").status_code == 302
    for page in (url(referral), url(referral, "sign-closing/")):
        assert "A clinic goes on with it: Dr Ames wrote on Monday." in text_of(manager.get(page)), page
    assert Closing.objects.get().override_by == head.user
    own = head.act(referral, "sign-closing")
    assert own.status_code == 422 and "nobody signs the closing of their own case" in text_of(own)
    assert "Read and sign the closing" in text_of(manager.get(url(referral)))
    assert manager.act(referral, "sign-closing").status_code == 302
    assert Part.objects.get(referral=referral, council=world.council("kent")).closed_at is not None
    assert "Open it again" in text_of(manager.get(url(referral)))
    assert manager.act(referral, "reopen", reason="He rang again.").status_code == 302
    assert Part.objects.get(referral=referral, council=world.council("kent")).closed_at is None


def test_the_harm_criteria_come_before_what_is_said(manager: Desk, referral: Referral) -> None:
    people = {one.person.name: one.person_id for one in referral.involvements.select_related("person")}
    person = people["Zed Brook"]
    refused = manager.act(referral, "lado-mention", person=person, happened="no")
    assert refused.status_code == 422 and "weigh the harm criteria" in text_of(refused)
    typed = {"person": person, "limbs": ["1", "3"], "classified_as": "allegation", "rationale": "He is a coach."}
    assert manager.act(referral, "lado", **typed).status_code == 302
    assert LadoConsideration.objects.get().limbs == [1, 3]
    assert manager.act(referral, "lado-mention", person=person, happened="no").status_code == 302
    assert LadoMention.objects.get().below_standard is False


def test_a_challenge_is_answered(manager: Desk, referral: Referral) -> None:
    assert "No challenge waits" in text_of(manager.get(url(referral, "answer-challenge/")))
    manager.act(referral, "challenge", challenger="Dr Field", about="He needs more.")
    assert "He needs more." in text_of(manager.get(url(referral, "answer-challenge/")))
    assert manager.act(referral, "answer-challenge", answer="We agree.", rationale="He does.").status_code == 302
    assert Challenge.objects.get().answer == "We agree."


def test_a_child_moves_and_is_accepted(manager: Desk, havering: Desk, referral: Referral) -> None:
    typed = {"moves_to": _pk(manager, "havering"), "permanent": "yes", "on_plan": "yes"}
    assert manager.act(referral, "move", **typed).status_code == 302
    assert Move.objects.get().permanent is True
    assert havering.act(referral, "accept-transfer").status_code == 302
    assert Move.objects.get().accepted_at is not None


def test_a_transfer_that_only_the_address_tells_of_is_accepted_on_its_page(
    world: World, manager: Desk, havering: Desk
) -> None:
    """Invariant 7: nobody recorded the move, and the transfer-in conference was held all the same."""
    child = world.child(lives_in="kent")
    referral = world.logged("kent", said=world.said(child, world.mother()))
    world.sent(referral, "kent", "havering", at(16, 12))
    page = havering.get(url(referral, "accept-transfer/"))
    assert "No child who moved to your council waits" in text_of(page)
    assert url(referral, "record-address/") in page.content.decode()
    assert url(referral, "accept-transfer/") not in havering.get(url(referral)).content.decode()
    person = referral.involvements.get(role="child").person
    lives = PlaceSaid(world.council("havering"), "confirmed", "the school")
    actions.record_address(by=world.person("kent"), person=person, lives_in=lives, at=at(17), now=at(17))
    assert url(referral, "accept-transfer/") in havering.get(url(referral)).content.decode()
    assert url(referral, "accept-transfer/") not in manager.get(url(referral)).content.decode()
    page = text_of(havering.get(url(referral, "accept-transfer/")))
    assert "Yusuf Adeyemi lives in your area by the address on record" in page
    assert "told by the school). Nobody recorded a move: accepting does." in page
    assert "Kent holds the support until you accept." in page
    assert havering.act(referral, "accept-transfer").status_code == 302
    assert Move.objects.get().accepted_at is not None
    assert [one.council.short_name for one in Holding.objects.filter(duty__code="support_child", until=None)] == [
        "Havering"
    ]
    assert url(referral, "accept-transfer/") not in havering.get(url(referral)).content.decode()
    assert "No child who moved to your council waits" in text_of(havering.get(url(referral, "accept-transfer/")))


def test_a_closed_part_is_opened_again_before_a_child_is_taken_over(world: World, havering: Desk) -> None:
    referral = world.logged("kent")
    world.sent(referral, "kent", "havering", at(16, 12))
    Part.objects.filter(referral=referral, council=world.council("havering")).update(closed_at=at(17))
    page = havering.get(url(referral, "accept-transfer/"))
    assert "Open it again to take over" in text_of(page)
    assert url(referral, "reopen/") in page.content.decode()


def test_only_what_makes_sense_is_offered(world: World, manager: Desk, referral: Referral) -> None:
    page = manager.get(url(referral)).content.decode()
    for slug in ("convene", "propose-lead", "concern", "close"):
        assert f"/{slug}/" in page, slug
    for slug in ("sign-closing", "reopen", "answer-challenge", "circulate", "accept-transfer", "settle-disagreement"):
        assert f"/{slug}/" not in page, slug
    screener = Desk(world, world.person("kent", "screener"))
    assert f'href="{url(referral, "close/")}"' not in screener.get(url(referral)).content.decode()


def test_a_second_matter_is_raised_beside_the_first_and_either_goes_further(manager: Desk, referral: Referral) -> None:
    assert manager.act(referral, "disagree", about="Who visits").status_code == 302
    asked = manager.act(referral, "disagree", level="senior")
    assert asked.status_code == 422 and "Say which disagreement it is" in text_of(asked)
    wordless = manager.act(referral, "disagree", which="another")
    assert wordless.status_code == 422 and "Say what the councils disagree about" in text_of(wordless)
    # Words typed under "Another matter" choose it: without script nobody has to.
    assert manager.act(referral, "disagree", about="Whether he is at home").status_code == 302
    page = text_of(manager.get(url(referral, "disagree/")))
    assert "Who visits (now between the workers): take it to the next stage" in page
    first = Disagreement.objects.get(about="Who visits")
    assert manager.act(referral, "disagree", which=str(first.pk)).status_code == 302
    beyond = {"which": "another", "about": "Who holds the conference", "level": "senior"}
    assert manager.act(referral, "disagree", **beyond).status_code == 302
    stages = dict(Disagreement.objects.filter(referral=referral).values_list("about", "stage"))
    assert stages == {
        "Who visits": "managers",
        "Whether he is at home": "workers",
        "Who holds the conference": "senior",
    }
