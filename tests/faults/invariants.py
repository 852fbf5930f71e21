"""The invariants of RELIABILITY 3.3, asked of the database, the ledger and the mail sink after the faults have stopped.

Each function returns what it found wrong, in words; nothing is what one hopes for.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Count, F, Max

from councils.models import Message
from councils.outbox import message_id
from referrals.models import CouncilContact, Decision, JournalEntry, NamedCouncil, Part, Person, Referral, Sending
from tests.faults.ledger import Ledger
from tests.faults.sink import Arrived
from tests.faults.town import OWN, OWN_LENGTH, Town
from timers.dating import date_clock
from timers.held import calendar_for
from timers.models import Alert, FollowUp, Look, Timer, TimerChange
from trail.models import READINGS, Entry

#: P4: no alert later than this while anything that can sweep runs, or after it comes back.
LATEST = timedelta(seconds=60)


@dataclass(frozen=True)
class After:
    """All that is judged: what was asked, what arrived, and an instant when nothing was due that is not judged."""

    ledger: Ledger
    arrived: dict[str, list[Arrived]]
    town: Town
    as_of: datetime
    outages: list[tuple[datetime, datetime]]

    def figures(self) -> dict[str, Any]:
        """What a run is summed up with."""
        acts = list(self.ledger)
        rungs = _lateness()
        return {
            "requests": sum(len(act.attempts) for act in acts),
            "unanswered": sum(1 for act in acts for attempt in act.attempts if attempt.status is None),
            "referrals": Referral.objects.count(),
            "deadlines": Timer.objects.filter(due_at__lt=self.as_of).count(),
            "met": Timer.objects.filter(stopped_at__lte=F("due_at")).count(),
            "alerts": Alert.objects.count(),
            "messages": len(self.arrived),
            "repeats": sum(len(same) - 1 for same in self.arrived.values()),
            "readings": sum(len(attempt.canaries) for act in acts for attempt in act.attempts if attempt.succeeded),
            "worst": max(rungs.values(), default=timedelta(0)).total_seconds(),
        }


def _lateness() -> dict[int, timedelta]:
    """How late each alert row is: from the instant of its rung, or from when its clock was written if that is later."""
    rows = Alert.objects.values_list("pk", "raised_at", "due_at", "timer__recorded_at")
    return {pk: raised - max(due, recorded) for pk, raised, due, recorded in rows}


def latest(most: int = 5) -> list[str]:
    """The alerts that came latest, with their instants: what to hold against the faults of the run."""
    worst = sorted(_lateness().items(), key=lambda one: -one[1])[:most]
    found = Alert.objects.select_related("timer").in_bulk([pk for pk, _ in worst])
    return [
        f"{late.total_seconds():.1f} s: {found[pk].level} at {found[pk].due_at:%H:%M:%S}, "
        f"recorded {found[pk].timer.recorded_at:%H:%M:%S}, raised {found[pk].raised_at:%H:%M:%S}"
        for pk, late in worst
    ]


def _counts(after: After) -> dict[str, Counter[str]]:
    """How often each act is in the database, by what names it: the child's name, or the key among the words."""
    acknowledged = JournalEntry.objects.filter(verb="acknowledge").values_list("facts__worker", flat=True)
    return {
        "log": Counter(Referral.objects.values_list("said", flat=True)),
        "send": Counter(Sending.objects.values_list("words", flat=True)),
        "contact": Counter(CouncilContact.objects.values_list("words", flat=True)),
        "acknowledge": Counter(acknowledged),
        "decide": Counter(Decision.objects.values_list("rationale", flat=True)),
    }


def i1_answered_exist_once(after: After) -> list[str]:
    """Each act that was answered with success exists exactly once, and as it was answered."""
    counts, wrong = _counts(after), []
    names = Counter(Person.objects.values_list("family_name", flat=True))
    references = dict(Referral.objects.values_list("said", "reference"))
    for act in after.ledger:
        if act.verb not in counts or not act.answered:
            continue
        found = counts[act.verb][act.key]
        if found != 1:
            wrong.append(f"{act.key} was answered and is there {found} times")
        elif act.verb == "log" and references[act.key] != act.answer["reference"]:
            wrong.append(f"{act.key} was answered {act.answer['reference']} and is {references[act.key]}")
        elif act.verb == "log" and names[act.facts["canary"]] != 2:
            wrong.append(f"{act.key}: {names[act.facts['canary']]} people have the name of child and parent")
    return wrong


