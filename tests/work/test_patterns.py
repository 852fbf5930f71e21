"""Patterns across many referrals: each figure is right, opens into its cases, and is nobody else's."""

import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from referrals import actions
from referrals.models import Prompt, Referral
from tests.work.conftest import Office
from tests.world import at
from work import patterns

pytestmark = pytest.mark.django_db


def page(office: Office, person: Any = None) -> str:
    with time_machine.travel(at(20), tick=False):
        answer = office.client(person or office.head).get("/service/patterns/")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def read(office: Office) -> patterns.Patterns:
    return patterns.read(office.world.council("kent").pk, now=at(20))


def step_down(office: Office, referral: Referral, reason: str) -> None:
    actions.decide(
        by=office.manager,
        referral=referral,
        outcome="no_further_action",
        reason=reason,
        rationale="Seen at school by the nurse; nothing points to harm.",
        strategy_discussion_considered=True,
        at=at(17),
        now=at(17),
    )


def test_reasons_for_doing_less_are_counted_by_team(office: Office) -> None:
    for reason in ("threshold_not_met", "threshold_not_met", "non_recent"):
        step_down(office, office.referral(), reason)
    last = office.referral(team=office.west)
    step_down(office, last, "threshold_not_met")
    counted = {(one["reason"], one["team"]): one["number"] for one in read(office).reasons}
    assert counted == {
        ("threshold_not_met", "Front Door East"): 2,
        ("non_recent", "Front Door East"): 1,
        ("threshold_not_met", "Assessment West"): 1,
    }
    assert last.reference in page(office)


def test_what_was_declined_and_passed_on_is_counted(office: Office) -> None:
    first, second = office.referral(), office.referral()
    actions.accept_duty(by=office.world.person("havering"), referral=first, duty="support_child", at=at(17), now=at(17))
    actions.decline_duty(
        by=office.world.person("havering"),
        referral=second,
        duty="support_child",
        reason="she lives with her aunt in Kent",
        at=at(17),
        now=at(17),
    )
    found = read(office)
    assert [(one["council"], one["duty"], one["number"]) for one in found.declined] == [
        ("Havering", "support_child", 1)
    ]
    assert [(one["council"], one["number"], one["unaccepted"]) for one in found.passed_on] == [("Havering", 2, 1)]
    assert found.declined[0]["references"] == [second.reference]


def test_cases_whose_councils_never_spoke_are_counted(office: Office) -> None:
    spoken, silent = office.referral(), office.referral()
    for referral, service in ((spoken, "childrens"), (silent, "adults")):
        actions.contact_council(
            by=office.worker,
            referral=referral,
            to=office.world.council("havering"),
            two_way=True,
            their_service=service,
            at=at(17),
            now=at(17),
        )
    assert [(one["council"], one["number"], one["references"]) for one in read(office).never_spoke] == [
        ("Havering", 1, [silent.reference])
    ]


def test_withdrawn_consent_is_counted(office: Office) -> None:
    referral = office.referral()
    actions.see_child(by=office.worker, referral=referral, alone=True, words="…", at=at(17), now=at(17))
    actions.complete_assessment(
        by=office.manager,
        referral=referral,
        consent_withdrawn=True,
        parent_needs_assessed=True,
        at=at(18),
        now=at(18),
    )
    assert [(one["team"], one["number"]) for one in read(office).consent] == [("Front Door East", 1)]


def test_procedures_that_did_not_answer_are_counted_by_pair(office: Office) -> None:
    referral = office.referral()
    assert Prompt.objects.filter(referral=referral, code="rule_sets_conflict").exists()
    (one,) = read(office).unanswered
    assert one["number"] == 1
    assert any("London" in name for name in one["names"])
    assert any("Kent" in name for name in one["names"])
    assert "One does not say" in page(office)


def test_it_is_one_statement_and_no_child_is_named(office: Office) -> None:
    referral = office.referral()
    with CaptureQueriesContext(connection) as queries:
        read(office)
    assert len(queries) == 1
    assert referral.first_child is not None
    assert referral.first_child.family_name not in page(office)


def test_an_older_referral_and_another_councils_are_not_counted(office: Office) -> None:
    step_down(office, office.referral(), "threshold_not_met")
    later = at(20).replace(year=2028)
    assert patterns.read(office.world.council("kent").pk, now=later).reasons == []
    assert patterns.read(office.world.council("havering").pk, now=at(20)).reasons == []


def test_it_is_for_those_who_answer_for_a_service(office: Office) -> None:
    assert office.client(office.manager).get("/service/patterns/").status_code == 403
    empty = page(office, office.service_manager)
    assert "Nothing was declined." in empty
