"""One run: for each size, the product and the floor on one database server, each scenario beside its floor."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

import councils.reference
from accounts.models import User
from councils.models import Council, Team
from referrals import handles
from referrals.models import Part
from stories.bench import kept, signed_in
from stories.bench.auditing import draws
from stories.bench.complaining import sendings
from stories.bench.counting import counted
from stories.bench.fill import run as fill
from stories.bench.load import Request, peak_mib
from stories.bench.pairs import Servers, compare, postmaster, settle
from stories.bench.report import Line
from stories.bench.scenarios import CREATE_GOAL, CREATE_SQL, CREATED, SCENARIOS, Scenario
from stories.bench.serve import Served, of_database, pieces, served
from stories.bench.sweeping import sweeps

HERE = Path(__file__).parent
#: What else goal 8 looks at.
OTHERS_GROW = [("3 create, through the API", 1.25), ("6 draw of 50 made again, page", 1.25)]
Say = Callable[[str], None]


def measure(size: int, *, superuser: str, say: Say, goals: str = "", keep: bool = False) -> list[Line]:
    """Every scenario at one size: lines with ratios to the floor of the same run. `goals`: only these, as "16".

    `keep`: measure copies of databases that stay loaded for the next run (stories/bench/kept.py).
    """
    label = f"{size:,}"
    name, floor_name = f"bench_{size}", f"floor_{size}"
    app = os.environ["DATABASE_URL"]
    template = pieces(app)["name"]
    make_database, make_floor = partial(_fill_ours, size, template, say), partial(_fill_floor, size, say)
    if keep:
        kept.copy(superuser, "loaded_" + name, name, make_database, say, migrate=True)
        kept.copy(superuser, "loaded_" + floor_name, floor_name, make_floor, say)
    else:
        say(f"{label} referrals: making the databases")
        make_database(superuser, name)
        make_floor(superuser, floor_name)
    kept.use(name)
    people = _people()
    floor = of_database(superuser, floor_name)
    environment = {"BENCH_FLOOR": ":".join(pieces(floor).values()), "SECRET_KEY": os.environ["SECRET_KEY"]}
    # After the load, which may take longer than a session may lie idle.
    people |= _signed_in() | _places()
    cookie = _floor_cookie(environment)
    # First, while every clock that runs is one of the loader's, with the one rung it gave it.
    lines = sweeps(label, of_database(superuser, floor_name), say) if not goals or "4" in goals else []
    with (
        served("config.wsgi:application", {"DATABASE_URL": of_database(app, name), "LOG_LEVEL": "ERROR"}) as ours,
        served("stories.bench.floor:application", environment) as theirs,
        connection.cursor() as cursor,
    ):
        servers = Servers(ours, theirs, postmaster(cursor))
        settle(ours, theirs)
        measured: list[tuple[str, Callable[[], list[Line]]]] = [
            *((one.name, partial(_page, label, one, servers, people, cookie)) for one in SCENARIOS),
            ("3", partial(_create, label, servers, people, cookie)),
            ("6", partial(draws, label, size, servers, cookie)),
            ("C", partial(_sendings, label, servers, cookie)),
        ]
        for goal, measure_it in measured:
            if goals and goal[0] not in goals:
                continue
            fresh = measure_it()
            lines += fresh
            for line in fresh:
                say(f"{label}: {line.what}: {line.ratio:.2f} {line.note}")
        memory, least = peak_mib(ours.pid), peak_mib(theirs.pid)
        within = memory <= least + 60
        note = "goal: floor + 60"
        lines.append(Line(label, "10 peak memory, MiB", memory, least, memory / least, None, note, within))
    connections.close_all()
    return lines


def _page(label: str, scenario: Scenario, servers: Servers, people: dict[str, Any], cookie: str) -> list[Line]:
    path = scenario.path.format(**people)
    product = Request(servers.ours.port, path, people["cookie"])
    if scenario.form:
        token, cookies = _form_token(servers.ours, path, people["cookie"])
        form = {**scenario.form, "csrfmiddlewaretoken": token}
        product = replace(product, cookie=cookies, form=lambda _: form)
    least = Request(servers.theirs.port, scenario.floor, cookie)
    found = compare(servers, product, least, eight=scenario.eight)

    # The second of two: once a minute a request also notes that its person is there, and the first one plans.
    client = Client(SERVER_NAME="127.0.0.1", headers={"Cookie": product.cookie})

    def ask(client: Client) -> Any:
        return client.post(path, product.form(0)) if product.form else client.get(path)

    ask(client)
    seen, answer = counted(ask, client)
    note = f"{len(seen.statements)} SQL (<= {scenario.most_sql}), {found.size // 1024} KiB, CPU {found.cpu:.2f}"
    right = not found.wrong and scenario.shows in answer.content.decode()
    if not right:
        note += f", wrong answers {found.wrong or 'in content'}"
    few = len(seen.statements) <= scenario.most_sql
    kept = found.ratio <= scenario.goal and few and right
    lines = [Line(label, scenario.name, found.ours, found.floor, found.ratio, scenario.goal, note, kept)]
    if scenario.eight:
        share = found.many / found.many_floor
        goal = "goal: at least 0.5 of the floor's"
        lines.append(
            Line(label, f"9 eight: {scenario.name[2:]}", found.many, found.many_floor, share, None, goal, share >= 0.5)
        )
    return lines


def _create(label: str, servers: Servers, people: dict[str, Any], cookie: str) -> list[Line]:
    token = {"Authorization": f"Bearer {people['token']}"}
    least = _least_create(servers, cookie)
    product = Request(servers.ours.port, "/api/referrals/", "", expect=201, json=CREATED, headers=token)
    found = compare(servers, product, least)

    def log(client: Client) -> Any:
        return client.post("/api/referrals/", json.dumps(CREATED), content_type="application/json", headers=token)

    client = Client(SERVER_NAME="127.0.0.1")
    log(client)  # the first in a process also reads the rules and calendars, and plans
    seen, answer = counted(log, client)
    right = answer.status_code == 201 and not found.wrong
    note = f"{len(seen.statements)} SQL (<= {CREATE_SQL}), {seen.commits} commit, CPU {found.cpu:.2f}"
    kept = found.ratio <= CREATE_GOAL and len(seen.statements) <= CREATE_SQL and seen.commits == 1 and right
    share = found.many / found.many_floor
    goal = "goal: at least 0.5 of the floor's, though goal 3 itself allows a third"
    return [
        Line(label, "3 create, through the API", found.ours, found.floor, found.ratio, CREATE_GOAL, note, kept),
        Line(label, "9 eight: create", found.many, found.many_floor, share, None, goal, share >= 0.5),
    ]


def _fill_ours(size: int, template: str, say: Say, superuser: str, name: str) -> None:
    kept.make(superuser, name, template=template)
    kept.use(name)
    fill(of_database(superuser, name), HERE / "fill.sql", {"n": size, "user": _people()["worker"]}, say)


def _fill_floor(size: int, say: Say, superuser: str, name: str) -> None:
    kept.make(superuser, name)
    fill(of_database(superuser, name), HERE / "floor.sql", {"n": size}, say)


def _least_create(servers: Servers, cookie: str) -> Request:
    """The floor's create: one row."""
    form_token, cookies = _form_token(servers.theirs, "/create", cookie)
    return Request(
        servers.theirs.port,
        "/create",
        cookies,
        lambda number: {"child": f"Ana {number}", "csrfmiddlewaretoken": form_token},
        expect=302,
    )


