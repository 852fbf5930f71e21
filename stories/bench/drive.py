"""One run: for each size, the product and the floor on one database server, each scenario beside its floor."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import timezone
from psycopg2 import sql

import councils.reference
from councils.models import Council
from stories.bench import signed_in
from stories.bench.auditing import draws
from stories.bench.counting import counted
from stories.bench.fill import run as fill
from stories.bench.load import Request, peak_mib, series
from stories.bench.report import Line
from stories.bench.serve import Served, of_database, pieces, served
from stories.bench.sweeping import sweeps

HERE = Path(__file__).parent
Say = Callable[[str], None]


@dataclass(frozen=True)
class Scenario:
    """What is asked of the product, the floor of the same kind, and the goals of PERFORMANCE.md section 4."""

    name: str
    path: str
    floor: str
    goal: float
    most_sql: int
    form: Callable[[int], dict[str, str]] | None = None


SCENARIOS = [
    Scenario("1 list, newest first", "/referrals/", "/list", 2.0, 6),
    Scenario("1 list, one worker, oldest first", "/referrals/?worker={worker}&order=oldest", "/list", 2.0, 6),
    Scenario("1 list, a filter that matches nothing", "/referrals/?outcome=section_47", "/list", 2.0, 6),
    Scenario("2 overdue dashboard", "/team/", "/dashboard", 2.0, 8),
]
CREATE_GOAL, CREATE_SQL = 3.0, 12


def measure(size: int, *, superuser: str, rounds: int, say: Say, goals: str = "") -> list[Line]:
    """Every scenario at one size: lines with ratios to the floor of the same run. `goals`: only these, as "16"."""
    label = f"{size:,}"
    say(f"{label} referrals: making the databases")
    name, floor_name = f"bench_{size}", f"floor_{size}"
    app = os.environ["DATABASE_URL"]
    _database(superuser, name, template=pieces(app)["name"])
    _use(name)
    people = _people()
    fill(of_database(superuser, name), HERE / "fill.sql", {"n": size, "user": people["worker"]}, say)
    floor = of_database(superuser, floor_name)
    _database(superuser, floor_name)
    fill(floor, HERE / "floor.sql", {"n": size}, say)
    environment = {"BENCH_FLOOR": ":".join(pieces(floor).values()), "SECRET_KEY": os.environ["SECRET_KEY"]}
    floor_cookie = _floor_cookie(environment)
    # First, while every clock that runs is one of the loader's, with the one rung it gave it.
    lines = sweeps(label, of_database(superuser, floor_name), say) if not goals or "4" in goals else []
    with (
        served("config.wsgi:application", {"DATABASE_URL": of_database(app, name), "LOG_LEVEL": "ERROR"}) as ours,
        served("stories.bench.floor:application", environment) as theirs,
    ):
        for scenario in SCENARIOS:
            if goals and scenario.name[0] not in goals:
                continue
            say(f"{label}: {scenario.name}")
            lines += _compare(label, scenario, ours, theirs, people, floor_cookie, rounds)
        if not goals or "3" in goals:
            say(f"{label}: 3 create")
            lines += _create(label, ours, theirs, people, floor_cookie, rounds)
        if not goals or "6" in goals:
            say(f"{label}: 6 draw")
            lines += draws(label, size, ours, theirs, floor_cookie, rounds)
        memory, least = peak_mib(ours.pid), peak_mib(theirs.pid)
        lines.append(
            Line(
                label,
                "10 peak memory, MiB",
                memory,
                least,
                memory / least,
                None,
                "goal: floor + 60",
                memory <= least + 60,
            )
        )
    connections.close_all()
    return lines


def _compare(
    label: str, scenario: Scenario, ours: Served, theirs: Served, people: dict[str, Any], cookie: str, rounds: int
) -> list[Line]:
    path = scenario.path.format(worker=people["worker"])
    product = Request(ours.port, path, people["cookie"])
    least = Request(theirs.port, scenario.floor, cookie)
    pairs = [(series(least, count=150).p50, series(product, count=150)) for _ in range(rounds)]
    ratio = statistics.median(figures.p50 / floor for floor, figures in pairs)
    wrong = {status: count for _, figures in pairs for status, count in figures.wrong.items()}
    many = series(product, count=400, clients=8, seconds=8)
    many_floor = series(least, count=400, clients=8, seconds=8)
    # The second of two: once a minute a request also notes that its person is there.
    client = Client(SERVER_NAME="127.0.0.1", headers={"Cookie": people["cookie"]})
    client.get(path)
    seen, _ = counted(lambda client: client.get(path), client)
    note = f"{len(seen.statements)} SQL (<= {scenario.most_sql}), {pairs[-1][1].size // 1024} KiB"
    if wrong:
        note += f", wrong answers {wrong}"
    return [
        Line(
            label,
            scenario.name,
            statistics.median(figures.p50 for _, figures in pairs),
            statistics.median(floor for floor, _ in pairs),
            ratio,
            scenario.goal,
            note,
            ratio <= scenario.goal and len(seen.statements) <= scenario.most_sql and not wrong,
        ),
        Line(
            label,
            "9 eight clients, answers a second",
            many.per_second,
            many_floor.per_second,
            many.per_second / many_floor.per_second,
            None,
            "goal: at least 0.5 of the floor's",
            many.per_second >= 0.5 * many_floor.per_second,
        ),
    ]


def _create(label: str, ours: Served, theirs: Served, people: dict[str, Any], cookie: str, rounds: int) -> list[Line]:
    token = {"Authorization": f"Bearer {people['token']}"}
    body = {
        "people": [
            {"role": "child", "given_name": "Ana", "family_name": "Bench", "lives_in": {"council": "E09000016"}},
            {"role": "alleged_harmer", "given_name": "Zed"},
        ],
        "referrer": {"kind": "police", "agency": "Metropolitan Police"},
        "harm": ["physical"],
        "happened_in": {"council": "E10000016", "confidence": "confirmed"},
    }
    form_token, cookies = _form_token(theirs, cookie)
    least = Request(
        theirs.port,
        "/create",
        cookies,
        lambda number: {"child": f"Ana {number}", "csrfmiddlewaretoken": form_token},
        expect=302,
    )
    product = Request(ours.port, "/api/referrals/", "", expect=201, json=body, headers=token)
    pairs = [(series(least, count=100), series(product, count=100)) for _ in range(rounds)]
    ratio = statistics.median(figures.p50 / floor.p50 for floor, figures in pairs)

    def log(client: Client) -> Any:
        return client.post("/api/referrals/", json.dumps(body), content_type="application/json", headers=token)

    client = Client(SERVER_NAME="127.0.0.1")
    log(client)  # the first in a process also reads the rules and calendars
    seen, answer = counted(log, client)
    right = answer.status_code == 201 and not any(figures.wrong for _, figures in pairs)
    return [
        Line(
            label,
            "3 create, through the API",
            statistics.median(figures.p50 for _, figures in pairs),
            statistics.median(floor.p50 for floor, _ in pairs),
            ratio,
            CREATE_GOAL,
            f"{len(seen.statements)} SQL (<= {CREATE_SQL}), {seen.commits} commit",
            ratio <= CREATE_GOAL and len(seen.statements) <= CREATE_SQL and seen.commits == 1 and right,
        )
    ]


def _people() -> dict[str, Any]:
    councils.reference.load(timezone.now())
    call_command("load_rules", verbosity=0)
    signed_in.front_doors(list(Council.objects.filter(gss_code__in=EIGHT)))
    kent = Council.objects.get(gss_code="E10000016")
    workers = [signed_in.staff(kent, "social_worker", f"Bench Worker {number}") for number in range(20)]
    return {
        "worker": workers[0].pk,
        "cookie": signed_in.cookie(signed_in.staff(kent, "head_of_service", "Bench Head")),
        "token": signed_in.token(signed_in.staff(kent, "system", "Bench System")),
    }


EIGHT = ["E10000016", "E09000016", "E09000008", "E06000035", "E08000035", "E08000025", "E10000017", "E06000023"]


def _database(superuser: str, name: str, template: str = "template0") -> None:
    """Make the database anew: an earlier run's may have other tables than today's."""
    connections.close_all()
    connection = psycopg2.connect(superuser)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            cursor.execute(
                sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
            )
    finally:
        connection.close()


def _use(name: str) -> None:
    """Point this process at another database of the same server."""
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name


def _floor_cookie(environment: dict[str, str]) -> str:
    code = (
        "from stories.bench import floor\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\n"
        "from django.contrib.auth.models import User\n"
        "from django.contrib.sessions.backends.db import SessionStore\n"
        "user, _ = User.objects.get_or_create(username='bench')\n"
        "one = SessionStore()\n"
        "one['_auth_user_id'] = str(user.pk)\n"
        "one['_auth_user_backend'] = 'django.contrib.auth.backends.ModelBackend'\n"
        "one['_auth_user_hash'] = user.get_session_auth_hash()\n"
        "one.create()\n"
        "print('sessionid=' + one.session_key)\n"
    )
    plain = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**plain, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().splitlines()[-1]


def _form_token(server: Served, cookie: str) -> tuple[str, str]:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/create", headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    value = answer.headers["Set-Cookie"].split(";")[0]
    connection.close()
    return value.split("=", 1)[1], f"{cookie}; {value}"


def growth(lines: list[Line]) -> list[Line]:
    """Goal 8: how a page's time grows from the smallest to the largest size."""
    by_name: dict[str, list[Line]] = {}
    for line in lines:
        if line.goal is not None and line.p50:
            by_name.setdefault(line.what, []).append(line)
    found = []
    for name, same in by_name.items():
        if len(same) > 1 and same[0].ratio and same[-1].ratio and name[0] in "1236":
            times = same[-1].ratio / same[0].ratio
            found.append(
                Line(
                    "all",
                    f"8 growth: {name}",
                    ratio=times,
                    goal=1.25,
                    note="largest over smallest, each to its floor",
                    kept=times <= 1.25,
                )
            )
    return found
