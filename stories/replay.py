"""A story run through the product: the same actions as pages and API, the story's own clock, the sweep in between.

Each step is a savepoint that ends with every deferred constraint checked; a refused one leaves nothing. Between steps
the engine looks at this story's clocks alone, a microsecond after each instant at which one of them passes a rung. The
caller opens the transaction: `manage.py replay` rolls it back, the demo keeps it.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.acting import acting_for
from councils.models import Council
from referrals.refusals import NotPossible, Refused
from referrals.said import Override
from referrals.turns import Character, Turn
from stories import rooms
from stories.cast import Actors
from stories.story import Step, Story
from stories.vocabulary import VERBS, Field
from timers.models import Alert
from timers.sweep import next_instant, sweep

log = logging.getLogger(__name__)

JUST_AFTER = timedelta(microseconds=1)
DONE, REFUSED, NOT_POSSIBLE, NOT_BUILT, FAILED = "done", "refused", "not possible", "not built yet", "failed"


@dataclass(frozen=True)
class AlertTold:
    """One alert, where it was raised. Instants are aware; `due` is the clock's."""

    at: datetime
    kind: str
    level: str
    council: str
    towards: str
    on: str
    due: datetime
    title: str


@dataclass(frozen=True)
class PromptTold:
    """One question that was put to a council."""

    code: str
    council: str
    on: str
    sentence: str


@dataclass(frozen=True)
class FollowedTold:
    """One thing that followed by itself from a deadline that passed."""

    council: str
    on: str
    sentence: str


@dataclass(frozen=True)
class RefusalTold:
    """One ground of a refusal: its code ("" where the record was merely not in a state for it) and its words."""

    code: str
    sentence: str
    instead: str = ""


@dataclass
class StepTold:
    """What became of one step."""

    step: Step
    council: str
    person: str
    outcome: str = DONE
    refusals: list[RefusalTold] = field(default_factory=list)
    prompts: list[PromptTold] = field(default_factory=list)
    alerts: list[AlertTold] = field(default_factory=list)
    why: str = ""

    @property
    def met(self) -> bool:
        """Refused with the code the file names, or done when it names none."""
        if self.step.refused:
            return self.outcome == REFUSED and self.step.refused in {one.code for one in self.refusals}
        return self.outcome == DONE


@dataclass
class Looked:
    """What one look of the engine between steps raised."""

    at: datetime
    alerts: list[AlertTold] = field(default_factory=list)
    prompts: list[PromptTold] = field(default_factory=list)
    followed: list[FollowedTold] = field(default_factory=list)


