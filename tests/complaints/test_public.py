"""The public complaint form: no account, nothing lost, sent once, and no way to learn whether a child is known."""

import re
import threading
import time
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from complaints import intake, public
from complaints.models import Complaint, PublicDraft
from councils.models import Council
from referrals.models import Referral
from tests.complaints.conftest import Desk
from tests.referrals.pages import text_of
from tests.world import make_world
from timers.models import EngineFault

STEPS = ("council", "you", "child", "points", "want", "help")


def begin(client: Client) -> str:
    """The address of a new form, as /complain/<token>/."""
    answer = client.post("/complain/", {"risk": "no"})
    assert answer.status_code == 302, answer.status_code
    return answer["Location"].removesuffix("council/")


def kent() -> Council:
    return Council.objects.get(gss_code="E10000016")


def fill(client: Client, form: str, **more: dict[str, Any]) -> None:
    """Go through every page of the form."""
    typed: dict[str, dict[str, Any]] = {
        "council": {"where_council": str(kent().pk)},
        "you": {"relationship": "parent", "name": "Rhian Bell", "reach": "07700 900123", "safe": "Ring before 3"},
        "child": {"given_1": "Cara", "family_1": "Bell", "age_1": "14"},
        "points": {"words_1": "Nobody came when I asked", "words_2": "Nobody rang back", "rows": "2"},
        "want": {"desired_outcome": "An apology", "proceedings_live": "no"},
        "help": {"adjustments": "Large print"},
    }
    for slug in STEPS:
        answer = client.post(f"{form}{slug}/", {**typed[slug], **more.get(slug, {})})
        assert answer.status_code == 302, (slug, text_of(answer)[:800])


@pytest.mark.django_db
def test_a_parent_goes_through_it_without_an_account_and_gets_a_reference(desk: Desk) -> None:
    desk.world.council("kent")
    client = Client(enforce_csrf_checks=False)
    form = begin(client)
    fill(client, form)
    page = text_of(client.get(f"{form}check/"))
    assert "Nobody came when I asked" in page
    assert "Ring before 3" in page
    answer = client.post(f"{form}check/")
    assert answer["Location"] == f"{form}sent/"
    complaint = Complaint.objects.get()
    assert complaint.council == kent()
    assert [one.words for one in complaint.heads.order_by("number")] == ["Nobody came when I asked", "Nobody rang back"]
    assert complaint.relationship == "parent"
    assert "Safe ways: Ring before 3" in complaint.complainant_reach
    done = text_of(client.get(f"{form}sent/"))
    assert complaint.reference in done
    assert "which procedure each point goes by" in done
    assert "Nobody came" not in done
    assert "Rhian" not in done
    assert not PublicDraft.objects.exists()


@pytest.mark.django_db
def test_sending_it_again_makes_no_second_complaint(desk: Desk) -> None:
    desk.world.council("kent")
    client = Client()
    form = begin(client)
    fill(client, form)
    for _ in range(3):
        assert client.post(f"{form}check/")["Location"] == f"{form}sent/"
    assert Complaint.objects.count() == 1
    assert client.get(f"{form}points/").status_code == 404
    assert client.post(f"{form}save/", {"form": "points", "words_1": "x"}).status_code == 409


@pytest.mark.django_db
def test_what_is_typed_is_kept_before_it_is_checked_and_back_loses_nothing(desk: Desk) -> None:
    desk.world.council("kent")
    client = Client()
    form = begin(client)
    answer = client.post(f"{form}you/", {"name": "Rhian Bell"})
    assert answer.status_code == 422
    assert "Choose who you are to the child" in text_of(answer)
    assert "Rhian Bell" in client.get(f"{form}you/").content.decode()
    assert "There is a problem" not in text_of(client.get(f"{form}you/"))
    saved = client.post(f"{form}save/", {"form": "points", "words_1": "Half a sent"})
    assert saved.json()["saved"]
    assert "Half a sent" in client.get(f"{form}points/").content.decode()
    added = client.post(f"{form}points/", {"words_1": "One", "rows": "1", "do": "add"}).content.decode()
    assert "One" in added
    assert 'name="words_2"' in added


