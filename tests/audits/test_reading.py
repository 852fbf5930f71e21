"""Who may read, what a reading must hold, what nobody changes afterwards, and a child found at risk on the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from audits import actions as audits
from audits.auditing.figures import figures_of, rule_of
from audits.auditing.points import POINTS
from audits.models import Audit, AuditEntry, Finding, FoundAtRisk, PopulationCase, Reading, SampleCase
from referrals.models import JournalEntry, Part, Referral
from referrals.refusals import NotPossible, Refused
from tests.audits.house import WORDS, answers, closed_case, drawn, give, of_imported, opened, part_of, read
from tests.world import MONDAY, World, make_world
from timers.models import Timer
from trail.models import Entry

pytestmark = pytest.mark.django_db


def small(world: World, count: int = 2, **said: Any) -> tuple[Audit, list[SampleCase]]:
    """An audit of a few cases of this system."""
    for number in range(count):
        closed_case(world, when=MONDAY - timedelta(days=200 + number), **said)
    audit = drawn(world, opened(world), by=world.person("kent", "auditor"))
    return audit, list(SampleCase.objects.filter(audit=audit).select_related("case").order_by("position"))


WORKED = ["social_worker", "team_manager", "head_of_service"]


@pytest.mark.parametrize("role", WORKED)
def test_nobody_reads_what_they_worked_on_decided_signed_or_went_past_a_refusal_in(role: str) -> None:
    from accounts.models import Membership

    world = make_world()
    audit, cases = small(world)
    auditor, person = world.person("kent", "auditor"), world.person("kent", role)
    Membership.objects.create(
        user=person, council=person.council, role="auditor", since=MONDAY.date() - timedelta(days=9)
    )
    person.forget()
    with pytest.raises(Refused) as refused:
        audits.assign(by=auditor, audit=audit, given={1: (person, None)}, at=MONDAY, now=MONDAY)
    assert refused.value.codes == ["audit.reader_not_independent"] and person.name in refused.value.grounds[0].sentence
    # Whoever came to have it otherwise is asked by the record again on opening it.
    SampleCase.objects.filter(pk=cases[0].pk).update(reader=person)
    with pytest.raises(Refused):
        audits.begin(by=person, sample_case=cases[0], at=MONDAY, now=MONDAY)
    assert not Reading.objects.exists()


def test_a_supervisor_and_the_manager_of_the_team_are_not_independent_either() -> None:
    from accounts.models import Membership
    from audits.auditing.independence import worked_on
    from referrals import actions

    world = make_world()
    referral = world.logged("kent", MONDAY - timedelta(days=30))
    then = MONDAY - timedelta(days=29)
    actions.allocate(
        by=world.person("kent", "service_manager"),
        referral=referral,
        worker=world.person("kent", name="Grace Obi"),
        team=world.team("kent"),
        at=then,
        now=then,
    )
    supervisor = world.person("kent", "service_manager", name="Ada Long")
    actions.supervise(by=supervisor, referral=referral, reflection="Why so slow?", actions="Ring", at=then, now=then)
    theirs = world.person("kent", "team_manager", name="Tom Hale", team=world.team("kent"))
    gone = world.person("kent", "team_manager", name="Gone Before", team=world.team("kent"))
    Membership.objects.filter(user=gone).update(until=then.date() - timedelta(days=400), unrecorded="a test")
    elsewhere = world.person("kent", "team_manager", name="Other Team", team=world.team("kent", "Thanet"))
    part = part_of(referral, world)
    worked = worked_on([part.pk])[part.pk]
    assert {supervisor.pk, theirs.pk, world.person("kent", name="Grace Obi").pk} <= worked
    assert not {gone.pk, elsewhere.pk, world.person("kent", "auditor").pk} & worked


def test_imported_cases_name_who_worked_on_them() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    named = world.person("kent", "auditor", name="Siân Price")
    audit = of_imported(world, 3, people="SIÂN  price; Jo Hart")
    with pytest.raises(Refused):
        audits.assign(by=auditor, audit=audit, given={1: (named, None)}, at=MONDAY, now=MONDAY)
    assert audits.assign_evenly(by=auditor, audit=audit, readers=[named], at=MONDAY, now=MONDAY) == (3, 0)
    assert audits.assign_evenly(by=auditor, audit=audit, readers=[named, auditor], at=MONDAY, now=MONDAY) == (0, 0)
    assert set(SampleCase.objects.filter(audit=audit).values_list("reader", flat=True)) == {auditor.pk}


def test_files_are_shared_out_evenly_and_the_first_drawn_have_two_readers() -> None:
    world = make_world()
    people = [world.person("kent", "auditor", name=f"Reader {name}") for name in ("Ash", "Bay", "Cob")]
    audit = of_imported(world, 300, twice=10)
    audits.assign_evenly(by=people[0], audit=audit, readers=people, at=MONDAY, now=MONDAY)
    sample = list(SampleCase.objects.filter(audit=audit).order_by("position"))
    loads = [sum((one.reader_id == who.pk) + (one.second_reader_id == who.pk) for one in sample) for who in people]
    assert loads == [20, 20, 20]
    assert [one.second_reader_id is not None for one in sample] == [True] * 10 + [False] * 40
    assert all(one.reader_id != one.second_reader_id for one in sample)


def test_only_its_reader_opens_a_file() -> None:
    world = make_world()
    auditor, other = world.person("kent", "auditor"), world.person("kent", "auditor", name="Other Reader")
    audit, cases = small(world)
    give(world, audit, auditor)
    case = SampleCase.objects.get(pk=cases[0].pk)
    assert auditor.has_perm("audits.read_case", case) and not other.has_perm("audits.read_case", case)
    assert not world.person("havering", "auditor").has_perm("audits.read_case", case)
    for role in ("head_of_service", "team_manager", "councillor", "monitoring_officer", "administrator"):
        assert not world.person("kent", role, name=f"Some {role}").has_perm("audits.read_case", case)
    with pytest.raises(NotPossible, match="not given to you"):
        audits.begin(by=other, sample_case=case, at=MONDAY, now=MONDAY)
    with pytest.raises(NotPossible, match="another council"):
        audits.replace(
            by=world.person("havering", "auditor"),
            sample_case=case,
            because="missing",
            words="x",
            at=MONDAY,
            now=MONDAY,
        )


def test_a_yes_needs_its_evidence_and_where_it_stands_and_every_point_an_answer() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 5)
    give(world, audit, auditor)
    case = SampleCase.objects.get(audit=audit, position=1)
    reading = audits.begin(by=auditor, sample_case=case, at=MONDAY, now=MONDAY)
    with pytest.raises(audits.reading.Unfinished) as lacking:
        audits.lock(
            by=auditor, reading=reading, answers={"answer_3": "yes", "answer_4": "maybe"}, at=MONDAY, now=MONDAY
        )
    assert set(lacking.value.fields) == {
        *(f"answer_{point.number}" for point in POINTS if point.number != 3),
        "evidence_3",
        "file_3",
    }
    kept = audits.keep(
        reading=reading, answers={"answer_3": "yes", "evidence_3": "N\x00ot rung", "csrf": "x"}, now=MONDAY
    )
    assert kept.kept == {"answer_3": "yes", "evidence_3": "Not rung"}
    assert not Finding.objects.exists()


def test_cannot_tell_is_no_yes_and_a_case_counts_once() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 4)
    give(world, audit, auditor)
    cases = list(SampleCase.objects.filter(audit=audit).order_by("position"))
    read(cases[0], auditor, yes=[1, 2, 3, 4, 5])
    read(cases[1], auditor, cannot_tell=[1, 2, 3])
    rule = rule_of(audit)
    assert (rule.read, rule.yes) == (2, 1)
    figures = figures_of(audit)
    assert figures.points[0].counts == [1, 0, 1] and figures.points[13].counts == [0, 2, 0]


def test_a_yes_of_either_reader_is_a_yes_and_their_agreement_is_reckoned() -> None:
    world = make_world()
    first, second = world.person("kent", "auditor"), world.person("kent", "auditor", name="Second Reader")
    audit = of_imported(world, 6)
    give(world, audit, first, second)
    cases = list(SampleCase.objects.filter(audit=audit).order_by("position"))
    read(cases[0], first, yes=[3])
    read(cases[0], second)
    assert rule_of(audit).yes == 1, "nothing turns a yes into a no"
    read(cases[1], first)
    read(cases[1], second, yes=[7])
    figures = figures_of(audit)
    assert figures.rule.yes == 2 and figures.rule.read == 2
    assert (figures.of_points.pairs, figures.of_points.same) == (28, 26)
    assert (figures.of_cases.pairs, figures.of_cases.same) == (2, 0)


def refused_by_the_database(statement: str, *values: Any) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except Error as error:
        # restrict_violation of our triggers, or the plain role's lost rights
        assert getattr(error.__cause__, "pgcode", "") in {"23001", "42501"}, error
        return True
    return False


def test_what_is_locked_frozen_and_drawn_is_kept_by_the_database_itself() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 60)
    give(world, audit, auditor)
    case = SampleCase.objects.get(audit=audit, position=1)
    reading = read(case, auditor, yes=[2])
    for statement in (
        "UPDATE audits_finding SET answer = 'no'",
        "DELETE FROM audits_finding",
        "UPDATE audits_reading SET has_fault = false",
        "UPDATE audits_reading SET locked_at = NULL, has_fault = NULL",
        "DELETE FROM audits_reading",
        "UPDATE audits_samplecase SET turn = turn + 1",
        "UPDATE audits_samplecase SET left_at = now(), left_because = 'outside', left_words = 'x',"
        f" left_by_id = {auditor.pk} WHERE id = {case.pk}",
        "DELETE FROM audits_samplecase",
        "UPDATE audits_populationcase SET number = number + 1",
        "DELETE FROM audits_populationcase",
        "UPDATE audits_audit SET seed = 'other'",
        "UPDATE audits_audit SET definition = 'other'",
        "UPDATE audits_audit SET \"similar\" = '{}'",
        "UPDATE audits_audit SET population = 1",
        "DELETE FROM audits_audit",
        "UPDATE audits_importedcase SET closed_on = '2020-01-01'",
        "UPDATE audits_auditentry SET verb = 'x'",
    ):
        assert refused_by_the_database(statement), statement
    with pytest.raises(Error), transaction.atomic():
        Finding.objects.create(reading=reading, point=1, answer="no", by=auditor, at=MONDAY)
    with pytest.raises(Error), transaction.atomic():
        PopulationCase.objects.create(
            audit=audit,
            number=61,
            group="all",
            place=61,
            imported=case.case.imported,
            closed_on=MONDAY.date(),
            label="x",
        )
    with pytest.raises(NotPossible, match="locked"):
        audits.lock(by=auditor, reading=reading, answers=answers(), at=MONDAY, now=MONDAY)
    with pytest.raises(NotPossible, match="locked"):
        audits.keep(reading=reading, answers={}, now=MONDAY)
    assert Finding.objects.get(reading=reading, point=2).answer == "yes"


def test_a_child_found_at_risk_is_on_the_duty_desk_the_same_minute() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    team = world.team("kent")
    team.is_front_door = True
    team.save()
    audit, cases = small(world)
    give(world, audit, auditor)
    part = Part.objects.get(pk=cases[0].case.part_id)
    assert part.closed_at is not None
    risk = audits.report_child_at_risk(
        by=auditor,
        sample_case=SampleCase.objects.get(pk=cases[0].pk),
        kind="new_disclosure",
        words="The last entry says that he is going back there at Easter.",
        at=MONDAY,
        now=MONDAY,
    )
    part.refresh_from_db()
    assert part.closed_at is None and part.worker_id is None and part.team == team
    decision = Timer.objects.running().filter(
        kind="decision", council_id=part.council_id, about_id=part.referral_id, subject_label="referrals.concern"
    )
    assert decision.exists() and risk.referral_id == part.referral_id
    assert JournalEntry.objects.filter(referral=part.referral, verb="record_concern", by=auditor).exists()
    # It does not make the auditor somebody who worked on the case: the reading goes on.
    assert read(SampleCase.objects.get(pk=cases[0].pk), auditor, yes=[10]).has_fault


def test_a_child_found_at_risk_in_the_other_system_becomes_a_referral() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 5)
    give(world, audit, auditor)
    case = SampleCase.objects.get(audit=audit, position=1)
    with pytest.raises(NotPossible):
        audits.report_child_at_risk(
            by=auditor, sample_case=case, kind="suicide_attempt", words=" ", at=MONDAY, now=MONDAY
        )
    with transaction.atomic():
        risk = audits.report_child_at_risk(
            by=auditor, sample_case=case, kind="suicide_attempt", words="An overdose in May.", at=MONDAY, now=MONDAY
        )
    referral = Referral.objects.get(pk=risk.referral_id)
    assert referral.kind == "referral" and "overdose" in referral.said
    assert referral.first_child is not None and referral.first_child.own_number == case.case.label
    part = part_of(referral, world)
    assert part.worker is None and part.closed_at is None
    assert Timer.objects.running().filter(kind="decision", about_id=referral.pk).exists()
    assert FoundAtRisk.objects.count() == 1


def test_every_act_is_on_record_with_who_and_when() -> None:
    world = make_world()
    auditor = world.person("kent", "auditor")
    audit = of_imported(world, 5)
    give(world, audit, auditor)
    read(SampleCase.objects.get(audit=audit, position=1), auditor)
    verbs = list(AuditEntry.objects.filter(audit=audit).order_by("id").values_list("verb", flat=True))
    assert verbs == [
        *("open_audit", "import_cases", "define", "freeze", "draw", "assign", "begin_reading", "lock_reading"),
    ]
    told = AuditEntry.objects.get(audit=audit, verb="draw").facts
    assert told == {"seed": "a seed", "drawn": 5}
    assert Entry.objects.about("audits.audit", audit.pk).count() == len(verbs)
    assert audit.definition == WORDS
