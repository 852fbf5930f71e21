"""A state machine over the life of a referral in three councils: each act is done by the product, and in plain words.

Hypothesis draws acts, councils and times; `plain.py` says what must come of them. After each step PRODUCT's invariants
1, 2, 5, 6 and 8 are checked on what the database holds (`invariants.py`). `test_machine.py` runs it: few and short in
every run of the tests, 500 lives of 50 steps by one command (docs/reliability.md).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from referrals import actions
from referrals.models import JournalEntry, LeadProposal, StrategyDiscussion
from referrals.refusals import NotPossible, Refused
from referrals.said import Override
from tests.referrals import plain
from tests.referrals.invariants import COUNCILS, Held
from tests.world import World
from timers.sweep import sweep
from trail.models import Entry

ROLES = ("social_worker", "team_manager", "service_manager", "head_of_service")
DUTIES = plain.ALWAYS + plain.WITH_HARM

councils = st.sampled_from(COUNCILS)
duties_ = st.sampled_from(DUTIES)
minutes = st.sampled_from([0, 1, 20, 240, 60 * 23, 60 * 50])
yes_or_no = st.booleans()


class Life(Held):
    """What people do in the life of one referral, by the product and in plain words."""

    # ------------------------------------------------------------------------------------------------ doing

    def wait(self, minutes: int) -> None:
        """Time passes, and the engine looks, as it does every few seconds."""
        self.now += timedelta(minutes=minutes)
        sweep(now=self.now, about=[("referrals.referral", self.referral.pk)])

    def by(self, council: str, role: str = "social_worker") -> Any:
        return self.world.person(council, role)

    def do(self, act: Callable[..., Any], council: str, role: str = "social_worker", **fields: Any) -> Any:
        """Do it; what is refused has written nothing, what is done has a line. Returns what it made, or the refusal."""
        at = fields.pop("at", self.now)
        before = self._size()
        try:
            with transaction.atomic():
                made = act(by=self.by(council, role), at=at, now=self.now, **fields)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except (Refused, NotPossible) as refusal:
            assert self._size() == before, f"{act.__name__} was refused and wrote something"
            return refusal
        assert self._size() > before, f"{act.__name__} left no line"
        return made

    def _size(self) -> tuple[int, int]:
        return JournalEntry.objects.count(), Entry.objects.count()

    def has(self, council: str) -> bool:
        return council in self.plain.parts

    def done(self, made: Any, council: str) -> bool:
        """False where the council has no part, and then it was told so."""
        if not self.has(council):
            assert isinstance(made, NotPossible)
            return False
        return not isinstance(made, Refused | NotPossible)

    # ------------------------------------------------------------------------------------------------ the acts

    @initialize(by=councils, lives_in=councils, happened_in=councils, harm=yes_or_no, knows=yes_or_no)
    def log(self, by: str, lives_in: str, happened_in: str, harm: bool, knows: bool) -> None:
        world = self.world
        people = [world.child(lives_in), world.mother(), world.harmer(happened_in, other_children="unknown")]
        said = world.said(
            *people,
            harm=["physical"] if harm else [],
            significant_harm=harm,
            happened_in=world.place(happened_in),
            parent_knows=knows,
        )
        with transaction.atomic():
            self.referral = actions.log_referral(by=self.by(by), said=said, at=self.now, now=self.now)
        self.mother = self.referral.involvements.get(role="parent").person
        self.plain = plain.Referral(by, lives_in, happened_in, harm, knows)

    @rule(minutes=minutes)
    def time_passes(self, minutes: int) -> None:
        self.wait(minutes)

    @rule(sender=councils, to=councils, minutes=minutes)
    def send(self, sender: str, to: str, minutes: int) -> None:
        self.wait(minutes)
        made = self.do(
            actions.send_referral, sender, referral=self.referral, to=self.world.council(to), address_source="school"
        )
        if sender == to:
            assert isinstance(made, NotPossible)
            return
        if not self.done(made, sender):
            return
        self.plain.send(sender, to)
        if to not in {self.plain.lives_in, self.plain.happened_in}:
            self._sent_where_it_is_known(sender, to)

    def _sent_where_it_is_known(self, sender: str, to: str) -> None:
        """Sent to no place of the referral, it goes to the place that our records know as well, once."""
        known = self.plain.lives_in if self.plain.lives_in != sender else self.plain.happened_in
        if known != sender and known not in self.plain.parts:
            self.plain.send(sender, known)

    @rule(to=councils)
    def acknowledge(self, to: str) -> None:
        if self.done(self.do(actions.acknowledge, to, referral=self.referral), to):
            self.plain.acknowledge(to)

    @rule(by=councils, to=councils, adults=yes_or_no, two_way=yes_or_no, named=yes_or_no, minutes=minutes)
    def ring(self, by: str, to: str, adults: bool, two_way: bool, named: bool, minutes: int) -> None:
        self.wait(minutes)
        made = self.do(
            actions.contact_council,
            by,
            referral=self.referral,
            to=self.world.council(to),
            their_service="adults" if adults else "childrens",
            two_way=two_way,
            worker_there="duty worker" if named else "",
        )
        if by == to:
            assert isinstance(made, NotPossible)
            return
        # Named and sent nothing, a council writes down that it was rung by one that has the referral (0052).
        if not self.has(by) and by in self.plain.named and self.has(to):
            assert not isinstance(made, Refused | NotPossible)
        elif not self.done(made, by):
            return
        if two_way and not adults:
            self.plain.spoken.add(frozenset((by, to)))
            if named:
                self.plain.acknowledge(to, by)
                self.plain.acknowledge(by, to)

    @rule(by=councils, channel=st.sampled_from(["call", "visit", "voicemail", "text", "letter"]), told=yes_or_no)
    def reach_the_mother(self, by: str, channel: str, told: bool) -> None:
        live = channel in {"call", "visit"}
        made = self.do(
            actions.contact_family,
            by,
            referral=self.referral,
            person=self.mother,
            channel=channel,
            live=True,  # whatever was ticked: a voicemail is no conversation
            told_of_risk=told,
        )
        if self.done(made, by) and live and (told or not self.plain.harm):
            self.plain.parts[by].told_parent = True

    @rule(by=councils, manager=yes_or_no)
    def wait_to_tell(self, by: str, manager: bool) -> None:
        role = "team_manager" if manager else "social_worker"
        made = self.do(actions.decide_not_to_tell, by, role, referral=self.referral, reason="the police ask for a day")
        if self.done(made, by) and manager:
            self.plain.parts[by].waits = True

    @rule(by=councils, reason=st.sampled_from(["", "threshold_not_met", "lives_elsewhere"]), considered=yes_or_no)
    def step_down(self, by: str, reason: str, considered: bool) -> None:
        made = self.do(
            actions.decide,
            by,
            "team_manager",
            referral=self.referral,
            outcome="no_further_action",
            reason=reason,
            rationale="the nurse saw the child and there was nothing to see" if reason else "",
            strategy_discussion_considered=considered,
        )
        if not self.has(by) or not self.plain.parts[by].open:
            assert isinstance(made, NotPossible)
        elif not reason or not considered or reason == "lives_elsewhere":
            assert isinstance(made, Refused)
        else:
            assert self.done(made, by)
            self._decided(by)

    @rule(by=councils)
    def assess(self, by: str) -> None:
        made = self.do(actions.decide, by, "team_manager", referral=self.referral, outcome="child_in_need_assessment")
        if self.done(made, by):
            self._decided(by)

    def _decided(self, by: str) -> None:
        self.plain.parts[by].decided, self.plain.parts[by].concerns = True, 0

    @rule(by=councils, alone=yes_or_no)
    def see_the_child(self, by: str, alone: bool) -> None:
        if self.done(self.do(actions.see_child, by, referral=self.referral, alone=alone, words="…"), by):
            self.plain.seen = True

    @rule(by=councils, found=st.sampled_from(["yes", "no", "unknown"]), task=st.sampled_from(["", "ask the school"]))
    def consider_other_children(self, by: str, found: str, task: str) -> None:
        made = self.do(actions.consider_other_children, by, referral=self.referral, found=found, task=task)
        if self.done(made, by):
            self.plain.others_considered |= found != "unknown" or bool(task)
            if found == "no" and "other_children" in self.plain.holders:
                self.plain.ended("other_children")

    @rule(by=councils)
    def intend(self, by: str) -> None:
        if self.done(self.do(actions.state_intention, by, referral=self.referral, action="we visit"), by):
            self.plain.stated.add(by)

    @rule(by=councils, lead=councils, duty=duties_, minutes=minutes)
    def propose(self, by: str, lead: str, duty: str, minutes: int) -> None:
        self.wait(minutes)
        made = self.do(actions.propose_lead, by, referral=self.referral, duty=duty, lead=self.world.council(lead))
        if self.done(made, by):
            assert self.has(lead), "proposed to a council that does not have it"
            assert self.plain.parts[by].open, "proposed from a closed part"
            self._in_force(duty, made)

    def _in_force(self, duty: str, proposal: LeadProposal) -> None:
        """In force only when every council that has the referral open has agreed, and the one that is to hold it."""
        proposal.refresh_from_db()
        if proposal.in_force_at is None or proposal.ended_at is not None or proposal.in_force_at != self.now:
            return
        agreed = {self.name(proposal.council_id)}
        agreed |= {self.name(one.council_id) for one in proposal.answers.filter(accepted=True)}
        wanted = {one for one, part in self.plain.parts.items() if part.open} | {self.name(proposal.lead_id)}
        assert wanted <= agreed, f"in force though {wanted - agreed} never agreed"
        self.plain.agree(self.name(proposal.lead_id), duty)

    @rule(by=councils, duty=duties_)
    def accept(self, by: str, duty: str) -> None:
        waiting = LeadProposal.objects.filter(
            referral=self.referral, duty=duty, ended_at=None, in_force_at=None
        ).first()
        made = self.do(actions.accept_duty, by, referral=self.referral, duty=duty)
        if not self.done(made, by):
            return
        assert self.plain.parts[by].open, "accepted by a closed part"
        if waiting is not None:
            self._in_force(duty, waiting)
        else:
            self.plain.accept(by, duty)

    @rule(by=councils, duty=duties_, reason=st.sampled_from(["", "the harm is in your area; we visit meanwhile"]))
    def decline(self, by: str, duty: str, reason: str) -> None:
        made = self.do(actions.decline_duty, by, referral=self.referral, duty=duty, reason=reason)
        if self.has(by) and not reason and self.plain.holders.get(duty):
            assert isinstance(made, Refused)
            assert made.codes == ["duty.decline_needs_reason"]

    @rule(by=councils)
    def disagree(self, by: str) -> None:
        self.do(actions.raise_disagreement, by, referral=self.referral, about="who visits")

    @rule(by=councils)
    def settle(self, by: str) -> None:
        self.do(actions.resolve_disagreement, by, referral=self.referral, resolution="both visit")

    @rule(by=councils, minutes=minutes)
    def call_a_discussion(self, by: str, minutes: int) -> None:
        self.wait(minutes)
        made = self.do(
            actions.convene_strategy_discussion,
            by,
            referral=self.referral,
            invited=["childrens_social_care", "police", "health", "other_council"],
        )
        if self.done(made, by):
            self.plain.discussions.append(plain.Discussion(by))
            for one in self.plain.others(by) | {by}:
                if one in self.plain.parts:
                    self._open_again(one)

    def _open_again(self, council: str) -> None:
        """What a council takes up again by reopening is the product's to say; here only that its part is open."""
        if not self.plain.parts[council].open:
            self.plain.open_again(council)
            self._take_over_holders()

    def _discussion(self, which: int) -> tuple[StrategyDiscussion, plain.Discussion] | None:
        found = list(StrategyDiscussion.objects.filter(referral=self.referral).order_by("id"))
        index = which % len(found) if found else 0
        return (found[index], self.plain.discussions[index]) if found else None

    @rule(by=councils, which=st.integers(0, 3), accept=yes_or_no, closed=yes_or_no)
    def answer_an_invitation(self, by: str, which: int, accept: bool, closed: bool) -> None:
        pair = self._discussion(which)
        if pair is None:
            return
        reason = "" if accept else "our case is closed" if closed else "Kent holds it and we send what we know"
        made = self.do(actions.answer_invitation, by, discussion=pair[0], accept=accept, reason=reason)
        if isinstance(made, NotPossible):
            return
        if not accept and closed:
            assert isinstance(made, Refused)
            assert made.codes == ["invitation.case_closed"]
        elif accept:
            pair[1].declined.discard(by)
        else:
            pair[1].declined.add(by)

    @rule(
        by=councils, which=st.integers(0, 3), late=st.sampled_from([0, 60, 60 * 30]), section_47=st.none() | yes_or_no
    )
    def hold_a_discussion(self, by: str, which: int, late: int, section_47: bool | None) -> None:
        pair = self._discussion(which)
        if pair is None:
            return
        made = self.do(
            actions.hold_strategy_discussion,
            by,
            discussion=pair[0],
            at=max(pair[0].at, self.now - timedelta(minutes=late)),
            attended=["childrens_social_care", "police"],
            section_47=section_47,
            rationale="contact goes on",
        )
        if self.done(made, by):
            assert not pair[1].held
            pair[1].held = True
            self.plain.discussed = self.plain.disclosed_at is None or made.held_at >= self.plain.disclosed_at
            self._take_over_holders("strategy_discussion", "section_47")

    @rule(by=councils, reason=st.sampled_from(["threshold_not_met", "police_investigating"]), manager=yes_or_no)
    def hold_none(self, by: str, reason: str, manager: bool) -> None:
        role = "team_manager" if manager else "social_worker"
        made = self.do(
            actions.refuse_strategy_discussion,
            by,
            role,
            referral=self.referral,
            reason=reason,
            rationale="asked school, GP and mother; nothing points to significant harm",
        )
        if not self.has(by):
            return
        if reason == "police_investigating" or not manager:
            assert isinstance(made, Refused)
            return
        self.plain.decide_against(by, "strategy_discussion")
        dropped = [one for one in self.plain.discussions if one.caller == by and not one.held]
        for one in dropped:
            one.declined |= set(COUNCILS)  # a discussion its caller decided not to hold is not to come

    @rule(by=councils, kind=st.sampled_from(["new_disclosure", "suicide_attempt", "went_missing", "returned"]))
    def something_new(self, by: str, kind: str) -> None:
        made = self.do(actions.record_concern, by, referral=self.referral, kind=kind)
        if not self.done(made, by):
            return
        self._open_again(by)
        if kind in {"new_disclosure", "suicide_attempt"}:
            self.plain.parts[by].concerns += 1
        if kind == "new_disclosure":
            self.plain.suspected, self.plain.discussed, self.plain.disclosed_at = True, False, self.now
            for duty in plain.WITH_HARM:
                assert self._holders()[duty], f"a new disclosure did not begin {duty} again"
            self._take_over_holders(*plain.WITH_HARM)

    @rule(by=councils, senior=st.sampled_from([None, *ROLES]), minutes=minutes)
    def ask_to_close(self, by: str, senior: str | None, minutes: int) -> None:
        self.wait(minutes)
        override = Override("agreed", senior, self.by(by, senior).pk) if senior else None
        made = self.do(actions.close, by, referral=self.referral, reason="done", override=override)
        if not self.has(by) or not self.plain.parts[by].open:
            assert isinstance(made, NotPossible)
            return
        missing = self.plain.missing(by)
        left = {code for code in missing if not _gives_way(code, senior)}
        if left:
            assert isinstance(made, Refused)
            assert set(made.codes) == (left if senior else missing)
        else:
            assert not isinstance(made, Refused | NotPossible), made
            self.plain.parts[by].asked_to_close, self.plain.parts[by].asked_by = missing, "social_worker"

    @rule(by=councils, role=st.sampled_from(ROLES), minutes=minutes)
    def sign(self, by: str, role: str, minutes: int) -> None:
        self.wait(minutes)
        made = self.do(actions.sign_closing, by, role, referral=self.referral)
        if not self.has(by) or self.plain.parts[by].asked_to_close is None:
            assert isinstance(made, NotPossible)
            return
        wrong = self.plain.missing(by) - (self.plain.parts[by].asked_to_close or set())
        if role == "social_worker":
            wrong |= {"closure.own_approval", "closure.needs_second_person"}
        if wrong:
            assert isinstance(made, Refused)
            assert set(made.codes) == wrong
        else:
            assert not isinstance(made, Refused | NotPossible), made
            self.plain.close(by)

    @precondition(lambda self: any(not one.open for one in self.plain.parts.values()))
    @rule(by=councils)
    def reopen(self, by: str) -> None:
        made = self.do(actions.reopen, by, referral=self.referral, reason="the school rang")
        if self.done(made, by):
            self.plain.open_again(by)
            self._take_over_holders()


STRENGTH = {
    "closure.other_council_intention_unknown": "head_of_service",
    "closure.no_council_contact": "head_of_service",
    "closure.other_children_not_considered": "head_of_service",
    "closure.child_not_spoken_to": "team_manager",
    "closure.parent_not_told": "team_manager",
    "closure.open_invitation": "team_manager",
}


def _gives_way(code: str, senior: str | None) -> bool:
    """By cases/README, Refusals: a team manager's or a head of service's to go past, or anybody's above."""
    return senior is not None and ROLES.index(senior) >= ROLES.index(STRENGTH[code])


def at_work(world: World) -> None:
    """Everybody there from the beginning: what an example makes is rolled back, and the world would remember it."""
    for council in COUNCILS:
        for role in ROLES:
            world.person(council, role)
    Life.world = world
