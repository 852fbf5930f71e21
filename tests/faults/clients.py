"""Scripted systems and people of two councils, who write down what they ask before they ask it.

Without an answer they ask again with the same key. Now and then one hangs up before the answer: some of those ask
again, the others never learn what became of it.
"""

import contextlib
import http.client
import json
import queue
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from accounts.acting import acting_for
from referrals import actions
from referrals.models import Referral
from tests.faults import town as towns
from tests.faults.ledger import Ledger
from tests.faults.town import System, Town
from tests.world import GSS
from timers.calendar import Calendar, local

CANARY = re.compile("Zq[a-z]{11}")
OTHER = {"kent": "havering", "havering": "kent"}
#: A contact or acknowledgement is asked for only this long before its clock falls due: what is met is met clearly.
CLEARLY_BEFORE = timedelta(seconds=15)


@dataclass
class Known:
    """A referral that somebody was told is saved."""

    reference: str
    canary: str
    target: datetime


@dataclass
class Shared:
    """What the clients of one run have in common. `until` is when the last deadline of the run falls due."""

    town: Town
    ledger: Ledger
    port: Callable[[], int]
    until: datetime
    calendar: Calendar
    faults_over: threading.Event = field(default_factory=threading.Event)
    give_up: threading.Event = field(default_factory=threading.Event)
    sent: dict[str, "queue.SimpleQueue[Known]"] = field(
        default_factory=lambda: {alias: queue.SimpleQueue() for alias in OTHER}
    )
    known: list[Known] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


class Unanswered(Exception):
    """No answer came, or one that says that nothing was done."""


class Client(threading.Thread):
    """One caller; everything it does follows from its seed and from the answers."""

    def __init__(self, shared: Shared, who: System, seed: int, pace: float, hangs_up: float = 0.12) -> None:
        super().__init__(daemon=True, name=f"{who.alias} {who.user.name}")
        self.shared, self.who, self.pace, self.hangs_up = shared, who, pace, hangs_up
        self.chance = random.Random(seed)
        self._count = 0
        self._seed = seed

    def run(self) -> None:
        try:
            while not self.shared.faults_over.is_set():
                self.turn()
                self.shared.faults_over.wait(self.pace * self.chance.uniform(0.5, 1.5))
        except Exception as error:
            self.shared.complaints.append(f"{self.name}: {type(error).__name__}: {error}")
        finally:
            connection.close()

    def turn(self) -> None:
        raise NotImplementedError

    def key(self, verb: str) -> str:
        self._count += 1
        return f"{verb}-{self._seed}-{self._count}"

    def do(self, verb: str, method: str, path: str, body: Any = None, **facts: Any) -> dict[str, Any] | None:
        """Ask until there is an answer, under one key; None when there was none, or none that could be read."""
        key = self.key(verb)
        abandons = method == "POST" and self.chance.random() < 0.06
        hangs_up = abandons or (method == "POST" and self.chance.random() < self.hangs_up)
        if body is not None:
            body = {name: key if value == "KEY" else value for name, value in body.items()}
        while not self.shared.give_up.is_set():
            attempt = self.shared.ledger.asking(key, verb, self.who.user.pk, **facts)
            try:
                status, text = self._ask(method, path, body, key, hangs_up)
            except (OSError, http.client.HTTPException, Unanswered):
                if abandons:
                    return None
                hangs_up = False
                self.shared.give_up.wait(self.chance.uniform(0.2, 0.8))
                continue
            canaries = tuple(sorted(set(CANARY.findall(text))))
            answer = self._understood(status, text)
            self.shared.ledger.told(key, attempt, status, canaries=canaries, reference=answer.get("reference", ""))
            if 200 <= status < 300:
                return answer
            if status < 500:
                self.shared.complaints.append(f"{self.name}: {method} {path} was answered {status}: {text[:300]}")
                return None
            self.shared.give_up.wait(self.chance.uniform(0.2, 0.8))
        return None

    def _understood(self, status: int, text: str) -> dict[str, Any]:
        if not (200 <= status < 300 and self.who.token):
            return {}
        found = json.loads(text)
        return found if isinstance(found, dict) else {}

    def _ask(self, method: str, path: str, body: Any, key: str, hangs_up: bool) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.shared.port(), timeout=20)
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"} if method == "POST" else {}
        headers |= {"Authorization": f"Bearer {self.who.token}"} if self.who.token else {"Cookie": self.who.cookie}
        with contextlib.closing(line):
            line.request(method, path, json.dumps(body) if body is not None else None, headers)
            if hangs_up:
                time.sleep(self.chance.uniform(0, 0.3))
                raise Unanswered
            answer = line.getresponse()
            return answer.status, answer.read().decode()


