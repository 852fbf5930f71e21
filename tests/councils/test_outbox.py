"""The outbox: each message once, at least once after a crash, and never lost without a person knowing."""

import smtplib
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction

from councils import outbox, senders
from councils.models import Desk, Message
from councils.outbox import Letter, deliver, post, post_many
from councils.senders import DjangoMail, Mail, NotSent, NoWayOut, Refused
from tests.councils import at, council, new_person
from trail.models import Entry

NOW = at("2026-11-23T09:00")
MINUTE = timedelta(minutes=1)


class Recorder:
    """A sender that keeps what it was given, after doing what the test asks."""

    def __init__(self, before: Callable[[Mail], None] = lambda mail: None) -> None:
        self.before = before
        self.sent: list[Mail] = []

    def send(self, mail: Mail) -> None:
        self.before(mail)
        self.sent.append(mail)

    def close(self) -> None:
        pass


class Crash(BaseException):
    """The process dies here: nothing after it runs."""


def letter(key: str = "k1", **values: Any) -> Letter:
    defaults = {"subject": "A decision is due", "body": "Open Holdfast.", "council_id": None}
    return Letter(key=key, **defaults | {"address": "desk@council.example"} | values)


def refuse(error: Exception) -> Callable[[Mail], None]:
    def send(mail: Mail) -> None:
        raise error

    return send


def crash_at(gap: str) -> Callable[[str], None]:
    def here(at_gap: str) -> None:
        if at_gap == gap:
            raise Crash

    return here


