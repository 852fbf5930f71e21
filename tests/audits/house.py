"""A council with closed cases, an audit of them, and people who read."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from audits import actions as audits
from audits.auditing.points import POINTS
from audits.models import Audit, PlanAction, Reading, SampleCase
from referrals import actions
from referrals.models import Part, Referral
from referrals.said import Override
from tests.world import MONDAY, World

HOUR = timedelta(hours=1)
WORDS = "Children’s referrals that concerned another council and were closed at or before assessment."


def closed_case(
    world: World, *, when: datetime = MONDAY - timedelta(days=200), by: str = "kent", **said: Any
) -> Referral:
    """A referral about a child who lives in Havering, decided and closed in Kent in two weeks; through the actions."""
    worker, manager = world.person(by), world.person(by, "team_manager")
    head = world.person(by, "head_of_service")
    with transaction.atomic():
        referral = world.logged(by, when, world.said(**said))
        team = world.team(by)
        actions.allocate(by=manager, referral=referral, worker=worker, team=team, at=when + HOUR, now=when + HOUR)
        later = when + timedelta(days=14)
        override = Override("Agreed with the other council’s head", "head_of_service", head.pk)
        actions.close(by=worker, referral=referral, reason="lower_level", override=override, at=later, now=later)
        actions.sign_closing(by=manager, referral=referral, override=override, at=later + HOUR, now=later + HOUR)
    return referral


def csv_of(count: int, *, first: int = 1, closed: date = date(2021, 3, 4), people: str = "") -> bytes:
    """A list of so many cases of another system."""
    rows = [f"M{number:05},{closed:%d/%m/%Y},Police,North,{people}" for number in range(first, first + count)]
    return ("Case number,Date closed,Referral source,Team,Worker\n" + "\n".join(rows)).encode()


def opened(world: World, *, by: Any = None, now: datetime = MONDAY) -> Audit:
    return audits.open_audit(
        by=by or world.person("kent", "auditor"),
        title="Closed in similar circumstances",
        origin="ombudsman",
        since=date(2018, 1, 1),
        until=now.date(),
        at=now,
        now=now,
    )


def of_imported(
    world: World, count: int, *, wanted: int = 50, twice: int = 0, seed: str = "a seed", **more: Any
) -> Audit:
    """An audit drawn from a list of so many imported cases."""
    audit, auditor = opened(world), world.person("kent", "auditor")
    return drawn(world, audit, content=csv_of(count, **more), wanted=wanted, twice=twice, seed=seed, by=auditor)


def drawn(
    world: World,
    audit: Audit,
    *,
    by: Any,
    content: bytes = b"",
    wanted: int = 50,
    twice: int = 0,
    seed: str = "a seed",
    strata: str = "",
) -> Audit:
    from audits.auditing.similar import Similar

    if content:
        read = audits.import_cases(by=by, audit=audit, content=content, at=MONDAY, now=MONDAY)
        assert not read.problems, read.problems
    audits.define(
        by=by, audit=audit, words=WORDS, similar=Similar(), strata=strata, wanted=wanted, at=MONDAY, now=MONDAY
    )
    audits.freeze(by=by, audit=audit, at=MONDAY, now=MONDAY)
    return audits.draw(by=by, audit=audit, twice=twice, seed=seed, at=MONDAY, now=MONDAY)


def answers(yes: Sequence[int] = (), cannot_tell: Sequence[int] = ()) -> dict[str, str]:
    """A filled-in list: yes to these points with evidence, cannot tell to those, no to the rest."""
    given: dict[str, str] = {}
    for point in POINTS:
        number = point.number
        if number in yes:
            given |= {
                f"answer_{number}": "yes",
                f"evidence_{number}": "Nobody rang the other council.",
                f"file_{number}": "Contact record of 4 May",
            }
        else:
            given[f"answer_{number}"] = "cannot_tell" if number in cannot_tell else "no"
    return given


def give(world: World, audit: Audit, reader: Any, second: Any = None) -> None:
    """Give every case to one reader (and a second)."""
    positions = SampleCase.objects.filter(audit=audit, left_at=None).values_list("position", flat=True)
    audits.assign(
        by=world.person("kent", "auditor"),
        audit=audit,
        given=dict.fromkeys(positions, (reader, second)),
        at=MONDAY,
        now=MONDAY,
    )


def read(case: SampleCase, reader: Any, yes: Sequence[int] = (), cannot_tell: Sequence[int] = ()) -> Reading:
    """Read one case and lock its findings."""
    reading = audits.begin(by=reader, sample_case=case, at=MONDAY, now=MONDAY)
    return audits.lock(by=reader, reading=reading, answers=answers(yes, cannot_tell), at=MONDAY, now=MONDAY)


def read_all(audit: Audit, reader: Any, *, yes: int) -> None:
    """Read every case of the sample; the first so many show a fault."""
    cases = SampleCase.objects.filter(audit=audit, left_at=None, readings=None).order_by("position")
    for number, case in enumerate(cases):
        read(case, reader, yes=[3] if number < yes else [])


def planned(world: World, audit: Audit, **more: Any) -> PlanAction:
    """An action of the audit's plan: the service manager's, due in 30 days and measured again in 90."""
    given: dict[str, Any] = {
        "what": "Ring the other council the same day",
        "owner": world.person("kent", "service_manager"),
        "due_on": MONDAY.date() + timedelta(days=30),
        "outcome": "One council speaks to the child within a day",
        "measure": "Cases in which the councils spoke within a day, per cent",
        "baseline": 25,
        "target": 90,
        "remeasure_on": MONDAY.date() + timedelta(days=90),
    } | more
    return audits.add_action(by=world.person("kent", "auditor"), audit=audit, at=MONDAY, now=MONDAY, **given)


def part_of(referral: Referral, by: World, alias: str = "kent") -> Part:
    return Part.objects.get(referral=referral, council=by.council(alias))


def send(client: Client, address: str, **typed: Any) -> Any:
    """Open a page and send its form with the page's own token."""
    page = client.get(address)
    assert page.status_code == 200, (address, page.status_code)
    token = re.search(r'name="token" value="([0-9a-f-]{36})"', page.content.decode())
    assert token is not None
    return client.post(
        address, {"token": token[1], **{name.replace("__", "-"): value for name, value in typed.items()}}
    )


def on(day: Any, name: str = "on") -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}
