"""A council without accounts answers by link: what it may, what it sees, and that nothing gets past the code."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from councils.models import Message
from referrals import actions, duties
from referrals.actions import linking
from referrals.models import (
    CouncilMessage,
    DeskLink,
    DeskLinkEvent,
    Disagreement,
    Intention,
    JournalEntry,
    Part,
    Referral,
)
from referrals.refusals import NotPossible
from tests.referrals.desks import Worker, address_in, latest_code, letters, mailbox
from tests.referrals.pages import signed_in
from tests.world import World
from timers.models import Timer
from trail.models import Entry

CANARIES = ("Yusuf", "Adeyemi", "Elm Park", "Field", "Brook", "2012")


@pytest.fixture
def now(world: World) -> Any:
    return timezone.now()


@pytest.fixture
def sent(world: World, now: Any) -> Referral:
    """Kent logged it and has just sent it to Havering, which has no accounts but a mailbox."""
    mailbox(world, "havering")
    referral = world.logged("kent", when=now)
    world.sent(referral, "kent", "havering", now)
    return referral


@pytest.fixture
def worker(sent: Referral) -> Worker:
    found = Worker(letters()[-1])
    assert found.arrive().status_code == 200
    return found


def link() -> DeskLink:
    return DeskLink.objects.order_by("pk").last()  # type: ignore[return-value]


def test_the_letter_holds_a_link_and_no_word_of_the_child(sent: Referral) -> None:
    letter = letters()[0]
    assert letter.is_private and letter.address == "office@havering.example"
    for canary in CANARIES:
        assert canary not in letter.body + letter.subject


def test_only_the_hash_of_a_token_is_kept(sent: Referral) -> None:
    token = address_in(letters()[0]).partition("key=")[2]
    kept = link()
    assert token not in str(vars(kept))
    assert kept.digest != token and len(kept.digest) == 64


def test_the_token_stands_in_no_later_address_and_no_referer(sent: Referral) -> None:
    token = address_in(letters()[0]).partition("key=")[2]
    client = Client()
    answer = client.get(address_in(letters()[0]))
    assert token not in answer["Location"]
    page = client.get(answer["Location"])
    assert token not in page.content.decode()
    assert page["Referrer-Policy"] == answer["Referrer-Policy"] == "strict-origin"
    assert page["Cache-Control"] == "no-store"
    cookie = next(iter(answer.cookies.values()))
    assert token not in cookie.value and cookie["httponly"] and cookie["path"].startswith("/desk/")


def test_before_the_code_no_word_of_the_child_is_shown(worker: Worker) -> None:
    text = worker.client.get(worker.page).content.decode()
    assert "Kent" in text and "We have it" in text and "Not ours, because" in text and "We need to talk" in text
    for canary in CANARIES:
        assert canary not in text
    for slug in ("accept", "not-ours", "intend"):
        assert worker.client.get(f"{worker.page}{slug}/")["Location"].endswith("/read/")


def test_two_presses_acknowledge_without_a_code(world: World, worker: Worker, sent: Referral) -> None:
    answer = worker.act("have-it", worker=worker.name, line="01708 111 222")
    assert answer.status_code == 200
    sending = sent.sendings.get()
    assert sending.acknowledged_by == worker.name
    assert not Timer.objects.running().filter(kind="outbound_acknowledgement").exists()
    line = JournalEntry.objects.get(verb="acknowledge")
    assert line.council == world.council("havering") and line.facts["said_by"] == worker.name
    assert line.by.email.endswith(".invalid") and line.by.council == world.council("havering")
    assert "said that your council has it" in worker.client.get(worker.page).content.decode()


def test_the_sender_sees_who_answered_when_and_their_direct_line(world: World, worker: Worker, sent: Referral) -> None:
    worker.act("have-it", worker=worker.name, line="01708 111 222")
    page = signed_in(world.person("kent", "service_manager")).get(f"/referrals/{sent.reference}/between/")
    text = page.content.decode()
    assert "Priya Shah, duty social worker" in text and "01708 111 222" in text
    assert "Opened" in text and "has not left yet" in text


def test_nobody_answers_without_a_name(worker: Worker, sent: Referral) -> None:
    assert worker.act("have-it", worker=" ").status_code == 422
    assert sent.sendings.get().acknowledged_at is None


def test_a_double_press_acts_once(worker: Worker) -> None:
    token = re.search(r'name="token" value="([^"]+)"', worker.client.get(worker.page).content.decode())
    assert token
    for _ in range(2):
        assert worker.act("have-it", worker=worker.name, token=token[1]).status_code == 200
    assert JournalEntry.objects.filter(verb="acknowledge").count() == 1


def test_the_code_opens_the_least_that_the_answer_needs(world: World, worker: Worker, sent: Referral) -> None:
    text = worker.read().content.decode()
    assert "Yusuf Adeyemi" in text and "born 1 June 2012" in text and "Sexual abuse" in text
    for never in ("Elm Park", "Ms Field", "Brook", "school&#x27;s register"):
        assert never not in text
    reading = Entry.objects.filter(action="read", about_id=sent.pk, reason="By a link to the duty desk").last()
    assert reading is not None and reading.council_id == world.council("havering").pk


def test_a_protected_address_is_never_behind_a_link(world: World, now: Any) -> None:
    mailbox(world, "havering")
    child = replace(
        world.child(address_protected=True), lives_in=world.place("havering", words="7 Hidden Close", source="her aunt")
    )
    referral = world.logged("kent", when=now, said=world.said(child))
    world.sent(referral, "kent", "havering", now)
    worker = Worker(letters()[-1])
    worker.arrive()
    text = worker.read().content.decode()
    assert "Hidden" not in text and "not to be disclosed" in text


def test_five_wrong_codes_end_the_code(worker: Worker) -> None:
    desk = worker.letter.desk_id
    worker.client.post(f"{worker.page}code/", {"desk": desk})
    right = latest_code()
    wrong = "000000" if right != "000000" else "000001"
    for _ in range(5):
        assert worker.client.post(f"{worker.page}read/", {"code": wrong, "worker": "X"}).status_code == 422
    assert worker.client.post(f"{worker.page}read/", {"code": right, "worker": "X"}).status_code == 422
    assert DeskLinkEvent.objects.filter(what="code_wrong").count() == 6
    for canary in CANARIES:
        assert canary not in worker.client.get(worker.page).content.decode()


def test_five_codes_an_hour_are_enough(worker: Worker) -> None:
    for _ in range(5):
        assert worker.client.post(f"{worker.page}code/", {"desk": worker.letter.desk_id}).status_code == 302
    assert worker.client.post(f"{worker.page}code/", {"desk": worker.letter.desk_id}).status_code == 422
    assert len(letters("desk-code")) == 5


def test_a_code_goes_to_a_desk_of_that_council_and_nowhere_else(world: World, worker: Worker) -> None:
    other = mailbox(world, "croydon")
    assert worker.client.post(f"{worker.page}code/", {"desk": other.pk}).status_code == 422
    assert not letters("desk-code")


def test_a_code_is_good_for_half_an_hour_and_once(worker: Worker, now: Any) -> None:
    desk = linking.desks_for_code(link())[0]
    linking.send_code(link(), desk=desk, now=now)
    code = latest_code()
    later = now + timedelta(minutes=31)
    assert linking.enter_code(link(), code=code, worker="X", line="", now=later) is None
    linking.send_code(link(), desk=desk, now=later)
    code = latest_code()
    assert linking.enter_code(link(), code=code, worker="X", line="", now=later) is not None
    assert linking.enter_code(link(), code=code, worker="X", line="", now=later) is None


@pytest.mark.parametrize("tampered", ["x", "", "a" * 500, "é.é"])
def test_a_token_that_we_did_not_sign_asks_the_database_nothing(
    sent: Referral, tampered: str, django_assert_num_queries: Any
) -> None:
    from referrals import reaching

    with django_assert_num_queries(0):
        assert reaching.link_of(tampered) is None


def test_an_unknown_an_expired_and_a_revoked_link_open_nothing(world: World, worker: Worker, sent: Referral) -> None:
    worker.act("have-it", worker=worker.name)
    assert Client().get("/desk/?key=nothing").status_code == 404
    assert Client().get(worker.page).status_code == 404, "the page without its cookie"
    linking.revoke_link(by=world.person("kent"), link=link(), because="an old address", now=timezone.now())
    for answer in (worker.client.get(worker.page), Client().get(address_in(worker.letter))):
        assert answer.status_code == 410
        text = answer.content.decode()
        assert "Priya Shah" in text and "said that your council has it" in text
        assert "Yusuf" not in text
    assert worker.act("ring-us", worker=worker.name).status_code == 410
    DeskLink.objects.update(revoked_at=None, revoked_by=None, expires_at=timezone.now())
    assert worker.client.get(worker.page).status_code == 410


def test_sent_again_the_old_link_is_dead_and_whoever_read_by_it_reads_no_more(
    world: World, worker: Worker, sent: Referral
) -> None:
    worker.read()
    linking.send_link_again(by=world.person("kent"), link=link(), now=timezone.now())
    assert worker.client.get(worker.page).status_code == 404
    assert Client().get(address_in(worker.letter)).status_code == 404
    again = Worker(letters()[-1])
    assert again.arrive().status_code == 200


def test_another_council_does_not_touch_our_links(world: World, sent: Referral) -> None:
    for act in (
        lambda by: linking.revoke_link(by=by, link=link(), because="x", now=timezone.now()),
        lambda by: linking.send_link_again(by=by, link=link(), now=timezone.now()),
    ):
        with pytest.raises(NotPossible):
            act(world.person("havering"))


def test_a_link_is_taken_back_and_sent_again_on_the_page(world: World, sent: Referral) -> None:
    client = signed_in(world.person("kent", "service_manager"))
    page = client.get(f"/referrals/{sent.reference}/between/").content.decode()
    again = re.search(r'action="([^"]+/again/)"', page)
    revoke = re.search(r'href="([^"]+/revoke/)"', page)
    assert again and revoke
    assert client.post(again[1]).status_code == 302
    assert client.post(revoke[1], {"because": ""}).status_code == 422
    assert client.post(revoke[1], {"because": "an old address"}).status_code == 302
    assert link().revoked_because == "an old address"
    assert client.post(f"/referrals/{sent.reference}/between/links/", {"to": "E09000016"}).status_code == 302
    assert DeskLink.objects.count() == 2


def test_the_desk_accepts_in_writing_and_from_then_holds_it(world: World, worker: Worker, sent: Referral) -> None:
    actions.propose_lead(
        by=world.person("kent"),
        referral=sent,
        duty="strategy_discussion",
        lead=world.council("havering"),
        at=timezone.now(),
        now=timezone.now(),
    )
    asked = Worker(letters()[-1])
    asked.arrive()
    asked.read()
    assert asked.act("accept", duty="strategy_discussion").status_code == 200
    assert duties.holders_at(sent, "strategy_discussion", timezone.now()) == [world.council("havering")]


def test_a_link_for_one_purpose_does_nothing_else(world: World, worker: Worker, sent: Referral) -> None:
    actions.propose_lead(
        by=world.person("kent"),
        referral=sent,
        duty="section_47",
        lead=world.council("havering"),
        at=timezone.now(),
        now=timezone.now(),
    )
    asked = Worker(letters()[-1])
    asked.arrive()
    asked.read()
    for slug in ("have-it", "not-ours", "answer", "call-discussion", "nothing"):
        assert asked.act(slug, worker="X").status_code == 404
    assert asked.act("accept", duty="support_child").status_code == 422, "the proposal's own responsibility alone"


def test_not_ours_of_a_place_is_answered_with_the_law_and_disagrees(
    world: World, worker: Worker, sent: Referral
) -> None:
    worker.read()
    answer = worker.act("not-ours", because="happened_elsewhere", words="It was in Kent.", checked="Our records")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "The council where a child lives goes on owing" in text
    assert Part.objects.get(referral=sent, council=world.council("havering")).returned_at is None
    assert Disagreement.objects.filter(referral=sent, resolved_at=None).exists()
    for council in ("kent", "havering"):
        assert duties.holds(sent, "support_child", world.council(council).pk)


def test_not_ours_of_no_place_goes_back_and_the_link_is_over(world: World, now: Any) -> None:
    mailbox(world, "croydon")
    referral = world.logged("kent", when=now)
    world.sent(referral, "kent", "croydon", now)
    letter = next(one for one in letters() if one.address == "office@croydon.example")
    worker = Worker(letter)
    worker.arrive()
    worker.read()
    assert worker.act("not-ours", because="lives_elsewhere", words="Havering.", checked="").status_code == 422
    answer = worker.act("not-ours", because="lives_elsewhere", words="Havering.", checked="Our own records")
    assert "is with Kent again" in answer.content.decode()
    part = Part.objects.get(referral=referral, council=world.council("croydon"))
    assert part.returned_at is not None
    text = worker.client.get(worker.page)
    assert text.status_code == 410 and "Yusuf" not in text.content.decode()


def test_we_need_to_talk_asks_the_sender_to_ring(world: World, worker: Worker, sent: Referral) -> None:
    worker.act("ring-us", worker=worker.name, line="01708 111 222", words="About the school run.")
    message = CouncilMessage.objects.get()
    assert (message.council, message.to, message.kind) == (world.council("havering"), world.council("kent"), "call")
    assert "01708 111 222" in message.words
    owed = Timer.objects.running().get(kind="message_answer")
    assert owed.council_id == world.council("kent").pk


def test_the_desk_says_what_it_will_do_and_answers_an_invitation(world: World, worker: Worker, sent: Referral) -> None:
    worker.read()
    worker.act("intend", action="We visit tomorrow.")
    assert Intention.objects.get().council == world.council("havering")
    discussion = actions.convene_strategy_discussion(
        by=world.person("kent"),
        referral=sent,
        invited=["police", "other_council"],
        at=timezone.now(),
        now=timezone.now(),
    )
    invited = Worker(letters()[-1])
    invited.arrive()
    invited.read()
    refused = invited.act("invitation", discussion=str(discussion.pk), answer="decline", reason="Our case is closed.")
    assert refused.status_code == 422 and "closed" in refused.content.decode().lower()
    assert invited.act("invitation", discussion=str(discussion.pk), answer="accept").status_code == 200
    assert discussion.invitations.get(council=world.council("havering")).answer == "accept"


def test_a_message_is_read_after_the_code_answered_once_and_opened_by_name(
    world: World, worker: Worker, sent: Referral
) -> None:
    message = actions.write_message(
        by=world.person("kent"),
        referral=sent,
        to=world.council("havering"),
        kind="request",
        words="Is Yusuf on a plan?",
        why="We plan a visit.",
        personal_link=False,
        at=timezone.now(),
        now=timezone.now(),
    )
    asked = Worker(letters()[-1])
    assert "on a plan" not in asked.arrive().content.decode()
    text = asked.read().content.decode()
    assert "on a plan" in text and "We plan a visit." in text
    assert message.openings.get().named == asked.name
    assert asked.act("answer", words="He is.").status_code == 200
    assert asked.act("answer", words="He is not.").status_code == 422
    assert CouncilMessage.objects.get(answers=message).named == asked.name


def test_the_desk_records_the_call_for_both(world: World, worker: Worker, sent: Referral) -> None:
    worker.read()
    assert worker.act("spoke", worker_there="Jo Bell", words="They visit tomorrow.").status_code == 200
    assert not Timer.objects.running().filter(kind="council_contact").exists()


def test_nobody_signs_in_as_a_desk_and_it_may_do_nothing_without_its_link(world: World, sent: Referral) -> None:
    actor = User.objects.get(memberships__role=Role.DESK)
    assert not actor.has_usable_password()
    for permission in ("referrals.acknowledge", "referrals.answer_duty", "referrals.write", "referrals.read_by_link"):
        assert actor.has_perm(permission, link())
        assert not actor.has_perm(permission, sent), "the referral itself is nothing that a desk reaches"
    for permission in ("referrals.read", "referrals.search", "referrals.decide", "referrals.protected_address"):
        assert not actor.has_perm(permission)
    other = User.objects.create_user("other@desk.invalid", "Other", world.council("croydon"))
    assert not other.has_perm("referrals.acknowledge", link())


def test_a_message_is_not_shown_where_the_hour_is_over_or_no_code_was_given(
    world: World, worker: Worker, sent: Referral
) -> None:
    actions.write_message(
        by=world.person("kent"),
        referral=sent,
        to=world.council("havering"),
        kind="call",
        words="Please ring about Yusuf.",
        at=timezone.now(),
        now=timezone.now(),
    )
    asked = Worker(letters()[-1])
    asked.arrive()
    for _ in range(2):
        answer = asked.act("answer", words="My words.")
        assert answer.status_code == 422
        text = answer.content.decode()
        assert "My words." in text and "Yusuf" not in text
        asked.read()
        link().sittings.update(until=timezone.now())
    assert not CouncilMessage.objects.filter(kind="answer").exists()


def test_the_hour_of_reading_ends_and_the_words_are_kept(worker: Worker, sent: Referral) -> None:
    worker.read()
    link().sittings.update(until=timezone.now())
    answer = worker.act("intend", action="We visit tomorrow at ten.")
    assert answer.status_code == 422 and "We visit tomorrow at ten." in answer.content.decode()
    assert not Intention.objects.exists()


def test_a_council_with_accounts_signs_in_instead(world: World, now: Any) -> None:
    mailbox(world, "havering")
    council = world.council("havering")
    council.takes_part = True
    council.save(update_fields=["takes_part"])
    referral = world.logged("kent", when=now)
    world.sent(referral, "kent", "havering", now)
    assert not DeskLink.objects.exists()
    letter = Message.objects.get(key__startswith="sending-")
    assert f"/referrals/{referral.reference}/between/" in letter.body
