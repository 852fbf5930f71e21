"""From the log to the signature, all by pages: Kent logs, Havering's desk answers by link with no account, both agree
who leads, the joint strategy discussion is held and recorded, closing is refused and then allowed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from referrals import actions, duties
from referrals.models import Closing, Part, Referral, StrategyDiscussion
from tests.referrals.desks import address_in, latest_code, letters, mailbox
from tests.referrals.pages import last_referral
from tests.referrals.test_desk_journey_browser import send_by_page
from tests.referrals.test_pages_browser import HOME, house, let_in, shown
from tests.world import World

__all__ = ["house"]
pytestmark = pytest.mark.browser

DISCUSSION = "strategy_discussion"
DESK_WORKER = "Priya Shah, duty social worker"


def test_from_the_log_to_the_signature(site: str, page: Any, new_page: Callable[..., Any], house: World) -> None:
    with transaction.atomic():
        for hours in ("office", "out_of_hours"):
            mailbox(house, "havering", hours)
        worker = house.person("kent", name="Grace Obi", team=house.team("kent"))
        manager = house.person("kent", "team_manager", name="Ama Mensah", team=house.team("kent"))
    let_in(page, worker)
    referral = _logs(page)
    with transaction.atomic():  # the manager's tray lies outside this journey
        now = timezone.now()
        actions.allocate(by=manager, referral=referral, worker=worker, at=now, now=now)
    acts = f"/referrals/{referral.reference}/"
    send_by_page(page, site, referral.reference)
    _desk_has_it(new_page(java_script_enabled=False, viewport={"width": 1280, "height": 900}), site)

    _do(page, acts, "propose-lead", "Propose it", _proposes)
    desk = new_page(viewport={"width": 1280, "height": 900})
    _desk_reads(desk, site)
    about_the_lead = desk.url
    _desk_does(desk, "Accept a responsibility", "Accept in writing", lambda: desk.get_by_role("radio").first.check())
    assert [one.short_name for one in duties.holders_at(referral, DISCUSSION, timezone.now())] == ["Kent"]
    page.goto(acts)
    page.get_by_text("Call the strategy discussion").first.click()
    expect(page.get_by_text("Agreed: Kent holds it.").first).to_be_visible()
    shown(page, "journey-1-lead-agreed")

    _do(page, acts, "convene", "Call it", _calls)
    _desk_reads(desk, site)
    _desk_does(desk, "Answer the invitation", "Send the answer", lambda: _takes_part(desk))
    page.goto(acts)
    expect(page.get_by_text("Havering: takes part").first).to_be_visible()
    _do(page, acts, "hold-discussion", "Record it", _held)
    _do(page, acts, "circulate", "Record that it was sent", lambda page: None)
    discussion = StrategyDiscussion.objects.get()
    assert discussion.held_at is not None
    assert not discussion.below_standard
    page.goto(acts)
    expect(page.get_by_text("Strategy discussion held").first).to_be_visible()
    shown(page, "journey-2-discussion-held")

    _closing_is_refused(page, acts)
    _what_is_missing_is_done(page, acts)
    desk.goto(about_the_lead)  # the invitation's own link lets them answer the invitation, and no more
    _desk_does(desk, "Say what your council will do", "Say it", lambda: _intends(desk))

    page.goto(f"{acts}close/")
    expect(page.get_by_role("heading", name="Still missing")).to_have_count(0)
    _asks_to_close(page)
    expect(page.get_by_text("Asked. A manager who did not ask").first).to_be_visible()
    page.goto(f"{acts}sign-closing/")
    expect(page.get_by_role("button", name="Sign: our part is closed")).to_have_count(0)  # not by who asked

    second = new_page(viewport={"width": 1280, "height": 900})
    let_in(second, manager)
    second.goto(f"{acts}sign-closing/")
    expect(second.get_by_text("Grace Obi asked on").first).to_be_visible()
    shown(second, "journey-5-signing")
    second.get_by_role("button", name="Sign: our part is closed").click()
    expect(second.get_by_text("Closed. A closed case still answers").first).to_be_visible()
    shown(second, "journey-6-closed")
    closing = Closing.objects.get()
    assert (closing.by, closing.signed_by, closing.overrode) == (worker, manager, [])
    closed = dict(Part.objects.filter(referral=referral).values_list("council__short_name", "closed_at"))
    assert closed["Kent"] is not None
    assert closed["Havering"] is None  # only our part; theirs goes on


def _logs(page: Any) -> Referral:
    """The seven steps: a child who lives in Havering, harm in Kent, her mother not told yet."""
    page.goto("/referrals/log/")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_label("Child’s name").fill("Amy Hall")
    page.get_by_label("Postcode where the child lives").fill(HOME)
    page.get_by_role("button", name="Search and continue").click()
    page.get_by_label("Referral", exact=True).check()
    page.get_by_label("School, college or nursery").check()
    page.get_by_label("Their name").fill("Ms Field")
    _continue(page)
    page.get_by_role("group", name="Is the child safe now?").get_by_label("Yes").check()
    page.get_by_label("I know about how old").check()
    page.get_by_label("About how old?").fill("12")
    _continue(page)
    page.get_by_label("At home").first.check()
    _continue(page)
    page.get_by_text("A postcode has found a council").wait_for()
    _continue(page)
    page.get_by_label("What was said, and by whom?").fill("Her uncle hit her in Maidstone. She told Ms Field.")
    page.get_by_label("Physical abuse").check()
    page.get_by_role("group", name="Is there reason to suspect significant harm?").get_by_label("Yes").check()
    page.get_by_label("Council where harm happened or may happen").select_option(label="Kent")
    _continue(page)
    page.get_by_label("Who are they to the child?").fill("uncle")
    _continue(page)
    page.get_by_label("First name").first.fill("Ruth")
    page.get_by_role("group", name="Does the child live with them?").get_by_label("Yes").check()
    knows = page.get_by_role("group", name="Does the parent the child lives with know about the concern?")
    knows.get_by_label("No", exact=True).check()
    _continue(page)
    page.get_by_role("button", name="Log this referral").click()
    page.get_by_role("heading", name="Referral logged").wait_for()
    return last_referral()


def _continue(page: Any) -> None:
    page.get_by_role("button", name="Continue", exact=True).click()


def _do(page: Any, acts: str, slug: str, button: str, fill: Callable[[Any], None]) -> None:
    """One act's page: filled in, sent, and back on the referral."""
    page.goto(f"{acts}{slug}/")
    fill(page)
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(re.compile(rf"{acts}(?!{slug})"))


