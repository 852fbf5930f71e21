"""Each page of this room in Chromium: with and without scripts, wide and narrow, on paper, nothing that axe minds."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from councils.models import Desk
from referrals.models import DutyHandover, Part
from tests.browser import axe, fits, picture
from tests.work.conftest import Office
from timers.engine import database_now
from timers.models import SweepBeat
from timers.sweep import sweep
from work import telling

pytestmark = pytest.mark.browser
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def busy(make_office: Callable[[], Office], site: str) -> Office:
    """An office with something in every band, a duty team, and an engine that has just looked."""
    now = timezone.now().replace(second=0, microsecond=0)
    with transaction.atomic():
        office = make_office()
        ada = office.world.person("kent", "social_worker", "Ada Ross", office.front)
        office.referral(now - timedelta(days=9), worker=office.worker)
        office.referral(now - timedelta(days=6, hours=3), worker=office.worker)
        office.referral(now - timedelta(days=5), worker=ada)
        office.referral(now - timedelta(hours=20), worker=ada)
        office.referral(now - timedelta(hours=2))
        office.world.person("kent", "emergency_duty", "Kit Night")
        office.world.person("havering", "screener", "Mo Desk", office.world.team("havering"))
        havering = office.world.council("havering")
        Desk.objects.create(
            council=havering, service="childrens", hours="office", name="Havering hub", phone="01632 960 001"
        )
    now = database_now()
    sweep(now=now)
    telling.tell(now=now)
    SweepBeat.objects.create(by_what="test", finished_at=now)
    return office


def enter(page: Any, office: Office, person: User) -> Any:
    """Signed in by the cookie of a session that was really signed in."""
    client = office.client(person)
    for name, morsel in client.cookies.items():
        page.context.add_cookies([{"name": name, "value": morsel.value, "url": settings.SITE_ADDRESS}])
    return page


def look_at(page: Any, name: str, path: str) -> None:
    page.set_viewport_size(WIDE)
    answer = page.goto(path)
    assert answer.status == 200 and "/sign-in/" not in page.url
    axe(page)
    picture(page, f"work-{name}")
    fits(page)
    axe(page)
    picture(page, f"work-{name}-320")
    page.set_viewport_size(WIDE)
    page.emulate_media(media="print")
    picture(page, f"work-{name}-print")
    page.emulate_media(media="screen")


def test_a_managers_pages(new_page: Any, busy: Office) -> None:
    page = enter(new_page(viewport=WIDE), busy, busy.manager)
    for name, path in [
        ("team", "/"),
        ("team-missed", "/team/?show=missed&council=E09000016"),
        ("team-tray", "/team/?show=unallocated"),
        ("team-empty", f"/team/?show=missed&worker={busy.head.reference}"),
        ("inbox", "/inbox/"),
        ("notifications", "/notifications/"),
        ("clocks", "/clocks/"),
    ]:
        look_at(page, name, path)


def test_other_peoples_pages(new_page: Any, busy: Office) -> None:
    page = enter(new_page(viewport=WIDE), busy, busy.worker)
    for name, path in [("my", "/"), ("worker-notifications", "/notifications/")]:
        look_at(page, name, path)
    page = enter(new_page(viewport=WIDE), busy, busy.other_worker)
    look_at(page, "my-empty", "/")
    page = enter(new_page(viewport=WIDE), busy, busy.head)
    for name, path in [("head-team", "/team/"), ("service", "/service/"), ("head-notifications", "/notifications/")]:
        look_at(page, name, path)
    desk = busy.world.person("havering", "screener", "Mo Desk")
    page = enter(new_page(viewport=WIDE), busy, desk)
    look_at(page, "desk-inbox", "/inbox/")


def test_pages_for_anybody(new_page: Any, busy: Office) -> None:
    page = new_page(viewport=WIDE)
    for name, path in [("rules", "/rules/"), ("help", "/help/")]:
        look_at(page, name, path)


def hand_over(busy: Office) -> DutyHandover:
    from timers.models import Timer

    now = timezone.now()
    kent = busy.world.council("kent")
    running = Timer.objects.running().of_council(kent.pk).filter(due_at__isnull=False).worst_first()
    return DutyHandover.objects.create(
        council=kent, closes_at=now - timedelta(hours=1), reopens_at=now + timedelta(hours=10), made_at=now,
        clocks=list(running.values_list("pk", flat=True)[:3]),
    )  # fmt: skip


def test_the_duty_team_accepts_what_falls_due_at_night(new_page: Any, busy: Office) -> None:
    handover = hand_over(busy)
    page = enter(new_page(viewport=WIDE), busy, busy.world.person("kent", "emergency_duty", "Kit Night"))
    page.goto("/inbox/")
    page.get_by_role("link", name="See them and accept").click()
    look_at(page, "handover", "/handover/")
    page.get_by_role("button", name="I accept these").click()
    expect(page.get_by_text("They are yours until the desk reopens")).to_be_visible()
    handover.refresh_from_db()
    assert handover.accepted_by is not None and handover.accepted_by.name == "Kit Night"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_manager_narrows_the_list_and_gives_a_case_away(new_page: Any, busy: Office, scripts: bool) -> None:
    page = enter(new_page(viewport=WIDE, java_script_enabled=scripts), busy, busy.manager)
    page.goto("/")
    page.get_by_role("link", name="Missed").first.click()
    page.get_by_role("link", name="Jo Marsh").click()
    expect(page.get_by_text("Remove this filter: Jo Marsh")).to_have_count(1)
    page.locator("label[for=case-1]").click()
    page.get_by_role("button", name="Reallocate").click()
    expect(page.get_by_role("link", name="Choose who is to have them")).to_be_visible()
    axe(page) if scripts else None
    page.get_by_label("Who is to have them").select_option(label=_option(page, "Ada Ross"))
    page.get_by_label("Why they change hands").fill("Jo is away until Thursday")
    page.get_by_role("button", name="Reallocate").click()
    expect(page.get_by_text("Ada Ross now has 1 referral.")).to_be_visible()
    assert Part.objects.filter(worker__name="Ada Ross", allocations__reason="Jo is away until Thursday").exists()


def _option(page: Any, name: str) -> str:
    options = page.locator("#worker option").all_text_contents()
    return str(next(text for text in options if text.startswith(name)))


def test_the_list_can_be_worked_from_the_keyboard(new_page: Any, busy: Office) -> None:
    page = enter(new_page(viewport=WIDE), busy, busy.manager)
    page.goto("/team/")
    page.locator("#case-1").focus()
    page.keyboard.press("Space")
    assert page.locator("#case-1").is_checked()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.hf-case') !== null")


def test_the_list_refreshes_in_place_and_says_when(new_page: Any, busy: Office) -> None:
    page = enter(new_page(viewport=WIDE), busy, busy.manager)
    page.clock.install()
    page.goto("/team/")
    before = page.locator("#work-now").inner_text()
    assert "Shown as at" in before
    with transaction.atomic():
        fresh = busy.referral(timezone.now() - timedelta(days=12), worker=busy.worker)
    with page.expect_response(lambda answer: "/team/" in answer.url):
        page.clock.fast_forward(61_000)
    page.get_by_text(fresh.reference).first.wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_duty_desk_acknowledges_in_one_press(new_page: Any, busy: Office, scripts: bool) -> None:
    desk = busy.world.person("havering", "screener", "Mo Desk")
    page = enter(new_page(viewport=WIDE, java_script_enabled=scripts), busy, desk)
    page.goto("/inbox/")
    page.get_by_role("button", name="Acknowledge").first.click()
    expect(page.get_by_text("The other council sees that you have it.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_an_alert_is_seen_and_another_put_off(new_page: Any, busy: Office, scripts: bool) -> None:
    page = enter(new_page(viewport=WIDE, java_script_enabled=scripts), busy, busy.manager)
    page.goto("/notifications/")
    page.get_by_role("button", name="I have seen it").first.click()
    expect(page.get_by_text("Marked as seen.")).to_be_visible()
    page.locator("summary", has_text="Put it off").first.click()
    page.get_by_label("Why can it wait?").first.fill("Havering rings at noon")
    page.get_by_role("button", name="Put off").first.click()
    expect(page.get_by_text("You will be reminded on")).to_be_visible()
