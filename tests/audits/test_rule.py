"""More than a quarter, by the boundaries that a practitioner would ask about (boundaries.csv), walked through drawing,
replacing, reading and locking."""

import csv
from pathlib import Path

import pytest

from audits import actions as audits
from audits.auditing.figures import figures_of, rule_of
from audits.models import Audit, AuditEntry, Reading, SampleCase
from referrals.refusals import NotPossible, Refused
from tests.audits.house import answers, give, of_imported, read, read_all
from tests.world import MONDAY, make_world

pytestmark = pytest.mark.django_db
ROWS = list(csv.DictReader(Path(__file__).with_name("boundaries.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=[row["note"] for row in ROWS])
def test_the_boundaries(row: dict[str, str]) -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, int(row["list"]), wanted=int(row["asked"]))
    for position in range(1, int(row["unreadable"]) + 1):
        one = SampleCase.objects.get(audit=audit, position=position)
        audits.replace(
            by=auditor, sample_case=one, because="missing", words="Asked the archive twice.", at=MONDAY, now=MONDAY
        )
    give(world, audit, auditor)
    read_all(audit, auditor, yes=int(row["yes"]))
    rule = rule_of(audit)
    assert (rule.read, rule.yes, rule.most, rule.starts_at) == tuple(
        int(row[name]) for name in ("read", "yes", "most", "starts")
    )
    assert rule.is_read and rule.trips is (row["result"] == "yes")
    assert rule.cannot_trip is not rule.trips
    assert Audit.objects.filter(full_of=audit).exists() is (row["result"] == "yes")
    assert len(figures_of(audit).points) == 14


def test_the_thirteenth_opens_the_full_audit_of_the_whole_list_before_the_rest_is_read() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 400)
    give(world, audit, auditor)
    cases = list(SampleCase.objects.filter(audit=audit).order_by("position"))
    for case in cases[:12]:
        read(case, auditor, yes=[1])
    assert not Audit.objects.filter(full_of=audit).exists(), "12 of 12 so far, and the rest may show none"
    read(cases[12], auditor, yes=[1])
    full = Audit.objects.get(full_of=audit)
    assert full.population == 400 and full.digest == audit.digest and full.since == audit.since
    assert full.sample.count() == 350 and rule_of(full).size == 400
    assert not set(full.sample.values_list("case", flat=True)) & {case.case_id for case in cases}
    told = AuditEntry.objects.get(audit=audit, verb="open_full_audit").facts
    assert told["files"] == 350 and told["days"] == 129, "350 and the 37 of the sample not read yet, three a day"
    read(cases[13], auditor, yes=[1])
    assert Audit.objects.filter(full_of=audit).count() == 1
    with pytest.raises(NotPossible, match="open already"):
        audits.open_full_audit(by=auditor, audit=audit, at=MONDAY, now=MONDAY)


def test_it_cannot_be_opened_while_the_rule_has_not_tripped() -> None:
    world = make_world()
    audit = of_imported(world, 60)
    with pytest.raises(NotPossible, match="more than a quarter"):
        audits.open_full_audit(by=world.person("kent", "auditor"), audit=audit, at=MONDAY, now=MONDAY)


def test_a_file_that_was_read_stays_in_the_count() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 60)
    give(world, audit, auditor)
    case = SampleCase.objects.get(audit=audit, position=1)
    read(case, auditor, yes=[5])
    with pytest.raises(NotPossible, match="stays in the count"):
        audits.replace(
            by=auditor, sample_case=case, because="outside", words="Not like the others.", at=MONDAY, now=MONDAY
        )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Ofsted found us good in February 2020.", "audit.rating_as_reason"),
        ("We have since received a ‘good’ rating.", "audit.rating_as_reason"),
        ("The service was judged outstanding.", "audit.rating_as_reason"),
        ("No harm resulted.", "audit.no_harm_as_reason"),
        ("Practice has since improved.", "audit.no_harm_as_reason"),
        ("She came to no harm.", "audit.no_harm_as_reason"),
    ],
)
def test_neither_an_inspection_grade_nor_a_good_outcome_is_a_reason(words: str, code: str) -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 60)
    give(world, audit, auditor)
    case = SampleCase.objects.get(audit=audit, position=1)
    reading = audits.begin(by=auditor, sample_case=case, at=MONDAY, now=MONDAY)
    given = answers() | {"why_4": words}
    with pytest.raises(Refused) as refused:
        audits.lock(by=auditor, reading=reading, answers=given, at=MONDAY, now=MONDAY)
    assert refused.value.codes == [code]
    assert refused.value.grounds[0].field == "why_4" and "19 01" in refused.value.grounds[0].source
    assert Reading.objects.get(pk=reading.pk).locked_at is None
    other = world.person("kent", "auditor", name="Other Auditor")
    with pytest.raises(Refused):
        audits.replace(by=other, sample_case=case, because="outside", words=words, at=MONDAY, now=MONDAY)
    # Beside a yes the same words change nothing: it stays a yes.
    given = answers(yes=[4]) | {"evidence_4": f"No discussion was held. {words}"}
    assert audits.lock(by=auditor, reading=reading, answers=given, at=MONDAY, now=MONDAY).has_fault