def _sendings(label: str, servers: Servers, cookie: str) -> list[Line]:
    token = _form_token(servers.ours, "/complain/", "")
    return sendings(label, servers, _least_create(servers, cookie), form_token=token)


def _people() -> dict[str, Any]:
    councils.reference.load(timezone.now())
    call_command("load_rules", verbosity=0)
    signed_in.front_doors(list(Council.objects.filter(gss_code__in=EIGHT)))
    kent = Council.objects.get(gss_code="E10000016")
    workers = [
        signed_in.staff(council, "social_worker", f"Bench Worker {council.short_name} {number}")
        for council in Council.objects.filter(gss_code__in=EIGHT).order_by("gss_code")
        for number in range(WORKERS)
    ]
    signed_in.staff(kent, "head_of_service", HEAD)
    return {"worker": workers[0].pk, "token": signed_in.token(signed_in.staff(kent, "system", "Bench System"))}


HEAD = "Bench Head"
#: A council's; stories/bench/fill.sql shares its work out among as many.
WORKERS = 20


def _signed_in() -> dict[str, Any]:
    return {"cookie": signed_in.cookie(User.objects.get(name=HEAD))}


def _places() -> dict[str, Any]:
    """What the filtered lists name: a worker with open work, a team, another council, where the last page begins."""
    kent = Council.objects.get(gss_code=EIGHT[0])
    open_parts = Part.objects.filter(council=kent, closed_at=None, returned_at=None)
    last = list(open_parts.order_by("received_at", "id")[:26])[-1]
    return {
        "worker": open_parts.exclude(worker=None).newest_first()[0].worker_id,
        "team": Team.objects.get(council=kent, is_front_door=True).pk,
        # The one with which the loader shares this council's.
        "other": Part.objects.filter(came="sent", sent_by=kent)[0].council_id,
        "last": handles.place_in_list("part", last.received_at, last.pk),
    }


EIGHT = ["E10000016", "E09000016", "E09000008", "E06000035", "E08000035", "E08000025", "E10000017", "E06000023"]


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


def _form_token(server: Served, path: str, cookie: str) -> tuple[str, str]:
    """The token that a form of the page at `path` carries, and the cookies that go with it."""
    import http.client

    asking = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    asking.request("GET", path, headers={"Cookie": cookie})
    answer = asking.getresponse()
    answer.read()
    value = next(one for one in answer.headers.get_all("Set-Cookie") or [] if "csrf" in one.split("=")[0]).split(";")[0]
    asking.close()
    return value.split("=", 1)[1], f"{cookie}; {value}"


def growth(lines: list[Line]) -> list[Line]:
    """Goal 8: how a page's time grows from the smallest to the largest size, each beside its floor's."""
    found = []
    for name, most in [*((one.name, one.growth) for one in SCENARIOS), *OTHERS_GROW]:
        same = [line for line in lines if line.what == name]
        if len(same) > 1 and same[0].ratio and same[-1].ratio:
            times = same[-1].ratio / same[0].ratio
            note = "largest over smallest, each to its floor"
            found.append(Line("all", f"8 growth: {name}", ratio=times, goal=most, note=note, kept=times <= most))
    return found
