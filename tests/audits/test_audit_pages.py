"""The pages of an audit over HTTP: who opens what, what the trail keeps, what is never shown, what is sent twice."""

import hashlib
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from audits import actions as audits
from audits.models import Audit, Finding, Reading, SampleCase
from tests.audits.house import answers, closed_case, csv_of, drawn, give, of_imported, opened, planned, read_all
from tests.referrals.pages import signed_in, text_of, token_in
from tests.world import MONDAY, World, make_world
from trail.models import Entry

pytestmark = pytest.mark.django_db


def address(audit: Audit, *more: Any) -> str:
    return f"/audits/closed-cases/{audit.reference}/" + "".join(f"{part}/" for part in more)


def of_this_system(world: World, count: int = 6) -> Audit:
    for number in range(count):
        closed_case(world, when=MONDAY - timedelta(days=200 + number))
    audit = drawn(world, opened(world), by=world.person("kent", "auditor"))
    give(world, audit, world.person("kent", "auditor"))
    return audit


def test_each_opening_of_a_file_is_in_the_trail_with_its_reason() -> None:
    world = make_world()
    audit, auditor = of_this_system(world), world.person("kent", "auditor")
    client = signed_in(auditor)
    case = SampleCase.objects.get(audit=audit, position=1)
    referral = case.case.part.referral  # type: ignore[union-attr]
    page = client.get(address(audit, "cases", 1))
    assert "before you open the file" in text_of(page) and "Yusuf" not in text_of(page)
    assert not Entry.objects.looks_at("referrals.referral", referral.pk).exists(), "nothing was shown yet"
    client.post(address(audit, "cases", 1), {"independent": "on"})
    page = client.get(address(audit, "cases", 1))
    assert "Yusuf" in text_of(page)
    seen = Entry.objects.looks_at("referrals.referral", referral.pk).first()
    assert seen is not None and (seen.by_id, seen.reason, seen.action) == (auditor.pk, "audit", "read")
    before = Entry.objects.count()
    client.get(address(audit, "cases", 1))
    assert Entry.objects.count() == before + 1
    client.get(address(audit, "cases"))
    listed = Entry.objects.order_by("-id")[0]
    assert listed.action == "list" and referral.pk in (listed.ids or [])


def test_an_auditor_opens_no_referral_by_its_own_page() -> None:
    world = make_world()
    audit = of_this_system(world)
    referral = SampleCase.objects.get(audit=audit, position=1).case.part.referral  # type: ignore[union-attr]
    assert signed_in(world.person("kent", "auditor")).get(f"/referrals/{referral.reference}/").status_code in {403, 404}


@pytest.mark.parametrize(
    ("council", "role", "opens"),
    [
        ("kent", "auditor", {"", "cases", "report", "actions", "committee-pack", "evidence-pack", "findings", "draw"}),
        ("kent", "head_of_service", {"", "actions", "committee-pack"}),
        ("kent", "service_manager", {"", "actions", "committee-pack"}),
        ("kent", "monitoring_officer", {"", "actions", "committee-pack", "evidence-pack"}),
        ("kent", "councillor", set()),
        ("kent", "social_worker", set()),
        ("kent", "administrator", set()),
        ("havering", "auditor", set()),
        ("havering", "councillor", set()),
    ],
)
def test_who_opens_which_page(council: str, role: str, opens: set[str]) -> None:
    world = make_world()
    audit = of_imported(world, 60)
    client = signed_in(world.person(council, role, name="Some Body"))
    for page in ("", "cases", "report", "actions", "committee-pack", "evidence-pack", "findings", "draw"):
        answer = client.get(address(audit, page) if page else address(audit))
        assert (answer.status_code == 200) is (page in opens), (page, answer.status_code)
        assert answer.status_code in {200, 403, 404}
    assert client.get(address(audit, "cases", 1)).status_code in {403, 404}, "nobody was given it"


NAMES = ("Yusuf", "Adeyemi", "Sade", "Zed", "Brook")


