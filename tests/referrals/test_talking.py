"""What councils write to each other: asked for a reason, delivered, opened, answered by a named worker, and chased."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from councils.models import Message
from referrals import actions
from referrals.actions.writing import opened
from referrals.models import CouncilMessage, JournalEntry, MessageOpening, Part, Prompt, Referral, Sharing
from referrals.refusals import NotPossible
from tests.referrals.desks import mailbox
from tests.world import World, at
from timers.models import Timer
from timers.sweep import follow_up, sweep


@pytest.fixture
def both(world: World) -> Referral:
    """A referral that Kent logged and sent to Havering; both councils' people have accounts."""
    for alias in ("kent", "havering"):
        council = world.council(alias)
        council.takes_part = True
        council.save(update_fields=["takes_part"])
    referral = world.logged("kent")
    world.sent(referral, "kent", "havering", at(16, 11))
    return referral


def asked(world: World, referral: Referral, by: str = "kent", to: str = "havering", **more: Any) -> CouncilMessage:
    given = {"kind": "request", "words": "Is he known to you?", "why": "We plan a visit.", "personal_link": False}
    return actions.write_message(
        by=world.person(by), referral=referral, to=world.council(to), at=at(16, 12), now=at(16, 12), **(given | more)
    )


def running(kind: str) -> list[int]:
    return list(Timer.objects.running().filter(kind=kind).values_list("council_id", flat=True))


def test_a_request_runs_a_clock_for_who_was_asked_and_one_for_who_asks(world: World, both: Referral) -> None:
    message = asked(world, both)
    assert running("message_answer") == [world.council("havering").pk]
    assert running("message_chased") == [world.council("kent").pk]
    assert {timer.due_at for timer in Timer.objects.filter(subject_id=message.pk, kind__startswith="message")} == {
        at(17, 12)
    }


def test_telling_something_asks_for_no_answer(world: World, both: Referral) -> None:
    asked(world, both, kind="tell", why="", personal_link=None)
    assert running("message_answer") == running("message_chased") == []


def test_nothing_of_a_message_leaves_the_app(world: World, both: Referral) -> None:
    message = asked(world, both, words="Yusuf told his teacher about Zed Brook.")
    letter = Message.objects.get(key=f"message-{message.pk}")
    assert letter.desk == message.desk and letter.council == world.council("kent")
    for word in ("Yusuf", "Adeyemi", "Zed", "teacher", "visit"):
        assert word not in letter.body + letter.subject
    assert f"/referrals/{both.reference}/between/" in letter.body


def test_a_child_with_the_name_of_a_council_keeps_no_letter_back(world: World) -> None:
    mailbox(world, "havering")
    referral = world.logged("kent", said=world.said(world.child(family_name="Kent")))
    world.sent(referral, "kent", "havering", at(16, 11))
    letter = Message.objects.get()
    assert "Kent" not in letter.body + letter.subject
    assert "/desk/?key=" in letter.body


def test_the_answer_of_a_named_worker_stops_both_clocks_and_acknowledges(world: World, both: Referral) -> None:
    message = asked(world, both)
    answer = actions.answer_message(
        by=world.person("havering"), message=message, words="He is.", worker="Priya Shah", at=at(16, 15), now=at(16, 15)
    )
    message.refresh_from_db()
    assert message.answered_at == at(16, 15)
    assert (answer.named, answer.to) == ("Priya Shah", world.council("kent"))
    assert running("message_answer") == running("message_chased") == []
    assert both.sendings.get().acknowledged_by == "Priya Shah"
    assert Message.objects.filter(key=f"answered-{message.pk}", person=world.person("kent")).exists()


def test_a_written_answer_is_no_live_contact_between_the_councils(world: World, both: Referral) -> None:
    before = running("council_contact")
    assert before
    actions.answer_message(
        by=world.person("havering"), message=asked(world, both), words="He is.", at=at(16, 15), now=at(16, 15)
    )
    assert running("council_contact") == before


def test_one_recorded_call_still_stops_contact_for_both(world: World, both: Referral) -> None:
    actions.contact_council(
        by=world.person("kent"),
        referral=both,
        to=world.council("havering"),
        two_way=True,
        worker_there="Priya Shah",
        at=at(16, 15),
        now=at(16, 15),
    )
    assert running("council_contact") == []