def i2_unanswered_at_most_once(after: After) -> list[str]:
    """Each act that never got an answer exists at most once."""
    counts = _counts(after)
    return [
        f"{act.key} was never answered and is there {counts[act.verb][act.key]} times"
        for act in after.ledger
        if act.verb in counts and not act.answered and counts[act.verb][act.key] > 1
    ]


def i3_one_alert_a_level(after: After) -> list[str]:
    """Each level a clock passed unmet has exactly one alert; each it did not pass has none; no clock is missing."""
    raised: dict[int, Counter[str]] = defaultdict(Counter)
    for timer_id, level in Alert.objects.values_list("timer_id", "level"):
        raised[timer_id][level] += 1
    wrong = []
    for timer in Timer.objects.all():
        until = timer.stopped_at or after.as_of
        for level, at in zip(timer.ladder, timer.ladder_at, strict=True):
            expected, found = int(at < until), raised[timer.pk][level]
            if found != expected:
                wrong.append(f"{timer} ({timer.pk}): {found} alerts {level} at {at:%H:%M:%S.%f}, stopped {until}")
    return wrong + _missing_clocks(after)


def _missing_clocks(after: After) -> list[str]:
    """The deadlines that follow from what clients were told is saved, worked out here and not by the product."""
    due: dict[str, dict[str, set[datetime]]] = defaultdict(lambda: defaultdict(set))
    names = dict(Referral.objects.values_list("pk", "first_child__family_name"))
    councils = {town_council.pk: alias for alias, town_council in after.town.world._councils.items()}
    for timer in Timer.objects.filter(kind__in=OWN, about_label="referrals.referral"):
        due[names[timer.about_id]][f"{councils[timer.council_id]} {timer.kind}"].add(timer.due_at)
    wrong = []
    for act in after.ledger.of("log"):
        if act.answered:
            expected = act.facts["received_at"] + OWN_LENGTH
            for kind in ("parent_told", "council_contact"):
                if due[act.facts["canary"]][f"{act.facts['council']} {kind}"] != {expected}:
                    wrong.append(f"{act.key}: no {kind} due at {expected}")
    return wrong


def i4_messages_arrived(after: After) -> list[str]:
    """Each alert reached the mail server for whom it was meant; a repeat is the same message under the same id."""
    held = {row["key"]: row["state"] for row in Message.objects.values("key", "state")}
    stopped = set(Timer.objects.exclude(stopped_at=None).values_list("pk", flat=True))
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in Alert.objects.values_list("council_id", "about_label", "about_id", "timer_due_at", "level", "timer_id"):
        groups[row[:5]].append(row[5])
    wrong = []
    for (council, label, about, due_at, level), clocks in groups.items():
        key = f"alert:{after.town.told(council, level)}:{council}:{label}:{about}:{int(due_at.timestamp())}:{level}"
        if key in held and message_id(key) not in after.arrived:
            wrong.append(f"{key} ({held[key]}) never arrived")
        # Nobody needs a warning about what was done before anybody could be warned.
        elif key not in held and not (level == "due_soon" and set(clocks) <= stopped):
            wrong.append(f"{key} was never written")
    ids = {message_id(key) for key in held}
    wrong += [f"{one} arrived and nobody wrote it" for one in after.arrived if one not in ids]
    contents: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, same in after.arrived.items():
        if len({one.content for one in same}) > 1:
            wrong.append(f"{name} is the id of different messages")
        contents[same[0].content].add(name)
    return wrong + [f"one message under {len(names)} ids: {names}" for names in contents.values() if len(names) > 1]


def i5_in_time(after: After) -> list[str]:
    """No alert row is later than a minute, counted from the end of any time in which nothing could sweep."""
    wrong = []
    for pk, raised, due, recorded in Alert.objects.values_list("pk", "raised_at", "due_at", "timer__recorded_at"):
        since = max(due, recorded)
        since = max([since, *(end for begin, end in after.outages if begin < raised and end > since)])
        if raised - since > LATEST:
            wrong.append(f"alert {pk} was raised {raised}, {(raised - since).total_seconds():.1f} s late")
    return wrong


def i6_replay_gives_the_state(after: After) -> list[str]:
    """What was recorded, step by step, gives what the records say now."""
    return [*_histories(), *_clocks_again(), *_looks(after), *_parts(), *_journal(), *_stops()]