def test_no_name_on_the_record_is_printed_anywhere() -> None:
    """Reader and author write names into everything; neither pack nor annex prints one."""
    world = make_world()
    audit, auditor = of_this_system(world, 8), world.person("kent", "auditor")
    said = "Yusuf Adeyemi’s mother Sade was not rung; Zed Brook was."
    for case in SampleCase.objects.filter(audit=audit).order_by("position"):
        reading = audits.begin(by=auditor, sample_case=case, at=MONDAY, now=MONDAY)
        given = answers([3]) | {"evidence_3": said, "file_3": "Letter to Sade Adeyemi"}
        audits.lock(by=auditor, reading=reading, answers=given, at=MONDAY, now=MONDAY)
    planned(world, audit, what=f"Write to {said}", points=[3])
    audits.conclude(
        by=auditor,
        audit=audit,
        themes=said,
        method="",
        conclusion=f"Case 2: {said}",
        for_members=f"In some cases {said}",
        at=MONDAY,
        now=MONDAY,
    )
    client = signed_in(auditor)
    for page in ("committee-pack", "evidence-pack", "findings"):
        words = text_of(client.get(address(audit, page)))
        assert not [name for name in NAMES if name in words], page
        assert "[name]" in words
    references = SampleCase.objects.filter(audit=audit).values_list("case__label", flat=True)
    pack = text_of(signed_in(world.person("kent", "councillor")).get(address(audit, "committee-pack")))
    assert "[name]" in pack and "Case 2" not in pack, "concluded: members get it, and only it, without a single case"
    assert "Case 2: [name]" in text_of(client.get(address(audit, "evidence-pack")))
    assert not [reference for reference in references if reference in pack], "nor a reference"
    for page in ("", "actions", "evidence-pack", "findings", "cases"):
        there = address(audit, page) if page else address(audit)
        assert signed_in(world.person("kent", "councillor")).get(there).status_code in {403, 404}
    assert Finding.objects.filter(evidence=said).count() == 8, "what was locked stays as it was written"


@pytest.mark.parametrize(
    ("yes", "says", "never"),
    [
        (13, "13 of 50 is 26%: 4 × 13 = 52 is more than 50", "fewer than"),
        (12, "12 of 50 is 24%: 4 × 12 = 48 is not more than 50", "fewer than"),
        (3, "Fewer than 5 of 50 cases show similar faults, which is not more than a quarter", "3 of 50"),
        (48, "More than 45 of 50 cases show similar faults, which is more than a quarter", "48 of 50"),
        (0, "0 of 50 is 0%", "fewer than"),
    ],
)
def test_the_committees_headline_tells_no_small_number(yes: int, says: str, never: str) -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 60)
    give(world, audit, auditor)
    read_all(audit, auditor, yes=yes)
    words = text_of(signed_in(auditor).get(address(audit, "committee-pack")))
    assert says in words and never not in words


def test_the_list_downloads_as_its_fingerprint_says() -> None:
    world = make_world()
    audit = of_imported(world, 300)
    answer = signed_in(world.person("kent", "auditor")).get(f"{address(audit, 'list')}list.csv")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(content).hexdigest() == audit.digest and content.count(b"\n") == 301
    assert Entry.objects.order_by("-id")[0].action == "export"


def test_a_draft_is_kept_and_one_that_comes_after_locking_is_refused() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 60)
    give(world, audit, auditor)
    client = signed_in(auditor)
    page, keep = address(audit, "cases", 1), address(audit, "cases", 1, "keep")
    assert client.post(keep, {"answer_1": "yes"}).status_code == 404, "not declared yet"
    client.post(page, {"independent": "on"})
    answer = client.post(keep, {"answer_1": "yes", "evidence_1": "O’Brien\x00 rang"})
    assert answer.status_code == 200 and "saved" in answer.json()
    assert "O’Brien rang" in client.get(page).content.decode()
    token = token_in(client.get(page))
    sent = answers([1]) | {"token": token, "do": "lock"}
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent).status_code in {200, 302}, "pressed twice"
    assert Reading.objects.filter(locked_at__isnull=False).count() == 1 and Finding.objects.count() == 14
    assert client.post(keep, {"answer_1": "no"}).status_code == 409
    locked = text_of(client.get(page))
    assert "your findings" in locked and "Contact record of 4 May" in locked


def test_a_page_sent_twice_opens_one_audit_and_adds_one_action() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    client = signed_in(auditor)
    today = timezone.localdate()
    form = {
        "token": str(uuid.uuid4()),
        "origin": "own",
        "title": "Twice",
        **{f"since-{part}": value for part, value in (("day", 1), ("month", 1), ("year", 2018))},
        **{f"until-{part}": getattr(today, part) for part in ("day", "month", "year")},
    }
    for _ in range(2):
        assert client.post("/audits/open/", form).status_code == 302
    assert Audit.objects.count() == 1
    for role in ("head_of_service", "councillor"):
        assert signed_in(world.person("kent", role)).post("/audits/open/", form).status_code == 403