@pytest.mark.django_db
def test_it_cannot_be_sent_without_what_is_needed_and_says_where_it_is_missing(desk: Desk) -> None:
    client = Client()
    form = begin(client)
    answer = client.post(f"{form}check/")
    assert answer.status_code == 422
    assert "What went wrong" in text_of(answer)
    assert not Complaint.objects.exists()


@pytest.mark.django_db
def test_a_postcode_finds_the_council_and_asks_to_look_at_it(desk: Desk) -> None:
    client = Client()
    form = begin(client)
    answer = client.post(f"{form}council/", {"where_postcode": "ME14 1XQ"})
    assert answer.status_code == 200
    assert "The postcode has found a council" in text_of(answer)
    assert f'value="{kent().pk}" selected' in answer.content.decode()
    confirmed = {"where_postcode": "ME14 1XQ", "where_council": str(kent().pk), "where_looked": "ME14 1XQ"}
    assert client.post(f"{form}council/", confirmed).status_code == 302


@pytest.mark.django_db
def test_a_child_at_risk_goes_first_and_reaches_the_front_door_at_once(desk: Desk) -> None:
    desk.world.council("kent")
    client = Client()
    assert client.post("/complain/", {"risk": "yes"})["Location"] == "/complain/child-at-risk/"
    page = text_of(client.get("/complain/child-at-risk/"))
    assert "Ring 999" in page
    assert "0800 1111" in page
    token = str(uuid.uuid4())
    typed = {"token": token, "words": "He is with the man now", "given": "Cal", "where_council": str(kent().pk)}
    assert client.post("/complain/child-at-risk/", {**typed, "words": ""}).status_code == 422
    for _ in range(2):
        assert client.post("/complain/child-at-risk/", typed)["Location"] == f"/complain/{token}/sent/"
    assert Complaint.objects.count() == 1
    referral = Referral.objects.get()
    assert referral.parts.get().council == kent()
    done = text_of(client.get(f"/complain/{token}/sent/"))
    assert "The council has been told" in done
    assert referral.reference not in done
    assert "Cal" not in done


@pytest.mark.django_db
def test_a_child_who_complains_is_offered_an_advocate(desk: Desk) -> None:
    desk.world.council("kent")
    client = Client()
    form = begin(client)
    client.post(f"{form}you/", {"relationship": "child"})
    assert "Would you like an advocate?" in text_of(client.get(f"{form}help/"))
    client.post(f"{form}you/", {"relationship": "parent"})
    assert "Would you like an advocate?" not in text_of(client.get(f"{form}help/"))
    fill(client, form, you={"relationship": "child"}, help={"advocate_wanted": "yes"})
    client.post(f"{form}check/")
    complaint = Complaint.objects.get()
    assert complaint.by_child
    assert complaint.advocate_wanted is True


@pytest.mark.django_db
def test_nobody_learns_from_it_whether_a_child_is_known(desk: Desk) -> None:
    """Word for word the same pages, and the same number of statements, for a child on record and for one who is not."""
    desk.world.logged(by="kent")
    pages, counted = [], []
    for given, family in (("Yusuf", "Adeyemi"), ("Nobody", "Atall")):
        client = Client()
        form = begin(client)
        fill(client, form, child={"given_1": given, "family_1": family})
        with connection.execute_wrapper(_count(statements := [])):
            client.post(f"{form}check/")
        counted.append(len(statements))
        complaint = Complaint.objects.latest("pk")
        assert complaint.referral is None
        assert complaint.children.get().person is None
        text = text_of(client.get(f"{form}sent/")).replace(complaint.reference, "REFERENCE")
        pages.append(text)
    assert pages[0] == pages[1]
    assert abs(counted[0] - counted[1]) <= 25, "the first sending also makes the form's account"


def _count(statements: list[str]) -> Any:
    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    return wrapper


def test_the_access_log_holds_no_key_to_a_draft() -> None:
    from config.gunicorn import MaskingLogger, logger_class, masked

    assert logger_class is MaskingLogger
    token = str(uuid.uuid4())
    assert token not in masked(f"/complain/{token}/points/")
    assert masked("/complaints/7KQ2-M9XD-4/") == "/complaints/7KQ2-M9XD-4/"


