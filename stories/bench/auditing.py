"""Goal 6: fifty cases drawn from a list as long as the database has referrals, from a seed, and the draw made again.

Measured in process: the database's share of a draw, statement by statement, over many seeds, each rolled back; beside
it what `order by random()` takes on the same list. Measured over HTTP, beside the floor's signed-in list: the page of
the draw, which draws all fifty again from the seed and compares them with those that are kept.
"""

import hashlib
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from audits.actions import drawing
from audits.auditing import population
from audits.auditing.similar import Similar
from audits.models import Audit
from councils.models import Council
from referrals import references
from stories.bench import signed_in
from stories.bench.counting import counted
from stories.bench.load import Request
from stories.bench.pairs import Servers, compare
from stories.bench.report import Line

WANTED = 50
DRAWS = 200
MOST_SQL = 10
GOAL, MOST_MS, TIMES_QUICKER = 2.0, 2.0, 60

_LIST = """
    INSERT INTO audits_populationcase (audit_id, number, "group", place, part_id, closed_on, label)
    SELECT %s, row_number() OVER (ORDER BY p.id), 'all', row_number() OVER (ORDER BY p.id), p.id,
           coalesce(p.closed_at, p.received_at)::date, r.reference
      FROM (SELECT * FROM referrals_part ORDER BY id LIMIT %s) p JOIN referrals_referral r ON r.id = p.referral_id
"""


class Timed:
    """Adds up the milliseconds that the database takes."""

    def __init__(self) -> None:
        self.milliseconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.milliseconds += (time.perf_counter() - started) * 1000


def _frozen(council: Council, size: int) -> Audit:
    """An audit whose list holds `size` cases, frozen and not drawn yet."""
    person = signed_in.staff(council, "auditor", "Bench Auditor")
    now = timezone.now()
    audit = Audit.objects.create(
        reference=references.new(),
        council=council,
        title="Bench",
        origin=Audit.Origin.OWN,
        since=now.date().replace(2018, 1, 1),
        until=now.date(),
        opened_by=person,
        opened_at=now,
        definition="Every case",
        similar=Similar().kept(),
    )
    with connection.cursor() as cursor:
        cursor.execute(_LIST, [audit.pk, size])
        audit.population = cursor.rowcount
    audit.digest, audit.frozen_at, audit.frozen_by = "0" * 64, now, person
    audit.save()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE audits_populationcase")
    return audit


def draws(label: str, size: int, servers: Servers, floor_cookie: str) -> list[Line]:
    """The lines of goal 6."""
    council = Council.objects.get(gss_code="E10000016")
    audit = _frozen(council, size)
    person = audit.opened_by
    taken = [_one_draw(audit, number) for number in range(DRAWS)]
    least = statistics.median(_by_random(audit) for _ in range(3))
    database = statistics.median(taken)
    with transaction.atomic():
        drawing.draw(by=person, audit=audit, seed="bench", at=audit.opened_at, now=timezone.now())
    path, cookie = f"/audits/closed-cases/{audit.reference}/draw/", signed_in.cookie(person)
    product, floor = Request(servers.ours.port, path, cookie), Request(servers.theirs.port, "/list", floor_cookie)
    pair = compare(servers, product, floor, eight=False)
    client = Client(SERVER_NAME="127.0.0.1", headers={"Cookie": cookie})
    client.get(path)
    seen, answer = counted(lambda client: client.get(path), client)
    same = b"Drawn again just now: the same 50 cases." in answer.content
    return [
        Line(
            label,
            "6 draw of 50, SQL alone",
            database,
            least,
            database / least,
            None,
            f"goal: at most {MOST_MS:g} ms; floor: order by random(), {least / database:.0f} times as long",
            database <= MOST_MS and (size < 1_000_000 or least >= TIMES_QUICKER * database),
        ),
        Line(
            label,
            "6 draw of 50 made again, page",
            pair.ours,
            pair.floor,
            pair.ratio,
            GOAL,
            f"{len(seen.statements)} SQL (<= {MOST_SQL}), {'the same cases' if same else 'OTHER CASES'}, "
            f"CPU {pair.cpu:.2f}",
            pair.ratio <= GOAL and len(seen.statements) <= MOST_SQL and same and not pair.wrong,
        ),
    ]


def _one_draw(audit: Audit, number: int) -> float:
    """Milliseconds of SQL of one draw from a seed of its own: the groups, and the insert of what is drawn."""
    timed = Timed()
    seed = hashlib.sha256(f"bench {number}".encode()).hexdigest()[:32]
    with transaction.atomic(), connection.execute_wrapper(timed):
        chosen = drawing.drawn_by(seed, population.groups(audit), WANTED)
        drawing.insert(audit, chosen, now=timezone.now())
        transaction.set_rollback(True)
    return timed.milliseconds


def _by_random(audit: Audit) -> float:
    """The same fifty by the statement that everybody writes first."""
    timed = Timed()
    with connection.execute_wrapper(timed), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM audits_populationcase WHERE audit_id = %s ORDER BY random() LIMIT %s", [audit.pk, WANTED]
        )
        cursor.fetchall()
    return timed.milliseconds