def test_the_second_reader_is_not_told_what_the_first_found() -> None:
    world = make_world()
    first, second = world.person("kent", "auditor"), world.person("kent", "auditor", name="Second Reader")
    audit = of_imported(world, 60)
    give(world, audit, first, second)
    case = SampleCase.objects.get(audit=audit, position=1)
    reading = audits.begin(by=first, sample_case=case, at=MONDAY, now=MONDAY)
    audits.lock(by=first, reading=reading, answers=answers([3]), at=MONDAY, now=MONDAY)
    assert "locked, with a fault" in text_of(signed_in(first).get(address(audit, "cases")))
    words = text_of(signed_in(second).get(address(audit, "cases")))
    assert "locked" in words and "with a fault" not in words
    assert "Nobody rang" not in text_of(signed_in(second).get(address(audit, "cases", 1)))


def test_a_report_is_concluded_on_evidence_and_on_nothing_else() -> None:
    from referrals.refusals import NotPossible, Refused

    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 5)
    give(world, audit, auditor)

    def conclude(words: str, *, themes: str = "Nobody rang", members: str = "They seldom rang") -> Audit:
        said = {"themes": themes, "method": "", "conclusion": words, "for_members": members}
        return audits.conclude(by=auditor, audit=audit, at=MONDAY, now=MONDAY, **said)

    with pytest.raises(NotPossible, match="5 of 5 files are not read"):
        conclude("Case 1 shows it.")
    read_all(audit, auditor, yes=1)
    planned(world, audit, points=[3])
    for words, code in (
        ("Nothing is wrong here.", "audit.conclusion_without_evidence"),
        ("Case 99 shows it.", "audit.conclusion_without_evidence"),
        ("Case 1 is of the past: Ofsted has since graded us good.", "audit.rating_as_reason"),
        ("In case 1 no harm resulted.", "audit.no_harm_as_reason"),
    ):
        with pytest.raises(Refused) as refused:
            conclude(words)
        assert refused.value.codes == [code]
    for told in ({"themes": "Nobody rang, as in case 4"}, {"members": "Cases 2 and 4 were closed at once"}):
        with pytest.raises(NotPossible, match="tell of no single case"):
            conclude("As cases 1, 2 and 4 show, nobody rang.", **told)
    done = conclude("As cases 1, 2 and 4 show, nobody rang.")
    assert (done.read, done.yes) == (5, 1)
    with pytest.raises(NotPossible, match="concluded"):
        conclude("Case 1 again.")


@pytest.mark.parametrize("page", ["", "cases", "report", "committee-pack", "evidence-pack", "draw"])
def test_a_page_asks_no_more_of_the_database_for_more_cases(page: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    world = make_world()
    auditor = world.person("kent", "auditor")
    client = signed_in(auditor)
    counts = []
    for wanted in (4, 40):
        audit = of_imported(world, 60, wanted=wanted)
        give(world, audit, auditor)
        read_all(audit, auditor, yes=0)
        where = address(audit, page) if page else address(audit)
        client.get(where)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(where).status_code == 200
        counts.append(len(seen))
    assert counts[1] <= counts[0], counts


def test_the_list_of_audits_asks_no_more_for_more_audits() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    world = make_world()
    client = signed_in(world.person("kent", "auditor"))
    counts = []
    for _ in range(2):
        of_imported(world, 60)
        of_imported(world, 60)
        client.get("/audits/")
        with CaptureQueriesContext(connection) as seen:
            page = client.get("/audits/")
        counts.append(len(seen))
    assert counts[0] == counts[1] and text_of(page).count("Reading: 0 of 50") == 4


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (csv_of(3), "list.csv", 302),
        (csv_of(3).decode().encode("utf-16"), "../../x" * 30 + ".csv", 302),
        (b"", "empty.csv", 422),
        (b"PK\x03\x04" + b"\x00" * 200, "list.xlsx", 422),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "CON.csv", 422),
        (b'Case number,Closed on\n"M1,2019-04-17', "open quote.csv", 422),
        (b"<script>alert(1)</script>,{{ 7*7 }}\n", "template.csv", 422),
        (b"Case number,Closed on\n=HYPERLINK(1),2019-04-17\n", "formula.csv", 422),
        ("Case number,Closed on\n\u202e\u0000M1,2019-04-17\n".encode(), "override.csv", 422),
    ],
    ids=["plain", "utf16", "empty", "zip", "png", "quote", "script", "formula", "nul"],
)
def test_any_file_is_read_or_refused_with_words(content: bytes, name: str, status: int) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    world = make_world()
    audit = opened(world)
    client = signed_in(world.person("kent", "auditor"))
    answer = client.post(
        f"{address(audit, 'list', 'import')}", {"token": str(uuid.uuid4()), "file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == status
    if status == 422:
        assert "There is a problem" in text_of(answer)
        assert b"<script>alert" not in answer.content
