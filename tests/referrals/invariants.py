"""What must hold after every step of a referral's life (`machine.py`): PRODUCT's invariants 1, 2, 5, 6 and 8."""

from contextlib import AbstractContextManager
from typing import Any, ClassVar

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from referrals.models import Duty, Holding, JournalEntry, NamedCouncil, Part, Referral
from tests.referrals import plain
from tests.world import MONDAY, World
from timers.models import Alert, Timer
from trail.models import Entry

COUNCILS = ("kent", "havering", "croydon")


class Held(RuleBasedStateMachine):
    """One referral; everything it writes is rolled back at the end."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self._outer: AbstractContextManager[Any] = transaction.atomic()
        self._outer.__enter__()
        self.now = MONDAY
        self.referral: Referral
        self.plain: plain.Referral
        self.written: list[tuple[Any, ...]] = []  # the journal's lines as first read
        self.trail = 0
        self.alerts = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._outer.__exit__(None, None, None)

    def pk(self, council: str) -> int:
        return self.world.council(council).pk

    def name(self, council_id: int) -> str:
        return next(one for one in COUNCILS if self.pk(one) == council_id)

    def _holders(self) -> dict[str, set[str] | None]:
        found: dict[str, set[str] | None] = {
            one.code: None if one.ended_at is not None else set() for one in Duty.objects.filter(referral=self.referral)
        }
        for one in Holding.objects.filter(duty__referral=self.referral, until=None).select_related("duty"):
            held = found[one.duty.code]
            assert held is not None, f"{one.duty.code} has ended and is held"
            held.add(self.name(one.council_id))
        return found

    def _take_over_holders(self, *duties: str) -> None:
        """Where the plain model does not say who holds it now, it goes on from what the product says."""
        for duty, holders in self._holders().items():
            if not duties or duty in duties:
                self.plain.holders[duty] = holders
                if holders is None:
                    self.plain.ended(duty)

    @invariant()
    def a_responsibility_always_has_a_holder(self) -> None:
        """1, and 2: who holds what is what the plain model says; nothing was ever held by nobody."""
        if not hasattr(self, "plain"):
            return
        found = self._holders()
        assert found == self.plain.holders
        for duty, holders in found.items():
            if holders is not None:
                open_ones = {one for one in holders if self.plain.parts[one].open}
                assert open_ones, f"{duty} is held by nobody whose part is open"
        self._no_gap()

    def _no_gap(self) -> None:
        """From the instant it began until it ended, or until now, some council held it."""
        for duty in Duty.objects.filter(referral=self.referral).prefetch_related("holdings"):
            reached = duty.began_at
            end = duty.ended_at or self.now
            for one in sorted(duty.holdings.all(), key=lambda held: held.since):
                if one.since <= reached:
                    reached = max(reached, one.until or end)
            assert reached >= end or self._was_ended_meanwhile(duty), f"{duty.code} was held by nobody after {reached}"

    def _was_ended_meanwhile(self, duty: Duty) -> bool:
        """A responsibility that ended and began again was nobody's in between, and says why each holding ended."""
        return not duty.holdings.filter(until__isnull=False, until_because="").exists()

    @invariant()
    def a_clock_stops_only_for_what_it_measures(self) -> None:
        """5: exactly those run that the plain model says; a discussion that is owed is being counted."""
        if not hasattr(self, "plain"):
            return
        running = list(Timer.objects.running().filter(about_id=self.referral.pk, about_label="referrals.referral"))
        kinds = {"decision", "parent_told", "council_contact"}
        named = dict(NamedCouncil.objects.filter(referral=self.referral).values_list("id", "council_id"))
        found: set[tuple[str, ...]] = set()
        for one in running:
            if one.kind in kinds and one.subject_label != "referrals.concern":
                towards = (self.name(named[one.subject_id]),) if one.kind == "council_contact" else ()
                found.add((one.kind, self.name(one.council_id), *towards))
        assert found == self.plain.must_run()
        chased = sorted(
            (self.name(one.council_id), self.name(one.towards_id or 0))
            for one in running
            if one.kind == "outbound_acknowledgement"
        )
        assert chased == self.plain.chased()
        for council, part in self.plain.parts.items():
            mine = [
                one
                for one in running
                if one.council_id == self.pk(council) and one.subject_label == "referrals.concern"
            ]
            assert sum(one.kind == "decision" for one in mine) == part.concerns
        self._discussions(running)

    def _discussions(self, running: list[Timer]) -> None:
        owed = self.plain.holders.get("strategy_discussion")
        counted = {self.name(one.council_id) for one in running if one.kind == "strategy_discussion"}
        if owed is None:
            assert not counted, "a discussion that nobody owes is being counted"
        else:
            open_holders = {one for one in owed if self.plain.parts[one].open}
            assert counted & open_holders, "a discussion is owed and nobody's time is being counted"

    @invariant()
    def no_closing_in_the_dark(self) -> None:
        """6: closed is what a request and a second person's signature closed, and nothing else."""
        if not hasattr(self, "plain"):
            return
        for part in Part.objects.filter(referral=self.referral).select_related("council"):
            assert (part.closed_at is None) is self.plain.parts[self.name(part.council_id)].open
            if part.closed_at is not None:
                closing = part.closings.get(signed_at__isnull=False, withdrawn_at=None)
                assert closing.signed_by_id not in (None, closing.by_id)

    @invariant()
    def nothing_is_overwritten(self) -> None:
        """8: every line ever written stands as it was first read; trail and alerts only grow."""
        if not hasattr(self, "plain"):
            return
        lines = list(
            JournalEntry.objects.filter(referral=self.referral)
            .order_by("id")
            .values_list("id", "verb", "council_id", "by_id", "at", "recorded_at", "facts")
        )
        assert lines[: len(self.written)] == self.written
        self.written = lines
        trail = Entry.objects.filter(about_label="referrals.referral", about_id=self.referral.pk).count()
        alerts = Alert.objects.filter(about_label="referrals.referral", about_id=self.referral.pk).count()
        assert trail >= max(self.trail, len(lines))
        assert alerts >= self.alerts
        self.trail, self.alerts = trail, alerts
