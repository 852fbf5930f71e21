"""Who is told of an audit: readers of the files they were given, second readers whose reading waits, everybody who
answers for the resources of a full audit; and an audit without readers has a clock."""

from datetime import timedelta
from typing import Any

import pytest

from audits import actions as audits
from audits.models import Audit, SampleCase
from councils.models import Message
from tests.audits.house import answers, closed_case, csv_of, drawn, give, of_imported, opened, planned, read, read_all
from tests.referrals.pages import signed_in, text_of
from tests.world import MONDAY, World
from timers.models import Alert, Timer
from timers.sweep import sweep
from work import telling

pytestmark = pytest.mark.django_db


def told(audit: Audit, what: str) -> list[tuple[str, str]]:
    """(address, subject) of the messages of one kind about an audit."""
    found = Message.objects.filter(key__startswith=f"audit:{audit.reference}:{what}").order_by("id")
    return [(one.address, one.subject) for one in found]


def readers(world: World) -> tuple[Any, Any]:
    return world.person("kent", "auditor", name="Meera Shah"), world.person("kent", "auditor", name="Second Reader")


def test_readers_are_told_how_many_files_one_act_gave_them(world: World) -> None:
    first, second = readers(world)
    audit = of_imported(world, 60, wanted=4)
    give(world, audit, first, second)
    assert told(audit, "files") == [
        (first.email, f"4 files to read for audit {audit.reference}"),
        (second.email, f"4 files to read for audit {audit.reference}"),
    ]
    body = Message.objects.get(address=second.email).body
    assert "all of them as second reader" in body and f"/audits/closed-cases/{audit.reference}/" in body
    give(world, audit, first, second)
    assert len(told(audit, "files")) == 2, "nothing new was given"


def test_whoever_gives_files_to_themselves_is_told_nothing(world: World) -> None:
    audit = of_imported(world, 60, wanted=4)
    give(world, audit, world.person("kent", "auditor"))
    assert told(audit, "files") == []


def test_no_message_names_a_child_or_a_case(world: World) -> None:
    referrals = [closed_case(world, when=MONDAY - timedelta(days=200 + number)) for number in range(4)]
    first, second = readers(world)
    audit = drawn(world, opened(world), by=world.person("kent", "auditor"))
    give(world, audit, first, second)
    for case in SampleCase.objects.filter(audit=audit):
        read(case, first, yes=[3])
    words = " ".join(f"{one.subject} {one.body}" for one in Message.objects.filter(key__startswith="audit:"))
    assert "The full audit has opened" not in words, "the rule has tripped, yet every case is in the sample"
    assert not [one for one in ("Yusuf", "Adeyemi", *(each.reference for each in referrals)) if one in words]


def test_a_second_reading_that_waits_is_told_once_a_day_and_not_what_was_found(world: World) -> None:
    first, second = readers(world)
    audit = of_imported(world, 60, wanted=4)
    give(world, audit, first, second)
    cases = list(SampleCase.objects.filter(audit=audit).order_by("position"))
    read(cases[0], second)
    read(cases[0], first, yes=[3])
    assert told(audit, "second") == [], "theirs is locked already"
    read(cases[1], first, yes=[3])
    read(cases[2], first)
    assert told(audit, "second") == [(second.email, f"A second reading waits for you: audit {audit.reference}")]
    body = Message.objects.get(key__contains=":second:").body
    assert "3 second readings of yours are still open" in body and "fault" not in body
    later = MONDAY + timedelta(days=1)
    reading = audits.begin(by=first, sample_case=cases[3], at=later, now=later)
    audits.lock(by=first, reading=reading, answers=answers(), at=later, now=later)
    assert len(told(audit, "second")) == 2


def test_the_opening_of_the_full_audit_is_told_to_those_who_find_the_resources(world: World) -> None:
    auditor = world.person("kent", "auditor")
    people = [world.person("kent", role) for role in ("head_of_service", "service_manager", "monitoring_officer")]
    world.person("kent", "councillor")
    world.person("havering", "head_of_service")
    audit = of_imported(world, 60, wanted=4)
    give(world, audit, auditor)
    read_all(audit, auditor, yes=4)
    full = Audit.objects.get(full_of=audit)
    assert sorted(address for address, _ in told(full, "full")) == sorted(one.email for one in [auditor, *people])
    assert told(full, "full")[0][1] == f"The full audit has opened: 56 files to read ({full.reference})"


def concluded(world: World, auditor: Any) -> Audit:
    audit = of_imported(world, 5)
    give(world, audit, auditor)
    read_all(audit, auditor, yes=1)
    planned(world, audit, points=[3])
    said = {"themes": "Nobody rang", "method": "", "conclusion": "Case 1 shows it.", "for_members": "Few rang."}
    return audits.conclude(by=auditor, audit=audit, at=MONDAY, now=MONDAY, **said)