def _histories() -> list[str]:
    wrong = []
    for model in apps.get_models():
        past = getattr(model, "history", None)
        if past is None or model._meta.app_label not in ("referrals", "councils", "accounts"):
            continue
        fields = [field.attname for field in past.model.tracked_fields]
        key = model._meta.pk.attname  # type: ignore[union-attr]
        latest = past.values(key).annotate(last=Max("history_id")).values("last")
        then = {row[key]: row for row in past.filter(history_id__in=latest).exclude(history_type="-").values(*fields)}
        now = {row[key]: row for row in model._default_manager.values(*fields)}
        wrong += [f"{model.__name__} {pk} is not what its history says" for pk in now if then.get(pk) != now[pk]]
        wrong += [f"{model.__name__} {pk} is gone without a word" for pk in then.keys() - now.keys()]
    versions = Referral.history.values("id").annotate(rows=Count("history_id"))
    rows = {row["id"]: row["rows"] for row in versions}
    wrong += [f"{one} has version {one.version}, {rows.get(one.pk)} rows of history"
              for one in Referral.objects.all() if rows.get(one.pk) != one.version]  # fmt: skip
    return wrong


def _clocks_again() -> list[str]:
    """Each clock dated anew from its rule, calendar and inputs, or by its last recorded change."""
    calendar, wrong = calendar_for("England"), []
    moved = {change.timer_id: change.new_due_at for change in TimerChange.objects.order_by("id")}
    for timer in Timer.objects.select_related("rule"):
        given = timer.inputs
        dating = date_clock(
            timer.rule, calendar, at=datetime.fromisoformat(given["at"]),
            on=given["on"] and datetime.fromisoformat(given["on"]).date(),
            due_at=given["due_at"] and datetime.fromisoformat(given["due_at"]),
        )  # fmt: skip
        expected = moved.get(timer.pk, dating.due_at)
        if (timer.due_at, timer.ladder, timer.ladder_at) != (expected, dating.ladder, dating.ladder_at):
            wrong.append(f"{timer} ({timer.pk}) is due {timer.due_at}; its rule says {expected}")
    return wrong


def _looks(after: After) -> list[str]:
    """Each running clock is looked at next on the rung above its highest alert; a stopped or climbed one never."""
    looks = {look.timer_id: look for look in Look.objects.all()}
    highest: Counter[int] = Counter(Alert.objects.values_list("timer_id", flat=True))
    wrong = []
    for timer in Timer.objects.all():
        look, rung = looks.get(timer.pk), highest[timer.pk]
        expected = None
        if timer.stopped_at is None and rung < len(timer.ladder):
            expected = (rung, timer.ladder_at[rung])
        if (look and (look.rung, look.next_at)) != expected:
            wrong.append(f"{timer} ({timer.pk}): next look {look}, should be {expected}")
    return wrong


def _parts() -> list[str]:
    last: dict[int, tuple[str, datetime]] = {}
    for decision in Decision.objects.order_by("id"):
        last[decision.part_id] = decision.outcome, decision.at
    return [
        f"part {part.pk} says {part.outcome!r}; its last decision {last.get(part.pk)}"
        for part in Part.objects.all()
        if (part.outcome, part.decided_at) != last.get(part.pk, ("", None))
    ]


def _journal() -> list[str]:
    """Each fact has its one line in the journal and each line its one entry in the trail; none stands without."""
    wrong = []
    facts: list[tuple[str, str, Iterable[int]]] = [
        ("log_referral", "part", Part.objects.filter(came="logged").values_list("pk", flat=True)),
        ("send_referral", "sending", Sending.objects.values_list("pk", flat=True)),
        ("contact_council", "contact", CouncilContact.objects.values_list("pk", flat=True)),
        ("decide", "decision", Decision.objects.values_list("pk", flat=True)),
    ]
    for verb, name, rows in facts:
        lines = Counter(JournalEntry.objects.filter(verb=verb).values_list(f"facts__{name}", flat=True))
        if lines != Counter(rows):
            wrong.append(f"journal and records of {verb} differ: {list(islice((lines - Counter(rows)), 3))}")
    lines = Counter(JournalEntry.objects.values_list("pk", flat=True))
    entries = Counter(Entry.objects.filter(subject_label="referrals.journalentry").values_list("subject_id", flat=True))
    if lines != entries:
        wrong.append(f"{sum((lines - entries).values())} lines of the journal are not in the trail once each")
    return wrong