# ---------------------------------------------------------------------------------------------- the desk, by its link


def _desk_has_it(desk: Any, site: str) -> None:
    """Two presses from the message, without script and without a code."""
    desk.goto(site + address_in(letters()[-1]))
    desk.get_by_label("Your name and job").fill(DESK_WORKER)
    desk.get_by_label("Your direct telephone line").fill("01708 111 222")
    desk.get_by_role("button", name="We have it").click()
    expect(desk.get_by_text("The other council can see who has it").first).to_be_visible()


def _desk_reads(desk: Any, site: str) -> None:
    """The newest link: a code to the desk, and the content after it."""
    desk.goto(site + address_in(letters()[-1]))
    desk.get_by_role("link", name="have a code sent to your desk").click()
    desk.get_by_role("radio").first.check()
    desk.get_by_role("button", name="Send the code").click()
    desk.get_by_label("Code", exact=True).wait_for()
    desk.get_by_label("Code", exact=True).fill(latest_code())
    desk.get_by_label("Your name and job").fill(DESK_WORKER)
    desk.get_by_role("button", name="Read it").click()
    expect(desk.get_by_text("Amy Hall").first).to_be_visible()


def _desk_does(desk: Any, act: str, button: str, fill: Callable[[], None]) -> None:
    """One act behind the link, and back to the link for the next."""
    link = desk.url
    desk.get_by_role("button", name=act).click()
    fill()
    desk.get_by_role("button", name=button, exact=True).click()
    desk.wait_for_url(re.compile("done|/desk/"))
    expect(desk.get_by_role("button", name=button, exact=True)).to_have_count(0)
    desk.goto(link)