@pytest.mark.django_db
class TestPosting:
    def test_many_letters_are_one_insert(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(1):
            post_many([letter(f"k{n}") for n in range(5)], now=NOW)
        assert Message.objects.waiting(NOW).count() == 5

    def test_a_key_is_posted_once(self) -> None:
        post(letter(subject="First"), now=NOW)
        post(letter(subject="Second"), now=NOW)
        assert Message.objects.get().subject == "First"

    def test_it_is_gone_when_the_act_is_rolled_back(self) -> None:
        with pytest.raises(Crash), transaction.atomic():
            post(letter(), now=NOW)
            raise Crash
        assert not Message.objects.exists()

    def test_a_desk_without_an_address_is_shown_to_a_person_at_once(self) -> None:
        desk = Desk.objects.create(council=council("Havering"), service="childrens", hours="office", name="Duty desk")
        post(letter(address="", desk=desk, council_id=council("Kent").pk), now=NOW)
        failed = Message.objects.not_delivered().get()
        assert (failed.recipient, failed.error) == ("Havering Duty desk", "No e-mail address is held for them.")

    @pytest.mark.parametrize(
        "words",
        [
            {"subject": "About Anaïs Okafor-Lee"},
            {"body": "please ring about ANAIS OKAFOR-LEE."},
            {"body": "The Okafor-Lee family waits."},
            {"body": "Anaïs’s visit"},
        ],
    )
    def test_a_childs_name_does_not_leave(self, words: dict[str, str]) -> None:
        with pytest.raises(outbox.NameInMessage):
            post(letter(**words, never=["Anaïs Okafor-Lee"]), now=NOW)
        assert not Message.objects.exists()

    def test_names_that_are_also_words_do_not_stop_a_message(self) -> None:
        post(letter(body="This may be late. The will is there.", never=["May Will", "Al"]), now=NOW)
        assert Message.objects.exists()


@pytest.mark.django_db
class TestDelivering:
    def test_what_is_due_is_sent_and_marked(self) -> None:
        post_many([letter(), letter("k2")], now=NOW)
        sender = Recorder()
        assert deliver(now=NOW, by=sender).sent == 2
        assert [one.state for one in Message.objects.all()] == ["sent", "sent"]
        assert deliver(now=NOW + timedelta(days=1), by=sender).sent == 0

    def test_e_mail_carries_the_message_id_of_its_key(self, settings) -> None:
        settings.SITE_ADDRESS = "https://holdfast.example:8443"
        post(letter(), now=NOW)
        deliver(now=NOW)
        [sent] = mail.outbox
        assert sent.to == ["desk@council.example"]
        assert sent.extra_headers["Message-ID"] == outbox.message_id("k1")
        assert outbox.message_id("k1").endswith("@holdfast.example>")
        assert "k1" not in outbox.message_id("k1")

    def test_nothing_is_sent_before_it_is_due(self) -> None:
        post(letter(), now=NOW + MINUTE)
        assert deliver(now=NOW, by=Recorder()).sent == 0

    def test_killed_before_sending_it_is_sent_by_the_next(self) -> None:
        post(letter(), now=NOW)
        with pytest.raises(Crash):
            deliver(now=NOW, by=Recorder(), at_gap=crash_at("leased"))
        assert deliver(now=NOW + timedelta(seconds=59), by=Recorder()).sent == 0  # the lease still runs
        assert deliver(now=NOW + timedelta(seconds=61), by=Recorder()).sent == 1

    def test_killed_between_sending_and_marking_it_repeats_under_its_message_id(self) -> None:
        post(letter(), now=NOW)
        first, second = Recorder(), Recorder()
        with pytest.raises(Crash):
            deliver(now=NOW, by=first, at_gap=crash_at("sent"))
        assert Message.objects.get().state == "waiting"
        deliver(now=NOW + 2 * MINUTE, by=second)
        assert [one.message_id for one in first.sent] == [one.message_id for one in second.sent]
        assert Message.objects.get().state == "sent"

    def test_every_declared_gap_is_crossed(self) -> None:
        crossed: Counter[str] = Counter()
        post(letter(), now=NOW)
        deliver(now=NOW, by=Recorder(), at_gap=lambda gap: crossed.update([gap]))
        assert crossed == Counter(outbox.GAPS)

    def test_a_sender_paused_past_its_lease_cannot_mark(self) -> None:
        post(letter(), now=NOW)
        successor = Recorder(refuse(NotSent("The server is busy")))

        def meanwhile(gap: str) -> None:
            if gap == "sent":  # our lease runs out here, and another takes the message up
                deliver(now=NOW + 2 * MINUTE, by=successor)

        assert deliver(now=NOW, by=Recorder(), at_gap=meanwhile).sent == 0
        message = Message.objects.get()
        assert (message.state, message.attempt, message.error) == ("waiting", 2, "The server is busy")

    def test_an_error_is_kept_and_the_next_try_comes_later_each_time(self) -> None:
        post(letter(), now=NOW)
        sender, now, pauses = Recorder(refuse(NotSent("451 try later"))), NOW, []
        for _ in range(outbox.TRIES - 1):
            assert deliver(now=now, by=sender).put_off == 1
            message = Message.objects.get()
            assert message.error == "451 try later"
            pauses.append(round((message.next_try_at - now) / MINUTE))
            now = message.next_try_at
        assert pauses == [1, 2, 5, 15, 60, 60, 60]
        assert deliver(now=now, by=sender).given_up == 1
        message = Message.objects.get()
        assert (message.state, message.tries, message.error) == ("failed", 8, "451 try later")
        assert deliver(now=now + timedelta(days=9), by=sender) == outbox.Delivered()

    def test_an_unknown_address_is_given_up_at_once_so_that_somebody_rings(self) -> None:
        post(letter(), now=NOW)
        assert deliver(now=NOW, by=Recorder(refuse(Refused("550 no such user")))).given_up == 1

    def test_one_message_that_breaks_its_sender_does_not_stop_the_others(self) -> None:
        post_many([letter("bad", address="bad@council.example"), letter("good")], now=NOW)

        def broken(mail: Mail) -> None:
            if mail.address.startswith("bad"):
                raise ZeroDivisionError("division by zero")

        done = deliver(now=NOW, by=Recorder(broken))
        assert (done.sent, done.put_off) == (1, 1)
        assert Message.objects.get(key="bad").error == "ZeroDivisionError: division by zero"

    def test_a_dead_server_is_tried_once_for_a_whole_batch(self) -> None:
        post_many([letter(f"k{n}") for n in range(5)], now=NOW)
        tried: list[str] = []

        def dead(mail: Mail) -> None:
            tried.append(mail.address)
            raise NoWayOut("ConnectionRefusedError: [Errno 111] Connection refused")

        assert deliver(now=NOW, by=Recorder(dead)).put_off == 5
        assert len(tried) == 1

    def test_a_message_that_kills_every_sender_is_given_up(self) -> None:
        post(letter(), now=NOW)
        now = NOW
        for _ in range(outbox.TAKEN_UP):
            with pytest.raises(Crash):
                deliver(now=now, by=Recorder(), at_gap=crash_at("leased"))
            now += 2 * MINUTE
        assert deliver(now=now, by=Recorder()).given_up == 1
        assert Message.objects.get().state == "failed"

    def test_the_limit_holds(self) -> None:
        post_many([letter(f"k{n}") for n in range(7)], now=NOW)
        assert deliver(now=NOW, by=Recorder(), limit=5, batch=2).sent == 5

    def test_the_sweep_delivers(self) -> None:
        from councils.deadlines import deliver_messages
        from timers.registry import hooks

        assert deliver_messages in hooks()
        post(letter(), now=NOW)
        deliver_messages(now=NOW)
        assert len(mail.outbox) == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            {"state": "sent", "sent_at": None},
            {"state": "waiting", "sent_at": NOW},
            {"state": "failed", "error": ""},
            {"seen_at": NOW},
        ],
        ids=str,
    )
    def test_the_database_refuses_a_state_without_its_facts(self, wrong: dict[str, Any]) -> None:
        post(letter(), now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.update(**wrong)


@pytest.mark.django_db
class TestTakingOn:
    def failed(self) -> Message:
        post(letter(address="", council_id=council("Kent").pk), now=NOW)
        return Message.objects.get()

    def test_a_person_says_that_they_rang(self) -> None:
        jo = new_person()
        outbox.acknowledge(message=self.failed(), by=jo, at=NOW, now=NOW, note="Rang the desk, spoke to Pat")
        message = Message.objects.get()
        assert (message.seen_by, message.seen_at, message.seen_note) == (jo, NOW, "Rang the desk, spoke to Pat")
        assert not Message.objects.not_delivered().exists()
        assert Entry.objects.get().action == "acknowledge_message"

    def test_the_first_one_stays(self) -> None:
        message = self.failed()
        outbox.acknowledge(message=message, by=new_person(), at=NOW, now=NOW, note="x")
        with pytest.raises(outbox.AlreadySeen, match="Jo Marsh has dealt with this already"):
            outbox.acknowledge(message=message, by=new_person("Sam Poe"), at=NOW, now=NOW, note="x")

    def test_what_has_not_failed_cannot_be_taken_on(self) -> None:
        post(letter(), now=NOW)
        with pytest.raises(ValueError, match="could not be delivered"):
            outbox.acknowledge(message=Message.objects.get(), by=new_person(), at=NOW, now=NOW, note="x")

    def test_it_is_sent_again_to_a_corrected_address(self) -> None:
        desk = Desk.objects.create(council=council("Havering"), service="childrens", hours="office", name="Duty desk")
        post(letter(address="", desk=desk), now=NOW)
        message = Message.objects.get()
        with pytest.raises(ValueError, match="No e-mail address"):
            outbox.try_again(message=message, by=new_person(), now=NOW)
        desk.email = "duty@havering.example"
        desk.save()
        assert outbox.try_again(message=message, by=new_person("Sam Poe"), now=NOW)
        sender = Recorder()
        deliver(now=NOW, by=sender)
        assert [one.address for one in sender.sent] == ["duty@havering.example"]
        assert not outbox.try_again(message=message, by=new_person("Al Day"), now=NOW)


@pytest.mark.django_db
class TestPrivate:
    """A link to choose a password is a key: it goes to one person and stays nowhere."""

    LINK = {"body": "https://holdfast.example/reset/secret", "private": True}

    def test_it_is_sent_and_then_wiped(self) -> None:
        post(letter(**self.LINK), now=NOW)
        sender = Recorder()
        deliver(now=NOW, by=sender)
        assert sender.sent[0].body == self.LINK["body"]
        assert Message.objects.get().body == ""

    def test_it_is_kept_while_it_may_still_be_sent(self) -> None:
        post(letter(**self.LINK), now=NOW)
        deliver(now=NOW, by=Recorder(refuse(NotSent("451"))))
        assert Message.objects.get().body == self.LINK["body"]

    @pytest.mark.parametrize("address", ["", "gone@council.example"])
    def test_given_up_it_leaves_nothing_for_others_to_read(self, address: str) -> None:
        post(letter(**self.LINK, address=address), now=NOW)
        deliver(now=NOW, by=Recorder(refuse(Refused("550"))))
        message = Message.objects.get()
        assert (message.state, message.body) == ("failed", "")
        with pytest.raises(ValueError, match="for its recipient alone"):
            outbox.try_again(message=message, by=new_person(), now=NOW)


@pytest.mark.clone
def test_two_senders_at_once_send_each_message_once() -> None:
    post_many([letter(f"k{n}") for n in range(120)], now=NOW)
    together = threading.Barrier(2)
    senders_ = [Recorder(), Recorder()]

    def work(sender: Recorder) -> None:
        together.wait()
        deliver(now=NOW, by=sender, batch=5)
        connection.close()

    threads = [threading.Thread(target=work, args=[sender]) for sender in senders_]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = Counter(mail.message_id for sender in senders_ for mail in sender.sent)
    assert len(times) == 120
    assert set(times.values()) == {1}
    assert all(sender.sent for sender in senders_)  # or it proved nothing


@pytest.mark.clone
def test_it_refuses_to_send_inside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        deliver(now=NOW, by=Recorder())


@pytest.mark.clone
def test_a_dead_database_connection_between_send_and_mark_loses_nothing() -> None:
    post(letter(), now=NOW)

    def cut(gap: str) -> None:
        if gap == "sent":
            with connection.cursor() as cursor:
                cursor.execute("select pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(DatabaseError):
        deliver(now=NOW, by=Recorder(), at_gap=cut)
    connection.close()
    again = Recorder()
    deliver(now=NOW + 2 * MINUTE, by=again)
    assert len(again.sent) == 1


class TestDjangoMail:
    """What a mail server may answer, without one: Django's connection is the outside here."""

    MAIL = Mail("<a@b>", "desk@council.example", "s", "b")

    def connection(self, *, opens: Any = True, sends: Any = 1) -> Any:
        class Connection:
            def open(self) -> Any:
                if isinstance(opens, Exception):
                    raise opens
                return opens

            def send_messages(self, messages: Any) -> int:
                if isinstance(sends, Exception):
                    raise sends
                return sends

            def close(self) -> None:
                raise smtplib.SMTPServerDisconnected("gone already")

        return Connection()

    @pytest.mark.parametrize(
        ("answers", "raises", "words"),
        [
            ({"opens": ConnectionRefusedError(111, "Connection refused")}, NoWayOut, "Connection refused"),
            ({"opens": smtplib.SMTPAuthenticationError(535, b"no")}, NoWayOut, "535 no"),
            ({"sends": smtplib.SMTPRecipientsRefused({"x": (550, b"No such user")})}, Refused, "550 No such user"),
            ({"sends": smtplib.SMTPRecipientsRefused({"x": (451, b"Greylisted")})}, NotSent, "451 Greylisted"),
            ({"sends": smtplib.SMTPDataError(554, b"Rejected")}, NotSent, "554 Rejected"),
            ({"sends": TimeoutError("timed out")}, NotSent, "timed out"),
            ({"sends": smtplib.SMTPServerDisconnected("dropped")}, NotSent, "dropped"),
            ({"sends": 0}, NotSent, "did not accept"),
        ],
        ids=lambda value: str(value),
    )
    def test_a_refusal_keeps_its_words_and_its_kind(self, monkeypatch, answers, raises, words) -> None:
        monkeypatch.setattr(senders, "get_connection", lambda: self.connection(**answers))
        sender = DjangoMail()
        with pytest.raises(raises, match=words) as caught:
            sender.send(self.MAIL)
        assert type(caught.value) is raises
        sender.close()

    def test_one_connection_serves_a_batch(self, monkeypatch) -> None:
        opened: list[Any] = []

        def get() -> Any:
            opened.append(self.connection())
            return opened[-1]

        monkeypatch.setattr(senders, "get_connection", get)
        sender = DjangoMail()
        sender.send(self.MAIL)
        sender.send(self.MAIL)
        assert len(opened) == 1

    def test_the_setting_names_another_sender(self, settings) -> None:
        settings.MESSAGE_SENDER = "tests.councils.test_outbox.Recorder"
        assert isinstance(senders.sender(), Recorder)


def test_the_pauses_are_those_promised() -> None:
    assert [pause / MINUTE for pause in outbox.PAUSES] == [1, 2, 5, 15, 60]
    assert datetime.fromisoformat("2026-11-23") + outbox.LEASE > datetime.fromisoformat("2026-11-23")
