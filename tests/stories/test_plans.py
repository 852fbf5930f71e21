"""No page, sweep or act reads more of a big table than it shows: looked at in the plans, so that no clock is needed."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from councils.models import Council
from referrals import matching
from stories.bench import drive
from stories.bench.fill import run as fill
from stories.bench.scenarios import CREATED, SCENARIOS
from tests import plugin
from timers.sweep import sweep

#: Enough that a council has five times as many rows as a page may read.
REFERRALS = 40_000
#: A list counts up to a thousand and one, passing over a few that do not fit, and shows twenty-five.
MOST_READ = 1_500
BIG = {
    "referrals_address",
    "referrals_duty",
    "referrals_holding",
    "referrals_involvement",
    "referrals_journalentry",
    "referrals_namedcouncil",
    "referrals_part",
    "referrals_person",
    "referrals_place",
    "referrals_referral",
    "referrals_sharedwith",
    "timers_alert",
    "timers_look",
    "timers_timer",
    "trail_entry",
}

#: The index by which each list is found and counted, and whether that is done without looking at a row.
LISTS = {
    "1 list, newest first": ("part_live", True),
    "1 list, one worker, oldest": ("part_live_worker", True),
    "1 list, no decision yet": ("part_every_outcome", True),
    "1 list, one team, closed": ("part_every_team", True),
    "1 list, with one council": ("shared_all", False),
    "1 list, contacts": ("part_contact", True),
    "1 list, the last page": ("part_live", True),
}
#: What is shared with a council is counted to a hundred and one, each looked up.
MOST_LOOKED_UP = 130

#: What people ask before they log, each way of finding by itself and all at once.
FINDINGS: list[dict[str, Any]] = [
    {"name": "Noor"},
    {"name": "Omar Wag"},
    {"name": "Zzzz"},
    {"name": "Noor Wag", "born_on": date(2014, 3, 2)},
    {"nhs_number": "9990000001"},
    {"postcode": "ME14 1XX"},
    {"name": "Noor", "born_on": date(2014, 3, 2), "nhs_number": "9990000001", "postcode": "ME14 1XX"},
]

#: In a statement that writes, which is therefore not carried out a second time.
WRITING = (
    "INSERT",
    "UPDATE",
    "insert_together",
    "log_referral",
    "begin_clocks",
    "journal_line",
    "EXECUTE ask",
    "trail_entry",
)

Asked = list[tuple[str, Any]]


#: A council's backlog, of which whoever heads it is told nothing: the frame of their pages must not look through it.
ALERTED = """
    INSERT INTO timers_alert (timer_id, level, kind, council_id, team_id, owner_id, about_label, about_id, due_at,
                              timer_due_at, raised_at, during_clock_fault, told_at)
    SELECT id, 'missed', kind, council_id, team_id, owner_id, about_label, about_id, due_at,
           due_at, due_at, false, due_at
      FROM timers_timer WHERE council_id = %s AND due_at IS NOT NULL ORDER BY due_at DESC LIMIT 3000
"""


@pytest.fixture
def full(clone: str) -> dict[str, Any]:
    """A database as the measurements fill it; gives what the addresses name."""
    people = drive._people()
    server = plugin.server
    fill(server.url("postgres", clone), drive.HERE / "fill.sql", {"n": REFERRALS, "user": people["worker"]}, print)
    with connection.cursor() as cursor:
        cursor.execute(ALERTED, [Council.objects.get(gss_code=drive.EIGHT[0]).pk])
        cursor.execute("ANALYZE timers_alert")
    rare = Council.objects.exclude(gss_code__in=drive.EIGHT).order_by("pk")[0].pk
    return people | drive._signed_in() | drive._places() | {"rare": rare}


def asked_by(act: Callable[[], Any]) -> Asked:
    """The statements of an act that reached the database, of its second time: the first also prepares them."""
    seen: Asked = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    act()
    with connection.execute_wrapper(keep):
        act()
    return [(sql, params) for sql, params in seen if not sql.startswith(("SAVEPOINT", "RELEASE", "PREPARE"))]


def scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every look at a big table in a plan."""
    if node.get("Relation Name") in BIG and "Scan" in node["Node Type"]:
        yield node
    for inner in node.get("Plans", ()):
        yield from scans(inner)


def too_much(asked: Asked) -> list[str]:
    """What reads a big table whole, or more of it than may be shown."""
    found = []
    for sql, params in asked:
        carried_out = not any(name in sql for name in WRITING)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"explain ({'analyze, ' if carried_out else ''}format json) {sql}", params)
            (plan,) = cursor.fetchone()
            transaction.set_rollback(True)
        for node in scans((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]):
            read = (node.get("Actual Rows", 0) + node.get("Rows Removed by Filter", 0)) * node.get("Actual Loops", 0)
            whole = node["Node Type"] == "Seq Scan" and (read or not carried_out)
            if whole or read > MOST_READ:
                how = " ".join(str(node.get(name, "")) for name in ("Node Type", "Index Name", "Index Cond", "Filter"))
                found.append(f"{read:,.0f} of {node['Relation Name']} by {how} in {sql[:60]}")
    return found


def not_in_its_order(name: str, asked: Asked) -> list[str]:
    """What a list reads otherwise than by its index, in its order, as far as it shows and counts."""
    index, alone = LISTS[name]
    (sql, params) = next(one for one in asked if one[0].startswith("SELECT ARRAY"))
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, format json) {sql}", params)
        (plan,) = cursor.fetchone()
    found = list(scans((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
    wrong = [one for one in found if one["Node Type"] == "Index Only Scan" and one["Index Name"] != index]
    looked_up = [one for one in found if one["Node Type"] != "Index Only Scan"]
    if not alone:
        looked_up = [one for one in looked_up if one["Actual Rows"] * one["Actual Loops"] > MOST_LOOKED_UP]
    return [
        f"{name}: {one['Node Type']} {one.get('Index Name')} of {one['Relation Name']}" for one in wrong + looked_up
    ]


@pytest.mark.clone
@pytest.mark.slow
def test_nothing_reads_more_than_it_shows(full: dict[str, Any]) -> None:
    client = Client(SERVER_NAME="127.0.0.1", headers={"Cookie": full["cookie"]})
    token = {"Authorization": f"Bearer {full['token']}"}
    found: dict[str, list[str]] = {}
    for one in SCENARIOS:
        path = one.path.format(**full)
        asked = asked_by(lambda one=one, path=path: client.post(path, one.form) if one.form else client.get(path))
        assert len(asked) <= one.most_sql, (one.name, [sql[:60] for sql, _ in asked])
        found[one.name] = too_much(asked)
        if one.name in LISTS:
            found[one.name] += not_in_its_order(one.name, asked)
    # Further pages of what is shared, and a council with which nothing is.
    for query in (
        f"other={full['other']}&after={full['last']}",
        f"other={full['rare']}",
        f"other={full['rare']}&state=all",
    ):
        found[query] = too_much(asked_by(lambda query=query: client.get(f"/referrals/?{query}")))
    body = json.dumps(CREATED)
    asked = asked_by(lambda: client.post("/api/referrals/", body, content_type="application/json", headers=token))
    found["create"] = too_much(asked)
    kent = Council.objects.get(gss_code=drive.EIGHT[0])
    for given in FINDINGS:
        found[f"find {given}"] = too_much(asked_by(lambda given=given: matching.find(kent, **given)))
    found["sweep"] = too_much(asked_by(lambda: sweep(now=timezone.now())))
    assert not any(found.values()), "\n".join(f"{name}: {line}" for name, lines in found.items() for line in lines)
