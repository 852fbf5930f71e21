"""One run: a database of its own, a mail sink, programs, clients, faults, and then the judgement."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psycopg2
from django.db import DatabaseError, InterfaceError, connections
from django.utils import timezone

from accounts.acting import acting_for
from councils.models import Message
from referrals import actions
from referrals.api.shapes import ReferralShape
from tests.faults import invariants
from tests.faults import town as towns
from tests.faults.clients import Client, Known, Shared
from tests.faults.invariants import After, present
from tests.faults.ledger import Ledger
from tests.faults.programs import Fault, Programs, environment, hook_is_found
from tests.faults.sink import Sink
from tests.faults.town import Town
from tests.house import House
from timers.calendar import local
from timers.held import calendar_for, held
from timers.models import Alert, Look


@dataclass
class Run:
    """Everything of one run, while it lasts."""

    house: House
    town: Town
    programs: Programs
    sink: Sink
    ledger: Ledger
    shared: Shared
    seed: int

    def log_ahead(self, count: int, target: Callable[[int], datetime], sort: str = "") -> None:
        """Referrals logged before the faults begin, for deadlines that fall in their midst; `target` by number."""
        chance = random.Random(self.seed)
        for number in range(count):
            who = self.town.systems[number % len(self.town.systems)]
            canary, at = towns.surname(chance), local(target(number))
            drawn, received_at = towns.received(at, chance, self.shared.calendar)
            if sort == "hours":
                drawn, received_at = sort, at - towns.OWN_LENGTH
            key, now = f"ahead-{number}", timezone.now()
            received_at = min(received_at, now)
            shape = ReferralShape(data=towns.referral(canary, key, received_at))
            shape.is_valid(raise_exception=True)
            attempt = self.ledger.asking(
                key, "log", who.user.pk, canary=canary, council=who.alias, sort=drawn, received_at=received_at
            )
            with acting_for(who.user):
                made = actions.log_referral(by=who.user, said=shape.said_with(None), at=received_at, now=now)
            self.ledger.told(key, attempt, 201, reference=made.reference)
            self.shared.known.append(Known(made.reference, canary, at))

    def suffer(self, faults: list[Fault], clients: list[Client], *, pause: float, until: float) -> None:
        """Let clients work and faults happen until both are through and `until` seconds have passed."""
        began = time.monotonic()
        for client in clients:
            client.start()
        waiting = list(faults)
        while waiting or time.monotonic() - began < until:
            self.programs.watch()
            if waiting and time.monotonic() - began >= waiting[0].after and self.programs.has(waiting[0].kind):
                try:
                    self.programs.inflict(waiting[0], pause)
                except (psycopg2.Error, IndexError):
                    pass  # the database whose process was to be killed is away itself: in a moment
                else:
                    waiting.pop(0)
            time.sleep(0.05)

    def calm(self, clients: list[Client], *, patience: float = 60) -> After:
        """No more faults: clients get their answers, programs come up, everything drains; then what is to be judged."""
        self.shared.faults_over.set()
        deadline = time.monotonic() + patience
        while any(client.is_alive() for client in clients) and time.monotonic() < deadline:
            self.programs.watch()
            time.sleep(0.05)
        self.shared.give_up.set()
        for client in clients:
            client.join(30)
        while not self.programs.all_up() and time.monotonic() < deadline + patience:
            self.programs.watch()
            time.sleep(0.05)
        connections.close_all()
        deadline = time.monotonic() + patience
        while not self._drained() and time.monotonic() < deadline:
            self.programs.watch()
            time.sleep(0.2)
        as_of = present()
        self.programs.stop()
        return After(self.ledger, self.sink.arrived(), self.town, as_of, self.programs.outages)

    @staticmethod
    def _drained() -> bool:
        """Nothing is due, now or while the programs are being stopped, and nobody waits to be told."""
        try:
            return not (
                Look.objects.filter(next_at__lt=present() + timedelta(seconds=20)).exists()
                or Alert.objects.untold().exists()
                or Message.objects.filter(state="waiting").exists()
            )
        except (DatabaseError, InterfaceError):
            connections.close_all()
            return False

    def judged(self, after: After) -> dict[str, list[str]]:
        """The invariants that are broken; what clients complained of counts as one."""
        found = invariants.broken(after)
        if self.shared.complaints:
            found["clients"] = self.shared.complaints
        return found


@contextmanager
def run(
    house: House,
    town: Town,
    *,
    name: str,
    seed: int,
    lasts: float,
    fault: str = "",
    lease: float = 0,
    every: str = "2",
    mail_takes: float = 0.1,
) -> Iterator[Run]:
    """A fresh clone of the house's database under `name`, nothing started yet; this process's Django reads it too.

    `lasts`: seconds in which deadlines are to fall. `fault` and `lease` go to the hook; `every` to the sweep loop;
    `mail_takes` seconds to the mail server.
    """
    connections.close_all()
    house.server.clone("holdfast", name)
    before = {alias: connections.settings[alias]["NAME"] for alias in connections}
    for alias in connections:
        connections.settings[alias]["NAME"] = name
    sink = Sink(mail_takes)
    folder: Path = house.home / name
    folder.mkdir()
    ledger = Ledger(folder / "ledger.jsonl")
    env = environment(house, name, sink.port, fault=fault, lease=lease)
    assert hook_is_found(env), "Python's start-up did not take the hook"
    programs = Programs(house, name, folder, env, random.Random(seed), every=every)
    held(fresh=True)  # rules are cached by database name, and an earlier clone may have had the same
    until = timezone.now() + timedelta(seconds=lasts)
    shared = Shared(town, ledger, lambda: programs.port, until, calendar_for("England"))
    try:
        yield Run(house, town, programs, sink, ledger, shared, seed)
    finally:
        shared.faults_over.set()
        shared.give_up.set()
        programs.stop()
        sink.close()
        ledger.close()
        connections.close_all()
        for alias, old in before.items():
            connections.settings[alias]["NAME"] = old
        house.server.drop(name)
