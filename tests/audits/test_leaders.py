"""What a councillor can reach: every page they may open, with a canary in every child's record, and no child found."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from audits import actions
from audits.models import Audit, Delivery, FigureRun, FigureSnapshot, Pack
from audits.oversight import snapshots
from audits.oversight.counting import month_ends
from audits.oversight.snapshots import Point, Trend
from audits.oversight.suppressing import shown
from audits.oversight.table import FIGURES, LEADERS
from audits.presenters import figures as figure_words
from audits.presenters import leaders as told
from councils.models import Message
from referrals import actions as referral_actions
from referrals.models import Person, Referral
from referrals.refusals import NotPossible
from tests.audits.house import give, of_imported, planned, read_all
from tests.audits.town import Town
from tests.referrals.pages import signed_in, text_of
from tests.world import MONDAY, World, make_world
from timers.calendar import end_of

pytestmark = pytest.mark.django_db
CANARY = "Zyxwvutsky"


@pytest.fixture
def world(db: None) -> World:
    return make_world(timezone.now() - timedelta(days=30))


def with_children(world: World) -> list[Referral]:
    """Referrals whose every word about a child, family and place holds the canary; one of everything in this room."""
    now, found = timezone.now(), []
    worker = world.person("kent", name="Grace Obi", team=world.team("kent"))
    for number in range(6):
        when = now - timedelta(days=10, minutes=number)  # working days have passed since, whatever today is
        with transaction.atomic():
            referral = referral_actions.log_referral(
                by=worker,
                said=world.said(
                    world.child(given_name=CANARY, family_name=f"{CANARY}-{number}"),
                    world.mother(given_name=CANARY, family_name=CANARY),
                    world.harmer(given_name=CANARY, family_name=CANARY),
                    said=f"{CANARY} told us.",
                    happened_words=CANARY,
                    next_contact_words=CANARY,
                    police_reference=CANARY,
                ),
                at=when,
                now=when,
            )
            world.sent(referral, "kent", "havering", when)
        found.append(referral)
    return found


def practice(world: World) -> dict[str, Any]:
    """A report, a warning, a gap, learning, figures and a pack, none of which names anybody."""
    now = timezone.now()
    officer, head = world.person("kent", "monitoring_officer"), world.person("kent", "head_of_service")
    kent, today = world.council("kent"), timezone.localdate()
    kent.takes_part = True
    kent.save()
    usual = {"at": now, "now": now}
    report = actions.record_report(by=officer, kind="report", number="1", councils=[kent], received_on=today, **usual)
    actions.recommend(
        by=officer,
        report=report,
        recommended=actions.Recommended("payment", "Pay Mrs B.", [kent], "weeks", 6, payee="Mrs B", pounds=150),
        **usual,
    )
    warning = actions.raise_warning(
        by=officer, source="chair", raised_by="The chair", about="No figures", words="None.", to="councillor", **usual
    )
    gap = actions.report_gap(
        by=head,
        kind="silent",
        about="Who calls",
        words="Silent.",
        reported_to="Partnership",
        reported_on=today,
        owner=head,
        due_on=today + timedelta(days=30),
        **usual,
    )
    month = month_ends(now, 1)[0]
    snapshots.compute("day", today, until=now, now=now, by="a test")
    snapshots.compute("month", month, until=end_of(month), now=now, by="a test")
    world.person("kent", "councillor")
    pack = actions.make_pack(council=kent, month=month, by=head, now=now)
    assert pack is not None
    return {"report": report, "warning": warning, "gap": gap, "pack": pack, "audit": concluded(world)}


def concluded(world: World) -> Audit:
    """An audit of five files of the other system, one with a fault, with an action, concluded."""
    audit, auditor = of_imported(world, 5), world.person("kent", "auditor")
    give(world, audit, auditor)
    read_all(audit, auditor, yes=1)
    planned(world, audit, points=[3])
    usual = {"at": MONDAY, "now": MONDAY}
    return actions.conclude(
        by=auditor,
        audit=audit,
        themes="Nobody rang",
        method="",
        conclusion="Case 1 shows it.",
        for_members="The councils seldom rang each other",
        **usual,
    )


def crawl(client: Any, begin: list[str]) -> dict[str, str]:
    """Every page that links lead to from these, by address; each must open, since no link leads to a refusal."""
    seen: dict[str, str] = {}
    waiting = list(begin)
    while waiting:
        address = waiting.pop().split("#")[0]
        if address in seen or address.startswith(("/static/", "/sign-out/", "/sign-in/")):
            continue
        page = client.get(address)
        if page.status_code in {301, 302}:
            waiting.append(page["Location"])
            seen[address] = ""
            continue
        assert page.status_code == 200, f"{address}: {page.status_code}"
        seen[address] = page.content.decode()
        for link in re.findall(r'href="([^"]+)"', seen[address]):
            if link.startswith("?"):
                waiting.append(address.split("?")[0] + link)
            elif link.startswith("/"):
                waiting.append(link)
    return seen


def test_a_councillor_finds_no_child_on_any_page_they_can_reach(world: World) -> None:
    referrals = with_children(world)
    made = practice(world)
    councillor = world.person("kent", "councillor")
    pages = crawl(signed_in(councillor), ["/leaders/", "/account/"])
    wanted = {
        "/leaders/",
        "/leaders/?months=36",
        "/warnings/",
        "/warnings/raise/",
        "/attendance/",
        f"/warnings/{made['warning'].reference}/",
        f"/warnings/{made['warning'].reference}/answer/",
        f"/leaders/packs/{made['pack'].reference}/",
    }
    assert wanted <= set(pages), wanted - set(pages)
    references = [one.reference for one in referrals]
    for address, page in pages.items():
        assert CANARY.lower() not in page.lower(), address
        assert not [one for one in references if one in page], address
        assert "Mrs B" not in page, address


def test_a_councillor_opens_no_address_that_holds_a_child(world: World) -> None:
    referral = with_children(world)[0]
    made = practice(world)
    client = signed_in(world.person("kent", "councillor"))
    for address in (
        "/oversight/",
        "/oversight/border/",
        "/oversight/oversight/no_decision/",
        "/oversight/gaps/",
        f"/oversight/gaps/{made['gap'].reference}/",
        "/ombudsman/",
        f"/ombudsman/{made['report'].reference}/",
        f"/referrals/{referral.reference}/",
        "/referrals/",
        "/my-work/",
        "/team/",
        "/service/",
        "/inbox/",
        "/learning/",
    ):
        assert client.get(address).status_code in {403, 404}, address


def test_the_canary_is_where_a_child_may_be_seen(world: World) -> None:
    """The crawl proves something only if the canary is there to be found."""
    with_children(world)
    practice(world)
    head = signed_in(world.person("kent", "head_of_service"))
    assert CANARY in head.get("/oversight/oversight/no_worker/").content.decode()
    assert Person.objects.filter(family_name__startswith=CANARY).count() == 18


def test_small_numbers_are_not_told_to_leaders(world: World) -> None:
    with_children(world)
    practice(world)
    council, today = world.council("kent"), timezone.localdate()
    for one in FigureSnapshot.objects.filter(council=council, period="day"):
        assert one.of <= 40
    page = signed_in(world.person("kent", "councillor")).get("/leaders/")
    told = {one["code"]: one["number"] for one in page.context["figures"]}
    kept = {one.code: one for one in FigureSnapshot.objects.filter(council=council, on=today, period="day")}
    for figure in LEADERS:
        hits, of = kept[figure.code].hits, kept[figure.code].of
        if figure.share:
            hidden = 0 < hits < 5 or 0 < of - hits < 5 or 0 < of < 5
            assert told[figure.code] == (
                "None" if not of else "Too few to tell" if hidden else f"{round(100 * hits / of)}%"
            )
        else:
            assert told[figure.code] == ("Under 5" if 0 < hits < 5 else str(hits))


@pytest.mark.parametrize("hits", range(12))
@pytest.mark.parametrize("left", range(12))
def test_nothing_that_leaders_see_tells_a_number_from_one_to_four(hits: int, left: int) -> None:
    point = snapshots.Point(timezone.localdate(), hits, hits + left)
    for share in (True, False):
        told = shown(point, suppress=True, share=share)
        if 0 < hits < 5:
            assert told.drawn is None and not told.text.rstrip("%").isdigit()
        if share and 0 < left < 5:
            assert told.drawn is None
        if 0 < left < 5:
            assert not told.of.isdigit(), "what is left over could be worked out"
        assert shown(point, suppress=False, share=share).text != "Under 5"


def test_a_pack_is_sent_once_to_every_leader_as_a_link_without_a_figure(world: World) -> None:
    pack = practice(world)["pack"]
    officers = [world.person("kent", role) for role in ("councillor", "head_of_service", "monitoring_officer")]
    assert set(pack.deliveries.values_list("person_id", flat=True)) == {one.pk for one in officers}
    messages = Message.objects.filter(key__startswith="pack:")
    assert set(messages.values_list("key", flat=True)) == set(pack.deliveries.values_list("message_key", flat=True))
    for message in messages:
        assert f"/leaders/packs/{pack.reference}/" in message.body
        figures = re.sub(re.escape(pack.reference) + r"|http\S+|\b20\d\d\b", "", message.subject + message.body)
        assert not re.search(r"\d", figures), "a figure left the app"
    assert actions.make_pack(council=pack.council, month=pack.month, by=None, now=timezone.now()) is None
    assert Pack.objects.count() == 1


def test_the_pack_of_a_month_that_has_not_ended_is_not_made(world: World) -> None:
    with pytest.raises(NotPossible, match="has not ended"):
        actions.make_pack(council=world.council("kent"), month=timezone.localdate(), by=None, now=timezone.now())


def test_that_it_was_opened_and_answered_is_kept(world: World) -> None:
    pack = practice(world)["pack"]
    councillor = world.person("kent", "councillor")
    delivery = Delivery.objects.get(pack=pack, person=councillor)
    assert delivery.opened_at is None
    client = signed_in(councillor)
    page = client.get(f"/leaders/packs/{pack.reference}/")
    delivery.refresh_from_db()
    opened = delivery.opened_at
    assert opened is not None
    token = re.search(r'name="token" value="([0-9a-f-]{36})"', page.content.decode())[1]  # type: ignore[index]
    for _ in range(2):
        client.post(f"/leaders/packs/{pack.reference}/", {"token": token, "answer": "Why has drift gone up?"})
    delivery.refresh_from_db()
    assert (delivery.answer, delivery.opened_at) == ("Why has drift gone up?", opened)
    assert delivery.answered_at is not None
    head = text_of(signed_in(world.person("kent", "head_of_service")).get("/leaders/"))
    assert "Why has drift gone up?" in head
    assert "Not opened" in head, "the others have not"


def test_another_councils_pack_and_warnings_are_not_there(world: World) -> None:
    made = practice(world)
    client = signed_in(world.person("havering", "councillor"))
    for address in (f"/leaders/packs/{made['pack'].reference}/", f"/warnings/{made['warning'].reference}/"):
        assert client.get(address).status_code == 404
    assert "No figures" not in text_of(client.get("/leaders/"))


def test_the_engine_sends_the_packs_of_a_month_by_itself(db: None) -> None:
    world = make_world()
    Town(world, seed=2, size=8)
    kent = world.council("kent")
    kent.takes_part = True
    kent.save()
    councillor = world.person("kent", "councillor")
    snapshots.forget()
    for _ in range(40):
        snapshots.look(now=MONDAY)
    [delivery] = Delivery.objects.filter(person=councillor)
    assert str(delivery.pack.month) == "2026-10-31" and delivery.pack.made_by is None
    assert FigureRun.objects.filter(period="month").count() >= 12
    assert len(FIGURES) == 21


DAYS = (date(2026, 9, 30), date(2026, 10, 31))
BY_CODE = {one.code: one for one in LEADERS}


@pytest.mark.parametrize(
    ("code", "months", "today", "verdict", "change"),
    [
        ("drift", (8, 6), 12, "Worse", "Up from 8 at the end of September 2026 to 12 now"),
        ("drift", (8, 6), None, "Better", "Down from 8 at the end of September 2026 to 6 at the end of October 2026"),
        ("drift", (8, 8), 8, "The same", "8 at the end of September 2026 and now"),
        ("drift", (8, 6), 3, "Better", "Down from 8 at the end of September 2026 to under 5 now"),
        ("drift", (2, 6), 3, "The same", "Under 5 at the end of September 2026 and now"),
        ("drift", (None, 6), None, "", ""),
        ("return_interview", (10, 20), 20, "Better", "Up from 25% at the end of September 2026 to 50% now"),
        ("return_interview", (10, 20), 38, "", ""),
    ],
)
def test_whether_it_gets_better_is_said_in_a_word(
    code: str, months: tuple[int | None, ...], today: int | None, verdict: str, change: str
) -> None:
    points = tuple(None if hits is None else Point(on, hits, 40) for on, hits in zip(DAYS, months, strict=True))
    now = None if today is None else Point(date(2026, 11, 25), today, 40)
    said = figure_words.figure(Trend(BY_CODE[code], now, points, DAYS, None), suppress=True)
    assert (said["verdict"], said["change"]) == (verdict, change)


def test_leaders_see_the_page_in_three_lines_and_the_way_to_the_committees_pack(world: World) -> None:
    with_children(world)
    made = practice(world)
    client = signed_in(world.person("kent", "councillor"))
    page = client.get("/leaders/")
    words = text_of(page)
    assert "Of 6 figures:" in words and "1 warning not answered, none of them late" in words
    assert "3 promises not kept yet" in words and "Action 1 of an audit: to be done" in words
    assert f"/audits/closed-cases/{made['audit'].reference}/committee-pack/" in page.content.decode()


def test_the_pack_says_how_things_stood_when_its_month_ended(world: World) -> None:
    made = practice(world)
    now, kent = timezone.now(), world.council("kent").pk
    ended = end_of(made["pack"].month)
    assert told.unanswered(kent, as_of=ended) == [], "raised since"
    assert [one["act"] for one in told.unanswered(kent, as_of=now)] == ["No figures"]
    actions.answer_warning(
        by=world.person("kent", "councillor"), warning=made["warning"], answer="Yes", what_changes="x", at=now, now=now
    )
    later = timezone.now() + timedelta(seconds=1)
    assert told.unanswered(kent, as_of=later) == []
    words = text_of(signed_in(world.person("kent", "councillor")).get(f"/leaders/packs/{made['pack'].reference}/"))
    assert "Raised and not answered by then Every warning had been answered" in words
    assert "Promised and not done by then" in words