def test_the_first_answer_stands_and_the_second_is_told_whose(world: World, both: Referral) -> None:
    message = asked(world, both)
    first, second = world.person("havering", name="Ann First"), world.person("havering", name="Ben Second")
    actions.answer_message(by=first, message=message, words="He is.", at=at(16, 15), now=at(16, 15))
    with pytest.raises(NotPossible, match="Ann First answered this already"):
        actions.answer_message(by=second, message=message, words="He is not.", at=at(16, 16), now=at(16, 16))
    assert CouncilMessage.objects.filter(kind="answer").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"why": " "}, "why"),
        ({"personal_link": None}, "personal_link"),
        ({"words": ""}, "words"),
        ({"kind": "answer"}, "kind"),
        ({"basis": "because"}, "basis"),
        ({"to": "kent"}, "to"),
        ({"to": "croydon"}, "to"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_is_said_beside_its_question(
    world: World, both: Referral, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(NotPossible) as refusal:
        asked(world, both, **wrong)
    assert refusal.value.field == field
    assert not CouncilMessage.objects.exists()


def test_a_worker_who_knows_the_family_waits_for_a_manager(world: World, both: Referral) -> None:
    message = asked(world, both, personal_link=True, personal_link_words="A neighbour")
    assert message.is_held and running("message_answer") == []
    assert not Message.objects.filter(key=f"message-{message.pk}").exists()
    assert not Sharing.objects.filter(message=message).exists()
    assert Prompt.objects.filter(code="countersign_request", council=world.council("kent"), settled_at=None).exists()
    with pytest.raises(NotPossible, match="not written to your council"):
        actions.answer_message(by=world.person("havering"), message=message, words="Yes", at=at(16, 13), now=at(16, 13))


@pytest.mark.parametrize("who", [("kent", "social_worker"), ("havering", "team_manager")])
def test_only_another_manager_of_the_asking_council_countersigns(
    world: World, both: Referral, who: tuple[str, str]
) -> None:
    message = asked(world, both, personal_link=True)
    with pytest.raises(NotPossible):
        actions.countersign_message(by=world.person(*who), message=message, at=at(16, 13), now=at(16, 13))


def test_a_manager_does_not_countersign_their_own_request(world: World, both: Referral) -> None:
    manager = world.person("kent", "team_manager")
    message = actions.write_message(
        by=manager,
        referral=both,
        to=world.council("havering"),
        kind="request",
        words="Is he known?",
        why="A visit.",
        personal_link=True,
        at=at(16, 12),
        now=at(16, 12),
    )
    with pytest.raises(NotPossible, match="did not write"):
        actions.countersign_message(by=manager, message=message, at=at(16, 13), now=at(16, 13))


def test_countersigned_it_goes_out_and_its_clocks_run_from_then(world: World, both: Referral) -> None:
    message = asked(world, both, personal_link=True)
    actions.countersign_message(by=world.person("kent", "team_manager"), message=message, at=at(16, 14), now=at(16, 14))
    assert Timer.objects.get(kind="message_answer").started_at == at(16, 14)
    assert Message.objects.filter(key=f"message-{message.pk}").exists()
    assert Sharing.objects.filter(message=message).exists()
    assert not Prompt.objects.filter(code="countersign_request", settled_at=None).exists()


def test_who_opened_it_and_when_is_noted_once_each(world: World, both: Referral) -> None:
    message = asked(world, both)
    reader = world.person("havering")
    opened([message], by=reader, now=at(16, 13))
    opened([message], by=reader, now=at(16, 14))
    opening = MessageOpening.objects.get()
    assert (opening.by, opening.at) == (reader, at(16, 13))


def test_what_was_said_is_never_changed(world: World, both: Referral) -> None:
    message = asked(world, both)
    for sql in (
        "UPDATE referrals_councilmessage SET words = 'something else' WHERE id = %s",
        "DELETE FROM referrals_councilmessage WHERE id = %s",
        "UPDATE referrals_sharing SET what = 'nothing' WHERE message_id = %s",
    ):
        with (
            pytest.raises(DatabaseError, match="never changed|never deleted|append-only|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [message.pk])


def test_sending_and_writing_are_shared_on_a_basis_by_themselves(world: World, both: Referral) -> None:
    asked(world, both, basis="duty")
    assert list(Sharing.objects.order_by("pk").values_list("basis", flat=True)) == ["safeguarding", "duty"]


def test_what_was_shared_another_way_is_recorded_with_its_basis(world: World, both: Referral) -> None:
    actions.share_information(
        by=world.person("kent"),
        referral=both,
        to_agency="Elm Park School",
        what="That we visit on Friday",
        basis="safeguarding",
        at=at(16, 12),
        now=at(16, 12),
    )
    line = JournalEntry.objects.get(verb="share_information")
    assert line.facts["to"] is None
    for wrong in ({"what": ""}, {"basis": "none"}, {"to_agency": ""}, {"to": world.council("kent"), "to_agency": ""}):
        with pytest.raises(NotPossible):
            actions.share_information(
                **(
                    {
                        "by": world.person("kent"),
                        "referral": both,
                        "to_agency": "School",
                        "what": "x",
                        "basis": "duty",
                        "at": at(16, 12),
                        "now": at(16, 12),
                    }
                    | wrong
                )
            )


def test_nothing_shared_within_a_working_day_is_asked(world: World) -> None:
    """Fault 38: the other council is named, and nobody has told it anything."""
    referral = world.logged("kent")
    sweep(now=at(17, 10, 1))
    follow_up(now=at(17, 10, 1))
    prompt = Prompt.objects.get(referral=referral, code="nothing_shared")
    assert prompt.facts["with"] == world.council("havering").pk


def test_what_was_sent_is_not_asked_for_again(world: World, both: Referral) -> None:
    sweep(now=at(18))
    follow_up(now=at(18))
    assert not Prompt.objects.filter(referral=both, code="nothing_shared").exists()


def test_a_third_council_named_later_is_owed_contact_and_is_offered_next(world: World, both: Referral) -> None:
    """Fault 19: the person alleged to have caused harm turns out to live somewhere else again."""
    from referrals.said import PlaceSaid

    actions.record_place(
        by=world.person("kent"),
        referral=both,
        what="harmer_lives_in",
        person=both.involvements.get(role="alleged_harmer").person,
        place=PlaceSaid(council=world.council("croydon"), confidence="stated", source="the police"),
        at=at(17),
        now=at(17),
    )
    towards = set(Timer.objects.running().filter(kind="council_contact").values_list("council_id", "towards_id"))
    croydon = world.council("croydon").pk
    assert {(world.council("kent").pk, croydon), (world.council("havering").pk, croydon)} <= towards
    world.sent(both, "kent", "croydon", at(17, 11))
    assert Part.objects.filter(referral=both, council=croydon).exists()
