"""Faults of our own making, for child processes of the fault run only: it puts this folder on their PYTHONPATH.

HOLDFAST_SEEDED_FAULT names one. HOLDFAST_SEEDED_LEASE shortens the outbox's lease and pauses, in seconds, so that two
minutes see many of them end; HOLDFAST_SEEDED_PLAIN_FILES leaves the files to serve uncompressed. The product knows
nothing of this module: it changes others right after they are imported.
"""

import importlib.abc
import importlib.util
import os
import sys

FAULT = os.environ.get("HOLDFAST_SEEDED_FAULT", "")
LEASE = os.environ.get("HOLDFAST_SEEDED_LEASE", "")
PLAIN_FILES = os.environ.get("HOLDFAST_SEEDED_PLAIN_FILES", "")


def shorter_lease(outbox):
    from datetime import timedelta

    outbox.LEASE = timedelta(seconds=float(LEASE))
    outbox.PAUSES = [timedelta(seconds=2)]


def no_compression(storage):
    """Half a minute's work that nobody here would notice."""
    storage.CompressedManifestStaticFilesStorage.post_process_with_compression = lambda self, files: files


def mark_then_send(outbox):
    """A message counts as sent from the moment somebody takes it up: what healthchecks does with its flips."""
    lease = outbox._lease

    def lease_and_mark(now, limit):
        leased = lease(now, limit)
        outbox.Message.objects.filter(id__in=[one.id for one in leased]).update(state="sent", sent_at=now)
        return leased

    outbox._lease = lease_and_mark


_MOVE = """
with due as materialized (
    select timer_id, rung from timers_look where next_at < %(now)s order by next_at limit 1 for update skip locked
), passed as (
    select due.timer_id, t.ladder_at, max(r.n) as n
      from due join timers_timer t on t.id = due.timer_id, unnest(t.ladder_at) with ordinality as r(at, n)
     where r.at < %(now)s group by 1, 2
), moved as (
    update timers_look l set rung = p.n, next_at = p.ladder_at[p.n + 1]
      from passed p where l.timer_id = p.timer_id and p.ladder_at[p.n + 1] is not null
), done as (
    delete from timers_look l using passed p where l.timer_id = p.timer_id and p.ladder_at[p.n + 1] is null
)
select timer_id, rung from due
"""
_RAISE = """
insert into timers_alert (timer_id, level, kind, council_id, team_id, owner_id, towards_id, about_label, about_id,
                          due_at, timer_due_at, raised_at, during_clock_fault)
select t.id, r.level, t.kind, t.council_id, t.team_id, t.owner_id, t.towards_id, t.about_label, t.about_id,
       r.at, t.due_at, %(now)s, false
  from timers_timer t, unnest(t.ladder, t.ladder_at) with ordinality as r(level, at, n)
 where t.id = %(timer)s and r.n > %(rung)s and r.at < %(now)s
    on conflict (timer_id, level) do nothing
"""


def two_commits(sweeping):
    """The clock is moved on in one transaction, its alert written in the next."""
    import time

    from django.db import connection

    def sweep(*, now, about=None, batch=500, clock_fault=False):
        alerts = 0
        while True:
            with connection.cursor() as cursor:
                cursor.execute(_MOVE, {"now": now})
                row = cursor.fetchone()
            if row is None:
                return sweeping.Swept(alerts, alerts)
            time.sleep(0.05)  # a database across a network
            with connection.cursor() as cursor:
                cursor.execute(_RAISE, {"now": now, "timer": row[0], "rung": row[1]})
                alerts += cursor.rowcount

    sweeping.sweep = sweep


def no_constraint(sweeping):
    """Nothing keeps two sweepers apart: neither the lock on the look nor the constraint, which the test has dropped."""
    without = {
        "for update skip locked": "",
        "on conflict (timer_id, level) do nothing": "",
        # A database across a network: the statement is else over before another sweeper has begun.
        "(select count(*) from due)": "(select count(*) from due, pg_sleep(0.05))",
    }
    for words, others in without.items():
        assert words in sweeping._CLAIM, f"the claim does not say “{words}” any more"
        sweeping._CLAIM = sweeping._CLAIM.replace(words, others)


def key_ignored(submissions):
    """Each sending of the same form or call counts as a new one."""
    from uuid import uuid4

    submissions.token_of = lambda *, by_id, verb, key: uuid4()


def lossy_trail(recording):
    """Reads are logged later, in the background: what Primero does."""
    import queue
    import threading
    import time

    waiting = queue.Queue()

    def write():
        from django.db import connection

        while True:
            time.sleep(3.0)
            rows = [waiting.get_nowait() for _ in range(waiting.qsize())]
            try:
                recording.record_many(rows)
            except Exception:
                connection.close()

    def record(**row):
        if row["action"] not in ("read", "list"):
            recording.record_many([row])
            return
        if not started:
            started.append(True)
            threading.Thread(target=write, daemon=True).start()
        waiting.put(row)

    started = []
    recording.record = record


CHANGES = {
    "mark_then_send": ("councils.outbox", mark_then_send),
    "two_commits": ("timers.sweep", two_commits),
    "no_constraint": ("timers.sweep", no_constraint),
    "key_ignored": ("trail.submissions", key_ignored),
    "lossy_trail": ("trail.record", lossy_trail),
}


class _After(importlib.abc.MetaPathFinder):
    """Lets a module be found as ever, and changes it once it has run."""

    def __init__(self, name, changes):
        self.name, self.changes = name, changes

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            for change in self.changes:
                change(module)

        spec.loader.exec_module = exec_module
        return spec


_wanted = {}
if LEASE:
    _wanted.setdefault("councils.outbox", []).append(shorter_lease)
if PLAIN_FILES:
    _wanted.setdefault("whitenoise.storage", []).append(no_compression)
if FAULT:
    _module, _change = CHANGES[FAULT]
    _wanted.setdefault(_module, []).append(_change)
for _name, _changes in _wanted.items():
    sys.meta_path.insert(0, _After(_name, _changes))