def _takes_part(desk: Any) -> None:
    for choice in desk.get_by_role("group", name="Which discussion?").get_by_role("radio").all():
        choice.check()
    desk.get_by_label("Yes, we take part").check()


def _intends(desk: Any) -> None:
    desk.get_by_label("What will your council do, who does it and by when?").fill(
        "We assess Amy; Priya Shah, by Friday."
    )


# ------------------------------------------------------------------------------------------------------- Kent, by pages


def _proposes(page: Any) -> None:
    page.get_by_role("radio", name="Call the strategy discussion").check()
    page.get_by_role("radio", name="Kent", exact=True).check()


def _calls(page: Any) -> None:
    for who in ("Police", "Health", "other council"):
        page.get_by_role("group", name="Who is invited?").get_by_label(re.compile(who, re.IGNORECASE)).first.check()


def _held(page: Any) -> None:
    came = page.get_by_role("group", name="Who took part?")
    for who in ("^children.s social care", "police", "health", "other council"):
        came.get_by_label(re.compile(who, re.IGNORECASE)).first.check()
    page.get_by_role("group", name="Do section 47 enquiries begin?").get_by_label("No", exact=True).last.check()
    for asked in ("Was risk to other children considered?", "Was risk considered apart from what the police do?"):
        page.get_by_role("group", name=asked).get_by_label("Yes").check()
    page.get_by_label("What was decided, and why?").fill(
        "The uncle has moved out and Amy stays at home; Havering assesses."
    )


def _asks_to_close(page: Any) -> None:
    page.get_by_label("What the child needs is met, and somebody named goes on with it").check()
    page.get_by_label("What risk is left, and who goes on with it?").fill(
        "Amy is not to be alone with him: Priya Shah."
    )
    page.get_by_role("button", name="Ask to close", exact=True).click()


def _closing_is_refused(page: Any, acts: str) -> None:
    page.goto(f"{acts}close/")
    expect(page.get_by_role("heading", name="Still missing")).to_be_visible()
    shown(page, "journey-3-closing-still-missing")
    _asks_to_close(page)
    expect(page.get_by_text("Not yet:").first).to_be_visible()
    expect(page.get_by_label("What risk is left, and who goes on with it?")).to_have_value(re.compile("Priya Shah"))
    shown(page, "journey-4-closing-refused")
    assert not Closing.objects.exists()


def _what_is_missing_is_done(page: Any, acts: str) -> None:
    _do(page, acts, "contact-council", "Record the contact", _rings_havering)
    _do(page, acts, "see-child", "Record it", _sees_the_child)
    _do(page, acts, "contact-family", "Record it", _tells_her_mother)
    _do(page, acts, "other-children", "Record it", lambda page: page.get_by_label("No, nobody else").check())


def _rings_havering(page: Any) -> None:
    page.get_by_label("Which council?").select_option(label="Havering")
    page.get_by_label("Yes, we spoke").check()
    page.get_by_label("Whom did you speak to?").fill("Priya Shah")


def _sees_the_child(page: Any) -> None:
    page.get_by_role("group", name="Was the child seen alone?").get_by_label("Yes").check()
    page.get_by_label("What did the child say, show and want?").fill("I want him to stay away.")


def _tells_her_mother(page: Any) -> None:
    page.get_by_role("group", name="Whom did you try to reach?").get_by_label(re.compile("Ruth")).check()
    page.get_by_role("group", name="How?").get_by_label(re.compile("call", re.IGNORECASE)).first.check()
    page.get_by_role("group", name="Did you speak with them?").get_by_label("Yes").first.check()
    page.get_by_role("group", name="Were they told of the risk to the child?").get_by_label("Yes").check()