@pytest.mark.django_db
def test_somebody_elses_token_opens_nothing(desk: Desk) -> None:
    client = Client()
    assert client.get(f"/complain/{uuid.uuid4()}/points/").status_code == 404
    assert client.get(f"/complain/{uuid.uuid4()}/sent/").status_code == 404
    assert client.post(f"/complain/{uuid.uuid4()}/check/").status_code == 404


@pytest.mark.django_db
def test_it_is_guarded_against_forged_sendings(desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/complain/", {"risk": "no"}).status_code == 403
    page = strict.get("/complain/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token
    assert strict.post("/complain/", {"risk": "no", "csrfmiddlewaretoken": token[1]}).status_code == 302


@pytest.mark.django_db
def test_nothing_of_it_is_kept_by_the_browser_or_on_the_way(desk: Desk) -> None:
    client = Client()
    form = begin(client)
    page = client.get(f"{form}you/")
    assert "no-store" in page["Cache-Control"]
    assert "localStorage" not in page.content.decode()


@pytest.mark.django_db
def test_many_beginnings_from_one_connection_wait_but_no_sending_and_no_child_at_risk_does(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "MOST_BEGUN", 3)
    desk.world.council("kent")
    client = Client()
    form = begin(client)
    begin(client), begin(client)
    slowed = client.post("/complain/", {"risk": "no"})
    assert slowed.status_code == 429
    assert slowed["Retry-After"] == "60"
    assert "that never waits" in text_of(slowed)
    fill(client, form)
    assert client.post(f"{form}check/").status_code == 302
    assert client.get("/complain/child-at-risk/").status_code == 200
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert elsewhere.post("/complain/", {"risk": "no"}).status_code == 302
    assert all(len(one) == 16 for one in PublicDraft.objects.values_list("begun_from", flat=True))


@pytest.mark.django_db
def test_behind_a_proxy_it_is_the_visitors_connection_that_counts_and_never_the_proxys(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(public, "MOST_BEGUN", 2)
    forged = Client(headers={"X-Real-IP": "203.0.113.9"})
    begin(forged), begin(forged)
    assert Client().post("/complain/", {"risk": "no"}).status_code == 429, "without a proxy the header is not believed"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for number in range(5):
        assert (
            Client(headers={"X-Real-IP": f"203.0.113.{number}"}).post("/complain/", {"risk": "no"}).status_code == 302
        )
        assert Client().post("/complain/", {"risk": "no"}).status_code == 302, "nobody waits for everybody"


@pytest.mark.django_db
def test_forms_that_nobody_touches_are_forgotten(desk: Desk) -> None:
    now = timezone.now()
    old = public.begin(begun_from="", now=now - public.FORGOTTEN_AFTER - timedelta(minutes=1))
    assert public.of_token(old.token, now=now) is None
    assert Client().get(f"/complain/{old.token}/points/").status_code == 404
    new = public.begin(begun_from="", now=now)
    assert list(PublicDraft.objects.all()) == [new], "beginning a form clears away the forgotten ones"
    assert public.forget(now=now) == 0
    assert public.of_token(new.token, now=now) is not None


@pytest.mark.django_db
def test_the_engine_forgets_them_by_itself_a_few_at_every_look(monkeypatch: pytest.MonkeyPatch) -> None:
    from timers.engine import Watch, tick

    now = timezone.now()
    drafts = [public.begin(begun_from="", now=now) for _ in range(4)]
    for draft, days in zip(drafts, (29, 29, 40, 27), strict=True):
        PublicDraft.objects.filter(pk=draft.pk).update(saved_at=now - timedelta(days=days))
    monkeypatch.setattr(public, "AT_ONCE", 2)
    tick(Watch("test"))
    assert PublicDraft.objects.count() == 2
    tick(Watch("test"))
    assert PublicDraft.objects.get().saved_at == now - timedelta(days=27)
    assert not EngineFault.objects.exists()


# RELIABILITY 7: what people, programs and the wicked type
BAD = [
    "O’Brien", "D'Souza-Nwachukwu", "Nguyễn", "Siobhán", "X", "N" * 200, "Null", "None", "True", "李", "محمد",
    "שלום and Latin", "a\u200db", "e\u0301 é", "\u202egnirts", "👩‍👧", "a\x00b", "a\x0bb", "one\r\ntwo", "\ufffe",
    "<script>alert(1)</script>", "javascript:alert(1)", "{{ 7*7 }}", "%s", "{0}", "${7*7}", "'; DROP TABLE x; --",
    "*)(uid=*", "../../etc/passwd", "=1+1", "<p class=MsoNormal>Word</p>", "data:image/png;base64,AAAA",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("bad", BAD, ids=[ascii(one)[:30] for one in BAD])
def test_whatever_is_typed_is_kept_shown_as_text_and_breaks_nothing(desk: Desk, bad: str) -> None:
    desk.world.council("kent")
    client = Client(raise_request_exception=False)
    form = begin(client)
    pages = {
        "council": {"where_council": str(kent().pk), "where_postcode": bad[:20]},
        "you": {"relationship": "parent", "name": bad, "reach": bad, "relationship_words": bad},
        "child": {"given_1": bad[:120], "family_1": bad[:120], "age_1": bad[:40]},
        "points": {"words_1": bad, "rows": bad},
        "want": {"desired_outcome": bad, "grounds_arose_on-day": bad, "proceedings_words": bad},
        "help": {"adjustments": bad},
        bad[:10].replace("/", "") or "x": {"words_1": bad},
    }
    for slug, typed in pages.items():
        answer = client.post(f"{form}{slug}/", typed)
        assert answer.status_code < 500, (slug, answer.status_code)
        if answer.status_code == 422 and slug in STEPS:
            assert "<script>alert" not in answer.content.decode()
    answer = client.get(f"{form}check/")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert client.get(f"/complain/?x={bad.encode('utf-8', 'replace')!r}").status_code == 200
    assert client.post(f"{form}save/", {"form": bad, "words_1": bad}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "month", "year"),
    [("29", "2", "2023"), ("31", "4", "2024"), ("1", "1", "0001"), ("1", "1", "9999"), ("1", "1", "24"), ("x", "", "")],
)
def test_a_date_that_cannot_be_is_pointed_out_and_kept(desk: Desk, day: str, month: str, year: str) -> None:
    client = Client(raise_request_exception=False)
    form = begin(client)
    typed = {"grounds_arose_on-day": day, "grounds_arose_on-month": month, "grounds_arose_on-year": year}
    answer = client.post(f"{form}want/", typed)
    assert answer.status_code in {302, 422}
    assert f'value="{day}"' in client.get(f"{form}want/").content.decode()


@pytest.mark.django_db
def test_a_megabyte_is_refused_with_words_and_loses_nothing_that_was_there(desk: Desk) -> None:
    client = Client(raise_request_exception=False)
    form = begin(client)
    client.post(f"{form}points/", {"words_1": "What I wrote before"})
    answer = client.post(f"{form}points/", {"words_1": "x" * 1_000_000})
    assert answer.status_code == 422
    assert "more than the form can hold" in text_of(answer)
    assert "What I wrote before" in client.get(f"{form}points/").content.decode()
    assert client.post(f"{form}points/", {"words_1": "x" * 10_000_000}).status_code in {400, 413}


@pytest.mark.clone
def test_twenty_sendings_a_second_are_all_kept_each_once() -> None:
    """Sixty forms at twenty a second, each sent twice at once: sixty complaints, no answer but the reference."""
    make_world()
    now = timezone.now()
    council = kent()
    intake.form_account(council, now=now)
    forms = []
    for number in range(60):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        form = begin(client)
        fill(client, form)
        forms.append(form)
    # Offered at twenty forms a second, whether or not those before were answered; each is sent twice at once.
    todo = [(number / 20, form) for number, form in enumerate(forms) for _ in range(2)]
    lock, answers, broken = threading.Lock(), [], []
    began = time.monotonic()

    def send() -> None:
        client = Client(raise_request_exception=False)
        while True:
            with lock:
                if not todo:
                    break
                after, form = todo.pop(0)
            time.sleep(max(0, began + after - time.monotonic()))
            try:
                answers.append(client.post(f"{form}check/").status_code)
            except Exception as error:  # noqa: BLE001  whatever it is, it is a sending lost
                broken.append(repr(error))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    print(f"60 forms offered in 3 s, each sent twice, answered within {seconds:.1f} s")
    assert not broken
    assert set(answers) == {302}
    assert Complaint.objects.count() == 60
    assert len(set(Complaint.objects.values_list("reference", flat=True))) == 60
    assert not PublicDraft.objects.exists()