def _stops() -> list[str]:
    """The acts that stop a clock, read from their own records, against the clocks."""
    stopped = {
        (kind, council, subject): at
        for kind, council, subject, at in Timer.objects.values_list("kind", "council_id", "subject_id", "stopped_at")
        if kind in ("outbound_acknowledgement", "council_contact", "decision")
    }
    wrong = []
    for sending in Sending.objects.all():
        at = stopped.get(("outbound_acknowledgement", sending.sender_id, sending.pk), "no such clock")
        if at != sending.acknowledged_at:
            wrong.append(f"sending {sending.pk} was acknowledged {sending.acknowledged_at}, its clock stopped {at}")
    for part in Part.objects.exclude(outcome=""):
        first = part.decisions.order_by("id").values_list("at", flat=True)[0]
        if stopped.get(("decision", part.council_id, part.pk)) != first:
            wrong.append(f"part {part.pk} was decided {first}; its clock says otherwise")
    spoke = {(c.referral_id, frozenset((c.council_id, c.to_id))) for c in CouncilContact.objects.all()}
    named = {one.pk: one for one in NamedCouncil.objects.all()}
    for (kind, council, subject), at in stopped.items():
        if kind == "council_contact":
            pair = named[subject].referral_id, frozenset((council, named[subject].council_id))
            if (at is not None) != (pair in spoke):
                wrong.append(f"council_contact {subject} of {council} stopped {at}; spoke: {pair in spoke}")
    return wrong


def i9_readings_are_in_the_trail(after: After) -> list[str]:
    """Each answer that held a child's canary has its row; more rows than answers only where an answer was lost."""
    ids = dict(Referral.objects.values_list("first_child__family_name", "pk"))
    seen: Counter[tuple[int, int]] = Counter()
    tried: Counter[tuple[int, int]] = Counter()
    lists: Counter[int] = Counter()
    wrong = []
    for act in after.ledger:
        for attempt in act.attempts:
            if act.verb.endswith("list"):
                lists[act.by_id] += attempt.status is None or attempt.status >= 500
            elif act.facts.get("canary") in ids and act.verb in ("log", "read", "page"):
                tried[act.by_id, ids[act.facts["canary"]]] += 1
            for canary in attempt.canaries:
                if canary not in ids:
                    wrong.append(f"{act.key} showed {canary}, who is on no record")
                else:
                    seen[act.by_id, ids[canary]] += 1
                    tried[act.by_id, ids[canary]] += act.verb.endswith("list")
    logged: Counter[tuple[int, int]] = Counter()
    readings = Entry.objects.filter(action__in=READINGS, subject_label="referrals.referral")
    for by_id, one, several in readings.values_list("by_id", "subject_id", "ids"):
        logged.update((by_id, pk) for pk in (several or []) + ([one] if one else []))
    for who_what in seen.keys() | logged.keys():
        fewest, most = seen[who_what], tried[who_what] + lists[who_what[0]]
        if not fewest <= logged[who_what] <= max(most, fewest):
            wrong.append(f"{who_what} was seen {fewest} times, tried {most}, and logged {logged[who_what]}")
    return wrong


def i11_nothing_is_stuck(after: After) -> list[str]:
    """Nothing is leased beyond its lease or waits beyond its retry; nobody is untold; nobody holds a transaction."""
    a_moment_ago = after.as_of - timedelta(seconds=5)
    left = {
        "messages wait beyond their retry": Message.objects.filter(state="waiting", next_try_at__lt=a_moment_ago),
        "messages failed": Message.objects.filter(state="failed"),
        "follow-ups wait": FollowUp.objects.filter(done_at=None, next_try_at__lt=a_moment_ago),
        "alerts are untold": Alert.objects.untold(),
        "looks are overdue": Look.objects.filter(next_at__lt=a_moment_ago),
    }
    wrong = [f"{rows.count()} {what}" for what, rows in left.items() if rows.exists()]
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() "
            "and state like 'idle in transaction%%' and state_change < clock_timestamp() - interval '10 seconds'"
        )
        if idle := cursor.fetchone()[0]:
            wrong.append(f"{idle} transactions are held open by nobody")
    return wrong


INVARIANTS: dict[str, Callable[[After], list[str]]] = {
    "I1": i1_answered_exist_once,
    "I2": i2_unanswered_at_most_once,
    "I3": i3_one_alert_a_level,
    "I4": i4_messages_arrived,
    "I5": i5_in_time,
    "I6": i6_replay_gives_the_state,
    "I9": i9_readings_are_in_the_trail,
    "I11": i11_nothing_is_stuck,
}


def broken(after: After) -> dict[str, list[str]]:
    """Every invariant that does not hold, with what was found."""
    return {name: wrong for name, holds in INVARIANTS.items() if (wrong := holds(after))}


def present() -> datetime:
    """This instant by the database's clock, to the microsecond and in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)