def test_leaders_are_told_that_it_is_concluded_and_who_opened_it_is_kept(world: World) -> None:
    """Nobody can say afterwards that members did not know (STATUTE 3, faults 95 to 97)."""
    auditor, _ = readers(world)
    member, head = world.person("kent", "councillor"), world.person("kent", "head_of_service")
    world.person("havering", "councillor")
    audit = concluded(world, auditor)
    subject = f"An audit of closed cases is concluded ({audit.reference})"
    assert sorted(told(audit, "concluded")) == sorted([(member.email, subject), (head.email, subject)])
    body = Message.objects.get(address=member.email).body
    pack = f"/audits/closed-cases/{audit.reference}/committee-pack/"
    assert pack in body and "1 of 5" not in body and "Few rang" not in body, "a link, and no figure"
    home = f"/audits/closed-cases/{audit.reference}/"
    assert text_of(signed_in(auditor).get(home)).count("Not opened") == 2
    assert signed_in(member).get(pack).status_code == 200
    for page in (home, f"{home}evidence-pack/"):
        words = text_of(signed_in(auditor).get(page))
        assert words.count("Not opened") == 1 and "Who was told" in words and "Waiting to be sent" in words


def test_where_there_is_no_leader_to_tell_somebody_sees_it(world: World) -> None:
    auditor, _ = readers(world)
    audit = concluded(world, auditor)
    [message] = Message.objects.filter(key__startswith=f"audit:{audit.reference}:concluded:")
    assert message.person is None and message.key.endswith("nobody")


def test_what_waits_stands_on_the_page_of_audits_and_in_my_work(world: World) -> None:
    first, second = readers(world)
    audit = of_imported(world, 60, wanted=4)
    give(world, audit, first, second)
    read(audit.sample.get(position=1), first)
    read(audit.sample.get(position=1), second)
    assert "Read 3 files" in (page := text_of(signed_in(second).get("/audits/"))) and "3 as second reader" in page
    action = planned(world, audit)
    manager = signed_in(action.owner)
    for page in ("/audits/", "/my-work/"):
        assert action.what in text_of(manager.get(page)), page
    assert action.what not in text_of(signed_in(first).get("/audits/"))


def clock(audit: Audit) -> list[tuple[str, bool]]:
    """(variant, whether it runs) of every clock of readers of an audit."""
    found = Timer.objects.filter(kind="audit_readers", subject_label="audits.audit", subject_id=audit.pk).order_by("id")
    return [(one.variant, one.stopped_at is None) for one in found]


def test_an_open_audit_has_readers_within_twenty_days_or_somebody_is_told(world: World) -> None:
    auditor, manager = world.person("kent", "auditor"), world.person("kent", "service_manager")
    audit = opened(world)
    assert clock(audit) == [("", True)]
    audit = drawn(world, audit, content=csv_of(60), by=auditor)
    assert clock(audit) == [("", True)], "drawn, and nobody reads"
    sweep(now=MONDAY + timedelta(days=40))
    telling.tell(now=MONDAY + timedelta(days=40))
    levels = set(Alert.objects.filter(kind="audit_readers").values_list("level", flat=True))
    assert levels == {"due_soon", "missed", "service_manager", "head_of_service"}
    found = Message.objects.filter(about_label="audits.audit", key__startswith="alert:")
    assert found.get(key__endswith=":missed").address == auditor.email
    assert found.get(key__endswith=":service_manager").address == manager.email
    give(world, audit, auditor)
    assert clock(audit) == [("", False)]


def test_a_file_that_takes_anothers_place_has_a_reader_within_five_days(world: World) -> None:
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 60, wanted=4)
    give(world, audit, auditor)
    case = SampleCase.objects.get(audit=audit, position=2)
    audits.replace(by=auditor, sample_case=case, because="missing", words="Asked twice.", at=MONDAY, now=MONDAY)
    assert clock(audit) == [("", False), ("again", True)]
    audits.assign_evenly(by=auditor, audit=audit, readers=[auditor], at=MONDAY, now=MONDAY)
    assert clock(audit) == [("", False), ("again", False)]


def test_a_full_audit_has_the_same_clock_from_the_moment_it_opens(world: World) -> None:
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 60, wanted=4)
    give(world, audit, auditor)
    read_all(audit, auditor, yes=4)
    assert clock(Audit.objects.get(full_of=audit)) == [("", True)]


def test_a_full_audit_with_nothing_more_to_read_waits_for_no_reader(world: World) -> None:
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 4)
    give(world, audit, auditor)
    read_all(audit, auditor, yes=4)
    assert clock(Audit.objects.get(full_of=audit)) == []