class Writer(Client):
    """A system that logs referrals, sends them on, takes what the other council sent, and reads."""

    def turn(self) -> None:
        draw = self.chance.random()
        other = self._taken() if draw < 0.5 else None
        if other is not None:
            self.take(other)
        elif draw < 0.85:
            self.log()
        else:
            self.do("list", "GET", "/api/referrals/")

    def log(self) -> None:
        canary = towns.surname(self.chance)
        now = timezone.now()
        left = (self.shared.until - now).total_seconds()
        target = local(now + timedelta(seconds=self.chance.uniform(min(4, left), max(5, min(60, left)))))
        sort, received_at = towns.received(target, self.chance, self.shared.calendar)
        received_at = min(received_at, now)  # the run's last seconds have passed
        body = towns.referral(canary, "KEY", received_at)
        made = self.do(
            "log", "POST", "/api/referrals/", body,
            canary=canary, council=self.who.alias, sort=sort, received_at=received_at,
        )  # fmt: skip
        if made is None:
            return
        known = Known(made["reference"], canary, target)
        self.shared.known.append(known)
        if self.chance.random() < 0.75:
            to = OTHER[self.who.alias]
            body = {"to": GSS[to], "at": received_at.isoformat(), "address_source": "the school", "words": "KEY"}
            path = f"/api/referrals/{known.reference}/send/"
            if self.do("send", "POST", path, body, canary=canary) is not None:
                self.shared.sent[to].put(known)

    def take(self, known: Known) -> None:
        """The other council's: read it, and perhaps acknowledge it or speak to them, well before the deadline."""
        path = f"/api/referrals/{known.reference}/"
        self.do("read", "GET", path, canary=known.canary)
        if self.chance.random() < 0.6 and timezone.now() < known.target - CLEARLY_BEFORE:
            self.do("acknowledge", "POST", f"{path}acknowledge/", {"worker": "KEY"}, canary=known.canary)
        if self.chance.random() < 0.4 and timezone.now() < known.target - CLEARLY_BEFORE:
            contact = {
                "to": GSS[OTHER[self.who.alias]],
                "own_service": "childrens",
                "their_service": "childrens",
                "worker_there": "Jo Marsh",
                "two_way": True,
                "words": "KEY",
            }
            self.do("contact", "POST", f"{path}contacts/", contact, canary=known.canary)

    def _taken(self) -> Known | None:
        try:
            return self.shared.sent[self.who.alias].get_nowait()
        except queue.Empty:
            return None


class Reader(Client):
    """A person with a session who opens lists and referrals as pages."""

    def turn(self) -> None:
        mine = list(self.shared.known)
        if not mine or self.chance.random() < 0.3:
            self.do("page list", "GET", "/referrals/")
            return
        known = self.chance.choice(mine[-40:])
        if self.who.alias in self._councils_of(known):
            self.do("page", "GET", f"/referrals/{known.reference}/", canary=known.canary)

    def _councils_of(self, known: Known) -> set[str]:
        """The councils with a part in it, from what clients were told: elsewhere a page would rightly be refused."""
        councils = set()
        for act in self.shared.ledger:
            if act.facts.get("canary") == known.canary and act.answered:
                if act.verb == "log":
                    councils.add(act.facts["council"])
                if act.verb == "send":
                    councils |= set(OTHER)
        return councils


class Decider(Client):
    """A manager who decides, through the action itself and with a database connection that is cut like any other."""

    def turn(self) -> None:
        if not self.shared.known:
            return
        logged = {act.answer["reference"] for act in self.shared.ledger.of("log")
                  if act.answered and act.facts["council"] == self.who.alias}  # fmt: skip
        now = timezone.now()
        mine = [
            known
            for known in list(self.shared.known)
            if known.reference in logged and not now <= known.target <= now + CLEARLY_BEFORE
        ]
        if not mine:
            return
        known, key = self.chance.choice(mine), self.key("decide")
        outcome = self.chance.choice(["section_47", "strategy_discussion", "child_in_need_assessment"])
        attempt = self.shared.ledger.asking(key, "decide", self.who.user.pk, canary=known.canary, outcome=outcome)
        try:
            now = timezone.now()
            with acting_for(self.who.user):
                referral = Referral.objects.get(reference=known.reference)
                actions.decide(
                    by=self.who.user, referral=referral, outcome=outcome, rationale=key, at=now, now=now
                )  # fmt: skip
        except (DatabaseError, InterfaceError):
            connection.close()
            return
        self.shared.ledger.told(key, attempt, 201)


def crew(shared: Shared, seed: int, *, pace: float, readers: bool = True, hangs_up: float = 0.12) -> list[Client]:
    """Four systems of two councils; with `readers`, a person of each who reads pages and one who decides.

    `pace`: seconds between two acts; `hangs_up`: how often a caller does so before the answer, and asks again.
    """
    systems = enumerate(shared.town.systems, 1)
    clients: list[Client] = [Writer(shared, who, seed + n, pace, hangs_up) for n, who in systems]
    if readers:
        clients += [Reader(shared, who, seed + 10 + n, pace * 2) for n, who in enumerate(shared.town.readers)]
        clients += [Decider(shared, shared.town.readers[0], seed + 20, pace * 3)]
    return clients
