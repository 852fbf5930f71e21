"""Whatever officers do in whatever order, it is done or refused in words; stages and clocks stay one another's.

The same dozen sequences each time, drawn by seed from the vocabulary of case files.
"""

import random
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from complaints import actions, verbs
from complaints.models import Complaint
from referrals.refusals import NotPossible, Refused
from referrals.turns import Turn
from stories import choices
from tests.complaints.conftest import Desk, on
from timers.models import Timer
from timers.sweep import sweep

ACTS = [
    *("decide_eligibility", "choose_route", "choose_route", "tell_route", "tell_route", "acknowledge_complaint"),
    *("respond_stage", "respond_stage", "request_stage", "request_stage", "extend_stage", "adjudicate", "hold_panel"),
    *("send_panel_report", "refuse_stage"),
]


def drawn(draw: random.Random, do: str, at: datetime, points: int) -> dict[str, object]:
    """The verb's fields, some left out."""
    maybe = draw.random() < 0.5
    if do == "decide_eligibility":
        return {"eligible": draw.choice([True, False]), "matters_weighed": ["knows the child"] if maybe else []}
    if do == "choose_route":
        given = {"head": draw.randint(1, points), "route": draw.choice(choices.ROUTES)}
        return {**given, "reason": draw.choice(choices.ROUTE_REASONS), "rationale": "because" if maybe else ""}
    if do == "refuse_stage":
        given = {"stage": draw.randint(1, 3), "ground": draw.choice(choices.STAGE_GROUNDS)}
        return {**given, "rationale": "because" if maybe else ""}
    if do == "tell_route":
        return {}
    fields: dict[str, object] = {"stage": draw.randint(1, 3)} if maybe else {}
    if draw.random() < 0.3:
        fields["statement_agreed"] = at.date()
    if do == "extend_stage" and draw.random() < 0.5:
        fields["new_date"] = (at + timedelta(days=draw.randint(1, 60))).date()
    return fields


def check(complaint: Complaint) -> None:
    """A clock about a stage runs only while the stage does, and every stage that waits for an answer has one."""
    running = {one.pk: one for one in complaint.stages.all() if one.is_running}
    clocks = set(
        Timer.objects.running()
        .about(("complaints.complaint", complaint.pk))
        .filter(subject_label="complaints.stage")
        .values_list("subject_id", flat=True)
    )
    assert clocks <= set(running)
    assert {key for key, one in running.items() if one.procedure != "adult_social_care"} <= clocks
    for head in complaint.heads.all():
        assert head.proposed_route and head.route_in_force


@pytest.mark.parametrize("seed", range(12))
def test_any_order(desk: Desk, seed: int) -> None:
    draw = random.Random(seed)
    at = on("2025-03-03") + timedelta(days=draw.randint(0, 300))
    points = [draw.choice(choices.HEADS) for _ in range(draw.randint(1, 4))]
    complaint = desk.complaint(
        *points,
        when=at,
        relationship=draw.choice(choices.RELATIONSHIPS),
        proceedings_live=draw.choice([None, None, True]),
        already_at_stage=draw.choice([None, None, 1, 2, 3]),
    )
    check(complaint)
    for _ in range(14):
        at += timedelta(days=draw.choice([0, 0, 1, 3, 9, 20, 40]), minutes=draw.randint(1, 50))
        sweep(now=at)
        do = draw.choice(ACTS)
        fields = {"complaint": complaint, **drawn(draw, do, at, len(points))}
        turn = Turn(by=desk.officer, at=at, now=at, fields=fields, cast={}, colleague=lambda name: desk.colleague)
        try:
            with transaction.atomic():
                verbs.VERBS[do](turn)
        except Refused as refused:
            assert all(one.sentence and one.instead for one in refused.grounds)
        except NotPossible as refused:
            assert refused.sentence
        check(complaint)
    with transaction.atomic():
        actions.withdraw_complaint(by=desk.officer, complaint=complaint, because="enough", at=at, now=at)
    assert not Timer.objects.running().about(("complaints.complaint", complaint.pk)).exists()