class Replay:
    """Runs one story. `things` holds what steps made by the names the file gives them; `told` what happened."""

    def __init__(
        self,
        story: Story,
        *,
        councils: Mapping[str, Council],
        cast: Mapping[str, Character],
        actors: Actors,
        words: Mapping[int, Mapping[str, Any]] | None = None,
    ) -> None:
        self.story = story
        self.councils = councils
        self.cast = cast
        self.actors = actors
        self.words = words or {}
        self.things: dict[str, Any] = {}
        self.abouts: list[tuple[str, int]] = []
        self.told: list[StepTold | Looked] = []
        self.clock = story.steps[0].now if story.steps else story.closing
        self._names: dict[tuple[str, int], str] = {}
        self._by_id = {council.pk: council for council in councils.values()}
        self._last_alert = 0
        self._last_prompts: rooms.Numbers = {}
        self._last_lines: rooms.Numbers = {}

    def run(self) -> None:
        """Every step in turn, then the sweep up to the closing."""
        for step in self.story.steps:
            self.look_until(step.now)
            self.clock = step.now
            self.told.append(self.take(step))
        self.look_until(self.story.closing)

    def look_until(self, until: datetime) -> None:
        """Sweep after each rung that is passed before `until`; what falls due at that very instant may still be met."""
        before = None
        while (instant := next_instant(self.abouts)) is not None and instant < until:
            # A step keyed late starts clocks whose rungs lie in the past: they are raised now, never backwards.
            self.clock = max(instant + JUST_AFTER, self.clock)
            sweep(now=self.clock, about=self.abouts)
            looked = Looked(self.clock, self._alerts(), self._prompts(), self._followed())
            if looked.alerts or looked.prompts or looked.followed:
                self.told.append(looked)
            if (instant, self.clock) == before:
                raise RuntimeError(f"A clock that was due at {instant} does not move on")
            before = (instant, self.clock)

    def take(self, step: Step) -> StepTold:
        """One step, in a savepoint of its own."""
        # Somebody who acts for no council speaks to one: its complaints officer writes down what they say.
        speaker = self.cast.get(step.by) if step.do == "complain" else None
        council = self.councils.get(step.fields.get("council", "") if speaker else step.by)
        role = "complaints_officer" if speaker else step.role
        told = StepTold(step, council.short_name if council and not speaker else step.by, step.who)
        adapter = rooms.verb(step.do)
        if adapter is None or council is None:
            told.outcome = NOT_BUILT
            told.why = f"{step.do}: not built yet"
            return told
        missing = self._missing(step)
        if missing:
            told.outcome, told.why = NOT_POSSIBLE, f"{missing} was never made: the step that names it was not taken"
            return told
        by = self.actors(council, role, "" if speaker else step.who)
        told.person = by.name
        try:
            made = self._act(adapter, self._turn(step, council, by), council)
        except Refused as refused:
            told.outcome = REFUSED
            told.refusals = [RefusalTold(one.code, one.sentence, one.instead) for one in refused.grounds]
        except NotPossible as refused:
            told.outcome = NOT_POSSIBLE
            told.refusals = [RefusalTold("", refused.sentence)]
        except Exception as error:
            # A fault of the product's is told like any other step that went wrong; the rest of the story still runs.
            log.exception("Step %s of the story failed", step.number)
            told.outcome, told.why = FAILED, f"{type(error).__name__}: {error}"
        else:
            self._remember(step, made)
        told.alerts, told.prompts = self._alerts(), self._prompts()
        return told

    def _act(self, adapter: Any, turn: Turn, council: Council) -> Any:
        with self._cast_as_it_was(), acting_for(turn.by, council):
            made = adapter(turn)
            with connection.cursor() as cursor:
                # As at a commit: what only a commit would have caught is caught in the step that did it.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        return made

    @contextmanager
    def _cast_as_it_was(self) -> Iterator[None]:
        """A step that is not taken leaves nothing in the cast either: what it believed, and whom it recorded."""
        before = [(one, {**vars(one), "rows": dict(one.rows)}) for one in self.cast.values()]
        try:
            yield
        except Exception:
            for one, was in before:
                vars(one).update(was)
            raise

    def _turn(self, step: Step, council: Council, by: Any) -> Turn:
        override = None
        if step.override is not None:
            senior = self.actors(council, step.override.by_role, "")
            override = Override(step.override.reason, step.override.by_role, senior.pk)
        known = VERBS[step.do].fields
        return Turn(
            by=by,
            at=step.at,
            now=step.now,
            fields={key: self._resolved(known[key], value) for key, value in step.fields.items()},
            cast=self.cast,
            colleague=lambda name: self.actors(council, "social_worker", name),
            override=override,
            speaker=self.cast.get(step.by) if step.do == "complain" else None,
            words=self.words.get(step.number, {}),
        )

    def _missing(self, step: Step) -> str:
        known = VERBS[step.do].fields
        wanted = [value for key, value in step.fields.items() if known[key].kind == "thing"]
        return next((name for name in wanted if name not in self.things), "")

    def _resolved(self, wanted: Field, value: Any) -> Any:
        match wanted.kind:
            case "council" | "place":
                return self.councils.get(value, value)
            case "person":
                return self.cast[value]
            case "party":
                return self.cast.get(value) or self.councils[value]
            case "thing":
                return self.things[value]
            case "takers":
                return [self.councils.get(one) or self.cast.get(one) or one for one in value]
        return value

    def _remember(self, step: Step, made: Any) -> None:
        if step.name:
            self.things[step.name] = made
        pair = rooms.about(made)
        for one in [*([pair] if pair is not None else []), *rooms.also_about(made)]:
            self._follow(one, step.name)

    def _follow(self, pair: tuple[str, int], name: str) -> None:
        """The sweep looks at its clocks from now on, and the timeline calls it by this name."""
        if pair not in self.abouts:
            self.abouts.append(pair)
            self._names[pair] = name

    def council_name(self, council_id: int | None) -> str:
        """A council of the story, or any other, by its short name; "" for None."""
        if council_id is None:
            return ""
        if council_id not in self._by_id:
            self._by_id[council_id] = Council.objects.get(pk=council_id)
        return self._by_id[council_id].short_name

    def _alerts(self) -> list[AlertTold]:
        if not self.abouts:
            return []
        found = (
            Alert.objects.about(*self.abouts)
            .filter(pk__gt=self._last_alert)
            .select_related("timer__rule")
            .order_by("pk")
        )
        alerts = list(found)
        if alerts:
            self._last_alert = alerts[-1].pk
        return [
            AlertTold(
                at=one.raised_at,
                kind=one.kind,
                level=one.level,
                council=self.council_name(one.council_id),
                towards=self.council_name(one.towards_id),
                on=self._names.get((one.about_label, one.about_id), ""),
                due=one.timer_due_at,
                title=one.timer.rule.title if one.timer.rule else one.kind,
            )
            for one in alerts
        ]

    def _prompts(self) -> list[PromptTold]:
        found = rooms.asked_since(self._last_prompts, self.abouts)
        return [
            PromptTold(one.code, self.council_name(one.council_id), self._names.get(one.about, ""), one.sentence)
            for one in found
        ]

    def _followed(self) -> list[FollowedTold]:
        found = rooms.followed_since(self._last_lines, self.abouts)
        return [
            FollowedTold(self.council_name(one.council_id), self._names.get(one.about, ""), one.sentence)
            for one in found
        ]
