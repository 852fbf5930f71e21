"""Clocks, the rules and calendars that date them, and what was raised when one passed.

A timer names its council, team, owner and subject by id: this room knows nothing of the others. Which rows may change
is kept by triggers (migration 0002): an alert's only later fact is when it was told, a stopped clock never changes, and
a due instant moves only together with a ``TimerChange`` that holds the old one.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from timers import words
from timers.calendar import NATIONS
from timers.choices import CONFIDENCE, LEVEL_WORDS, LEVELS, LOCAL_CONFIDENCE, SOON_UNITS, UNITS
from timers.querysets import AlertQuerySet, TimerQuerySet

__all__ = [
    *("Alert", "AlertAnswer", "Edition", "EngineFault", "FollowUp", "Holiday", "Look", "Rule", "SweepBeat", "Timer"),
    *("TimerChange", "CONFIDENCE", "LEVELS", "LEVEL_WORDS", "LOCAL_CONFIDENCE", "SOON_UNITS", "UNITS"),
]


def _choices(words_: dict[str, str]) -> list[tuple[str, str]]:
    return list(words_.items())


class Edition(models.Model):
    """Which edition of the rules, and of each nation's calendar, stands: caches in every process are checked by it.

    Versions come from one database sequence through triggers on the rows themselves, so no door can change a rule or a
    holiday unseen, and a number given in a transaction that was rolled back is never given again.
    """

    name = models.CharField(primary_key=True, max_length=20)
    version = models.BigIntegerField()
    covers_from = models.DateField(null=True, blank=True)
    covers_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="timers_edition_calendar_has_range",
                condition=Q(name="rules") | Q(name__in=NATIONS, covers_from__lte=F("covers_until")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, edition {self.version}"


class Holiday(models.Model):
    """A bank holiday of one nation, with the source that made it one."""

    nation = models.CharField(max_length=10, choices=[(n, n) for n in NATIONS])
    on = models.DateField()
    name = models.CharField(max_length=100)
    source = models.CharField(max_length=200)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["nation", "on"]
        constraints = [models.UniqueConstraint(fields=["nation", "on"], name="timers_holiday_once")]

    def __str__(self) -> str:
        return f"{self.name}, {words.day(self.on)} ({self.nation})"


class Rule(models.Model):
    """The length, start, end and ladder of one kind of clock, dated and cited. Rows are versions: they never change."""

    kind = models.CharField(max_length=50)
    variant = models.CharField(max_length=30, blank=True, default="")
    number = models.CharField(max_length=10)
    title = models.CharField(max_length=120)
    measures = models.TextField(help_text="One sentence: what stops it")
    starts = models.TextField()
    stops = models.TextField()
    applies = models.CharField(max_length=200)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=30, choices=_choices(UNITS))
    due_soon_amount = models.PositiveIntegerField(default=0)
    due_soon_unit = models.CharField(max_length=20, blank=True, default="", choices=_choices(SOON_UNITS))
    ladder = models.JSONField(help_text="From missed on: level, and how many working days after the due instant")
    source = models.TextField()
    confidence = models.CharField(max_length=1, choices=_choices(CONFIDENCE))
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)
    nation = models.CharField(max_length=10, blank=True, default="", choices=[("", "both"), *((n, n) for n in NATIONS)])
    council_id = models.BigIntegerField(null=True, blank=True, help_text="Whose own figure this is; empty: everybody's")
    consequence = models.CharField(
        max_length=20, blank=True, default="", help_text="The level at which something follows"
    )
    version = models.PositiveIntegerField(default=1)
    current = models.BooleanField(default=True, help_text="Not replaced by a later version")
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number", "kind", "variant", "in_force_from", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "variant", "nation", "council_id", "in_force_from", "version"],
                nulls_distinct=False,
                name="timers_rule_version_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "variant", "nation", "council_id", "in_force_from"],
                condition=Q(current=True),
                nulls_distinct=False,
                name="timers_rule_one_current",
            ),
            models.CheckConstraint(
                name="timers_rule_own_figure_only_where_local",
                condition=Q(council_id__isnull=True) | Q(confidence__in=LOCAL_CONFIDENCE),
            ),
            models.CheckConstraint(name="timers_rule_unit", condition=Q(unit__in=UNITS)),
            models.CheckConstraint(name="timers_rule_soon_unit", condition=Q(due_soon_unit__in=SOON_UNITS)),
            models.CheckConstraint(name="timers_rule_confidence", condition=Q(confidence__in=CONFIDENCE)),
            models.CheckConstraint(
                name="timers_rule_force_range",
                condition=Q(in_force_until__isnull=True) | Q(in_force_until__gte=F("in_force_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}, version {self.version}"

    @property
    def length(self) -> str:
        """The length in words: "1 working day, to the minute", "before the date"."""
        if self.unit in ("before_date", "set_date"):
            return UNITS[self.unit]
        unit = UNITS[self.unit]
        if self.amount == 1:
            unit = unit.replace("days", "day").replace("hours", "hour").replace("months", "month")
        return f"{self.amount} {unit}"


class Timer(models.Model):
    """One running or stopped clock of one council about one subject. ``due_at`` is a legal fact, stored once."""

    kind = models.CharField(max_length=50)
    variant = models.CharField(max_length=30, blank=True, default="")
    nation = models.CharField(max_length=10, default="England")
    council_id = models.BigIntegerField()
    team_id = models.BigIntegerField(null=True)
    owner_id = models.BigIntegerField(null=True)
    towards_id = models.BigIntegerField(null=True, help_text="The other council, where the clock is about a pair")
    subject_label = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    about_label = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    started_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="Null: undated, because the calendar or rules held do not reach")
    ladder = ArrayField(models.TextField(), default=list)
    ladder_at = ArrayField(models.DateTimeField(), default=list)
    stopped_at = models.DateTimeField(null=True)
    stop_recorded_at = models.DateTimeField(null=True)
    stopped_by_id = models.BigIntegerField(null=True)
    because = models.TextField(blank=True, default="")
    rule = models.ForeignKey(Rule, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    calendar_version = models.BigIntegerField()
    consequence = models.CharField(max_length=20, blank=True, default="")
    inputs = models.JSONField(help_text="What the due instant was computed from")
    error = models.TextField(blank=True, default="", help_text="Why it is undated or its ladder is short")

    objects = TimerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "council_id", "subject_label", "subject_id"],
                condition=Q(stopped_at__isnull=True),
                name="timers_one_open",
            ),
            models.CheckConstraint(
                name="timers_stopped_whole",
                condition=Q(
                    stopped_at__isnull=True, stop_recorded_at__isnull=True, stopped_by_id__isnull=True, because=""
                )
                | (Q(stopped_at__isnull=False, stop_recorded_at__isnull=False) & ~Q(because="")),
            ),
            models.CheckConstraint(
                name="timers_stopped_after_start",
                condition=Q(stopped_at__isnull=True) | Q(stopped_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="timers_ladder_dated",
                condition=Q(ladder__len=F("ladder_at__len")),
            ),
            models.CheckConstraint(
                name="timers_undated_says_why",
                condition=Q(due_at__isnull=False) | (~Q(error="") & Q(ladder__len=0)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["council_id", "due_at", "id"], condition=Q(stopped_at__isnull=True), name="timers_council_due"
            ),
            models.Index(
                fields=["council_id", "team_id", "due_at", "id"],
                condition=Q(stopped_at__isnull=True),
                name="timers_team_due",
            ),
            models.Index(
                fields=["owner_id", "due_at", "id"], condition=Q(stopped_at__isnull=True), name="timers_owner_due"
            ),
            # Which councils have not answered for longest; a filter by the other council.
            models.Index(
                fields=["council_id", "due_at", "id"],
                condition=Q(stopped_at__isnull=True, towards_id__isnull=False),
                name="timers_towards_due",
            ),
            models.Index(fields=["about_label", "about_id"], name="timers_about"),
            models.Index(fields=["id"], condition=Q(stopped_at__isnull=True) & ~Q(error=""), name="timers_in_error"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of council {self.council_id} on {self.subject_label} {self.subject_id}"

    @property
    def subject(self) -> tuple[str, int]:
        return self.subject_label, self.subject_id

    @property
    def about(self) -> tuple[str, int]:
        return self.about_label, self.about_id

    def is_missed(self, now: datetime) -> bool:
        """Whether it ran past its due instant: still running after it, or stopped after it."""
        return self.due_at is not None and self.due_at < (self.stopped_at or now)

    def band(self, now: datetime) -> str:
        return words.band(self.due_at, now, self.stopped_at)

    def level(self, now: datetime) -> str:
        """The highest rung passed by ``now`` (or by its stop), "" for none; computed, so true with the engine dead."""
        until = self.stopped_at or now
        passed = [level for level, at in zip(self.ladder, self.ladder_at, strict=True) if at < until]
        return passed[-1] if passed else ""


class Look(models.Model):
    """Where the sweep looks next for one running clock: gone once its ladder is climbed or it is stopped.

    A table of its own, narrow, with one index: passing a rung writes nothing to the clock's row and its many indexes,
    which halves the cost of an alert. Rows are kept by triggers on ``Timer`` (migration 0002), so no clock can be
    written, by anyone, without being looked at. They are made of the clock's own row, and clocks are never deleted: a
    check that there is such a clock would buy nothing.
    """

    timer = models.OneToOneField(
        Timer, primary_key=True, on_delete=models.PROTECT, related_name="look", db_constraint=False
    )
    rung = models.PositiveSmallIntegerField(help_text="How many rungs of its ladder were raised")
    next_at = models.DateTimeField(help_text="The instant of the next one")

    class Meta:
        # The claim of the sweep, and nothing else, walks this one.
        indexes = [models.Index(fields=["next_at"], name="timers_look_next")]

    def __str__(self) -> str:
        return f"Timer {self.timer_id} at {self.next_at}"


class Alert(models.Model):
    """One rung of one clock was passed. One row per clock and level, ever; the row is its own audit record."""

    # Clocks are never deleted and alerts are only ever selected from them: a check per row would buy nothing.
    timer = models.ForeignKey(
        Timer, on_delete=models.PROTECT, related_name="alerts", db_index=False, db_constraint=False
    )
    level = models.CharField(max_length=20)
    kind = models.CharField(max_length=50)
    council_id = models.BigIntegerField()
    team_id = models.BigIntegerField(null=True, help_text="Who held the clock when this was raised")
    owner_id = models.BigIntegerField(null=True)
    towards_id = models.BigIntegerField(null=True)
    about_label = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    due_at = models.DateTimeField(help_text="The instant of this rung, not the instant somebody looked")
    timer_due_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    during_clock_fault = models.BooleanField(default=False, help_text="Raised while the database clock had just jumped")
    told_at = models.DateTimeField(null=True, help_text="When its messages were written; null: nobody has been told")

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["timer", "level"], name="timers_alert_once"),
            models.CheckConstraint(name="timers_alert_level", condition=Q(level__in=LEVELS)),
        ]
        indexes = [
            models.Index(fields=["council_id", "id"], name="timers_alert_council"),
            models.Index(fields=["about_label", "about_id"], name="timers_alert_about"),
            models.Index(fields=["id"], condition=Q(told_at__isnull=True), name="timers_alert_untold"),
            # The few that reach the upper rungs, for those who are told of these: counted on every page of theirs.
            models.Index(
                fields=["council_id", "level", "id"],
                condition=Q(level__in=["service_manager", "head_of_service"]),
                name="timers_alert_upper",
            ),
        ]

    def __str__(self) -> str:
        return f"{LEVEL_WORDS[self.level]}: {self.kind} of council {self.council_id}"


class AlertAnswer(models.Model):
    """A person has seen an alert, or asks to be reminded later and why. Append-only: nothing is dismissed for good."""

    ACKNOWLEDGED: ClassVar = "acknowledged"
    SNOOZED: ClassVar = "snoozed"

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="answers")
    what = models.CharField(max_length=12, choices=[(ACKNOWLEDGED, "Acknowledged"), (SNOOZED, "Remind me later")])
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    note = models.TextField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="timers_answer_whole",
                condition=Q(what="acknowledged", until__isnull=True)
                | (Q(what="snoozed", until__gt=F("at")) & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} by {self.by_id}"


class FollowUp(models.Model):
    """Something follows when a clock of this kind passes this rung: done once, singly, by the kind's handler."""

    timer = models.ForeignKey(
        Timer, on_delete=models.PROTECT, related_name="follow_ups", db_index=False, db_constraint=False
    )
    level = models.CharField(max_length=20)
    done_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["timer", "level"], name="timers_follow_up_once")]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(done_at__isnull=True), name="timers_follow_up_next")
        ]

    def __str__(self) -> str:
        return f"What follows {self.level} of timer {self.timer_id}"


class TimerChange(models.Model):
    """A due instant moved because the calendar changed. Written by the database itself whenever ``due_at`` changes."""

    timer = models.ForeignKey(Timer, on_delete=models.PROTECT, related_name="changes")
    old_due_at = models.DateTimeField(null=True)
    new_due_at = models.DateTimeField(null=True)
    old_calendar_version = models.BigIntegerField()
    new_calendar_version = models.BigIntegerField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Timer {self.timer_id} moved"


class SweepBeat(models.Model):
    """When each sweeper last finished a look by the database's clock, and how far the application's was from it."""

    by_what = models.CharField(max_length=120, primary_key=True)
    finished_at = models.DateTimeField()
    skew_seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.by_what} at {self.finished_at}"


class EngineFault(models.Model):
    """The engine noticed something about itself that a person must know of: a clock that jumped, a hook that failed."""

    what = models.CharField(max_length=40)
    detail = models.TextField()
    noticed_at = models.DateTimeField()
    by_what = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["-noticed_at"], name="timers_fault_latest")]

    def __str__(self) -> str:
        return f"{self.what} at {self.noticed_at}"
